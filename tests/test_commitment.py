"""How binding a task is: hand-made sentences, and 24 tasks of the plans judged by reading.

`golden/commitment.csv` holds the 3rd, 6th, … 36th task of each plan, judged by reading before
the code ran: the four flags, the modality of most clauses, and how often a word of obligation,
effort or encouragement governs a clause. All 24 are `do`, so that column says little; the three
counts say more. On the first comparison all flags and modalities agreed, and 71 of 72 counts: a
verb inside a name (信息化应用能力提升实践活动) stood before 引导; the compound was then entered in
the lookup.
"""

from __future__ import annotations

from functools import cache

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compare.analyse.commitment import (
    ACTORS,
    MODALITIES,
    actors,
    blank_names,
    choose_modality,
    compare_modality_rules,
    find_deadlines,
    judge_commitment,
    list_clauses,
    list_comparable,
    list_unbound,
    measure_commitment,
    read_clauses,
)
from compare.build.collect import list_plans
from compare.build.intake import read_sources
from compare.lookups import read_lookup
from compare.schema import build_table
from material import GOLD, RAW, read_source_texts, run_as_elsewhere, tabulate_plan

PLANS = list(read_source_texts())
FLAGS = ("has_number", "has_deadline", "has_lead", "has_cadence")


def make_tasks(*texts: str, plan: str = "p") -> pd.DataFrame:
    rest = {"plan_id": plan, "section_id": f"{plan}-s", "task_no": "1", "kind": "key_task"}
    rest |= {"start": 0, "end": 1}
    return build_table(
        "tasks",
        [
            {"task_id": f"{plan}-{n}", "title": "目的", "body": text, **rest}
            for n, text in enumerate(texts, 1)
        ],
    )


NO_TARGETS = build_table("targets", [])
NO_ASSIGNMENTS = build_table("assignments", [])


def judge(text: str, plans: pd.DataFrame | None = None) -> pd.Series:
    return judge_commitment(make_tasks(text), NO_TARGETS, NO_ASSIGNMENTS, plans).iloc[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("各区镇要加大投入，形成体系。鼓励参与。", ["must", "do", "encourage"]),
        ("鼓励企业参与，面向公众开放。", ["encourage", "encourage"]),  # carried on
        ("鼓励企业参与。面向公众开放。", ["encourage", ""]),  # not over the end of a sentence
        ("面向公众，鼓励企业参与。", ["", "encourage"]),
        ("力争达到20%；确保落实,开展培训", ["strive", "must", "do"]),
        ("满足重要需要，符合主要要求", ["", ""]),  # 要 inside nouns
        ("加大政策支持力度", ["do"]),
        ("不得收费，必须公开", ["must", "must"]),
        ("推动“鼓励创新，要有作为”讲座（鼓励参与）", ["do"]),  # names neither govern nor divide
        ("“要”字当头", [""]),
        ("社会组织参与", [""]),
        ("投入1,000万元建设场馆", ["do"]),
        ("做企业创新的探索者和推动者", [""]),
    ],
)
def test_each_clause_is_governed_by_its_first_modal_word(text: str, expected: list[str]) -> None:
    assert [row["modality"] for row in read_clauses(text)] == expected


def test_a_clause_keeps_its_words_and_tells_what_it_inherits() -> None:
    rows = read_clauses("鼓励企业，面向公众。建设“甲，乙”")
    assert [row["text"] for row in rows] == ["鼓励企业", "面向公众", "建设“甲，乙”"]
    assert [row["inherited"] for row in rows] == [False, True, False]
    assert [row["sentence"] for row in rows] == [1, 1, 2]


def test_masking_keeps_the_length_and_the_five_year_plan() -> None:
    text = "“十四五”期间《甲（乙）》、“丙”（丁（戊））"
    masked = blank_names(text)
    assert len(masked) == len(text)
    assert masked.startswith("“十四五”期间□")
    assert not set("甲乙丙丁戊") & set(masked)


