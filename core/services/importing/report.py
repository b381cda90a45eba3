"""The report of an import: what was understood, what came in, what did not and why, in the reader's language."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from itertools import islice
from typing import Any

from core.domain.errors import Refusal
from core.domain.money import from_cents
from core.domain.readings import Question, Understood
from core.services.importing.draft import Draft
from core.services.importing.gone import money_after
from core.services.importing.stage import Stage
from core.text import _, ngettext_, say

SHOWN = 200
MOST = 10_000  # changes that a report tells one by one
_TOLD = (
    "kind", "format", "encoding", "delimiter", "sheet", "header_row", "columns", "date_order", "decimal", "currency", "country",
    "remembered", "groups",
)  # fmt: skip
_KEPT = (*_TOLD[:-1], "headers", "positions", "others")  # without what titles say: it names people

_FIELDS = {"amount_cents": "amount", "open_cents": "open_amount", "rate_micros": "rate", "customer_id": "customer", "name": "customer"}
_UNTOLD = frozenset({"name_key", "tax_id_key", "gone_import_id", "gone_on", "source", "invoice_id"})


def full(draft: Draft, stage: Stage, verdict: str, import_id: int | None = None, *, records: bool = False) -> dict[str, Any]:
    """Everything about a file that was read: the object that the command line prints. Money as decimal text."""
    counts = draft.counts
    report = {
        "verdict": verdict,
        "file": draft.file_name,
        "kind": draft.kind,
        "portfolio": draft.portfolio,
        "understood": understood(draft.understood),
        "rows": counts.accepted + counts.rejected - counts.parts,
        "accepted": counts.accepted,
        "rejected": list(rejected(stage)),
        "ignored": [{"row": row, "why": why} for row, why in stage.rows("ignored", order="row")],
        "warnings": list(warnings(stage)),
        "new": counts.new,
        "changed": counts.changed,
        "unchanged": counts.unchanged,
        "gone": counts.gone,
        "changes": list(islice(changes(stage), MOST)),
        "new_customers": counts.new_customers,
        "changed_customers": counts.changed_customers,
        "sums": sums(draft.kind, counts.sums),
        "money_before": sums("portfolio", counts.before),
        "money_after": sums("portfolio", counts.after),
        "totals": {"agree": counts.totals_agree, "differ": counts.totals_differ},
        "other_sheets": draft.understood.others,
        "import_id": import_id,
    }
    if draft.questions:
        report["questions"] = [question(one) for one in draft.questions]
    if records:
        report["records"] = [json.loads(body) for _row, body in stage.rows("record", order="row, rowid")]
    return report


def of_draft(draft: Draft, verdict: str, *, records: bool = False, gone: str = "leave") -> dict[str, Any]:
    """The report of a draft that is not written: a question, a refusal, or what it would do when what is `gone` is left alone or paid."""
    draft.counts.after = money_after(draft.counts, gone)
    stage = draft.open_stage()
    try:
        return full(draft, stage, verdict, records=records)
    finally:
        stage.close()


def refused(refusal: Refusal, file_name: str) -> dict[str, Any]:
    """The report of a file that cannot be read at all."""
    nothing: dict[str, Any] = {"rejected": [], "ignored": [], "warnings": []}
    numbers = dict.fromkeys(("rows", "accepted", "new", "changed", "unchanged", "gone"), 0)
    told = {"verdict": "refused", "file": file_name, "reason": refusal.code, "message": say(refusal), "understood": {}}
    return told | numbers | nothing | {"sums": {}, "import_id": None}


def short(draft: Draft, stage: Stage) -> dict[str, Any]:
    """What is kept with the import: counts, sums and the first notes."""
    return {
        "counts": asdict(draft.counts),
        "reasons": draft.reasons,
        "warnings": draft.warnings,
        "first_warnings": [[row, kind, json.loads(message)] for row, kind, message in stage.rows("warning", limit=SHOWN)],
        "preview": draft.preview[:SHOWN],
    }


def understood(found: Understood, *, whole: bool = False) -> dict[str, Any]:
    """How the file was read, as far as it concerns a reader; `whole` also names all headers and positions."""
    told = asdict(found)
    return {name: told[name] for name in (_KEPT if whole else _TOLD)}


def question(found: Question) -> dict[str, Any]:
    """Something that only a person can tell."""
    return {"about": found.about, "choices": found.choices, "message": _(found.msgid, **found.values)}


def rejected(stage: Stage, *, limit: int = -1) -> Iterator[dict[str, Any]]:
    """Rows that cannot come in, in the order of the file."""
    for row, column, reason, message, _cells in stage.rows("reject", limit=limit, order="row"):
        yield {"row": row, "column": column, "reason": reason, "message": sentence(message)}


def warnings(stage: Stage, *, limit: int = -1) -> Iterator[dict[str, Any]]:
    """What is worth knowing of rows that come in."""
    for row, kind, message in stage.rows("warning", limit=limit, order="row"):
        yield {"row": row, "kind": kind, "message": sentence(message)}


def sentence(message: str | list[Any]) -> str:
    """A stored message, [msgid, values], in the reader's language."""
    msgid, values = json.loads(message) if isinstance(message, str) else message
    return _(msgid, **values)


def sums(kind: str, found: dict[str, list[int]]) -> dict[str, dict[str, str]]:
    """Sums per currency as decimal text; payments have no open amount, contacts no sums."""
    names = {"portfolio": ("amount", "open_amount"), "payments": ("amount",)}.get(kind, ())
    return {currency: {name: str(from_cents(cents)) for name, cents in zip(names, pair, strict=False)} for currency, pair in found.items()}


def totals_in_words(agree: int = 0, differ: int = 0) -> list[str]:
    """Whether a file's own totals are the sums of its rows; nothing where it states none."""
    lines = []
    if agree:
        lines.append(ngettext_("{n} total in the file was checked: it agrees.", "{n} totals in the file were checked: they agree.", agree))
    if differ:
        words = ngettext_(
            "{n} total in the file is not the sum of the rows above it: see the warnings.",
            "{n} totals in the file are not the sums of the rows above them: see the warnings.",
            differ,
        )
        lines.append(words)
    return lines


def loaded(cells: str) -> Any:
    """A stored document from its JSON text."""
    return json.loads(cells)


def changes(stage: Stage) -> Iterator[dict[str, Any]]:
    """What stored rows would become, one field at a time, in the order of the file: {noun, id, row, field, from, to}."""
    for noun, noun_id, row, before, after in stage.rows("change"):
        if noun == "allocation":
            continue  # its day is the payment's
        was, now = json.loads(before), json.loads(after)
        noun, noun_id = ("invoice", now["invoice_id"]) if noun == "payment" else (noun, noun_id)
        for name in was:
            if name not in _UNTOLD:
                field = _FIELDS.get(name, name)
                is_money = name.endswith("_cents")
                pair = [str(from_cents(value)) if is_money and value is not None else value for value in (was[name], now[name])]
                yield {"noun": noun, "id": noun_id, "row": row, "field": field, "from": pair[0], "to": pair[1]}
