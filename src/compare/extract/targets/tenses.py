"""What looks back on what was done and what looks ahead: parts of a document, its whole, its sentences.

A part is told by a line that heads it without a number (`2023年工作回顾`) or by how a paragraph opens
(`下一步，`), all else by its words; `lookups/tenses.csv` says which they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from compare.language.sentences import split_sentences
from compare.lookups import cache_by_lookups, read_lookup

AHEAD, BACK, NEITHER = "ahead", "back", "neither"
# Sentences that look back, for a whole to do so: one compares in many a plan. So many outweigh a bound.
_FEWEST = 3
_LONGEST_HEADING = 24
_YEAR = re.compile(r"20\d\d(?=年)")
_OPENING_YEAR = re.compile(r"(20\d\d)年(?=[，,是])")


class Outlook(NamedTuple):
    """What begins at a line: the side it looks to, the year its heading names, and whether the line
    is a heading, which holds beyond its chapter."""

    side: str
    year: int | None
    is_headed: bool


def _read_signs(where: str, side: str, certainty: str = "high") -> list[str]:
    return [
        row["pattern"]
        for row in read_lookup("tenses")
        if where in row["where"].split(";") and (row["side"], row["certainty"]) == (side, certainty)
    ]


@cache_by_lookups()
def _list_signs(where: str, side: str, certainty: str = "high") -> list[re.Pattern[str]]:
    return [re.compile(sign) for sign in _read_signs(where, side, certainty)]


@cache_by_lookups()
def find_signs(where: str, side: str) -> re.Pattern[str]:
    """The words of a sentence that look to a side, as one pattern.

    `where`: background or review, by what the sentence is for, plan for all else, and parts for
    the parts before it.
    """
    everywhere = [] if where == "parts" else _read_signs("sentence", side)
    return re.compile("|".join([*everywhere, *_read_signs(where, side)]) or "(?!)")


def _fits(text: str, where: str, side: str, certainty: str = "high") -> bool:
    return any(sign.search(text) for sign in _list_signs(where, side, certainty))


def open_part(text: str) -> Outlook | None:
    """The part that a line opens: `2013年工作回顾` → back on 2013, `下一步，各单位要……` → ahead."""
    if len(text) <= _LONGEST_HEADING:
        for side in (BACK, AHEAD):
            if _fits(text, "heading", side):
                return Outlook(side, find_only_year(text), True)
    return Outlook(AHEAD, None, False) if _fits(text, "opening", AHEAD) else None


def find_only_year(text: str) -> int | None:
    """The year that a text names, None where it names none or several: `2013年工作回顾` → 2013."""
    years = set(_YEAR.findall(text))
    return int(years.pop()) if len(years) == 1 else None


def looks_back_throughout(texts: Sequence[str], is_whole: bool = False) -> bool:
    """Whether paragraphs tell what was done and aim at nothing: `全年生产总值254亿元，比上年增长5%。`

    `is_whole`: they are all that a document has, so that less certain signs tell it too. Signs of
    one kind alone do not, since a list of aims may compare each with the year before; those of low
    certainty are counted beside others.
    """
    if any(_fits(text, "text", AHEAD) for text in texts):
        return False
    sentences = [text[a:b].strip("。；") for text in texts for a, b in split_sentences(text)]
    less_sure = _list_signs("text", BACK, "medium") if is_whole else []
    signs = [*_list_signs("text", BACK), *less_sure]
    told = [{i for i, sign in enumerate(signs) if sign.search(s)} for s in sentences]
    if len(set().union(*told)) < 2:
        return False
    hints = [is_whole and _fits(s, "text", BACK, "low") for s in sentences]
    back = sum(bool(kinds) or hint for kinds, hint in zip(told, hints, strict=True))
    bounds = sum(_fits(s, "text", AHEAD, "medium") for s in sentences)
    return back >= _FEWEST * max(1, bounds)


def find_opening_year(texts: Sequence[str]) -> int | None:
    """The year that the first words of a text name: `2022年，面对……` → 2022."""
    opening = next((found for text in texts if (found := _OPENING_YEAR.match(text))), None)
    return int(opening[1]) if opening else None
