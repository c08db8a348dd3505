"""Pdf → text: one line per paragraph or table row, cells joined by a tab.

Characters are put into lines by their baseline and into order by where they stand, not by the
order of the file, which puts curly quotes from a second font in the wrong place.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from compare.errors import PlanError
from compare.extract.readers.layout import Line, join_paragraphs

MOST_PAGES = 1000
MOST_CHARACTERS = 50_000  # on one page
_FEWEST = 10
_UNMAPPED_SHARE = 0.2
_UNMAPPED = re.compile(r"\(cid:\d+\)|[\ue000-\uf8ff\ufffd]")
_RADICALS = re.compile(r"[\u2e80-\u2fdf\uf900-\ufaff]")
_SAME_LINE = 0.3  # distance of baselines, in units of the type size
_GAP_LATIN, _GAP_HAN = 0.25, 1.5
# CJK radicals without a compatibility mapping of their own
_RADICAL_FORMS = str.maketrans(
    "⺠⻅⻆⻉⻋⻓⻔⻘⻚⻛⻜⻝⻢⻥⻦⻩⻬⻮⻰⻄⻁⻨⼾",
    "民见角贝车长门青页风飞食马鱼鸟黄齐齿龙西虎麦户",
)
_OCR = "recognise its text (OCR), or ask the issuer for the text, and save it as txt or docx"


def read_pdf(data: bytes) -> str:
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
        lines = [line for page in pdf.pages for line in _read_page(page)]
        text = "".join(f"{paragraph}\n" for paragraph in join_paragraphs(lines))
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
    unmapped = len(_UNMAPPED.findall(text))
    if unmapped > _UNMAPPED_SHARE * (letters + 1):
        raise PlanError(f"the fonts of the pdf do not say which characters they show; {_OCR}")
    if letters < _FEWEST * min(len(pdf.pages), _FEWEST):
        if any(page.images for page in pdf.pages[:20]):
            raise PlanError(f"the pdf is scanned and holds no text; {_OCR}")
        raise PlanError("the pdf holds no text")


def _read_page(page: Any) -> list[Line]:
    """Lines of a page from top to bottom, the rows of its ruled tables among them."""
    chars = [c for c in page.chars if c["upright"] and c["text"] and _is_on_page(c, page)]
    if len(chars) > MOST_CHARACTERS:
        raise PlanError(f"page {page.page_number} of the pdf holds too much to be read")
    lines: list[Line] = []
    for box, rows in _find_tables(page) if chars else ():
        lines += rows
        chars = [c for c in chars if not _is_inside(c, box)]
    lines += _read_lines(chars, page)
    page.close()
    return sorted(lines, key=lambda line: (line.top, line.left))


def _is_on_page(char: dict[str, Any], page: Any) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(0 <= x <= page.width and 0 <= y <= page.height)


def _is_inside(char: dict[str, Any], box: Sequence[float]) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _find_tables(page: Any) -> Iterator[tuple[Sequence[float], list[Line]]]:
    """(box, rows) of the ruled tables; a frame around running text is none."""
    if not 4 <= len(page.lines) + len(page.rects) <= 2000:
        return
    for table in page.find_tables():
        cells = [[_tidy_cell(cell) for cell in row] for row in table.extract()]
        if sum(sum(map(bool, row)) > 1 for row in cells) < 2:
            continue
        rows = []
        for row, texts in zip(table.rows, cells, strict=True):
            x0, top, x1, bottom = row.bbox
            text = "\t".join(texts).strip("\t ")
            if text:
                size = bottom - top
                paper = (page.width, page.height)
                rows.append(Line(text, page.page_number, x0, x1, top, size, *paper, "row"))
        yield table.bbox, rows


def _tidy_cell(text: str | None) -> str:
    lines = [line.strip() for line in normalise_forms(text or "").splitlines()]
    return "".join(lines) if any(ord(c) > 0x2E80 for c in text or "") else " ".join(lines)


def _read_lines(chars: Iterable[dict[str, Any]], page: Any) -> list[Line]:
    """Characters of one baseline make a line, ordered from left to right."""
    groups: list[tuple[float, list[dict[str, Any]]]] = []
    for char in sorted(chars, key=lambda c: (_baseline(c, page), c["x0"])):
        at = _baseline(char, page)
        if groups and at - groups[-1][0] <= _SAME_LINE * max(char["size"], 4):
            groups[-1][1].append(char)
        else:
            groups.append((at, [char]))
    lines = []
    for _, group in groups:
        text = _join_characters(sorted(group, key=lambda c: (c["x0"], c["x1"])))
        shown = [c for c in group if not c["text"].isspace()]
        if shown:
            sizes = sorted(c["size"] for c in shown)
            lines.append(
                Line(
                    normalise_forms(text).strip(),
                    page.page_number,
                    min(c["x0"] for c in shown),
                    max(c["x1"] for c in shown),
                    min(c["top"] for c in shown),
                    sizes[len(sizes) // 2],
                    page.width,
                    page.height,
                )
            )
    return [line for line in lines if line.text]


def _baseline(char: dict[str, Any], page: Any) -> float:
    return float(page.height - char["matrix"][5])


def _join_characters(chars: Sequence[dict[str, Any]]) -> str:
    """Text of a line; a gap becomes a space, a character printed twice (as bold) stands once."""
    pieces: list[str] = []
    last: dict[str, Any] | None = None
    for char in chars:
        if last is not None:
            if char["text"] == last["text"] and char["x0"] - last["x0"] < 0.25 * char["size"]:
                continue
            is_latin = char["text"].isascii() and last["text"].isascii()
            wide = _GAP_LATIN if is_latin else _GAP_HAN
            if char["x0"] - last["x1"] > wide * char["size"] and not char["text"].isspace():
                pieces.append(" ")
        pieces.append(char["text"])
        last = char
    return "".join(pieces)


def normalise_forms(text: str) -> str:
    """Radicals and compatibility forms that fonts name in place of characters: `⼀` → `一`.

    A soft hyphen between digits or letters is a hyphen the font names wrongly.
    """
    text = text.translate(_RADICAL_FORMS)
    text = _RADICALS.sub(lambda m: unicodedata.normalize("NFKC", m[0]), text)
    return re.sub(r"(?<=\w)\u00ad(?=\w)", "-", text)
