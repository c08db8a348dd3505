"""What kind of statement a quantity makes: level or change, up or down, against what, whose."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from compare.extract.places import find_places
from compare.extract.targets.clock import Clock
from compare.extract.targets.quantities import Found
from compare.extract.targets.tables import TableQuantity
from compare.lookups import cache_by_lookups, read_lookup

_RATE = re.compile(r"增长率|增速|比增|增幅|涨幅|降幅|增长(?!的?贡献)|涨跌幅")
_SHARE = re.compile(r"率|比例|占比|比重|覆盖|份额|占")
_RISE = re.compile(r"提高|提升|增加(?!值)|增长|上升|扩大|增速|增幅|涨幅|翻|倍增|新增|净增")
_FALL = re.compile(r"降低|下降|减少|压减|压缩|缩短|缩减|精简|削减|降价|降幅|节约|降本")
_MOVES = re.compile(r"提高|提升|增加(?!值)|上升|降低|下降|减少|压减|压缩|缩短")
# 增长5% is a rate, 提高5% may be meant of the level: it stays a change.
_GROWS = re.compile(r"增长(?!的?贡献)|增速|递增|上涨|增幅|调增")
_LESSENS = re.compile(r"[，、；\s]*(?:每年|累计|年均|共)*(?:减少|压减|节约|削减)")  # 减少排放20万吨
_TO_LEVEL = frozenset({"rises_to", "falls_to", "stays", "at_most", "at_least"})
_LIST_GROWS = re.compile(r"(?:增长|上涨|递增)(?:[\d.．]+[%％][、和及]?){1,8}$")
_IS_PLANNED = re.compile(r"^按(?:左右|以上|以内)?安排")  # 地区生产总值按5%左右安排
_RANK = re.compile(r"(?:前|第)$")
_YEARLY = re.compile(
    r"年(?:度)?平?均(?!浓度|值|水平|气温)|(?<![一二两三四五六七八九十\d])年增长|每年(?:递增|增长|提高|下降)"
)
_CUMULATIVE = re.compile(r"累计")
_LAST_YEAR = re.compile(r"同比|[比较是为]上年|[比较是为]去年|[比较]上一年")
_OBLIGATION = re.compile(r"[（(〔\[](约束性|预期性)")
OBLIGATIONS = {"约束性": "binding", "预期性": "expected"}
_OPENING = re.compile(r"^(?:[，,、；：其中和到至约]|20\d\d年[底末]?|力争|确保)+")
_OWN_PLACE = re.compile(r"[我全本]([省市县区])")
_ABOVE = {"nation": 3, "province": 2, "prefecture": 1}
_PLACE = re.compile(r"([\u4e00-\u9fff]{2,6}?(?:省|自治区|自治州|市))(?![场民区内域县级委直政属])")


Row = dict[str, object]


def describe_statement(item: Found, clock: Clock, place: str) -> Row:
    """The columns of targets.csv that say what kind of statement a quantity makes.

    `单位能耗比2020年下降13.5%` → a change, down, on_year 2020.
    """
    basis = _tell_basis(item, clock)
    measure = _tell_measure(item, basis)
    obligation = _OBLIGATION.search(item.after[:16])
    return {
        "measure": measure,
        "direction": _tell_direction(item, measure),
        "basis": basis,
        "obligation": OBLIGATIONS[obligation[1]] if obligation else "",
        "extent": find_extent(item.subject or item.own),
        "owner": find_owner(item.subject or item.own, place),
    }


def describe_table_value(item: TableQuantity, place: str) -> Row:
    """The same for a value of a table: what its name, its column and its 属性 say."""
    q = item.quantity
    is_rate = bool(_RATE.search(item.name)) or item.basis == "annual_average"
    measure = "level" if q.unit_class != "ratio" else "rate_of_change" if is_rate else "share"
    if q.unit.endswith("分点") or item.basis == "cumulative":
        measure = "change"
    elif q.unit_class == "ratio" and _MOVES.search(item.name + item.comparator):
        measure = "rate_of_change" if is_rate else "change"
    direction = (
        "down"
        if _FALL.search(item.name + item.comparator)
        else "up"
        if measure == "rate_of_change"
        else ""
    )
    return {
        "measure": measure,
        "direction": direction,
        "basis": item.basis,
        "obligation": OBLIGATIONS.get(item.obligation, ""),
        "extent": find_extent(item.name),
        "owner": find_owner(item.name, place),
    }


def _tell_measure(item: Found, basis: str) -> str:
    q = item.quantity
    if q.is_rank or _RANK.search(item.own):
        return "rank"
    if q.unit == "倍":
        return "multiple"
    changes = bool(item.senses & {"rises_by", "falls_by"})
    if q.unit_class != "ratio" and item.adds:
        return "change"
    if q.unit.endswith("分点"):
        return "change"
    if _LESSENS.match(item.own) and not item.senses & _TO_LEVEL - {"at_least"}:
        return "change"
    if q.unit_class != "ratio":
        return "change" if changes else "level"
    near = (item.subject or item.own)[-14:]
    if _RATE.search(near) and not item.senses & {"rises_to", "falls_to"}:
        return "rate_of_change"
    if (
        _IS_PLANNED.search(item.own[-1:] + item.after[:4])
        or _GROWS.search(near + item.comparator)
        or _LIST_GROWS.search(item.before)
    ):
        return "rate_of_change"
    if changes:
        return "rate_of_change" if basis == "annual_average" else "change"
    return "share"


def _tell_direction(item: Found, measure: str) -> str:
    if "stays" in item.senses:
        return "hold"
    if item.senses & {"rises_by", "rises_to"}:
        return "up"
    if item.senses & {"falls_by", "falls_to"}:
        return "down"
    near = item.own[-12:]
    if item.adds and measure == "change":
        return "up"
    if measure == "multiple" or "新增" in near or "净增" in near:
        return "down" if _FALL.search(near) else "up"
    if measure in ("rate_of_change", "change"):
        return "down" if _FALL.search(near) else "up" if _RISE.search(near) else ""
    return ""


def _tell_basis(item: Found, clock: Clock) -> str:
    if _YEARLY.search(item.own):
        return "annual_average"
    if _CUMULATIVE.search(item.own):
        return "cumulative"
    if item.base_year:
        return f"on_year {item.base_year}"
    if _LAST_YEAR.search(item.before[-24:]):
        year = item.year or clock.year
        return f"on_year {year - 1}" if year else ""
    return ""


@cache_by_lookups()
def _scopes() -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(row["pattern"]), row["kind"]) for row in read_lookup("scopes")]


def find_extent(name: str) -> str:
    """The words that bound what is measured, as written: 规上, 城镇; several joined by `;`."""
    found = [m[0] for pattern, kind in _scopes() if kind == "extent" if (m := pattern.search(name))]
    return ";".join(dict.fromkeys(found))


def find_owner(name: str, place: str) -> str:
    """Whose figure it is: the plan's own place, or one above it that the clause names first."""
    subject = _OPENING.sub("", name)
    level = _tell_level(place)
    for pattern, kind in _scopes():
        if kind != "extent" and kind != level and pattern.search(subject):
            return kind if not level or _ABOVE[kind] > _ABOVE.get(level, 0) else "own"
    named = _PLACE.match(subject)
    if not named or not place or named[1] == place:
        return "own"
    other = _find_level(named[1])
    return other if _ABOVE.get(other, 0) > _ABOVE.get(level, 0) else "own"


@cache
def _find_level(name: str) -> str:
    """The level of a place by its whole name, of several the highest; empty for what is none: 边民互市."""
    levels = [place.level for place in find_places(name) if place.name == name]
    return max(levels, key=lambda level: _ABOVE.get(level, 0), default="")


def tell_own_place(source: str) -> str:
    """What a text that names no place calls its own: 我省…全省…全市… → 本省; empty where it says nothing."""
    said = Counter(found[1] for found in _OWN_PLACE.finditer(source))
    return f"本{said.most_common(1)[0][0]}" if said else ""


def _tell_level(place: str) -> str:
    """For a city, be it of a county, a prefecture or a province, 全市 is its own figure."""
    if place.endswith(("省", "自治区")) or _find_level(place) == "province":
        return "province"
    if place.endswith(("市", "自治州", "地区", "盟")) or not place:
        return "prefecture"
    return "county"
