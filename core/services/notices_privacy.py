"""The privacy notice, part by part: who, what for, which data, from where, to whom, how long, and what people may ask."""

from __future__ import annotations

from core.services import pack_texts
from core.services.notices import Known, Section
from core.services.notices_policy import stop_word, used_channels
from core.services.retention_words import GOES, name_of, period_of
from core.text import _, format_date, language, ngettext_


def sections(known: Known) -> list[Section]:
    """The parts in the order in which people ask."""
    return [
        _who(known), _purposes(known), _data(), _sources(), _decisions(), _recipients(known), _abroad(known), _keeping(known),
        _rights(known), _authorities(known), _safety(known), _last(known),
    ]  # fmt: skip


def _who(known: Known) -> Section:
    company = known.company
    reach = " · ".join(filter(None, (company.email, company.phone)))
    rows = (
        (_("Company"), known.need("legal_name", company.legal_name or company.name)),
        (_("Tax number"), known.need("tax_id", company.tax_id)),
        (_("Address"), known.need("address", company.address)),
        (_("Contact"), known.need("contact", reach)),
        (_("Contact for your rights"), known.need("rights_contact", known.own["rights_contact"] or company.email)),
    )
    told = _("This company is responsible for your personal data in everything that concerns its accounts receivable.")
    return Section(_("Who is responsible"), (told,), rows=rows)


def _purposes(known: Known) -> Section:
    items = (
        _("To keep account of what was sold to you, what you owe and what you have paid."),
        _("To remind you of payments, confirm them and agree on dates and installments with you."),
        _("To answer your messages, claims and requests."),
        _("To respect your wishes: hours, channels, and that you want no more messages."),
        _("To meet legal duties, above all keeping the books, and to be able to prove that contacts were lawful."),
    )
    if known.pack.authorisation.required:
        basis = _(
            "It rests on the contract with you and on legal duties. "
            "Each channel is used only with your authorisation, which you may withdraw."
        )
    else:
        basis = _("It rests on the contract with you, on legal duties and on the interest in being paid, balanced with your rights.")
    none = _("The data is not sold and not used for advertising of others.")
    return Section(_("What the data is used for"), (basis, none), items)


def _data() -> Section:
    items = (
        _("Who you are: name, tax or identity number, customer code, language."),
        _("How to reach you: phones, e-mail, address, region and time zone."),
        _("What you owe and paid: documents, amounts, dates, payments and their references."),
        _("What was said: messages, replies, notes of calls and visits, promises, agreements, appointments and claims."),
        _("What you want: authorisations, opt-outs, preferred channel and hours."),
        _("What is computed: how late documents are, payment habits, and an order of priority for the staff."),
        _("Circumstances that you tell us so that we stop, such as illness or a loss. They are used for nothing else."),
    )
    return Section(_("Which data"), items=items)


def _sources() -> Section:
    told = _("From the company's own accounts, from you, from the people who attend to you, and from the providers that deliver messages.")
    return Section(_("Where it comes from"), (told,))


def _decisions() -> Section:
    told = _(
        "The order in which staff attend to customers is computed from balances and lateness. "
        "No decision with legal effect is taken by a machine alone; you may object to it and ask a person to look."
    )
    return Section(_("Automatic decisions"), (told,))


def _recipients(known: Known) -> Section:
    items = [_("Authorities and courts, when the law requires it.")]
    if _uses_twilio(known):
        which = ", ".join(name for code, name in used_channels(known) if code != "email")
        items.insert(0, _("Twilio Inc. (United States), which delivers: {channels}. It gets your number and the text.", channels=which))
    if known.config.smtp_host:
        items.insert(0, _("The e-mail provider of the company ({host}), which delivers e-mail.", host=known.config.smtp_host))
    nobody = _("Nobody else gets your data. Relatives, employers and other third parties are never told about your account.")
    return Section(_("Who receives it"), items=tuple(items), after=(nobody,))


def _uses_twilio(known: Known) -> bool:
    return not known.is_simulated and any(code != "email" for code, _name in used_channels(known))


