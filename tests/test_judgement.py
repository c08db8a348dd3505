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
from compare.analyse.alignment.chance import DEVIATION_RANGE, measure_surprise, sum_chance
from compare.analyse.alignment.clauses import (
    PARTS,
    measure_answers,
    read_characters,
    read_views,
)
from compare.analyse.alignment.excess import Excess, measure_excess
from compare.analyse.alignment.full import find_spans, list_texts
from compare.analyse.alignment.judge import (
    COUNTERPART,
    NONE,
    SECTION,
    UNCERTAIN,
    describe_pairs,
    judge_excess,
    judge_plans,
    measure_likeness,
    read_weights,
    weigh_pairs,
)
from compare.analyse.terms import take_key_tasks
from compare.evaluate.calibration import (
    fit_constant,
    fit_judgement,
    read_alignments,
    score_verdicts,
    tabulate_reliability,
    try_families,
    try_sections,
)
from compare.evaluate.likeness import fit_likeness, read_unlike, score_unlike, take_pairs

PROCESSED = Path(__file__).parent.parent / "data" / "processed"
FOLDER = Path(__file__).parent / "readings"
READINGS, SECTIONS = read_alignments(FOLDER), read_alignments(FOLDER, SECTION)
KNOWN = read_weights()
ANSWERED = np.array([[4.0, 1.0, 0.0], [1.0, 2.0, 3.0]])
# Every weight 0 but that of answered clauses, so that the odds can be read off.
PLAIN = dict.fromkeys(KNOWN, 0.0) | {"pair_answered": 1, "pair_constant": -5}
PLAIN |= {"counterpart_from": 0.8, "uncertain_from": 0.3, "alone_from": 0.9, "alike_from": 1}
TEXTS = [
    "建设科技馆，更新展品，免费开放",
    "培训科学教师，开展实验",
    "推广农技，培训农民",
    "义诊，普及健康知识",
]


def view_plans(texts: list[str], size: int):
    views = read_views(texts)
    return views.take(np.arange(size)), views.take(np.arange(size, len(texts)))


def test_what_a_value_has_beyond_chance_is_counted_by_hand():
    found, own = np.array([[0.5, 0.1]]), np.array([[1.0, 0.2, 0.4]])
    # Left out is the row's own text; of .5 .1 .2 .4 the mean is .3, the variance .025.
    deviation = 0.025**0.5
    expected = [(0.5 - 0.7 / 3) / 0.1, (0.1 - 1.1 / 3) / 0.1]
    assert DEVIATION_RANGE[1] == 0.1 < deviation
    assert measure_surprise(found, sum_chance(own))[0] == pytest.approx(expected)
    # A fourth of all differences is a fourth of the deviation, which lies within the range.
    assert measure_surprise(found / 4, sum_chance(own / 4))[0] == pytest.approx(
        [(0.5 - 0.7 / 3) / deviation, (0.1 - 1.1 / 3) / deviation]
    )


def test_alike_texts_lie_beyond_chance_and_more_clauses_further():
    excess = measure_excess(*view_plans([*TEXTS, *TEXTS[::-1]], 4))
    assert (excess.answered.argmax(axis=1) == [3, 2, 1, 0]).all()
    same, other = excess.answered[[0, 1], [3, 2]], excess.answered[0, :3]
    assert other.max() < 0 < same.min()
    # Three clauses that are answered in full against two.
    assert same[0] / same[1] == pytest.approx((3 / 2) ** 0.5, rel=0.05)


def test_marks_are_counted_by_hand():
    texts = ["建成飞艇租赁中心", "开展培训", "发展船舶租赁", "加强培训"]
    # 租, 赁 and 租赁; 培, 训 and 培训; 展. What stands in two texts of a plan marks none.
    marks = np.log(np.array([[4, 1], [2, 4]]))
    a, b = view_plans(texts, 2)
    assert measure_excess(a, b).marks == pytest.approx(marks - np.log(1 + 7 / 4), abs=1e-4)
    gained = measure_answers(a, b) - measure_answers(a, b, parts=(*PARTS[:3], 0))
    assert gained == pytest.approx((marks - marks.mean()) / 50)
    twice = measure_excess(*view_plans([*texts, "租赁"], 2)).marks
    assert twice == pytest.approx(np.log([[1, 1, 1], [2, 4, 1]]) - np.log(1 + 4 / 6), abs=1e-4)


def test_evidence_depends_on_neither_order_nor_side_nor_a_single_task():
    a, b = view_plans([*TEXTS, *TEXTS[1:3]], 4)
    there, back = measure_excess(a, b), measure_excess(b, a).turn()
    for one, other in zip(there, back, strict=True):
        assert one == pytest.approx(other, abs=2e-4)
    alone = measure_excess(*view_plans([TEXTS[0], TEXTS[0]], 1))
    assert all(np.isfinite(values).all() for values in alone)


