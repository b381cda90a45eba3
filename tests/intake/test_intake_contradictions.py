"""What a row says of one debt in several columns must agree; where it does not, it is said or refused, and never settled in silence."""

from __future__ import annotations

import pytest

from core.domain.readings import Choices
from core.intake import understand

HEADER = "cliente;nit;factura;vencimiento;valor;saldo;pagado;fecha pago"


@pytest.fixture
def read(tmp_path):
    """Reads lines below HEADER; gives (open hundredths by invoice, kinds of warnings, reasons of refusals)."""

    def read_(*lines, header=HEADER, **choices):
        path = tmp_path / "cartera.csv"
        path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
        reading = understand(path, path.name, choices=Choices(decimal="comma", **choices), company_country="CO", company_currency="COP")
        batches = list(reading.batches)
        assert reading.questions == []
        opened = {record[6]: record[10] for batch in batches for record in batch.records}
        return opened, [one.kind for b in batches for one in b.warnings], [(one.reason, one.column) for b in batches for one in b.rejected]

    return read_


@pytest.mark.parametrize(
    ("row", "left", "said", "refused"),
    [
        ("100,50;200,00;;", 200_00, ["open_above_amount"], []),
        ("300,50;200,00;100,50;", 200_00, [], []),
        ("300,50;200,00;-100,50;", 200_00, [], []),
        ("100,50;20,00;50,00;", 20_00, ["paid_differs"], []),
        ("100,50;100,50;;16/04/2026", 0, ["settled_but_open"], []),
        ("100,50;40,00;60,50;16/04/2026", 40_00, [], []),
        ("100,50;100,50;0;16/04/2026", 100_50, [], []),
        ("100,50;;;16/04/2026", 0, [], []),
        ("100,50;100,50;;00/00/0000", 100_50, [], []),
        ("100,50;100,50;;01/01/1900", 100_50, [], []),
        ("100,50;-5,00;;", 0, ["overpayment"], []),
        ("-300,50;200,00;;", None, [], [("ambiguous_amount", "saldo")]),
        ("300,50;;-100,00;", None, [], [("ambiguous_amount", "pagado")]),
        ("(300,50);200,00;;", -200_00, [], []),
        ("(300,50);(200,00);;", -200_00, [], []),
        ("(300,50);200,00;100,50;", -200_00, [], []),
    ],
)
def test_a_row_that_contradicts_itself_is_said_or_refused(read, row, left, said, refused):
    assert read(f"Ana;900123456;F-1;15/04/2026;{row}") == ({"F-1": left} if left is not None else {}, said, refused)


@pytest.mark.parametrize("zeros", ["00/00/0000", "0", "00-00-00", "01/01/1900", "31/12/9999"])
def test_a_date_of_zeros_where_one_is_needed_is_a_bad_date_and_a_blank_is_missing(read, zeros):
    _opened, _said, refused = read(f"Ana;900123456;F-1;{zeros};10,00;;;", "Ana;900123456;F-2;;10,00;;;", "Ana;1;F-3;15/04/2026;1,00;;;")
    assert refused == [("bad_date", "vencimiento"), ("missing_mandatory", "vencimiento")]


def test_an_answer_that_the_file_has_no_use_for_is_said(read):
    assert read("Ana;900123456;F-1;15/04/2026;100,50;;;", sheet="Hoja9")[1] == ["answer_unused"]


def test_a_shared_phone_tells_of_the_other_by_name_and_never_by_tax_id(tmp_path):
    path = tmp_path / "cartera.csv"
    rows = ["Ana;900123456;F-1;15/04/2026;1,00;3001234567", "Beto;800123457;F-2;15/04/2026;1,00;3001234567"]
    nameless = [";700123458;F-3;15/04/2026;1,00;3011234567", ";700123459;F-4;15/04/2026;1,00;3011234567"]
    path.write_text("\n".join(["cliente;nit;factura;vencimiento;valor;celular", *rows, *nameless]) + "\n", encoding="utf-8")
    reading = understand(path, path.name, choices=Choices(), company_country="CO", company_currency="COP")
    shared = [one.values["other"] for batch in reading.batches for one in batch.warnings if one.kind == "phone_shared"]
    assert shared == ["Ana", "…458"]


def test_a_sign_beside_the_amount_is_the_currency_of_a_row_and_must_not_contradict_its_column(read):
    header = "cliente;nit;factura;vencimiento;valor;moneda"
    opened, _said, refused = read("Ana;900123456;F-1;15/04/2026;USD 1,00;COP", "Ana;900123456;F-2;15/04/2026;$ 1,00;USD", header=header)
    assert (list(opened), refused) == (["F-2"], [("ambiguous_amount", "valor")])


