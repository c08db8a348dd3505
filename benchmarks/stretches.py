"""Shared wording of many plans: how time and memory grow with the plans, beside other ways.

Prints Markdown rows. Each row is a process of its own, so that memory is its own too; the times
are of one run on the same synthetic corpora. `exponent`: log of the ratio of times over log of
the ratio of plans, from the row of the same work with fewer plans.

    python benchmarks/stretches.py [--sizes 30 300 3000] [--near 30 300] [--jobs 2] [--seed 0]
"""

from __future__ import annotations

import argparse
import difflib
import json
import math
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import combinations
from pathlib import Path

import jieba
import joblib
import pandas as pd

from compare.analyse.reuse import (
    PackedTexts,
    PlanText,
    find_shared_passages,
    find_shared_stretches,
)
from compare.analyse.reuse.packing import pack_text
from compare.analyse.reuse.texts import prepare_text
from compare.extract.clean import split_paragraphs
from compare.extract.outline.roles import build_outline
from compare.extract.outline.rows import list_outline
from compare.schema import build_table

SHORTEST = 15
SAMPLE = 5  # pairs on which the pairwise ways are timed; all pairs would take hours
NEAR_COPIES = 300
NO_TASKS = build_table("tasks", [])
NO_OUTLINE = build_table("outline", [])
Sources = dict[str, str]
Measured = dict[str, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[30, 300, 3000])
    parser.add_argument("--near", type=int, nargs="+", default=[30, 300])
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        name, folder = arguments.one
        print(json.dumps(WORK[name](read_corpus(Path(folder)), arguments.jobs)))
        return
    with tempfile.TemporaryDirectory() as folder:
        print_table(Path(folder), arguments.sizes, arguments.near, arguments.jobs, arguments.seed)


def print_table(
    folder: Path, sizes: Sequence[int], near: Sequence[int], jobs: int, seed: int
) -> None:
    print("| work | plans | characters | rows | seconds | peak MB | MB before | exponent |")
    print("|---|---|---|---|---|---|---|---|")
    before: dict[str, tuple[int, float]] = {}
    for size in sorted({*sizes, *near}):
        own = folder / str(size)
        write = [sys.executable, Path(__file__).with_name("corpus.py"), "--plans", str(size)]
        subprocess.run([*write, "--seed", str(seed), "--out", str(own)], check=True)
        works = ["stretches"] * (size in sizes) + ["near"] * (size in near)
        for name in [*works, *(PAIRWISE if size == min(sizes) else ())]:
            measured = run_apart(name, own, jobs)
            print_row(name, size, measured, before.get(name))
            before[name] = size, measured["seconds"]
    copies = folder / "copies"
    write_copies(copies, folder / str(min(sizes)), NEAR_COPIES)
    for name in ("stretches", "near"):
        print_row(f"{name}, near-copies of one plan", NEAR_COPIES, run_apart(name, copies, jobs))


def run_apart(name: str, folder: Path, jobs: int) -> Measured:
    command = [sys.executable, __file__, "--one", name, str(folder), "--jobs", str(jobs)]
    found = subprocess.run(command, check=True, capture_output=True, text=True)
    sys.stderr.write(found.stderr)
    measured: Measured = json.loads(found.stdout.splitlines()[-1])
    return measured


def print_row(
    name: str, size: int, measured: Measured, before: tuple[int, float] | None = None
) -> None:
    growth = "–"
    if before:
        growth = f"{math.log(measured['seconds'] / before[1]) / math.log(size / before[0]):.2f}"
    cells = [
        LABELS.get(name, name),
        f"{size:,}",
        f"{measured['characters']:,}",
        f"{measured['rows']:,}",
        f"{measured['seconds']:.2f}",
        f"{measured['peak']:.0f}",
        f"{measured['memory']:.0f}",
        growth,
    ]
    print(f"| {' | '.join(cells)} |", flush=True)


def read_corpus(folder: Path) -> tuple[Sources, pd.DataFrame]:
    plans = pd.read_csv(folder / "plans.csv", dtype=str, keep_default_na=False)
    files = zip(plans["plan_id"], plans["source_file"], strict=True)
    return {plan: (folder / name).read_text(encoding="utf-8") for plan, name in files}, plans


def write_copies(folder: Path, origin: Path, size: int) -> None:
    """Plans that differ from one of `origin` in a character in three thousand."""
    plans = pd.read_csv(origin / "plans.csv", dtype=str, keep_default_na=False)
    text = (origin / plans["source_file"].iloc[0]).read_text(encoding="utf-8")
    folder.mkdir()
    rows = []
    for number in range(size):
        name = f"copy-{number:04d}"
        at = range(number * 7 % 3000, len(text), 3000)
        places = {i for i in at if text[i] > "一"}
        changed = "".join("甲" if i in places else char for i, char in enumerate(text))
        (folder / f"{name}.txt").write_text(changed, encoding="utf-8")
        rows.append({**plans.iloc[0], "plan_id": name, "source_file": f"{name}.txt"})
    pd.DataFrame(rows).to_csv(folder / "plans.csv", index=False)


