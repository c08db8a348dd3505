"""How far one text answers another: a soft alignment of their clauses.

The plain measure is the cosine of the tasks' word TF-IDF vectors (`tfidf`). Plans of one genre
share much wording that says nothing, and a task often answers a part of a longer one, so pairs are
ranked by a *soft alignment* of clauses (`similarity`):

1. Two clauses are compared by the TF-IDF cosine of their characters and pairs of characters, counts
   taken as 1 + ln(count). Characters need no list of words, and 科普教育基地 finds 科普基地.
2. Each clause of task a takes its best match in task b, m (Mihalcea, Corley and Strapparava 2006,
   with clauses for words), and what it finds at best in plan b's other tasks on average, e. Task a
   is answered by Σ(m − e) / Σ(1 − e), which is Cohen's (1960) correction for chance: stock phrases
   found everywhere count nothing.
3. Whole tasks are compared by the same cosine and corrected in the same way; e is then what row
   and column lead to expect, row mean + column mean − mean.
4. One measure in common makes long tasks little more alike, but it leaves marks: characters and
   pairs of them that stand in one task alone of either plan, as 租赁 may. n marks give ln(1 + n),
   less the mean of that over all pairs.
5. similarity = ½ · the larger of the two directions of step 2 + ¼ · the smaller + ¼ · step 3
   + ¹⁄₅₀ · step 4, at most 1.

1 = the same text, 0 = no nearer than tasks of these plans are on average. Document frequencies,
expectations and marks are those of the two plans compared: a further plan changes no pair of the
others, but a plan of which only some tasks are given is another plan. Steps and weights were chosen
on the two plans here (`benchmarks/alignment_variants.py`), the kind of characters on four pairs of
plans and the marks on seven (`docs/methods.md`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from scipy.sparse import csc_matrix, csr_matrix

from compare.analyse.alignment.chance import Chance, sum_chance
from compare.analyse.alignment.counted import (
    Counted,
    Numbers,
    count_marks,
    count_ready,
    find_partners,
    multiply_few,
    multiply_weights,
)
from compare.analyse.terms import (
    DEFAULT,
    Floats,
    Matrix,
    Tokenizer,
    count_terms,
    cut_clauses,
    weigh_rows,
)

Positions = np.ndarray[tuple[int], np.dtype[np.intp]]
Parts = tuple[float, float, float, float]

CHARACTERS = (1, 2)  # single ones and pairs
LARGER, SMALLER, WHOLE, MARKS = PARTS = 0.5, 0.25, 0.25, 0.02  # step 5
# e is held below this, so that a text found in every task of a plan divides by no zero.
LARGEST_EXPECTED = 0.9
BITS = 21  # of a code point, and of the number of a clause: no plan has two million
TIE_DIGITS = 9  # scores that agree this far are equal, whatever the processor

_NO_WORD = re.compile(r"[^\w\n]")  # \n is none either, and what it is replaced with


@dataclass(frozen=True, eq=False)
class Views:
    """Texts taken apart: one row per clause, `owner` the position of its text.

    `plain` counts words, `characters` characters and pairs of them; `terms` names the columns of
    `plain`, `letters` those of `characters`, by numbers that ascend.
    """

    owner: Positions
    plain: csr_matrix
    characters: csr_matrix | csc_matrix
    terms: tuple[str, ...]
    letters: Positions

    @cached_property
    def starts(self) -> Positions:
        """The first clause of each text."""
        return find_starts(self.owner)

    @cached_property
    def clauses(self) -> Counted:
        """The characters of each clause, ready to be weighed."""
        return count_ready(self.characters.tocsc())

    @cached_property
    def texts(self) -> Counted:
        """The characters of each text, ready to be weighed."""
        counts = self.characters.tocsc()
        shape = len(self.starts), counts.shape[1]
        term = np.repeat(np.arange(shape[1]), np.diff(counts.indptr))
        held = self.owner[counts.indices]
        first = find_starts(term * shape[0] + held)  # of a term in two clauses of a text
        starts = np.append(0, np.cumsum(np.bincount(term[first], minlength=shape[1])))
        summed = np.add.reduceat(counts.data, first), held[first], starts
        return count_ready(csc_matrix(summed, shape))

    @cached_property
    def chance(self) -> Chance:
        """What each clause finds at best in the other texts, by their document frequencies."""
        weighed = self.clauses.weigh(_weigh_terms(self.texts.rows, self.texts.used) ** 2)
        own = multiply_weights(weighed, weighed, np.arange(len(self.letters), dtype=np.int32))
        return sum_chance(find_best(own.T, self.starts), self.owner)  # own is the same either way

    def take(self, texts: Positions) -> Views:
        """The texts at these positions (ascending), counted anew from 0."""
        rows = np.flatnonzero(np.isin(self.owner, texts))
        owner = np.searchsorted(texts, self.owner[rows])
        characters = self.characters.tocsr()[rows]
        used = np.unique(characters.indices)  # those of many plans would be ten times as many
        return Views(owner, self.plain[rows], characters[:, used], self.terms, self.letters[used])

    def scramble(self, rng: np.random.Generator) -> Views:
        """The same clauses dealt out to the texts at random; each text keeps its number."""
        rows = rng.permutation(len(self.owner))
        return replace(self, plain=self.plain[rows], characters=self.characters.tocsr()[rows])


class Scores(NamedTuple):
    """Texts × texts, and the plain weights whose products sum to `tfidf`."""

    tfidf: Matrix
    similarity: Matrix
    weights_a: csr_matrix
    weights_b: csr_matrix


class Side(NamedTuple):
    """A plan as it meets another: the cosines of its texts with one another, as the two together
    weigh them, and the likeness of each of its clauses to the best match in each text of the other:
    clauses × texts."""

    texts: Matrix
    best: Matrix


class Meeting(NamedTuple):
    """Two plans together, and of the whole texts of one with those of the other the cosines and the
    marks they have in common (step 4)."""

    a: Side
    b: Side
    texts: Matrix
    marks: Matrix


def read_views(
    texts: Sequence[str],
    tokenizer: Tokenizer = DEFAULT,
    *,
    characters: tuple[int, int] = CHARACTERS,
) -> Views:
    """The clauses of all texts with their counts."""
    clauses = [cut_clauses(text) for text in texts]
    flat = [clause for parts in clauses for clause in parts]
    owner = np.repeat(np.arange(len(clauses)), [len(parts) for parts in clauses])
    plain = count_terms(flat, tokenizer=tokenizer)
    pairs = count_terms(flat, unit="characters", ngrams=characters)
    return Views(owner, plain.matrix, pairs.matrix, plain.terms, np.arange(len(pairs.terms)))


def read_characters(texts: Sequence[str]) -> Views:
    """As `read_views`, without words, in a tenth of the time: enough for `similarity`.

    Characters and pairs are columns in the same order, so that what is computed is the same number;
    they are named by their code points, the same for all texts.
    """
    clauses = [cut_clauses(text) for text in texts]
    owner = np.repeat(np.arange(len(clauses)), [len(parts) for parts in clauses])
    flat = [clause for parts in clauses for clause in parts]
    row = np.repeat(np.arange(len(flat)), [len(clause) + 1 for clause in flat])
    words = _NO_WORD.sub("\n", "\n".join([*flat, ""]))  # as long as before
    letters = np.frombuffer(words.encode("utf-32-le"), np.uint32).astype(np.int64)
    single = letters != ord("\n")
    ones, twos = np.flatnonzero(single), np.flatnonzero(single[:-1] & single[1:])
    codes = np.concatenate([letters[ones] << BITS, (letters[twos] << BITS) + letters[twos + 1]])
    cells = np.sort((codes << BITS) + np.concatenate([row[ones], row[twos]]))
    first = find_starts(cells)
    names, held = cells[first] >> BITS, cells[first] & ((1 << BITS) - 1)
    columns = find_starts(names)
    times = np.diff(first, append=len(cells)).astype(np.float64)
    counts = times, held, np.append(columns, len(first))
    characters = csc_matrix(counts, (len(owner), len(columns)))
    return Views(owner, csr_matrix((len(owner), 0)), characters, (), names[columns])


def score_views(
    a: Views, b: Views, meeting: Meeting | None = None, *, parts: Parts = PARTS
) -> Scores:
    """Score every text of `a` with every text of `b` by the steps in the module's docstring.

    `meeting`: of these two, where it is known. `parts` are the weights of step 5; the first three
    sum to 1.
    """
    weights_a, weights_b = _weigh_words(a, b)
    tfidf = (weights_a @ weights_b.T).toarray()
    answers = measure_answers(a, b, meeting, parts=parts)
    return Scores(np.clip(tfidf, 0, 1), answers, weights_a, weights_b)


def meet_plans(a: Views, b: Views) -> Meeting:
    """What `measure_answers` and `measure_excess` both start from.

    The document frequencies are those of the texts, for the clauses too.
    """
    partner = find_partners(a.letters, b.letters)
    squares = _weigh_both(a.texts, b.texts, partner)
    clauses = a.clauses.weigh(squares[0]), b.clauses.weigh(squares[1])
    texts = a.texts.weigh(squares[0]), b.texts.weigh(squares[1])
    own_a, own_b, across = multiply_few(*texts, partner)
    cosines = multiply_weights(*clauses, partner)
    return Meeting(
        Side(own_a, find_best(cosines, b.starts)),
        Side(own_b, find_best(cosines.T, a.starts)),
        across,
        count_marks(a.texts, b.texts, partner),
    )


def measure_answers(
    a: Views,
    b: Views,
    meeting: Meeting | None = None,
    *,
    parts: Parts = PARTS,
) -> Matrix:
    """The `similarity` of `score_views` alone, which needs no words: steps 2 to 5.

    `meeting`: of these two, where it is known.
    """
    meeting = meeting or meet_plans(a, b)
    there = cover_clauses(meeting.a.best, a.starts, _mark_full(a))
    back = cover_clauses(meeting.b.best, b.starts, _mark_full(b)).T
    return _join_steps(there, back, meeting.texts, meeting.marks, parts)


def _mark_full(views: Views) -> Floats:
    """1 for every clause with a term, else 0: its likeness to itself."""
    full: Floats = (np.diff(views.clauses.lines.indptr) > 0).astype(np.float64)
    return full


def _join_steps(
    there: Matrix,
    back: Matrix,
    wholes: Matrix,
    marks: Matrix,
    parts: Parts,
) -> Matrix:
    """Step 5, from both directions of step 2, the cosines of whole texts and the counted marks."""
    larger, smaller, whole, marked = parts
    logs = np.log1p(marks)
    similarity: Matrix = larger * np.maximum(there, back) + smaller * np.minimum(there, back)
    similarity += whole * correct_whole(wholes) + marked * (logs - logs.mean())
    return np.clip(similarity, -1, 1)


def _weigh_words(a: Views, b: Views) -> tuple[csr_matrix, csr_matrix]:
    """Words of the texts of a and b as TF-IDF rows, as `build_matrix` weighs them."""
    texts = _sum_clauses(a.owner, a.plain), _sum_clauses(b.owner, b.plain)
    size = texts[0].shape[0] + texts[1].shape[0]
    idf = _weigh_terms(size, texts[0].getnnz(axis=0) + texts[1].getnnz(axis=0))
    return weigh_rows(texts[0], idf), weigh_rows(texts[1], idf)


def _weigh_terms(size: int, frequency: Positions | Numbers) -> Floats:
    """The inverse document frequency of terms of which so many of `size` texts hold each."""
    idf: Floats = np.log((1 + size) / (1 + frequency)) + 1
    return idf


def _weigh_both(a: Counted, b: Counted, partner: Numbers) -> tuple[Floats, Floats]:
    """idf² of the terms of a, and of those of b, in both together."""
    size = a.rows + b.rows
    seen = np.zeros(len(b.used) + 1, dtype=np.intp)
    seen[partner] = a.used
    used_a = a.used + np.append(b.used, 0)[partner]
    squares = _weigh_terms(size, np.arange(size + 1)) ** 2
    return squares[used_a], squares[b.used + seen[:-1]]


def _sum_clauses(owner: Positions, counts: csr_matrix) -> csr_matrix:
    ones = (np.ones(len(owner)), (owner, np.arange(len(owner))))
    return csr_matrix(csr_matrix(ones) @ counts)


def cover_clauses(best: Matrix, starts: Positions, full: Floats) -> Matrix:
    """How far the texts of another plan answer those whose clauses' best matches are given: step 2.

    `best`: clauses × texts of the other plan (`find_best`). `starts`: the first clause of each text.
    `full`: a clause's likeness to itself.
    """
    others = (best.sum(axis=1, keepdims=True) - best) / max(best.shape[1] - 1, 1)
    expected = np.minimum(others, LARGEST_EXPECTED * full[:, None])
    by_chance = np.add.reduceat(expected, starts, axis=0)
    gain = np.add.reduceat(best, starts, axis=0) - by_chance
    room = np.add.reduceat(full, starts)[:, None] - by_chance
    covered: Matrix = np.divide(gain, room, out=np.zeros_like(gain), where=room > 0)
    return covered


def find_best(clauses: Matrix, starts: Positions) -> Matrix:
    """Clauses × texts: the likeness to the best match in each text, whose columns begin there."""
    columns = np.ascontiguousarray(clauses.T)  # rows that follow one another are compared at once
    ends = [*starts.tolist(), len(columns)]
    best = np.empty((len(ends) - 1, columns.shape[1]))
    for text, (start, end) in enumerate(pairwise(ends)):
        np.maximum.reduce(columns[start:end], axis=0, out=best[text])
    return best.T


def find_starts(owner: Positions) -> Positions:
    """Where runs of equal numbers start, such as the clauses of each text: [0, 0, 1] → [0, 2]."""
    changes = np.ones(len(owner), dtype=bool)
    np.not_equal(owner[1:], owner[:-1], out=changes[1:])
    return np.flatnonzero(changes)


def correct_whole(cosines: Matrix) -> Matrix:
    """Step 3; the means leave out the pair itself."""
    rows, columns = cosines.shape
    along = (cosines.sum(axis=1, keepdims=True) - cosines) / max(columns - 1, 1)
    across = (cosines.sum(axis=0, keepdims=True) - cosines) / max(rows - 1, 1)
    expected = np.clip(along + across - cosines.mean(), 0, LARGEST_EXPECTED)
    corrected: Matrix = (cosines - expected) / (1 - expected)
    return corrected


def rank_scores(scores: Matrix) -> np.ndarray[tuple[int, int], np.dtype[np.intp]]:
    """Rank of each column within its row, 1 = highest; equal scores in column order."""
    order = np.argsort(-np.round(scores, TIE_DIGITS), axis=1, kind="stable")
    return np.argsort(order, axis=1) + 1
