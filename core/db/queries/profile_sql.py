"""The statements that rebuild profiles and balances as whole sets; core.domain says what they mean and a test proves them equal."""

from __future__ import annotations

from core.domain.aging import BUCKETS
from core.domain.kpis_dso import RATINGS, WORST_RATING
from core.domain.profile import KNOWN_FROM, LATE_AFTER_DAYS, OCCASIONAL_UP_TO_PERCENT, REGULAR_UP_TO_PERCENT, Behaviour
from core.domain.score import AMOUNT_POINTS, BEHAVIOUR_POINTS, BROKEN_POINTS, DAYS_POINTS, REACH_POINTS, REFERENCE_PERCENT

SCOPE = "AND {alias}.customer_id IN (SELECT customer_id FROM profile_scope)"
_OPENING = "SELECT 1 FROM payment o WHERE o.id = a.payment_id AND o.is_opening"
_MOBILE = "(c.line IS NULL OR c.line <> 'landline')"


def days(dialect: str, later: str, earlier: str) -> str:
    """Whole days between two dates."""
    if dialect == "sqlite":
        return f"CAST(julianday({later}) - julianday({earlier}) AS INTEGER)"
    return f"(CAST({later} AS date) - CAST({earlier} AS date))"


def _days_ago(dialect: str, number: int) -> str:
    return f"date(:today, '-{number} days')" if dialect == "sqlite" else f"(CAST(:today AS date) - {number})"


def _fence(dialect: str) -> str:
    """Keeps an inner query whole: without it, its costly columns would be worked out again wherever they are named."""
    return "LIMIT -1" if dialect == "sqlite" else "OFFSET 0"


def _due_within(dialect: str, first: int, last: int | None) -> str:
    """A due date so many days ago; the bounds are worked out once, not for each row."""
    since = f"i.due_on <= {_days_ago(dialect, first)}"
    return since if last is None else f"{since} AND i.due_on >= {_days_ago(dialect, last)}"


def balances(dialect: str, scope: str) -> str:
    """Fills `balance`: one row per customer and currency with anything open, paid or in credit, by lateness bucket."""
    spans = [_due_within(dialect, bucket.first, bucket.last) for bucket in BUCKETS[1:]]
    parts = [f"COALESCE(SUM(CASE WHEN left_cents > 0 AND {span} THEN left_cents END), 0)" for span in spans]
    return f"""
INSERT INTO balance (customer_id, currency, open_cents, overdue_cents, current_cents, late_1_30_cents, late_31_60_cents, late_61_90_cents,
                     late_91_cents, credit_cents, invoices_open, invoices_overdue, paid_cents)
SELECT i.customer_id, i.currency,
       SUM(CASE WHEN left_cents > 0 THEN left_cents ELSE 0 END),
       SUM(CASE WHEN left_cents > 0 AND i.due_on < :today THEN left_cents ELSE 0 END),
       SUM(CASE WHEN left_cents > 0 AND i.due_on >= :today THEN left_cents ELSE 0 END),
       {", ".join(parts)},
       SUM(CASE WHEN left_cents < 0 THEN -left_cents ELSE 0 END),
       SUM(CASE WHEN left_cents > 0 THEN 1 ELSE 0 END),
       SUM(CASE WHEN left_cents > 0 AND i.due_on < :today THEN 1 ELSE 0 END),
       SUM(i.paid_cents)
FROM (SELECT customer_id, currency, due_on, paid_cents, amount_cents - paid_cents AS left_cents FROM invoice i WHERE 1 = 1 {scope}) i
GROUP BY i.customer_id, i.currency"""


def credit(scope: str) -> str:
    """Adds to `balance` what was paid and laid on no invoice, as the customer's credit."""
    return f"""
INSERT INTO balance (customer_id, currency, credit_cents, invoices_open, invoices_overdue)
SELECT customer_id, currency, SUM(left_cents), 0, 0 FROM (
    SELECT p.customer_id, p.currency,
           p.amount_cents - COALESCE((SELECT SUM(a.amount_cents) FROM allocation a WHERE a.payment_id = p.id), 0) AS left_cents
    FROM payment p WHERE 1 = 1 {scope}) AS p
WHERE left_cents > 0 GROUP BY customer_id, currency
ON CONFLICT (customer_id, currency) DO UPDATE SET credit_cents = balance.credit_cents + excluded.credit_cents"""


def _within(value: str, first: int, last: int | None) -> str:
    return f"{value} >= {first}" if last is None else f"{value} BETWEEN {first} AND {last}"


