"""What aligning needs to know of a text: its trigrams, sorted once, whatever it is aligned with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from typing import NamedTuple

import numpy as np

from compare.analyse.reuse.grams import read_points
from compare.analyse.reuse.plantext import PlanText
from compare.analyse.reuse.textclauses import Ints, TextClauses, list_text_clauses, mark_new

PER_BIT = 1024  # scores are whole numbers, so that sums and ties do not hang on rounding
_POINT = 21  # bits of a code point; three of them fill a number


class Grams(NamedTuple):
    """Distinct n-grams as numbers, in order, and how often each stands in the text."""

    values: Ints
    counts: Ints


@dataclass(frozen=True)
class TextModel:
    """A text, its trigrams and pairs of characters, two empty characters put before it.

    `which`: for every character the number of the triple it ends; `before`: for every triple the
    number of the pair it begins with. `places`: where triples within one block begin, by triple,
    those of triple g from `bounds[g]` to `bounds[g + 1]`. `alphabet`: the code points in use.
    """

    text: PlanText
    triples: Grams
    pairs: Grams
    which: Ints
    before: Ints
    places: Ints
    bounds: Ints
    alphabet: frozenset[int]

    @cached_property
    def clauses(self) -> TextClauses:
        """Its clauses, none of which runs from one block or paragraph into the next."""
        text = self.text
        ended = self.before[np.append(self.which[1:], -1)]
        return list_text_clauses(text.text, text.blocks, text.paragraphs, ended)


Met = tuple[Ints, Ints]
"""Numbers, in a and in b, of the grams that both have, in order."""


class Common(NamedTuple):
    """What two texts have in common of their trigrams and of their pairs of characters."""

    triples: Met
    pairs: Met


def model_text(text: PlanText) -> TextModel:
    """The trigrams of a text: 建馆建馆 has 建馆建 and 馆建馆, and four that begin before or end after it."""
    size = len(text.text)
    padded = np.zeros(size + 3, dtype=np.int64)
    padded[2:-1] = read_points(text.text)
    triples = (padded[:-2] << 2 * _POINT) + (padded[1:-1] << _POINT) + padded[2:]
    order = np.argsort(triples)
    triples = triples[order]
    opens = mark_new(triples)
    first = np.flatnonzero(opens)
    counts = np.diff(first, append=len(triples))
    which = np.empty(size + 1, dtype=np.int64)
    which[order] = np.cumsum(opens) - 1
    values = triples[first]
    pairs = values >> _POINT
    new_pair = mark_new(pairs)
    opens_pair = np.flatnonzero(new_pair)
    pairs = pairs[opens_pair]
    alphabet = frozenset((pairs[mark_new(pairs >> _POINT)] >> _POINT).tolist())
    is_whole = np.zeros(size + 1, dtype=bool)
    is_whole[2:size] = text.blocks[:-2] == text.blocks[2:]
    is_whole = is_whole[order]
    bounds = np.append(0, np.cumsum(is_whole))[np.append(first, size + 1)]
    return TextModel(
        text,
        Grams(values, counts),
        Grams(pairs, np.add.reduceat(counts, opens_pair)),
        which[:size],
        np.cumsum(new_pair) - 1,
        order[is_whole] - 2,
        bounds,
        alphabet - {0},
    )


def meet(a: Grams, b: Grams) -> Met:
    """The grams that both texts have.

    Two rows in order are merged by a stable sort sooner than one is looked up in the other.
    """
    both = np.concatenate([a.values, b.values])
    order = both.argsort(kind="stable")
    both = both[order]
    twice = np.flatnonzero(both[1:] == both[:-1])
    return order[twice], order[twice + 1] - len(a.values)


def find_common(a: TextModel, b: TextModel) -> Common:
    """The grams that both texts have."""
    return Common(meet(a.triples, b.triples), meet(a.pairs, b.pairs))


def choose_words(words: Iterable[str], *texts: TextModel) -> list[str]:
    """Of some words those whose first two characters stand in one of the texts, and those of one."""
    known = list(words)
    codes = [-1 if len(word) == 1 else (ord(word[0]) << _POINT) + ord(word[1]) for word in known]
    pairs = np.array(codes, dtype=np.int64)
    held = pairs < 0
    for text in texts:
        values = text.pairs.values
        held |= values[np.searchsorted(values[:-1], pairs)] == pairs
    return list(compress(known, held))


def weigh_texts(a: TextModel, b: TextModel, common: Common, smoothing: float) -> tuple[Ints, Ints]:
    """-log2 P(character | the two before it) in 1/1024 bits, for every character of both texts.

    P from the counts of both texts with `smoothing` added to each (Lidstone).
    """
    room = smoothing * len(a.alphabet | b.alphabet)
    turned = Common(common.triples[::-1], common.pairs[::-1])
    return (
        _weigh_text(a, b, common, smoothing, room),
        _weigh_text(b, a, turned, smoothing, room),
    )


def _weigh_text(
    own: TextModel, other: TextModel, common: Common, smoothing: float, room: float
) -> Ints:
    together = _add_counts(own.triples, other.triples, common.triples)
    before = _add_counts(own.pairs, other.pairs, common.pairs)[own.before]
    bits = np.log2((together + smoothing) / (before + room))
    bits *= -PER_BIT
    scores: Ints = np.rint(bits, out=bits).astype(np.int64)
    return scores[own.which]


def _add_counts(own: Grams, other: Grams, met: Met) -> Ints:
    """For every gram of the one text how often it stands in both."""
    counts = own.counts.copy()
    counts[met[0]] += other.counts[met[1]]
    return counts
