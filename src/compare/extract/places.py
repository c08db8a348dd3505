"""The place a title or an issuing body begins with, by the table of administrative units.

`lookups/places.csv` has every province, prefecture and county since 2000, each with its years.
A name is read from the head of a text downwards (province, prefecture, county) and only as far as
the table knows it. What the table does not know (a town, a zone, a county of another year or
another prefecture) gives nothing, never the unit above: 苏州市高新区 is not 苏州市.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from compare.language.digits import ORDINAL
from compare.lookups import read_lookup


@dataclass(frozen=True)
class Place:
    """One administrative unit as of some year: 海安市 (320685), county, 南通市, 江苏省.

    `level`: province (also 北京市, 广西壮族自治区), prefecture (湛江市, 恩施州, 兴安盟) or county
    (海安市, 相城区, 乌审旗). `prefecture` and `province` are the names of the units above, empty
    where there is none: 渝中区 and 仙桃市 have no prefecture, 江苏省 has neither.
    """

    code: str
    name: str
    level: str
    prefecture: str
    province: str


class _Unit(NamedTuple):
    """A row of the table: the place, and the first and last years at whose end it existed."""

    place: Place
    first: int
    last: int


class _Reading(NamedTuple):
    """One way to read the head of a text: the lowest unit, and where its name ends.

    `is_word`: the short name is also an ordinary word, so nobody can tell: 深圳市光明科学城.
    """

    unit: _Unit
    end: int
    is_short: bool
    is_word: bool = False


_ALWAYS = 9999
_LONGEST_SHORT = 4  # of names that stand without 市 or 县 in a list
_LEAD = re.compile(
    r"\s*(?:《|中共|中国共产党|关于(?:印发|公布|下达|批转|转发)|"
    rf"(?:(?:新疆生产建设)?兵团)?第[{ORDINAL}]{{1,3}}师(?=.{{2,5}}市))*"
)
# 市场, 县域, 区块链: the last character of what looks like a name belongs to the next word.
_SPLIT = re.compile(r"(?<=[市县])[场域级]|(?<=区)[域划间块级]")
_OFFICE = r"人民|政府|政协|党委|[市县区]委|国民经济|管委|管理委|党工委"
_STOP = r"$|[\d〇○“”\"「《》（(，。、：\s·—-]"
# A name without 市, 县, 区 is one only before words that begin a title or an office.
_AFTER_SHORT = re.compile(
    rf"{_STOP}|{_OFFICE}|全[民域面]|[市县区](?:场|域|级|区)|城[市乡区]|县城|乡村|农[村业民]|工业(?!园)|"
    r"生态|教育|卫生|健康|科[技学普]|文化|旅游|体育|交通|水利|气象|应急|消防|关于|建设|创建|打造|推[进动]|"
    r"加[快强]|促进|深化|实施|贯彻|落实|进一步|开展|优化|提升|持续|构建|支持|高质量|统计|数字|智慧|绿色|美丽|"
    r"平安|法治|社会|经济(?!技术|开发)|民营|养老|老龄|人口|就业|残疾人|妇女|儿童|青年|食品|药品|知识产权"
)
_HAN = r"[\u4e00-\u9fff]"
_ZONE_KIND = (
    r"(?:高新(?:技术产业(?:开发)?)?|经济(?:技术)?开发|经开|工业园|产业园|科技园|开发|综合保税|保税|"
    r"旅游度假|新|临港新片)区|临港新片区"
)
# Below what is known: a zone (工业园区, 江北新区, 通州湾示范区), a town, a county not in the table.
_ZONE = re.compile(
    rf"(?:国家级|省级)?(?:{_ZONE_KIND})|{_HAN}{{1,4}}?(?:{_ZONE_KIND})(?={_STOP}|{_OFFICE})"
    rf"|{_HAN}{{1,5}}?(?:示范|试验|合作|管理|度假|投资|风景名胜|功能)区(?={_STOP}|{_OFFICE})"
)
_TOWN = re.compile(
    rf"{_HAN}{{1,3}}(?<![小城村乡重集各强名制古型])镇(?!域)|{_HAN}{{1,4}}(?:乡(?={_OFFICE})|(?<![镇乡各])街道(?!路))"
)
_COUNTY = re.compile(
    rf"(?!关于|人民){_HAN}{{1,3}}?[市县区旗](?![场域划间块级舰帜])|{_HAN}{{1,15}}?自治[州县旗]"
)
_NO_COUNTY = re.compile(
    r"(?:[城都全本各我该县跨设辖强上门超夜早集股省]市|[全各本我强大小辖市区省]县|[联同加结]盟|"
    r"[城社园小街景地校牧林山灾库矿片厂辖郊商战港老市县设各全本我湖学专禁住]区|"
    r"(?:试验|示范|先行|开发|功能|保护|合作|协作|生活|聚集|集聚|度假|居住)区|"
    r"(?:生态|文明|卫生|示范|试点|模范|贫困|脱贫|园林|森林|健康|智慧|平安|法治|节水|宜居)[市县区])$"
)
# Districts whose name is also a word for a part of any town: 汕尾市城区, 洛阳市老城区.
_PART = re.compile(r"(?:[老新古]?城|市|郊|矿|新|东|西|城[东西北中关]|港口|工农|山城)区")
_AFTER_PART = re.compile(rf"{_STOP}|{_OFFICE}|{_HAN}{{2,6}}[局办]")
_NATIONS = re.compile(r"自治([州县旗])$")


def find_places(text: str, year: int | None = None) -> list[Place]:
    """Every place the head of `text` can mean, by code; empty where the table knows none.

    `苏州市相城区人民政府` → 相城区 of 苏州市; `鼓楼区人民政府` → four places; `江苏省鼓楼区` → two;
    `海安全民健身计划` → 海安市; `城市更新行动方案`, `苏州工业园区`, `海安市曲塘镇` → none.

    `year` (a calendar year) keeps the units that existed in it, the old name included in the year
    of a change: 海安县 up to 2018, 海安市 from 2018. The table begins with 2000; earlier years are
    read as 2000. Without `year` a unit counts whenever it existed, of one that changed code or
    prefecture within its province only the latest state; 巢湖市, a prefecture to 2010 and a county
    since, gives two. Raises nothing but what a broken installation does (FileNotFoundError).
    """
    lead = _LEAD.match(text)
    readings = list(_read(text, lead.end() if lead else 0, ()))
    end = max((reading.end for reading in readings), default=0)
    units = {r.unit: r.is_short for r in readings if r.end == end and not r.is_word}
    after = text[end:]
    full = [unit for unit, is_short in units.items() if not is_short]
    if (not full and not _AFTER_SHORT.match(after)) or _goes_on(after):
        return []
    found = _choose(full or list(units), year)
    if not _AFTER_PART.match(after) and any(_PART.fullmatch(u.place.name) for u in found):
        return []
    return sorted({unit.place for unit in found}, key=lambda place: place.code)


def locate(text: str, year: int | None = None) -> Place | None:
    """The one place the head of `text` means, or None where it is unknown or could be several.

    `南京市鼓楼区人民政府` → 鼓楼区 (320106); `鼓楼区人民政府` → None; `year` as in `find_places`.
    """
    found = find_places(text, year)
    return found[0] if len(found) == 1 else None


def is_short_place(name: str) -> bool:
    """Whether it is a place's name without its ending, and no other word: 赣州, but not 市北."""
    return 1 < len(name) <= _LONGEST_SHORT and name in _index().short