def history(dialect: str, scope: str, has_openings: bool = True) -> str:
    """One row per customer with how their invoices were paid: known, late, delay weighted by amount, oldest and next due date.

    An invoice that was settled before anybody told when says nothing of how its customer pays: only its number counts.
    """
    late = days(dialect, "COALESCE(done_on, :today)", "due_on")
    dated = f" AND NOT EXISTS ({_OPENING})" if has_openings else ""
    told = "is_paid = 0 OR done_on IS NOT NULL"
    return f"""
SELECT customer_id,
       COUNT(*) AS invoices,
       SUM(is_paid) AS invoices_paid,
       SUM(CASE WHEN late_days > {LATE_AFTER_DAYS} THEN 1 ELSE 0 END) AS late,
       SUM(CASE WHEN done_on IS NOT NULL OR late_days > {LATE_AFTER_DAYS} THEN 1 ELSE 0 END) AS known,
       SUM(CASE WHEN done_on IS NOT NULL OR late_days > 0 THEN amount_cents * 1.0 * late_days ELSE 0 END) AS amount_days,
       SUM(CASE WHEN done_on IS NOT NULL OR late_days > 0 THEN amount_cents ELSE 0 END) AS delayed_cents,
       MIN(CASE WHEN is_paid = 0 AND due_on < :today THEN due_on END) AS oldest_due_on,
       MIN(CASE WHEN is_paid = 0 AND due_on >= :today THEN due_on END) AS next_due_on
FROM (SELECT customer_id, due_on, amount_cents, is_paid, done_on, CASE WHEN {told} THEN {late} END AS late_days
      FROM (SELECT i.customer_id, i.due_on, i.amount_cents, CASE WHEN i.paid_cents >= i.amount_cents THEN 1 ELSE 0 END AS is_paid,
                   CASE WHEN i.paid_cents >= i.amount_cents THEN
                       (SELECT MAX(a.paid_on) FROM allocation a WHERE a.invoice_id = i.id{dated}) END AS done_on
            FROM invoice i WHERE i.amount_cents > 0 {scope} ORDER BY i.customer_id {_fence(dialect)}) AS dated
      ORDER BY customer_id {_fence(dialect)}) AS aged
GROUP BY customer_id"""


def reach(needs_authorisation: tuple[str, ...], active: tuple[str, ...], scope: str) -> str:
    """One row per customer with the channels that can be used, as a comma-separated word."""
    kinds = {
        "whatsapp": f"c.kind = 'phone' AND c.whatsapp_off IS NULL AND {_MOBILE}",
        "sms": f"c.kind = 'phone' AND c.sms_off IS NULL AND {_MOBILE}",
        "email": "c.kind = 'email' AND c.email_off IS NULL",
        "voice": "c.kind = 'phone' AND c.voice_off IS NULL",
    }
    words = [
        f"CASE WHEN MAX(CASE WHEN {test} THEN 1 ELSE 0 END) = 1{_allowed(channel, needs_authorisation)} THEN '{channel},' ELSE '' END"
        for channel, test in kinds.items()
        if channel in active
    ]
    return f"""
SELECT c.customer_id, {" || ".join(words) or "''"} AS reach
FROM contact_point c WHERE c.invalid_at IS NULL {scope} GROUP BY c.customer_id"""


def _allowed(channel: str, needs_authorisation: tuple[str, ...]) -> str:
    out = f"SELECT customer_id FROM opt_out WHERE channel = '{channel}' AND lifted_at IS NULL AND customer_id IS NOT NULL"
    no = f" AND c.customer_id NOT IN ({out})"
    if channel not in needs_authorisation:
        return no
    return f"{no} AND c.customer_id IN (SELECT customer_id FROM authorisation WHERE channel = '{channel}' AND withdrawn_at IS NULL)"


def profiles(dialect: str, scope: str, reach_rows: str, has_openings: bool = True) -> str:
    """Fills `profile` for every customer in scope; the score follows in a statement of its own, once balances are there."""
    return f"""
INSERT INTO profile (customer_id, as_of, behaviour, bucket, oldest_due_on, next_due_on, invoices, invoices_paid, paid_late,
                     average_delay_days, rating, reach, score, has_promise, has_broken_promise, has_dispute, last_payment_on,
                     last_contact_at)
SELECT c.customer_id, :today, {_behaviour()}, {_bucket(dialect)}, h.oldest_due_on, h.next_due_on, COALESCE(h.invoices, 0),
       COALESCE(h.invoices_paid, 0), COALESCE(h.late, 0), {_DELAY}, {_rating()}, COALESCE(r.reach, ''), 0,
       CASE WHEN w.is_open = 1 THEN :yes ELSE :no END, CASE WHEN w.is_broken = 1 THEN :yes ELSE :no END,
       CASE WHEN d.customer_id IS NOT NULL THEN :yes ELSE :no END, p.last_on, t.last_at
FROM (SELECT id AS customer_id FROM customer i WHERE erased_at IS NULL AND rested_at IS NULL {scope.replace(".customer_id", ".id")}) c
LEFT JOIN ({history(dialect, scope, has_openings)}) h ON h.customer_id = c.customer_id
LEFT JOIN ({reach_rows}) r ON r.customer_id = c.customer_id
LEFT JOIN profile_word w ON w.customer_id = c.customer_id
LEFT JOIN (SELECT DISTINCT customer_id FROM dispute i WHERE closed_at IS NULL {scope}) d ON d.customer_id = c.customer_id
LEFT JOIN (SELECT customer_id, MAX(paid_on) AS last_on FROM payment i WHERE amount_cents > 0 AND NOT is_opening {scope}
           GROUP BY customer_id) p ON p.customer_id = c.customer_id
LEFT JOIN ({_contacts(scope)}) t ON t.customer_id = c.customer_id"""


