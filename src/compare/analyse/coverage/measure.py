"""How much of each plan and task stands in sentences that carry a theme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from threadpoolctl import ThreadpoolController

from compare.analyse.coverage.derived import derive_frame, group_plans
from compare.analyse.coverage.frames import (
    DERIVED,
    Row,
    ThemeFrame,
    Themes,
    choose_among,
    cut_title,
    heading_of,
    list_families,
    list_key_rows,
    list_key_tasks,
    list_tops,
    of_family,
    parse_frame,
    rows_of,
)
from compare.analyse.terms import DEFAULT, Tokenizer
from compare.errors import PlanError
from compare.language.sentences import split_clauses, split_sentences
from compare.lookups import cache_by_lookups
from compare.parallel import Run, run_here
from compare.schema import Columns, Gathering, check_table, turn_rows

MINIMUM_TASKS = 5  # with fewer, drawing them again says nothing
DRAWS = 1000
MIDDLE = (0.025, 0.975)  # the ends of 95 %
SEED = 20210625
REMEMBERED_DRAWS = 64  # plans of as many tasks have the same
REMEMBERED_SENTENCES = 2**14  # plans of one family copy them

Match = dict[str, Any]
Array = np.ndarray[Any, np.dtype[Any]]

_MATCH_COLUMNS = [
    *("task_id", "plan_id", "theme_id", "level", "share"),
    *("mentions", "wordings", "in_title", "by_heading", "main"),
]


def list_task_sentences(title: str, body: str) -> list[str]:
    """The title, then the body's sentences: `甲`, `乙。丙；` → `甲`, `乙。`, `丙；`."""
    return [text[slice(*span)] for text in (title, body) for span in split_sentences(text)]


def theme_of_task(
    tasks: pd.DataFrame,
    themes: Themes | None = None,
    family: str | None = None,
    *,
    tokenizer: Tokenizer = DEFAULT,
) -> pd.DataFrame:
    """One row per key task and theme it carries, tasks in document order, themes in frame order.

    Columns: task_id, plan_id, theme_id, level; `share` of the task's characters in sentences
    that carry the theme (0–1); `mentions` of its terms; `wordings`, the different ones among
    them; `in_title`; `by_heading` (the section's heading names it; top level only); `main`, the
    task's one foremost theme of that level: its title is a term (of a derived frame), named by the
    heading, then larger share, more mentions, earlier in the frame. A task with no theme has no
    row. `themes`, `family` and `tokenizer` as in `measure_coverage`. 举办青少年科技竞赛 → a row for the theme 青少年.
    """
    rows: list[Match] = []
    for frame, plans in _pair_frames(tasks, themes, family, tokenizer):
        for part in plans.values():
            for task in part:
                matches = _match_task(task, frame)
                main = _list_main(matches)
                rows += [match | {"main": match in main} for match in matches]
    order = {task_id: place for place, task_id in enumerate(tasks["task_id"])}
    rows.sort(key=lambda row: order[row["task_id"]])
    return pd.DataFrame(rows, columns=_MATCH_COLUMNS)


def _match_task(task: Row, frame: ThemeFrame) -> list[Match]:
    """The themes one task carries, in frame order."""
    sentences = list_task_sentences(task["title"], task["body"])
    headed = {n for n in _read_sentence(frame, heading_of(task)) if frame[n].level == 1}
    said: dict[int, list[tuple[int, _Said]]] = {number: [] for number in headed}
    for sentence in sentences:
        for number, own in _read_sentence(frame, sentence).items():
            said.setdefault(number, []).append((len(sentence), own))
    titled, title = _read_sentence(frame, task["title"]), cut_title(task["title"])
    length = sum(map(len, sentences))
    found: list[Match] = []
    for number in sorted(said):
        theme = frame[number]
        is_title = theme.family == DERIVED and theme.pattern.fullmatch(title) is not None
        match = {
            "task_id": task["task_id"],
            "plan_id": task["plan_id"],
            "theme_id": theme.theme_id,
            "level": theme.level,
            "in_title": number in titled,
            "is_title": is_title,
            **_measure_theme(length, said[number], number in headed),
        }
        found.append(match)
    return found


def _list_main(matches: Sequence[Match]) -> list[Match]:
    """Of the themes that a task carries the foremost of each level."""
    levels = {match["level"] for match in matches}
    return [max((m for m in matches if m["level"] == level), key=_prominence) for level in levels]


def _prominence(match: Match) -> tuple[bool, bool, float, int]:
    return match["is_title"], match["by_heading"], match["share"], match["mentions"]


class _Said(NamedTuple):
    """What a sentence says of a theme: its terms, and the characters of the clauses they stand in."""

    words: list[str]
    clauses: int


