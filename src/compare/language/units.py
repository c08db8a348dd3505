"""Units behind numbers: `万人次`, `微克/立方米`, `件/万人`; what units.csv does not know is kept and marked."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from compare.language.numbers import multiplier
from compare.lookups import cache_by_lookups, read_lookup

UNKNOWN = "noun"  # class of a unit that units.csv does not know
_PER = re.compile(r"[/／](?P<size>\d*[十百千]?[万亿]?)(?P<rest>.?)")
_UNKNOWN = re.compile(
    r"[\u4e00-\u9fff]{1,2}?(?=$|[，。；、！？）)】”\s]|及?以[上下内]|左右|/)|[A-Za-zμµ°℃Ω][A-Za-zμ²³\d]{0,5}(?=/)"
)
_SIZES = "十百千万亿"
_TIMES = frozenset("年月日天周季")
# What a rate is counted by beside its first: 元/人·月, 元/月/人.
_BY = re.compile("[/／·•・‧∙]")
_BRACKETED = re.compile(r"[（(](?P<other>[\u4e00-\u9fff]{1,2})[）)]")  # 538台（套）
_UNKNOWN_PER = re.compile(r"[年月日天周季](?!度)|[\u4e00-\u9fff]{1,2}|[A-Za-zμ²³]{1,6}")
_NO_NOUN = re.compile(
    r"[的了和及与或等为在到至以上下内中前后时起再多余年月日号]|左右|分别|以上|其中|达到|增长|累计"
)
_HALF = re.compile(r"半(?=$|[，。；、！？）)的]|以[上下内]|左右)")


class Unit(NamedTuple):
    """What a number counts: where it ends, how it is written, whether units.csv knows it."""

    end: int
    name: str
    is_listed: bool


@cache_by_lookups()
def units() -> dict[str, dict[str, str]]:
    """Rows of units.csv by unit."""
    return {row["unit"]: row for row in read_lookup("units")}


@cache_by_lookups()
def _longest() -> dict[str, int]:
    """The length of the longest unit by the character it begins with."""
    lengths: dict[str, int] = {}
    for unit in units():
        lengths[unit[0]] = max(len(unit), lengths.get(unit[0], 0))
    return lengths


@cache_by_lookups()
def _not_before(unit: str) -> re.Pattern[str] | None:
    pattern = units()[unit]["not_before"]
    return re.compile(pattern) if pattern else None


def unit_row(unit: str) -> dict[str, str]:
    """The row of a unit; `微克/立方米` is of the class of its first part and folds to itself."""
    if row := units().get(unit):
        return row
    if other := _BRACKETED.search(unit):
        unit = unit[: other.start()] + unit[other.end() :]
    first, slash, _ = unit.partition("/")
    row = units().get(first, {"class": "ratio"} if slash else {"class": UNKNOWN if unit else ""})
    return row | {"unit_si": unit} if slash else row


def fold(value: Decimal, unit: str) -> tuple[Decimal, str]:
    """(value, unit) with the factor of the unit multiplied out: (3, ‰) → (0.3, %)."""
    row = unit_row(unit)
    return value * Decimal(row.get("factor") or 1), row.get("unit_si", unit)


def fold_written(value: Decimal, unit: str) -> tuple[Decimal, str]:
    """The same for a unit as a table writes it, 万 and 亿 before it: (16, 万人) → (160000, 人)."""
    size, bare = _part_magnitude(unit)
    return fold(value * multiplier(size), bare)


def tell_unit_status(unit: str) -> str:
    """`listed` where units.csv knows a unit as a table writes it (万人, 元/月), `derived` where not.

    Empty where nothing is counted: 5亿.
    """
    bare = _part_magnitude(unit)[1]
    if not bare:
        return ""
    first, *per = _BY.split(_BRACKETED.sub("", bare))
    per = [by.lstrip("0123456789" + _SIZES) for by in per]
    is_known = bare in units() or (
        first in units() and all(by in units() or by in _TIMES for by in per)
    )
    return "listed" if is_known else "derived"


def _part_magnitude(unit: str) -> tuple[str, str]:
    """万人 → (万, 人); a unit that is listed whole is not parted: 百分点, 千瓦."""
    first = unit.partition("/")[0]
    bare = unit if first in units() else unit.lstrip(_SIZES)
    return unit.removesuffix(bare), bare


def find_unit(text: str, at: int, may_be_unknown: bool = False) -> Unit | None:
    """The unit that stands at a place of a text, the longest that fits.

    `may_be_unknown`: a short noun that closes the clause counts as well: 发射卫星30吨级, 火箭20发。
    """
    if found := _find_listed(text, at):
        return _add_divisor(text, _add_bracketed(text, found))
    noun = _UNKNOWN.match(text, at) if may_be_unknown else None
    if noun and not _NO_NOUN.search(noun[0]):
        return _add_divisor(text, Unit(noun.end(), noun[0], False))
    return None


def _find_listed(text: str, at: int) -> Unit | None:
    known = units()
    longest = _longest().get(text[at : at + 1], 0)
    for length in range(min(longest, len(text) - at), 0, -1):
        name = text[at : at + length]
        if name in known:
            stops = _not_before(name)
            if not (stops and stops.match(text, at + length)):
                return Unit(at + length, name, True)
    return None


def _add_bracketed(text: str, unit: Unit) -> Unit:
    """`台` + `（套）` → `台（套）`: things that are counted in either unit."""
    other = _BRACKETED.match(text, unit.end)
    if not other or other["other"] not in units():
        return unit
    return unit._replace(end=other.end(), name=unit.name + other[0])


def _add_divisor(text: str, unit: Unit) -> Unit:
    """`件` + `/万人` → `件/万人`, `元` + `/人·月` → `元/人·月`."""
    per = _PER.match(text, unit.end)
    if not per:
        return unit
    at = per.end("size")
    if found := _find_listed(text, at):
        if unit_row(unit.name).get("class") == unit_row(found.name).get("class") == "power":
            return unit  # 50万千瓦/100万千瓦时 is a size and another
        end = found.end
    elif noun := _UNKNOWN_PER.match(text, at):
        is_listed = unit.is_listed and noun[0] in _TIMES
        end, unit = noun.end(), unit._replace(is_listed=is_listed)
    elif per["size"]:
        end = at
    else:
        return unit
    while by := _BY.match(text, end):
        more = _find_listed(text, by.end())
        is_time = text[by.end() : by.end() + 1] in _TIMES
        if not more and not is_time:
            break
        end = more.end if more else by.end() + 1
    return unit._replace(end=end, name=f"{unit.name}/{text[per.start() + 1 : end]}")


def ends_in_half(text: str, unit: Unit) -> int:
    """Where `半` behind a unit ends, 0 where there is none: 两米半, but not 3个半导体项目."""
    found = _HALF.match(text, unit.end)
    return found.end() if found else 0
