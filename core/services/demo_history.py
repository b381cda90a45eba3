"""Fourteen months of an invented business: invoices, payments by habit, promises, contacts, disputes and opt-outs, the same every time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from sqlmodel import Session

from core import clock
from core.db.tables import Allocation, Authorisation, Company, ContactPoint, Customer, Invoice, Payment, Portfolio
from core.domain.matching import name_key
from core.services import demo_people as people
from core.services import demo_work
from core.services.demo_people import Habit

DAYS = 420
SEED = 20


@dataclass(slots=True)
class Invented:
    """What came out: ids of the customers and of their portfolio, and counts."""

    customers: list[int] = field(default_factory=list)
    portfolio: int = 0
    invoices: int = 0
    payments: int = 0
    promises: int = 0


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the invention happens: the business's date and zone, its currency, its people and what they read, and the source of chance."""

    company: Company
    users: list[int]
    today: date
    random: Random
    language: str = "es"

    def instant(self, day: date, hour: int = 10, minute: int = 0) -> datetime:
        """An instant of the business's wall clock."""
        return datetime.combine(day, time(hour, minute), ZoneInfo(self.company.timezone)).astimezone(UTC)


def stage_of(company: Company, users: list[int], language: str) -> Stage:
    """The stage for a business and its people: owner, manager, agent."""
    return Stage(company, users, clock.today(company.timezone), Random(SEED), language)


def invent_in(s: Session, stage: Stage) -> Invented:
    """Invent the ledger and the work within the caller's transaction."""
    portfolio = Portfolio(name="Demo", created_at=clock.now())
    s.add(portfolio)
    customers = [_customer(stage, number) for number in range(people.COUNT)]
    s.add_all(customers)
    s.flush()
    s.add_all([point for number, customer in enumerate(customers) for point in _contacts(stage, customer, number)])
    habits = [people.HABITS[2] if number == 0 else people.habit_of(stage.random) for number in range(len(customers))]
    invoices = [
        invoice
        for customer, habit in zip(customers, habits, strict=True)
        for invoice in _invoices(stage, customer, habit, portfolio.id or 0)
    ]
    for number, invoice in enumerate(sorted(invoices, key=lambda invoice: invoice.issued_on or stage.today)):
        invoice.number = f"F001-{number + 1:05d}"
    s.add_all(invoices)
    s.flush()
    by_customer = dict(zip((customer.id for customer in customers), habits, strict=True))
    payments = [payment for invoice in invoices for payment in _pay_in(s, stage, invoice, by_customer[invoice.customer_id])]
    promises = demo_work.invent_in(s, stage, customers, invoices)
    ids = [customer.id or 0 for customer in customers]
    return Invented(ids, portfolio.id or 0, len(invoices), len(payments) + promises.payments, promises.count)


def _customer(stage: Stage, number: int) -> Customer:
    name, kind = people.name_of(stage.random, number)
    tax_id = f"{'20' if kind == 'business' else '10'}{stage.random.randrange(10**8, 10**9)}"
    since = clock.now() - timedelta(days=DAYS)
    return Customer(
        name=name, name_key=name_key(name), code=f"C{number + 1:04d}", tax_id=tax_id, tax_id_key=tax_id, kind=kind, language="es",
        country=stage.company.country, city=stage.random.choice(people.CITIES), agent_id=stage.users[2] if number % 3 else None,
        created_at=since, updated_at=since,
    )  # fmt: skip


def _contacts(stage: Stage, customer: Customer, number: int) -> list[ContactPoint | Authorisation]:
    """A mobile for nearly all, an e-mail for most, and the consent that a customer of long standing has given."""
    import phonenumbers

    sample = phonenumbers.example_number_for_type(stage.company.country, phonenumbers.PhoneNumberType.MOBILE)
    example = phonenumbers.format_number(sample, phonenumbers.PhoneNumberFormat.E164) if sample else "+51912345678"
    made: list[ContactPoint | Authorisation] = []
    if number < 3 or stage.random.random() < 0.94:
        phone = people.phone_of(example, number)
        made.append(
            ContactPoint(
                customer_id=customer.id or 0, kind="phone", value=phone, line="mobile", is_primary=True, created_at=customer.created_at
            )
        )
    if number < 3 or stage.random.random() < 0.7:
        email = f"cliente{number + 1:03d}@example.com"
        made.append(ContactPoint(customer_id=customer.id or 0, kind="email", value=email, is_primary=True, created_at=customer.created_at))
    if stage.random.random() < 0.85:
        for channel in ("sms", "whatsapp", "email", "voice"):
            made.append(Authorisation(customer_id=customer.id or 0, channel=channel, given_at=customer.created_at, how="contract"))
    return made


def _invoices(stage: Stage, customer: Customer, habit: Habit, portfolio_id: int) -> list[Invoice]:
    """Invoices spread over the months, in the business's currency or, for every sixth customer, in a second one."""
    draw, count = stage.random, stage.random.randint(*habit.invoices)
    span = DAYS if habit.name != "new" else 60
    terms, size = draw.choice((15, 30, 30, 45)), draw.choice((180, 420, 900, 2400))
    foreign = people.SECOND if stage.company.currency != people.SECOND else "EUR"
    made = []
    for place in range(count):
        issued = stage.today - timedelta(days=span - int(span * (place + draw.random()) / count))
        abroad = (customer.id or 0) % 6 == 0 and (place % 2 == 0 or (customer.id or 0) % 12 == 0)
        cents = int(size * draw.uniform(0.5, 2.5) * 100) // (4 if abroad else 1)
        made.append(
            Invoice(
                portfolio_id=portfolio_id,
                customer_id=customer.id or 0,
                number="",
                issued_on=issued,
                due_on=issued + timedelta(days=terms),
                amount_cents=cents,
                currency=foreign if abroad else stage.company.currency,
            )
        )
    return made


def _pay_in(s: Session, stage: Stage, invoice: Invoice, habit: Habit) -> list[Payment]:
    """The payments of one invoice by habit: in time, late, in two parts, or not yet."""
    draw = stage.random
    age = (stage.today - invoice.due_on).days
    if draw.random() < habit.unpaid * (3 if age < 75 else 1 if age < 140 else 0.1):  # what is old was mostly paid in the end
        return []
    delay = -draw.randint(0, 6) if draw.random() < habit.in_time else draw.randint(*habit.late)
    parts = [(invoice.due_on + timedelta(days=delay), invoice.amount_cents)]
    if habit.name != "regular" and draw.random() < 0.12:
        half = invoice.amount_cents // 2
        parts = [(parts[0][0], half), (parts[0][0] + timedelta(days=draw.randint(7, 25)), invoice.amount_cents - half)]
    return [pay_in(s, stage, invoice, paid_on, cents) for paid_on, cents in parts if paid_on <= stage.today]


def pay_in(s: Session, stage: Stage, invoice: Invoice, paid_on: date, cents: int) -> Payment:
    """One payment laid on one invoice."""
    payment = Payment(
        customer_id=invoice.customer_id, portfolio_id=invoice.portfolio_id, paid_on=paid_on, amount_cents=cents, currency=invoice.currency,
        method=stage.random.choice(("transfer", "transfer", "card", "cash")), source="manual", recorded_at=stage.instant(paid_on, 18),
    )  # fmt: skip
    s.add(payment)
    s.flush()
    s.add(
        Allocation(
            payment_id=payment.id or 0,
            invoice_id=invoice.id or 0,
            customer_id=invoice.customer_id,
            paid_on=paid_on,
            amount_cents=cents,
            currency=invoice.currency,
        )
    )
    invoice.paid_cents += cents
    return payment
