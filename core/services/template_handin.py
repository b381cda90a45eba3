"""Handing a text in to WhatsApp: made a Content template at Twilio and submitted for approval; the same words come back with its SID."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from core import clock
from core.db.engine import reading, writing
from core.db.tables import Template, TemplateVersion
from core.domain.access import Actor, may
from core.domain.errors import Refusal
from core.services import audit, channels, costing, house, leases, whatsapp_templates
from core.services.template_views import state_of, template_in, version_in
from core.services.templates import with_sid_in
from core.text import wording

LANGUAGES = {"es": ("es", "es_MX", "es_AR", "es_ES"), "en": ("en", "en_US", "en_GB")}
"""WhatsApp's languages for each of ours, the general one first."""
BUTTONS = {
    "es": {"paid": "Ya pagué", "person": "Quiero que me llamen"},
    "en": {"paid": "I already paid", "person": "Please call me"},
}
"""Answers to press, in words that the inbox understands; WhatsApp takes at most 20 characters for each."""
_LEASE = timedelta(minutes=2)


def why_not(engine: Engine, version_id: int) -> Refusal | None:
    """Why a version cannot be handed in, None when it can."""
    try:
        with reading(engine) as session:
            _checked_in(session, version_id)
        _channel(engine)
    except Refusal as refusal:
        return refusal
    return None


def hand_in(engine: Engine, actor: Actor, version_id: int, *, language: str | None = None, has_buttons: bool = False) -> int:
    """Hand an approved text in, once: what an earlier try made at Twilio is found by its name. Returns the version that has the SID.

    The new version holds the same words with the same approval, and is parked until WhatsApp approves it. Raises Refusal, LookUpFailed.
    """
    may(actor, "template.decide")
    channel = _channel(engine)
    with reading(engine) as session:
        version, template = _checked_in(session, version_id)
        spoken = language or LANGUAGES[template.language][0]
        if spoken not in LANGUAGES[template.language]:
            raise Refusal("handin_language", "WhatsApp has no language {language} for this text.", language=spoken)
        company = house.company_in(session)
    filled = costing.typical_values(company, "whatsapp", template.language, clock.today(company.timezone))
    examples = wording.content_variables(version.body, filled)
    if not leases.take(engine, f"handin:{template.id}", _LEASE):
        raise Refusal("handin_running", "This text is being handed in right now. Wait a moment.")
    try:
        buttons = BUTTONS[template.language] if has_buttons else {}
        name = f"recaudo_{template.id}_v{version.number}_{spoken.lower()}" + ("_b" if buttons else "")
        sid = channel.submit(name, spoken, wording.as_content(version.body), examples, buttons)
        return _keep(engine, actor, version, sid, spoken)
    finally:
        leases.release(engine, f"handin:{template.id}")


def _channel(engine: Engine) -> Any:
    """The real WhatsApp channel. Raises Refusal while it is simulated or not set up."""
    channel = channels.active(engine).get("whatsapp")
    if channel is None or channel.simulated or not hasattr(channel, "submit"):
        raise Refusal("handin_off", "WhatsApp is not set up: enter Twilio's account and a WhatsApp sender under Settings, Channels.")
    return channel


def _checked_in(session: Session, version_id: int) -> tuple[TemplateVersion, Template]:
    """The version and its template. Raises Refusal when the text is not one that WhatsApp could take."""
    version = version_in(session, version_id)
    template = template_in(session, version.template_id)
    if template.channel != "whatsapp" or version.content_sid:
        raise Refusal("handin_done", "This version is not a WhatsApp text without a SID.")
    if state_of(version) != "approved":
        raise Refusal("handin_approve", "Somebody here must approve the text first; then it is handed in to WhatsApp.")
    text = wording.as_content(version.body)
    if "{%" in text:
        raise Refusal("handin_condition", "WhatsApp takes no conditions: write the text without “if” first.")
    if re.search(r"\}\}\s*\{\{", text):
        raise Refusal("handin_adjacent", "WhatsApp takes no two variables side by side: put a word between them.")
    return version, template


def _keep(engine: Engine, actor: Actor, version: TemplateVersion, sid: str, code: str) -> int:
    """Store the SID as a new version, once; it waits for WhatsApp's verdict."""
    with writing(engine) as session:
        known = session.exec(select(TemplateVersion.id).where(col(TemplateVersion.content_sid) == sid)).first()
        if known is not None:
            return known
        made = with_sid_in(session, version_in(session, version.id or 0), sid)
        made.parked_at, made.parked_reason = clock.now(), whatsapp_templates.OURS + "received"
        whatsapp_templates.keep_in(session, sid, whatsapp_templates.Status("received"))
        session.flush()
        audit.record(session, actor, "template.handin", "template_version", made.id, after={"of": version.id, "sid": sid, "language": code})
        return made.id or 0
