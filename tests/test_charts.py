"""Charts while the server is still loading what they need."""

from __future__ import annotations

import subprocess
import sys

WHILE_PANDAS_LOADS = """
import sys, threading, time
import plotly.graph_objects
from core.ui import charts
plotly.graph_objects.Figure().update_layout(height=300)
threading.Thread(target=lambda: __import__("pandas")).start()
while "pandas" not in sys.modules:
    time.sleep(0.001)
assert not hasattr(sys.modules["pandas"], "Series")
assert charts._figure(height=200).layout.height == 200
"""


def test_a_chart_drawn_while_another_thread_loads_pandas_waits_for_it():
    done = subprocess.run([sys.executable, "-c", WHILE_PANDAS_LOADS], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
