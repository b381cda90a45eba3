"""Privacy notice and contact policy, written from the settings: what is missing, a preview, and the file in either language."""

from __future__ import annotations

import streamlit as st

from core.domain.access import is_allowed
from core.services import exports, notices, notices_formats
from core.text import LANGUAGES, _, language
from core.ui.guard import Visit
from core.ui.places import go
from core.ui.widgets import plain, refusing
from core.ui.widgets.link import download_link
from core.ui.words import language_word

_LONG = 2000


def overview(visit: Visit) -> None:
    """The choice of text and language, what lacks, and the text."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        words = {notices.PRIVACY: _("Privacy notice"), notices.POLICY: _("Contact policy")}
        kind = st.segmented_control(
            _("Text"), list(words), default=notices.PRIVACY, format_func=words.__getitem__, required=True, key="notice_kind"
        )
        tongue = st.segmented_control(
            _("Language"), LANGUAGES, default=language(), format_func=language_word, required=True, key="notice_language"
        )  # fmt: skip
    with refusing():
        found = notices.write(visit.engine, visit.actor, kind or notices.PRIVACY, tongue or language())
        _missing(found)
        _own(visit)
        _files(visit, found)
        _preview(found)


def _missing(found: notices.Notice) -> None:
    if not found.missing:
        st.success(_("Nothing is missing."), icon=":material/check_circle:")
        return
    with st.container(border=True):
        st.markdown(":material/error: " + _("**Missing.** The text says so where it stands; nothing is invented."))
        for one in found.missing:
            with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", gap="small"):
                st.markdown(_(one.msgid), width="content")
                if one.section != "notices" and st.button(
                    _("Open"), type="tertiary", key=f"missing_{one.code}", icon=":material/arrow_forward:"
                ):
                    go(one.screen, section=one.section)


def _own(visit: Visit) -> None:
    told = notices.own_of(visit.engine, visit.actor)
    with (
        st.expander(_("What only you know"), icon=":material/edit:", expanded=not told["rights_contact"]),
        st.form("notice_own", border=False),
    ):
        entered = {
            "rights_contact": st.text_input(
                _("Where people turn to with their rights"), told["rights_contact"], max_chars=notices.OWN["rights_contact"],
                placeholder="datos@empresa.example", help=_("Empty means: the company's e-mail."),
            ),
            "storage_place": st.text_input(
                _("Where the data is stored, if not on this computer"), told["storage_place"], max_chars=notices.OWN["storage_place"],
            ),
        }  # fmt: skip
        if st.form_submit_button(_("Save"), disabled=not is_allowed(visit.actor, "settings.edit")):
            with refusing():
                notices.change(visit.engine, visit.actor, **entered)
                st.toast(_("Saved."), icon=":material/check:")
                st.rerun()


def _files(visit: Visit, found: notices.Notice) -> None:
    if not is_allowed(visit.actor, "export.make"):
        return
    with st.popover(_("Download"), icon=":material/download:"):
        names = {"html": "HTML", "md": "Markdown", "txt": _("Plain text")}
        form = st.segmented_control(
            _("Format"), list(names), default="html", format_func=names.__getitem__, required=True, key="notice_format"
        )
        if st.button(_("Make the file"), key="notice_make") and form:
            with refusing():
                stem = {"privacy": _("privacy-notice"), "policy": _("contact-policy")}[found.kind]
                content = notices_formats.rendered(found, form).encode()
                address = exports.hand_out(
                    visit.engine,
                    visit.actor,
                    kind=f"notice_{found.kind}",
                    file_name=f"{stem}-{found.language}",
                    content=content,
                    format=form,
                )
                download_link(_("Download"), address)


def _preview(found: notices.Notice) -> None:
    with st.container(border=True):
        st.markdown(f"## {plain(found.title, _LONG)}")
        st.markdown(plain(found.company, _LONG))
        for section in found.sections:
            st.markdown(f"#### {plain(section.title, _LONG)}")
            lines = [plain(text, _LONG) for text in section.paragraphs]
            if section.items:
                lines.append("\n".join(f"- {plain(item, _LONG)}" for item in section.items))
            st.markdown("\n\n".join(lines)) if lines else None
            if section.rows:
                st.markdown(_rows(section))
            if section.after:
                st.markdown("\n\n".join(plain(text, _LONG) for text in section.after))


def _rows(section: notices.Section) -> str:
    """A table in Markdown; every cell is made harmless."""
    heads = section.heads or ("",) * len(section.rows[0])
    lines = [[plain(cell, _LONG) for cell in heads], ["---"] * len(heads), *([plain(cell, _LONG) for cell in row] for row in section.rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
