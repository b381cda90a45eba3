"""Which channels can be used for a person, and why the others cannot."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from core.domain.sentences import Sentence, sentence

CHANNELS = ("whatsapp", "sms", "email", "voice")
KIND_OF = {"whatsapp": "phone", "sms": "phone", "voice": "phone", "email": "email"}

WHY_NOT = {
    "no_contact": "There is no phone or e-mail for this channel.",
    "invalid": "Every phone or e-mail for this channel has proved wrong.",
    "off": "The phone cannot receive this channel.",
    "opted_out": "The customer asked not to be contacted on this channel.",
    "not_authorised": "This channel needs the customer's authorisation, and there is none.",
    "not_active": "This channel is not set up yet.",
}


@dataclass(frozen=True)
class Point:
    """One phone or e-mail: `kind` is phone or email, `off` names the channels that proved impossible on it."""

    kind: str
    is_valid: bool = True
    off: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Reach:
    """The usable channels in the order of CHANNELS, and for each other one the code of why not (a key of WHY_NOT)."""

    usable: tuple[str, ...]
    blocked: dict[str, str]

    @property
    def reasons(self) -> tuple[tuple[str, Sentence], ...]:
        """(channel, sentence) for each channel that cannot be used."""
        return tuple((channel, sentence(WHY_NOT[code])) for channel, code in self.blocked.items())


def reach_of(
    points: Iterable[Point],
    *,
    opted_out: Collection[str] = (),
    authorised: Collection[str] = (),
    needs_authorisation: Collection[str] = (),
    active: Collection[str] = CHANNELS,
) -> Reach:
    """Where one person can be reached. An opt-out stands before everything; a missing authorisation blocks only where it is needed."""
    listed = list(points)
    found = {channel: _why_not(channel, listed, opted_out, authorised, needs_authorisation, active) for channel in CHANNELS}
    return Reach(
        tuple(channel for channel, code in found.items() if code is None),
        {channel: code for channel, code in found.items() if code is not None},
    )


def _why_not(
    channel: str,
    points: list[Point],
    opted_out: Collection[str],
    authorised: Collection[str],
    needs_authorisation: Collection[str],
    active: Collection[str],
) -> str | None:
    if channel in opted_out:
        return "opted_out"
    of_kind = [point for point in points if point.kind == KIND_OF[channel]]
    valid = [point for point in of_kind if point.is_valid]
    if not of_kind:
        return "no_contact"
    if not valid:
        return "invalid"
    if all(channel in point.off for point in valid):
        return "off"
    if channel in needs_authorisation and channel not in authorised:
        return "not_authorised"
    return None if channel in active else "not_active"