def test_most_clauses_decide_and_ties_go_to_the_stronger() -> None:
    assert choose_modality({"do": 1, "encourage": 2}) == "encourage"
    assert choose_modality({"do": 2, "encourage": 2}) == "do"
    assert choose_modality({"strive": 1, "encourage": 1}) == "strive"
    assert choose_modality({"must": 1, "do": 1}) == "must"
    assert choose_modality({}) == ""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("到2025年，建成场馆", ["2025年"]),
        ("2023年底前完成", ["2023年底前"]),
        ("三年内建成，10日内上报", ["三年内", "10日内"]),
        ("“十四五”期末达标", ["“十四五”期末"]),
        ("今年底前完成", ["今年底前"]),
        ("每年组织两次", []),
        ("每年底前报告，每年年底前评议", []),
        ("每三年内评选一次", []),
        ("落实《规划（2021—2035年）》", []),
        ("2021—2025年规划", []),
        ("12·4国家宪法日", []),
    ],
)
def test_deadlines(text: str, found: list[str]) -> None:
    assert find_deadlines(blank_names(text)) == found


def test_what_lies_before_the_plan_is_no_deadline() -> None:
    plans = build_table(
        "plans", [{"plan_id": "p", "period_start": 2021, "source_file": "f", "sha256": "0"}]
    )
    assert judge("2019年获评先进", plans)["has_deadline"] == False  # noqa: E712
    assert judge("“十三五”期间获评先进", plans)["has_deadline"] == False  # noqa: E712
    assert judge("2021年建成", plans)["has_deadline"] == True  # noqa: E712
    assert judge("“十四五”时期建成", plans)["has_deadline"] == True  # noqa: E712


@pytest.mark.parametrize(
    ("deadline", "is_dated"),
    [
        ("6月底完成", True),
        ("2026年9月底前完成", True),
        ("年底前", True),
        ("三季度", True),
        ("持续推进", False),
        ("长期坚持", False),
        ("", False),
    ],
)
def test_a_date_beside_the_bodies_is_a_deadline(deadline: str, is_dated: bool) -> None:
    tasks = make_tasks("升级平台。").assign(deadline=deadline)
    row = judge_commitment(tasks, NO_TARGETS, NO_ASSIGNMENTS).iloc[0]
    assert bool(row["has_deadline"]) == is_dated
    assert (deadline in row["evidence"].split(";")) == is_dated or not deadline


@pytest.mark.parametrize(
    ("text", "cadence", "standing"),
    [
        ("每年组织培训", True, False),
        ("每季度通报", True, False),
        ("每半年一次", True, False),
        ("每两年评选", True, False),
        ("逐年增加", True, False),
        ("定期举办讲座", False, True),
        ("常态化开展巡展", False, True),
        ("每所学校一名教师", False, False),
        ("参加“每月一讲”", False, False),
    ],
)
def test_a_cadence_is_a_stated_interval(text: str, cadence: bool, standing: bool) -> None:
    row = judge(text)
    assert (bool(row["has_cadence"]), bool(row["has_standing"])) == (cadence, standing)


def test_number_lead_and_evidence() -> None:
    tasks = make_tasks("到2025年，技能人才达16万。", "鼓励参与。")
    target = {"plan_id": "p", "task_id": "p-1", "indicator_id": "i", "indicator": "i", "value": 16}
    target |= {"quote": "技能人才达16万", "start": 0, "end": 1}
    targets = build_table(
        "targets",
        [
            target | {"target_id": "t1", "kind": "target"},
            target | {"target_id": "t2", "kind": "achievement", "task_id": "p-2"},
        ],
    )
    body = {"plan_id": "p", "scope": "section", "position": 1, "start": 0, "end": 1}
    names = dict.fromkeys(("name_as_written", "name", "department_id"), "市科协")
    assignments = build_table(
        "assignments",
        [
            body | names | {"task_id": "p-1", "role": "lead"},
            body | names | {"task_id": "p-1", "role": "lead", "scope": "task"},
            body | names | {"task_id": "p-2", "role": "support"},
        ],
    )
    first, second = judge_commitment(tasks, targets, assignments).to_dict("records")
    assert first["evidence"] == "技能人才达16万;2025年;市科协"
    assert [first[f] for f in FLAGS] == [True, True, True, False]
    assert first["lead_scope"] == "section"
    assert [second[f] for f in FLAGS] == [False, False, False, False]
    assert second["has_responsible"]
    assert (second["modality"], second["evidence"]) == ("encourage", "鼓励")


