"""The personal part of the trail: it can go, and the chain still verifies; it cannot be changed without a trace."""

from __future__ import annotations

from sqlmodel import delete, select

from core.db.engine import reading, writing
from core.db.tables import AuditDetail, AuditEntry
from core.services import audit, customer_record


def corrected(engine, actor, customer_id):
    customer_record.edit(engine, actor, customer_id, 1, name="Ana María")


def test_a_correction_is_kept_with_both_values_beside_the_entry_and_not_in_it(house_engine, ada, make_customer, frozen):
    corrected(house_engine, ada, make_customer("Ana"))
    with reading(house_engine) as session:
        entry, detail = session.exec(select(AuditEntry)).one(), session.exec(select(AuditDetail)).one()
    assert detail.body == {"name": ["Ana", "Ana María"]}
    assert "Ana" not in repr((entry.before, entry.after))
    assert audit.verify(house_engine, ada).is_whole


def test_the_personal_part_can_be_erased_and_the_chain_verifies(house_engine, ada, make_customer, frozen):
    corrected(house_engine, ada, make_customer("Ana"))
    with writing(house_engine) as session:
        session.exec(delete(AuditDetail))
    found = audit.verify(house_engine, ada)
    assert (found.is_whole, found.erased, found.entries) == (True, 1, 1)


def test_a_personal_part_that_was_changed_is_found(house_engine, ada, make_customer, frozen):
    corrected(house_engine, ada, make_customer("Ana"))
    with writing(house_engine) as session:
        session.exec(select(AuditDetail)).one().body = {"name": ["Ana", "Bruno"]}
    found = audit.verify(house_engine, ada)
    assert (found.is_whole, found.broken_at) == (False, 1)


def test_the_same_words_have_another_digest_each_time_so_that_nobody_can_guess_them(house_engine, ada, make_customer, frozen):
    for name in ("Ana", "Bruna"):
        corrected(house_engine, ada, make_customer(name, phone=None, email=None))
    with reading(house_engine) as session:
        assert len({entry.after[audit.DIGEST] for entry in session.exec(select(AuditEntry))}) == 2


def test_a_phone_of_somebody_else_is_removed_and_the_trail_remembers_it_until_she_is_erased(house_engine, ada, make_customer, frozen):
    from core.db.tables import ContactPoint
    from core.services import contact_points

    make_customer("Ana", email=None)
    contact_points.remove(house_engine, ada, 1)
    with reading(house_engine) as session:
        assert session.exec(select(ContactPoint)).all() == []
        assert session.exec(select(AuditDetail)).one().body == {"kind": "phone", "value": "+573001234567"}
    assert audit.verify(house_engine, ada).is_whole
