"""Files as accounting programs and people write them: the names of columns and the habits are real, the businesses are invented."""

from __future__ import annotations

import pytest

from core.domain.records import InvoiceRecord
from core.intake import understand

SIIGO = """EMPRESA DEMO SAS,,,,,,,
CARTERA POR EDADES,,,,,,,
Comprobante,Fecha,Vencimiento,Saldo,Sin vencer,1 a 30,31 a 60,Mas de 90
NIT 900123456 ANA PÉREZ SAS,,,,,,,
FV-1-2345,2026/05/15,2026/06/14,1190000,0,1190000,0,0
FV-1-2346,2026/05/20,2026/07/14,500000,500000,0,0,0
Total tercero,,,1690000,500000,1190000,0,0
NIT 800111222 BRUNO DÍAZ,,,,,,,
FV-1-2350,2026/05/20,2026/06/19,300000,0,300000,0,0
Total tercero,,,300000,0,300000,0,0
Total general,,,1990000,500000,1490000,0,0
Procesado en: 30/06/2026 10:32:15 a. m.,,,,,,,
"""
CONTPAQI = """FERRETERIA DEMO SA DE CV,,,,,,,,
Del: 01/01/2026 Al: 30/06/2026,,,,,,,,
Código,Razón Social,RFC,Serie,Folio,Fecha,Fecha Vencimiento,Total,Pendiente
C001,ANA PEREZ SA DE CV,APE010101AB1,A,1001,15/05/2026,14/06/2026,"$1,160.00","$1,160.00"
C001,ANA PEREZ SA DE CV,APE010101AB1,B,1001,16/05/2026,15/06/2026,"$580.00","$80.00"
C002,PUBLICO EN GENERAL,XAXX010101000,A,1002,20/05/2026,20/05/2026,$116.00,$116.00
,,,,,,Total:,"$1,856.00","$1,356.00"
"""
TANGO = """Composición de saldos;;;;;
Cliente: 000123 - ANA PEREZ SRL      CUIT: 30-71234567-1;;;;;
T. Comp.;Nro. comprobante;Fecha emisión;Fecha vto.;Importe;Saldo
FAC;A0000100001234;15/05/2026;14/06/2026;121.000,00;121.000,00
N/C;A0000100000077;20/05/2026;20/05/2026;-21.000,00;-21.000,00
Total del cliente;;;;100.000,00;100.000,00
Cliente: 000200 - BRUNO DIAZ      CUIT: 20-12345678-6;;;;;
T. Comp.;Nro. comprobante;Fecha emisión;Fecha vto.;Importe;Saldo
FAC;B0000200004321;20/05/2026;19/06/2026;50.000,00;10.000,00
Total del cliente;;;;50.000,00;10.000,00
Total general;;;;150.000,00;110.000,00
"""
QUICKBOOKS_DESKTOP = ''',"Type","Date","Num","P. O. #","Terms","Due Date","Aging","Open Balance"
"Ana Perez",,,,,,,,
,"Invoice","05/15/2026","1001",,"Net 30","06/14/2026",16,1000.00
,"Credit Memo","05/25/2026","1005",,,"05/25/2026",,-100.00
"Total Ana Perez",,,,,,,,900.00
"Bruno Diaz",,,,,,,,
,"Invoice","05/15/2026","1003",,"Net 30","06/14/2026",16,200.00
"Total Bruno Diaz",,,,,,,,200.00
"TOTAL",,,,,,,,1100.00
'''
QUICKBOOKS_ONLINE = """A/R Aging Detail Report,,,,,,,
"As of June 30, 2026",,,,,,,
,,,,,,,
,Date,Transaction type,Num,Customer full name,Due date,Amount,Open balance
1 - 30 days past due,,,,,,,
,05/15/2026,Invoice,1001,Ana Perez,06/14/2026,"1,000.00","1,000.00"
,05/20/2026,Invoice,1002,Bruno Diaz,06/19/2026,500.00,500.00
Total for 1 - 30 days past due,,,,,,"$1,500.00","$1,500.00"
Current,,,,,,,
,06/20/2026,Invoice,1003,Ana Perez,07/20/2026,200.00,200.00
Total for Current,,,,,,$200.00,$200.00
TOTAL,,,,,,"$1,700.00","$1,700.00"
"Cash Basis Tuesday, June 30, 2026 10:00 AM GMT-05:00",,,,,,,
"""
XERO = """Aged Receivables Detail,,,,,,,,,
As at 30 June 2026,,,,,,,,,
,,,,,,,,,
Invoice Date,Due Date,Invoice Number,Invoice Reference,Current,< 1 Month,1 Month,2 Months,Older,Total
,,,,,,,,,
Ana Perez,,,,,,,,,
15 May 2026,14 Jun 2026,INV-0001,PO 5,0.00,"1,190.00",0.00,0.00,0.00,"1,190.00"
Total Ana Perez,,,,0.00,"1,190.00",0.00,0.00,0.00,"1,190.00"
,,,,,,,,,
Bruno Diaz,,,,,,,,,
21 May 2026,,CN-0003,,0.00,(50.00),0.00,0.00,0.00,(50.00)
Total Bruno Diaz,,,,0.00,(50.00),0.00,0.00,0.00,(50.00)
Total,,,,0.00,"1,140.00",0.00,0.00,0.00,"1,140.00"
Percentage of total,,,,0.00%,100.00%,0.00%,0.00%,0.00%,100.00%
"""
XERO_EXPORT = """*ContactName,*InvoiceNumber,*InvoiceDate,*DueDate,Total,InvoiceAmountPaid,InvoiceAmountDue,*AccountCode,Currency,Type
Ana Perez,INV-0001,15/05/2026,14/06/2026,1190.0000,190.0000,1000.0000,200,USD,Sales invoice
Bruno Diaz,CN-0003,21/05/2026,21/05/2026,50.0000,0.0000,50.0000,200,USD,Sales credit note
"""
SAP = """Type\tDocument No.\tInstallment No.\tBP Ref. No.\tPosting Date\tDue Date\tOriginal Amount\tBalance Due
C20000 - Ana Perez\t\t\t\t\t\t\t
IN\t1001\t1\t\t05/15/2026\t06/14/2026\t595.00\t595.00
IN\t1001\t2\t\t05/15/2026\t07/14/2026\t595.00\t595.00
\t\t\t\t\t\t1,190.00\t1,190.00
C30000 - Bruno Diaz\t\t\t\t\t\t\t
CN\t55\t1\t\t05/25/2026\t05/25/2026\t(50.00)\t(50.00)
\t\t\t\t\t\t(50.00)\t(50.00)
"""
ODOO = """Number,Invoice Partner Display Name,Invoice/Bill Date,Due Date,Total in Currency Signed,Amount Due Signed,Currency,Payment Status
INV/2026/00001,Ana Perez,2026-05-15,2026-06-14,1190.0,1190.0,COP,Not Paid
RINV/2026/00001,Ana Perez,2026-05-25,2026-05-25,-119.0,-119.0,COP,Not Paid
"""
BY_HAND = """CUENTAS POR COBRAR JUNIO;;;;;;;
;;;;;;;
Quién;# Fact;fecha;vence;valor;abonos;saldo;cel
Ana Pérez;101;15-may-26;14-jun-26;$ 1.500.000;$ 500.000;$ 1.000.000;300 123 45 67
Clara;103;20/05/2026;19/06/26;80.000;;80.000;
;;;;1.580.000;500.000;1.080.000;
"""
IN_ENGLISH = """Accounts receivable,,,,,,,
Customer,Invoice #,Invoice date,Due,Amt,Paid,Bal,Phone
Ana Perez,1001,"May 15, 2026","Jun 14, 2026","$1,500.00",$500.00,"$1,000.00",(305) 555-0134
Bruno Diaz,1002,"May 20, 2026","Jun 19, 2026",$200.00,-,$200.00,
,,,,"$1,700.00",$500.00,"$1,200.00",
"""


