"""The figures of recovery as of any date: per currency, in equivalents where every rate is stated, with what they were computed from."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from threading import Lock, Thread
from typing import Any

from sqlalchemy import Engine, text
from sqlmodel import Session, col, select

from core import clock
from core.db.engine import reading
from core.db.queries import insight_sql as sql
from core.db.tables import Company, Portfolio
from core.domain.access import Actor, may
from core.domain.errors import NotFound, Refusal
from core.domain.promises import KeptRates, kept_rates
from core.services import house, ledger_cube, profiles
from core.services.insight_channels import ChannelFigures, Effect, channels_in
from core.services.insight_figures import Figures, figures
from core.services.insight_segments import SegmentMoney, overdue_by_segment_in
from core.services.ledger_cube import Cube

PERIOD_DAYS = 30
MONEY = 9  # so many of the marks of change concern money; what follows are messages and segments
QUICK = 100_000  # invoices that are added up anew while the page waits; more are added up behind it
_KEPT = 64  # answers kept in the process; a page asks for a handful


@dataclass(frozen=True, slots=True)
class Kpis:
    """Everything as of a day. `equivalent` is in the company's currency, None with `missing_rates` when a rate is not stated."""

    as_of: date
    since: date
    portfolio_id: int | None
    company_currency: str
    currencies: dict[str, Figures]
    equivalent: Figures | None
    missing_rates: int
    promises: dict[str, KeptRates]
    channels: tuple[ChannelFigures, ...] = ()
    effect: Effect | None = None
    segments: tuple[SegmentMoney, ...] = ()
    is_current: bool = True  # False while newer data is being added up in the background


_lock, _adding_up = Lock(), Lock()
_cubes: dict[str, tuple[Any, Cube]] = {}
_building: set[str] = set()
_answers: OrderedDict[tuple[Any, ...], Any] = OrderedDict()


def kpis(
    engine: Engine,
    actor: Actor,
    *,
    as_of: date | None = None,
    portfolio_id: int | None = None,
    period_days: int = PERIOD_DAYS,
    start: date | None = None,
    wait: bool = True,
    with_segments: bool = True,
    with_messages: bool = True,
) -> Kpis:
    """The figures as of the close of a day (today by default) over the period since the close of `start`, or of `period_days` before.

    Answers are kept until the data changes. With `wait=False` a page gets the last answer while a large ledger is added up anew.
    A page leaves overdue by segment or channels and effect out where it does not show them.
    """
    may(actor, "insight.view")
    with reading(engine) as session:
        company = house.company_in(session)
        as_of = as_of or clock.today(company.timezone)
        since = start or as_of - timedelta(days=period_days)
        _check_in(session, as_of, since, portfolio_id)
        version = _version_in(session)
        asked = (str(engine.url), as_of, since, portfolio_id)
        waits = wait or int(version[2] if version[2].isdigit() else 0) <= QUICK
        with _lock:
            kept = _answers.get((*asked, version[:MONEY]))
            older = None if kept or waits else _older(asked)
        if older is not None:
            _rebuild_behind(engine, actor, as_of, since, portfolio_id)
            kept = replace(older, is_current=False)
        elif kept is None:
            kept = _keep((*asked, version[:MONEY]), _computed_in(session, company, version, as_of, since, portfolio_id))
        if with_messages:
            channels, effect = _messages_in(session, company, as_of, since, version)
            kept = replace(kept, channels=channels, effect=effect)
        return replace(kept, segments=_segments_in(session, as_of, version)) if with_segments else kept


def _check_in(session: Session, as_of: date, since: date, portfolio_id: int | None) -> None:
    if since >= as_of:
        raise Refusal("bad_period", "The period must begin before {day}.", day=as_of.isoformat())
    if portfolio_id is not None and session.get(Portfolio, portfolio_id) is None:
        raise NotFound("no_portfolio", "There is no portfolio {number}.", number=portfolio_id)


def overdue_by_segment(engine: Engine, actor: Actor, as_of: date) -> tuple[SegmentMoney, ...]:
    """The members of today by segment, with what they had overdue at the close of a day; kept until the data changes."""
    may(actor, "insight.view")
    with reading(engine) as session:
        return _segments_in(session, as_of, _version_in(session))


