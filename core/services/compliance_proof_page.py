"""The monthly proof as one page to read, print and keep: everything in it, nothing loaded from elsewhere, every foreign word escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from html import escape
from typing import Any

from core.domain.activities import KINDS
from core.domain.activities import OUTCOMES as CALLS
from core.services import disputes
from core.services.compliance_proof_basis import basis_lines
from core.services.compliance_proof_words import (
    CHANNELS,
    EXCEPTIONS,
    OUTCOMES,
    REQUESTS,
    STATES,
    WORLDS,
    cap_word,
    duration_word,
    kind_of_message,
    rule_word,
    way_word,
)
from core.text import N_, _, format_date, format_datetime, format_number, ngettext_, speaking

STYLE = """body{font:15px/1.5 system-ui,sans-serif;color:#1f2430;max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem;margin:0 0 .2rem}h2{font-size:1.15rem;margin:2rem 0 .5rem;border-bottom:1px solid #d8dce5;padding-bottom:.2rem}
table{border-collapse:collapse;width:100%;margin:.5rem 0}
th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #e8ebf1;vertical-align:top}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}.good{color:#1b6e3c}.bad{color:#a3242b}.note{color:#5a6172}
code{font-size:.85em;overflow-wrap:anywhere}@media print{body{margin:0;max-width:none}h2{break-after:avoid}tr{break-inside:avoid}}"""
Row = Sequence[Any]


def page_of(document: Mapping[str, Any], digest: str, language: str) -> str:
    """The proof as an HTML page in a language; `digest` is the SHA-256 of the JSON beside it."""
    with speaking(language):
        title = _("Proof of lawful contact, {month}", month=month_word(document["month"]))
        parts = [*_head(document, title), *_exceptions(document), *_contacts(document), *_verdicts(document), *_opt_outs(document)]
        parts += [*_checks(document), *_people(document), *_trail(document, digest)]
        body = "\n".join(parts)
        return (
            f'<!DOCTYPE html>\n<html lang="{escape(language)}"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width">'
            f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
            f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>\n{body}\n</body></html>\n"
        )


def month_word(name: str) -> str:
    """A month YYYY-MM with its name."""
    from babel.dates import format_date as written

    from core.text.format import locale_of

    return written(date.fromisoformat(f"{name}-01"), "MMMM y", locale=locale_of())


def _p(text: str, kind: str = "") -> str:
    return f'<p class="{kind}">{escape(text)}</p>' if kind else f"<p>{escape(text)}</p>"


def _h(text: str) -> str:
    return f"<h2>{escape(text)}</h2>"


def _table(heads: Row, rows: Iterable[Row]) -> str:
    """A table; numbers stand at the right. Nothing when there are no rows."""
    made = [list(row) for row in rows]
    if not made:
        return _p(_("None."), "note")
    numeric = [all(isinstance(row[place], int) for row in made) for place in range(len(heads))]
    head = "".join(f"<th{' class=n' if is_number else ''}>{escape(str(text))}</th>" for text, is_number in zip(heads, numeric, strict=True))
    body = "".join(f"<tr>{''.join(_cell(cell) for cell in row)}</tr>" for row in made)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(cell: Any) -> str:
    if isinstance(cell, int) and not isinstance(cell, bool):
        return f'<td class="n">{escape(format_number(cell))}</td>'
    return f"<td>{escape('–' if cell is None else str(cell))}</td>"


def _head(document: Mapping[str, Any], title: str) -> list[str]:
    zone, pack = document["zone"], document["pack"]
    span = _("From {first} to {last} ({zone}).", first=_moment(document["from"], zone), last=_moment(document["until"], zone), zone=zone)
    rules = _("Rules of {pack}, version {version}, valid from {day}.", pack=pack["code"].upper(), version=pack["version"],
              day=format_date(date.fromisoformat(pack["valid_from"])))  # fmt: skip
    lines = [f"<h1>{escape(title)}</h1>", _p(document["company"]), _p(f"{span} {rules}", "note")]
    if not document["is_over"]:
        lines.append(_p(_("The month is not over: this counts up to {moment}.", moment=_moment(document["made_at"], zone)), "bad"))
    if document["world"] == "simulated":
        lines.append(_p(_(WORLDS["simulated"]), "note"))
    if document["records"]["may_be_gone"]:
        lines.append(_p(_("Records from before {day} were let go by the retention clocks: this month may be incomplete.",
                          day=format_date(date.fromisoformat(document["records"]["kept_since"]))), "bad"))  # fmt: skip
    return lines


def _moment(text: str, zone: str) -> str:
    return format_datetime(datetime.fromisoformat(text), zone)


def _exceptions(document: Mapping[str, Any]) -> list[str]:
    found = document["exceptions"]
    if not found:
        return [_h(_("Result")), _p(_("No exception: every contact kept to the rules that were checked."), "good")]
    rows = [(_(EXCEPTIONS[name]), count) for name, count in found.items()]
    return [_h(_("Result")), _p(_("Look at these:"), "bad"), _table((_("What"), _("How many")), rows)]


def _contacts(document: Mapping[str, Any]) -> list[str]:
    told = document["contacts"]
    people = f"{ngettext_('{n} message', '{n} messages', told['messages'])} · {ngettext_('To {n} person', 'To {n} people', told['people'])}"
    named = ((row, _(CHANNELS.get(row["channel"], row["channel"]))) for row in told["by_step"])
    steps = [(str(row["campaign"]), str(row["step"]), channel, row["count"]) for row, channel in named]
    acts = [
        (_(KINDS[row["kind"]]), _(CALLS[row["outcome"]].label) if row["outcome"] in CALLS else row["outcome"], row["count"])
        for row in told["by_people"]
    ]
    return [
        _h(_("Contacts")), _p(people), _table((_("Channel"), _("Messages")), _named(told["by_channel"], CHANNELS)),
        _table((_("What became of them"), _("Messages")), _named(told["by_state"], STATES)),
        _table((_("Kind"), _("Messages")), [(kind_of_message(name), count) for name, count in told["by_kind"].items()]),
        _p(_("By campaign and step")), _table((_("Campaign"), _("Step"), _("Channel"), _("Messages")), steps),
        _p(_("By people: calls and visits")), _table((_("Contact"), _("Result"), _("How many")), acts),
    ]  # fmt: skip


def _named(counts: Mapping[str, int], words: Mapping[str, str]) -> list[Row]:
    return [(_(words[name]) if name in words else name, count) for name, count in counts.items()]


def _verdicts(document: Mapping[str, Any]) -> list[str]:
    told = document["verdicts"]
    rows = [
        (_(OUTCOMES.get(row["outcome"], row["outcome"])), rule_word(row["rule"]), _(CHANNELS.get(row["channel"], row["channel"])),
         f"{row['pack']} {row['version']}", row["count"])
        for row in told["rules"]
    ]  # fmt: skip
    heads = (_("Verdict"), _("Rule"), _("Channel"), _("Rule pack"), _("How many"))
    total = ngettext_("The gate was asked {n} time.", "The gate was asked {n} times.", told["total"])
    return [_h(_("Verdicts of the gate")), _p(total), _table(heads, rows)]


def _opt_outs(document: Mapping[str, Any]) -> list[str]:
    told = document["opt_outs"]
    speed, after = told["honoured"], told["after"]["count"]
    lines = [_h(_("Opt-outs")), _table((_("Channel"), _("Received")), _named(told["by_channel"], CHANNELS | {"all": N_("All channels")}))]
    lines.append(_table((_("How it came"), _("Received")), [(way_word(name), count) for name, count in told["by_way"].items()]))
    if speed["timed"]:
        median, most = duration_word(speed["median_seconds"]), duration_word(speed["max_seconds"])
        took = _(
            "Honoured after {median} (median), {most} at most, over {n} that came as a reply.", median=median, most=most, n=speed["timed"]
        )
        lines.append(_p(took))
    elif told["received"]:
        lines.append(_p(_("Each was recorded by a person and held from that moment."), "note"))
    query = _("Messages that were claimed for sending while an opt-out held: {n}.", n=format_number(after))
    lines.append(_p(query, "bad" if after else "good"))
    flying = _("Messages that had left already when the opt-out came in: {n}.", n=format_number(told["in_flight"]))
    calls = _("Calls that were logged after an opt-out of calls: {n}.", n=format_number(told["calls_after"]["count"]))
    lifted = _("Opt-outs that the person lifted: {n}.", n=format_number(told["lifted"]))
    return [*lines, _p(f"{flying} {calls} {lifted}", "note"), *_pointers(told["after"]), *_pointers(told["calls_after"])]


def _pointers(found: Mapping[str, Any]) -> list[str]:
    if not found["count"]:
        return []
    return [_table((_("Record"), _("Customer number")), [(str(one.get("record", "–")), str(one["customer"])) for one in found["shown"]])]


def _checks(document: Mapping[str, Any]) -> list[str]:
    caps, hours = document["caps"], document["hours"]
    rows = [
        (cap_word(cap), f"{cap['pack']} {cap['version']}", cap["people"], cap["highest"], cap["max"], cap["over"]["count"])
        for cap in caps["rules"]
    ]
    heads = (_("Limit"), _("Rule pack"), _("People"), _("Highest of one person"), _("Allowed"), _("People over it"))
    weeks = [(int(most), people) for most, people in caps["fullest_week"].items()]
    basis = [_p(line, "bad" if is_unknown else "note") for line, is_unknown in basis_lines(document)]
    lines = [_h(_("Limits, counted afresh")), *basis, _table(heads, rows), _p(_("Contacts of one person in their fullest 7 days"))]
    lines.append(_table((_("Contacts"), _("People")), weeks))
    for cap in caps["rules"]:
        lines += (
            [_table((_("Over the limit: customer number"),), [(str(one["customer"]),) for one in cap["over"]["shown"]])]
            if cap["over"]["count"]
            else []
        )
    outside = hours["outside_law"]["count"]
    asked = ngettext_("{n} message was asked again for the hour where the person lives.",
                      "{n} messages were asked again for the hour where the person lives.", hours["checked"])  # fmt: skip
    checked = f"{asked} {_('Outside the lawful hours: {outside}.', outside=format_number(outside))}"
    own = _("Outside the business's own hours as they were set then: {n}.", n=format_number(hours["outside_own"]["count"]))
    return [
        *lines,
        _h(_("Hours, checked afresh")),
        _p(checked, "bad" if outside else "good"),
        _p(own, "note"),
        *_pointers(hours["outside_law"]),
    ]


def _people(document: Mapping[str, Any]) -> list[str]:
    consents, claims, requests = document["consents"], document["disputes"], document["requests"]
    days = claims["days_to_close"]
    took = _("Closed: {n}. Days until then: {median} (median), {most} at most. Open at the end: {left}.", n=claims["closed"],
             median=_decimal(days["median"]), most=_decimal(days["max"]), left=claims["open_at_end"])  # fmt: skip
    asked = _("Received: {n}. Answered: {done}. Late: {late}.", n=requests["received"], done=requests["answered"], late=requests["late"])
    withdrawn = _("Withdrawn: {n}.", n=consents["withdrawn"])
    return [
        _h(_("Authorisations")), _table((_("Channel"), _("Recorded")), _named(consents["by_channel"], CHANNELS)), _p(withdrawn, "note"),
        _h(_("Complaints and disputes")), _table((_("Reason"), _("Opened")), _named(claims["by_reason"], disputes.REASONS)), _p(took),
        _table((_("How it ended"), _("Closed")), _named(claims["by_outcome"], disputes.OUTCOMES)),
        _h(_("Requests about personal data")), _table((_("Request"), _("Received")), _named(requests["by_kind"], REQUESTS)), _p(asked),
    ]  # fmt: skip


def _decimal(value: float | None) -> str:
    return "–" if value is None else format_number(value, places=1)


def _trail(document: Mapping[str, Any], digest: str) -> list[str]:
    told = document["audit"]
    whole = (
        _("The audit trail is whole: {n} entries, none changed, {own} of them in this month.", n=format_number(told["entries"]),
          own=format_number(told["entries_in_month"]))
        if told["is_whole"] else _("The audit trail was changed at entry {number}.", number=told["broken_at"])
    )  # fmt: skip
    made = _("Made by {product} on {moment}.", product=document["product"], moment=_moment(document["made_at"], document["zone"]))
    return [
        _h(_("Audit trail and seal")), _p(whole, "good" if told["is_whole"] else "bad"),
        f"<p>{escape(_('Head of the chain'))}: <code>{escape(told['head'])}</code></p>",
        f"<p>{escape(_('SHA-256 of the JSON file'))}: <code>{escape(digest)}</code></p>",
        _p(made, "note"), _p(_("Researched, not legal advice."), "note"),
    ]  # fmt: skip