@pytest.mark.parametrize(("text", "said", "checked"), [
    (SIIGO, "ANA PÉREZ SAS|FV-1-2345|1190000 ANA PÉREZ SAS|FV-1-2346|500000 BRUNO DÍAZ|FV-1-2350|300000", 3),
    (CONTPAQI, "ANA PEREZ SA DE CV|A-1001|1160 ANA PEREZ SA DE CV|B-1001|80 PUBLICO EN GENERAL|A-1002|116", 1),
    (TANGO, "ANA PEREZ SRL|A0000100001234|121000 ANA PEREZ SRL|A0000100000077|-21000 BRUNO DIAZ|B0000200004321|10000", 3),
    (QUICKBOOKS_DESKTOP, "Ana Perez|1001|1000 Ana Perez|1005|-100 Bruno Diaz|1003|200", 3),
    (QUICKBOOKS_ONLINE, "Ana Perez|1001|1000 Bruno Diaz|1002|500 Ana Perez|1003|200", 3),
    (XERO, "Ana Perez|INV-0001|1190 Bruno Diaz|CN-0003|-50", 3),
    (XERO_EXPORT, "Ana Perez|INV-0001|1000 Bruno Diaz|CN-0003|-50", 0),
    (SAP, "Ana Perez|1001/1|595 Ana Perez|1001/2|595 Bruno Diaz|55/1|-50", 2),
    (ODOO, "Ana Perez|INV/2026/00001|1190 Ana Perez|RINV/2026/00001|-119", 0),
    (BY_HAND, "Ana Pérez|101|1000000 Clara|103|80000", 1),
    (IN_ENGLISH, "Ana Perez|1001|1000 Bruno Diaz|1002|200", 1),
], ids=["siigo", "contpaqi", "tango", "qbd", "qbo", "xero", "xero_export", "sap", "odoo", "by_hand", "in_english"])  # fmt: skip
def test_what_a_program_exports_comes_in_whole(tmp_path, text, said, checked):
    path = tmp_path / "cartera.csv"
    path.write_text(text, encoding="utf-8")
    reading = understand(path, path.name, company_country="CO", company_currency="COP")
    batches = list(reading.batches)
    assert (reading.questions, [one for batch in batches for one in batch.rejected]) == ([], [])
    records = [InvoiceRecord._make(one) for batch in batches for one in batch.records]
    told = [(one.customer, one.invoice, one.amount_cents if one.open_cents is None else one.open_cents) for one in records]
    assert " ".join(f"{name}|{number}|{cents // 100}" for name, number, cents in told) == said
    assert [sum(part) for part in zip(*(batch.checked for batch in batches), strict=True)] == [checked, 0]


