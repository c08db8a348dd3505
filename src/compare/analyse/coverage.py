"""Which themes a plan covers, and which it leaves out.

A theme frame is a list of rows (`lookups/themes.csv`: theme, family, parent, level, terms). A
sentence *carries* a theme when it holds one of the theme's terms, or one of a finer topic below
it; a top-level theme is also carried by every sentence under a heading that names it. The share
of a theme is the share of the characters of a plan's key tasks that stand in sentences carrying
it. A sentence may carry several themes, so shares may add to more than 1. No weight is taken
from the collection (no IDF), so a plan's figures do not depend on the plans beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from compare.analyse.terms import build_matrix
from compare.errors import PlanError
from compare.lookups import read_lookup
from compare.schema import build_table

DERIVED = "derived"
MINIMUM_FIT = 0.75
MINIMUM_THEMES = 0.5
MINIMUM_SIMILARITY = 0.25
DERIVED_TERMS = 8

Row = Mapping[str, Any]
Match = dict[str, Any]

_SENTENCE = re.compile(r"[^。；;！？!?]+[。；;！？!?]*")
_MATCH_COLUMNS = [
    *("task_id", "plan_id", "theme_id", "level", "share"),
    *("mentions", "wordings", "in_title", "by_heading", "main"),
]


@dataclass(frozen=True)
class Theme:
    """A theme of a frame; `pattern` holds its own terms and those of every topic below it."""

    theme_id: str
    theme: str
    theme_en: str
    family: str
    level: int
    pattern: re.Pattern[str]


def parse_frame(rows: Iterable[Row]) -> tuple[Theme, ...]:
    """The themes of a frame in its own order, topics folded into the themes above them.

    `terms` is a regular expression whose alternatives are the terms (`双减|课后服务|校外`).
    Raises PlanError for terms that are empty, match nothing or do not compile, and for a parent
    that is missing or stands in a circle.
    """
    listed = list(rows)
    parents = {row["theme_id"]: row["parent_id"] for row in listed}
    terms: dict[str, list[str]] = {theme_id: [] for theme_id in parents}
    for row in listed:
        _compile(row["theme_id"], [row["terms"]])
        for theme_id in _climb(row["theme_id"], parents):
            terms[theme_id].append(row["terms"])
    return tuple(
        Theme(
            row["theme_id"],
            row["theme"],
            row["theme_en"],
            row["family"],
            int(row["level"]),
            _compile(row["theme_id"], terms[row["theme_id"]]),
        )
        for row in listed
    )


def _climb(theme_id: str, parents: Mapping[str, str]) -> list[str]:
    """The theme and all themes above it."""
    path = [theme_id]
    while parent := parents[path[-1]]:
        if parent in path or parent not in parents:
            raise PlanError(f"parent {parent!r} is missing or in a circle", f"theme {theme_id}")
        path.append(parent)
    return path


def _compile(theme_id: str, terms: Sequence[str]) -> re.Pattern[str]:
    try:
        pattern = re.compile("|".join(terms))
    except re.error as error:
        raise PlanError(
            f"terms are no regular expression ({error})", f"theme {theme_id}"
        ) from error
    if pattern.match(""):
        raise PlanError("terms are empty or match the empty text", f"theme {theme_id}")
    return pattern


def split_sentences(title: str, body: str) -> list[str]:
    """The title, then the body's sentences: `甲`, `乙。丙；` → `甲`, `乙。`, `丙；`."""
    return [part for text in (title, body) for part in _SENTENCE.findall(text)]


