"""Letters: what a message is about, read from the ledger at the moment of sending, and its text frozen with version and hash."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete
from sqlmodel import Session, col, select

from core.channels.protocol import Outbound
from core.db.bulk import insert_many
from core.db.tables import Company, Invoice, Message, MessageInvoice, Payment, Reply, TemplateVersion, User
from core.domain import sms
from core.services.letter_promises import Promised
from core.services.message_values import company_values
from core.services.owed import disputed_invoices
from core.services.people import Person
from core.services.templates import text_hash
from core.text import wording
from core.text.values import values

WINDOW = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class About:
    """What a message speaks of: (invoice id, number, due date, open hundredths), earliest first; `why` there is nothing left to say."""

    invoices: tuple[tuple[int, str, date, int], ...] = ()
    promise: tuple[int, date] | None = None
    paid_cents: int | None = None
    is_empty: bool = False
    why: str | None = None

    @property
    def first_due(self) -> date | None:
        """The earliest due date of the invoices."""
        return self.invoices[0][2] if self.invoices else None


class Writer:
    """Writes the messages of one batch: the open invoices of all its customers are read at once."""

    def __init__(
        self, session: Session, company: Company, people: Mapping[int, Person], now: datetime, messages: Sequence[Message] = ()
    ) -> None:
        self.session, self.company, self.people, self.now = session, company, people, now
        self._open = _open_invoices(session, list(people))
        self._planned = _planned_invoices(session, [message.id or 0 for message in messages])
        self._spoken: list[dict[str, int]] = []
        self._agents: dict[int, str] = {}
        self._company = company_values(company)
        self._promised = Promised(session, company, people, now)

    def about(self, message: Message, planned: set[int] | None = None) -> About:
        """What a message speaks of now: paid and disputed invoices drop out, at last nothing is left; `planned` narrows it."""
        if message.kind == "answer":
            return About()
        if message.purpose == "payment_received":
            payment = self.session.get(Payment, message.about_id) if message.about_id else None
            is_gone = payment is None or payment.amount_cents <= 0
            return About(paid_cents=payment.amount_cents if payment else None, is_empty=is_gone, why="payment.gone" if is_gone else None)
        promise, gone = self._promised.behind(message) if message.about_id or message.purpose == "promise_reminder" else (None, None)
        if gone:
            return About(is_empty=True, why=gone)
        found = self._invoices(message, planned)
        is_empty = not found and message.purpose != "promise_reminder"
        return About(tuple(found), promise, is_empty=is_empty, why="balance.nothing_owed" if is_empty else None)

    def _invoices(self, message: Message, planned: set[int] | None = None) -> list[tuple[int, str, date, int]]:
        found = self._open[message.customer_id or 0, message.currency or ""]
        if planned is None:
            planned = self._planned.get(message.id or 0, set())
        if planned:
            return [row for row in found if row[0] in planned]
        today = self._today(self.people.get(message.customer_id or 0))
        return [row for row in found if row[2] < today] or found

    def _today(self, person: Person | None) -> date:
        zone = person.zones[0] if person and person.zones else self.company.timezone
        return self.now.astimezone(ZoneInfo(zone)).date()

    def write(self, message: Message, person: Person, version: TemplateVersion | None, about: About, address: str) -> Outbound:
        """Freeze the text in the message's row, with its version, hash and invoices; returns what the channel takes."""
        variables: dict[str, str] = {}
        if version is not None:
            message.subject, message.body, variables = self.fill(message, person, version, about)
            message.template_version_id = version.id
        message.text_hash = text_hash(message.subject, message.body or "")
        self._spoken += [{"message_id": message.id or 0, "invoice_id": row[0], "open_cents": row[3]} for row in about.invoices]
        made = outbound_of(self.session, message, self.company, person.name, address, version, variables, self._window(message, person))
        return replace(made, valid_for_s=max(60, int((message.not_after - self.now).total_seconds())))

    def fill(self, message: Message, person: Person, version: TemplateVersion, about: About) -> tuple[str | None, str, dict[str, str]]:
        """Subject, text and the numbered variables of a Content template, filled for one person now."""
        filled = self._values(message, person, about)
        subject = wording.render(version.subject, filled)[:200].replace("\n", " ") if version.subject else None
        body = wording.render(version.body, filled)
        if message.channel == "sms" and version.fold_accents:
            body = sms.fold_accents(body)
        return subject, body, wording.content_variables(version.body, filled) if version.content_sid else {}

    def _window(self, message: Message, person: Person) -> bool:
        heard = person.inbound.get(message.channel)
        return heard is not None and self.now - heard < WINDOW

    def _values(self, message: Message, person: Person, about: About) -> dict[str, str | int]:
        return values(
            company=self._company, customer_name=person.name, lang=message.language, channel=message.channel,
            currency=message.currency or self.company.currency, invoices=[row[1:] for row in about.invoices], today=self._today(person),
            promise=about.promise, paid_cents=about.paid_cents, agent=self._agent(person.agent_id),
        )  # fmt: skip

    def _agent(self, agent_id: int | None) -> str | None:
        if agent_id is None:
            return None
        if agent_id not in self._agents:
            user = self.session.get(User, agent_id)
            self._agents[agent_id] = user.name if user else ""
        return self._agents[agent_id]

    def keep_in(self) -> None:
        """Store which invoices the written messages speak of, with what was open at this moment."""
        written = {row["message_id"] for row in self._spoken}
        before = written & self._planned.keys()
        if before:
            self.session.execute(delete(MessageInvoice).where(col(MessageInvoice.message_id).in_(before)))
        insert_many(self.session, MessageInvoice, self._spoken)


def _planned_invoices(session: Session, message_ids: list[int]) -> dict[int, set[int]]:
    query = select(MessageInvoice.message_id, MessageInvoice.invoice_id).where(col(MessageInvoice.message_id).in_(message_ids))
    found: dict[int, set[int]] = defaultdict(set)
    for message_id, invoice_id in session.execute(query) if message_ids else ():
        found[message_id].add(invoice_id)
    return dict(found)


def _open_invoices(session: Session, ids: list[int]) -> dict[tuple[int, str], list[tuple[int, str, date, int]]]:
    left = col(Invoice.amount_cents) - col(Invoice.paid_cents)
    columns: Any = (Invoice.customer_id, Invoice.currency, Invoice.id, Invoice.number, Invoice.due_on, left)
    query = select(*columns).where(
        col(Invoice.customer_id).in_(ids), left > 0, col(Invoice.gone_on).is_(None), col(Invoice.id).not_in(disputed_invoices())
    )
    found: dict[tuple[int, str], list[tuple[int, str, date, int]]] = defaultdict(list)
    for customer_id, currency, *row in session.execute(query.order_by(col(Invoice.due_on), col(Invoice.id))):
        found[customer_id, currency].append(tuple(row))  # type: ignore[arg-type]
    return found


def outbound_of(
    session: Session, message: Message, company: Company, name: str, address: str, version: TemplateVersion | None,
    variables: Mapping[str, str], window_open: bool,
) -> Outbound:  # fmt: skip
    """A frozen message as its channel takes it; built the same way for sending and for looking it up."""
    reply = session.get(Reply, message.about_id) if message.kind == "answer" and message.about_id else None
    return Outbound(
        ref=message.ref, channel=message.channel, to=address, text=message.body or "", subject=message.subject or "",
        content_sid=version.content_sid if version else None, content_variables=variables, language=message.language, customer_name=name,
        company_name=company.name, window_open=window_open, in_reply_to=reply.provider_id if reply else "",
        attempt=message.attempt,
    )  # fmt: skip
