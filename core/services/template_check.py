"""Checking a template: its syntax, what its channel refuses, and the linter with the business and its country's rules in mind."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlmodel import Session

from core.db.engine import reading
from core.db.tables import Company
from core.domain.access import Actor, may
from core.domain.lint import Style, lint, offer_in, style_of
from core.domain.lint_parts import Parts, parts_of
from core.domain.packs import Pack
from core.services import facts, house, packs
from core.text import wording
from core.text.wording import Problem

_LOAN = re.compile(r"\b(?:prestamos?|creditos?|financiamiento|loans?|(?:responda|reply)(?: con| with)? (?:pag\w+|si para pagar|pay))\b")
"""What carriers forbid in SMS to Mexico (platform rules, mexico_content), in folded spelling."""
KNOWN = ("name", "legal_name", "tax_id", "address", "phone", "email", "payment_link", "payment_instructions", "privacy_link")
UNREADABLE = frozenset({"empty", "too_long", "syntax", "unknown_variable", "forbidden", "too_complex"})


@dataclass(frozen=True, slots=True)
class Check:
    """What is to be said about a text, errors first, and how it reads; `style` None where it cannot be read at all."""

    problems: list[Problem]
    style: Style | None

    @property
    def errors(self) -> list[Problem]:
        """The problems that forbid approval."""
        return [problem for problem in self.problems if problem.severity == "error"]


def check(engine: Engine, actor: Actor, *, subject: str | None, body: str, channel: str, language: str, purpose: str) -> Check:
    """Check a text that may not be saved yet."""
    may(actor, "template.view")
    with reading(engine) as session:
        return check_in(session, subject=subject, body=body, channel=channel, language=language, purpose=purpose)


def check_in(session: Session, *, subject: str | None, body: str, channel: str, language: str, purpose: str) -> Check:
    """Check a text within the caller's transaction."""
    found = wording.check(body, channel) + (wording.check(subject) if subject else [])
    if any(problem.code in UNREADABLE for problem in found):
        return Check(found, None)
    if channel == "email" and not subject:
        found.append(Problem("error", "no_subject", "An e-mail needs a subject."))
    parts, company = parts_of(subject, body), house.company_in(session)
    pack = packs.load_pack(company.country)
    for finding in lint(
        parts, channel=channel, language=language, purpose=purpose, required=pack.required_text, forbidden=pack.forbidden,
        company=_known(company), collects_for_others=facts.rules_in(session).collects_for_third_parties,
    ):  # fmt: skip
        found.append(Problem(finding.severity, finding.code, finding.msgid, dict(finding.values), finding.suggestion))
    found += _offers(parts, channel, language, pack)
    return Check(sorted(found, key=lambda problem: problem.severity != "error"), style_of(parts, channel=channel, language=language))


def _offers(parts: Parts, channel: str, language: str, pack: Pack) -> list[Problem]:
    """What a country asks of promotion: a look into its do-not-contact registry, which nobody here can do, or hours of its own."""
    words, found = offer_in(parts, language), []
    if words and pack.check_registry_before_promotion:
        registry = str(pack.document["do_not_contact_registry"]["name"])
        msgid = "“{words}” is an offer. This country's registry {registry} must be asked first, which Recaudo cannot do: leave it out."
        found.append(Problem("error", "offer_registry", msgid, {"words": words, "registry": registry}))
    if words and channel == "sms" and pack.country == "BR":
        msgid = "“{words}” is an offer. In Brazil, SMS with offers may go from 09:00 to 22:00 only, and never on a Sunday."
        found.append(Problem("advice", "offer_hours", msgid, {"words": words}))
    loan = _LOAN.search(parts.folded) if channel == "sms" and pack.country == "MX" else None
    if loan:
        msgid = "“{words}” in an SMS to Mexico is refused by carriers: no loans, and no paying by reply."
        found.append(Problem("advice", "sms_mexico_words", msgid, {"words": loan[0]}))
    return found


def _known(company: Company) -> dict[str, str | None]:
    return {name: getattr(company, name) for name in KNOWN}
