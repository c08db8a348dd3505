"""The largest products of every row: those of the whole product, however the work is cut."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from compare.analyse.alignment import nearest
from compare.analyse.terms import weigh_rows

DEPTH = 5


def make_texts(size: int, seed: int, words: int = 60) -> csr_matrix:
    """Rows of length 1, a few of the words in most rows; one row without words."""
    random = np.random.default_rng(seed)
    chance = 1 / np.arange(1, words + 1)
    counts = random.random((size, words)) < chance * 2
    counts = counts * random.integers(1, 4, size=(size, words))
    counts[7] = 0
    return weigh_rows(csr_matrix(counts.astype(float)), 1 - np.log(chance))


def sort_largest(weights: csr_matrix, depth: int) -> np.ndarray:
    """Every product made, the largest of each row."""
    dense = weights.toarray()
    return -np.sort(-(dense @ dense.T), axis=1)[:, :depth]


@pytest.fixture(
    params=[
        {},
        {"COMMON": 1},
        {"COMMON": 60},
        {"MOST_COMMON": 2},
        {"MOST_LEFT": 0},
        {"MOST_LEFT": 10_000},
        {"CLOSE": 1},
        {"TILE": 1000},
    ],
    ids=str,
)
def small(request, monkeypatch):
    """Sizes at which a few hundred rows take every path that many thousand take."""
    sizes = {"MANY_ROWS": 1, "COMMON": 6, "CLOSE": 3, "SAMPLE": 3, "MOST_LEFT": 100}
    sizes |= {"TILE": 32, "BLOCK": 50, "CACHED": 320, "PAIRS": 64} | request.param
    for name, value in sizes.items():
        monkeypatch.setattr(nearest, name, value)


@pytest.mark.parametrize("threads", [1, 2])
def test_products_are_the_largest_of_all(small, threads):
    weights = make_texts(300, seed=threads)
    top = nearest.find_top(weights, DEPTH, threads)
    expected = sort_largest(weights, DEPTH)
    dense = weights.toarray()
    for row, (start, end) in enumerate(zip(top.indptr, top.indptr[1:], strict=False)):
        found, target = top.data[start:end], top.indices[start:end]
        assert np.allclose(np.sort(found)[::-1], expected[row][expected[row] > 0], atol=1e-12)
        assert np.allclose(found, dense[target] @ dense[row], atol=1e-12)
        assert len(set(target.tolist())) == len(target)


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_products_are_the_same_to_the_last_digit_however_the_columns_are_cut(kind, monkeypatch):
    weights = make_texts(300, seed=3).astype(kind)
    found = []
    for columns in (40, 400):
        monkeypatch.setattr(nearest, "CACHED", columns * weights.dtype.itemsize)
        found.append(nearest.multiply_top(weights, np.arange(300), DEPTH).toarray())
    largest = [np.sort(products, axis=1)[:, -DEPTH:] for products in found]
    assert np.array_equal(*largest)  # of equal products another may be kept


def test_most_pairs_are_never_multiplied(monkeypatch):
    """The point of it all: where each text has versions of itself, few other pairs are scored."""
    scored = []
    multiply = nearest._multiply_pairs

    def count(weights, low, high, run=nearest.run_here):
        scored.append(len(low))
        return multiply(weights, low, high, run)

    monkeypatch.setattr(nearest, "_multiply_pairs", count)
    monkeypatch.setattr(nearest, "MANY_ROWS", 1)
    monkeypatch.setattr(nearest, "COMMON", 20)
    texts = make_texts(300, seed=3, words=1000).toarray()
    versions = np.vstack([np.roll(texts, part, axis=0) * 0.1 + texts for part in range(8)])
    versions /= np.maximum(np.linalg.norm(versions, axis=1, keepdims=True), 1e-9)
    nearest.find_top(csr_matrix(versions), DEPTH)
    assert 0 < sum(scored) < len(versions) ** 2 / 2 / 10
