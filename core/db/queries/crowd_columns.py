"""What tells the customers of a chunk apart, read by the column: each query gives one row, or one for each kind of customer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Date, String, Subquery, case, cast, func, literal_column, or_, type_coerce
from sqlmodel import col, select

from core.db.bulk import among
from core.db.queries.columns import joined
from core.db.tables import Authorisation, ContactPoint, Customer, OptOut, Profile

FLAWS = ("invalid_at", "sms_off", "whatsapp_off", "voice_off", "email_off")
LANDLINE, PRIMARY, EMAIL, FOREIGN = 5, 6, 7, 8
"""The bits behind those of FLAWS in the code of a contact point."""


def kinds(dialect: str, ids: Sequence[int]) -> Any:
    """What stands with a customer and decides how they may be contacted, and last in each row the ids of those who share it."""
    c = Customer
    shared: tuple[Any, ...] = (
        c.language, c.country, c.region, c.timezone, c.preferred_channel, col(c.vulnerable_since).is_(None), c.stop_reason, c.quiet_until,
        c.asked_hours, col(c.restricted_at).is_(None), case((col(Profile.behaviour) == "regular", 1), else_=0),
    )  # fmt: skip
    ids_of: Any = literal_column(joined(dialect, "customer.id"))
    query = select(*shared, ids_of).outerjoin(Profile, col(Profile.customer_id) == col(c.id))  # type: ignore[call-overload]
    return query.where(among(col(c.id), ids), col(c.erased_at).is_(None)).group_by(*shared)


def points(dialect: str, ids: Sequence[int], domestic: Sequence[str]) -> Any:
    """Customer, id and code of each contact point: bits of FLAWS, LANDLINE, PRIMARY, EMAIL and FOREIGN.

    Phones that begin like one of `domestic` are not foreign.
    """
    p = ContactPoint
    flawed = sum(case((col(getattr(p, name)).is_not(None), 1 << bit), else_=0) for bit, name in enumerate(FLAWS))
    code = flawed + case((col(p.line) == "landline", 1 << LANDLINE), else_=0) + case((col(p.is_primary), 1 << PRIMARY), else_=0)
    home = or_(*(col(p.value).startswith(prefix) for prefix in domestic))
    code += case((col(p.kind) == "email", 1 << EMAIL), (home, 0), else_=1 << FOREIGN)
    found = select(p.customer_id, p.id, code.label("code")).where(among(col(p.customer_id), ids)).subquery("found")
    return _columns(dialect, found, "customer_id", "id", "code")


def channels(dialect: str, table: type[Authorisation] | type[OptOut], ids: Sequence[int]) -> Any:
    """A channel, and the ids of the customers who authorised it, or who left it."""
    ended = col(table.withdrawn_at) if table is Authorisation else col(table.lifted_at)  # type: ignore[union-attr]
    whose: Any = literal_column(joined(dialect, "customer_id"))
    return select(table.channel, whose).where(among(col(table.customer_id), ids), ended.is_(None)).group_by(col(table.channel))


def owed(dialect: str, query: Any, tolerance: int, today: Any) -> Any:
    """Customer, currency (three letters each), open hundredths and bits: anything is open, above the tolerance, nothing of it due yet."""
    c = query.subquery().c
    bits = case((c.open > 0, 1), else_=0) + case((c.open > tolerance, 2), else_=0) + case((c.first_due > today, 4), else_=0)
    found = select(c.customer_id, c.currency, c.open, bits.label("bits")).subquery("found")
    return _columns(dialect, found, "customer_id", ("currency", ""), "open", "bits")


def last_paid(dialect: str, query: Any) -> Any:
    """Customer and day (ten characters each)."""
    c = query.subquery().c
    day = type_coerce(c.paid_on, String) if dialect == "sqlite" else func.to_char(cast(c.paid_on, Date), "YYYY-MM-DD")
    found = select(c.customer_id, day.label("day")).subquery("found")
    return _columns(dialect, found, "customer_id", ("day", ""))


def _columns(dialect: str, found: Subquery, *names: str | tuple[str, str]) -> Any:
    asked = [(name, ",") if isinstance(name, str) else name for name in names]
    return select(*(literal_column(joined(dialect, f"found.{name}", by)) for name, by in asked)).select_from(found)