def _contacts(scope: str) -> str:
    return f"""SELECT customer_id, MAX(at) AS last_at FROM (
    SELECT customer_id, sent_at AS at FROM message i WHERE sent_at IS NOT NULL AND customer_id IS NOT NULL {scope}
    UNION ALL SELECT customer_id, at FROM activity i WHERE kind <> 'note' {scope}) AS touched GROUP BY customer_id"""


_DELAY = "CASE WHEN h.delayed_cents > 0 THEN h.amount_days / h.delayed_cents END"


def _behaviour() -> str:
    return f"""CASE WHEN COALESCE(h.known, 0) < {KNOWN_FROM} THEN '{Behaviour.NEW.value}'
         WHEN h.late * 100 <= h.known * {REGULAR_UP_TO_PERCENT} THEN '{Behaviour.REGULAR.value}'
         WHEN h.late * 100 <= h.known * {OCCASIONAL_UP_TO_PERCENT} THEN '{Behaviour.OCCASIONALLY_LATE.value}'
         ELSE '{Behaviour.REPEATEDLY_LATE.value}' END"""


def _bucket(dialect: str) -> str:
    late = days(dialect, ":today", "h.oldest_due_on")
    cases = " ".join(f"WHEN {_within(late, bucket.first, bucket.last)} THEN '{bucket.code}'" for bucket in BUCKETS[1:])
    return f"CASE WHEN h.oldest_due_on IS NULL THEN 'current' {cases} ELSE 'current' END"


def _rating() -> str:
    cases = " ".join(f"WHEN {_DELAY} <= {highest} THEN '{rating}'" for rating, highest in RATINGS)
    return f"CASE WHEN h.delayed_cents IS NULL OR h.delayed_cents <= 0 THEN NULL {cases} ELSE '{WORST_RATING}' END"


def references() -> str:
    """(currency, hundredths): the overdue balance that earns all points for the amount, by nearest rank."""
    return f"""
SELECT currency, overdue_cents FROM (
    SELECT currency, overdue_cents, ROW_NUMBER() OVER (PARTITION BY currency ORDER BY overdue_cents) AS place,
           COUNT(*) OVER (PARTITION BY currency) AS total
    FROM balance WHERE overdue_cents > 0) AS ranked
WHERE place = (total * {REFERENCE_PERCENT} + 99) / 100"""


def scores(scope: str) -> str:
    """Sets `profile.score` from balances, lateness, behaviour, broken promises and reach; needs profile_reference and profile_word."""
    days_points = " ".join(f"WHEN '{bucket}' THEN {points}" for bucket, points in DAYS_POINTS.items())
    behaviour_points = " ".join(f"WHEN '{behaviour.value}' THEN {points}" for behaviour, points in BEHAVIOUR_POINTS.items())
    most = len(BROKEN_POINTS) - 1
    broken_points = " ".join(f"WHEN {number} THEN {points}" for number, points in enumerate(BROKEN_POINTS[:most]))
    return f"""
UPDATE profile SET score = (
    SELECT (MAX(CASE WHEN b.overdue_cents >= f.cents THEN {AMOUNT_POINTS} ELSE {AMOUNT_POINTS} * b.overdue_cents / f.cents END)
            + CASE profile.bucket {days_points} ELSE 0 END
            + CASE profile.behaviour {behaviour_points} ELSE 0 END
            + CASE COALESCE((SELECT w.broken FROM profile_word w WHERE w.customer_id = profile.customer_id), 0)
                   {broken_points} ELSE {BROKEN_POINTS[most]} END
            + CASE WHEN profile.reach <> '' THEN {REACH_POINTS} ELSE 0 END)
           / CASE WHEN profile.has_promise THEN 2 ELSE 1 END
    FROM balance b JOIN profile_reference f ON f.currency = b.currency
    WHERE b.customer_id = profile.customer_id AND b.overdue_cents > 0)
WHERE oldest_due_on IS NOT NULL AND NOT has_dispute {scope}"""
