"""Recalling: messages in hand that did not start yet are held when their person wrote or said no meanwhile, or all sending was paused."""

from __future__ import annotations

from sqlalchemy import Engine, func
from sqlmodel import Session, col, select

from core.db.engine import reading
from core.db.tables import Company, OptOut, Reply

_HEARD: tuple[type[OptOut] | type[Reply], ...] = (OptOut, Reply)


class Recall:
    """What came in since each batch was claimed. What is held goes back to the queue, where the gate judges it anew."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        with reading(engine) as session:
            self._last = {table: session.exec(select(func.max(table.id))).one() or 0 for table in _HEARD}
        self._since: dict[int, int] = {}
        self.is_paused = False

    def look(self, batch: int) -> None:
        """Read what is new; it holds the messages of this batch and of those before."""
        with reading(self._engine) as session:
            self.is_paused = session.exec(select(Company.sending_paused_at)).first() is not None
            for table in _HEARD:
                self._read(session, table, batch)

    def _read(self, session: Session, table: type[OptOut] | type[Reply], batch: int) -> None:
        for number, customer_id in session.execute(select(table.id, table.customer_id).where(col(table.id) > self._last[table])):
            self._last[table] = max(self._last[table], number)
            if customer_id is not None:
                self._since[customer_id] = batch

    def holds(self, customer_id: int | None, batch: int) -> bool:
        """Whether a message of a batch must not start."""
        return self.is_paused or self._since.get(customer_id or 0, -1) >= batch
