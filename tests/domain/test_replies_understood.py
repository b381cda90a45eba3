"""What people write and what it means; Bruno promises, Clara opts out, Ana has paid."""

import json
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.replies import KINDS, understand

WEDNESDAY = date(2026, 3, 4)
KEYWORDS = json.loads((Path(__file__).parents[1] / "data" / "vectors" / "sms_optout_keywords.json").read_text())


def read(text, **kw):
    return understand(text, WEDNESDAY, **kw)


@pytest.mark.parametrize("word", [*KEYWORDS["twilio"]["opt_out"], *KEYWORDS["aws_required_us_ca"], *KEYWORDS["telnyx"]["opt_out"],
                                  *KEYWORDS["twilio"]["proxy_french"]])  # fmt: skip
def test_every_documented_opt_out_word_acts_at_once(word):
    assert read(word).kind == "opt_out" and read(f" {word.lower()}. ").acts_at_once


@pytest.mark.parametrize("case", KEYWORDS["messages"], ids=lambda c: c["body"])
def test_what_opts_out_or_in_at_twilio_does_so_here(case):
    if case["twilio_default"] != "none":
        assert read(case["body"]).kind == case["twilio_default"]
    else:
        assert read(case["body"]).kind in ("opt_out", "opt_out_unclear")


def test_every_word_that_opts_in_is_known_and_yes_alone_is_not_sure():
    assert {read(w).kind for w in KEYWORDS["twilio"]["opt_in"] + KEYWORDS["telnyx"]["opt_in"]} == {"opt_in"}
    assert read("START").confidence > read("YES").confidence


OPT_OUTS = [
    "BAJA", "baja por favor", "Alto", "PARAR", "salir", "NO MOLESTAR", "no molesten", "ya no me escriban", "No me escriban más",
    "no me manden mas mensajes", "Dejen de molestar!!!", "dejen de llamarme", "quiero darme de baja", "no quiero recibir mas mensajes",
    "eliminen mi numero", "STOOOOP", "Stop texting me", "do not contact me again", "leave me alone", "SAIR",
     "parem de me mandar mensagem",
    "não quero mais receber", "STOP. Ya pagué", "Unsubscribe me please", "no me molsten mas",
]  # fmt: skip


@pytest.mark.parametrize("text", OPT_OUTS)
def test_plain_words_opt_out_at_once(text):
    assert read(text).kind == "opt_out" and read(text).acts_at_once


@pytest.mark.parametrize("text", ["CANCELAR", "quiero cancelar", "cancela", "no", "no me llamen al trabajo", "the bus stop"])
def test_ambiguous_words_hold_and_ask_a_person(text):
    understood = read(text)
    assert understood.kind == "opt_out_unclear" and understood.holds_sends and not understood.acts_at_once


@pytest.mark.parametrize(
    "text", ["el monto es muy alto", "voy a salir de viaje", "estoy de baja médica", "cancelo mañana", "ya cancelé", "pago a fin de mes"]
)
def test_words_that_also_mean_something_else_opt_nobody_out(text):
    understood = read(text)
    assert not {"opt_out", "opt_out_unclear"} & {understood.kind, *understood.also}


@pytest.mark.parametrize(
    ("text", "scope"),
    [("BAJA", "this"), ("no me llamen más", "voice"), ("no me manden whatsapp nunca más", "whatsapp"), ("STOP ALL", "all"),
     ("no me contacten más por ningún medio", "all"), ("no quiero recibir mas correos", "email")],
)  # fmt: skip
def test_an_opt_out_says_for_which_channel(text, scope):
    assert read(text).scope == scope


@pytest.mark.parametrize(
    "text",
    ["Ya pagué", "ya pague ayer por transferencia", "yapague", "Ya page", "ya está pagado desde el lunes", "ya cancelé", "Pagado",
     "adjunto comprobante", "la transferencia ya se hizo", "I already paid", "payment sent", "Já paguei", "fiz o pix",
     "hice la transferencia hoy"],
)  # fmt: skip
def test_ana_says_that_she_has_paid(text):
    assert read(text).kind == "already_paid"


@pytest.mark.parametrize("text", ["aún no he pagado", "todavía no pagué", "I have not paid yet", "cuando pague mi jefe les aviso"])
def test_not_paid_yet_is_not_paid(text):
    assert "already_paid" not in (read(text).kind, *read(text).also)


PROMISES = [
    ("Pago el viernes", date(2026, 3, 6)),
    ("pagoo el vierness", date(2026, 3, 6)),
    ("pagaré el 15", date(2026, 3, 15)),
    ("el 2 deposito", date(2026, 4, 2)),
    ("le pago mañana", date(2026, 3, 5)),
    ("mañana por la mañana paso a pagar", date(2026, 3, 5)),
    ("pasado mañana transfiero", date(2026, 3, 6)),
    ("pago 15/3", date(2026, 3, 15)),
    ("pago el 20 de marzo", date(2026, 3, 20)),
    ("cancelo el quince", date(2026, 3, 15)),
    ("voy a pagar en 3 días", date(2026, 3, 7)),
    ("pago a fin de mes", date(2026, 3, 31)),
    ("en la quincena le deposito", date(2026, 3, 15)),
    ("Pago hoy mismo", date(2026, 3, 4)),
    ("el miércoles pago", date(2026, 3, 11)),
    ("viernes de la semana que viene pago", date(2026, 3, 13)),
    ("no puedo pagar hoy, pago el lunes", date(2026, 3, 9)),
    ("no puedo pagar hasta el 15", date(2026, 3, 15)),
    ("I will pay on Friday", date(2026, 3, 6)),
    ("will pay next monday", date(2026, 3, 9)),
    ("I'll pay tmrw", date(2026, 3, 5)),
    ("can pay march 15th", date(2026, 3, 15)),
    ("vou pagar amanhã", date(2026, 3, 5)),
    ("pago na sexta-feira", date(2026, 3, 6)),
    ("pago dia 10 sem falta", date(2026, 3, 10)),
    ("mañana", date(2026, 3, 5)),
    ("next monday", date(2026, 3, 9)),
]


