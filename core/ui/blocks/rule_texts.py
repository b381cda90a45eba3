"""What a rule pack says in words, in the reader's language: duties, forbidden practices, personal data, sources, holidays."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from core import clock
from core.domain.packs import Pack, PlatformRule, Source
from core.services import pack_texts
from core.text import _, format_date, language
from core.ui.guard import Visit
from core.ui.widgets import plain
from core.ui.words import channel_word

LONG = 1500  # characters; the longest note has about 400


def said(sentence: object) -> str:
    """A sentence of a pack in the reader's language, harmless for a label."""
    return plain(pack_texts.told(sentence, language()), LONG)


def basis_word(code: str) -> str:
    """What a rule stands on."""
    return {
        "statute": _("law"), "regulation": _("regulation"), "guideline": _("guideline"), "state_or_city": _("local law"),
        "conservative_default": _("our caution"), "platform": _("rule of the platform"),
    }.get(code, code or "–")  # fmt: skip


def sure_word(code: str) -> str:
    """How sure the research is."""
    return {"confirmed": _("confirmed"), "unconfirmed": _("unconfirmed")}.get(code, code or "–")


def source_line(source: Source) -> str:
    """A source on one line for a caption: law, article, year, what it is and how sure; its address stands in the table of sources."""
    parts = [said(source.law), plain(article_word(source)), str(source.year or ""), basis_word(source.basis), sure_word(source.confidence)]
    return _("Source: {source}", source=" · ".join(part for part in parts if part not in ("", "–")))


def article_word(source: Source) -> str:
    """The article of a law in the reader's language."""
    article = pack_texts.told(source.article, language())
    return _("art. {article}", article=article) if article[:1].isdigit() else article


def duties(pack: Pack) -> None:
    """What messages must say, what is forbidden, who may be written to, and what else the law asks for."""
    with st.expander(_("What messages must say, and what is forbidden"), icon=":material/gavel:"):
        left, right = st.columns(2, gap="large")
        with left:
            _section(_("Required in messages"), _required(pack))
            _section(_("Who may be written to"), _words("people", pack.document["recipients"]["allowed"]))
            _section(_("Who may not be written to"), _words("people", pack.document["recipients"]["forbidden"]))
            st.caption(_("Confidence: {word}", word=sure_word(pack.recipients_source.confidence)))
        with right:
            _section(_("Forbidden"), _words("forbidden", pack.document["forbidden"]))
            _section(_("Authorisation of the channel"), _authorisation(pack))
            _section(_("Also"), _besides(pack))


def data_and_sources(pack: Pack) -> None:
    """The law on personal data with its deadlines, the notes of the research, the rules of the platforms, and the sources."""
    with st.expander(_("Personal data, notes and sources"), icon=":material/menu_book:"):
        _section(_("Personal data"), _data(pack))
        _section(_("Notes of the research"), [said(note) for note in [pack.document.get("notes")] if note])
        _section(_("Rules of the platforms"), _platforms(pack))
        st.markdown(f"**{_('Sources')}**")
        widths = {_("Law"): "medium", _("Article"): "small", _("Web address"): "large"}
        columns = {name: st.column_config.TextColumn(width=width) for name, width in widths.items()}
        st.dataframe(_sources(pack), hide_index=True, column_config=columns, key="pack_sources", alt=_("Sources"))


def holidays(visit: Visit, pack: Pack) -> None:
    """The holidays of this year in the pack's country, without those of its regions."""
    year = clock.today(visit.zone).year
    found = pack_texts.holidays_of(pack.country, year, language())
    if not found:
        return
    with st.expander(_("Holidays in {year}", year=year), icon=":material/event:"):
        rows = [{_("Date"): format_date(day), _("Holiday"): name} for day, name in found]
        st.dataframe(rows, hide_index=True, height="content", key="pack_holidays", alt=_("Holidays in {year}", year=year))
        if pack.calendar and pack.calendar.subdivisions:
            st.caption(_("Regions may have more; the customer's region decides."))


