"""Campaigns: who is written to, with which words, when; and what became of it."""

from core.text import _
from core.ui.blocks import campaigns
from core.ui.guard import require
from core.ui.widgets import header

visit = require("campaign.view")

with header(_("Campaigns"), _("A segment, approved words and a time. Nothing goes out before you have seen who gets what.")):
    campaigns.new_button(visit)
campaigns.hindrances(visit)
campaigns.table(visit)
