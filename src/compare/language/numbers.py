"""Chinese quantities → numbers: `16万`, `1.5万名`, `2-3次`, `百分之十五`, `千分之三`, `一千二百`.

`find_quantities` finds every number of a text, with or without a unit; it judges nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from compare.lookups import cache_by_lookups, read_lookup

DIGITS = {char: i for i, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
TENS = {"十": 10, "百": 100, "千": 1000}
MAGNITUDES = {"万": 10**4, "亿": 10**8}
FRACTIONS = {"百分之": "%", "千分之": "‰", "万分之": "‱"}

_ARABIC = r"(?<!\d)(?:\d{1,3}(?:,\d{3}){1,4}|\d{1,15})(?!\d)(?:\.\d{1,15}(?!\d))?"
_WORDS = r"[零〇一二两三四五六七八九十百千]"
_CHINESE = rf"(?<!{_WORDS}){_WORDS}{{1,12}}(?:点[零〇一二三四五六七八九]{{1,8}})?"
_MAGNITUDE = r"[十百千]?万亿|[十百千]?[万亿]|(?<=\d)[百千](?![瓦米克])"
_RANGE = r"\s*(?:[-－—–~～]{1,2}|至|到)\s*"


@dataclass(frozen=True)
class Quantity:
    """A number as it stands in a text.

    `value` and `high` (None unless a range) count in `unit`; `unit` keeps 万 and 亿 as written
    (`万人`) and is empty where the text gives none. `folded` multiplies them out.
    """

    start: int
    end: int
    value: Decimal
    high: Decimal | None
    magnitude: str
    unit: str
    is_chinese: bool

    @property
    def unit_as_written(self) -> str:
        return self.magnitude + self.unit

    @property
    def unit_class(self) -> str:
        return _unit_row(self.unit).get("class", "")

    def fold(self, unit: str) -> tuple[Decimal, str]:
        """(value, unit) with magnitudes and unit factors multiplied out: (16, 万人) → (160000, 人)."""
        row = _unit_row(unit)
        factor = Decimal(row.get("factor", "1"))
        return self.value * multiplier(self.magnitude) * factor, row.get("unit_si", unit)


@cache_by_lookups()
def units() -> dict[str, dict[str, str]]:
    """Rows of units.csv by unit."""
    return {row["unit"]: row for row in read_lookup("units")}


def _unit_row(unit: str) -> dict[str, str]:
    """The row of a unit; `微克/立方米` is of the class of its first part and folds to itself."""
    if row := units().get(unit):
        return row
    first, slash, _ = unit.partition("/")
    row = units().get(first, {"class": "ratio"} if slash else {})
    return row | {"unit_si": unit} if slash else row


@cache_by_lookups()
def _pattern() -> re.Pattern[str]:
    rows = sorted(units().values(), key=lambda row: len(row["unit"]), reverse=True)
    unit = "|".join(
        re.escape(row["unit"]) + (f"(?!{row['not_before']})" if row["not_before"] else "")
        for row in rows
    )
    per = "|".join(re.escape(row["unit"]) for row in rows)
    number = (
        rf"(?P<low>{_ARABIC})(?P<low_mag>{_MAGNITUDE})?(?:余|多|来)?(?P<low_unit>%|％)?"
        rf"(?:{_RANGE}(?P<high>{_ARABIC})(?P<high_mag>{_MAGNITUDE})?(?:余|多)?)?"
    )
    words = (
        rf"(?P<frac>百分之|千分之|万分之)(?P<part>{_ARABIC}|{_CHINESE})"
        rf"|(?P<cn>{_CHINESE})(?:{_RANGE}(?P<cn_high>{_CHINESE}))?(?P<cn_mag>{_MAGNITUDE})?(?:余|多)?"
    )
    return re.compile(
        rf"(?:{number}|{words})(?P<unit>(?:{unit})(?:/(?:\d+万|[万亿]?(?:{per})|天|日|年))?|/\d+万)?"
    )


def find_quantities(text: str, start: int = 0, end: int | None = None) -> Iterator[Quantity]:
    """Every number of `text[start:end]` in order: `到16万，其中…超6万人` → 16 万, 6 万人."""
    for found in _pattern().finditer(text, start, len(text) if end is None else end):
        if found["frac"]:
            unit = FRACTIONS[found["frac"]]
            yield Quantity(
                found.start(), found.end("part"), to_number(found["part"]), None, "", unit, True
            )
        elif found["cn"]:
            high = to_number(found["cn_high"]) if found["cn_high"] else None
            magnitude = found["cn_mag"] or ""
            yield _quantity(found, to_number(found["cn"]), high, magnitude, is_chinese=True)
        else:
            high = to_number(found["high"]) if found["high"] else None
            magnitude = (found["high_mag"] if high is not None else None) or found["low_mag"] or ""
            yield _quantity(found, to_number(found["low"]), high, magnitude, is_chinese=False)


def _quantity(
    found: re.Match[str], value: Decimal, high: Decimal | None, magnitude: str, is_chinese: bool
) -> Quantity:
    unit = found["unit"] or found["low_unit"] or ""
    return Quantity(
        found.start(), found.end(), value, high, magnitude, unit.replace("％", "%"), is_chinese
    )


def to_number(text: str) -> Decimal:
    """`1,200` → 1200, `二十五` → 25, `一千零二` → 1002, `三点五` → 3.5, `二〇三五` → 2035."""
    text = unicodedata.normalize("NFKC", text).replace(",", "")
    if text[0].isdigit():
        return Decimal(text)
    whole, _, decimals = text.partition("点")
    fraction = "".join(str(DIGITS[c]) for c in decimals)
    return Decimal(_whole_number(whole)) + (Decimal(f"0.{fraction}") if fraction else 0)


def _whole_number(text: str) -> int:
    if not any(char in TENS for char in text):
        return int("".join(str(DIGITS[c]) for c in text))
    total, digit = 0, None
    for char in text:
        if char in TENS:
            total += (1 if digit is None else digit) * TENS[char]
            digit = None
        else:
            digit = DIGITS[char]
    return total + (digit or 0)


def to_chinese(number: int) -> str:
    """0 ≤ number < 10,000 in words: 25 → `二十五`, 1002 → `一千零二`."""
    if number < 10:
        return "零一二三四五六七八九"[number]
    words, gap = "", False
    for ten, char in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, ten)
        if digit:
            words += ("零" if gap and words else "") + "零一二三四五六七八九"[digit] + char
            gap = False
        elif words:
            gap = True
    return words.removeprefix("一") if words.startswith("一十") else words


def multiplier(magnitude: str) -> int:
    """`万` → 10,000, `千万` → 10,000,000, `万亿` → 10 ** 12; empty → 1."""
    product = 1
    for char in magnitude:
        product *= MAGNITUDES.get(char) or TENS.get(char) or 1
    return product
