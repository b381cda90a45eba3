"""A customer's no and yes per channel: recorded at once, lifted only with proof of the customer's own later word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from core import clock
from core.db.engine import reading, writing
from core.db.tables import Authorisation, OptOut
from core.domain.access import Actor, may
from core.domain.errors import Refusal
from core.domain.reach import CHANNELS
from core.services import audit, erasure_log
from core.services.customers import changed_in, customer_in

ALL = "all"
HOW_OF_FILES = "import"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a customer stands on one channel: the opt-out that holds, and the authorisation that holds, each None when there is none."""

    channel: str
    opted_out_at: datetime | None
    opted_out_how: str | None
    authorised_at: datetime | None
    authorised_how: str | None


def record(engine: Engine, actor: Actor, *, customer_id: int, channel: str, how: str, words: str | None = None) -> int:
    """Record that a customer wants no more of one channel, or of `all`; returns the opt-out's id. It holds from this moment."""
    may(actor, "optout.record")
    with writing(engine) as s:
        return record_in(s, actor, customer_id=customer_id, channel=channel, how=how, words=words)


def record_in(
    s: Session, actor: Actor, *, customer_id: int, channel: str, how: str, words: str | None = None, provider_id: str | None = None
) -> int:
    """Record an opt-out within the caller's transaction; the same no told twice stays one."""
    _check(channel)
    customer = customer_in(s, customer_id)
    known = s.exec(_holding(customer_id).where(OptOut.channel == channel)).first()
    if known is not None:
        if known.import_id is not None and how != HOW_OF_FILES:  # said now by the person: no longer undone with the file
            known.import_id, known.how, known.provider_id = None, how, provider_id
            known.words, known.user_id = (words or "").strip()[:1000] or None, actor.user_id
            audit.record(s, actor, "optout.record", "customer", customer_id, after={"channel": channel, "how": how})
            erasure_log.remember_refused(customer, channel, known.at, how)
        return known.id or 0
    made = OptOut(
        customer_id=customer_id, channel=channel, at=clock.now(), how=how, words=(words or "").strip()[:1000] or None,
        provider_id=provider_id, user_id=actor.user_id,
    )  # fmt: skip
    s.add(made)
    s.flush()
    audit.record(s, actor, "optout.record", "customer", customer_id, after={"channel": channel, "how": how})
    changed_in(s, customer_id)
    erasure_log.remember_refused(customer, channel, made.at, how)
    return made.id or 0


def _check(channel: str) -> None:
    if channel not in (*CHANNELS, ALL):
        raise Refusal("bad_channel", "“{word}” is not a channel.", word=channel)


def _holding(customer_id: int):  # type: ignore[no-untyped-def]
    return select(OptOut).where(OptOut.customer_id == customer_id, col(OptOut.lifted_at).is_(None))


def lift(engine: Engine, actor: Actor, *, customer_id: int, channel: str, proof: str) -> int:
    """Lift the opt-outs of a channel because the customer said so again; `proof` says how and when. Returns how many were lifted."""
    may(actor, "optout.lift")
    _check(channel)
    if len(proof.strip()) < 10:
        raise Refusal("no_proof", "Say how and when the customer asked to be contacted again: it must be provable.")
    with writing(engine) as s:
        customer = customer_in(s, customer_id)
        found = s.exec(_holding(customer_id).where(OptOut.channel == channel)).all()
        for row in found:
            row.lifted_at, row.lifted_how = clock.now(), proof.strip()[:1000]
        if found:
            told = {"proof": proof.strip()[:1000]}
            after = {"channel": channel}
            audit.record(s, actor, "optout.lift", "customer", customer_id, after=after, personal=told, customer_id=customer_id)
            changed_in(s, customer_id)
            erasure_log.remember_refused(customer, channel, None, "lifted")
        return len(found)


def authorise(engine: Engine, actor: Actor, *, customer_id: int, channel: str, how: str, proof: str | None = None) -> int:
    """Record a customer's consent to a channel with its proof; returns its id. It does not lift an opt-out."""
    may(actor, "optout.record")
    _check(channel)
    with writing(engine) as s:
        customer_in(s, customer_id)
        known = s.exec(_authorised(customer_id).where(Authorisation.channel == channel)).first()
        if known is not None:
            return known.id or 0
        made = Authorisation(
            customer_id=customer_id, channel=channel, given_at=clock.now(), how=how, proof=(proof or "").strip()[:1000] or None,
            user_id=actor.user_id,
        )  # fmt: skip
        s.add(made)
        s.flush()
        audit.record(s, actor, "authorisation.record", "customer", customer_id, after={"channel": channel, "how": how})
        changed_in(s, customer_id)
        return made.id or 0


def _authorised(customer_id: int):  # type: ignore[no-untyped-def]
    return select(Authorisation).where(Authorisation.customer_id == customer_id, col(Authorisation.withdrawn_at).is_(None))


def standings(engine: Engine, actor: Actor, customer_id: int) -> list[Standing]:
    """Where a customer stands on every channel."""
    may(actor, "customer.view")
    with reading(engine) as s:
        return standings_in(s, customer_id)


def standings_in(s: Session, customer_id: int) -> list[Standing]:
    """Where a customer stands on every channel, within a session; a no to everything counts for each."""
    nos = {row.channel: row for row in s.exec(_holding(customer_id))}
    yeses = {row.channel: row for row in s.exec(_authorised(customer_id))}
    found = []
    for channel in CHANNELS:
        no, yes = nos.get(channel) or nos.get(ALL), yeses.get(channel) or yeses.get(ALL)
        found.append(Standing(channel, no and no.at, no and no.how, yes and yes.given_at, yes and yes.how))
    return found
