"""outline.csv: what its rows hold, and that a text can be made ready for comparison from them alone."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compare.analyse.reuse import find_shared_passages, pack_plan, unpack_text
from compare.analyse.reuse.texts import prepare_text
from compare.build.pipeline import tabulate
from compare.errors import PlanError
from compare.extract import extract_plan
from compare.extract.clean import clean
from compare.schema import build_table
from material import extract, read_source_texts

PLAN = """海州市实施方案
一、总体要求
（一）基本原则
坚持协同。
二、重点任务
（一）青少年行动。每校建一室。（责任单位：市教育局）
1. 办好展览。
专栏1 工程
三、保障措施
市政府统一领导。
抄送：市委各部门。
"""
ROWS = [
    # node, parent, level, role, part, number, title, as printed, whether a paragraph ends with it
    (1, None, None, "text", "paragraph", "", "", "海州市实施方案", True),
    (2, None, 1, "aims", "heading", "一、", "总体要求", "一、总体要求", True),
    (3, 2, 2, "aims", "heading", "（一）", "基本原则", "（一）基本原则", True),
    (4, 3, None, "text", "paragraph", "", "", "坚持协同。", True),
    (5, None, 1, "key_task", "heading", "二、", "重点任务", "二、重点任务", True),
    (6, 5, 2, "key_task", "heading", "（一）", "青少年行动", "（一）青少年行动", False),
    (7, 6, None, "text", "paragraph", "", "", "每校建一室。（责任单位：市教育局）", True),
    (8, 7, None, "clause", "clause", "", "", "（责任单位：市教育局）", True),
    (9, 6, 3, "key_task", "heading", "1.", "办好展览", "1. 办好展览", False),
    (10, 9, None, "box", "paragraph", "", "", "专栏1 工程", True),
    (11, None, 1, "safeguard", "heading", "三、", "保障措施", "三、保障措施", True),
    (12, 11, None, "text", "paragraph", "", "", "市政府统一领导。", True),
    (13, 11, None, "tail", "paragraph", "", "", "抄送：市委各部门。", True),
]


def test_rows_by_hand() -> None:
    rows = extract_plan(PLAN, "p").nodes
    names = ("node_id", "parent_id", "level", "role", "part")
    found = [
        (
            *(row.get(name) for name in names),
            *(str(row.get(name, "")) for name in ("number", "title")),
            PLAN[row["start"] : row["end"]],
            row["end"] == row["paragraph_end"],
        )
        for row in rows
    ]
    assert found == ROWS
    assert {row["certainty"] for row in rows} == {0.98, 1.0}


def test_a_heading_and_the_text_behind_it_share_the_end_of_their_paragraph() -> None:
    heading, text, clause = extract_plan(PLAN, "p").nodes[5:8]
    assert heading["paragraph_end"] == text["paragraph_end"] == clause["paragraph_end"]
    assert heading["paragraph_end"] == PLAN.index("（责任") + len("（责任单位：市教育局）")


LINES = st.sampled_from(
    [
        *(
            "一、任务",
            "二、保障措施",
            "第一章 任务",
            "（一）行动。办好学校。",
            "〔二〕行动",
            "1. 办好展览",
        ),
        *(
            "2﹒办好展览：布展，开放。（责任单位：市科协、市妇联）",
            "①建室",
            "——配书。",
            "正文，没有完",
        ),
        *(
            "牵头单位：市教育局，配合单位：市科协",
            "重点任务",
            "专栏1 工程",
            "附件1",
            "抄送：市委。",
        ),
        *(
            "",
            "　　到2025 年，建成\u200b场馆12个。",
            "[bookmark: _Hlk1]3. 人員培训。",
            "甲\t乙\t丙",
            "目录",
        ),
    ]
)


@given(st.lists(LINES, min_size=1, max_size=12))
def test_rows_lead_back_to_the_text(lines: list[str]) -> None:
    source = "\n".join(lines)
    try:
        plan = extract_plan(source, "p")
    except PlanError:
        return
    shown = [row for row in plan.nodes if row["part"] != "clause"]
    for before, after in pairwise(shown):
        assert before["end"] <= after["start"]
    for row in plan.nodes:
        assert row["start"] < row["end"] <= row["paragraph_end"] <= len(source)
        parent = plan.nodes[row["parent_id"] - 1] if row["parent_id"] else None
        if row["part"] == "heading":
            assert clean(source[row["start"] : row["end"]]) == row["number"] + row["title"]
            assert parent is None or parent["level"] < row["level"]
        if row["part"] == "clause":
            assert parent
            assert parent["start"] <= row["start"] < row["end"] <= parent["end"]


def check_text(source: str, plan_id: str) -> None:
    """The table gives the text that the plan gives whose paragraphs are still at hand."""
    plan = extract_plan(source, plan_id)
    rows = {"outline": plan.nodes, "tasks": plan.tasks, "assignments": plan.assignments}
    from_table = prepare_text(source, *(build_table(name, own) for name, own in rows.items()))
    from_plan = unpack_text(pack_plan(plan))
    assert from_table.text == from_plan.text
    for name in ("offsets", "blocks", "paragraphs"):
        assert getattr(from_table, name).tolist() == getattr(from_plan, name).tolist()


@settings(max_examples=50, deadline=None)
@given(st.lists(LINES, max_size=12))
def test_a_text_is_made_ready_from_its_rows_alone(lines: list[str]) -> None:
    check_text("\n".join(["一、任务", *lines]), "p")


@pytest.mark.parametrize("plan_id", read_source_texts())
def test_a_published_text_is_made_ready_from_its_rows_alone(plan_id: str) -> None:
    check_text(extract(plan_id).source, plan_id)


def test_a_plan_without_its_outline_is_refused_in_words() -> None:
    tables = tabulate([extract_plan(PLAN, "p")])
    sources = {"p": PLAN, "q": PLAN}
    with pytest.raises(PlanError, match="q: outline has no row of this plan"):
        find_shared_passages(sources, tables["outline"], build_table("tasks", []))
