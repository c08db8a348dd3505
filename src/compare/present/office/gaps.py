"""The targets of both sides on the one page: what can be subtracted, beside the plan above."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from compare.analyse.indicators import keep_compared, read_references
from compare.language.periods import MOMENT
from compare.present.office.part import Part
from compare.present.office.places import bracket
from compare.present.office.sheet import COUNTED, INDICATOR, ROUTINES, SUBTRACTED, SideRow
from compare.present.office.viewpoint import Viewpoint, name_sides
from compare.present.wording.addresses import cite_spans
from compare.present.wording.findings.finding import Tables
from compare.present.wording.stated import format_baseline
from compare.present.wording.texts import phrase

MOST_INDICATORS = 4


def compare_targets(tables: Tables, rows: Sequence[SideRow], view: Viewpoint) -> Part:
    """Targets that both state, those of one year first; what is done every year alike is no gap.

    The column of the plan above is left out where nothing is on record.
    """
    sides = name_sides(view)
    head = phrase("onepage.head.gaps", view.lang, **sides)
    shared = select_gaps(rows)
    if not shared:
        return Part(head, phrase("onepage.gaps.none", view.lang, **sides))
    unknown = phrase("office.no_upper", view.lang)
    known = any(row.upper not in ("", unknown) for row in shared[:MOST_INDICATORS])
    columns = [
        "indicator",
        "ours",
        "theirs",
        *(["upper" if view.upper else "reference"] * known),
        "gap",
    ]
    heads = [phrase(f"onepage.gaps.{name}", view.lang, **sides) for name in columns]
    table = [_lay_indicator(row, known, view) for row in shared[:MOST_INDICATORS]]
    lines = [start] if (start := tell_starts(tables, shared[0], view)) else []
    more = len(shared) - MOST_INDICATORS
    if more > 0:
        lines.append(phrase("onepage.gaps.more", view.lang, **sides, n=more))
    if any(row.is_total and row.apart in COUNTED for row in shared[:MOST_INDICATORS]):
        lines.append(phrase("onepage.gaps.size", view.lang))
    finding, place = _tell_difference(shared, view), _place_sides(shared[0], view)
    widths = (2, 1.8, 1.8, 1.6, 1.4) if known else (2, 2, 2, 1.4)
    note = "" if view.upper or not known else _cite_reference(shared, view)
    return Part(head, finding, place, heads, table, lines, widths, note)


def select_gaps(rows: Sequence[SideRow]) -> list[SideRow]:
    """Indicators of both sides, the subtracted first; routines that differ in nothing, or in who
    does them, are left out."""
    shared = [row for row in rows if row.kind == INDICATOR and row.state == "both"]
    told = [row for row in shared if row.cadence not in ROUTINES or row.apart in SUBTRACTED[1:]]
    order = {"below": 0, "above": 0, "equal": 1}
    return sorted(told, key=lambda row: (row.cadence in ROUTINES, order.get(row.apart, 2)))


def word_first_gap(rows: Sequence[SideRow], view: Viewpoint, most: int) -> str:
    """公民具备科学素质的比例（2025年）：我市力争达到20%，太仓力争达到23%，低3个百分点.

    Without the difference where the whole is longer than `most`; "" where nothing is subtracted.
    """
    for row in select_gaps(rows):
        if row.apart in SUBTRACTED:
            ours, theirs = (_drop_year(text) for text in (row.ours, row.theirs))
            year = phrase("practice.year", view.lang, year=row.years[0]) if row.years[0] else ""
            brackets = phrase("mark.brackets", view.lang, text=year) if year else ""
            values = {"ours": ours, "theirs": theirs, **name_sides(view)}
            told = phrase("onepage.gaps", view.lang, name=row.subject + brackets, **values)
            whole = phrase("mark.comma", view.lang).join((told, row.difference))
            return whole if len(whole) <= most else told
    return ""


def _tell_difference(shared: Sequence[SideRow], view: Viewpoint) -> str:
    """公民具备科学素质的比例（2025年目标）：我市比太仓低3个百分点, of the first that is subtracted."""
    sides = name_sides(view)
    for row in shared:
        if row.apart in SUBTRACTED:
            aim = phrase("onepage.gaps.aim", view.lang)
            if row.years[0]:
                aim = phrase("onepage.gaps.aim.dated", view.lang, year=row.years[0])
            aim = phrase("mark.brackets", view.lang, text=aim)
            values = {"name": row.subject + aim, "difference": row.difference}
            return phrase(f"onepage.gaps.{row.apart}", view.lang, **sides, **values)
    return phrase("onepage.gaps.unlike", view.lang, **sides, n=len(shared))


def _place_sides(row: SideRow, view: Viewpoint) -> str:
    """〔我市：二、（三）；太仓：三、（三）〕 where a difference is told."""
    if row.apart not in SUBTRACTED or not (row.our_place and row.their_place):
        return ""
    told = [
        phrase("onepage.place", view.lang, name=view.names[plan], places=place)
        for plan, place in ((view.our, row.our_place), (view.other, row.their_place))
    ]
    joined = phrase("mark.semicolon", view.lang).join(told)
    return f"〔{joined}〕"


def _drop_year(text: str) -> str:
    return text.rpartition("（")[0] or text.rpartition(" (")[0] or text


def _lay_indicator(row: SideRow, known: bool, view: Viewpoint) -> list[str]:
    sides = bracket(row.ours, row.our_place), bracket(row.theirs, row.their_place)
    return [
        row.subject,
        *sides,
        *([row.upper.partition(phrase("mark.colon", view.lang))[0]] * known),
        row.difference,
    ]


def _cite_reference(shared: Sequence[SideRow], view: Viewpoint) -> str:
    """参照：国务院《…纲要》（国发〔2021〕9号）2025年目标, where a value is taken from the lookup."""
    sources = [str(r["source"]) for r in read_references().to_dict("records")]
    used = [s for s in sources if any(row.upper.endswith(s) for row in shared[:MOST_INDICATORS])]
    joined = phrase("mark.semicolon", view.lang).join(dict.fromkeys(used))
    return phrase("onepage.gaps.source", view.lang, source=joined) if used else ""


def tell_starts(tables: Tables, row: SideRow, view: Viewpoint) -> str:
    """“十三五”期末（各方案自述）：我市14%〔一〕，太仓16.7%〔一〕, where both state where they start from.

    Where they say it of different times, or of none, each bears its own.
    """
    numbers = keep_compared(tables["indicators"])
    own = numbers[numbers["indicator_id"] == row.indicator]
    starts: dict[str, Any] = {r["plan_id"]: r for r in own.to_dict("records")}
    found = [starts.get(plan) for plan in (view.our, view.other)]
    known = [r for r in found if r and r["baseline_value"] == r["baseline_value"]]
    if len(known) < len(found):
        return ""
    told = [_read_start(tables, r) for r in known]
    times = {time for time, _ in told}
    same = len(times) == 1 and "" not in times
    texts = [
        bracket(
            view.names[r["plan_id"]] + _write_start(r, "" if same else time, same, view.lang), place
        )
        for r, (time, place) in zip(known, told, strict=True)
    ]
    when = told[0][0] if same else phrase("onepage.gaps.start", view.lang)
    joined = phrase("mark.comma", view.lang).join(texts)
    return phrase("onepage.gaps.starts", view.lang, when=when, starts=joined)


def _write_start(row: Mapping[str, Any], time: str, same: bool, lang: str) -> str:
    """14%, or where the two are not of one time 14%（“十三五”期末）, else with its year."""
    bare = {**row, "baseline_year": None} if same or time else row
    value = phrase("mark.space", lang) + format_baseline(bare, lang)
    return value + (phrase("mark.brackets", lang, text=time) if time else "")


def _read_start(tables: Tables, row: Mapping[str, Any]) -> tuple[str, str]:
    """The words for its time that a baseline begins with, and its address; "" for what is unknown."""
    targets = tables["targets"]
    same = targets["plan_id"] == row["plan_id"]
    for name, value in (("indicator_id", "indicator_id"), ("value", "baseline_value")):
        same &= targets[name] == row[value]
    found = targets[same & (targets["kind"] == "baseline")].head(1)
    if found.empty:
        return "", ""
    said = re.match(MOMENT, str(found["quote"].iloc[0]))
    return said[0] if said else "", cite_spans(found, tables["outline"])[0]
