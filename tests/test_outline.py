"""The heading tree: every number style, every chapter role, and no paragraph lost or doubled."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.errors import PlanError
from compare.extract import extract_plan
from compare.extract.clean import Traced, split_paragraphs
from compare.extract.outline.roles import build_outline
from compare.extract.outline.tree import Node

HEADINGS = [
    *("一、总体要求", "二、重点任务", "三、保障措施", "四、附则", "第一章 总则", "第二节 行动"),
    *(
        "（一）实施青少年行动",
        "(二)实施农民行动",
        "1. 办好学校。办好每一所学校。",
        "2．建馆",
        "3﹒推广",
    ),
    *("4、培训", "11.121人才计划", "（1）细化措施。", "①开展活动", "一、前言", "第一条 目的"),
]
PARAGRAPHS = [
    "为贯彻落实上级部署，结合我市实际，制定本方案。",
    "到2025年，公民具备科学素质的比例力争达到20%。",
    "（责任单位：市教育局、市科协等）",
    "工作分工：市教育局牵头，市科协、各镇区等参加。",
    "——突出价值引领。弘扬科学精神。",
    "● 办好学校。",
    "一是加强领导。二是加强保障。",
    "专栏1 重点工程",
    "第一，仍有差距。",
    "推进科普馆建设（市科协牵头，市教育局配合）。",
    "抄送：市委各部门。",
    "2022年10月26日印发",
    "海州市人民政府",
    "附件：重点任务分工表",
    "没有句号的一行",
    "正文在句中断开，",
    "[bookmark: _Hlk1]建好基地。",
]
LINES = st.lists(st.sampled_from([*HEADINGS, *PARAGRAPHS, ""]), min_size=1, max_size=25)


def outline(*lines: str) -> Node:
    return build_outline(split_paragraphs("\n".join(lines)))


def list_texts(root: Node) -> list[Traced]:
    """Every heading and paragraph of the tree."""
    headings = [node.heading for node in root.walk() if node.heading is not None]
    return [*headings, *(block.text for block in root.blocks())]


@given(LINES)
def test_every_paragraph_stands_in_the_tree_once(lines: list[str]) -> None:
    paragraphs = split_paragraphs("\n".join(lines))
    in_tree = Counter(i for text in list_texts(build_outline(paragraphs)) for i in text.offsets)
    assert not in_tree or max(in_tree.values()) == 1
    in_text = {i: char for p in paragraphs for i, char in zip(p.offsets, p.text, strict=True)}
    assert set(in_tree) <= set(in_text)
    lost = "".join(in_text[i] for i in sorted(set(in_text) - set(in_tree)))
    assert lost.strip("。！？：") == ""  # only the stop between a title and its text


@given(LINES)
def test_the_tree_keeps_the_order_of_the_text(lines: list[str]) -> None:
    def list_starts(node: Node) -> list[int]:
        own = [node.heading] if node.heading is not None else []
        own += [p.text for p in node.paragraphs]
        starts = [text.offsets[0] for text in own if text.text]
        return starts + [start for child in node.children for start in list_starts(child)]

    starts = list_starts(outline(*lines))
    assert starts == sorted(starts)


@given(LINES)
def test_levels_fall_from_parent_to_child(lines: list[str]) -> None:
    for node in outline(*lines).walk():
        assert all(child.level > node.level for child in node.children)


@given(LINES)
def test_any_assembly_is_extracted_or_refused_in_words(lines: list[str]) -> None:
    source = "\n".join(lines)
    try:
        plan = extract_plan(source, "p")
    except PlanError:
        assert not build_outline(split_paragraphs(source)).children
        return
    spans = [(t["start"], t["end"]) for t in plan.tasks]
    assert all(a < b <= len(source) for a, b in spans)
    assert len({t["task_id"] for t in plan.tasks}) == len(plan.tasks)
    for row in [*plan.assignments, *plan.targets]:
        assert 0 <= row["start"] < row["end"] <= len(source)


@pytest.mark.parametrize(
    ("line", "number", "title"),
    [
        ("一、重点任务", "一、", "重点任务"),
        ("十二、重点任务", "十二、", "重点任务"),
        ("第一章 重点任务", "第一章", "重点任务"),
        ("第三部分 重点任务", "第三部分", "重点任务"),
        ("（一）青少年行动", "（一）", "青少年行动"),
        ("(一)青少年行动", "(一)", "青少年行动"),
        ("〔一〕青少年行动", "〔一〕", "青少年行动"),
        ("第二节 青少年行动", "第二节", "青少年行动"),
        ("1. 办好学校", "1.", "办好学校"),
        ("1．办好学校", "1．", "办好学校"),
        ("1﹒办好学校", "1﹒", "办好学校"),
        ("1、办好学校", "1、", "办好学校"),
        ("12. 办好学校", "12.", "办好学校"),
        ("（1）细化措施", "（1）", "细化措施"),
        ("①细化措施", "①", "细化措施"),
        ("1. 办好学校。每年建两所。", "1.", "办好学校"),
        ("（一）办好学校：每年建两所。", "（一）", "办好学校"),
        ("1. 办好学校（责任单位：市教育局）", "1.", "办好学校"),
        ("1. 用好“三下乡。进村”活动。送书。", "1.", "用好“三下乡。进村”活动"),
    ],
)
def test_headings(line: str, number: str, title: str) -> None:
    (node,) = outline(line).children
    assert (node.number.strip(), node.title) == (number, title)


@pytest.mark.parametrize(
    "lines",
    [
        ["一、任务", "（一）行动", "1. 办好学校", "（1）建室"],
        ["一、任务", "(一)行动", "1、办好学校", "①建室"],
        ["一、任务", "1．办好学校", "（1）建室", "①配书"],
        ["第一章 任务", "第二节 行动", "1﹒办好学校"],
        ["第一部分 任务", "一、行动", "（一）办好学校"],
    ],
)
def test_headings_nest(lines: list[str]) -> None:
    node = outline(*lines)
    for line in lines:
        (node,) = node.children
        assert line.endswith(node.title)


@pytest.mark.parametrize(
    "line",
    [
        "办好学校。",
        "2025年目标：建成体系。",
        "16.7%的公民具备科学素质。",
        "1.5万人参加。",
        "一是办好学校。",
        "第一，仍有差距。",
        "——办好学校。",
        "一、二、三产业融合发展。",
        "5G网络覆盖。",
        "12·4国家宪法日活动。",
    ],
)
def test_what_is_no_heading(line: str) -> None:
    root = outline("一、重点任务", line)
    assert [node.title for node in root.walk()] == ["", "重点任务"]
    assert [p.text.text for p in root.children[0].paragraphs] == [line]


def test_numbers_run_on_into_a_title_that_begins_with_a_number() -> None:
    root = outline("一、重点任务", "10. 办好学校。", "11.121人才计划。引进人才。")
    assert [(n.number, n.title) for n in root.children[0].children] == [
        ("10.", "办好学校"),
        ("11.", "121人才计划"),
    ]


def test_numbers_restart_or_run_on() -> None:
    for second in ("1", "3"):
        root = outline(
            *("一、任务", "（一）甲", "1. 一事。", "2. 二事。", "（二）乙", f"{second}. 三事。")
        )
        first, other = root.children[0].children
        assert [n.title for n in first.children] == ["一事", "二事"]
        assert [n.title for n in other.children] == ["三事"]


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("重点任务", "key_task"),
        ("五项重点提升行动", "key_task"),
        ("主要举措", "key_task"),
        ("保障措施", "safeguard"),
        ("组织实施", "safeguard"),
        ("组织实施与条件保障", "safeguard"),
        ("前言", "background"),
        ("发展机遇与挑战", "background"),
        ("指导思想、基本原则和主要目标", "aims"),
        ("指导思想、总体要求、主要目标", "aims"),
        ("附则", "annex"),
    ],
)
def test_chapter_roles(title: str, role: str) -> None:
    assert outline(f"一、{title}", "正文。").children[0].role == role


def test_safeguards_close_a_plan() -> None:
    lines = [
        "一、建立健全组织管理体系",
        "明确主体。",
        "二、扩大供给",
        "开放数据。",
        "三、保障措施",
        "明确责任。",
    ]
    assert [c.role for c in outline(*lines).children] == ["key_task", "key_task", "safeguard"]
    lines[0] = "一、加强组织领导"  # speaks of nothing else
    assert [c.role for c in outline(*lines).children] == ["safeguard", "key_task", "safeguard"]
    lines[:] = ["一、建立健全组织管理体系", "明确主体。", "二、扩大供给", "开放数据。"]
    assert [c.role for c in outline(*lines).children] == ["safeguard", "key_task"]
    work, last = ["一、开放数据", "建库。", "二、用好数据", "建站。"], "三、落实工作措施和要求"
    sections = ["（一）加强组织领导", "明确责任。", "（二）营造氛围", "多加宣传。"]
    assert outline(*work, last, *sections).children[-1].role == "safeguard"
    assert outline(*work, last, *sections[2:]).children[-1].role == "key_task"


PLAN = """海州市实施方案
一、总体要求
（一）基本原则
1. 坚持协同。各方协同。
二、重点任务
着力开展两项行动。
（一）青少年行动
1. 办好学校。每校建一室。
（责任单位：市教育局）
2. 办好展览。常年开放。（责任单位：市科协）
（二）农民行动
1. 培训农民。分层培训。（责任单位：市农业农村局）
三、保障措施
（一）加强领导
市政府统一领导。
抄送：市委各部门。
海州市人民政府办公室
2022年10月26日印发
"""


def test_tasks_of_a_small_plan() -> None:
    tasks = extract_plan(PLAN, "p").tasks
    assert [(t["kind"], t["section_no"], t["task_no"], t["title"], t["body"]) for t in tasks] == [
        ("key_task", "（一）", "1", "办好学校", "每校建一室。"),
        ("key_task", "（一）", "2", "办好展览", "常年开放。"),
        ("key_task", "（二）", "1", "培训农民", "分层培训。"),
        ("safeguard", "（一）", "一", "加强领导", "市政府统一领导。"),
    ]
    assert [PLAN[t["start"] : t["end"]] for t in tasks][1:] == [
        "2. 办好展览。常年开放。",
        "1. 培训农民。分层培训。",
        "（一）加强领导\n市政府统一领导。",
    ]


@pytest.mark.parametrize(
    ("lines", "titles"),
    [
        # unnumbered paragraphs of a section that has one clause: each is a task
        (["（一）行动", "办好学校。建室。", "办好展览。", "工作分工：市科协牵头，各镇等参加。"],
         ["办好学校", "办好展览"]),
        # a first sentence that is no title is the title all the same; a second title stays inside
        (["（一）行动", "办好学校，建好室，用好人。建室。办好展览。布展。",
          "工作分工：市科协牵头，各镇等参加。"], ["办好学校，建好室，用好人"]),
        # a chapter heading that is itself the task
        (["一、办好学校", "每校建室。（责任单位：市教育局）", "二、办好展览", "常年开放。（责任单位：市科协）"],
         ["办好学校", "办好展览"]),
        # sub-measures with clauses of their own have rows beside their item's
        (["（一）行动", "1. 办好学校。", "（1）建室。配书。（责任单位：市教育局）",
          "（2）布展。开放。（责任单位：市科协）"], ["办好学校", "建室", "布展"]),
        # without them they belong to their item
        (["（一）行动", "1. 办好学校。", "（1）建室。", "（2）布展。", "2. 办好展览。开放。"],
         ["办好学校", "办好展览"]),
        # boxes, bullets and enumerations are no tasks
        (["（一）行动", "1. 办好学校。建室。", "——建室。", "一是布展。", "专栏1 工程", "2. 办好展览。开放。"],
         ["办好学校", "办好展览"]),
        # bookmark residue before a title
        (["（一）行动", "[bookmark: _Hlk1]1. 办好学校。建室。", "2. 办好展览。"],
         ["办好学校", "办好展览"]),
    ],
)  # fmt: skip
def test_what_is_a_task(lines: list[str], titles: list[str]) -> None:
    chapter = [] if lines[0].startswith("一、") else ["一、重点任务"]
    tasks = extract_plan("\n".join([*chapter, *lines]), "p").tasks
    assert [t["title"] for t in tasks] == titles


@pytest.mark.parametrize("source", ["", " \n\u3000", "没有标题的一段话。", "甲\n\n乙"])
def test_a_text_without_headings_is_refused(source: str) -> None:
    with pytest.raises(PlanError, match=r"no text|no headings"):
        extract_plan(source, "p")
