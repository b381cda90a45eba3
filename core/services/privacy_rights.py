"""Restricting a person's data, and objections to contact or to profiling: each takes effect at once, and is lifted with a reason."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from core import clock
from core.db.engine import writing
from core.db.tables import CampaignMember, Customer, Message
from core.domain import privacy as rules
from core.domain.access import Actor, may
from core.domain.errors import Refusal
from core.services import audit, erasure_log, members, optouts, outbox
from core.services.customers import changed_in, customer_in
from core.services.privacy_requests import close_in, open_request_in

_RIGHTS = {"restricted_at": "restricted", "unprofiled_at": "unprofiled"}
_ACTS = {"restricted_at": ("privacy.restrict", "privacy.unrestrict"), "unprofiled_at": ("privacy.object", "privacy.unobject")}


def restrict(engine: Engine, actor: Actor, request_id: int, *, answer: str | None = None) -> None:
    """Grant a request to restrict: the data is only kept. The gate blocks every contact; segments and campaigns leave the person out."""
    may(actor, "privacy.answer")
    with writing(engine) as s:
        request = open_request_in(s, request_id, rules.RESTRICT)
        customer = customer_in(s, request.customer_id)
        withhold_in(s, actor, customer, "restricted_at")
        close_in(s, actor, request, rules.DONE, answer=answer)
        erasure_log.remember_withheld(customer)


def accept_objection(engine: Engine, actor: Actor, request_id: int, *, answer: str | None = None) -> None:
    """Grant an objection. To contact: an opt-out of every channel. To profiling: no class, score, segment or campaign any more."""
    may(actor, "privacy.answer")
    with writing(engine) as s:
        request = open_request_in(s, request_id, rules.OBJECT)
        customer = customer_in(s, request.customer_id)
        if request.about == rules.CONTACT:
            optouts.record_in(s, actor, customer_id=request.customer_id, channel=optouts.ALL, how="objection", words=request.note)
            _cancel_in(s, request.customer_id, "opt_out.channel")
            members.hold_by_right_in(s, request.customer_id, "contact")
        else:
            withhold_in(s, actor, customer, "unprofiled_at")
        close_in(s, actor, request, rules.DONE, answer=answer)
        erasure_log.remember_withheld(customer)


def lift(engine: Engine, actor: Actor, customer_id: int, *, what: str, why: str) -> None:
    """End a restriction (`restrict`) or an objection to profiling (`object`), because the person said so or its reason is gone."""
    may(actor, "privacy.answer")
    column = {rules.RESTRICT: "restricted_at", rules.OBJECT: "unprofiled_at"}.get(what)
    if column is None:
        raise Refusal("bad_privacy_word", "“{word}” is none of: {words}.", word=what, words="restrict, object")
    if len(why.strip()) < 10:
        raise Refusal("no_lift_reason", "Say why it ends, and how and when the person was told: it must be provable.")
    with writing(engine) as s:
        customer = customer_in(s, customer_id)
        if getattr(customer, column) is None:
            return
        setattr(customer, column, None)
        _touch(customer)
        by_right = members.BY_RIGHT + _RIGHTS[column]
        query = select(CampaignMember).where(CampaignMember.customer_id == customer_id, CampaignMember.held_reason == by_right)
        for member in s.exec(query):
            member.held_at = member.held_reason = None
        personal = {"why": why.strip()[:1000]}
        audit.record(s, actor, _ACTS[column][1], "customer", customer_id, personal=personal, customer_id=customer_id)
        changed_in(s, customer_id)
        erasure_log.remember_withheld(customer)


def withhold_in(s: Session, actor: Actor, customer: Customer, column: str, at: datetime | None = None) -> None:
    """Take a person's data out of use, within the caller's transaction; what waits to be sent is called off."""
    if getattr(customer, column) is not None:
        return
    setattr(customer, column, at or clock.now())
    _touch(customer)
    number = customer.id or 0
    cancelled = _cancel_in(s, number, "flags.restricted" if column == "restricted_at" else "privacy.objected", column == "unprofiled_at")
    held = members.hold_by_right_in(s, number, _RIGHTS[column])
    audit.record(s, actor, _ACTS[column][0], "customer", number, after={"messages_cancelled": cancelled, "campaigns_held": held})
    changed_in(s, number)


def _touch(customer: Customer) -> None:
    customer.updated_at, customer.version = clock.now(), customer.version + 1


def _cancel_in(s: Session, customer_id: int, reason: str, only_campaigns: bool = False) -> int:
    query = select(Message).where(Message.customer_id == customer_id, Message.state == outbox.QUEUED)
    if only_campaigns:
        query = query.where(col(Message.campaign_id).is_not(None))
    waiting = s.exec(query.with_for_update()).all()
    for message in waiting:
        outbox.move(s, message, outbox.CANCELED, reason)
    return len(waiting)
