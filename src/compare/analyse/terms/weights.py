"""Counts and weights of terms: TF-IDF as scikit-learn computes it."""

from __future__ import annotations

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import accumulate, chain
from typing import Any, Literal, NamedTuple

import numpy as np
from scipy.sparse import csr_matrix

from compare.analyse.terms.texts import cut_clauses, strike_places
from compare.analyse.terms.tokenizer import DEFAULT, Tokenizer, cut_texts, tokenise

Matrix = np.ndarray[tuple[int, int], np.dtype[np.float64]]
Floats = np.ndarray[tuple[int], np.dtype[np.float64]]
Unit = Literal["words", "characters"]
Ngrams = tuple[int, int]


class TermMatrix(NamedTuple):
    """One row per text, one column per term (sorted); each row has length 1, or 0 without terms."""

    matrix: csr_matrix
    terms: tuple[str, ...]


def list_ngrams(sequence: Sequence[str], ngrams: Ngrams, separator: str = " ") -> Iterator[str]:
    """Every run of low … high neighbours: [科普, 基地] with (1, 2) → 科普, 基地, 科普 基地."""
    low, high = ngrams
    for size in range(low, high + 1):
        for start in range(len(sequence) - size + 1):
            yield separator.join(sequence[start : start + size])


def analyse_text(
    text: str, unit: Unit, ngrams: Ngrams, tokenizer: Tokenizer = DEFAULT
) -> Iterator[str]:
    """Terms of a text: n-grams of words or of characters; none runs across a punctuation mark."""
    for clause in cut_clauses(text):
        if unit == "words":
            yield from list_ngrams(tokenise(clause, tokenizer), ngrams)
        else:
            for run in re.findall(r"\w+", clause):
                yield from list_ngrams(run, ngrams, "")


def count_terms(
    texts: Sequence[str],
    *,
    unit: Unit = "words",
    ngrams: Ngrams = (1, 1),
    tokenizer: Tokenizer = DEFAULT,
) -> TermMatrix:
    """How often each text holds each term: [加强科普, 科普基地] → 加强 1 0, 基地 0 1, 科普 1 1."""
    # Loaded here: it takes a second, and workers only cut words.
    from sklearn.feature_extraction.text import CountVectorizer

    analyser = partial(analyse_text, unit=unit, ngrams=ngrams, tokenizer=tokenizer)
    vectorizer = CountVectorizer(analyzer=analyser, dtype=np.float64)
    try:
        matrix = csr_matrix(vectorizer.fit_transform(texts))
    except ValueError:  # scikit-learn's answer to texts that hold no term at all
        return TermMatrix(csr_matrix((len(texts), 0)), ())
    return TermMatrix(matrix, tuple(vectorizer.get_feature_names_out()))


def count_words(
    text: str, places: Iterable[str] = (), tokenizer: Tokenizer = DEFAULT
) -> dict[str, int]:
    """How often a text holds each word, the names of places struck out, in order of first use."""
    clauses = cut_clauses(strike_places(text, places))
    counted = Counter(chain.from_iterable(cut_texts(clauses, tokenizer)))
    unwanted = tokenizer.unwanted
    return {word: count for word, count in counted.items() if word not in unwanted}


PackedCounts = dict[str, Any]
"""`texts`, how many different words each has (`sizes`), and text after text the words, a line each
(`words`; a list where one holds a line's end), with their `counts`."""


def pack_counts(counts: Mapping[str, Mapping[str, int]]) -> PackedCounts:
    """text_id → word → count in a form that is sent and kept fast: thousands of words in one text."""
    words = list(chain.from_iterable(counts.values()))
    joined = "\n".join(words)
    return {
        "texts": list(counts),
        "sizes": list(map(len, counts.values())),
        "words": joined if joined and joined.count("\n") < len(words) else words,
        "counts": list(chain.from_iterable(own.values() for own in counts.values())),
    }


def are_counts(found: Mapping[str, Any]) -> bool:
    """Whether this is what `pack_counts` gives."""
    if [*found] != ["texts", "sizes", "words", "counts"]:
        return False
    texts, sizes, words, counts = found.values()
    if not (isinstance(words, str | list) and {*map(type, (texts, sizes, counts))} == {list}):
        return False
    is_whole = {*map(type, (*sizes, *counts))} <= {int}
    lengths = {len(_list_words(words)), len(counts), sum(sizes) if is_whole else -1}
    return len(texts) == len(sizes) and len(lengths) == 1


def _list_words(words: str | list[str]) -> list[str]:
    return words.split("\n") if isinstance(words, str) else words