def test_shares_under_three_counting_rules_by_hand() -> None:
    tasks = make_tasks("鼓励参与，建设场馆，面向公众。努力提高，要落实。")
    # Clauses: encourage, do, do (carried on) / strive, must. The title has none.
    table = compare_modality_rules(tasks).set_index(["rule", "modality"])["share"]
    assert [table["clause", m] for m in MODALITIES] == [0.2, 0.4, 0.2, 0.2]
    assert [table["sentence_strongest", m] for m in MODALITIES] == [0.5, 0.5, 0, 0]
    assert [table["sentence_first", m] for m in MODALITIES] == [0, 0, 0.5, 0.5]


def test_summary_by_group_by_hand() -> None:
    tasks = make_tasks("到2025年，建设场馆。", "鼓励参与，定期开放。")
    judged = judge_commitment(tasks, NO_TARGETS, NO_ASSIGNMENTS)
    themes = pd.DataFrame(
        [("p-1", "t"), ("p-2", "t"), ("p-2", "u")], columns=["task_id", "theme_id"]
    )
    table = measure_commitment(judged, tasks, themes).set_index(["level", "group"])
    assert table.loc[("plan", "p"), "has_deadline"] == 0.5
    assert table.loc[("theme", "t"), "tasks"] == 2
    assert table.loc[("theme", "u"), "encourage"] == 1
    assert table.loc[("section", "p-s"), "do"] == pytest.approx(1 / 3)


def name_department(task: str, role: str) -> pd.DataFrame:
    body = {"plan_id": task[0], "task_id": task, "scope": "task", "role": role}
    body |= dict.fromkeys(("name_as_written", "name", "department_id"), "市科协")
    return build_table("assignments", [body | {"position": 1, "start": 0, "end": 1}])


def test_a_lead_binds_only_where_every_plan_names_one() -> None:
    texts = ("到2025年建成。", "鼓励参与。", "建设场馆。")
    tasks = pd.concat([make_tasks(*texts), make_tasks(*texts, plan="q")], ignore_index=True)
    one = name_department("p-3", "lead")
    both = pd.concat([one, name_department("q-2", "lead")])
    judged = judge_commitment(tasks, NO_TARGETS, one)
    assert list_comparable(judged) == ["has_number", "has_deadline"]
    assert list(list_unbound(judged, tasks)["task_id"]) == ["p-2", "p-3", "q-2", "q-3"]
    judged = judge_commitment(tasks, NO_TARGETS, both)
    assert list_comparable(judged) == ["has_number", "has_deadline", "has_lead"]
    assert list(list_unbound(judged, tasks)["task_id"]) == ["p-2", "q-3"]


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        ("各村镇政府要修缮步道，办好茶会。", ["government", "government"]),  # carried on
        ("各村镇政府要修缮步道。办好茶会。", ["government", ""]),  # not over the end of a sentence
        ("县茶叶局、县文旅局牵头制定办法", ["department"]),
        ("城乡建设部门要严格把关", ["department"]),  # 建设 is part of the name
        ("加强茶企培训", [""]),
        ("对茶叶企业给予补助", [""]),
        ("茶叶企业应公开价格", ["enterprise"]),
        ("鼓励茶叶企业开放车间，接待学生", ["enterprise", "enterprise"]),
        ("鼓励茶叶企业开放车间，引导学生走进茶园", ["enterprise", "citizen"]),
        ("县供销社要搭台，支持开展茶会", ["enterprise", "enterprise"]),
        ("支持茶叶企业发展", [""]),  # no act of theirs is named
        ("由茶叶协会负责评选", ["enterprise"]),
        ("茶农、茶叶企业要守信", ["enterprise"]),
        ("老年人自身要注意防骗，学习急救", ["citizen", "citizen"]),
        ("茶叶企业、各类学校等以及居民们要守信", ["enterprise"]),
        ("各村镇、有关茶叶企业不在此列", [""]),  # joined, but to nothing that acts
        (f"{'工' * 41}企业要守信", [""]),  # too far from the noun
        (f"企业、{'工' * 41}企业要守信", [""]),  # too far from one noun to the next
        ("企业、" * 300 + "要守信", [""]),
        ("企业、" * 300 + "居民要守信", ["enterprise"]),
        ("农民技能提升", [""]),
        ("有关部门", ["department"]),
        ("茶叶企业", [""]),  # a heading, not a subject
        ("", []),
    ],
)
def test_whom_a_clause_binds(text: str, actors: list[str]) -> None:
    assert [row["actor"] for row in read_clauses(text)] == actors


