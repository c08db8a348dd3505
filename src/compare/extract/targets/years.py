"""Years and periods stated in a text: `到2025年`, `“十三五”期末` → 2020, `明年上半年` → a year, `5年内` → a period."""

from __future__ import annotations

import re
from dataclasses import dataclass

from compare.extract.targets.clock import NO_CLOCK, Clock, resolve
from compare.language.periods import AT_END, DASH, DURING, FIVE_YEAR_PLAN, YEAR, find_plan_years

_DASH = rf"[{DASH}至到]"
_NEAR = (
    r"(?:今年|本年度|当年|明年|后年|去年|上一?年度?(?!末|结[转余])|前年)(?:的?(?:[上下]半年|年?[底末]前?|第?[一二三四]季度|\d{1,2}月[底末]?前?))?"
    r"|(?<![\d年今明后去前上每一二两三四五六七八九十])(?:年(?:底前|末前|内|底(?=[，,、将要达实完建全前]))|[上下]半年)"
    r"|(?<![”\"五学周中])(?:规划|计划|行动)?期[末初](?!考|间|余)"
)
_YEAR = re.compile(
    r"(?=[\d“\"过这用未今力通再明后去上前本当年下期规计行一二两三四五六七八九十])(?:"
    rf"(?P<from>{YEAR})年?{_DASH}{{1,2}}(?P<to>{YEAR})年(?:期间)?"
    rf"|(?P<year>{YEAR})年(?P<tail>底前|末前|年底前|底|末|前|目标|远景目标|度)?"
    rf"|[“\"]?{FIVE_YEAR_PLAN}[”\"]?(?P<part>{AT_END}|{DURING})"
    rf"|(?P<span>(?:用|未来|今后|力争|通过|再用)?(?:\d{{1,2}}(?:{_DASH}\d{{1,2}})?|[一二两三四五六七八九十]{{1,2}})年"
    r"(?:内|左右(?:时间)?|时间|的?努力|间|累计|来)"
    r"|(?:过去|这)的?[一二两三四五六七八九十]年(?![级制轮])|(?:未来|今后)[一二两三四五六七八九十\d]{1,2}年|规划期[内间])"
    rf"|(?P<near>{_NEAR}))"
)
_MAY_HOLD = re.compile(
    r"[\d五过这年今明后去上前当本半期](?:(?<=[\d今明后去上前当半])年|(?<=五)[”\"]?[期末时规]"
    r"|(?<=[过这]).{0,3}年|(?<=年)[内左时的努间累底末来]|(?<=本)年度|(?<=期)[末初内间])|(?:未来|今后).{1,2}年"
)
_SINCE = re.compile(r"\s*(?:起|以来|开始|启动(?![\u4e00-\u9fff]*\d))")
_NO_YEAR = re.compile(
    rf"\s*(?:{_DASH}(?!年)|\d{{1,2}}月\d{{1,2}}日|版|第|度?国(?!民经济)|以前|之前|规划|考评|重点(?!任务|工作))"
)
_BASE = re.compile(r"(?:比|较|与|相比|相较于?|同比|以)$")
_VISION = re.compile(r"(?:锚定|对标|对表|着眼|瞄准|面向|聚焦|围绕|紧扣)$")
_IS_BASE = re.compile(
    r"(?:年?[底末])?的?(?:基础上?|水平|同期|为基[数准期]|基数|相比|[^，。；\d]{0,12}(?=\d[\d.]{0,6}倍)|(?:\d[\d.]*|[一二两三四五六七八九十]{1,3})[多余]?倍)"
)
_IN_RANGE = re.compile(r"[-—–~～]$|[\d年]至$")
_FROM = re.compile(r"[自从〔]$")
_LEVEL_FROM = re.compile(r"[由从]$")
_RISES = re.compile(
    r"(?:年?[底末])?的?\D{0,4}[\d.]{1,20}[^\d，。；]{0,10}?(?:[、和][\d.]{1,20}[^\d，。；]{0,10}?)?(?:，?分别)?(?:提高|提升|增加|增长|扩大|上升|压缩|压减|缩短|下降|降|减少|精简|增|升)"
)


