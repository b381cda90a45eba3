"""What a proof says of the rules by which it checked a month, and of what it could not know any more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.text import _, ngettext_


def basis_lines(document: Mapping[str, Any]) -> list[tuple[str, bool]]:
    """Sentences, each with whether it tells of something that is not known; none for a proof without messages."""
    told, lines = document["basis"], list[tuple[str, bool]]()
    if told["packs"]:
        named = ", ".join(f"{one['pack'].upper()} {one['version']}" for one in told["packs"])
        lines.append((_("Checked by the rules that judged at the time: {packs}.", packs=named), False))
    if len(told["own_limits"]) > 1:
        lines.append((_("Your own limits changed in this month; each contact was held against those of its day."), False))
    for one in told["packs"]:
        if one["checked_by"] != one["version"]:
            gone = _("Version {old} of {pack} is no longer kept: its messages were checked by version {new}.",
                     old=one["version"], pack=one["pack"].upper(), new=one["checked_by"])  # fmt: skip
            lines.append((gone, True))
    lines += [(line, True) for line in (_unjudged(told["without_verdict"]), _unplaced(told["place_of_today"])) if line]
    return lines


def _unjudged(count: int) -> str:
    if not count:
        return ""
    return ngettext_(
        "{n} message has no verdict on record: it was checked by the rules of today.",
        "{n} messages have no verdict on record: they were checked by the rules of today.", count,
    )  # fmt: skip


def _unplaced(count: int) -> str:
    if not count:
        return ""
    return ngettext_(
        "{n} message was checked for where the person lives now: where it was then is not on record.",
        "{n} messages were checked for where the people live now: where it was then is not on record.", count,
    )  # fmt: skip
