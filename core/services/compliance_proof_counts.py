"""What the records of a month say: contacts, verdicts, refusals and how fast they were honoured, consents, disputes, requests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from statistics import median
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from core import clock
from core.db.tables import Activity, AuditEntry, Authorisation, Dispute, Message, OptOut, PrivacyRequest, Reply, Step, Verdict
from core.services import outbox

if TYPE_CHECKING:
    from core.services.compliance_proof import Month

SHOWN = 50
"""Pointers that an exception carries at most; the count is always whole."""
HONOURED = func.coalesce(col(Message.claimed_at), col(Message.sent_at), type_=Message.sent_at.type)  # type: ignore[union-attr]


def went(month: Month, world: str | None = None) -> tuple[Any, ...]:
    """The conditions of messages to customers that left in a month, in the real world or the simulated one."""
    # The state is no plain column here: SQLite would walk everything that was ever delivered instead of the month.
    has_left = col(Message.state).op("||")("").in_(outbox.LEFT)
    told = (
        col(Message.sent_at) >= month.since, col(Message.sent_at) < month.until, col(Message.channel) != "call",
        col(Message.kind) != "test", has_left,
    )  # fmt: skip
    return told if world is None else (*told, col(Message.is_simulated).is_(world == "simulated"))


def world_in(session: Session, month: Month) -> str:
    """Which messages count: the real ones, or, where none left, those that the simulator acted."""
    found = session.execute(select(Message.is_simulated).where(*went(month)).group_by(col(Message.is_simulated))).scalars().all()
    return "simulated" if list(found) == [True] else "real"


def contacts_in(session: Session, month: Month, world: str) -> dict[str, Any]:
    """Messages by channel, by campaign step and by what became of them, people reached, and calls and visits by their outcome."""
    m = Message
    by: tuple[Any, ...] = (m.channel, m.kind, m.state, m.campaign_id, m.step_id)
    rows = session.execute(select(*by, func.count()).where(*went(month, world)).group_by(*(col(one) for one in by))).all()  # type: ignore[call-overload]
    people = session.execute(select(func.count(func.distinct(m.customer_id))).where(*went(month, world))).scalar_one()
    acts = session.execute(
        select(Activity.kind, Activity.outcome, func.count())
        .where(col(Activity.at) >= month.since, col(Activity.at) < month.until, col(Activity.kind).in_(("call", "visit", "meeting")))
        .group_by(col(Activity.kind), col(Activity.outcome))
    ).all()
    return {
        "messages": sum(row[-1] for row in rows),
        "people": people,
        "by_channel": _sums((row[0], row[-1]) for row in rows),
        "by_kind": _sums((row[1], row[-1]) for row in rows),
        "by_state": _sums((row[2], row[-1]) for row in rows),
        "by_step": _steps(session, rows),
        "by_people": [{"kind": kind, "outcome": outcome, "count": count} for kind, outcome, count in sorted(acts, key=str)],
    }


def _steps(session: Session, rows: Sequence[Any]) -> list[dict[str, Any]]:
    positions = dict(session.execute(select(Step.id, Step.position)).all())
    sums = Counter[tuple[int, int, str]]()
    for channel, _kind, _state, campaign, step, count in rows:
        if campaign is not None:
            sums[campaign, positions.get(step, 0), channel] += count
    return [{"campaign": c, "step": s, "channel": channel, "count": n} for (c, s, channel), n in sorted(sums.items())]


def _sums(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    sums = Counter[str]()
    for name, count in pairs:
        sums[name] += count
    return dict(sorted(sums.items()))


def verdicts_in(session: Session, month: Month) -> dict[str, Any]:
    """The gate's answers by outcome and rule, with the pack and version that gave them."""
    v = Verdict
    by: tuple[Any, ...] = (v.outcome, v.rule, v.channel, v.pack, v.pack_version)
    query = select(*by, func.count()).where(col(v.at) >= month.since, col(v.at) < month.until).group_by(*(col(one) for one in by))  # type: ignore[call-overload]
    rows = sorted(session.execute(query).all())
    names = ("outcome", "rule", "channel", "pack", "version", "count")
    return {
        "total": sum(row[-1] for row in rows),
        "by_outcome": _sums((row[0], row[-1]) for row in rows),
        "packs": sorted({f"{row[3]}/{row[4]}" for row in rows}),
        "rules": [dict(zip(names, row, strict=True)) for row in rows],
    }


def opt_outs_in(session: Session, month: Month) -> dict[str, Any]:
    """Refusals of a month and how fast they held; and, by a query over all refusals, every contact of the month after one of them.

    The time runs from the moment at which the provider had the person's word until nothing could be claimed for sending any more.
    """
    said = (
        col(OptOut.at) >= month.since,
        col(OptOut.at) < month.until,
        or_(col(OptOut.address_hash).is_(None), col(OptOut.customer_id).is_(None)),
    )
    rows = session.execute(select(OptOut.channel, OptOut.how, OptOut.at, OptOut.provider_id).where(*said)).all()
    heard = select(Reply.provider_id, Reply.received_at).where(
        col(Reply.provider_id).in_(select(OptOut.provider_id).where(*said, col(OptOut.provider_id).is_not(None)))
    )
    times = dict(session.execute(heard).all())
    took = [max(0.0, (at - times[number]).total_seconds()) for _channel, _how, at, number in rows if number in times]
    lifted = select(func.count()).select_from(OptOut).where(col(OptOut.lifted_at) >= month.since, col(OptOut.lifted_at) < month.until)
    return {
        "received": len(rows),
        "by_channel": _sums((row[0], 1) for row in rows),
        "by_way": _sums((row[1], 1) for row in rows),
        "lifted": session.execute(lifted).scalar_one(),
        "honoured": {"timed": len(took), "median_seconds": median(took) if took else None, "max_seconds": max(took, default=None)},
        "after": _after(session, month, HONOURED),
        "in_flight": _in_flight(session, month),
        "calls_after": _calls_after(session, month),
    }