@dataclass(frozen=True)
class Year:
    """A year (`value`) or a period as written (`period`) and where it stands.

    `is_target`: it can hold for what follows in later sentences; `is_base`: it only says what is
    compared with (`compares`) or what is looked towards. A starting year (`2024年起`) has neither
    value nor period: it ends the hold of the year before it. `ends`: the last year of a period;
    `source`: stated, or document where the document's own date gives the year. `五年累计` holds
    for its own clause alone.
    """

    start: int
    end: int
    value: int | None
    period: str
    is_target: bool
    is_base: bool = False
    compares: bool = False
    ends: int | None = None
    source: str = "stated"


def find_year_of_plan(clock: Clock) -> Year | None:
    """The year of a plan for one year, 2024年工作要点, in force where its text names none of its own.

    It stands nowhere in the text: its span is empty.
    """
    if clock.end is None or clock.start != clock.end:
        return None
    return Year(0, 0, clock.end, "", True, ends=clock.end, source="document")


def find_year_told(clock: Clock) -> Year | None:
    """The year that a document reports on, in force where it tells what was done."""
    if clock.told is None:
        return None
    return Year(0, 0, clock.told, "", True, ends=clock.told, source="document")


def find_years(text: str, clock: Clock = NO_CLOCK) -> list[Year]:
    """Years of a text in order; `clock` says when the document was written."""
    if not _MAY_HOLD.search(text):
        return []
    return [year for found in _YEAR.finditer(text) if (year := _read(found, text, clock))]


def _read(found: re.Match[str], text: str, clock: Clock) -> Year | None:
    start, end = found.span()
    before = text[max(0, start - 3) : start]
    if found["from"]:
        return Year(start, end, None, found[0], True, ends=int(found["to"]))
    if found["span"]:
        is_past = found["span"].endswith("来") or found["span"].startswith(("过去", "这"))
        is_sum = found["span"].endswith("累计")
        return Year(
            start, end, None, found[0], not (is_past or is_sum), ends=0 if is_past else None
        )
    rises = _LEVEL_FROM.search(before) and _RISES.match(text, end)  # 由2023年的48%提高到65%
    compares = bool(_BASE.search(before) or _IS_BASE.match(text, end))
    is_base = compares or bool(rises or _VISION.search(before))
    if found["near"]:
        return _read_near(found, text, clock, is_base, compares)
    if found["year"]:
        if not rises and (_SINCE.match(text, end) or _FROM.search(before)):
            return Year(start, end, None, "", False)
        is_name = _NO_YEAR.match(text, end) and not before.endswith("到")
        if is_name or _IN_RANGE.search(before):
            return None
        is_past = before.endswith("截至") or before.endswith("截止")
        value = int(found["year"])
        return Year(start, end, value, "", not (is_base or is_past), is_base, compares, value)
    ends = find_plan_years(found["plan"])[1]
    if found["part"] in DURING.split("|"):
        return Year(start, end, None, found[0], True, is_base, compares, ends)
    return Year(start, end, ends, "", not is_base, is_base, compares, ends)


def _read_near(
    found: re.Match[str], text: str, clock: Clock, is_base: bool, compares: bool
) -> Year | None:
    """今年, 明年底前, 上半年, 期末: a year where the document's date is known, else a period."""
    start, end = found.span()
    value, is_past = resolve(found["near"], clock)
    if since := _SINCE.match(text, end):  # 今年以来 is in that year, 今年起 in all to come
        is_so_far = since[0].endswith("以来") and found[0].startswith(("今年", "本年"))
        so_far = value if is_so_far else None
        return Year(start, end, so_far, "", False, ends=so_far)
    period = "" if value else found[0]
    is_target = not (is_base or is_past)
    source = "document" if value else "stated"
    return Year(start, end, value, period, is_target, is_base, compares, value, source)