@lru_cache(REMEMBERED_SENTENCES)
def _read_sentence(frame: ThemeFrame, text: str) -> Mapping[int, _Said]:
    """What a sentence says of each theme it carries, by the number of the theme."""
    if not (found := frame.find_words(text)):
        return {}
    parts = [text[start:end] for start, end in split_clauses(text)]
    return {
        number: _Said(words, sum(map(len, filter(frame[number].pattern.search, parts))))
        for number, words in found.items()
    }


def _measure_theme(length: int, said: Sequence[tuple[int, _Said]], by_heading: bool) -> Match:
    """What of a task of some length carries a theme, by the size of each sentence and what it says."""
    carried = length if by_heading else sum([size for size, _ in said])
    words = [word for _, own in said for word in own.words]
    return {
        "share": carried / length if length else 0.0,
        "carried": carried,
        "clauses": length if by_heading else sum([own.clauses for _, own in said]),
        "mentions": len(words),
        "wordings": len(set(words)),
        "by_heading": by_heading,
    }


def measure_coverage(
    tasks: pd.DataFrame,
    themes: Themes | None = None,
    family: str | None = None,
    *,
    tokenizer: Tokenizer = DEFAULT,
    run: Run = run_here,
) -> pd.DataFrame:
    """`coverage`: one row per plan and theme of its frame, 0 where the plan leaves it out.

    Without `themes` the reviewed lookup gives the frames: `choose_among` decides for each plan,
    and the plans that no reviewed frame fits share, by family, one derived from their own tasks (in
    words cut by `tokenizer`). A lexicon of your own (`themes`: rows or a table, see `complete_themes`) is one
    frame, taken whole for every plan. `family` takes one family for all plans.

    `score`: mentions of the theme's terms per 1,000 characters of key-task text; `share`: share of
    that text in sentences that carry the theme (0–1, may add to more than 1 over themes).
    `share_low`, `share_high`: the middle 95 % of what the share would be, were the tasks drawn again
    with replacement; empty below MINIMUM_TASKS. `share_clauses`: the share cut at commas too.
    `best_task_id`: the task with the most different wordings of the theme, then the one whose title
    names it, then the larger share of the task, then the earlier one; empty where no task names it.

    `run`: where plans are measured.

    A plan of 1,000 characters with one sentence of 60 that holds `应急科普` once: score 1, share 0.06.
    """
    order = {plan_id: place for place, plan_id in enumerate(tasks["plan_id"].unique())}
    jobs = [
        CoverJob(plan_id, own, frame)
        for frame, plans in _pair_frames(tasks, themes, family, tokenizer)
        for plan_id, own in plans.items()
    ]
    jobs.sort(key=lambda job: order[job.plan_id])
    table = Gathering("coverage")
    for found in run(_cover_plan, jobs):
        table.add(found)
    return table.build()


def cover_one_plan(plan_id: str, tasks: Columns) -> Columns:
    """The rows of `measure_coverage` for one plan, from its own tasks; none where no reviewed frame fits."""
    rows = list_key_rows(tasks)
    tops, frames = _read_reviewed()
    name = choose_among(rows, tops)
    if name not in frames:
        return turn_rows("coverage", [])
    return _cover_plan(CoverJob(plan_id, rows, frames[name]))


@cache_by_lookups()
def _read_reviewed() -> tuple[Mapping[str, ThemeFrame], Mapping[str, ThemeFrame]]:
    """The reviewed frames by family: their top themes, and the whole of each."""
    rows = rows_of(None)
    tops = list_tops(rows)
    return tops, {family: parse_frame(of_family(rows, family)) for family in tops}


def complete_coverage(
    covered: pd.DataFrame,
    tasks: pd.DataFrame,
    *,
    tokenizer: Tokenizer = DEFAULT,
    run: Run = run_here,
) -> pd.DataFrame:
    """`measure_coverage` of all tasks, where `covered` holds what `cover_one_plan` gave of each plan.

    Plans without rows there share frames derived from their tasks.
    """
    rest = tasks[~tasks["plan_id"].isin(covered["plan_id"])]
    derived = measure_coverage(rest, family=DERIVED, tokenizer=tokenizer, run=run)
    if derived.empty:
        return covered
    table = pd.concat([covered, derived], ignore_index=True)
    turn = pd.Index(tasks["plan_id"].unique()).get_indexer(table["plan_id"])
    return check_table(table.iloc[np.argsort(turn, kind="stable")], "coverage")


class CoverJob(NamedTuple):
    """A plan's key tasks, and the frame of its family."""

    plan_id: str
    tasks: Sequence[Row]
    frame: ThemeFrame


def tell_cover_job(job: CoverJob) -> str:
    """All that a plan's rows depend on, in words."""
    return repr((job.plan_id, job.tasks, job.frame.digest))


