"""An agent's day on screen: find a person, read the whole story, log the call and the promise, take the next one."""

from __future__ import annotations

from datetime import date

from core.db.tables import Customer, Dispute
from core.services import activities, customers, promises, worklist
from core.services.customers import Wanted

from .page_text import english_left, texts  # isort: skip


def table(app, place=0):
    return app.dataframe[place].value


def test_a_promise_is_logged_on_the_customers_page_and_the_form_starts_anew(demo_house, visit, first):
    gus = visit(demo_house, "agent")
    late = customers.page(demo_house, gus.actor, Wanted(sort="score"))[0]
    before = promises.find(demo_house, gus.actor, customer_id=late.id)[0]
    app = gus.open("customer", id=late.id)
    assert late.name in [title.value for title in app.title]
    app.selectbox(key=f"log_{late.id}_0_outcome").set_value("promise").run()
    app.button(key=f"log_{late.id}_0_go").click().run()
    assert not app.exception and not app.error
    assert promises.find(demo_house, gus.actor, customer_id=late.id)[0] == before + 1
    assert app.success[0].value.startswith("Promesa registrada")
    assert app.selectbox(key=f"log_{late.id}_1_outcome").value is None


def test_a_promise_for_more_than_is_owed_is_refused_in_words(demo_house, visit):
    gus = visit(demo_house, "agent")
    late = customers.page(demo_house, gus.actor, Wanted(sort="score"))[0]
    currency = next(iter(late.balances))
    app = gus.open("customer", id=late.id)
    app.selectbox(key=f"log_{late.id}_0_outcome").set_value("promise").run()
    app.number_input(key=f"log_{late.id}_0_amount_{currency}").set_value(99_999_999.0).run()
    app.button(key=f"log_{late.id}_0_go").click().run()
    assert "supera lo que el cliente debe" in app.error[0].value
    assert app.selectbox(key=f"log_{late.id}_0_outcome").value == "promise"


def test_numbers_are_masked_until_somebody_looks(demo_house, visit):
    app = visit(demo_house, "agent").open("customer", id=1)
    assert "+51 ••• 0000" in texts(app)
    app.button(key="unmask").click().run()
    assert "+51912340000" in texts(app)


def test_a_filter_in_the_address_narrows_the_list(demo_house, visit, first):
    gus = visit(demo_house, "agent")
    app = gus.open("customers", has="dispute")
    wanted = customers.find(demo_house, gus.actor, Wanted(has="dispute", sort="score"))
    assert list(table(app)["Cliente"]) == [row.name for row in wanted[1]]
    assert 0 < wanted[0] < 25


def test_a_forged_filter_is_ignored(demo_house, visit):
    app = visit(demo_house, "agent").open("customers", has="everything", sort="id; DROP TABLE customer", bucket="<b>")
    assert not app.exception
    assert len(table(app)) == 25


def test_what_is_typed_as_a_search_stays_out_of_the_address(demo_house, visit):
    app = visit(demo_house, "agent").open("customers")
    app.text_input(key="customers_q").set_value("quispe").run()
    assert all("Quispe" in name for name in table(app)["Cliente"])
    assert "q" not in app.query_params


def test_no_match_keeps_the_filters(demo_house, visit):
    app = visit(demo_house, "agent").open("customers")
    app.text_input(key="customers_q").set_value("nobody is called this").run()
    assert app.info and app.text_input(key="customers_q").value


def test_an_address_of_nobody_says_so(demo_house, visit):
    app = visit(demo_house, "agent").open("customer", id=99999)
    assert not app.exception
    assert "99999" in app.error[0].value


def test_the_worklist_shows_why_and_goes_on_to_the_next(demo_house, visit):
    gus = visit(demo_house, "agent")
    one, two = worklist.find(demo_house, gus.actor, limit=2)
    app = gus.open("worklist")
    assert one.name in texts(app)
    app.selectbox(key=f"work_{one.customer_id}_0_outcome").set_value("no_answer").run()
    app.button(key=f"work_{one.customer_id}_0_go").click().run()
    assert [row.outcome for row in activities.recent(demo_house, gus.actor, limit=1)] == ["no_answer"]
    assert worklist.find(demo_house, gus.actor, limit=1)[0].customer_id == two.customer_id
    assert two.name in [title.value for title in app.subheader]


def test_a_dispute_is_closed_on_the_customers_page(demo_house, visit, first):
    dispute = first(demo_house, Dispute, Dispute.closed_at.is_(None))
    app = visit(demo_house, "agent").open("customer", id=dispute.customer_id)
    app.button(key=f"close_go_{dispute.id}").click().run()
    assert not app.exception and not app.error
    assert first(demo_house, Dispute, Dispute.id == dispute.id).outcome == "upheld"


def test_promises_are_listed_by_the_state_that_payments_gave_them(demo_house, visit):
    app = visit(demo_house, "manager").open("promises", state="kept", days=365)
    assert {state for cell in table(app)["Estado"] for state in cell} == {"Cumplida"}
    assert any("Cumplidas" in metric.label for metric in app.metric)


def test_today_leads_to_what_needs_a_person(demo_house, visit, first):
    app = visit(demo_house, "agent").open("today")
    assert any("promesa" in text for text in texts(app))
    assert any(metric.label == "Vencido en PEN" for metric in app.metric)
    assert first(demo_house, Customer).name not in texts(app)


def test_an_empty_house_leads_the_owner_to_the_import_and_tells_the_agent_who_does_it(new_house, visit):
    assert "Importar un archivo" in [button.label for button in visit(new_house, "owner").open("today").button]
    assert any("gerente" in text for text in texts(visit(new_house, "agent").open("today")))


def test_promises_open_on_all_that_are_open_with_counts_and_a_link_to_today_still_works(demo_house, visit):
    gus = visit(demo_house, "agent")
    app = gus.open("promises")
    total, rows = promises.find(demo_house, gus.actor, state="open", limit=5)
    assert total and app.query_params["state"] == "open" and [row.promised_on for row in rows] == sorted(row.promised_on for row in rows)
    told = texts(app)
    assert f"Vigentes {total}" in told and rows[0].customer in told and any(text.startswith(("hoy", "mañana", "en ")) for text in told)
    assert not english_left(told, {"English"})
    assert gus.open("promises", state="today").query_params["state"] == "today"
    assert promises.counts(demo_house, gus.actor, since=date(2000, 1, 1))["open"] == total


def test_the_worklist_tells_what_one_must_know_on_the_phone_and_a_day_takes_one_press(demo_house, visit):
    gus = visit(demo_house, "agent")
    app = gus.open("worklist")
    (row,) = worklist.find(demo_house, gus.actor, limit=1)
    told = " ".join(texts(app))
    assert "Debe PEN" in told.replace("\\", "") or "Debe USD" in told
    assert {"Documentos", "Lo último que pasó"} <= {one.label for one in app.expander}
    app.selectbox(key=f"work_{row.customer_id}_0_outcome").set_value("promise").run()
    quick = next(one for one in app.get("button_group") if one.key == f"work_{row.customer_id}_0_quick")
    quick.set_value("Mañana").run()
    assert not app.exception
    assert app.date_input(key=f"work_{row.customer_id}_0_on").value == date(2026, 7, 2)
    assert not english_left(texts(app), {"English"})
