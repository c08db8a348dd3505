"""Page numbers that a pdf left glued to the line below them: `7亿元左右` … `8三、办好学校` … `9开放。`"""

from __future__ import annotations

import re

from compare.language.digits import ORDINAL

_GLUED = re.compile(r"^[ \t\u3000]*(\d{1,3})(?=[\u4e00-\u9fff])", re.MULTILINE)
_BEFORE_CHAPTER = re.compile(rf"[{ORDINAL}]{{1,3}}、")
_FEWEST = 3
_FARTHEST = 50  # lines that open with a number between two pages
_HIDDEN = "\u200b"  # a character without width, which cleaning takes out


def hide_glued_pages(source: str) -> str:
    """The text with such numbers made invisible, each character in its place.

    A number at the head of a line is one where those before and behind it count on to it, and one of
    them stands before a chapter: nobody writes `8三、`. Fewer than three in a row prove nothing.
    """
    found = [(int(m[1]), *m.span(1)) for m in _GLUED.finditer(source)]
    sure = [i for i, (_, _, end) in enumerate(found) if _BEFORE_CHAPTER.match(source, end)]
    pages: set[int] = set()
    for i in (i for i in sure if i not in pages):
        chain = [*_follow(found, i, -1), i, *_follow(found, i, 1)]
        if len(chain) >= _FEWEST:
            pages.update(chain)
    pieces, last = [], 0
    for _, start, end in (found[i] for i in sorted(pages)):
        pieces += [source[last:start], _HIDDEN * (end - start)]
        last = end
    return "".join([*pieces, source[last:]])


def _follow(found: list[tuple[int, int, int]], at: int, step: int) -> list[int]:
    """Places of the numbers that count on from one, forwards or backwards; the nearest of each."""
    chain, wanted, last = [], found[at][0] + step, at
    i = at + step
    while 0 <= i < len(found) and abs(i - last) <= _FARTHEST:
        if found[i][0] == wanted:
            chain.append(i)
            wanted, last = wanted + step, i
        i += step
    return chain
