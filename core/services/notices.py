"""Privacy notice and contact policy, written from the settings: what is known is said, what is missing is listed and never invented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Engine

from core import clock
from core import settings as settings_
from core.channels.protocol import ChannelConfig
from core.db.engine import reading, writing
from core.db.tables import Company
from core.domain.access import Actor, may
from core.domain.errors import Refusal
from core.domain.gate import BusinessRules
from core.domain.packs import Pack
from core.services import audit, channels, house, packs, retention
from core.services.facts import rules_in
from core.text import LANGUAGES, N_, _, speaking

PRIVACY, POLICY = "privacy", "policy"
KINDS = (PRIVACY, POLICY)
SETTING = "notices"
OWN = {"rights_contact": 200, "storage_place": 200}
"""What only the owner knows: where people turn to with their rights, and where the data is kept when it is not on this computer."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that the notice needs and nobody has entered: a sentence (msgid), and the screen and section where it belongs."""

    code: str
    msgid: str
    screen: str
    section: str


MISSING = {
    one.code: one
    for one in (
        Missing("legal_name", N_("The company's legal name"), "settings", "company"),
        Missing("tax_id", N_("The company's tax number"), "settings", "company"),
        Missing("address", N_("The company's address"), "settings", "company"),
        Missing("contact", N_("An e-mail or phone of the company"), "settings", "company"),
        Missing("rights_contact", N_("Where people turn to with their rights"), "compliance", "notices"),
        Missing("storage_place", N_("Where the data is stored, as the database is not on this computer"), "compliance", "notices"),
        Missing("channels", N_("A real channel: for now everything is simulated"), "settings", "channels"),
        Missing("retention", N_("The retention clocks are not switched on"), "compliance", "retention"),
        Missing("authority", N_("No authority is known for this country"), "compliance", "rules"),
        Missing("terms", N_("No legal time limit for answers is known for this country"), "compliance", "rules"),
    )
}


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a text: a title, paragraphs, a list, a table with its heads, and closing paragraphs; any of them may be empty."""

    title: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """A finished text in one language, with the day of the settings it was written from and what they lack."""

    kind: str
    language: str
    title: str
    company: str
    made_on: date
    sections: tuple[Section, ...]
    missing: tuple[Missing, ...]


@dataclass(slots=True)
class Known:
    """Everything that the texts are written from."""

    company: Company
    pack: Pack
    rules: BusinessRules
    clocks: retention.Settings
    config: ChannelConfig
    is_simulated: bool
    own: dict[str, str]
    authorities: list[dict[str, Any]]
    is_local: bool
    is_encrypted: bool
    today: date
    lacks: list[str] = field(default_factory=list)

    def need(self, code: str, value: str | None) -> str:
        """A value, or the words that say it is missing; what lacks is remembered."""
        if value and value.strip():
            return value.strip()
        self.lack(code)
        return _("[missing: {what}]", what=_(MISSING[code].msgid))

    def lack(self, code: str) -> None:
        """Remember that something is missing."""
        if code not in self.lacks:
            self.lacks.append(code)


def write(engine: Engine, actor: Actor, kind: str, language: str) -> Notice:
    """The privacy notice or the contact policy in a language. Raises Refusal on an unknown kind or language."""
    from core.services import notices_policy, notices_privacy

    may(actor, "compliance.view")
    if kind not in KINDS:
        raise Refusal("unknown_notice", "“{word}” is no such text. There are: {words}.", word=kind, words=", ".join(KINDS))
    if language not in LANGUAGES:
        raise Refusal("bad_language", "“{language}” is not a language of Recaudo.", language=language)
    known = _known(engine)
    parts: Callable[[Known], list[Section]] = notices_privacy.sections if kind == PRIVACY else notices_policy.sections
    with speaking(language, known.company.country):
        title = _("Privacy notice") if kind == PRIVACY else _("Contact policy")
        made = tuple(parts(known))
    company = known.company.legal_name or known.company.name
    return Notice(kind, language, title, company, known.today, made, tuple(MISSING[code] for code in known.lacks))


def own_of(engine: Engine, actor: Actor) -> dict[str, str]:
    """What the owner entered for the texts alone."""
    may(actor, "compliance.view")
    with reading(engine) as session:
        return _own(house.setting_in(session, SETTING))


def change(engine: Engine, actor: Actor, **told: str) -> None:
    """Enter what the texts need and no other setting holds. Raises Refusal on an unknown name or too many words."""
    may(actor, "settings.edit")
    for name, value in told.items():
        if name not in OWN:
            raise Refusal("unknown_setting", "There is no channel setting {name}.", name=name)
        if len(value) > OWN[name]:
            raise Refusal("too_long", "At most {most} characters.", most=OWN[name])
    with writing(engine) as session:
        before = _own(house.setting_in(session, SETTING))
        after = before | {name: value.strip() for name, value in told.items()}
        if after != before:
            house.set_setting_in(session, SETTING, after)
            audit.record(session, actor, "notices.edit", "setting", SETTING, before=before, after=after)


def _own(stored: Any) -> dict[str, str]:
    return {name: str((stored or {}).get(name) or "") for name in OWN}


def _known(engine: Engine) -> Known:
    settings = settings_.load()
    config = channels.config_of(engine)
    simulated = channels.is_simulated(engine)
    with reading(engine) as session:
        company = house.company_in(session)
        told = packs.load_rules("keeping/countries")
        country = told["countries"].get(company.country, told["default"])
        return Known(
            company=company, pack=packs.load_pack(company.country), rules=rules_in(session), clocks=retention.settings_in(session),
            config=config, is_simulated=simulated, own=_own(house.setting_in(session, SETTING)), authorities=country["authorities"],
            is_local=engine.dialect.name == "sqlite", is_encrypted=settings.recaudo_encrypt, today=clock.today(company.timezone),
        )  # fmt: skip
