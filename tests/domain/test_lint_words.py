"""Words that would hurt are found in Spanish, English and Portuguese, however they are spelled; kind words pass."""

from __future__ import annotations

import pytest

from core.domain.lint import LANGUAGES, Finding, lint, style_of
from core.domain.lint_parts import parts_of
from core.domain.lint_sentences import SENTENCES

KIND = {
    "es": (
        "{{ greeting }}, le escribe {{ company_name }}. Su saldo de {{ amount }} venció el {{ due_date }}. "
        "Puede pagar en línea; si ya pagó, gracias. {{ stop_words }} Saludos.",
        "{{ greeting }}: si no puede pagar hoy, avísenos y acordamos otra fecha con usted. {{ company_name }}. {{ stop_words }} Gracias.",
        "{{ greeting }}, {{ company_name }} le recuerda su factura {{ invoice_number }}. Esta no es una notificación judicial. "
        "Gracias. {{ stop_words }} Saludos.",
        "{{ greeting }}, nunca le pediremos su clave ni el número de su tarjeta. Gracias. {{ company_name }}. {{ stop_words }} Saludos.",
        "{{ greeting }}, entendemos que la enfermedad o el desempleo cambian los planes. Cuéntenos y buscamos una solución. "
        "{{ company_name }} {{ stop_words }} Saludos.",
    ),
    "en": (
        "{{ greeting }}, this is {{ company_name }}. Your balance of {{ amount }} was due on {{ due_date }}. "
        "If you have paid, thank you. {{ stop_words }} Kind regards.",
        "{{ greeting }}, if you cannot pay today, let us know and we will agree on another date. {{ company_name }}. "
        "{{ stop_words }} Thank you.",
        "{{ greeting }}, {{ company_name }} reminds you of invoice {{ invoice_number }}. This is not a court notice. Thank you. "
        "{{ stop_words }} Kind regards.",
        "{{ greeting }}, we will never ask for your password. Thank you. {{ company_name }}. {{ stop_words }} Kind regards.",
        "{{ greeting }}, is there a question or an issue with the delivery? Tell us and we will help. "
        "{{ company_name }} {{ stop_words }} Thank you.",
    ),
    "pt": (
        "{{ greeting }}, aqui é {{ company_name }}. O seu saldo de {{ amount }} venceu em {{ due_date }}. "
        "Se já pagou, muito obrigado. {{ stop_words }} Abraços.",
        "{{ greeting }}: se não puder pagar hoje, avise e combinamos outra data com você. {{ company_name }}. {{ stop_words }} Obrigado.",
        "{{ greeting }}, nunca pedimos a sua senha. Obrigado. {{ company_name }}. {{ stop_words }} Abraços.",
    ),
}  # fmt: skip
UNKIND = {
    "es": {
        "threat": ("Si no paga hoy iniciaremos acciones legales.", "SI NO PAGA, EMBARGAREMOS SU SUELDO", "Pasará a cobro jurídico.",
            "Puede ir a la cárcel",
                   "Aténgase a las consecuencias.", "Su cuenta irá a cobranza prejudicial", "Pague o tomaremos medidas   judiciales",
                       "acc\u200biones legales contra usted"),
        "court": ("Notificación judicial número 5", "Su caso pasó al juzgado", "Nuestros abogados le escriben", "Departamento Jurídico",
            "Recibirá una demanda",
                  "Si no responde habrá una notificación judicial."),
        "shame": ("Usted es un moroso", "No sea irresponsable", "Publicaremos su nombre", "Debería darle vergüenza", "Mala paga"),
        "third_party": ("Avisaremos a su familia", "Vamos a informar a su jefe", "Llamaremos a sus referencias",
            "Sus vecinos se enterarán", "Dígale a su esposo que pague"),
        "visit": ("Iremos a su casa mañana", "Pasaremos por su trabajo"),
        "false_urgency": ("ÚLTIMO AVISO", "Última oportunidad", "Tiene 24 horas", "Pague antes de que sea tarde"),
        "urgency": ("Es urgente", "Pague de inmediato"),
        "harsh": ("Usted debe pagar", "Le exigimos el pago", "Pague ya"),
        "label": ("Estimado deudor",),
        "bureau": ("Será reportado a Datacrédito", "Su nombre irá a las centrales de riesgo"),
        "asks_reason": ("¿Por qué no ha pagado?", "Indique el motivo de su atraso"),
        "secret": ("Envíenos el número de su tarjeta", "Confirme su clave"),
        "identity": ("Envíe su cédula", "Indique su número de cuenta bancaria"),
    },
    "en": {
        "threat": ("If you don't pay we will take legal action.", "We will press charges", "You could go to jail", "Pay or else",
            "LEGAL PROCEEDINGS will follow"),
        "court": ("Court notice 12", "You will be sued", "Our attorneys will write to you", "From our legal department",
            "A lawsuit is next", "If this is not paid, a summons follows"),
        "shame": ("You are a deadbeat", "Shame on you", "We will publish your name", "Don't be irresponsible"),
        "third_party": ("We will call your employer", "We will tell your family", "Your neighbours will find out"),
        "visit": ("We will visit your home", "Somebody will come to your office"),
        "false_urgency": ("FINAL NOTICE", "Last warning", "You have 24 hours", "Act now"),
        "urgency": ("This is urgent", "Pay immediately"),
        "harsh": ("You must pay", "We demand payment", "You have failed to pay"),
        "label": ("Dear debtor",),
        "bureau": ("We will report you to the credit bureau",),
        "asks_reason": ("Why have you not paid?",),
        "secret": ("Send us your card number", "Reply with your PIN"),
        "identity": ("Send us your passport",),
    },
    "pt": {
        "threat": ("Se não pagar, tomaremos medidas judiciais.", "Haverá penhora dos seus bens", "Vai ser preso", "Ação judicial em curso"),
        "court": ("Intimação número 3", "Notificação extrajudicial", "Nossos advogados", "Setor jurídico"),
        "shame": ("Você é um caloteiro", "Que vergonha", "Mau pagador", "Vamos publicar seu nome: publicar seu nome"),
        "third_party": ("Vamos avisar a sua família", "Falar com seu chefe", "Seus vizinhos vão saber"),
        "visit": ("Iremos até a sua casa",),
        "false_urgency": ("ÚLTIMO AVISO", "Você tem 48 horas", "Última chance"),
        "urgency": ("Pague imediatamente",),
        "harsh": ("Você deve pagar", "Exigimos o pagamento"),
        "label": ("Prezado devedor", "Cliente inadimplente"),
        "bureau": ("Seu nome será enviado ao SPC e Serasa", "Nome sujo"),
        "asks_reason": ("Por que não pagou?",),
        "secret": ("Informe a senha", "Envie o número do seu cartão"),
        "identity": ("Envie o seu CPF",),
    },
}  # fmt: skip
ERRORS = {"threat", "court", "shame", "third_party", "visit", "false_urgency", "secret"}


