"""The shell: what surrounds every page. Run anew at each click; the navigation is built for the role before anything else happens."""

from __future__ import annotations

import streamlit as st

from core import clock
from core.domain.access import is_allowed
from core.services import accounts
from core.text import _
from core.text.catalog import speak
from core.ui.guard import Visit, visitor
from core.ui.places import ROOT, SCREENS, Screen, file_of, place
from core.ui.widgets import moment, plain

BRAND = ROOT / "core" / "ui" / "brand"
ROLES = {"owner": "Owner", "manager": "Manager", "agent": "Agent"}
SIGN_OUT = """<form method="post" action="/logout" style="margin:0"><button type="submit" style="all:unset;cursor:pointer;
box-sizing:border-box;width:100%;font-size:.875rem;line-height:1.6;text-align:center;padding:.4rem .75rem;
border:1px solid rgba(128,140,138,.4);border-radius:.5rem">{label}</button></form>"""
# A laptop's width belongs to the tables; on a phone the customer being called stands before the queue.
# On the page of a customer the numbers and the form come before documents and history there.
# There the title also has the whole width, and what stands beside it follows below.
# A figure is never cut with dots: in a narrow card it is written smaller, and what still does not fit goes on in a second line.
ROOM = """<style>.stMainBlockContainer{padding-inline:clamp(1rem,2.5vw,5rem)}
.stGrid .stMetric{container-type:inline-size}
.stGrid [data-testid="stMetricValue"]{font-size:clamp(1.15rem,10cqi,1.7rem)}
.stMetric .stMarkdownEllipsis,.stMetric .stMarkdownEllipsis p{white-space:normal;overflow:visible;overflow-wrap:anywhere;text-overflow:clip}
@media (max-width:640px){.st-key-worklist_split>div>[data-testid="stHorizontalBlock"]{flex-wrap:wrap-reverse}
.st-key-customer_split>div>[data-testid="stHorizontalBlock"]>.stColumn,
.st-key-customer_split>div>[data-testid="stHorizontalBlock"]>.stColumn>.stVerticalBlock{display:contents}
.st-key-customer_split>div>[data-testid="stHorizontalBlock"]>.stColumn>.stVerticalBlock>div{flex:1 1 100%;max-width:100%}
.st-key-customer_split div:has(>.st-key-reach){order:-2}
.st-key-customer_split div:has(>.st-key-log){order:-1}
.stHorizontalBlock:has(>div>.stVerticalBlock>.stElementContainer h1)>div{flex:1 1 100%;max-width:100%}
.stHorizontalBlock:has(>div>.stVerticalBlock>.stElementContainer h1) .stHorizontalBlock{justify-content:flex-start}}</style>"""

# Streamlit keeps the earlier value behind a number outside the limits of its field, and tells nobody.
OUTSIDE = """<style>[data-testid="stNumberInput"]:has(input:out-of-range)::after{{content:"{sentence}";display:block;
margin-top:.25rem;font-size:.875rem;color:#b3261e}}</style>"""

# "Press Enter to apply" is Streamlit's own and English only; how many characters there are stays.
UNSPOKEN = """<style>[data-testid="InputInstructions"]:not(:has(span+span)),
[data-testid="InputInstructions"] span:has(+span){display:none}</style>"""

# Without its server Streamlit turns grey and says so in English alone; a moment's break is not worth a word. A dialog comes back with it.
ALONE = """<style>@keyframes said{{to{{visibility:visible}}}}
.stApp:not([data-test-connection-state="CONNECTED"])::before{{content:"{sentence}";position:fixed;inset:0 0 auto 0;z-index:1000000;
padding:.75rem 1rem;text-align:center;background:#b3261e;color:#fff;visibility:hidden;animation:said 0s 3s forwards}}
body:has(.stApp:not([data-test-connection-state="CONNECTED"])) .stDialog{{display:none}}</style>"""