def test_what_a_pair_is_judged_by_is_counted_by_hand():
    answered, whole, marks, lead = describe_pairs(Excess(ANSWERED, ANSWERED * 5, ANSWERED - 1))
    assert answered == pytest.approx(ANSWERED)
    assert marks == pytest.approx(ANSWERED - 1)
    assert whole.max() == 15  # from there on nothing is surer
    # 4 leads its row by 3 and its column by 3; 2 lies 1 under its row's best, and leads its column
    # by 1.
    assert lead[0, 0] == pytest.approx(3)
    assert lead[1, 1] == pytest.approx(0)


def test_the_three_states_by_hand():
    answered = np.zeros((4, 3))
    answered[[0, 1, 2, 3], [0, 1, 2, 0]] = 7, 5, 2.5, -5
    answered[3, 1:] = -5
    verdicts = judge_excess(Excess(answered, answered, answered), PLAIN)
    # odds 7 − 5, 5 − 5; 2.5 is under uncertain_from, but the likeliest of a text that is alone with
    # probability (1 − .08)(1 − .007)² = .91 · … < .92; the last text is alone.
    assert verdicts.probability[[0, 1, 2], [0, 1, 2]].tolist() == [0.88, 0.5, 0.08]
    assert verdicts.judgement[[0, 1, 2], [0, 1, 2]].tolist() == [COUNTERPART, UNCERTAIN, NONE]
    doubted = judge_excess(Excess(answered, answered, answered), PLAIN | {"alone_from": 0.92})
    assert doubted.judgement[2].tolist() == [NONE, NONE, UNCERTAIN]
    assert (doubted.judgement[3] == NONE).all()
    assert (doubted.judgement == NONE).sum() == 12 - 3


@settings(deadline=None, max_examples=50)
@given(arrays(float, (3, 4), elements=st.sampled_from([-2.0, 0.0, 1.0, 2.0, 4.0, 8.0, 20.0])))
def test_the_judgement_is_the_same_from_either_side_where_no_scores_tie(scores):
    excess = Excess(scores + np.arange(12).reshape(3, 4) / 100, scores, scores / 4)
    there, back = judge_excess(excess), judge_excess(excess.turn())
    assert (there.probability == back.probability.T).all()
    assert (there.judgement == back.judgement.T).all()
    assert ((there.probability >= 0) & (there.probability <= 1)).all()


def test_how_alike_two_plans_are_is_counted_by_hand():
    whole = np.array([[3.0, 1.0, 0.0], [1.0, 5.0, 2.0]])
    # The nearest of each row has 3 and 5, of each column 3, 5 and 2: medians 4 and 3.
    assert measure_likeness(Excess(ANSWERED, whole, ANSWERED)) == 3.5
    features = np.zeros((4, 2))
    features[0] = 8, -8
    known = PLAIN | {"alike_from": 4, "unlike_power": 2}
    # Half as alike, a fourth of what speaks for a pair; what speaks against it stays.
    for likeness, odds in ((2, 8 / 4 - 5), (4, 8 - 5), (9, 8 - 5), (-1, -5)):
        assert weigh_pairs(features, likeness, known) == pytest.approx([odds, -8 - 5])


CARE = [
    "建设社区食堂，为高龄老人送餐上门，每餐补贴三元",
    "改造敬老院，增设护理床位，配备紧急呼叫铃",
    "培养护理人才，评选护理标兵",
    "设立养老专项资金，引导社会资本参与",
    "推行家庭医生签约，为失能老人建立健康档案",
    "开办老年大学，开设书画、戏曲、手机课程",
    "规划每镇一处日间照料中心，设午休室和棋牌室",
    "查处以养老为名的非法集资，常年宣传防骗",
]
SAID_OTHERWISE = [
    "社区食堂要建起来，给高龄老人上门送餐，每餐补贴三元",
    "敬老院改造，护理床位增加，紧急呼叫铃配齐",
    "护理人才要培养，护理标兵要评选",
    "养老设专项资金，社会资本引导进来",
    "家庭医生签约要推行，失能老人健康档案要建立",
    "老年大学开起来，书画、戏曲、手机课程都开设",
    "日间照料中心每镇规划一处，午休室、棋牌室都有",
    "以养老为名非法集资的要查处，防骗宣传常年做",
]
FOREST = [
    "封山育林，补植楠木、枫香，涵养水源",
    "排查松材线虫病，清理枯死松树，设置检疫哨卡",
    "引进育苗人才，奖励护林标兵",
    "安排林业专项资金，鼓励社会资本投入",
    "架设防火瞭望塔，开辟隔离带，组建扑火队",
    "发展油茶和笋竹加工，培育家庭林场",
    "巡护古树名木，挂牌编号，砌树池",
    "恢复沿河湿地，投放鱼苗，拆除网箱",
]


def test_a_plan_on_another_subject_has_no_counterparts_and_other_words_for_the_same_have():
    """Talent and money, which every plan has, are no work that the two have in common."""
    other = measure_excess(*view_plans([*CARE, *FOREST], len(CARE)))
    assert (judge_excess(other).judgement != COUNTERPART).all()
    alike = KNOWN | {"unlike_power": 0.0}
    assert (judge_excess(other, alike).judgement[[2, 3], [2, 3]] == COUNTERPART).all()
    same = measure_excess(*view_plans([*CARE, *SAID_OTHERWISE], len(CARE)))
    assert (judge_excess(same).judgement.diagonal() == COUNTERPART).all()


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
    assert table["recall"] >= 0.55
    assert table["truly_alone"] >= 0.9 * table["alone"]
    said = tabulate_reliability(READINGS, verdicts)
    assert ((said["said"] - said["found"]).abs() < 0.05 + said["pairs"] ** -0.5).all()


