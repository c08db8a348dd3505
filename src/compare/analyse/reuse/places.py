"""Words for places, which change when a plan borrows from another: 海安 ↔ 太仓, 我市 ↔ 太仓市."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from compare.language.places import strip_ending
from compare.lookups import read_lookup

Token = tuple[str, int]
"""A character, or a place word as one, and where it begins."""

_LEVELS = ("place", "prefecture", "province")
OwnWords = dict[str, tuple[int, dict[str, str]]]
_SHORTEST = 2  # 萧县 without 县 would be found in any word with 萧


def list_own_words(plans: pd.DataFrame | None) -> OwnWords:
    """The place words of every plan, after its number in the catalogue; `""` has the lookup's.

    `plans` as in plans.csv: 太仓市 of 苏州市, 江苏省 gives 太仓市, 太仓 → place; 苏州市, 苏州 →
    prefecture; 江苏省, 江苏 → province.
    """
    own = {"": (-1, {row["word"]: row["level"] for row in read_lookup("place_swaps")})}
    rows = [] if plans is None else plans.to_dict("records")
    for number, row in enumerate(rows):
        words: dict[str, str] = {}
        for level in _LEVELS:
            name = str(row.get(level) or "")
            for word in (name, strip_ending(name)):
                if len(word) >= _SHORTEST:
                    words.setdefault(word, level)
        own[str(row["plan_id"])] = number, words
    return own


def merge_words(own: OwnWords, plan_ids: Iterable[str]) -> dict[str, str]:
    """The words of these plans and of the lookup; of two meanings the earlier plan's holds."""
    merged: dict[str, str] = {}
    for _, words in sorted((own[p] for p in {"", *plan_ids} if p in own), key=lambda o: -o[0]):
        merged |= words
    return merged


class PlaceWords:
    """Place words, each with its level; where several begin at one character the longest is taken.

    Every pair of plans has its own, few of which stand in its texts: each of these is looked for by
    itself, which takes less than compiling a pattern of all.
    """

    def __init__(self, words: dict[str, str]) -> None:
        self.words = tuple(words)
        self._levels = words

    def _find_words(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Where place words of a text begin and end, in order, and the level of each."""
        found = [
            (at, -len(word), word)
            for word in self.words
            if word in text
            for at in _list_places(word, text)
        ]
        end = 0
        for at, less, word in sorted(found):
            if at >= end:
                end = at - less
                yield at, end, self._levels[word]

    def tokenize(self, text: str) -> list[Token]:
        """The characters of a text, each place word as one token, its level."""
        tokens: list[Token] = []
        begin = 0
        for start, end, level in self._find_words(text):
            tokens += zip(text[begin:start], range(begin, start), strict=True)
            tokens.append((level, start))
            begin = end
        tokens += zip(text[begin:], range(begin, len(text)), strict=True)
        return tokens

    def replace_levels(self, text: str) -> list[str]:
        """What stands between the place words of a text, and for each word its level: 为, place, 市."""
        parts: list[str] = []
        begin = 0
        for start, end, level in self._find_words(text):
            parts += text[begin:start], level
            begin = end
        return [*parts, text[begin:]]


def _list_places(word: str, text: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def tell_difference(text_a: str, text_b: str, places: PlaceWords) -> str:
    """`verbatim`: the same characters; `place_swap`: the same but for place words; else `near`."""
    if text_a == text_b:
        return "verbatim"
    parts = places.replace_levels(text_a)
    is_same = len(parts) > 1 and parts == places.replace_levels(text_b)
    return "place_swap" if is_same else "near"
