"""Several templates at once: submit all drafts, approve all that the person may."""

from __future__ import annotations

from sqlalchemy import Engine

from core.domain.access import Actor
from core.domain.errors import Refusal
from core.services.templates import approve, submit


def submit_all(engine: Engine, actor: Actor, version_ids: list[int]) -> int:
    """Submit drafts, each in its own transaction; returns how many. Raises the first Refusal."""
    for version_id in version_ids:
        submit(engine, actor, version_id)
    return len(version_ids)


def approve_all(engine: Engine, actor: Actor, version_ids: list[int]) -> tuple[int, int]:
    """Approve versions; returns (how many, how many are the person's own and were left)."""
    done = left = 0
    for version_id in version_ids:
        try:
            approve(engine, actor, version_id)
            done += 1
        except Refusal as refusal:
            if refusal.code != "own_text":
                raise
            left += 1
    return done, left
