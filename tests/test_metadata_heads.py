"""Heads and tails of invented plans: what each says of itself, in every form it is printed."""

from __future__ import annotations

import pytest

from compare.extract import extract_plan
from compare.extract.metadata import propose_metadata

BODY = "一、总体要求\n略。\n二、重点任务\n（一）建馆。建设文化馆1座。\n三、保障措施\n（一）加强领导。抓好落实。\n"
T = "青川县全民阅读促进行动方案（2023—2025年）"
HEADS: list[tuple[str, str, dict[str, str]]] = [  # (head, tail, expected subset)
    (
        "青川县人民政府办公室关于印发《青川县全民阅读促进行动方案（2023—2025年）》的通知\n各镇人民政府，县各部门：\n现将《青川县全民阅读促进行动方案（2023—2025年）》印发给你们，请认真贯彻执行。\n青川县人民政府办公室\n2023年3月6日\n"
        + T,
        "",
        {
            "title": T,
            "issuer": "青川县人民政府办公室",
            "issued_on": "2023-03-06",
            "period_start": "2023",
            "period_end": "2025",
        },
    ),
    (
        "青川县人民政府办公室关于印发《青川县全民阅读促进行动方案（2023—2025年）》的通知",
        "",
        {"title": T, "period_end": "2025"},
    ),
    (
        "青川县人民政府办公室关于印发\n青川县全民阅读促进行动方案（2023—2025年）的通知\n青政办发〔2023〕12号\n各镇人民政府：\n现印发给你们。",
        "青川县人民政府办公室\n2023年3月6日\n",
        {"title": T, "doc_number": "青政办发〔2023〕12号", "issued_on": "2023-03-06"},
    ),
    (
        "青川县全民阅读促进行动方案\n（2023—2025年）",
        "",
        {"title": T, "period_start": "2023", "period_end": "2025"},
    ),
    ("青川县全民阅读促进\n行动方案\n（2023—2025年）", "", {"title": T}),
    (
        "青川县人民政府关于\n推进全民阅读的\n实施意见",
        "",
        {"title": "青川县人民政府关于推进全民阅读的实施意见"},
    ),
    (T + "\n" + T, "", {"title": T}),
    ("青川县全民阅读促进行动方案\n青川县全民阅读促进行动方案（2023—2025年）", "", {"title": T}),
    (
        "青川县教育局等四部门关于印发《青川县全民阅读促进行动方案（2023—2025年）》的通知\n青教发〔2023〕7号",
        "青川县教育局\n青川县文化广电和旅游局\n青川县财政局\n青川县科学技术协会\n2023年3月6日\n",
        {
            "title": T,
            "issuer": "青川县教育局、青川县文化广电和旅游局、青川县财政局、青川县科学技术协会",
            "doc_number": "青教发〔2023〕7号",
            "issued_on": "2023-03-06",
        },
    ),
    (
        "青川县教育局 青川县财政局关于印发《青川县全民阅读促进行动方案（2023—2025年）》的通知",
        "青川县教育局　　青川县财政局\n2023年3月6日\n",
        {"issuer": "青川县教育局、青川县财政局", "issued_on": "2023-03-06", "title": T},
    ),
    (
        "青川县教育局等部门关于推进全民阅读的实施意见",
        "",
        {"issuer": "青川县教育局等部门", "title": "青川县教育局等部门关于推进全民阅读的实施意见"},
    ),
    ("青川县教育局等5部门关于推进全民阅读的实施意见", "", {"issuer": "青川县教育局等5部门"}),
    (T + "\n青政办发[2023]12号", "", {"doc_number": "青政办发[2023]12号", "title": T}),
    (T + "\n青政办发（2023）12号", "", {"doc_number": "青政办发（2023）12号", "title": T}),
    (T + "\n青政办发【2023】12号", "", {"doc_number": "青政办发【2023】12号", "title": T}),
    (T + "\n青政办发﹝2023﹞12号", "", {"doc_number": "青政办发﹝2023﹞12号", "title": T}),
    (
        T + "\n青政办发〔２０２３〕１２号",
        "",
        {"doc_number": "青政办发〔２０２３〕１２号", "title": T},
    ),
    (T + "\n（青政办发〔2023〕12号）", "", {"doc_number": "青政办发〔2023〕12号", "title": T}),
    (
        "发文字号：青政办发〔2023〕12号\n发文机关：青川县人民政府办公室\n成文日期：2023年3月6日\n发布日期：2023-03-10\n"
        + T,
        "",
        {
            "doc_number": "青政办发〔2023〕12号",
            "issuer": "青川县人民政府办公室",
            "issued_on": "2023-03-06",
            "title": T,
        },
    ),
    (
        "标题：青川县全民阅读促进行动方案（2023—2025年）\n发布机构：青川县教育局\n发布日期：2023-03-10\n"
        + T,
        "",
        {"issuer": "青川县教育局", "issued_on": "2023-03-10", "title": T},
    ),
    (
        T,
        "青川县人民政府\n二〇二三年三月六日\n",
        {"issuer": "青川县人民政府", "issued_on": "2023-03-06"},
    ),
    (T, "青川县人民政府\n二○二三年十二月二十六日\n", {"issued_on": "2023-12-26"}),
    (T, "青川县人民政府\n２０２３年３月６日\n", {"issued_on": "2023-03-06"}),
    (T, "青川县人民政府\n2023.3.6\n", {"issued_on": "2023-03-06"}),
    (T, "青川县人民政府\n2023年3月6日印发\n", {"issued_on": "2023-03-06"}),
    (
        T,
        "青川县人民政府办公室　　　2023年3月6日印发\n",
        {"issued_on": "2023-03-06", "issuer": "青川县人民政府办公室"},
    ),
    (
        T,
        "青川县人民政府办公室\n2023 年 3 月 6 日\n",
        {"issued_on": "2023-03-06", "issuer": "青川县人民政府办公室"},
    ),
    (T + "\n（2023年3月6日）", "", {"title": T, "issued_on": "2023-03-06"}),
    (
        T + "\n（青川县人民政府 2023年3月6日）",
        "",
        {"title": T, "issued_on": "2023-03-06", "issuer": "青川县人民政府"},
    ),
    (
        "青川县“十四五”全民阅读发展规划",
        "",
        {"title": "青川县“十四五”全民阅读发展规划", "period_start": "2021", "period_end": "2025"},
    ),
    ("青川县全民阅读发展“十五五”规划", "", {"period_start": "2026", "period_end": "2030"}),
    (
        "青川县国民经济和社会发展第十四个五年规划和二〇三五年远景目标纲要",
        "",
        {
            "title": "青川县国民经济和社会发展第十四个五年规划和二〇三五年远景目标纲要",
            "period_start": "2021",
            "period_end": "2025",
        },
    ),
    (
        "青川县全民阅读三年行动计划（2023—2025年）",
        "",
        {
            "period_start": "2023",
            "period_end": "2025",
            "title": "青川县全民阅读三年行动计划（2023—2025年）",
        },
    ),
    (
        "青川县全民阅读三年行动计划（2023-2025）",
        "",
        {
            "period_start": "2023",
            "period_end": "2025",
            "title": "青川县全民阅读三年行动计划（2023-2025）",
        },
    ),
    (
        "青川县全民阅读规划（２０２３—２０２５年）",
        "",
        {"period_start": "2023", "period_end": "2025"},
    ),
    (
        "青川县全民阅读规划（二〇二三—二〇二五年）",
        "",
        {"period_start": "2023", "period_end": "2025"},
    ),
    (
        "青川县2023—2025年全民阅读行动方案",
        "",
        {
            "period_start": "2023",
            "period_end": "2025",
            "title": "青川县2023—2025年全民阅读行动方案",
        },
    ),
    ("青川县2023年至2025年全民阅读行动方案", "", {"period_start": "2023", "period_end": "2025"}),
    (
        "青川县2024年全民阅读工作要点",
        "",
        {"title": "青川县2024年全民阅读工作要点", "period_start": "2024", "period_end": "2024"},
    ),
    ("青川县2024年度全民阅读工作计划", "", {"period_start": "2024", "period_end": "2024"}),
    ("青川县全民阅读中长期规划（2021—2035年）", "", {"period_start": "2021", "period_end": "2035"}),
    (
        f"中共青川县委办公室 青川县人民政府办公室\n印发《{T}》\n近日印发，全文如下。",
        "",
        {"title": T},
    ),
    (
        "关于印发《青川县全民阅读促进行动方案（2023—2025年）》的通知\n青教发〔2023〕7号\n各镇：\n现将方案印发。\n附件：青川县全民阅读促进行动方案（2023—2025年）\n青川县教育局\n2023年3月6日",
        "",
        {
            "title": T,
            "issuer": "青川县教育局",
            "issued_on": "2023-03-06",
            "doc_number": "青教发〔2023〕7号",
        },
    ),
    (
        "青川县2024年全民阅读重点工作目标任务",
        "",
        {"title": "青川县2024年全民阅读重点工作目标任务", "period_end": "2024"},
    ),
    ("青川县全民阅读促进工作要点", "", {"title": "青川县全民阅读促进工作要点"}),
    ("青川县推进全民阅读若干措施", "", {"title": "青川县推进全民阅读若干措施"}),
    ("青川县全民阅读促进实施细则（试行）", "", {"title": "青川县全民阅读促进实施细则（试行）"}),
]


