"""The gate's counters: how many contacts a person had, how far apart, on which channels, and when a limit is free again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from operator import itemgetter

from core.domain.gate_facts import BusinessRules, Contact, Facts
from core.domain.gate_verdict import Consulted
from core.domain.gate_windows import instant_of, local_date
from core.domain.packs import CHANNELS, Cap, Source

Counted = tuple[Cap, list[Contact]]
_SLACK = timedelta(hours=2)
"""A local day has 24 hours and at most a clock change more: instants n x 24 hours and this apart are n local dates apart everywhere."""
_DAY = timedelta(days=1) + _SLACK


def caps_for(channel: str, caps: Iterable[Cap], settings: BusinessRules) -> tuple[Cap, ...]:
    """The caps that concern a channel, those of the business last."""
    return tuple(cap for cap in (*caps, *_own_caps(settings)) if channel in cap.channels)


def reach_of(caps: Iterable[Cap]) -> timedelta:
    """How far back a contact can matter to any of the caps."""
    return max((timedelta(days=max(cap.days, cap.min_spacing_days)) + _SLACK for cap in caps), default=_DAY)


def counted_for(facts: Facts, caps: Iterable[Cap]) -> list[Counted]:
    """Each cap with the contacts of the history that it counts, the oldest first."""
    history = sorted(facts.history, key=itemgetter(0))
    return [(cap, [contact for contact in history if _counts(cap, contact, facts)]) for cap in caps]


def consult_cap(counted: Counted, channel: str, moment: datetime, zones: Sequence[str]) -> Consulted:
    """What one cap says about one more contact at an instant, planned contacts after it included."""
    cap, contacts = counted
    inside = _inside(cap, contacts, channel, moment, zones) if contacts else []
    if _is_over(cap, inside, channel):
        code = "cap.channel" if cap.measure == "distinct_channels" else "cap.rolling" if cap.rolling else "cap.day"
    elif contacts and (close := [contact for _, contact in _too_close(cap, contacts, moment, zones)]):
        code, inside = "cap.spacing", list(dict.fromkeys(close))
    else:
        code = "cap.ok"
    count = len({_channel(contact) for contact in inside}) if cap.measure == "distinct_channels" else len(inside)
    values = {"count": count, "max": cap.max, "days": cap.days, "spacing": cap.min_spacing_days, "measure": cap.measure}
    return Consulted("cap", "pass" if code == "cap.ok" else "stop", code, values, cap.source, tuple(inside))


def next_free(counted: Counted, channel: str, moment: datetime, zones: Sequence[str]) -> datetime:
    """No earlier instant from `moment` on is free under this cap; `moment` itself when it is."""
    cap, contacts = counted
    free = moment
    for zone, contact in _too_close(cap, contacts, moment, zones):
        free = max(free, instant_of(zone, local_date(zone, contact.at) + timedelta(days=cap.min_spacing_days)))
    if (contacts or cap.max < 1) and _is_over(cap, _inside(cap, contacts, channel, moment, zones), channel):
        free = max(free, _release(cap, contacts, moment, zones))
    return free


def _own_caps(settings: BusinessRules) -> list[Cap]:
    every, source = frozenset(CHANNELS), Source(basis="business")
    own = []
    if settings.daily_cap is not None:
        own.append(Cap(every, False, settings.daily_cap, 1, False, 0, "debtor", "contacts", source))
    if settings.weekly_cap is not None:
        own.append(Cap(every, False, settings.weekly_cap, 7, True, 0, "debtor", "contacts", source))
    if settings.min_spacing_days:
        spacing = settings.min_spacing_days
        own.append(Cap(every, False, 1, 1, False, spacing, "debtor", "contacts", source))
    return own


def _channel(contact: Contact) -> str:
    return "voice" if contact.channel == "visit" else contact.channel


def _counts(cap: Cap, contact: Contact, facts: Facts) -> bool:
    channel = _channel(contact)
    if channel not in cap.channels or (cap.per_channel and channel != facts.counted_channel):
        return False
    if cap.measure == "conversations" and contact.kind != "conversation":
        return False
    return cap.scope == "debtor" or contact.debt is None or facts.debt is None or contact.debt == facts.debt


def _inside(cap: Cap, contacts: list[Contact], channel: str, moment: datetime, zones: Sequence[str]) -> list[Contact]:
    """The counted contacts of the fullest period that holds the instant."""
    if cap.rolling:
        return _fullest_span(cap, contacts, channel, moment)
    near = [contact for contact in contacts if -_DAY < contact.at - moment < _DAY]
    if not near:
        return near
    return max(([contact for contact in near if local_date(zone, contact.at) == local_date(zone, moment)] for zone in zones), key=len)


def _fullest_span(cap: Cap, contacts: list[Contact], channel: str, moment: datetime) -> list[Contact]:
    span = timedelta(days=cap.days)
    near = [contact for contact in contacts if moment - span < contact.at < moment + span]
    past = [contact for contact in near if contact.at <= moment]
    if len(past) == len(near):
        return past
    starts = [*(contact.at for contact in past), moment]
    spans = [[contact for contact in near if start <= contact.at < start + span] for start in starts]
    return max(spans, key=lambda inside: _amount(cap, inside, channel))


def _amount(cap: Cap, inside: list[Contact], channel: str) -> int:
    """What the cap would measure with one more contact on the channel."""
    if cap.measure == "distinct_channels":
        return len({_channel(contact) for contact in inside} | {channel})
    return len(inside) + 1


def _is_over(cap: Cap, inside: list[Contact], channel: str) -> bool:
    return _amount(cap, inside, channel) > cap.max


def _too_close(cap: Cap, contacts: list[Contact], moment: datetime, zones: Sequence[str]) -> list[tuple[str, Contact]]:
    if not cap.min_spacing_days or not contacts:
        return []
    reach = timedelta(days=cap.min_spacing_days) + _SLACK
    near = [contact for contact in contacts if -reach < contact.at - moment < reach]
    found = []
    for zone in zones if near else ():
        day = local_date(zone, moment)
        found += [(zone, contact) for contact in near if abs((local_date(zone, contact.at) - day).days) < cap.min_spacing_days]
    return found


def _release(cap: Cap, contacts: list[Contact], moment: datetime, zones: Sequence[str]) -> datetime:
    """The first instant after `moment` at which a counted contact stops counting; nothing gets better before it."""
    if cap.rolling:
        span = timedelta(days=cap.days)
        return min((contact.at + span for contact in contacts if contact.at + span > moment), default=moment + span)
    return min(instant_of(zone, local_date(zone, moment) + timedelta(days=1)) for zone in zones)
