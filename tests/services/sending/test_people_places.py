"""Where people live, as far as their records and phones tell: what is certain counts, else the strictest that is possible."""

from __future__ import annotations

import pytest

from core import clock
from core.db.engine import reading, writing
from core.db.tables import Company, ContactPoint, Customer
from core.services import house
from core.services.people import gather


def place(sending, phones, home="CO", line="mobile", **fields):
    """(country, zones) of a customer with some phones and nothing else."""
    made = sending.customer("Ana", phone=None, email=None, channels=())
    with writing(sending.engine) as session:
        session.get(Company, 1).country = home
        for name, value in fields.items():
            setattr(session.get(Customer, made), name, value)
        session.add_all(ContactPoint(customer_id=made, kind="phone", value=phone, line=line, created_at=clock.now()) for phone in phones)
    with reading(sending.engine) as session:
        person = gather(session, house.company_in(session), [made], clock.now(), planned=True, simulated=True)[made]
        return person.country, person.zones


@pytest.mark.parametrize(
    ("phones", "fields", "country"),
    [
        ([], {}, "CO"),
        (["+573001234567"], {}, "CO"),
        (["+525512345678"], {}, "MX"),
        (["+525512345678", "+573001234567"], {}, "CO"),  # one of our own: the other one travels
        (["+525512345678"], {"country": "CO"}, "CO"),  # what is stated counts
    ],
)
def test_a_phone_of_another_country_tells_the_country_that_nobody_stated(sending, phones, fields, country):
    assert place(sending, phones, **fields)[0] == country


def test_a_landline_tells_the_zone_where_a_country_has_several(sending):
    assert place(sending, ["+551133334444"], home="BR", line="landline") == ("BR", ("America/Sao_Paulo",))
    assert len(place(sending, ["+5511987654321"], home="BR")[1]) > 1
    assert place(sending, ["+551133334444"], home="BR", line="landline", region="AM")[1] != ("America/Sao_Paulo",)


def test_countries_that_share_a_code_are_told_apart_by_area(sending):
    assert place(sending, ["+18095551234"], home="DO")[0] == "DO"
    assert place(sending, ["+13055551234"], home="DO")[0] == "US"
