"""The contact policy, part by part: on which channels, at which hours, how often, what is never done, and how to stop it."""

from __future__ import annotations

from core.domain.gate import Facts
from core.domain.gate_caps import caps_for
from core.domain.gate_windows import hours_for
from core.domain.packs import CHANNELS
from core.services import pack_texts
from core.services.compliance_proof_words import CHANNELS as WORDS
from core.services.compliance_proof_words import cap_word
from core.services.notices import Known, Section
from core.text import _, format_date, language, ngettext_

_TWILIO = {"sms": "twilio_sms_from", "whatsapp": "twilio_whatsapp_from", "voice": "twilio_voice_from"}


def sections(known: Known) -> list[Section]:
    """The parts in the order in which a contact happens."""
    return [_who(known), _channels(known), _hours(known), _often(known), _when_not(known), _never(known), _stop(known), _last(known)]


def used_channels(known: Known) -> list[tuple[str, str]]:
    """(code, name) of the channels that are set up; none while everything is simulated."""
    if known.is_simulated:
        return []
    config = known.config
    through = {
        code: bool(getattr(config, name) or (code == "sms" and config.twilio_messaging_service_sid)) for code, name in _TWILIO.items()
    }
    ready = {**{code: is_set and bool(config.twilio_account_sid) for code, is_set in through.items()}, "email": bool(config.smtp_host)}
    return [(code, _(WORDS[code])) for code in CHANNELS if ready[code]]


def _who(known: Known) -> Section:
    company = known.company
    name = known.need("legal_name", company.legal_name or company.name)
    reach = known.need("contact", " · ".join(filter(None, (company.email, company.phone))))
    own = _(
        "{company} contacts its own customers about their own accounts, in its own name. You reach it at: {contact}.",
        company=name,
        contact=reach,
    )
    others = _("It collects on behalf of other companies and says for whom.")
    polite = _("Every message says who writes, what it is about and how to stop. Every customer is treated with respect.")
    return Section(_("Who contacts you"), (own, others, polite) if known.rules.collects_for_third_parties else (own, polite))


def _channels(known: Known) -> Section:
    used = used_channels(known)
    if not used:
        known.lack("channels")
    by_people = _("Calls by people who give their name")
    if not any("visit" in code for code in known.pack.forbidden):
        by_people = _("Calls and visits by people who give their name")
    items = (*(name for _code, name in used), by_people)
    told = [_("Each channel is used only after you authorised it.")] if known.pack.authorisation.required else []
    people = [pack_texts.word("people", code, language()).lower() for code in sorted(known.pack.recipients_forbidden)]
    if people:
        told.append(_("Never contacted about your account: {people}.", people=", ".join(people)))
    return Section(_("On which channels"), tuple(told), items)


def _hours(known: Known) -> Section:
    pack = known.pack
    week = hours_for(Facts("sms", (), country=known.company.country), pack, known.rules)
    rows = tuple((day, pack_texts.hours_word(window)) for day, window in zip(pack_texts.weekdays(), week, strict=True))
    wanted = pack.holidays_suggested if known.rules.contact_on_holidays is None else known.rules.contact_on_holidays
    holidays = _("On public holidays too, within these hours.") if pack.hours.holidays_allowed and wanted else _("Not on public holidays.")
    told = [
        _("Hours where you live. Answers to what you ask may come at any hour.")
        if pack.answers_at_any_hour
        else _("Hours where you live."),
        holidays,
    ]
    if coming := sorted(day for day in known.rules.extra_closed if day >= known.today)[:12]:
        told.append(_("Nor on: {days}.", days=", ".join(map(format_date, coming))))
    if pack.regional_hours:
        told.append(_("Some regions have stricter hours of their own, which are kept too."))
    return Section(_("At which hours"), tuple(told), heads=(_("Day"), _("Hours")), rows=rows)


def _often(known: Known) -> Section:
    caps = dict.fromkeys(cap for channel in CHANNELS for cap in caps_for(channel, known.pack.caps, known.rules))
    said = ("measure", "max", "days", "per_channel", "min_spacing_days")
    told = [cap_word({name: getattr(cap, name) for name in said} | {"channels": sorted(cap.channels)}) for cap in caps]
    return Section(_("How often, at most"), (_("All of these hold together; calls by people count too."),), tuple(dict.fromkeys(told)))


def _when_not(known: Known) -> Section:
    rules = known.rules
    items = [
        _("While a claim about a document is open, it is not mentioned."),
        _("While a payment is promised, nothing is sent before that day has passed."),
        _("When somebody tells us of illness, a loss or another hardship, everything stops until a person decides."),
        _("When the person has asked for quiet until a date."),
    ]
    if rules.payment_quiet_days:
        items.append(ngettext_("For {n} day after a payment.", "For {n} days after a payment.", rules.payment_quiet_days))
    if rules.leave_good_payers_alone:
        items.append(_("Before the due date, to those who always pay on time."))
    if rules.tolerance_cents:
        items.append(_("About balances that are too small to bother anybody."))
    return Section(_("When nothing is sent"), items=tuple(items))


def _never(known: Known) -> Section:
    told = [pack_texts.word("forbidden", code, language()) for code in sorted(known.pack.forbidden)]
    ours = [_("Threats, false urgency, shaming, or texts that look like a court's."), _("Telling others about what somebody owes.")]
    return Section(_("What is never done"), items=tuple(dict.fromkeys([*ours, *told])))


def _stop(known: Known) -> Section:
    contact = known.need("rights_contact", known.own["rights_contact"] or known.company.email)
    items = (
        stop_word(known),
        _("Tell anybody who attends to you, in your own words."),
        _("Write to: {contact}.", contact=contact),
    )
    where = [f"{one['name']}: {one['url']}" if one["url"] else str(one["name"]) for one in known.authorities]
    if not where:
        known.lack("authority")
        return Section(_("How to stop it, and how to complain"), items=items)
    return Section(_("How to stop it, and how to complain"), (_("Authority: {names}.", names="; ".join(where)),), items)


def stop_word(known: Known) -> str:
    """How to stop a channel by answering; in Costa Rica the provider takes no answers by SMS."""
    if any(text.item == "preference_link" for text in known.pack.required_text):
        return _("Answer STOP or BAJA to a message by WhatsApp or e-mail, or use the link in an SMS: that channel stops at once.")
    return _("Answer STOP or BAJA to any message: that channel stops at once.")


def _last(known: Known) -> Section:
    pack = known.pack
    law = pack_texts.told(pack.source.law, language()) if pack.source.law else _("no special law found; cautious limits of this product")
    based = _("Rules: {law}. Rule pack {pack}, version {version}, valid from {day}; own limits that are stricter are included.",
              law=law.rstrip("."), pack=pack.code.upper(), version=pack.version, day=format_date(pack.valid_from))  # fmt: skip
    made = _("Written from the settings of {day}. When they change, this text changes.", day=format_date(known.today, long=True))
    return Section(_("About this text"), (based, made, _("Researched, not legal advice. Have a lawyer read it before you publish it.")))
