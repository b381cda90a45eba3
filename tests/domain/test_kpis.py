"""The figures of recovery against the worked examples that their sources publish."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.domain import aging, kpis, kpis_channels, kpis_dso, kpis_effect
from core.domain.kpi_words import DEFINITIONS
from core.domain.ratio import Ratio

D = Decimal
NOVEMBER = [(30, 120_000), (31, 80_000), (30, 70_000)]


def test_a_ratio_of_nothing_has_no_value():
    assert Ratio(0, 0).value is None and Ratio(0, 0).percent is None
    assert Ratio(1, 4).percent == 25 and str(Ratio(1, 4)) == "1 of 4"
    assert Ratio(1, 2) + Ratio(1, 8) == Ratio(2, 10)


def test_countback_gives_the_published_82_4_and_67_5_days():
    assert round(kpis_dso.countback(250_000, NOVEMBER).days, 1) == D("82.4")
    assert kpis_dso.countback(40_500, [(30, 20_500), (30, 15_800), (30, 16_700)]).days.quantize(D("0.1")) == D("67.5")


def test_countback_says_when_the_sales_do_not_reach_back_far_enough():
    assert kpis_dso.countback(300_000, NOVEMBER) == kpis_dso.Countback(D(91), is_floor=True)
    assert kpis_dso.countback(300_000, []).days is None
    assert kpis_dso.countback(300_000, [(30, 0), (31, 0)]).days is None
    assert kpis_dso.countback(0, NOVEMBER).days == 0


def test_countback_passes_over_months_without_sales_or_with_more_credit_notes():
    assert kpis_dso.countback(100, [(30, 0), (31, -50), (30, 200)]).days == 30 + 31 + 15


def test_simple_dso_gives_the_published_36_5_days():
    assert kpis_dso.dso(20_000_000, 200_000_000, 365) == D("36.5")
    assert kpis_dso.dso(1, 0, 30) is None


def test_days_delinquent_is_what_lateness_adds_to_the_best_possible():
    simple, best = kpis_dso.dso(60, 50, 30), kpis_dso.best_possible_dso(40, 50, 30)
    assert (simple, best, kpis_dso.days_delinquent(simple, best)) == (36, 24, 12)
    assert kpis_dso.days_delinquent(None, best) is None


def test_cei_counts_what_could_be_collected_and_is_whole_when_nothing_is_overdue():
    assert round(kpis.collection_effectiveness(100, 50, 60, 40).percent, 1) == D("81.8")
    assert kpis.collection_effectiveness(100, 50, 40, 40).percent == 100
    assert kpis.collection_effectiveness(0, 0, 0, 0).value is None


def test_payment_delay_is_weighted_by_amount_and_may_be_negative():
    assert kpis_dso.payment_delay_of([(300, 10), (100, -10)]) == 5
    assert kpis_dso.payment_delay_of([(100, -3)]) == -3
    assert kpis_dso.payment_delay_of([]) is None
    assert kpis_dso.payment_delay(2_000, 400) == 5


@pytest.mark.parametrize(
    ("delay", "rating"), [(-5, "A"), (30, "A"), (D("30.1"), "B"), (60, "B"), (61, "C"), (90, "C"), (91, "D"), (None, None)]
)
def test_ratings_follow_the_average_delay(delay, rating):
    assert kpis_dso.rating_of(delay) == rating


@pytest.mark.parametrize(
    ("days", "bucket"),
    [
        (-4, "current"),
        (0, "current"),
        (1, "1-30"),
        (30, "1-30"),
        (31, "31-60"),
        (60, "31-60"),
        (61, "61-90"),
        (90, "61-90"),
        (91, "91+"),
        (4000, "91+"),
    ],
)
def test_each_day_falls_into_one_bucket(days, bucket):
    assert aging.bucket_of(days) == bucket


def test_the_due_date_itself_is_not_late():
    due = date(2026, 7, 1)
    assert [aging.days_past_due(day, due) for day in (date(2026, 6, 30), due, date(2026, 7, 2))] == [0, 0, 1]
    assert aging.days_past_due(due, None) == 0


def test_aging_keeps_every_hundredth_and_shows_empty_buckets():
    aged = aging.age([(0, 500), (5, 100), (30, 1), (95, 7)])
    assert aged == {"current": 500, "1-30": 101, "31-60": 0, "61-90": 0, "91+": 7}
    assert aging.overdue(aged) == 108


def test_recovery_states_its_base():
    assert kpis.recovery_rate(25_000, 100_000).percent == 25


def test_a_roll_rate_is_twenty_percent_of_a_million():
    assert kpis.roll_rate(20_000_000, 100_000_000).percent == 20


def test_channels_show_their_parts():
    whatsapp = kpis_channels.ChannelCounts(
        "whatsapp", accepted=80, rejected=20, delivered=60, read=30, undelivered=20, opted_out=1, people=50, payers=10, cost=D("4.00")
    )
    assert whatsapp.delivery == Ratio(60, 80) and whatsapp.reading == Ratio(30, 60) and whatsapp.failure == Ratio(40, 100)
    assert whatsapp.opt_out == Ratio(1, 80) and whatsapp.effectiveness == Ratio(10, 50)
    silent = kpis_channels.ChannelCounts("sms")
    assert silent.delivery.value is None


def test_uplift_agrees_with_newcombes_published_interval():
    found = kpis_effect.uplift(Ratio(56, 70), Ratio(48, 80))  # Newcombe 1998, table II, contrast (a): 0.0524 to 0.3339
    assert found is not None and (round(found.low, 4), round(found.high, 4)) == (0.0524, 0.3339)
    assert found.is_clear and round(found.difference, 4) == 0.2


def test_without_a_holdout_there_is_no_effect_to_show():
    assert kpis_effect.uplift(Ratio(5, 10), Ratio(0, 0)) is None
    assert not kpis_effect.uplift(Ratio(5, 10), Ratio(4, 10)).is_clear


def test_every_definition_has_a_name_and_a_formula():
    assert all(definition.name and definition.formula.endswith(".") for definition in DEFINITIONS.values())
