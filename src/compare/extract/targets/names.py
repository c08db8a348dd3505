"""The clause around a quantity → what is measured.

Known indicators come from `lookups/indicators.csv`; for all others a name and an id are derived
from the clause, and marked as derived by the id. The id depends on the name alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from compare.extract.targets.quantities import Found
from compare.lookups import cache_by_lookups, read_lookup

_YEAR = re.compile(
    r"[从自](?:19|20)\d\d年(?:底|初)?起|(?:到|至|截至|力争|争取)?(?:19|20)\d\d年?(?:[-—–~～至到]{1,2}(?:19|20)\d\d年)?(?:\d{1,2}月)?(?:底前|末前|底|末|前|目标|度|期间)?"
    r"|(?:到)?[“\"]?十[一二三四五六]五[”\"]?(?:期末|末期|末|期间|时期)"
    r"|(?:用|未来|今后|力争)?(?:\d{1,2}|[一二两三四五六七八九十])年(?:内|时间|累计)"
)
_BASE = re.compile(r"(?:较|比|与)(?:上年|去年|[^，、]{0,8}?(?:末|年|期))(?:相比|底)?")
_OPENING = re.compile(
    r"^(?:[，,、：；;和及与或]|以上|以下|以内|左右|其中|同时|力争|争取|努力|确保|预计|将|使|要|把|在|全面|原则上|逐步|累计|每年度?|年均|"
    r"每季度?|每月|全(?:市|县|区|省|镇|州|国|年)|我[省市县区州]|本[省市县区州]|并|再|各地|实现|推动|推进(?=.*率))+"
)
_COMPARING = re.compile(
    r"(?:力争|争取|努力|确保|预计|原则上|累计|分别|依次|均|都|年均)*(?:达到?|超过?|突破|不少于|不低于|不高于|不超过|不得低于|不得少于|"
    r"至少|提高(?:到|至|了)?|提升(?:到|至)?|增加(?:到|至)?|增长(?:到|至)?|上升(?:到|至)?|下降(?:到|至)?|降(?:低|到|至)*|减少(?:到|至)?|"
    r"压[缩减](?:到|至)?|缩短(?:到|至)?|缩小(?:到|至)|控制在|稳定在|保持在|维持在|扩大到|增至|实现|应当|仅?为|约|近|在|率先)*$"
)
_BEHIND = re.compile(r"^(?:以上|以下|以内|左右|及以上|的|内)+")
_FROM_LEVEL = re.compile(r"[由从](?:目前|现有|现在|原来)?的?(?:\d[\d.]*\D{0,4})?$")
_LIST_GOES_ON = re.compile(r"(?:以上|左右|以内)?[、和]")
_LIST_END = re.compile(r"[、，和及与或]$")
_EDGE = re.compile(r"^[，,、：；;的和及]+|(?:[，,、：；;。.的和]|(?<![惠普涉])及)+$")
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
_BREAKS = re.compile(r"[，,；;。（）()：]|(?<![A-Za-z“])\d(?![A-Za-z])")
_LONG_ATTRIBUTE = re.compile(r"^.{6,}的(?=.{3,}$)")
_LONGEST = 30


@dataclass(frozen=True)
class IndicatorName:
    """An indicator: its id and its names; a derived one has no English."""

    indicator_id: str
    zh: str
    en: str


@cache_by_lookups()
def _known() -> list[tuple[re.Pattern[str], IndicatorName]]:
    return [
        (
            re.compile(r["pattern"]),
            IndicatorName(r["indicator_id"], r["indicator"], r["indicator_en"]),
        )
        for r in read_lookup("indicators")
    ]


def name_target(item: Found) -> IndicatorName:
    """The reviewed indicator whose pattern fits nearest to the quantity, else a derived one.

    Patterns see the text just before the quantity, the mark ⟨, and the text up to the next number.
    """
    behind = re.split(r"[，；。或]|\d|”、", item.after)[0]
    near = f"{item.subject or re.split(r'[或”]、?', item.before)[-1]}⟨{behind}"
    for pattern, name in _known():
        if pattern.search(near):
            return name
    front = item.subject or item.own
    if not item.subject and len(front) < len(item.before) and _LIST_END.search(front):
        front = re.split(r"\d", item.before)[
            0
        ]  # what stands between belongs to the quantity before
    zh = derive_name(front, item.after, item.quantity.unit_class == "ratio")
    if len(zh) < 2:
        zh = derive_name(item.before, item.after, False) or item.quantity.unit_as_written or "数量"
    return IndicatorName(f"derived-{zh}", zh, "")


def name_in_table(cell: str) -> IndicatorName:
    """The indicator a cell names: `农村自来水普及率（%）`."""
    if known := name_known(cell):
        return known
    zh = re.sub(r"[（(][^（）()]*[）)]$", "", cell)[:_LONGEST] or "数量"
    return IndicatorName(f"derived-{zh}", zh, "")


def name_known(text: str) -> IndicatorName | None:
    """The reviewed indicator a name fits."""
    return next((known for pattern, known in _known() if pattern.search(f"{text}⟨")), None)


def derive_name(before: str, after: str, is_ratio: bool = False) -> str:
    """`到2027年，建设产业集聚区` + `3个` → `建设产业集聚区`; `培育` + `10家` + `龙头企业` → `培育龙头企业`.

    A share is named by what stands before it alone: `护理型床位占比`.
    """
    front = _BRACKETS.sub("", _BASE.sub("", _YEAR.sub("", before)))
    front = _OPENING.sub("", _EDGE.sub("", front))
    front = _FROM_LEVEL.sub("", _EDGE.sub("", _COMPARING.sub("", front)))
    if _LIST_GOES_ON.match(after):
        after = ""
    back = _BREAKS.split(_BEHIND.sub("", _BRACKETS.sub("", after)))[0]
    back = _LONG_ATTRIBUTE.sub("", _EDGE.sub("", back))
    name = front if is_ratio and len(front) > 1 else front + back
    name = re.sub(r"[\s　＊“”]+", "", name)
    return (
        name if len(name) <= _LONGEST else re.split(r"[、，；]", name[-_LONGEST:], maxsplit=1)[-1]
    )
