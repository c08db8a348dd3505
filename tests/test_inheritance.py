"""A plan under another: where each of its sentences comes from, and how its targets compare."""

from __future__ import annotations

import pandas as pd
import pytest

from compare.analyse.inheritance import compare_with_upper, measure_origins, trace_origins
from compare.analyse.reuse import find_shared_passages
from compare.build.collect import tabulate
from compare.extract import extract_plan
from compare.schema import TABLES, build_table

TITLE = "{place}茶产业行动方案\n\n一、重点任务\n\n（一）做强产业。{body}（责任单位：{place}农业农村局）\n"
WORDS = "茶园基地与加工企业结成稳定的产销联合体，共享烘焙检测设备。"
PLACED = "推动青禾市茶叶精制装备示范应用和批量采购。"
COUNTED = "到2028年，建成标准化生态茶园3万亩并接入溯源系统。"
OURS = "请老茶人每季度进校园讲授采茶民歌。"
UPPER = (
    WORDS + PLACED.replace("青禾市", "云岭省") + COUNTED.replace("3万", "60万") + "统一全省品牌。"
)
PEER = "评选十佳古茶树守护人并在春茶节集中表彰。"


def trace(bodies: dict[str, str], above: dict[str, str]) -> pd.DataFrame:
    """inheritance.csv of plans with these bodies, each under the one that `above` names."""
    places = {"upper": "云岭省", "plan": "青禾市", "peer": "白石市"}
    texts = {p: TITLE.format(place=places.get(p, "某县"), body=body) for p, body in bodies.items()}
    extracted = [extract_plan(text, plan) for plan, text in texts.items()]
    tables = tabulate(extracted)
    sources = {plan.plan_id: plan.source for plan in extracted}
    plans = build_table(
        "plans",
        [
            {"plan_id": p, "place": places.get(p, "某县"), "source_file": p, "sha256": "0"}
            | {"upper_plan": above.get(p, "")}
            for p in texts
        ],
    )
    passages = find_shared_passages(
        sources, tables["outline"], tables["tasks"], tables["assignments"], plans
    )
    found = trace_origins(sources, tables["outline"], tables["tasks"], passages, plans)
    for row in found.itertuples():
        assert sources[row.plan_id][row.start : row.end] == row.text
        if row.upper_text:
            span = slice(row.upper_start, row.upper_end)
            assert sources[row.upper_plan][span] == row.upper_text
        if row.peer:
            assert sources[row.peer][row.peer_start : row.peer_end]
    return found


def test_each_sentence_has_its_origin_and_both_places() -> None:
    bodies = {"upper": UPPER, "plan": WORDS + PLACED + COUNTED + OURS}
    found = trace(bodies, {"plan": "upper"})
    assert list(zip(found["text"], found["origin"], strict=True)) == [
        (WORDS, "taken_over"),
        (PLACED, "adapted"),
        (COUNTED, "adapted"),
        (OURS, "own"),
    ]
    assert found["upper_text"].tolist()[0] == WORDS
    assert found["similarity"].iloc[0] == 1
    assert found["similarity"].iloc[1] < 1
    assert found["upper_text"].iloc[3] == ""
    assert set(found["task_id"]) == {"plan-1.1.1"}


@pytest.mark.parametrize(
    ("changed", "origin"),
    [
        (WORDS.replace("稳定的", "稳定"), "taken_over"),  # a particle
        (WORDS.replace("，", "、"), "taken_over"),  # a mark
        (WORDS.replace("稳定", "长期"), "adapted"),
        (WORDS.replace("烘焙", ""), "adapted"),  # a word left out
        (
            "茶园基地与加工企业结成稳定的产销联合体，常年开展斗茶和民歌展演。",
            "adapted",
        ),  # one clause
    ],
)
def test_marks_and_particles_make_no_other_wording(changed: str, origin: str) -> None:
    found = trace({"upper": UPPER, "plan": changed + OURS}, {"plan": "upper"})
    assert found["origin"].iloc[0] == origin


def test_two_sentences_of_the_upper_plan_may_be_one_here() -> None:
    joined = WORDS.replace("。", "，") + PLACED.replace("青禾市", "云岭省")
    found = trace({"upper": UPPER, "plan": joined + OURS}, {"plan": "upper"})
    assert found["origin"].iloc[0] == "taken_over"
    assert found["upper_text"].iloc[0] == WORDS + PLACED.replace("青禾市", "云岭省")


def test_what_stands_far_apart_in_the_upper_plan_is_no_one_place() -> None:
    """Two sentences are answered together only where no other stands between them."""
    joined = WORDS.replace("。", "，") + PLACED.replace("青禾市", "云岭省")
    apart = WORDS + PEER + "选派茶叶技术员驻村指导。" + PLACED.replace("青禾市", "云岭省")
    found = trace({"upper": apart, "plan": joined + OURS}, {"plan": "upper"})
    assert found["origin"].iloc[0] == "adapted"
    assert found["upper_text"].iloc[0] == WORDS


def test_what_only_a_plan_beside_it_has_is_shared() -> None:
    bodies = {"upper": UPPER, "plan": WORDS + PEER + OURS, "peer": PEER + "办好斗茶大会。"}
    found = trace(bodies, {"plan": "upper", "peer": "upper"})
    own = found[found["plan_id"] == "plan"]
    assert own["origin"].tolist() == ["taken_over", "shared", "own"]
    assert own["peer"].tolist() == ["", "peer", ""]
    assert set(found["plan_id"]) == {"plan", "peer"}


