"""The words that two texts have in common, those first that make them most alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_matrix

from compare.analyse.alignment.links import TIE_DIGITS, count_up
from compare.analyse.alignment.nearest import Ints
from compare.parallel import open_threads

SHARED_TERMS = 8
PAIR_BLOCK = 8192
VALUE_BITS = 30  # of a value up to 1 with TIE_DIGITS digits


def name_shared_terms(
    weights: tuple[csr_matrix, csr_matrix],
    terms: Sequence[str],
    a: Ints,
    b: Ints,
    threads: int = 1,
) -> Iterator[str]:
    """For each pair the SHARED_TERMS terms with the largest products of weights, joined by `;`.

    `weights`: of the texts on either side, texts × terms; `a`, `b`: the row of each pair there.
    Equal products in the order of the terms. `threads` changes the time only.
    """
    names = np.array(terms, dtype=object)
    size = min(PAIR_BLOCK, 1 << 62 - VALUE_BITS - len(names).bit_length())

    def name(start: int) -> list[str]:
        block = slice(start, start + size)
        product = csr_matrix(weights[0][a[block]].multiply(weights[1][b[block]]))
        pair, term = _choose_strongest(product)
        borders = np.searchsorted(pair, np.arange(product.shape[0] + 1))
        chosen = names[term].tolist()
        return [";".join(chosen[i:j]) for i, j in pairwise(borders.tolist())]

    with open_threads(threads) as run:
        for found in run(name, range(0, len(a), size)):
            yield from found


def _choose_strongest(product: csr_matrix) -> tuple[Ints, Ints]:
    """The SHARED_TERMS columns with the largest values of each row, and the row of each.

    Row, value and column are sorted as one number, which takes a tenth of sorting by three.
    """
    row = np.repeat(np.arange(product.shape[0]), np.diff(product.indptr))
    below = 10**TIE_DIGITS - np.rint(product.data * 10**TIE_DIGITS).astype(np.int64)
    bits = product.shape[1].bit_length()
    keys = (row << bits + VALUE_BITS) + (below << bits) + product.indices
    keys.sort()
    row = keys >> bits + VALUE_BITS
    kept = count_up(row) < SHARED_TERMS
    return row[kept], keys[kept] & (1 << bits) - 1
