"""A part of the one page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """Heading, its finding with the place in the document, a table, lines, a note in small print;
    `short` is how the judgement at the head sums the part up."""

    head: str
    finding: str = ""
    place: str = ""
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    lines: Sequence[str] = ()
    widths: Sequence[float] = ()  # of the columns, as shares
    note: str = ""
    short: str = ""
    listed: str = ""  # the table of the brief that has these rows in full
