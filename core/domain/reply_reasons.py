"""Why somebody cannot pay, when they say so of their own accord, as patterns over levelled words (Spanish, English, Portuguese)."""

from __future__ import annotations

import re

# Why somebody cannot pay, volunteered; a person reads it, and some stop everything (illness, bereavement, disaster).
REASONS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (reason, re.compile(rf"\b(?:{pattern})\b"))
    for reason, pattern in (
        ("deceased", r"(?:el|la) (?:titular|senora?|cliente|dueno|duena) (?:ya )?(?:fallecio|murio)|(?:ya )?fallecio (?:hace|el (?:ano|"
                     r"mes)|la semana)|"
                     r"(?:he|she) (?:has )?(?:died|passed away)|(?:ele|ela) (?:morreu|faleceu)|is deceased"),
        ("bereavement", r"(?:fallecio|murio|se murio|perdi a|fallecimiento de)(?: \w+)?|de luto|funeral|sepelio|"
                        r"(?:passed away|died)|faleceu|morreu|luto"),
        ("illness", r"enferm[oa]\w*|hospital\w*|internad[oa]|operacion|operaron|operad[oa]|cirugia|cancer|accidente|accidentad[oa]|"
                    r"medicinas?|covid|baja medica|"
                    r"incapacidad|sick|surgery|accident|ill|doente|cirurgia|acidente"),
        ("disaster", r"inundacion|se inundo|terremoto|sismo|incendio|huracan|se quemo|flood\w*|earthquake|fire|hurricane|enchente|"
                     r"me robaron|asalt\w+|robbed"),
        ("job_loss", r"(?:sin|perdi (?:el|mi)|me quede sin|no tengo|me corrieron del|quede sin) (?:trabajo|empleo|chamba|laburo|pega)|"
                     r"desemplead[oa]|me despidieron|"
                     r"lost my job|unemployed|laid off|no job|desempregad[oa]|perdi (?:o|meu) emprego|fui demitid[oa]|cesante|got fired"),
        ("insolvency", r"concurso (?:mercantil|de acreedores|preventivo)|quiebra|bancarrota|insolven\w+|embarg\w+|bankrupt\w*|"
                       r"recuperacao judicial|falencia"),
        ("waiting_for_income", r"(?:cuando|hasta que|apenas|en cuanto|espero que|aun no|todavia no|no) (?:me |nos )(?:paguen|pagan|"
                               r"depositen|pagaron|depositan|"
                               r"depositaron|han pagado|han depositado|transfieran)|me (?:pagan|depositan) (?:el|la|hasta|manana|fin|en|"
                               r"este)|(?:mi |el |la |cobro (?:mi|el|la) )"
                               r"(?:sueldo|aguinaldo|quincena|nomina|pension|jubilacion|salario)|(?:when|until) i get paid|i get paid|"
                               r"my (?:paycheck|salary)|"
                               r"waiting (?:for|on) (?:my )?(?:pay|paycheck|salary|money)|quando (?:eu )?receber|meu salario|"
                               r"recebo (?:dia|no|na)"),
        ("no_money", r"(?:no|nao) (?:tengo|cuento con|hay|tenho|me alcanza|alcanza|alcanzo|consegui|me alcanzo|dispongo de)(?: (?:el|la|"
                     r"para|ahora|ahorita|por ahora|con|o|como))*"
                     r"(?: (?:dinero|plata|efectivo|fondos|pagar|lana|dinheiro|grana))?|sin (?:dinero|plata|efectivo|un peso)|"
                     r"no (?:puedo|podemos|podre|voy a poder|pude) "
                     r"(?:\w+ ){0,2}(?:pagar|cancelar|depositar|hoy|ahora)|(?:mala|dificil|complicada|critica) (?:\w+ )?situacion|"
                     r"situacion (?:\w+ )?(?:dificil|complicada|economica)|"
                     r"estoy (?:quebrad[oa]|cort[oa]|atrasad[oa])|(?:do not|can not) (?:have (?:the )?(?:money|funds)|afford|pay)|"
                     r"no money|broke|nao (?:posso|consigo) pagar|sem dinheiro"),
        ("not_received_invoice", r"no (?:me )?(?:llego|recibi|ha llegado|mandaron|enviaron|tengo) (?:la |el |mi |ninguna )?(?:factura|"
                                 r"recibo|boleta|estado de cuenta)|"
                                 r"(?:never|did not) (?:get|receive|got) (?:the|an|any|my) (?:invoice|bill)|nao recebi (?:a |"
                                 r"o )?(?:fatura|boleto)"),
        ("forgot", r"(?:se )?me (?:olvido|paso)|lo olvide|olvide (?:pagar|el pago)|i forgot|forgot|slipped my mind|esqueci"),
        ("technical", r"(?:link|liga|pagina|app|sistema|tarjeta|transferencia|banco) (?:\w+ ){0,2}(?:no (?:funciona|abre|carga|sirve|"
                      r"jala|paso)|caid[oa]|rechaz\w+|falla\w*|"
                      r"bloquead[oa])|no (?:me )?(?:deja|permite) (?:pagar|hacer el pago|transferir)|(?:link|page|card|"
                      r"site) (?:\w+ ){0,2}(?:not work\w*|declined|broken|down)"),
        ("travel", r"(?:estoy|ando|salgo|sali) de (?:viaje|vacaciones)|fuera (?:de la ciudad|del pais)|de viaje|travel(?:l)?ing|"
                   r"out of town|on vacation|viajando"),
    )
)  # fmt: skip
