"""The record of a customer: edited from the version that was read, uncovered with a trace."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, select

from core import clock
from core.db.engine import writing
from core.db.tables import ContactPoint, Customer, User
from core.domain.access import Actor, may
from core.domain.asked_hours import windows_of
from core.domain.countries import COUNTRIES
from core.domain.errors import Refusal, Stale
from core.domain.gate import Facts
from core.domain.gate_windows import hours_for
from core.domain.matching import name_key
from core.services import audit, erasure_marks, house, packs
from core.services.customers import customer_in
from core.services.facts import rules_in

_OF_A_PERSON = ("name", "code", "tax_id", "kind", "address", "notes")
_OF_CONTACT = ("language", "country", "region", "city", "timezone", "preferred_channel", "asked_hours", "agent_id")
EDITABLE = frozenset(_OF_A_PERSON + _OF_CONTACT)
PERSONAL = frozenset((*_OF_A_PERSON, "region", "city"))


def edit(engine: Engine, actor: Actor, customer_id: int, version: int, **changes: Any) -> int:
    """Change what is known of a customer, from the version it was read at; returns the new version. Raises Stale when it changed since."""
    may(actor, "customer.edit")
    if not set(changes) <= EDITABLE:
        raise Refusal("not_editable", "This cannot be changed here: {names}.", names=", ".join(sorted(set(changes) - EDITABLE)))
    with writing(engine) as s:
        customer = customer_in(s, customer_id)
        if customer.version != version:
            raise Stale("stale_customer", "Somebody else changed this customer meanwhile. Look at their version and try again.")
        changes = {name: value for name, value in changes.items() if getattr(customer, name) != value}
        if not changes:
            return version
        _check(s, actor, changes)
        if {"asked_hours", "country", "region"} & changes.keys():
            _check_place_and_hours(s, customer, changes)
        before = {name: getattr(customer, name) for name in changes}
        for name, value in changes.items():
            setattr(customer, name, value)
        customer.name_key, customer.updated_at, customer.version = name_key(customer.name), clock.now(), version + 1
        if "tax_id" in changes:
            customer.tax_id_key = "".join(c for c in customer.tax_id or "" if c.isalnum()).upper() or None
        if {"tax_id", "code"} & changes.keys():
            erasure_marks.block_in(s, actor, customer, ())
        personal = {name: [before[name], value] for name, value in changes.items() if name in PERSONAL}
        audit.record(
            s, actor, "customer.edit", "customer", customer_id, before=_traced(before), after=_traced(changes), personal=personal,
            customer_id=customer_id,
        )  # fmt: skip
        return customer.version


def _check(s: Session, actor: Actor, changes: dict[str, Any]) -> None:
    if "name" in changes and not (changes["name"] or "").strip():
        raise Refusal("no_name", "A customer needs a name.")
    if "agent_id" not in changes:
        return
    may(actor, "customer.assign")
    agent = s.get(User, changes["agent_id"]) if changes["agent_id"] else None
    if changes["agent_id"] and (agent is None or not agent.is_active):
        raise Refusal("no_agent", "This person does not work here any more.")


def _check_place_and_hours(s: Session, customer: Customer, changes: dict[str, Any]) -> None:
    """Raises Refusal where the product knows no such country, or where the hours asked for leave none in which contact is allowed."""
    company = house.company_in(s)
    country, region, hours = (changes.get(name, getattr(customer, name)) for name in ("country", "region", "asked_hours"))
    if changes.get("country") and country not in COUNTRIES:
        raise Refusal("bad_country", "“{country}” is not the code of a country. An example is CO.", country=country)
    if hours is None:
        return
    asked, place = windows_of(hours), country or company.country
    told = Facts("sms", (), place, packs.region_code(place, region), asked_windows=asked)
    if not any(hours_for(told, packs.load_pack(place), rules_in(s))):
        raise Refusal("closed_asked_hours", "Within these hours no contact is allowed. Agree on others, or note that they want no contact.")


def _traced(values: dict[str, Any]) -> dict[str, Any]:
    """Values for the trail: personal ones are named, not repeated, because an entry can never be erased; its personal part can."""
    return {name: "…" if name in PERSONAL and value else value for name, value in values.items()}


def unmask(engine: Engine, actor: Actor, customer_id: int) -> dict[str, Any]:
    """The tax id and contact points of a customer in full: `{tax_id, contacts: {id: value}}`. Looking is written to the trail."""
    may(actor, "customer.unmask")
    with writing(engine) as s:
        customer = customer_in(s, customer_id)
        points = s.exec(select(ContactPoint).where(ContactPoint.customer_id == customer_id)).all()
        audit.record(s, actor, "customer.unmask", "customer", customer_id)
        return {"tax_id": customer.tax_id, "contacts": {point.id: point.value for point in points}}
