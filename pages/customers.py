"""Customers: who owes what, found by anything people remember of them."""

from core.services import customers as people
from core.text import _
from core.ui.blocks import customers
from core.ui.guard import require
from core.ui.widgets import header

visit = require("customer.view")

header(_("Customers"), _("Everybody in the portfolio, with what they owe and how they pay."))
wanted = customers.filters(visit, people.currencies(visit.engine, visit.actor))
customers.table(visit, wanted)
