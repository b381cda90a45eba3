"""Compliance: the rules of the country, why a message may go, who agreed to what, and the audit trail."""

from core.text import _
from core.ui.blocks import (
    circumstances,
    compliance_approvals,
    compliance_audit,
    compliance_consent,
    compliance_explain,
    compliance_notices,
    compliance_proof,
    compliance_retention,
    compliance_rules,
    privacy_list,
    rule_pack,
)
from core.ui.guard import require
from core.ui.widgets import header, sections

visit = require("compliance.view")

header(_("Compliance"), _("Which rules apply, why a message may go or not, who agreed to what, and who did what."))
section = sections(
    {
        "rules": _("Rules"),
        "explain": _("Explain"),
        "consent": _("Authorisations"),
        "requests": _("Requests"),
        "care": _("Circumstances"),
        "retention": _("Retention"),
        "notices": _("Texts"),
        "proof": _("Monthly proof"),
        "audit": _("Audit trail"),
    },
    label=_("Section"),
)
match section:
    case "rules":
        compliance_rules.own_limits(visit)
        compliance_rules.own_times(visit)
        compliance_approvals.platform_approvals(visit)
        rule_pack.country(visit)
    case "explain":
        compliance_explain.ask(visit)
    case "consent":
        compliance_consent.overview(visit)
    case "requests":
        privacy_list.overview(visit)
    case "care":
        circumstances.waiting(visit)
    case "retention":
        compliance_retention.overview(visit)
    case "notices":
        compliance_notices.overview(visit)
    case "proof":
        compliance_proof.overview(visit)
    case _:
        compliance_audit.trail(visit)
