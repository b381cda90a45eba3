"""Countries a business may be in, with the currency and time zone that set-up proposes; either can be changed there."""

from __future__ import annotations

from typing import NamedTuple


class Country(NamedTuple):
    """What set-up proposes: currency (ISO 4217), time zone (IANA, where most people live) and language."""

    currency: str
    timezone: str
    language: str = "es"


COUNTRIES: dict[str, Country] = {
    "AR": Country("ARS", "America/Argentina/Buenos_Aires"),
    "BO": Country("BOB", "America/La_Paz"),
    "BR": Country("BRL", "America/Sao_Paulo"),
    "CL": Country("CLP", "America/Santiago"),
    "CO": Country("COP", "America/Bogota"),
    "CR": Country("CRC", "America/Costa_Rica"),
    "CU": Country("CUP", "America/Havana"),
    "DO": Country("DOP", "America/Santo_Domingo"),
    "EC": Country("USD", "America/Guayaquil"),
    "ES": Country("EUR", "Europe/Madrid"),
    "GB": Country("GBP", "Europe/London", "en"),
    "GT": Country("GTQ", "America/Guatemala"),
    "HN": Country("HNL", "America/Tegucigalpa"),
    "IE": Country("EUR", "Europe/Dublin", "en"),
    "MX": Country("MXN", "America/Mexico_City"),
    "NI": Country("NIO", "America/Managua"),
    "PA": Country("PAB", "America/Panama"),
    "PE": Country("PEN", "America/Lima"),
    "PR": Country("USD", "America/Puerto_Rico"),
    "PT": Country("EUR", "Europe/Lisbon"),
    "PY": Country("PYG", "America/Asuncion"),
    "SV": Country("USD", "America/El_Salvador"),
    "US": Country("USD", "America/New_York", "en"),
    "UY": Country("UYU", "America/Montevideo"),
    "VE": Country("VES", "America/Caracas"),
}
TONES = ("warm", "neutral", "formal")
