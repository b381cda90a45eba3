"""What a Spanish text should have in it, in folded spelling as in lint_es, and the words proposed where it lacks."""

ELEMENTS = {
    "stop": (r"baja", r"stop", r"no recibir mas", r"dejar de recibir", r"no desea recibir", r"darse de baja",
        r"cancelar (?:los|estos) (?:mensajes|avisos)", r"salir"),
    "pay": (r"pague", r"puede pagar", r"pagar", r"como pagar", r"(?:formas?|medios?|plan) de pago", r"transferencia", r"transfiera",
        r"consign(?:e|ar|acion)", r"deposit[eo]", r"cuenta (?:bancaria|corriente|de ahorros)"),
    "object": (r"(?:no reconoce|no coincide|no esta de acuerdo)", r"error(?:es)?", r"dudas?", r"preguntas?", r"problemas?",
        r"reclam[oa]s?", r"objetar", r"avisenos", r"respondanos", r"responda a", r"cuentenos", r"diganos", r"llamenos", r"escribanos",
        r"contactenos"),
    "date": (r"hoy", r"a la fecha", r"al dia", r"calculad[oa]", r"fecha de corte"),
    "court_denied": (r"no (?:es|constituye|se trata de) (?:un |una )?(?:procedimiento|notificacion|demanda|accion|cobranza)?s? ?judicial",),
    "rights": (r"(?:sus |los )?derechos",), "copy": (r"copia",), "interest": (r"intereses?", r"mora"), "fees": (r"gastos", r"honorarios",
        r"comision(?:es)?", r"cargos?"),
    "privacy": (r"(?:aviso|politica|tratamiento|proteccion) de (?:privacidad|datos)(?: personales)?", r"privacidad", r"datos personales"),
    "only_us": (r"(?:pague|pagos?) (?:solo|solamente|unicamente|exclusivamente|directamente) (?:a|en|al)",
        r"unicamente a nuestras? cuentas?"),
}  # fmt: skip

SUGGESTIONS = {
    "no_company": "Le escribe {{ company_name }}.",
    "no_name": "{{ greeting }}.",
    "no_amount": "Su saldo es de {{ amount }}.",
    "no_date": "Calculado al {{ balance_date }}.",
    "no_way_to_pay": "{% if payment_link %}Puede pagar en {{ payment_link }}{% endif %}",
    "no_way_to_object": "Si ya pagó o hay un error, avísenos.",
    "no_stop": "{{ stop_words }}",
    "privacy": "{% if privacy_link %}Aviso de privacidad: {{ privacy_link }}{% endif %}",
    "court_denied": "Este aviso no es una notificación judicial.",
    "only_us": "Pague únicamente a {{ company_name }}.",
    "copy": "Si desea una copia por escrito, pídanosla.",
    "cold": "Si ya pagó, muchas gracias. Si necesita ayuda, con gusto lo conversamos.",
    "capitals": "Escriba con minúsculas, como en una conversación.",
    "card_in_text": "Mencione el documento por su número, no por el de la tarjeta o la identificación.",
}
