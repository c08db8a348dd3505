"""How binding each task is: number, deadline, lead, cadence, modality, and whom it binds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import pandas as pd

from compare.analyse.commitment.actors import ACTORS, OTHERS
from compare.analyse.commitment.clauses import MODALITIES, blank_names, govern_sentences
from compare.language.digits import ORDINAL
from compare.language.periods import AT_END, DASH, DURING, FIVE_YEAR_PLAN, YEAR, find_plan_years
from compare.parallel import Run, run_here
from compare.schema import Columns, build_table

_COUNT = rf"(?:\d+|[{ORDINAL}两半]+)"
_SPAN = r"(?:年|学年|学期|季度|季|个月|月|周|天|日)"
# What a phrase can begin with stands first, so that a search passes over all else at once.
_CADENCE = re.compile(
    rf"[每逐按\d{ORDINAL}两半]"
    rf"(?:(?<=每){_COUNT}?个?{_SPAN}|(?<=逐)[年季月]|(?<=按)(?:年|季度?|月)(?=[一-龥])"
    rf"|(?<=\d)\d*年一次|(?<=[{ORDINAL}两半])[{ORDINAL}两半]*年一次)"
)
_STANDING = re.compile(r"定期|常态化?|经常性|年度")
_DEADLINE = re.compile(
    rf"(?=[\d{ORDINAL}两半“今本当明年])"
    rf"(?:(?<![\d{DASH}])(?P<year>{YEAR})年(?:底|末)?前?(?![{DASH}])"
    rf"|(?<!每){_COUNT}(?:个)?(?:年|学年|学期|季度|月|周|天|日)(?:之|以)?内"
    rf"|“?{FIVE_YEAR_PLAN}”?(?:{AT_END}|{DURING})"
    rf"|(?<![每年\d{ORDINAL}两半])(?:今|本|当|明)?年(?:内|底前?|末前?))"
)
_DATED = re.compile(rf"\d|[年月{ORDINAL}](?:底|末|内|季度)")  # 持续推进 sets no date
_Job = tuple[int | None, list[str]]  # a plan's first year, its tasks
_Cells = pd.DataFrame | Mapping[str, Sequence[Any]]  # a table, or its columns


def judge_commitment(
    tasks: pd.DataFrame,
    targets: pd.DataFrame,
    assignments: pd.DataFrame,
    plans: pd.DataFrame | None = None,
    *,
    run: Run = run_here,
) -> pd.DataFrame:
    """One row per task: what binds it, with the words the judgement rests on.

    has_number: a quantity of kind `target` stands in the task. has_deadline: a year, date or
    span by which something is to be met (到2025年, 三年内, “十四五”期末), in its text or beside its
    bodies (`deadline`: 6月底完成); with `plans`, years before a plan's first year in its text do not
    count. has_lead: its clause names a lead; `lead_scope` tells whether
    the clause speaks for the task or its whole section. has_responsible: its clause names anybody.
    has_cadence: a stated interval (每年, 每季度, 逐年); 定期 and 常态化 name none and give
    has_standing instead. `must` … `encourage` and `unmarked` count clauses by what governs them,
    `government` … `citizen` by whom they bind, which `actor` sums up; `must_others`: the must
    clauses that bind enterprises or citizens, not the state.

    `run`: where tasks are read, those of a plan at once.

    `到2025年，技能人才总量达16万` → number, deadline; `鼓励社会投入` → encourage.
    """
    starts = _start_years(plans)
    texts = zip(tasks["plan_id"], tasks["title"] + "。" + tasks["body"], strict=True)
    plans_of = groupby(texts, itemgetter(0))  # with tasks as they come, those of a plan together
    jobs = [(starts.get(plan), [text for _, text in own]) for plan, own in plans_of]
    readings = [_Reading(*values) for found in run(_read_plan, jobs) for values in found]
    return build_table("commitment", _list_judged(tasks, targets, assignments, readings))


def judge_one_plan(
    tasks: Columns, targets: Columns, assignments: Columns, start: int | None = None
) -> Columns:
    """The rows of `judge_commitment` for one plan, from its own rows; `start`: its first year."""
    texts = [f"{title}。{body}" for title, body in zip(tasks["title"], tasks["body"], strict=True)]
    return _list_judged(tasks, targets, assignments, _read_plan((start, texts)))


def _list_judged(
    tasks: _Cells, targets: _Cells, assignments: _Cells, readings: Sequence[_Reading]
) -> Columns:
    """What binds each task, by what its text gives and by its targets and assignments."""
    task_ids = list(tasks["task_id"])
    stated = tasks["deadline"] if "deadline" in tasks else [""] * len(task_ids)
    dated = [[text] if _DATED.search(text) else [] for text in stated]
    quotes = _group(targets, "quote", ("kind", "target"))
    leads, scopes = (_group(assignments, name, ("role", "lead")) for name in ("name", "scope"))
    named = set(assignments["task_id"])
    return {
        "task_id": task_ids,
        "plan_id": list(tasks["plan_id"]),
        "has_number": [task in quotes for task in task_ids],
        "has_deadline": [
            bool(reading.deadlines or own) for reading, own in zip(readings, dated, strict=True)
        ],
        "has_lead": [task in leads for task in task_ids],
        "has_cadence": [bool(reading.cadences) for reading in readings],
        "modality": [choose_modality(reading.counts) for reading in readings],
        "evidence": [
            _join_evidence(quotes.get(task, []), own, leads.get(task, []), reading)
            for task, own, reading in zip(task_ids, dated, readings, strict=True)
        ],
        "lead_scope": [scopes.get(task, ("",))[0] for task in task_ids],
        "has_responsible": [task in named for task in task_ids],
        "has_standing": [bool(reading.standing) for reading in readings],
        **_count_clauses(readings),
    }


def _count_clauses(readings: Sequence[_Reading]) -> Columns:
    """Of each task its clauses by what governs them, and by whom they bind."""
    counts = [reading.counts for reading in readings]
    return {
        "clauses": [sum(count.values()) for count in counts],
        **{name: [count.get(name, 0) for count in counts] for name in MODALITIES},
        "unmarked": [count.get("", 0) for count in counts],
        "actor": [choose_actor(reading.actors) for reading in readings],
        **{name: [reading.actors.get(name, 0) for reading in readings] for name in ACTORS},
        "must_others": [reading.must_others for reading in readings],
    }


class _Reading(NamedTuple):
    """What the text of one task gives; `counts`: clauses by modality, `actors`: by who is bound."""

    deadlines: list[str]
    cadences: list[str]
    standing: list[str]
    words: list[str]
    counts: dict[str, int]
    actors: dict[str, int]
    must_others: int


def _read_plan(job: _Job) -> list[_Reading]:
    start, texts = job
    return [_read_text(blank_names(text), start) for text in texts]


def _read_text(masked: str, start: int | None) -> _Reading:
    clauses = [clause for _, governed in govern_sentences(masked) for clause in governed]
    return _Reading(
        find_deadlines(masked, start),
        [m.group() for m in _CADENCE.finditer(masked)],
        [m.group() for m in _STANDING.finditer(masked)],
        list(dict.fromkeys([clause.word for clause in clauses if not clause.inherited])),
        dict(Counter([clause.modality for clause in clauses])),
        dict(Counter([clause.actor for clause in clauses if clause.actor])),
        sum([clause.modality == "must" and clause.actor in OTHERS for clause in clauses]),
    )


def find_deadlines(text: str, start: int | None = None) -> list[str]:
    """The phrases by which something is to be met: `到2025年建成` → 2025年; none before `start`."""
    return [m.group() for m in _DEADLINE.finditer(text) if not _is_past(m, start)]


def _is_past(match: re.Match[str], start: int | None) -> bool:
    if start is None:
        return False
    if match["year"]:
        return int(match["year"]) < start
    return bool(match["plan"]) and find_plan_years(match["plan"])[1] < start


def choose_modality(counts: Mapping[str, int]) -> str:
    """The modality of most clauses, ties to the stronger; empty where no clause has any."""
    best = max(MODALITIES, key=lambda name: (counts.get(name, 0), -MODALITIES.index(name)))
    return best if counts.get(best, 0) else ""


def choose_actor(counts: Mapping[str, int]) -> str:
    """Whom most clauses that name an actor bind, ties to the earlier of ACTORS; else empty."""
    return max(ACTORS, key=lambda name: counts.get(name, 0)) if counts else ""


def _start_years(plans: pd.DataFrame | None) -> dict[str, int]:
    if plans is None:
        return {}
    known = plans[plans["period_start"].notna()]
    return {
        str(plan): int(year)
        for plan, year in zip(known["plan_id"], known["period_start"], strict=True)
    }


def _group(rows: _Cells, column: str, where: tuple[str, str]) -> dict[str, list[str]]:
    """task_id → values of a column in order, of rows that have this value in that column."""
    name, wanted = where
    grouped: dict[str, list[str]] = {}
    for task_id, value, own in zip(rows["task_id"], rows[column], rows[name], strict=True):
        if own == wanted:
            grouped.setdefault(task_id, []).append(value)
    return grouped


def _join_evidence(
    quotes: Sequence[str], dated: Sequence[str], leads: Sequence[str], own: _Reading
) -> str:
    words = [*quotes, *own.deadlines, *dated, *leads, *own.cadences, *own.standing, *own.words]
    return ";".join(dict.fromkeys(filter(None, words)))
