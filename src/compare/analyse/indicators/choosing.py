"""Which quantities may stand beside each other, and which of a plan's own is set beside the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from compare.analyse.indicators.likeness import Kind, describe_kind, is_built, may_subtract
from compare.lookups import read_lookup

Row = dict[str, Any]


def split_kinds(own: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    """The quantities of one indicator by kind: (what tells the kind from the first, its rows).

    The first kind is the one that most plans aim at, of equals the plan's own before others' and
    then by name, so that the order of the plans does not matter; it goes by the indicator's plain
    name. Another kind is listed where a plan aims at it.

    地区生产总值 4.5 % (rate_of_change) by three plans, 3 万亿元 (level) by one → ("", …) and
    ("level~元", …); a baseline of 3 万亿元 alone does not make the second. What is built anew stands
    beside what there is (`_join_built`).
    """
    kinds: dict[Kind, list[Row]] = {}
    for row in own:
        kinds.setdefault(describe_kind(row), []).append(row)
    if not kinds:
        return []
    _join_built(kinds)
    main = min(kinds, key=lambda kind: (-_count_aiming(kinds[kind]), kind[0] != "own", kind))
    others = [
        (_name_difference(kind, main), rows)
        for kind, rows in kinds.items()
        if kind != main and _count_aiming(rows)
    ]
    return [("", kinds[main]), *others]


def _join_built(kinds: dict[Kind, list[Row]]) -> None:
    """What some plans build anew joins what others aim to have: 新建社区食堂150个, 社区食堂达到90个.

    Their `measure` tells them apart and nothing is subtracted. Not where a plan states both, nor
    where a value to start from is known: from that the one is a path and the other none.
    """
    for kind in sorted(kinds):
        level: Kind = (kind[0], "level", "", kind[3])
        there = kinds.get(level, [])
        if not there or kind == level or not all(map(is_built, kinds[kind])):
            continue
        both = [*there, *kinds[kind]]
        apart = _list_aiming(there).isdisjoint(_list_aiming(kinds[kind]))
        if apart and all(row["kind"] == "target" for row in both):
            kinds[level] = both
            del kinds[kind]


def _list_aiming(rows: Iterable[Row]) -> set[str]:
    return {row["plan_id"] for row in rows if row["kind"] == "target"}


def _count_aiming(rows: Iterable[Row]) -> int:
    return len(_list_aiming(rows))


def _name_difference(kind: Kind, main: Kind) -> str:
    return "~".join(part or "-" for part, usual in zip(kind, main, strict=True) if part != usual)


def find_common_year(own: Iterable[Row]) -> int | None:
    """The year for which most plans, and at least two, have a target; of equals the earliest."""
    stated = {
        (row["plan_id"], row["year"])
        for row in own
        if row["kind"] == "target" and row["year"] is not None
    }
    uses = Counter(year for _, year in stated)
    common = max(uses, key=lambda year: (uses[year], -year), default=None)
    return common if common is not None and uses[common] > 1 else None


def list_years(mine: Iterable[Row]) -> dict[int | None, Row]:
    """Year → the plan's first target for it, in document order; an undated one has the year None."""
    years: dict[int | None, Row] = {}
    for row in mine:
        if row["kind"] == "target":
            years.setdefault(row["year"], row)
    return years


def choose_year(years: Iterable[int | None], common: int | None) -> int | None:
    """The year compared: the one that most plans share, else the plan's last; undated as a last."""
    dated = [year for year in years if year is not None]
    return common if common in dated else max(dated, default=None)


def choose_baseline(mine: Iterable[Row], target: Row | None) -> Row | None:
    """The plan's latest baseline that the target starts from; undated if none is dated.

    What was reached over a period (五年累计新增452万人) is none for the target of a year. Of one clause
    a bound that was passed tells less than the value itself: 突破2万亿元、达到23562亿元.
    """
    found = [row for row in mine if row["kind"] == "baseline"]
    if target:
        found = [row for row in found if may_subtract(row, target)]
    limit = target["year"] if target else None
    dated = [r for r in found if r["year"] is not None and (limit is None or r["year"] < limit)]
    if dated:
        latest = max(dated, key=lambda row: int(row["year"]))
        peers = (r for r in dated if (r["year"], r["quote"]) == (latest["year"], latest["quote"]))
        return (
            latest
            if not _is_bound(latest)
            else next((r for r in peers if not _is_bound(r)), latest)
        )
    return next((row for row in found if row["year"] is None), None)


def _is_bound(row: Row) -> bool:
    """Whether the value was only passed: 突破2万亿元, 超过90%."""
    said = str(row.get("comparator") or "")
    return any(said == r["phrase"] and r["sense"] == "exceeds" for r in read_lookup("comparators"))


def group_alternatives(quantities: Iterable[Row]) -> dict[tuple[str, str], list[Row]]:
    """(plan_id, alternative_group) → its quantities in document order."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in sorted(quantities, key=_find_place):
        if row.get("alternative_group"):
            groups.setdefault((row["plan_id"], row["alternative_group"]), []).append(row)
    return groups


def _find_place(row: Row) -> tuple[int, int]:
    """Where its clause begins, and where in the clause the value stands."""
    return int(row["start"]), str(row["quote"]).find(str(row.get("value_text") or ""))


Groups = Mapping[tuple[str, str], Sequence[Row]]


def find_alternatives(row: Row, groups: Groups) -> Sequence[Row]:
    """The quantities of its either-or, itself among them; none where it stands alone."""
    return groups.get((row["plan_id"], row.get("alternative_group") or ""), ())


def is_told_elsewhere(own: Sequence[Row], groups: Groups) -> bool:
    """Whether all quantities of an indicator stand behind the first of an either-or.

    1–2名科学教师或3名辅导员: the row of the teachers tells of the tutors.
    """
    behind = [find_alternatives(row, groups)[1:] for row in own]
    return bool(own) and all(row in rest for row, rest in zip(own, behind, strict=True))
