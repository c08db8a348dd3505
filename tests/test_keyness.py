"""Distinctive terms: hand-computed G² and deviations, and what swapping, adding or dealing does."""

import math
import random
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from compare.analyse import keyness
from compare.analyse.keyness import (
    SIGNIFICANT,
    count_survivors,
    dealing,
    find_distinctive_terms,
    measure_g2,
)
from compare.analyse.keyness.dealing import Dealing
from compare.analyse.terms import Tokenizer

SPLIT = Tokenizer(str.split, stop=False)


def make_tasks(**plans):
    """Key tasks from `plan=[text, …]`, terms separated by blanks."""
    return pd.DataFrame(
        [
            {
                "task_id": f"{plan}-{i}",
                "plan_id": plan,
                "kind": "key_task",
                "title": "",
                "body": text,
            }
            for plan, texts in plans.items()
            for i, text in enumerate(texts)
        ],
        columns=["task_id", "plan_id", "kind", "title", "body"],
    )


def find(tasks, **arguments):
    return find_distinctive_terms(tasks, tokenizer=SPLIT, **arguments)


def row_of(table, plan, term):
    (row,) = table[(table["plan_id"] == plan) & (table["term"] == term)].to_dict("records")
    return row


# G² = 2·Σ O·ln(O/E). Totals 3,000 and 3,000, counts 9 and 1: E = 10·3000/6000 = 5 on both sides,
#   2·(9·ln(9/5) + 1·ln(1/5)) = 2·(9·0.5877867 − 1.6094379) = 2·3.6806420 = 7.3612840.
# Totals 1,000 and 4,000, counts 6 and 4: E = 10·1000/5000 = 2 and 8,
#   2·(6·ln 3 + 4·ln 0.5) = 2·(6·1.0986123 − 4·0.6931472) = 2·3.8190850 = 7.6381699.
# Totals 2,000 and 1,000, counts 0 and 3: E = 2 and 1; 0·ln 0 counts 0, rarer here:
#   −2·3·ln 3 = −6.5916737.
@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((9, 1, 3000, 3000), 7.3612840),
        ((6, 4, 1000, 4000), 7.6381699),
        ((0, 3, 2000, 1000), -6.5916737),
        ((5, 10, 1000, 2000), 0.0),
    ],
)
def test_g2_is_the_value_computed_by_hand(counts, expected):
    assert measure_g2(*counts) == pytest.approx(expected, abs=1e-6)


# Three tasks 甲甲, 甲乙, 乙乙, the first in a plan of its own. Rate of 甲 3/6 = ½; y = 2 − 1, 1 − 1,
# 0 − 1 = 1, 0, −1. Plan of one task: O − E = 1, variance 1·(1 − ⅓)·2 ÷ 2 = ⅔, z = 1.2247.
def test_a_deviation_is_the_value_computed_by_hand():
    counts = csr_matrix(np.array([[2, 0], [1, 1], [0, 2]]))
    dealt = Dealing(counts, np.array([2, 2, 2]), np.array([0, 1, 1]), True)
    plan, term, z = dealt.measure(dealt.owner[None])
    assert plan.tolist() == [0, 0, 1, 1]
    assert term.tolist() == [0, 1, 0, 1]
    assert z.tolist() == pytest.approx([1.2247449, -1.2247449, -1.2247449, 1.2247449])
    used = Dealing(counts, dealt.lengths, dealt.owner, False).measure(dealt.owner[None])
    assert sorted(zip(*(part.tolist() for part in used), strict=True)) == [
        (0, 0, pytest.approx(1.2247449)),  # the first plan does not use 乙
        (1, 0, pytest.approx(-1.2247449)),
        (1, 1, pytest.approx(1.2247449)),
    ]


def test_the_spread_of_a_deviation_is_that_over_all_ways_of_dealing():
    draw = np.random.RandomState(5)
    counts = csr_matrix(draw.poisson(1.0, (30, 4)))
    lengths = np.asarray(counts.sum(axis=1)).ravel() + draw.randint(1, 20, 30)
    dealt = Dealing(counts, lengths, np.arange(30) % 3, True)
    owners = np.stack([draw.permutation(dealt.owner) for _ in range(2000)])
    found = dealt.measure(owners)[2].reshape(2000, 12)
    assert found.mean(axis=0) == pytest.approx(np.zeros(12), abs=0.12)
    assert found.std(axis=0) == pytest.approx(np.ones(12), abs=0.12)


