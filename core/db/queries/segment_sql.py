"""Segment rules as SQL over `profile` p and `balance` b; core.domain.segments says what they mean and a test proves them equal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.db.queries.profile_sql import days
from core.db.queries.withheld_sql import WITHHELD
from core.domain.segment_fields import FIELDS, HIGH
from core.domain.segments import Condition, Rule

_CLASSED = f"p.customer_id NOT IN ({WITHHELD})"
_SIGNS = {"eq": "=", "ne": "<>", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}


@dataclass
class Terms:
    """What rules are compiled against: the dialect, each currency's reference amount for HIGH, and the values bound so far."""

    dialect: str
    references: Mapping[str, int]
    values: dict[str, Any] = field(default_factory=dict)

    def bind(self, value: Any) -> str:
        """A placeholder for a value."""
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f":{name}"


def person_holds(rule: Rule, terms: Terms) -> str:
    """The conditions on the person alone, over profile p."""
    return " AND ".join(_holds(one, _person(one.field, terms.dialect), terms) for one in rule if not one.is_of_balance) or "1 = 1"


def balance_holds(rule: Rule, terms: Terms) -> str:
    """The conditions on a balance, over balance b; all of them speak of one and the same currency."""
    return " AND ".join(_holds(one, f"b.{one.field}", terms) for one in rule if one.is_of_balance) or "1 = 1"


def holds(rule: Rule, terms: Terms) -> str:
    """Whether the customer of profile p is in the segment."""
    person = person_holds(rule, terms)
    if not any(one.is_of_balance for one in rule):
        return person
    return f"{person} AND EXISTS (SELECT 1 FROM balance b WHERE b.customer_id = p.customer_id AND {balance_holds(rule, terms)})"


_AS_OF = "(SELECT as_of FROM summary WHERE name = 'profiles')"


def _person(name: str, dialect: str) -> str:
    return {
        "days_past_due": f"CASE WHEN p.oldest_due_on < {_AS_OF} THEN {days(dialect, _AS_OF, 'p.oldest_due_on')} ELSE 0 END",
        "days_to_due": days(dialect, "p.next_due_on", _AS_OF),
        "days_since_payment": days(dialect, _AS_OF, "p.last_payment_on"),
        "days_since_contact": days(dialect, _AS_OF, _day(dialect, "p.last_contact_at")),
        "is_reachable": "CASE WHEN p.reach <> '' THEN 1 ELSE 0 END",
        "reach": "',' || p.reach",
    }.get(name, f"p.{name}")


def _day(dialect: str, instant: str) -> str:
    return f"date({instant})" if dialect == "sqlite" else f"({instant} AT TIME ZONE 'UTC')"


def _holds(condition: Condition, actual: str, terms: Terms) -> str:
    if condition.op == "in":
        return f"{actual} IN ({', '.join(terms.bind(one) for one in condition.value)})"
    if condition.op in ("has", "lacks"):
        return f"{actual} {'' if condition.op == 'has' else 'NOT '}LIKE {terms.bind(f'%,{condition.value},%')}"
    return f"{actual} {_SIGNS[condition.op]} {_wanted(condition, terms)}"


def _wanted(condition: Condition, terms: Terms) -> str:
    if condition.value == HIGH and FIELDS[condition.field].kind == "money":
        cases = " ".join(f"WHEN {terms.bind(currency)} THEN {int(cents)}" for currency, cents in terms.references.items())
        return f"CASE b.currency {cases} END" if cases else "NULL"
    value = condition.value
    return terms.bind(int(value) if condition.field == "is_reachable" else value)


def members(rule: Rule, terms: Terms) -> str:
    """(customer_id) of the members."""
    return f"SELECT p.customer_id FROM profile p WHERE {_CLASSED} AND {holds(rule, terms)}"


def page(rule: Rule, terms: Terms) -> str:
    """(customer_id) of one page of members, first whom to care for first; needs :limit and :offset."""
    return f"{members(rule, terms)} ORDER BY p.score DESC, p.customer_id LIMIT :limit OFFSET :offset"


def counts(rules: list[Rule], terms: Terms) -> str:
    """One row with the number of members of each rule, in one pass over profiles."""
    sums = ", ".join(f"COALESCE(SUM(CASE WHEN {holds(rule, terms)} THEN 1 ELSE 0 END), 0)" for rule in rules)
    return f"SELECT {sums} FROM profile p WHERE {_CLASSED}"


def money(rules: list[Rule], terms: Terms) -> str:
    """(currency, open, overdue of the first rule, open, overdue of the second, ...) in one pass: the balances for which a rule holds."""
    columns = [(place, name) for place in range(len(rules)) for name in ("open_cents", "overdue_cents")]
    sums = [f"COALESCE(SUM(CASE WHEN r{place} THEN {name} END), 0)" for place, name in columns]
    return f"""
WITH f AS MATERIALIZED (SELECT b.currency, b.open_cents, b.overdue_cents, {_flags(rules, terms)}
    FROM balance b JOIN profile p ON p.customer_id = b.customer_id WHERE b.open_cents > 0 AND {_CLASSED})
SELECT currency, {", ".join(sums)} FROM f GROUP BY currency"""


def _flags(rules: list[Rule], terms: Terms) -> str:
    """A column r0, r1, ... for each rule, worked out once for each balance."""
    tests = (f"{person_holds(rule, terms)} AND {balance_holds(rule, terms)}" for rule in rules)
    return ", ".join(f"({test}) AS r{place}" for place, test in enumerate(tests))


def overdue_then(rules: list[Rule], terms: Terms) -> str:
    """(currency, overdue of the first rule, of the second, ...): what today's members had overdue at the close of :day."""
    sums = [f"COALESCE(SUM(CASE WHEN r{place} THEN cents END), 0)" for place in range(len(rules))]
    return f"""
WITH t AS MATERIALIZED (SELECT i.customer_id, i.currency, SUM(i.amount_cents - COALESCE((
               SELECT SUM(a.amount_cents) FROM allocation a WHERE a.invoice_id = i.id AND a.paid_on <= :day), 0)) AS cents
           FROM invoice i WHERE i.amount_cents > 0 AND i.due_on < :day AND (i.issued_on IS NULL OR i.issued_on <= :day) GROUP BY 1, 2),
     f AS MATERIALIZED (SELECT t.currency, t.cents, {_flags(rules, terms)} FROM t
           JOIN profile p ON p.customer_id = t.customer_id
           JOIN balance b ON b.customer_id = t.customer_id AND b.currency = t.currency WHERE t.cents > 0 AND {_CLASSED})
SELECT currency, {", ".join(sums)} FROM f GROUP BY currency"""
