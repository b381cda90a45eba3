"""What the figures are computed from: the ledger read by the column, a portion of invoices at a time, and the marks of change."""

from __future__ import annotations

from core.db.queries.columns import joined

INVOICES = ("id", "portfolio_id", "currency", "due_on", "issued_on", "amount_cents", "rate_micros")
UNKNOWN_DAY = "0001-01-01"


def changes() -> str:
    """One row that differs whenever the ledger, the profiles, the company, promises (the first nine), messages or segments do."""
    return """SELECT (SELECT max(id) FROM import), (SELECT count(*) FROM import WHERE undone_at IS NOT NULL),
        (SELECT max(id) FROM invoice), (SELECT max(id) FROM payment), (SELECT max(id) FROM allocation),
        (SELECT max(CAST(body AS text)) FROM summary WHERE name = 'profiles'), (SELECT max(version) FROM company),
        (SELECT max(id) FROM promise), (SELECT count(*) FROM promise WHERE cancelled_at IS NOT NULL),
        (SELECT max(id) FROM message_event), (SELECT max(id) FROM message), (SELECT max(id) FROM opt_out),
        (SELECT max(id) FROM segment), (SELECT max(id) FROM audit_entry WHERE noun = 'segment')"""


def invoices(dialect: str) -> str:
    """One row of joined texts, each a column of the positive invoices with :after < id <= :upto; dates are ten characters long."""
    columns = (
        joined(dialect, "i.id"),
        joined(dialect, "i.portfolio_id"),
        joined(dialect, "i.currency", ""),
        joined(dialect, "i.due_on", ""),
        joined(dialect, f"coalesce(CAST(i.issued_on AS text), '{UNKNOWN_DAY}')", ""),
        joined(dialect, "i.amount_cents"),
        joined(dialect, "coalesce(i.rate_micros, 0)"),
    )
    return f"SELECT {', '.join(columns)} FROM invoice i WHERE i.id > :after AND i.id <= :upto AND i.amount_cents > 0"


def allocations(dialect: str) -> str:
    """The same of the allocations on those invoices."""
    columns = (
        joined(dialect, "a.invoice_id"),
        joined(dialect, "a.paid_on", ""),
        joined(dialect, "a.amount_cents"),
        joined(dialect, "CASE WHEN p.is_opening THEN 1 ELSE 0 END"),
        joined(dialect, "coalesce(p.rate_micros, 0)"),
    )
    return f"""SELECT {", ".join(columns)} FROM allocation a JOIN payment p ON p.id = a.payment_id
        WHERE a.invoice_id > :after AND a.invoice_id <= :upto"""


def channels() -> str:
    """(channel, price currency, accepted, rejected, delivered, read, undelivered, people, cost, estimated, simulated) of a period."""
    return """
SELECT channel, coalesce(price_currency, ''),
       SUM(CASE WHEN sent_at IS NOT NULL THEN 1 ELSE 0 END),
       SUM(CASE WHEN sent_at IS NULL THEN 1 ELSE 0 END),
       SUM(CASE WHEN delivered_at <= :upto OR read_at <= :upto THEN 1 ELSE 0 END),
       SUM(CASE WHEN read_at <= :upto THEN 1 ELSE 0 END),
       SUM(CASE WHEN sent_at IS NOT NULL AND failed_at <= :upto THEN 1 ELSE 0 END),
       SUM(coalesce(price_micros, estimate_micros, 0)),
       SUM(CASE WHEN price_micros IS NULL AND estimate_micros IS NOT NULL THEN 1 ELSE 0 END),
       SUM(CASE WHEN is_simulated THEN 1 ELSE 0 END)
FROM message
WHERE (sent_at > :after AND sent_at <= :upto) OR (sent_at IS NULL AND state = 'rejected' AND failed_at > :after AND failed_at <= :upto)
GROUP BY 1, 2"""


def people(dialect: str, window: int) -> str:
    """(channel, people written to, people of them who paid within `window` days after a message) of a period."""
    day = "date(m.sent_at)" if dialect == "sqlite" else "(m.sent_at AT TIME ZONE 'UTC')::date"
    last = f"date(m.sent_at, '+{window} days')" if dialect == "sqlite" else f"({day} + {window})"
    return f"""
SELECT m.channel, COUNT(DISTINCT m.customer_id), COUNT(DISTINCT CASE WHEN EXISTS (
           SELECT 1 FROM payment p WHERE p.customer_id = m.customer_id AND p.amount_cents > 0 AND p.is_opening = :no
           AND p.paid_on >= {day} AND p.paid_on <= {last} AND p.paid_on <= :day) THEN m.customer_id END)
FROM message m WHERE m.sent_at > :after AND m.sent_at <= :upto AND m.customer_id IS NOT NULL GROUP BY m.channel"""


def opted_out() -> str:
    """(channel, opt-outs of the period)."""
    return "SELECT channel, COUNT(*) FROM opt_out WHERE at > :after AND at <= :upto GROUP BY channel"


def lots(dialect: str, window: int) -> str:
    """(is holdout, members, those who paid within `window` days) of campaigns with a control group, for members of the period."""
    day = "date(m.joined_at)" if dialect == "sqlite" else "(m.joined_at AT TIME ZONE 'UTC')::date"
    last = f"date(m.joined_at, '+{window} days')" if dialect == "sqlite" else f"({day} + {window})"
    return f"""
SELECT m.is_holdout, COUNT(*), SUM(CASE WHEN EXISTS (
           SELECT 1 FROM payment p WHERE p.customer_id = m.customer_id AND p.amount_cents > 0 AND p.is_opening = :no
           AND p.paid_on >= {day} AND p.paid_on <= {last} AND p.paid_on <= :day) THEN 1 ELSE 0 END)
FROM campaign_member m JOIN campaign c ON c.id = m.campaign_id
WHERE c.holdout_percent > 0 AND m.joined_at > :after AND m.joined_at <= :upto GROUP BY m.is_holdout"""