def test_a_plan_below_is_no_peer() -> None:
    bodies = {"upper": UPPER, "plan": PEER + OURS, "village": PEER + "办好斗茶大会。"}
    found = trace(bodies, {"plan": "upper", "village": "plan"})
    assert found[found["plan_id"] == "plan"]["origin"].tolist() == ["own", "own"]
    assert found[found["plan_id"] == "village"]["origin"].tolist() == ["taken_over", "own"]


@pytest.mark.parametrize("above", [{}, {"plan": "elsewhere"}])
def test_without_an_upper_plan_among_them_there_is_no_row(above: dict[str, str]) -> None:
    found = trace({"upper": UPPER, "plan": WORDS}, above)
    assert found.empty
    assert list(found.columns) == TABLES["inheritance"].names


def test_shares_of_characters() -> None:
    rows = [
        {"plan_id": "p", "task_id": task, "start": start, "end": end, "text": "…"}
        | {"origin": origin, "upper_plan": "u"}
        for task, start, end, origin in (
            ("t1", 0, 30, "taken_over"),
            ("t1", 30, 40, "own"),
            ("", 40, 80, "own"),
        )
    ]
    inheritance = build_table("inheritance", rows)
    (task,) = measure_origins(inheritance).to_dict("records")
    assert (task["task_id"], task["sentences"], task["characters"]) == ("t1", 2, 40)
    assert (task["taken_over"], task["own"], task["adapted"]) == (0.75, 0.25, 0)
    (plan,) = measure_origins(inheritance, "plan").to_dict("records")
    assert (plan["characters"], plan["own"]) == (80, 0.625)
    assert measure_origins(inheritance.head(0)).empty


def make_targets(*rows: dict[str, object]) -> pd.DataFrame:
    usual = {"kind": "target", "indicator_id": "i", "indicator": "茶园", "quote": "…", "unit": "亩"}
    usual |= {
        "unit_si": "亩",
        "measure": "level",
        "year": 2028,
        "owner": "own",
        "start": 0,
        "end": 1,
    }
    made = [
        {"target_id": str(n), **usual, "value": row["value_si"], **row}
        for n, row in enumerate(rows)
    ]
    return build_table("targets", made)


PLANS = pd.DataFrame({"plan_id": ["u", "p"], "upper_plan": ["", "u"]})


@pytest.mark.parametrize(
    ("own", "upper", "relation", "wording"),
    [
        ({"value_si": 14.0}, {"value_si": 15.0, "aspirational": True}, "below", "harder"),
        ({"value_si": 16.0, "aspirational": True}, {"value_si": 15.0}, "above", "softer"),
        ({"value_si": 0.3}, {"value_si": 0.1 + 0.2}, "equal", "same"),
        ({"value_si": 40.0}, {"value_si": 30.0, "value_high": 50.0}, "within", "same"),
        ({"value_si": 20.0, "value_high": 25.0}, {"value_si": 30.0}, "below", "same"),
        ({"value_si": 6e4, "value": 6, "value_high": 8}, {"value_si": 5e4}, "above", "same"),
        ({"value_si": 5.0}, {"value_si": 5.0, "approximate": True}, "equal", "harder"),
        ({"value_si": 9.0, "approximate": True}, {"value_si": 15.0}, "below", "softer"),
        (
            {"value_si": 5.0, "obligation": "binding", "approximate": True},
            {"value_si": 5.0, "obligation": "expected"},
            "equal",
            "harder",
        ),
        ({"value_si": 5.0, "obligation": "binding"}, {"value_si": 5.0}, "equal", "same"),
    ],
)
def test_targets_stand_beside_those_of_the_plan_above(
    own: dict[str, object], upper: dict[str, object], relation: str, wording: str
) -> None:
    targets = make_targets({"plan_id": "u", "owner": "province", **upper}, {"plan_id": "p", **own})
    (row,) = compare_with_upper(targets, PLANS).to_dict("records")
    assert (row["relation"], row["wording"]) == (relation, wording)
    assert (row["owner"], row["upper_owner"]) == ("own", "province")


@pytest.mark.parametrize(
    "other", [{"measure": "share"}, {"unit_si": "户"}, {"basis": "cumulative"}, {"extent": "规上"},
              {"indicator_id": "j"}, {"kind": "baseline"}]
)  # fmt: skip
def test_only_equals_are_compared(other: dict[str, object]) -> None:
    targets = make_targets(
        {"plan_id": "u", "value_si": 15.0}, {"plan_id": "p", "value_si": 14.0, **other}
    )
    assert compare_with_upper(targets, PLANS).empty


def test_of_several_years_the_same_one_is_compared_else_the_last() -> None:
    upper = [{"plan_id": "u", "value_si": float(y), "year": y} for y in (2025, 2028, 2030)]
    own = [{"plan_id": "p", "value_si": 1.0, "year": y} for y in (2028, 2027)]
    found = compare_with_upper(make_targets(*upper, *own), PLANS)
    assert found["upper_year"].tolist() == [2028, 2030]
