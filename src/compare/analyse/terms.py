"""Words and weights: the one base the comparisons share.

Chinese is written without spaces. jieba cuts it into words, with names of the genre kept whole
(`lookups/domain_terms.csv`, and the departments of `lookups/departments.csv`); words that carry no
content (`lookups/stop_words.csv`), numbers and punctuation are left out. Weights are TF-IDF as
scikit-learn computes them.
"""

from __future__ import annotations

import os
import re
import stat
import sys
import tempfile
import warnings
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from compare.errors import PlanError
from compare.lookups import cache_by_lookups, read_lookup

Matrix = np.ndarray[tuple[int, int], np.dtype[np.float64]]
Floats = np.ndarray[tuple[int], np.dtype[np.float64]]
Unit = Literal["words", "characters"]
Ngrams = tuple[int, int]

# rjieba is jieba written in Rust: the same dictionary and method, many times as fast.
JIEBA, RJIEBA = "jieba", "rjieba"
TOKENIZERS = (JIEBA, RJIEBA)
# As frequent as a common word of jieba's dictionary: above any way of cutting the name up.
NAME_FREQUENCY = 3000
# Kinds of department whose names are names; 各有关单位 and the like are phrases.
NAMED_KINDS = ("bureau", "party_organ", "mass_organisation", "vertical_agency")
# Above this many sentences the tokens of the oldest are forgotten.
REMEMBERED_TEXTS = 20_000
# A tokeniser with its names takes some fifty megabytes.
REMEMBERED_TOKENIZERS = 4
CLAUSE_END = re.compile(r"[，。；：！？,;:!?\n\r]+|…+|——")
# 海安市 → 海安, 广西壮族自治区 → 广西, 新疆维吾尔自治区 → 新疆; 沙县 keeps its 县.
PLACE_ENDING = re.compile(
    r"(?<=..)(?:(?:[^\W族]{1,3}族|维吾尔)*自治[区州县旗]|特别行政区|地区|新区|[省市县区州盟旗])$"
)


PLACE_LEVELS = ("place", "prefecture", "province")


class TermMatrix(NamedTuple):
    """One row per text, one column per term (sorted); each row has length 1, or 0 without terms."""

    matrix: csr_matrix
    terms: tuple[str, ...]


def tokenise(text: str, *, domain: bool = True, stop: bool = True) -> list[str]:
    """The words of a text in order, without punctuation, numbers and stop words.

    农业农村局开展科技志愿服务。 → [农业农村局, 开展, 科技志愿服务]. `domain=False` cuts with jieba's own
    dictionary alone, `stop=False` keeps stop words; both are there to show what the choice matters.
    """
    unwanted = _read_stop_words() if stop else frozenset()
    return [word for word in _cut(text, domain, _chosen) if word not in unwanted]


_chosen = JIEBA


def use_tokenizer(name: str) -> None:
    """Cut with jieba (the default) or rjieba from here on, in this process.

    PlanError where rjieba is not installed. The two differ in about one clause of a thousand.
    """
    global _chosen
    if name not in TOKENIZERS:
        raise PlanError(f"there is no tokeniser {name!r}; there are {', '.join(TOKENIZERS)}")
    if name == RJIEBA and find_spec(RJIEBA) is None:
        raise PlanError("rjieba is not installed: pip install '.[fast]'")
    _chosen = name


@cache_by_lookups(maxsize=REMEMBERED_TEXTS)
def _cut(text: str, domain: bool, name: str) -> tuple[str, ...]:
    words = (_load_rjieba if name == RJIEBA else _load_tokenizer)(domain).cut(text)
    return tuple(
        [sys.intern(word) for word in words if word.isalpha() or any(map(str.isalpha, word))]
    )


@cache_by_lookups(maxsize=REMEMBERED_TOKENIZERS)
def _load_rjieba(domain: bool) -> Any:
    import rjieba

    tokenizer = rjieba.Jieba()
    for name in list_names() if domain else ():
        tokenizer.add_word(name, NAME_FREQUENCY, "n")
    return tokenizer