def _refused(moment: Any, channel: Any) -> tuple[Any, ...]:
    """The conditions under which a refusal held at a moment on a channel."""
    return (
        or_(col(OptOut.channel) == "all", col(OptOut.channel) == channel), col(OptOut.at) < moment,
        or_(col(OptOut.lifted_at).is_(None), col(OptOut.lifted_at) > moment),
    )  # fmt: skip


def _after(session: Session, month: Month, moment: Any) -> dict[str, Any]:
    """Messages that were claimed for sending while a refusal held: there are none, or the proof names them."""
    query = select(Message.id, Message.customer_id).join(OptOut, col(OptOut.customer_id) == Message.customer_id)
    return pointed(session.execute(query.where(*went(month), *_refused(moment, col(Message.channel))).distinct()).all())


def _in_flight(session: Session, month: Month) -> int:
    """Messages that had left our hands already when the refusal came in."""
    query = select(func.count(func.distinct(Message.id))).join(OptOut, col(OptOut.customer_id) == Message.customer_id)
    crossed = (col(Message.claimed_at) <= col(OptOut.at), col(Message.sent_at) > col(OptOut.at))
    is_alike = or_(col(OptOut.channel) == "all", col(OptOut.channel) == col(Message.channel))
    return int(session.execute(query.where(*went(month), *crossed, is_alike)).scalar_one())


def _calls_after(session: Session, month: Month) -> dict[str, Any]:
    query = select(Activity.id, Activity.customer_id).join(OptOut, col(OptOut.customer_id) == Activity.customer_id)
    called = (col(Activity.kind) == "call", col(Activity.at) >= month.since, col(Activity.at) < month.until)
    return pointed(session.execute(query.where(*called, *_refused(col(Activity.at), "voice")).distinct()).all())


def pointed(rows: Iterable[Any]) -> dict[str, Any]:
    """How many exceptions there are, and (record, customer) numbers of the first."""
    found = sorted(tuple(row) for row in rows)
    return {"count": len(found), "shown": [{"record": record, "customer": customer} for record, customer in found[:SHOWN]]}


def consents_in(session: Session, month: Month) -> dict[str, Any]:
    """Permissions that were recorded, and those that were withdrawn."""
    a = Authorisation
    given = select(a.channel, a.how, func.count()).where(col(a.given_at) >= month.since, col(a.given_at) < month.until)
    rows = session.execute(given.group_by(col(a.channel), col(a.how))).all()
    ended = select(func.count()).select_from(a).where(col(a.withdrawn_at) >= month.since, col(a.withdrawn_at) < month.until)
    return {
        "recorded": sum(row[-1] for row in rows),
        "by_channel": _sums((row[0], row[-1]) for row in rows),
        "by_way": _sums((row[1], row[-1]) for row in rows),
        "withdrawn": session.execute(ended).scalar_one(),
    }


def disputes_in(session: Session, month: Month, end: datetime) -> dict[str, Any]:
    """Complaints that came in, those that were closed and how long they took, and those open at the end."""
    d = Dispute
    opened = session.execute(
        select(d.reason, func.count()).where(col(d.opened_at) >= month.since, col(d.opened_at) < month.until).group_by(col(d.reason))
    ).all()
    closed = session.execute(
        select(d.outcome, d.opened_at, d.closed_at).where(col(d.closed_at) >= month.since, col(d.closed_at) < month.until)
    ).all()
    days = [round((done - began).total_seconds() / 86_400, 2) for _outcome, began, done in closed]
    left = select(func.count()).select_from(d).where(col(d.opened_at) < end, or_(col(d.closed_at).is_(None), col(d.closed_at) >= end))
    return {
        "opened": sum(count for _reason, count in opened),
        "by_reason": _sums((str(reason), count) for reason, count in opened),
        "closed": len(closed),
        "by_outcome": _sums((str(row[0] or "-"), 1) for row in closed),
        "days_to_close": {"median": median(days) if days else None, "max": max(days, default=None)},
        "open_at_end": session.execute(left).scalar_one(),
    }


def requests_in(session: Session, month: Month, zone: str) -> dict[str, Any]:
    """Requests of people about their own data: received, answered, and those answered after the law's day or waiting beyond it."""
    p, last = PrivacyRequest, month.until.astimezone(ZoneInfo(zone)).date()
    received = session.execute(
        select(p.kind, func.count()).where(col(p.received_on) >= month.first, col(p.received_on) < last).group_by(col(p.kind))
    ).all()
    closed = session.execute(select(p.closed_at, p.due_on).where(col(p.closed_at) >= month.since, col(p.closed_at) < month.until)).all()  # type: ignore[call-overload]
    late = sum(done.astimezone(ZoneInfo(zone)).date() > due for done, due in closed)
    waits = select(func.count()).select_from(p).where(col(p.closed_at).is_(None), col(p.due_on) < min(last, clock.today(zone)))
    return {
        "received": sum(count for _kind, count in received), "by_kind": _sums((kind, count) for kind, count in received),
        "answered": len(closed), "late": late + session.execute(waits).scalar_one(),
    }  # fmt: skip


def trail_in(session: Session, month: Month) -> int:
    """How many entries the trail got in a month."""
    query = select(func.count()).select_from(AuditEntry).where(col(AuditEntry.at) >= month.since, col(AuditEntry.at) < month.until)
    return session.execute(query).scalar_one()