def make_bursts(seed):
    """60 tasks of ten words each, of which one is said six times more: words of a task cling."""
    draw = np.random.RandomState(seed)
    counts = np.array([np.bincount(draw.randint(0, 60, 10), minlength=60) for _ in range(60)])
    counts[np.arange(60), draw.randint(0, 60, 60)] += 6
    return csr_matrix(counts)


@pytest.mark.parametrize("plans", [2, 5, 10])
def test_where_tasks_are_dealt_at_random_hardly_ever_a_term_stands_out(monkeypatch, plans):
    monkeypatch.setattr(dealing, "MOST_DEALS", 39)
    hits, owner = 0, np.arange(60) % plans
    for seed in range(40):
        counts = make_bursts(seed)
        lengths = np.asarray(counts.sum(axis=1)).ravel()
        p_values = Dealing(counts, lengths, owner, True).find_p_values()[2]
        hits += bool((p_values <= SIGNIFICANT).any())
    assert hits <= 5  # 2 are to be expected, more than 5 in 1 % of cases


def test_a_word_of_one_task_does_not_stand_out_and_one_of_many_does():
    filler = [f"词{i} 词{i + 1} 词{i + 2}" for i in range(20)]
    once = make_tasks(a=["甲 " * 20 + filler[0], *filler[1:]], b=filler)
    spread = make_tasks(a=["甲 " + text for text in filler], b=filler)
    assert row_of(find(once), "a", "甲")["p_adjusted"] > SIGNIFICANT
    assert row_of(find(spread), "a", "甲")["p_adjusted"] <= SIGNIFICANT


@pytest.mark.parametrize(
    ("word", "listed"),
    [("省", False), ("市", False), ("人", False), ("进", False), ("全市", False), ("市级", False)]
    + [
        ("乡镇", False),
        ("市委", False),
        ("各部门", False),
        ("青海", False),
        ("乡村", True),
        ("市民", True),
    ]
    + [("城市", True), ("市场", True), ("县域", True), ("省钱", True), ("低空", True)],
)
def test_what_names_a_level_or_was_left_by_cutting_is_no_keyword(word, listed):
    tasks = make_tasks(a=[f"{word} 科普 " * 3], b=["科普 科普"])
    found = find_distinctive_terms(tasks, tokenizer=Tokenizer(str.split))
    assert (word in set(found["term"])) == listed
    assert word in set(find(tasks)["term"])  # own stop words stand in place of the built-in ones


@given(st.integers(0, 50), st.integers(0, 50), st.integers(100, 900), st.integers(100, 900))
def test_g2_changes_only_its_sign_when_the_sides_change(a, b, total_a, total_b):
    there, back = measure_g2(a, b, total_a, total_b), measure_g2(b, a, total_b, total_a)
    assert there == pytest.approx(-back, abs=1e-9)


def test_rates_ratio_and_tasks_by_hand():
    # Plan a: 10 terms, 甲 four times in two tasks; plan b: 20 terms, 甲 twice in one.
    tasks = make_tasks(a=["甲 甲 甲 乙 乙", "甲 丙 丙 丙 丙"], b=["甲 甲 " + "丙 " * 8, "乙 " * 10])
    row = row_of(find(tasks), "a", "甲")
    assert (row["count"], row["count_others"], row["tasks"], row["tasks_others"]) == (4, 2, 2, 1)
    assert (row["rate"], row["rate_others"]) == pytest.approx((400, 100))
    assert row["rate_ratio"] == pytest.approx((4.5 / 10) / (2.5 / 20))  # 3.6
    # E = 6·10/30 = 2 and 4: 2·(4·ln 2 + 2·ln 0.5) = 4·ln 2.
    assert row["g2"] == pytest.approx(4 * math.log(2))


TEXTS = ["甲 甲 甲 乙 乙 戊", "甲 丙 丙 丁 丁"], ["丙 丙 丙 乙 戊 戊", "丁 丁 丁 丁"], ["甲 丙 丁"]


