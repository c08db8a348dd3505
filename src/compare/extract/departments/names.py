"""Lists of departments → single names: `省农业农村厅、各市、州、县人民政府等` → two names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from compare.language.places import LEVELS

Span = tuple[int, int]

OPEN, CLOSE = "（(〔[［【", "）)〕]］】"
_BRACKETED = r"(?:[（(〔\[［][^（()）〔〕\[\]]*[）)〕\]］])"
_BODY = re.compile(
    r"(?:局|委|委员会|办|办公室|厅|部|署|院|会|社|处|站|所|中心|政府|单位|部门|机关|总局|总署|总社|总行|"
    r"分行|支行|银行|公司|集团|学校|大学|学院|高校|企业|机构|协会|联盟|园区|新区|开发区|街道|区镇|镇区|地区|"
    r"乡镇|镇街|区县|县区|县市区|县\(市、区\)|旗县区|各区|各市|各县|各镇|各乡|各地|省份|队|馆|科协|妇联|残联|"
    r"团委|团市委|文联|侨联|工商联|社科联|工会|关工委|供销社|海关|法院|检察院|板块|组|专班|联席会议|台|司|行|"
    r"厂|协|联|村|社区|校|医院|场|网|库|基地|组织|办事处|委会|主体|各旗|各州|各盟|团中央|总队|支队|武装部|法工委|工委|党组|党校)"
    rf"{_BRACKETED}?$"
)
_LEVELS = rf"(?:各|有关|相关)*(?:设区|县级|省辖|地级)?[{LEVELS}]{{1,3}}(?:级市)?"
_LEVEL_ITEM = re.compile(rf"^{_LEVELS}{_BRACKETED}?$")
_LEVEL_BODY = re.compile(rf"^{_LEVELS}{_BRACKETED}?(?:人民政府|政府|管委会|党委)?等?$")
_FILLER = r"等?(?:部门|单位|相关部门|有关部门|相关单位|有关单位|成员单位|各部门|各单位|国务院(?:有关|相关)部门)?$"
_ETC_FILLER = re.compile(_FILLER)
_EXAMPLE_PLACE = re.compile(
    rf"[市县区镇]等(?:相关|有关|各)*[{LEVELS}街道]{{1,3}}(?:人民政府|政府|管委会)?$"
)
_ETC = re.compile(r"等(?=.)")
_JOINERS = ("以及", "会同", "和", "及", "与")
_ROLE_MARK = re.compile(r"[（(](牵头|主办|配合)[^（）()]*[）)]$")
_SUFFIXES = ("等", "按职责分工", "分工", "为主", "为牵头单位")
_LONGEST_NAME = 40


def split_outside_brackets(text: str, start: int, end: int, marks: str) -> Iterator[Span]:
    """Spans between `marks` that stand outside inner brackets."""
    depth, begin = 0, start
    for i in range(start, end):
        char = text[i]
        if char in OPEN:
            depth += 1
        elif char in CLOSE:
            depth -= 1
        elif depth == 0 and char in marks:
            if i > begin:
                yield begin, i
            begin = i + 1
    if end > begin:
        yield begin, end


def iterate_names(
    text: str, start: int, end: int, gaps: Iterable[int]
) -> Iterator[tuple[str, int, str]]:
    """(name, its place, role mark in brackets) of a list; 等 and fillers dropped.

    `各市、州、县人民政府` is one name; `A以及B` are two; `A（牵头）` gives A and the mark 牵头.
    """
    items = list(split_outside_brackets(text, start, end, "、/"))
    for a, b in _merge_levels(text, items):
        for c, d in _split_at_gaps(text, a, b, gaps):
            for e, f in _split_joined(text, c, d):
                yield from _trim_name(text, e, f)


def _merge_levels(text: str, items: Sequence[Span]) -> Iterator[Span]:
    """Join `各市` + `州` + `县人民政府` into one unit; bare levels alone are no department."""
    i = 0
    while i < len(items):
        a, b = items[i]
        if text.startswith("各", a):
            is_bare = bool(_LEVEL_ITEM.match(text[a:b]))
            while i + 1 < len(items) and _carries_on(text[slice(*items[i + 1])], is_bare):
                i += 1
                b = items[i][1]
        yield a, b
        i += 1


def _carries_on(item: str, after_bare_level: bool) -> bool:
    """`州`, `县人民政府` behind `各市`; 政府 alone behind `各乡镇党委`."""
    if after_bare_level:
        return bool(_LEVEL_BODY.match(item)) and not item.startswith("各")
    return item in ("政府", "管委会", "办事处")


def _split_at_gaps(text: str, a: int, b: int, gaps: Iterable[int]) -> Iterator[Span]:
    """Split where only a layout space parts two names: `市教育局 市科协`."""
    begin = a
    for at in sorted(i for i in gaps if a < i < b):
        if is_body(text[begin:at]) and is_body(text[at:b].split(" ")[0]):
            yield begin, at
            begin = at
    yield begin, b


def _split_joined(text: str, a: int, b: int) -> Iterator[Span]:
    """Split `A等和B`, `A以及B`, `A和B` where both sides are bodies; `自然资源和规划局` stays."""
    item = text[a:b]
    for joiner in _JOINERS:
        at = item.find(joiner, 1)
        while at > 0:
            left, right = item[:at], item[at + len(joiner) :]
            if (
                right
                and (left.endswith("等") or is_body(left))
                and is_body(right.removesuffix("等"))
            ):
                yield from _split_joined(text, a, a + at)
                yield from _split_joined(text, a + at + len(joiner), b)
                return
            at = item.find(joiner, at + 1)
    etc = _ETC.search(item)
    if etc and is_body(item[: etc.start()]) and not _EXAMPLE_PLACE.search(item):
        yield a, a + etc.start()
        if not _ETC_FILLER.fullmatch(item, etc.start()):
            yield a + etc.end(), b
        return
    yield a, b


def _trim_name(text: str, a: int, b: int) -> Iterator[tuple[str, int, str]]:
    name = text[a:b]
    stripped = name.lstrip(" 由会同")
    a += len(name) - len(stripped)
    name = stripped.rstrip(" 。；，.*★☆")
    mark = ""
    if found := _ROLE_MARK.search(name):
        mark = found[1]
        name = name[: found.start()]
    for suffix in _SUFFIXES:
        name = name.removesuffix(suffix)
    if name and not _ETC_FILLER.fullmatch(name) and len(name) <= _LONGEST_NAME:
        yield name, a, mark


def is_list_of_bodies(text: str) -> bool:
    """Whether every item of a list joined by 、 is a body."""
    return all(is_body(text[a:b]) for a, b in split_outside_brackets(text, 0, len(text), "、"))


@lru_cache(maxsize=16384)
def is_body(name: str) -> bool:
    """Whether a name ends as names of bodies do: `市教育局`, `各区镇`, `市委宣传部（市文明办）`."""
    name = name.strip().removesuffix("等")
    return 1 < len(name) <= _LONGEST_NAME and bool(_BODY.search(name))
