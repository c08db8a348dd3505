"""Lists of departments → single names: `省农业农村厅、各市、州、县人民政府等` → two names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache

from compare.extract.departments.bodies import CLOSE, OPEN, is_body, is_firm_body, starts_with_level
from compare.extract.departments.resolve import read_without_prefix
from compare.extract.places import is_short_place

Span = tuple[int, int]

_BRACKETED = r"(?:[（(〔\[［][^（()）〔〕\[\]]{0,40}[）)〕\]］])"
_LEVEL_WORD = (
    r"(?:自治[区州县旗]|直辖市|设区市|县级市|地级市|省辖市|街道|乡镇|园区|开发区|林场|农场"
    r"|[省市州县区镇乡旗盟场])"
)
_LEVELS = rf"(?:各|有关|相关){{0,3}}{_LEVEL_WORD}{{1,4}}"
_LEVEL_ITEM = re.compile(rf"{_LEVELS}{_BRACKETED}?$")
_LEVEL_BODY = re.compile(
    rf"{_LEVELS}{_BRACKETED}?(?:(?:人民政府|党委政府|政府|管委会|党委|办事处|办){_BRACKETED}?)?等?(?:$|(?:以及|[及和与])(?!$))"
)
_BARE_ORGANS = ("政府", "人民政府", "管委会", "办事处")  # none is a body without its place
_LISTS_LEVELS = ("各", "有关", "相关")
_OPENS_LEVELS = re.compile(r"(?:^|以及|[和及与])(?P<levels>(?:各|有关|相关)[^和及与]*)$")
_FILLER = re.compile(
    r"等(?:(?:国务院|[省市县区州]?[直级属]|[省市县区]|各|有关|相关|其他|职能|成员|主管|责任|多个"
    r"|[\d一二三四五六七八九十]{1,3}[个家])*+(?:部门|单位|机构|方面|委办局))?$"
)
_EXAMPLE_PLACE = re.compile(
    r"[市县区镇]等(?:相关|有关|各){0,3}[省市州县区镇乡街道]{1,3}(?:人民政府|政府|管委会)?$"
)
_JOINERS = ("以及", "会同", "和", "及", "与")
_MAY_JOIN = re.compile("[和及与同等]")
_OPENING = re.compile(r"由|会同|以及|和(?!县)|及|与|并")
_ROLE_MARK = re.compile(
    r"[（(](牵头|主办|主责|配合|协办|协同|参与|参加|负责|责任)(?:单位|部门)?[^（）()]{0,8}[）)]$"
)
_COUNTED = re.compile(r"^(?:\d{1,2}[.．](?!\d)|[①-⑳])")  # 1.市教育局 2.市财政局
_SIGNS = "*★☆▲●■◆○•◇□"
_BEFORE, _BEHIND = f" {_SIGNS}", f" 。；，.{_SIGNS}"
_SUFFIXES = ("等", "为主")
_CLOSERS = ("）", ")")
_LONGEST_ITEM = 200  # no list item joined by 和 is longer; what is longer is no list


def split_outside_brackets(text: str, start: int, end: int, marks: str) -> Iterator[Span]:
    """Spans between `marks` that stand outside inner brackets."""
    depth, begin = 0, start
    for found in _mark_pattern(marks).finditer(text, start, end):
        char, at = found[0], found.start()
        if char in OPEN:
            depth += 1
        elif char in CLOSE:
            depth -= 1
        elif depth == 0:
            if at > begin:
                yield begin, at
            begin = at + 1
    if end > begin:
        yield begin, end


@cache
def _mark_pattern(marks: str) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(OPEN + CLOSE + marks)}]")


def iterate_names(
    text: str, start: int, end: int, gaps: Collection[int]
) -> Iterator[tuple[str, int, str]]:
    """(name, its place, role mark in brackets) of a list; 等 and what fills up behind it dropped.

    `各市、州、县人民政府` is one name; `A以及B` are two; `A（牵头）` gives A and the mark 牵头.
    """
    items = list(split_outside_brackets(text, start, end, "、/／"))
    for a, b in _merge_levels(text, items):
        for c, d in _split_at_gaps(text, a, b, gaps) if gaps else ((a, b),):
            joined = _MAY_JOIN.search(text, c + 1, d)
            for e, f in _split_joined(text, c, d) if joined else ((c, d),):
                yield from _trim_name(text, e, f)


def _merge_levels(text: str, items: Sequence[Span]) -> Iterator[Span]:
    """Join `各市` + `州` + `县人民政府` into one unit; bare levels alone are no department."""
    i = 0
    while i < len(items):
        a, b = items[i]
        while i + 1 < len(items) and _is_place_before(
            text[slice(*items[i])], text[slice(*items[i + 1])]
        ):
            i += 1
            b = items[i][1]
        while i + 1 < len(items) and _goes_with(text[a:b], text[slice(*items[i + 1])]):
            i += 1
            b = items[i][1]
        if levels := _OPENS_LEVELS.search(text[a:b]):
            is_bare = bool(_LEVEL_ITEM.match(levels["levels"]))
            while i + 1 < len(items) and _carries_on(text[slice(*items[i + 1])], is_bare):
                i += 1
                b = items[i][1]
        yield a, b
        i += 1


def _is_place_before(item: str, following: str) -> bool:
    """`溧水` before `高淳经济开发区管委会`: a place without an ending shares the body of the next one."""
    if not is_short_place(item):
        return False
    return is_short_place(following) or (
        is_body(following) and any(is_short_place(following[:end]) for end in (2, 3))
    )


def _goes_with(item: str, following: str) -> bool:
    """`市直有关部门、单位`: what has no name of its own says more of what stands before it."""
    return following in ("单位", "部门", "机构") and item.endswith(("部门", "单位"))


def _carries_on(item: str, after_bare_level: bool) -> bool:
    """`州`, `县人民政府` behind `各市`; 政府 alone behind `各乡镇党委`."""
    if after_bare_level:
        return bool(_LEVEL_BODY.match(item)) and not item.startswith(_LISTS_LEVELS)
    return item in _BARE_ORGANS


def _split_at_gaps(text: str, a: int, b: int, gaps: Iterable[int]) -> Iterator[Span]:
    """Split where only a layout space parts two names: `市教育局 市科协`."""
    begin = a
    cuts = sorted(i for i in gaps if a < i < b)
    for at, following in zip(cuts, [*cuts[1:], b], strict=False):
        if is_body(text[begin:at]) and is_body(text[at:following].strip()):
            yield begin, at
            begin = at
    yield begin, b


def _split_joined(text: str, a: int, b: int) -> Iterator[Span]:
    """Split `A等和B`, `A以及B`, `A和B` where both sides are bodies; `自然资源和规划局` stays."""
    item = text[a:b]
    if len(item) > _LONGEST_ITEM:
        yield a, b
        return
    for joiner in _JOINERS:
        at = item.find(joiner, 1)
        while at > 0:
            if _are_two(item, at, at + len(joiner)):
                yield from _split_joined(text, a, a + at)
                yield from _split_joined(text, a + at + len(joiner), b)
                return
            at = item.find(joiner, at + 1)
    yield from _split_at_etc(text, a, b)


def _are_two(item: str, at: int, behind: int) -> bool:
    """Whether both sides of a joiner are bodies: the right one begins as one, or is known.

    政府 alone, as in `各市州党委和政府`, is none: it is that of the places named before.
    """
    left, right = item[:at], item[behind:].removesuffix("等")
    if not is_body(right) or not (left.endswith("等") or is_body(left)):
        return False
    if right in _BARE_ORGANS:  # 各县（市、区）委和人民政府
        return False
    whole = read_without_prefix(item)
    if whole and item[at:behind] in whole.spelling:
        return False
    return _begins_a_name(right) or (not is_firm_body(left) and len(right) > 3)


def _split_at_etc(text: str, a: int, b: int) -> Iterator[Span]:
    """`市教育局等各镇` → two; `市教育局等部门` → one, what fills up behind 等 left out."""
    at = text.find("等", a + 1, b)
    while at > 0:
        if is_body(text[a:at]) and not _EXAMPLE_PLACE.search(text, a, b):
            yield a, at
            if not _FILLER.match(text, at, b):
                yield at + 1, b
            return
        at = text.find("等", at + 1, b)
    yield a, b


def _trim_name(text: str, a: int, b: int) -> Iterator[tuple[str, int, str]]:
    name = text[a:b].rstrip(_BEHIND)
    stripped = _COUNTED.sub("", name.lstrip(_BEFORE))
    a += len(name) - len(stripped)
    name = stripped
    opening = _OPENING.match(name)
    if opening and _begins_a_name(name[opening.end() :]):
        name, a = name[opening.end() :], a + opening.end()
    mark = ""
    if name[-1:] in _CLOSERS and (found := _ROLE_MARK.search(name)):
        mark, name = found[1], name[: found.start()]
    for suffix in _SUFFIXES:
        name = name.removesuffix(suffix)
    if name and not (name[0] == "等" and _FILLER.match(name)):
        yield name, a, mark


def _begins_a_name(rest: str) -> bool:
    return starts_with_level(rest) or read_without_prefix(rest) is not None


def is_list_of_bodies(text: str) -> bool:
    """Whether every item of a list joined by 、 is a body."""
    return all(is_body(text[a:b]) for a, b in split_outside_brackets(text, 0, len(text), "、"))