def measure(sources: Sources, search: Callable[[Mapping[str, PlanText]], int]) -> Measured:
    """Seconds and memory of a search in prepared texts; preparing them is timed beside it."""
    begin = time.perf_counter()
    texts = PackedTexts()
    for plan, text in sources.items():
        paragraphs = split_paragraphs(text)
        nodes = list_outline(build_outline(paragraphs), paragraphs, plan)
        texts.add(plan, pack_text(prepare_text(text, build_table("outline", nodes))))
    prepared = time.perf_counter()
    memory = read_peak()
    rows = search(texts)
    seconds = time.perf_counter() - prepared
    print(f"preparing: {prepared - begin:.2f} s", file=sys.stderr)
    characters = sum(len(text.text) for text in texts.values())
    return {
        "characters": characters,
        "rows": rows,
        "seconds": seconds,
        "peak": read_peak(),
        "memory": memory,
    }


def read_peak() -> float:
    """Most memory this process ever held, in MB."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def measure_stretches(corpus: tuple[Sources, pd.DataFrame], jobs: int) -> Measured:
    def search(texts: Mapping[str, PlanText]) -> int:
        return len(find_shared_stretches(texts, NO_TASKS, threads=jobs))

    return measure(corpus[0], search)


def measure_near(corpus: tuple[Sources, pd.DataFrame], jobs: int) -> Measured:
    sources, plans = corpus
    pool = joblib.Parallel(n_jobs=jobs)

    def run(function: Callable, items: Sequence) -> list:
        return pool(joblib.delayed(function)(item) for item in items)

    def say(sentence: str) -> None:
        print(sentence, file=sys.stderr)

    def search(texts: Mapping[str, PlanText]) -> int:
        found = find_shared_passages(
            *(sources, NO_OUTLINE, NO_TASKS), plans=plans, texts=texts, run=run, say=say
        )
        return len(found)

    return measure(sources, search)


def measure_pairwise(
    match: Callable[[str, str], list], corpus: tuple[Sources, pd.DataFrame], _: int
) -> Measured:
    """A few pairs timed, and what all of them would take."""
    pairs = list(combinations(corpus[0], 2))
    chosen = pairs[:: max(1, len(pairs) // SAMPLE)][:SAMPLE]
    used = dict.fromkeys(plan for pair in chosen for plan in pair)

    def search(texts: Mapping[str, PlanText]) -> int:
        return sum(len(match(texts[a].text, texts[b].text)) for a, b in chosen)

    measured = measure({plan: corpus[0][plan] for plan in used}, search)
    scale = len(pairs) / len(chosen)
    measured["characters"] = sum(map(len, corpus[0].values()))
    return measured | {
        "seconds": measured["seconds"] * scale,
        "rows": round(measured["rows"] * scale),
    }


def match_difflib(a: str, b: str) -> list:
    blocks = difflib.SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
    return [block for block in blocks if block.size >= SHORTEST]


def match_words(a: str, b: str) -> list[tuple[int, int, int, int]]:
    """What text-matcher does, as clean spans in a and in b, with jieba's words.

    Blocks of more than three equal trigrams of words (difflib with its default settings), each
    joined with the next one within eight words. Its own tokens are Latin letters only, so that it
    finds none in Chinese; spellings close to each other, by which it extends, do not occur.
    """
    words = [[(w, s, e) for w, s, e in jieba.tokenize(text) if w.isalnum()] for text in (a, b)]
    grams = [[tuple(w for w, _, _ in own[i : i + 3]) for i in range(len(own) - 2)] for own in words]
    blocks = [m for m in difflib.SequenceMatcher(None, *grams).get_matching_blocks() if m.size > 3]
    spans: list[tuple[int, int, int, int]] = []
    joined = False
    for block, following in zip(blocks, [*blocks[1:], None], strict=True):
        if joined:
            joined = False
            continue
        last = block
        if following and following.a - (block.a + block.size) < 8:
            last, joined = following, True
        ends = [own[at + last.size + 1][2] for own, at in zip(words, (last.a, last.b), strict=True)]
        spans.append((words[0][block.a][1], ends[0], words[1][block.b][1], ends[1]))
    return spans


PAIRWISE = {"difflib": match_difflib, "words": match_words}
WORK: dict[str, Callable[[tuple[Sources, pd.DataFrame], int], Measured]] = {
    "stretches": measure_stretches,
    "near": measure_near,
    **{name: partial(measure_pairwise, match) for name, match in PAIRWISE.items()},
}
LABELS = {
    "stretches": "stretches, word for word",
    "near": "passages, nearly the same",
    "difflib": f"difflib, all pairs ({SAMPLE} timed)",
    "words": f"text-matcher's way, all pairs ({SAMPLE} timed)",
}


if __name__ == "__main__":
    main()
