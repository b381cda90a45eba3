"""What people really write when they are angry, in three languages, and what must pass although it sounds alike."""

from __future__ import annotations

import re

import pytest

from core.domain.lint import lint, style_of
from core.domain.lint_parts import parts_of

UNKIND = {
    "es": {
        "threat": (
            "Procederemos legalmente contra usted.", "Ejecutaremos la garantía.", "Sus bienes serán rematados.",
            "Iniciaremos el cobro coactivo.", "Aténgase a lo que venga.", "Tomaremos medidas.", "Su caso pasará a jurídica.",
            "Vamos a quitarle el vehículo.", "Le retendremos el sueldo.", "Podría perder su casa.",
            "Secuestraremos su vehículo.", "Será reportado a la policía.", "Su deuda pasará a cobranza judicial.",
            "Nos veremos obligados a actuar.",
        ),
        "court": (
            "Referencia: expediente 2023-114.", "Cédula de notificación.", "Carta notarial.", "Notificación prejudicial.",
            "Por orden del juzgado.", "Estudio jurídico Ramos.", "Conciliación extrajudicial obligatoria.",
            "Intimación de pago.",
        ),
        "shame": (
            "Su deuda será publicada.", "Todos sabrán que no paga.", "No sea irresponsable.", "Dé la cara.",
            "Cumpla con su palabra.", "Qué falta de respeto.", "Usted es un mal cliente.",
        ),
        "third_party": (
            "Hablaremos con su empleador.", "Llamaremos a sus referencias.", "Iremos con su familia.", "Avisaremos a su fiador.",
            "Su jefe será notificado.", "Si conoce a esta persona, avísenos.", "Comunique este mensaje a Juan.",
        ),
        "false_urgency": (
            "Solo por hoy.", "Le quedan pocas horas.", "Actúe ya.", "Su cuenta será cerrada hoy.", "Plazo improrrogable.",
            "No hay más prórrogas.", "Última llamada.",
        ),
        "visit": (
            "Un gestor lo visitará en su domicilio.", "Pasaremos por su casa.", "Enviaremos un cobrador.", "Iremos a buscarlo.",
        ),
        "urgency": (
            "Último día para pagar.",
        ),
    },
    "en": {
        "threat": (
            "We will take you to court.", "We will seize your property.", "Your wages will be garnished.",
            "We will repossess your car.", "We will sue.", "You will be arrested.", "Legal proceedings will begin.",
            "We will have no choice but to act.", "You could lose your home.",
        ),
        "court": (
            "Summons.", "Notice before legal action.", "Our solicitor will write to you.", "Case number 2023-114.",
            "Final demand letter from our attorneys.", "Law firm Smith.",
        ),
        "shame": (
            "You are a deadbeat.", "Everyone will know that you do not pay.", "Shame on you.", "We will publish your name.",
            "Be responsible for once.", "You are a bad customer.",
        ),
        "third_party": (
            "We will contact your employer.", "We will call your references.", "We will speak with your family.",
            "Your boss will be told.", "Do you know this person?", "Please pass this on to John.",
        ),
        "false_urgency": (
            "Last chance.", "Only today.", "Act now.", "Final notice.", "Your account will be closed today.",
            "Time is running out.", "You have 24 hours.",
        ),
        "visit": (
            "We will visit you at home.", "An agent will come to your house.", "We will send a collector.",
        ),
        "urgency": (
            "Last day to pay.",
        ),
    },
    "pt": {
        "threat": (
            "Vamos processar você.", "Seus bens serão penhorados.", "Tomaremos medidas legais.", "Vamos bloquear sua conta.",
            "Seu salário será retido.", "Você vai perder a casa.", "Seremos obrigados a agir.", "Vamos protestar o título.",
        ),
        "court": (
            "Intimação.", "Processo número 123.", "Nosso advogado entrará em contato.", "Notificação extrajudicial.",
            "Escritório de advocacia Silva.", "Cartório de protesto.",
        ),
        "shame": (
            "Você é caloteiro.", "Todos vão saber que você não paga.", "Tenha vergonha.", "Seu nome será publicado.",
            "Seja responsável.", "Você é um mau cliente.",
        ),
        "third_party": (
            "Vamos falar com seu chefe.", "Ligaremos para suas referências.", "Sua família será avisada.",
            "Você conhece esta pessoa?", "Repasse esta mensagem ao João.",
        ),
        "false_urgency": (
            "Última chance.", "Só hoje.", "Aja agora.", "Último aviso.", "Sua conta será encerrada hoje.",
            "O tempo está acabando.", "Você tem 24 horas.",
        ),
        "visit": (
            "Iremos à sua casa.", "Um cobrador irá visitá-lo.", "Enviaremos um cobrador.",
        ),
        "urgency": (
            "Último dia para pagar.",
        ),
    },
}  # fmt: skip
KIND = {
    "es": (
        "Si perdió su empleo o su casa sufrió daños, cuéntenos y acordamos otra fecha.", "Le enviamos una copia de su factura.",
        "Su pago vence hoy. Si ya pagó, muchas gracias.", "Puede pasar por nuestra tienda a pagar cuando guste.",
        "Nuestro gestor le puede llamar mañana si lo prefiere.", "Quedan dos cuotas por pagar.",
        "Hoy es festivo: respondemos el lunes.", "Un familiar suyo puede pagar en nuestro local.",
    ),
    "en": (
        "If you lost your job, tell us and we will agree on another date.", "Your payment is due today. If you paid, thank you.",
        "Two instalments are left.", "We will send a copy of the invoice.", "Everyone on our team is happy to help.",
    ),
    "pt": (
        "Se perdeu o emprego, conte para nós e combinamos outra data.", "O pagamento vence hoje. Se já pagou, obrigado.",
        "Restam duas parcelas.", "Enviaremos uma cópia da fatura.",
    ),
}  # fmt: skip
WHOLE = {
    "es": "{{ greeting }}, le escribe {{ company_name }}. Su saldo es de {{ amount }}, calculado al {{ balance_date }}. "
    "Puede pagar en caja. Si hay un error, avísenos. {{ stop_words }} Gracias.",
    "en": "{{ greeting }}, this is {{ company_name }}. Your balance is {{ amount }}, as of {{ balance_date }}. You can pay at our desk. "
    "If there is an error, let us know. {{ stop_words }} Thank you.",
    "pt": "{{ greeting }}, aqui é {{ company_name }}. O seu saldo é de {{ amount }}, calculado em {{ balance_date }}. "
    "Você pode pagar na loja. Se houver um erro, avise. {{ stop_words }} Obrigado.",
}
WITHOUT = {
    "{{ greeting }}": "no_name", "{{ company_name }}": "no_company", "{{ amount }}": "no_amount", "{{ balance_date }}": "no_date",
    "{{ stop_words }}": "no_stop",
}  # fmt: skip


