"""The caps, counted afresh for a proof: the most contacts that anybody had against each of them, from the records alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, cast, func, literal, union_all
from sqlmodel import Session, col, select

from core.db.bulk import read_rows
from core.db.tables import Activity, Company, Customer, Message
from core.domain.activities import OUTCOMES
from core.domain.gate import BusinessRules
from core.domain.gate_caps import caps_for
from core.domain.packs import CHANNELS, Cap, Pack
from core.domain.peaks import Touch, closest, fullest_week, peak
from core.services import packs
from core.services.compliance_proof_counts import HONOURED, SHOWN, went
from core.services.compliance_proof_past import Span, pack_of

if TYPE_CHECKING:
    from core.services.compliance_proof import Month

EARLIER = timedelta(days=32)
"""How far before the month contacts may count against a cap; no cap looks back longer than a month."""
_SPOKEN = ("call", "visit", "meeting")
_REACHED = [code for code, outcome in OUTCOMES.items() if outcome.reached]


def caps_in(
    session: Session, company: Company, month: Month, world: str, spans: list[Span], versions: Mapping[str, str]
) -> dict[str, Any]:  # fmt: skip
    """For each cap the most that it measured for any one person, and who went over it; and how many people had how many in a week.

    `versions`: of which version each pack judged in the month. Limits of the business count in the `spans` in which they held.
    """
    tallies, weeks = dict[str, list[_Tally]](), Counter[int]()
    since = int(month.since.timestamp())
    for customer, country, zone, touches in _people(session, company, month, world):
        weeks[fullest_week(touches, since)] += 1
        for tally in _tallies(tallies, country, spans, versions):
            tally.take(customer, touches, _days(zone))
    weeks.pop(0, None)
    return {
        "fullest_week": {str(most): people for most, people in sorted(weeks.items())},
        "most_in_7_days": max(weeks, default=0),
        "rules": [tally.told() for of_pack in tallies.values() for tally in of_pack],
    }


class _Tally:
    """One cap, the time in which it held, and what became of it over everybody whom it concerns."""

    def __init__(self, pack: Pack, cap: Cap, since: datetime, until: datetime) -> None:
        self.pack, self.cap, self.highest, self.people = pack, cap, 0, 0
        self.since, self.until = since, until
        self.nearest: int | None = None
        self.over: list[int] = []

    def take(self, customer: int, touches: list[Touch], day_of: Callable[[int], date]) -> None:
        """Measure one more person."""
        since, until = int(self.since.timestamp()), self.until.timestamp()
        if touches[-1][0] >= until:
            touches = [one for one in touches if one[0] < until]
        found = peak(touches, self.cap, since, day_of)
        if not found:
            return
        near = closest(touches, self.cap, since, day_of) if self.cap.min_spacing_days and len(touches) > 1 else None
        self.people, self.highest = self.people + 1, max(self.highest, found)
        if near is not None:
            self.nearest = near if self.nearest is None else min(self.nearest, near)
        if found > self.cap.max or (near is not None and near < self.cap.min_spacing_days):
            self.over.append(customer)

    def told(self) -> dict[str, Any]:
        """The cap with its result, as the proof says it."""
        cap = self.cap
        return {
            "pack": self.pack.code, "version": self.pack.version, "from": self.since.isoformat(), "until": self.until.isoformat(),
            "basis": cap.source.basis, "law": cap.source.law, "channels": sorted(cap.channels), "per_channel": cap.per_channel,
            "measure": cap.measure, "max": cap.max, "days": cap.days, "rolling": cap.rolling, "min_spacing_days": cap.min_spacing_days,
            "people": self.people, "highest": self.highest, "closest_days": self.nearest,
            "over": {"count": len(self.over), "shown": [{"customer": one} for one in self.over[:SHOWN]]},
        }  # fmt: skip


def _tallies(known: dict[str, list[_Tally]], country: str, spans: list[Span], versions: Mapping[str, str]) -> list[_Tally]:
    code = packs.load_pack(country).code
    if code not in known:
        pack = pack_of((code, versions.get(code)), country)
        first, last = spans[0].since, spans[-1].until
        law = [_Tally(pack, cap, first, last) for cap in _caps(pack, spans[0].rules) if cap.source.basis != "business"]
        own = [_Tally(pack, cap, one.since, one.until) for one in spans for cap in _caps(pack, one.rules) if cap.source.basis == "business"]
        known[code] = law + own
    return known[code]


def _caps(pack: Pack, rules: BusinessRules) -> Iterable[Cap]:
    return dict.fromkeys(cap for channel in CHANNELS for cap in caps_for(channel, pack.caps, rules))


def _people(session: Session, company: Company, month: Month, world: str) -> Iterator[tuple[int, str, str, list[Touch]]]:
    """(customer, country, zone, contacts by time) of everybody contacted in the month, with the contacts of the month before as well."""
    home: dict[int, tuple[str, str]] = {}
    at, touches = 0, list[Touch]()
    places = select(Customer.id, Customer.country, Customer.region, Customer.timezone).where(col(Customer.id).in_(_contacted(month, world)))
    for number, *place in read_rows(session, places):
        home[number] = _home(company.country, company.timezone, *place)
    for number, moment, channel, kind in read_rows(session, _touches(session, month, world)):
        if number != at and touches:
            yield at, *home[at], touches
            touches = []
        if number in home:
            at = number
            touches.append((int(moment), channel, kind))
    if touches:
        yield at, *home[at], touches


def _contacted(month: Month, world: str) -> Any:
    spoken = select(Activity.customer_id).where(
        col(Activity.at) >= month.since, col(Activity.at) < month.until, col(Activity.kind).in_(_SPOKEN)
    )  # fmt: skip
    return select(Message.customer_id).where(*went(month, world), col(Message.customer_id).is_not(None)).union(spoken)


def _touches(session: Session, month: Month, world: str) -> Any:
    """Every counted contact as (customer, seconds, channel, kind), by customer and time; answers do not count, as in the gate."""
    early = month.since - EARLIER
    span = (*went(month, world)[2:], col(Message.sent_at) >= early, col(Message.sent_at) < month.until)
    messages: Any = select(
        col(Message.customer_id).label("customer_id"), _seconds(session, HONOURED), col(Message.channel), literal("contact").label("kind")
    ).where(*span, col(Message.kind) != "answer", col(Message.customer_id).is_not(None))
    reached = func.coalesce(col(Activity.outcome), "").in_(_REACHED)
    spoken = [
        select(col(Activity.customer_id), _seconds(session, col(Activity.at)), literal("voice"), literal(kind)).where(
            col(Activity.at) >= early, col(Activity.at) < month.until, col(Activity.kind).in_(_SPOKEN), condition
        )
        for kind, condition in (("conversation", reached), ("attempt", ~reached))
    ]
    both: Any = union_all(messages, *spoken).subquery()
    return select(both).order_by(both.c.customer_id, both.c.seconds)


def _seconds(session: Session, moment: Any) -> Any:
    """Seconds since 1970, whole, under the name `seconds`."""
    if session.get_bind().dialect.name == "sqlite":
        return cast(func.strftime("%s", moment), BigInteger).label("seconds")
    return cast(func.floor(func.extract("epoch", moment)), BigInteger).label("seconds")


@lru_cache(maxsize=4096)
def _home(country: str, zone: str, own: str | None, region: str | None, stated: str | None) -> tuple[str, str]:
    """A person's country and the zone in which their days are counted."""
    return own or country, packs.zone_of(own or country, region, explicit=stated) or zone


@lru_cache(maxsize=64)
def _days(zone: str) -> Callable[[int], date]:
    """A function from seconds to the local date of a zone; each quarter of an hour is worked out once."""
    info = ZoneInfo(zone)

    @lru_cache(maxsize=100_000)
    def quarter(number: int) -> date:
        return datetime.fromtimestamp(number * 900, UTC).astimezone(info).date()

    return lambda seconds: quarter(seconds // 900)
