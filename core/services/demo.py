"""The demo: an invented business with fourteen months of history up to today, loaded with one click and deleted with one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, delete, func, or_
from sqlmodel import Session, col, select

from core import clock
from core.db.engine import writing
from core.db.tables import (
    Activity,
    Allocation,
    Appointment,
    AuditDetail,
    Authorisation,
    Balance,
    Campaign,
    CampaignMember,
    Company,
    ContactPoint,
    Customer,
    Dispute,
    Erasure,
    Invoice,
    Message,
    MessageEvent,
    MessageInvoice,
    OptOut,
    Payment,
    Plan,
    Portfolio,
    PrivacyRequest,
    Profile,
    Promise,
    Reply,
    Step,
    StepTemplate,
    Summary,
    User,
    Verdict,
)
from core.domain.access import OWNER, Actor, may
from core.domain.countries import COUNTRIES
from core.domain.errors import Refusal
from core.services import (
    audit,
    demo_campaigns,
    demo_history,
    demo_messages,
    demo_people,
    house,
    passwords,
    profiles,
    segments,
    template_defaults,
)

SETTING = "demo"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was invented: counts, the e-mails of the people, and their password (None: nobody can sign in)."""

    customers: int
    invoices: int
    payments: int
    promises: int
    messages: int
    users: list[str] = field(default_factory=list)
    password: str | None = None


def load(engine: Engine, actor: Actor | None = None, *, password: str | None = None, language: str = "es") -> Loaded:
    """Fill an empty house with the demo. Without a company, `actor` is None and the invented people come too; they sign in with `password`.

    `language` is what the invented people read and write in; their customers are spoken to in Spanish all the same.
    The same on every machine, with dates up to today. Raises Refusal when the house holds customers already.
    """
    if actor is not None:
        may(actor, "demo.load")
    with writing(engine) as s:
        if s.exec(select(func.count()).select_from(Customer)).one():
            raise Refusal("not_empty", "There are customers already. Invented data comes only into an empty house.")
        company = s.exec(select(Company)).first()
        if company is not None and actor is None:
            raise Refusal("already_set_up", "Recaudo is already set up. Sign in.")
        company = company or _company_in(s)
        people = _people_in(s, password, language)
        emails = [person.email for person in people]
        acting = actor or Actor("demo", OWNER, people[0].id, people[0].email)
        if actor is None:
            template_defaults.install_defaults_in(s, acting)
            segments.install_ready_in(s)
        company.is_demo = True
        stage = demo_history.stage_of(company, [person.id or 0 for person in people], language)
        made = demo_history.invent_in(s, stage)
        sent = demo_campaigns.Invented()
        if actor is None:
            writer, approver = (Actor(person.name, person.role, person.id, person.email) for person in (people[1], people[0]))
            demo_messages.invent_in(s, stage, demo_messages.approve_in(s, stage, writer, approver))
            sent = demo_campaigns.invent_in(s, stage, writer)
        known = {
            "customers": made.customers, "portfolio": made.portfolio, "users": [person.id for person in people],
            "campaigns": sent.campaigns,
        }  # fmt: skip
        house.set_setting_in(s, SETTING, known)
        audit.record(s, acting, "demo.load", "company", company.id, after={"customers": len(made.customers)})
        profiles.refresh_in(s)
    return Loaded(
        len(made.customers), made.invoices, made.payments, made.promises, sent.messages, emails, password
    )  # fmt: skip


def _company_in(s: Session) -> Company:
    country = demo_people.COUNTRY
    made = Company(
        name=demo_people.COMPANY, country=country, currency=demo_people.CURRENCY, timezone=COUNTRIES[country].timezone, language="es",
        tone="warm", is_demo=True, payment_instructions="Banco Ejemplo, cuenta 000-0000000-0-00", created_at=clock.now(),
    )  # fmt: skip
    s.add(made)
    s.flush()
    return made


