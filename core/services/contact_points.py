"""Phones and e-mails of a customer: added in one form, preferred, marked wrong and right again."""

from __future__ import annotations

from sqlalchemy import Engine, update
from sqlmodel import Session, col, select

from core import clock
from core.db.engine import writing
from core.db.tables import Activity, ContactPoint, Message
from core.domain.access import Actor, may
from core.domain.errors import NotFound, Refusal
from core.services import audit, erasure_marks, house, outbox
from core.services.customers import changed_in, customer_in

PREMIUM = ("PREMIUM_RATE", "SHARED_COST", "PAGER", "UAN", "VOICEMAIL")


def add(engine: Engine, actor: Actor, customer_id: int, *, kind: str, value: str) -> int:
    """Add a phone (any way of writing it; stored as E.164) or an e-mail; returns its id. One that is known already is not added twice."""
    may(actor, "customer.edit")
    with writing(engine) as s:
        customer = customer_in(s, customer_id)
        country = customer.country or house.company_in(s).country
        stored, line = normal_phone(value, country) if kind == "phone" else (normal_email(value), None)
        query = select(ContactPoint).where(ContactPoint.customer_id == customer_id, ContactPoint.kind == kind)
        others = s.exec(query).all()
        known = next((point for point in others if point.value == stored), None)
        if known is not None:
            return known.id or 0
        made = ContactPoint(
            customer_id=customer_id, kind=kind, value=stored, line=line, is_primary=not others, created_at=clock.now()
        )  # fmt: skip
        s.add(made)
        s.flush()
        audit.record(s, actor, "contact.add", "contact_point", made.id, after={"customer_id": customer_id, "kind": kind})
        erasure_marks.block_in(s, actor, customer, [(kind, stored)])
        changed_in(s, customer_id)
        return made.id or 0


def normal_phone(value: str, country: str) -> tuple[str, str]:
    """(E.164, line) of a phone as people of a country write it. Raises Refusal when it is none, or one that must never be called."""
    import phonenumbers

    try:
        number = phonenumbers.parse(value, country)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise Refusal(
            "bad_phone", "“{value}” is not a phone number. Write it with its country code, for example +57 300 123 4567.", value=value
        )
    kind = phonenumbers.PhoneNumberType.to_string(phonenumbers.number_type(number))
    if kind in PREMIUM:
        raise Refusal("premium_phone", "This is a special number that must not be called or written to.")
    lines = {"MOBILE": "mobile", "FIXED_LINE": "landline", "FIXED_LINE_OR_MOBILE": "either"}
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), lines.get(kind, "other")


def normal_email(value: str) -> str:
    """An e-mail in lower case. Raises Refusal when it is none."""
    from core.services.accounts import normal_email as normal

    return normal(value)


def prefer(engine: Engine, actor: Actor, contact_point_id: int) -> None:
    """Make a phone or e-mail the first of its kind to be used."""
    may(actor, "customer.edit")
    with writing(engine) as s:
        point = _point_in(s, contact_point_id)
        for other in s.exec(select(ContactPoint).where(ContactPoint.customer_id == point.customer_id, ContactPoint.kind == point.kind)):
            other.is_primary = other.id == point.id
        audit.record(s, actor, "contact.prefer", "contact_point", contact_point_id)


def mark_wrong(engine: Engine, actor: Actor, contact_point_id: int, reason: str = "wrong_number") -> None:
    """Take a phone or e-mail out of use, because it proved wrong."""
    may(actor, "customer.edit")
    with writing(engine) as s:
        point = _point_in(s, contact_point_id)
        invalidate_in(s, actor, contact_point_id, reason)
        changed_in(s, point.customer_id)


def invalidate_in(s: Session, actor: Actor, contact_point_id: int, reason: str) -> None:
    """Take a phone or e-mail out of use within the caller's transaction."""
    point = _point_in(s, contact_point_id)
    if point.invalid_at is None:
        point.invalid_at, point.invalid_reason = clock.now(), reason
        audit.record(s, actor, "contact.wrong", "contact_point", contact_point_id, after={"reason": reason})


def remove(engine: Engine, actor: Actor, contact_point_id: int) -> None:
    """Take a phone or e-mail out of the record, because it is not the customer's; what was sent there keeps its own address."""
    may(actor, "customer.edit")
    with writing(engine) as s:
        point = _point_in(s, contact_point_id)
        unknown = (outbox.SENDING, outbox.IN_DOUBT, outbox.NEEDS_PERSON)
        flying = select(Message.id).where(Message.contact_point_id == contact_point_id, col(Message.state).in_(unknown))
        if s.exec(flying.limit(1)).first() is not None:
            raise Refusal("point_in_use", "A message to this address is on its way. Wait until its result is known.")
        told = {"kind": point.kind, "value": point.value}
        for table in (Message, Activity):
            s.execute(update(table).where(col(table.contact_point_id) == contact_point_id).values(contact_point_id=None))
        s.delete(point)
        s.flush()
        audit.record(s, actor, "contact.remove", "customer", point.customer_id, personal=told, customer_id=point.customer_id)
        changed_in(s, point.customer_id)


def mark_right(engine: Engine, actor: Actor, contact_point_id: int) -> None:
    """Put a phone or e-mail back into use, because somebody checked it; channels that failed on it are tried again."""
    may(actor, "customer.edit")
    with writing(engine) as s:
        point = _point_in(s, contact_point_id)
        point.invalid_at = point.invalid_reason = None
        point.sms_off = point.whatsapp_off = point.voice_off = point.email_off = None
        audit.record(s, actor, "contact.right", "contact_point", contact_point_id)
        changed_in(s, point.customer_id)


def _point_in(s: Session, contact_point_id: int) -> ContactPoint:
    found = s.exec(select(ContactPoint).where(col(ContactPoint.id) == contact_point_id)).first()
    if found is None:
        raise NotFound("no_contact_point", "There is no such phone or e-mail.")
    return found