def theme_of_task(
    tasks: pd.DataFrame, themes: Iterable[Row] | None = None, family: str | None = None
) -> pd.DataFrame:
    """One row per key task and theme it carries, tasks in document order, themes in frame order.

    Columns: task_id, plan_id, theme_id, level; `share` of the task's characters in sentences
    that carry the theme (0–1); `mentions` of its terms; `wordings`, the different ones among
    them; `in_title`; `by_heading` (the section's heading names it; top level only); `main`, the
    task's one foremost theme of that level: named by the heading, then larger share, more
    mentions, earlier in the frame. A task with no theme has no row.
    """
    rows: list[Match] = []
    for frame, part in _pair_frames(tasks, _rows_of(themes), family):
        for task in _list_key_tasks(part):
            rows += _match_task(task, frame)
    order = {task_id: place for place, task_id in enumerate(tasks["task_id"])}
    rows.sort(key=lambda row: order[row["task_id"]])
    return pd.DataFrame(rows, columns=_MATCH_COLUMNS)


def _match_task(task: Row, frame: Sequence[Theme]) -> list[Match]:
    """The themes one task carries, in frame order, the main one of each level marked."""
    sentences = split_sentences(task["title"], task["body"])
    heading = _heading_of(task)
    found = [
        match
        for theme in frame
        if (match := _match_theme(sentences, task["title"], heading, theme)) is not None
    ]
    for level in {match["level"] for match in found}:
        max((match for match in found if match["level"] == level), key=_prominence)["main"] = True
    return [{"task_id": task["task_id"], "plan_id": task["plan_id"], **match} for match in found]


def _prominence(match: Match) -> tuple[bool, float, int]:
    return match["by_heading"], match["share"], match["mentions"]


def _match_theme(sentences: Sequence[str], title: str, heading: str, theme: Theme) -> Match | None:
    hits = [[m.group() for m in theme.pattern.finditer(text)] for text in sentences]
    by_heading = theme.level == 1 and theme.pattern.search(heading) is not None
    if not by_heading and not any(hits):
        return None
    length = sum(map(len, sentences))
    carried = sum(len(text) for text, hit in zip(sentences, hits, strict=True) if hit or by_heading)
    words = [word for hit in hits for word in hit]
    return {
        "theme_id": theme.theme_id,
        "level": theme.level,
        "share": carried / length if length else 0.0,
        "mentions": len(words),
        "wordings": len(set(words)),
        "in_title": theme.pattern.search(title) is not None,
        "by_heading": by_heading,
        "main": False,
    }


def measure_coverage(
    tasks: pd.DataFrame, themes: Iterable[Row] | None = None, family: str | None = None
) -> pd.DataFrame:
    """`coverage`: one row per plan and theme of its frame, 0 where the plan leaves it out.

    `themes` are frame rows (default: the reviewed lookup); `family` takes one family for all
    plans, else `choose_family` decides for each plan and plans that no reviewed frame fits share
    one derived from their own headings. `score`: mentions of the theme's terms per 1,000
    characters of key-task text; `share`: share of that text in sentences that carry the theme
    (0–1, may add to more than 1 over themes). `best_task_id`: the task with the most different
    wordings of the theme, then the one whose title names it, then the larger share of the task,
    then the earlier one; empty where no task names it.

    A plan of 1,000 characters with one sentence of 60 that holds `应急科普` once: score 1, share 0.06.
    """
    rows: list[Match] = []
    for frame, part in _pair_frames(tasks, _rows_of(themes), family):
        for plan_id, plan in part.groupby("plan_id", sort=False):
            rows += _cover_plan(str(plan_id), _list_key_tasks(plan), frame)
    order = {plan_id: place for place, plan_id in enumerate(tasks["plan_id"].unique())}
    rows.sort(key=lambda row: order[row["plan_id"]])
    return build_table("coverage", rows)


def _cover_plan(plan_id: str, tasks: Sequence[Row], frame: Sequence[Theme]) -> list[Match]:
    lengths = {
        task["task_id"]: sum(map(len, split_sentences(task["title"], task["body"])))
        for task in tasks
    }
    total = sum(lengths.values())
    found: dict[str, list[Match]] = {theme.theme_id: [] for theme in frame}
    for task in tasks:
        for match in _match_task(task, frame):
            found[match["theme_id"]].append(match)
    return [
        {
            "plan_id": plan_id,
            "theme_id": theme.theme_id,
            "theme": theme.theme,
            "theme_en": theme.theme_en,
            "family": theme.family,
            "score": 1000 * sum(m["mentions"] for m in matches) / total if total else 0.0,
            "share": sum(m["share"] * lengths[m["task_id"]] for m in matches) / total
            if total
            else 0.0,
            "best_task_id": _best_task(matches),
            "level": theme.level,
        }
        for theme in frame
        for matches in (found[theme.theme_id],)
    ]


