"""Words for places, which change when a plan borrows from another: 海安 ↔ 太仓, 我市 ↔ 太仓市."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from compare.analyse.reuse.borders import Token, Tokenize
from compare.lookups import read_lookup

_LEVELS = ("place", "prefecture", "province")
_SUFFIX = re.compile(
    r"(?:(?:[壮回维蒙藏彝苗]?[一-龥]{0,6}族)?自治[区州县旗]|特别行政区|地区|街道|[省市县区旗州盟镇乡])$"
)
_SHORTEST = 2  # 萧县 without 县 would be found in any word with 萧


def list_place_words(plans: pd.DataFrame | None, plan_ids: Iterable[str]) -> dict[str, str]:
    """Place words of these plans and of `lookups/place_swaps.csv`, each with the level it stands for.

    `plans` as in plans.csv: 太仓市 of 苏州市, 江苏省 gives 太仓市, 太仓 → place; 苏州市, 苏州 →
    prefecture; 江苏省, 江苏 → province. Without `plans` the lookup's words alone.
    """
    words = {row["word"]: row["level"] for row in read_lookup("place_swaps")}
    if plans is None:
        return words
    for row in plans[plans["plan_id"].isin(list(plan_ids))].to_dict("records"):
        for level in _LEVELS:
            name = str(row.get(level) or "")
            for word in (name, _SUFFIX.sub("", name)):
                if len(word) >= _SHORTEST:
                    words.setdefault(word, level)
    return words


def build_tokenizer(words: dict[str, str]) -> Tokenize:
    """A function that splits text into characters, with each place word as one token, its level."""
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    pattern = re.compile("|".join([*map(re.escape, longest_first), "."]), re.DOTALL)

    def tokenize(text: str) -> list[Token]:
        return [(words.get(m[0], m[0]), m.start()) for m in pattern.finditer(text)]

    return tokenize


def tell_kind(text_a: str, text_b: str, tokenize: Tokenize) -> str:
    """`verbatim`: the same characters; `place_swap`: the same but for place words; else `near`."""
    if text_a == text_b:
        return "verbatim"
    tokens_a, tokens_b = tokenize(text_a), tokenize(text_b)
    same = [token for token, _ in tokens_a] == [token for token, _ in tokens_b]
    return "place_swap" if same else "near"
