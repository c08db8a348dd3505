"""Our tasks beside theirs: which answer each other, and what is said of each – for every product."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set

import pandas as pd

from compare.analyse.alignment import COUNTERPART, UNCERTAIN
from compare.analyse.practices.listing import (
    LIKELY,
    UNWRITTEN,
    judge_between,
    list_answered_sections,
    list_practices,
)
from compare.schema.grain import mask_key_tasks

PARTIAL, OURS, THEIRS = "partial", "ours", "theirs"
LINE_STATES = (COUNTERPART, PARTIAL, UNCERTAIN, OURS)  # of a task of ours, the best first

Tables = Mapping[str, pd.DataFrame]
Line = tuple[str, str, str]  # our task or "", their task or "", state


def judge_lines(tables: Tables, sources: Mapping[str, str], our: str, other: str) -> list[Line]:
    """All lines of two plans: our key tasks in order with what answers them, then only theirs.

    The state is counterpart; partial, a counterpart where one side goes by words the other's whole
    text lacks (省内外 beside 国际); uncertain, which a person has to judge; ours or theirs, which none
    was found near. What of theirs stands unwritten is not asked about again: a pair in doubt, in
    sections that answer each other, is partial.
    """
    states = _collect_states(tables, sources, our, other)
    unwritten = {task for task, (state, _) in states.items() if state == UNWRITTEN}
    alone = {task for task in unwritten if states[task][1] != COUNTERPART}
    pairs = list_pairs(tables["task_pairs"], our, other, alone)
    scope = _Scope(tables, unwritten)
    pairs = [(a, b, scope.judge(a, b, state)) for a, b, state in pairs]
    shown = {task for pair in pairs for task in pair[:2]}
    tasks = tables["tasks"]
    key = tasks[mask_key_tasks(tasks)]
    own, theirs = (key.loc[key["plan_id"] == plan, "task_id"].astype(str) for plan in (our, other))
    lines: list[Line] = []
    for task in own:
        lines += [pair for pair in pairs if pair[0] == task]
        if task not in shown:
            lines.append((task, "", _tell_alone(states.get(task), OURS)))
    lines += [("", t, _tell_alone(states.get(t), THEIRS)) for t in theirs if t not in shown]
    return lines


def _tell_alone(state: tuple[str, str] | None, side: str) -> str:
    """In doubt where the other text has the names the task goes by."""
    return UNCERTAIN if state and state[0] == UNCERTAIN else side


def _collect_states(
    tables: Tables, sources: Mapping[str, str], our: str, other: str
) -> dict[str, tuple[str, str]]:
    """Task of either plan that the other has not, or not as firmly → its state, how it was judged."""
    parts = [list_practices(tables, sources, *ends) for ends in ((our, other), (other, our))]
    found = pd.concat(parts, ignore_index=True)
    told = zip(found["state"], found["judged"], strict=True)
    return dict(zip(found["task_id"].astype(str), told, strict=True))


class _Scope:
    """What tells whether a pair is one of another scope."""

    def __init__(self, tables: Tables, unwritten: Set[str]) -> None:
        self.sections = dict(
            zip(tables["tasks"]["task_id"], tables["tasks"]["section_id"], strict=True)
        )
        self.answered, self.unwritten = list_answered_sections(tables), unwritten

    def judge(self, ours: str, theirs: str, state: str) -> str:
        if not {ours, theirs} & self.unwritten:
            return state
        beside = (self.sections.get(ours), self.sections.get(theirs)) in self.answered
        return PARTIAL if state == COUNTERPART or beside else state


def list_pairs(
    task_pairs: pd.DataFrame, our: str, other: str, settled: Set[str] = frozenset()
) -> list[Line]:
    """(our task, their task, judgement): all counterparts, and of each task that is uncertain
    (`judge_between`) its likeliest pair, unless one of the two is `settled` by what the texts lack
    and they are rather none than a pair."""
    found: dict[tuple[str, str], str] = {}
    for own, end in (("a", "b"), ("b", "a")):
        between = (task_pairs[f"plan_{own}"] == our) & (task_pairs[f"plan_{end}"] == other)
        part = task_pairs[between & (task_pairs["judgement"] == COUNTERPART)]
        for ids in zip(part[f"task_{own}"], part[f"task_{end}"], strict=True):
            found[ids] = COUNTERPART
    for row in judge_between(task_pairs, our, other).to_dict("records"):
        ids = row["task_id"], row["nearest_task"]
        is_open = row["probability"] >= LIKELY or not settled & set(ids)
        if row["judgement"] == UNCERTAIN and is_open:
            found[ids if row["plan_id"] == our else ids[::-1]] = UNCERTAIN
    return [(*ids, state) for ids, state in found.items()]


def choose_states(lines: Iterable[Line], side: int = 0) -> dict[str, str]:
    """Task of ours (`side` 1: of theirs) → its best state; one without a near task is `ours`."""
    states: dict[str, str] = {}
    for line in lines:
        if task := line[side]:
            state = OURS if line[2] == THEIRS else line[2]
            states[task] = min(states.get(task, OURS), state, key=LINE_STATES.index)
    return states
