"""Marks of erased people: keyed hashes of their tax id, code, phones and e-mails, by which a later file is known to bring one back."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import Session, col, select

from core import clock
from core.db.tables import Customer, OptOut
from core.domain.access import Actor
from core.domain.matching import tax_forms
from core.services import keys

HOW = "erased"
"""How an opt-out came about that rests on a mark."""
TAX, CODE, PHONE, EMAIL = "tax", "code", "phone", "email"


def hash_of(kind: str, value: str) -> str:
    """The mark of one identifier: nobody without the data key can tell whose it is, or try phone numbers against it."""
    return keys.search_hash(f"erased:{kind}:{value.strip().casefold()}")


def hashes_of(tax_id: str | None, code: str | None, country: str | None, points: Iterable[tuple[str, str]]) -> set[str]:
    """The marks of a person; `points` are (phone or email, value). A tax id has one for each form, with and without its check digit."""
    bare = "".join(c for c in tax_id or "" if c.isalnum()).upper()
    told = {(TAX, form) for form in (bare, *tax_forms(bare, country))} if bare else set()
    told |= {(CODE, code)} if code else set()
    return {hash_of(kind, value) for kind, value in told | set(points)}


def marks_in(s: Session) -> frozenset[str]:
    """The marks that hold; few, and none at all in most houses."""
    held = select(OptOut.address_hash).where(col(OptOut.address_hash).is_not(None), col(OptOut.lifted_at).is_(None))
    return frozenset(filter(None, s.exec(held)))


def add_in(s: Session, hashes: Iterable[str]) -> int:
    """Keep marks as opt-outs of nobody; those that are there already stay as they are. Returns how many were new."""
    fresh = set(hashes) - marks_in(s)
    for mark in sorted(fresh):
        s.add(OptOut(customer_id=None, channel="all", at=clock.now(), how=HOW, address_hash=mark))
    s.flush()
    return len(fresh)


def block_in(s: Session, actor: Actor, customer: Customer, points: Iterable[tuple[str, str]]) -> bool:
    """Close every channel to a customer who turns out to be somebody that was erased; whether it was one."""
    from core.services import house, optouts

    marks = marks_in(s)
    if not marks:
        return False
    country = customer.country or house.company_in(s).country
    if not marks & hashes_of(customer.tax_id, customer.code, country, points):
        return False
    optouts.record_in(s, actor, customer_id=customer.id or 0, channel=optouts.ALL, how=HOW)
    return True
