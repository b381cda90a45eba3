"""The hours, checked afresh for a proof: every message of a month asked again whether it was open then where the person lives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from core.db.bulk import read_rows
from core.db.tables import Company, Customer, Message
from core.domain.gate import BusinessRules, Facts
from core.domain.gate_facts import ANSWERS
from core.domain.gate_windows import Opening, closing_for, hours_for
from core.services import packs
from core.services.compliance_proof_counts import HONOURED, SHOWN, went
from core.services.facts import rules_in

if TYPE_CHECKING:
    from core.services.compliance_proof import Month

Cell = tuple[str | None, str | None, str | None, bool, str]
"""Messages alike: country, region and stated zone of the person, whether they answer, and the minute (UTC)."""
_ANSWERS = or_(col(Message.kind) == "answer", col(Message.purpose).in_(sorted(ANSWERS)))


def hours_in(session: Session, company: Company, month: Month, world: str) -> dict[str, Any]:
    """How many messages were checked, and which went outside the hours of the law, and of the business as they are set now.

    Messages are taken together by minute and place: opening hours begin and end with whole minutes, so nothing is lost by it.
    """
    check = _Check(company, rules_in(session), month)
    outside: dict[str, dict[Cell, int]] = {"outside_law": {}, "outside_own": {}}
    checked = exempt = 0
    for *cell, count in read_rows(session, _cells(session, month, world)):
        key: Cell = (cell[0], cell[1], cell[2], bool(cell[3]), str(cell[4]))
        checked += count
        if check.is_exempt(key):
            exempt += count
            continue
        for name in check.broken(key):
            outside[name][key] = count
    found: dict[str, Any] = {"checked": checked, "answers_at_any_hour": exempt}
    for name, cells in outside.items():
        found[name] = {"count": sum(cells.values()), "shown": list(_shown(session, month, world, cells))}
    return found


class _Check:
    """The opening hours of every place that a month's messages went to."""

    def __init__(self, company: Company, settings: BusinessRules, month: Month) -> None:
        self.company, self.settings, self.year = company, settings, month.first.year
        self._openings: dict[tuple[str, str | None, tuple[str, ...]], dict[str, Opening]] = {}

    def is_exempt(self, cell: Cell) -> bool:
        """Whether these are answers that the country allows at any hour."""
        return cell[3] and packs.load_pack(cell[0] or self.company.country).answers_at_any_hour

    def broken(self, cell: Cell) -> list[str]:
        """Outside which hours these messages went; where nobody knows the person's zone, outside both."""
        country, region, zones = _place(self.company.country, *cell[:3])
        if not zones:
            return ["outside_law", "outside_own"]
        key = (country, region, zones)
        if key not in self._openings:
            self._openings[key] = self._of(country, region, zones)
        moment = datetime.fromisoformat(cell[4]).replace(tzinfo=UTC)
        return [name for name, opening in self._openings[key].items() if opening.stop_at(moment) is not None]

    def _of(self, country: str, region: str | None, zones: tuple[str, ...]) -> dict[str, Opening]:
        pack = packs.load_pack(country)
        holidays = packs.holidays_for(country or self.company.country, region, years=range(self.year - 1, self.year + 2))
        legal, law = pack.hours_of(region).windows, BusinessRules(contact_on_holidays=True)
        own = hours_for(Facts("sms", zones, country=country, region=region), pack, self.settings)
        return {
            "outside_law": Opening(zones, legal, closing_for(region, pack, holidays, law)),
            "outside_own": Opening(zones, own, closing_for(region, pack, holidays, self.settings)),
        }


@lru_cache(maxsize=4096)
def _place(home: str, country: str | None, region: str | None, zone: str | None) -> tuple[str, str | None, tuple[str, ...]]:
    country = country or home
    return country, packs.region_code(country, region), packs.zones_of(country, region, explicit=zone)


def _cells(session: Session, month: Month, world: str) -> Any:
    minute = _minute(session)
    by = _where(minute)
    query: Any = select(*by, func.count()).join(Customer, col(Customer.id) == col(Message.customer_id))  # type: ignore[call-overload]
    return query.where(*went(month, world)).group_by(*by)


def _where(minute: Any) -> tuple[Any, ...]:
    return col(Customer.country), col(Customer.region), col(Customer.timezone), _ANSWERS.label("answers"), minute


def _minute(session: Session) -> Any:
    """The minute in which a message was handed over, as text in UTC."""
    if session.get_bind().dialect.name == "sqlite":
        return func.strftime("%Y-%m-%d %H:%M", HONOURED).label("minute")
    return func.to_char(func.timezone("UTC", HONOURED), "YYYY-MM-DD HH24:MI").label("minute")


def _shown(session: Session, month: Month, world: str, cells: dict[Cell, int]) -> Iterator[dict[str, Any]]:
    """Pointers to the first messages of some cells."""
    if not cells:
        return
    minute = _minute(session)
    query: Any = select(*_where(minute), col(Message.id), col(Customer.id))  # type: ignore[call-overload]
    query = query.join(Customer, col(Customer.id) == col(Message.customer_id)).where(*went(month, world))
    left = SHOWN
    for country, region, zone, answers, at, record, customer in session.execute(query.order_by(minute, col(Message.id))):
        if left and (country, region, zone, bool(answers), str(at)) in cells:
            left -= 1
            yield {"record": record, "customer": customer, "at": f"{at} UTC"}
