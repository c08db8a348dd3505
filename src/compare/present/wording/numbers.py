"""How numbers read: one rounding rule per kind of number, for page, workbook, brief and notebooks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pandas as pd

from compare.present.wording.labels import label_unit
from compare.present.wording.texts import phrase

SCALES = {"万": 1e4, "亿": 1e8}
# Words for large numbers: from 100,000,000 on in Chinese, in English from a billion on.
_LARGE = {"zh": {1e12: "万亿", 1e8: "亿"}, "en": {1e12: " trillion", 1e9: " billion"}}
PERCENT = ("%", "％", "‰", "百分点", "个百分点")


def read_number(value: object) -> float | None:
    """A cell of a column the schema does not type: "3" or 3.0 → 3.0, empty → None."""
    number = pd.to_numeric(str(value), errors="coerce")
    return None if pd.isna(number) else float(number)


def format_number(value: float, decimals: int = 2) -> str:
    """14.0 → 14, 10.56 → 10.56, 1000 → 1,000."""
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True)
class Rule:
    """How one kind of number is written, and the cell format of a spreadsheet that equals it."""

    write: Callable[[float], str]
    cell: str


RULES: dict[str, Rule] = {
    "count": Rule(lambda value: format_number(value, 0), "#,##0"),
    "share": Rule(lambda value: f"{value:.0%}", "0%"),
    "pace": Rule(lambda value: f"{value:+.2f}", "+0.00;-0.00;+0.00"),
    "index": Rule(lambda value: f"{value:.2f}", "0.00"),
    "p": Rule(lambda value: f"{value:.3f}", "0.000"),
    "stated": Rule(format_number, "#,##0"),
}


def format_figure(value: float, kind: str) -> str:
    """A number as every product writes it: 0.303, share → 30%; 1.2, pace → +1.20."""
    return RULES[kind].write(float(value))


def format_cell(value: float, kind: str) -> str:
    """The spreadsheet format under which the value reads as `format_figure` writes it.

    A spreadsheet rounds halves up where Python takes the even digit (0.125 → 13%, 12%); such a
    value is shown by a literal format, its full value kept.
    """
    text = format_figure(value, kind)
    scaled = Decimal(repr(float(value))) * (100 if kind == "share" else 1)
    number = text.rstrip("%").replace(",", "")
    step = Decimal(1).scaleb(-len(number.partition(".")[2]))
    same = scaled.quantize(step, ROUND_HALF_UP) == Decimal(number)
    cell = RULES[kind].cell
    if kind == "stated":
        cell = "#,##0" + ("." + "0" * len(text.split(".")[1]) if "." in text else "")
    return cell if same else f'"{text}"'


def format_quantity(value: float, unit: str, lang: str) -> str:
    """20, % → 20%; 16, 万人 → 16万人, in English 160,000 people; 3000000000000, 元 → 3万亿元."""
    return format_values([value], unit, lang)


def format_values(values: Sequence[float], unit: str, lang: str) -> str:
    """The ends of a range in one unit: 2, 3, 次 → 2–3次; 16, 17, 万人 → 160,000–170,000 people."""
    if lang == "en" and unit[:1] in SCALES:
        values, unit = [value * SCALES[unit[0]] for value in values], unit[1:]
    word = ""
    if unit[:1] not in SCALES:
        factor, word = _choose_scale(values, lang)
        values = [value / factor for value in values]
    label = label_unit(unit, lang)
    space = " " if lang == "en" and label and label != "%" else ""
    return "–".join(map(format_number, values)) + word + space + label


def _choose_scale(values: Sequence[float], lang: str) -> tuple[float, str]:
    """The largest scale in which two decimals hold each value, since none may be lost: 3.68万亿, but
    33,757.93亿."""
    for factor, word in _LARGE.get(lang, {}).items():
        scaled = [Decimal(repr(float(value))) / Decimal(factor) for value in values]
        if all(abs(value) >= 1 and value == round(value, 2) for value in scaled):
            return factor, word
    return 1.0, ""


def label_pace(unit: str, lang: str) -> str:
    """The unit of a change: percentages change by points."""
    return phrase("word.points", lang) if unit in PERCENT else label_unit(unit, lang)


def format_year(year: Any, lang: str) -> str:
    """（2025）, empty where no year is stated."""
    return "" if pd.isna(year) else phrase("mark.brackets", lang, text=int(year))
