"""The hours, checked afresh for a proof: every message of a month asked again whether it was open then where the person lives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, func, or_
from sqlmodel import Session, col, select

from core.db.bulk import read_rows
from core.db.tables import Company, Customer, Message, Verdict
from core.domain.gate import BusinessRules, Facts
from core.domain.gate_facts import ANSWERS
from core.domain.gate_windows import Opening, closing_for, hours_for
from core.domain.packs import Pack
from core.services import packs
from core.services.compliance_proof_counts import HONOURED, SHOWN, went
from core.services.compliance_proof_past import PLACE, Span, judged_by, pack_of

if TYPE_CHECKING:
    from core.services.compliance_proof import Month

Cell = tuple[str | None, str | None, str | None, bool, str | None, str | None, str]
"""Messages alike: country, region and zone of the person then, whether they answer, pack and version that judged, and the minute (UTC)."""
_ANSWERS = or_(col(Message.kind) == "answer", col(Message.purpose).in_(sorted(ANSWERS)))


def hours_in(session: Session, company: Company, month: Month, world: str, spans: list[Span]) -> dict[str, Any]:
    """How many messages were checked, and which went outside the hours of the law, and of the business as they were set then.

    Messages are taken together by minute and place: opening hours begin and end with whole minutes, so nothing is lost by it.
    """
    check = _Check(company, spans, month)
    outside: dict[str, dict[Cell, int]] = {"outside_law": {}, "outside_own": {}}
    checked = exempt = 0
    for *cell, count in read_rows(session, _cells(session, month, world)):
        key = _key(cell)
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

    def __init__(self, company: Company, spans: list[Span], month: Month) -> None:
        self.company, self.spans, self.year = company, spans, month.first.year
        self._openings: dict[tuple[Any, ...], dict[str, Opening]] = {}

    def is_exempt(self, cell: Cell) -> bool:
        """Whether these are answers that the country allows at any hour."""
        return cell[3] and pack_of((cell[4], cell[5]), cell[0] or self.company.country).answers_at_any_hour

    def broken(self, cell: Cell) -> list[str]:
        """Outside which hours these messages went; where nobody knows the person's zone, outside both."""
        country, region, zones = _place(self.company.country, *cell[:3])
        if not zones:
            return ["outside_law", "outside_own"]
        moment = datetime.fromisoformat(cell[6]).replace(tzinfo=UTC)
        rules = next((span.rules for span in reversed(self.spans) if moment >= span.since), self.spans[0].rules)
        key = (country, region, zones, cell[4], cell[5], rules)
        if key not in self._openings:
            self._openings[key] = self._of(country, region, zones, pack_of((cell[4], cell[5]), country), rules)
        return [name for name, opening in self._openings[key].items() if opening.stop_at(moment) is not None]

    def _of(self, country: str, region: str | None, zones: tuple[str, ...], pack: Pack, rules: BusinessRules) -> dict[str, Opening]:
        holidays = packs.holidays_for(country or self.company.country, region, years=range(self.year - 1, self.year + 2))
        legal, law = pack.hours_of(region).windows, BusinessRules(contact_on_holidays=True)
        own = hours_for(Facts("sms", zones, country=country, region=region), pack, rules)
        return {
            "outside_law": Opening(zones, legal, closing_for(region, pack, holidays, law)),
            "outside_own": Opening(zones, own, closing_for(region, pack, holidays, rules)),
        }


@lru_cache(maxsize=4096)
def _place(home: str, country: str | None, region: str | None, zone: str | None) -> tuple[str, str | None, tuple[str, ...]]:
    country = country or home
    return country, packs.region_code(country, region), packs.zones_of(country, region, explicit=zone)


def _cells(session: Session, month: Month, world: str) -> Any:
    minute = _minute(session)
    by = _where(minute)
    query: Any = _joined(select(*by, func.count()))  # type: ignore[call-overload]
    return query.where(*went(month, world)).group_by(*by)


def _where(minute: Any) -> tuple[Any, ...]:
    """Country, region and zone as they were judged, or as they are now where no verdict tells; and the rest of a cell."""
    is_told = PLACE["country"] != ""
    place = (
        case((is_told, PLACE[name]), else_=now).label(name)
        for name, now in (("country", col(Customer.country)), ("region", col(Customer.region)), ("zone", col(Customer.timezone)))
    )
    return *place, _ANSWERS.label("answers"), col(Verdict.pack), col(Verdict.pack_version), minute


def _joined(query: Any) -> Any:
    """The query over messages with the customer and the verdict that let the message go."""
    found = query.select_from(Message).join(Customer, col(Customer.id) == col(Message.customer_id))
    return found.outerjoin(Verdict, judged_by())


def _key(cell: Any) -> Cell:
    return cell[0], cell[1], cell[2], bool(cell[3]), cell[4], cell[5], str(cell[6])


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
    query: Any = _joined(select(*_where(minute), col(Message.id), col(Customer.id))).where(*went(month, world))  # type: ignore[call-overload]
    left = SHOWN
    for *cell, record, customer in session.execute(query.order_by(minute, col(Message.id))):
        if not left:
            return
        if _key(cell) in cells:
            left -= 1
            yield {"record": record, "customer": customer, "at": f"{cell[6]} UTC"}