def _read(text: str, start: int, above: tuple[str, ...]) -> Iterator[_Reading]:
    """Readings of `text` from `start` on, each unit below all those in `above`."""
    index = _index()
    for end in range(min(len(text), start + index.longest), start + 1, -1):
        word = text[start:end]
        units = index.full.get(word, ()) if not _SPLIT.match(text, end) else ()
        shorts = index.short.get(word, ())
        for unit in (*units, *shorts):
            parents = {unit.place.prefecture, unit.place.province}
            if not parents.issuperset(above) or unit.place.name in above:
                continue
            yield _Reading(unit, end, unit in shorts and unit not in units)
            if unit.place.level != "county":
                yield from _read(text, end, (*above, unit.place.name))
        for unit in index.words.get(word, ()):
            if above and above[-1] == (unit.place.prefecture or unit.place.province):
                yield _Reading(unit, end, True, True)


def _goes_on(after: str) -> bool:
    """Whether the name of a lower unit follows that the table does not know: `曲塘镇人民政府`."""
    if _ZONE.match(after) or _TOWN.match(after):
        return True
    county = _COUNTY.match(after)
    return county is not None and not _NO_COUNTY.search(county[0])


def _choose(units: Sequence[_Unit], year: int | None) -> list[_Unit]:
    """The units of a year; without one, all but the earlier states of the same unit."""
    if year is None:
        return [unit for unit in units if not any(_succeeds(other, unit) for other in units)]
    valid = [unit for unit in units if unit.first <= year <= unit.last]
    return valid or [unit for unit in units if unit.last == year - 1]


def _succeeds(later: _Unit, earlier: _Unit) -> bool:
    a, b = later.place, earlier.place
    return later.first > earlier.last and (a.level, a.province) == (b.level, b.province)


class _Index(NamedTuple):
    """Units by full name (also 恩施州, 长阳县), by short name (海安), by one that is a word (光明)."""

    full: dict[str, list[_Unit]]
    short: dict[str, list[_Unit]]
    words: dict[str, list[_Unit]]
    longest: int


@cache
def _index() -> _Index:
    """Built at the first look-up, not at import: some 4,000 rows."""
    full: dict[str, list[_Unit]] = {}
    short: dict[str, list[_Unit]] = {}
    words: dict[str, list[_Unit]] = {row["word"]: [] for row in read_lookup("place_words")}
    aliases: dict[str, list[_Unit]] = {}
    table = (files("compare.lookups") / "places.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(table.splitlines()):
        place = Place(*(row[key] for key in Place.__dataclass_fields__))
        unit = _Unit(place, int(row["valid_from"] or 0), int(row["valid_to"] or _ALWAYS))
        full.setdefault(place.name, []).append(unit)
        brief = row["short"]
        if brief:
            (words if brief in words else short).setdefault(brief, []).append(unit)
        if brief and (nations := _NATIONS.search(place.name)):
            aliases.setdefault(brief + nations[1], []).append(unit)
    for alias, units in aliases.items():
        full.setdefault(alias, units)
    return _Index(full, short, words, max(map(len, full)))
