"""The channels of this installation: their configuration gathered from environment, settings and sealed secrets."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Any

from sqlalchemy import Engine
from sqlmodel import select

from core import clock
from core import settings as settings_
from core.channels.protocol import Channel, ChannelConfig
from core.channels.registry import KINDS, active_channels
from core.db.engine import reading, writing
from core.db.tables import Company, Secret, Setting
from core.domain.access import Actor, may
from core.domain.errors import Refusal
from core.services import audit, house, keys

SECRETS = ("twilio_api_key_secret", "twilio_auth_token", "smtp_password", "imap_password")
_SETTING = "channels"
_ENVIRONMENT = {
    "twilio_account_sid": "twilio_account_sid",
    "twilio_api_key": "twilio_api_key_sid",
    "twilio_api_secret": "twilio_api_key_secret",
    "twilio_auth_token": "twilio_auth_token",
    "twilio_messaging_service_sid": "twilio_messaging_service_sid",
    "twilio_sms_from": "twilio_sms_from",
    "twilio_whatsapp_from": "twilio_whatsapp_from",
    "twilio_voice_from": "twilio_voice_from",
    "twilio_api_base": "twilio_api_base",
    "recaudo_public_url": "public_url",
    **{f"{mail}_{what}": f"{mail}_{what}" for mail in ("smtp", "imap") for what in ("host", "port", "user", "password", "tls")},
    "smtp_from": "smtp_from",
}
EDITABLE = tuple(
    field.name for field in fields(ChannelConfig) if field.name not in ("now", "data_folder", "simulated_outcomes", "twilio_api_base")
)
_SIDS = {  # how they begin, and what Twilio calls them
    "twilio_account_sid": ("AC", "Account SID"),
    "twilio_api_key_sid": ("SK", "API key SID"),
    "twilio_messaging_service_sid": ("MG", "Messaging Service SID"),
}
_OPEN: dict[str, tuple[str, dict[str, Channel]]] = {}


def config_of(engine: Engine) -> ChannelConfig:
    """All settings of all channels; what the environment names wins over what was entered in Settings."""
    settings = settings_.load()
    with reading(engine) as session:
        company = session.exec(select(Company)).first()
        entered = session.get(Setting, _SETTING)
        secrets = {secret.name: keys.unseal(secret.sealed, f"secret:{secret.name}") for secret in session.exec(select(Secret))}
    values: dict[str, Any] = {"company_name": company.name if company else ""}
    values |= {name: value for name, value in ((entered.value if entered else None) or {}).items() if name in EDITABLE}
    values |= {name: value for name, value in secrets.items() if name in SECRETS}
    values |= {ours: found for theirs, ours in _ENVIRONMENT.items() if (found := getattr(settings, theirs)) not in (None, "")}
    values["prices"] = {name: (int(price[0]), str(price[1])) for name, price in (values.get("prices") or {}).items()}
    values["simulate"] = bool(values.get("simulate")) or bool(company and company.is_demo)
    return ChannelConfig(now=lambda: clock.now(), data_folder=settings.data, **values)


def active(engine: Engine) -> dict[str, Channel]:
    """The channels in use by kind, opened once per configuration so that their connections live on."""
    config = config_of(engine)
    mark, place = repr(sorted((f.name, str(getattr(config, f.name))) for f in fields(config) if f.name != "now")), str(engine.url)
    if place not in _OPEN or _OPEN[place][0] != mark:
        _OPEN[place] = (mark, active_channels(config))
    return _OPEN[place][1]


def is_simulated(engine: Engine) -> bool:
    """Whether nothing leaves this machine: no real channel is in use."""
    return all(channel.simulated for channel in active(engine).values())


def configure(engine: Engine, actor: Actor, **entered: Any) -> None:
    """Store settings of channels; credentials are sealed, never shown again, removed when empty. Raises Refusal on unknown names."""
    may(actor, "channel.edit")
    unknown = set(entered) - set(EDITABLE)
    if unknown:
        raise Refusal("unknown_setting", "There is no channel setting {name}.", name=", ".join(sorted(unknown)))
    _look_at_sids(entered)
    with writing(engine) as session:
        known = dict(house.setting_in(session, _SETTING) or {})
        known |= {name: value for name, value in entered.items() if name not in SECRETS}
        house.set_setting_in(session, _SETTING, known)
        for name in set(entered) & set(SECRETS):
            _keep_secret(session, name, entered[name])
        audit.record(session, actor, "channel.edit", "channel", after={"changed": sorted(entered)})


def asks_callers(engine: Engine) -> bool:
    """Whether a call can ask who answered before it says anything: simulated ones do, real ones with a public address."""
    voice = active(engine).get("voice")
    return voice is None or voice.simulated or bool(config_of(engine).public_url)


def _look_at_sids(entered: dict[str, Any]) -> None:
    """Refuse what cannot be an identifier of Twilio, before a channel counts as ready that can never send."""
    if not re.fullmatch(r"(https://\S+)?", str(entered.get("twilio_voice_bin_url") or "")):
        raise Refusal("wrong_bin", "The address of a TwiML Bin starts with https://handler.twilio.com/twiml/.")
    for setting, (start, name) in _SIDS.items():
        value = str(entered.get(setting) or "")
        if value and not re.fullmatch(start + "[0-9a-fA-F]{32}", value):
            raise Refusal("wrong_sid", "Twilio's {name} starts with {start} and has 34 characters. Copy it from the Twilio Console.",
                          name=name, start=start)  # fmt: skip


def _keep_secret(session: Any, name: str, value: str) -> None:
    found = session.get(Secret, name)
    if not value:
        if found is not None:
            session.delete(found)
        return
    sealed = keys.seal(value, f"secret:{name}")
    if found is None:
        session.add(Secret(name=name, sealed=sealed, changed_at=clock.now()))
    else:
        found.sealed, found.changed_at = sealed, clock.now()


def entered(engine: Engine) -> dict[str, Any]:
    """What Settings shows: each setting's value, for credentials only whether one is there, and what the environment fixes."""
    config = config_of(engine)
    settings = settings_.load()
    fixed = {ours for theirs, ours in _ENVIRONMENT.items() if getattr(settings, theirs) not in (None, "")}
    shown = {name: bool(getattr(config, name)) if name in SECRETS else getattr(config, name) for name in EDITABLE}
    return {"values": shown, "fixed": sorted(fixed), "kinds": list(KINDS), "simulated": is_simulated(engine)}


def check(engine: Engine, actor: Actor) -> dict[str, list[Any]]:
    """What works and what does not, by kind of channel; sends nothing."""
    may(actor, "settings.view")
    return {kind: channel.check() for kind, channel in active(engine).items()}