def test_a_task_counts_its_clauses_by_whom_they_bind() -> None:
    row = judge("县文旅局要建步道，家长应陪同，学生须戴帽。鼓励茶叶企业开放车间。")
    counts = {name: row[name] for name in (*ACTORS, "must", "must_others")}
    assert counts == {"government": 0, "department": 1, "enterprise": 1, "citizen": 2} | {
        "must": 3,
        "must_others": 2,
    }
    assert row["actor"] == "citizen"
    assert judge("建设步道。")["actor"] == ""


@pytest.mark.parametrize("text", ["对完成建设的", "以提升能力为目标", "以建设步道为重点"])
def test_conditions_and_means_have_no_modality(text: str) -> None:
    assert [row["modality"] for row in read_clauses(text)] == [""]
    assert [row["modality"] for row in read_clauses(f"要守信，{text}")] == ["must", "must"]


def test_the_lookup_is_sound() -> None:
    rows = read_lookup("modal_verbs")
    assert {row["modality"] for row in rows} == set(MODALITIES)
    assert all(row["reason"] for row in rows)
    for row in rows:
        for compound in filter(None, row["not_in"].split(";")):
            assert row["verb"] in compound, row


@cache
def real() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    tables = [tabulate_plan(plan) for plan in PLANS]
    names = ("tasks", "targets", "assignments")
    parts = [pd.concat([t[name] for t in tables], ignore_index=True) for name in names]
    return parts[0], parts[1], parts[2], list_plans(read_sources(RAW))


@cache
def judge_real() -> pd.DataFrame:
    return judge_commitment(*real())


def read_gold() -> list[dict[str, str]]:
    frame = pd.read_csv(GOLD / "commitment.csv", dtype=str, keep_default_na=False)
    return [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]


def test_the_gold_is_every_third_task() -> None:
    tasks = real()[0]
    expected = [
        t for plan in PLANS for t in list(tasks.loc[tasks["plan_id"] == plan, "task_id"])[2:36:3]
    ]
    assert [row["task_id"] for row in read_gold()] == expected


@pytest.mark.parametrize("gold", read_gold(), ids=lambda row: row["task_id"])
def test_judgements_agree_with_the_reading(gold: dict[str, str]) -> None:
    table = judge_real()
    row = table[table["task_id"] == gold["task_id"]].iloc[0]
    assert {f: str(bool(row[f])).lower() for f in FLAGS} == {f: gold[f] for f in FLAGS}
    assert row["modality"] == gold["modality"]
    clauses = list_clauses(real()[0])
    own = clauses[(clauses["task_id"] == gold["task_id"]) & ~clauses["inherited"]]
    counted = {m: str((own["modality"] == m).sum()) for m in ("must", "strive", "encourage")}
    assert counted == {m: gold[m] for m in counted}


