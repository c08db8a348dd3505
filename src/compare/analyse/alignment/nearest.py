"""The largest products of each row of a sparse matrix with all rows: exact, without all products.

A few hundred common words make nearly every two texts a little alike: nine of ten products of the
TF-IDF vectors of this genre are not zero, and a sparse multiplication pays for each of them. So the
words are divided. The rare ones are multiplied as sparse rows, the common ones as a dense matrix,
both in single precision. Of its rare words a row shares with one that is not among the nearest by
them at most what it shares with the last of these; where that and the common words together do not
reach the least of what is already found, the pair needs no product. The few pairs left are
multiplied.

Rows have length 1 or 0 (TF-IDF vectors as `terms.weigh_rows` makes them), so no product is above 1.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix, triu, vstack
from threadpoolctl import threadpool_limits

from compare.parallel import Run, open_threads, run_here

Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
Floats = np.ndarray[tuple[int], np.dtype[np.float64]]
Singles = np.ndarray[tuple[int, ...], np.dtype[np.float32]]

MANY_ROWS = 25_000  # from here on dividing the words gains more than it costs
# A word is common where one row in so many has it: from there on dense products take less time.
COMMON, MOST_COMMON = 20, 700
CLOSE = 10  # neighbours of a row whose own neighbours are looked at before all others
MOST_LEFT = 2000  # a row that would have more pairs left is multiplied with all
SAMPLE = 64  # one row in so many tells how many pairs a row would have left
TINY = 2.0**-60  # below the product of any two rows that share a word
BELOW_ONE = 1 - 2.0**-20  # what equals a threshold reaches it
MARGIN = 1e-4  # above the rounding of the products in single precision
BLOCK, DENSE_BLOCK, TILE, PAIRS = 4096, 128, 1024, 8192
NONE_LEFT = -1.0
CACHED = 32_768  # bytes of the processor's first cache: sums that stay in it take half the time


class Top(NamedTuple):
    """Of each row the largest products, and what none of those left out exceeds (`NONE_LEFT`: there
    are none)."""

    products: csr_matrix
    lowest: Floats


class _Parts(NamedTuple):
    """A matrix with its columns divided: the common ones dense, the others sparse."""

    common: Singles
    rare: csr_matrix


class _Pairs(NamedTuple):
    """Rows `low` and `high`, `low` ≤ `high`, and what their common words multiply to."""

    low: Ints
    high: Ints
    common: Singles


class _Bounds(NamedTuple):
    """What a further row must reach to count for each row, and the most that rare words can add."""

    goal: Singles
    rest: Singles


def find_top(weights: csr_matrix, depth: int, threads: int = 1) -> csr_matrix:
    """Rows × rows, of each row the `depth` largest products with all rows, none of zero.

    Of products that equal the least of them some may be left out. `threads` changes the time only.
    """
    rows = np.arange(weights.shape[0])
    if len(rows) < MANY_ROWS:
        return multiply_top(weights, rows, depth, threads)
    parts = _divide(weights)
    top = multiply_top(parts.rare, rows, depth, threads)
    rest = find_least(top, depth, missing=0)
    top = keep_largest(multiply_near(weights, top, threads), depth)
    close = keep_largest(top, CLOSE)
    further = multiply_near(weights, _leave_out(close @ close, top), threads)
    top = keep_largest(csr_matrix(top.maximum(further)), depth)
    goal = find_least(top, depth, missing=-1) - MARGIN
    bounds = _Bounds(goal.astype(np.float32), rest.astype(np.float32))
    heavy = np.flatnonzero(_count_left(parts.common, bounds) > MOST_LEFT)
    bounds.goal[heavy] = 2  # nothing reaches it
    top = keep_largest(csr_matrix(top.maximum(_scan(weights, parts, bounds, threads))), depth)
    rows[heavy] = len(rows) + np.arange(len(heavy))
    return csr_matrix(vstack([top, multiply_top(weights, heavy, depth, threads)], "csr")[rows])


def multiply_top(weights: csr_matrix, rows: Ints, depth: int, threads: int = 1) -> csr_matrix:
    """As `find_top` for some of the rows, by multiplying them with all."""
    width = CACHED // weights.dtype.itemsize
    columns = [
        csr_matrix(weights[start : start + width].T) for start in range(0, weights.shape[0], width)
    ]
    blocks = [
        _multiply_block(csr_matrix(weights[rows[start : start + BLOCK]]), columns, depth, threads)
        for start in range(0, len(rows), BLOCK)
    ]
    return csr_matrix(vstack([csr_matrix((0, weights.shape[0])), *blocks], "csr"))


def _multiply_block(
    rows: csr_matrix, columns: list[csr_matrix], depth: int, threads: int
) -> csr_matrix:
    if find_spec("sparse_dot_topn"):
        return _multiply_by_threshold(rows, columns, depth, threads)
    blocks = []
    for start in range(0, rows.shape[0], DENSE_BLOCK):
        scores = np.hstack(
            [(rows[start : start + DENSE_BLOCK] @ part).toarray() for part in columns]
        )
        size = min(depth, scores.shape[1])
        top = np.argpartition(-scores, size - 1, axis=1)[:, :size]
        row = np.repeat(np.arange(scores.shape[0]), size)
        block = csr_matrix((scores[row, top.ravel()], (row, top.ravel())), scores.shape)
        blocks.append(block)
    product = vstack(blocks, format="csr")
    product.eliminate_zeros()
    return csr_matrix(product)


def _multiply_by_threshold(
    rows: csr_matrix, columns: list[csr_matrix], depth: int, threads: int
) -> csr_matrix:
    """The first columns tell what a product with the others must reach to be kept at all.

    There is one threshold for all rows, 1, so each is made longer by what its own is short of that:
    by a power of two, which changes no digit.
    """
    from sparse_dot_topn import sp_matmul_topn, zip_sp_matmul_topn

    options = {"top_n": depth, "sort": True, "n_threads": threads}
    parts = [sp_matmul_topn(rows, columns[0], **options)]
    if len(columns) == 1:
        return csr_matrix(parts[0])
    least = find_least(parts[0], depth, missing=TINY)
    scale = np.ldexp(1.0, 1 - np.frexp(least)[1]).astype(rows.dtype)
    longer = rows.copy()
    longer.data *= np.repeat(scale, np.diff(rows.indptr))
    for part in columns[1:]:
        found = sp_matmul_topn(longer, part, threshold=BELOW_ONE, **options)
        found.data /= np.repeat(scale, np.diff(found.indptr))
        parts.append(found)
    return csr_matrix(zip_sp_matmul_topn(depth, parts))


def _divide(weights: csr_matrix) -> _Parts:
    """The columns of the common words, and the others."""
    used = np.bincount(weights.indices, minlength=weights.shape[1])
    is_common = np.zeros(len(used), dtype=bool)
    is_common[np.argsort(-used, kind="stable")[:MOST_COMMON]] = True
    is_common &= used * COMMON > weights.shape[0]
    common = weights[:, np.flatnonzero(is_common)].astype(np.float32).toarray()
    rare = csr_matrix(weights[:, np.flatnonzero(~is_common)], dtype=np.float32)
    return _Parts(common, rare)


def find_least(top: csr_matrix, depth: int, missing: float) -> Floats:
    """The least product of each row, `missing` where it has fewer than `depth`."""
    sizes = np.diff(top.indptr)
    least = np.full(len(sizes), missing, dtype=np.float64)
    full = sizes == depth
    least[full] = top.data[np.repeat(full, sizes)].reshape(-1, depth).min(axis=1)
    return least


def bound_top(products: csr_matrix, depth: int) -> Top:
    """The `depth` largest products of each row with what the others reach at most: the least of them."""
    return Top(products, find_least(products, depth, missing=NONE_LEFT))


def multiply_near(weights: csr_matrix, near: csr_matrix, threads: int) -> csr_matrix:
    """The products of the pairs of rows that have a value in `near`, in both directions."""
    upper = triu(near.maximum(near.T), format="csr")
    low = np.repeat(np.arange(upper.shape[0]), np.diff(upper.indptr))
    with open_threads(threads) as run:
        upper.data = _multiply_pairs(weights, low, upper.indices, run)
    return csr_matrix(upper.maximum(upper.T))


def _leave_out(near: csr_matrix, known: csr_matrix) -> csr_matrix:
    """The pairs of rows of `near` without those known in either direction."""
    pairs, left_out = near.sign(), known.maximum(known.T).sign()
    pairs -= pairs.multiply(left_out)
    pairs.eliminate_zeros()
    return csr_matrix(pairs)


def _multiply_pairs(weights: csr_matrix, low: Ints, high: Ints, run: Run = run_here) -> Floats:
    def multiply(start: int) -> Floats:
        block = slice(start, start + PAIRS)
        product = weights[low[block]].multiply(weights[high[block]])
        return np.asarray(product.sum(axis=1), dtype=np.float64).ravel()

    return np.concatenate([np.empty(0), *run(multiply, range(0, len(low), PAIRS))])


def keep_largest(products: csr_matrix, depth: int) -> csr_matrix:
    """The `depth` largest of each row."""
    blocks = []
    for start in range(0, products.shape[0], BLOCK):
        block = csr_matrix(products[start : start + BLOCK])
        row = np.repeat(np.arange(block.shape[0]), np.diff(block.indptr))
        order = np.lexsort((-block.data, row))  # row by row, so that a row keeps its place
        kept = order[np.arange(len(order)) - block.indptr[row] < depth]
        blocks.append(csr_matrix((block.data[kept], (row[kept], block.indices[kept])), block.shape))
    return csr_matrix(vstack(blocks, "csr"))


def _count_left(common: Singles, bounds: _Bounds) -> Floats:
    """About how many pairs each row would have left."""
    some = slice(None, None, SAMPLE)
    left = np.zeros(len(common))
    for start in range(0, len(common), TILE):
        rows = slice(start, start + TILE)
        reach = common[rows] @ common[some].T
        reach += np.minimum.outer(bounds.rest[rows], bounds.rest[some])
        left[rows] = SAMPLE * (reach > bounds.goal[rows, None]).sum(axis=1)
    return left


def _scan(weights: csr_matrix, parts: _Parts, bounds: _Bounds, threads: int) -> csr_matrix:
    """The products that may reach the goal of one of the two rows, in both directions."""
    size = len(parts.common)
    starts = range(0, size, TILE)

    def scan(start: int) -> csr_matrix:
        tiles = [_find_reaching(parts.common, bounds, start, other)
                 for other in starts if other >= start]  # fmt: skip
        low, high, common = (np.concatenate(values) for values in zip(*tiles, strict=True))
        reach = common + _multiply_pairs(parts.rare, low, high)
        kept = reach > np.minimum(bounds.goal[low], bounds.goal[high])
        low, high = low[kept], high[kept]
        products = _multiply_pairs(weights, low, high)
        return csr_matrix((products, (low - start, high)), (min(TILE, size - start), size))

    with threadpool_limits(1), open_threads(threads) as run:
        upper = csr_matrix(vstack(list(run(scan, starts)), "csr"))
    return csr_matrix(upper.maximum(upper.T))


def _find_reaching(common: Singles, bounds: _Bounds, start: int, other: int) -> _Pairs:
    """The pairs of two tiles that reach a goal by common words and the most of the rest."""
    rows, columns = slice(start, start + TILE), slice(other, other + TILE)
    product = common[rows] @ common[columns].T
    needed = bounds.goal - bounds.rest
    places = np.flatnonzero((product > needed[rows, None]) | (product > needed[columns]))
    low, high = np.divmod(places, product.shape[1])
    product, low, high = product.ravel()[places], low + start, high + other
    most = product + np.minimum(bounds.rest[low], bounds.rest[high])
    kept = (low <= high) & (most > np.minimum(bounds.goal[low], bounds.goal[high]))
    return _Pairs(low[kept], high[kept], product[kept])
