"""A small fault drill on each run: real channels over hostile stand-ins, dispatchers killed at random, nothing twice and nothing lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SPEED = 240


@pytest.mark.drill
@pytest.mark.skipif(not hasattr(os, "fork"), reason="the drill forks its dispatchers")
@pytest.mark.parametrize(("provider", "messages", "kills"), [("twilio", 60, 8), ("mail", 40, 6)])
def test_killed_dispatchers_over_a_hostile_provider_send_nothing_twice_and_lose_nothing(provider, messages, kills):
    words = [sys.executable, "-m", "tests.drill.drill", str(messages), str(kills), provider, str(SPEED)]
    ran = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=180, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]
    found = json.loads(ran.stdout.splitlines()[-1])
    assert (found["duplicates"], found["lost"], found["open"], found["kills"]) == (0, 0, 0, kills), found
    assert found["taken"] == found["believed_sent"] == messages - found["with_a_person"], found
