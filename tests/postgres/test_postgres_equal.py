"""The same business on both databases: what is computed, listed and counted on PostgreSQL equals what SQLite says."""

from __future__ import annotations

import random
from dataclasses import fields, is_dataclass
from datetime import date
from functools import partial

import pytest
from sqlalchemy import inspect, text
from sqlmodel import select

from core import clock
from core.db.engine import open_engine, reading
from core.db.queries.insight_rows_sql import FIGURES
from core.db.tables import Balance, Customer, Profile, Segment, metadata
from core.domain import segments as rules
from core.domain.access import Actor
from core.services import (
    audit,
    campaigns,
    customer_finder,
    customers,
    demo,
    exports,
    house,
    import_history,
    insight_rows,
    insights,
    manual_preview,
    message_views,
    portfolios,
    profiles,
    promises,
    segment_views,
    segments,
    story,
    today,
    worklist,
)
from tests.conftest import NOON, FrozenClock
from tests.services.test_segments_service import any_condition

ADA = Actor("Ada", "owner", 1)
DAYS = (date(2026, 7, 1), date(2026, 5, 31))
SINCE = date(2026, 3, 1)


@pytest.fixture(scope="module")
def business(postgres, tmp_path_factory):
    """An invented business of 150 customers on SQLite, the same rows on PostgreSQL, and the folder they share."""
    folder = tmp_path_factory.mktemp("both") / "data"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", FrozenClock(NOON))
        patch.delenv("DATABASE_URL", raising=False)
        patch.setenv("RECAUDO_DATA", str(folder))
        small = house.open_house()
        demo.load(small)
    large = open_engine(postgres.emptied([table.name for table in metadata.sorted_tables]))
    move(small, large)
    yield small, large, folder
    small.dispose()
    large.dispose()


@pytest.fixture
def both(business, frozen, monkeypatch):
    """The two databases, with the key they share at hand."""
    monkeypatch.setenv("RECAUDO_DATA", str(business[2]))
    return business[:2]


def move(small, large):
    """Every row of one database into the other; the order of the tables is no matter while foreign keys are not looked at."""
    with small.connect() as source, large.begin() as target:
        target.execute(text("SET session_replication_role = replica"))
        for table in metadata.sorted_tables:
            rows = [dict(row) for row in source.execute(select(table)).mappings()]
            if rows:
                target.execute(table.insert(), rows)
            if "id" in table.c and table.c.id.autoincrement and inspect(large).get_columns(table.name)[0]["type"].python_type is int:
                last = f'(SELECT coalesce(max(id), 0) + 1 FROM "{table.name}")'
                target.execute(text(f"SELECT setval(pg_get_serial_sequence('\"{table.name}\"', 'id'), {last}, false)"))


def test_profiles_and_balances_computed_anew_are_equal(both):
    told = [profiles.refresh(engine).customers for engine in both]
    assert told == [150, 150]
    assert stored(both[0]) == stored(both[1])
    before = stored(both[1])
    profiles.refresh(both[1], [3, 5, 8])
    assert stored(both[1]) == before


def stored(engine):
    with reading(engine) as session:
        found = [session.exec(select(table).order_by(*table.__table__.primary_key)).all() for table in (Profile, Balance)]
        return [rounded(row.model_dump()) for rows in found for row in rows]


def rounded(row):
    """A row whose ratios are compared to nine places: the databases add fractions up in another order."""
    return {name: round(value, 9) if isinstance(value, float) else value for name, value in row.items()}


@pytest.mark.parametrize("as_of", DAYS)
def test_the_figures_are_equal(both, as_of):
    assert_equal(both, lambda engine: insights.kpis(engine, ADA, as_of=as_of, start=SINCE))
    assert_equal(both, lambda engine: insights.kpis(engine, ADA, as_of=as_of, portfolio_id=1))


@pytest.mark.parametrize("figure", FIGURES)
def test_the_rows_under_each_figure_are_equal(both, figure):
    asked = {"currency": "PEN", "as_of": DAYS[1], "since": SINCE, "limit": 1000}
    assert_equal(both, lambda engine: insight_rows.rows(engine, ADA, figure, **asked))
    assert_equal(both, lambda engine: insight_rows.rows(engine, ADA, figure, **asked | {"currency": None, "portfolio_id": 1}))


