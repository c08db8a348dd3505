"""How full the page being written is, by estimate, so that a picture waits for room.

Word moves a picture that does not fit to the next page and leaves the rest of this one empty. What
is written here holds the picture back and lets the text go on; the estimate only has to tell roughly
when the page has turned, since a picture that comes a few lines late still fits.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

INCH = 72  # points
PAGE, LINE_WIDTH = 683.0, 453.0  # points of text on a page: high, wide
WIDE, NARROW = (
    1.03,
    0.5,
)  # of the size of the font: a Chinese character with what marks push, a Latin one
EMPTY = 0.4  # of a page that may stay empty so that a section keeps its figure
SLACK = 40.0  # points that a picture needs beyond its height, since all this is an estimate
CELL_SIZE, CELL_LINE, CELL_PAD, CELL_EDGE = 9.0, 12.0, 4.0, 8.0  # points, in tables


@dataclass
class Flow:
    """`used`: points of the page that are taken; `waiting`: pictures with the height they
    need, how to write them, and what is to spare;
    `page`: the number of the page being written."""

    used: float = 0.0
    page: int = 1
    waiting: list[tuple[float, Callable[[], None], float]] = field(default_factory=list)

    def add_text(self, text: str, size: float, line: float, around: float = 0.0) -> None:
        """A paragraph, which may break over pages."""
        self.add(count_text_lines(text, size, LINE_WIDTH) * line + around)

    def add_rows(self, rows: Sequence[Sequence[str]], widths: Sequence[float]) -> None:
        """A table's rows, widths in points; none breaks over pages, the first stands on each page."""
        heights = [measure_row(texts, widths) for texts in rows]
        for height in heights:
            self.add_block(height, above=heights[0])

    def add(self, height: float) -> None:
        """What may break over pages."""
        turned, self.used = divmod(self.used + height, PAGE)
        self.page += int(turned)

    def add_block(self, height: float, above: float = 0.0) -> None:
        """What goes to the next page as a whole, there beneath what takes `above`."""
        if self.fits(height):
            self.used += height
        else:
            self.turn_page()
            self.used = above + height

    def turn_page(self) -> None:
        """The rest of the page stays empty."""
        self.used, self.page = 0.0, self.page + 1

    def add_heading(self, height: float, line: float) -> None:
        """A heading, which stays with the first two lines beneath it."""
        if not self.fits(height + 2 * line):
            self.turn_page()
        self.add(height)

    def leaves_little(self, height: float) -> bool:
        """Whether what is that high had better stand on the next page: it does not fit here but does
        there, and not much of this one stays empty."""
        return not self.fits(height) and height <= PAGE and PAGE - self.used <= EMPTY * PAGE

    def fits(self, height: float) -> bool:
        return self.used + height <= PAGE

    def hold(self, height: float, write: Callable[[], None], slack: float = SLACK) -> None:
        """A picture in its turn: now if it fits, with so many points to spare, else once the page has
        turned."""
        self.waiting.append((height, write, slack))
        self.release()

    def release(self, at_the_end: bool = False) -> None:
        """Write the pictures that fit now, in their order; at the end all of them."""
        while self.waiting and (at_the_end or self.fits(sum(self.waiting[0][::2]))):
            height, write, _ = self.waiting.pop(0)
            write()
            self.add_block(height)


def measure_row(texts: Sequence[str], widths: Sequence[float]) -> float:
    """Height of a table's row."""
    cells = zip(texts, widths, strict=True)
    lines = max(count_text_lines(text, CELL_SIZE, width - CELL_EDGE) for text, width in cells)
    return lines * CELL_LINE + CELL_PAD


def count_text_lines(text: str, size: float, width: float) -> int:
    """Lines a text takes in a font of that size over that width, both in points."""
    length = sum(WIDE if ord(char) > 0x2E7F else NARROW for char in text) * size
    return max(1, math.ceil(length / width))


def measure_picture(height: float, lang: str) -> float:
    """Points that a picture of so many inches takes with its caption."""
    return height * INCH + choose_line(lang) + 8


def choose_size(lang: str) -> float:
    """Points of the running text: 小四 in Chinese."""
    return 12.0 if lang == "zh" else 10.0


def choose_line(lang: str) -> float:
    """Points from one line of the running text to the next."""
    return 18.0 if lang == "zh" else 14.5
