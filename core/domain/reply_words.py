"""What people write when they mean something, as data: patterns over levelled words in Spanish, English and Portuguese.

Whole messages that are one of these words act at once. Sources: Twilio's, AWS's and Telnyx's documented keywords; the Spanish and
Portuguese ones are this product's own.
"""

from __future__ import annotations

import re

# Whole messages, fillers such as "please" taken off.
OPT_OUT = frozenset(
    {
        "stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "opt out", "remove", "remove me",
        "td", "arret", "arrete", "arrett", "baja", "alto", "parar", "pare", "paren", "salir", "detener", "de baja", "dar de baja",
        "darme de baja", "denme de baja", "deme de baja", "no molestar", "no molesten", "no mas", "no mas mensajes",
        "basta", "eliminar", "desuscribir",
        "desuscribirme", "desuscribirse", "sair", "descadastrar", "remover", "nao perturbe", "parem", "stop mensajes", "no more",
    }
)  # fmt: skip
# Of these, the ones that are plain also as one sentence among others ("STOP. Ya pagué").
OPT_OUT_CLAUSE = frozenset(
    {"stop", "stopall", "unsubscribe", "baja", "de baja", "dar de baja", "darme de baja", "sair", "no molestar", "no mas mensajes"}
)
OPT_IN = frozenset({"start", "unstop", "alta", "darme de alta", "reanudar", "volver", "voltar", "subscribe", "reativar", "reactivar"})
OPT_IN_IF_ASKED = frozenset({"yes"})  # Twilio's word for opting in, and anybody's answer to anything
UNCLEAR = frozenset({"cancelar", "cancela", "cancelen", "cancelado", "anular", "terminar", "fin", "no", "off", "borrar", "retirar", "nao"})
HELP = frozenset({"help", "info", "ayuda", "ajuda", "informacion"})
_FILLERS = "por favor please gracias thanks thank you obrigado obrigada ya now ahora agora hola hello oi pls senor senora"
FILLERS = frozenset(_FILLERS.split())

_PAY_PAST = (
    r"pague|pagamos|deposite|transferi|abone|cancele|liquide|realice|consigne|gire|envie el pago|hice (?:el|la|un|una|mi|los) (?:\w+ )?"
    r"(?:pago|pagos|transferencia|deposito|abono|consignacion)|hicimos el (?:pago|deposito)"
)
_PAY_FUTURE = (
    r"pago|pagare|pagaremos|pagaria|deposito|depositare|transfiero|transferire|abono|abonare|cancelo|cancelare|liquido|consigno|"
    r"(?:voy|vamos|ire|paso|pasare|pasaria) a (?:pagar|depositar|transferir|cancelar|abonar|liquidar|hacer (?:el|la) (?:pago|"
    r"transferencia|deposito))|"
    r"(?:puedo|podria|podre|podemos|quiero|quisiera|espero|pienso|prometo|me comprometo a|estaria|estare) (?:\w+ ){0,2}"
    r"(?:pagar\w*|pagando|depositar\w*|depositando|transferir\w*|transfiriendo|cancelar\w*|cancelando|abonar\w*|abonando)|"
    r"hago (?:el|la|un|una) (?:pago|transferencia|deposito|abono)|hare (?:el|la) (?:pago|transferencia|deposito)|te pago|les pago|"
    r"le pago|lo pago|la pago"
)
_STOP_WRITING = r"(?:escrib\w+|mand\w+|envi\w+|molest\w+|llam\w+|contact\w+|acos\w+|jod\w+|hostig\w+|moleste\w*)"

