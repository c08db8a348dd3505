"""What reading a file gives: its text, and how sure each line is that was recognised in a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Recognised:
    """A printed line recognised in a scan: which line of the text it is in, 1-based, and how surely.

    `sureness` 0–1; `doubtful`: its characters that may be others, digits before all. `line` 0: not
    in the text, as it was too unsure or its page is a picture that nothing could recognise.
    """

    line: int
    page: int
    text: str
    sureness: float
    doubtful: str = ""


@dataclass(frozen=True)
class Reading:
    """The text of a file, the one all offsets count in, and its lines that were recognised.

    `pages`: (offset, page) where the text of a pdf goes over to a page, in order; empty for others.
    """

    text: str
    recognised: tuple[Recognised, ...] = ()
    pages: tuple[tuple[int, int], ...] = ()


class ScannedPages(Exception):
    """Some pages of the pdf are pictures; `count` of them."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} pages are pictures")
        self.count = count


def pack_reading(reading: Reading) -> dict[str, Any]:
    """A reading as plain values, to be sent from one process to another."""
    lines = [asdict(line) for line in reading.recognised]
    return {"text": reading.text, "recognised": lines, "pages": reading.pages}


def unpack_reading(found: Mapping[str, Any]) -> Reading:
    """The reading that was packed."""
    lines: Sequence[Mapping[str, Any]] = found["recognised"]
    pages = tuple((int(at), int(page)) for at, page in found["pages"])
    return Reading(str(found["text"]), tuple(Recognised(**line) for line in lines), pages)
