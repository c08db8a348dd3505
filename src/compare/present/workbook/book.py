"""A workbook being written: looks made once, text that stays text, rows as high as their words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from compare.present.wording.texts import clip, phrase
from compare.present.workbook.evidence import Span
from compare.unseen import drop_unseen

CELL_LIMIT = 32_767  # characters Excel keeps in a cell
HEAD_ROWS = 1
LINE_POINTS = 15.0
A3, A4 = 8, 9  # paper as Excel counts it
ROOM = 210  # columns' characters that an A4 page holds beside each other at a size that can be read
MOST_HEADER = 255  # characters Excel keeps in a page header
FORMULA_START = re.compile(r"^[=+\-@\t\r]")
INDENTED: dict[str, object] = {"align": "left", "indent": 1}


@dataclass
class Book:
    """A workbook being written: its formats by look, its sheet names, where evidence stands."""

    file: Any
    lang: str
    base: Mapping[str, object] = field(default_factory=dict)
    formats: dict[tuple[tuple[str, object], ...], Any] = field(default_factory=dict)
    numbers: dict[Span, int] = field(default_factory=dict)
    source: str = ""

    def look(self, **properties: object) -> Any:
        """The format with these properties, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.file.add_format({"valign": "top", **self.base, **properties})
        return self.formats[key]

    def write_text(self, sheet: Any, place: tuple[int, int], text: str, **look: object) -> None:
        """Text as text: what begins like a formula also keeps its leading quote when edited."""
        text = drop_unseen(text)
        if FORMULA_START.match(text):
            look["quote_prefix"] = True
        sheet.write_string(*place, clip(text, CELL_LIMIT), self.look(**look))

    @property
    def evidence_name(self) -> str:
        return phrase("workbook.evidence", self.lang)


@dataclass(frozen=True)
class SheetColumn:
    """One column of a sheet: heading, width, and the column of the table it shows.

    `code`: an id or a place in the file, which stands last and is not printed.
    """

    heading: str
    machine: str
    width: float
    source: str
    names: Mapping[str, str] | None = None
    code: bool = False


def set_print(sheet: Any, heads: int = 0, header: str = "", width: float = 0) -> None:
    """Landscape, one page wide, the first `heads` rows on each page; A3 for more than a page of A4.

    `header`: what stands above each page; `width`: characters of the columns beside each other.
    """
    sheet.set_landscape()
    sheet.set_paper(A3 if width > ROOM else A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(0.4, 0.4, 0.5, 0.5)
    sheet.set_footer("&C&A　&P/&N")
    if header:
        sheet.set_header("&L&8" + clip(header.replace("&", "&&"), MOST_HEADER - 4))
    if heads:
        sheet.repeat_rows(0, heads - 1)


def write_heads(book: Book, sheet: Any, columns: Sequence[SheetColumn]) -> None:
    """Widths and headings, those of codes grey."""
    for i, column in enumerate(columns):
        colour = "#7F7F7F" if column.code else "#14406B"
        sheet.set_column(i, i, column.width)
        head = {"bold": True, "bg_color": colour, "font_color": "#FFFFFF", "text_wrap": True}
        book.write_text(sheet, (0, i), column.heading, **head)
    sheet.set_row(0, LINE_POINTS * max(count_lines(c.heading, c.width) for c in columns) + 3)


def count_lines(text: str, width: float) -> int:
    """Lines the text takes in a column of that width, a Chinese character counting as two."""
    room = max(width - 2, 1)
    return sum(
        max(1, -int(-sum(1.9 if ord(c) > 0x2E7F or c in "“”…—" else 0.9 for c in part) // room))
        for part in text.split("\n")
    )
