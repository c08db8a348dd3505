"""Words a reader sees for the tables' names, columns and coded values, in Chinese or English."""

from __future__ import annotations

from functools import cache

from compare.lookups import read_lookup
from compare.present.wording.labels import label_reason


@cache
def _read_words() -> dict[str, dict[str, str]]:
    return {row["key"]: row for row in read_lookup("column_labels")}


def _find(lang: str, *keys: str) -> str:
    known = _read_words()
    return next((known[key][f"label_{lang}"] for key in keys if key in known), "")


def name_column(table: str, column: str, lang: str) -> str:
    """tasks, kind → 类别, Kind; a column the lookup does not know keeps its own name."""
    return _find(lang, f"{table}.{column}", column) or column


def name_value(column: str, value: str, lang: str) -> str:
    """kind, key_task → 重点任务, key task; free text stays as it is."""
    if column == "reason":
        return label_reason(value, lang)
    return _find(lang, f"{column}={value}") or value


def name_table(table: str, lang: str) -> str:
    """tasks → 任务, Tasks."""
    return _find(lang, f"sheet.{table}") or table


def describe_grain(table: str, lang: str) -> str:
    """What a row of the table is."""
    return _find(lang, f"grain.{table}")
