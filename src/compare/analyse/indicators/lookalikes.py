"""Indicators that look alike and may be one: proposed to a person, never merged.

银发经济规模 and 银发经济总规模, 社区食堂 and 智慧社区食堂. A person who knows merges them by a row of
`lookups/indicators.csv`, or keeps them apart by one of `lookups/kept_apart.csv`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from compare.analyse.indicators.likeness import RATIOS
from compare.extract.targets.statements import find_extent
from compare.lookups import read_lookup

Row = Mapping[str, Any]
_SHORTEST = 3  # characters of a name that may be another's
_LONGEST_INSERTION = 4
_LONG = 6  # of shorter names another character makes another thing: 充电桩数, 充电站数
_KINDS = ("target", "baseline")


@dataclass(frozen=True)
class Lookalike:
    """Two names that may stand for one thing, the shorter first, each with the row it is taken from."""

    one: Row
    other: Row

    @property
    def names(self) -> str:
        """How `lookups/kept_apart.csv` writes the two: 社区食堂;新建社区食堂."""
        return f"{self.one['indicator']};{self.other['indicator']}"

    @property
    def merging_row(self) -> str:
        """The row of `lookups/indicators.csv` that gives both one id."""
        name, longer = str(self.one["indicator"]), str(self.other["indicator"])
        unit = self.one["unit"] or ""
        return f"{name},{name},,{longer}|{name},{unit},,reviewed,one thing under two names"


def find_lookalikes(targets: Iterable[Row]) -> list[Lookalike]:
    """Pairs of derived indicators with like names, one folded unit and, in %, one measure.

    Alike: one name is the other with up to four characters more at one place, or a longer name that
    differs from it in one character. Not proposed: names that bound differently what is measured (规上, 城镇), a name
    that is incomplete, and a pair that the project keeps apart.
    """
    apart = {frozenset(row["names"].split(";")) for row in read_lookup("kept_apart")}
    groups: dict[tuple[str, str, str], dict[str, Row]] = {}
    for row in targets:
        if _may_be_proposed(row):
            unit, measure = str(row["unit_si"]), str(row["measure"])
            bounds = f"{row['extent'] or ''};{find_extent(str(row['indicator']))}"
            kind = (unit, measure if unit in RATIOS else "", bounds)
            groups.setdefault(kind, {}).setdefault(str(row["indicator"]), row)
    return [
        Lookalike(named[one], named[other])
        for named in groups.values()
        for one, other in _pair_names(named)
        if frozenset((one, other)) not in apart
        and named[one]["indicator_id"] != named[other]["indicator_id"]
    ]


def _may_be_proposed(row: Row) -> bool:
    derived = str(row["indicator_id"]).startswith("derived-")
    return derived and row["kind"] in _KINDS and row["name_status"] == "complete"


def _pair_names(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(shorter, longer) or two of one length; each name is looked up by what it may be short of."""
    known = dict.fromkeys(names)
    for longer in known:
        for shorter in dict.fromkeys(_shorten_name(longer)):
            if shorter in known:
                yield shorter, longer
    gaps: dict[tuple[int, str], list[str]] = {}
    for name in known:
        for at in range(len(name)) if len(name) >= _LONG else ():
            gaps.setdefault((at, name[:at] + name[at + 1 :]), []).append(name)
    for alike in gaps.values():
        yield from combinations(sorted(alike), 2)


def _shorten_name(name: str) -> Iterator[str]:
    """The name without one to four characters at one place."""
    for length in range(1, _LONGEST_INSERTION + 1):
        for at in range(len(name) - length + 1):
            if len(name) - length >= _SHORTEST:
                yield name[:at] + name[at + length :]