def _people_in(s: Session, password: str | None, language: str) -> list[User]:
    """The cast, new or back again: those who cannot sign in are not active, so that no approval waits for somebody who never comes."""
    made = []
    for name, role in demo_people.CAST:
        email = f"{name.lower()}@demo.example"
        user = s.exec(select(User).where(User.email == email)).first()
        if user is None:
            since = clock.now() - timedelta(days=demo_history.DAYS)
            user = User(email=email, name=name, role=role, password_hash=passwords.UNUSABLE, language=language, created_at=since)
        if password:
            user.password_hash = passwords.hashed(password)
        user.is_active = bool(password) or role == OWNER
        made.append(user)
    s.add_all(made)
    s.flush()
    return made


def remove(engine: Engine, actor: Actor) -> int:
    """Delete the invented customers with everything that hangs on them, and close the invented people's accounts; gives how many."""
    may(actor, "demo.load")
    with writing(engine) as s:
        known = house.setting_in(s, SETTING)
        if known is None:
            raise Refusal("no_demo", "There is no invented data to delete.")
        gone = len(known["customers"])
        _delete_in(s, known["customers"])
        _forget_campaigns_in(s, known.get("campaigns", []))
        s.flush()
        if not s.exec(select(func.count()).where(Invoice.portfolio_id == known["portfolio"])).one():
            s.execute(delete(Portfolio).where(col(Portfolio.id) == known["portfolio"]))
        for user in s.exec(select(User).where(col(User.id).in_(known["users"]), User.id != actor.user_id)):
            user.is_active = False
        house.company_in(s).is_demo = False
        house.set_setting_in(s, SETTING, None)
        audit.record(s, actor, "demo.remove", "company", None, before={"customers": gone})
    return gone


def _forget_campaigns_in(s: Session, ids: list[int]) -> None:
    """The invented campaigns with their steps, after their customers; one that has written to somebody real meanwhile is only stopped."""
    used = set(s.exec(select(Message.campaign_id).where(col(Message.campaign_id).in_(ids))))
    for campaign in s.exec(select(Campaign).where(col(Campaign.id).in_(used))):
        campaign.stopped_at = clock.now()
    ids = [number for number in ids if number not in used]
    steps = select(Step.id).where(col(Step.campaign_id).in_(ids))
    s.execute(delete(StepTemplate).where(col(StepTemplate.step_id).in_(steps)))
    s.execute(delete(CampaignMember).where(col(CampaignMember.campaign_id).in_(ids)))
    s.execute(delete(Step).where(col(Step.campaign_id).in_(ids)))
    s.execute(delete(Campaign).where(col(Campaign.id).in_(ids)))


def _delete_in(s: Session, ids: list[int]) -> None:
    """Children before parents, as the foreign keys want it."""
    messages = select(Message.id).where(col(Message.customer_id).in_(ids))
    for table in _OF_MESSAGES:
        s.execute(delete(table).where(col(table.message_id).in_(messages)))
    for table in _FIRST:
        s.execute(delete(table).where(col(table.customer_id).in_(ids)))
    s.execute(delete(Reply).where(col(Reply.message_id).in_(messages)))
    s.execute(delete(Message).where(or_(col(Message.customer_id).in_(ids), col(Message.parent_id).in_(messages))))
    for table in _THEN:
        s.execute(delete(table).where(col(table.customer_id).in_(ids)))
    s.execute(delete(Customer).where(col(Customer.id).in_(ids)))
    s.execute(delete(Summary))


_OF_MESSAGES: tuple[Any, ...] = (MessageEvent, MessageInvoice, Verdict)
_FIRST: tuple[Any, ...] = (AuditDetail, Erasure, PrivacyRequest, Verdict, Promise, Plan, Activity, Reply)
_THEN: tuple[Any, ...] = (
    Dispute, Appointment, Allocation, Payment, Invoice, OptOut, Authorisation, ContactPoint, CampaignMember, Balance, Profile,
)  # fmt: skip