def test_sign_flips_when_plans_are_swapped():
    table = find(make_tasks(a=TEXTS[0], b=TEXTS[1]))
    there = table[table["plan_id"] == "a"].set_index("term")
    back = table[table["plan_id"] == "b"].set_index("term").loc[there.index]
    assert there["g2"].tolist() == pytest.approx((-back["g2"]).tolist())
    assert there["count"].tolist() == back["count_others"].tolist()
    assert there["p_adjusted"].tolist() == pytest.approx(back["p_adjusted"].tolist())
    assert there["g2"].is_monotonic_decreasing


def test_order_of_tasks_and_plans_changes_no_row():
    tasks = make_tasks(a=TEXTS[0], b=TEXTS[1], c=TEXTS[2])
    key = ["plan_id", "term"]
    straight = find(tasks).sort_values(key, ignore_index=True)
    turned = find(tasks.iloc[::-1]).sort_values(key, ignore_index=True)
    pd.testing.assert_frame_equal(straight, turned)


def test_each_of_three_plans_stands_against_the_two_others_together():
    table = find(make_tasks(a=TEXTS[0], b=TEXTS[1], c=TEXTS[2]))
    joined = find(make_tasks(a=TEXTS[0], rest=TEXTS[1] + TEXTS[2]))
    here, there = (
        part[part["plan_id"] == "a"].drop(columns="p_adjusted").reset_index(drop=True)
        for part in (table, joined)
    )
    pd.testing.assert_frame_equal(here, there)


def test_two_equal_plans_have_no_distinctive_term():
    table = find(make_tasks(a=TEXTS[0], b=TEXTS[0]))
    assert table["g2"].tolist() == pytest.approx([0.0] * len(table))
    assert count_survivors(table)[["more", "fewer"]].to_numpy().sum() == 0


def test_place_names_are_left_out_and_count_nowhere():
    names = {"place": ["海安市", ""], "prefecture": ["南通市", ""], "province": ["江苏省", ""]}
    plans = pd.DataFrame({"plan_id": ["a", "b"], **names})
    tasks = make_tasks(a=["海安科普 海安科普 江苏省 甲 甲 甲 乙"], b=["甲 乙 乙 乙"])
    table = find(tasks, plans=plans)
    assert set(table["term"]) == {"甲", "乙"}
    assert row_of(table, "a", "甲")["rate"] == pytest.approx(750)


def test_other_texts_can_stand_in_for_the_tasks():
    tasks = make_tasks(a=["甲 甲 甲 乙 乙 乙"], b=["丙 丙 丙"])
    table = find(tasks, texts={"a-0": "乙 乙 乙", "b-0": "丙 丙 丙"})
    assert set(table["term"]) == {"乙", "丙"}


def test_terms_seen_less_than_three_times_are_not_tested_but_count_in_the_rates():
    table = find(make_tasks(a=["甲 甲 丁 丁"], b=["甲 乙 乙 丁"]))
    assert table[table["plan_id"] == "a"]["term"].tolist() == ["丁", "甲"]
    assert row_of(table, "b", "甲")["rate"] == pytest.approx(250)


def test_safeguards_do_not_count():
    tasks = make_tasks(a=["甲 甲 甲", "乙 乙 乙"], b=["丙 丙 丙"])
    tasks.loc[tasks["task_id"] == "a-1", "kind"] = "safeguard"
    assert set(find(tasks)["term"]) == {"甲", "丙"}


def test_survivors_are_counted_and_single_tasks_marked():
    table = find(make_tasks(a=["甲 乙 丙"], b=["甲 甲 乙 丙 丙"]), minimum_count=1)
    told = {"甲": (0.01, 5.0, 2, 1), "乙": (0.05, -5.0, 3, 1), "丙": (0.06, 5.0, 1, 9)}
    for term, (p, g2, tasks, others) in told.items():
        rows = (table["plan_id"] == "a") & (table["term"] == term)
        table.loc[rows, ["p_adjusted", "g2"]] = p, g2
        table.loc[rows, ["tasks", "tasks_others"]] = tasks, others
    counted = count_survivors(table[table["plan_id"] == "a"]).to_dict("records")
    # 甲 is more frequent and in two tasks, 乙 less and in one task of the others, 丙 not sure.
    expected = {"plan_id": "a", "tested": 3, "more": 1, "fewer": 1, "one_task": 1}
    assert counted == [expected]


