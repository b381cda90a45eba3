"""Hostile providers for the drill: a simulator in a file, Twilio over HTTP, a mail server with its mailbox; each outlives the killed."""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from core import clock
from core.channels.protocol import Channel, ChannelConfig, InDoubt, Later, LookUpFailed
from core.channels.simulator import Simulator
from core.channels.simulator_store import FileStore

LAG = timedelta(seconds=60)
SLOW = timedelta(seconds=150)  # longer than a lease: the answer comes when the message is in doubt already


def folder() -> Path:
    """Where the provider keeps what it took."""
    return Path(os.environ["RECAUDO_DATA"])


class Faulty(Simulator):
    """Answers are lost before and after it took the message, look-ups fail and lag."""

    def __init__(self, store: FileStore) -> None:
        super().__init__("sms", clock.now, store)
        self.dice, self.timeout_s = random.Random(os.getpid()), 20.0

    def outcome_of(self, message):
        """Whatever is taken is delivered."""
        return "delivered"

    def send(self, message):
        """500 before, 500 after, a busy signal, or an answer; slowly."""
        time.sleep(self.dice.uniform(0.0, 0.03))
        throw = self.dice.random()
        if throw < 0.05:
            return InDoubt("http 500 before it was taken")
        if throw < 0.10:
            return Later("busy", 2)
        answer = super().send(message)
        time.sleep(self.dice.uniform(0.0, 0.03))
        return InDoubt("http 500 after it was taken") if throw < 0.18 else answer

    def look_up(self, message, claimed_at, known_ids):
        """Fails one time in five, and does not show what is younger than a minute."""
        if self.dice.random() < 0.2:
            raise LookUpFailed("down", "The list could not be read.")
        found = super().look_up(message, claimed_at, known_ids)
        if found is None:
            return None
        age = clock.now() - datetime.fromisoformat(self.store.of_id(found.provider_id)["at"])
        return found if age > LAG else None


class InFile:
    """A simulator whose memory is a file."""

    kind = "sms"

    def __init__(self, speed: float) -> None:
        """Its waits are short at any speed."""

    def start(self) -> None:
        """Nothing runs."""

    def stop(self) -> Counter[str]:
        """How often each address was written to."""
        lines = (folder() / "provider.jsonl").read_text().splitlines()
        return Counter(json.loads(line)["to"] for line in lines if line.strip())

    def channel(self) -> Channel:
        """The channel as a dispatcher opens it."""
        return Faulty(FileStore(folder() / "provider.jsonl"))


class Apart:
    """A provider in a process of its own; `_serve` gives its ports and a function that says what it took."""

    kind = ""

    def __init__(self, speed: float) -> None:
        self.slow_s = SLOW.total_seconds() / speed

    def start(self) -> None:
        """Fork it and learn its ports."""
        reading, writing = os.pipe()
        self.process = os.fork()
        if self.process == 0:
            try:
                self._live(writing)
            except BaseException as problem:
                print("provider:", type(problem).__name__, problem, file=sys.stderr, flush=True)
            os._exit(1)
        self.ports = json.loads(os.read(reading, 1000))

    def _live(self, writing: int) -> None:
        ports, taken = self._serve()
        done = threading.Event()
        signal.signal(signal.SIGTERM, lambda *_: done.set())
        os.write(writing, json.dumps(ports).encode())
        done.wait()
        (folder() / "taken.json").write_text(json.dumps(taken()))

    def stop(self) -> Counter[str]:
        """End it; how often each address was written to."""
        os.kill(self.process, signal.SIGTERM)
        os.waitpid(self.process, 0)
        return Counter(json.loads((folder() / "taken.json").read_text()))

    def _serve(self) -> tuple[list, Callable[[], dict[str, int]]]:
        raise NotImplementedError


class Twilio(Apart):
    """Twilio's stand-in over HTTP; every request it got must be one that Twilio's own documents allow."""

    kind = "sms"
    FAULTS = ("500_before", "reset_before", "429", "500_after", "reset_after", "half_body", "empty_201", "bad_json", "slow_after")

    def _serve(self):
        from tests.channels.twilio_contract import assert_valid
        from tests.channels.twilio_stand_in import StandIn

        world, dice = StandIn(clock.now), random.Random(5)
        world.lag, world.slow_s = LAG, self.slow_s

        def torment():
            while True:
                if len(world.faults) < 20:
                    world.faults.append(dice.choice(self.FAULTS) if dice.random() < 0.25 else None)
                world.list_status = 500 if dice.random() < 0.05 else 200
                time.sleep(0.005)

        threading.Thread(target=torment, daemon=True).start()

        def taken():
            for request in world.requests:
                assert_valid(*request)
            return Counter(message["to"] for message in world.messages if message["direction"] == "outbound-api")

        return [world.url], taken

    def channel(self):
        """The real channel, towards the stand-in."""
        from core.channels.twilio_sms import TwilioSms
        from tests.channels.twilio_stand_in import ACCOUNT

        return TwilioSms(ChannelConfig(
            now=clock.now, twilio_account_sid=ACCOUNT, twilio_auth_token="fake", twilio_sms_from="+15005550006",
            twilio_api_base=self.ports[0],
        ))  # fmt: skip


class Mail(Apart):
    """A mail server that loses answers, and the folder of sent mail that proves what it took."""

    kind = "email"

    def _serve(self):
        from aiosmtpd.controller import Controller

        from tests.channels.imap_stand_in import Mailbox

        box, dice, found = Mailbox(), random.Random(5), Counter()
        box.deliver("Message-ID: <outbox-first@ensayo.example>\r\n\r\n", clock.now(), "Sent", "\\HasNoChildren \\Sent")

        slow_s = self.slow_s

        class Handler:
            async def handle_DATA(self, server, session, envelope):
                throw = dice.random()
                if throw < 0.03:
                    return "451 4.3.0 try again later"
                if throw >= 0.08:
                    found[envelope.rcpt_tos[0]] += 1
                    box.deliver(envelope.content, clock.now(), "Sent")
                if throw < 0.16:
                    server.transport.abort()
                elif throw < 0.18:
                    await asyncio.sleep(slow_s)
                return "250 2.0.0 queued"

        class Post(Controller):
            def _trigger_server(self):
                self.port = self.server.sockets[0].getsockname()[1]
                super()._trigger_server()

        post = Post(Handler(), hostname="127.0.0.1", port=0)
        post.start()
        return [post.port, box.port], lambda: dict(found)

    def channel(self):
        """The real channel, towards both."""
        from core.channels.smtp_email import SmtpEmail

        smtp, imap = self.ports
        return SmtpEmail(ChannelConfig(
            now=clock.now, smtp_host="127.0.0.1", smtp_port=smtp, smtp_tls="none", smtp_from="cobros@ensayo.example", imap_host="127.0.0.1",
            imap_port=imap, imap_tls="none", imap_user="cobros", imap_password="pw",
        ))  # fmt: skip


PROVIDERS = {"file": InFile, "twilio": Twilio, "mail": Mail}


def customer_of(address: str) -> int:
    """The customer whose number or address ends in their id: +5255NNNNNNNN or cNNN@..."""
    found = re.fullmatch(r"\+5255(\d{8})|c(\d+)@.*", address)
    return int(found[1] or found[2]) if found else 0
