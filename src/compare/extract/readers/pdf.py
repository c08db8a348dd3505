"""Pdf → text: one line per paragraph or table row, cells joined by a tab.

Characters are put into lines by their baseline and into order by where they stand, not by the
order of the file, which puts curly quotes from a second font in the wrong place.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
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
from compare.extract.readers.layout import JoinedLines, Line, join_paragraphs
from compare.extract.readers.marks import SAME_AS_ABOVE
from compare.extract.readers.reading import Reading, Recognised, ScannedPages

MOST_PAGES = 1000
MOST_CHARACTERS = 50_000  # on one page
_FEWEST = 10
_UNMAPPED_SHARE = 0.01  # characters a font names by number alone
_PRIVATE_SHARE = 0.2  # signs of a font's own, as bullets often are
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")
_FEWEST_SIDEWAYS = 30  # characters across the text that are more than a label
_PICTURE_SHARE = 0.25  # of a page that its pictures cover
_OUTLINES = 200  # curves of a page whose characters are drawn
_MOST_RULES = 2000
_SAME_EDGE = 1.0
OCR = "pip install '.[scan]' has it recognised, or ask the issuer for the text and save it as docx"


def read_pdf(data: bytes, recognise: str = "ask") -> Reading:
    """The text of a pdf; PlanError where it is protected, damaged or its fonts cannot be read.

    `recognise`: what to do with pages that are pictures: `ask` raises ScannedPages, `do` has them
    recognised, `no` leaves them out, with a note of each.
    """
    with _open(data) as pdf:
        _check_pages(pdf)
        lines, pictures = _read_pages(pdf, data if recognise == "do" else b"")
        if pictures and recognise == "ask":
            raise ScannedPages(len(pictures))
        unread = pictures if recognise == "no" else []
        reading = _compose(lines, unread)
        _check_text(reading.text, len(pdf.pages), bool(pictures))
    return reading


def _open(data: bytes) -> Any:
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect

    try:
        return pdfplumber.open(io.BytesIO(data))
    except Exception as error:
        causes = (error, error.__cause__, error.__context__, *error.args)
        if any(isinstance(cause, PDFPasswordIncorrect) for cause in causes):
            raise PlanError(
                "is protected by a password; open it, remove the password and save it again"
            ) from error
        raise


def _compose(lines: Sequence[Line], unread: Sequence[int]) -> Reading:
    """The paragraphs of all lines, the lines among them that were recognised, the pages unread."""
    paragraphs = join_paragraphs([line for line in lines if line.kind != "scrap"])
    placed = [
        Recognised(at, line.page, line.text, line.sureness, line.doubtful)
        for at, paragraph in enumerate(paragraphs, 1)
        for line in paragraph.lines
        if line.sureness < 1
    ]
    scraps = [
        Recognised(0, line.page, line.text, line.sureness, line.doubtful)
        for line in lines
        if line.kind == "scrap"
    ]
    text = "".join(f"{paragraph.text}\n" for paragraph in paragraphs)
    missing = [Recognised(0, page, "", 0.0) for page in unread]
    return Reading(text, (*placed, *scraps, *missing), tuple(_list_pages(paragraphs)))


def _list_pages(paragraphs: Sequence[JoinedLines]) -> Iterator[tuple[int, int]]:
    """(offset in the text of all paragraphs, page) wherever it goes over to another page."""
    offset = page = 0
    for paragraph in paragraphs:
        for line, start in zip(paragraph.lines, paragraph.starts, strict=True):
            if line.page != page:
                page = line.page
                yield offset + start, page
        offset += len(paragraph.text) + 1


def is_picture(page: Any) -> bool:
    """Whether a page shows text that its characters do not hold: a scan, or fonts without names."""
    letters = sum(char["text"].isalnum() for char in page.chars)
    nameless = sum(char["text"].startswith("(cid:") for char in page.chars)
    if nameless > _UNMAPPED_SHARE * (letters + 1):
        return True
    covered = sum(image["width"] * image["height"] for image in page.images)
    is_covered = covered > _PICTURE_SHARE * page.width * page.height
    return letters < _FEWEST and bool(is_covered or len(page.curves) > _OUTLINES)


def _check_pages(pdf: Any) -> None:
    from pdfminer.pdfpage import PDFPage

    pages = sum(1 for _ in islice(PDFPage.create_pages(pdf.doc), MOST_PAGES + 1))
    if pages > MOST_PAGES:
        raise PlanError(f"the pdf has more than {MOST_PAGES:,} pages; give the pages of the plan")
    if not pages:
        raise PlanError("the pdf has no pages")


def _check_text(text: str, pages: int, has_pictures: bool) -> None:
    letters = sum(char.isalnum() for char in text)
    unmapped, private = text.count(UNREADABLE), len(_PRIVATE.findall(text))
    if unmapped > _UNMAPPED_SHARE * (letters + 1) or private > _PRIVATE_SHARE * (letters + 1):
        raise PlanError(f"the fonts of the pdf do not say which characters they show; {OCR}")
    if letters < _FEWEST * min(pages, _FEWEST):
        if has_pictures:
            raise PlanError(f"the pdf is scanned and holds no text; {OCR}")
        raise PlanError("the pdf holds no text")


def _read_pages(pdf: Any, recognised: bytes) -> tuple[list[Line], list[int]]:
    """Lines of all pages in reading order, and the numbers of the pages that are pictures.

    Those are recognised where the bytes of the file are given for it.
    """
    lines: list[Line] = []
    pictures: list[int] = []
    sheet = 0
    for page in pdf.pages:
        _order_corners(page)
        if is_picture(page):
            pictures.append(page.page_number)
            sheets = _recognise(recognised, page) if recognised else read_page(page)
        else:
            sheets = read_page(page)
        for own in sheets:
            sheet += 1
            lines += [replace(line, sheet=sheet) for line in own]
        page.close()
    return lines, pictures


def _order_corners(page: Any) -> None:
    """Have the paper named by its lower left and upper right corner: a pdf may name any two."""
    left, bottom, right, top = page.page_obj.mediabox
    page.page_obj.mediabox = (
        min(left, right),
        min(bottom, top),
        max(left, right),
        max(bottom, top),
    )


def _recognise(data: bytes, page: Any) -> Iterator[list[Line]]:
    from pypdfium2 import PdfDocument

    from compare.extract.readers.scan import recognise_page

    with closing(PdfDocument(data)) as document:
        pieces = recognise_page(document[page.page_number - 1], page.page_number)
    yield from order_pieces([piece for piece in pieces if piece.kind != "scrap"])
    yield [piece for piece in pieces if piece.kind == "scrap"]


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
