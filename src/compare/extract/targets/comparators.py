"""Comparing phrases around a quantity, from `lookups/comparators.csv`: 力争达到, 压缩至…以内, 约."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compare.lookups import cache_by_lookups, read_lookup

_EACH = re.compile(r"(?:分别|均|都|依次)$")
_NEAR = 2  # characters that may stand between a phrase and the number
_FAR_BACK = 60


@cache_by_lookups()
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    return _join("before"), _join("after")


def _join(side: str) -> re.Pattern[str]:
    rows = sorted(_rows().values(), key=lambda row: len(row["phrase"]), reverse=True)
    return re.compile(
        "|".join(
            (f"(?<!{row['not_after']})" if row["not_after"] else "") + row["phrase"]
            for row in rows
            if row["side"] == side
        )
    )


@cache_by_lookups()
def _rows() -> dict[str, dict[str, str]]:
    return {row["phrase"]: row for row in read_lookup("comparators")}


def _strives(phrase: str) -> bool:
    return _rows()[phrase]["aspirational"] == "true"


def find_comparator(before: str, after: str) -> tuple[str, bool]:
    """The comparing phrase as written, `力争达到`, `压缩至…以内`; and whether it only strives."""
    pattern, behind = _patterns()
    phrases = list(pattern.finditer(before))
    strives = [m for m in phrases if _strives(m[0])]
    chain = list(_chain(phrases, len(before)))
    front = before[chain[-1].start() : chain[0].end()] if chain else ""
    if not chain and strives:
        front = strives[-1][0]
    elif chain and (each := _EACH.search(before, 0, chain[-1].start())):
        front = each[0] + front
    back = behind.match(after)
    return "…".join(filter(None, [front, back[0] if back else ""])), bool(strives)


def _chain(phrases: list[re.Match[str]], end: int) -> Iterator[re.Match[str]]:
    """The phrases that stand at the number and directly before one another: 力争|降至|约."""
    gap = _NEAR
    for phrase in reversed(phrases):
        if end - phrase.end() > gap:
            return
        yield phrase
        end, gap = phrase.start(), 0


def strip_comparators(text: str) -> str:
    """What is left of a stretch without comparing phrases: `力争达到` → empty."""
    return _patterns()[0].sub("", text)


def find_senses(before: str, after: str) -> frozenset[str]:
    """What the phrases at the number say: rises_by, falls_to, stays, at_least … (column `sense`)."""
    pattern, behind = _patterns()
    near = list(pattern.finditer(before, max(0, len(before) - _FAR_BACK)))
    found = {_rows()[m[0]]["sense"] for m in _chain(near, len(before))}
    if back := behind.match(after):
        found.add(_rows()[back[0]]["sense"])
    return frozenset(found)