@pytest.mark.parametrize(("head", "tail", "expected"), HEADS)
def test_a_head_says_of_itself(head: str, tail: str, expected: dict[str, str]) -> None:
    found = propose_metadata(extract_plan(f"{head}\n{BODY}{tail}", "p").outline)
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("head", "name", "value"),
    [
        (f"发布机构：加快布局\n{T}", "issuer", ""),  # what stands behind a label may be anything
        ("青川县关于落实《“十四五”阅读发展规划》的实施意见", "period_end", ""),
        ("（2026年1月27日在青川县第十四届人民代表大会上）", "title", ""),
        (f"{T}\n青川县的读书人越来越多", "issuer", ""),
    ],
)
def test_what_a_head_does_not_say(head: str, name: str, value: str) -> None:
    assert propose_metadata(extract_plan(f"{head}\n{BODY}", "p").outline)[name] == value


def test_several_bodies_that_sign_are_no_part_of_the_last_task() -> None:
    signed = "青川县教育局\n青川县财政局\n青川县总工会\n青川县科学技术协会\n二〇二三年三月六日\n"
    plan = extract_plan(f"{T}\n{BODY}{signed}", "p")
    assert [task["body"] for task in plan.tasks] == ["建设文化馆1座。", "抓好落实。"]


@pytest.mark.parametrize(
    ("issuer", "level"),
    [
        ("国务院办公厅", "nation"),
        ("中共中央办公厅", "nation"),
        ("国家体育总局", "nation"),
        ("农业农村部", "nation"),
        ("农业农村部办公厅", "nation"),
        ("市委宣传部", ""),
        ("县人民武装部", ""),
        ("青川县教育局", "county"),
        ("海南省商务厅", "province"),
    ],
)
def test_what_a_body_of_the_nation_issues_is_for_the_nation(issuer: str, level: str) -> None:
    head = f"{issuer}关于印发《全民阅读促进行动方案》的通知\n{issuer}\n2023年3月6日\n全民阅读促进行动方案\n"
    stated = extract_plan(head + BODY, "p").stated
    assert (stated["issuer"], stated.get("level", "")) == (issuer, level)
