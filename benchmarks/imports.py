"""How long imports take, as ratios to the bare `sqlite3 .import` of the same file in the same run: python -m benchmarks.imports [rows].

It makes its own files (invented people), runs each peer in a process of its own, interleaved, and prints medians: the ratio in time, the
ratio in processor time (which other work on the machine disturbs less), peak memory of the process, of its reader and of both at one
moment (pages that they share counted once; where the system tells), rows changed. A
workbook is measured against a scan of its XML, and reading while an import writes against reading alone. Goals: first import at most
4.5, the same file again at most 3.2 with 0 rows changed, at most 400 MB, a workbook at most 2, readers at most 6.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import import_peers
from benchmarks.import_files import make_file, make_workbook

ROUNDS = int(os.environ.get("ROUNDS", "3"))
SHEET_ROWS = 100_000
LOOK = 0.2  # seconds between two looks at the memory held
STEPS = (
    ("bare .import", "bare", None), ("pandas.to_sql", "pandas", "pandas"), ("sqlite-utils", "sqlite_utils", "sqlite_utils"),
    ("first import", "ours", None), ("same file again", "ours", None), ("again, compared", "compared", None),
)  # fmt: skip
"""Names, peers and the library that must be there; the last two find the rows of the first import."""


def measure(peer: str, path: Path, folder: Path) -> dict[str, float]:
    """What a peer in a process of its own says of itself: wall, cpu, peak, child (MB), and for ours new, changed, unchanged."""
    command = [sys.executable, "-m", "benchmarks.import_peers", peer, str(path), str(folder)]
    running, together = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True), 0
    while running.poll() is None:
        together = max(together, held_by(running.pid))
        time.sleep(LOOK)
    told, failed = running.communicate()
    if running.returncode:
        raise SystemExit(failed)
    return {"both": together / 1024} | {name: float(value) for name, value in (word.split("=") for word in told.split())}


def held_by(process: int) -> int:
    """Kilobytes that a process and its children hold, shared pages by their share; 0 where the system does not tell."""
    folder = Path("/proc") / str(process)
    try:
        share = next(line for line in (folder / "smaps_rollup").read_text().splitlines() if line.startswith("Pss:"))
        children = (folder / "task" / str(process) / "children").read_text().split()
    except (OSError, StopIteration):
        return 0
    return int(share.split()[1]) + sum(held_by(int(child)) for child in children)


def compare_files(rows: int, folder: Path) -> None:
    """The table of imports into empty and into filled tables."""
    path = folder / "portfolio.csv"
    make_file(path, rows)
    steps = [step for step in STEPS if step[2] is None or importlib.util.find_spec(step[2])]
    found: dict[str, list[dict[str, float]]] = {name: [] for name, _peer, _needs in steps}
    for _round in range(ROUNDS):
        place = folder / "round"
        for name, peer, _needs in steps:
            place.mkdir(exist_ok=True)
            found[name].append(measure(peer, path, place))
        shutil.rmtree(place)
    floor = {name: median(found["bare .import"], name) for name in ("wall", "cpu")}
    print(f"{rows} rows; the bare .import takes {floor['wall']:.2f} s, {floor['cpu']:.2f} s of a processor")
    print(f"{'':17}{'time':>8}{'cpu':>8}{'MB':>7}{'reader':>8}{'both':>7}  rows")
    for name, rounds in found.items():
        ratios = "".join(f"{median(rounds, kind) / floor[kind]:7.2f}x" for kind in ("wall", "cpu"))
        told = " ".join(f"{word} {rounds[-1][word]:.0f}" for word in ("new", "changed", "unchanged") if word in rounds[-1])
        print(f"{name:17}{ratios}{median(rounds, 'peak'):7.0f}{median(rounds, 'child'):8.0f}{median(rounds, 'both'):7.0f}  {told}")


def median(rounds: list[dict[str, float]], name: str) -> float:
    """The middle of what the rounds measured."""
    return statistics.median(one[name] for one in rounds)


def compare_workbook(folder: Path) -> None:
    """A workbook understood and read to records, against expat over its sheet."""
    path = folder / "portfolio.xlsx"
    make_workbook(path, SHEET_ROWS)
    found: dict[str, list[dict[str, float]]] = {"expat": [], "workbook": []}
    for _round in range(ROUNDS):
        for peer, rounds in found.items():
            rounds.append(measure(peer, path, folder))
    ratios = (median(found["workbook"], kind) / median(found["expat"], kind) for kind in ("wall", "cpu"))
    peaks = [median(found["workbook"], kind) for kind in ("peak", "child")]
    print(f"\n.xlsx of {SHEET_ROWS} rows: {next(ratios):.2f} x scanning its XML in time, {next(ratios):.2f} x in processor time, "
          f"{peaks[0]:.0f} + {peaks[1]:.0f} MB")  # fmt: skip


def compare_readers(rows: int, folder: Path) -> None:
    """How long a page's question waits while an import writes, against the median alone."""
    path, place = folder / "portfolio.csv", folder / "read"
    make_file(path, rows)
    place.mkdir()
    told = measure("beside", path, place)
    print(
        f"\nreading beside an import of {rows} rows: p99 {told['p99']:.1f} ms, {told['p99'] / told['alone']:.1f} x the median alone "
        f"({told['alone']:.1f} ms), {told['reads']:.0f} reads, {told['locked']:.0f} locked"
    )


def main(rows: int) -> None:
    """Everything, in one run."""
    folder = Path(tempfile.mkdtemp(prefix="bench-imports-"))
    try:
        compare_files(rows, folder)
        compare_workbook(folder)
        compare_readers(min(rows, import_peers.BESIDE), folder)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
