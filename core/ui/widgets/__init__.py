"""Pieces of pages that only know how they look."""
