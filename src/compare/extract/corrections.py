"""Slips of a published file, mended as data: where, the text expected there, the new text, why.

Corrections of rows of the tables stand in the same file (`row_corrections`).

A correction that no longer finds its old text stops the build: the source has changed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from compare.errors import PlanError
from compare.extract.row_corrections import KEYS, is_row_place

_PLACE = re.compile(r"line (\d+)")


def check_corrections(rows: Sequence[Mapping[str, str]], plan_ids: Sequence[str]) -> None:
    """PlanError where a correction is for a plan that is not there: it would be lost in silence."""
    known = set(plan_ids)
    for number, row in enumerate(rows, 2):
        if row["plan_id"] not in known:
            where = f"corrections.csv line {row.get('line', number)}"
            raise PlanError(f"there is no plan {row['plan_id']!r}", where)


def apply_corrections(source: str, plan_id: str, rows: Sequence[Mapping[str, str]]) -> str:
    """The source text with this plan's corrections; `place` is `line N`, 1-based.

    Offsets of the tables count in the corrected text, which is kept beside them.
    """
    lines = source.split("\n")
    for number, row in enumerate(rows, 2):
        if row["plan_id"] != plan_id or is_row_place(row["place"]):
            continue
        where = f"corrections.csv line {row.get('line', number)}"
        place = _PLACE.fullmatch(row["place"])
        if not place or not row["old"] or not row["reason"]:
            raise PlanError(
                "needs a place such as `line 12` (or of a row: "
                f"`{'`, `'.join(f'{table} …' for table in KEYS)}`), the old text and a reason",
                where,
            )
        at = int(place[1]) - 1
        if at >= len(lines) or lines[at].count(row["old"]) != 1:
            raise PlanError(
                f"{row['old']!r} does not stand once in {row['place']} of {plan_id}: "
                "the source has changed, or the correction is no longer needed"
                + _tell_lines(row["old"], lines),
                where,
            )
        lines[at] = lines[at].replace(row["old"], row["new"])
    return "\n".join(lines)


def _tell_lines(old: str, lines: Sequence[str]) -> str:
    found = [str(number) for number, line in enumerate(lines, 1) if old in line]
    return f" (it stands in line {', '.join(found[:5])})" if found else ""
