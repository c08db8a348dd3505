"""The largest products of each row, where an earlier search had most of the rows.

Weights hang on the whole set, so a plan more changes every product, but by little: the product of
two rows grows at most as the weights of their words have grown. What an earlier search left out had
no product above the least it kept, and has none now above that times the growth. So the pairs that
were kept are multiplied again, and rows that are new, or have changed more than the others, with
all; where too few of a row lie above what the rest may reach, it is multiplied with all as well.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import asdict, dataclass
from typing import Protocol

import numpy as np
from scipy.sparse import csr_matrix, vstack

from compare.analyse.alignment.links import Search, search_all
from compare.analyse.alignment.nearest import (
    NONE_LEFT,
    Floats,
    Ints,
    Top,
    find_least,
    keep_largest,
    multiply_near,
    multiply_top,
)
from compare.analyse.terms import TermMatrix
from compare.parallel import open_threads

MOST_NEW = 8  # where one row in so many has to be searched for, all are
CHANGED = 100  # of so many known rows one is multiplied with all, for it has changed most
BLOCK = 64  # rows multiplied with all at a time
ROUNDING = 1e-9
DIGEST = 16  # bytes
DAMAGED = ValueError, OSError, EOFError, KeyError, TypeError, MemoryError, zipfile.BadZipFile

Names = np.ndarray[tuple[int], np.dtype[np.str_]]
Digests = np.ndarray[tuple[int], np.dtype[np.bytes_]]


class Keeper(Protocol):
    """Where what a search found is kept for the next one."""

    def read(self) -> bytes | None:
        """What is kept, None where nothing is or it is damaged."""

    def write(self, content: bytes) -> None:
        """Keep this instead."""


@dataclass(frozen=True)
class Searched:
    """What a search found, row by row.

    `texts`: a digest of the counts of each row; `terms`, `idf`: what the terms weighed. `near`: the
    rows near each row, `sizes` of them, one row after another; `lowest`: as of `Top`.
    """

    texts: Digests
    terms: Names
    idf: Floats
    near: Ints
    sizes: Ints
    lowest: Floats

    def pack(self) -> bytes:
        """As bytes to keep."""
        content = io.BytesIO()
        np.savez(content, **asdict(self))
        return content.getvalue()

    @staticmethod
    def unpack(content: bytes | None) -> Searched | None:
        """What was packed, None where the bytes are damaged."""
        try:
            with np.load(io.BytesIO(content or b""), allow_pickle=False) as arrays:
                found = Searched(**arrays)
            return found if _is_whole(found) else None
        except DAMAGED:
            return None


def _is_whole(found: Searched) -> bool:
    """Whether the parts belong together."""
    rows, near = len(found.texts), found.near
    lengths = len(found.sizes), len(found.lowest)
    return (
        lengths == (rows, rows)
        and len(found.terms) == len(found.idf)
        and found.sizes.sum() == len(near)
        and bool(np.all((near >= 0) & (near < rows)))
    )


def search_again(counts: TermMatrix, idf: Floats, drawer: Keeper) -> Search:
    """A search that begins with what the last one left in the drawer, and leaves there what it finds.

    `counts`: of the rows to be searched, the terms sorted; `idf`: what they weigh.
    """

    def search(weights: csr_matrix, rows: Ints, k: int, depth: int, threads: int) -> Top:
        texts, terms = sign_rows(counts, rows), np.array(counts.terms, dtype=np.str_)
        known, top = Searched.unpack(drawer.read()), None
        if known is not None:
            ratio = _compare_idf(known, terms, idf)
            top = renew_top(weights, texts, ratio, known, k, depth, threads)
        top = top or search_all(weights, rows, k, depth, threads)
        near, sizes = top.products.indices, np.diff(top.products.indptr)
        found = Searched(
            texts, terms, idf, near.astype(np.int32), sizes.astype(np.int32), top.lowest
        )
        drawer.write(found.pack())
        return top

    return search


def sign_rows(counts: TermMatrix, rows: Ints) -> Digests:
    """A digest of the words of each row, and of how often it has each."""
    names = [hashlib.blake2b(term.encode(), digest_size=DIGEST).digest() for term in counts.terms]
    words, matrix = np.array(names, dtype=f"V{DIGEST}"), counts.matrix

    def sign(row: int) -> str:
        own = slice(matrix.indptr[row], matrix.indptr[row + 1])
        content = words[matrix.indices[own]].tobytes() + matrix.data[own].tobytes()
        return hashlib.blake2b(content, digest_size=DIGEST).hexdigest()

    return np.array([sign(row) for row in rows.tolist()], dtype=f"S{2 * DIGEST}")


def renew_top(
    weights: csr_matrix,
    texts: Digests,
    ratio: Floats,
    known: Searched,
    k: int,
    depth: int,
    threads: int = 1,
) -> Top | None:
    """As `search_all` what is near each row, from what is known; None where too much is new.

    `ratio`: what each term weighs now, divided by what it weighed (infinite where it is new).
    """
    now = _locate(known.texts, texts)
    stays = np.flatnonzero(now >= 0)
    is_new = np.ones(len(texts), dtype=bool)
    is_new[now[stays]] = False
    if is_new.sum() * MOST_NEW > len(texts):
        return None
    growth, length = _measure_growth(weights, ratio)
    length[is_new] = 0
    changed = np.argsort(length, kind="stable")[: is_new.sum() + len(stays) // CHANGED]
    rest = np.delete(length, changed).min(initial=1)
    lowest = np.full(len(texts), NONE_LEFT)
    lowest[now[stays]] = known.lowest[stays]
    lowest = np.where(lowest < 0, lowest, lowest * growth / rest + ROUNDING)
    lowest[changed] = NONE_LEFT
    kept = multiply_near(weights, _move(known, now, len(texts)), threads)
    further = _multiply_all(weights, changed, lowest, depth, threads)
    top = _leave_out(csr_matrix(kept.maximum(further)), lowest)
    short = np.flatnonzero((lowest >= 0) & (np.diff(top.indptr) <= k))
    if len(short) * MOST_NEW > len(texts):
        return None
    products, lowest[short] = multiply_top(weights, short, depth, threads), NONE_LEFT
    order = np.arange(len(texts))
    order[short] = len(texts) + np.arange(len(short))
    top = keep_largest(csr_matrix(vstack([top, products], "csr")[order]), depth)
    return Top(top, np.maximum(lowest, find_least(top, depth, missing=NONE_LEFT)))


def _locate(texts: Digests, among: Digests) -> Ints:
    """The number of each text among others, -1 where it is none of them."""
    numbers = {text: number for number, text in enumerate(among.tolist())}
    return np.array([numbers.get(text, -1) for text in texts.tolist()], dtype=np.int64)


def _compare_idf(known: Searched, terms: Names, idf: Floats) -> Floats:
    """What each term weighs now, divided by what it weighed; without end where that is not known."""
    former = dict(zip(known.terms.tolist(), known.idf.tolist(), strict=True))
    with np.errstate(divide="ignore"):
        ratio: Floats = idf / np.array([former.get(term, 0.0) for term in terms.tolist()])
    return ratio


def _measure_growth(weights: csr_matrix, ratio: Floats) -> tuple[Floats, Floats]:
    """Of each row the growth by its words, and the length of what it was by today's weights.

    `ratio`: as of `renew_top`. The product of rows i and j is at most what it was, times growth i,
    divided by length j.
    """
    row = np.repeat(np.arange(weights.shape[0]), np.diff(weights.indptr))
    own = ratio[weights.indices]
    squares = np.bincount(row, (weights.data / own) ** 2, weights.shape[0])
    length = 1 / np.sqrt(np.where(squares == 0, 1, squares))
    largest = np.zeros(weights.shape[0])
    np.maximum.at(largest, row, own**2)
    return largest / length, length


def _move(known: Searched, now: Ints, size: int) -> csr_matrix:
    """What was near each row, by the numbers that rows have now."""
    low, high = now[np.repeat(np.arange(len(now)), known.sizes)], now[known.near]
    stays = (low >= 0) & (high >= 0)
    return csr_matrix((np.ones(stays.sum()), (low[stays], high[stays])), (size, size))


def _multiply_all(
    weights: csr_matrix, rows: Ints, lowest: Floats, depth: int, threads: int
) -> csr_matrix:
    """The products of some rows with all, in both directions: the `depth` largest of each of these,
    and those above the `lowest` of another row."""
    columns = csr_matrix(weights.T)
    size = weights.shape[0]

    def multiply(start: int) -> csr_matrix:
        own = rows[start : start + BLOCK]
        products = (weights[own] @ columns).toarray()
        wanted = products > np.maximum(lowest, 0)
        least = np.partition(products, -min(depth, size), axis=1)[:, -min(depth, size), None]
        wanted |= (products >= least) & (products > 0)
        place, other = np.nonzero(wanted)
        return csr_matrix((products[place, other], (own[place], other)), (size, size))

    found = csr_matrix((size, size))
    with open_threads(threads) as run:
        for block in run(multiply, range(0, len(rows), BLOCK)):
            found += block
    return csr_matrix(found.maximum(found.T))


def _leave_out(products: csr_matrix, lowest: Floats) -> csr_matrix:
    """The products above the lowest of their row."""
    products.data[products.data <= np.repeat(lowest, np.diff(products.indptr))] = 0
    products.eliminate_zeros()
    return products
