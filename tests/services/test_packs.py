"""The rule packs: complete, faithful to the research, checked by schema; holidays, regions and zones."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
import yaml

from core.domain.gate import Contact
from core.domain.pack_parts import BadPack
from core.domain.pack_schema import read_pack
from core.services.packs import holidays_for, load_pack, load_rules, pack_codes, region_code, zone_of, zones_of
from core.services.verdicts import tell_contacts
from core.text import say

DATA = Path(__file__).parent.parent / "data"
RESEARCH = yaml.safe_load((DATA / "contact-rules.yaml").read_text(encoding="utf-8"))
AGREED = json.loads((DATA / "vectors" / "holidays_latam.json").read_text(encoding="utf-8"))["calendars"]


def test_there_is_a_pack_for_each_researched_country_and_two_defaults():
    assert {code.upper() for code in pack_codes()} == set(RESEARCH["countries"]) | {"STRICTEST", "NO_STATUTE"}
    assert load_pack(None).code == load_pack("VE").code == "strictest"


@pytest.mark.parametrize("country", sorted(RESEARCH["countries"]))
def test_a_pack_carries_the_research_unchanged(country: str):
    document = load_rules(country.lower())
    assert {key: document[key] for key in RESEARCH["countries"][country]} == RESEARCH["countries"][country]


def test_the_defaults_words_and_platform_rules_carry_the_research_unchanged():
    for ours, theirs in (("strictest", "strictest_everywhere"), ("no_statute", "conservative_no_statute")):
        assert RESEARCH["defaults"][theirs].items() <= load_rules(ours).items()
    assert RESEARCH["opt_out_keywords"].items() <= load_rules("words").items()
    assert RESEARCH["platform_rules"].items() <= load_rules("platform").items()
    assert load_rules("holidays")["package"] == RESEARCH["holiday_package"]


def test_the_strictest_pack_is_no_looser_than_any_country():
    strictest = load_pack(None)
    for code in pack_codes():
        for own, all_ in zip(load_pack(code).hours.windows, strictest.hours.windows, strict=True):
            if all_ is not None and code != "strictest":
                assert own is not None and own[0] <= all_[0] and all_[1] <= own[1]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"version": "one"}, "version"),
        ({"name": None}, "name"),
        ({"windows": {"mon": None}}, "windows"),
        ({"windows": dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat"), None) | {"sun": ["19:00", "08:00"]}}, "windows.sun"),
        (
            {"caps": [{"channels": ["fax"], "per_channel": True, "max": 1, "per": "day", "basis": "statute", "confidence": "confirmed"}]},
            "caps.0.channels.0",
        ),
        ({"caps": "none"}, "caps"),
        ({"valid_from": "yesterday"}, "valid_from"),
        ({"holidays_allowed": "perhaps"}, "holidays_allowed"),
        ({"source": None}, "source"),
    ],
)
def test_a_wrong_pack_is_refused_with_the_place_of_the_mistake(change: dict, place: str):
    with pytest.raises(BadPack) as caught:
        read_pack(load_rules("co") | change, "co")
    assert caught.value.values["place"] == place
    assert place in say(caught.value, "es") and "paquete" in say(caught.value, "es")


@pytest.mark.parametrize("country", sorted(set(AGREED) & set(RESEARCH["countries"])))
def test_holidays_agree_where_two_independent_sources_do(country: str):
    for year, lists in AGREED[country].items():
        days = holidays_for(country, years=[int(year)]).days
        assert {date.fromisoformat(day) for day in lists["both"]} <= set(days)
        required = set(holidays_for(country, years=[int(year)], optional=False).days)
        known = {*lists["both"], *lists["only_date_holidays"], *lists["only_pypi_holidays"]}
        assert {day.isoformat() for day in required} <= known


def test_the_traps_of_the_holiday_package_are_known():
    assert date(2026, 2, 17) in holidays_for("BR", years=[2026]).days  # Carnival is only optional in the package
    assert date(2026, 4, 2) in holidays_for("UY", years=[2026]).days  # Tourism Week is only a bank holiday there
    assert date(2026, 8, 31) in holidays_for("GB", years=[2026]).days  # no August bank holiday without a nation
    assert date(2026, 8, 31) not in holidays_for("GB", "SCT", years=[2026]).days
    assert date(2026, 6, 30) in holidays_for("PY", years=[2026]).days  # a decree, from the override list


def test_holidays_of_a_region_close_that_region_only():
    assert date(2026, 9, 11) in holidays_for("ES", "Catalunya", years=[2026]).days
    assert date(2026, 9, 11) not in holidays_for("ES", "MD", years=[2026]).days


def test_a_year_that_was_not_computed_is_closed():
    found = holidays_for("CO", years=[2026])
    assert found.closing(date(2026, 7, 1)) is None
    assert found.closing(date(2027, 7, 1)) == ""
    assert not holidays_for("ZZ", years=[2026]).years


def test_a_region_is_recognised_by_code_or_by_name():
    assert region_code("AR", "AR-B") == region_code("AR", "buenos aires") == "B"
    assert region_code("MX", "QUINTANA ROO") == "ROO"
    assert region_code("ES", "cataluña") == "CT"
    assert region_code("AR", "Atlantis") is None


def test_the_zone_is_the_stated_one_else_the_regions_else_all_of_the_countrys():
    assert zones_of("MX", "Quintana Roo", explicit="America/Tijuana") == ("America/Tijuana",)
    assert zones_of("MX", "Quintana Roo") == ("America/Cancun",)
    assert zones_of("CO") == ("America/Bogota",)
    assert set(zones_of("EC")) == {"America/Guayaquil", "Pacific/Galapagos"}
    assert set(zones_of("US", "TX")) == {"America/Chicago", "America/Denver"}
    assert zone_of("MX") == "America/Mexico_City"
    assert zones_of("VE") == ("America/Caracas",)
    assert zones_of(None) == ()


def test_a_landline_tells_the_zone_and_a_mobile_does_not():
    assert zones_of("ES", phone="+34928123456") == ("Atlantic/Canary",)
    assert len(zones_of("ES", phone="+34612345678")) == 3


def test_every_zone_named_in_a_pack_exists():
    for code in pack_codes():
        pack = load_pack(code)
        for zone in {*pack.zones, *(zone for region in pack.regions.values() for zone in region.zones)}:
            assert zones_of(None, explicit=zone) == (zone,)


def test_a_counter_names_its_contacts_in_local_time():
    from datetime import UTC, datetime

    contacts = [Contact(datetime(2026, 7, 6, 14, 2, tzinfo=UTC), "sms"), Contact(datetime(2026, 7, 9, 13, 15, tzinfo=UTC), "whatsapp")]
    assert tell_contacts(contacts, "America/Santiago", "en") == "Mon 10:02 SMS, Thu 09:15 WhatsApp"
    assert tell_contacts(contacts, "America/Santiago", "es").startswith("lun 10:02 SMS")