def _best_task(matches: Sequence[Match]) -> str:
    named = [match for match in matches if match["mentions"]]
    if not named:
        return ""
    best = max(named, key=lambda m: (m["wordings"], m["in_title"], m["share"]))
    return str(best["task_id"])


def choose_family(tasks: pd.DataFrame, themes: Iterable[Row] | None = None) -> str:
    """The family of the reviewed frame that fits the key tasks, else `derived`.

    A frame fits when headings or titles name a top-level theme for at least MINIMUM_FIT of the
    tasks, and name at least MINIMUM_THEMES of the frame's top-level themes (a plan on farming
    alone names `农民` all over and still is of another family). Of several that fit the one
    naming most tasks, then the first in the lookup.
    """
    rows = _rows_of(themes)
    fits = {family: measure_fit(tasks, rows, family) for family in _families(rows)}
    fitting = [
        family
        for family, (named, met) in fits.items()
        if named >= MINIMUM_FIT and met >= MINIMUM_THEMES
    ]
    return max(fitting, key=lambda family: fits[family][0], default=DERIVED)


def measure_fit(tasks: pd.DataFrame, themes: Iterable[Row], family: str) -> tuple[float, float]:
    """How far headings and titles speak of a family's top-level themes, as two shares (0–1).

    The share of key tasks whose section heading or title names one of the themes, and the share
    of the themes that are named at all.
    """
    frame = [t for t in parse_frame(_of_family(themes, family)) if t.level == 1]
    texts = [f"{_heading_of(t)}\n{t['title']}" for t in _list_key_tasks(tasks)]
    named = [[theme.pattern.search(text) is not None for theme in frame] for text in texts]
    if not texts or not frame:
        return 0.0, 0.0
    return sum(map(any, named)) / len(texts), sum(map(any, zip(*named, strict=True))) / len(frame)


def _families(themes: Iterable[Row]) -> list[str]:
    return list(dict.fromkeys(row["family"] for row in themes))


def _of_family(themes: Iterable[Row], family: str) -> list[Row]:
    return [row for row in themes if row["family"] == family]


def _rows_of(themes: Iterable[Row] | None) -> list[Row]:
    return list(read_lookup("themes") if themes is None else themes)


def _list_key_tasks(tasks: pd.DataFrame) -> list[Row]:
    rows = tasks[tasks["kind"] == "key_task"].to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in rows]


def _heading_of(task: Row) -> str:
    """The section's heading, else the task's own title."""
    return str(task["section_title"] or task["title"])


def _pair_frames(
    tasks: pd.DataFrame, themes: list[Row], family: str | None
) -> list[tuple[tuple[Theme, ...], pd.DataFrame]]:
    """Each frame in use with the tasks of its plans; plans of one family stand together.

    Raises PlanError for a family the themes do not hold.
    """
    if family not in (None, DERIVED, *_families(themes)):
        raise PlanError(f"no theme is of the family {family!r}", "themes")
    plans = list(tasks["plan_id"].unique())
    chosen = {
        plan: family or choose_family(tasks[tasks["plan_id"] == plan], themes) for plan in plans
    }
    pairs = []
    for name in dict.fromkeys(chosen.values()):
        part = tasks[tasks["plan_id"].map(chosen) == name]
        rows = _of_family(themes, name) or derive_frame(part)
        pairs.append((parse_frame(rows), part))
    return pairs


