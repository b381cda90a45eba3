"""The values that a message is filled with: plain strings and whole numbers in the customer's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from core.text.catalog import translate
from core.text.format import format_date, format_money

_MANY = 5
_STOP = {"es": "Responda BAJA para no recibir más.", "en": "Reply STOP to get no more."}  # short: a second SMS part doubles the price
_STOP_EMAIL = {
    "es": "Si no desea recibir estos correos, responda con la palabra BAJA.",
    "en": "To receive no more of these e-mails, reply with the word STOP.",
}
_MORE = {"es": "y {n} más", "en": "and {n} more"}
_LINE = {"es": "{number}: {amount}, vence el {due}", "en": "{number}: {amount}, due {due}"}
_LINE_LATE = {"es": "{number}: {amount}, venció el {due}", "en": "{number}: {amount}, was due {due}"}
_COMPANY_ENDINGS = (
    "S.A.",
    "SA",
    "S.A.S.",
    "SAS",
    "S.R.L.",
    "SRL",
    "LTDA",
    "LTDA.",
    "S.L.",
    "SL",
    "INC",
    "INC.",
    "LLC",
    "LTD",
    "S.A.C.",
    "SAC",
    "E.I.R.L.",
    "SPA",
    "CIA",
    "CÍA",
    "SOCIEDAD",
)


_TRADES = frozenset(
    (
        "agencia", "almacén", "autopartes", "bazar", "bodega", "botica", "café", "cafetería", "carnicería", "centro", "clínica",
        "colegio", "comercial", "compañía", "confecciones", "constructora", "consorcio", "cooperativa", "corporación",
        "distribuidora", "electrónica", "empresa", "estudio", "farmacia", "ferretería", "florería", "fundación", "grupo", "hotel",
        "importadora", "imprenta", "industrias", "inmobiliaria", "inversiones", "laboratorio", "lavandería", "librería",
        "mecánica", "mercado", "minimarket", "multiservicios", "negocios", "óptica", "panadería", "papelería", "pastelería",
        "peluquería", "pizzería", "pollería", "repuestos", "restaurante", "salón", "servicios", "supermercado", "taller",
        "tienda", "transportes", "veterinaria", "zapatería",
    )
)  # fmt: skip
_ARTICLES = frozenset(("el", "la", "los", "las", "the"))


def _is_business(words: list[str]) -> bool:
    """Whether a name is that of a business: its legal form, its trade in front, or an article where a person has a second name."""
    is_trade = words[0].lower() in _TRADES or (len(words) > 2 and words[1].lower() in _ARTICLES)
    return is_trade or any(word.upper().strip(",") in _COMPANY_ENDINGS for word in words)


def first_name(name: str) -> str:
    """The name to greet a person with; a company keeps its whole name, and `López, Ana` is greeted as Ana."""
    words = name.split()
    if not words or _is_business(words):
        return name
    if "," in name and name.split(",", 1)[1].strip():
        words = name.split(",", 1)[1].split()
    return words[0].capitalize() if words[0].isupper() else words[0]


def greeting(name: str, tone: str, lang: str) -> str:
    """The greeting in the company's tone: warm by first name, formal by full name."""
    if tone == "formal":
        return f"Estimado/a {name}" if lang == "es" else f"Dear {name}"
    return f"Hola, {first_name(name)}" if lang == "es" else f"Hello {first_name(name)}"


def values(
    *,
    company: dict[str, str | None], customer_name: str, lang: str, channel: str, currency: str, invoices: Sequence[tuple[str, date, int]],
    today: date, promise: tuple[int, date] | None = None, paid_cents: int | None = None, agent: str | None = None,
) -> dict[str, str | int]:  # fmt: skip
    """Every variable of wording.VARIABLES for one message.

    `company` has name, phone, email, tone, country, payment_link, payment_instructions, privacy_link; `invoices` are
    (number, due date, open hundredths), earliest due first; `promise` is (hundredths, date).
    What is unknown is an empty string, so that a condition can ask for it.
    """
    country, due, in_full = company.get("country"), invoices[0][1] if invoices else None, channel != "sms"

    def money(amount: int) -> str:
        return format_money(amount, currency, lang=lang, country=country).replace("\xa0", " ")  # which costs a text message nothing

    return {
        **_of_company(company),
        "greeting": greeting(customer_name, company.get("tone") or "warm", lang),
        "customer_name": customer_name,
        "first_name": first_name(customer_name),
        "amount": money(sum(amount for _number, _due, amount in invoices)),
        "balance_date": format_date(today, long=True, lang=lang, country=country),
        "due_date": format_date(due, long=in_full, lang=lang, country=country) if due else "",
        "days_late": max(0, (today - due).days) if due else 0,
        "invoice_count": len(invoices),
        "invoice_number": invoices[0][0] if invoices else "",
        "invoice_list": _listed(invoices, today, lang, channel, money),
        "promise_amount": money(promise[0]) if promise else "",
        "promise_date": format_date(promise[1], long=True, lang=lang, country=country) if promise else "",
        "paid_amount": money(paid_cents) if paid_cents is not None else "",
        "agent_name": agent or "",
        "stop_words": (_STOP_EMAIL if channel == "email" else _STOP)[lang],
    }


def _of_company(company: dict[str, str | None]) -> dict[str, str]:
    own = {f"company_{name}": company.get(name) or "" for name in ("name", "phone", "email")}
    return own | {name: company.get(name) or "" for name in ("payment_link", "payment_instructions", "privacy_link")}


def _listed(invoices: Sequence[tuple[str, date, int]], today: date, lang: str, channel: str, money: object) -> str:
    lines = [
        (_LINE if due >= today else _LINE_LATE)[lang].format(number=number, amount=money(amount), due=format_date(due, lang=lang))  # type: ignore[operator]
        for number, due, amount in invoices[:_MANY]
    ]
    if len(invoices) > _MANY:
        lines.append(_MORE[lang].format(n=len(invoices) - _MANY))
    return ("\n" if channel == "email" else "; ").join(lines)


def sample(lang: str, channel: str, today: date, *, currency: str, country: str) -> dict[str, str | int]:
    """Invented values in the currency and habits of a business, to preview a text with before there is a customer."""
    from datetime import timedelta

    return values(
        company={
            "name": translate("Your company", lang),
            "phone": "+57 601 555 0100",
            "email": "pagos@example.com",
            "tone": "warm",
            "country": country,
            "payment_link": "https://example.com/pay",
            "payment_instructions": translate("Transfer to account 000-123456", lang),
        },
        customer_name="Ana Torres",
        lang=lang,
        channel=channel,
        currency=currency,
        invoices=[("F-1001", today - timedelta(days=5), 1_250_00)],
        today=today,
        promise=(500_00, today + timedelta(days=3)),
        paid_cents=750_00,
        agent="Gus",
    )
