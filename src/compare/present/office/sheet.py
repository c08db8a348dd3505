"""The side-by-side table (对照表): indicator by indicator and task by task, ours beside theirs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from compare.analyse.alignment import UNCERTAIN
from compare.analyse.indicators import keep_compared, read_doer, read_references
from compare.analyse.indicators.likeness import is_total
from compare.analyse.practices import PARTIAL, UNWRITTEN, judge_lines
from compare.analyse.practices.basis import find_common_subject
from compare.lookups import read_lookup
from compare.present.office.duties import word_duties
from compare.present.office.practices import Practice, join_words, word_practices
from compare.present.office.viewpoint import Viewpoint
from compare.present.wording.addresses import cite_spans, cite_tasks
from compare.present.wording.findings.finding import Tables
from compare.present.wording.labels import name_thing
from compare.present.wording.numbers import (
    format_number,
    format_quantity,
    format_year,
    label_pace,
    read_number,
)
from compare.present.wording.stated import format_target
from compare.present.wording.texts import clip, phrase

INDICATOR, TASK = "indicator", "task"
SUBTRACTED = ("equal", "above", "below")
POINTS = ("%", "％")
COUNTED = {"above": "more", "below": "fewer"}  # of things rather than percentages
ALIKE = ("unit", "owner", "cadence", "measure")  # what two targets have to have in common
SHOWN = 81  # characters of a task's words
ROUTINES = ("annual", "standing")


@dataclass(frozen=True)
class SideRow:
    """A line of a meeting: what it is about, the words of each side with their place, the difference.

    `state` of a task as `judge_lines` has it; of an indicator both, ours, theirs, or uncertain.
    `difference` of a task says what shows it.
    """

    kind: str
    subject: str
    ours: str
    theirs: str
    upper: str
    difference: str
    state: str
    our_place: str = ""
    their_place: str = ""
    our_duties: str = ""
    their_duties: str = ""
    our_task: str = ""
    their_task: str = ""
    years: tuple[int | None, int | None] = (None, None)
    indicator: str = ""
    cadence: str = ""
    apart: str = ""
    target: str = ""
    name: str = ""  # of an indicator, in Chinese
    is_total: bool = False  # of an indicator: its value grows with the place


def compare_sides(tables: Tables, sources: Mapping[str, str], view: Viewpoint) -> list[SideRow]:
    """All lines: indicators that either side puts a number to, then our tasks, then only theirs."""
    targets = tables["targets"]
    stated = dict(zip(targets["target_id"], cite_spans(targets, tables["outline"]), strict=True))
    indicators = doubt_names(list(_compare_indicators(tables, stated, view)), view)
    return [*indicators, *_compare_tasks(tables, sources, view)]


def doubt_names(rows: Sequence[SideRow], view: Viewpoint) -> list[SideRow]:
    """The indicators; one of a single side is to be checked where the other has a name that is half
    the same: 镇街综合养老服务中心覆盖率, 街道综合养老服务中心覆盖率."""
    doubt = phrase("office.difference.names", view.lang)
    return [
        replace(row, state=UNCERTAIN, difference=doubt)
        if row.state != "both" and _is_named_alike(row, rows)
        else row
        for row in rows
    ]


def _is_named_alike(row: SideRow, rows: Sequence[SideRow]) -> bool:
    others = (own.name or own.subject for own in rows if own.state != row.state)
    return any(find_common_subject(row.name or row.subject, other) for other in others)


def list_lines(rows: Sequence[SideRow]) -> list[tuple[str, str, str]]:
    """(our task, their task, state) of the lines of tasks, as `judge_lines` has them."""
    return [(row.our_task, row.their_task, row.state) for row in rows if row.kind == TASK]


def _compare_indicators(
    tables: Tables, places: Mapping[str, str], view: Viewpoint
) -> Iterator[SideRow]:
    """Those of both sides first; of one indicator the one row compared per plan."""
    numbers = keep_compared(tables["indicators"])
    by_plan = {
        plan: {
            row["indicator_id"]: row for row in part.to_dict("records") if _state(row, view.lang)
        }
        for plan, part in numbers.groupby("plan_id", sort=False)
    }
    ours, theirs = by_plan.get(view.our, {}), by_plan.get(view.other, {})
    both = [name for name in ours if name in theirs]
    rest = [name for name in [*ours, *theirs] if name not in both]
    for name in [*both, *rest]:
        sides = ours.get(name), theirs.get(name)
        upper = by_plan.get(view.upper, {}).get(name)
        known = next(row for row in sides if row)
        cited = [places.get(str(row["target_id"]), "") if row else "" for row in sides]
        yield SideRow(
            kind=INDICATOR,
            subject=name_thing(known, "indicator", view.lang),
            ours=_state(sides[0], view.lang),
            theirs=_state(sides[1], view.lang),
            upper=_state(upper, view.lang) if upper else _refer(name, sides, view.lang),
            difference=measure_difference(*sides, view.lang),
            state="both" if all(sides) else "ours" if sides[0] else "theirs",
            our_place=cited[0],
            their_place=cited[1],
            years=(_read_year(sides[0]), _read_year(sides[1])),
            indicator=str(name),
            cadence=str(known["cadence"]),
            target=str(known["target_id"]),
            name=str(known["indicator"]),
            is_total=is_total(known),
            apart=judge_difference(ours[name], theirs[name]) if all(sides) else "",
        )


def _read_year(row: Mapping[Any, Any] | None) -> int | None:
    year = row.get("target_year") if row else None
    return None if year is None or pd.isna(year) else int(year)


def _state(row: Mapping[Any, Any] | None, lang: str) -> str:
    """力争达到20%（2025）, 与经济增长同步; empty where the plan states no aim."""
    stated = format_target(row, lang) if row else ""
    return stated + format_year(row["target_year"], lang) if row and stated else ""


def _refer(indicator: str, sides: tuple[Any, ...], lang: str) -> str:
    """What a reference of the lookup says for the year of one of the sides, with its source."""
    years = {row["target_year"] for row in sides if row}
    for reference in read_references().to_dict("records"):
        if reference["indicator_id"] == indicator and reference["year"] in years:
            value = format_target({**reference, "aspirational": False}, lang)
            stated = value + format_year(reference["year"], lang)
            return phrase("office.reference", lang, value=stated, source=reference["source"])
    return phrase("office.no_upper", lang)


def measure_difference(
    ours: Mapping[Any, Any] | None, theirs: Mapping[Any, Any] | None, lang: str
) -> str:
    """Ours less theirs, only between targets of one year, owner and unit: 低3个百分点.

    Of what is done again and again the quotations have to name the same doer: 各部门负责人每年 …
    and 各板块负责人每年 … are not compared. A later target that is still lower is told. Of a range
    both ends are subtracted: 7% against 4.5–5% is 高2–2.5个百分点.
    """
    if not ours or not theirs:
        return ""
    kind = judge_difference(ours, theirs)
    values: dict[str, Any] = {}
    if kind in SUBTRACTED:
        gaps = sorted({abs(gap) for gap in _subtract(ours, theirs)})
        unit = str(ours["unit"])
        points = unit in POINTS
        least = f"{format_number(gaps[0])}–" if len(gaps) > 1 else ""
        label = format_number(gaps[-1]) + phrase("mark.space", lang) + label_pace(unit, lang)
        values = {"value": least + (label if points else format_quantity(gaps[-1], unit, lang))}
        kind = kind if points else COUNTED.get(kind, kind)
    elif kind == "still":
        values = {"ours": int(ours["target_year"]), "theirs": int(theirs["target_year"])}
    return phrase(f"office.difference.{kind}", lang, **values)


def judge_difference(ours: Mapping[Any, Any], theirs: Mapping[Any, Any]) -> str:
    """equal, above, below – or why there is no difference: open (no value), unlike (in one of ALIKE),
    subject (other doers), years, still (the later target is the lower one), overlap (of ranges)."""
    values = read_number(ours["target_value"]), read_number(theirs["target_value"])
    if values[0] is None or values[1] is None:
        return "open"
    if any(str(ours.get(name)) != str(theirs.get(name)) for name in ALIKE):
        return "unlike"
    if str(ours["cadence"]) in ROUTINES and read_doer(str(ours.get("quote", ""))) != read_doer(
        str(theirs.get("quote", ""))
    ):
        return "subject"
    (least, most), years = _subtract(ours, theirs), (_read_year(ours), _read_year(theirs))
    if years[0] != years[1]:
        later = None not in years and years[0] > years[1]  # type: ignore[operator]
        return "still" if later and most < 0 and not _says_change(theirs) else "years"
    if _read_range(ours) == _read_range(theirs):
        return "equal"
    return "above" if least > 0 else "below" if most < 0 else "overlap"


def _says_change(row: Mapping[Any, Any]) -> bool:
    """Whether a target is a change (增长7%以上), of which a later one may well be the lower."""
    said = str(row.get("comparator") or "")
    rules = (r for r in read_lookup("comparators") if r["sense"] in ("rises_by", "falls_by"))
    return any(said.startswith(rule["phrase"]) for rule in rules)


def _subtract(ours: Mapping[Any, Any], theirs: Mapping[Any, Any]) -> tuple[float, float]:
    """The least and the most by which ours is above theirs; of two like ranges nothing."""
    own, other = _read_range(ours), _read_range(theirs)
    return (0.0, 0.0) if own == other else (own[0] - other[1], own[1] - other[0])


def _read_range(row: Mapping[Any, Any]) -> tuple[float, float]:
    """Both ends of a target; of a single value twice the same."""
    value, high = float(row["target_value"]), read_number(row.get("value_high"))
    return value, value if high is None else high


def _compare_tasks(
    tables: Tables, sources: Mapping[str, str], view: Viewpoint
) -> Iterator[SideRow]:
    rows = {row["task_id"]: row for row in tables["tasks"].to_dict("records")}
    places = cite_tasks(tables["tasks"], sources, view.lang)
    writer = _Lines(places, tables, explain_tasks(tables, sources, view), view.lang)
    for ours, theirs, state in judge_lines(tables, sources, view.our, view.other):
        yield writer.write(rows.get(ours), rows.get(theirs), state)


def explain_tasks(
    tables: Tables, sources: Mapping[str, str], view: Viewpoint
) -> dict[str, Practice]:
    """Task of either side → what is said of it as a practice, where it is one."""
    mirrored = view.turn()
    return {
        task: practice
        for side in (view, mirrored)
        for practice in word_practices(tables, sources, side)
        for task in practice.task_ids
    }


class _Lines:
    """What a line of tasks is worded from."""

    def __init__(
        self, places: Mapping[str, str], tables: Tables, told: Mapping[str, Practice], lang: str
    ) -> None:
        self.places, self.told, self.lang = places, told, lang
        self.duties = word_duties(tables["assignments"], lang)

    def write(
        self, ours: Mapping[Any, Any] | None, theirs: Mapping[Any, Any] | None, state: str
    ) -> SideRow:
        ids = [str(row["task_id"]) if row else "" for row in (ours, theirs)]
        found = [self.told[name] for name in ids if name in self.told]
        if state == PARTIAL:
            found = [practice for practice in found if practice.state == UNWRITTEN]
        elif all(ids):
            found = []
        return SideRow(
            TASK,
            str((ours or theirs or {})["section_title"]),
            _word_task(ours),
            _word_task(theirs),
            "",
            phrase("mark.semicolon", self.lang).join(dict.fromkeys(p.why for p in found)),
            state,
            self.places.get(ids[0], ""),
            self.places.get(ids[1], ""),
            self.duties.get(ids[0], ""),
            self.duties.get(ids[1], ""),
            ids[0],
            ids[1],
        )


def _word_task(row: Mapping[Any, Any] | None) -> str:
    """The beginning of the task's words."""
    return clip(join_words(row), SHOWN) if row else ""