def derive_frame(tasks: pd.DataFrame) -> list[dict[str, str]]:
    """A frame from the plans' own headings: one top-level theme per group of like sections.

    Sections of different plans are merged, most similar first, while their TF-IDF cosine (heading
    and task text) is at least MINIMUM_SIMILARITY and no plan stands in a group twice; ties go to
    the earlier section. A theme bears the heading of its first section; its terms are the group's
    headings and the DERIVED_TERMS heaviest of the terms that have more than half of their weight
    over all groups in it. Rows as in `lookups/themes.csv`, family `derived`, no English name.

    Two plans with `（一）培育市场主体` and `（一）培育壮大市场主体` give one theme, `培育市场主体`.
    """
    sections = _list_sections(tasks)
    if not sections:
        return []
    matrix, terms = build_matrix([section["text"] for section in sections])
    groups = _merge_sections([section["plan_id"] for section in sections], matrix)
    weights = np.vstack([_mean_rows(matrix, group) for group in groups])
    own = weights > weights.sum(axis=0) / 2
    return [
        _derive_theme([sections[i] for i in group], _own_terms(weights[g], own[g], terms))
        for g, group in enumerate(groups)
    ]


def _list_sections(tasks: pd.DataFrame) -> list[dict[str, Any]]:
    """The key-task sections in order: plan_id, section_id, headings (one, or a title each), text."""
    sections: dict[tuple[str, str], dict[str, Any]] = {}
    for task in _list_key_tasks(tasks):
        section = sections.setdefault(
            (task["plan_id"], task["section_id"]),
            {"plan_id": task["plan_id"], "id": task["section_id"], "headings": [], "text": ""},
        )
        if (heading := _heading_of(task)) not in section["headings"]:
            section["headings"].append(heading)
            section["text"] += f"{heading}\n"
        section["text"] += f"{task['title']}\n{task['body']}\n"
    return list(sections.values())


def _merge_sections(plans: Sequence[str], matrix: Any) -> list[list[int]]:
    """Positions of sections in groups, groups by first position; a plan once at most per group."""
    similarity = np.round((matrix @ matrix.T).toarray(), 9)
    pairs = [
        (-similarity[i, j], i, j)
        for i in range(len(plans))
        for j in range(i + 1, len(plans))
        if similarity[i, j] >= MINIMUM_SIMILARITY
    ]
    groups = {i: [i] for i in range(len(plans))}
    for _, i, j in sorted(pairs):
        a, b = groups[i], groups[j]
        if a is not b and not {plans[k] for k in a} & {plans[k] for k in b}:
            merged = sorted(a + b)
            groups.update(dict.fromkeys(merged, merged))
    return [group for i, group in groups.items() if group[0] == i]


def _mean_rows(matrix: Any, rows: Sequence[int]) -> np.ndarray[Any, Any]:
    return np.round(np.asarray(matrix[list(rows)].mean(axis=0)).ravel(), 9)


def _own_terms(
    weights: np.ndarray[Any, Any], own: np.ndarray[Any, Any], terms: Sequence[str]
) -> list[str]:
    """The heaviest terms of two or more characters among those `own` marks, ties by term."""
    heavy = [
        (-weight, term)
        for weight, mine, term in zip(weights, own, terms, strict=True)
        if mine and weight > 0 and len(term) > 1
    ]
    return [term for _, term in sorted(heavy)[:DERIVED_TERMS]]


def _derive_theme(sections: Sequence[Mapping[str, Any]], terms: Sequence[str]) -> dict[str, str]:
    first = sections[0]
    headings = dict.fromkeys(heading for section in sections for heading in section["headings"])
    name = re.split("[，。；]", first["headings"][0])[0]
    section_id = first["id"].removeprefix(f"{first['plan_id']}-")
    return {
        "theme_id": f"{DERIVED}-{first['plan_id']}-{section_id}",
        "theme": name,
        "theme_en": "",
        "family": DERIVED,
        "parent_id": "",
        "level": "1",
        "terms": "|".join(re.escape(term) for term in [*headings, *terms]),
        "reason": f"sections headed {', '.join(headings)}",
    }
