"""Word file (docx) → text: one line per paragraph or table row, cells joined by a tab.

Paragraphs and tables come in document order, with the numbers Word keeps outside the text; a
heading that is one by its style alone gets the mark of its level (`## 保护文化遗产`), a note
stands at the end (`[^1]: …`), a cell merged with the one above holds `〃`. Left out: tracked
deletions, hidden text, tables of contents, comments, headers and footers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from compare.errors import PlanError
from compare.extract.readers.marks import SAME_AS_ABOVE, mark_heading, mark_note
from compare.extract.readers.numbering import Numbering, W, read_numbering
from compare.extract.readers.package import Package
from compare.extract.readers.plain import decode_text, join_lines
from compare.extract.readers.styles import name_style, read_styles

_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_SKIPPED = frozenset(
    f"{W}{name}"
    for name in (
        "pPr", "rPr", "tblPr", "trPr", "tcPr", "sdtPr", "sectPr", "del", "moveFrom", "delText",
        "delInstrText", "rt", "object",
    )
)  # fmt: skip
_BREAKS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_BOX = f"{W}txbxContent"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_NOTES = {f"{W}footnoteReference": "footnotes", f"{W}endnoteReference": "endnotes"}
_EDGE = " \t\r\n"
_ENCLOSING = re.compile(
    r"\s*eq\s*\\o[\\aclr ]{0,9}\(\s*[○◯〇]\s*[,，]\s*([^\s()]{1,3})\s*\)\s*", re.I
)
_ENCLOSED = {
    unicodedata.normalize("NFKC", chr(code)): chr(code)
    for first, last in ((0x2460, 0x2473), (0x3251, 0x325F), (0x32B1, 0x32BF), (0x3280, 0x3289))
    for code in range(first, last + 1)
}
_DEEPEST_CHUNK = 3
_CHUNK_KINDS = ("docx", "html", "text")


def read_word(data: bytes, depth: int = 0) -> str:
    """The text of a docx; PlanError where it is unsafe, protected or of another kind.

    `depth`: how many documents this one is embedded in.
    """
    return join_lines(_Reader(Package(data), depth).lines())


class _Reader:
    """The walk through one document, which has to remember its list numbers and its notes."""

    def __init__(self, package: Package, depth: int) -> None:
        self.package, self.depth = package, depth
        self.part = package.find_document()
        self.body = package.parse(self.part).find(f"{W}body")
        if self.body is None:
            raise PlanError("is a Word file of another kind; save it as an ordinary .docx")
        styles = package.find(self.part, "styles")
        numbering = package.find(self.part, "numbering")
        self.styles = read_styles(styles)
        self.numbering: Numbering = read_numbering(numbering, styles)
        self.chunks: dict[
            str, list[str]
        ] = {}  # part → its lines, read once however often it is named
        self.notes: list[tuple[str, str]] = []  # kind and id, in the order of the text

    def lines(self) -> Iterator[str]:
        for text in (*self._read_blocks(self.body), *self._read_notes()):
            if text.strip():
                yield text

    def _read_blocks(self, parent: Any) -> Iterator[str]:
        """Lines of the paragraphs, tables, controls and embedded documents under `parent`."""
        joined = ""
        for child in parent:
            if child.tag == f"{W}p":
                text, boxes = self._read_paragraph(child)
                joined += text
                if not self._is_mark_gone(child):  # else it runs on into the next paragraph
                    yield self._finish(child, joined)
                    joined = ""
                for box in boxes:
                    yield from self._read_blocks(box)
            elif child.tag == f"{W}tbl":
                yield from self._read_table(child)
            elif child.tag == f"{W}altChunk":
                yield from self._read_chunk(child)
            elif child.tag == f"{W}sdt":
                content = child.find(f"{W}sdtContent")
                if content is not None and not _is_contents(child):
                    yield from self._read_blocks(content)
            elif child.tag not in _SKIPPED and child.tag != _FALLBACK:
                yield from self._read_blocks(child)  # whatever else holds paragraphs
        if joined:
            yield joined.strip(_EDGE)

    def _read_paragraph(self, paragraph: Any) -> tuple[str, list[Any]]:
        """(text without its number, text boxes anchored in it)."""
        if self.styles.is_contents(paragraph):
            return "", []
        run = _Text(self, paragraph)
        run.collect(paragraph)
        return "".join(run.pieces), run.boxes

    def _finish(self, paragraph: Any, text: str) -> str:
        """A paragraph's text with its number, which is counted here, or the mark of its level."""
        label = self.numbering.label(paragraph)
        if not text.strip():
            return ""
        if label:
            return (label + text.lstrip(_EDGE)).strip(_EDGE)
        return mark_heading(text.strip(_EDGE), self.styles.level(paragraph))

    def _is_mark_gone(self, paragraph: Any) -> bool:
        """Whether the paragraph's end was deleted, moved away or is hidden, with its number."""
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return False
        marks = properties.find(f"{W}rPr")
        was_cut = marks is not None and any(
            marks.find(f"{W}{kind}") is not None for kind in ("del", "moveFrom")
        )
        return was_cut or self.styles.hides(properties, name_style(paragraph))

    def _read_table(self, table: Any) -> Iterator[str]:
        """A line per row; one of a single filled column is a frame around paragraphs."""
        rows = [row for row in _iterate(table, f"{W}tr") if row.find(f"{W}trPr/{W}del") is None]
        cells = [list(_iterate(row, f"{W}tc")) for row in rows]
        if all(len(row) == 1 for row in cells) or (len(cells) == 1 and _fills_one(cells[0])):
            for cell in (cell for row in cells for cell in row):
                yield from self._read_blocks(cell)
            return
        for row in cells:
            yield "\t".join(self._read_cell(cell) for cell in row).rstrip(_EDGE)

    def _read_cell(self, cell: Any) -> str:
        """A cell on one line, followed by a tab for each further column it spans."""
        merge = cell.find(f"{W}tcPr/{W}vMerge")
        text = " ".join(filter(None, self._read_blocks(cell)))
        text = re.sub(r"[\t\n]+", " ", text)
        if merge is not None and merge.get(f"{W}val") != "restart" and not text:
            text = SAME_AS_ABOVE
        span = cell.find(f"{W}tcPr/{W}gridSpan")
        width = span.get(f"{W}val") or "" if span is not None else ""
        return text + "\t" * (int(width) - 1 if re.fullmatch(r"[1-9]\d?", width, re.ASCII) else 0)

    def _read_chunk(self, chunk: Any) -> Iterator[str]:
        """Lines of a document embedded whole (altChunk): a page, a text or another docx."""
        wanted = chunk.get(_RELATED)
        name = next(
            (n for key, n in self.package.follow(self.part, "aFChunk") if key == wanted), ""
        )
        if name and name not in self.chunks:
            self.chunks[name] = self._read_embedded(name)
        yield from self.chunks.get(name, ())

    def _read_embedded(self, name: str) -> list[str]:
        from compare.extract.readers.formats import tell_format
        from compare.extract.readers.web import read_web

        data = self.package.read(name)
        try:
            kind = tell_format(data, f".{name.rsplit('.', 1)[-1]}", "")
        except PlanError as error:
            raise PlanError(f"{_EMBEDDED} {error.problem}") from error
        if kind not in _CHUNK_KINDS or self.depth >= _DEEPEST_CHUNK:
            raise PlanError(f"{_EMBEDDED} is not read; open it in Word and save it again")
        if kind == "docx":
            text = read_word(data, self.depth + 1)
        else:
            text = read_web(data) if kind == "html" else decode_text(data, "")
        return text.splitlines()

    def _read_notes(self) -> Iterator[str]:
        """The foot- and endnotes the text refers to, in its order."""
        notes: dict[tuple[str, str], list[Any]] = {}
        for kind in dict.fromkeys(kind for kind, _ in self.notes):
            root = self.package.find(self.part, kind)
            for note in root if root is not None else ():
                notes.setdefault((kind, note.get(f"{W}id") or ""), []).append(note)
        for number, key in enumerate(dict.fromkeys(self.notes), 1):
            for note in notes.get(key, ()):
                text = " ".join(filter(None, self._read_blocks(note)))
                yield mark_note(str(number), text) if text else ""