def test_every_clause_is_counted_once() -> None:
    tasks, targets, assignments, plans = real()
    table = judge_commitment(tasks, targets, assignments, plans)
    assert (table[[*MODALITIES, "unmarked"]].sum(axis=1) == table["clauses"]).all()
    shares = compare_modality_rules(tasks).groupby(["plan_id", "rule"])["share"].sum()
    assert shares.to_list() == pytest.approx([1] * len(shares))


def test_a_copied_plan_changes_no_judgement_and_no_share() -> None:
    tasks, targets, assignments, plans = real()
    before = judge_commitment(tasks, targets, assignments, plans)

    def copy(frame: pd.DataFrame) -> pd.DataFrame:
        part = frame[frame["plan_id"] == PLANS[0]].copy()
        for column in ("plan_id", "task_id", "section_id", "target_id"):
            if column in part:
                part[column] = part[column].where(part[column] == "", "copy-" + part[column])
        return pd.concat([part, frame], ignore_index=True)

    more = [copy(frame) for frame in (tasks, targets, assignments, plans)]
    after = judge_commitment(*more)
    copied = after["plan_id"].str.startswith("copy-")
    pd.testing.assert_frame_equal(after[~copied].reset_index(drop=True), before)
    columns = ["plan_id", "task_id"]
    original = before[before["plan_id"] == PLANS[0]].drop(columns=columns).reset_index(drop=True)
    pd.testing.assert_frame_equal(after[copied].drop(columns=columns), original)
    summaries = measure_commitment(before, tasks), measure_commitment(after, more[0])
    kept = summaries[1][~summaries[1]["plan_id"].str.startswith("copy-")]
    pd.testing.assert_frame_equal(kept.reset_index(drop=True), summaries[0])


def test_processes_judge_the_same() -> None:
    tables = real()
    found = judge_commitment(*tables, run=run_as_elsewhere)
    pd.testing.assert_frame_equal(found, judge_real())


def test_targets_and_assignments_go_to_their_own_tasks_whatever_their_order() -> None:
    tasks, targets, assignments, plans = real()
    task_ids = list(tasks["task_id"])
    found = judge_commitment(tasks[::-1], targets, assignments, plans)[::-1].reset_index(drop=True)
    pd.testing.assert_frame_equal(found, judge_real())
    leads = assignments[assignments["role"] == "lead"]
    for row in found.to_dict("records"):
        own = leads[leads["task_id"] == row["task_id"]]
        assert row["has_lead"] == bool(len(own))
        assert row["lead_scope"] == (own["scope"].iloc[0] if len(own) else "")
        stated = targets[(targets["task_id"] == row["task_id"]) & (targets["kind"] == "target")]
        assert row["has_number"] == bool(len(stated))
        assert row["has_responsible"] == (assignments["task_id"] == row["task_id"]).any()
        assert set(own["name"]) | set(stated["quote"]) <= set(row["evidence"].split(";"))
    assert list(found["task_id"]) == task_ids


SPOKEN = ["企业", "科技局", "部门", "工会", "镇街", "、", "和", "等", "要", "建设", "可以", "加大", "对", "的", "茶",
          "鼓励", "应", "各", "“", "□"]  # fmt: skip


@given(st.lists(st.sampled_from(SPOKEN), min_size=1, max_size=7).map("".join))
@settings(max_examples=150, deadline=None)
def test_a_noun_that_is_barred_at_once_is_one_that_would_be_barred_later(text: str) -> None:
    """As with every list of nouns read to its end: 对企业、建设部门要 names nobody."""
    nouns, patterns = actors._read_words()
    at, noun = actors._find_list(text, patterns["acts"])
    before = text[:at]
    if nouns.get(noun) == actors.BODY:
        before = patterns["title"].sub("", before)
    barred = at >= actors._FURTHEST or patterns["bar"].search(before)
    assert actors._find_noun(text) == ("" if barred else noun)
