"""Segments: named rules over profiles. Who is in one is asked of the database at the moment of asking, never stored."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Engine, text
from sqlmodel import Session, col, select

from core import clock
from core.db.engine import reading, writing
from core.db.queries import segment_sql as sql
from core.db.tables import Customer, Segment
from core.domain import segments as rules
from core.domain.access import Actor, may
from core.domain.errors import NotFound, Refusal
from core.domain.matching import name_key
from core.domain.ready_segments import READY_SEGMENTS
from core.domain.sentences import Sentence
from core.services import audit, profiles
from core.services.customers import WITHHELD


def install_ready_in(session: Session) -> int:
    """Put the ready-made segments in, or bring their rules up to date; returns how many there are."""
    known = {row.slug: row for row in session.exec(select(Segment).where(col(Segment.is_ready_made)))}
    for made in READY_SEGMENTS:
        row = known.get(made.slug) or Segment(slug=made.slug, name=made.name, is_ready_made=True, created_at=clock.now())
        row.name, row.description, row.rule = made.name, made.description, rules.store(made.rule)
        session.add(row)
    session.flush()
    return len(READY_SEGMENTS)


def create(engine: Engine, actor: Actor, *, name: str, rule: Any, description: str | None = None) -> int:
    """A new segment of the business from its stored rule, a list of {field, op, value}. Returns its id."""
    may(actor, "segment.edit")
    parsed = rules.parse(rule)
    with writing(engine) as session:
        named = _name_in(session, name)
        made = Segment(slug=_slug_in(session, named), name=named, description=(description or "").strip()[:500] or None,
                       rule=rules.store(parsed), user_id=actor.user_id, created_at=clock.now())  # fmt: skip
        session.add(made)
        session.flush()
        audit.record(session, actor, "segment.create", "segment", made.id, after={"name": named, "rule": made.rule})
        return made.id or 0


def edit(engine: Engine, actor: Actor, segment_id: int, *, name: str, rule: Any, description: str | None = None) -> None:
    """Change one's own segment; a ready-made one is copied instead. Campaigns already launched keep the rule that they started with."""
    may(actor, "segment.edit")
    parsed = rules.parse(rule)
    with writing(engine) as session:
        row = _own_in(session, segment_id)
        before = {"name": row.name, "rule": row.rule}
        row.name = _name_in(session, name, segment_id)
        row.description, row.rule = (description or "").strip()[:500] or None, rules.store(parsed)
        audit.record(session, actor, "segment.edit", "segment", segment_id, before=before, after={"name": row.name, "rule": row.rule})


def archive(engine: Engine, actor: Actor, segment_id: int, *, is_archived: bool = True) -> None:
    """Take a segment of the business out of the lists, or back in."""
    may(actor, "segment.edit")
    with writing(engine) as session:
        row = _own_in(session, segment_id)
        row.archived_at = clock.now() if is_archived else None
        audit.record(session, actor, "segment.archive" if is_archived else "segment.restore", "segment", segment_id)


def _own_in(session: Session, segment_id: int) -> Segment:
    row = segment_in(session, segment_id)
    if row.is_ready_made:
        raise Refusal("segment_ready", "A ready-made segment stays as it is. Copy it and change the copy.")
    return row


def _name_in(session: Session, name: str, own_id: int | None = None) -> str:
    named = " ".join((name or "").split())[:80]
    if not named:
        raise Refusal("segment_name", "Give the segment a name.")
    taken = session.exec(select(Segment).where(Segment.name == named, col(Segment.archived_at).is_(None))).first()
    if taken is not None and taken.id != own_id:
        raise Refusal("segment_taken", "There is a segment named {name} already.", name=named)
    return named


def _slug_in(session: Session, name: str) -> str:
    stem = re.sub(r"[^a-z0-9]+", "-", name_key(name).lower()).strip("-")[:60] or "segment"
    taken = set(session.exec(select(Segment.slug).where(col(Segment.slug).startswith(stem))))
    return next(slug for slug in [stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))] if slug not in taken)


def segment_in(session: Session, segment_id: int) -> Segment:
    """A segment by its id. Raises NotFound."""
    row = session.get(Segment, segment_id)
    if row is None:
        raise NotFound("no_segment", "There is no segment {number}.", number=segment_id)
    return row


def terms_in(session: Session) -> sql.Terms:
    """What rules are compiled against here and now."""
    return sql.Terms(session.get_bind().dialect.name, profiles.references_in(session))


def members_in(session: Session, rule: Any) -> list[int]:
    """The ids of everybody who matches a rule now, parsed or as stored. Raises Refusal when it cannot be meant."""
    parsed, terms = parsed_rule(rule), terms_in(session)
    return [row[0] for row in session.execute(text(sql.members(parsed, terms)), terms.values)]


def count_in(session: Session, rule: Any) -> int:
    """How many match a rule now."""
    terms = terms_in(session)
    return int(session.execute(text(sql.counts([parsed_rule(rule)], terms)), terms.values).scalar_one())


def parsed_rule(rule: Any) -> rules.Rule:
    """A rule, whether it comes parsed or as stored."""
    is_parsed = isinstance(rule, tuple) and rule and all(isinstance(one, rules.Condition) for one in rule)
    return rule if is_parsed else rules.parse(rule)


def why(engine: Engine, actor: Actor, segment_id: int, customer_id: int) -> list[Sentence]:
    """Why a customer is in a segment: the fact behind each condition; empty when they are not in it."""
    may(actor, "segment.view")
    with reading(engine) as session:
        return why_in(session, segment_in(session, segment_id).rule, [customer_id]).get(customer_id, [])


def why_in(session: Session, rule: Any, customer_ids: Sequence[int]) -> dict[int, list[Sentence]]:
    """The same for some customers, by id."""
    parsed, references = parsed_rule(rule), profiles.references_in(session)
    return {number: rules.explain(parsed, profile, references) for number, profile in _classed(session, customer_ids).items()}


def _classed(session: Session, customer_ids: Sequence[int]) -> dict[int, Any]:
    """The profiles of those who may be put into segments."""
    withheld = set(session.exec(WITHHELD.where(col(Customer.id).in_(customer_ids))))
    return profiles.of(session, [number for number in customer_ids if number not in withheld])


def of_customer(engine: Engine, actor: Actor, customer_id: int) -> list[tuple[int, str, bool, list[Sentence]]]:
    """The segments that a customer is in: (id, name, whether the name is a message id, the facts)."""
    may(actor, "segment.view")
    with reading(engine) as session:
        references, found = profiles.references_in(session), _classed(session, [customer_id])
        rows = session.exec(select(Segment).where(col(Segment.archived_at).is_(None)).order_by(col(Segment.id))).all()
        if customer_id not in found:
            return []
        told = [(row, rules.explain(rules.parse(row.rule), found[customer_id], references)) for row in rows]
        return [(row.id or 0, row.name, row.is_ready_made, sentences) for row, sentences in told if sentences]
