"""Preparing a draft: whose portfolio a file belongs to, and the comparison of its records, batch by batch."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection
from sqlmodel import Session, col, select

from core import clock
from core.db.queries import imports as known
from core.db.tables import Company, Portfolio
from core.domain.access import Actor
from core.domain.errors import NotFound
from core.domain.readings import Choices, Reading
from core.services.importing import draft as drafts
from core.services.importing.comparison import Comparison
from core.services.importing.contacts import ContactsComparison
from core.services.importing.counts import Frame
from core.services.importing.draft import Draft
from core.services.importing.payments import PaymentsComparison
from core.services.importing.portfolio import PortfolioComparison
from core.services.importing.stage import Stage

COMPARISONS: dict[str, type[Comparison]] = {
    "portfolio": PortfolioComparison,
    "payments": PaymentsComparison,
    "contacts": ContactsComparison,
}
USUAL = gc.get_threshold()
Told = Callable[..., None]


def new_draft(
    session: Session, actor: Actor, company: Company, path: Path, reading_: Reading, choices: Choices, portfolio: str | None,
    file_name: str | None, is_ours: bool, keeps_records: bool,
) -> Draft:  # fmt: skip
    """A draft of a file that was understood, not compared yet."""
    kind = reading_.understood.kind or choices.kind or "portfolio"
    found = portfolio_for(session, kind, portfolio)
    return Draft(
        id=drafts.new_folder(),
        file_name=file_name or path.name,
        path=str(path),
        is_ours=is_ours,
        kind=kind,
        portfolio=found.name if found else portfolio,
        portfolio_id=found.id if found else None,
        made_at=clock.now().isoformat(),
        as_of=clock.today(company.timezone).isoformat(),
        file_hash=file_hash(path),
        size=path.stat().st_size,
        user_id=actor.user_id,
        choices=choices,
        understood=reading_.understood,
        questions=reading_.questions,
        sample=reading_.sample,
        has_records=keeps_records,
    )


def portfolio_named(session: Session, name: str | None) -> Portfolio | None:
    """A portfolio by its name."""
    return session.exec(select(Portfolio).where(Portfolio.name == name)).first() if name else None


def portfolio_for(session: Session, kind: str, name: str | None) -> Portfolio | None:
    """The portfolio that a file belongs to; payments and contacts belong to any when none is named."""
    if name:
        found = portfolio_named(session, name)
        if found is None and kind == "payments":
            raise NotFound("unknown_portfolio", "There is no portfolio {name}.", name=name)
        return found
    return session.exec(select(Portfolio).order_by(col(Portfolio.id))).first() if kind == "portfolio" else None


def compare(connection: Connection, draft: Draft, company: Company, reading_: Reading, tell: Told) -> None:
    """Compare the records of a file with what is there and stage what they would do."""
    stage = Stage(draft.folder / "stage.db")
    try:
        frame = Frame(
            portfolio_id=draft.portfolio_id,
            as_of=draft.as_of,
            now=clock.now().isoformat(sep=" ", timespec="microseconds")[:26],
            country=reading_.understood.country or company.country,
            has_currency="currency" in reading_.understood.columns or draft.choices.currency is not None,
            keeps_records=draft.has_records,
            is_any=draft.kind != "portfolio",
        )
        draft.fingerprint = known.fingerprint(connection)
        comparison = COMPARISONS[draft.kind](connection, stage, frame)
        with few_collections():
            for batch in reading_.batches:
                comparison.take(batch)
                tell(batch.done, reading_.totals.rows)
        draft.counts, draft.preview = comparison.finish(), comparison.preview
        draft.warnings, draft.reasons = stage.kinds("warning", "kind"), stage.kinds("reject", "reason")
    finally:
        stage.close()


@contextmanager
def few_collections() -> Iterator[None]:
    """Walk the live objects less often: a million records hold no cycles, and walking them costs more than comparing them."""
    gc.set_threshold(200_000, 50, 1_000)
    try:
        yield
    finally:
        gc.set_threshold(*USUAL)


def file_hash(path: Path) -> str:
    """SHA-256 of a file, by which it is recognised."""
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
