"""Dates, amounts, currencies, texts and identities as people write them, decided by the whole column and never guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.domain.readings import Choices
from core.domain.records import FileRefused, InvoiceRecord, PaymentRecord
from core.intake import understand
from core.intake.amounts import parse_amount
from core.intake.cells import Flaw
from core.intake.dates import parse_date
from core.intake.identities import Partly, read_emails, read_tax_id

HEADER = "Cliente;Factura;Vencimiento;Importe\n"


def read(path: Path, text: str | bytes, **options):
    file = path / "cartera.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    reading = understand(file, "cartera.csv", **{"company_country": "AR", "company_currency": "ARS", "kind": "portfolio", **options})
    batches = list(reading.batches)
    view = {"portfolio": InvoiceRecord, "payments": PaymentRecord}.get(reading.understood.kind, tuple)
    records = [view._make(r) if view is not tuple else r for batch in batches for r in batch.records]
    return reading, records, [r for b in batches for r in b.rejected], [w for b in batches for w in b.warnings]


def rows(*cells: tuple[str, str]) -> str:
    return HEADER + "".join(f"Ana;F-{n};{due};{amount}\n" for n, (due, amount) in enumerate(cells, 1))


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("31/12/2025", "dmy", "2025-12-31"),
        ("12/31/2025", "mdy", "2025-12-31"),
        ("31-12-25", "dmy", "2025-12-31"),
        ("2025-12-31", None, "2025-12-31"),
        ("2025-12-31T10:00:00Z", None, "2025-12-31"),
        ("20251231", None, "2025-12-31"),
        ("31/12/2025 14:30", "dmy", "2025-12-31"),
        ("31/12/2025 02:30:00 p. m.", "dmy", "2025-12-31"),
        ("46022", None, "2025-12-31"),
        (46022.75, None, "2025-12-31"),
        ("46022,75", None, "2025-12-31"),
        ("31-dic-25", None, "2025-12-31"),
        ("31 de diciembre de 2025", None, "2025-12-31"),
        ("Dec 31, 2025", None, "2025-12-31"),
        ("31 DEZ 2025", None, "2025-12-31"),
        ("miércoles, 31 de diciembre de 2025", None, "2025-12-31"),
        ("5-set-2025", None, "2025-09-05"),
        ("15/ago./2025", None, "2025-08-15"),
        ("########", "dmy", Flaw.BAD),
        ("31/02/2025", "dmy", Flaw.BAD),
        ("31/12/2025", "mdy", Flaw.BAD),
        ("mañana", "dmy", Flaw.BAD),
        ("00/00/0000", "dmy", None),
        ("-", "dmy", None),
    ],
)
def test_dates_as_people_write_them(text, order, expected):
    assert parse_date(text, order) == expected


@pytest.mark.parametrize(
    ("text", "decimal", "cents"),
    [
        ("1.234,56", "comma", 123456),
        ("1,234.56", "point", 123456),
        ("1 234,56", "comma", 123456),
        ("1\u202f234,56", "comma", 123456),
        ("1'234.56", "point", 123456),
        ("1'234,567.89", "point", 123456789),
        ("12.345.678", "comma", 1234567800),
        ("12.345.678", None, 1234567800),
        ("$ 1.234,56", "comma", 123456),
        ("USD 1,234.56", "point", 123456),
        ("1.234,56 €", "comma", 123456),
        ("-1.234,56", "comma", -123456),
        ("1.234,56-", "comma", -123456),
        ("(1.234,56)", "comma", -123456),
        ("$ (1.234,56)", "comma", -123456),
        ("−5,00", "comma", -500),
        ("1.234", "comma", 123400),
        ("1,234", "point", 123400),
        ("0.500", "point", 50),
        ("1234.567", "point", 123457),
        ("1.234", "point", Flaw.AMBIGUOUS),
        ("1.234", None, Flaw.AMBIGUOUS),
        ("1.23.4", "comma", Flaw.BAD),
        ("12,34,56", "point", Flaw.BAD),
        ("--5", "comma", Flaw.BAD),
        ("mil", "comma", Flaw.BAD),
        ("5%", "comma", Flaw.BAD),
        (21398214.900000002, None, 2139821490),
        (0.285, None, 29),
        ("", "comma", None),
        (".5", "point", 50),
        ("100", None, 10000),
    ],
)
def test_amounts_as_people_write_them(text, decimal, cents):
    assert parse_amount(text, decimal).cents == cents


def test_one_late_day_decides_the_order_of_the_whole_column(tmp_path):
    reading, records, *_ = read(tmp_path, rows(("03/04/2026", "1,50"), ("25/04/2026", "1,50")))
    assert reading.understood.date_order == "dmy" and reading.questions == []
    assert records[0].due_on == "2026-04-03"


def test_a_column_that_cannot_tell_is_asked_about(tmp_path):
    text = rows(("03/04/2026", "1,50"), ("05/06/2026", "1,50"))
    assert [q.about for q in read(tmp_path, text)[0].questions] == ["date_order"]
    reading, records, *_ = read(tmp_path, text, choices=Choices(date_order="mdy"))
    assert reading.questions == [] and records[0].due_on == "2026-03-04"


def test_amounts_that_can_be_read_two_ways_are_asked_about(tmp_path):
    text = rows(("2026-04-03", "1.500"), ("2026-04-03", "980"))
    reading, _, rejected, _ = read(tmp_path, text)
    assert [q.about for q in reading.questions] == ["decimal"]
    assert [(r.row, r.reason) for r in rejected] == [(2, "ambiguous_amount")]
    assert [r.amount_cents for r in read(tmp_path, text, choices=Choices(decimal="comma"))[1]] == [150000, 98000]
    reading, records, _, warnings = read(tmp_path, text, choices=Choices(decimal="point"))
    assert reading.questions == [] and records[0].amount_cents == 150
    assert [(w.row, w.kind) for w in warnings] == [(2, "ambiguous_amount")]


def test_an_amount_in_the_other_style_is_read_and_said(tmp_path):
    text = rows(*[("2026-04-03", f"{n},50") for n in range(30)], ("2026-04-03", "1,234.56"))
    _, records, _, warnings = read(tmp_path, text)
    assert records[-1].amount_cents == 123456
    assert [(w.row, w.kind) for w in warnings] == [(32, "ambiguous_amount")]


def test_bad_dates_and_amounts_refuse_their_rows(tmp_path):
    _, records, rejected, _ = read(tmp_path, rows(("########", "1,50"), ("25/04/2026", "x"), ("25/04/2026", "1,50")))
    assert len(records) == 1
    assert [(r.row, r.reason, r.column) for r in rejected] == [(2, "bad_date", "Vencimiento"), (3, "bad_amount", "Importe")]
    assert rejected[0].cells == ["Ana", "F-1", "########", "1,50"]


def test_half_swapped_dates_are_noticed(tmp_path):
    swapped = [
        ("25/03/2026", "1,50"),
        ("28/03/2026", "1,50"),
        ("31/03/2026", "1,50"),
        ("3/4/2026", "1,50"),
        ("4/5/2026", "1,50"),
        ("3/7/2026", "1,50"),
    ]
    _, _, _, warnings = read(tmp_path, rows(*swapped))
    assert [(w.row, w.kind) for w in warnings] == [(None, "date_swapped")]


def test_currencies_by_column_by_sign_and_by_header(tmp_path):
    text = (
        "Cliente;Factura;Vencimiento;Importe;Moneda\nAna;F-1;2026-04-03;1,50;U$S\nAna;F-2;2026-04-03;1,50;Pesos\n"
        "Ana;F-3;2026-04-03;1,50;Zorros\n"
    )
    _, records, rejected, _ = read(tmp_path, text)
    assert [r.currency for r in records] == ["USD", "ARS"]
    assert [(r.row, r.reason) for r in rejected] == [(4, "unsupported_currency")]
    _, records, *_ = read(tmp_path, rows(("2026-04-03", "US$ 1,50"), ("2026-04-03", "1,50"), ("2026-04-03", "€ 1,50")))
    assert [r.currency for r in records] == ["USD", "ARS", "EUR"]
    _, records, *_ = read(tmp_path, rows(("2026-04-03", "1,50")).replace("Importe", "Importe (USD)"))
    assert records[0].currency == "USD"


def test_without_any_currency_it_is_asked(tmp_path):
    assert [q.about for q in read(tmp_path, rows(("2026-04-03", "1,50")), company_currency=None)[0].questions] == ["currency"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "latin-1", "cp850"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_every_encoding_and_delimiter_gives_the_same_words(tmp_path, encoding, delimiter):
    text = "Razón social;Nº factura;Vencimiento;Importe\r\nMuñoz Hnos. “El Ñandú”;F-1;25/04/2026;150\r\n".replace(";", delimiter)
    if encoding in ("latin-1", "cp850"):
        text = text.replace("“", "«").replace("”", "»")
    reading, records, *_ = read(tmp_path, text.encode(encoding))
    assert records[0].customer.startswith("Muñoz Hnos.") and "Ñandú" in records[0].customer
    assert reading.understood.encoding == encoding and reading.understood.delimiter == delimiter


def test_text_encoded_twice_is_mended_and_said(tmp_path):
    _, records, _, warnings = read(tmp_path, rows(("2026-04-03", "1,50")).replace("Ana", "MarÃ­a PeÃ±a"))
    assert records[0].customer == "María Peña"
    assert [(w.row, w.kind) for w in warnings] == [(2, "text_repaired")]


def test_a_row_that_does_not_decode_is_refused_alone(tmp_path):
    text = (HEADER + "".join(f"Peña;F-{n};2026-04-03;1,50\n" for n in range(40))).encode() + b"Mu\xf1oz;F-99;2026-04-03;1,50\n"
    _, records, rejected, _ = read(tmp_path, text)
    assert len(records) == 40 and [(r.row, r.reason) for r in rejected] == [(42, "encoding_error")]


def test_excels_own_line_about_the_delimiter_is_obeyed(tmp_path):
    reading, records, *_ = read(tmp_path, "sep=;\n" + rows(("2026-04-03", "1,50")))
    assert reading.understood.header_row == 2 and records[0].row == 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20-12345678-6", ("20123456786", None)),
        ("XAXX010101000", (None, "tax_id_generic")),
        ("222222222222", (None, "tax_id_generic")),
        ("Consumidor Final", (None, "tax_id_generic")),
        ("12.345.678-K", ("12345678K", None)),
        (20123456786.0, ("20123456786", None)),
        ("2,01235E+10", (None, "tax_id_invalid")),
        ("sin datos", (None, "tax_id_invalid")),
        ("", (None, None)),
    ],
)
def test_tax_ids_are_made_comparable(text, expected):
    assert read_tax_id(text) == expected


def test_emails_are_checked_and_placeholders_known():
    assert read_emails("Ana@Correo.COM") == ("ana@correo.com",)
    assert read_emails("ana@correo.com; bruno@correo.com.ar") == ("ana@correo.com", "bruno@correo.com.ar")
    for text in ("ana@correo", "notiene@correo.com", "ana..b@correo.com", "no tiene", "@"):
        assert isinstance(read_emails(text), Partly) and read_emails(text).good == ()


def test_a_shared_phone_is_said_and_a_bad_one_never_costs_the_row(tmp_path):
    text = (
        "Código;Cliente;Factura;Vencimiento;Importe;Teléfono;E-mail\nC1;Ana;F-1;2026-04-03;1,50;+54 9 11 2345-6789;ana@correo.com\n"
        "C2;Bruno;F-2;2026-04-03;1,50;5491123456789;bruno\nC3;Clara;F-3;2026-04-03;1,50;no tiene;\nC4;Ada;F-4;2026-04-03;1,50;;\n"
    )
    _, records, rejected, warnings = read(tmp_path, text)
    assert len(records) == 4 and rejected == []
    said = {(w.row, w.kind) for w in warnings}
    assert {(3, "phone_shared"), (3, "email_invalid"), (4, "phone_invalid"), (5, "phone_missing")} <= said
    assert records[0].phones == (("+5491123456789", "mobile", "+54 9 11 2345-6789"),)


def test_a_settled_date_closes_and_a_partial_payment_does_not(tmp_path):
    text = (
        "Cliente;Factura;Vencimiento;Importe;Saldo;Fecha de pago\nAna;F-1;2026-04-03;100,00;0,00;2026-04-01\n"
        "Ana;F-2;2026-04-03;100,00;40,00;2026-04-02\n"
        "Ana;F-3;2026-04-03;100,00;;2026-04-05\nAna;F-4;2026-04-03;100,00;-5,00;\n"
    )
    _, records, _, warnings = read(tmp_path, text)
    assert [(r.open_cents, r.settled_on, r.paid_on) for r in records] == [
        (0, "2026-04-01", "2026-04-01"),
        (4000, None, "2026-04-02"),
        (0, "2026-04-05", "2026-04-05"),
        (0, None, None),
    ]
    assert [(w.row, w.kind) for w in warnings] == [(5, "overpayment")]


def test_payments_are_read_and_a_repeated_one_refused(tmp_path):
    text = (
        "Recibo;Factura;Cliente;Fecha de pago;Importe pagado;Medio de pago\nR1;F-1;Ana;25/04/2026;1,50;Efectivo\n"
        "R1;F-1;Ana;25/04/2026;1,50;Efectivo\nR2;F-1;Ana;25/04/2026;-1,50;\n"
    )
    reading, records, rejected, _ = read(tmp_path, text, kind=None)
    assert reading.understood.kind == "payments" and reading.questions == []
    assert [(r.row, r.invoice, r.amount_cents, r.reference, r.method) for r in records] == [
        (2, "F-1", 150, "R1", "Efectivo"),
        (4, "F-1", -150, "R2", None),
    ]
    assert [(r.row, r.reason) for r in rejected] == [(3, "duplicate_payment")]


def test_contacts_carry_what_each_person_allowed_and_forbade(tmp_path):
    text = (
        "Cliente;CUIT;Celular;Correo;Acepta WhatsApp;Baja\nAna;20-11111112-3;1123456789;ana@correo.com;Sí;\n"
        "Bruno;20-11111113-3;;b@correo.com;No;sms\n"
        "Clara;20-11111114-3;;c@correo.com;Sí;Sí\nAda;20-11111115-3;;d@correo.com;;No\n"
    )
    reading, records, _, _ = read(tmp_path, text, kind=None)
    assert reading.understood.kind == "contacts"
    assert [(r[6], r[7]) for r in records] == [
        (("whatsapp",), ()),
        ((), ("sms", "whatsapp")),
        ((), ("sms", "whatsapp", "email", "voice")),
        ((), ()),
    ]


def test_an_unknown_encoding_is_refused(tmp_path):
    with pytest.raises(FileRefused) as refused:
        read(tmp_path, rows(("2026-04-03", "1,50")), choices=Choices(encoding="klingon"))
    assert refused.value.code == "encoding_error"


def test_exchange_rates_keep_their_decimals_and_the_own_currency_has_none(tmp_path):
    text = (
        "Cliente;Factura;Vencimiento;Importe;Tipo de cambio;Moneda\nAna;F-1;2026-01-05;100;1.250,5025;USD\n"
        "Ana;F-2;2026-01-05;100;1250,50;ARS\nAna;F-3;2026-01-05;100;1.250;USD\n"
    )
    _, records, *_ = read(tmp_path, text)
    assert [str(r.rate) for r in records] == ["1250.5025", "None", "None"]
