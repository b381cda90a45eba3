"""Spanish for the linter, in folded spelling: lower case without accents, ñ as n; the kinder wordings as people should read them."""

from core.domain.lint_es_elements import ELEMENTS, SUGGESTIONS
from core.domain.lint_words import ADVICE, ERROR, Language, Rule

_AGREE = "Si necesita otra fecha o un plan de pago, respóndanos y lo acordamos con usted."
_LEGAL = r"(?:legal(?:es)?|judicial(?:es)?|juridic[oa]s?|penal(?:es)?|civil(?:es)?)"
_PLACE = (r"(?:frente al?(?: los)?|junto al?(?: los)?|al lado del?(?: los)?|cerca del?(?: los)?) (?:juzgados?|tribunal(?:es)?)",)
_NO_HURRY = "Le agradeceremos su pago cuando le sea posible; si necesita otra fecha, avísenos."
_SERVICE = (r"(?:refleja|acredita|registra|confirma|llega|entrega|respond|contest|atend|procesa|abre|abiert)\w*",)

RULES = (
    Rule(
        "threat", ERROR,
        (
            rf"(?:acciones|medidas|vias?|instancias?|consecuencias|procesos?|cobr(?:o|anza)|etapa|tramites?) (?:pre)?{_LEGAL}",
            r"(?:cobr(?:o|anza)|etapa) prejuridic[oa]", r"embarg(?:o|os|ar|aremos|aran|arle|ada|ado)",
            r"(?:ir|iria|ira) a (?:la )?(?:carcel|prision)",
            r"denuncia(?:rlo|rla|rle|remos)?(?: penal)?", r"policia", r"atengase(?: a las consecuencias)?",
            r"sera(?:n)? (?:demandad|denunciad|embargad)[oa]s?",
            r"lo lamentara", r"tendra que asumir las consecuencias", r"sabemos donde (?:vive|trabaja)",
            r"le (?:costara|saldra) (?:muy )?caro",
            r"proce(?:der|deremos|sar|saremos) (?:legal|judicial|juridica)mente", r"cobro coactivo", r"tomaremos medidas",
            r"(?:pasara|pasaremos|enviaremos|trasladaremos) (?:su (?:caso|cuenta|deuda) )?(?:a|al area) (?:legal|juridic[oa])",
            r"(?:ejecutar(?:emos)?|rematar(?:emos)?|secuestrar(?:emos)?|retener|retendremos|bloquear(?:emos)?|quitarle|quitaremos)"
            r" (?:su|sus|la|el|los|las) (?:\w+ )?(?:garantias?|bienes|vehiculo|auto|moto|casa|sueldo|salario|cuentas?|linea|equipo)",
            r"(?:bienes|garantias?|sueldo|salario|casa) (?:seran?|sera) (?:rematad|embargad|retenid|ejecutad)[oa]s?",
            r"(?:le|les) (?:retendremos|quitaremos|bloquearemos|embargaremos) (?:su|sus|el|la|los|las) \w+",
            r"(?:podria|puede|va a) perder su (?:casa|vehiculo|empleo|trabajo|negocio)", r"(?:vemos|veremos|vere) obligad[oa]s? a",
            r"(?:no|sin que) nos (?:obligue|fuerce|deje otra)\w*",
            r"(?:siguiente|proximo|otro) (?:nivel|etapa|fase|paso|instancia) (?:de|en) (?:la )?(?:gestion|cobr\w+)",
            r"actuar(?:emos)? (?:conforme|de acuerdo) (?:a|con) (?:la )?ley",
            r"(?:esto|situacion|caso|cuenta) se (?:complique|agrave|empeore|salga)", r"pas(?:e|ar|ara) a mayores",
            r"perd(?:er|era|eria|iera|iese) (?:su|sus|el|la) (?:casa|vehiculo|auto|moto|empleo|trabajo|negocio|bienes)",
            r"sabemos donde (?:viven?|trabajan?|estudian?)",
            r"(?:sueldo|salario|patrimonio|bienes|empleo|trabajo) \w+ ver(?:se|an)? afectad[oa]s?",
            r"(?:retencion|descuento forzoso) de (?:su |sus )?(?:sueldo|salario|haberes|cuentas?|bienes)",
            r"costas (?:del proceso|procesales|judiciales|y gastos)",
            r"(?:acudir|recurrir|informar|reportar|elevar)(?:emos)? (?:\w+ ){0,2}(?:a|ante) las autoridades",
            r"(?:terminar|acabar)a? (?:muy )?mal para usted", r"no (?:va a |ira a )?(?:terminar|acabar)a? bien", r"ya vamos por usted",
            r"(?:pague|paga|cancele|cumpla)\w* o (?:vera|aten|sufr|lament|le ira)\w*", r"antecedentes(?: penales)?",
            r"(?:terminar|ir|quedar)a? (?:preso|presa|detenid[oa])", r"carcel", r"tenemos (?:su|la) direccion",
        ),
        "Queremos resolverlo con usted. " + _AGREE, True,
    ),
    Rule(
        "veiled", ADVICE,
        (
            r"acciones (?:pertinentes|correspondientes|necesarias|a que haya lugar"
            r"|que (?:correspondan?|procedan?|haya lugar|sean necesarias))",
            r"(?:otras|nuevas|mayores|peores|graves|serias) (?:instancias|consecuencias|medidas(?! de (?:pago|seguridad)))",
            r"(?:es|seria) una (?:pena|lastima) que (?:\w+ ){0,2}(?:perd|qued|termin|lleg)\w+", r"seguira su curso",
            r"nos reservamos (?:el |los |todos los )?(?:derechos?|ejercicio)",
            r"(?:acudir|recurrir|apelar)(?:emos)? a otr[oa]s? (?:instancias?|medios?|vias?|mecanismos?)",
            r"medidas (?:pertinentes|correspondientes|del caso)",
            r"(?:usted )?ya sabe (?:lo que|que) (?:pasa|sucede|viene)", r"consecuencias", r"las cosas (?:se compliquen|empeoren)",
            r"por su (?:propio )?bien", r"a (?:que|lo que) se atiene", r"tramite que corresponde",
            r"(?:proced|actu)\w+ conforme a (?:derecho|(?:la )?ley)",
            r"sus hij[oa]s", r"no se esconda",
        ),
        "Queremos resolverlo con usted. " + _AGREE, True,
    ),
    Rule(
        "court", ERROR,
        (
            r"notificacion judicial",
            r"(?:citacion|notificacion|requerimiento|orden|mandamiento) (?:judicial|de embargo|extrajudicial|del juez)",
            r"juzgad[oa]s?", r"tribunal(?:es)?", r"juez(?:a)?", r"demanda(?:r|remos|rlo|rla|rle|do|da)?",
            r"expediente (?:judicial|n|no|numero)", r"emplazamiento",
            r"fiscalia", r"(?:nuestros?|los|un) abogad[oa]s?", r"(?:departamento|area|despacho|equipo) (?:legal|juridic[oa])",
            r"proceso ejecutivo", r"procedimiento judicial", r"juicio", r"diligencia judicial",
            r"expediente", r"cedula de notificacion", r"carta notarial", r"intimacion(?: de pago)?", r"bufete",
            r"(?:estudio|despacho|consultorio) (?:juridico|legal|de abogados)", r"(?:notificacion|aviso|etapa) pre-?judicial",
            r"conciliacion (?:extra)?judicial",
            r"(?:notificacion|aviso|comunicado) (?:oficial|formal)", r"se (?:le|les|lo|la) (?:notifica|emplaza|cita|intima|conmina)",
            r"(?:queda|quedan) (?:usted )?(?:formalmente )?(?:notificad|emplazad|citad|intimad)[oa]s?",
            r"(?:requerimiento|intimacion) formal", r"comparezca", r"comparec(?:er|encia)", r"ministerio",
            r"oficio (?:n|no|nro|num|numero|\d)\S*", r"exp\.? ?(?:n|no|nro|\d)[\w./-]*", r"abogad[oa]s?(?: de| del)?(?= |$|[.,])",
        ),
        "Este es un recordatorio de pago. Si tiene alguna duda, respóndanos y la revisamos.", True, _PLACE,
    ),
    Rule(
        "shame", ERROR,
        (
            r"moros[oa]s?", r"mala paga", r"malos? pagador(?:es|a)?", r"tramos[oa]s?", r"tramposo?s?a?s?", r"irresponsables?",
            r"sinverguenzas?",
            r"que verguenza", r"deberia darle (?:pena|verguenza)", r"caradura", r"estafador(?:es|a)?", r"ladron(?:es|a)?",
            r"falta de (?:seriedad|palabra|honradez)", r"publicar(?:emos)? su (?:nombre|deuda|foto|caso)", r"redes sociales",
            r"lista (?:negra|publica)", r"su mala fe", r"usted nunca (?:paga|cumple)",
            r"su (?:deuda|nombre|caso|foto) sera (?:publicad|expuest|difundid|divulgad)[oa]", r"todos? (?:sabran|se enteraran)(?: que)?",
            r"de la cara", r"cumpla (?:con )?su palabra", r"falta de respeto", r"mal(?:os)? clientes?", r"mal ejemplo",
            r"no (?:le|te) da (?:verguenza|pena)", r"gente (?:honrada|honesta|decente|de bien|seria|responsable|de palabra)",
            r"personas (?:honradas|honestas|decentes|serias|de bien|responsables)", r"(?:el|la) unic[oa] (?:cliente |persona )?que no",
            r"(?:todos|todas|los demas|otros clientes|sus vecinos|sus companeros) (?:\w+ ){0,2}(?:pagaron|cumplieron|pagan|cumplen)",
            r"(?:en|a) (?:nuestr[oa]|la|el|una?) (?:cartelera|mural|muro|vitrina|lista de (?:morosos|clientes que))",
            r"clientes que no pagan", r"(?:poca|no tiene|sin) palabra", r"grupo de(?:l)? (?:whatsapp|barrio|vecinos|facebook)",
            r"(?:todo el|en el) (?:barrio|vecindario|pueblo)",
        ),
        "Sabemos que a veces surgen dificultades. Cuéntenos y buscamos una solución con usted.",
    ),
    Rule(
        "third_party", ERROR,
        (
            r"(?:avisar|informar|contactar|llamar|comunicar|escribir|notificar|decir|hablar|ir|iremos|acudir)(?:emos|le|les"
            r"|nos)? (?:lo |esto "
            r"|su deuda )?(?:a|con) (?:su|sus|tu|tus) "
            r"(?:familia(?:res)?|espos[oa]|padres|hijos|jefes?|empleador(?:es)?|trabajo|empresa|vecinos?|referencias|amigos|contactos"
            r"|conocidos|companeros|fiador(?:es)?|codeudor(?:es)?|avales?)",
            r"(?:su|sus) (?:jefes?|familia(?:res)?|empleador|fiador(?:es)?|referencias|vecinos?) seran? (?:notific|avis|inform"
            r"|contact)ad[oa]s?", r"(?:comunique|entregue|pase|reenvie|transmita) (?:este|el) (?:mensaje|aviso|recado) (?:a|al)",
            r"(?:su|sus) (?:familia(?:res)?|vecinos?|jefes?|empleador|companeros|amigos|referencias) (?:se enterar|sabr|recibir|ser)an?",
            r"(?:digale|informele|avisele|comuniquele) (?:a|al)", r"(?:usted )?conoce a (?:esta persona|este cliente)",
            r"(?:contar|decir|escribir|avisar)(?:emos|le|les)?(?: \w+)? a (?:su|sus) (?:\w*madre|\w*padre|mama|papa|pareja|m"
            r"arido|mujer|espos[oa]|herman[oa]s?|hij[oa]s?|familia\w*|jefe|vecin[oa]s?)", r"(?:recursos humanos|rr\.? ?hh)",
            r"(?:enviar|mandar|llevar|llegar|dejar|llamar|escribir|llam|escrib|envi|mand)\w* (?:\w+ ){0,4}"
            r"a su (?:lugar de )?(?:trabajo|empleo)",
            r"su (?:\w*madre|\w*padre|mama|papa|espos[oa]|hij[oa]|herman[oa]|pareja|jefe|vecin[oa]|familia) (?:nos|ya) (?:di"
            r"jo|conto|informo|confirmo|sabe)",
            r"(?:estimad[oa]s?|senor(?:es|as?)?) (?:familiar(?:es)?|vecin[oa]s?|companer[oa]s?|jef[ea]|empleador|referencia) de",
            r"su (?:aval|fiador|codeudor|empleador|jefe|familia) (?:ya )?(?:esta|fue|ha sido|sera) \w+ad[oa]",
            r"(?:inform|notific|comunic|report|avis)ad[oa]s? a su (?:empleador|jefe|familia|trabajo|aval|fiador)",
            r"llamaremos a sus? (?!numero|telefono|celular|linea)\w+", r"su (?:aval|fiador) (?:ya )?(?:esta|fue) (?:enterad|al tanto)\w*",
        ),
        "Hablamos de su cuenta solo con usted. Respóndanos cuando pueda.", True,
    ),
    Rule(
        "visit", ERROR,
        (r"(?:visitar|iremos|pasaremos|acudiremos|llegaremos|presentaremos)(?:emos|lo|la|le|nos)? (?:a|en|por|hasta) su (?:casa"
            r"|domicilio|trabajo|oficina|hogar|empleo)", r"(?:lo|la|le|los) visitara(?:n|mos)?", r"(?:ir|iremos|vamos) a buscarl[oa]",
            r"(?:enviaremos|mandaremos|ira|visitara) (?:a )?(?:un|una|nuestro|nuestra) (?:cobrador|gestor|visitador)[a]?",
            r"(?:pasamos|pasaremos|iremos|vamos|llegamos) (?:manana |hoy )?(?:por|a|hasta) su (?:casa|domicilio|trabajo|nego"
            r"cio|local|oficina|hogar|empleo|tienda)", r"se presentara[n]? en su",
            r"(?:funcionario|gestor|cobrador|representante|agente|oficial) (?:\w+ ){0,3}(?:visitara|ira|pasara|llegara|acudi"
            r"ra|presentara)",
            r"(?:ira|llegara|pasara|vendra|acudira)n? (?:a|por|hasta) su (?:casa|domicilio|trabajo|negocio|hogar|local)",
        ),
        "Si prefiere hablarlo, díganos qué día y a qué hora le podemos llamar.", True,
    ),
    Rule(
        "false_urgency", ERROR,
        (
            r"ultim[oa]s? (?:avisos?|oportunidad(?:es)?|llamados?|advertencias?|requerimientos?|notificacion(?:es)?)", r"aviso final",
            r"antes de que sea (?:demasiado )?tarde", r"su (?:plazo|tiempo) se (?:agota|acaba|termina)", r"ultimatum", r"perentori[oa]s?",
            r"solo (?:por )?hoy", r"(?:le )?quedan? (?:pocas|solo|apenas|\d+) (?:horas?|minutos?)", r"actue (?:ya|ahora)",
            r"improrrogables?", r"no hay (?:mas )?prorrogas?", r"ultima (?:llamada|hora)",
            r"(?:cuenta|servicio|credito) sera (?:cerrad|cortad|suspendid)[oa] hoy",
            r"hasta (?:las? )?\d{1,2}(?::\d{2})? ?(?:h|hs|hrs|horas|am|pm|de la (?:tarde|noche))?,? (?:de|del dia de) hoy",
            r"ultimas? chances?", r"ahora o nunca", r"(?:vence|expira|caduca|termina|cierra|acaba)n? en \d{1,2} (?:horas?|minutos?)",
            r"(?:faltan|quedan) \d+ (?:horas?|minutos?)",
            r"manana (?:ya )?(?:sera|es) (?:muy |demasiado )?tarde", r"(?:es|sera) la ultima vez que", r"cuenta regresiva",
            r"(?:le )?quedan? (?:1|una) hora",
        ),
        _NO_HURRY,
    ),
    Rule(
        "false_urgency", ERROR, (r"(?:en|dentro de|tiene) (?:las proximas )?(?:24|48|72) ?(?:horas|hrs?|h)",), _NO_HURRY,
        harmless=_SERVICE,
    ),
    Rule(
        "urgency", ADVICE, (r"urgentes?", r"urgentemente", r"de inmediato", r"inmediatamente", r"de manera inmediata", r"hoy mismo",
            r"ya mismo", r"cuanto antes", r"a la brevedad",
            r"ultimo dia(?: para pagar)?"),
        "¿Nos confirma cuándo podría pagarlo?",
    ),
    Rule(
        "harsh", ADVICE,
        (
            r"(?:usted )?debe (?:pagar|cancelar|saldar)", r"exigimos", r"le exigimos", r"exija", r"pague (?:ya|ahora)",
            r"tiene que pagar", r"esta obligad[oa] a", r"nos debe",
            r"ha incumplido", r"incumplimiento", r"hace caso omiso", r"ha ignorado", r"no ha querido pagar", r"adverti(?:mos|rle|do)",
            r"le advertimos",
        ),
        "Su saldo sigue pendiente. ¿Qué fecha le serviría para pagarlo?",
    ),
    Rule("label", ADVICE, (r"deudor(?:es|a|as)?", r"cliente incumplido", r"delincuente"), "Diga «cliente» o el nombre de la persona."),
    Rule(
        "bureau", ADVICE, (r"(?:centrales?|buros?) de (?:riesgo|credito)s?", r"datacredito", r"infocorp", r"dicom", r"veraz", r"equifax",
            r"transunion", r"lista de (?:deudores|incobrables)", r"reporte negativo"),
        "Pagar a tiempo cuida su historial. " + _AGREE,
    ),
    Rule("consequence", ADVICE,
        (r"evite (?:recargos|cargos|inconvenientes|molestias|problemas|reportes|sanciones|intereses|la suspension)",
        r"suspen(?:sion|der|deremos) (?:de |del |su |el )?servicio", r"corte (?:de|del) servicio"), _AGREE),
    Rule("asks_reason", ADVICE, (r"por que no (?:ha pagado|pago|paga|cancela)",
        r"(?:motivo|razon|causa) (?:de|del|por la que|por el que) (?:su |no )?(?:atraso|retraso|mora|impago|incumplimiento|ha pagado"
        r"|no pago)"), "¿Qué fecha le serviría para pagarlo?"),
    Rule(
        "secret", ERROR,
            (r"(?:su |la |el |numero de (?:su |la )?)(?:tarjeta(?: de (?:credito|debito))?|clave|contrasena|pin|cvv"
            r"|codigo de seguridad)(?: completo)?",),
        "Para pagar use solo nuestros medios oficiales; nunca le pediremos claves ni números de tarjeta.", True,
    ),
    Rule(
        "identity", ADVICE,
            (r"(?:numero de (?:su )?|su numero de |envi[ea](?:nos)? (?:su |foto de su |copia de su )|indique(?:nos)? su "
            r"|confirme su )(?:cedula|dni|documento de identidad|documento|identificacion|cuenta bancaria|cuenta|rut|rfc|curp|nit)",),
        "Mencione el documento por su número: no hace falta pedir la identificación.", True,
    ),
    Rule("offer", ADVICE, (r"descuentos?", r"promocion(?:es)?", r"ofertas?", r"rebajas?", r"condonacion(?:es)?", r"condonamos",
        r"bonificacion(?:es)?", r"gratis", r"\d+ ?% (?:menos|de ahorro|off)", r"cupon(?:es)?", r"sorteos?", r"quita"), ""),
)  # fmt: skip

