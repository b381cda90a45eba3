"""The wording that ships with the product, installed as drafts that nobody wrote."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sqlmodel import Session

from core import clock
from core.db.tables import Template
from core.domain.access import Actor
from core.services.template_views import CHANNELS
from core.services.templates import write_in
from core.text import LANGUAGES, wording


@cache
def default_wording(language: str) -> dict[str, dict[str, str]]:
    """The wording that ships with the product: purpose -> name, subject, and a text per channel."""
    import yaml

    return yaml.safe_load((Path(wording.__file__).parent / "defaults" / f"{language}.yaml").read_text(encoding="utf-8"))


def install_defaults_in(session: Session, actor: Actor) -> int:
    """Put the shipped wording in as drafts nobody wrote, so that anybody with the right may approve it; returns how many."""
    count = 0
    for language in LANGUAGES:
        for purpose, texts in default_wording(language).items():
            for channel in CHANNELS:
                template = Template(
                    name=texts["name"], purpose=purpose, channel=channel, language=language, is_default=True, created_at=clock.now()
                )
                session.add(template)
                session.flush()
                subject = texts["subject"] if channel == "email" else None
                write_in(
                    session,
                    Actor(actor.name, actor.role),
                    template,
                    subject=subject,
                    body=texts[channel],
                    content_sid=None,
                    fold_accents=channel == "sms",
                )
                count += 1
    return count