@pytest.mark.parametrize(("cells", "currency"), [("€ 1,00;", "EUR"), ("$ 1,00;USD", "USD"), ("$ 1,00;", "COP"), ("1,00;EUR", "EUR")])
def test_the_currency_of_a_row_is_its_columns_else_its_signs(tmp_path, cells, currency):
    path = tmp_path / "cartera.csv"
    path.write_text(f"cliente;nit;factura;vencimiento;valor;moneda\nAna;900123456;F-1;15/04/2026;{cells}\n", encoding="utf-8")
    reading = understand(path, path.name, company_country="CO", company_currency="COP")
    assert [record[11] for batch in reading.batches for record in batch.records] == [currency]


def test_a_number_that_a_spreadsheet_shortened_is_not_called_empty(tmp_path):
    path = tmp_path / "cartera.csv"
    path.write_text("cliente;nit;factura;vencimiento;valor\nAna;900123456;1,00E+05;15/04/2026;1,00\n", encoding="utf-8")
    reading = understand(path, path.name, company_country="CO", company_currency="COP")
    refused = [one for batch in reading.batches for one in batch.rejected]
    assert [(one.reason, "shortened" in one.msgid, one.values["value"]) for one in refused] == [("missing_mandatory", True, "1,00E+05")]


def test_the_row_that_holds_the_columns_a_person_named_is_the_header(tmp_path):
    path = tmp_path / "cartera.csv"
    path.write_text("Listado de junio\nquien;nit;dato;cuando;x\nAna;900123456;F-1;05/06/2026;1,50\n", encoding="utf-8")
    columns = {"customer": "quien", "invoice": "dato", "due_on": 4, "amount": "x"}
    choices = Choices(kind="portfolio", columns=columns, date_order="dmy")
    reading = understand(path, path.name, choices=choices, company_country="CO", company_currency="COP")
    assert (reading.questions, reading.understood.header_row) == ([], 2)
    assert [(record[1], record[6], record[9]) for batch in reading.batches for record in batch.records] == [("Ana", "F-1", 150)]


@pytest.mark.parametrize(
    ("header", "row", "left", "said"),
    [
        ("saldo;fecha ultimo pago", "100,50;01/05/2026", 100_50, []),
        ("saldo;fecha pago", "100,50;01/05/2026", 100_50, []),
        ("importe;fecha ultimo pago", "100,50;01/05/2026", None, []),
        ("importe;fecha pago", "100,50;01/05/2026", 0, []),
        ("importe;estado", "100,50;Pagada", 0, []),
        ("importe;estado", "100,50;Pendiente", None, []),
        ("importe;estado", "100,50;ANULADA", None, ["document_void"]),
        ("importe;saldo;estado", "100,50;40,00;Pagada", 40_00, []),
    ],
)
def test_what_is_open_is_what_the_file_says_of_it(read, header, row, left, said):
    assert read(f"Ana;900123456;F-1;15/04/2026;{row}", header=f"cliente;nit;factura;vencimiento;{header}") == ({"F-1": left}, said, [])


def test_the_sellers_address_is_not_the_customers_and_a_persons_number_is_known_beside_the_invoices(tmp_path):
    path = tmp_path / "cartera.csv"
    path.write_text("nombre;documento;factura;vencimiento;valor;email vendedor\nAna;900123456;F-1;15/04/2026;1,00;v@lopez.example\n")
    reading = understand(path, path.name, company_country="CO", company_currency="COP")
    assert [(r[3], r[5], r[6]) for batch in reading.batches for r in batch.records] == [("900123456", (), "F-1")]


@pytest.mark.parametrize(("row", "left"), [("300,50;(100,00)", 200_50), ("(300,50);100,00", -200_50), ("(300,50);(100,00)", -200_50)])
def test_parentheses_are_the_accountants_minus(read, row, left):
    assert read(f"Ana;900123456;F-1;15/04/2026;{row}", header="cliente;nit;factura;vencimiento;valor;pagado") == ({"F-1": left}, [], [])


def test_credits_of_english_ledgers_and_the_zero_of_spreadsheets_are_read(read):
    rows = ("Ana;900123456;F-1;15/04/2026;20,00 CR;20,00 CR", "Ana;900123456;F-2;15/04/2026;30,00 DR;$ -")
    assert read(*rows, header="cliente;nit;factura;vencimiento;valor;saldo") == ({"F-1": -20_00, "F-2": 0}, [], [])