SPANISH = Language(
    code="es", rules=RULES, elements=ELEMENTS, suggestions=SUGGESTIONS,
    own_words=(
        "el los las y su sus usted con muy gracias hoy ya del al en una pero como esta este para le nos si cuando hay ha tiene saldo "
        "factura puede pago lo"
    ),
    kind=(r"gracias", r"agradec\w*", r"por favor", r"con gusto", r"ayud\w+", r"acord\w+", r"conversa\w*", r"entendemos", r"soluci\w+",
        r"quiza", r"saludos", r"le sirva", r"cuentenos", r"avisenos", r"dispuestos?"),
    denials=(r"no(?: le| les| lo| la| nos)? (?:es|son|constituye|se trata|pedimos|pediremos|solicitamos|solicitaremos|comparta|envie"
        r"|avisamos|informamos|hablamos)", r"nunca (?:le |les )?(?:pedi|solicit|avis|inform|contact|compart|envi|habl)\w*"),
    conditions=(r"si", r"de lo contrario", r"caso contrario", r"salvo que", r"a menos que"),
    familiar=(r"tu", r"tus", r"ti", r"contigo", r"tienes", r"puedes", r"debes", r"paga ya", r"te recordamos", r"te escribimos",
        r"avisanos", r"respondenos", r"llamanos"),
    formal=(r"usted", r"le recordamos", r"le escrib\w+", r"le llama", r"avisenos", r"respondanos", r"llamenos", r"responda", r"pague",
        r"puede", r"diganos", r"cuentenos"),
)  # fmt: skip
