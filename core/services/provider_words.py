"""Words for the codes of providers that nothing is done about: what they mean, in the reader's language, beside the code."""

from __future__ import annotations

from core.channels.twilio_codes import sentence_of
from core.domain.outcomes import CODES
from core.text import N_, translate

_OWN_TROUBLE = N_("The provider had trouble of its own.")
_TEXT = N_("The provider cannot send this text. Try other words.")
_SENDER = N_("The sender is not set up for this at the provider. Look at it in the Twilio account.")
_SERVICE = N_("The Messaging Service does not exist or cannot be used. Look at it in the Twilio account.")
_NUMBER = N_("This does not look like a phone number that can be reached.")
_PREMIUM = N_("This is a number at a special rate, which is not called.")
_CALL_WORDS = N_("Twilio could not read the words of the call.")
_UNITED_STATES = N_("The limit of this sender in the United States is reached (10DLC).")
# Twilio's error dictionary, in our own words; e-mail's from smtp_email.
WORDS: dict[str, str] = {
    **dict.fromkeys(("30020", "30021", "63009", "63010", "63011", "63012", "63023", "11200", "11205"), _OWN_TROUBLE),
    **dict.fromkeys(("21618", "63005", "63006", "30019"), _TEXT),
    **dict.fromkeys(("21210", "21213", "21216", "21601", "21657", "30024", "30035", "63002", "63008", "13214", "13247"), _SENDER),
    **dict.fromkeys(("21701", "21702", "21705", "21711"), _SERVICE),
    **dict.fromkeys(("21214", "21217", "21401", "21421", "21604", "30014", "13223", "13224", "13226"), _NUMBER),
    **dict.fromkeys(("12100", "12200", "12300"), _CALL_WORDS),
    **dict.fromkeys(("30022", "30023", "30027"), _UNITED_STATES),
    "21202": _PREMIUM,
    "13225": N_("Twilio does not call this number."),
    "21203": N_("International calls are not enabled in the Twilio account."),
    "21219": N_("A trial account calls only verified numbers."),
    "21654": N_("The message names no WhatsApp template."),
    "21730": N_("Twilio is being maintained. Try again later."),
    "30010": N_("It would cost more than the highest price that was allowed."),
    "30015": N_("Twilio does not know this kind of channel."),
    "30017": N_("The network is overloaded."),
    "30018": N_("The network there wants senders to be registered first."),
    "30033": N_("The sender's registration in the United States is suspended (10DLC)."),
    "30400": N_("The provider did not accept the values of the message."),
    "63001": N_("WhatsApp did not accept the credentials of the sender."),
    "63015": N_("WhatsApp's trial area writes only to numbers that joined it."),
    "63020": N_("The WhatsApp business account has a problem. Look at it at Meta."),
    "63022": N_("WhatsApp did not accept the sender's name."),
    "63026": N_("WhatsApp marked texts of this sender as unwanted."),
    "63027": N_("This WhatsApp template does not exist in this language."),
    "63029": N_("The person's WhatsApp could not load the template."),
    "63031": N_("Sender and recipient are the same number."),
    "63033": N_("The recipient is blocked and gets no messages."),
    "63038": N_("The daily limit of the account is reached."),
    "mail.form": N_("This mail cannot be written in the form that mail servers ask for."),
    "mail.unknown": N_("The receiving server did not take it, for a reason of its own."),
}


def refusal_of(code: str, lang: str) -> str:
    """Why a provider refused, by its code: our sentence; else the code with words for it, which a reader of English may get from Twilio."""
    if code in CODES:
        return translate(CODES[code][1], lang)
    words = translate(WORDS[code], lang) if code in WORDS else sentence_of(code) if lang == "en" else ""
    if code.startswith("mail."):
        return words or translate(WORDS["mail.unknown"], lang)
    told = translate("The provider refused it with code {code}.", lang, code=code)
    return f"{told} {words}" if words else told
