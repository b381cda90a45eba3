"""Promises: what is due today, what was kept and what was not."""

from core.text import _
from core.ui.blocks import promises
from core.ui.guard import require
from core.ui.widgets import header

visit = require("promise.view")

with header(_("Promises"), _("Kept, partly kept or broken follows from the payments; nobody marks it by hand.")):
    days = promises.span()
promises.figures(visit, days)
promises.table(visit, promises.view(), days)
