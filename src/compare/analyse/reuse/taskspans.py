"""Which task of its plan a span of the source stands in."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

TaskSpan = tuple[int, int, str]
"""Where a task begins and ends in the source, and its task_id."""
_Places = npt.NDArray[np.int64]


def list_task_spans(tasks: pd.DataFrame) -> dict[str, list[TaskSpan]]:
    """(start, end, task_id) of the tasks of each plan, as they stand in the table."""
    spans: dict[str, list[TaskSpan]] = {}
    rows = zip(tasks["plan_id"], tasks["start"], tasks["end"], tasks["task_id"], strict=True)
    for plan, start, end, task in rows:
        spans.setdefault(plan, []).append((int(start), int(end), task))
    return spans


def find_task(start: int, end: int, tasks: Sequence[TaskSpan]) -> str:
    """The task that holds most of `start:end`, the earlier one on a tie, empty where none does."""
    held = [
        (min(end, last) - max(start, first), -first, task)
        for first, last, task in tasks
        if first < end and last > start
    ]
    return max(held, default=(0, 0, ""))[2]


class TaskFinder:
    """`find_task` for many spans at once, each of a plan given by its number in `plans`.

    The tasks of all plans stand in one row by plan and start, a plan's places behind those of the
    plan before it. What touches a span is a range of them: the first whose end is beyond the span's
    start, up to the last that begins before its end.
    """

    def __init__(self, plans: Sequence[str], tasks: pd.DataFrame) -> None:
        spans = list_task_spans(tasks)
        known = [(n, span) for n, plan in enumerate(plans) for span in sorted(spans.get(plan, []))]
        self._spans = [span for _, span in known]
        self._names = np.array([*(name for *_, name in self._spans), ""], dtype=object)
        owners = np.array([n for n, _ in known], dtype=np.int64)
        edges = np.array([span[:2] for span in self._spans], dtype=np.int64).reshape(-1, 2)
        self._wide = int(edges.max(initial=0)) + 1
        self._starts = owners * self._wide + edges[:, 0]
        self._ends = np.maximum.accumulate(owners * self._wide + edges[:, 1])

    def find(
        self, owners: _Places | int, starts: _Places, ends: _Places
    ) -> npt.NDArray[np.object_]:
        """The task_id of each span, empty where no task holds any of it."""
        before = owners * self._wide
        low = np.searchsorted(self._ends, before + np.minimum(starts, self._wide - 1), "right")
        high = np.searchsorted(self._starts, before + np.minimum(ends, self._wide), "left")
        names = self._names[np.where(low < high, low, -1)]
        for at in np.flatnonzero(high - low > 1).tolist():
            held = self._spans[low[at] : high[at]]
            names[at] = find_task(int(starts[at]), int(ends[at]), held)
        return names
