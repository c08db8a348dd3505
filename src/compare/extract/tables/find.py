"""The tables of work of a document, in whichever layout each of them stands."""

from __future__ import annotations

from collections.abc import Sequence

from compare.extract.clean import Traced
from compare.extract.tables.read import WorkTable, read_ruled, read_standing
from compare.extract.tables.spaced import read_even, read_flat, read_marked, read_spaced


def find_tables(paragraphs: Sequence[Traced], source: str) -> list[WorkTable]:
    """The tables of work of a document, in order."""
    tables: list[WorkTable] = []
    standing = [_drop_bar(text) for text in paragraphs]
    at = 0
    while at < len(paragraphs):
        table = (
            read_ruled(paragraphs, source, at)
            or read_standing(standing, at)
            or read_marked(standing, at)
            or read_even(standing, at)
            or read_spaced(paragraphs, at)
            or read_flat(paragraphs[at], at)
        )
        if table and table.rows:
            table.starts = [paragraphs[place].offsets[0] for place in table.places]
            tables.append(table)
            at = table.places[-1]
        at += 1
    return tables


def _drop_bar(text: Traced) -> Traced:
    """A cell that stands on a line of its own, without the bar that ends it: `县教育局 |`."""
    bare = text.text.removesuffix("|").rstrip()
    return text if "|" in bare or bare == text.text or not bare else text.slice(0, len(bare))