class WordCounts(Mapping[str, Mapping[str, int]]):
    """text_id → word → count of many texts, added text by text and held in a few bytes a word."""

    def __init__(self) -> None:
        self._rows: dict[str, int] = {}
        self._words: defaultdict[str, int] = defaultdict()
        self._words.default_factory = self._words.__len__  # a new word has the next number
        self._names: list[str] = []
        self._columns, self._counts, self._borders = array("i"), array("i"), array("q", [0])

    def __getitem__(self, text_id: str) -> dict[str, int]:
        row = self._rows[text_id]
        own = slice(self._borders[row], self._borders[row + 1])
        if len(self._names) < len(self._words):
            self._names = list(self._words)
        words = map(self._names.__getitem__, self._columns[own])
        return dict(zip(words, self._counts[own], strict=True))

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, text_id: str, counts: Mapping[str, int]) -> None:
        """Take in the counts of one text."""
        self._rows[text_id] = len(self._rows)
        self._columns.extend(map(self._words.__getitem__, counts))
        self._counts.extend(counts.values())
        self._borders.append(len(self._columns))

    def add_packed(self, packed: PackedCounts) -> None:
        """Take in the counts of several texts."""
        first = len(self._columns)
        self._columns.extend(map(self._words.__getitem__, _list_words(packed["words"])))
        self._counts.extend(packed["counts"])
        for text_id, end in zip(packed["texts"], accumulate(packed["sizes"]), strict=True):
            self._rows[text_id] = len(self._rows)
            self._borders.append(first + end)

    def build_matrix(self, text_ids: Iterable[str]) -> TermMatrix:
        """The counts of these texts in this order, the terms sorted, as `count_terms` gives them."""
        terms = sorted(self._words)
        place = np.empty(len(terms), dtype=np.int32)
        place[[self._words[term] for term in terms]] = np.arange(len(terms))
        columns = place[np.asarray(self._columns)]
        counts = np.array(self._counts, dtype=np.float64)
        shape = (len(self._rows), len(terms))
        matrix = csr_matrix((counts, columns, np.array(self._borders)), shape)
        matrix.sort_indices()
        rows = [self._rows[text_id] for text_id in text_ids]
        in_order = rows == list(range(len(self._rows)))
        return TermMatrix(matrix if in_order else csr_matrix(matrix[rows]), tuple(terms))


def weigh_rows(counts: csr_matrix, idf: Floats, sublinear: bool = False) -> csr_matrix:
    """Counts as TF-IDF weights, each row of length 1; `sublinear` takes 1 + ln(count)."""
    weights = (1 + np.log(counts.data) if sublinear else counts.data) * idf[counts.indices]
    row = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    length = np.sqrt(np.bincount(row, weights**2, minlength=counts.shape[0]))
    return csr_matrix((weights / length[row], counts.indices, counts.indptr), counts.shape)


def build_matrix(
    texts: Sequence[str],
    *,
    unit: Unit = "words",
    ngrams: Ngrams | None = None,
    sublinear: bool = False,
    tokenizer: Tokenizer = DEFAULT,
) -> TermMatrix:
    """TF-IDF weights of texts: rows texts, columns terms; by default single words, the plain measure.

    weight(t, d) = count(t, d) · (ln((1 + n) / (1 + df(t))) + 1) for n texts of which df(t) hold t,
    each row then divided by its Euclidean length, so that the product of two rows is their cosine
    (Salton & Buckley 1988; scikit-learn's `smooth_idf`). `unit="characters"` counts character
    2–3-grams instead, which need no tokeniser. `sublinear` takes 1 + ln(count) for the count.
    Texts without any term give rows of zeros.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    size = ngrams or ((1, 1) if unit == "words" else (2, 3))
    analyser = partial(analyse_text, unit=unit, ngrams=size, tokenizer=tokenizer)
    vectorizer = TfidfVectorizer(
        analyzer=analyser, smooth_idf=True, norm="l2", sublinear_tf=sublinear
    )
    try:
        matrix = csr_matrix(vectorizer.fit_transform(texts))
    except ValueError:  # as in `count_terms`
        return TermMatrix(csr_matrix((len(texts), 0)), ())
    return TermMatrix(matrix, tuple(vectorizer.get_feature_names_out()))


def cross_compare(texts_a: Sequence[str], texts_b: Sequence[str], **settings: Any) -> Matrix:
    """Cosines (0–1) of every text of one set with every text of the other; settings as build_matrix.

    Document frequencies are those of the two sets together, so other texts change nothing.
    """
    matrix = build_matrix([*texts_a, *texts_b], **settings).matrix
    split = len(texts_a)
    cosines: Matrix = (matrix[:split] @ matrix[split:].T).toarray()
    return cosines
