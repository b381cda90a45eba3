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


def test_the_ticks_of_an_axis_of_money_reach_from_nothing_to_beyond_the_most():
    from core.text import speaking
    from core.ui import charts

    figure = charts._figure()
    with speaking("es", "CO"):
        charts._money_axis(figure, [0, 6_900_000_000_000, 4_000_000_000_000])
    axis = figure.layout.yaxis
    assert axis.tickvals[0] == 0 and axis.tickvals[-1] >= 69e9 and 4 <= len(axis.tickvals) <= 7
    assert axis.ticktext[1].replace("\xa0", " ") == "20 mil M"


def test_an_axis_of_money_reaches_below_nothing_and_bears_that_there_is_nothing():
    from core.ui import charts

    figure = charts._figure()
    charts._money_axis(figure, [-1_500_00, 100_00], "x")
    assert figure.layout.xaxis.tickvals[0] <= -1500
    charts._money_axis(figure, [])
    assert list(figure.layout.yaxis.tickvals) == [0]
