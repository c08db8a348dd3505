"""Words for places, which change when a plan borrows from another: 海安 ↔ 太仓, 我市 ↔ 太仓市."""

from __future__ import annotations

import re
from collections.abc import Iterable

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
    """Place words, each with its level; where several begin at one character the longest is taken."""

    def __init__(self, words: dict[str, str]) -> None:
        self.words = tuple(words)
        self._levels = words
        longest_first = sorted(words, key=lambda word: (-len(word), word))
        self._pattern = re.compile(f"({'|'.join(map(re.escape, longest_first)) or '(?!)'})")

    def tokenize(self, text: str) -> list[Token]:
        """The characters of a text, each place word as one token, its level."""
        tokens: list[Token] = []
        at = 0
        for found in self._pattern.finditer(text):
            start, end = found.span()
            tokens += zip(text[at:start], range(at, start), strict=True)
            tokens.append((self._levels[found[0]], start))
            at = end
        tokens += zip(text[at:], range(at, len(text)), strict=True)
        return tokens

    def replace_levels(self, text: str) -> list[str]:
        """What stands between the place words of a text, and for each word its level: 为, place, 市."""
        parts = self._pattern.split(text)
        parts[1::2] = map(self._levels.__getitem__, parts[1::2])
        return parts


def tell_difference(text_a: str, text_b: str, places: PlaceWords) -> str:
    """`verbatim`: the same characters; `place_swap`: the same but for place words; else `near`."""
    if text_a == text_b:
        return "verbatim"
    is_same = places.replace_levels(text_a) == places.replace_levels(text_b)
    return "place_swap" if is_same else "near"
