"""Words for circumstances: what each is called, and what it means for contact."""

from __future__ import annotations

from core.text import N_, _

WORDS = {
    "illness": N_("Illness"),
    "bereavement": N_("A death in the family"),
    "disaster": N_("A disaster: flood, fire, earthquake"),
    "vulnerable": N_("Another situation of weakness"),
    "hardship": N_("Hardship: lost work or income"),
    "deceased": N_("The person has died"),
    "insolvency": N_("An insolvency procedure"),
    "lawsuit": N_("The matter is before a court"),
    "wrong_number": N_("The wrong person: none of the numbers is theirs"),
    "minor": N_("The person is a minor"),
    "quiet": N_("Asked for quiet until a day"),
}


def circumstance_word(kind: str) -> str:
    """What a circumstance is called."""
    return _(WORDS[kind]) if kind in WORDS else kind
