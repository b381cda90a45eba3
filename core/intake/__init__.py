"""Reads foreign files into records: formats, dialects, the meaning of columns, values. No database."""

from core.intake.reading import understand

__all__ = ["understand"]
