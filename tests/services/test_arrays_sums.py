"""Sums by the column: as exact as adding one by one, however large the amounts are."""

from __future__ import annotations

import random

import numpy
import pytest

from core.services import arrays


@pytest.mark.parametrize("largest", [9, 10**9, 2**53, 10**17])
def test_sums_by_place_are_those_of_adding_one_by_one(largest):
    chance = random.Random(largest)
    at = [chance.randrange(7) for _ in range(60)]
    cents = [chance.randint(-largest, largest) for _ in at]
    found = arrays.summed(numpy.array(at), numpy.array(cents, dtype=numpy.int64), 8)
    assert found.tolist() == [sum(number for place, number in zip(at, cents, strict=True) if place == wanted) for wanted in range(8)]


def test_hundredths_beyond_what_a_float_can_count_are_not_rounded():
    cents = numpy.array([2**53, 1, 2**53, 2], dtype=numpy.int64)
    assert arrays.summed(numpy.array([0, 0, 1, 1]), cents, 2).tolist() == [2**53 + 1, 2**53 + 2]


def test_nothing_adds_up_to_nothing():
    none = numpy.array([], dtype=numpy.int64)
    assert arrays.summed(none, none, 2).tolist() == [0, 0]
