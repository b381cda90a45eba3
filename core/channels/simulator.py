"""The simulator: acts every outcome of every channel without sending anything, decided by the message's ref, an ending or a forced map."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from core.channels.prices import Prices, price_of
from core.channels.protocol import (
    UNSURE,
    Accepted,
    Answer,
    CheckResult,
    Cost,
    Found,
    Inbound,
    InDoubt,
    Later,
    Outbound,
    Rejected,
    StateReport,
    Unsure,
)
from core.channels.simulator_store import MemoryStore, SimulatorStore
from core.domain.outcomes import consequence_of
from core.domain.sms import measure

SLACK = timedelta(minutes=2)
LONGEST = timedelta(days=2)
_SENT = ((1, "sent"),)
_DELIVERED = (*_SENT, (3, "delivered"))
_READ = (*_DELIVERED, (60, "read"))


@dataclass(frozen=True)
class Act:
    """One outcome: how send() answers, the later states as (seconds, state), the error code and which reply follows."""

    answer: str = "accept"
    states: tuple[tuple[int, str], ...] = ()
    code: str | None = None
    reply: str = ""


OUTCOMES: dict[str, Act] = {
    "delivered": Act(states=_DELIVERED),
    "read": Act(states=_READ),
    "no_receipt": Act(states=_SENT),
    "paid": Act(states=_READ, reply="paid"),
    "promise": Act(states=_READ, reply="promise"),
    "dispute": Act(states=_READ, reply="dispute"),
    "asks_person": Act(states=_READ, reply="asks_person"),
    "wrong_person": Act(states=_READ, reply="wrong_person"),
    "stop": Act(states=_DELIVERED, reply="stop"),
    "unreachable": Act(states=(*_SENT, (30, "undelivered")), code="30003"),
    "failed": Act(states=((2, "failed"),), code="30008"),
    "invalid": Act(answer="refuse", code="21211"),
    "opted_out": Act(answer="refuse", code="21610"),
    "later": Act(answer="later"),
    "doubt_taken": Act(answer="doubt", states=_DELIVERED),
    "doubt_lost": Act(answer="lost"),
}

# What the end of a number (or of the part before the @) brings about, so that a person can try an outcome by hand.
ENDINGS = {
    "0001": "invalid", "0003": "unreachable", "0004": "opted_out", "0005": "failed", "0006": "stop", "0007": "paid",
    "0008": "promise", "0009": "dispute", "0010": "delivered",
}  # fmt: skip

# Of a thousand messages without a forced outcome.
_MIX = (
    (600, "delivered"), (150, "read"), (60, "no_receipt"), (50, "promise"), (40, "paid"), (20, "dispute"), (15, "asks_person"),
    (5, "wrong_person"), (10, "stop"), (40, "unreachable"), (10, "invalid"),
)  # fmt: skip

_REPLIES = {
    "es": {
        "paid": "Buenos días, ya pagué ayer por transferencia", "promise": "Pago el viernes",
        "dispute": "Ese cobro está mal, no estoy de acuerdo",
        "asks_person": "Por favor que me llame una persona", "wrong_person": "Número equivocado, no soy esa persona", "stop": "BAJA",
    },
    "en": {
        "paid": "Hi, I already paid yesterday", "promise": "I will pay on Friday", "dispute": "This charge is wrong, I do not agree",
        "asks_person": "Please have someone call me", "wrong_person": "Wrong number, that is not me", "stop": "STOP",
    },
    "pt": {
        "paid": "Bom dia, já paguei ontem", "promise": "Pago na sexta-feira", "dispute": "Essa cobrança está errada, não concordo",
        "asks_person": "Quero falar com um atendente", "wrong_person": "Número errado, não sou essa pessoa", "stop": "SAIR",
    },
}  # fmt: skip


@dataclass
class Simulator:
    """A channel of any kind that sends nothing; `forced` maps an address or a ref to a name of OUTCOMES, `endings` ends of addresses."""

    kind: str
    now: Callable[[], datetime]
    store: SimulatorStore = field(default_factory=MemoryStore)
    forced: Mapping[str, str] = field(default_factory=dict)
    endings: Mapping[str, str] = field(default_factory=lambda: ENDINGS)
    prices: Prices = field(default_factory=dict)
    simulated: bool = True
    timeout_s: float = 1.0
    max_in_flight: int = 32

    def __post_init__(self) -> None:
        self.name = f"simulator {self.kind}"

    def outcome_of(self, message: Outbound) -> str:
        """The name of the outcome: forced for its ref or address, by its address's ending, forced for all as "*", by a hash of its ref."""
        forced = self.forced.get(message.ref) or self.forced.get(message.to)
        if forced:
            return forced
        address = message.to.partition("@")[0]
        ending = next((name for end, name in self.endings.items() if address.endswith(end)), None)
        return ending or self.forced.get("*") or _draw(message.ref)

    def send(self, message: Outbound) -> Answer:
        """Act the outcome: what is taken is stored before the answer, as a provider does."""
        act = OUTCOMES[self.outcome_of(message)]
        if act.answer == "refuse":
            return Rejected(str(act.code), consequence_of(act.code))
        if act.answer == "later":
            return Later("Too many messages at once. It goes out again by itself, more slowly.", 5)
        if act.answer == "lost":
            return InDoubt("The provider's answer was lost.")
        provider_id = self._keep(message)
        if act.answer == "doubt":
            return InDoubt("The provider's answer was lost.")
        return Accepted(provider_id, self.estimate(message).segments, "simulated")

    def _keep(self, message: Outbound) -> str:
        digest = hashlib.sha256(message.ref.encode()).hexdigest()[:20]
        provider_id = f"sim-{self.kind}-{digest}-{len(self.store.of_ref(message.ref)) + 1}"
        self.store.append({
            "id": provider_id, "ref": message.ref, "channel": self.kind, "to": message.to, "from": message.sender or "simulator",
            "subject": message.subject, "text": message.text, "language": message.language, "outcome": self.outcome_of(message),
            "at": self.now().isoformat(),
        })  # fmt: skip
        return provider_id

    def look_up(self, message: Outbound, claimed_at: datetime, known_ids: Collection[str]) -> Found | None:
        """What this attempt stored, or None; as a provider that knows no ref when the database was put back. Raises Unsure."""
        records = self.store.since(claimed_at - SLACK) if message.is_restored else self.store.of_ref(message.ref)
        unknown = [record for record in records if self._is_candidate(record, message, claimed_at, known_ids)]
        for record in unknown:
            if not message.is_restored or message.text == record["text"]:
                return Found(record["id"], self._latest(record).state)
        if unknown:
            raise Unsure("lookup.unsure", UNSURE)
        return None

    def _is_candidate(self, record: Mapping[str, Any], message: Outbound, claimed_at: datetime, known_ids: Collection[str]) -> bool:
        fresh = datetime.fromisoformat(record["at"]) >= claimed_at - SLACK
        return record["channel"] == self.kind and record["to"] == message.to and fresh and record["id"] not in known_ids

    def state_of(self, provider_id: str) -> StateReport | None:
        """The present state of one message."""
        record = self.store.of_id(provider_id)
        return self._latest(record) if record else None

    def _latest(self, record: Mapping[str, Any]) -> StateReport:
        return [*self._reports(record)][-1]

    def _reports(self, record: Mapping[str, Any]) -> Iterator[StateReport]:
        sent_at, act = datetime.fromisoformat(record["at"]), OUTCOMES[record["outcome"]]
        steps = ((0, "queued"), *(s for s in act.states if s[1] != "read" or self.kind in ("whatsapp", "email")))
        for seconds, state in steps:
            at = sent_at + timedelta(seconds=seconds)
            if at <= self.now():
                bad = state in ("failed", "undelivered")
                yield StateReport(record["id"], state, act.code if bad else None, Decimal(0), None, at)

    def states_since(self, moment: datetime) -> Iterable[StateReport]:
        """The states that came about since."""
        return [r for record in self._recent(moment) for r in self._reports(record) if r.at and r.at >= moment]

    def replies_since(self, moment: datetime) -> Iterable[Inbound]:
        """The replies that came in since: each two minutes after its message."""
        return [reply for record in self._recent(moment) if (reply := self._reply(record)) and moment <= reply.at <= self.now()]

    def _reply(self, record: Mapping[str, Any]) -> Inbound | None:
        wanted = OUTCOMES[record["outcome"]].reply
        if not wanted or (self.kind == "voice" and wanted != "asks_person"):
            return None
        words = _REPLIES.get(record["language"][:2], _REPLIES["es"])[wanted] if self.kind != "voice" else "2"
        at = datetime.fromisoformat(record["at"]) + timedelta(minutes=2)
        ref = record["ref"] if self.kind in ("email", "voice") else None
        return Inbound(f"{record['id']}-reply", self.kind, record["to"], record["from"], words, at, in_reply_to_ref=ref)

    def _recent(self, moment: datetime) -> list[dict[str, Any]]:
        return [r for r in self.store.since(moment - LONGEST) if r["channel"] == self.kind]

    def check(self) -> list[CheckResult]:
        """Always well, and says that nothing leaves."""
        return [CheckResult("simulator", True, "Simulated: nothing leaves this machine.")]

    def estimate(self, message: Outbound) -> Cost:
        """The true number of segments, at the price that the real channel would take where one is entered, else at none."""
        priced = price_of(self.prices, self.kind, message.to, measure(message.text, smart=True).segments if self.kind == "sms" else 1)
        return priced if priced.currency else Cost(priced.segments, 0, None)


def _draw(ref: str) -> str:
    place = int(hashlib.sha256(f"outcome {ref}".encode()).hexdigest()[:8], 16) % 1000
    for share, name in _MIX:
        place -= share
        if place < 0:
            return name
    return "delivered"
