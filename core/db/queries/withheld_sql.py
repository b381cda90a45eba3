"""Whoever asked that their data be restricted, or objected to being profiled: no class, no rating, no score, no segment."""

from __future__ import annotations

WITHHELD = "SELECT id FROM customer WHERE restricted_at IS NOT NULL OR unprofiled_at IS NOT NULL"
