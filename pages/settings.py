"""Settings: the company, its channels, its people, the scheduler and the backups."""

import streamlit as st

from core.text import _
from core.ui.blocks import settings_backups, settings_channels, settings_company, settings_jobs, settings_people
from core.ui.guard import require
from core.ui.widgets import header, sections

visit = require("settings.view")

header(_("Settings"), _("What the business says of itself, how it reaches people, who works here, and what runs by itself."))
section = sections(
    {
        "company": _("Company"),
        "channels": _("Channels"),
        "people": _("People"),
        "scheduler": _("Scheduler"),
        "backups": _("Backups"),
    },
    label=_("Section"),
)
match section:
    case "company":
        settings_company.form(visit)
    case "channels":
        settings_channels.overview(visit)
    case "people":
        settings_people.overview(visit)
    case "scheduler":
        settings_jobs.overview(visit)
    case _:
        settings_backups.overview(visit)
st.space("small")
