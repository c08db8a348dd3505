"""Quantities as plans write them → numbers with units: `16万名`, `2-3次`, `三分之二`, `120多亿元`, `翻两番`.

`find_quantities` finds every number of a text, with or without a unit; it judges nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from compare.language.numbers import multiplier, plain_numerals, to_number, to_range
from compare.language.units import Unit, ends_in_half, find_unit, fold, unit_row

SHARES = {"百": "%", "千": "‰", "万": "‱"}
TO_ONE = "∶1"  # the unit of a ratio: 1.5∶1, 1：16

_D = "零一二两三四五六七八九"
_T = "十百千廿卅"
_ARABIC = (
    r"(?<!\d)(?<!\d\.)(?:\d{1,3}(?:[,，]\d{3}){1,4}(?![\d强])"
    r"|\d{1,3}(?: \d{3}){1,4}(?! ?\d)(?=(?:\.\d{1,15})?(?:[\u4e00-\u9fff%]|(?:[kcm]?m|k?g|t)(?![a-z])|[kM]W))"
    r"|\d{1,15}(?!\d))"
    r"(?:\.(?!(?:19|20)\d\d年)\d{1,15}(?!\d))?"
)
_MAGNITUDE = r"(?:[十百千]?万[余多]亿|[十百千][余多](?=万)万|[十百千]?[万亿]{1,2}|[百千](?![瓦米克伏卡帕赫安兆万]))"
_POINT = rf"(?:点[{_D}]{{1,8}}[万亿]{{0,2}})?"
_WORDS = rf"(?:[{_D}{_T}]|[几数](?=[{_T}万亿]))(?:[{_D}{_T}万亿]|[余多来几](?=[万亿]))*(?:(?<=十)几)?{_POINT}"
_PART = rf"(?:{_ARABIC}|{_WORDS})"
_SLASH = "|".join(f"{n}/(?:{'|'.join(str(d) for d in range(10, n, -1))})" for n in range(1, 10))
_NAMED = "(?:计划|行动|工程|方案|培育|专项)"  # 倍增计划 is a name
# 5个亿 is 5亿; 5个亿元以上项目, 5个亿元企业, 5个亿吨大港 are five of them.
_HUNDRED_MILLIONS = (
    r"个(?=亿(?![元吨]?(?:级|及?以上|[\u4e00-\u9fff]{0,4}(?:项目|企业|产业|工业|园区|集群|[村镇楼港])"
    r"|煤[矿炭]|粮仓)))"
)
_ATOM = re.compile(
    rf"(?=[\d{_D}{_T}万亿几数翻倍半过第首])(?:(?P<share>(?P<whole>\d{{1,3}}|[{_D}{_T}万]{{1,3}})分之(?P<part>{_PART}))"
    rf"|(?P<ratio>(?P<left>{_ARABIC})[:：∶](?P<right>{_ARABIC}))"
    rf"|(?P<per>{_ARABIC}/(?P<many>(?:10|十)?万)(?=[，。；、）以左的]|$))"
    rf"|(?P<slash>(?<![\d/.:：A-Za-z-])(?:{_SLASH})(?![\d/.A-Za-z月日号路街弄]))"
    rf"|(?P<digits>{_ARABIC}(?P<vague>[余多几](?=[万亿千百])|{_HUNDRED_MILLIONS})?(?P<magnitude>{_MAGNITUDE})?)"
    rf"|(?P<doubled>翻了?(?P<times>{_PART})?番(?!{_NAMED})|(?<![成都])倍增(?!长|效应|{_NAMED}))"
    rf"|(?P<rank>首位|第(?P<place>{_PART})[位名]?)"
    r"|(?P<myriad>(?<=[上近逾超破约])(?:万亿?|亿)(?=[余多]?[人名户家亩吨元个件株台辆套册场平公千瓦]))"
    r"|(?P<half>一半|半数|过半(?![年天数]))"
    rf"|(?P<words>(?<![{_D}{_T}]){_WORDS}))"
)
_MORE = re.compile(
    r"零?(?:\d{1,4}(?:\.\d{1,4})?(?![\d年月日:：∶%A-Za-z])(?![.,]\d)(?:[十百千]?万|[百千](?![瓦米克伏]))?"
    rf"|[{_D}][{_D}{_T}]{{0,5}}[百千][{_D}{_T}]{{0,5}})(?![-—–~～至]\d)"
)
_SIMPLE = re.compile(rf"(?P<number>[{_D}{_T}点]*)(?P<magnitude>[十百千]?[万亿]{{1,2}})")
_VAGUE = re.compile(r"[余多来几数个]")
_VAGUE_END = re.compile(
    r"[余多](?![额热样]|元[化的素])|来(?=[个名家人岁天亩件次所])|几(?=[个名家人岁天亩件次所项])"
)
_VAGUE_BEFORE = re.compile(r"(?:大?约|将?近|接近|大概|上下)$")
_VAGUE_BEHIND = re.compile(r"左右|上下")
_TENTHS = re.compile(
    rf"成(?P<more>[{_D}\d](?![{_D}{_T}\d万亿个名家项.])|半)?(?![不果员功立为本绩效长分份品型熟都就交像群套规])"
)
_AFTER_KILO = frozenset("瓦米克伏卡帕赫")
_HALF_UNIT = re.compile(r"个半(?=百分点|小时|月)")
_TO = re.compile(r" ?(?:[-—–~～﹣‐‑−]{1,2}|至|到) ?(?P<sign>(?<=[至到~～])[-负])?")
# 居全国第三位 is a rank; 第三届 and 第三, at the head of a list are none.
_HOLDS_RANK = re.compile(
    r"(?:[位名稳均皆都跃]?[居列]|排名|排在?|保持|升至|升到|跃升至|前移至|全[国省市区县球]|世界|[国省]内)[^，。；、\d]{0,8}$"
)
_CLOSES_RANK = re.compile(r"[，。；、！）]|$|的")
_FROM = re.compile(r"[由从自](?:目前|现有|现在|原来|\d{4}年(?:底|末)?)?的?$")
_RISES_BY = re.compile(
    r"(?:增长|增加|提高|提升|扩大|上升|增)(?:了|约|近|超过?|至少|不低于|不少于|将近)*$"
)
_LISTED = re.compile(r"[、和及与或]|以及")


class Quantity(NamedTuple):
    """A number as it stands in a text, `text[start:end]` with its unit.

    `value` and `high` (None unless a range) count in `unit`; `magnitude` keeps 万 and 亿 as written
    (`万人`); `unit` is empty where the text gives none, and % for fractions, 成 and 一半. `fold`
    multiplies out. `is_approximate`: 余, 多, 几, 近, 约, 左右 or two figures side by side.
    `is_rank`: 居全国第三位, 首位: a place counted from the top.
    """

    start: int
    end: int
    value: Decimal
    high: Decimal | None
    magnitude: str
    unit: str
    is_chinese: bool = False
    is_approximate: bool = False
    is_listed: bool = True
    is_rank: bool = False

    @property
    def unit_as_written(self) -> str:
        return self.magnitude + self.unit

    @property
    def unit_class(self) -> str:
        return "rank" if self.is_rank else unit_row(self.unit).get("class", "")

    def fold(self, unit: str) -> tuple[Decimal, str]:
        """(value, unit) with magnitudes and unit factors multiplied out: (16, 万人) → (160000, 人)."""
        return fold(self.value * multiplier(self.magnitude), unit)

    def total(self) -> tuple[Decimal, Decimal | None]:
        """Both ends with 万 and 亿 multiplied out."""
        size = multiplier(self.magnitude)
        return self.value * size, None if self.high is None else self.high * size


def find_quantities(text: str, start: int = 0, end: int | None = None) -> Iterator[Quantity]:
    """Every number of `text[start:end]` in order: `到16万，其中…超6万人` → 16 万, 6 万人."""
    plain = plain_numerals(text[start : len(text) if end is None else end])
    found = list(_scan(plain))
    for i in range(len(found) - 2, -1, -1):
        found[i] = _share_unit(found[i], found[i + 1], plain)
    for q in found:
        yield q._replace(start=q.start + start, end=q.end + start) if start else q


def _scan(plain: str) -> Iterator[Quantity]:
    at = 0
    while atom := _ATOM.search(plain, at):
        quantity = _read_quantity(atom, plain)
        if quantity is None:
            at = atom.start("place") if atom["place"] else atom.end()  # 第12届 holds a 12
            continue
        quantity = _read_range(quantity, plain)
        yield _finish(quantity, plain)
        at = max(quantity.end, atom.start() + 1)


def _read_quantity(atom: re.Match[str], plain: str) -> Quantity | None:
    """A number with its unit, without what may follow as the upper end of a range."""
    try:
        number = _READ[atom.lastgroup or "words"](atom, plain)
    except ValueError:  # figures in a row that make no number: 百一十百
        return None
    return number if number is None or number.unit else _add_unit(number, plain)


def _read_share(atom: re.Match[str], plain: str) -> Quantity | None:
    """`百分之十五` → 15 %, `三分之二` → 66.67 %."""
    value, high = to_range(_strip_vague(atom["part"]))
    unit = SHARES.get(atom["whole"], "")
    if not unit:
        whole = to_number(atom["whole"])
        if not whole:
            return None
        value, high, unit = value / whole * 100, None, "%"
    return Quantity(atom.start(), atom.end(), value, high, "", unit, True)


def _read_ratio(atom: re.Match[str], plain: str) -> Quantity | None:
    left, right = to_number(atom["left"]), to_number(atom["right"])
    return Quantity(*atom.span(), left / right, None, "", TO_ONE) if right else None


def _read_per(atom: re.Match[str], plain: str) -> Quantity | None:
    """`8/10万` → 0.008 %, as 十万分之八; `4/万` → 0.04 %."""
    share = Decimal(100) / (100_000 if len(atom["many"]) > 1 else 10_000)
    return Quantity(*atom.span(), to_number(atom[0].partition("/")[0]) * share, None, "", "%")


def _read_rank(atom: re.Match[str], plain: str) -> Quantity | None:
    """`居全省第三位` → 3, `居首位` → 1; an ordinal that names or lists is none."""
    start, end = atom.span()
    is_rank = _HOLDS_RANK.search(plain[max(0, start - 14) : start])
    if not is_rank or not _CLOSES_RANK.match(plain, end):
        return None
    place = to_number(atom["place"]) if atom["place"] else Decimal(1)
    return Quantity(start, end, place, None, "", "位", is_rank=True)


def _read_slash(atom: re.Match[str], plain: str) -> Quantity | None:
    over, _, under = atom[0].partition("/")
    return Quantity(*atom.span(), Decimal(over) / Decimal(under) * 100, None, "", "%")


def _read_doubled(atom: re.Match[str], plain: str) -> Quantity | None:
    """`翻一番` → 2 倍, `翻两番` → 4 倍, `翻番` and `倍增` → 2 倍."""
    times = to_number(_strip_vague(atom["times"])) if atom["times"] else Decimal(1)
    if times > 10:
        return None
    return Quantity(*atom.span(), Decimal(2) ** times, None, "", "倍", True)


def _read_myriad(atom: re.Match[str], plain: str) -> Quantity | None:
    """`上万人`, `超万亿元`: a magnitude that stands alone."""
    return Quantity(
        *atom.span(), Decimal(1), None, atom[0], "", True, plain[atom.start() - 1] == "上"
    )


def _read_half(atom: re.Match[str], plain: str) -> Quantity | None:
    return Quantity(*atom.span(), Decimal(50), None, "", "%", True, atom[0].startswith("过"))


def _read_digits(atom: re.Match[str], plain: str) -> Quantity | None:
    """`120多亿`, `3万4000`: digits with one magnitude keep it, with several are multiplied out."""
    end, magnitude = atom.end(), atom["magnitude"] or ""
    size = multiplier(magnitude)
    while (
        size > 10 and (more := _MORE.match(plain, end)) and to_number(more[0].lstrip("零")) < size
    ):
        end, magnitude = more.end(), ""
        size = multiplier(re.sub(r"[^十百千万亿]", "", more[0]))
    if end > atom.end():
        value = to_number(_strip_vague(plain[atom.start() : end]))
    else:
        digits = plain[atom.start() : end - len(magnitude)]
        value = to_number(_strip_vague(digits))
    is_vague = (atom["vague"] or "个") != "个" or magnitude != _strip_vague(magnitude)
    return Quantity(atom.start(), end, value, None, _strip_vague(magnitude), "", False, is_vague)


def _read_words(atom: re.Match[str], plain: str) -> Quantity | None:
    end = atom.end()
    if plain[end - 1] == "千" and end - atom.start() > 1 and plain[end : end + 1] in _AFTER_KILO:
        end -= 1  # 一百千瓦: 千 belongs to the unit
    written = _strip_vague(plain[atom.start() : end])
    simple = _SIMPLE.fullmatch(written)
    magnitude = simple["magnitude"] if simple else ""
    value, high = to_range((simple["number"] or "一") if simple else written)
    is_vague = len(written) < end - atom.start() or high is not None
    return Quantity(atom.start(), end, value, high, magnitude, "", True, is_vague)


_READ = {
    "share": _read_share,
    "ratio": _read_ratio,
    "per": _read_per,
    "slash": _read_slash,
    "rank": _read_rank,
    "doubled": _read_doubled,
    "myriad": _read_myriad,
    "half": _read_half,
    "digits": _read_digits,
    "words": _read_words,
}


def _strip_vague(words: str) -> str:
    return words if words.isascii() else _VAGUE.sub("", words)


def _add_unit(number: Quantity, plain: str) -> Quantity:
    at = number.end
    if vague := _VAGUE_END.match(plain, at):
        at = vague.end()
        number = number._replace(end=at, is_approximate=True)
    if (tenths := _TENTHS.match(plain, at)) and number.value <= 10 and not number.magnitude:
        return _read_tenths(number, tenths)
    half = _HALF_UNIT.match(plain, at)
    if half and (unit := find_unit(plain, half.end())):
        number = number._replace(value=number.value + Decimal("0.5"))
        return _count_in(number, unit._replace(name=f"个{unit.name}"))
    unit = find_unit(plain, at, not number.is_chinese)
    if unit is None and plain[at : at + 1] == " ":
        unit = find_unit(plain, at + 1)
    if unit is None:
        return number
    if half_end := ends_in_half(plain, unit):
        number = number._replace(value=number.value + Decimal("0.5"))
        unit = unit._replace(end=half_end)
    return _count_in(number, unit)


def _count_in(number: Quantity, unit: Unit) -> Quantity:
    return number._replace(end=unit.end, unit=unit.name, is_listed=unit.is_listed)


def _read_tenths(number: Quantity, tenths: re.Match[str]) -> Quantity:
    """`八成` → 80 %, `七成五` → 75 %, `三成半` → 35 %, `七八成` → 70–80 %."""
    more = 5 if tenths["more"] == "半" else to_number(tenths["more"]) if tenths["more"] else 0
    high = None if number.high is None else number.high * 10
    return number._replace(end=tenths.end(), value=number.value * 10 + more, high=high, unit="%")


def _read_range(low: Quantity, plain: str) -> Quantity:
    """`2—3万`, `3家至5家`, `百分之五到百分之六` → one quantity with an upper end."""
    mark = _TO.match(plain, low.end)
    atom = _ATOM.match(plain, mark.end()) if mark and low.high is None else None
    high = _read_quantity(atom, plain) if atom else None
    if mark is None or high is None or high.high is not None or not _can_be_range(low, high):
        return low
    if mark[0].strip() in ("至", "到") and _FROM.search(plain[max(0, low.start - 10) : low.start]):
        return low
    is_negative = low.unit != "" and _has_sign(low, plain[max(0, low.start - 8) : low.start])
    if mark["sign"] and not is_negative:
        return low
    magnitude, bottom, top = high.magnitude, low.value, high.value
    if not low.unit and "成" in plain[high.start : high.end]:
        bottom *= 10  # 六到七成
    if is_negative:
        bottom, top = -bottom, -top if mark["sign"] else top
    shares = not low.magnitude and not low.unit and bottom < top
    if low.magnitude != magnitude and not shares:
        magnitude, bottom, top = "", low.total()[0], high.total()[0]
    if bottom >= top:
        return low
    is_vague = low.is_approximate or high.is_approximate
    return high._replace(
        start=low.start - is_negative,
        value=bottom,
        high=top,
        magnitude=magnitude,
        is_chinese=low.is_chinese,
        is_approximate=is_vague,
    )


def _can_be_range(low: Quantity, high: Quantity) -> bool:
    return low.unit in ("", high.unit) and TO_ONE not in (low.unit, high.unit)


def _finish(q: Quantity, plain: str) -> Quantity:
    """What stands around the number: a sign before it, a rise by so many times, 约 or 左右."""
    before = plain[max(0, q.start - 8) : q.start]
    if q.unit == "倍" and plain[q.end - 1] == "倍" and _RISES_BY.search(before):
        q = q._replace(value=q.value + 1, high=None if q.high is None else q.high + 1)
    if q.high is None and _has_sign(q, before):
        q = q._replace(start=q.start - 1, value=-q.value)
    if _VAGUE_BEFORE.search(before) or _VAGUE_BEHIND.match(plain, q.end):
        q = q._replace(is_approximate=True)
    return q


def _has_sign(q: Quantity, before: str) -> bool:
    """-3%, 为-5万元: behind a letter or digit a dash is none, and 减负 no minus."""
    sign, earlier = before[-1:], before[-2:-1]
    if not sign or sign not in "-负":
        return False
    if not earlier or earlier in "为至到在达是，、。（：":
        return sign == "负" or bool(earlier) or unit_row(q.unit).get("class") == "ratio"
    is_name = (earlier.isascii() and earlier.isalnum()) or earlier in "减-）)担抱"
    return not is_name and unit_row(q.unit).get("class") == "ratio"


def _share_unit(q: Quantity, following: Quantity, plain: str) -> Quantity:
    """The unit at the end of a list holds for all of it: `15个、7个工作日`, `30、20和10家`."""
    if q.unit not in ("", "个") or not _LISTED.fullmatch(plain, q.end, following.start):
        return q
    if q.unit and not (len(following.unit) > 1 and following.unit.startswith("个")):
        return q
    magnitude = q.magnitude if q.unit else q.magnitude or following.magnitude
    return q._replace(unit=following.unit, magnitude=magnitude, is_listed=following.is_listed)
