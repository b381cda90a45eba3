"""Who may do what, read from the code: every verb of the services asks the policy, and no page asks for less than it should."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from core.domain.access import OWNER, POLICY, ROLES, SYSTEM, Actor, is_allowed, may
from core.domain.errors import Forbidden, Refusal
from core.services.jobs import JOBS

SERVICES = Path(__file__).resolve().parents[2] / "core" / "services"


def verbs():
    """Public functions of the services that take the engine and the one who acts: (place, node)."""
    for path in sorted(SERVICES.rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                names = [argument.arg for argument in node.args.args]
                is_job = f"{path.stem}:{node.name}" in {job.place for job in JOBS}  # asked for by name through jobs.run, which asks
                if names[:2] == ["engine", "actor"] and not is_job:
                    yield pytest.param(node, id=f"{path.relative_to(SERVICES).as_posix()}:{node.name}")


def asks(node):
    """Whether a verb names an action of the policy, or hands the one who acts to a verb that does."""
    named = {constant.value for constant in ast.walk(node) if isinstance(constant, ast.Constant) and isinstance(constant.value, str)}
    hands_on = any(
        isinstance(call, ast.Call)
        and ast.unparse(call.func) not in ("audit.record", "audit.note", "Actor")
        and any(isinstance(value, ast.Name) and value.id == "actor" for value in [*call.args, *(word.value for word in call.keywords)])
        for call in ast.walk(node)
    )
    return bool(named & set(POLICY)) or hands_on


@pytest.mark.parametrize("node", list(verbs()))
def test_every_verb_asks_the_policy(node):
    assert asks(node), f"{node.name} takes the one who acts but asks nobody whether they may"


@pytest.mark.parametrize("action", POLICY)
def test_the_owner_may_do_everything_and_an_unknown_role_nothing(action):
    assert is_allowed(Actor("Ada", OWNER), action)
    assert not is_allowed(Actor("Eve", "stranger"), action)
    assert not is_allowed(Actor("Eve", ""), action)
    assert POLICY[action] <= {*ROLES, SYSTEM}


def test_what_is_not_in_the_table_is_refused_even_for_the_owner():
    with pytest.raises(Refusal):
        may(Actor("Ada", OWNER), "everything.do")


LEADERS_ONLY = [
    "user.edit",
    "settings.edit",
    "channel.edit",
    "customer.erase",
    "demo.load",
    "export.make",
    "import.run",
    "campaign.launch",
    "template.decide",
    "sending.resume",
    "audit.view",
]


@pytest.mark.parametrize("action", LEADERS_ONLY)
def test_an_agent_may_not_do_what_belongs_to_those_who_lead(action):
    with pytest.raises(Forbidden):
        may(Actor("Gus", "agent"), action)
