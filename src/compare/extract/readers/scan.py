"""Pages that are pictures → pieces of lines, each with how surely it was recognised.

The work is that of RapidOCR with the models its package carries; nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from compare.extract.readers.layout import Line
from compare.language.digits import ORDINAL
from compare.language.sentences import CLAUSE_END, CLOSING, COLON

LARGEST_SIDE = 2000  # pixels of a page's longer side; the recogniser makes larger ones smaller
LEAST_SURE = 0.5  # below it a line is a stamp or a stain rather than text
_DOUBTFUL, _DOUBTFUL_DIGIT = 0.75, 0.95
_NUMERIC = frozenset(f"0123456789０１２３４５６７８９.．%％{ORDINAL}千万亿")
_TYPE_SIZE = 0.86  # of the height of a line's box
_SUREST = 0.9999  # 1 is for text that a program wrote
_SIZE_ERROR = 0.3
_GAP = 0.5  # in units of the type size; characters of a line stand closer
_WIDE = dict(zip("(),:;?!", "（），：；？！", strict=True))
# Beside a Chinese character a picture does not tell which of the two widths a sign has.
_HALF_WIDTH = re.compile(r"(?<=[\u3400-\u9fff])[(),:;?!]|[(),:;?!](?=[\u3400-\u9fff])")
_AIRY = frozenset(f"{CLAUSE_END}{COLON}{CLOSING}、（《“】.(")  # fill but half of their place


class Frame(NamedTuple):
    """Where something stands, from the upper left corner."""

    left: float
    top: float
    right: float
    bottom: float


class Character(NamedTuple):
    """A recognised character, how surely, and where."""

    text: str
    sureness: float
    box: Frame


def recognise_page(page: Any, number: int) -> list[Line]:
    """Pieces of the lines of a page (of pypdfium2), in points; of kind scrap what is too unsure."""
    scale = LARGEST_SIDE / max(page.get_size())
    turn = 0
    pieces = list(_recognise(page, scale, turn))
    if sum(box.bottom - box.top > box.right - box.left for box, _ in pieces) * 2 > len(pieces):
        turn = 90
        pieces = list(_recognise(page, scale, turn))
    width, height = page.get_size()
    paper = (height, width) if turn else (width, height)
    return even_sizes([build_piece(box, characters, number, paper) for box, characters in pieces])


def even_sizes(pieces: Sequence[Line]) -> list[Line]:
    """The pieces, those set in about the usual type given its size: boxes are drawn by guess."""
    usual = sorted(piece.size for piece in pieces)[len(pieces) // 2] if pieces else 0.0
    return [
        replace(piece, size=usual) if abs(piece.size - usual) <= _SIZE_ERROR * usual else piece
        for piece in pieces
    ]


def _recognise(page: Any, scale: float, turn: int) -> Iterator[tuple[Frame, list[Character]]]:
    """(box, characters) of each stretch of text in the page as it is seen when turned."""
    found = _open_recogniser()(page.render(scale=scale, rotation=turn).to_numpy())
    for corners, line in zip(found.boxes if found.txts else (), found.word_results, strict=True):
        characters = [
            Character(text, float(sureness), _frame(box, scale)) for text, sureness, box in line
        ]
        yield _frame(corners, scale), characters


def _frame(corners: Sequence[Sequence[float]], scale: float) -> Frame:
    across, down = ([float(corner[i]) / scale for corner in corners] for i in (0, 1))
    return Frame(min(across), min(down), max(across), max(down))


def build_piece(
    box: Frame, characters: Sequence[Character], number: int, paper: tuple[float, float]
) -> Line:
    """A piece of a line of page `number` from its characters: wide gaps are spaces again."""
    size = _TYPE_SIZE * (box.bottom - box.top)
    pieces = [characters[0].text] if characters else []
    for before, one in pairwise(characters):
        gap = one.box.left - before.box.right
        is_wide = gap > _GAP * size and before.text not in _AIRY and one.text not in _AIRY
        pieces += [" " * is_wide, one.text]
    text = _HALF_WIDTH.sub(lambda found: _WIDE[found[0]], "".join(pieces))
    sureness = sum(one.sureness for one in characters) / max(1, len(characters))
    return Line(
        text,
        number,
        box.left,
        box.right,
        box.top,
        size,
        *paper,
        kind="text" if sureness >= LEAST_SURE else "scrap",
        base=(box.top + box.bottom) / 2,
        sureness=min(sureness, _SUREST),
        doubtful="".join(one.text for one in characters if _is_doubtful(one)),
    )


def _is_doubtful(character: Character) -> bool:
    least = _DOUBTFUL_DIGIT if character.text in _NUMERIC else _DOUBTFUL
    return character.sureness < least


@cache
def _open_recogniser() -> Any:
    from rapidocr import RapidOCR

    options = {
        "Global.log_level": "critical",
        "Global.text_score": 0.0,
        "Global.return_word_box": True,
        "Global.return_single_char_box": True,
    }
    return RapidOCR(params=options)
