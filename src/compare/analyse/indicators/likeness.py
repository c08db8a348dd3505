"""What makes two quantities of one indicator like each other: whose, what, over what time, in what unit.

A level stands at a moment; what is added or done adds up over a time (`新增就业`, `完成营造林`), and
five years of it say nothing of one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from compare.extract.targets.completing import names_built
from compare.language.digits import DIGITS
from compare.language.numbers import to_number
from compare.language.periods import FIVE_YEAR_PLAN, YEAR, find_plan_years
from compare.lookups import cache_by_lookups, read_lookup

Row = dict[str, Any]
Kind = tuple[str, str, str, str]
_BEFORE_PACE = re.compile(r"[每年]|至少|不少于|不低于|\d")
INTERVAL = re.compile(rf"年均|每(?:季度?|半年|月|周|学期|[两{DIGITS[1:]}\d]{{1,2}}年|年)")
_A_HEAD = re.compile("[人户]均|平均|每|率$|增速|比例|降幅")
_CHANGES = frozenset({"change", "rate_of_change", "multiple"})
_PERIOD = re.compile(
    rf"{FIVE_YEAR_PLAN}|(?P<first>{YEAR})\D{{1,4}}(?P<last>{YEAR})|(?P<years>[\d{DIGITS}]{{1,2}})年"
)
RATIOS = frozenset({"%", "‰", "百分点", "个百分点"})


def list_cells(frame: pd.DataFrame) -> list[Row]:
    """The rows of a table; an empty cell is None."""
    columns = (_list_column(frame[name]) for name in frame)
    names = [str(name) for name in frame]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _list_column(values: pd.Series[Any]) -> list[Any]:
    if not values.hasnans:
        return values.tolist()
    both = zip(values.tolist(), values.isna().tolist(), strict=True)
    return [None if is_empty else value for value, is_empty in both]


def describe_kind(row: Row) -> Kind:
    """(owner, measure, time, folded unit) – what is subtracted only from its like.

    `产值达到200亿元` → own, level, "", 元; `年均增长5%` → own, rate_of_change, annual_average, %.
    """
    owner, measure, unit = (str(row.get(name) or "") for name in ("owner", "measure", "unit_si"))
    return owner, measure, tell_time(row), unit


def tell_time(row: Row) -> str:
    """Over what time a quantity counts, empty for a moment or for the one year it is for.

    annual_average, cumulative (累计; “十四五”期间 → cumulative 5), `on_year 2020` where it is compared with an
    earlier year than the last; 每年, 每月 for what recurs.
    """
    if row.get("basis") == "annual_average":
        return "annual_average"
    if _sums_period(row):
        return f"cumulative {_measure_period(str(row.get('period') or ''))}".strip()
    basis = str(row.get("basis") or "")
    if basis.startswith("on_year") and row.get("measure") in _CHANGES:
        return "" if row["year"] and basis == f"on_year {int(row['year']) - 1}" else basis
    if row.get("unit_si") in RATIOS:
        return ""
    return find_interval(str(row.get("cadence") or ""), str(row.get("quote") or ""))


def _sums_period(row: Row) -> bool:
    """Not a share or a level of a period, which is that of its end: “十五五”时期城镇化率达到65%."""
    is_level = row.get("measure") in ("level", "share", "rank") and not adds_up(row)
    return holds_for_period(row) and (row.get("basis") == "cumulative" or not is_level)


def _measure_period(period: str) -> str:
    """How many years a period has: “十四五”期间 → 5, 2024—2026年 → 3, 三年内 → 3; empty if unsaid."""
    found = _PERIOD.search(period)
    if not found:
        return ""
    if found["years"]:
        return f"{to_number(found['years']):g}"
    years = (int(found["first"]), int(found["last"])) if found["first"] else ()
    first, last = years or find_plan_years(found["plan"])
    return str(last - first + 1)


def find_interval(cadence: str, quote: str) -> str:
    """How often, where the clause says it once: 每月; 每年 for what recurs every year, else empty."""
    if cadence not in ("annual", "standing"):
        return ""
    said = set(INTERVAL.findall(quote))
    if cadence == "annual":
        return "年均" if said == {"年均"} else "每年"
    return said.pop() if len(said) == 1 and not said & {"年均", "每年"} else ""


def read_doer(quote: str) -> str:
    """What stands before the pace or the number of a quotation: 各部门负责人每年至少… → 各部门负责人."""
    return _BEFORE_PACE.split(quote, maxsplit=1)[0]


def holds_for_period(row: Row) -> bool:
    """Whether a quantity adds up several years: 累计, or a period without a year (“十四五”期间)."""
    summed = "cumulative" in str(row.get("basis") or "")
    return summed or (bool(row.get("period")) and row["year"] is None)


def is_built(row: Row) -> bool:
    """Whether a quantity counts what is built anew of something: 新建社区食堂150个."""
    return row.get("measure") == "change" and names_built(str(row.get("indicator") or ""))


def adds_up(row: Row) -> bool:
    """Whether a quantity counts what is added or done in a time: 新增学位1.2万个, 完成营造林600万亩."""
    if row.get("unit_si") in RATIOS:
        return False
    if row.get("measure") == "change":
        return True
    quote = str(row.get("quote") or "")
    before = quote.partition(str(row.get("value_text") or "") or quote)[0]
    return bool(_accruals().search(f"{row.get('indicator') or ''} {before}"))


@cache_by_lookups()
def _accruals() -> re.Pattern[str]:
    return re.compile("|".join(row["pattern"] for row in read_lookup("accruals")))


def may_subtract(baseline: Row, target: Row) -> bool:
    """Whether the one is where the other starts from: like it and, where it adds up, of one year.

    A sum is of one year only where its own clause names that year and the aim is the next one's:
    what a review of five years says under the heading of its last may be the five years'.
    """
    if describe_kind(baseline) != describe_kind(target):
        return False
    if _sums_period(baseline) or _sums_period(target):
        return _sums_period(baseline) and tell_time(target) != "cumulative"
    if not (adds_up(baseline) or adds_up(target)):
        return True
    if baseline["year"] is None or target["year"] is None:
        return False
    return baseline.get("year_source") == "stated" and target["year"] - baseline["year"] == 1


def is_total(row: Mapping[Any, Any]) -> bool:
    """Whether a value grows with the place: 新增就业120万人, but no percentage and nothing a head.

    人均用水, 每千名老年人拥有养老床位 → False.
    """
    return str(row["unit"]) not in ("%", "％") and not _A_HEAD.search(str(row["indicator"]))
