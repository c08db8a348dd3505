"""What is near each row where most rows were searched before: what a search of all finds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from compare.analyse.alignment import link_nearest, renewal, weigh_counts
from compare.analyse.alignment.many import weigh_terms
from compare.analyse.terms import TermMatrix

K = 3


class Box:
    """A drawer in memory."""

    content: bytes | None = None

    def read(self) -> bytes | None:
        return self.content

    def write(self, content: bytes) -> None:
        self.content = content


def count(rows: np.ndarray) -> TermMatrix:
    """The counts of the words that stand in any of these rows."""
    used = np.flatnonzero(rows.any(axis=0))
    return TermMatrix(csr_matrix(rows[:, used].astype(float)), tuple(f"词{i:03d}" for i in used))


def link(counts: TermMatrix, plan: np.ndarray, box: Box | None = None) -> list[np.ndarray]:
    search = {} if box is None else {
        "search": renewal.search_again(counts, weigh_terms(counts), box)
    }  # fmt: skip
    links = link_nearest(weigh_counts(counts).matrix, plan, k=K, **search)
    return [links.source, links.target, links.score]


def check_top(rows: np.ndarray, box: Box) -> None:
    """What stands in the list are products, and none that is not in it is above what is said."""
    counts = count(rows)
    weights = weigh_counts(counts).matrix
    search = renewal.search_again(counts, weigh_terms(counts), box)
    top = search(weights, np.arange(len(rows)), K, 2 * K, 1)
    products, listed = (weights @ weights.T).toarray(), top.products.toarray()
    assert np.allclose(listed, np.where(listed > 0, products, 0))
    assert (np.where(listed > 0, 0, products) <= np.maximum(top.lowest, 0)[:, None] + 1e-12).all()
    assert ((listed > 0).sum(axis=1) > K).mean() > 0.9  # and it is of use


def check_same(rows: np.ndarray, plan: np.ndarray, box: Box) -> None:
    counts = count(rows)
    for found, expected in zip(link(counts, plan, box), link(counts, plan), strict=True):
        assert found.tolist() == expected.tolist()


@pytest.fixture
def fresh(monkeypatch):
    """How often everything was searched, which few rows would be at any change."""
    calls = []
    monkeypatch.setattr(renewal, "MOST_NEW", 1)
    whole = renewal.search_all
    monkeypatch.setattr(renewal, "search_all", lambda *given: calls.append(1) or whole(*given))
    return calls


def make_rows(seed: int, size: int, words: int = 150) -> tuple[np.ndarray, np.ndarray]:
    """Counts as texts have them, and the plan of each row."""
    random = np.random.default_rng(seed)
    chance = 3 / np.arange(1, words + 1)
    counts = random.integers(1, 4, size=(size, words)) * (random.random((size, words)) < chance)
    return counts, np.sort(random.integers(0, 40, size))


@pytest.mark.parametrize("seed", range(3))
def test_none_left_out_is_above_what_is_said(seed, fresh):
    rows, _ = make_rows(seed, 300)
    box = Box()
    for now in (rows[:280], rows, rows[10:], rows[10:290]):
        check_top(now, box)
    assert len(fresh) == 1


def test_texts_whose_words_become_common_are_nearer_by_the_others(fresh):
    rows, _ = make_rows(0, 300)
    rows[:, 130:] = 0
    rows[100:140, 135] = 4
    rows[270:, 135] = 1
    box = Box()
    for now in (rows[:270], rows):
        check_top(now, box)
    assert len(fresh) == 1


@given(st.integers(0, 10**6), st.integers(1, 30))
@settings(max_examples=20)
def test_a_product_grows_at_most_as_is_told(seed, gone):
    rows, _ = make_rows(seed, 40, words=30)
    before, after = count(rows), count(rows[gone:])
    used = [before.terms.index(term) for term in after.terms]
    ratio = weigh_terms(after) / weigh_terms(before)[used]
    weights = weigh_counts(after).matrix
    growth, length = renewal._measure_growth(weights, ratio)
    former = weigh_counts(before).matrix[gone:]
    most = (former @ former.T).toarray() * growth[:, None] / length
    assert ((weights @ weights.T).toarray() <= most + 1e-12).all()


@pytest.mark.parametrize("seed", [0, 1])
def test_rows_that_come_change_and_go_leave_what_is_near(seed, fresh):
    rows, plan = make_rows(seed, 400)
    box = Box()
    changed = rows.copy()
    changed[50:60] = changed[50:60, ::-1]
    for now, own in [
        (rows[:380], plan[:380]),
        (rows, plan),
        (rows[25:], plan[25:]),
        (changed, plan),
    ]:
        check_same(now, own, box)
    assert len(fresh) == 1  # all others went on from what was there


def test_where_much_is_new_all_are_searched(fresh, monkeypatch):
    rows, plan = make_rows(0, 400)
    box = Box()
    monkeypatch.setattr(renewal, "MOST_NEW", 8)
    for now in (340, 400):  # 60 are new
        check_same(rows[:now], plan[:now], box)
    assert len(fresh) == 2


def test_a_word_that_becomes_rare_brings_near_what_was_left_out(fresh):
    """Weights may grow by much where plans go: what is told of the rest has to grow with them."""
    rows, plan = make_rows(3, 400)
    rows[:, 140] = 0
    rows[:300, 140] = 5
    rows[[310, 350], 140] = 1
    box = Box()
    check_same(rows, plan, box)
    check_same(rows[300:], plan[300:], box)
    assert len(fresh) == 1


SMALL = st.lists(st.lists(st.integers(0, 2), min_size=4, max_size=4), min_size=1, max_size=20)


@given(SMALL, SMALL, st.integers(1, 5))
@settings(max_examples=30)
def test_equal_rows_and_equal_products(earlier, rows, plans):
    """Few words and counts make rows alike and scores equal, the hard cases."""
    patch = pytest.MonkeyPatch()
    patch.setattr(renewal, "MOST_NEW", 1)
    patch.setattr(renewal, "CHANGED", 5)
    box = Box()
    try:
        for some in (earlier, earlier + rows, rows):
            own = np.unique(np.arange(len(some)) * plans // len(some), return_inverse=True)[1]
            check_same(np.array(some), own, box)
    finally:
        patch.undo()


def test_what_is_damaged_is_not_taken(fresh):
    rows, plan = make_rows(0, 60)
    box = Box()
    check_same(rows, plan, box)
    whole = box.content
    random = np.random.default_rng(0)
    spoilt = [b"", b"PK", whole[:-30], whole + b"\0"]
    for place in random.integers(0, len(whole), 20).tolist():
        spoilt.append(whole[:place] + bytes([whole[place] ^ 255]) + whole[place + 1 :])
    for content in spoilt:
        box.content = content
        check_same(rows, plan, box)
    found = renewal.Searched.unpack(whole)
    for part in ("near", "sizes", "lowest", "idf"):
        wrong = renewal.Searched(**{**vars(found), part: getattr(found, part)[1:]})
        assert renewal.Searched.unpack(wrong.pack()) is None
    assert (
        renewal.Searched.unpack(renewal.Searched(**{**vars(found), "near": found.near + 60}).pack())
        is None
    )
