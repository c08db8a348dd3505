"""A file → its source text, the text all offsets count in."""

from __future__ import annotations

import codecs
from pathlib import Path

from compare.errors import PlanError

LARGEST_FILE = 50 * 2**20
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_source(path: Path) -> str:
    """The text of a plan, line ends as in the file; PlanError where it cannot be read."""
    return decode_text(read_bytes(path), str(path))


def read_bytes(path: Path) -> bytes:
    """The file's bytes; PlanError where it is missing, no file, empty or too large."""
    if not path.exists():
        raise PlanError("the file does not exist", str(path))
    if not path.is_file():
        raise PlanError("this is a folder, not a file", str(path))
    size = path.stat().st_size
    if size == 0:
        raise PlanError("the file is empty", str(path))
    if size > LARGEST_FILE:
        raise PlanError(f"the file is larger than {LARGEST_FILE // 2**20} MB", str(path))
    return path.read_bytes()


def decode_text(data: bytes, where: str) -> str:
    """UTF-8, or UTF-16 with its mark, or GB 18030; PlanError names what stands in the way."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="strict")
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise PlanError("the text is neither UTF-8, UTF-16 nor GB 18030", where)
