"""Comparing phrases around a quantity, from `lookups/comparators.csv`: 力争达到, 压缩至…以内, 约."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from compare.lookups import cache_by_lookups, read_lookup

_EACH = re.compile(r"(?:分别|(?<![年平人户亩])均|都|依次)$")
_LEADS = (
    r"分别|依次|年度?平?均|一般|(?<![分期需])按|(?<![年平人户亩])均|(?<![首成古京])都|预计|预期|首次|累计|总共|合计|同比|原则上|应当?|仅|再|已|又|将|(?<![主重需纲概摘])要|(?<![刚内急必所供特])需|(?<![行作人认])为|约为|率先|实现|"
    r"连续|基本|力争|确保|每[人户亩生](?:每[年月])?|(?<=[高加升低少降达破过到至])了|[，、：]"
)
_PER_HEAD = re.compile(  # 提高到每人每月800元, 不低于常住人口每千人40平方米
    r"(?:(?:常住|户籍)人口)?(?:每[百千万]?[人户亩生]|每[天日]|月?人均)(?:每[年月])?$"
)
_INCLUDED = re.compile(r"^[（(]不?含[^（）()]{0,4}[）)]")  # 100亩（含）以上
_FLOOR = "至少"
_VERBS = re.compile(r"[\u4e00-\u9fff]{1,10}")
_NEAR = 2  # characters that may stand between a phrase and the number


@cache_by_lookups()
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    return _join("before"), _join("after")


def _join(side: str) -> re.Pattern[str]:
    rows = [row for row in _rows().values() if row["side"] == side]
    rows.sort(key=lambda row: len(row["phrase"]), reverse=True)
    first = "".join(sorted({row["phrase"][0] for row in rows}))
    phrases = "|".join(map(_write_phrase, rows))
    # 提升至少1家 has no 提升至
    return re.compile(f"(?=[{first}])(?:{phrases})(?!(?<=至)少)")


def _write_phrase(row: dict[str, str]) -> str:
    """A phrase where it is one: 超 not in 高超, 超市."""
    before = f"(?<!{row['not_after']})" if row["not_after"] else ""
    behind = f"(?!{row['not_before']})" if row["not_before"] else ""
    return f"{before}{row['phrase']}{behind}"


@cache_by_lookups()
def _rows() -> dict[str, dict[str, str]]:
    return {row["phrase"]: row for row in read_lookup("comparators")}


class ComparingPhrase(NamedTuple):
    """What compares a quantity: the phrase as written, whether it only strives, what it says.

    `senses`: column `sense` of the lookup: rises_by, falls_to, stays, at_least …
    """

    phrase: str
    strives: bool
    senses: frozenset[str]


def find_comparison(before: str, after: str) -> ComparingPhrase:
    """`…力争达到` + `以上` → 力争达到…以上, strives, {aims, reaches, at_least}."""
    pattern, behind = _patterns()
    rows = _rows()
    before, after = _PER_HEAD.sub("", before), _INCLUDED.sub("", after)
    phrases = list(pattern.finditer(before))
    strives = [m for m in phrases if rows[m[0]]["aspirational"] == "true"]
    chain = list(_chain(phrases, len(before))) or _find_floor(phrases, before)
    front = before[chain[-1].start() : chain[0].end()] if chain else ""
    if not chain and strives:
        front = strives[-1][0]
    elif chain and (each := _EACH.search(before, 0, chain[-1].start())):
        front = each[0] + front
    back = behind.match(after)
    near = [*chain, *([back] if back else [])]
    phrase = "…".join(filter(None, [front, back[0] if back else ""]))
    return ComparingPhrase(phrase, bool(strives), frozenset(rows[m[0]]["sense"] for m in near))


def _chain(phrases: list[re.Match[str]], end: int) -> Iterator[re.Match[str]]:
    """The phrases that stand at the number and directly before one another: 力争|降至|约."""
    gap = _NEAR
    for phrase in reversed(phrases):
        if end - phrase.end() > gap:
            return
        yield phrase
        end, gap = phrase.start(), 0


def _find_floor(phrases: Sequence[re.Match[str]], before: str) -> list[re.Match[str]]:
    """至少 holds over the verbs behind it: 至少建成并运营1个."""
    last = phrases[-1] if phrases else None
    between = before[last.end() :] if last else ""
    return [last] if last and last[0] == _FLOOR and _VERBS.fullmatch(between) else []


@cache_by_lookups()
def _closing() -> re.Pattern[str]:
    return re.compile(f"(?:{_patterns()[0].pattern}|{_LEADS})$")


def strip_closing(text: str) -> str:
    """A stretch without the comparing phrases and adverbs it closes with: `规模预计将超过约` → 规模."""
    while (found := _closing().search(text)) and found[0]:
        text = text[: found.start()]
    return text


def strip_comparators(text: str) -> str:
    """What is left of a stretch without comparing phrases: `力争达到` → empty."""
    return _patterns()[0].sub("", text)
