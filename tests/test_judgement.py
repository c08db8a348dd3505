"""The judgement of counterparts: by hand, what must not change it, and families left out of the fit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from compare.analyse.alignment import judge_tasks, list_unanswered
from compare.analyse.alignment.clauses import read_views
from compare.analyse.alignment.judge import (
    COUNTERPART,
    NONE,
    SPREAD_RANGE,
    UNCERTAIN,
    describe_pairs,
    describe_texts,
    judge_scores,
    measure_spread,
)
from compare.evaluate.calibration import (
    fit_judgement,
    read_alignments,
    score_verdicts,
    tabulate_reliability,
    try_families,
)
from compare.lookups import read_lookup

READINGS = read_alignments(Path(__file__).parent / "readings")
KNOWN = {row["term"]: float(row["value"]) for row in read_lookup("judgement")}
SCORES = np.array([[0.4, 0.1, 0.0], [0.1, 0.2, 0.3]])
# Every weight 0 but those of similarity, so that the odds can be read off.
PLAIN = dict.fromkeys(KNOWN, 0.0) | {"pair_similarity": 1, "pair_constant": -5}
PLAIN |= {"alone_similarity": -1, "alone_constant": 3}
PLAIN |= {"counterpart_from": 0.8, "uncertain_from": 0.3, "alone_from": 0.8}


def test_what_a_pair_is_judged_by_is_counted_by_hand():
    similarity, lead, ranks = describe_pairs(SCORES, 0.1)
    assert similarity == pytest.approx(SCORES / 0.1)
    # 0.4 leads its row by .3 and its column by .3; 0.2 lies .1 under its row's best, and leads its
    # column by .1.
    assert lead[0, 0] == pytest.approx(3)
    assert lead[1, 1] == pytest.approx(0)
    assert np.exp(ranks) == pytest.approx(np.array([[1, 2 * 2, 3 * 2], [3 * 2, 2, 1]]))


def test_what_a_text_is_called_alone_by_is_counted_by_hand():
    best, lead, back = describe_texts(SCORES.T, 0.1)
    assert best == pytest.approx([4, 2, 3])
    assert lead == pytest.approx([3, 1, 3])
    # The second text's nearest is the second of the others, which has it as its own second.
    assert np.exp(back) == pytest.approx([1, 2, 1])


def test_the_three_states_by_hand():
    scores = np.array([[0.7, 0.0, 0.0], [0.0, 0.5, 0.0], [0.0, 0.0, 0.25], [0.05, 0.0, 0.0]])
    verdicts = judge_scores(scores, 0.1, PLAIN)
    # odds 7 − 5, 5 − 5; .25 is under uncertain_from, but the nearest of a text that is alone
    # with probability 1 / (1 + e^(2.5 − 3)) = .62 only; the last text is, with .92.
    assert verdicts.probability[[0, 1, 2], [0, 1, 2]].tolist() == [0.88, 0.5, 0.08]
    assert verdicts.judgement[[0, 1, 2], [0, 1, 2]].tolist() == [COUNTERPART, UNCERTAIN, UNCERTAIN]
    assert (verdicts.judgement[3] == NONE).all()
    assert (verdicts.judgement == NONE).sum() == 12 - 3


@settings(deadline=None, max_examples=50)
@given(arrays(float, (3, 4), elements=st.sampled_from([-0.1, 0.0, 0.05, 0.1, 0.2, 0.4, 1.0])))
def test_the_judgement_is_the_same_from_either_side_where_no_scores_tie(scores):
    scores = scores + np.arange(12).reshape(3, 4) / 1000
    there, back = judge_scores(scores, 0.03), judge_scores(scores.T, 0.03)
    assert (there.probability == back.probability.T).all()
    assert (there.judgement == back.judgement.T).all()
    assert ((there.probability >= 0) & (there.probability <= 1)).all()


def test_the_spread_depends_on_neither_order_nor_names_and_has_bounds():
    texts = [
        "建设科技馆，更新展品",
        "培训科学教师，开展实验",
        "推广农技，培训农民",
        "义诊，普及健康知识",
    ]
    views = read_views(texts)
    a, b = views.take(np.array([0, 1])), views.take(np.array([2, 3]))
    assert measure_spread(a, b) == pytest.approx(measure_spread(b, a))
    assert SPREAD_RANGE[0] <= measure_spread(a, b) <= SPREAD_RANGE[1]


def make_pairs(rows: list[tuple[str, str, str, str, float]]) -> pd.DataFrame:
    names = ["task_a", "plan_b", "task_b", "judgement", "similarity"]
    frame = pd.DataFrame(rows, columns=names).assign(plan_a="a", probability=0.5)
    return frame.assign(matched=frame["judgement"] == COUNTERPART)


def test_a_task_is_in_the_best_state_of_its_pairs_and_names_that_pair():
    pairs = make_pairs(
        [
            ("a1", "b", "b1", COUNTERPART, 0.3),
            ("a1", "b", "b2", NONE, 0.9),
            ("a2", "b", "b1", NONE, 0.2),
            ("a2", "b", "b2", UNCERTAIN, 0.1),
            ("a2", "c", "c1", NONE, 0.0),
        ]
    )
    table = judge_tasks(pairs).set_index(["task_id", "other_plan"])
    assert table["judgement"].to_dict() == {
        ("a1", "b"): COUNTERPART,
        ("a2", "b"): UNCERTAIN,
        ("a2", "c"): NONE,
        ("b1", "a"): COUNTERPART,
        ("b2", "a"): UNCERTAIN,
        ("c1", "a"): NONE,
    }
    assert table.loc[("a2", "b"), "nearest_task"] == "b2"
    assert list_unanswered(pairs)["task_id"].tolist() == ["a2", "a2", "b2", "c1"]
    assert judge_tasks(pairs.assign(judgement="")).empty


def test_the_weights_in_use_are_those_fitted_on_the_readings():
    for term, value in fit_judgement(READINGS).items():
        assert KNOWN[term] == pytest.approx(value, abs=0.011)


def test_families_left_out_of_the_fit_are_judged_right():
    verdicts = try_families(READINGS, KNOWN)
    table = score_verdicts(READINGS, verdicts).set_index("reading").loc["all"]
    assert table["precision"] >= 0.95
    assert table["recall"] >= 0.47
    assert table["truly_alone"] >= 0.85 * table["alone"]
    said = tabulate_reliability(READINGS, verdicts)
    assert ((said["said"] - said["found"]).abs() < 0.05 + said["pairs"] ** -0.5).all()
