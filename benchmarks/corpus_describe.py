"""Synthetic corpora beside real documents: size, growth of the vocabulary, shared sentences."""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import corpus
import numpy as np
from corpus_plans import RAW
from joblib import Parallel, delayed

from compare import store
from compare.analyse.terms import tokenise
from compare.errors import PlanError
from compare.extract import extract_plan
from compare.extract.readers import read_source

SIZES = (2, 30, 300, 3000)
SHORTEST = 6  # characters; less is a fragment rather than a sentence
HEADER = (
    "documents | plans | characters per plan | tasks per plan | characters of a plan's tasks | "
    "tokens | distinct words | Heaps exponent | sentences in another plan"
)


class Measure(NamedTuple):
    """One document: its length, and of its key tasks the number, the length, words and sentences."""

    characters: int
    tasks: int
    task_characters: int
    words: list[str]
    sentences: list[str]


def print_table(real: Path | None, seed: int, sizes: Sequence[int] = SIZES) -> None:
    print(f"| {HEADER} |\n|---|{'---:|' * (HEADER.count('|'))}", flush=True)
    published = [RAW / row["source_file"] for row in store.read_catalogue(RAW)]
    print(format_row("published plans", [measure_file(path) for path in published]), flush=True)
    if real:
        print(format_row("further real documents", measure_folder(real)), flush=True)
    measures = measure_synthetic(max(sizes), seed)
    for size in sizes:
        print(format_row("synthetic plans", measures[:size]), flush=True)


def measure_folder(folder: Path) -> list[Measure]:
    """Every file that is a plan with key tasks, once; those left out are named on stderr."""
    measures: list[Measure] = []
    for path in store.list_files(folder):
        try:
            measure = measure_file(path)
            problem = "" if measure.tasks else "has no key tasks"
        except PlanError as error:
            problem = str(error)
        if not problem and any(is_same(measure, other) for other in measures):
            problem = "is the same document as one before it"
        if problem:
            print(f"left out: {path.name}: {problem}", file=sys.stderr)
        else:
            measures.append(measure)
    return measures


def is_same(measure: Measure, other: Measure) -> bool:
    """Whether most sentences are the other's: one document in two formats."""
    common = sum(sentence in other.sentences for sentence in measure.sentences)
    return 2 * common > len(measure.sentences)


def measure_file(path: Path) -> Measure:
    return measure_text(read_source(path))


def measure_synthetic(size: int, seed: int) -> list[Measure]:
    work = (delayed(measure_plan)(number, seed) for number in range(size))
    results = Parallel(n_jobs=os.cpu_count(), return_as="generator", batch_size=16)(work)
    measures = []
    for measure in results:
        measures.append(measure)
        if len(measures) % 100 == 0:
            print(f"{len(measures)} of {size} plans measured", file=sys.stderr, flush=True)
    return measures


def measure_plan(number: int, seed: int) -> Measure:
    return measure_text(corpus.make_plan(number, seed)[1])


def measure_text(source: str) -> Measure:
    tasks = [row for row in extract_plan(source, "plan").tasks if row["kind"] == "key_task"]
    texts = [f"{row['title']}。{row['body']}" for row in tasks]
    words = [sys.intern(word) for text in texts for word in tokenise(text)]
    sentences = [sentence for text in texts for sentence in split_sentences(text)]
    return Measure(len(source), len(tasks), sum(map(len, texts)), words, sentences)


def split_sentences(text: str) -> list[str]:
    parts = re.split(r"[。；！？]", re.sub(r"\s", "", text))
    return [part for part in parts if len(part) >= SHORTEST]


def format_row(name: str, measures: Sequence[Measure]) -> str:
    tokens, words = measure_growth(measure.words for measure in measures)

    def mean(field: str) -> float:
        return float(np.mean([getattr(measure, field) for measure in measures]))

    cells = (
        name,
        f"{len(measures):,}",
        f"{mean('characters'):,.0f}",
        f"{mean('tasks'):.1f}",
        f"{mean('task_characters'):,.0f}",
        f"{tokens[-1]:,}",
        f"{words[-1]:,}",
        f"{fit_heaps(tokens, words):.2f}",
        f"{share_sentences([measure.sentences for measure in measures]):.1%}",
    )
    return f"| {' | '.join(cells)} |"


def measure_growth(plans: Iterable[Sequence[str]]) -> tuple[list[int], list[int]]:
    """Tokens and distinct words of the first plan, the first two, and so on."""
    seen: set[str] = set()
    tokens, distinct = [0], []
    for words in plans:
        seen.update(words)
        tokens.append(tokens[-1] + len(words))
        distinct.append(len(seen))
    return tokens[1:], distinct


def fit_heaps(tokens: Sequence[int], distinct: Sequence[int]) -> float:
    """beta of distinct = K * tokens ** beta (Heaps 1978), by least squares of the logarithms."""
    return float(np.polyfit(np.log(tokens), np.log(distinct), 1)[0])


def share_sentences(plans: Sequence[Sequence[str]]) -> float:
    """The share of sentences that stand in at least one other plan, character for character."""
    plans_with = Counter(sentence for sentences in plans for sentence in dict.fromkeys(sentences))
    every = [sentence for sentences in plans for sentence in sentences]
    return sum(plans_with[sentence] > 1 for sentence in every) / len(every)
