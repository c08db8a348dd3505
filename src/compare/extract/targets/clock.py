"""When a document was written and what years it is for: the ground on which 今年 and 期末 stand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from compare.extract.targets.tenses import BACK, find_only_year, open_part
from compare.language.periods import DASH, FIVE_YEAR_PLAN, find_plan_years

_OFFSETS = {"今": 0, "本": 0, "当": 0, "明": 1, "后": 2, "去": -1, "上": -1, "前": -2}
_MEETING = re.compile(r"(20\d\d)年\d{1,2}月\d{1,2}日.{0,30}会议上")
_REPORT = re.compile(r"(20\d\d)年.{0,20}(?:工作报告|工作要点|行动计划|重点工作|工作安排)")
_REVIEW = re.compile(r"(20\d\d)年(?:和“十.五”时期)?(?:工作|经济社会发展)?(?:情况)?的?回顾")
_ONE_YEAR = re.compile(
    rf"(?<![{DASH}到至])(?<![{DASH}到至]\s)(20\d\d)年(?!版|修[订正改]|底?[之以]?前|\s?[{DASH}到至])"
)
_TELLS_RESULTS = re.compile(r"总结|回顾|情况")
_REVIEWS = re.compile(
    r"(?:总结|小结|汇报(?:材料)?|(?:自查|自评|述职)报告|取得[^，。]{0,4}[成实]效|回顾|统计公报|决算|(?<!分工)(?<!分解)(?<!安排)(?<!计划)(?:情况|进展))(?:[（(]?草案[）)]?)?"
    r"(?:的?(?:报告|通报|公告|公示|汇报))?(?:[（(][^（）()]*[）)])?$"
)
# 2021年工作总结和2022年工作计划: what was done first, then what comes.
_REVIEWS_AND_PLANS = re.compile(
    r"总结(?:[及和暨与、]|以及)[^，。]{0,12}(?:计划|打算|安排|思路|要点)$"
)
_PLAN = re.compile(rf"[“\"]{FIVE_YEAR_PLAN}[”\"](?!以来|期间|时期)")


@dataclass(frozen=True)
class Clock:
    """Year of issue, first and last year of the plan; None where the document does not say.

    `reviews`: its title says that it tells what was done: 2023年实事项目完成情况; or, where none
    does, its words. `told`: the year that it reports on.
    """

    year: int | None = None
    start: int | None = None
    end: int | None = None
    reviews: bool = False
    told: int | None = None


NO_CLOCK = Clock()


def read_clock(
    stated: Mapping[str, str],
    front: Sequence[str],
    headings: Sequence[str],
    reviewed: int | None = None,
) -> Clock:
    """The clock of a document: its catalogue fields, else its title, else its own statements.

    `front`: lines before the first chapter; `headings`: titles of the chapters.
    `一、2025年工作回顾` → the document is of 2026. `reviewed`: the year of a text whose words tell
    what was done, 0 where they do not say which.
    """
    title = stated.get("title", "")
    year = _to_year(stated.get("issued_on", "")[:4]) or _find_year(title, front, headings)
    start, end = _to_year(stated.get("period_start", "")), _to_year(stated.get("period_end", ""))
    if end is None and (plan := _PLAN.search(title)):
        start, end = find_plan_years(plan["plan"])
    head = title or next(iter(front), "")
    if _REVIEWS_AND_PLANS.search(head):
        return _read_both(head, year, start, end)
    reviews = _REVIEWS.search(head) is not None
    years = set(_ONE_YEAR.findall(head if reviews else title))
    reviews = reviews or reviewed is not None
    if end is None and len(years) == 1 and (reviews or not _TELLS_RESULTS.search(title)):
        start = end = int(years.pop())
    if end is None and reviewed:
        start = end = reviewed
    if end is None and not years and title.endswith("政府工作报告"):
        start = end = _find_year_reported_for(year, stated.get("issued_on", ""))
    if year is None and start == end:
        year = end  # 今年 in a plan for one year
    told = start if reviews and start == end else None
    return Clock(year, start, end, reviews, told)


def _read_both(head: str, year: int | None, start: int | None, end: int | None) -> Clock:
    """2021年工作总结和2022年工作计划: written of 2021, a plan for 2022."""
    before, _, behind = head.partition("总结")
    told, comes = find_only_year(before), find_only_year(behind)
    if end is None:
        start = end = comes
    return Clock(year or told, start, end, True, told)


def _find_told(front: Sequence[str]) -> int | None:
    """The year that a line before the first chapter looks back on: `2013年工作回顾`."""
    parts = (open_part(line) for line in front)
    return next((part.year for part in parts if part and part.side == BACK), None)


def _find_year(title: str, front: Sequence[str], headings: Sequence[str]) -> int | None:
    lines = [line for line in (title, *front) if len(line) < 80]
    for pattern in (_MEETING, _REPORT):
        if found := next((m for line in lines if (m := pattern.search(line))), None):
            return int(found[1])
    if reviewed := next((m for line in headings if (m := _REVIEW.search(line))), None):
        return int(reviewed[1]) + 1
    if told := _find_told(front):
        return told + 1
    planned = next((m for line in headings if (m := _REPORT.search(line))), None)
    alone = re.search(r"[（(](20\d\d)年(?:度)?[）)]$", title)
    found = planned or alone
    return int(found[1]) if found else None


def _find_year_reported_for(year: int | None, issued_on: str) -> int | None:
    """A government reports at the turn of the year, and lays out the year that begins."""
    is_late = year is not None and issued_on[5:7] in ("11", "12")
    return year + 1 if year is not None and is_late else year


def _to_year(text: str) -> int | None:
    return int(text) if len(text) == 4 and text.isdecimal() else None


def resolve(words: str, clock: Clock) -> tuple[int | None, bool]:
    """(year, whether it is past) of 今年, 明年上半年, 年底前, 期末; no year where the clock has none."""
    if "期末" in words:
        return clock.end, False
    if "期初" in words:
        return clock.start, True
    offset = _OFFSETS.get(words[0], 0) if words[1:2] == "年" or words.startswith("本年") else 0
    if words.startswith(("上一年", "上年")):
        offset = -1
    return (None if clock.year is None else clock.year + offset), offset < 0
