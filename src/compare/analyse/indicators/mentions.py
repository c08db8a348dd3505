"""Where a plan speaks of an indicator in words, with or without a number: by the lookup's pattern."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from operator import add

import pandas as pd

from compare.language.sentences import CLAUSE_END, split_clauses
from compare.parallel import Run, run_here

TASKS_AT_ONCE = 1000
Clause = tuple[str, str]


def find_mentions(
    tasks: pd.DataFrame, patterns: Mapping[str, str], run: Run = run_here
) -> dict[str, dict[str, Clause]]:
    """indicator_id → plan_id → (task, clause) that first fits the indicator's pattern.

    A pattern must fit within one clause; an empty one fits nothing.
    """
    columns = (tasks[name].tolist() for name in ("plan_id", "task_id", "title", "body"))
    texts = list(zip(*columns, strict=True))
    starts = range(0, len(texts), TASKS_AT_ONCE)
    handfuls = (texts[start : start + TASKS_AT_ONCE] for start in starts)
    mentions: dict[str, dict[str, Clause]] = {}
    for found in run(partial(_search_tasks, index=_Index(patterns)), handfuls):
        for indicator, plan, task, clause in found:
            mentions.setdefault(indicator, {}).setdefault(plan, (task, clause))
    return mentions


def _search_tasks(
    texts: Iterable[tuple[str, str, str, str]], index: _Index
) -> list[tuple[str, str, str, str]]:
    """(indicator_id, plan_id, task_id, clause): the first clause of each task that fits."""
    return [
        (indicator, plan, task, clause)
        for plan, task, title, body in texts
        for indicator, clause in index.search(_split_clauses(title, body))
    ]


class _Index:
    """Many patterns to look for at once.

    A pattern that is a plain name is looked up by its first two characters; another is tried on the
    whole text before its clauses, unless where a clause ends could change the outcome.
    """

    def __init__(self, patterns: Mapping[str, str]) -> None:
        self.names: dict[str, list[tuple[str, str]]] = {}
        self.whole: list[tuple[str, re.Pattern[str]]] = []
        self.single: list[tuple[str, re.Pattern[str]]] = []
        for indicator, pattern in patterns.items():
            name = re.sub(r"\\(\W)", r"\1", pattern)
            if len(name) > 1 and re.escape(name) == pattern:
                self.names.setdefault(name[:2], []).append((indicator, name))
            elif re.search(r"[\^$\\]|\(\?", pattern.replace("[^", "[")):
                self.single.append((indicator, re.compile(pattern)))
            elif pattern:
                self.whole.append((indicator, re.compile(pattern)))

    def search(self, clauses: Sequence[str]) -> Iterator[tuple[str, str]]:
        """(indicator_id, the first clause that fits) for every pattern that fits any."""
        text = "\n".join(clauses)
        for head in sorted(self.names.keys() & set(map(add, text, text[1:]))):
            for indicator, name in self.names[head]:
                if name in text and (found := next((c for c in clauses if name in c), "")):
                    yield indicator, found
        likely = [(key, pattern) for key, pattern in self.whole if pattern.search(text)]
        for indicator, pattern in likely + self.single:
            if found := next((clause for clause in clauses if pattern.search(clause)), ""):
                yield indicator, found


def _split_clauses(title: str, body: str) -> list[str]:
    text = f"{title}。{body}"
    clauses = (text[slice(*span)].rstrip(CLAUSE_END) for span in split_clauses(text))
    return [clause for clause in clauses if clause]
