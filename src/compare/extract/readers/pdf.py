"""Pdf → text: one line per paragraph or table row, cells joined by a tab.

Characters are put into lines by their baseline and into order by where they stand, not by the
order of the file, which puts curly quotes from a second font in the wrong place.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from compare.errors import PlanError
from compare.extract.readers.columns import order_pieces
from compare.extract.readers.glyphs import (
    UNREADABLE,
    Glyph,
    normalise_forms,
    read_glyphs,
    read_pieces,
    tell_turn,
)
from compare.extract.readers.layout import Line, join_paragraphs
from compare.extract.readers.marks import SAME_AS_ABOVE

MOST_PAGES = 1000
MOST_CHARACTERS = 50_000  # on one page
_FEWEST = 10
_UNMAPPED_SHARE = 0.01  # characters a font names by number alone
_PRIVATE_SHARE = 0.2  # signs of a font's own, as bullets often are
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")
_FEWEST_SIDEWAYS = 30  # characters across the text that are more than a label
_MOST_RULES = 2000
_SAME_EDGE = 1.0
_OCR = "recognise its text (OCR), or ask the issuer for the text, and save it as txt or docx"


def read(data: bytes) -> str:
    """The text of a pdf; PlanError where it is protected, scanned or its fonts cannot be read."""
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect

    try:
        pdf = pdfplumber.open(io.BytesIO(data))
    except Exception as error:
        causes = (error, error.__cause__, error.__context__, *error.args)
        if any(isinstance(cause, PDFPasswordIncorrect) for cause in causes):
            raise PlanError(
                "is protected by a password; open it, remove the password and save it again"
            ) from error
        raise
    with pdf:
        _check_pages(pdf)
        text = "".join(f"{paragraph.text}\n" for paragraph in join_paragraphs([*read_pages(pdf)]))
        _check_text(text, pdf)
    return text


def _check_pages(pdf: Any) -> None:
    from pdfminer.pdfpage import PDFPage

    pages = sum(1 for _ in islice(PDFPage.create_pages(pdf.doc), MOST_PAGES + 1))
    if pages > MOST_PAGES:
        raise PlanError(f"the pdf has more than {MOST_PAGES:,} pages; give the pages of the plan")
    if not pages:
        raise PlanError("the pdf has no pages")


def _check_text(text: str, pdf: Any) -> None:
    letters = sum(char.isalnum() for char in text)
    unmapped, private = text.count(UNREADABLE), len(_PRIVATE.findall(text))
    if unmapped > _UNMAPPED_SHARE * (letters + 1) or private > _PRIVATE_SHARE * (letters + 1):
        raise PlanError(f"the fonts of the pdf do not say which characters they show; {_OCR}")
    if letters < _FEWEST * min(len(pdf.pages), _FEWEST):
        if any(page.images for page in pdf.pages[:20]):
            raise PlanError(f"the pdf is scanned and holds no text; {_OCR}")
        raise PlanError("the pdf holds no text")


def read_pages(pdf: Any) -> Iterator[Line]:
    """Lines of all pages in reading order, those of tables among them."""
    sheet = 0
    for page in pdf.pages:
        for lines in read_page(page):
            sheet += 1
            for line in lines:
                yield replace(line, sheet=sheet)


def read_page(page: Any) -> Iterator[list[Line]]:
    """The sheets of a page: its columns, or it as a whole, and what is printed sideways after it."""
    chars = page.chars
    if len(chars) > MOST_CHARACTERS:
        raise PlanError(f"page {page.page_number} of the pdf holds too much to be read")
    turns = Counter(tell_turn(char) for char in chars if not char["text"].isspace())
    del turns[None]
    most = max(turns.values(), default=0)
    for turn in sorted(turns, key=lambda turn: (-turns[turn], turn)):
        if turns[turn] == most or turns[turn] >= _FEWEST_SIDEWAYS:
            turned = turn_page(page, turn) if turn else page
            yield from order_pieces(_read_upright(turned, is_main=turns[turn] == most))
    page.close()


def turn_page(page: Any, turn: int) -> Any:
    """The page as it is seen when turned clockwise by `turn` degrees."""
    import pdfplumber.page

    source = page.page_obj
    source.rotate = (source.rotate + turn) % 360
    source.attrs["Rotate"] = source.rotate
    return pdfplumber.page.Page(page.pdf, source, page.page_number, page.initial_doctop)


def _read_upright(page: Any, is_main: bool) -> list[Line]:
    """Pieces of the lines that stand upright, and the rows of the page's ruled tables."""
    paper = (float(page.width), float(page.height))
    glyphs = read_glyphs((char for char in page.chars if tell_turn(char) == 0), page)
    pieces: list[Line] = []
    for box, rows in _find_tables(page) if glyphs and is_main else ():
        pieces += rows
        glyphs = [glyph for glyph in glyphs if not _is_inside(glyph, box)]
    return pieces + read_pieces(glyphs, page.page_number, paper)


def _is_inside(glyph: Glyph, box: Sequence[float]) -> bool:
    x, y = (glyph.left + glyph.right) / 2, glyph.top + glyph.size / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _find_tables(page: Any) -> Iterator[tuple[Sequence[float], list[Line]]]:
    """(box, rows) of the ruled tables; a frame around running text is none."""
    if not 4 <= len(page.lines) + len(page.rects) <= _MOST_RULES:
        return
    x, y = page.bbox[:2]
    upright = page.filter(lambda item: item["object_type"] != "char" or tell_turn(item) == 0)
    for table in upright.find_tables():
        cells = [[_tidy_cell(cell) for cell in row] for row in table.extract()]
        if sum(sum(map(bool, row)) > 1 for row in cells) < 2:
            continue
        lines = []
        for i, row in enumerate(table.rows):
            x0, top, x1, bottom = row.bbox
            text = "\t".join(_mark_merged(table, i, cells[i])).rstrip("\t ")
            if text.strip(f"\t {SAME_AS_ABOVE}"):
                paper = (float(page.width), float(page.height))
                box = (page.page_number, x0 - x, x1 - x, top - y, bottom - top)
                lines.append(Line(text, *box, *paper, "row", base=top - y))
        x0, top, x1, bottom = table.bbox
        yield (x0 - x, top - y, x1 - x, bottom - y), lines


def _mark_merged(table: Any, row: int, texts: Sequence[str]) -> list[str]:
    """The cells of a row, `〃` in those that go on from a cell of an earlier row."""
    bottom = table.rows[row].bbox[3]
    marked = list(texts)
    for column, cell in enumerate(table.rows[row].cells):
        above = (r.cells[column] for r in reversed(table.rows[:row]) if column < len(r.cells))
        reaching = next((found for found in above if found), None)
        if cell is None and reaching and reaching[3] > bottom - _SAME_EDGE:
            marked[column] = SAME_AS_ABOVE
    return marked


def _tidy_cell(text: str | None) -> str:
    lines = [line.strip() for line in normalise_forms(text or "").splitlines()]
    return "".join(lines) if any(ord(c) > 0x2E80 for c in text or "") else " ".join(lines)