@cache_by_lookups()
def _read_stop_words() -> frozenset[str]:
    return frozenset(row["word"] for row in read_lookup("stop_words"))


@cache_by_lookups()
def list_names() -> tuple[str, ...]:
    """Names jieba keeps whole: the domain terms, then departments of three characters or more."""
    names = [row["term"] for row in read_lookup("domain_terms")]
    for row in read_lookup("departments"):
        if row["kind"] in NAMED_KINDS and len(row["spelling"]) > 2 and "*" not in row["spelling"]:
            names.append(row["spelling"])
    return tuple(dict.fromkeys(names))


@cache_by_lookups(maxsize=REMEMBERED_TOKENIZERS)
def _load_tokenizer(domain: bool) -> Any:
    """jieba with or without the names."""
    plain = _load_plain_tokenizer()
    if not domain:
        return plain
    tokenizer = _import_jieba().Tokenizer()
    tokenizer.FREQ, tokenizer.total, tokenizer.initialized = plain.FREQ.copy(), plain.total, True
    for name in list_names():
        tokenizer.add_word(name, freq=NAME_FREQUENCY)
    return tokenizer


@cache
def _load_plain_tokenizer() -> Any:
    """jieba as it comes; its 5 MB dictionary is read once, at the first call."""
    jieba = _import_jieba()
    tokenizer = jieba.Tokenizer()
    with _open_cache_folder() as folder:
        tokenizer.tmp_dir = str(folder)
        tokenizer.cache_file = f"jieba-{jieba.__version__}-{sys.implementation.cache_tag}.cache"
        tokenizer.initialize()
    return tokenizer


