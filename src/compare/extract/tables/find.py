"""The tables of work of a document, in whichever layout each of them stands."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from compare.extract.clean import Traced
from compare.extract.tables.read import WorkTable, read_ruled
from compare.extract.tables.spaced import (
    read_even,
    read_flat,
    read_marked,
    read_spaced,
    read_unheaded,
)
from compare.extract.tables.standing import read_standing


def find_tables(paragraphs: Sequence[Traced], source: str) -> list[WorkTable]:
    """The tables of work of a document, in order."""
    tables: list[WorkTable] = []
    standing = _Standing(paragraphs)
    at = 0
    while at < len(paragraphs):
        table = (
            read_ruled(paragraphs, source, at)
            or standing.read(at)
            or read_spaced(paragraphs, at)
            or read_flat(paragraphs[at], at)
        )
        if table and table.rows:
            table.starts = [paragraphs[place].offsets[0] for place in table.places]
            tables.append(table)
            at = table.places[-1]
        at += 1
    return tables


class _Standing:
    """The lines of a document as cells that may stand one below the other.

    A bar that ends one is dropped, and so is a line of nothing but bars: `县教育局` / `|` / `年底`.
    """

    def __init__(self, paragraphs: Sequence[Traced]) -> None:
        lines = ((i, _drop_bar(text)) for i, text in enumerate(paragraphs))
        kept = [(i, text) for i, text in lines if text.text.strip("| ")]
        self.places = [i for i, _ in kept]
        self.cells = [text for _, text in kept]
        self.end = len(paragraphs)

    def read(self, at: int) -> WorkTable | None:
        """The table whose head begins at place `at`, its places those of the document, bars with them."""
        first = bisect_left(self.places, at)
        if self.places[first : first + 1] != [at]:
            return None
        table = (
            read_standing(self.cells, first)
            or read_marked(self.cells, first)
            or read_unheaded(self.cells, first)
            or read_even(self.cells, first)
        )
        if table:
            behind = [*self.places, self.end][table.places[-1] + 1]
            table.places = list(range(at, behind))
        return table


def _drop_bar(text: Traced) -> Traced:
    """A cell that stands on a line of its own, without the bar that ends it: `县教育局 |`."""
    bare = text.text.removesuffix("|").rstrip()
    return text if "|" in bare or bare == text.text or not bare else text.slice(0, len(bare))
