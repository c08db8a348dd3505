"""A target's value with all that the plan says of it: 力争突破10%, 每月不少于2次, 约5%, 1–2名或3名辅导员."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from compare.analyse.indicators import find_interval
from compare.extract.targets.quantities import BUILT
from compare.lookups import read_lookup
from compare.present.wording.numbers import (
    format_number,
    format_values,
    format_year,
    read_number,
)
from compare.present.wording.texts import phrase, read_phrases

Row = Mapping[Any, Any]
_EACH = re.compile("^(?:分别|均|都|依次)")  # says that there are several values; one is written
REACHES = "reaches"  # 达到 adds nothing to its value
_VAGUE = re.compile("[余多几来数]")
_IN_WORDS = re.compile(r"^[^\d０-９]*(?:[倍番半成]|分之)[^\d０-９]*$")
_ADDED = re.compile(r"([新净]增加?)(?:到|至)?(?:[超近约逾]|超过|达到?|不少于|不低于|至少)?$")
_BUILT = re.compile(rf"({BUILT})(?!.*{BUILT})")
_GAP = "…"  # stands in a comparing phrase where its number stood: 控制在…左右


def format_target(row: Row, lang: str) -> str:
    """The value of a row of `targets` or `indicators` as every product writes it, empty without one.

    超, 6, 万人 → 超过6万人, more than 60,000 people; 力争突破, 10, % → 力争突破10%;
    至少, 1, 次, annual → 每年至少1次, at least 1 time a year; 控制在…左右, 5.5, % → 控制在5.5%左右;
    120多亿元 as written. An aim in words is its words in either language: 与经济增长同步.
    """
    words = _read_text(row, "qualitative").replace(";", phrase("mark.semicolon", lang))
    value = _format_number(row, lang)
    if value and words:
        return phrase("target.beside", lang, value=value, words=words)
    return value or words


def _format_number(row: Row, lang: str) -> str:
    name = "target_value" if "target_value" in row else "value"
    low, high = read_number(row[name]), read_number(row.get("value_high", ""))
    if low is None:
        return ""
    unit, text = str(row["unit"]), _read_text(row, "value_text")
    value = _compare(row, _format_written(text, low, high, unit, lang), lang)
    interval = find_interval(_read_text(row, "cadence"), _read_text(row, "quote"))
    if interval:
        value = _add_interval(value, interval, lang)
    for other in filter(None, _read_text(row, "alternatives").split(";")):
        other = _drop_shared(other, _read_text(row, "indicator"))
        value = phrase("target.or", lang, first=value, other=other)
    return value


def _drop_shared(other: str, name: str) -> str:
    """3名每所中小学辅导员, beside 每所中小学科学教师 → 3名辅导员: what the row says is not said again."""
    for size in range(len(name) - 1, 2, -1):
        if name[:size] in other:
            return other.replace(name[:size], "", 1)
    return other


def _format_written(text: str, low: float, high: float | None, unit: str, lang: str) -> str:
    """A value in figures, in Chinese as written where figures would say more or less than it does.

    120多亿元, 十几家, 翻一番, 三分之二 stand as they are; 三千名 → 3,000名, 三五家 → 3–5家.
    """
    if lang == "zh" and high is None and (_VAGUE.search(text) or _IN_WORDS.search(text)):
        return re.sub(r"\s+", "", text)
    return format_range(low, high, unit, lang)


def _add_interval(value: str, interval: str, lang: str) -> str:
    """15个, 每年 → 每年15个, 15 a year."""
    known = f"interval.{interval}" in read_phrases("texts")
    key = interval if known else "other"
    return phrase(f"interval.{key}", lang, value=value, interval=interval)


def format_range(low: float, high: float | None, unit: str, lang: str) -> str:
    """2, 3, 次 → 2–3次; 16, 17, 万人 → 16–17万人, in English 160,000–170,000 people."""
    return format_values([low] if high is None or high == low else [low, high], unit, lang)


def format_baseline(row: Row, lang: str, *, with_unit: bool = True) -> str:
    """14%（2020）; 120多亿元（2020） as written, in English somewhat more than 12 billion yuan."""
    text, start = _read_text(row, "baseline_text"), float(row["baseline_value"])
    unit = str(row["unit"])
    value = _format_written(text, start, None, unit, lang) if with_unit else format_number(start)
    if lang != "zh" and _VAGUE.search(text):
        value = f"{phrase(f'sense.{_tell_vagueness(text)}', lang)} {value}"
    return value + format_year(row["baseline_year"], lang)


def format_path(row: Row, lang: str) -> str:
    """14%（2020） → 力争达到20%（2025）"""
    end = format_target(row, lang) + format_year(row["target_year"], lang)
    return f"{format_baseline(row, lang)} → {end}"


def format_signed(row: Row, lang: str) -> str:
    """The target in the least room that keeps its sense: 不少于40% → ≥40%, ≥40% in English."""
    low, high = read_number(row["target_value"]), read_number(row.get("value_high", ""))
    if low is None:
        return ""
    senses = dict.fromkeys([*_list_senses(row), *_list_vague(row)])
    known = [sense for sense in senses if f"sign.{sense}" in read_phrases("texts")]
    value = format_range(low, high, str(row["unit"]), lang)
    signed = "".join(phrase(f"sign.{sense}", lang) for sense in known[:1]) + value
    interval = find_interval(_read_text(row, "cadence"), _read_text(row, "quote"))
    return _add_interval(signed, interval, lang) if interval else signed


def _compare(row: Row, value: str, lang: str) -> str:
    """The value between the comparing words, which Chinese writes as the plan does."""
    front, back = _split_phrase(_EACH.sub("", _read_text(row, "comparator")))
    before = list(_split_words(front))
    said = _list_senses(row)
    strives = ["aims"] * (_is_true(row, "aspirational") and "aims" not in said)
    added = _find_added(row)
    if lang == "zh":
        near = [] if _VAGUE.search(value) else _list_vague(row)
        extra = [phrase(f"sense.{sense}", lang) for sense in (*strives, *near)]
        words = (_write_word(word) for word, _ in before if said)
        return "".join([*extra, *words, added, value, back])
    told = [*strives, *dict.fromkeys(said), *_list_vague(row)]
    if "about" in told:  # 控制在…左右
        told = [sense for sense in told if sense != "at_most"]
    told += ["added"] * bool(added)
    return " ".join([*(phrase(f"sense.{sense}", lang) for sense in told), value])


def _list_senses(row: Row) -> list[str]:
    """What the comparing phrase says, in its order: 力争…以上 → aims, at_least; 达到 says nothing."""
    front, back = _split_phrase(_EACH.sub("", _read_text(row, "comparator")))
    words = [*_split_words(front), *_split_words(back)]
    return [sense for _, sense in words if sense != REACHES]


def _list_vague(row: Row) -> list[str]:
    """How vague the value is where the comparing phrase does not say so: 20余万亩 → over."""
    said = {"about", "nearly"} & set(_list_senses(row))
    if said or not _is_true(row, "approximate") or read_number(row.get("value_high", "")):
        return []
    return [_tell_vagueness(_read_text(row, "value_text"))]


def _tell_vagueness(text: str) -> str:
    return "over" if re.search("[余多]", text) else "about"


def _find_added(row: Row) -> str:
    """新增 where it stands at the value: 每年新增15个, but 新增学位300个 has it in its name; and 新建 of
    新建社区食堂150个 where the row is called 社区食堂, as what other plans have in all."""
    text, quote = _read_text(row, "value_text"), _read_text(row, "quote")
    before = quote.partition(text)[0] if text else ""
    found = _ADDED.search(before)
    if not found and _read_text(row, "measure") == "change":
        found = _BUILT.search(before)
        built = found[1] + _read_text(row, "indicator") if found else ""
        found = found if built and built in before else None
    return found[1] if found else ""


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


def _read_text(row: Row, name: str) -> str:
    value = row.get(name, "")
    return "" if value is None or pd.isna(value) else str(value)


def _is_true(row: Row, name: str) -> bool:
    return _read_text(row, name).lower() == "true"
