"""Ready-made campaigns: sequences to begin with, rehearse or replay; their words are the business's own templates of each purpose."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from core.db.engine import reading
from core.db.tables import Template
from core.domain.access import Actor, may
from core.domain.errors import NotFound
from core.services.campaign_views import StepView
from core.services.rehearsal import Strategy
from core.services.template_views import approved_version_in
from core.text import N_

CHANNELS = ("whatsapp", "sms", "email")


@dataclass(frozen=True, slots=True)
class Ready:
    """A sequence by name: each step is (anchor, days after it, purpose of its words); name and description are msgids."""

    slug: str
    name: str
    description: str
    steps: tuple[tuple[str, int, str], ...]


READY = (
    Ready(
        "gentle", N_("Around the due date, gently"), N_("Three days before, on the day, then 3, 10 and 20 days after it."),
        (("due", -3, "reminder_before"), ("due", 0, "due_today"), ("due", 3, "newly_late"), ("due", 10, "later"), ("due", 20, "later")),
    ),
    Ready(
        "late", N_("Only once it is late"), N_("Nothing before the due date; 3, 15 and 30 days after it."),
        (("due", 3, "newly_late"), ("due", 15, "later"), ("due", 30, "later")),
    ),
    Ready(
        "promises", N_("Promises kept in mind"), N_("A reminder the day before a promised date, a question after a broken one."),
        (("promise", -1, "promise_reminder"), ("broken", 1, "promise_broken")),
    ),
    Ready("thanks", N_("Thanks for a payment"), N_("A thank-you for each payment, the same day."), (("payment", 0, "payment_received"),)),
)  # fmt: skip
BY_SLUG = {ready.slug: ready for ready in READY}


def steps(engine: Engine, actor: Actor, slug: str) -> tuple[StepView, ...]:
    """The steps of a ready-made campaign with the business's words, approved ones first. Raises NotFound for an unknown name."""
    may(actor, "campaign.view")
    if slug not in BY_SLUG:
        raise NotFound(
            "no_ready_campaign", "There is no ready-made campaign {name}. They are: {names}.", name=slug, names=", ".join(BY_SLUG)
        )
    with reading(engine) as session:
        return tuple(_step(session, place, *told) for place, told in enumerate(BY_SLUG[slug].steps, 1))


def strategy(engine: Engine, actor: Actor, slug: str, segment_id: int) -> Strategy:
    """A ready-made campaign for a segment, to be rehearsed or replayed without making a draft."""
    return Strategy(segment_id, steps(engine, actor, slug))


def _step(session: Session, position: int, anchor: str, days: int, purpose: str) -> StepView:
    words: dict[tuple[str, str], int] = {}
    query = select(Template).where(Template.purpose == purpose, col(Template.archived_at).is_(None), col(Template.channel).in_(CHANNELS))
    found = [row for row in session.exec(query.order_by(col(Template.id))) if row.id is not None]
    for template in sorted(found, key=lambda row: approved_version_in(session, row.id or 0) is None):
        words.setdefault((template.channel, template.language), template.id or 0)
    channels = tuple(channel for channel in CHANNELS if any(known == channel for known, _language in words))
    return StepView(anchor, days, channels=channels or CHANNELS, templates=words, position=position)
