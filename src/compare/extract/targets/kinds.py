"""Aim, starting point or result: tense and section decide, a word of attainment alone never does."""

from __future__ import annotations

import re

from compare.extract.targets.clock import Clock
from compare.extract.targets.quantities import Found
from compare.language.periods import FIVE_YEAR_PLAN, find_plan_years

# 从目前的50%提升至80%, 在已完成50公里的基础上, 以目前的9亿元为基数 look ahead.
_FROM_NOW = re.compile(
    r"[由从](?:目前|现有|现在)|在[^，。；]{0,30}基础上|(?:依据|[按以])[^，。；]{0,40}为基[数准期]"
)
_PAST = re.compile(
    r"荣获|先后|已经?(?!有的|建成?(?:的|小区|住宅|城区|学校))|(?:取得|实现|达到|完成|建成|获得|突破|形成|培育|打造|举办"
    r"|开展|创建|建设|引进|发放|培训|组织|新建|改造|投入|增长|提高|提升|下降|增加)了|以来|截至|截止|(?<![较比达于])去年"
    r"|(?<![较比])目前|预计到年[底末]|现有(?=[^，。；]{0,12}\d|(?!.*[，。；]))|共有|过去[一二两三五十]?年|[一二两三五十]年来|元(?:月份?)?[至到—-]\d{1,2}月"
)
# 争取资金 is to obtain funds, 年度计划 none of this document's.
_AHEAD = (
    r"(?<![高升加长降大少低])到(?:19|20)\d\d年|力争|(?<![共已计上功])争取(?!到|上级|中央|国家|省|资金|项目|专项|债券)"
    r"|(?<![年度额原成按超])计划(?=建|投|新|实施|开展|开工|完成|改|[于在]|今年|年底|明年)"
)
# 确保了 and 截至今年6月 look back.
_AIMS = re.compile(
    rf"{_AHEAD}|(?:19|20)\d\d年(?:起|底?前)|拟(?=新|投|建|改|实施)"
    r"|确保(?!了)|将|(?<![主需重首])要(?![求素])|目标|(?<!截至)(?<!截止)(?<!截至到)今年|明年|预期"
)
_OF_AIM = re.compile(
    r"完成[^，。；]{0,8}(?:目标(?=[^，。；]{0,3}的)|下达(?=任务))|占[^，。；]{0,8}目标(?=任务的?)|超出[^，。；]{0,6}目标"
)
_GROWTH = re.compile(r"(?:增[长速幅]|涨幅|控制在)[^，。；]{0,4}$")
_FLOORS = ("不少于", "不低于", "不超过", "不高于")
_PLAN_TERM = re.compile(rf"(?<![较比])“{FIVE_YEAR_PLAN}”(?:期间|期末|[间末])")
_DONE = re.compile(r"[^，。；、]{0,20}(?:开展|完成|实现|建成|参加|享受|进行|用上|通过|获得)了")
_LAST_PAST_PLAN = 2020  # of a document without a date
# A date that governs all parts of its sentence: 截至2023年底，…；…；…。
_DATED_PAST = re.compile(
    r"到目前|(?:截至|截止)[到于]?(?:目前|\d{4}年|“|\d{1,2}月)|预计到年[底末]|(?<![较比达])去年(?!同期|的)|过去[一二两三五十]?年"
)
_LOOKS_AHEAD = re.compile(
    rf"{_AHEAD}|预期目标|明年|下达|将(?=组织|实施|新建|建设|建成|开展|投入|完成|启动)"
)


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
    recurs = item.cadence == "annual" and role not in ("background", "review")
    told = item.sentence_before + item.before
    if role == "review" or _DATED_PAST.search(item.parts_before):
        told = item.parts_before + told
    is_past = looks_back(told, role, clock) or bool(_DONE.match(item.after))
    is_past = (is_past or _adds_up(item, role, told)) and not recurs
    return "achievement" if is_past else "target"


def _adds_up(item: Found, role: str, told: str) -> bool:
    """累计完成300个 of a task is what was done so far, where no time to come is named."""
    is_dated = item.period or (item.year and not item.has_year_of_plan)
    return role not in ("aims", "background", "review") and bool(
        "累计完成" in told and not is_dated and not _AIMS.search(told)
    )


def _announces(item: Found) -> bool:
    """Whether the lines before the first chapter of a plan for one year set its growth: 收入增长7%以上."""
    is_bound = item.senses & {"at_least", "at_most", "about"}
    return bool(
        item.has_year_of_plan
        and is_bound
        and _GROWTH.search(item.before)
        and not _PAST.search(item.sentence_before + item.before)
    )


def _is_before_plan(item: Found, clock: Clock) -> bool:
    """由1.2万元提高到2025年的1.9万元, in what a plan from 2026 on starts from."""
    starts = clock.told or clock.start  # of 2022年总结和2023年计划 the year told of is no past one
    return item.ends is not None and starts is not None and item.ends < starts


def looks_back(before: str, role: str, clock: Clock) -> bool:
    """Whether the words before an aim or a result speak of what was reached."""
    told = _FROM_NOW.sub("", before)
    if role in ("background", "review"):  # 完成目标任务的80% is no aim
        told = _OF_AIM.sub("", told)
    if role == "review":  # the year that it tells of
        told = told.replace("今年", "")
    over = [m.end() for m in _PLAN_TERM.finditer(told) if _is_past_plan(m["plan"], role, clock)]
    past = max([m.end() for m in _PAST.finditer(told)] + over, default=0)
    ahead = _LOOKS_AHEAD if role == "background" else _AIMS
    aims = max((m.end() for m in ahead.finditer(told)), default=0)
    if role == "review":  # no result is told as a floor
        aims = max(aims, *(told.rfind(word) for word in _FLOORS))
    return past >= aims if role in ("background", "review") else past > aims


def _is_past_plan(number: str, role: str, clock: Clock) -> bool:
    """“十二五”期间 is past for a plan of 2016 and to come for one of 2011.

    Where nothing dates a document, what it aims at and works on is its own time.
    """
    ends = find_plan_years(number)[1]
    year = clock.year or clock.start
    if year is None:
        return role in ("background", "review") and ends <= _LAST_PAST_PLAN
    return ends < year


def is_over(ends: int | None, clock: Clock) -> bool:
    """Whether a year or period, by its last year, lies before the document and before the plan's own years."""
    if ends is None or clock.year is None:
        return False
    return ends < min(clock.year, clock.start or clock.year)
