"""Which measure of task similarity agrees best with the pairs found by reading.

Prints one row per variant: average precision, precision at 1 and mean reciprocal rank against
tests/golden/alignment.csv, with 95 % bootstrap intervals. Settings were chosen on plan_a's odd
sections (`--half odd`) and are reported on the even ones (`--half even`).

    python benchmarks/alignment_variants.py [--half odd|even|all] [--grade all|strong|strong_apart]
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from compare.analyse.alignment.clauses import MARKS, PARTS, read_views, score_views
from compare.analyse.alignment.full import compare_tasks
from compare.analyse.terms import (
    Tokenizer,
    cross_compare,
    list_place_names,
    strike_places,
    tokenise,
)
from compare.evaluate.agreement import METRICS, score_ranking, split_pairs
from compare.lookups import read_own_lookups, set_lookups

ROOT = Path(__file__).resolve().parent.parent
PLAN_A, PLAN_B = "haian", "taicang"
K1, B = 1.5, 0.75  # the usual constants of BM25


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--half", choices=("odd", "even", "all"), default="all")
    parser.add_argument("--grade", choices=("all", "strong", "strong_apart"))
    options = parser.parse_args()
    set_lookups(read_own_lookups(ROOT / "data/raw"))
    table = measure_variants(options.half)
    for grade, rows in table.groupby("grade", sort=False):
        if options.grade in (None, grade):
            print(f"\n{options.half} sections, grade {grade}\n")
            print(format_rows(rows))


def measure_variants(half: str) -> pd.DataFrame:
    """`score_ranking` of every variant, and of the plain ones without the shared passages."""
    tasks, plans, gold = (
        read(path)
        for path in (
            "data/processed/tasks.csv",
            "data/processed/plans.csv",
            "tests/golden/alignment.csv",
        )
    )
    pairs = score_variants(tasks, plans)
    passages = ROOT / "data/processed/shared_passages.csv"
    if passages.exists():
        left = strike_passages(tasks, pd.read_csv(passages, keep_default_na=False))
        without = score_variants(left, plans)
        for name in ("word TF-IDF (plain)", "soft alignment"):
            pairs[f"{name}, shared passages struck out"] = without[name]
    measures = [
        name for name in pairs.columns if name not in ("task_a", "task_b", "plan_a", "plan_b")
    ]
    odd, even = split_pairs(pairs, gold, tasks)
    chosen, truth = {"odd": odd, "even": even, "all": (pairs, gold)}[half]
    return score_ranking(chosen, truth, measures)


def score_variants(tasks: pd.DataFrame, plans: pd.DataFrame) -> pd.DataFrame:
    """All pairs with one column per variant."""
    key = tasks[tasks["kind"] == "key_task"]
    a, b = (read_texts(key, plans, plan) for plan in (PLAN_A, PLAN_B))
    views_a, views_b = split_views(a, b)
    words: dict[str, Callable[[], np.ndarray]] = {
        "word TF-IDF (plain)": lambda: cross_compare(a, b),
        "word, jieba's own dictionary": lambda: cross_compare(
            a, b, tokenizer=Tokenizer(domain=False)
        ),
        "word, stop words kept": lambda: cross_compare(a, b, tokenizer=Tokenizer(stop=False)),
        "word, 1 + ln(count)": lambda: cross_compare(a, b, sublinear=True),
        "word 1–2-grams": lambda: cross_compare(a, b, ngrams=(1, 2)),
        "character 2–3-grams": lambda: cross_compare(a, b, unit="characters"),
        "character 2–3-grams, 1 + ln": lambda: cross_compare(
            a, b, unit="characters", sublinear=True
        ),
        "BM25": lambda: score_bm25(a, b),
        "soft alignment": lambda: score_views(views_a, views_b).similarity,
        "soft, pairs of characters only": lambda: soft_characters(a, b, (2, 2)),
        "soft, characters up to threes": lambda: soft_characters(a, b, (1, 3)),
        "soft, without marks": lambda: soft(views_a, views_b, (*PARTS[:3], 0)),
        "soft, without whole tasks": lambda: soft(views_a, views_b, (2 / 3, 1 / 3, 0, MARKS)),
        "soft, whole tasks alone": lambda: soft(views_a, views_b, (0, 0, 1, MARKS)),
        "soft, mean of directions": lambda: soft(views_a, views_b, (0.375, 0.375, 0.25, MARKS)),
        "soft, better direction only": lambda: soft(views_a, views_b, (0.75, 0, 0.25, MARKS)),
    }
    pairs = compare_tasks(tasks, plans)[["plan_a", "task_a", "plan_b", "task_b"]]
    return pairs.assign(**{name: score().ravel() for name, score in words.items()})


def soft(views_a, views_b, parts):
    return score_views(views_a, views_b, parts=parts).similarity


def soft_characters(a: list[str], b: list[str], characters: tuple[int, int]):
    return score_views(*split_views(a, b, characters=characters)).similarity


def split_views(a: list[str], b: list[str], **cutting: tuple[int, int]):
    views = read_views([*a, *b], **cutting)
    split, size = len(a), len(a) + len(b)
    return views.take(np.arange(split)), views.take(np.arange(split, size))


def score_bm25(a: list[str], b: list[str]) -> np.ndarray:
    """Okapi BM25 of each task as a query against the other plan's, both directions averaged."""
    tokens = [tokenise(text) for text in (*a, *b)]
    counts = [Counter(words) for words in tokens]
    frequency = Counter(word for words in counts for word in words)
    size, mean = len(tokens), np.mean([len(words) for words in tokens])
    idf = {w: np.log(1 + (size - n + 0.5) / (n + 0.5)) for w, n in frequency.items()}

    def score(query: Counter, answer: Counter, length: int) -> float:
        damp = K1 * (1 - B + B * length / mean)
        return sum(idf[w] * answer[w] * (K1 + 1) / (answer[w] + damp) for w in query if w in answer)

    left, right = range(len(a)), range(len(a), size)
    return np.array(
        [
            [
                score(counts[i], counts[j], len(tokens[j]))
                + score(counts[j], counts[i], len(tokens[i]))
                for j in right
            ]
            for i in left
        ]
    )


