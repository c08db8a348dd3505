"""Rules of a document that say who leads: `列第一位者为牵头单位，下同`, `逗号前的为牵头单位，下同`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from compare.extract.characters import repair_glyphs

FIRST = "first"  # the first name leads; the other kinds are the marks before which the leads stand
_LISTED_FIRST = (
    r"(?:名|序)?(?:在)?(?:第一|首)位?(?:的|者)?[^，。；）)]{0,6}?(?:为|是)(?:工作|总|主要)?"
    r"(?:牵头|主办|主责)(?:单位|部门)?"
)
_FIRST_BODY = r"个?(?:的)?(?:责任)?(?:单位|部门)(?:为|是)(?:牵头|主办)(?:单位|部门)?"
_BEFORE_MARK = (
    r"[之以]?前[面边]?的?各?(?:责任)?(?:单位|部门)?均?(?:为|是|系)(?:工作|总|主要)?(?:牵头|主办|主责)"
    r"(?:责任)?(?:单位|部门)?"
)
# Each choice opens with a character of its own, by which a search passes over all other places.
_LEADS = re.compile(
    f"列{_LISTED_FIRST}|排{_LISTED_FIRST}|第一{_FIRST_BODY}|首个{_FIRST_BODY}|首位{_FIRST_BODY}"
    f"|逗号{_BEFORE_MARK}|分号{_BEFORE_MARK}"
)
_MARKS = {"逗": "，,", "分": "；;"}
# What a rule says of all others: 其他单位按职责分工配合, 逗号后的为配合单位.
_REST = re.compile(
    r"(?:其他|其余|其它|余下|(?:逗号|分号)?[之以]?后[面边]?)的?各?(?:有关|相关)?(?:责任)?(?:单位|部门)?均?"
    r"(?:按照?(?:各自)?职责(?:分工)?)?(?:为|是|系)?(?:配合|参与|参加|协办|协同|协助|责任|成员)(?:单位|部门)?"
)


class LeadRule(NamedTuple):
    """Where a rule stands in the text, and which names lead by it: FIRST, or those before a mark."""

    start: int
    leads: str


def match_lead_rule(text: str, a: int, b: int) -> LeadRule | None:
    """The first rule in `text[a:b]`: `列逗号之前的为牵头单位` → before a comma."""
    found = _LEADS.search(text, a, b)
    if found is None:
        return None
    start = found.start()
    while start > a and text[start - 1] in "列排在以":
        start -= 1
    return LeadRule(start, _MARKS.get(found[0][0], FIRST))


def speaks_of_rest(text: str) -> bool:
    """Whether a stretch behind a rule says what all others do: `其他有关单位按职责分工配合`."""
    return bool(_REST.fullmatch(text))


def find_lead_rules(source: str) -> list[LeadRule]:
    """The rules of a whole text, in order; a line may break within one."""
    text = repair_glyphs(source)
    whole = "".join(text.split())
    if not _LEADS.search(whole):
        return []
    places = [at for at, char in enumerate(text) if not char.isspace()]
    return [
        LeadRule(places[found.start()], _MARKS.get(found[0][0], FIRST))
        for found in _LEADS.finditer(whole)
    ]


def tell_rule_at(rules: Sequence[LeadRule], place: int) -> str:
    """By which rule those who lead are told at a place: the last one before it; empty without one."""
    return next((rule.leads for rule in reversed(rules) if rule.start < place), "")


def count_leads(leads: str, text: str, names: Sequence[tuple[int, int]]) -> int:
    """How many names at the front lead by a rule; `names`: their spans in `text`.

    `（县教育局、县财政局，县科协）` under 逗号前 → 2; 0 where no such mark parts the names.
    """
    if leads == FIRST:
        return 1
    between = (text[a:b] for (_, a), (b, _) in pairwise(names))
    return next((i for i, gap in enumerate(between, 1) if set(gap) & set(leads)), 0)
