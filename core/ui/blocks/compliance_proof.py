"""The monthly proof: choose a month, see whether anything slipped through, and take the file along."""

from __future__ import annotations

import streamlit as st

from core.domain.access import is_allowed
from core.services import compliance_proof, exports
from core.services.compliance_proof_basis import basis_lines
from core.services.compliance_proof_page import month_word
from core.services.compliance_proof_words import EXCEPTIONS, cap_word, duration_word
from core.text import LANGUAGES, _, format_number, language, ngettext_
from core.ui.guard import Visit
from core.ui.widgets import plain, refusing
from core.ui.widgets.link import download_link
from core.ui.words import channel_word, language_word


def overview(visit: Visit) -> None:
    """The month, its result, and the file."""
    st.caption(
        _("Counted afresh from the records, beside the gate. It names no person, only customer numbers where an exception needs one.")
    )
    months = compliance_proof.months(visit.engine, visit.actor)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        first = months[1] if len(months) > 1 else months[0]
        month = st.selectbox(_("Month"), months, months.index(first), format_func=month_word, key="proof_month", width=240)
    with refusing(), st.spinner(_("Counting…")):
        found = compliance_proof.prove(visit.engine, visit.actor, month)
        _result(found)
        _figures(found)
        _limits(found)
        _file(visit, month, found)


def _result(found: compliance_proof.Proof) -> None:
    told = found.document
    if told["world"] == "simulated":
        st.info(_("Simulated: no message left this machine."), icon=":material/science:")
    if not told["is_over"]:
        st.caption(_("The month is not over yet."))
    if not told["exceptions"]:
        st.success(_("No exception: every contact kept to the rules that were checked."), icon=":material/verified:")
        return
    lines = [f"- {_(EXCEPTIONS[name])}: **{format_number(count)}**" for name, count in told["exceptions"].items()]
    st.error(_("Look at these:") + "\n\n" + "\n".join(lines), icon=":material/error:")


def _figures(found: compliance_proof.Proof) -> None:
    told = found.document
    contacts, outs, claims = told["contacts"], told["opt_outs"], told["disputes"]
    blocked, most = told["verdicts"]["by_outcome"].get("blocked", 0), outs["honoured"]["max_seconds"]
    speed = _("Honoured after {time} at most", time=duration_word(most)) if most is not None else None
    whole = _("Whole") if told["audit"]["is_whole"] else _("Not whole")
    figures = [
        (_("Messages"), contacts["messages"], ngettext_("To {n} person", "To {n} people", contacts["people"])),
        (_("Verdicts of the gate"), told["verdicts"]["total"], _("Blocked: {n}", n=format_number(blocked))),
        (_("Opt-outs"), outs["received"], speed),
        (_("Contacts after an opt-out"), outs["after"]["count"], None),
        (_("Outside lawful hours"), told["hours"]["outside_law"]["count"], _("{n} checked", n=format_number(told["hours"]["checked"]))),
        (_("Complaints and disputes"), claims["opened"], _("Closed: {n}.", n=format_number(claims["closed"]))),
        (_("Authorisations recorded"), told["consents"]["recorded"], None),
        (_("Audit trail"), whole, ngettext_("{n} entry", "{n} entries", told["audit"]["entries"])),
    ]
    for start in (0, 4):
        for column, (label, value, more) in zip(st.columns(4), figures[start : start + 4], strict=True):
            column.metric(
                label, value if isinstance(value, str) else format_number(value), more, delta_color="off", delta_arrow="off", border=True
            )
    st.caption(" · ".join(f"{channel_word(name)}: {format_number(count)}" for name, count in contacts["by_channel"].items()))


def _limits(found: compliance_proof.Proof) -> None:
    rows = [
        {
            _("Limit"): cap_word(cap), _("People"): cap["people"], _("Highest of one person"): cap["highest"], _("Allowed"): cap["max"],
            _("People over it"): cap["over"]["count"],
            _("Customer number"): ", ".join(str(one["customer"]) for one in cap["over"]["shown"]),
        }
        for cap in found.document["caps"]["rules"]
    ]  # fmt: skip
    for line, is_unknown in basis_lines(found.document):
        st.caption(f":material/info: {line}" if is_unknown else line)
    st.markdown(f"**{_('Limits, counted afresh')}**")
    st.dataframe(rows, hide_index=True, height="content", key="proof_caps", alt=_("Limits, counted afresh"))
    st.caption(f"{_('SHA-256 of the JSON file')}: {plain(found.digest)}")


def _file(visit: Visit, month: str, found: compliance_proof.Proof) -> None:
    if not is_allowed(visit.actor, "export.make"):
        return
    with st.popover(_("Download"), icon=":material/download:"):
        st.caption(_("A ZIP with the proof as JSON and as a page to read and print. The trail keeps its SHA-256."))
        tongue = st.segmented_control(
            _("Language"), LANGUAGES, default=language(), format_func=language_word, required=True, key="proof_language"
        )  # fmt: skip
        if st.button(_("Make the file"), key="proof_make"):
            with refusing():
                content, _made = compliance_proof.pack_up(visit.engine, visit.actor, month, tongue or language(), proof=found)
                name = f"recaudo-{_('proof')}-{month}"
                address = exports.hand_out(visit.engine, visit.actor, kind="proof", file_name=name, content=content, format="zip")
                download_link(_("Download"), address)