def test_segments_have_the_same_members_and_money(both):
    assert_equal(both, lambda engine: segment_views.listed(engine, ADA))
    with reading(both[0]) as session:
        numbers = session.exec(select(Segment.id)).all()
    for number in numbers:
        assert_equal(both, lambda engine, number=number: segment_views.members(engine, ADA, number, limit=200))


def test_rules_of_all_kinds_find_the_same_customers(both):
    chance, caught = random.Random(3), 0
    for _ in range(150):
        rule = rules.parse([any_condition(chance) for _ in range(chance.randint(1, 3))])
        found = [members(engine, rule) for engine in both]
        assert found[0] == found[1], rule
        caught += bool(found[0])
    assert caught > 20


def members(engine, rule):
    with reading(engine) as session:
        return set(segments.members_in(session, rule))


LISTS = {
    **{f"customers by {sort}": partial(customers.find, wanted=customers.Wanted(sort=sort), limit=200) for sort in customers.SORTS},
    "customers by word": partial(customers.find, wanted=customers.Wanted(query="MA"), limit=200),
    "customers who owe": partial(customers.find, wanted=customers.Wanted(only_owing=True, currency="USD"), limit=200),
    "finder": lambda engine, actor: [customer_finder.find(engine, actor, word) for word in ("ma", "c-1", "C-1", "20", "rosa")],
    **{f"invoices by {sort}": partial(portfolios.invoices, wanted=portfolios.Wanted(sort=sort), limit=2000) for sort in portfolios.SORTS},
    "invoices by word": partial(portfolios.invoices, wanted=portfolios.Wanted(search="f"), limit=2000),
    "holdings": portfolios.holdings,
    "imports": import_history.imports,
    "worklist": partial(worklist.find, limit=200),
    "today": today.look,
    "promises": partial(promises.find, limit=500),
    "promise rates": partial(promises.rates, since=SINCE),
    "promise counts": partial(promises.counts, since=SINCE),
    "ways to write": lambda engine, actor: [manual_preview.choices(engine, actor, number) for number in range(1, 40)],
    "messages": partial(message_views.find, limit=500),
    "message counts": message_views.counts,
    "campaigns": campaigns.listed,
    "trail": partial(audit.entries, limit=500),
    "chain": audit.verify,
}


@pytest.mark.parametrize("name", LISTS)
def test_lists_are_equal_to_their_order(both, name):
    assert_equal(both, lambda engine: LISTS[name](engine, ADA))


def test_everything_on_one_customer_is_equal(both):
    with reading(both[0]) as session:
        numbers = session.exec(select(Customer.id).limit(40)).all()
    for number in numbers:
        assert_equal(both, lambda engine, number=number: story.tell(engine, ADA, number))


def test_an_export_holds_the_same_lines_and_is_fetched_once_asked(both):
    texts = []
    for engine in both:
        found = customers.find(engine, ADA, limit=200)[1]
        rows = [(row.name, row.score, row.oldest_due_on) for row in found]
        address = exports.make(engine, ADA, kind="customers", file_name="clientes", columns=("Cliente", "Puntos", "Vence"), rows=rows)
        texts.append(exports.fetch(engine, ADA, address.rpartition("/")[2]).path.read_text("utf-8-sig"))
    assert texts[0] == texts[1] and texts[0].count("\n") == 151


def test_the_invented_business_goes_again_without_a_trace_on_postgresql(both):
    large = both[1]
    assert demo.remove(large, ADA) == 150
    with reading(large) as session:
        assert session.exec(select(Customer)).all() == []
    assert audit.verify(large, ADA).is_whole


def assert_equal(both, ask):
    small, large = (plain(ask(engine)) for engine in both)
    assert large == small


def plain(found):
    """Values to compare: records as dictionaries, ratios to nine places."""
    if isinstance(found, list | tuple):
        return [plain(one) for one in found]
    if hasattr(found, "model_dump"):
        return rounded(found.model_dump())
    if is_dataclass(found):
        return {part.name: plain(getattr(found, part.name)) for part in fields(found)}
    return found
