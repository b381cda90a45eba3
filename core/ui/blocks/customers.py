"""The list of customers: search and filters that live in the address, pages of 25, a click opens one."""

from __future__ import annotations

import streamlit as st

from core.domain.access import is_allowed
from core.domain.aging import BUCKETS
from core.domain.profile import Behaviour
from core.services import customers
from core.services.customers import HAS, Listed, Wanted
from core.text import _, ngettext_
from core.ui.blocks import list_exports
from core.ui.guard import Visit
from core.ui.people_words import BUCKET_COLOURS, behaviour_word, bucket_word, has_word, sort_word
from core.ui.places import go, place
from core.ui.widgets import empty, moneys, paged, shown

SIZE = 25
SORTS = ("score", "overdue", "name", "contact")
CHOICES: dict[str, tuple[str, ...]] = {
    "behaviour": tuple(Behaviour),
    "bucket": tuple(bucket.code for bucket in BUCKETS),
    "has": HAS,
    "sort": SORTS,
}
NAMES = ("q", "behaviour", "bucket", "has", "currency", "mine", "owing", "sort")

KEPT = "customers_left_with"


def filters(visit: Visit, currencies: list[str]) -> Wanted:
    """The controls, and what they ask for; the address holds their codes so that it can be shared."""
    kept = st.session_state.get(KEPT, {}) if st.query_params.pop("back", "") else {}
    for name in NAMES:
        _restore(name, currencies, kept.get(name))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            _("Search"), placeholder=_("Name, code, tax id, phone, e-mail or document"), key="customers_q", type="search", width=320
        )
        _select(_("Lateness"), "bucket", bucket_word)
        _select(_("Behaviour"), "behaviour", behaviour_word)
        _select(_("Has"), "has", has_word)
        if len(currencies) > 1:
            st.selectbox(_("Currency"), ["", *currencies], format_func=lambda code: code or _("All"), key="customers_currency", width=120)
        st.selectbox(_("Order"), SORTS, format_func=sort_word, key="customers_sort", width=200)
        st.toggle(_("Only those who owe"), key="customers_owing")
        st.toggle(_("Only mine"), key="customers_mine")
    active = _store()
    if active and st.button(ngettext_("Clear {n} filter", "Clear {n} filters", active), icon=":material/filter_alt_off:", key="clear"):
        for name in NAMES:
            st.session_state.pop(f"customers_{name}", None)
        st.query_params.clear()
        st.rerun()
    chosen = st.session_state[KEPT] = {name: st.session_state[f"customers_{name}"] for name in NAMES}
    agent = visit.actor.user_id if chosen["mine"] else None
    by_currency = chosen["sort"] == "overdue" and chosen["has"] != "credit"  # who has credit may owe nothing in any
    currency = chosen["currency"] or (visit.company.currency if by_currency else "")
    return Wanted(chosen["q"], chosen["behaviour"], chosen["bucket"], currency, chosen["has"], agent, chosen["owing"], chosen["sort"])


def _select(label: str, name: str, word) -> None:  # type: ignore[no-untyped-def]
    st.selectbox(label, ["", *CHOICES[name]], format_func=lambda code: word(code) if code else _("All"), key=f"customers_{name}", width=180)


def way_back() -> None:
    """The link from a customer to the list, with the filters that it had."""
    st.page_link(place("customers"), label=_("All customers"), icon=":material/arrow_back:", query_params={"back": "1"})


def _restore(name: str, currencies: list[str], kept: object = None) -> None:
    """Take a filter from the address once, checked against what there is; a hand-written address cannot ask for anything else.

    `kept` is what the list had when somebody left it for a customer and comes back.
    """
    key = f"customers_{name}"
    if kept is not None:
        st.session_state[key] = kept
    if key in st.session_state:
        return
    given = st.query_params.get(name, "")
    if name in ("mine", "owing"):
        st.session_state[key] = given == "1"
    elif name == "q":
        st.session_state[key] = given[:100]
    else:
        known = currencies if name == "currency" else CHOICES[name]
        st.session_state[key] = given if given in known else ("score" if name == "sort" else "")


def _store() -> int:
    """Write the filters that are set into the address; gives how many there are. What is typed as a search stays out of it."""
    count = 0
    for name in NAMES:
        value = st.session_state[f"customers_{name}"]
        is_set = bool(value) and not (name == "sort" and value == "score")
        count += is_set and name != "sort"
        if is_set and name != "q":
            st.query_params[name] = "1" if value is True else value
        else:
            st.query_params.pop(name, None)
    return count


def table(visit: Visit, wanted: Wanted) -> None:
    """One page of the customers that are wanted."""
    state_key = str(hash(wanted))
    total = customers.count(visit.engine, visit.actor, wanted)
    if not total:
        _nobody(visit, wanted)
        return
    place_of_rows = st.container()
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        counter = st.container(width="content")
        list_exports.of_customers(visit, wanted)
        offset = paged(total, SIZE, key=f"customers_page_{state_key}")
    counter.caption(shown(total, offset, SIZE))
    rows = customers.page(visit.engine, visit.actor, wanted, limit=SIZE, offset=offset)
    with place_of_rows:
        _rows(rows, f"customers_rows_{state_key}_{offset}")


def _rows(rows: list[Listed], key: str) -> None:
    words, has_credit = {code: bucket_word(code) for code in BUCKET_COLOURS}, any(row.credit for row in rows)
    shown_rows = [
        {
            _("Customer"): row.name,
            _("State"): [words[row.bucket]] if row.bucket in words else [],
            _("Overdue"): moneys({currency: late for currency, (_owed, late) in row.balances.items() if late}),
            _("Owes"): moneys({currency: owed for currency, (owed, _late) in row.balances.items() if owed}),
            **({_("Credit left"): moneys(row.credit)} if has_credit else {}),
            _("Behaviour"): behaviour_word(row.behaviour),
            _("Open matters"): _matters(row),
        }
        for row in rows
    ]
    picked = st.dataframe(
        shown_rows, hide_index=True, on_select="rerun", selection_mode="single-row", key=key, placeholder="–", height="content",
        alt=_("Customers with what they owe"),
        column_config={
            _("Customer"): st.column_config.TextColumn(width="medium"),
            _("State"): st.column_config.MultiselectColumn(options=list(words.values()), color=list(BUCKET_COLOURS.values())),
            _("Overdue"): st.column_config.TextColumn(alignment="right"),
            _("Owes"): st.column_config.TextColumn(alignment="right"),
            _("Credit left"): st.column_config.TextColumn(alignment="right"),
        },
    )  # fmt: skip
    st.caption(_("Mark a row to open the customer."))
    if picked["selection"]["rows"]:
        go("customer", id=rows[picked["selection"]["rows"][0]].id)


def _matters(row: Listed) -> str:
    held = (("promise", row.has_promise), ("broken_promise", row.has_broken_promise), ("dispute", row.has_dispute))
    return ", ".join(has_word(code) for code, is_so in held if is_so)


def _nobody(visit: Visit, wanted: Wanted) -> None:
    """No match keeps the filters; no customer at all leads to the import."""
    if wanted != Wanted(sort=wanted.sort):
        st.info(_("No customer matches these filters."), icon=":material/filter_alt_off:")
        return
    may_import = is_allowed(visit.actor, "import.run")
    sentence = _("There are no customers yet. They come with the first file of receivables.")
    if empty("group_add", sentence, _("Import a file") if may_import else None, key="customers"):
        go("portfolio", section="import")
