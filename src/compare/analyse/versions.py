"""Two versions of one document: what was kept, reworded, moved, added and taken out.

Texts (paragraphs or tasks) are paired one to one: equal ones in order first, then the most alike by
TF-IDF of character pairs. Pairs that keep the order of both versions stay in place; the longest
such chain is taken, by its characters, and every other pair was moved. Words of a pair are compared
by the difference of Myers (1986), with short accidental agreements joined to the change around them
(diff-match-patch, `diff_cleanupSemantic`).
"""

from __future__ import annotations

import difflib
from bisect import bisect_left
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from compare.analyse.terms import cross_compare, cut_whole
from compare.errors import PlanError, need_extra

ALIKE = 0.5  # cosine of two texts that are versions of one another rather than two texts
LONGEST_SET = 5_000  # texts on each side: all pairs of the changed ones are compared
KEPT, REWORDED, MOVED, ADDED, REMOVED = "kept", "reworded", "moved", "added", "removed"
CHANGE_COLUMNS = ("what", "change", "old", "new", "old_id", "new_id")
STATED = ("value_text", "unit", "year", "comparator")  # what makes a target another target
Pair = tuple[int, int]


@dataclass(frozen=True)
class TextChange:
    """What became of a text: its places in the old and in the new list, None where it is not there."""

    change: str
    old: int | None
    new: int | None


def compare_texts(old: Sequence[str], new: Sequence[str]) -> list[TextChange]:
    """Every text of both versions, in the order of the new one; a moved one stands twice: where it
    stood (new None) and where it stands now.

    [甲, 乙。, 丙] and [丙, 甲, 乙！] → 丙 moved here, 甲 kept, 乙 reworded, 丙 moved away. PlanError for
    more texts than 5,000 on a side.
    """
    if max(len(old), len(new)) > LONGEST_SET:
        raise PlanError(f"more than {LONGEST_SET:,} paragraphs cannot be compared")
    pairs = pair_texts(old, new)
    in_place = chain_pairs(pairs, [len(text) for text in old])
    by_new = {b: a for a, b in pairs}
    gone = [a for a in range(len(old)) if a not in in_place]
    paired = set(by_new.values())

    def leave(before: int) -> list[TextChange]:
        left = []
        while gone and gone[0] < before:
            a = gone.pop(0)
            left.append(TextChange(MOVED if a in paired else REMOVED, a, None))
        return left

    changes: list[TextChange] = []
    for b, text in enumerate(new):
        if (at := by_new.get(b)) is None:
            changes.append(TextChange(ADDED, None, b))
        elif at not in in_place:
            changes.append(TextChange(MOVED, at, b))
        else:
            changes += leave(at)
            changes.append(TextChange(KEPT if old[at] == text else REWORDED, at, b))
    return changes + leave(len(old))