def test_how_alike_plans_must_be_is_fitted_on_plans_of_unlike_subjects():
    read = read_unlike(FOLDER)
    tuning = [each for each in read if each.half == "tuning"]
    fitted = fit_likeness([*take_pairs(READINGS), *tuning], KNOWN)
    assert fitted == {name: KNOWN[name] for name in fitted}
    table = score_unlike(read, KNOWN).set_index(["half", "subjects"])
    before = score_unlike(read, KNOWN | {"unlike_power": 0.0}).set_index(["half", "subjects"])
    for half in ("tuning", "kept"):
        assert before.loc[(half, "all"), "precision"] < 0.65
        assert table.loc[(half, "all"), "precision"] >= 0.9
        # Between plans on one subject next to nothing is lost.
        assert table.loc[(half, "same"), "right"] >= before.loc[(half, "same"), "right"] - 1


def test_of_tasks_without_a_near_one_as_many_are_alone_as_methods_say():
    verdicts, low = try_families(READINGS, KNOWN), KNOWN["uncertain_from"]
    count = alone = 0
    for reading in READINGS:
        said = verdicts[reading.name].probability
        for side, known in ((reading, said), (reading.turn(), said.T)):
            far = (known.max(axis=1) < low) & side.is_known
            count += int(far.sum())
            alone += int((far & ~side.is_pair.any(axis=1)).sum())
    methods = (PROCESSED.parent.parent / "docs" / "methods.md").read_text(encoding="utf-8")
    assert f"of these {count} tasks {alone} are alone" in methods


def test_the_constant_of_sections_expects_as_many_pairs_as_there_are():
    excess = Excess(ANSWERED, np.zeros((2, 3)), np.zeros((2, 3)))
    grade = np.array([["strong", "", "unsure"], ["", "partial", ""]])
    reading = SECTIONS[0]._replace(excess=excess, grade=grade)
    weights = dict.fromkeys(KNOWN, 0.0)
    # Without other weights 2 of 5 pairs are expected: ln(2 ÷ 3); what is unsure counts nowhere.
    assert fit_constant([reading], weights) == pytest.approx(np.log(2 / 3), abs=0.005)
    # Likeness 4, 1, 1, 2, 3 in units of ln 2 makes odds of 16, 2, 2, 4, 8.
    wide = weights | {"pair_answered": float(np.log(2))}
    odds = np.array([16, 2, 2, 4, 8]) * np.exp(fit_constant([reading], wide))
    assert (odds / (1 + odds)).sum() == pytest.approx(2, abs=0.01)


def test_sections_have_a_constant_and_a_level_of_their_own():
    own = read_weights(SECTION)
    assert own["pair_constant"] == KNOWN["section_constant"] > KNOWN["pair_constant"]
    assert own["counterpart_from"] == KNOWN["section_counterpart_from"]
    assert fit_constant(SECTIONS, own) == pytest.approx(own["pair_constant"], abs=0.011)
    texts = [*TEXTS, "建设科技馆，普及健康知识", "开展实验"]
    a, b = view_plans(texts, 4)
    as_tasks, as_sections = (
        judge_plans(measure_answers(a, b), (a, b), grain=grain).probability
        for grain in ("task", SECTION)
    )
    assert (as_sections >= as_tasks).all()
    assert (as_sections > as_tasks).any()


def test_sections_left_out_of_the_fit_are_judged_right():
    own = read_weights(SECTION)
    for apart in ("name", "family"):
        table = score_verdicts(SECTIONS, try_sections(SECTIONS, own, apart))
        whole = table.set_index("reading").loc["all"]
        assert whole["precision"] >= 0.95
        assert whole["recall"] >= 0.47


@pytest.mark.parametrize("grain", ["alignment", SECTION])
def test_the_scores_in_the_readings_are_those_the_program_gives(grain: str):
    tasks, plans = (
        pd.read_csv(PROCESSED / f"{name}.csv", keep_default_na=False) for name in ("tasks", "plans")
    )
    key = take_key_tasks(tasks).assign(text=lambda key: list_texts(key, plans))
    if grain == SECTION:
        grouped = key.groupby(["plan_id", "section_id"], sort=False)["text"]
        key = grouped.agg("\n".join).reset_index()
    views = read_characters(key["text"].tolist())
    a, b = (views.take(span) for span in find_spans(key))
    scores = pd.read_csv(FOLDER / f"{grain}_scores.csv")
    own = scores[scores["pair"] == "haian-taicang"]
    values = {"similarity": measure_answers(a, b), **measure_excess(a, b)._asdict()}
    for name, value in values.items():
        assert own[name].to_numpy() == pytest.approx(value.ravel(), abs=2e-4), name