def _section(title: str, lines: Iterable[str]) -> None:
    body = "\n".join(f"- {line}" for line in lines)
    if body:
        st.markdown(f"**{title}**\n\n{body}")


def _words(kind: str, codes: Iterable[str]) -> list[str]:
    return [plain(pack_texts.word(kind, code, language())) for code in codes]


def _required(pack: Pack) -> list[str]:
    lines = []
    for text in pack.required_text:
        item = _("{item} ({basis})", item=plain(pack_texts.word("required", text.item, language())), basis=basis_word(text.basis))
        lines.append(f"{item}: {said(text.note)}" if text.note else item)
    return lines


def _authorisation(pack: Pack) -> list[str]:
    needed = (
        _("Each channel needs the customer's recorded authorisation.")
        if pack.authorisation.required
        else _("No authorisation per channel is asked for.")
    )
    source = pack.authorisation.source
    return [needed, _("{sentence} ({confidence})", sentence=said(source.note), confidence=sure_word(source.confidence))]


def _besides(pack: Pack) -> list[str]:
    """The other sentences of a pack, each behind a word on what it concerns."""
    document = pack.document
    registry = document.get("do_not_contact_registry") or {}
    told = [
        (_("When somebody wants no more messages"), [document.get("opt_out", {}).get("effect")]),
        (_("The person may widen the hours"), [(document.get("debtor_may_widen_window") or {}).get("how")]),
        (_("Exceptions"), document.get("exemptions") or [(document.get("answers") or {}).get("note")]),
        (_("Everything stops"), document.get("stop_conditions", ())),
        (_("Register to consult before advertising"), [registry.get("name"), registry.get("applies")]),
        (_("Fees"), [document.get("fees")]),
        (_("Agreements"), [document.get("promises")]),
        (_("Penalties"), [document.get("penalties")]),
    ]
    found = [(title, [said(sentence).removesuffix("\\.") for sentence in sentences if sentence]) for title, sentences in told]
    return [f"{title}: {'; '.join(sentences)}" for title, sentences in found if sentences]


def _data(pack: Pack) -> list[str]:
    told = pack.document["data_protection"]
    fields = [
        (_("Law"), told["law"]), (_("Erasure"), told["erasure"]), (_("Time to answer, in days"), told["response_days"]),
        (_("Keeping of records"), told["log_retention"]),
    ]  # fmt: skip
    return [*(f"{title}: {said(text)}" for title, text in fields if text), _("Confidence: {word}", word=sure_word(told["confidence"]))]


def _platforms(pack: Pack) -> list[str]:
    return [f"{_channels(rule)}: {said(rule.source.note)}" for rule in _platform_rules(pack)]


def _platform_rules(pack: Pack) -> list[PlatformRule]:
    return [rule for rule in pack.platform if rule.countries is None or pack.country in rule.countries]


def _channels(rule: PlatformRule) -> str:
    return " + ".join(channel_word(channel) for channel in sorted(rule.channels))


def _sources(pack: Pack) -> list[dict[str, object]]:
    """A row for each source: the pack's own, those of its regions and of the platforms; the address as text, which can be copied."""
    names = {code: pack.regions[code].name if code in pack.regions else code for code in pack.regional_hours}
    sources = [(_("All rules"), pack.source), *((names[code], hours.source) for code, hours in pack.regional_hours.items())]
    sources += [(_channels(rule), rule.source) for rule in _platform_rules(pack)]
    return [
        {
            _("Concerns"): pack_texts.told(about, language()),
            _("Law"): pack_texts.told(source.law, language()),
            _("Article"): pack_texts.told(source.article, language()),
            _("Year"): str(source.year or ""),
            _("Confidence"): sure_word(source.confidence),
            _("Web address"): source.url or "",
        }
        for about, source in sources
    ]
