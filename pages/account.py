"""My account: one's own password and the browsers in which one is signed in."""

from core.text import _
from core.ui.blocks import account
from core.ui.guard import require
from core.ui.widgets import header, plain

visit = require("account.own")

header(_("My account"), plain(visit.actor.email))
account.password(visit)
account.browsers(visit)