def _cover_plan(job: CoverJob) -> Columns:
    plan_id, tasks, frame = job
    lengths = {task["task_id"]: len(task["title"]) + len(task["body"]) for task in tasks}
    total = max(sum(lengths.values()), 1)
    found: dict[str, list[Match]] = {theme.theme_id: [] for theme in frame}
    for task in tasks:
        for match in _match_task(task, frame):
            found[match["theme_id"]].append(match)
    matches = [found[theme.theme_id] for theme in frame]
    ends = _find_intervals(lengths, matches)
    own = ("theme_id", "theme", "theme_en", "family")
    return {
        "plan_id": [plan_id] * len(frame),
        **{name: [getattr(theme, name) for theme in frame] for name in own},
        "score": [1000 * sum([m["mentions"] for m in of]) / total for of in matches],
        "share": [sum([m["carried"] for m in of]) / total for of in matches],
        "best_task_id": [_best_task(of) for of in matches],
        "level": [theme.level for theme in frame],
        "share_low": [low for low, _ in ends],
        "share_high": [high for _, high in ends],
        "share_clauses": [sum([m["clauses"] for m in of]) / total for of in matches],
    }


def _find_intervals(
    lengths: Mapping[str, int], found: Sequence[Sequence[Match]]
) -> list[tuple[float | None, float | None]]:
    """The ends of each theme's share over draws of as many tasks, with replacement."""
    if len(lengths) < MINIMUM_TASKS or not any(lengths.values()):
        return [(None, None)] * len(found)
    place = {task: number for number, task in enumerate(lengths)}
    carried = np.zeros((len(found), len(lengths)))
    for row, matches in enumerate(found):
        for match in matches:
            carried[row, place[match["task_id"]]] = match["carried"]
    held = carried.any(axis=1)
    weights = _draw_tasks(len(lengths)).astype(float)  # whole numbers all, and so exact
    with _find_threads().limit(limits=1):  # a second one mostly waits, and keeps a processor busy
        drawn = weights @ np.array(list(lengths.values()), dtype=float)
        shares = (carried[held] @ weights.T) / np.maximum(drawn, 1)
    ends = np.zeros((2, len(found)))
    ends[:, held] = _find_quantiles(shares, MIDDLE)
    return list(zip(*ends.tolist(), strict=True))


@cache
def _find_threads() -> ThreadpoolController:
    """Those of numpy, looked for once: that takes longer than a plan's draws."""
    return ThreadpoolController()


def _find_quantiles(rows: Array, shares: Sequence[float]) -> Array:
    """The quantiles of each row, one above the other, to the last digit as numpy has them.

    Its own way to them takes seven times as long as sorting.
    """
    ordered = np.sort(rows, axis=1)
    places = np.array(shares) * (rows.shape[1] - 1)
    below = places.astype(int)
    low, high = ordered[:, below], ordered[:, np.minimum(below + 1, rows.shape[1] - 1)]
    part = places - below
    found: Array = np.where(part < 0.5, low + (high - low) * part, high - (high - low) * (1 - part))
    return found.T


@lru_cache(REMEMBERED_DRAWS)
def _draw_tasks(tasks: int) -> Array:
    """How often each of so many tasks is drawn: rows draws, columns tasks."""
    draw = np.random.RandomState(SEED)
    weights = draw.multinomial(tasks, np.full(tasks, 1 / tasks), DRAWS)
    return weights.astype(np.min_scalar_type(tasks))


def _best_task(matches: Sequence[Match]) -> str:
    named = [match for match in matches if match["mentions"]]
    if not named:
        return ""
    best = max(named, key=lambda m: (m["wordings"], m["in_title"], m["share"]))
    return str(best["task_id"])


def _pair_frames(
    tasks: pd.DataFrame, themes: Themes | None, family: str | None, tokenizer: Tokenizer
) -> list[tuple[ThemeFrame, dict[str, list[Row]]]]:
    """Each frame in use with its plans and their key tasks; plans of one family stand together.

    Raises PlanError for a family the themes do not hold.
    """
    rows = rows_of(themes)
    if family not in (None, DERIVED, *list_families(rows)):
        raise PlanError(f"no theme is of the family {family!r}", "themes")
    plans: dict[str, list[Row]] = {plan_id: [] for plan_id in tasks["plan_id"].unique()}
    for task in list_key_tasks(tasks):
        plans[task["plan_id"]].append(task)
    if themes is not None and family is None:
        return [(parse_frame(rows), plans)]
    tops = {} if family else list_tops(rows)
    chosen = {plan: family or choose_among(own, tops) for plan, own in plans.items()}
    pairs = []
    for name in dict.fromkeys(chosen.values()):
        part = {plan: own for plan, own in plans.items() if chosen[plan] == name}
        if frame := of_family(rows, name):
            pairs.append((parse_frame(frame), part))
            continue
        for family_plans in group_plans(tasks[tasks["plan_id"].isin(part)], tokenizer):
            own = tasks[tasks["plan_id"].isin(family_plans)]
            members = {plan: part[plan] for plan in family_plans}
            pairs.append((parse_frame(derive_frame(own, tokenizer)), members))
    return pairs
