"""Time and memory over many plans, against the floor and against what one would take instead.

Corpora of 30, 300 and 3,000 plans come from `corpus.py` (seed 0). Every figure is measured in a
process of its own, which starts its own workers; things compared are run in turn. Memory is the
peak of the process plus that of its largest worker for each worker. Prints Markdown tables.

    python benchmarks/scale.py floor|growth [--sizes 30 300 3000] [--rounds 3]

"Plain loop" is scikit-learn's vectoriser with jieba and all cosines, plan by plan; beside it stands
what this project takes for the same from the same texts on the same one core.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import pickle
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from corpus import write_corpus

if TYPE_CHECKING:
    from compare.analyse.terms import WordCounts
    from compare.build.collect import Collection

CORES = 2
COUNTERPARTS = 10
LARGEST_LOOP = 300  # plans that the plain loop is tried on


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("part", choices=["floor", "growth"])
    parser.add_argument("--sizes", type=int, nargs="+", default=[30, 300, 3000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--one", nargs=3, metavar=("WHAT", "FOLDER", "TOKENIZER"))
    arguments = parser.parse_args()
    if arguments.one:
        what, folder, tokenizer = arguments.one
        found = MEASURED[what](Path(folder), tokenizer)
        print(json.dumps(measure_memory() | found))
        return
    with tempfile.TemporaryDirectory() as folder:
        corpora = {size: Path(folder) / str(size) for size in arguments.sizes}
        largest = corpora[max(corpora)]
        for size, path in corpora.items():
            if arguments.part == "growth" or path == largest:
                write_corpus(path, size)
        if arguments.part == "floor":
            compare_with_floor(largest, arguments.rounds)
        else:
            print_growth(corpora, arguments.rounds)


def compare_with_floor(raw: Path, rounds: int) -> None:
    """All of it against tokenising alone and multiplying alone, with either tokeniser."""
    print(f"Medians; rounds: {rounds}.\n")
    print("| tokeniser | extract, tokenise, join | nearest | all, s | peak, GB "
          "| floor: tokenise | floor: multiply | floor, s | ratio |")  # fmt: skip
    print("|---|---|---|---|---|---|---|---|---|")
    for tokenizer in ("jieba", "rjieba"):
        runs: dict[str, list[dict[str, float]]] = {"all": [], "floor": []}
        for _ in range(rounds):
            for what, found in runs.items():
                found.append(run_apart(what, raw, tokenizer))
        middle = {what: take_median(found) for what, found in runs.items()}
        ours, floor = middle["all"], middle["floor"]
        total, base = ours["gather"] + ours["nearest"], floor["tokenise"] + floor["multiply"]
        print(
            f"| {tokenizer} | {ours['gather']:.1f} | {ours['nearest']:.1f} | {total:.1f} "
            f"| {ours['peak']:.2f} | {floor['tokenise']:.1f} | {floor['multiply']:.1f} "
            f"| {base:.1f} | {total / base:.2f} |",
            flush=True,
        )


def print_growth(corpora: dict[int, Path], rounds: int) -> None:
    """Seconds and memory by size, with the exponents of a power law fitted to them."""
    print(f"Medians; rounds of the largest: {rounds}.")
    print("\n| plans | tasks | extract, s | nearest, s | peak, GB | plain loop, s | the same, s |")
    print("|---|---|---|---|---|---|---|")
    rows = []
    for size, raw in corpora.items():
        times = range(max(3, rounds) if size <= LARGEST_LOOP else rounds)
        found = take_median([run_apart("parts", raw, "rjieba") for _ in times])
        other = {"loop": math.nan, "ours": math.nan}
        if size <= LARGEST_LOOP:
            other = take_median([run_apart("loop", raw, "jieba") for _ in times])
        rows.append((size, found))
        plain, ours = (
            "–" if math.isnan(other[name]) else f"{other[name]:.2f}" for name in ("loop", "ours")
        )
        print(
            f"| {size} | {found['tasks']:.0f} | {found['extract']:.2f} | {found['nearest']:.2f} "
            f"| {found['peak']:.2f} | {plain} | {ours} |",
            flush=True,
        )
    for name in ("extract", "nearest", "peak"):
        print(f"\n{name}: exponent {fit_exponent([(s, f[name]) for s, f in rows]):.2f}")


def run_apart(what: str, raw: Path, tokenizer: str) -> dict[str, float]:
    command = [sys.executable, __file__, "floor", "--one", what, str(raw), tokenizer]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def measure_memory() -> dict[str, float]:
    """Peak of this process and, CORES times, of its largest child, in GB."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return {"peak": (own + CORES * child) / 1e6}


def measure_all(raw: Path, tokenizer: str) -> dict[str, float]:
    """Extract, tokenise and join in CORES processes; then TF-IDF and the nearest.

    Leaves the texts and weights for `measure_floor`, the first time.
    """
    from compare.analyse.alignment import weigh_counts

    start = time.perf_counter()
    collection = collect(raw, tokenizer)
    gathered = time.perf_counter()
    stop_workers()
    rows = find_nearest(collection.prepared.words)
    found = {
        "gather": gathered - start,
        "nearest": time.perf_counter() - gathered,
        "rows": rows,
        "tasks": len(collection.prepared.words),
    } | measure_memory()
    kept = raw / f"{tokenizer}.pickle"
    if kept.exists():
        return found
    tasks = collection.tabulate()["tasks"]
    key = tasks[tasks["kind"] == "key_task"]
    texts = [(part["title"] + "。" + part["body"]).tolist() for _, part in key.groupby("plan_id")]
    matrix = weigh_counts(collection.prepared.words.build_matrix(collection.prepared.words)).matrix
    kept.write_bytes(pickle.dumps((texts, matrix)))
    return found


