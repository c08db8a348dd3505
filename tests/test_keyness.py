"""Distinctive terms: hand-computed G² and corrections, and what swapping or adding plans does."""

import math
import random
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.analyse import keyness
from compare.analyse.keyness import (
    _adjust_groups,
    count_survivors,
    find_distinctive_terms,
    find_p_value,
    measure_g2,
)
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


@pytest.mark.parametrize(
    ("g2", "p"), [(3.841459, 0.05), (-6.634897, 0.01), (10.827566, 0.001), (0.0, 1.0)]
)
def test_p_value_agrees_with_the_chi_square_table(g2, p):
    assert find_p_value(g2) == pytest.approx(p, rel=1e-5)


def adjust_p_values(p_values):
    return _adjust_groups(np.array(p_values), np.ones(len(p_values), dtype=int)).tolist()


# m = 5: 0.005·5/1 = 0.025; 0.01·5/2 = 0.025; 0.03·5/3 = 0.05; 0.04·5/4 = 0.05; 0.5·5/5 = 0.5.
# Least from the right: 0.5, 0.05, 0.05, 0.025, 0.025.
# m = 4: 0.01·4/1 = 0.04, 0.04·4/2 = 0.08, 0.03·… stands second: 0.03·4/2 = 0.06, 0.04·4/3 = 0.0533,
# so 0.03 takes the 0.0533 of its right neighbour; 0.9·4/4 = 0.9.
@pytest.mark.parametrize(
    ("given_p", "adjusted"),
    [
        ([0.03, 0.005, 0.5, 0.01, 0.04], [0.05, 0.025, 0.5, 0.025, 0.05]),
        ([0.01, 0.04, 0.03, 0.9], [0.04, 0.16 / 3, 0.16 / 3, 0.9]),
        ([], []),
    ],
)
def test_benjamini_hochberg_by_hand(given_p, adjusted):
    assert adjust_p_values(given_p) == pytest.approx(adjusted)


def test_a_group_counts_as_often_as_it_has_members():
    # 0.01 thrice and 0.04: 0.01·4/3 and 0.04; the group without a member takes no part.
    groups = _adjust_groups(np.array([0.04, 0.01, 0.5]), np.array([1, 3, 0]))
    assert groups == pytest.approx([0.04, 0.04 / 3, 1.0])


@given(st.lists(st.floats(0, 1), max_size=30))
def test_correction_keeps_order_and_never_lowers_a_p_value(p_values):
    adjusted = adjust_p_values(p_values)
    pairs = sorted(zip(p_values, adjusted, strict=True))
    assert all(p <= q + 1e-12 and q <= 1 for p, q in pairs)
    assert [q for _, q in pairs] == sorted(adjusted)


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
    pd.testing.assert_frame_equal(
        table[table["plan_id"] == "a"].reset_index(drop=True),
        joined[joined["plan_id"] == "a"].reset_index(drop=True),
    )


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
    filler = " ".join(f"词{i % 40}" for i in range(400))
    tasks = make_tasks(
        a=["甲 " * 30 + filler, filler], b=["乙 " * 15 + filler, "乙 " * 15 + filler]
    )
    counted = count_survivors(find(tasks)).to_dict("records")
    # 甲 and 乙 set the plans apart; 甲 stands in one task of a, 乙 in two of b.
    assert [(r["plan_id"], r["tested"], r["more"], r["fewer"], r["one_task"]) for r in counted] == [
        ("a", 42, 1, 1, 1),
        ("b", 42, 1, 1, 1),
    ]


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
        p_adjusted = adjust_p_values([find_p_value(g) for g in g2])
        texts = [body.split() for body in tasks.loc[tasks["plan_id"] == plan, "body"]]
        used = [sum(term in text for text in texts) for term in terms]
        columns = (terms, own, others, g2, p_adjusted, used)
        part = [(plan, *row) for row in zip(*columns, strict=True)]
        rows += sorted(part, key=lambda row: (-round(row[4], 9), row[1]))
    return rows


COLUMNS = ["plan_id", "term", "count", "count_others", "g2", "p_adjusted", "tasks"]


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
    tasks = make_random(3)
    every = find(tasks)
    listed = find(tasks, many=True)
    expected = []
    for _, part in every.groupby("plan_id", sort=False):
        order = sorted(part.index, key=lambda i: (-round(abs(part["g2"][i]), 9), part["term"][i]))
        significant = int((part["p_adjusted"] <= 0.05).sum())
        expected += sorted(order[: max(significant, strongest)])
    pd.testing.assert_frame_equal(listed, every.loc[expected].reset_index(drop=True))
    assert strongest < listed.groupby("plan_id").size().max() < len(every) / 6


def test_words_counted_before_spare_cutting_the_texts():
    tasks = make_random(1)
    words = {
        task: dict(Counter(body.split()))
        for task, body in zip(tasks["task_id"], tasks["body"], strict=True)
    }
    found = find_distinctive_terms(tasks.assign(body="无"), words=words)
    pd.testing.assert_frame_equal(found, find(tasks))