def _segments_in(session: Session, as_of: date, version: tuple[Any, ...]) -> tuple[SegmentMoney, ...]:
    key = (str(session.get_bind().engine.url), "segments", as_of, *version[:MONEY], *version[-2:])
    with _lock:
        kept = _answers.get(key)
    return kept if kept is not None else _keep(key, overdue_by_segment_in(session, as_of))


def _messages_in(
    session: Session, company: Company, as_of: date, since: date, version: tuple[Any, ...]
) -> tuple[tuple[ChannelFigures, ...], Effect]:
    key = (str(session.get_bind().engine.url), "messages", as_of, since, company.timezone, version)
    with _lock:
        kept = _answers.get(key)
    return kept if kept is not None else _keep(key, channels_in(session, as_of, since, company.timezone))


def _version_in(session: Session) -> tuple[Any, ...]:
    return tuple(str(value) for value in session.execute(text(sql.changes())).one())


def _older(asked: tuple[Any, ...]) -> Kpis | None:
    return next((answer for key, answer in reversed(_answers.items()) if key[:-1] == asked), None)


def _keep(key: tuple[Any, ...], answer: Any) -> Any:
    with _lock:
        _answers[key] = answer
        while len(_answers) > _KEPT:
            _answers.popitem(last=False)
    return answer


def _rebuild_behind(engine: Engine, actor: Actor, as_of: date, since: date, portfolio_id: int | None) -> None:
    """Compute the answer in a thread of its own, one at a time for a database."""
    name = str(engine.url)
    with _lock:
        if name in _building:
            return
        _building.add(name)

    def work() -> None:
        try:
            kpis(engine, actor, as_of=as_of, start=since, portfolio_id=portfolio_id)
        finally:
            with _lock:
                _building.discard(name)

    Thread(target=work, name="insights", daemon=True).start()


def cube_in(session: Session, company: Company, version: tuple[Any, ...] | None = None) -> Cube:
    """The ledger as a cube, added up once for each state of the data."""
    version = version or _version_in(session)
    mark = (version[:5], company.currency)  # of the ledger alone: a message changes no debt
    name = str(session.get_bind().engine.url)
    with _adding_up:  # two readers at once wait for one cube instead of making two
        kept = _cubes.get(name)
        if kept is None or kept[0] != mark:
            kept = _cubes[name] = (mark, ledger_cube.build(session.connection(), company.currency))
    return kept[1]


def _computed_in(session: Session, company: Company, version: tuple[Any, ...], as_of: date, since: date, portfolio_id: int | None) -> Kpis:
    cube = cube_in(session, company, version)
    found = {name: figures(cube.of(name, portfolio_id), name, as_of, since) for name in cube.currencies_of(portfolio_id)}
    everything = cube.of(None, portfolio_id)
    missing = everything.of("unrated", everything.day <= as_of.toordinal())
    is_foreign = bool(set(found) - {company.currency})
    equivalent = figures(everything.in_equivalents(), company.currency, as_of, since) if is_foreign and not missing else None
    return Kpis(as_of, since, portfolio_id, company.currency, found, equivalent, missing, _promises_in(session, as_of, since))


def _promises_in(session: Session, as_of: date, since: date) -> dict[str, KeptRates]:
    """Kept rates by currency of the promises whose last day lies in the period; those still to come are pending."""
    asked = [
        standing
        for standings in profiles.standings_in(session, as_of).values()
        for standing in standings
        if standing.promise.made_on <= as_of and standing.promise.last_day >= since
    ]
    currencies = sorted({standing.promise.currency for standing in asked})
    return {name: kept_rates([one for one in asked if one.promise.currency == name], as_of) for name in currencies}


def portfolios(engine: Engine, actor: Actor) -> list[tuple[int, str]]:
    """(id, name) of the portfolios, by name, for the filter."""
    may(actor, "insight.view")
    with reading(engine) as session:
        return [(row.id or 0, row.name) for row in session.exec(select(Portfolio).order_by(col(Portfolio.name)))]


def forget(engine: Engine) -> None:
    """Drop what is kept of a database in this process."""
    name = str(engine.url)
    _cubes.pop(name, None)
    with _lock:
        for key in [key for key in _answers if key[0] == name]:
            del _answers[key]
