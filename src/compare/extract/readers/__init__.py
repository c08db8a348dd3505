"""A file → its source text, the text all offsets count in.

The format is told by the first bytes, not by the name: a page saved as `.doc` is read as a page.
Text files are decoded here; web pages, Word files and pdf go to parsers in a process of their own
(`apart`), so that a broken or hostile file costs bounded time and memory.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from compare.errors import PlanError
from compare.extract.readers.drawn import unfold_tables
from compare.extract.readers.formats import tell_format
from compare.extract.readers.office import convert_doc
from compare.extract.readers.plain import check_shape, decode_text
from compare.extract.readers.reading import Reading, Recognised
from compare.extract.readers.subprocesses import read_apart
from compare.given import read_given
from compare.limits import limit_work

__all__ = [
    "Reading",
    "Recognised",
    "check_shape",
    "convert_file",
    "convert_source",
    "decode_text",
    "read_bytes",
    "read_source",
]


def read_source(path: Path) -> str:
    """The text of a plan, line ends as in the file; PlanError where it cannot be read."""
    return convert_source(read_bytes(path), path)


def read_bytes(path: Path) -> bytes:
    """The file's bytes; PlanError where it is missing, no file, empty, too large or badly named."""
    check_name(path)
    data = read_given(path)
    if not data:
        raise PlanError("the file is empty", str(path))
    return data


def check_name(path: Path) -> None:
    """PlanError where the file's name is not UTF-8: no table could hold it."""
    shown = str(path).encode("utf-8", errors="replace").decode()
    if shown != str(path):
        raise PlanError("the file's name is not UTF-8; rename it", shown)


def convert_source(data: bytes, path: Path) -> str:
    """The source text of a file's bytes; `path` gives the suffix and the name in messages."""
    return convert_file(data, path).text


@limit_work()
def convert_file(data: bytes, path: Path) -> Reading:
    """What a file's bytes say: the source text, and the lines of it recognised in scanned pages.

    txt and md: the decoded file itself, nothing changed but tables drawn with lines. html, docx,
    pdf: one line per paragraph or table row, cells joined by a tab.
    """
    where = str(path)
    kind = tell_format(data, path.suffix, where)
    if kind == "doc":
        data, kind = convert_doc(data, where), "docx"
    reading = Reading(decode_text(data, where)) if kind == "text" else read_apart(kind, data, where)
    if not (reading.pages or reading.recognised):
        reading = replace(reading, text=unfold_tables(reading.text))
    if not reading.text.strip():
        raise PlanError("the file holds no text", where)
    check_shape(reading.text, where)
    return reading
