"""The sentences of a plan that say something: not its clauses, headings, letterhead or annexes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import Any, NamedTuple

import pandas as pd

from compare.analyse.terms.texts import holds_letters
from compare.extract.clean import Traced, trace
from compare.language.sentences import is_sentence, split_sentences

_NO_TEXT = {"header", "tail", "contents", "annex", "clause"}
# Columns of the outline that `take_sentences` reads.
OUTLINE_READ = ["node_id", "parent_id", "part", "role", "start", "end"]
_FEWEST = 6  # letters and figures; `下同。` says nothing that could be taken over
Span = tuple[int, int]


@dataclass(frozen=True)
class PlacedSentence:
    """A sentence, cleaned, with the offset of each character in the source."""

    traced: Traced

    @property
    def span(self) -> Span:
        return self.traced.locate(0, len(self.traced.text))

    @cached_property
    def letters(self) -> list[tuple[str, int]]:
        """Its letters and figures with their offsets; marks do not count."""
        pairs = zip(self.traced.text, self.traced.offsets, strict=True)
        return [(char, at) for char, at in pairs if char.isalnum()]

    @cached_property
    def words(self) -> str:
        """Its letters and figures as one text."""
        return "".join(char for char, _ in self.letters)


class Piece(NamedTuple):
    """A stretch of the source in which sentences of a plan may stand."""

    start: int
    end: int
    is_in_chapter: bool


def take_sentences(
    source: str, outline: pd.DataFrame | Mapping[str, Sequence[Any]]
) -> list[PlacedSentence]:
    """The sentences of one plan in document order, from its own rows of the outline."""
    return [
        PlacedSentence(text.slice(start, end))
        for piece in list_pieces(outline)
        for text, start, end in split_piece(source, piece)
    ]


def list_pieces(outline: pd.DataFrame | Mapping[str, Sequence[Any]]) -> Iterator[Piece]:
    """Where the sentences of one plan may stand, in document order."""
    rows = sorted(zip(*(outline[name] for name in OUTLINE_READ), strict=True), key=itemgetter(0))
    clauses = sorted((start, end) for _, _, part, _, start, end in rows if part == "clause")
    roles = {node: role for node, _, _, role, _, _ in rows}
    for _, parent, part, role, start, end in rows:
        chapter = roles.get(parent, "")
        if part != "paragraph" or role in _NO_TEXT or chapter in _NO_TEXT:
            continue
        for first, last in _leave_out((start, end), clauses):
            yield Piece(first, last, chapter != "")


def split_piece(source: str, piece: Piece) -> Iterator[tuple[Traced, int, int]]:
    """The sentences of a piece: its text, cleaned, and where in it each of them stands.

    A line outside any chapter counts where it closes as a sentence does, so that what a web page
    puts around a plan does not.
    """
    text = trace(source, piece.start, piece.end)
    if not (piece.is_in_chapter or is_sentence(text.text)):
        return
    for start, end in split_sentences(text.text):
        if holds_letters(text.text[start:end], _FEWEST):
            yield text, start, end


def _leave_out(span: Span, clauses: Sequence[Span]) -> Iterator[Span]:
    """The parts of a paragraph that no responsibility clause holds; `clauses` in order."""
    start, end = span
    for first, last in clauses[bisect_left(clauses, (start,)) : bisect_left(clauses, (end,))]:
        if start <= first and last <= end:
            if start < first:
                yield start, first
            start = last
    if start < end:
        yield start, end


class Located:
    """Sentences of a plan, found by their place."""

    def __init__(self, sentences: Sequence[PlacedSentence]) -> None:
        self.sentences = list(sentences)
        self._starts = [sentence.span[0] for sentence in self.sentences]
        self._ends = [sentence.span[1] for sentence in self.sentences]

    def find_numbers(self, start: int, end: int) -> range:
        """The numbers in `sentences` of those that overlap `start:end`."""
        return range(bisect_right(self._ends, start), bisect_left(self._starts, end))
