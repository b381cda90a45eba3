"""The list of campaigns tells of each what its own page tells."""

from __future__ import annotations

from datetime import timedelta

from core import clock
from core.domain.access import SCHEDULER
from core.services import campaign_list, campaigns, planning


def test_the_list_tells_what_each_campaign_tells(sending):
    assert campaign_list.is_empty(sending.engine, sending.marta)
    for number in range(3):
        sending.owes(sending.customer(f"Ana {number}"), f"F-{number}", clock.today("America/Bogota") - timedelta(days=9))
    sending.draft(sending.step("sms"))
    planning.plan(sending.engine, SCHEDULER, sending.launch(sending.step("sms")))
    planning.plan(sending.engine, SCHEDULER, sending.launch(sending.step("email"), holdout_percent=50))
    found, whole = campaign_list.listed(sending.engine, sending.marta), campaigns.listed(sending.engine, sending.marta)
    assert [(c.id, c.name, c.state, c.segment, c.launched_at, c.members, c.messages) for c in found] == [
        (c.id, c.name, c.state, c.segment, c.launched_at, c.members, c.messages) for c in whole
    ]
    assert [c.members for c in found] == [3, 3, 0] and not campaign_list.is_empty(sending.engine, sending.marta)
