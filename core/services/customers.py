"""Customers: found by what people remember of them, and read in pages."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine, exists, func, or_, union
from sqlmodel import Session, col, select

from core.db.engine import reading
from core.db.tables import Balance, ContactPoint, Customer, Invoice, Portfolio, Profile
from core.domain.access import Actor, may
from core.domain.errors import NotFound, Refusal
from core.domain.matching import name_key
from core.services import credit, profiles

SORTS = ("name", "score", "overdue", "contact")
HAS = ("promise", "broken_promise", "dispute", "credit", "nothing_reachable")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which customers: words that they are remembered by, and filters by code; empty means all.

    With credit, `currency` is the credit's, and `only_owing` leaves those who owe something that it could pay.
    """

    query: str = ""
    behaviour: str = ""
    bucket: str = ""
    currency: str = ""
    has: str = ""
    agent_id: int | None = None
    only_owing: bool = False
    sort: str = "name"


@dataclass(frozen=True, slots=True)
class Listed:
    """One customer in a list; the tax id is masked.

    `balances` maps a currency to (open, overdue) hundredths, `credit` to what was received and is laid on no document.
    """

    id: int
    code: str | None
    name: str
    tax_id: str | None
    behaviour: str | None
    bucket: str | None
    rating: str | None
    reach: str
    score: int
    oldest_due_on: date | None
    has_promise: bool
    has_broken_promise: bool
    has_dispute: bool
    last_payment_on: date | None
    last_contact_at: datetime | None
    balances: dict[str, tuple[int, int]] = field(default_factory=dict)
    credit: dict[str, int] = field(default_factory=dict)


def find(engine: Engine, actor: Actor, wanted: Wanted = Wanted(), *, limit: int = 25, offset: int = 0) -> tuple[int, list[Listed]]:
    """How many customers there are of the wanted kind, and one page of them."""
    return count(engine, actor, wanted), page(engine, actor, wanted, limit=limit, offset=offset)


def count(engine: Engine, actor: Actor, wanted: Wanted = Wanted()) -> int:
    """How many customers there are of the wanted kind."""
    may(actor, "customer.view")
    with reading(engine) as s:
        if replace(wanted, sort="name") == Wanted():  # all of them: two counts by index are faster than looking at each
            return (
                s.exec(select(func.count()).select_from(Customer)).one() - s.exec(select(func.count()).select_from(ERASED.subquery())).one()
            )
        return s.execute(_wanted(s, wanted).with_only_columns(func.count()).order_by(None)).scalar_one()


def page(engine: Engine, actor: Actor, wanted: Wanted = Wanted(), *, limit: int = 25, offset: int = 0) -> list[Listed]:
    """Some of the customers of the wanted kind, in the wanted order."""
    may(actor, "customer.view")
    with reading(engine) as s:
        ids = list(s.execute(_wanted(s, wanted).limit(limit).offset(offset)).scalars())
        people = {row.id: row for row in s.exec(select(Customer).where(col(Customer.id).in_(ids)))}
        profiles_ = {row.customer_id: row for row in s.exec(select(Profile).where(col(Profile.customer_id).in_(ids)))}
        balances, spare = balances_in(s, ids), credit.left_in(s, ids)
        return [_listed(people[number], profiles_.get(number), balances.get(number, {}), spare.get(number, {})) for number in ids]


ERASED = select(Customer.id).where(col(Customer.erased_at).is_not(None))
WITHHELD = select(Customer.id).where(or_(col(Customer.restricted_at).is_not(None), col(Customer.unprofiled_at).is_not(None)))
"""Whoever asked that their data be restricted, or objected to being profiled."""


def _wanted(s: Session, wanted: Wanted) -> Any:
    """The ids in order, from the one table whose index carries the order; what narrows them stands in subqueries on other indexes."""
    if wanted.sort not in SORTS or wanted.has not in ("", *HAS):
        raise Refusal("bad_filter", "Customers cannot be listed that way.")
    number, order, conditions = _ordered(wanted)
    query = select(number).where(*conditions, number.notin_(ERASED)).order_by(*order)
    if number.table.name != "profile" and _of_profile(wanted):
        query = query.where(number.in_(select(Profile.customer_id).where(*_of_profile(wanted))))
    if wanted.agent_id is not None:
        query = query.where(number.in_(select(Customer.id).where(Customer.agent_id == wanted.agent_id)))
    if wanted.query.strip():
        query = query.where(number.in_(_remembered(s, wanted.query)))
    if wanted.has == "credit":
        return query.where(number.in_(credit.having(wanted.currency, only_owing=wanted.only_owing)))
    if number.table.name != "balance" and (wanted.currency or wanted.only_owing):
        query = query.where(_owes(number, wanted.currency))
    return query


def _ordered(wanted: Wanted) -> tuple[Any, list[Any], list[Any]]:
    """The id's column, the order, and the conditions on that same table."""
    if wanted.sort == "name":
        return col(Customer.id), [col(Customer.name_key), col(Customer.id)], []
    if wanted.sort == "overdue" and wanted.currency:
        owes = [] if wanted.has == "credit" else [Balance.open_cents > 0]
        order = [col(Balance.overdue_cents).desc(), col(Balance.customer_id)]
        return col(Balance.customer_id), order, [Balance.currency == wanted.currency, *owes]
    moment = col(Profile.last_contact_at).nulls_first() if wanted.sort == "contact" else col(Profile.score).desc()
    return col(Profile.customer_id), [moment, col(Profile.customer_id)], _of_profile(wanted)


