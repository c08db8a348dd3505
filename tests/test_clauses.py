"""Responsibility clauses in every form they take: which names, in which roles.

The clauses are those of the genre, with bodies and sentences of our own. A case writes the names
of each clause with the roles: L lead, S support, R responsible.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.extract import extract_plan
from compare.extract.departments.clauses import find_clauses

ROLES = {"lead": "L", "support": "S", "responsible": "R"}


def read(text: str) -> list[str]:
    """`L 市教育局` for each name of each clause, in order."""
    return [f"{ROLES[n.role]} {n.name}" for c in find_clauses(text) for n in c.names]


def expect(told: str) -> list[str]:
    """`L甲局 乙局 S丙局` → [L 甲局, L 乙局, S 丙局]."""
    names, role = [], ""
    for word in told.split():
        if word[0] in "LSR":
            role, word = word[0], word[1:]
        names.append(f"{role} {word}")
    return names


LABELLED = [
    # 1. 责任单位 after a task
    ("办好学校。（责任单位：市教育局、市科协、各镇等）", "R市教育局 市科协 各镇"),
    ("办好学校。（责任单位：市教育局、市科协、各镇）", "R市教育局 市科协 各镇"),
    ("办好学校。（责任单位：市教育局，各乡镇人民政府）", "R市教育局 各乡镇人民政府"),
    ("办好学校。(责任单位:市教育局、市科协等)", "R市教育局 市科协"),
    ("办好学校。（责任部门：市教育局）", "R市教育局"),
    ("办好学校（责任单位：市教育局）。", "R市教育局"),
    ("办好学校。（责任单位：省教育厅，各市、州、县人民政府）", "R省教育厅 各市、州、县人民政府"),
    ("办好学校。（责任单位：市教育局，各区、县级市）", "R市教育局 各区、县级市"),
    ("办好学校。（责任单位：市教育局、市妇联等、各镇等）", "R市教育局 市妇联 各镇"),
    ("办好学校。（责任单位：市委宣传部（市文明办）、市科协等）", "R市委宣传部（市文明办） 市科协"),
    ("办好学校。(责任单位：市委宣传部(市文明办)、市科协等)", "R市委宣传部(市文明办) 市科协"),
    # 2. 责任单位 beside a lead
    (
        "扩大开放。（牵头单位：市商务委；责任单位：市经济信息委、市财政局，各区县政府）",
        "L市商务委 S市经济信息委 市财政局 各区县政府",
    ),
    # 3. 牵头单位 and 配合单位
    ("扩大开放。（牵头单位：市商务局，配合单位：市财政局）", "L市商务局 S市财政局"),
    ("扩大开放。（牵头单位：市商务局；配合单位：市财政局、市科协）", "L市商务局 S市财政局 市科协"),
    ("扩大开放。（牵头单位：市商务局）", "L市商务局"),
    ("扩大开放。（牵头单位：市商务局，配合单位：各有关单位）", "L市商务局 S各有关单位"),
    ("扩大开放。（牵头单位：市商务局，参加单位：市财政局）", "L市商务局 S市财政局"),
    # 4. several that lead
    ("扩大开放。（牵头部门：市商务局、市财政局、市科协）", "L市商务局 市财政局 市科协"),
    # 7. brackets of another form around nested ones
    ("办好学校。〔责任单位：市委宣传部（市文明办）、市科协〕", "R市委宣传部（市文明办） 市科协"),
    ("办好学校。[责任单位：市教育局（市体育局）、市科协]", "R市教育局（市体育局） 市科协"),
    # 等 inside a name ends nothing
    ("办好学校。（责任单位：市教育局、各高等院校、市科协等）", "R市教育局 各高等院校 市科协"),
    (
        "办好学校。（责任单位：市教育局，各区（县、市）人民政府）",
        "R市教育局 各区（县、市）人民政府",
    ),
]
WITH_VERBS = [
    # 5. the verb tells the role
    ("扩大开放。（省商务厅牵头，合肥海关配合）", "L省商务厅 S合肥海关"),
    (
        "扩大开放。（省商务厅牵头，省财政厅、省科技厅按职责分工负责）",
        "L省商务厅 S省财政厅 省科技厅",
    ),
    ("扩大开放。（省外办负责）", "R省外办"),
    ("扩大开放。（省商务厅、省财政厅负责）", "R省商务厅 省财政厅"),
    (
        "建园区。（省商务厅牵头，省财政厅配合）扩出口。（合肥海关牵头，省税务局配合）",
        "L省商务厅 S省财政厅 L合肥海关 S省税务局",
    ),
    # 6. the first leads
    (
        "扩大开放。（商务部、财政部、科技部等负责。列第一位者为牵头单位，下同）",
        "L商务部 S财政部 科技部",
    ),
    (
        "扩大开放。（省商务厅、省财政厅负责，排在第一位的部门为牵头部门，下同）",
        "L省商务厅 S省财政厅",
    ),
    # 7. the last two joined by 和
    ("扩大开放。（商务部、财政部等和各有关省级人民政府负责）", "R商务部 财政部 各有关省级人民政府"),
    ("办好学校。（市教育局、市妇联和有关区县政府具体负责）", "R市教育局 市妇联 有关区县政府"),
    ("管好土地。（市自然资源和规划局、市科协负责）", "R市自然资源和规划局 市科协"),
    # 8. unnamed others
    (
        "扩大开放。（商务部牵头，财政部、科技部等国务院相关部门以及各地区按职责分工负责）",
        "L商务部 S财政部 科技部 各地区",
    ),
    ("扩大开放。（商务部及各地区按职责分工负责）", "R商务部 各地区"),
    # 9. 参与, 指导
    ("扩大开放。（商务部牵头，财政部、科技部参与）", "L商务部 S财政部 科技部"),
    # 11. a bare name
    ("推广良种。（省农业农村厅）", "R省农业农村厅"),
    ("推广良种。（省农业农村厅、省科技厅）", "R省农业农村厅 省科技厅"),
    ("推广良种。（2025年底前完成，责任单位：市教育局、市科协）", "R市教育局 市科协"),
]
OWN_LINES = [
    # 10. a line of its own
    (
        "工作分工：市教育局、团市委牵头，市委宣传部（市文明办）、市科协、各镇区等参加。",
        "L市教育局 团市委 S市委宣传部（市文明办） 市科协 各镇区",
    ),
    ("责任单位：市教育局、市科协等", "R市教育局 市科协"),
    ("牵头单位：市教育局", "L市教育局"),
    ("牵头单位：市教育局 ；配合单位：市科协。", "L市教育局 S市科协"),
]
REMARKS = [
    # what is no name stands among the names
    ("办好学校。（责任单位：市教育局；完成时限：2025年底前）", "R市教育局"),
    ("办好学校。（责任领导：张三；责任单位：市教育局）", "R市教育局"),
    ("办好学校。（责任单位：市教育局、市科协，排名第一的为牵头单位）", "L市教育局 S市科协"),
    ("办好学校。（市教育局会同市科协负责）", "R市教育局 市科协"),
    (
        "办好学校。（市教育局牵头、市科协配合）",
        "L市教育局 S市科协",
    ),
    ("办好学校。（市教育局牵头，各有关部门配合，持续推进）", "L市教育局 S各有关部门"),
    (
        "办好学校。【责任单位：市教育局】",
        "R市教育局",
    ),
]
NONE = [
    "各板块原则上由科技管理部门具体牵头负责。",
    "各部门要密切配合，市科协积极参加。",
    "充分发挥专业技术学会（协会）等的作用。",
    "依托新时代文明实践中心（所、站）开展活动。",
    "各镇人民政府（区管委会、街道办事处）负责领导本区域工作。",
    "获评全国科普示范县（市、区）。",
    "海州市实施方案（2021—2025年）",
    "（此件公开发布）",
    "开展夏（冬）令营。",
    "支持院（校）地共建。",
    "每年建设十所学校（含幼儿园）。",
    "自治区商务厅要组织展会。",
]


@pytest.mark.parametrize(("text", "told"), [*LABELLED, *WITH_VERBS, *OWN_LINES, *REMARKS])
def test_names_and_roles(text: str, told: str) -> None:
    assert read(text) == expect(told)


@pytest.mark.parametrize("text", NONE)
def test_running_text_hands_out_nothing(text: str) -> None:
    assert find_clauses(text) == []


@pytest.mark.parametrize("text", [text for text, _ in [*LABELLED, *WITH_VERBS, *OWN_LINES]])
def test_a_name_stands_at_its_place(text: str) -> None:
    for clause in find_clauses(text):
        for named in clause.names:
            assert text[named.start : named.end] == named.name
            assert clause.start <= named.start < named.end <= clause.end


BODIES = st.lists(
    st.sampled_from(
        ["市教育局", "市科协", "团市委", "市委宣传部（市文明办）", "各镇区", "市自然资源和规划局",
         "南通市海安生态环境局", "市市场监管局", "市妇联", "市融媒体中心", "市总工会", "市法院"]
    ),
    min_size=1,
    max_size=8,
    unique=True,
)  # fmt: skip


@given(BODIES, st.booleans(), st.booleans())
def test_every_listed_name_comes_out(names: list[str], etc: bool, half_width: bool) -> None:
    listed = "、".join(names) + "等" * etc
    text = (
        f"办好学校。({'责任单位:'}{listed})" if half_width else f"办好学校。（责任单位：{listed}）"
    )
    assert read(text) == [f"R {name}" for name in names]


@given(BODIES, BODIES)
def test_lead_and_support_are_told_apart(leading: list[str], joining: list[str]) -> None:
    text = f"工作分工：{'、'.join(leading)}牵头，{'、'.join(joining)}等参加。"
    assert read(text) == [f"L {name}" for name in leading] + [f"S {name}" for name in joining]


# What needs a whole plan: clauses of sections, rules that hold for all that follows.


def assign(*lines: str) -> list[str]:
    """`1.1.1 task L 市教育局 1` for each assignment of a plan of these lines."""
    plan = extract_plan("\n".join(["一、重点任务", *lines]), "p")
    return [
        f"{a['task_id'].removeprefix('p-')} {a['scope']} {ROLES[a['role']]} {a['name']}"
        f" {a['position']}"
        for a in plan.assignments
    ]


def test_a_clause_line_speaks_for_every_task_of_its_section() -> None:
    assert assign(
        *(
            "（一）行动",
            "办好学校。建室。",
            "办好展览。布展。",
            "工作分工：市教育局牵头，市科协等参加。",
        ),
        *("（二）工程", "建好场馆。开放。", "工作分工：市科协牵头，市教育局等参加。"),
    ) == [
        "1.1.1 section L 市教育局 1",
        "1.1.1 section S 市科协 2",
        "1.1.2 section L 市教育局 1",
        "1.1.2 section S 市科协 2",
        "1.2.1 section L 市科协 1",
        "1.2.1 section S 市教育局 2",
    ]


def test_a_clause_line_below_a_numbered_task_is_its_own() -> None:
    assert assign(
        *("（一）行动", "1. 办好学校。建室。", "责任单位：市教育局", "2. 办好展览。布展。"),
        *("责任单位：市科协",),
    ) == ["1.1.1 task R 市教育局 1", "1.1.2 task R 市科协 1"]


def test_the_first_name_leads_only_where_the_plan_says_so() -> None:
    before = assign(
        "（一）行动", "1. 办好学校。（市教育局、市科协负责）", "2. 办展。（市科协、市妇联负责）"
    )
    assert [line.split()[2] for line in before] == ["R", "R", "R", "R"]
    after = assign(
        *("（一）行动", "1. 办好学校。（市教育局、市科协负责。列第一位者为牵头单位，下同）"),
        *("2. 办展。（市科协、市妇联负责）", "3. 建馆。（市财政局牵头，市妇联配合）"),
    )
    assert [line.split()[2:4] for line in after] == [
        ["L", "市教育局"],
        ["S", "市科协"],
        ["L", "市科协"],
        ["S", "市妇联"],
        ["L", "市财政局"],
        ["S", "市妇联"],
    ]


def test_names_for_all_later_tasks() -> None:
    assert assign(
        "（一）行动",
        "1. 试点。（商务部牵头，财政部指导，试点城市政府负责落实。以下均需试点城市政府落实，不再列出）",
        "2. 推广。（商务部负责）",
    ) == [
        "1.1.1 task L 商务部 1",
        "1.1.1 task S 财政部 2",
        "1.1.1 task S 试点城市政府 3",
        "1.1.2 task R 商务部 1",
        "1.1.2 document R 试点城市政府 1",
    ]


def test_a_page_break_inside_the_label() -> None:
    assert assign(
        "（一）行动", "1. 办好学校，建好室。（责任", "", "单位：市教育局、市", "", "科协等）"
    ) == [
        "1.1.1 task R 市教育局 1",
        "1.1.1 task R 市科协 2",
    ]


def test_names_are_repaired_and_kept_as_written() -> None:
    source = (
        "一、重点任务\n（一）行动\n1. 办学。（责任单位：市发改委、市委宣傳部、各区鎮等）\n"
        "2. 办展。（责任单位：发改委、市市场监管局、团市委）"
    )
    plan = extract_plan(source, "p")
    assert [(a["name_as_written"], a["name"]) for a in plan.assignments] == [
        ("市发改委", "市发改委"),
        ("市委宣傳部", "市委宣传部"),
        ("各区鎮", "各区镇"),
        ("发改委", "市发改委"),
        ("市市场监管局", "市市场监管局"),
        ("团市委", "团市委"),
    ]
    for a in plan.assignments:
        assert source[a["start"] : a["end"]] == a["name_as_written"]


def test_several_clauses_in_one_task() -> None:
    lines = assign(
        "（一）行动", "1. 建园区。（省商务厅牵头，省财政厅配合）扩出口。（合肥海关负责）"
    )
    assert [line.split()[2:4] for line in lines] == [
        ["L", "省商务厅"],
        ["S", "省财政厅"],
        ["R", "合肥海关"],
    ]