def codes(text: str, language: str, purpose: str = "other") -> dict[str, str]:
    found = lint(parts_of(None, text), channel="sms", language=language, purpose=purpose)
    return {finding.code: finding.suggestion for finding in found}


@pytest.mark.parametrize(
    ("language", "code", "text"),
    [(language, code, text) for language, table in UNKIND.items() for code, texts in table.items() for text in texts],
)
def test_what_hurts_is_found_with_a_kinder_wording(language, code, text):
    found = codes(text, language)
    hits = set(found) & set(UNKIND[language])
    assert hits and found[code if code in found else min(hits)]


@pytest.mark.parametrize(("language", "text"), [(language, text) for language, texts in KIND.items() for text in texts])
def test_what_only_sounds_alike_passes(language, text):
    assert not set(codes(text, language)) & set(UNKIND[language]), codes(text, language)
    assert style_of(parts_of(None, text), channel="sms", language=language).tone != "harsh"


@pytest.mark.parametrize("language", WHOLE)
def test_each_element_that_is_taken_away_is_missed_in_each_language(language):
    assert not [code for code in codes(WHOLE[language], language, "later") if code.startswith("no_")]
    for taken, code in WITHOUT.items():
        gone = re.sub(rf",[^,]*{re.escape(taken)}", "", WHOLE[language]) if code == "no_date" else WHOLE[language].replace(taken, "")
        found = codes(gone, language, "later")
        assert found.get(code), (taken, sorted(found))
    sentences = WHOLE[language].split(". ")
    for place, code in ((2, "no_way_to_pay"), (3, "no_way_to_object")):
        kept = ". ".join(sentence for number, sentence in enumerate(sentences) if number != place)
        assert code in codes(kept, language, "later"), (code, kept)
