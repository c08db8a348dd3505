"""The clause around a quantity → what is measured.

Known indicators come from `lookups/indicators.csv`; for all others a name and an id are derived
from the clause, and marked as derived by the id.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from compare.extract.numerals import Quantity
from compare.lookups import read_lookup

_YEAR = re.compile(
    r"(?:到|至|截至)?(?:19|20)\d\d年(?:底前|末前|底|末|前|目标|度)?|[“\"]?十[一二三四五六]五[”\"]?(?:期末|末期|末|期间|时期)"
)
_EDGE = re.compile(r"^[，、：；的全]+|[，、：；。的]+$")
_COMPARING = re.compile(
    r"(?:力争|争取|努力|确保|预计)*(?:分别|均|都)?(?:达到?|超过?|突破|不少于|不低于|不超过|至少|提高(?:到|至)|提升(?:到|至)|"
    r"增加(?:到|至)|增长(?:到|至)|降(?:低|到|至)*|压缩至|缩短至|控制在|稳定在|保持在|为|约|近)*$"
)
_BEHIND = re.compile(r"^(?:以上|以下|以内|左右|及以上)")
_LONGEST = 40


@dataclass(frozen=True)
class IndicatorName:
    indicator_id: str
    zh: str
    en: str


@cache
def _known() -> list[tuple[re.Pattern[str], IndicatorName]]:
    return [
        (re.compile(r["pattern"]), IndicatorName(r["indicator_id"], r["indicator"], r["indicator_en"]))
        for r in read_lookup("indicators")
    ]


def name_indicator(
    quote: str, before: str, quantity: Quantity, after: str, subject: str = ""
) -> IndicatorName:
    """The reviewed indicator whose pattern fits nearest to the quantity, else a derived one.

    Patterns see the text just before the quantity, the mark ⟨, and the text up to the next number.
    """
    behind = re.split(r"[，；。或]|\d|”、", after)[0]
    near = f"{subject or re.split(r'[或”]、?', before)[-1]}⟨{behind}"
    for pattern, name in _known():
        if pattern.search(near):
            return name
    zh = derive_name(subject or before, after)
    return IndicatorName(f"derived-{zh}" if zh else f"derived-{quote[:_LONGEST]}", zh or quote[:_LONGEST], "")


def derive_name(before: str, after: str) -> str:
    """`到2027年，建设产业集聚区` + `3个` → `建设产业集聚区`; `培育` + `10家` + `龙头企业` → `培育龙头企业`."""
    front = _YEAR.sub("", before)
    front = _COMPARING.sub("", front)
    back = re.split(r"[、，；。（）]", _BEHIND.sub("", after))[0]
    name = _EDGE.sub("", front) + _EDGE.sub("", back)
    return re.sub(r"[\s　＊]+", "", name)[-_LONGEST:]