# kind -> (sureness, pattern); the first that fits in a kind counts.
PATTERNS: dict[str, tuple[tuple[float, re.Pattern[str]], ...]] = {
    kind: tuple((sureness, re.compile(rf"\b(?:{pattern})\b")) for sureness, pattern in rows)
    for kind, rows in {
        "opt_out": (
            (0.95, rf"(?:ya )?no (?:me |nos |quiero que me |quiero que |deseo que me )?(?:vuelvan a |"
                   rf"sigan )?{_STOP_WRITING}(?: \w+)? (?:mas|nunca|jamas)"),
            (0.95, rf"(?:ya no|nunca mas|no) (?:me|nos) (?:vuelvan a |sigan )?{_STOP_WRITING}(?! (?:el|la|los|las|al|manana|hoy|en) )"),
            (0.95, rf"(?:dejen?|paren?|deje) (?:ya )?de {_STOP_WRITING}"),
            (0.95, r"no (?:quiero|deseo) (?:recibir )?(?:mas |sus |estos |ningun )+(?:mensajes?|llamadas?|correos?|sms|avisos?|"
                   r"whatsapps?)"),
            (0.95, r"no (?:quiero|deseo) recibir (?:nada|mensajes|llamadas|correos)"),
            (0.95, r"(?:d[ae]r?(?:me|nme)|dame|solicito la|quiero la|quiero dar|quiero darme) (?:de )?baja|darme de baja|"
                   r"dar de baja mi numero"),
            (0.95, r"(?:eliminen|eliminar|saquen|saquenme|borren|borrar|quiten|quitenme|retiren) (?:\w+ )?(?:mi numero|mi correo|"
                   r"de (?:la|su) lista)"),
            (0.95, r"cancelar (?:la )?(?:suscripcion|inscripcion|mensajes|los mensajes|inscricao)"),
            (0.95, r"stop (?:texting|messaging|calling|contacting|emailing|writing|sending|bothering|harassing)|(?:do not|"
                   r"never) (?:text|contact|call|"
                   r"message|email|write)(?: to)? (?:me|this number|us)(?: (?:again|anymore|any more))?|leave me alone|take me off|"
                   r"remove my number|"
                   r"no more (?:texts|messages|calls|emails)|opt me out|unsubscribe me"),
            (0.95, r"nao (?:me )?(?:mande|mandem|envie|enviem|ligue|liguem|contate|escreva|perturbe)\w* mais|"
                   r"parem? de (?:me )?(?:mandar|ligar|enviar|"
                   r"perturbar|incomodar|escrever)|nao quero (?:mais )?receber|me tirem? da lista|quero sair da lista"),
        ),
        "opt_in": (
            (0.9, r"(?:quiero|deseo|si quiero|pueden) (?:volver a |seguir )?recib\w+ (?:mensajes|avisos|recordatorios|los mensajes|"
                  r"sus mensajes)"),
            (0.9, r"pueden (?:volver a escribirme|escribirme de nuevo)|vuelvan a escribirme|darme de alta|dar de alta"),
            (0.9, r"opt me (?:back )?in|you can (?:text|message|write to) me(?: again)?|resume (?:messages|texts)|"
                  r"quero voltar a receber"),
        ),
        "opt_out_unclear": (
            (0.6, r"stop|unsubscribe|opt out|cancelar|cancelen|darse de baja|baja(?! (?:medica|laboral|por))|descadastrar"),
        ),
        "wrong_person": (
            (0.95, r"(?:numero|persona|telefono|contacto|correo) (?:equivocad[oa]|incorrect[oa]|errad[oa])|"
                   r"se equivoc\w+(?: de (?:numero|persona))?|"
                   r"(?:esta|estan|esta usted) equivocad[oa]s?(?: de (?:numero|persona))?"),
            (0.95, r"(?:yo )?no soy (?:esa|la|el|ese|dicha|quien)(?: \w+)?|no (?:la |lo |le )?conozco a (?:esa|ese|ninguna?|la|el|"
                   r"ningun|nadie)(?: \w+)?|"
                   r"no se quien es(?: (?:esa|ese|ella|el|ana))?|(?:aqui|aca) no (?:es|vive|trabaja)|"
                r"ya no (?:vive|trabaja|esta) (?:aqui|aca)"),
            (0.9, r"(?:este|ese|mi) (?:numero|telefono|celular) (?:ya )?no (?:es|pertenece|corresponde)(?: \w+)*|ya no (?:es|"
                  r"tiene) (?:su|este) numero|"
                  r"(?:este|ese) (?:numero|telefono) es nuevo|no es (?:su|el) (?:numero|telefono)"),
            (0.95, r"wrong (?:number|person|guy|phone)|(?:i am|this is|am) not (?:him|her|that person|the person|who)|not my name|"
                   r"do not know (?:him|her|this person|that person|who)|you have the wrong"),
            (0.95, r"(?:numero|pessoa) errad[oa]|nao sou (?:essa|esta|a|o|ele|ela)|nao conheco (?:essa|esta|ninguem|ele|ela)|foi engano|"
                   r"e engano"),
            (0.7, r"^(?:yo )?no soy \w+(?: \w+)?$"),
        ),
        "already_paid": (
            (0.9, r"ya se (?:hizo|realizo|pago|deposito|transfirio|efectuo|cancelo)"),
            (0.9, rf"ya (?:\w+ )?(?:\w+ )?(?:{_PAY_PAST})|ya (?:esta|quedo|fue|estan|estaba|quedaron) (?:todo )?(?:pagad[oa]s?|"
                  rf"cancelad[oa]s?|liquidad[oa]s?|"
                  r"saldad[oa]s?|depositad[oa]s?|transferid[oa]s?)|ya (?:\w+ )?(?:page|pge|pagado|pagada|pagados|pagadas)"),
            (0.9, rf"(?:{_PAY_PAST}) (?:\w+ ){{0,4}}(?:ayer|anoche|anteayer|antier|hoy|pasad[oa]|hace|esta manana|en la manana|completo|"
                  rf"todo)|"
                  rf"(?:ayer|anoche|hoy|anteayer) (?:\w+ ){{0,2}}(?:{_PAY_PAST})"),
            (0.85, r"(?:adjunto|envio|mando|anexo|le paso|les paso|aqui esta|aca esta|va) (?:\w+ ){0,2}(?:comprobante|voucher|recibo|"
                   r"constancia|captura)|"
                   r"comprobante (?:de pago )?adjunto"),
            (0.8, r"^(?:pague|pagado|pagada|pagamos|deposite|transferi|deposite todo|hice la transferencia|listo pague|pagado listo|"
                  r"listo pagado)"),
            (0.8, r"(?:hice|hicimos|realice|acabo de (?:pagar|transferir|depositar|hacer))(?: (?:el|la|un|una|mi))?(?: (?:pago|"
                  r"transferencia|deposito|abono))?"),
            (0.9, r"(?:i |we )?(?:have |did )?already (?:\w+ )?(?:paid|sent|made|pay|transferred|deposited)|(?:i|"
                  r"we) (?:have )?(?:just )?(?:paid|sent the "
                  r"(?:payment|money)|made (?:the|a) (?:payment|transfer))|(?:it|that|this) (?:was|is|has been) (?:already )?paid|^paid|"
                  r"payment (?:sent|made|done)"),
            (0.9, r"ja (?:\w+ )?(?:paguei|pagamos|depositei|transferi|quitei|foi pag[oa]|esta pag[oa]|fiz (?:o|a) \w+)|paguei|fiz (?:o|"
                  r"a) (?:pix|pagamento|"
                  r"transferencia|deposito)|segue (?:o )?comprovante|comprovante em anexo"),
        ),
        "promise": (
            (0.9, _PAY_FUTURE),
            (0.9, r"(?:i|we) (?:\w+ )?(?:will|shall|can|am going to|are going to|promise to|plan to|want to) (?:\w+ )?(?:pay|send|"
                  r"transfer|deposit|settle)|"
                  r"will pay|going to pay|can pay|i pay|paying|pay (?:you|it|everything|in full|on|by|next|this|half)|"
                  r"send (?:you )?(?:the )?(?:payment|money) "
                  r"(?:on|by|next|tomorrow)"),
            (0.9, r"(?:eu )?(?:vou|vamos|posso|consigo|pretendo|prometo) (?:\w+ )?(?:pagar|depositar|transferir|quitar|fazer o (?:pix|"
                  r"pagamento))|pagarei|"
                  r"faco (?:o|um) (?:pix|pagamento)|acerto"),
        ),
        "dispute": (
            (0.9, r"(?:yo )?no (?:les |le |te )?(?:debo|adeudo)(?: (?:nada|eso|ese|esa|dinero|tanto|ninguna?))?|nada (?:les |le )?debo|"
                  r"no tengo (?:ninguna )?"
                  r"(?:deuda|saldo|adeudo)s?|no reconozco|no me corresponde|no corresponde|no es mi (?:deuda|factura|compra)"),
            (0.9, r"(?:cobro|monto|importe|saldo|factura|valor|cargo|cuenta|precio|deuda|intereses?) (?:\w+ ){0,3}(?:mal|incorrect[oa]|"
                  r"equivocad[oa]|indebid[oa]|"
                  r"errone[oa]|injust[oa]|duplicad[oa]|errad[oa])|(?:esta|estan) (?:cobrando|facturando) (?:de mas|mal|doble|otra vez)|"
                  r"cobr\w+ de mas|error en (?:la|el|mi)"),
            (0.85, r"(?:no|nunca) (?:me )?(?:recibi|llego|llegaron|entregaron|dieron|han entregado|instalaron)(?: (?:el|la|los|las|mi|"
                   r"mis|lo|ningun|ninguna|toda|todo))?"
                   r" (?:\w+ ){0,2}(?:producto|pedido|mercaderia|mercancia|servicio|material|compra|articulo|equipo|cosas|instalacion)s?|"
                   r"(?:llego|vino|salio|estaba|esta) (?:\w+ )?(?:danad[oa]|defectuos[oa]|rot[oa]|fallad[oa]|incomplet[oa])|ya (?:lo |"
                   r"la )?devolvi|hice (?:la|una) devolucion"),
            (0.85, r"(?:no|nao|tampoco) (?:voy a|pienso|quiero|vamos a|vou|pretendo) pagar|(?:will|am) not (?:going to )?pay|"
                r"no estoy de acuerdo|(?:quiero|voy a|tengo (?:un|que)) (?:\w+ ){0,2}reclam(?:ar|o)|es un error|hay un error|reclamo"),
            (0.9, r"(?:i )?(?:do not|did not|dont) owe|dispute|(?:amount|charge|invoice|bill|balance) (?:is |was |"
                  r"looks )?(?:\w+ )?(?:wrong|incorrect|mistaken)|"
                  r"wrong (?:amount|invoice|bill|charge)|not my (?:debt|bill|invoice)|never (?:received|got|ordered|bought)|overcharged|"
                  r"i do not agree|"
                  r"(?:was|is|arrived) (?:damaged|broken|defective)"),
            (0.9, r"nao (?:devo|reconheco|concordo|recebi|comprei)|(?:valor|cobranca|fatura|boleto) (?:\w+ ){0,2}(?:errad[oa]|"
                  r"indevid[oa]|incorret[oa]|duplicad[oa])|"
                  r"cobranca indevida|(?:veio|chegou) (?:com defeito|quebrad[oa])"),
        ),
        "complaint": (
            (0.9, r"acos[oa]\w*|hostig\w+|denunci\w+|demandar(?:los)?|profeco|condusef|sernac|indecopi|procon|defensa (?:del|"
                  r"al) consumidor|superintendencia|"
                  r"mis abogados?|(?:mala|pesima|horrible|pesimo|malisima?) (?:atencion|servicio|trato)|falta de respeto|(?:estoy|"
                  r"me tienen) (?:hart[oa]|cansad[oa])|"
                  r"que verguenza|ladrones|estafa(?:dores)?|rateros|groser[oa]s?|amenaz\w+"),
            (0.9, r"harass\w*|report you|complain\w*|consumer protection|scam(?:mers)?|thieves|(?:terrible|awful|bad|rude) (?:service|"
                  r"treatment|staff)|fed up|lawsuit"),
            (0.9, r"assedio|pessimo (?:servico|atendimento)|reclame aqui|golpe|falta de respeito|absurdo|processar voces|"
                  r"to de saco cheio"),
        ),
        "asks_person": (
            (0.9, r"(?:quiero|quisiera|puedo|necesito|prefiero|deseo|podria|me gustaria|como) (?:\w+ )?(?:hablar|platicar|comunicarme|"
                  r"conversar|contactar)(?:me)?"
                  r"(?: (?:con|a))?|hablar con (?:alguien|una? (?:persona|asesor\w*|humano|agente|ejecutiv\w+)|ustedes|el (?:encargado|"
                  r"dueno)|la encargada)|"
                  r"(?:que )?(?:me|nos) (?:puede[ns]? |podria[ns]? )?(?:llam\w+|marc\w+|contact\w+|comunic\w+|habl\w+)|ll?am[ea]n?me|"
                  r"marqueme|marquenme|"
                  r"asesor[a]?|un agente|un humano|una persona real|comuniquense conmigo|atencion al cliente"),
            (0.9, r"(?:call|ring|phone) me|(?:speak|talk) (?:to|with) (?:someone|somebody|a (?:person|human|agent|representative|"
                  r"manager)|you)|"
                  r"(?:have|get|ask) someone (?:to )?call|real person|representative|customer service"),
            (0.9, r"falar com|atendente|me (?:liga|ligue|liguem|telefone)|pode(?:m)? me ligar|ligar para mim|quero conversar"),
        ),
        "question": (
            (0.8, r"quien(?:es)? (?:es|eres|habla|son|escribe)|who is this|quem e|quem fala"),
            (0.8, r"(?:a )?(?:donde|que cuenta|cual cuenta|cuenta|como|cual es la cuenta|numero de cuenta) (?:\w+ ){0,4}(?:pago|pagar|"
                  r"deposito|depositar|transfiero|"
                  r"transferir|abono|abonar|consigno)|(?:me )?(?:pasan?|pase|manden?|envien?|mande) (?:\w+ ){0,3}(?:cuenta|link|liga|"
                  r"cbu|clabe|alias|datos|qr|pix)|"
                  r"link de pago|numero de cuenta|datos (?:para|de) (?:transferir|pago|transferencia|la transferencia)"),
            (0.8, r"cuanto (?:\w+ ){0,2}(?:debo|es|seria|falta|tengo que pagar|adeudo)|cual es (?:el|mi) (?:saldo|monto|total|deuda)|"
                  r"que factura|de que (?:es|factura|se trata)"),
            (0.8, r"how (?:do|can|should) i pay|where (?:do|can|should) i (?:pay|send)|how much (?:\w+ ){0,3}owe|how much is|"
                  r"which invoice|what is this (?:for|about)|"
                  r"bank details|account number|payment link"),
            (0.8, r"como (?:\w+ )?pago|onde (?:eu )?pago|qual (?:o|e o) (?:valor|pix)|quanto (?:\w+ )?devo|manda(?:r)? (?:o )?(?:pix|"
                  r"boleto)|chave pix|segunda via"),
        ),
        "thanks": (
            (0.6, r"^(?:ok|okay|vale|listo|gracias|muchas gracias|de acuerdo|entendido|recibido|enterad[oa]|perfecto|thanks|thank you|"
                  r"noted|got it|obrigad[oa]|"
                  r"ta bom|beleza|esta bien|muy bien|bueno|si|claro|sim)(?: \w+){0,3}$"),
        ),
    }.items()
}  # fmt: skip

