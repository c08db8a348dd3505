"""Pairs kept of many plans are judged as a full comparison of their two plans judges them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.sparse import csc_matrix

from compare.analyse.alignment import (
    MANY_PLANS,
    compare_sections,
    compare_tasks,
    counted,
    find_counterparts,
    find_section_counterparts,
    judge_kept_pairs,
    judge_kept_sections,
    kept,
    list_judged_plans,
)
from compare.analyse.alignment.clauses import read_characters, read_views
from compare.analyse.alignment.counted import (
    count_marks,
    count_ready,
    find_partners,
    multiply_few,
    multiply_weights,
)
from compare.analyse.partners import count_partners
from compare.analyse.terms import WordCounts, count_words
from compare.parallel import run_here, run_together
from compare.schema import check_table

VALUES = ["similarity", "probability", "judgement", "matched"]
WORK = ("建设社区食堂", "培训护理员", "加装楼道扶手", "巡护山林", "改造灌区渠道", "开放实验室")
MEANS = (
    "方便老人就餐",
    "每年两次",
    "由各镇落实",
    "配发手环",
    "清淤疏浚",
    "组织科普讲座",
    "更新展品",
)
TASK = st.tuples(st.sampled_from(WORK), st.lists(st.sampled_from(MEANS), min_size=1, max_size=4))
PLAN = st.lists(TASK, min_size=1, max_size=6)
Judged = dict[str, pd.DataFrame]


def make_set(plans: dict[str, list[tuple[str, list[str]]]]) -> tuple[pd.DataFrame, WordCounts]:
    """The tasks of all plans, two to a section, and their words as a build of many counts them."""
    rows = [
        {"plan_id": plan, "task_id": f"{plan}-{n}", "section_id": f"{plan}-s{n // 2}"}
        | {"kind": "key_task", "title": title, "body": "，".join(means) + "。"}
        for plan, tasks in plans.items()
        for n, (title, means) in enumerate(tasks)
    ]
    words = WordCounts()
    for row in rows:
        words.add(row["task_id"], count_words(row["title"] + "。" + row["body"]))
    return pd.DataFrame(rows), words


def list_further_plans() -> dict[str, list[tuple[str, list[str]]]]:
    """More plans than are compared in full, each with two tasks."""
    return {
        f"p{n:02}": [(WORK[(n + k) % len(WORK)], [MEANS[(n * k) % 7], f"第{n}批"]) for k in (1, 2)]
        for n in range(MANY_PLANS)
    }


def take_first_and_last(sides: pd.DataFrame, partners: int) -> pd.DataFrame:
    ends = sides.loc[(sides["a"] == 0) & (sides["b"] == MANY_PLANS + 1), ["a", "b"]]
    return ends.drop_duplicates()


def judge_all(tasks: pd.DataFrame, words: WordCounts, level: float | None = None) -> Judged:
    """The tables of both grains as a build of many plans gives them."""
    pairs = judge_kept_pairs(find_counterparts(tasks, words), tasks, match_level=level)
    found = find_section_counterparts(tasks, words)
    sections = judge_kept_sections(list_judged_plans(pairs), found, tasks, match_level=level)
    return {"task": pairs, "section": sections}


@settings(max_examples=5, deadline=None, derandomize=True)
@given(PLAN, PLAN, st.sampled_from([None, 0.2]))
def test_two_plans_among_many_get_the_values_they_have_alone(one, two, level):
    tasks, words = make_set({"one": one, **list_further_plans(), "two": two})
    with pytest.MonkeyPatch.context() as patch:  # the pairs of all others would take a minute
        patch.setattr(kept, "choose_close_plans", take_first_and_last)
        judged = judge_all(tasks, words, level)
    assume((judged["task"]["judgement"] != "").any())  # else none of theirs is among the nearest
    both = tasks[tasks["plan_id"].isin(["one", "two"])]
    for grain, compare in (("task", compare_tasks), ("section", compare_sections)):
        ends = [f"{grain}_a", f"{grain}_b"]
        alone = compare(both, match_level=level).set_index(ends)[VALUES]
        pairs = judged[grain].set_index(ends)
        among = (pairs["plan_a"] == "one") & (pairs["plan_b"] == "two")
        assert (among == (pairs["judgement"] != "")).all()
        found = pairs.loc[among, VALUES]
        pd.testing.assert_frame_equal(found, alone.loc[found.index], rtol=0, atol=1e-9)


def test_closest_plans_are_judged_and_all_others_stay_empty(monkeypatch):
    monkeypatch.setattr("compare.analyse.partners.PARTNERS_TOGETHER", 0)
    monkeypatch.setattr("compare.analyse.partners.LEAST_PARTNERS", 1)
    near = [(WORK[0], ["方便老人就餐", "每年两次"]), (WORK[1], ["由各镇落实"])]
    tasks, words = make_set({"a": near, "b": near, "c": [near[0]], "d": [(WORK[3], ["清淤疏浚"])]})
    found = find_counterparts(tasks, words), find_section_counterparts(tasks, words)
    for (grain, pairs), before in zip(judge_all(tasks, words).items(), found, strict=True):
        pd.testing.assert_frame_equal(check_table(pairs, f"{grain}_pairs"), pairs)
        judged = pairs["judgement"] != ""
        between = set(zip(pairs["plan_a"][judged], pairs["plan_b"][judged], strict=True))
        assert between == {("a", "b"), ("a", "c")}  # c's tie of a and b goes to the earlier
        assert (pairs["similarity"].notna() == judged).all()
        assert (pairs["matched"].notna() == judged).all()
        assert (pairs["probability"].notna() == judged).all()
        assert len(pairs[~judged])
        rest = [name for name in pairs.columns if name not in VALUES]
        pd.testing.assert_frame_equal(pairs[rest], before[rest])


def test_partners_by_hand() -> None:
    assert [count_partners(plans) for plans in (60, 240, 300, 449, 450, 3000)] == [
        15,
        3,
        3,
        2,
        2,
        2,
    ]
    assert count_partners(3000, asked=7) == 7


@pytest.mark.parametrize("plans", [51, 240, 3000])
def test_work_grows_with_the_number_of_plans_not_with_its_square(plans):
    rng = np.random.default_rng(0)
    a, b = rng.integers(0, plans, (2, plans * 30))
    sides = pd.DataFrame({"a": np.minimum(a, b), "b": np.maximum(a, b), "tfidf": 0.5})
    chosen = kept.choose_close_plans(sides[sides["a"] != sides["b"]], count_partners(plans))
    assert len(chosen) <= max(1200, 5 * plans)
    assert set(chosen.to_numpy().ravel()) == set(range(plans))


def test_plans_with_partners_in_common_are_judged_in_turn():
    # Of 40 plans every fifth has to do with the others of its kind, and with no other.
    close = pd.DataFrame(
        [(a, b) for a in range(40) for b in range(a + 1, 40) if (b - a) % 5 == 0],
        columns=["a", "b"],
    )
    located = close.assign(place_a=0, place_b=0)
    taken = kept.take_close(located, close)
    kinds = (taken["a"] % 5).tolist()
    assert sum(one != other for one, other in pairwise(kinds)) == 4
    assert sorted(taken["row"]) == list(range(len(close)))
    assert (taken[["a", "b"]].to_numpy() == close.loc[taken["row"], ["a", "b"]].to_numpy()).all()
    jobs = kept.list_pair_jobs(taken, [[str(n)] for n in range(40)], "task", None)
    assert [len(job.others) for job in run_together(run_here, 3)(lambda job: job, jobs)] == [
        len(set(taken.loc[taken["a"] == a, "b"])) for a in dict.fromkeys(taken["a"].tolist())
    ]


def test_nothing_kept_is_nothing_judged():
    tasks, words = make_set({"a": [("森林", ["防火"])], "b": [("水库", ["加固"])]})
    assert all(pairs.empty for pairs in judge_all(tasks, words).values())


@pytest.mark.parametrize(
    "texts",
    [["加强科普，2025年建5个AI+科普馆。", "𠮷田_书屋、 电影\n下乡"], ["，。", "科"], ["a b"]],
)
def test_characters_are_counted_as_term_counts_are(texts):
    fast, slow = read_characters(texts), read_views(texts)
    assert fast.owner.tolist() == slow.owner.tolist()
    assert fast.characters.toarray().tolist() == slow.characters.toarray().tolist()
    of_text = [slow.characters.toarray()[slow.owner == n].sum(axis=0) for n in range(len(texts))]
    held = np.array(of_text)
    values = np.where(held > 0, 1 + np.log(np.maximum(held, 1)), 0)
    for views in (fast, slow, fast.take(np.arange(len(texts)))):
        laid = views.texts.laid.T
        assert laid == pytest.approx(values)


COUNTS = st.lists(st.lists(st.sampled_from([0, 0, 0, 1, 2, 5]), min_size=9, max_size=9), min_size=1)


COLUMNS = st.sets(st.integers(0, 8)).map(lambda terms: np.array(sorted(terms), dtype=int))


@settings(max_examples=100, deadline=None)
@given(COUNTS, COUNTS, st.sampled_from([0, 1, 3, 10**6]), COLUMNS, COLUMNS)
def test_cosines_are_those_of_all_weights_multiplied(counts_a, counts_b, common, terms_a, terms_b):
    idf = np.linspace(1, 3, 9)

    def make(counts, terms):
        """Counts of these terms alone, weighed by the program and laid out by hand."""
        own = np.array(counts, dtype=float)[:, terms]
        weights = np.zeros((len(own), 9))
        weights[:, terms] = np.where(own > 0, 1 + np.log(np.maximum(own, 1)), 0) * idf[terms]
        length = np.sqrt((weights**2).sum(axis=1, keepdims=True))
        ready = count_ready(csc_matrix(own)).weigh(idf[terms] ** 2)
        return ready, weights / np.where(length > 0, length, 1)

    (a, by_hand_a), (b, by_hand_b) = make(counts_a, terms_a), make(counts_b, terms_b)
    partner = find_partners(terms_a, terms_b)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counted, "COMMON", common)
        many = multiply_weights(a, b, partner)
    own_a, own_b, across = multiply_few(a, b, partner)
    assert np.allclose(many, by_hand_a @ by_hand_b.T, rtol=0, atol=1e-12)
    assert np.allclose(across, by_hand_a @ by_hand_b.T, rtol=0, atol=1e-12)
    assert np.allclose(own_a, by_hand_a @ by_hand_a.T, rtol=0, atol=1e-12)
    assert np.allclose(own_b, by_hand_b @ by_hand_b.T, rtol=0, atol=1e-12)


def test_terms_find_their_partners_by_name():
    one, two = np.array([3, 5, 9, 12]), np.array([4, 5, 12])
    assert find_partners(one, two).tolist() == [3, 1, 3, 2]
    assert find_partners(one, two[:0]).tolist() == [0, 0, 0, 0]


@settings(max_examples=100, deadline=None)
@given(COUNTS, COUNTS, COLUMNS, COLUMNS)
def test_marks_are_terms_of_one_row_alone_on_either_side(counts_a, counts_b, terms_a, terms_b):
    ready, lone = [], []
    for counts, terms in ((counts_a, terms_a), (counts_b, terms_b)):
        own = np.array(counts, dtype=float)[:, terms]
        held = np.zeros((len(own), 9), dtype=int)
        held[:, terms] = own > 0
        ready.append(count_ready(csc_matrix(own)))
        lone.append(held * (held.sum(axis=0) == 1))
    found = count_marks(*ready, find_partners(terms_a, terms_b))
    assert (found == lone[0] @ lone[1].T).all()


def test_what_was_judged_of_two_plans_serves_where_it_has_all_that_is_asked_for():
    job = kept.PairJob("task", ["森林防火"], [["加固水库", "森林防火"]], [[(0, 1)]], None)
    both = job._replace(kept=[[(0, 0), (0, 1)]])
    found = kept.judge_partners(both)[0]
    assert [pair[:2] for pair in found] == [(0, 0), (0, 1)]
    assert kept.has_judgements(job, 0, found)
    assert not kept.has_judgements(both, 0, kept.judge_partners(job)[0])
    names = {kept.hash_pair_job(one) for one in (job, both, job._replace(others=[], kept=[]))}
    assert len(names) == 1
    assert kept.hash_pair_job(job._replace(level=0.2)) not in names
    assert kept.hash_pair_job(job._replace(grain="section")) not in names
    assert kept.hash_pair_job(job._replace(texts=["森林防虫"])) not in names
    assert kept.hash_pair_partners(job) == kept.hash_pair_partners(both)
    assert kept.hash_pair_partners(job) != kept.hash_pair_partners(job._replace(others=[["水库"]]))
    further = job._replace(others=[["水库"], *job.others], kept=[[], *job.kept])
    assert kept.take_pair_partners(further, [1]) == job
