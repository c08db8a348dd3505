"""Shared passages: recall, precision and run time of three ways to find them, in one run.

Prints one row per method: difflib (stretches of at least 15 equal characters), what text-matcher
does, sentence matching with rapidfuzz (where it is installed), and `find_shared_passages` on whole
texts and as it works above 20 plans, against the passages marked by reading
(tests/golden/shared_passages.csv); then the last two against each other. Time is the median of
the runs as a ratio to difflib's; every method starts from the source texts. Settings were chosen
on the first half of plan_a and are reported for both halves.

    python benchmarks/passages.py [--runs 5]
"""

from __future__ import annotations

import argparse
import difflib
import re
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
from stretches import match_words

from compare.analyse.reuse import find_shared_passages, score_passages
from compare.analyse.reuse.plantext import PlanText
from compare.analyse.reuse.texts import prepare_text
from compare.build.collect import list_plans, tabulate
from compare.build.intake import read_plans

try:
    from rapidfuzz import fuzz, process
except ImportError:  # measured where it is there
    fuzz = process = None

ROOT = Path(__file__).resolve().parent.parent
SHORTEST = 15
NEAR = 70  # rapidfuzz ratio above which two sentences count as one passage
_SENTENCE = re.compile(r"[^。；！？]+[。；！？]?")
Spans = list[tuple[int, int, int, int]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    catalogue = list(read_plans(ROOT / "data/raw"))
    gold = pd.read_csv(ROOT / "tests/golden/shared_passages.csv", keep_default_na=False)
    pair = (gold["plan_a"].iloc[0], gold["plan_b"].iloc[0])
    catalogue = [entry for entry in catalogue if entry[0]["plan_id"] in pair]
    sources = {plan.plan_id: plan.source for _, plan in catalogue}
    tables = tabulate([plan for _, plan in catalogue])
    plans = list_plans([(entry, plan.source) for entry, plan in catalogue])

    def match_here(all_up_to: int) -> Callable[[], pd.DataFrame]:
        rows = tables["outline"], tables["tasks"], tables["assignments"], plans
        return lambda: find_shared_passages(sources, *rows, all_up_to=all_up_to)

    def match_with(method: Callable[[str, str], Spans]) -> Callable[[], pd.DataFrame]:
        def run() -> pd.DataFrame:
            names = ("outline", "tasks", "assignments")
            a, b = (prepare_text(sources[p], *(own(p, name) for name in names)) for p in pair)
            return place_spans(method(a.text, b.text), pair, a, b)

        return run

    def own(plan: str, table: str) -> pd.DataFrame:
        return tables[table][tables[table]["plan_id"] == plan]

    methods = {
        f"difflib, at least {SHORTEST}": match_with(match_difflib),
        "text-matcher's way, jieba's words": match_with(match_words),
    }
    if fuzz is not None:
        methods[f"rapidfuzz, sentences, ratio {NEAR}"] = match_with(match_rapidfuzz)
    methods["find_shared_passages"] = match_here(2)
    methods["the same as above 20 plans"] = match_here(1)
    found, seconds = measure(methods, runs)
    middle = len(sources[pair[0]]) // 2
    halves = {
        "whole": (0, 2 * middle + 1),
        "first half": (0, middle),
        "second half": (middle, 2 * middle + 1),
    }
    print("| method | part | recall | precision | passages found in gold / gold in found | time |")
    print("|---|---|---|---|---|---|")
    base = next(iter(seconds.values()))
    for name, all_found in found.items():
        table = keep_long(all_found)
        for part, (first, last) in halves.items():
            score = score_passages(
                *(t[t["start_a"].between(first, last - 1)] for t in (table, gold)), sources
            )
            print(
                f"| {name} | {part} | {score.recall:.3f} | {score.precision:.3f} "
                f"| {score.passage_precision:.3f} of {score.found} / "
                f"{score.passage_recall:.3f} of {score.marked} | {seconds[name] / base:.2f} |"
            )
    *_, whole, near = found.values()
    score = score_passages(near, whole, sources)
    print(f"\nAs above 20 plans against whole texts: {score.recall:.3f}, {score.precision:.3f}")


def keep_long(table: pd.DataFrame) -> pd.DataFrame:
    """Passages of at least 15 characters: the reading lists no shorter ones."""
    if "text_a" not in table:
        return table
    lengths = table["text_a"].str.len().clip(upper=table["text_b"].str.len())
    return table[lengths >= SHORTEST]


def measure(
    methods: dict[str, Callable[[], pd.DataFrame]], runs: int
) -> tuple[dict[str, pd.DataFrame], dict[str, float]]:
    """Each method's passages and its median time in seconds, the methods taking turns."""
    found: dict[str, pd.DataFrame] = {}
    times: dict[str, list[float]] = {name: [] for name in methods}
    for _ in range(runs):
        for name, method in methods.items():
            begin = time.perf_counter()
            found[name] = method()
            times[name].append(time.perf_counter() - begin)
    return found, {name: statistics.median(values) for name, values in times.items()}


def match_difflib(a: str, b: str) -> Spans:
    blocks = difflib.SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
    return [(m.a, m.a + m.size, m.b, m.b + m.size) for m in blocks if m.size >= SHORTEST]


def match_rapidfuzz(a: str, b: str) -> Spans:
    """Each sentence of a with the most similar one of b."""
    sentences_b = [m for m in _SENTENCE.finditer(b) if len(m[0]) >= SHORTEST]
    choices = [m[0] for m in sentences_b]
    spans = []
    for m in _SENTENCE.finditer(a):
        best = process.extractOne(m[0], choices, scorer=fuzz.ratio, score_cutoff=NEAR)
        if len(m[0]) >= SHORTEST and best:
            spans.append((*m.span(), *sentences_b[best[2]].span()))
    return spans


def place_spans(spans: Spans, pair: tuple[str, str], a: PlanText, b: PlanText) -> pd.DataFrame:
    rows = [(pair[0], *a.locate(s, e), pair[1], *b.locate(t, f)) for s, e, t, f in spans]
    return pd.DataFrame(rows, columns=["plan_a", "start_a", "end_a", "plan_b", "start_b", "end_b"])


if __name__ == "__main__":
    main()
