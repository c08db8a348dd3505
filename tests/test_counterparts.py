"""The nearest tasks among many plans: the same as comparing all pairs, whatever the blocks."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compare.analyse.alignment import (
    find_counterparts,
    find_section_counterparts,
    link_nearest,
    links,
    nearest,
    weigh_counts,
)
from compare.analyse.terms import (
    TermMatrix,
    WordCounts,
    are_counts,
    build_matrix,
    count_words,
    pack_counts,
)

COUNTS = st.lists(st.lists(st.integers(0, 2), min_size=4, max_size=4), min_size=1, max_size=30)


def name_counts(rows: list[list[int]]) -> TermMatrix:
    return join_counts({f"t{j}": n for j, n in enumerate(row) if n} for row in rows)


def join_counts(counts) -> TermMatrix:
    words = WordCounts()
    for number, row in enumerate(counts):
        words.add(str(number), row)
    return words.build_matrix(words)


WORDS = st.dictionaries(st.text("科普\n", max_size=2), st.integers(1, 9), max_size=4)


@given(st.lists(st.lists(WORDS, max_size=4), min_size=1, max_size=3))
def test_packed_counts_are_those_of_each_text(plans):
    plain, taken = WordCounts(), WordCounts()
    for number, texts in enumerate(plans):
        counts = {f"{number}.{n}": words for n, words in enumerate(texts)}
        packed = json.loads(json.dumps(pack_counts(counts)))
        assert are_counts(packed)
        taken.add_packed(packed)
        for text_id, words in counts.items():
            plain.add(text_id, words)
    assert [(k, [*v.items()]) for k, v in taken.items()] == [
        (k, [*v.items()]) for k, v in plain.items()
    ]


FOREIGN = [
    *({"texts": ["a"]}, {"sizes": [1]}, {"sizes": ["2"]}, {"words": "科普"}, {"words": None}),
    *({"counts": [1]}, {"counts": [1, "1"]}, {"counts": "11"}, {"further": []}),
]


@pytest.mark.parametrize("changed", FOREIGN, ids=str)
def test_counts_that_do_not_fit_are_none(changed):
    assert not are_counts(pack_counts({"a": {"科": 1, "普": 1}, "b": {}}) | changed)


def compare_all(rows, plan: list[int], k: int) -> list[tuple[int, int]]:
    """Every pair scored, the k best of other plans taken: (row, its nearest rows in order)."""
    weights = weigh_counts(rows).matrix.toarray()
    scores = (weights @ weights.T).round(9)
    found = []
    for i in range(len(plan)):
        others = [j for j in range(len(plan)) if plan[j] != plan[i] and scores[i, j] > 0]
        found += [(i, j) for j in sorted(others, key=lambda j: (-scores[i, j], j))[:k]]
    return found


@pytest.fixture(params=["scipy", "sparse_dot_topn"])
def engine(request, monkeypatch):
    if request.param == "scipy":
        monkeypatch.setattr(nearest, "find_spec", lambda name: None)
    else:
        pytest.importorskip("sparse_dot_topn")
    return request.param


@settings(max_examples=80, deadline=None, derandomize=True)
@given(
    *[COUNTS, st.integers(1, 5), st.integers(1, 4), st.integers(0, 2), st.integers(1, 20)],
    st.booleans(),
)
def check_all_pairs(rows, plans, k, spare, block, divides):
    """Few columns and counts of 0–2 make many equal rows and equal scores, the hard cases."""
    patch = pytest.MonkeyPatch()
    patch.setattr(links, "SPARE", spare)
    patch.setattr(links, "BLOCK", block)
    for name in ("BLOCK", "DENSE_BLOCK", "TILE", "PAIRS"):
        patch.setattr(nearest, name, block)
    for name, value in {"CACHED": 8 * block, "COMMON": 2, "SAMPLE": 1}.items():
        patch.setattr(nearest, name, value)
    patch.setattr(nearest, "MANY_ROWS", 1 if divides else len(rows) + 1)
    counts = name_counts(rows)
    plan = [min(i * plans // len(rows), plans - 1) for i in range(len(rows))]
    plan = np.unique(plan, return_inverse=True)[1]
    near = link_nearest(weigh_counts(counts).matrix, plan, k=k)
    patch.undo()
    found = list(zip(near.source.tolist(), near.target.tolist(), strict=True))
    assert found == compare_all(counts, plan.tolist(), k)


def test_nearest_are_those_of_all_pairs(engine):
    check_all_pairs()


def test_weights_are_those_of_scikit_learn():
    texts = ["科普基地开放共享。科普基地", "农业科技服务，科普", "机器人竞赛"]
    expected = build_matrix(texts)
    found = weigh_counts(join_counts(map(count_words, texts)))
    assert found.terms == expected.terms
    assert abs(found.matrix - expected.matrix).max() < 1e-12


def test_counts_are_given_back_as_they_were_added():
    counts = {"a": {"森林": 2, "防火": 1}, "b": {}, "c": {"防火": 3, "水库": 1}}
    words = WordCounts()
    for text_id, own in counts.items():
        words.add(text_id, own)
    assert dict(words) == counts
    assert words.build_matrix(["c", "a"]).matrix.toarray().tolist() == [[0, 1, 3], [2, 0, 1]]
    assert words.build_matrix(["c", "a"]).terms == ("森林", "水库", "防火")


def make_tasks(bodies: dict[str, list[str]]) -> tuple[pd.DataFrame, WordCounts]:
    rows = [
        {"plan_id": plan, "task_id": f"{plan}-{n}", "section_id": f"{plan}-s", "kind": "key_task"}
        for plan, texts in bodies.items()
        for n, _ in enumerate(texts)
    ]
    texts = [text for plan in bodies.values() for text in plan]
    words = WordCounts()
    for row, text in reversed(list(zip(rows, texts, strict=True))):
        words.add(row["task_id"], count_words(text))
    return pd.DataFrame(rows), words


BODIES = {
    "甲": ["森林防火巡护", "水库除险加固"],
    "乙": ["森林防火宣传", "机器人竞赛"],
    "丙": ["水库除险加固", "森林防火巡护"],
}


def test_pairs_name_both_tasks_once_in_catalogue_order():
    pairs = find_counterparts(*make_tasks(BODIES))
    rows = pairs[["task_a", "task_b", "rank_a", "rank_b", "shared_terms"]].values.tolist()
    assert rows == [
        ["甲-0", "乙-0", 1, 1, "森林;防火"],
        ["甲-0", "丙-1", 1, 1, "巡护;森林;防火"],
        ["甲-1", "丙-0", 1, 1, "加固;水库;除险"],
        ["乙-0", "丙-1", 1, 1, "森林;防火"],
    ]
    assert pairs["tfidf"].round(6).tolist()[1:3] == [1, 1]
    assert pairs["matched"].isna().all()


def test_a_rank_that_is_not_known_is_empty():
    """Each of three copies is nearer to the others than the one that only shares a word."""
    tasks, words = make_tasks({"甲": ["森林防火"], "乙": ["森林防火"], "丙": ["森林旅游"]})
    links = link_nearest(
        weigh_counts(words.build_matrix(tasks["task_id"])).matrix, np.arange(3), k=1
    )
    assert links.target.tolist() == [1, 0, 0]
    pairs = find_counterparts(tasks, words, k=1)
    assert pairs[["task_a", "task_b"]].values.tolist() == [["甲-0", "乙-0"], ["甲-0", "丙-0"]]
    assert pairs["rank_a"].isna().tolist() == [False, True]
    assert pairs["rank_b"].tolist() == [1, 1]


def test_sections_are_their_tasks_together():
    tasks, words = make_tasks(BODIES)
    pairs = find_section_counterparts(tasks, words)
    text = ["，".join(texts) for texts in BODIES.values()]
    weights = build_matrix(text).matrix
    expected = (weights @ weights.T).toarray()
    assert pairs["tfidf"].round(9).tolist() == [
        round(expected[i, j], 9) for i, j in ((0, 1), (0, 2), (1, 2))
    ]


def test_a_set_without_a_shared_word_has_no_pairs():
    tasks, words = make_tasks({"甲": ["森林"], "乙": ["水库"], "丙": ["2025"]})
    assert find_counterparts(tasks, words).empty
