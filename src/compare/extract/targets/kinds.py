"""Aim, starting point or result: tense and section decide, a word of attainment alone never does."""

from __future__ import annotations

import re

from compare.extract.targets.clock import Clock
from compare.extract.targets.quantities import Found
from compare.extract.targets.tenses import AHEAD, BACK, NEITHER, find_signs
from compare.language.periods import FIVE_YEAR_PLAN, find_plan_years

_GROWTH = re.compile(r"(?:增[长速幅]|涨幅|控制在)[^，。；]{0,4}$")
_PLAN_TERM = re.compile(rf"(?<![较比])“{FIVE_YEAR_PLAN}”(?:期间|期末|[间末])")
_DONE = re.compile(r"[^，。；、]{0,20}(?:开展|完成|实现|建成|参加|享受|进行|用上|通过|获得)了")
_NO_PLAN = ("background", "review")
_LAST_PAST_PLAN = 2020  # of a document without a date


def tell_kind(item: Found, role: str, clock: Clock) -> str:
    """baseline, achievement or target, for a quantity in a section of the given role.

    Where things stand and what earlier years reached are achievements, all else is aimed at.
    """
    if item.is_baseline:
        return "baseline"
    if is_over(item.ends, clock) or (role == "background" and _is_before_plan(item, clock)):
        return "achievement"
    if role == "background" and _announces(item):
        return "target"
    if clock.year is None and _is_before_plan(item, clock) and not _looks_ahead(item):
        return "achievement"  # 2006年用电量14亿千瓦时 in a plan for 2007—2020
    recurs = item.cadence == "annual" and role not in _NO_PLAN
    told = item.sentence_before + item.before
    if role == "review" or find_signs("parts", BACK).search(item.parts_before):
        told = item.parts_before + told
    is_past = looks_back(told, role, clock) or bool(_DONE.match(item.after))
    is_past = (is_past or _adds_up(item, role, told)) and not recurs
    return "achievement" if is_past else "target"


def _looks_ahead(item: Found) -> bool:
    return find_signs("plan", AHEAD).search(item.sentence_before + item.before) is not None


def _adds_up(item: Found, role: str, told: str) -> bool:
    """累计完成300个 of a task is what was done so far, where no time to come is named."""
    is_dated = item.period or (item.year and not item.has_year_of_plan)
    return role not in ("aims", "background", "review") and bool(
        "累计完成" in told and not is_dated and not find_signs("plan", AHEAD).search(told)
    )


def _announces(item: Found) -> bool:
    """Whether the lines before the first chapter of a plan for one year set its growth: 收入增长7%以上."""
    is_bound = item.senses & {"at_least", "at_most", "about"}
    return bool(
        item.has_year_of_plan
        and is_bound
        and _GROWTH.search(item.before)
        and not find_signs("background", BACK).search(item.sentence_before + item.before)
    )


def _is_before_plan(item: Found, clock: Clock) -> bool:
    """由1.2万元提高到2025年的1.9万元, in what a plan from 2026 on starts from."""
    starts = clock.told or clock.start  # of 2022年总结和2023年计划 the year told of is no past one
    return item.ends is not None and starts is not None and item.ends < starts


def looks_back(before: str, role: str, clock: Clock) -> bool:
    """Whether the words before an aim or a result speak of what was reached."""
    where = role if role in _NO_PLAN else "plan"
    told = find_signs(where, NEITHER).sub("", before)
    if role == "review":  # the year that it tells of
        told = told.replace("今年", "")
    over = [m.end() for m in _PLAN_TERM.finditer(told) if _is_past_plan(m, role, clock)]
    past = max([*over, _find_last(find_signs(where, BACK), told)])
    aims = _find_last(find_signs(where, AHEAD), told)
    return past >= aims if role in _NO_PLAN else past > aims


def _find_last(signs: re.Pattern[str], told: str) -> int:
    return max((found.end() for found in signs.finditer(told)), default=0)


def _is_past_plan(term: re.Match[str], role: str, clock: Clock) -> bool:
    """“十二五”期间 is past for a plan of 2016 and to come for one of 2011.

    Where nothing dates a document, its aims and work are of the term they name: “十二五”期间, and
    到“十二五”末, while “十二五”期末 alone tells how things stood.
    """
    ends = find_plan_years(term["plan"])[1]
    year = clock.year or clock.start
    if year is None:
        names_own = term[0].endswith("期间") or term.string[: term.start()].endswith("到")
        is_own = role not in _NO_PLAN and names_own
        return not is_own and ends <= _LAST_PAST_PLAN
    return ends < year


def is_over(ends: int | None, clock: Clock) -> bool:
    """Whether a year or period, by its last year, lies before the document and before the plan's own years."""
    if ends is None or clock.year is None:
        return False
    return ends < min(clock.year, clock.start or clock.year)
