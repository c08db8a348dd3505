"""What a build of many plans costs, step by step, and how that grows with their number.

Corpora of 30, 300 and 3,000 plans come from `corpus.py` (seed 0); each build is a process of its
own with two workers, tables only, rjieba. Seconds are those of the processor, over all processes,
which a busy machine changes less than those of the clock; memory is the largest sum of what the
processes hold, without what they share. Tables are written beside the steps that follow, which are
charged with it; `writing` is what is left at the end. Prints Markdown tables.

    python benchmarks/builds.py [--sizes 30 300 3000] [--rounds 3] [--rounds-largest 1]

Up to 50 plans are compared in full and so are not on one line with the others: the exponents are of
the two largest sizes.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus import write_corpus

CORES = 2
TICK = os.sysconf("SC_CLK_TCK")
SECONDS_BETWEEN_LOOKS = 1.0
WRITING, ALL = "writing", "all"
Found = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[30, 300, 3000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rounds-largest", type=int, default=1)
    parser.add_argument("--one", nargs=2, metavar=("RAW", "OUT"))
    options = parser.parse_args()
    if options.one:
        print(json.dumps(build_once(*map(Path, options.one))))
        return
    rounds = dict.fromkeys(options.sizes, options.rounds)
    rounds[max(rounds)] = options.rounds_largest
    with tempfile.TemporaryDirectory() as folder:
        found = {size: measure_size(Path(folder), size, rounds[size]) for size in options.sizes}
        print_steps(found)
        print_wholes(found, rounds, measure_one_more(Path(folder), max(rounds)))


def measure_size(folder: Path, size: int, rounds: int) -> Found:
    """Medians of fresh builds of so many plans."""
    raw = folder / str(size)
    write_corpus(raw, size)
    runs = [run_apart(raw, folder / f"out-{size}-{turn}") for turn in range(rounds)]
    steps = {
        name: statistics.median(run["steps"][name] for run in runs) for name in runs[0]["steps"]
    }
    wholes = {name: statistics.median(run[name] for run in runs) for name in ("clock", "peak")}
    return {"steps": steps, **wholes}


def measure_one_more(folder: Path, size: int) -> Found:
    """The largest corpus built anew in its folder, with a plan more."""
    raw = folder / str(size)
    write_corpus(raw, size + 1)
    return run_apart(raw, folder / f"out-{size}-0")


def run_apart(raw: Path, out: Path) -> Found:
    """A build in a process of its own, looked at from here."""
    command = [sys.executable, __file__, "--one", str(raw), str(out)]
    start, peak = time.perf_counter(), 0.0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        while process.poll() is None:
            peak = max(peak, sum(read_memory(pid) for pid in list_family(process.pid)))
            time.sleep(SECONDS_BETWEEN_LOOKS)
        printed = process.stdout.read() if process.stdout else ""
    if process.returncode:
        sys.exit(f"the build of {raw.name} plans ended with {process.returncode}")
    found: Found = json.loads(printed.splitlines()[-1])
    return {**found, "clock": time.perf_counter() - start, "peak": peak}


def build_once(raw: Path, out: Path) -> Found:
    """Processor seconds of each step of a build, all processes together."""
    from compare.build.pipeline import build_tables
    from compare.build.plans import Work
    from compare.build.write import write_build
    from compare.limits import seek_cycles_rarely
    from compare.settings import Settings

    seek_cycles_rarely()  # as the command does
    steps: dict[str, float] = {"starting": spend()}

    def follow(items: Any, what: str = "", total: int | None = None) -> Iterator[Any]:
        if what != "comparisons":  # looking costs a hundredth where it is done for each plan
            yield from items
            return
        for item in items:
            before = spend()
            yield item
            steps[item] = spend() - before

    before = spend()
    work = Work(CORES, kept=out / ".kept", settings=Settings(tokenizer="rjieba"))
    build = build_tables(raw, follow, work)
    compared = spend() - before
    steps["reading"] = compared - sum(s for name, s in steps.items() if name != "starting")
    before = spend()
    write_build(build, out)
    steps[WRITING] = spend() - before
    steps[ALL] = spend()
    return {"steps": steps}


def spend() -> float:
    """Processor seconds of this process and of all it has started."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    own = time.process_time() + ended.ru_utime + ended.ru_stime
    return own + sum(read_seconds(pid) for pid in list_family(os.getpid())[1:])


def list_family(pid: int) -> list[int]:
    """A process and all below it."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        threads = [t.name for t in Path(f"/proc/{pid}/task").iterdir() if t.name != str(pid)]
        for thread in threads:
            children += Path(f"/proc/{pid}/task/{thread}/children").read_text().split()
    except OSError:
        children = []
    return [pid, *(one for child in children for one in list_family(int(child)))]


def read_seconds(pid: int) -> float:
    """Processor seconds of a process and of those it has waited for."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(int(field) for field in fields[11:15]) / TICK


def read_memory(pid: int) -> float:
    """GB that a process holds, its share of what several hold (PSS)."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1e6 for line in lines if line.startswith("Pss:")), 0.0)


def print_steps(found: dict[int, Found]) -> None:
    """One row per step: seconds at each size, and the exponent of the two largest."""
    sizes = sorted(found)
    print(f"| step | {' | '.join(f'{size:,} plans' for size in sizes)} | exponent |")
    print(f"|---|{'--:|' * (len(sizes) + 1)}")
    names = list(dict.fromkeys(name for size in sizes[::-1] for name in found[size]["steps"]))
    for name in sorted(names, key=lambda name: (name == ALL, names.index(name))):
        seconds = [found[size]["steps"].get(name, math.nan) for size in sizes]
        cells = " | ".join("–" if math.isnan(value) else f"{value:.1f}" for value in seconds)
        print(f"| {name} | {cells} | {fit_exponent(sizes[-2:], seconds[-2:])} |")


def fit_exponent(sizes: list[int], values: list[float]) -> str:
    """The power of the number of plans with which a cost grows; nothing of what is too short."""
    if len(sizes) < 2 or math.isnan(values[0]) or min(values) < 0.1:
        return "–"
    return f"{math.log(values[1] / values[0]) / math.log(sizes[1] / sizes[0]):.2f}"


def print_wholes(found: dict[int, Found], rounds: dict[int, int], more: Found) -> None:
    """One row per build."""
    print("\n| build | rounds | processor, s | clock, s | peak, GB |\n|---|--:|--:|--:|--:|")
    rows = [(f"{size:,} plans", rounds[size], whole) for size, whole in found.items()]
    for name, times, whole in [*rows, ("the largest with one plan more", 1, more)]:
        print(
            f"| {name} | {times} | {whole['steps'][ALL]:.0f} | {whole['clock']:.0f} "
            f"| {whole['peak']:.2f} |"
        )


if __name__ == "__main__":
    main()
