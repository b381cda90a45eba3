"""Portuguese for the linter, in folded spelling: lower case without accents, ç as c; the kinder wordings as people should read them."""

from core.domain.lint_words import ADVICE, ERROR, Language, Rule

_AGREE = "Se precisar de outra data ou de um parcelamento, responda e combinamos com você."
_LEGAL = r"(?:legais|legal|judicia(?:l|is)|juridic[oa]s?|pena(?:l|is)|cive(?:l|is))"
_PLACE = (r"(?:em frente|ao lado|perto|junto) (?:ao|do|da) (?:forum|tribunal|cartorio)",)
_NO_HURRY = "Agradecemos o pagamento quando for possível; se precisar de outra data, avise."
_SERVICE = (r"(?:confirmad|compensa|aparece|chega|entreg|respond|atend|processa|abert)\w*",)

RULES = (
    Rule(
        "threat", ERROR,
        (
            rf"(?:acao|acoes|medidas?|vias?|consequencias|processos?|cobranca|providencias) {_LEGAL}", r"penhora(?:r|remos|do|da)?",
            r"(?:ir|vai|ira) (?:para a |preso|a )?(?:cadeia|prisao)", r"ser(?:a)? pres[oa]",
            r"denuncia(?:r|remos|-lo|-la)?", r"policia", r"arque com as consequencias", r"vai se arrepender",
            r"sabemos onde (?:voce )?(?:mora|trabalha)", r"processa(?:r|remos|do|da)(?: voce)?", r"protesto em cartorio",
            r"protestad[oa]", r"protestar(?:emos)? o titulo", r"tomaremos (?:medidas|providencias)", r"obrigad[oa]s? a agir",
            r"(?:bens|salario|conta|garantia) (?:sera|serao) (?:penhorad|retid|bloquead|executad|leiload)[oa]s?",
            r"(?:bloquear|reter|penhorar|tomar|leiloar)(?:emos)? (?:a |o |os |as )?(?:sua|seu|suas|seus) (?:contas?|salario|bens|carro|casa"
            r"|veiculo|garantia)", r"(?:vai|pode|podera) perder (?:a |o |sua |seu )?(?:casa|carro|emprego|trabalho)",
            r"perd(?:er|esse|era|eria) (?:a|o|sua|seu|seus) (?:casa|carro|emprego|trabalho|negocio|bens)",
            r"nao nos (?:obrigue|force|deixe)\w*", r"nao (?:vai |ira )?(?:acabar|terminar)a? bem",
            r"(?:enviado|levado|encaminhado)s? (?:para|a|ao) protesto", r"protesto",
            r"custas (?:processuais|judiciais|do processo)", r"(?:fase|etapa|instancia) (?:seguinte|judicial) d[ae] cobranca",
            r"cadeia", r"pague ou \w+", r"antecedentes(?: criminais)?",
        ),
        "Queremos resolver isso com você. " + _AGREE, True,
    ),
    Rule(
        "veiled", ADVICE,
        (
            r"(?:providencias|medidas) (?:cabiveis|pertinentes)", r"nos reservamos (?:o |os )?direitos?",
            r"seria uma pena (?:se|que) (?:\w+ ){0,3}perd\w+", r"(?:outras|novas|maiores|graves) (?:instancias|medidas|consequencias)",
            r"recorrer(?:emos)? a outros (?:meios|recursos)", r"consequencias",
            r"(?:voce )?sabe o que (?:acontece|vem|vira)", r"seus filhos", r"(?:proced|ag|atu)\w+ conforme a lei", r"nao se esconda",
            r"para o seu (?:proprio )?bem",
        ),
        "Queremos resolver isso com você. " + _AGREE, True,
    ),
    Rule(
        "court", ERROR,
        (
            r"intimacao", r"(?:notificacao|citacao|ordem|mandado) (?:judicial|extrajudicial|de penhora)", r"mandado", r"tribuna(?:l|is)",
            r"juiz(?:a|es)?", r"forum", r"ajuiza(?:r|mento|remos)", r"oficial de justica", r"processo (?:n|no|numero)",
            r"(?:nossos?|os|um) advogad[oa]s?", r"(?:departamento|setor|escritorio) (?:juridico|de advocacia)", r"justica",
            r"procedimento judicial", r"execucao (?:judicial|fiscal)", r"cartorio", r"conciliacao judicial",
            r"(?:notificacao|aviso|comunicado) (?:oficial|formal)", r"fica(?:m)? (?:\w+ ){0,3}(?:notificad|intimad|citad)[oa]s?",
            r"antes da acao", r"ultima instancia", r"compareca", r"comparec(?:er|imento)", r"requerimento formal", r"vossa senhoria",
            r"oficio (?:n|no|\d)\S*", r"advogad[oa]s?(?: de| do| da)?(?= |$|[.,])",
        ),
        "Este é um lembrete de pagamento. Se tiver alguma dúvida, responda e verificamos.", True, _PLACE,
    ),
    Rule(
        "shame", ERROR,
        (
            r"caloteir[oa]s?", r"calote", r"mau pagador", r"maus pagadores", r"irresponsave(?:l|is)", r"sem[- ]vergonha",
            r"que vergonha", r"deveria ter vergonha", r"trambiqueir[oa]s?", r"golpistas?", r"ladr(?:ao|oes)", r"desonest[oa]s?",
            r"(?:publicar|divulgar|expor)(?:emos)? (?:o )?seu (?:nome|caso)", r"redes sociais", r"lista (?:negra|publica)",
            r"voce nunca (?:paga|cumpre)", r"sua ma[- ]fe", r"tod[oa]s (?:vao |irao )?(?:saber|ficar sabendo|saberao)",
            r"seu (?:nome|caso) sera (?:publicado|exposto|divulgado)", r"tenha vergonha", r"seja responsavel", r"maus? clientes?",
            r"honre (?:a )?sua palavra", r"falta de respeito",
            r"(?:gente|pessoas?) (?:honestas?|decentes?|serias?|de bem|de palavra|responsave(?:l|is))",
            r"(?:o|a) unic[oa] (?:cliente |pessoa )?que (?:nao|ainda)", r"nao tem vergonha",
            r"tod[oa]s (?:\w+ ){0,2}(?:pagaram|pagam|cumprem)",
            r"(?:no|na|em) (?:nosso |nossa |um |uma )?(?:mural|vitrine)", r"lista de (?:caloteiros|inadimplentes|quem nao paga)",
            r"quem nao paga", r"grupo d[oe] (?:bairro|whatsapp|vizinhos)",
        ),
        "Sabemos que às vezes surgem dificuldades. Conte para nós e buscamos uma solução com você.",
    ),
    Rule(
        "third_party", ERROR,
        (
            r"(?:avisar|informar|contatar|ligar para|comunicar|falar com|contar para)(?:emos)? (?:a |o |os |as |ao |aos )?(?:sua|seu"
            r"|suas|seus) (?:familia|familiares|espos[oa]|marido|mulher|pais|filhos|chefe|patrao|empregador|trabalho|empresa"
            r"|vizinhos?|referencias|amigos|contatos|colegas)",
            r"(?:sua|seu|suas|seus) (?:familia|familiares|vizinhos?|chefe|patrao|empregador|colegas|amigos) (?:vai|vao|ira|irao"
            r"|ficara|ficarao|sabera|saberao)", r"(?:diga|avise|informe) (?:a|ao) (?:sr|sra|senhor|senhora)",
            r"voce conhece (?:esta|essa) pessoa", r"ligar(?:emos)? para (?:sua|seu|suas|seus) (?:referencias|familia|chefe|patrao|empresa)",
            r"(?:sua|seu|suas|seus) (?:familia|chefe|patrao|empregador|referencias|fiador) (?:sera|serao) (?:avis|inform|notific"
            r"|contat)ad[oa]s?", r"(?:repasse|entregue|encaminhe|transmita) (?:esta|a) (?:mensagem|recado) (?:a|ao|para)",
            r"(?:contar|dizer|avisar)(?:emos)? (?:\w+ )?(?:para|a|ao) (?:a |o )?(?:sua|seu|suas|seus) (?:mae|pai|espos[oa]|m"
            r"arido|mulher|filh[oa]s?|irma\w*|chefe|familia|vizinh[oa]s?)", r"(?:rh|recursos humanos)",
            r"(?:enviar|mandar|levar|deixar|ligar)\w* (?:\w+ ){0,4}(?:ao|no|para o) seu (?:local de )?(?:trabalho|emprego)",
            r"(?:sua|seu) (?:mae|pai|espos[oa]|marido|mulher|filh[oa]|irma\w*|chefe|familia|vizinh[oa]) (?:nos|ja) (?:disse|"
            r"contou|informou|sabe)", r"(?:diga|peca|avise|lembre) (?:a|ao) \w+ (?:que|para) (?:pag\w+|lig\w+)",
            r"seu (?:fiador|avalista|chefe|patrao) (?:ja )?(?:foi|sera|esta) \w+",
        ),
        "Falamos da sua conta somente com você. Responda quando puder.", True,
    ),
    Rule(
        "visit", ERROR,
            (r"(?:visitar|iremos|vamos|passaremos|compareceremos)(?:emos)? (?:a|na|no|ate|em|ao) (?:a |o )?(?:sua|seu) (?:casa"
            r"|residencia|trabalho|escritorio|emprego|domicilio)", r"(?:ira|vai|vamos|iremos) visita(?:-lo|-la|r voce)",
            r"(?:enviaremos|mandaremos) (?:um|uma) (?:cobrador|agente)[a]?",
            r"(?:passaremos|passamos|iremos|vamos) (?:n[oa]|a|ao|ate) (?:sua|seu) (?:casa|trabalho|comercio|loja|negocio|esc"
            r"ritorio|residencia)",
            r"(?:agente|cobrador|representante|oficial) (?:ira|vai|passara|visitara|comparecera)", r"irao? ate voce",
        ),
        "Se preferir conversar, diga em que dia e horário podemos ligar.", True,
    ),
    Rule(
        "false_urgency", ERROR,
        (
            r"ultim[oa]s? (?:avisos?|chances?|oportunidades?|notificacao|notificacoes|advertencias?|cobrancas?)", r"aviso final",
            r"antes que seja tarde(?: demais)?", r"seu (?:prazo|tempo) (?:esta acabando|se esgota|acaba)", r"ultimato",
            r"(?:so|somente|apenas) hoje", r"aja (?:ja|agora)", r"tempo (?:esta acabando|se esgota)", r"improrrogave(?:l|is)",
            r"(?:conta|servico) sera (?:encerrad|cortad|suspens)[oa] hoje", r"restam (?:poucas|apenas|so|\d+) (?:horas|minutos)",
            r"ate (?:as? )?\d{1,2}(?:h|:\d{2})?(?:\d{2})? ?(?:horas )?(?:de|do dia de) hoje", r"agora ou nunca",
            r"(?:vence|expira|termina|fecha|acaba)m? em \d{1,2} (?:horas?|minutos?)", r"amanha (?:ja )?(?:sera|e) (?:muito )?tarde",
            r"(?:e|sera) a ultima vez que", r"contagem regressiva", r"(?:tem|resta) (?:1|uma) hora",
        ),
        _NO_HURRY,
    ),
    Rule("false_urgency", ERROR, (r"(?:em|dentro de|tem) (?:ate )?(?:24|48|72) ?(?:horas|hrs?|h)",), _NO_HURRY, harmless=_SERVICE),
    Rule("urgency", ADVICE, (r"urgentes?", r"urgencia", r"imediatamente", r"imediato", r"agora mesmo", r"hoje mesmo", r"o quanto antes",
        r"sem demora", r"ultimo dia(?: para pagar)?"), "Pode nos dizer quando conseguiria pagar?"),
    Rule(
        "harsh", ADVICE,
        (r"(?:voce )?deve pagar", r"exigimos", r"pague (?:ja|agora)", r"tem que pagar", r"e obrigad[oa] a", r"nos deve",
            r"descumpri(?:u|mento)", r"ignorou", r"advertimos", r"inadimplencia", r"recusou(?:-se)? a"),
        "O seu saldo continua em aberto. Que data seria boa para pagar?",
    ),
    Rule("label", ADVICE, (r"devedor(?:es|a|as)?", r"inadimplentes?"), "Diga “cliente” ou o nome da pessoa."),
    Rule("bureau", ADVICE, (r"spc", r"serasa", r"negativa(?:r|do|da|cao|remos)", r"nome sujo", r"sujar (?:o )?seu nome",
        r"cadastro de (?:inadimplentes|devedores)", r"orgaos de protecao ao credito"), "Pagar em dia cuida do seu histórico. " + _AGREE),
    Rule("consequence", ADVICE, (r"evite (?:multas?|encargos|juros|transtornos|problemas|a suspensao|o corte)",
        r"suspen(?:sao|der|deremos) (?:do |o |de )?(?:seu )?servico", r"corte (?:do|de) (?:seu )?servico"), _AGREE),
    Rule("asks_reason", ADVICE, (r"por que (?:voce )?(?:nao|ainda nao) (?:pagou|paga|efetuou)",
        r"(?:motivo|razao) (?:do|da|pelo qual) (?:seu |sua )?(?:atraso|inadimplencia|nao pagou)"), "Que data seria boa para pagar?"),
    Rule("secret", ERROR,
        (r"(?:seu |sua |o |a |numero do (?:seu )?)(?:cartao(?: de (?:credito|debito))?|senha|pin|cvv"
        r"|codigo de seguranca)(?: completo)?",),
        "Pague somente pelos nossos meios oficiais; nunca pedimos senhas nem números de cartão.", True),
    Rule("identity", ADVICE,
        (r"(?:numero do (?:seu )?|informe (?:o )?seu |envie (?:o |a )?(?:seu |foto do seu |copia do seu )|confirme (?:o )?seu )(?:cpf"
        r"|rg|documento|cnpj|conta bancaria|numero de conta)",),
        "Cite o documento pelo número da fatura: não é preciso pedir a identificação.", True),
    Rule("offer", ADVICE, (r"descontos?", r"promocao", r"promocoes", r"ofertas?", r"gratis", r"bonus", r"cupo(?:m|ns)", r"sorteios?",
        r"abatimento", r"\d+ ?% (?:de desconto|off|a menos)"), ""),
)  # fmt: skip