@pytest.mark.parametrize("plans", [{}, {"a": TEXTS[0]}, {"a": TEXTS[0], "b": [""]}])
def test_nothing_to_compare_gives_no_row(plans):
    table = find(make_tasks(**plans))
    assert table.empty
    assert "p_adjusted" in table.columns


def compare_by_hand(tasks):
    """The rows as the definition has them: one plan and one term at a time."""
    bags = {p: " ".join(part["body"]).split() for p, part in tasks.groupby("plan_id", sort=False)}
    bags = {plan: bag for plan, bag in bags.items() if bag}
    everything = [word for bag in bags.values() for word in bag]
    terms = sorted(w for w in set(everything) if everything.count(w) >= 3)
    rows = []
    for plan, bag in bags.items():
        rest = len(everything) - len(bag)
        own = [bag.count(t) for t in terms]
        others = [everything.count(t) - n for t, n in zip(terms, own, strict=True)]
        g2 = [measure_g2(a, b, len(bag), rest) for a, b in zip(own, others, strict=True)]
        texts = [body.split() for body in tasks.loc[tasks["plan_id"] == plan, "body"]]
        used = [sum(term in text for text in texts) for term in terms]
        columns = (terms, own, others, g2, used)
        part = [(plan, *row) for row in zip(*columns, strict=True)]
        rows += sorted(part, key=lambda row: (-round(row[4], 9), row[1]))
    return rows


COLUMNS = ["plan_id", "term", "count", "count_others", "g2", "tasks"]


def make_random(seed, plans=6):
    """Plans of a few tasks with words drawn from few, so that counts are often equal."""
    draw = random.Random(seed)
    return make_tasks(
        **{
            f"p{n}": [
                " ".join(draw.choices("甲乙丙丁戊己庚辛壬癸", k=draw.randint(0, 12)))
                + " 子" * draw.choice([0, 0, 9 * n])
                for _ in range(draw.randint(1, 4))
            ]
            for n in range(plans)
        }
    )


@pytest.mark.parametrize("seed", range(5))
def test_all_plans_at_once_give_what_one_term_at_a_time_gives(seed):
    tasks = make_random(seed)
    expected = compare_by_hand(tasks)
    found = list(find(tasks)[COLUMNS].itertuples(index=False, name=None))
    assert found == expected


@pytest.mark.parametrize("strongest", [1, 3])
def test_of_many_plans_the_significant_and_the_strongest_terms_are_listed(monkeypatch, strongest):
    monkeypatch.setattr(keyness, "STRONGEST", strongest)
    monkeypatch.setattr(keyness, "SIGNIFICANT", 0.6)
    tasks = make_random(3)
    every, listed = find(tasks), find(tasks, many=True)
    sure = listed.set_index(["plan_id", "term"])["p_adjusted"] <= 0.6
    assert 1 < sure.groupby("plan_id").sum().max() < 10
    columns = [name for name in every if name != "p_adjusted"]
    expected = []
    for plan, part in every.groupby("plan_id", sort=False):
        own = {term for at, term in sure[sure].index if at == plan}
        order = sorted(
            part.index,
            key=lambda i: (part["term"][i] not in own, -round(abs(part["g2"][i]), 9)),
        )
        expected += sorted(order[: max(len(own), strongest)])
    pd.testing.assert_frame_equal(
        listed[columns], every.loc[expected, columns].reset_index(drop=True)
    )


def test_words_counted_before_spare_cutting_the_texts():
    tasks = make_random(1)
    words = {
        task: dict(Counter(body.split()))
        for task, body in zip(tasks["task_id"], tasks["body"], strict=True)
    }
    found = find(tasks.assign(body="无"), words=words)
    pd.testing.assert_frame_equal(found, find(tasks))


def test_threads_deal_the_same():
    tasks = make_random(2)
    for many in (False, True):
        pd.testing.assert_frame_equal(find(tasks, many=many, threads=2), find(tasks, many=many))


def test_plans_stand_in_the_order_of_their_first_term():
    tasks = make_tasks(b=["", "甲 甲"], a=["甲 乙 乙"]).iloc[[0, 2, 1]]
    assert find(tasks)["plan_id"].drop_duplicates().tolist() == ["a", "b"]
