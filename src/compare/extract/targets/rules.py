"""Whether a number in a sentence is a quantity the plan states about its own aims or results.

Two questions: is it a number at all (`二类`, `百年老店` hold none), and if so, does
`lookups/number_rules.csv` take it for an aim or for a policy parameter, a qualifier, a count of
listed items …
"""

from __future__ import annotations

import re

from compare.language.digits import UPON_DIGITS, WITHIN_DIGITS
from compare.language.quantities import Quantity
from compare.lookups import cache_by_lookups, read_lookup

TARGET, BASELINE, IGNORE = "target", "baseline", "ignore"
_REASONS = {"no sign": "no sign that the plan aims at it"}
NO_SIGN = _REASONS["no sign"]
QUALIFIER, NAME = "a qualifier", "a name"  # what the reasons of such rules begin with
_COUNTED_LIST = re.compile(r"大(?!关)|[批系方种类]")
# 一体, 二级, 一网: but one 名 of 网格员 is a number
_NAMING = re.compile(r"[体级线流码网律定直致起维化]|站式|次性")
_AT_LEAST = re.compile(r"(?:至少|不少于|不低于|原则上)\S{0,4}$")
_GOVERNED = re.compile(r"(?:至少|不少于|不低于|不超过|达到?|超过?|突破|原则上)\S{0,4}$")
_GOVERNED_CLOSELY = re.compile(r"(?:达到?|超过?|突破|近|约|逾|[定持]在|(?<![以线网路地水海])上)$")
_RECURRING = re.compile(r"每年|年均|每季|每半年|每月|每周|每学[期年]|每[两二三四五]年|一年")
_RECURRING_UNITS = frozenset("次场期")
_SOLID_UNITS = frozenset("所座家处条辆台套户亩场名") | {"公里"}
_DOING = re.compile(
    r"(?:建设|建成|新建|改建|扩建|改造|创建|打造|培育|引进|开展|举办|完成|治理|新增|配备|购置|培训|培养|选派|招聘|引育)[^，、]{0,10}$"
)
_CLASS = re.compile(r"⟨[^⟨⟩]*⟩")
_COMPARED = re.compile(r"及?以[上下内]|左右")
_GOES_ON = re.compile(rf" \d|[{WITHIN_DIGITS}]+\d|[{UPON_DIGITS}]")
_COMES_FROM = re.compile(
    rf"(?<![\d.年月])(?!(?:19|20)\d\d )\d{{1,15}}(?: |[{WITHIN_DIGITS}{UPON_DIGITS}]{{1,8}})$"
    # 12—5家 is no range, and may be 1.25, 12 or 5; 2025—30家 opens with a year.
    r"|(?<![\d.年月A-Za-z-])(?!(?:19|20)\d\d\D)\d{1,15}[-—–~～〜﹣‐‑‒−]{1,2}$"
)
_FIRST = r"(?:进入|跻身|[居列]|保持|排名|排在)[^，。；、\d]{0,10}"  # 居全省前5, 进入全国前三
_CLOSES_QUOTE = re.compile('[“„"＂][^“”„"＂]*[”"＂]$')  # “12345”3万件
_MAY_STAND_BARE = re.compile(
    rf"(?:{_FIRST}前|达到?|超过?|突破|(?:提高|提升|增加|上升|缩小|下降|降低?)(?:到|至)|(?:控制|稳定|保持|维持)在|不?[低高大小]于|不超过)(?:\d{{4}}年[底末]?的)?约?$"
)
_AMONG_FIRST = re.compile(rf"{_FIRST}(?<!之)前$")
_CLOSES = re.compile(r"$|[，。；、]")
_LEVEL_BEFORE = re.compile(r"[由从](?:\d{4}年[底末]?|目前|现有|现在)?的?$")
_RISES = re.compile(r"(?:提高|提升|增加|上升|缩小|扩大|下降|降低?)(?:到|至)")


def is_number(plain: str, q: Quantity, before: str, after: str) -> bool:
    """Whether a number in Chinese words is one: 每年至少听取一次, 百分之十, 三千名, 学校十二所.

    `before`, `after`: the rest of the clause; digits are always a number.
    """
    if not q.is_chinese or q.unit_class == "ratio":
        return True
    if before.endswith(("每", "第")) or q.unit_class == "name":
        return False
    if not q.unit and _AMONG_FIRST.search(before) and _CLOSES.match(after):
        return q.high is None  # 进入全省前三
    if (not q.unit and (q.is_approximate or not q.magnitude)) or _COUNTED_LIST.match(after):
        return False
    if not q.unit and _NAMING.match(after):
        return False
    if plain[q.start] in "百千":
        return bool(q.unit) and (q.is_approximate or bool(_GOVERNED_CLOSELY.search(before)))
    if q.unit and (q.high is not None or q.is_approximate or _COMPARED.match(after)):
        return True
    if (q.magnitude and q.unit) or q.value >= 100 or _AT_LEAST.search(before):
        return True
    if q.value > 1 and _GOVERNED.search(before):
        return True
    if _RECURRING.search(before) and q.unit in _RECURRING_UNITS:
        return True
    if q.value > 10 and q.unit_class == "count" and _DOING.search(before):
        return True
    return q.value > 1 and q.unit in _SOLID_UNITS and bool(_DOING.search(before))


def judge(q: Quantity, before: str, after: str, sentence_before: str) -> tuple[str, str]:
    """(target | baseline | ignore, reason) for a number between `before` and `after` in its clause.

    The first rule that fits decides; the number is shown to it as ⟨class of its unit⟩.
    """
    if parting := _find_parting(q, before, after):
        return IGNORE, "digits parted by a mark" if parting.strip() else "digits parted by a space"
    behind = after.rstrip("。；！？　.;")
    may_stand_bare = _MAY_STAND_BARE.search(before) or (
        _LEVEL_BEFORE.search(before) and _RISES.match(after)  # 从2010年的0.67下降到
    )
    if not (q.unit or q.magnitude) and not may_stand_bare:
        return IGNORE, "a bare number"
    mark = f"⟨{q.unit_class}⟩"
    shown = {"clause": f"{before}{mark}{behind}", "sentence": f"{sentence_before}{before}{mark}"}
    for pattern, scope, verdict, reason in _rules_for(mark):
        if pattern.search(shown[scope]):
            return verdict, reason
    return IGNORE, NO_SIGN


def _find_parting(q: Quantity, before: str, after: str) -> str:
    """What a conversion left in a number, or is written there: of 9 0% and 1'200家 neither half is one."""
    found = not q.unit and _GOES_ON.match(after)
    if not (found or _CLOSES_QUOTE.search(before)):
        found = _COMES_FROM.search(before)
    return found[0].strip("0123456789") if found else ""


@cache_by_lookups()
def _rules_for(mark: str) -> list[tuple[re.Pattern[str], str, str, str]]:
    """The rules that speak of a class of units at all: `⟨(money|area)⟩` says nothing of ⟨count⟩."""
    return [
        rule
        for rule in _rules()
        if not (named := _CLASS.findall(rule[0].pattern))
        or any(re.fullmatch(name, mark) for name in named)
        or rule[0].pattern.count("⟨") > len(named)
    ]


@cache_by_lookups()
def _rules() -> list[tuple[re.Pattern[str], str, str, str]]:
    return [
        (re.compile(row["pattern"]), row["scope"], row["verdict"], row["reason"])
        for row in read_lookup("number_rules")
    ]
