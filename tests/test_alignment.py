"""Counterparts: hand-made cases, what must not change the ranking, and agreement with the gold."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import average_precision_score

from compare.analyse.alignment import full, list_unanswered
from compare.analyse.alignment.checks import estimate_null, measure_sensitivity
from compare.analyse.alignment.clauses import rank_scores
from compare.analyse.alignment.full import compare_sections, compare_tasks
from compare.analyse.terms import cross_compare
from compare.errors import PlanError
from compare.evaluate.agreement import (
    Query,
    average_precision,
    grade_pairs,
    reciprocal_rank,
    score_matches,
    score_ranking,
    split_pairs,
)

ROOT = Path(__file__).parents[1]
PROCESSED = ROOT / "data" / "processed"
TASKS = pd.read_csv(PROCESSED / "tasks.csv", keep_default_na=False, dtype={"task_no": str})
PLANS = pd.read_csv(PROCESSED / "plans.csv", keep_default_na=False)
GOLD = pd.read_csv(ROOT / "tests" / "golden" / "alignment.csv")
PAIRS = compare_tasks(TASKS, PLANS)
SECTION_PAIRS = compare_sections(TASKS, PLANS)
SCORES = ["tfidf", "similarity"]


def make_tasks(**plans: list[tuple[str, str]]) -> pd.DataFrame:
    """Tasks of small plans: plan_id → (section, text)."""
    rows = [
        {
            "task_id": f"{plan}-{number}",
            "plan_id": plan,
            "kind": "key_task",
            "section_id": f"{plan}-{section}",
            "title": text,
            "body": "",
        }
        for plan, texts in plans.items()
        for number, (section, text) in enumerate(texts, 1)
    ]
    return pd.DataFrame(rows)


FARM = "培育高素质农民，推广农业技术"
SCHOOL = "加强中小学科学教育，培训科学教师"
HEALTH = "普及老年人健康知识，开展义诊"
MUSEUM = "建设科技馆，更新展品"
SMALL = make_tasks(
    a=[("1", FARM), ("1", SCHOOL), ("2", HEALTH)],
    b=[("1", SCHOOL), ("2", MUSEUM), ("2", "推广农业技术，组织农民培训")],
)


def rename_plan(tasks: pd.DataFrame, old: str, new: str) -> pd.DataFrame:
    """The tasks of one plan again, under another name."""
    copy = tasks[tasks["plan_id"] == old].copy()
    for column in ("plan_id", "section_id", "task_id"):
        copy[column] = copy[column].str.replace(old, new, regex=False)
    return copy


def test_each_pair_stands_once_in_document_order():
    pairs = compare_tasks(SMALL)
    expected = [(f"a-{i}", f"b-{j}") for i in (1, 2, 3) for j in (1, 2, 3)]
    assert list(zip(pairs["task_a"], pairs["task_b"], strict=True)) == expected


def test_the_same_task_scores_one_and_is_matched():
    pairs = compare_tasks(SMALL).set_index(["task_a", "task_b"])
    same = pairs.loc[("a-2", "b-1")]
    assert same[SCORES].tolist() == pytest.approx([1, 1])
    assert (same["rank_a"], same["rank_b"], same["matched"]) == (1, 1, True)
    assert pairs.loc[("a-1", "b-3"), "rank_a"] == 1
    assert not pairs.loc[("a-3", slice(None)), "matched"].any()


def test_shared_terms_are_those_of_both_strongest_first():
    pairs = compare_tasks(
        make_tasks(a=[("1", "农业、农业、教育、健康")], b=[("1", "农业、教育、农业、科技馆")])
    )
    assert pairs["shared_terms"].tolist() == ["农业;教育"]
    assert compare_tasks(make_tasks(a=[("1", "教育")], b=[("1", "健康")]))[
        "shared_terms"
    ].tolist() == [""]


def test_plain_measure_is_the_cosine_of_the_two_plans_texts():
    key = TASKS[TASKS["kind"] == "key_task"]
    texts = [
        (own["title"] + "。" + own["body"]).tolist()
        for _, own in key.groupby("plan_id", sort=False)
    ]
    pairs = compare_tasks(TASKS)
    assert np.allclose(cross_compare(*texts).ravel(), pairs["tfidf"])


def test_safeguards_are_left_out():
    tasks = SMALL.assign(kind=["key_task", "key_task", "safeguard"] * 2)
    assert len(compare_tasks(tasks)) == 4
    assert compare_tasks(tasks.assign(kind="safeguard")).empty
    assert compare_sections(tasks.assign(kind="safeguard")).empty


def test_place_names_are_no_content():
    tasks = make_tasks(
        a=[("1", "建设海安科技馆，服务海安"), ("1", FARM)],
        b=[("1", "建设太仓科技馆，服务太仓"), ("1", HEALTH)],
    )
    plans = pd.DataFrame(
        {
            "plan_id": ["a", "b"],
            "place": ["海安市", "太仓市"],
            "prefecture": ["", ""],
            "province": ["江苏省", "江苏省"],
        }
    )
    first = compare_tasks(tasks, plans).iloc[0]
    assert first[SCORES].tolist() == pytest.approx([1, 1])
    assert compare_tasks(tasks).iloc[0]["tfidf"] < 0.9


@pytest.mark.parametrize("compare", [compare_tasks, compare_sections])
def test_swapping_the_plans_transposes(compare):
    grain = "task" if compare is compare_tasks else "section"
    there = PAIRS if compare is compare_tasks else SECTION_PAIRS
    plans = [own for _, own in TASKS.groupby("plan_id", sort=False)]
    back = compare(pd.concat(plans[::-1]), PLANS)
    merged = there.merge(
        back, left_on=[f"{grain}_a", f"{grain}_b"], right_on=[f"{grain}_b", f"{grain}_a"]
    )
    assert len(merged) == len(there)
    for score in SCORES:
        assert np.allclose(merged[f"{score}_x"], merged[f"{score}_y"])
    assert (merged["matched_x"] == merged["matched_y"]).all()
    if grain == "task":
        assert (merged["rank_a_x"] == merged["rank_b_y"]).all()
        assert (merged["shared_terms_x"] == merged["shared_terms_y"]).all()


def test_a_further_plan_changes_no_pair_of_the_others():
    first, second = TASKS["plan_id"].unique()
    double = rename_plan(TASKS, first, "double")
    plans = pd.concat([PLANS, PLANS[PLANS["plan_id"] == first].assign(plan_id="double")])
    unrelated = make_tasks(other=[("1", "推进新能源汽车充电设施建设"), ("2", "改造老旧小区")])
    for order in ([TASKS, unrelated, double], [unrelated, double, TASKS]):
        pairs = compare_tasks(pd.concat(order, ignore_index=True), plans)
        same = pairs[(pairs["plan_a"] == first) & (pairs["plan_b"] == second)]
        pd.testing.assert_frame_equal(same.reset_index(drop=True), PAIRS)
    copied = pairs[(pairs["plan_a"] == "double") & (pairs["plan_b"] == second)]
    assert copied["similarity"].tolist() == pytest.approx(PAIRS["similarity"].tolist())


def test_a_plan_against_its_copy_finds_every_task_again():
    first = TASKS["plan_id"].iloc[0]
    own = TASKS[TASKS["plan_id"] == first]
    pairs = compare_tasks(pd.concat([own, rename_plan(own, first, "copy")]))
    same = pairs["task_a"].str.replace(first, "", regex=False) == pairs["task_b"].str.replace(
        "copy", "", regex=False
    )
    assert np.allclose(pairs.loc[same, SCORES], 1)
    assert (pairs.loc[same, ["rank_a", "rank_b"]] == 1).all(axis=None)
    assert list_unanswered(pairs).empty


def test_degenerate_plans_give_bounded_scores():
    tasks = make_tasks(
        a=[("1", SCHOOL), ("1", SCHOOL)],
        b=[("1", SCHOOL)],
        c=[("1", "。"), ("1", "一")],
        d=[("1", FARM)],
    )
    pairs = compare_tasks(tasks)
    assert pairs["similarity"].between(-1, 1).all()
    same = pairs[(pairs["plan_a"] == "a") & (pairs["plan_b"] == "b")]
    assert same["similarity"].tolist() == pytest.approx([1, 1])
    assert not pairs.loc[(pairs["plan_a"] == "c") | (pairs["plan_b"] == "c"), "matched"].any()


def test_above_the_limit_the_nearest_and_what_may_be_a_counterpart_stay(monkeypatch):
    monkeypatch.setattr(full, "ALL_PAIRS_UP_TO", 100)
    monkeypatch.setattr(full, "KEPT_NEAREST", 1)  # of more, the uncertain are among them anyhow
    short = compare_tasks(TASKS, PLANS)
    nearest = PAIRS[["rank_a", "rank_b"]].min(axis=1) == 1
    kept = PAIRS[nearest | (PAIRS["judgement"] != "none")]
    pd.testing.assert_frame_equal(short, kept.reset_index(drop=True))
    assert len(short) < len(PAIRS)


def test_equal_scores_are_ranked_in_column_order():
    scores = np.array([[0.1, 0.5, 0.5 + 1e-13, 0.2]])
    assert rank_scores(scores).tolist() == [[4, 1, 2, 3]]


def test_tasks_without_counterpart_surface():
    alone = list_unanswered(compare_tasks(SMALL))
    assert alone["task_id"].tolist() == ["a-3", "b-2"]
    assert alone["other_plan"].tolist() == ["b", "a"]
    found = list_unanswered(PAIRS)
    every = set(TASKS.loc[TASKS["kind"] == "key_task", "task_id"])
    unread = every - set(GOLD["task_a"]) - set(GOLD["task_b"])
    assert unread <= set(found["task_id"])


def test_sections_answer_each_other():
    grades = GOLD[GOLD["grade"] == "strong"]
    section = TASKS.set_index("task_id")["section_id"]
    strong = pd.DataFrame(
        {"a": section[grades["task_a"]].to_numpy(), "b": section[grades["task_b"]].to_numpy()}
    )
    most = set(strong.value_counts()[lambda n: n >= 2].index)
    matched = SECTION_PAIRS[SECTION_PAIRS["matched"].astype(bool)]
    assert most <= set(zip(matched["section_a"], matched["section_b"], strict=True))


def test_null_is_seeded_and_far_below_real_counterparts():
    null = estimate_null(TASKS, PLANS, draws=5)
    pd.testing.assert_frame_equal(null, estimate_null(TASKS, PLANS, draws=5))
    assert not null.equals(estimate_null(TASKS, PLANS, draws=5, seed=1))
    assert set(null["null"]) == {"own_sections", "scrambled"}
    similarity = null[null["measure"] == "similarity"].set_index("null")
    assert (similarity["mean"].abs() < 0.01).all()
    found = PAIRS.loc[PAIRS["matched"].astype(bool), "similarity"]
    assert (similarity.loc["own_sections", "q99"] < found.min()).all()
    assert (similarity["q99"] < found.median()).all()


def test_null_of_a_pair_does_not_change_with_a_further_plan():
    other = make_tasks(other=[("1", FARM), ("2", SCHOOL)])
    both = estimate_null(pd.concat([other, TASKS], ignore_index=True), PLANS, draws=2)
    without = both[(both["plan_a"] != "other") & (both["plan_b"] != "other")]
    expected = estimate_null(TASKS, PLANS, draws=2)
    pd.testing.assert_frame_equal(without.reset_index(drop=True), expected)


def test_sensitivity_compares_with_the_plain_measure():
    table = measure_sensitivity(TASKS, PLANS).set_index("setting")
    assert table.loc["words", ["rank_correlation", "same_best"]].tolist() == pytest.approx([1, 1])
    assert table["rank_correlation"].between(0.4, 1).all()
    assert table["same_best"].between(0.6, 1).all()


# Settings were chosen on the odd sections; these are the even ones. Figures: methods.
@pytest.mark.parametrize(
    ("grade", "metric", "half", "whole"),
    [
        ("all", "average_precision", 0.90, 0.93),
        ("strong", "average_precision", 0.95, 0.93),
        ("strong_apart", "average_precision", 0.98, 0.98),
        ("all", "precision_at_1", 0.93, 0.95),
        ("strong", "precision_at_1", 0.92, 0.92),
    ],
)
def test_ranking_agrees_with_the_reading(grade, metric, half, whole):
    _, unseen = split_pairs(PAIRS, GOLD, TASKS)
    for (pairs, gold), bar in ((unseen, half), ((PAIRS, GOLD), whole)):
        table = score_ranking(pairs, gold, ["similarity"], draws=1)
        value = table.set_index(["grade", "metric"]).loc[(grade, metric), "value"]
        assert value >= bar


def test_soft_alignment_earns_its_place():
    table = score_ranking(PAIRS, GOLD, draws=500).set_index(["measure", "grade", "metric"])
    assert table.loc[("similarity", "all", "average_precision"), "gain_low"] > 0


def test_matched_pairs_are_right_and_find_nearly_all_strong_ones():
    score = score_matches(PAIRS, GOLD)
    assert score["precision"] >= 0.95
    assert score["recall_strong"] >= 0.9
    assert PAIRS["matched"].sum() == score["matched"]


def test_average_precision_by_hand():
    scores, relevant = np.array([0.9, 0.8, 0.7]), np.array([1.0, 0.0, 1.0])
    assert average_precision(scores, relevant).tolist() == [pytest.approx((1 + 2 / 3) / 2)]
    twice = average_precision(scores, relevant, np.array([[1.0, 2.0, 1.0], [1.0, 0.0, 0.0]]))
    assert twice.tolist() == pytest.approx([(1 + 2 / 4) / 2, 1])
    assert np.isnan(average_precision(scores, np.zeros(3))).all()


@settings(deadline=None)
@given(
    arrays(float, 12, elements=st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0])),
    arrays(bool, 12).filter(lambda flags: flags.any()),
)
def test_average_precision_is_that_of_scikit_learn(scores, relevant):
    ours = average_precision(scores, relevant.astype(float))[0]
    assert ours == pytest.approx(average_precision_score(relevant, scores))


def test_first_right_candidate_and_ties():
    relevant = np.array([False, True, False, True])
    assert reciprocal_rank(Query(np.array([0.9, 0.8, 0.7, 0.1]), relevant)) == 1 / 2
    assert reciprocal_rank(Query(np.array([0.8, 0.8, 0.7, 0.1]), relevant)) == 1 / 2
    assert reciprocal_rank(Query(np.array([0.1, 0.8, 0.7, 0.1]), relevant)) == 1


RANKED = pd.DataFrame(
    {
        "plan_a": "a",
        "task_a": ["a1", "a1", "a2", "a2"],
        "plan_b": "b",
        "task_b": ["b1", "b2", "b1", "b2"],
        "good": [0.9, 0.2, 0.1, 0.8],
        "bad": [0.9, 0.95, 0.1, 0.8],
        "matched": [True, True, False, False],
    }
)
READ = pd.DataFrame(
    {"task_a": ["a1", "a2"], "task_b": ["b1", "b2"], "grade": ["strong", "partial"]}
)


def test_rankings_are_scored_by_hand():
    table = score_ranking(RANKED, READ, ["good", "bad"], draws=50)
    table = table.set_index(["measure", "grade", "metric"]).sort_index()
    assert table.loc["good", "value"].tolist() == [1] * 9
    bad = table.loc["bad", "value"]
    assert bad["all", "average_precision"] == pytest.approx((1 / 2 + 2 / 3) / 2)
    assert bad["all", "precision_at_1"] == 2 / 4  # a2 and b1 right, a1 and b2 wrong
    assert bad["all", "reciprocal_rank"] == (1 + 1 + 1 / 2 + 1 / 2) / 4
    assert bad["strong", "average_precision"] == 1 / 2
    assert table.loc[("bad", "all", "precision_at_1"), ["gain", "n"]].tolist() == [-0.5, 4]
    assert (table["low"] <= table["high"]).all()


def test_matches_are_scored_by_hand():
    assert score_matches(RANKED, READ) == {
        "matched": 2,
        "precision": 1 / 2,
        "precision_strong": 1 / 2,
        "recall": 1 / 2,
        "recall_strong": 1,
    }


def test_gold_pair_that_is_not_there_is_named():
    with pytest.raises(PlanError, match="a9 – b1"):
        grade_pairs(RANKED, pd.concat([READ, READ.assign(task_a="a9", task_b="b1")[:1]]))


def test_halves_are_odd_and_even_sections_of_the_first_plan():
    (odd, odd_gold), (even, even_gold) = split_pairs(PAIRS, GOLD, TASKS)
    assert len(odd) + len(even) == len(PAIRS)
    assert len(odd_gold) + len(even_gold) == len(GOLD)
    section = TASKS.set_index("task_id")["section_id"]
    assert set(section[odd["task_a"]]).isdisjoint(section[even["task_a"]])


def test_of_very_many_sections_the_nearest_are_kept(monkeypatch):
    every = compare_sections(TASKS, PLANS)
    monkeypatch.setattr("compare.analyse.alignment.full.ALL_PAIRS_UP_TO", 10)
    monkeypatch.setattr("compare.analyse.alignment.full.KEPT_NEAREST", 1)
    kept = compare_sections(TASKS, PLANS)
    assert len(kept) < len(every) / 3
    for side in ("section_a", "section_b"):
        assert set(kept[side]) == set(every[side])
    assert kept["matched"].sum() == every["matched"].sum()
    assert len(kept.merge(every)) == len(kept)
