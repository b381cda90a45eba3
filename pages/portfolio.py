"""Portfolio: what is owed, where it came from, and the way in for new files."""

import streamlit as st

from core.text import _
from core.ui.blocks import imports, imports_history, portfolios
from core.ui.guard import require
from core.ui.widgets import header, sections

visit = require("portfolio.view")

with header(_("Portfolio"), _("What your customers owe, and the files that say so.")):
    imports.new_button(visit)
section = sections(
    {"overview": _("Portfolios"), "documents": _("Documents"), "import": _("Import"), "history": _("Imports so far")}, label=_("Section")
)
match section:
    case "documents":
        portfolios.documents(visit)
    case "import":
        imports.wizard(visit)
    case "history":
        imports_history.history(visit)
    case _:
        portfolios.overview(visit)
st.space("small")