def found(body: str, language: str, channel: str = "sms", **known: object) -> list[Finding]:
    return lint(parts_of(None, body), channel=channel, language=language, **known)


def codes(body: str, language: str, channel: str = "sms", **known: object) -> set[str]:
    return {finding.code for finding in found(body, language, channel, **known)}


@pytest.mark.parametrize(("language", "text"), [(language, text) for language, texts in KIND.items() for text in texts])
def test_a_kind_text_passes_without_a_word(language, text):
    assert not found(text, language, "whatsapp")
    assert style_of(parts_of(None, text), channel="whatsapp", language=language).tone == "kind"


@pytest.mark.parametrize(
    ("language", "code", "text"),
    [(language, code, text) for language, table in UNKIND.items() for code, texts in table.items() for text in texts],
)
def test_an_unkind_text_is_found_with_a_kinder_wording(language, code, text):
    flagged = {finding.code: finding for finding in found(f"{{{{ company_name }}}}: {text} {{{{ stop_words }}}}", language)}
    assert code in flagged, sorted(flagged)
    assert (flagged[code].severity == "error") == (code in ERRORS)
    assert flagged[code].suggestion
    assert flagged[code].values["words"]


@pytest.mark.parametrize("language", ["es", "en", "pt"])
def test_the_kinder_wordings_pass_the_linter_themselves(language):
    for rule in LANGUAGES[language].rules:
        unkind = {finding.code for finding in found(rule.kinder, language) if finding.severity == "error"} - {"no_company"}
        assert not unkind, (rule.code, unkind)


def test_a_condition_is_no_denial():
    assert "court" not in codes("Esto no es una demanda.", "es")
    assert "court" in codes("Si no es pagado, habrá una demanda.", "es")
    assert "court" in codes("If it is not a payment soon, court.", "en")


def test_words_split_by_a_condition_are_read_together():
    assert "threat" in codes("acciones{% if payment_link %} {% endif %}legales", "es")


def test_every_code_has_its_sentence():
    rules = {rule.code for language in LANGUAGES.values() for rule in language.rules}
    assert rules <= set(SENTENCES)


@pytest.mark.parametrize(
    ("language", "text"),
    [("es", "Hay un descuento del 10 %"), ("en", "Get 20% off, a special offer"), ("pt", "Desconto de 10 % até sexta")],
)
def test_an_offer_turns_a_whatsapp_template_to_marketing(language, text):
    assert "offer" in codes(text, language, "whatsapp") and "offer" not in codes(text, language, "email")
    assert style_of(parts_of(None, text), channel="whatsapp", language=language).category == "marketing"
    assert style_of(parts_of(None, "Gracias"), channel="whatsapp", language=language).category == "utility"
    assert style_of(parts_of(None, text), channel="sms", language=language).category is None


def test_the_country_may_forbid_to_ask_for_the_reason():
    text = "¿Por qué no ha pagado?"
    asked = next(f for f in found(text, "es", forbidden={"ask_reason_for_default"}) if f.code == "asks_reason")
    assert asked.severity == "error"


def test_an_identity_number_is_refused_on_whatsapp():
    severities = {
        channel: next(f.severity for f in found("Envíe su cédula", "es", channel) if f.code == "identity")
        for channel in ("whatsapp", "email")
    }
    assert severities == {"whatsapp": "error", "email": "advice"}