ELEMENTS = {
    "stop": (r"sair", r"stop", r"parar", r"pare", r"nao receber mais", r"deixar de receber", r"nao deseja receber", r"descadastrar"),
    "pay": (r"pague (?:em|por|pelo|com|na|no|aqui|com)", r"pode pagar", r"para pagar", r"como pagar", r"(?:forma|meio)s? de pagamento",
        r"pix", r"boleto", r"transferencia", r"parcela(?:r|mento|s)"),
    "object": (r"nao reconhece", r"nao concorda", r"nao confere", r"erros?", r"duvidas?", r"perguntas?", r"problemas?", r"reclamacao",
        r"avise", r"responda", r"conte(?:-nos| para nos)", r"ligue para nos", r"fale conosco", r"escreva"),
    "date": (r"hoje", r"ate a data", r"calculad[oa]", r"na data de"),
    "court_denied": (r"nao (?:e|constitui|se trata de) (?:um |uma )?(?:procedimento|notificacao|acao|cobranca) judicial",),
    "rights": (r"(?:seus |os )?direitos",), "copy": (r"copia", r"segunda via"), "interest": (r"juros",), "fees": (r"encargos",
        r"multas?", r"taxas?", r"custas"),
    "privacy": (r"(?:aviso|politica) de privacidade", r"privacidade", r"dados pessoais", r"lgpd"),
    "only_us": (r"pague (?:somente|apenas|unicamente|diretamente) (?:a|para|na|em)",),
}  # fmt: skip

