"""Batches: the messages of a chunk that go one way, worked out once for each crowd and alone for everybody else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import compress

from sqlmodel import Session

from core.channels.protocol import Channel
from core.db.tables import Campaign, Company
from core.services import crowds, drafts, facts, routes
from core.services.campaign_views import StepView
from core.services.people import gather
from core.services.triggers import Target


@dataclass(slots=True)
class Batch:
    """Messages of one way, currency and last moment: places of their targets in the chunk, customers, contact points, keys.

    `open_cents` is what each owes in the currency, in hundredths.
    """

    way: routes.Way
    currency: str
    not_after: datetime
    places: list[int]
    customers: list[int]
    points: list[int | None]
    keys: list[str]
    open_cents: list[int]

    def drop(self, known: set[str]) -> None:
        """Leave out what has one of some keys."""
        fresh = [key not in known for key in self.keys]
        for name in ("places", "customers", "points", "keys", "open_cents"):
            setattr(self, name, list(compress(getattr(self, name), fresh)))


def batches_in(
    session: Session, company: Company, campaign: Campaign, step: StepView, chunk: Sequence[Target], active: Mapping[str, Channel],
    now: datetime, wording: routes.Wording | None = None,
) -> list[Batch]:  # fmt: skip
    """What a step would do for some targets now, written nowhere; the same messages as `drafts.drafts_in` tells one by one."""
    wording = wording if wording is not None else routes.wording_in(session, step, active)
    simulated = all(channel.simulated for channel in active.values())
    drafter = drafts.Drafter(facts.Gatekeeper(session, company, now), campaign, step, wording, active, now)
    asked = crowds.Asked(drafter.contacts, campaign.currency, drafter.home, drafter.tolerance, now, simulated)
    found, alone = crowds.found_in(session, company, chunk, asked)
    first = [int(crowd.customers[0]) for crowd in found]
    people = gather(session, company, list(dict.fromkeys(first)), now, planned=True, simulated=simulated)
    whole = [_of_crowd(drafter, people[number], crowd, chunk) for number, crowd in zip(first, found, strict=True)]
    if alone:
        place_of = {id(chunk[place]): place for place in alone}
        others = drafts.drafts_in(session, company, campaign, step, [chunk[place] for place in alone], active, now, wording)
        whole += (_of_draft(draft, place_of[id(draft.target)]) for draft in others)
    return whole


def _of_crowd(drafter: drafts.Drafter, person: drafts.Person, crowd: crowds.Crowd, chunk: Sequence[Target]) -> Batch:
    places, customers = crowd.places.tolist(), crowd.customers.tolist()
    way, not_after = drafter.way(person, chunk[places[0]].day, crowd.currency)
    points = crowd.points.get(routes.contact_channel(way.channel))
    keys = drafter.keys((chunk[place] for place in places), crowd.currency)
    reached: list[int | None] = [None] * len(places) if points is None else [number or None for number in points.tolist()]
    return Batch(way, crowd.currency, not_after, places, customers, reached, keys, crowd.open_cents.tolist())


def _of_draft(draft: drafts.Draft, place: int) -> Batch:
    point = draft.person.points.get(routes.contact_channel(draft.way.channel))
    owed = draft.person.owed.get(draft.currency)
    return Batch(
        draft.way, draft.currency, draft.not_after, [place], [draft.person.id], [point[1] if point else None], [draft.key],
        [owed.open_cents if owed else 0],
    )  # fmt: skip