def draw() -> None:
    """One run: the navigation, the person's corner, the banners, then the page."""
    st.set_page_config(page_title="Recaudo", page_icon=str(BRAND / "icon.png"), layout="wide")
    visit = visitor()
    if visit is None:
        st.navigation([st.Page(_stranger, title="Recaudo", default=True)], position="hidden").run()
        return
    page = st.navigation(_menu(visit), expanded=True)
    st.logo(str(BRAND / "logo.svg"), icon_image=str(BRAND / "icon.png"), size="large")
    st.html(ROOM + OUTSIDE.format(sentence=_("This number is outside what is possible here: the earlier one stays.")))
    st.html(ALONE.format(sentence=_("No connection to Recaudo. Is it still running? This page goes on by itself when it is back.")))
    if visit.language != "en":
        st.html(UNSPOKEN)
    _corner(visit)
    _banners(visit)
    page.run()


def _stranger() -> None:
    """What somebody sees who is not signed in, when the gate is not in front (as when this file is run by itself)."""
    speak("es" if (st.context.locale or "es").startswith("es") else "en")
    st.error(_("Please sign in again."), icon=":material/lock:")
    st.markdown("[" + _("Sign in") + "](/login)")


def _menu(visit: Visit) -> dict[str, list[st.Page]]:
    """The pages of the reader's role in their language, by section; the others answer with a sentence, without their file being run."""
    sections: dict[str, list[st.Page]] = {}
    for section, screens in SCREENS.items():
        for screen in screens:
            if file_of(screen.name).is_file():
                sections.setdefault(_(section), []).append(_page(screen, is_allowed(visit.actor, screen.action)))
    return sections or {"": [st.Page(_not_yours, title="Recaudo", default=True)]}


def _page(screen: Screen, is_theirs: bool) -> st.Page:
    return st.Page(
        file_of(screen.name) if is_theirs else _not_yours, title=_(screen.title), icon=f":material/{screen.icon}:", url_path=screen.name,
        default=screen.name == "today", visibility="visible" if is_theirs and screen.is_listed else "hidden",
    )  # fmt: skip


def _not_yours() -> None:
    st.error(_("This page is not part of your role."), icon=":material/lock:")
    if file_of("today").is_file():
        st.page_link(place("today"), label=_("Go to Today"), icon=":material/arrow_back:")


def _corner(visit: Visit) -> None:
    """Who is signed in, the language they read, and the way out, at the foot of the sidebar."""
    with st.sidebar, st.container(key="corner", gap="small"):
        st.markdown(f"**{plain(visit.actor.name)}**  \n{_(ROLES[visit.actor.role])} · {plain(visit.company.name)}")
        st.session_state["language"] = visit.language
        st.segmented_control(
            _("Language"), ["es", "en"], format_func={"es": "Español", "en": "English"}.get, key="language", label_visibility="collapsed",
            on_change=_switch_language, args=(visit,), width="stretch",
        )  # fmt: skip
        st.html(SIGN_OUT.format(label=_("Sign out")))


def _switch_language(visit: Visit) -> None:
    chosen = st.session_state.get("language")
    if chosen and chosen != visit.language:
        accounts.change_language(visit.engine, visit.actor, chosen)


def _banners(visit: Visit) -> None:
    """What everybody must know wherever they are: a moved clock, paused sending, invented data."""
    company = visit.company
    if clock.is_rehearsal():
        now = moment(clock.now(), visit.zone)
        st.warning(_("Rehearsal: the clock was moved with RECAUDO_NOW; here it is {now}.", now=now), icon=":material/history:")
    if company.sending_paused_at is not None:
        since = moment(company.sending_paused_at, visit.zone)
        st.warning(_("Sending is paused since {since}. Nothing goes out until it is resumed in Settings.", since=since),
                   icon=":material/pause_circle:")  # fmt: skip
        if is_allowed(visit.actor, "sending.resume") and file_of("settings").is_file():
            st.page_link(place("settings"), label=_("Open Settings"), icon=":material/settings:")
    if company.is_demo:
        st.badge(_("Invented data: nobody is contacted"), icon=":material/science:", color="blue")


draw()
