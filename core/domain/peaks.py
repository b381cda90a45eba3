"""How close people came to a limit: the most contacts that one person had within a cap's span, counted without the gate's code."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import pairwise

from core.domain.packs import Cap

Touch = tuple[int, str, str]
"""One contact: seconds since 1970 (UTC), channel (a visit counts as voice), kind (contact, attempt or conversation)."""
_DAY = 86_400


def peak(touches: Sequence[Touch], cap: Cap, since: int, day_of: Callable[[int], date]) -> int:
    """The most that the cap measures for one person in any span ending at a contact from `since` on; `touches` in order of time.

    A rolling span holds contacts less than `days` x 24 hours apart; another span is a calendar day, which `day_of` tells.
    """
    groups = [[one for one in touches if _counts(one, cap)]]
    if cap.per_channel:
        groups = [[one for one in groups[0] if one[1] == channel] for channel in cap.channels]
    highest = _rolling if cap.rolling else _daily
    return max((highest(group, cap, since, day_of) for group in groups if group), default=0)


def closest(touches: Sequence[Touch], cap: Cap, since: int, day_of: Callable[[int], date]) -> int | None:
    """The fewest calendar days between two neighbouring contacts that a cap spaces, the later from `since` on; None without two."""
    counted = [one for one in touches if _counts(one, cap)]
    lines: Iterable[list[Touch]] = [counted]
    if cap.per_channel:
        lines = [[one for one in counted if one[1] == channel] for channel in cap.channels]
    gaps = [(day_of(later[0]) - day_of(earlier[0])).days for line in lines for earlier, later in pairwise(line) if later[0] >= since]
    return min(gaps, default=None)


def fullest_week(touches: Sequence[Touch], since: int) -> int:
    """The most contacts of any kind on any channel within 7 x 24 hours, ending at a contact from `since` on."""
    moments = [one[0] for one in touches]
    return max((place - bisect_left(moments, at - 7 * _DAY + 1) + 1 for place, at in enumerate(moments) if at >= since), default=0)


def _counts(touch: Touch, cap: Cap) -> bool:
    return touch[1] in cap.channels and (cap.measure != "conversations" or touch[2] == "conversation")


def _rolling(group: list[Touch], cap: Cap, since: int, _day_of: Callable[[int], date]) -> int:
    moments, most = [one[0] for one in group], 0
    for place, at in enumerate(moments):
        if at >= since:
            inside = group[bisect_left(moments, at - cap.days * _DAY + 1) : place + 1]
            most = max(most, _amount(inside, cap))
    return most


def _daily(group: list[Touch], cap: Cap, since: int, day_of: Callable[[int], date]) -> int:
    days: dict[date, list[Touch]] = {}
    for one in group:
        if one[0] >= since:
            days.setdefault(day_of(one[0]), []).append(one)
    return max((_amount(inside, cap) for inside in days.values()), default=0)


def _amount(inside: list[Touch], cap: Cap) -> int:
    return len({one[1] for one in inside}) if cap.measure == "distinct_channels" else len(inside)
