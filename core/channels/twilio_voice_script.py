"""What a call says: who it is for, then the approved text only to the person who said so, then keys to repeat or ask for a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.channels.protocol import Outbound

# Language -> (Twilio language, voice); the voice must speak the language or the whole Say fails.
VOICES = {
    "es": ("es-MX", "Polly.Mia-Neural"),
    "es-MX": ("es-MX", "Polly.Mia-Neural"),
    "es-ES": ("es-ES", "Polly.Lucia-Neural"),
    "es-US": ("es-US", "Polly.Lupe-Neural"),
    "en": ("en-US", "Polly.Joanna-Neural"),
    "pt": ("pt-BR", "Polly.Camila-Neural"),
}

_WORDS = {
    "es": {
        "opening": "Buenos días. Le llamamos de {company} con un mensaje para {name}. Si es usted, oprima 1. "
        "Si prefiere que le llame una persona, oprima 2.",
        "keys": "Para escucharlo de nuevo, oprima 1. Para que le llame una persona, oprima 2.",
        "person": "Para que le llame una persona, oprima 2.",
        "called_back": "Gracias. Una persona le llamará. Que tenga buen día.",
        "goodbye": "Gracias por su atención. Que tenga buen día.",
    },
    "en": {
        "opening": "Hello. This is {company} with a message for {name}. If that is you, press 1. To be called by a person, press 2.",
        "keys": "To hear it again, press 1. To be called by a person, press 2.",
        "person": "To be called by a person, press 2.",
        "called_back": "Thank you. A person will call you. Have a good day.",
        "goodbye": "Thank you for your time. Have a good day.",
    },
    "pt": {
        "opening": "Olá. Aqui é {company} com uma mensagem para {name}. Se for você, aperte 1. Para que uma pessoa lhe telefone, aperte 2.",
        "keys": "Para ouvir de novo, aperte 1. Para que uma pessoa lhe telefone, aperte 2.",
        "person": "Para que uma pessoa lhe telefone, aperte 2.",
        "called_back": "Obrigado. Uma pessoa vai telefonar. Tenha um bom dia.",
        "goodbye": "Obrigado pela atenção. Tenha um bom dia.",
    },
}


@dataclass(frozen=True)
class Turn:
    """What the call says next (TwiML), and what the person said by key: 'identified', 'asks_person' or nothing."""

    twiml: str
    meant: str | None = None


def answer_call(message: Outbound, stage: str, digits: str, answered_by: str, action_url: str) -> Turn:
    """The next turn of a call that asks us. `stage` is '' at first, then 'opened' or 'told', as the action URL says in `s`.

    Nothing is said to a machine, and the text only to somebody who pressed 1.
    """
    if answered_by.startswith(("machine", "fax")):
        return Turn(_close(message, None))
    if digits == "2":
        return Turn(_close(message, "called_back"), "asks_person")
    if digits == "1" and stage in ("opened", "told"):
        return Turn(_ask(message, [message.text, _words(message)["keys"]], f"{action_url}&s=told"), "identified")
    if stage:
        return Turn(_close(message, "goodbye"))
    opening = _words(message)["opening"].format(company=message.company_name, name=message.customer_name)
    return Turn(_ask(message, [opening], f"{action_url}&s=opened"))


def speak_once(message: Outbound, thanks_url: str = "") -> str:
    """The whole call as one TwiML, for when nobody can be asked in between: the text twice, and with `thanks_url` a key for a person."""
    if thanks_url:
        return _ask(message, [message.text, message.text, _words(message)["person"]], thanks_url)
    response = _response()
    for _turn in range(2):
        _say(response, message, message.text)
        response.pause(length=1)
    return str(response)


def _ask(message: Outbound, sentences: list[str], action: str) -> str:
    from twilio.twiml.voice_response import Gather

    response = _response()
    gather = Gather(num_digits=1, timeout=8, language=_voice(message)[0], action=action, action_on_empty_result=True)
    for sentence in sentences:
        _say(gather, message, sentence)
    response.append(gather)
    return str(response)


def _close(message: Outbound, words: str | None) -> str:
    response = _response()
    if words:
        _say(response, message, _words(message)[words])
    response.hangup()
    return str(response)


def _response() -> Any:
    from twilio.twiml.voice_response import VoiceResponse

    return VoiceResponse()


def _say(verb: Any, message: Outbound, sentence: str) -> None:
    language, voice = _voice(message)
    verb.say(sentence, language=language, voice=voice)


def _voice(message: Outbound) -> tuple[str, str]:
    return VOICES.get(message.language) or VOICES.get(message.language[:2]) or VOICES["es"]


def _words(message: Outbound) -> dict[str, str]:
    return _WORDS.get(message.language[:2], _WORDS["es"])