SUGGESTIONS = {
    "no_company": "Quem escreve é {{ company_name }}.",
    "no_name": "{{ greeting }}.",
    "no_amount": "O seu saldo é de {{ amount }}.",
    "no_date": "Calculado em {{ balance_date }}.",
    "no_way_to_pay": "{% if payment_link %}Você pode pagar em {{ payment_link }}{% endif %}",
    "no_way_to_object": "Se já pagou ou se houver um erro, avise.",
    "no_stop": "{{ stop_words }}",
    "privacy": "{% if privacy_link %}Aviso de privacidade: {{ privacy_link }}{% endif %}",
    "court_denied": "Este aviso não é uma notificação judicial.",
    "only_us": "Pague somente a {{ company_name }}.",
    "copy": "Se quiser uma cópia por escrito, é só pedir.",
    "cold": "Se já pagou, muito obrigado. Se precisar de ajuda, conversamos com prazer.",
    "capitals": "Escreva em minúsculas, como em uma conversa.",
    "card_in_text": "Cite a fatura pelo número, não o do cartão ou do documento de identidade.",
}

PORTUGUESE = Language(
    code="pt", rules=RULES, elements=ELEMENTS, suggestions=SUGGESTIONS,
    own_words=(
        "voce nao seu seus sua suas com ao aos em do dos da das uma um ola hoje pagamento ate fatura obrigado obrigada ja lhe pelo "
        "pela quando por favor muito para se esta isso nos"
    ),
    kind=(r"obrigad[oa]s?", r"agradec\w*", r"por favor", r"com prazer", r"ajud\w+", r"combin\w+", r"convers\w+", r"entendemos",
        r"soluc\w+", r"talvez", r"abracos?", r"avise", r"conte"),
    denials=(r"nao (?:lhe )?(?:e|sao|constitui|se trata|pedimos|pediremos|solicitamos|compartilhe|envie|avisamos|informamos|falamos)",
        r"nunca (?:lhe )?(?:pedi|solicit|avis|inform|contat|compartilh|envi|fal)\w*"),
    conditions=(r"se", r"caso", r"do contrario", r"a menos que"),
)  # fmt: skip
