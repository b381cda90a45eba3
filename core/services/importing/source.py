"""Where the records of a file come from."""

from __future__ import annotations

from pathlib import Path

from core.domain.records import Choices, Reading, Remembered


def read(path: Path, file_name: str, choices: Choices, remembered: list[Remembered], country: str, currency: str) -> Reading:
    """A file understood and ready to be read once. Raises FileRefused."""
    from core.intake.reading import understand

    return understand(path, file_name, None, choices, country, currency, remembered)
