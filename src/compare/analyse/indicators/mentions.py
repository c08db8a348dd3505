"""Where a plan speaks of an indicator in words, with or without a number: by the lookup's pattern."""

from __future__ import annotations

import pickle
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache, partial
from typing import Any

import pandas as pd

from compare.language.sentences import CLAUSE_END, split_clauses
from compare.lookups.hints import Likely
from compare.parallel import Run, run_here

TASKS_AT_ONCE = 1000
_PER = ("单位", "人均", "万元")
_ANOTHER_MEASURE = re.compile("增速|增幅|增长率|占比|的?比[重例率]|(?:综合)?能耗|(?:二氧化)?碳排放")
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
        for indicator, clause in index.search(f"{title}。{body}")
    ]


class _Index:
    """Many patterns to look for at once; one that is a plain name is never made a pattern.

    They travel as bytes, which a process opens once: there are more of them the more plans there
    are, and more handfuls of tasks as well.
    """

    def __init__(self, patterns: Mapping[str, str]) -> None:
        filled = {indicator: pattern for indicator, pattern in patterns.items() if pattern}
        self._packed = pickle.dumps(filled)
        self.sought = [(key, _read_pattern(pattern)) for key, pattern in filled.items()]
        self.likely = Likely(filled.values())

    def __reduce__(self) -> tuple[Any, ...]:
        return _open_index, (self._packed,)

    def search(self, text: str) -> Iterator[tuple[str, str]]:
        """(indicator_id, the first clause that fits) for every pattern that fits any."""
        likely = (self.sought[number] for number in self.likely.list_numbers(text))
        held = [
            (key, sought) for key, sought in likely if not isinstance(sought, str) or sought in text
        ]
        clauses = _split_clauses(text) if held else []  # most texts speak of nothing sought
        for indicator, sought in held:
            if found := next((clause for clause in clauses if _fits(sought, clause)), ""):
                yield indicator, found


@lru_cache(maxsize=1)
def _open_index(packed: bytes) -> _Index:
    return _Index(pickle.loads(packed))


def _fits(sought: str | re.Pattern[str], text: str) -> bool:
    """Whether a clause speaks of it; 单位地区生产总值能耗 and 县域地区生产总值增速 do not of 地区生产总值."""
    if not isinstance(sought, str):
        return sought.search(text) is not None
    at = text.find(sought)
    while at >= 0 and (
        text.endswith(_PER, 0, at) or _ANOTHER_MEASURE.match(text, at + len(sought))
    ):
        at = text.find(sought, at + 1)
    return at >= 0


def _read_pattern(pattern: str) -> str | re.Pattern[str]:
    """The name that a pattern stands for, where it stands for one alone: R\\&D投入 → R&D投入."""
    name = re.sub(r"\\(\W)", r"\1", pattern)
    return name if re.escape(name) == pattern else re.compile(pattern)


def _split_clauses(text: str) -> list[str]:
    clauses = (text[slice(*span)].rstrip(CLAUSE_END) for span in split_clauses(text))
    return [clause for clause in clauses if clause]