def strike_passages(tasks: pd.DataFrame, passages: pd.DataFrame) -> pd.DataFrame:
    """Tasks without the wording both plans share, character by character as cleaned."""
    struck = tasks.copy()
    for side in ("a", "b"):
        texts = sorted(set(passages[f"text_{side}"]), key=lambda text: (-len(text), text))
        own = struck["plan_id"].isin(passages[f"plan_{side}"])
        pattern = "|".join(re.escape(text) for text in texts)
        for column in ("title", "body"):
            struck.loc[own, column] = struck.loc[own, column].str.replace(pattern, "。", regex=True)
    return struck


def read_texts(key: pd.DataFrame, plans: pd.DataFrame, plan: str) -> list[str]:
    own, places = key[key["plan_id"] == plan], list_place_names(plans, plan)
    return [strike_places(text, places) for text in own["title"] + "。" + own["body"]]


def read(path: str) -> pd.DataFrame:
    return pd.read_csv(ROOT / path, keep_default_na=False)


def format_rows(rows: pd.DataFrame) -> str:
    """A Markdown table: variant × metric with its interval, and the gain over the plain measure."""
    heads = ["variant", *METRICS, "gain in average_precision"]
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    for name, group in rows.groupby("measure", sort=False):
        cells = [f"{r.value:.3f} ({r.low:.3f}–{r.high:.3f})" for r in group.itertuples()]
        gain = group.iloc[0]
        cells.append(f"{gain.gain:+.3f} ({gain.gain_low:+.3f} to {gain.gain_high:+.3f})")
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
