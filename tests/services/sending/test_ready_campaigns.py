"""Ready-made campaigns: made into drafts, rehearsed and replayed with the business's own approved words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core import clock
from core.domain.errors import NotFound
from core.services import campaigns, ready_campaigns, rehearsal, replay


@pytest.mark.parametrize("slug", ready_campaigns.BY_SLUG)
def test_each_becomes_a_draft_with_approved_words(sending, slug):
    for purpose in {purpose for _anchor, _days, purpose in ready_campaigns.BY_SLUG[slug].steps}:
        sending.shipped(purpose)
    steps = ready_campaigns.steps(sending.engine, sending.marta, slug)
    made = campaigns.create(sending.engine, sending.marta, name="Lista", segment_id=sending.segment(), steps=steps)
    view = campaigns.status(sending.engine, sending.marta, made)
    assert [(step.anchor, step.offset_days) for step in view.steps] == [told[:2] for told in ready_campaigns.BY_SLUG[slug].steps]
    assert all(step.templates["sms", "es"] in sending.templates.values() for step in view.steps)


def test_one_is_rehearsed_and_replayed_without_a_draft(sending):
    for purpose in ("newly_late", "later"):
        sending.shipped(purpose)
    today = clock.today("America/Bogota")
    ana = sending.customer("Ana", authorised_days_ago=99)
    sending.owes(ana, "F-1", today - timedelta(days=20), 100_00, issued_on=date(2026, 5, 1))
    plan = ready_campaigns.strategy(sending.engine, sending.marta, "late", sending.segment())
    assert rehearsal.rehearse(sending.engine, sending.marta, plan).sending == 1, "thirty days after the due date"
    assert len(replay.replay(sending.engine, sending.marta, plan, 30).messages) == 2, "three and fifteen days after it"
    assert campaigns.listed(sending.engine, sending.marta) == []


def test_an_unknown_one_is_refused(sending):
    with pytest.raises(NotFound):
        ready_campaigns.steps(sending.engine, sending.marta, "harsh")