def pair_texts(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """One-to-one pairs (place in old, place in new) of texts that are the same or alike."""
    matcher = difflib.SequenceMatcher(None, list(old), list(new), autojunk=False)
    pairs = [
        (block.a + i, block.b + i)
        for block in matcher.get_matching_blocks()
        for i in range(block.size)
    ]
    rest_old = sorted(set(range(len(old))) - {a for a, _ in pairs})
    rest_new = sorted(set(range(len(new))) - {b for _, b in pairs})
    if rest_old and rest_new:
        found = _pair_alike([old[a] for a in rest_old], [new[b] for b in rest_new])
        pairs += [(rest_old[a], rest_new[b]) for a, b in found]
    return sorted(pairs)


def _pair_alike(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """The most alike pair first, each text once; equals in the order of both."""
    cosines = cross_compare(old, new, unit="characters", ngrams=(1, 2))
    rows, columns = np.nonzero(cosines >= ALIKE)
    order = np.lexsort((columns, rows, -cosines[rows, columns].round(6)))
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    pairs = []
    for a, b in zip(rows[order].tolist(), columns[order].tolist(), strict=True):
        if a not in taken_old and b not in taken_new:
            taken_old.add(a)
            taken_new.add(b)
            pairs.append((a, b))
    return pairs


def chain_pairs(pairs: Sequence[Pair], weights: Sequence[int]) -> set[int]:
    """Places in old of the heaviest chain of pairs that rises on both sides: those not moved.

    `pairs` sorted by their place in old; `weights` of the old texts. A tail kept per last place in
    new, with rising weights, finds it in n log n steps.
    """
    ends: list[int] = []  # last places in new, rising, and below them the best chain ending there
    best: list[tuple[int, int]] = []  # (weight, number of the pair)
    before: list[int] = []
    for number, (a, b) in enumerate(pairs):
        at = bisect_left(ends, b)
        weight = (best[at - 1][0] if at else 0) + max(weights[a], 1)
        before.append(best[at - 1][1] if at else -1)
        over = at
        while over < len(best) and best[over][0] <= weight:
            over += 1
        ends[at:over] = [b]
        best[at:over] = [(weight, number)]
    chain: set[int] = set()
    number = best[-1][1] if best else -1
    while number >= 0:
        chain.add(pairs[number][0])
        number = before[number]
    return chain


def compare_words(old: str, new: str) -> list[tuple[str, str]]:
    """Stretches of words in order, each kept, removed or added.

    达到15%, 达到18% → [(kept, 达到), (removed, 15%), (added, 18%)]
    """
    with need_extra("comparing versions", "report"):
        from diff_match_patch import diff_match_patch
    words = [cut_whole(old), cut_whole(new)]
    signs: dict[Hashable, str] = {}
    for word in (word for text in words for word in text):
        signs.setdefault(
            word, chr(0xE000 + len(signs) if len(signs) < 0x1900 else 0xF0000 + len(signs))
        )
    by_sign = {sign: str(word) for word, sign in signs.items()}
    matcher: Any = diff_match_patch()
    matcher.Diff_Timeout = 0  # else the result would depend on how busy the machine is
    found = matcher.diff_main(*("".join(signs[word] for word in text) for text in words), False)
    matcher.diff_cleanupSemantic(found)
    kinds = {0: KEPT, -1: REMOVED, 1: ADDED}
    return [(kinds[kind], "".join(by_sign[sign] for sign in text)) for kind, text in found]


def list_changes(old: dict[str, pd.DataFrame], new: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """What changed in tasks, departments and targets of two versions; columns CHANGE_COLUMNS.

    One row per task that was added, removed, moved or reworded, per department named or no longer
    named (or in another role) for a task of both versions, and per target stated otherwise.
    """
    old_tasks, new_tasks = (_take_finest(tables["tasks"]) for tables in (old, new))
    texts = [_join_task(tasks) for tasks in (old_tasks, new_tasks)]
    changes = compare_texts(*texts)
    rows = [
        {
            "what": "task",
            "change": change.change,
            "old": "" if change.old is None else texts[0][change.old],
            "new": "" if change.new is None else texts[1][change.new],
            "old_id": "" if change.old is None else old_tasks["task_id"].iloc[change.old],
            "new_id": "" if change.new is None else new_tasks["task_id"].iloc[change.new],
        }
        for change in changes
        if change.change != MOVED or change.new is not None
    ]
    both = [(row["old_id"], row["new_id"]) for row in rows if row["old_id"] and row["new_id"]]
    rows = [row for row in rows if row["change"] != KEPT]
    rows += _compare_departments(old["assignments"], new["assignments"], both)
    rows += _compare_targets(old["targets"], new["targets"])
    return pd.DataFrame(rows, columns=list(CHANGE_COLUMNS)).fillna("")


def _take_finest(tasks: pd.DataFrame) -> pd.DataFrame:
    return tasks[tasks["finest"]].reset_index(drop=True)


def _join_task(tasks: pd.DataFrame) -> list[str]:
    rows = zip(tasks["title"].fillna(""), tasks["body"].fillna(""), strict=True)
    return ["。".join(filter(None, row)) for row in rows]


def _compare_departments(
    old: pd.DataFrame, new: pd.DataFrame, tasks: Iterable[tuple[Any, Any]]
) -> list[dict[str, Any]]:
    """A row per task and department whose role is another one, or that is on one side only."""
    named_old, named_new = _list_roles(old), _list_roles(new)
    rows = []
    for old_task, new_task in tasks:
        before, after = named_old.get(old_task, {}), named_new.get(new_task, {})
        for name in [*before, *(name for name in after if name not in before)]:
            roles = before.get(name, ""), after.get(name, "")
            if roles[0] != roles[1]:
                change = ADDED if not roles[0] else REMOVED if not roles[1] else REWORDED
                told = [f"{name}:{role}" if role else "" for role in roles]
                rows.append(_describe("department", change, told, (old_task, new_task)))
    return rows


def _list_roles(assignments: pd.DataFrame) -> dict[Any, dict[str, str]]:
    """task_id → name → its roles, in the order of the clause."""
    named: dict[Any, dict[str, str]] = {}
    columns = (assignments[name] for name in ("task_id", "name", "role"))
    for task_id, name, role in zip(*columns, strict=True):
        roles = named.setdefault(task_id, {})
        roles[name] = f"{roles[name]}+{role}" if name in roles else role
    return named


def _compare_targets(old: pd.DataFrame, new: pd.DataFrame) -> list[dict[str, Any]]:
    """A row per quantity stated otherwise; equal statements on both sides cancel, one for one."""
    sides = [_list_statements(targets) for targets in (old, new)]
    for key in [key for key in sides[0] if key in sides[1]]:
        for side in sides:
            del side[key]
    rows = []
    for key, (target_id, quote) in sides[0].items():
        other = next((k for k in sides[1] if k[0] == key[0] and k[1] == key[1]), None)
        after = sides[1].pop(other) if other else ("", "")
        change = REWORDED if other else REMOVED
        rows.append(_describe("target", change, (quote, after[1]), (target_id, after[0])))
    rows += [
        _describe("target", ADDED, ("", quote), ("", target_id))
        for target_id, quote in sides[1].values()
    ]
    return rows


def _list_statements(targets: pd.DataFrame) -> dict[tuple[Any, ...], tuple[str, str]]:
    """(indicator, kind, number among equals, what is stated) → target_id and quote."""
    found: dict[tuple[Any, ...], tuple[str, str]] = {}
    counts: dict[tuple[Any, ...], int] = {}
    columns = ["indicator", "kind", *STATED, "target_id", "quote"]
    filled = targets[columns].astype(object).fillna("")
    for row in filled.to_dict("records"):
        key = (row["indicator"], row["kind"], *(str(row[name]) for name in STATED))
        counts[key] = counts.get(key, 0) + 1
        found[(*key, counts[key])] = (row["target_id"], row["quote"])
    return found


def _describe(what: str, change: str, texts: Sequence[str], ids: Sequence[Any]) -> dict[str, Any]:
    return {
        **{"what": what, "change": change, "old": texts[0], "new": texts[1]},
        **{"old_id": ids[0], "new_id": ids[1]},
    }
