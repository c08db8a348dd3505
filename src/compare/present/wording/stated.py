"""A target's value with all that the plan says of it: 力争突破10%, 每月不少于2次, 约5%, 1–2名或3名辅导员."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from compare.lookups import read_lookup
from compare.present.wording.numbers import (
    SCALES,
    format_number,
    format_quantity,
    format_year,
    read_number,
)
from compare.present.wording.texts import phrase, read_phrases

Row = Mapping[Any, Any]
_INTERVAL = re.compile(r"年均|每(?:季度?|半年|月|周|学期|[两二三四五六\d]{1,2}年|年)")
_EACH = re.compile("^(?:分别|均|都|依次)")  # says that there are several values; one is written
REACHES = "reaches"  # 达到 adds nothing to its value
_GAP = "…"  # stands in a comparing phrase where its number stood: 控制在…左右


def format_target(row: Row, lang: str) -> str:
    """The value of a row of `targets` or `indicators` as every product writes it, empty without one.

    超, 6, 万人 → 超过6万人, more than 60,000 people; 力争突破, 10, % → 力争突破10%;
    至少, 1, 次, annual → 每年至少1次, at least 1 time a year; 控制在…左右, 5.5, % → 控制在5.5%左右.
    """
    name = "target_value" if "target_value" in row else "value"
    low, high = read_number(row[name]), read_number(row.get("value_high", ""))
    if low is None:
        return ""
    value = _compare(row, format_range(low, high, str(row["unit"]), lang), lang)
    if interval := _find_interval(row):
        value = _add_interval(value, interval, lang)
    for other in filter(None, _read_text(row, "alternatives").split(";")):
        value = phrase("target.or", lang, first=value, other=other)
    return value


def _add_interval(value: str, interval: str, lang: str) -> str:
    """15个, 每年 → 每年15个, 15 a year."""
    known = f"interval.{interval}" in read_phrases("texts")
    key = interval if known else "other"
    return phrase(f"interval.{key}", lang, value=value, interval=interval)


def format_range(low: float, high: float | None, unit: str, lang: str) -> str:
    """2, 3, 次 → 2–3次; 16, 17, 万人 → 16–17万人, in English 160,000–170,000 people."""
    if high is None or high == low:
        return format_quantity(low, unit, lang)
    scale = SCALES.get(unit[:1], 1) if lang == "en" else 1
    return format_number(low * scale) + "–" + format_quantity(high, unit, lang)


def format_path(row: Row, lang: str) -> str:
    """14%（2020） → 力争达到20%（2025）"""
    start = format_quantity(float(row["baseline_value"]), str(row["unit"]), lang)
    start += format_year(row["baseline_year"], lang)
    return start + " → " + format_target(row, lang) + format_year(row["target_year"], lang)


def _compare(row: Row, value: str, lang: str) -> str:
    """The value between the comparing words, which Chinese writes as the plan does."""
    front, back = _split_phrase(_EACH.sub("", _read_text(row, "comparator")))
    before = list(_split_words(front))
    said = [sense for _, sense in [*before, *_split_words(back)] if sense != REACHES]
    vague = _is_true(row, "approximate") and read_number(row.get("value_high", "")) is None
    strives = ["aims"] * (_is_true(row, "aspirational") and "aims" not in said)
    near = ["about"] * (vague and "about" not in said)
    if lang == "zh":
        extra = [phrase(f"sense.{sense}", lang) for sense in (*strives, *near)]
        return "".join([*extra, *(_write_word(word) for word, _ in before if said), value, back])
    told = [*strives, *dict.fromkeys(said), *near]
    if "about" in told:  # 控制在…左右
        told = [sense for sense in told if sense != "at_most"]
    return " ".join([*(phrase(f"sense.{sense}", lang) for sense in told), value])


def _split_phrase(comparator: str) -> tuple[str, str]:
    """力争达到 → before the number; 以上 → behind it; 控制在…左右 → on both sides."""
    front, gap, back = comparator.partition(_GAP)
    sides = {r["side"] for r in read_lookup("comparators") if r["phrase"] == comparator}
    return ("", front) if not gap and sides == {"after"} else (front, back)


def _split_words(text: str) -> Iterator[tuple[str, str]]:
    """(phrase, its sense) from left to right: 力争突破 → (力争, aims), (突破, exceeds)."""
    rows = {row["phrase"]: row["sense"] for row in read_lookup("comparators")}
    while text:
        fitting = [known for known in rows if text.startswith(known)]
        best = max(fitting, key=len, default="")
        if rows.get(best) == "aims":
            best = min((known for known in fitting if rows[known] == "aims"), key=len)
        word = best or text[0]
        yield word, rows.get(word, REACHES)
        text = text[len(word) :]


def _write_word(word: str) -> str:
    """超 → 超过: a phrase too short to stand alone in full, any other as written."""
    return phrase(f"written.{word}", "zh") if f"written.{word}" in read_phrases("texts") else word


def _find_interval(row: Row) -> str:
    """How often, where the clause says it once: 每月; 每年 for what recurs every year."""
    cadence = _read_text(row, "cadence")
    if cadence not in ("annual", "standing"):
        return ""
    said = set(_INTERVAL.findall(_read_text(row, "quote")))
    if cadence == "annual":
        return "年均" if said == {"年均"} else "每年"
    return said.pop() if len(said) == 1 and not said & {"年均", "每年"} else ""


def _read_text(row: Row, name: str) -> str:
    value = row.get(name, "")
    return "" if value is None or pd.isna(value) else str(value)


def _is_true(row: Row, name: str) -> bool:
    return _read_text(row, name).lower() == "true"
