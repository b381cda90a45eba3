"""People and their passwords: what is refused, who can never be locked out, what ends when something changes."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from sqlmodel import select

from core.db.engine import reading, writing
from core.db.tables import AuditEntry, User
from core.domain.access import Actor
from core.domain.errors import Forbidden, NotFound, Refusal
from core.domain.passwords import check_password, is_guessable
from core.services import accounts, passwords, sessions

LONG = "tres gatos verdes"


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch):
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: quick)
    passwords._nobody.cache_clear()


@pytest.fixture
def eva(house_engine, ada):
    """A second agent with a password, and her open session."""
    user_id = accounts.add_user(house_engine, ada, email="Eva@Lopez.example", name="Eva", role="agent", password=LONG)
    return user_id, sessions.sign_in(house_engine, email="eva@lopez.example", password=LONG, address="test")


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "Password2024!!",
        "P@ssw0rd12345",
        "aaaaaaaaaaaa",
        "abcabcabcabc",
        "123456789012",
        "qwertyuiop12",
        "1q2w3e4r5t6y",
        "iloveyou1234",
        "teamomucho123",
        "contraseña2026",
        "Ferretería2026",
        "lopezlopez123",
        "recaudo-recaudo",
        "adaadaada1234",
        "            ",
    ],
)
def test_what_everybody_tries_first_is_refused(password):
    assert is_guessable(password, ["Ferretería López", "Ada", "ada@lopez.example"])


FINE = [LONG, "correct horse battery staple", "kX9-vQ2m_Lw7z", "plumero-tijera-91", "ñandú bajo la lluvia", "密码不能太短了请多写几个字"]


@pytest.mark.parametrize("password", FINE)
def test_any_characters_that_a_guesser_does_not_try_are_fine(password):
    assert not is_guessable(password, ["Ferretería López", "Ada"])
    assert check_password(password, ["Ferretería López", "Ada"]) is None


@pytest.mark.parametrize("password", ["", "corta", "once letras", "a" * 129])
def test_too_short_and_too_long_are_refused(password):
    with pytest.raises(Refusal):
        check_password(password)


def test_a_person_is_added_once_whatever_the_capitals(house_engine, ada, eva):
    with pytest.raises(Refusal, match="already a user"):
        accounts.add_user(house_engine, ada, email="EVA@lopez.EXAMPLE", name="Eva", role="agent", password=LONG)


WRONG = [
    ({"email": "eva"}, "not an e-mail"),
    ({"role": "boss"}, "not a role"),
    ({"name": " "}, "name is needed"),
    ({"password": "Ferretería López 1"}, "among the first"),
]


@pytest.mark.parametrize(("wrong", "said"), WRONG)
def test_what_cannot_be_is_refused(house_engine, ada, wrong, said):
    with pytest.raises(Refusal, match=said):
        accounts.add_user(house_engine, ada, **{"email": "x@lopez.example", "name": "X", "role": "agent", "password": LONG, **wrong})


def test_only_the_owner_changes_people(house_engine, marta, gus, eva):
    for actor in (marta, gus):
        for act in (
            lambda a: accounts.disable_user(house_engine, a, 3),
            lambda a: accounts.change_role(house_engine, a, 3, "owner"),
            lambda a: accounts.reset_password(house_engine, a, 3, LONG),
            lambda a: accounts.enable_user(house_engine, a, 3),
        ):
            with pytest.raises(Forbidden):
                act(actor)


def test_the_only_owner_can_neither_be_closed_out_nor_demoted(house_engine, ada):
    for act in (lambda: accounts.disable_user(house_engine, ada, 1), lambda: accounts.change_role(house_engine, ada, 1, "agent")):
        with pytest.raises(Refusal, match="only owner"):
            act()
    accounts.change_role(house_engine, ada, 2, "owner")
    accounts.change_role(house_engine, ada, 1, "agent")


def test_closing_an_account_ends_its_sessions_and_opening_it_does_not_bring_them_back(house_engine, ada, eva):
    user_id, token = eva
    accounts.disable_user(house_engine, ada, user_id)
    assert sessions.find(house_engine, token) is None
    assert accounts.active_user(house_engine, user_id) is None
    accounts.enable_user(house_engine, ada, user_id)
    assert sessions.find(house_engine, token) is None
    assert accounts.active_user(house_engine, user_id).name == "Eva"


def test_changing_ones_password_needs_the_old_one_and_keeps_only_this_browser(house_engine, eva):
    user_id, token = eva
    other = sessions.sign_in(house_engine, email="eva@lopez.example", password=LONG, address="elsewhere")
    here = sessions.find(house_engine, token)
    with pytest.raises(Forbidden):
        accounts.change_password(house_engine, here.actor, current="no es esta frase", new="otra frase bien larga")
    accounts.change_password(house_engine, here.actor, current=LONG, new="otra frase bien larga", session_id=here.session_id)
    assert sessions.find(house_engine, token)
    assert sessions.find(house_engine, other) is None
    assert user_id == here.user_id


def test_one_ends_ones_own_sessions_and_not_anothers(house_engine, ada, gus, eva):
    _, token = eva
    here = sessions.find(house_engine, token)
    assert [row["id"] for row in sessions.open_sessions(house_engine, here.actor)] == [here.session_id]
    assert sessions.open_sessions(house_engine, gus) == []
    with pytest.raises(NotFound):
        sessions.end_session(house_engine, gus, here.session_id)
    sessions.end_session(house_engine, ada, here.session_id)
    assert sessions.find(house_engine, token) is None


def test_a_hash_with_weaker_parameters_is_renewed_at_sign_in(house_engine, eva, monkeypatch):
    stronger = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: stronger)
    sessions.sign_in(house_engine, email="eva@lopez.example", password=LONG, address="test")
    with reading(house_engine) as session:
        assert "m=16,t=2" in session.exec(select(User.password_hash).where(User.email == "eva@lopez.example")).one()


def test_the_true_parameters_are_at_least_what_owasp_asks():
    import argon2

    hasher = argon2.PasswordHasher()
    assert hasher.memory_cost >= 19_456
    assert hasher.time_cost >= 2


def test_a_person_without_a_usable_password_cannot_sign_in(house_engine):
    for password in ("!", "", LONG):
        with pytest.raises(Refusal, match="not right"):
            sessions.sign_in(house_engine, email="gus@lopez.example", password=password, address="test")


def test_each_change_is_in_the_trail_without_secrets(house_engine, ada, eva):
    accounts.reset_password(house_engine, ada, eva[0], "otra frase bien larga")
    with reading(house_engine) as session:
        entries = session.exec(select(AuditEntry)).all()
    assert {"user.add", "session.start", "user.password"} <= {entry.action for entry in entries}
    assert "otra frase" not in repr([(entry.before, entry.after) for entry in entries])


def test_an_actor_made_up_for_the_occasion_gets_no_further_than_its_role(house_engine):
    with pytest.raises(Forbidden):
        accounts.add_user(house_engine, Actor("Eve", "nobody"), email="e@x.example", name="E", role="owner", password=LONG)


def test_a_person_closed_out_by_other_means_is_out_as_well(house_engine, eva):
    with writing(house_engine) as session:
        session.get(User, eva[0]).is_active = False
    assert sessions.find(house_engine, eva[1]) is None