def collect(raw: Path, tokenizer: str, many: bool = True) -> Collection:
    """All plans of a folder, read and joined."""
    from compare.build.collect import Collection
    from compare.build.plans import Work, gather_plans, list_jobs
    from compare.settings import Settings

    collection = Collection()
    work = Work(jobs=CORES, settings=Settings(tokenizer=tokenizer), many=many, strict=True)
    for portion in gather_plans(list_jobs(raw), work):
        collection.add(portion)
    return collection


def find_nearest(words: WordCounts, threads: int = CORES) -> int:
    import numpy as np

    from compare.analyse.alignment import link_nearest, weigh_counts

    matrix = weigh_counts(words.build_matrix(words)).matrix
    _, plan = np.unique([task.rsplit("-", 1)[0] for task in words], return_inverse=True)
    return len(link_nearest(matrix, plan, k=COUNTERPARTS, threads=threads).source)


def measure_floor(raw: Path, tokenizer: str) -> dict[str, float]:
    """Tokenising the texts that `measure_all` left alone, and multiplying its weights alone."""
    from joblib import Parallel, delayed
    from sparse_dot_topn import sp_matmul_topn

    texts, matrix = pickle.loads((raw / f"{tokenizer}.pickle").read_bytes())
    start = time.perf_counter()
    Parallel(CORES)(delayed(cut_alone)(part, tokenizer) for part in texts)
    cut = time.perf_counter() - start
    stop_workers()
    start = time.perf_counter()
    sp_matmul_topn(matrix, matrix.T.tocsr(), top_n=COUNTERPARTS, n_threads=CORES)
    return {"tokenise": cut, "multiply": time.perf_counter() - start}


def cut_alone(texts: list[str], tokenizer: str) -> None:
    if tokenizer == "rjieba":
        import rjieba

        for text in texts:
            rjieba.cut(text)
        return
    import jieba

    jieba.setLogLevel(60)
    for text in texts:
        jieba.lcut(text)


def measure_parts(raw: Path, tokenizer: str) -> dict[str, float]:
    """Extraction in this one process, and the nearest of all tasks; peak of these two alone.

    The words are counted in the first round and kept beside the corpus.
    """
    from compare.build.plans import list_jobs
    from compare.extract import extract_plan

    kept = raw / f"{tokenizer}-words.pickle"
    if not kept.exists():
        run_apart("words", raw, tokenizer)
    start = time.perf_counter()
    for job in list_jobs(raw):
        extract_plan(job.path.read_text("utf-8"), job.plan_id)
    extracted = time.perf_counter() - start
    words = pickle.loads(kept.read_bytes())
    start = time.perf_counter()
    find_nearest(words)
    nearest = time.perf_counter() - start
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return {"extract": extracted, "nearest": nearest, "tasks": len(words), "peak": own}


def measure_words(raw: Path, tokenizer: str) -> dict[str, float]:
    words = collect(raw, tokenizer).prepared.words
    (raw / f"{tokenizer}-words.pickle").write_bytes(pickle.dumps(words))
    return {}


def measure_loop(raw: Path, tokenizer: str) -> dict[str, float]:
    """What one would write by hand: scikit-learn's vectoriser and all cosines, plan by plan."""
    import jieba
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.metrics.pairwise import cosine_similarity

    from compare.analyse.terms import WordCounts, count_words

    jieba.setLogLevel(60)
    jieba.initialize()
    tasks = collect(raw, tokenizer, many=False).tabulate()["tasks"]
    key = tasks[tasks["kind"] == "key_task"]
    texts = key["title"] + "。" + key["body"]
    count_words("加强科普")  # reads the dictionary
    start = time.perf_counter()
    vectorizer = TfidfVectorizer(tokenizer=jieba.lcut, token_pattern=None)
    matrix = vectorizer.fit_transform(texts)
    for _, rows in key.groupby("plan_id").indices.items():
        np.argsort(-cosine_similarity(matrix[rows], matrix), axis=1)[:, :COUNTERPARTS]
    plain = time.perf_counter() - start
    start = time.perf_counter()
    words = WordCounts()
    for task, text in zip(key["task_id"], texts, strict=True):
        words.add(task, count_words(text))
    find_nearest(words, threads=1)
    return {"loop": plain, "ours": time.perf_counter() - start}


def stop_workers() -> None:
    """End the worker processes, so that their memory is counted and none idles beside what follows."""
    from joblib.externals.loky import get_reusable_executor

    get_reusable_executor().shutdown(wait=True)


def take_median(runs: list[dict[str, float]]) -> dict[str, float]:
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}


def fit_exponent(points: list[tuple[float, float]]) -> float:
    """Slope of ln(value) over ln(size)."""
    x = [math.log(size) for size, _ in points]
    y = [math.log(value) for _, value in points]
    return statistics.linear_regression(x, y).slope if len(points) > 1 else math.nan


MEASURED: dict[str, Callable[[Path, str], dict[str, float]]] = {
    "all": measure_all,
    "floor": measure_floor,
    "parts": measure_parts,
    "words": measure_words,
    "loop": measure_loop,
}

if __name__ == "__main__":
    os.environ.setdefault("PYTHONHASHSEED", "0")
    main()
