"""Where people live, as far as records and phones tell: what is stated counts, then a phone, then the business's own country."""

from __future__ import annotations

from functools import lru_cache

from core.services import packs


@lru_cache(maxsize=4096)
def zones(country: str, region: str | None, explicit: str | None) -> tuple[str, ...]:
    """The zones that somebody may live in."""
    return packs.zones_of(country, region, explicit=explicit)


@lru_cache(maxsize=4096)
def region_code(country: str, region: str | None) -> str | None:
    """The code of a region, however it is written."""
    return packs.region_code(country, region)


class Hints:
    """What was seen of some customers, by their ids, while they were read."""

    def __init__(self, home: str) -> None:
        self.home, self._domestic = home, packs.phone_prefixes(home)
        self._unstated = dict[int, tuple[str | None, str | None]]()
        self._landlines, self._abroad, self._here = dict[int, str](), dict[int, str](), set[int]()

    def country_of(self, customer_id: int, stated: str | None, region: str | None, zone: str | None) -> str:
        """The country stated, else for now the business's own."""
        if stated is None:
            self._unstated[customer_id] = (region, zone)
        return stated or self.home

    def see_phone(self, customer_id: int, phone: str, line: str | None) -> None:
        """Take a phone that works into account."""
        if phone.startswith(self._domestic):
            self._here.add(customer_id)
        else:
            self._abroad.setdefault(customer_id, phone)
        if line == "landline":
            self._landlines.setdefault(customer_id, phone)

    def moved(self) -> dict[int, tuple[str, str | None, tuple[str, ...]]]:
        """Country, region and zones of whoever has phones of another country alone and whose country nobody stated."""
        found = {}
        for customer_id in (self._abroad.keys() & self._unstated.keys()) - self._here:
            if country := packs.country_of_phone(self._abroad[customer_id]):
                region, zone = self._unstated[customer_id]
                found[customer_id] = (country, region_code(country, region), zones(country, region, zone))
        return found

    def landlines(self) -> dict[int, str]:
        """A landline of whoever has one."""
        return self._landlines
