"""The business's own contact rules: stricter than the law, never looser; and consent recorded for many customers at once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, insert
from sqlmodel import col, select

from core import clock
from core.db.engine import reading, writing
from core.db.tables import Authorisation, Customer
from core.domain.access import Actor, may
from core.domain.errors import Refusal
from core.domain.gate import BusinessRules
from core.services import audit, house, packs, profiles
from core.services.facts import SETTING, rules_in
from core.services.template_views import CHANNELS

LIMITS = {
    "daily_cap": (1, 5),
    "weekly_cap": (1, 14),
    "min_spacing_days": (0, 14),
    "tolerance_cents": (0, 1_000_000_00),
    "payment_quiet_days": (0, 14),
}
SWITCHES = ("leave_good_payers_alone", "general_opt_in", "collects_for_third_parties", "contact_on_holidays")
MIN_PROOF = 20


def own(engine: Engine, actor: Actor) -> BusinessRules:
    """The business's own limits as the gate reads them."""
    may(actor, "compliance.view")
    with reading(engine) as session:
        return rules_in(session)


def change(engine: Engine, actor: Actor, **changes: Any) -> None:
    """Change some of the business's own limits; None goes back to the product's default. Raises Refusal on a value out of range."""
    may(actor, "settings.edit")
    for name, value in changes.items():
        if name not in LIMITS and name not in SWITCHES:
            raise Refusal("unknown_rule", "There is no contact rule {name}.", name=name)
        if name in LIMITS and value is not None and not LIMITS[name][0] <= value <= LIMITS[name][1]:
            least, most = LIMITS[name]
            raise Refusal("rule_range", "{name} lies between {least} and {most}.", name=name, least=least, most=most)
    with writing(engine) as session:
        before = dict(house.setting_in(session, SETTING) or {})
        house.set_setting_in(session, SETTING, before | changes)
        told = {name: before.get(name) for name in changes}
        audit.record(session, actor, "contact_rules.edit", "setting", SETTING, before=told, after=changes)


def approvals(engine: Engine, actor: Actor) -> dict[str, bool]:
    """The exceptions that platforms grant and that matter to this business, by name, with whether the owner has recorded one."""
    may(actor, "compliance.view")
    with reading(engine) as session:
        rules, company = rules_in(session), house.company_in(session)
        countries = {company.country, *session.exec(select(Customer.country).distinct())}
    return {
        rule.unless: rule.unless in rules.approvals
        for rule in packs.load_pack(company.country).platform
        if rule.unless is not None
        and (rule.countries is None or countries & set(rule.countries))
        and (rule.when != "third_party" or rules.collects_for_third_parties)
    }


def approve(engine: Engine, actor: Actor, name: str, *, given: bool) -> None:
    """Record, or take back, that a platform granted an exception; the trail says who stated it. Raises Refusal on an unknown one."""
    may(actor, "settings.edit")
    if name not in approvals(engine, actor):
        raise Refusal("unknown_approval", "There is no such approval.")
    with writing(engine) as session:
        stored = dict(house.setting_in(session, SETTING) or {})
        before = sorted(stored.get("approvals") or ())
        after = sorted({*before, name} if given else set(before) - {name})
        house.set_setting_in(session, SETTING, stored | {"approvals": after})
        audit.record(session, actor, "contact_rules.edit", "setting", SETTING, before={"approvals": before}, after={"approvals": after})


def missing_authorisation(engine: Engine, actor: Actor) -> dict[str, int]:
    """How many customers have no recorded authorisation, by channel."""
    may(actor, "compliance.view")
    with reading(engine) as session:
        return {channel: len(session.exec(_without(channel)).all()) for channel in CHANNELS}


def authorise_all(engine: Engine, actor: Actor, channels: list[str], proof: str) -> int:
    """Record that all present customers authorised channels, by the clause or form that `proof` names; returns how many records.

    It never lifts an opt-out. Raises Refusal without a proof that somebody could check.
    """
    may(actor, "optout.lift")
    proof = proof.strip()
    if len(proof) < MIN_PROOF:
        raise Refusal("no_proof_all", "Say in which contract clause or form the customers agreed: it must be provable.")
    if not channels or not set(channels) <= set(CHANNELS):
        raise Refusal("no_channel", "Choose at least one channel.")
    count, now = 0, clock.now()
    with writing(engine) as session:
        for channel in channels:
            told = {"channel": channel, "given_at": now, "how": "clause", "proof": proof[:1000], "user_id": actor.user_id}
            rows = [{"customer_id": number, **told} for number in session.exec(_without(channel))]
            if rows:
                session.execute(insert(Authorisation), rows)
            count += len(rows)
        audit.record(
            session, actor, "authorisation.record_all", "customer", after={"channels": channels, "records": count, "proof": proof[:1000]}
        )
        profiles.refresh_in(session)
    return count


def _without(channel: str) -> Any:
    given = select(Authorisation.customer_id).where(Authorisation.channel == channel, col(Authorisation.withdrawn_at).is_(None))
    return select(Customer.id).where(col(Customer.erased_at).is_(None), col(Customer.id).not_in(given))
