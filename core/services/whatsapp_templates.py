"""WhatsApp's verdict on our templates: read from the provider, parked while it is not approved or says other words than ours."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from core import clock
from core.db.engine import reading, writing
from core.db.tables import Template, TemplateVersion
from core.domain.access import SCHEDULER, Actor, may
from core.services import audit, channels, house
from core.text import N_, wording

SETTING = "whatsapp_templates"
OURS = "whatsapp."
STATUSES = {
    "approved": N_("WhatsApp approved it."),
    "received": N_("WhatsApp has received it and will check it."),
    "pending": N_("WhatsApp is still checking it."),
    "unsubmitted": N_("It was not handed in to WhatsApp yet."),
    "rejected": N_("WhatsApp rejected it."),
    "paused": N_("WhatsApp paused it, because people marked it as unwanted."),
    "disabled": N_("WhatsApp disabled it."),
    "missing": N_("Twilio has no template with this SID."),
    "differs": N_("At Twilio it has other words or another order of variables than here."),
}
"""What a status means, by its code; only the first one lets a text be sent."""


@dataclass(frozen=True, slots=True)
class Status:
    """One verdict: a key of STATUSES, WhatsApp's own reason, and the category that it was put into."""

    status: str
    reason: str = ""
    category: str = ""


def run(engine: Engine, actor: Actor) -> dict[str, Any]:
    """Read the verdicts and park or release versions by them; nothing where WhatsApp is simulated or not set up. Raises LookUpFailed."""
    may(actor, "job.run")
    channel = channels.active(engine).get("whatsapp")
    read = getattr(channel, "templates", None)
    if channel is None or channel.simulated or read is None:
        return {}
    known = {template.sid: template for template in read()}
    counts = {"parked": 0, "released": 0}
    with writing(engine) as session:
        found = {version.content_sid: _judge(version, known.get(version.content_sid)) for version in _versions_in(session)}
        for version in _versions_in(session):
            change = _apply(session, version, found[version.content_sid])
            if change:
                counts[change] += 1
        kept = {sid: {"status": v.status, "reason": v.reason, "category": v.category} for sid, v in found.items()}
        if kept != (house.setting_in(session, SETTING) or {}):
            house.set_setting_in(session, SETTING, kept)
    return {name: number for name, number in counts.items() if number}


def status_of(engine: Engine, content_sid: str | None) -> Status | None:
    """WhatsApp's verdict on a template as it was last read, None where nobody has asked yet."""
    with reading(engine) as session:
        kept: Mapping[str, Any] = (house.setting_in(session, SETTING) or {}).get(content_sid or "") or {}
    return Status(**kept) if kept else None


def keep_in(session: Session, content_sid: str, verdict: Status) -> None:
    """Note a verdict within the caller's transaction."""
    known = dict(house.setting_in(session, SETTING) or {})
    known[content_sid] = {"status": verdict.status, "reason": verdict.reason, "category": verdict.category}
    house.set_setting_in(session, SETTING, known)


def _versions_in(session: Session) -> list[TemplateVersion]:
    query = select(TemplateVersion).join(Template, col(Template.id) == TemplateVersion.template_id)
    wanted = (Template.channel == "whatsapp", col(Template.archived_at).is_(None), col(TemplateVersion.content_sid).is_not(None))
    return list(session.exec(query.where(*wanted).order_by(col(TemplateVersion.id))))


def _judge(version: TemplateVersion, known: Any) -> Status:
    if known is None:
        return Status("missing")
    if known.status == "approved" and known.body and _plain(known.body) != _plain(wording.as_content(version.body)):
        return Status("differs", "", known.category)
    return Status(known.status if known.status in STATUSES else "pending", known.rejection_reason, known.category)


def _plain(text: str) -> str:
    """Words and numbered variables as they follow each other, whatever the spaces between them."""
    return " ".join(unicodedata.normalize("NFC", text).replace("{{", " {{").replace("}}", "}} ").split())


def _apply(session: Session, version: TemplateVersion, verdict: Status) -> str | None:
    """Park a version that may not be sent, release one that we parked; says which, None where nothing changed."""
    is_ours = version.parked_reason is not None and version.parked_reason.startswith(OURS)
    if verdict.status == "approved":
        if version.parked_at is None or not is_ours:
            return None
        version.parked_at = version.parked_reason = None
        audit.record(session, SCHEDULER, "template.release", "template_version", version.id)
        return "released"
    reason = OURS + verdict.status
    if version.parked_at is not None and (not is_ours or version.parked_reason == reason):
        return None
    version.parked_at, version.parked_reason = clock.now(), reason
    audit.record(session, SCHEDULER, "template.park", "template_version", version.id, after={"code": reason})
    return "parked"
