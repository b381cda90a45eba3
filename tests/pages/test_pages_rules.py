"""The country packs on screen: every word of them has its Spanish, because a lawyer reads them there."""

from __future__ import annotations

import re

import pytest

from core.services import packs
from core.text.catalog import messages

NAME_OF_A_LAW = re.compile(r"(Ley|Decreto|CONC|LGPD|LOPDP|UK GDPR|aviso)\b[\w\s.,/-]*|LGPD|UK GDPR")


@pytest.mark.parametrize("code", sorted(packs.pack_codes()))
def test_a_pack_can_be_read_in_spanish(code):
    pack = packs.load_pack(code)
    codes = [*pack.forbidden, *(text.item for text in pack.required_text)]
    said = [word.replace("_", " ").capitalize() for word in codes]
    said += [text.note for text in pack.required_text if text.note and not NAME_OF_A_LAW.fullmatch(text.note)]
    said += [str(pack.document[name]) for name in ("applies_to", "notes") if pack.document.get(name)]
    assert [sentence for sentence in said if sentence not in messages("es")] == []
