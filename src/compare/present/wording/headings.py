"""Words a reader sees for the tables' names, columns and coded values, in Chinese or English."""

from __future__ import annotations

from compare.present.wording.labels import label_reason
from compare.present.wording.texts import read_phrases


def _find(lang: str, *keys: str) -> str:
    known = read_phrases("columns")
    return next((known[key][lang] for key in keys if key in known), "")


def name_column(table: str, column: str, lang: str) -> str:
    """tasks, kind → 类别, Kind; a column without a wording keeps its own name."""
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
