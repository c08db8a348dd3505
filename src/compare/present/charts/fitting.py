"""Text that fits: how wide it is, where its lines break, where it is cut."""

from __future__ import annotations

from collections.abc import Iterable

from compare.present.fonts import measure_text, replace_missing

TITLE, LABEL, SMALL = 12.0, 8.5, 7.5  # points; nothing smaller, at the size it is printed in
LINE = 1.42  # line height in em: the font's own ascent and descent

NO_LINE_START = set("，。、；：？！）》〉」』】〕”’…·,.;:?!)]}%％—–")
NO_LINE_END = set("（《〈「『【〔“‘([{")


def inches(text: str, size: float = LABEL) -> float:
    """Width of the longest line at that font size."""
    return max(map(measure_text, replace_lines(text)), default=0.0) * size / 72


def measure_longest(texts: Iterable[str], size: float = SMALL) -> float:
    """Width in inches of the longest of the texts at that font size, 0 where there is none."""
    return max((inches(text, size) for text in texts), default=0.0)


def replace_lines(text: str) -> list[str]:
    """The lines of the text, characters no font holds as 〓."""
    return [replace_missing(line) for line in text.split("\n")]


def line_height(size: float = LABEL) -> float:
    """Inches from one baseline to the next."""
    return size * LINE / 72


def wrap_text(text: str, width: float, size: float = LABEL) -> list[str]:
    """Lines no wider than `width` inches; 禁则: no 、 or ） opens a line, no （ ends one.

    Chinese breaks anywhere else, English at spaces; a word wider than the line is broken.
    """
    lines: list[str] = []
    for paragraph in replace_lines(text):
        line = ""
        for piece in _split_pieces(paragraph):
            if line and inches(line + piece.rstrip(), size) > width:
                lines.append(line.rstrip())
                line = ""
            line += piece.lstrip() if not line else piece
            while inches(line.rstrip(), size) > width and len(line) > 1:
                cut = max(1, _fitting_length(line, width, size))
                lines.append(line[:cut])
                line = line[cut:]
        lines.append(line.rstrip())
    return lines


def _split_pieces(text: str) -> list[str]:
    """Smallest pieces a line may break between."""
    pieces: list[str] = []
    for char in text:
        glued = pieces and (
            char == " "
            or char in NO_LINE_START
            or pieces[-1][-1] in NO_LINE_END
            or (_is_latin(char) and _is_latin(pieces[-1][-1]))
        )
        if glued:
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def _is_latin(char: str) -> bool:
    return char != " " and ord(char) < 0x2E80


def _fitting_length(line: str, width: float, size: float) -> int:
    return next((n for n in range(len(line), 0, -1) if inches(line[:n], size) <= width), 1)


def shorten_text(text: str, width: float, size: float = LABEL) -> str:
    """The text if it fits in `width` inches, else its beginning and …"""
    text = replace_missing(text)
    if inches(text, size) <= width:
        return text
    return text[: _fitting_length(text, width - inches("…", size), size)].rstrip("，、 ,") + "…"
