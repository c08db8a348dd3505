"""Years and periods stated in a text: `到2025年`, `“十三五”期末` → 2020, `5年内` → a period."""

from __future__ import annotations

import re
from dataclasses import dataclass

from compare.language.periods import AT_END, DASH, DURING, FIVE_YEAR_PLAN, YEAR, find_plan_years

_DASH = rf"[{DASH}至到]"
_YEAR = re.compile(
    r"(?=[\d“\"用未今力通再一二两三四五六七八九十])(?:"
    rf"(?P<from>{YEAR})年?{_DASH}{{1,2}}(?P<to>{YEAR})年(?:期间)?"
    rf"|(?P<year>{YEAR})年(?P<tail>底前|末前|年底前|底|末|前|目标|远景目标|度)?"
    rf"|[“\"]?{FIVE_YEAR_PLAN}[”\"]?(?P<part>{AT_END}|{DURING})"
    rf"|(?P<span>(?:用|未来|今后|力争|通过|再用)?(?:\d{{1,2}}(?:{_DASH}\d{{1,2}})?|[一二两三四五六七八九十]{{1,2}})年"
    r"(?:内|左右(?:时间)?|时间|的?努力|间|累计)))"
)
_MAY_HOLD = re.compile(r"\d年|五[”\"]?[期末时规]|年[内左时的努间累]")
_SINCE = re.compile(r"\s*(?:起|以来|开始|启动)")
_NO_YEAR = re.compile(
    rf"\s*(?:{_DASH}(?!年)|\d{{1,2}}月\d{{1,2}}日|版|第|度?国|以前|之前|规划|考评|重点)"
)
_BASE = re.compile(r"(?:比|较|与|相比|相较于?|同比)$")
_IN_RANGE = re.compile(r"[-—–~～]$|[\d年]至$")
_FROM = re.compile(r"[自从〔]$")
_LEVEL_FROM = re.compile(r"[由从]$")
_RISES = re.compile(
    r"的?[\d.]+[^\d，。；]{0,5}?(?:提高|提升|增加|增长|扩大|上升|压缩|压减|缩短|下降|降|减少|精简|增|升)"
)


@dataclass(frozen=True)
class Year:
    """A year (`value`) or a period as written (`period`) and where it stands.

    `is_target`: it can hold for what follows in later sentences; `is_base`: it only says what is
    compared with. A starting year (`2024年起`) has neither value nor period: it ends the hold of the
    year before it.
    """

    start: int
    end: int
    value: int | None
    period: str
    is_target: bool
    is_base: bool = False


def find_years(text: str) -> list[Year]:
    """Years of a text in order."""
    if not _MAY_HOLD.search(text):
        return []
    return [year for found in _YEAR.finditer(text) if (year := _read(found, text))]


def _read(found: re.Match[str], text: str) -> Year | None:
    start, end = found.span()
    before = text[max(0, start - 3) : start]
    rises = _LEVEL_FROM.search(before) and _RISES.match(text, end)  # 由2023年的48%提高到65%
    is_base = bool(rises or _BASE.search(before))
    if found["from"] or found["span"]:
        return Year(start, end, None, found[0], True)
    if found["year"]:
        if not rises and (_SINCE.match(text, end) or _FROM.search(before)):
            return Year(start, end, None, "", False)
        if _NO_YEAR.match(text, end) or _IN_RANGE.search(before):
            return None
        is_past = before.endswith("截至") or before.endswith("截止")
        return Year(start, end, int(found["year"]), "", not (is_base or is_past), is_base)
    if found["part"] in DURING.split("|"):
        return Year(start, end, None, found[0], True, is_base)
    return Year(start, end, find_plan_years(found["plan"])[1], "", True, is_base)
