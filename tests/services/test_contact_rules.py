"""The business's own limits and consent for many: stricter only, provable only, never over an opt-out."""

from __future__ import annotations

from datetime import date

import pytest

from core.db.engine import reading
from core.db.tables import Profile
from core.domain.errors import Forbidden, Refusal
from core.services import contact_rules, optouts


def test_the_owner_sets_limits_that_the_gate_reads(house_engine, ada):
    contact_rules.change(house_engine, ada, daily_cap=1, leave_good_payers_alone=False)
    rules = contact_rules.own(house_engine, ada)
    assert (rules.daily_cap, rules.leave_good_payers_alone) == (1, False)


@pytest.mark.parametrize(("name", "value"), [("daily_cap", 0), ("weekly_cap", 99), ("windows_of_law", 1)])
def test_a_limit_that_makes_no_sense_is_refused(house_engine, ada, name, value):
    with pytest.raises(Refusal):
        contact_rules.change(house_engine, ada, **{name: value})


def test_a_manager_does_not_change_the_limits(house_engine, marta):
    with pytest.raises(Forbidden):
        contact_rules.change(house_engine, marta, daily_cap=1)


def test_authorisations_for_all_need_a_proof_and_leave_opt_outs_alone(house_engine, ada, make_customer, make_invoice, frozen):
    ana, clara = make_customer("Ana"), make_customer("Clara", phone="+573001234568")
    make_invoice(ana, "F-1", date(2026, 6, 1))
    optouts.record(house_engine, ada, customer_id=clara, channel="sms", how="call")
    with pytest.raises(Refusal):
        contact_rules.authorise_all(house_engine, ada, ["sms"], "sí")
    assert contact_rules.authorise_all(house_engine, ada, ["sms"], "Cláusula 7 de la solicitud de crédito") == 2
    assert contact_rules.authorise_all(house_engine, ada, ["sms"], "Cláusula 7 de la solicitud de crédito") == 0
    with reading(house_engine) as session:
        assert (session.get(Profile, ana).reach, session.get(Profile, clara).reach) == ("sms,", "")
    assert contact_rules.missing_authorisation(house_engine, ada)["sms"] == 0