def _abroad(known: Known) -> Section:
    told = []
    if known.is_local:
        told.append(_("The data is kept on the company's own computer."))
    else:
        told.append(_("The data is kept here: {place}.", place=known.need("storage_place", known.own["storage_place"])))
    if _uses_twilio(known):
        told.append(_("Messages by phone pass through servers in the United States, under the provider's data protection terms."))
    if known.config.smtp_host and not known.is_simulated:
        told.append(_("The servers of the e-mail provider may be in another country."))
    if len(told) == 1 and known.is_local:
        told.append(_("It is not transferred abroad."))
    return Section(_("Transfer to other countries"), tuple(told))


def _keeping(known: Known) -> Section:
    if not known.clocks.is_on:
        known.lack("retention")
    rows = tuple((name_of(code), period_of(clock), _(GOES[code])) for code, clock in known.clocks.clocks.items() if code != "sessions")
    kept = _(
        "Opt-outs and authorisations that hold are kept as long as you can be reached. The audit trail of what staff did is not deleted."
    )
    return Section(_("How long it is kept"), heads=(_("Data"), _("For how long"), _("What happens then")), rows=rows, after=(kept,))


def _rights(known: Known) -> Section:
    items = (
        _("See all data about you and get a copy, also as a file that other programs read."),
        _("Have it corrected."),
        _("Have it erased, as far as the books need not be kept and nothing is open."),
        _("Have its use restricted, or object to it."),
        _("Withdraw an authorisation and stop messages on any channel, at once and without giving a reason."),
        stop_word(known),
    )
    how = _("Write to: {contact}. You will be asked to show who you are. It costs nothing.",
            contact=known.need("rights_contact", known.own["rights_contact"] or known.company.email))  # fmt: skip
    told = [how, *_terms(known)]
    return Section(_("Your rights"), (_("You may at any time:"),), items, after=tuple(told))


def _terms(known: Known) -> list[str]:
    """The law and its time limits, as the country's rule pack has them."""
    law = known.pack.document["data_protection"]["law"]
    found = [_("Law: {law}.", law=pack_texts.told(law, language()).rstrip("."))] if known.pack.country else []
    terms = known.pack.request_terms
    if not terms:
        known.lack("terms")
        return found
    spans = {kind: _span(term.within, term.counted) for kind, term in terms.items()}
    longer = [_("If it takes longer, we tell you why within that time, and it is extended once at most.")]
    more = longer if any(term.extension for term in terms.values()) else []
    if len(set(spans.values())) == 1:
        return [*found, _("The answer comes within {span}.", span=spans["access"]), *more]
    both = _("To see the data: within {access}. Everything else: within {change}.", access=spans["access"], change=spans["change"])
    return [*found, both, *more]


def _span(within: int, counted: str) -> str:
    if counted == "business":
        return ngettext_("{n} business day", "{n} business days", within)
    if counted == "month":
        return ngettext_("{n} month", "{n} months", within)
    return ngettext_("{n} calendar day", "{n} calendar days", within)


def _authorities(known: Known) -> Section:
    if not known.authorities:
        known.lack("authority")
    items = tuple(f"{one['name']}: {one['url']}" if one["url"] else str(one["name"]) for one in known.authorities)
    return Section(_("Where you may complain"), (_("First to us, if you like. At any time to the authority:"),) if items else (), items)


def _safety(known: Known) -> Section:
    items = [
        _("Only people with an account see data, each as far as their role needs it."),
        _("What they do is written to an audit trail that nobody can change unnoticed."),
        _("Passwords and credentials are kept sealed; nothing about you is written to web addresses or logs."),
    ]
    if known.is_encrypted:
        items.append(_("The database is encrypted."))
    return Section(_("How it is protected"), items=tuple(items))


def _last(known: Known) -> Section:
    made = _("Written from the settings of {day}. When they change, this text changes.", day=format_date(known.today, long=True))
    return Section(_("About this text"), (made, _("Researched, not legal advice. Have a lawyer read it before you publish it.")))
