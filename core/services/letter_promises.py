"""The promise behind a message: what is still missing of it and for which day, or why it is no longer to be spoken of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from sqlalchemy import func
from sqlmodel import Session, col, select

from core.db.tables import Company, Message, Payment
from core.domain.promises import BROKEN_STATES, Standing, State
from core.services.promises import standings_in

NOT_OPEN, NOT_BROKEN = "promise.not_open", "promise.not_broken"


class Promised:
    """The promises of one batch of customers, read at once when the first message asks for one."""

    def __init__(self, session: Session, company: Company, customer_ids: Iterable[int], now: datetime) -> None:
        self.session, self.ids = session, list(customer_ids)
        self.today = now.astimezone(ZoneInfo(company.timezone)).date()

    @cached_property
    def _standings(self) -> dict[int, Standing]:
        return standings_in(self.session, self.ids, self.today)

    def behind(self, message: Message) -> tuple[tuple[int, date] | None, str | None]:
        """((hundredths still missing, promised day), None) of the promise that a message hangs on, or (None, why not).

        A reminder of a promise needs it open; every other message that hangs on one speaks of it as broken.
        """
        standing = self._standings.get(message.about_id or 0)
        if message.purpose == "promise_reminder":
            fits, why = standing is not None and standing.state is State.OPEN, NOT_OPEN
        else:
            fits, why = standing is not None and self._is_broken(standing, message.customer_id or 0), NOT_BROKEN
        if standing is None or not fits:
            return None, why
        return (standing.missing_cents, standing.promise.promised_on), None

    def _is_broken(self, standing: Standing, customer_id: int) -> bool:
        """Broken, and not made good since: money that came too late to keep it is not asked for again."""
        if standing.state not in BROKEN_STATES:
            return False
        since = select(func.coalesce(func.sum(Payment.amount_cents), 0)).where(
            Payment.customer_id == customer_id, Payment.currency == standing.promise.currency,
            Payment.paid_on > standing.promise.last_day, col(Payment.is_opening).is_(False),
        )  # fmt: skip
        return int(self.session.exec(since).one()) < standing.missing_cents