_EMBEDDED = "a document embedded in the docx"


class _Text:
    """The text of one paragraph: what shows, in order, and the boxes anchored in it (each once)."""

    def __init__(self, reader: _Reader, paragraph: Any) -> None:
        self.reader, self.style = reader, name_style(paragraph)
        self.pieces: list[str] = []
        self.boxes: list[Any] = []
        self.field = ""  # the instruction being read

    def collect(self, node: Any) -> None:
        for child in node:
            tag = child.tag
            if tag in (f"{W}t", _MATH_TEXT):
                self.pieces.append(child.text or "")
            elif tag in _BREAKS:
                self.pieces.append(_BREAKS[tag])
            elif tag == f"{W}instrText":
                self.field += child.text or ""
            elif tag == f"{W}fldChar":
                self._close_field(child.get(f"{W}fldCharType") or "")
            elif tag in _NOTES:
                self.reader.notes.append((_NOTES[tag], child.get(f"{W}id") or ""))
            elif tag == _BOX:
                self.boxes.append(child)
            elif tag == f"{W}r" and self.reader.styles.hides(child, self.style):
                continue
            elif tag not in _SKIPPED and tag != _FALLBACK and isinstance(tag, str):
                if tag == f"{W}fldSimple":
                    self.pieces.append(show_field(child.get(f"{W}instr") or ""))
                self.collect(child)

    def _close_field(self, kind: str) -> None:
        if kind != "begin":
            self.pieces.append(show_field(self.field))
        self.field = ""


def show_field(instruction: str) -> str:
    """What a field shows that has no text of its own: `eq \\o\\ac(○,1)`, Word's enclosed 1 → ①."""
    found = _ENCLOSING.fullmatch(instruction)
    return _ENCLOSED.get(found[1], found[1]) if found else ""


def _iterate(parent: Any, tag: str) -> Iterator[Any]:
    """Children of a kind, those in content controls and tracked insertions as well."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"):
            yield from _iterate(child, tag)


def _fills_one(cells: list[Any]) -> bool:
    """Whether only one of the cells holds text."""
    return sum(any(text.text for text in cell.iter(f"{W}t")) for cell in cells) == 1


def _is_contents(control: Any) -> bool:
    gallery = control.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return gallery is not None and gallery.get(f"{W}val") == "Table of Contents"
