"""Word file (docx) → text: one line per paragraph or table row, cells joined by a tab.

Paragraphs and tables come in document order, with the numbers Word keeps outside the text. Left
out: tracked deletions, hidden text, tables of contents, notes, comments, headers and footers.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from compare.errors import PlanError
from compare.extract.readers.numbering import Numbering, W, read_numbering

LARGEST_UNPACKED = 200 * 2**20
LARGEST_PART = 40 * 2**20
MOST_ENTRIES = 10_000
_NUMBERING = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering"
_SKIPPED = frozenset(
    f"{W}{name}"
    for name in (
        "pPr", "rPr", "tblPr", "trPr", "tcPr", "sdtPr", "sectPr", "del", "moveFrom", "delText",
        "instrText", "delInstrText", "footnoteReference", "endnoteReference", "rt", "object",
    )
)  # fmt: skip
_BREAKS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_BOX = f"{W}txbxContent"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_EDGE = " \t\r\n"


def read_word(data: bytes) -> str:
    """The text of a docx; PlanError where it is unsafe, protected or of another kind."""
    from docx import Document

    check_archive(data)
    try:
        document = Document(io.BytesIO(data))
    except ValueError as error:
        raise PlanError(
            "is a Word file of another kind (a template, with macros, or Strict Open XML); "
            "save it as an ordinary .docx"
        ) from error
    return "".join(f"{line}\n" for line in _Reader(document).lines())


def check_archive(data: bytes) -> None:
    """PlanError where the archive would unpack to more than a document can be, or is protected."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
    if len(entries) > MOST_ENTRIES or sum(e.file_size for e in entries) > LARGEST_UNPACKED:
        raise PlanError(
            f"the docx unpacks to more than {LARGEST_UNPACKED // 2**20} MB; it is not read"
        )
    for entry in entries:
        if entry.flag_bits & 1:
            raise PlanError("is protected by a password; remove the password and save it again")
        is_text = entry.filename.endswith((".xml", ".rels"))
        if is_text and entry.file_size > LARGEST_PART:
            raise PlanError(
                f"{entry.filename} in the docx unpacks to more than {LARGEST_PART // 2**20} MB; "
                "it is not read"
            )


class _Reader:
    """The walk through one document, which has to remember its list numbers."""

    def __init__(self, document: Any) -> None:
        self.body = document.element.body
        if self.body is None or document.element.getroottree().docinfo.doctype:
            raise PlanError("the docx declares entities, as Word never does; it is not read")
        styles = document.styles.element
        self.numbering: Numbering = read_numbering(_find_numbering(document.part), styles)
        self.contents_styles = {
            style.get(f"{W}styleId")
            for style in styles.iter(f"{W}style")
            for name in style.findall(f"{W}name")
            if re.match(r"toc (?:\d|heading)", name.get(f"{W}val") or "", re.IGNORECASE)
        }

    def lines(self) -> Iterator[str]:
        for text in self._read_blocks(self.body):
            if text.strip():
                yield text

    def _read_blocks(self, parent: Any) -> Iterator[str]:
        """Lines of the paragraphs, tables and content controls under `parent`."""
        joined = ""
        for child in parent:
            if child.tag == f"{W}p":
                text, boxes = self._read_paragraph(child)
                joined += text
                if not _is_mark_deleted(child):  # else it runs on into the next paragraph
                    yield joined.strip(_EDGE)
                    joined = ""
                for box in boxes:
                    yield from self._read_blocks(box)
            elif child.tag == f"{W}tbl":
                yield from self._read_table(child)
            elif child.tag == f"{W}sdt":
                content = child.find(f"{W}sdtContent")
                if content is not None and not _is_contents(child):
                    yield from self._read_blocks(content)
            elif child.tag in (f"{W}ins", f"{W}moveTo", f"{W}customXml", f"{W}smartTag"):
                yield from self._read_blocks(child)
        if joined:
            yield joined.strip(_EDGE)

    def _read_paragraph(self, paragraph: Any) -> tuple[str, list[Any]]:
        """(text with its number, text boxes anchored in it)."""
        label = self.numbering.label(paragraph)
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        if style is not None and style.get(f"{W}val") in self.contents_styles:
            return "", []
        pieces: list[str] = []
        boxes: list[Any] = []
        _collect(paragraph, pieces, boxes)
        text = "".join(pieces)
        return (label + text.lstrip(_EDGE) if text.strip() else "", boxes)

    def _read_table(self, table: Any) -> Iterator[str]:
        """A line per row; a table of one column is a frame around ordinary paragraphs."""
        rows = [row for row in _iterate(table, f"{W}tr") if row.find(f"{W}trPr/{W}del") is None]
        cells = [list(_iterate(row, f"{W}tc")) for row in rows]
        if all(len(row) == 1 for row in cells):
            for row in cells:
                yield from self._read_blocks(row[0])
            return
        for row in cells:
            texts = [" ".join(filter(None, self._read_blocks(cell))) for cell in row]
            yield "\t".join(re.sub(r"[\t\n]+", " ", text) for text in texts).strip(_EDGE)


def _find_numbering(part: Any) -> Any:
    for relation in part.rels.values():
        if relation.reltype == _NUMBERING and not relation.is_external:
            return relation.target_part.element
    return None


def _iterate(parent: Any, tag: str) -> Iterator[Any]:
    """Children of a kind, those in content controls and tracked insertions as well."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"):
            yield from _iterate(child, tag)


def _collect(node: Any, pieces: list[str], boxes: list[Any]) -> None:
    """Append the text of a paragraph to `pieces`, its text boxes (each once) to `boxes`."""
    for child in node:
        tag = child.tag
        if tag in (f"{W}t", _MATH_TEXT):
            pieces.append(child.text or "")
        elif tag in _BREAKS:
            pieces.append(_BREAKS[tag])
        elif tag == _BOX:
            boxes.append(child)
        elif tag == f"{W}r" and _is_hidden(child):
            continue
        elif tag not in _SKIPPED and tag != _FALLBACK and isinstance(tag, str):
            _collect(child, pieces, boxes)


def _is_hidden(run: Any) -> bool:
    mark = run.find(f"{W}rPr/{W}vanish")
    return mark is not None and (mark.get(f"{W}val") or "1") not in ("0", "false", "off")


def _is_mark_deleted(paragraph: Any) -> bool:
    return paragraph.find(f"{W}pPr/{W}rPr/{W}del") is not None


def _is_contents(control: Any) -> bool:
    gallery = control.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return gallery is not None and gallery.get(f"{W}val") == "Table of Contents"
