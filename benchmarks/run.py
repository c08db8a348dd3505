"""Times of the two-plan project as ratios, taken side by side in one run.

Prints a Markdown table: what was measured, against what, both medians in seconds, and the ratio.
Each pair of commands is run alternately, so that a busy machine slows both.

    python benchmarks/run.py [--rounds 5]
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BARE_IMPORT = "import pandas, sklearn.feature_extraction.text, jieba; jieba.setLogLevel(60); jieba.initialize()"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    print("| measured | against | seconds | against, seconds | ratio |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        build = ["-m", "compare", "build", "--tables-only", "--out", folder]
        pairs = [
            ("plan-compare --help", "python -c pass", ["-m", "compare", "--help"], ["-c", "pass"]),
            ("warm build, tables", "import pandas, sklearn, jieba", build, ["-c", BARE_IMPORT]),
        ]
        for name, other, command, base in pairs:
            run = [lambda c=c: call(c) for c in (command, base)]
            print(format_row(name, other, *measure(run[0], run[1], rounds)), flush=True)
    print(
        format_row("extract both plans", "jieba.lcut of the same text", *measure_extraction(rounds))
    )


def call(arguments: list[str]) -> None:
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True, cwd=ROOT)


def measure_extraction(rounds: int) -> tuple[float, float]:
    """Seconds to extract the plans, and to cut the same text with jieba, in one warm process."""
    import jieba

    from compare.extract import extract_plan

    jieba.setLogLevel(60)
    texts = [p.read_bytes().decode() for p in sorted((ROOT / "data/processed/text").glob("*.txt"))]
    return measure(
        lambda: [extract_plan(text, "plan") for text in texts],
        lambda: [jieba.lcut(text) for text in texts],
        rounds,
    )


def measure(
    first: Callable[[], object], second: Callable[[], object], rounds: int
) -> tuple[float, float]:
    """Medians of both, run in turn after one unmeasured round."""
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(rounds + 1):
        for kept, action in zip(times, (first, second), strict=True):
            start = time.perf_counter()
            action()
            if turn:
                kept.append(time.perf_counter() - start)
    return statistics.median(times[0]), statistics.median(times[1])


def format_row(name: str, other: str, seconds: float, base: float) -> str:
    return f"| {name} | {other} | {seconds:.2f} | {base:.2f} | {seconds / base:.2f} |"


if __name__ == "__main__":
    main()
