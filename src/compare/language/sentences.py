"""Where a sentence and a clause end.

A sentence is what is stated as a whole: it ends at a stop or a semicolon, so that `一是建馆，配书；
二是育人。` is two. A target is read, a theme carried and a verb governs within one. A clause is what
stands between its commas. A title or a passage of prose is told by its stop alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

STOPS = "。！？!?"
SENTENCE_END = f"{STOPS}；;"
CLAUSE_END = f"{SENTENCE_END}，,"
COLON = "：:"  # ends a clause for some purposes and opens a list for others
PROSE = "，。；"  # a headline may hold ！ and ？ as well, but none of these
CLOSING = "”’）)』》"  # what may stand behind an end and belongs to it
LONGEST_SENTENCE = 3_000  # characters; what is looked for within one may grow with their square

# A half-width stop stands behind a Chinese character and before no letter or figure (not in 1.5, V2.0).
_HALF_WIDTH = r"(?<=[\u4e00-\u9fff）)%]\.)(?![0-9A-Za-z])"
# Each begins with one choice of characters, by which a search passes over all other places.
_STOP = re.compile(rf"[{STOPS}.](?:(?<!\.)|{_HALF_WIDTH})")
_SENTENCE = re.compile(rf"[{SENTENCE_END}.](?:(?<!\.)[{SENTENCE_END}]*|{_HALF_WIDTH})")
_CLAUSE = re.compile(
    rf"[{CLAUSE_END}.](?:(?<![,.])[{CLAUSE_END.replace(',', '')}]*|(?<=,)(?!\d)|{_HALF_WIDTH})"
)
_ENDS_LINE = re.compile(
    rf"(?:[{SENTENCE_END}{COLON}…]|\.{_HALF_WIDTH})[{CLOSING}]*$|[）)】〕］\]]$"
)

# Half-width marks of a Chinese text; 1,200 and 2.3:1 are numbers.
_HALF_MARK = re.compile(r"[,;](?:(?<!\d[,;])|(?!\d))|[()]|(?<=[\u4e00-\u9fff”）)]):")
_FULL = str.maketrans(",;:()", "，；：（）")


def plain_marks(text: str) -> str:
    """The same text at the same length with one way to write marks: `建馆(含分馆),配书` → `建馆（含分馆），配书`."""
    return _HALF_MARK.sub(lambda found: found[0].translate(_FULL), text)


def is_stop(text: str, at: int) -> bool:
    """Whether a stop stands at a place: in `到V2.0。办学.` at 。 and at the last full stop."""
    return _STOP.match(text, at) is not None


def find_stop(text: str, start: int, end: int) -> re.Match[str] | None:
    """The first stop in `text[start:end]`."""
    return _STOP.search(text, start, end)


def split_sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Spans of the sentences, each with the marks that end it; no character is lost.

    `一是建馆，配书；二是育人。` → (0, 8), (8, 13).
    """
    return _split(_SENTENCE, text, start, len(text) if end is None else end)


def split_clauses(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Spans of the clauses of a sentence, each with its mark: `建馆，配1,000册。` → (0, 3), (3, 11)."""
    return _split(_CLAUSE, text, start, len(text) if end is None else end)


def _split(ends: re.Pattern[str], text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while stop := ends.search(text, start, end):
        yield start, stop.end()
        start = stop.end()
    if start < end:
        yield start, end


def is_sentence(text: str) -> bool:
    """Whether a line closes as a sentence does: `办好学校。`, `“办好学校。”`; a heading does not."""
    return text.rstrip(CLOSING).endswith(tuple(SENTENCE_END))


def ends_line(text: str) -> bool:
    """Whether a printed line comes to an end by itself: a stop, a colon or a closing bracket."""
    return _ENDS_LINE.search(text) is not None