@pytest.mark.parametrize(("text", "due_on"), PROMISES)
def test_bruno_promises_a_day(text, due_on):
    assert (read(text).kind, read(text).due_on) == ("promise", due_on)


@pytest.mark.parametrize(
    ("text", "amount"),
    [("el viernes te deposito $500", "500"), ("pago 1.250,50 el 10", "1250.50"), ("will pay 1,250.50 tomorrow", "1250.50"),
     ("mañana abono 2 mil", "2000"), ("pago 50k el lunes", "50000"), ("amanhã faço o pix de R$ 200", "200"), ("ya deposité 500.000",
     "500000"),
     ("a las 17:00 te deposito 300", "300"), ("le pago 20 pesos el 20", "20")],
)  # fmt: skip
def test_an_amount_is_read_however_it_is_written(text, amount):
    assert read(text).amount == Decimal(amount)


@pytest.mark.parametrize(
    "text", ["pago la factura 4455 el viernes", "pago el 15", "pago 15/3", "mi tel 5512345678, pago mañana", "pago a las 17"]
)
def test_invoice_numbers_days_hours_and_phones_are_no_amounts(text):
    assert read(text).amount is None


def test_half_is_a_share_of_what_is_owed():
    assert read("voy a pagar la mitad el lunes").share == Decimal("0.5")


def test_a_day_alone_is_less_sure_than_a_promise_in_words():
    assert read("el viernes").confidence < read("pago el viernes").confidence
    assert read("quiero pagar").confidence < 0.5


@pytest.mark.parametrize("text", ["no puedo pagar el viernes", "no puedo pagar", "voy a salir de viaje el lunes", "¿a dónde deposito?"])
def test_a_refusal_a_journey_or_a_question_is_no_promise(text):
    assert read(text).kind != "promise" and read(text).due_on is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [("no debo nada", "dispute"), ("ese cobro está mal", "dispute"), ("no recibí el pedido", "dispute"), ("I do not owe this", "dispute"),
     ("o valor está errado", "dispute"), ("no voy a pagar", "dispute"), ("los voy a denunciar a profeco", "complaint"),
     ("this is harassment", "complaint"), ("¿me pueden llamar?", "asks_person"), ("quiero hablar con un asesor", "asks_person"),
     ("please call me", "asks_person"), ("quero falar com um atendente", "asks_person"), ("cuánto debo", "question"),
     ("how do I pay?", "question"), ("quién es?", "question"), ("ok gracias", "thanks"), ("hola", "unknown"), ("", "unknown"), ("👍",
     "unknown")],
)  # fmt: skip
def test_other_meanings_are_told_apart(text, kind):
    assert read(text).kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "número equivocado",
        "numero equibocado",
        "no soy esa persona",
        "Ana ya no vive aquí",
        "wrong number",
        "número errado",
        "se equivocaron",
    ],
)
def test_the_wrong_person_is_believed_at_once(text):
    assert read(text).kind == "wrong_person" and read(text).acts_at_once


@pytest.mark.parametrize(
    ("text", "reason"),
    [("perdí mi trabajo", "job_loss"), ("estoy en el hospital", "illness"), ("mi esposo falleció", "bereavement"),
     ("el titular falleció hace un mes", "deceased"), ("se me olvidó, mañana pago", "forgot"), ("me pagan el viernes",
     "waiting_for_income"),
     ("no tengo dinero", "no_money"), ("el link no funciona", "technical"), ("no me llegó la factura", "not_received_invoice"),
     ("se inundó el local", "disaster"), ("I lost my job", "job_loss"), ("estou doente", "illness"), ("entramos en quiebra",
     "insolvency")],
)  # fmt: skip
def test_a_volunteered_reason_is_kept(text, reason):
    assert read(text).reason == reason


@pytest.mark.parametrize("text", ["estoy en el hospital, pago el lunes", "mi esposo falleció", "no debo nada", "quiero hablar con alguien"])
def test_hardship_disputes_and_wishes_for_a_person_hold_everything(text):
    assert read(text).holds_sends


def test_several_meanings_are_all_told():
    both = read("estoy sin trabajo pero le pago 100 pesos el 20")
    assert (both.kind, both.also, both.amount, both.due_on) == ("promise", ("reason",), Decimal(100), date(2026, 3, 20))
    assert read("STOP. Ya pagué").also == ("already_paid",)


def test_a_key_pressed_in_a_call_asks_for_a_person():
    assert read("2", channel="voice").kind == "asks_person" and read("1", channel="voice").kind == "unknown"


def test_month_first_dates_are_read_where_people_write_so():
    assert read("will pay 3/5", day_first=False).due_on == date(2026, 3, 5)
    assert read("pago 5/3").due_on == date(2026, 3, 5)


@given(st.text(max_size=200), st.dates(min_value=date(2024, 1, 1), max_value=date(2040, 12, 31)))
def test_any_text_is_read_without_an_error(text, today):
    understood = understand(text, today)
    assert understood.kind in KINDS and 0 <= understood.confidence <= 1
    assert understood.due_on is None or understood.due_on >= today


def test_a_pasted_document_is_read_quickly():
    started = time.perf_counter()
    read("ya no quiero que me vuelvan a " * 5000)
    assert time.perf_counter() - started < 0.5
