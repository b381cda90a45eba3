"""How people type in chats: case, accents, signs, repeated letters, abbreviations and typing errors are levelled before reading."""

from __future__ import annotations

import re
import unicodedata

from core.domain.reply_words import VOCABULARY

_SHORT = {
    "q": "que", "k": "que", "xq": "porque", "pq": "porque", "porq": "porque", "xk": "porque", "tb": "tambien", "tmb": "tambien", "d": "de",
    "x": "por", "xfa": "por favor", "porfa": "por favor", "xfavor": "por favor", "porfavor": "por favor", "pls": "please", "plz": "please",
    "mnn": "manana", "mnna": "manana", "mnana": "manana", "manna": "manana", "tmrw": "tomorrow", "tmr": "tomorrow", "tmw": "tomorrow",
    "2moro": "tomorrow", "u": "you", "ur": "your", "im": "i am", "ill": "i will", "ive": "i have", "dont": "do not", "cant": "can not",
    "cannot": "can not", "didnt": "did not", "havent": "have not", "wont": "will not", "gonna": "going to", "vc": "voce", "hj": "hoje",
    "amnh": "amanha", "msj": "mensaje", "msjs": "mensajes", "msg": "mensaje", "msgs": "mensajes", "wsp": "whatsapp", "wpp": "whatsapp",
    "wa": "whatsapp", "wasap": "whatsapp", "guasap": "whatsapp", "whats": "whatsapp", "zap": "whatsapp", "nro": "numero", "num": "numero",
    "yapague": "ya pague", "japaguei": "ja paguei", "transf": "transferencia", "lun": "lunes", "vie": "viernes", "sab": "sabado",
    "dom": "domingo", "jue": "jueves", "mie": "miercoles", "fri": "friday", "mon": "monday", "tues": "tuesday", "thurs": "thursday",
}  # fmt: skip

# Words that carry meaning: a long word one slip away from exactly one of them is read as that one.
_KNOWN_TEXT = """
    manana lunes martes miercoles jueves viernes sabado domingo semana quincena transferi transferencia transfiero deposite
    deposito depositare pague pagare pagado pagada pagamos pagaremos pagar cancele cancelar cancelare cancelado cancelo abone
    abonare equivocado equivocada numero factura reclamo mensaje mensajes escriban escribirme escriban molesten molestar
    molestarme llamen llamenme llameme llamar persona unsubscribe monday tuesday wednesday thursday friday saturday sunday
    tomorrow already payment wrong number person remove paguei pagarei amanha segunda sexta quinta quarta terca sabado fatura
    cobranca cobrar comprobante comprovante pasado proximo proxima trabajo enfermo hospital fallecio desempleado whatsapp correos
    favor gracias hablar alguien asesor atendente asesora dinero plata acuerdo reconozco stopall optout unstop start enero febrero
    marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre january february march april august september
    october november december parar salir please thanks after before today
"""
_KNOWN_SET = frozenset(_KNOWN_TEXT.split())
_DOUBLED = frozenset({"pago", "pague", "baja", "stop", "debo", "alto", "sair", "hola"})
# Real words a slip away from known ones that must stay what they are.
_REAL_TEXT = """
    abonado abonar cancela cancelada cancelamos cancelan canceles chart deposita depositado depositar despues factural hablan
    hablas llaman llamar llamas llames mandar marcha mensual numeros pagada pagadas pagados pagale pagan pagara pagaras pagarle
    pagarles pagaron pagarte pagas pagos paguele paguemos paguen pagues personas plata plato reclama semanas smart start trabaja
    trabajo trabajos transfiere
"""
_REAL = frozenset(_REAL_TEXT.split())


def level(text: str) -> str:
    """The text in small letters without accents, its signs kept, letters repeated more than twice reduced to one."""
    text = unicodedata.normalize("NFD", text.replace("’", "'").casefold())
    text = "".join(c for c in text if not unicodedata.combining(c))
    return re.sub(r"([a-z])\1{2,}", r"\1", text)


def words_of(levelled: str) -> str:
    """The words alone, one blank between, abbreviations spelled out and slips put right."""
    text = re.sub(r"(?<=[a-z])'(?=[a-z])", "", levelled)
    return " ".join(_SHORT.get(w) or correct(w) for w in re.findall(r"[a-z0-9]+", text))


def correct(word: str) -> str:
    """The known word that this one is a slip of: one wrong, missing, extra or swapped letter, in words of five letters or more."""
    if len(word) > 4 and word[-1] == word[-2] and word[:-1] in _DOUBLED:
        return word[:-1]
    if len(word) < 5 or word in _KNOWN_SET or word in _REAL or word in VOCABULARY or not word.isalpha():
        return word
    near = {known for known in _KNOWN_SET if known[0] == word[0] and len(known) >= 5 and is_one_slip(word, known)}
    return near.pop() if len(near) == 1 else word


def is_one_slip(one: str, other: str) -> bool:
    """Whether two words differ by one letter changed, added, left out or swapped with its neighbour."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[start:], other[start:]
    swapped = len(a) > 1 and len(b) > 1 and a[:2] == b[1::-1] and a[2:] == b[2:]
    return swapped or a[1:] == b[1:] or a[1:] == b or a == b[1:]
