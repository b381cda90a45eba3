"""The lists taken away whole: customers, promises, messages, previews and the audit trail, with the filters that they have on screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from core.domain.money import from_cents
from core.services import audit, campaign_preview, customers, message_views, promises, reasons
from core.services.audit_words import action_word, noun_word
from core.services.customers import Wanted
from core.text import _
from core.ui.audit_facts import facts_told
from core.ui.blocks.export import export_button
from core.ui.guard import Visit
from core.ui.people_words import behaviour_word, bucket_word, promise_word
from core.ui.sending_words import message_state, not_by
from core.ui.words import channel_word, language_word

PORTION = 5_000
Row = TypeVar("Row")


def of_customers(visit: Visit, wanted: Wanted) -> None:
    """A row for each customer and currency in which anything is owed or in credit, or one without."""
    columns = [_("Customer"), _("Code"), _("Lateness"), _("Behaviour"), _("Priority"), _("Last payment"), _("Last contact"), _("Currency"),
               _("Open amount"), _("Overdue"), _("Credit left")]  # fmt: skip

    def rows() -> Iterator[tuple[Any, ...]]:
        for one in _whole(lambda limit, offset: customers.page(visit.engine, visit.actor, wanted, limit=limit, offset=offset)):
            about = (one.name, one.code, bucket_word(one.bucket), behaviour_word(one.behaviour), one.score, one.last_payment_on,
                     _local(visit, one.last_contact_at))  # fmt: skip
            for currency, (owed, late) in (one.balances or {"": (0, 0)}).items():
                yield (*about, currency or None, from_cents(owed), from_cents(late), from_cents(one.credit.get(currency, 0)))

    export_button(visit, kind="customers", file_name="customers", columns=columns, rows=rows, key="customers_export")


def of_promises(visit: Visit, wanted: dict[str, Any]) -> None:
    """A row for each promise of a view."""
    columns = [_("Customer"), _("State"), _("Currency"), _("Promised"), _("Promised for"), _("Paid in time"), _("Made"), _("Taken by"),
               _("Note")]  # fmt: skip

    def rows() -> Iterator[tuple[Any, ...]]:
        for one in _whole(lambda limit, offset: promises.find(visit.engine, visit.actor, **wanted, limit=limit, offset=offset)[1]):
            yield (one.customer, promise_word(one.state), one.currency, from_cents(one.amount_cents), one.promised_on,
                   from_cents(one.paid_cents), _local(visit, one.made_at), one.made_by, one.note)  # fmt: skip

    export_button(visit, kind="promises", file_name="promises", columns=columns, rows=rows, key="promises_export")


def of_messages(visit: Visit, wanted: dict[str, Any]) -> None:
    """A row for each message that the filters leave."""
    columns = [_("Customer"), _("State"), _("Channel"), _("Campaign"), _("Not before"), _("Sent"), _("Why"), _("Note")]

    def rows() -> Iterator[tuple[Any, ...]]:
        for one in _whole(lambda limit, offset: message_views.find(visit.engine, visit.actor, **wanted, limit=limit, offset=offset)[1]):
            yield (one.customer, message_state(one.state), channel_word(one.channel), one.campaign, _local(visit, one.not_before),
                   _local(visit, one.sent_at), reasons.tell(one.reason, visit.language, one.values),
                   _("simulated") if one.is_simulated else "")  # fmt: skip

    export_button(visit, kind="messages", file_name="messages", columns=columns, rows=rows, key="messages_export")


def of_preview(visit: Visit, campaign_id: int, position: int, state: str | None) -> None:
    """A row for each person and currency that a step would write to now or leave out, of one state or of all."""
    columns = [_("Customer"), _("State"), _("Channel"), _("Language"), _("Currency"), _("Open amount"), _("When"), _("Why"),
               _("Why not another channel")]  # fmt: skip

    def rows() -> Iterator[tuple[Any, ...]]:
        for one in campaign_preview.rows(visit.engine, visit.actor, campaign_id, position=position):
            if state in (None, one.state):
                yield (one.customer, message_state(one.state), channel_word(one.channel), language_word(one.language), one.currency,
                       from_cents(one.open_cents), _local(visit, one.not_before), reasons.tell(one.reason, visit.language, one.values),
                       not_by(one, visit.language))  # fmt: skip

    export_button(visit, kind="preview", file_name="campaign-preview", columns=columns, rows=rows, key=f"preview_export_{position}")


def of_trail(visit: Visit, action: str | None) -> None:
    """A row for each entry of the audit trail, without what may be personal in it."""
    columns = [_("When"), _("Who"), _("What"), _("On"), _("Before"), _("After"), _("From")]

    def rows() -> Iterator[tuple[Any, ...]]:
        for one in _whole(lambda limit, offset: audit.entries(visit.engine, visit.actor, limit=limit, offset=offset, action=action)[1]):
            yield (_local(visit, one.at), one.actor, action_word(one.action), f"{noun_word(one.noun)} {one.noun_id or ''}".strip(),
                   facts_told(one.before, visit.zone), facts_told(one.after, visit.zone), one.address)  # fmt: skip

    export_button(visit, kind="audit", file_name="audit-trail", columns=columns, rows=rows, key="audit_export")


def _whole(page: Callable[[int, int], Sequence[Row]]) -> Iterator[Row]:
    """Every row of a list that is read in pages."""
    offset = 0
    while rows := page(PORTION, offset):
        yield from rows
        offset += len(rows)


def _local(visit: Visit, at: datetime | None) -> str | None:
    """An instant as a clock on the wall of the business shows it, in an order that programs understand."""
    return None if at is None else at.astimezone(ZoneInfo(visit.zone)).strftime("%Y-%m-%d %H:%M")
