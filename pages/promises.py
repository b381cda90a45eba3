"""Promises: those that are open, the next to fall due first; what was kept and what was not."""

from core.text import _
from core.ui.blocks import promises
from core.ui.guard import require
from core.ui.widgets import header

visit = require("promise.view")

with header(_("Promises"), _("Kept, partly kept or broken follows from the payments; nobody marks it by hand.")):
    days = promises.span()
counts = promises.counted(visit, days)
chosen = promises.view(counts)
promises.table(visit, chosen, days, counts[chosen])
promises.figures(visit, days)
