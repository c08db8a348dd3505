"""How each stage grows with the length of one plan: n, 2n and 4n, and the exponent of a power law.

    python benchmarks/growth.py [--rounds 3]

Plans are made of one kind of piece, again and again, each written to make one stage work hardest.
Seconds are of the processor, medians of the rounds; memory is what Python held at most meanwhile. Prints a
Markdown table. A stage is linear at 1; 1.2 is what is asked for. Below STEADY seconds an exponent
says nothing and is left out.
"""

from __future__ import annotations

import argparse
import math
import statistics
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

from compare.analyse import alignment, commitment, coverage, indicators, reuse, workload
from compare.build.collect import list_plans, tabulate
from compare.extract import extract_plan

SIZES = (150, 300, 600)
STEADY = 0.05
HEAD = "云溪县科学素质实施方案（2021—2025年）\n一、重点任务\n"
PIECES: dict[str, Callable[[int], str]] = {
    "tasks": lambda n: (
        f"（{n}）建设第{n}类书屋。到2025年新建书屋{n}个，增长{n % 90 + 5}%。"
        "（牵头单位：县文旅局；配合单位：县教育局、各镇）\n"
    ),
    "equal tasks": lambda n: "（一）建设书屋。新建书屋12个，完善网络。（责任单位：县文旅局）\n",
    "one task, many clauses": lambda n: (
        f"{'（一）建设书屋。' * (n == 1)}新建书屋{n}个，管护设施。（责任单位：县文旅局）\n"
    ),
    "open brackets": lambda n: "（发展（" + "\n" * (n % 20 == 0),
    "departments": lambda n: f"（{n}）建设书屋。（责任单位：云溪县第{n}文化服务中心、县教育局）\n",
}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory", action="store_true", help="measured too, which takes long")
    given = parser.parse_args()
    rounds = given.rounds
    sizes = " | ".join(f"{size}, s" for size in SIZES)
    print(f"| plan of | stage | {sizes} | exponent | memory, MB | exponent |\n|{'---|' * 8}")
    for piece, make in PIECES.items():
        texts = [HEAD + "".join(map(make, range(1, size + 1))) for size in SIZES]
        runs = [[measure(text) for text in texts] for _ in range(rounds)]
        for stage in runs[0][0]:
            times = [statistics.median(run[i][stage] for run in runs) for i in range(len(SIZES))]
            held = [measure_memory(text, stage) if given.memory else 0.0 for text in texts]
            print(
                f"| {piece} | {stage} | {' | '.join(f'{t:.2f}' for t in times)} | {fit(times, STEADY)} "
                f"| {held[-1]:.0f} | {fit(held, 1)} |",
                flush=True,
            )


def list_stages(text: str) -> dict[str, Callable[[], Any]]:
    """The stages one plan goes through, each ready to be done."""
    plan = extract_plan(text, "p")
    tables = tabulate([plan])
    entry = {"plan_id": "p", "title": "p", "source_file": "p.txt", "sha256": "0" * 64}
    plans = list_plans([(entry, text)])
    tasks, targets, assignments = tables["tasks"], tables["targets"], tables["assignments"]
    return {
        "extract": lambda: extract_plan(text, "p"),
        "tables": lambda: tabulate([plan]),
        "text for passages": lambda: reuse.pack_plan(plan),
        "coverage": lambda: coverage.measure_coverage(tasks),
        "workload": lambda: workload.count_workload(tasks, assignments),
        "commitment": lambda: commitment.judge_commitment(tasks, targets, assignments),
        "indicators": lambda: indicators.compare_indicators(targets, tasks, plans),
        "sections": lambda: alignment.compare_sections(tasks),
    }


def measure(text: str) -> dict[str, float]:
    """Processor seconds of each stage."""
    found = {}
    for stage, work in list_stages(text).items():
        start = time.process_time()
        work()
        found[stage] = time.process_time() - start
    return found


def measure_memory(text: str, stage: str) -> float:
    """MB that a stage held at most, beyond what there was before."""
    work = list_stages(text)[stage]
    tracemalloc.start()
    work()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 1e6


def fit(values: list[float], steady: float) -> str:
    """Slope of ln(value) over ln(size), of the larger half alone where the smallest says nothing."""
    if values[-2] < steady:
        return "–"
    return f"{math.log(values[-1] / values[-2]) / math.log(SIZES[-1] / SIZES[-2]):.2f}"


if __name__ == "__main__":
    main()
