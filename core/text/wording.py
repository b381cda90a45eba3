"""Wording: the small template language that customers' messages are written in, checked against an allow-list, never trusted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError, nodes
from jinja2.exceptions import UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

VARIABLES: dict[str, str] = {
    "greeting": "Greeting with the customer's name, in the company's tone",
    "customer_name": "Customer's full name",
    "first_name": "Customer's first name, or the full name of a company",
    "company_name": "Your company's name",
    "company_phone": "Your phone",
    "company_email": "Your e-mail",
    "amount": "Amount that this message is about, with its currency",
    "balance_date": "Day on which the amount was calculated",
    "due_date": "Earliest due date of the invoices in this message",
    "days_late": "Days since the earliest due date; 0 when not late",
    "invoice_count": "How many invoices this message is about",
    "invoice_number": "Number of the invoice, or of the first of several",
    "invoice_list": "The invoices with due dates and amounts",
    "payment_link": "Link to pay online",
    "payment_instructions": "How to pay",
    "privacy_link": "Link to your privacy notice",
    "promise_amount": "Amount of the payment promise",
    "promise_date": "Date of the payment promise",
    "paid_amount": "Amount just received",
    "agent_name": "Name of the person who looks after the customer",
    "stop_words": "How to stop these messages",
}
FILTERS = frozenset({"upper", "lower", "title", "default", "truncate"})
MAX_SOURCE, MAX_OUTPUTS, MAX_TAGS = 10_000, 60, 40
_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.If,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Const,
    nodes.Filter,
)
_COLUMN = re.compile(r"\{\{\s*([a-z_]+)[^}]*\}\}")
_TWO_STOPS = re.compile(r"(?<=\w)\.\.(?!\.)")  # a sentence that ends with the name of a company that ends with S.A.


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about a text: an error forbids approval, advice does not. `msgid` with `values` says it, `suggestion` is words to use."""

    severity: str
    code: str
    msgid: str
    values: dict[str, Any] = field(default_factory=dict)
    suggestion: str = ""


def _environment() -> ImmutableSandboxedEnvironment:
    made = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=False, cache_size=0)
    made.globals.clear()
    made.filters = {name: made.filters[name] for name in FILTERS}
    made.tests.clear()
    return made


_ENVIRONMENT = _environment()


def check(source: str, channel: str = "email") -> list[Problem]:
    """What is wrong with a text: syntax, unknown variables, forbidden constructs, and what a channel refuses."""
    if not source.strip():
        return [Problem("error", "empty", "The text is empty.")]
    if len(source) > MAX_SOURCE:
        return [
            Problem("error", "too_long", "The text has {n} characters; at most {most} are allowed.", {"n": len(source), "most": MAX_SOURCE})
        ]
    try:
        tree = _ENVIRONMENT.parse(source)
        problems = list(_walk(tree))
    except (TemplateError, RecursionError) as problem:
        line = getattr(problem, "lineno", 1) or 1
        return [Problem("error", "syntax", "Line {line} cannot be read: check the double braces around the variables.", {"line": line})]
    return problems + list(_of_channel(source, channel))


def _walk(tree: nodes.Template) -> Iterator[Problem]:
    outputs = tags = 0
    for node in _descend(tree):
        outputs += isinstance(node, nodes.Output)
        tags += isinstance(node, nodes.If)
        if isinstance(node, nodes.Name) and node.name not in VARIABLES:
            yield Problem("error", "unknown_variable", "There is no variable {name}. Choose one from the list.", {"name": node.name})
        elif isinstance(node, nodes.Filter) and (node.name not in FILTERS or not _is_constant(node)):
            yield Problem("error", "forbidden", "The filter {name} is not allowed in a message.", {"name": node.name})
        elif not isinstance(node, _ALLOWED):
            yield Problem(
                "error", "forbidden", "Only variables and simple conditions are allowed in a message, not {name}.", {"name": _name(node)}
            )
    if outputs > MAX_OUTPUTS or tags > MAX_TAGS:
        yield Problem("error", "too_complex", "The text has too many variables or conditions. Make it simpler.")


def _descend(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from _descend(child)


def _is_constant(node: nodes.Filter) -> bool:
    return all(isinstance(arg, nodes.Const) for arg in node.args) and not node.kwargs and node.dyn_args is None and node.dyn_kwargs is None


def _name(node: nodes.Node) -> str:
    return type(node).__name__.lower()


def _of_channel(source: str, channel: str) -> Iterator[Problem]:
    text = source.strip()
    if channel == "whatsapp" and (text.startswith("{{") or text.endswith("}}")):
        yield Problem(
            "error", "whatsapp_edge", "WhatsApp refuses a text that starts or ends with a variable. Put a word before or after it."
        )
    if channel == "whatsapp" and "{%" in source:
        yield Problem(
            "advice",
            "whatsapp_condition",
            "WhatsApp's approved templates cannot hold conditions; the fixed words are taken from this text.",
        )


def used(source: str) -> list[str]:
    """The variables of a text in the order in which they first appear."""
    return list(dict.fromkeys(name for name in _COLUMN.findall(source) if name in VARIABLES))


@lru_cache(maxsize=512)
def compiled(source: str) -> Template:
    """A checked text ready to render. Raises ValueError when it breaks the allow-list."""
    problems = [p for p in check(source) if p.severity == "error" and p.code in ("syntax", "unknown_variable", "forbidden", "too_complex")]
    if problems:
        raise ValueError(problems[0].code)
    return _ENVIRONMENT.from_string(source)


def render(source: str, values: Mapping[str, str | int], limit: int = 20_000) -> str:
    """A text with its variables filled by plain strings and whole numbers. Raises KeyError naming a variable that has no value."""
    try:
        return _TWO_STOPS.sub(".", compiled(source).render(values)).strip()[:limit]
    except UndefinedError as problem:
        raise KeyError(str(problem).split("'")[1] if "'" in str(problem) else str(problem)) from problem


def content_variables(source: str, values: Mapping[str, str | int]) -> dict[str, str]:
    """The numbered values that a WhatsApp content template takes, in the order of its variables; none may be empty or hold line breaks."""
    return {str(n): " ".join(str(values[name]).split()) or "-" for n, name in enumerate(used(source), 1)}


def read_back(source: str, text: str) -> dict[str, str] | None:
    """The numbered values that a rendered text was filled with; None where its conditions or words leave more than one reading."""
    if "{%" in source:
        return None
    pattern, place, names = "", 0, {name: n for n, name in enumerate(used(source), 1)}
    for found in _COLUMN.finditer(source.strip()):
        number = names.pop(found[1], None)
        pattern += _literal(source.strip()[place : found.start()]) + (f"(?P<v{number}>.*?)" if number else ".*?")
        place = found.end()
    fits = re.fullmatch(pattern + _literal(source.strip()[place:]), text.strip(), re.DOTALL)
    return {name[1:]: " ".join(value.split()) or "-" for name, value in fits.groupdict().items()} if fits else None


def _literal(words: str) -> str:
    return r"\s+".join(re.escape(part) for part in re.split(r"\s+", words))


def as_content(source: str) -> str:
    """The text as a WhatsApp content template writes it: {{1}}, {{2}} … in the order of first appearance."""
    numbers = {name: n for n, name in enumerate(used(source), 1)}
    return _COLUMN.sub(lambda found: f"{{{{{numbers[found[1]]}}}}}" if found[1] in numbers else found[0], source)
