"""The simulator acts every outcome and keeps what it sent through a kill."""

import os
import signal
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime

from core.channels.protocol import Accepted, ChannelConfig, InDoubt, Later, Outbound, Rejected
from core.channels.registry import active_channels
from core.channels.simulator import OUTCOMES, Simulator
from core.channels.simulator_store import FileStore, MemoryStore
from core.domain.outcomes import Consequence

START = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
SENDS_FOR_EVER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from core.channels.protocol import Outbound
from core.channels.simulator import Simulator
from core.channels.simulator_store import FileStore

simulator, n = Simulator("sms", lambda: datetime(2026, 3, 2, 15, tzinfo=UTC), FileStore(Path(sys.argv[1]))), 0
while True:
    n += 1
    answer = simulator.send(Outbound(ref=f"k{n}", channel="sms", to="+525512345678", text="Hola"))
    print(f"k{n}", type(answer).__name__, flush=True)
"""


def message(ref="r1", to="+525512345678", channel="sms", **kw):
    return Outbound(ref=ref, channel=channel, to=to, text="Hola Ana, su factura vence hoy.", **kw)


def test_nothing_configured_gives_a_simulator_of_every_kind(clock):
    channels = active_channels(ChannelConfig(now=clock))
    assert {k: c.simulated for k, c in channels.items()} == {"sms": True, "whatsapp": True, "email": True, "voice": True}


def test_a_configured_channel_stands_alone_and_the_others_are_missing_not_simulated(clock):
    channels = active_channels(ChannelConfig(now=clock, smtp_host="127.0.0.1", smtp_from="cobros@example.com", smtp_tls="none"))
    assert list(channels) == ["email"] and not channels["email"].simulated


def test_the_same_ref_always_has_the_same_outcome_and_all_kinds_of_outcome_occur(clock):
    simulator = Simulator("sms", clock)
    drawn = [simulator.outcome_of(message(ref=f"r{n}")) for n in range(2000)]
    assert drawn == [Simulator("sms", clock).outcome_of(message(ref=f"r{n}")) for n in range(2000)]
    counts = Counter(drawn)
    assert {"delivered", "read", "promise", "paid", "stop", "unreachable", "invalid", "dispute"} <= set(counts)
    assert 1000 < counts["delivered"] < 1400


def test_states_come_about_as_time_passes(clock):
    simulator = Simulator("whatsapp", clock, forced={"r1": "read"})
    sent = simulator.send(message(channel="whatsapp"))
    assert isinstance(sent, Accepted)
    assert [s.state for s in simulator.states_since(START)] == ["queued"]
    clock.pass_by(minutes=5)
    assert [s.state for s in simulator.states_since(START)] == ["queued", "sent", "delivered", "read"]
    assert simulator.state_of(sent.provider_id).state == "read"


def test_bruno_promises_and_clara_opts_out_two_minutes_later(clock):
    simulator = Simulator("sms", clock, forced={"+525500000021": "promise", "+525500000022": "stop"})
    simulator.send(message(ref="bruno", to="+525500000021"))
    simulator.send(message(ref="clara", to="+525500000022"))
    assert list(simulator.replies_since(START)) == []
    clock.pass_by(minutes=3)
    assert [(r.from_address, r.body) for r in simulator.replies_since(START)] == [
        ("+525500000021", "Pago el viernes"),
        ("+525500000022", "BAJA"),
    ]


def test_the_end_of_a_number_chooses_the_outcome(clock):
    simulator = Simulator("sms", clock)
    assert simulator.send(message(to="+525512340001")) == Rejected("21211", Consequence.INVALID_NUMBER)
    assert simulator.send(message(to="+525512340004")).meaning is Consequence.OPT_OUT


def test_in_doubt_and_taken_is_found_and_in_doubt_and_lost_is_not(clock):
    simulator = Simulator("sms", clock, forced={"a": "doubt_taken", "b": "doubt_lost", "c": "later"})
    assert isinstance(simulator.send(message(ref="a")), InDoubt)
    assert isinstance(simulator.send(message(ref="b")), InDoubt)
    assert isinstance(simulator.send(message(ref="c")), Later)
    found = simulator.look_up(message(ref="a"), START, ())
    assert found.state == "queued"
    assert simulator.look_up(message(ref="a"), START, {found.provider_id}) is None
    assert simulator.look_up(message(ref="b"), START, ()) is None


def test_every_outcome_can_be_acted_on_every_kind(clock):
    for kind in ("sms", "whatsapp", "email", "voice"):
        for name in OUTCOMES:
            simulator = Simulator(kind, clock, forced={"r1": name})
            simulator.send(message(channel=kind))
            clock.pass_by(minutes=5)
            act, states = OUTCOMES[name], [report.state for report in simulator.states_since(START)]
            told = [state for _seconds, state in act.states if state != "read" or kind in ("whatsapp", "email")]  # others report no reading
            assert (name, states) == (name, ["queued", *told] if act.answer in ("accept", "doubt") else [])
            answered = bool(act.reply) and (kind != "voice" or act.reply == "asks_person")  # a call is answered by a key only
            assert (name, len(simulator.replies_since(START))) == (name, int(answered))


def test_what_was_sent_survives_a_kill_and_a_half_written_line(tmp_path, clock):
    path = tmp_path / "simulated.jsonl"
    env = {**os.environ, "PYTHONPATH": "."}
    child = subprocess.Popen([sys.executable, "-c", SENDS_FOR_EVER, str(path)], stdout=subprocess.PIPE, text=True, env=env)
    seen = [child.stdout.readline().split() for _ in range(50)]
    child.send_signal(signal.SIGKILL)
    seen += [line.split() for line in child.communicate()[0].splitlines() if len(line.split()) == 2]
    with path.open("ab") as file:
        file.write(b'{"id": "half')
    store = FileStore(path)
    store.append({"id": "after", "ref": "after", "at": START.isoformat()})
    assert store.of_id("after")
    assert all(len(store.of_ref(ref)) == 1 for ref, answer in seen if answer == "Accepted")
    assert store.of_id("half") is None


def test_two_processes_see_each_others_messages(tmp_path, clock):
    one, two = (Simulator("sms", clock, FileStore(tmp_path / "s.jsonl"), {"r1": "doubt_taken"}) for _ in range(2))
    one.send(message())
    assert two.look_up(message(), START, ())


def test_memory_store_shows_a_test_what_was_sent(clock):
    store = MemoryStore()
    Simulator("sms", clock, store, {"r1": "delivered"}).send(message())
    assert store.records[0]["text"] == "Hola Ana, su factura vence hoy."


def test_a_star_forces_every_message_that_nothing_else_decides(clock):
    simulator = Simulator("sms", clock, forced={"*": "delivered", "r2": "stop"})
    assert {simulator.outcome_of(message(ref=f"r{n}")) for n in range(3, 200)} == {"delivered"}
    assert simulator.outcome_of(message(ref="r2")) == "stop"