def test_customers_who_share_an_account_of_the_ledger_stay_two(tmp_path):
    path = tmp_path / "cartera.csv"
    path.write_text(XERO_EXPORT, encoding="utf-8")
    assert "code" not in understand(path, path.name, company_country="CO", company_currency="USD").understood.columns
    path.write_text("Account,Customer,Invoice,Due date,Amount\n200,Ana,1,2026-06-14,1.50\n300,Bruno,2,2026-06-14,1.50\n", encoding="utf-8")
    assert understand(path, path.name, company_country="CO", company_currency="USD").understood.columns["code"] == "Account"


@pytest.mark.parametrize(("header", "row", "number"), [
    ("Serie,Folio", "A,1001", "A-1001"),
    ("Punto de venta,Número", "0003,00001234", "0003-00001234"),
    ("Serie,Folio", "A,A1001", "A1001"),
    ("Serie,Folio", ",1001", "1001"),
    ("Serie,Serie y folio", "A,B-7", "B-7"),
])  # fmt: skip
def test_a_series_belongs_to_the_number(tmp_path, header, row, number):
    path = tmp_path / "cartera.csv"
    path.write_text(f"{header},Cliente,Vencimiento,Total\n{row},Ana,2026-06-14,1.50\n", encoding="utf-8")
    reading = understand(path, path.name, kind="portfolio", company_country="MX", company_currency="MXN")
    assert [InvoiceRecord._make(one).invoice for batch in reading.batches for one in batch.records] == [number]


@pytest.mark.parametrize(("text", "said"), [
    ("Identificación;Nombres;Apellidos;Comprobante;Consecutivo;Vencimiento;Saldo\n1;ANA;PÉREZ GÓMEZ;FV-1;2345;14/06/2026;100,50\n"
     "2;BRUNO;;FV-1;2350;15/06/2026;50,00\n", "ANA PÉREZ GÓMEZ|FV-1-2345 BRUNO|FV-1-2350"),
    ("First name;Last name;Prefijo;Número;Vencimiento;Saldo\nAna;Ruiz;FE;88;14/06/2026;100,50\n", "Ana Ruiz|FE-88"),
    ("Cliente;Punto de venta;Número;Vencimiento;Saldo\nAna;3;301;14/06/2026;100,50\n", "Ana|3-301"),
    ("Cliente;Cuenta;Número;Vencimiento;Saldo\nAna;Bancolombia;301;14/06/2026;100,50\n", "Ana|301"),
])  # fmt: skip
def test_names_and_numbers_in_several_columns_are_put_together(tmp_path, text, said):
    path = tmp_path / "cartera.csv"
    path.write_text(text, encoding="utf-8")
    reading = understand(path, path.name, company_country="CO", company_currency="COP")
    records = [InvoiceRecord._make(one) for batch in reading.batches for one in batch.records]
    assert reading.questions == [] and "code" not in reading.understood.columns
    assert " ".join(f"{one.customer}|{one.invoice}" for one in records) == said