NOT_PAID = re.compile(
    r"\b(?:no|aun no|todavia no|nao|ainda nao|not|never|nunca) (?:\w+ )?(?:he |hemos |le |lo |la |te |les |have |yet )?(?:pag\w+|"
    r"deposit\w+|transfer\w+|paid|abon\w+)"
)
NOT_CALLED = re.compile(
    r"\bno (?:me |nos )(?:vuelvan a |sigan )?(?:llam|marqu|marc|contact|habl|busqu)\w+|\bdo not call\b|"
    r"\bnao (?:me )?lig"
)
UNTIL = re.compile(r"\b(?:hasta|sino hasta|until|till|before|ate|so|recien|solo)\b")
CHANNEL_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (channel, re.compile(rf"\b(?:{pattern})\b"))
    for channel, pattern in (
        (
            "all",
            r"ningun (?:medio|canal)|cualquier medio|todos? (?:los )?(?:medios|canales|lados)|any (?:way|channel)|all (?:channels|"
            r"messages)|"
            r"de ninguna forma|stopall|stop all|nenhum (?:meio|canal)|nada mas",
        ),
        ("voice", r"llam\w+|telefon\w+|call\w*|lig(?:ar|ue|uem|acoes)|marc(?:ar|arme|uen)"),
        ("whatsapp", r"whatsapps?"),
        ("email", r"correos?|e ?mails?|mails?|email\w*"),
        ("sms", r"sms|mensajes? de texto|text(?:s|ing|o)?"),
    )
)

# Words that the patterns speak of are no typing errors.
VOCABULARY = frozenset(w for rows in PATTERNS.values() for _, pattern in rows for w in re.findall(r"[a-z]{5,}", pattern.pattern))
