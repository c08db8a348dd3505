"""Characters of a pdf page → pieces of lines: by baseline, parted at wide gaps.

Which way a character runs is told by its matrix. Slanted ones are a stamp across the page, not
text; a page whose text runs sideways is turned before it is read.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from compare.extract.characters import repair_radicals
from compare.extract.readers.columns import SAME_LINE
from compare.extract.readers.layout import Line

_GAP_LATIN, GAP_HAN = 0.25, 1.5  # in units of the type size
_BESIDE = 0.25
_SLANT = 0.1
_SMALL, _RAISED = 0.76, 0.65  # a raised note mark, the 2 of m²: size and distance from its line
_LARGE, _COVERED, _MOST_LARGE = 2.2, 2, 100  # times the usual type; characters over it; of a page
_COMPATIBLE = re.compile(r"[\uf900-\ufaff]")
_UNMAPPED = re.compile(r"\(cid:\d+\)")
UNREADABLE = "\ufffd"


class Glyph(NamedTuple):
    """A character as it stands on the page, in points from its upper left corner."""

    text: str
    left: float
    right: float
    top: float
    base: float
    size: float


def tell_turn(char: dict[str, Any]) -> int | None:
    """How the page must be turned, clockwise, for a character to stand upright; None for a slant."""
    a, b, c, d = char["matrix"][:4]
    if _runs_back(char):
        a, b = -a, -b
    if abs(b) <= _SLANT * abs(a):
        return 0 if a > 0 else 180
    if abs(a) <= _SLANT * abs(b) and abs(d) <= _SLANT * abs(c):
        return 90 if b > 0 else 270
    return None


def _runs_back(char: dict[str, Any]) -> bool:
    """Whether a type of negative size runs against its matrix; not one that is written downwards,
    whose characters hang from the middle of their upper edge."""
    middle = abs(char["matrix"][4] - (char["x0"] + char["x1"]) / 2)
    return bool(char["adv"] < 0 and middle > 0.4 * char["width"])


def read_glyphs(chars: Iterable[dict[str, Any]], page: Any) -> list[Glyph]:
    """The characters that stand on the page; those beyond its edges are not printed."""
    x, y = page.bbox[:2]
    glyphs = [
        Glyph(
            _UNMAPPED.sub(UNREADABLE, char["text"]),
            char["x0"] - x,
            char["x1"] - x,
            char["top"] - y,
            page.height - char["matrix"][5],
            max(char["size"], 1.0),
        )
        for char in chars
        if char["text"]
    ]
    return _drop_watermark([glyph for glyph in glyphs if _is_on_page(glyph, page)])


def _drop_watermark(glyphs: list[Glyph]) -> list[Glyph]:
    """The characters without the large ones that other characters are printed over."""
    sizes = Counter(round(glyph.size) for glyph in glyphs)
    usual = max(sizes, key=lambda size: (sizes[size], -size), default=0)
    large = [glyph for glyph in glyphs if glyph.size > _LARGE * usual]
    if not large or len(large) > _MOST_LARGE:
        return glyphs
    small = sorted((g for g in glyphs if g.size <= _LARGE * usual), key=lambda g: g.top)
    tops = [glyph.top for glyph in small]
    covered = {
        id(one)
        for one in large
        if sum(
            one.left < (other.left + other.right) / 2 < one.right and not other.text.isspace()
            for other in small[
                bisect_left(tops, one.top - usual / 2) : bisect_left(tops, one.top + one.size)
            ]
        )
        >= _COVERED
    }
    return [glyph for glyph in glyphs if id(glyph) not in covered]


def _is_on_page(glyph: Glyph, page: Any) -> bool:
    x, y = (glyph.left + glyph.right) / 2, glyph.top + glyph.size / 2
    return bool(0 <= x <= page.width and 0 <= y <= page.height)


def read_pieces(glyphs: Iterable[Glyph], number: int, paper: tuple[float, float]) -> list[Line]:
    """Pieces of lines of page `number`, each a stretch of characters without a wide gap."""
    pieces = []
    for group in _join_raised(_group_by_baseline(glyphs)):
        for part in _part_at_gaps(group):
            shown = [glyph for glyph in part if not glyph.text.isspace()]
            if shown:
                sizes = Counter(round(glyph.size, 1) for glyph in shown)
                pieces.append(
                    Line(
                        normalise_forms(_join_characters(part)),
                        number,
                        min(glyph.left for glyph in shown),
                        max(glyph.right for glyph in shown),
                        min(glyph.top for glyph in shown),
                        max(sizes, key=lambda size: (sizes[size], size)),
                        *paper,
                        base=group[0].base,
                    )
                )
    return pieces


def _group_by_baseline(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    groups: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: (g.base, g.left)):
        near = bool(groups) and glyph.base - groups[-1][0].base <= SAME_LINE * max(glyph.size, 4)
        if near:
            groups[-1].append(glyph)
        else:
            groups.append([glyph])
    return groups


def _join_raised(groups: Sequence[list[Glyph]]) -> Iterator[list[Glyph]]:
    """The groups, small raised characters put into the line they stand in."""
    waiting: list[Glyph] = []
    for i, group in enumerate(groups):
        line = groups[i + 1] if i + 1 < len(groups) else []
        if line and all(_is_raised(glyph, line) for glyph in group):
            waiting += group
            continue
        yield sorted([*group, *waiting], key=lambda g: (g.left, g.right))
        waiting = []


def _is_raised(glyph: Glyph, line: Sequence[Glyph]) -> bool:
    largest = max(line, key=lambda g: g.size)
    is_within = min(g.left for g in line) < glyph.left < max(g.right for g in line) + glyph.size
    is_near = largest.base - glyph.base <= _RAISED * largest.size
    return glyph.size <= _SMALL * largest.size and is_near and is_within


def _part_at_gaps(group: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    part: list[Glyph] = []
    right = 0.0  # of the last character that shows
    for glyph in group:
        is_space = glyph.text.isspace()
        if part and not is_space and right and glyph.left - right > GAP_HAN * glyph.size:
            yield part
            part = []
        part.append(glyph)
        right = right if is_space else glyph.right
    if part:
        yield part


def _join_characters(glyphs: Sequence[Glyph]) -> str:
    """Text of a piece; a gap becomes a space, a character printed twice (as bold) stands once."""
    pieces: list[str] = []
    last: Glyph | None = None
    for glyph in glyphs:
        if last is not None:
            # Squeezed figures stand closer than a bold one is printed beside itself: 1100.
            beside = min(_BESIDE * glyph.size, (last.right - last.left) / 2)
            if glyph.text == last.text and glyph.left - last.left < beside:
                continue
            is_latin = glyph.text.isascii() and last.text.isascii()
            wide = _GAP_LATIN if is_latin else GAP_HAN
            if glyph.left - last.right > wide * glyph.size and not glyph.text.isspace():
                pieces.append(" ")
        pieces.append(glyph.text)
        last = glyph
    return "".join(pieces)


def normalise_forms(text: str) -> str:
    """Radicals and compatibility forms that fonts name in place of characters: `⼀` → `一`.

    A soft hyphen between digits or letters is a hyphen the font names wrongly.
    """
    text = _COMPATIBLE.sub(lambda m: unicodedata.normalize("NFKC", m[0]), repair_radicals(text))
    return re.sub(r"(?<=\w)\u00ad(?=\w)", "-", text)
