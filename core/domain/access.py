"""Who may do what: one table, asked by pages, services, command line and webhooks. What is not listed is refused."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.errors import Forbidden, Refusal

OWNER, MANAGER, AGENT, SYSTEM = "owner", "manager", "agent", "system"
ROLES = (OWNER, MANAGER, AGENT)
_OWNER, _LEAD, _ALL = frozenset({OWNER}), frozenset({OWNER, MANAGER}), frozenset(ROLES)
_JOBS = frozenset({OWNER, MANAGER, SYSTEM})

POLICY: dict[str, frozenset[str]] = {
    "today.view": _ALL,
    "customer.view": _ALL,
    "customer.edit": _ALL,
    "customer.assign": _LEAD,
    "customer.unmask": _ALL,
    "customer.erase": _OWNER,
    "privacy.ask": _ALL,
    "privacy.view": _LEAD,
    "privacy.answer": _LEAD,
    "privacy.export": _LEAD,
    "portfolio.view": _LEAD,
    "import.run": _LEAD,
    "import.undo": _LEAD,
    "payment.record": _ALL | {SYSTEM},
    "segment.view": _ALL,
    "segment.edit": _LEAD,
    "template.view": _ALL,
    "template.write": _LEAD,
    "template.decide": _LEAD,
    "campaign.view": _ALL,
    "campaign.edit": _LEAD,
    "campaign.launch": _LEAD,
    "message.view": _ALL,
    "message.send": _ALL,
    "message.resolve": _LEAD,
    "reply.handle": _ALL,
    "worklist.view": _ALL,
    "activity.log": _ALL,
    "promise.view": _ALL,
    "promise.log": _ALL,
    "promise.cancel": _ALL,
    "plan.agree": _ALL,
    "plan.cancel": _ALL,
    "dispute.log": _ALL,
    "optout.record": _ALL | {SYSTEM},
    "optout.lift": _LEAD,
    "circumstance.note": _ALL,
    "circumstance.end": _LEAD,
    "insight.view": _ALL,
    "compliance.view": _LEAD,
    "gate.explain": _ALL,
    "audit.view": _LEAD,
    "audit.verify": _LEAD,
    "settings.view": _LEAD,
    "settings.edit": _OWNER,
    "channel.edit": _OWNER,
    "user.edit": _OWNER,
    "account.own": _ALL,
    "job.view": _LEAD,
    "job.run": _JOBS,
    "sending.pause": _LEAD,
    "sending.resume": _LEAD,
    "export.make": _LEAD,
    "backup.make": _JOBS,
    "demo.load": _OWNER,
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a signed-in person, a person named on the command line, or the scheduler."""

    name: str
    role: str
    user_id: int | None = None
    email: str | None = None
    address: str | None = None


SCHEDULER = Actor(name="scheduler", role=SYSTEM)


def is_allowed(actor: Actor, action: str) -> bool:
    """Whether the actor's role allows the action. Raises Refusal when the table does not know the action."""
    if action not in POLICY:
        raise Refusal("unknown_action", "The action {action} is not in the policy table.", action=action)
    return actor.role == SYSTEM or actor.role in POLICY[action]


def may(actor: Actor, action: str) -> None:
    """Raises Forbidden when the actor's role does not allow the action."""
    if not is_allowed(actor, action):
        raise Forbidden("forbidden", "Your role does not allow this: {action}. Ask the owner.", action=action)