def _import_jieba() -> Any:
    """jieba without a word on stderr: it logs its loading, and 3.12 warns of its escapes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel("CRITICAL")
    return jieba


@contextmanager
def _open_cache_folder() -> Iterator[Path]:
    """A folder nobody else can write to, for jieba's cache; a passing one where there is none.

    jieba's default is a fixed name in the common temporary folder, where another user may have put
    a file of that name.
    """
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    try:
        folder = (Path(base) if base else Path.home() / ".cache") / "plan-compare"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        private = _is_private(folder)
    except (OSError, RuntimeError):
        private = False
    if private:
        yield folder
        return
    with tempfile.TemporaryDirectory() as passing:
        yield Path(passing)


def _is_private(folder: Path) -> bool:
    if not hasattr(os, "getuid"):
        return os.access(folder, os.W_OK)
    status = folder.stat()
    shared = status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return status.st_uid == os.getuid() and not shared and os.access(folder, os.W_OK)


def select_key_tasks(tasks: pd.DataFrame) -> pd.DataFrame:
    """The key tasks, plan by plan in the order in which the plans first stand."""
    key = tasks[tasks["kind"] == "key_task"]
    order = np.argsort(pd.factorize(key["plan_id"])[0], kind="stable")
    return key.iloc[order].reset_index(drop=True)


def list_place_names(plans: pd.DataFrame | None, plan_id: str) -> tuple[str, ...]:
    """A plan's own place names from `plans`, longest first: 海安市, 南通市, 江苏省 → 海安, 南通, 江苏.

    The bare name is enough to strike out, as 市 says nothing. No `plans`: no names.
    """
    if plans is None:
        return ()
    own = plans.loc[plans["plan_id"] == plan_id, list(PLACE_LEVELS)]
    return strip_place_names(own.to_numpy().ravel())


def strip_place_names(names: Iterable[str]) -> tuple[str, ...]:
    """Names of places without what they are, longest first: [海安市, 江苏省] → (江苏, 海安)."""
    bare = {PLACE_ENDING.sub("", str(name)) for name in names if name}
    return tuple(sorted(bare - {""}, key=lambda name: (-len(name), name)))


def strike_places(text: str, places: Iterable[str]) -> str:
    """The text without the place names, which are no content: 服务数字海安建设 → 服务数字建设."""
    pattern = "|".join(map(re.escape, places))
    return re.sub(pattern, "", text) if pattern else text


def split_clauses(text: str) -> list[str]:
    """Stretches between commas and stops: 加强宣传，普及科学。 → [加强宣传, 普及科学]; never none."""
    return [part for part in CLAUSE_END.split(text) if part.strip()] or [text]


def list_ngrams(sequence: Sequence[str], ngrams: Ngrams, separator: str = " ") -> Iterator[str]:
    """Every run of low … high neighbours: [科普, 基地] with (1, 2) → 科普, 基地, 科普 基地."""
    low, high = ngrams
    for size in range(low, high + 1):
        for start in range(len(sequence) - size + 1):
            yield separator.join(sequence[start : start + size])


def analyse_text(
    text: str, unit: Unit, ngrams: Ngrams, domain: bool = True, stop: bool = True
) -> Iterator[str]:
    """Terms of a text: n-grams of words or of characters; none runs across a punctuation mark."""
    for clause in split_clauses(text):
        if unit == "words":
            yield from list_ngrams(tokenise(clause, domain=domain, stop=stop), ngrams)
        else:
            for run in re.findall(r"\w+", clause):
                yield from list_ngrams(run, ngrams, "")


def count_terms(
    texts: Sequence[str],
    *,
    unit: Unit = "words",
    ngrams: Ngrams = (1, 1),
    domain: bool = True,
    stop: bool = True,
) -> TermMatrix:
    """How often each text holds each term; `domain` and `stop` as in `tokenise`."""
    # Loaded here: it takes a second, and workers only cut words.
    from sklearn.feature_extraction.text import CountVectorizer

    analyser = partial(analyse_text, unit=unit, ngrams=ngrams, domain=domain, stop=stop)
    vectorizer = CountVectorizer(analyzer=analyser, dtype=np.float64)
    try:
        matrix = csr_matrix(vectorizer.fit_transform(texts))
    except ValueError:  # scikit-learn's answer to texts that hold no term at all
        return TermMatrix(csr_matrix((len(texts), 0)), ())
    return TermMatrix(matrix, tuple(vectorizer.get_feature_names_out()))


def count_words(text: str, places: Iterable[str] = ()) -> dict[str, int]:
    """How often a text holds each word, the names of places struck out, in order of first use."""
    clauses = split_clauses(strike_places(text, places))
    return dict(Counter(word for clause in clauses for word in tokenise(clause)))


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

    def build_matrix(self, text_ids: Iterable[str]) -> TermMatrix:
        """The counts of these texts in this order, the terms sorted, as `count_terms` gives them."""
        terms = sorted(self._words)
        place = np.empty(len(terms), dtype=np.int32)
        place[[self._words[term] for term in terms]] = np.arange(len(terms))
        columns = place[np.array(self._columns, dtype=np.int64)]
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
    domain: bool = True,
    stop: bool = True,
) -> TermMatrix:
    """TF-IDF weights of texts: rows texts, columns terms; by default single words, the plain measure.

    weight(t, d) = count(t, d) · (ln((1 + n) / (1 + df(t))) + 1) for n texts of which df(t) hold t,
    each row then divided by its Euclidean length, so that the product of two rows is their cosine
    (Salton & Buckley 1988; scikit-learn's `smooth_idf`). `unit="characters"` counts character
    2–3-grams instead, which need no tokeniser. `sublinear` takes 1 + ln(count) for the count.
    `domain` and `stop` as in `tokenise`. Texts without any term give rows of zeros.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    size = ngrams or ((1, 1) if unit == "words" else (2, 3))
    analyser = partial(analyse_text, unit=unit, ngrams=size, domain=domain, stop=stop)
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
