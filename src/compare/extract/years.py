"""Years and periods stated in a text: `到2025年`, `“十三五”期末` → 2020, `5年内` → a period."""

from __future__ import annotations

import re
from dataclasses import dataclass

FIRST_PLAN_END = 1957  # the first five-year plan ended in 1957; the n-th ends 5 (n - 1) years later
_ORDINALS = {w: i for i, w in enumerate("一二三四五六七八九", 1)} | {"十": 10} | {
    f"十{w}": 10 + i for i, w in enumerate("一二三四五六七八九", 1)
}
_FIVE_YEARS = r"[“\"]?(?P<plan>十?[一二三四五六七八九]|十)五[”\"]?"
_YEAR = re.compile(
    r"(?P<lead>到|至|截至|力争|争取|确保)?(?P<year>(?:19|20)\d\d)年(?P<tail>底前|末前|年底前|底|末|前|目标|远景目标|度)?"
    rf"|(?P<base>比|较|与|相比)?{_FIVE_YEARS}(?P<part>期末|末期|末|期间|时期|规划期)"
    r"|(?P<span>(?:用|未来|今后|力争|通过)?\d{1,2}(?:[-—–~～至]\d{1,2})?年(?:内|左右|时间|的?努力))"
)
_NOT_AIMED = re.compile(r"\s*(?:[—\-–~～至]|起|以来|开始|\d{1,2}月\d{1,2}日|版|第|度?国|以前|之前|规划|考评|重点)")


@dataclass(frozen=True)
class Year:
    """A year (`value`) or a period as written (`period`) and where it stands.

    `is_target`: it can hold for what follows; `is_base`: it only says what is compared with.
    """

    start: int
    end: int
    value: int | None
    period: str
    is_target: bool
    is_base: bool = False


def find_years(text: str) -> list[Year]:
    """Years of a text in order; ranges of years and starting years are no years to be met."""
    return [year for found in _YEAR.finditer(text) if (year := _read(found, text))]


def _read(found: re.Match[str], text: str) -> Year | None:
    start, end = found.span()
    if found["year"]:
        in_range = bool(re.search(r"[—\-–~～至]$", text[:start])) or bool(_NOT_AIMED.match(text, end))
        if in_range or text[max(0, start - 1) : start] in "自从〔" and start:
            return None
        before = text[max(0, start - 1) : start]
        is_base = before in ("比", "较")
        return Year(start, end, int(found["year"]), "", not is_base, is_base)
    if found["plan"]:
        is_base = found["base"] is not None
        if found["part"] in ("期间", "时期", "规划期"):
            begin = found.start() + len(found["base"] or "")
            return Year(start, end, None, text[begin:end], True, is_base)
        ends = FIRST_PLAN_END + 5 * (_ORDINALS[found["plan"]] - 1)
        return Year(start, end, _actual_end(ends), "", True, is_base)
    return Year(start, end, None, found["span"], True)


def _actual_end(counted: int) -> int:
    """The third plan began three years late: plans from the third on end in 0 or 5."""
    return counted + 3 if counted >= FIRST_PLAN_END + 10 else counted
