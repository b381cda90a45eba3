"""Pieces of pages that know what they show."""