def _of_profile(wanted: Wanted) -> list[Any]:
    """The conditions on the profile."""
    having = {
        "promise": col(Profile.has_promise).is_(True),
        "broken_promise": col(Profile.has_broken_promise).is_(True),
        "dispute": col(Profile.has_dispute).is_(True),
        "nothing_reachable": col(Profile.reach) == "",
    }
    found: list[Any] = [having[wanted.has]] if wanted.has in having else []
    found += [Profile.behaviour == wanted.behaviour] if wanted.behaviour else []
    return found + ([Profile.bucket == wanted.bucket] if wanted.bucket else [])


def _owes(number: Any, currency: str) -> Any:
    owed = exists().where(col(Balance.customer_id) == number, col(Balance.open_cents) > 0)
    return owed.where(col(Balance.currency) == currency) if currency else owed


def _remembered(s: Session, text: str) -> Any:
    """Ids of customers whose name holds the words, or whose code, tax id, phone, e-mail or invoice number is the text."""
    bare, key = text.strip(), name_key(text)
    digits = "".join(c for c in bare if c.isdigit())
    ways = [
        select(Customer.id).where(col(Customer.name_key).contains(key, autoescape=True)),
        select(Customer.id).where(Customer.code == bare),
    ]
    ways.append(select(Customer.id).where(Customer.tax_id_key == "".join(c for c in bare if c.isalnum()).upper()))
    if "@" in bare:
        ways.append(select(ContactPoint.customer_id).where(ContactPoint.value == bare.lower()))
    if len(digits) >= 6 and not set(bare) - set("+-() .0123456789"):
        ways.append(select(ContactPoint.customer_id).where(col(ContactPoint.value).endswith(digits)))
    if digits:
        portfolios = list(s.exec(select(Portfolio.id)))
        ways.append(select(Invoice.customer_id).where(col(Invoice.portfolio_id).in_(portfolios), Invoice.number == bare))
    return union(*ways)


def balances_in(s: Session, ids: list[int]) -> dict[int, dict[str, tuple[int, int]]]:
    """The (open, overdue) hundredths by customer and currency."""
    found: dict[int, dict[str, tuple[int, int]]] = {}
    for row in s.exec(select(Balance).where(col(Balance.customer_id).in_(ids)).order_by(col(Balance.currency))):
        found.setdefault(row.customer_id, {})[row.currency] = (row.open_cents, row.overdue_cents)
    return found


def _listed(customer: Customer, profile: Profile | None, balances: dict[str, tuple[int, int]], spare: dict[str, int]) -> Listed:
    told: dict[str, Any] = {name: getattr(customer, name) for name in ("id", "code", "name")}
    told |= {name: getattr(profile, name, None) for name in _COMPUTED}
    told |= {name: bool(getattr(profile, name, False)) for name in ("has_promise", "has_broken_promise", "has_dispute")}
    told |= {"reach": profile.reach, "score": profile.score} if profile else {"reach": "", "score": 0}
    return Listed(**told, tax_id=masked(customer.tax_id), balances=balances, credit=spare)


_COMPUTED = ("behaviour", "bucket", "rating", "oldest_due_on", "last_payment_on", "last_contact_at")


def masked(value: str | None, shown: int = 4) -> str | None:
    """An identifier of which only the last characters show: `•••••4321`."""
    if not value:
        return None
    return "•" * max(len(value) - shown, 3) + value[-shown:] if len(value) > shown else "•" * len(value)


def customer_in(s: Session, customer_id: int) -> Customer:
    """A customer by id. Raises NotFound when there is none or the data was erased."""
    found = s.get(Customer, customer_id)
    if found is None or found.erased_at is not None:
        raise NotFound("no_customer", "There is no customer with the number {id}.", id=customer_id)
    return found


def currencies(engine: Engine, actor: Actor) -> list[str]:
    """The currencies in which anything was ever owed, by code."""
    may(actor, "customer.view")
    with reading(engine) as s:
        return list(s.exec(select(Balance.currency).distinct().order_by(Balance.currency)))


def id_of(engine: Engine, actor: Actor, word: str) -> int:
    """The id of the customer that a word names: the id itself, or the code of exactly one. Raises NotFound when it names none."""
    may(actor, "customer.view")
    with reading(engine) as s:
        coded = s.exec(select(Customer.id).where(Customer.code == word, col(Customer.erased_at).is_(None)).limit(2)).all()
        if len(coded) == 1 and not (word.isdecimal() and s.exec(select(Customer.id).where(Customer.id == int(word))).first()):
            return coded[0] or 0
        if not word.isdecimal():
            raise NotFound("no_customer", "There is no customer with the number {id}.", id=word)
        return customer_in(s, int(word)).id or 0


def changed_in(s: Session, customer_id: int) -> None:
    """Bring what is computed of a customer up to date with the facts that this transaction changed."""
    profiles.refresh_in(s, [customer_id])
