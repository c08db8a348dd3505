"""Plans as they come: each layout with what must come out, and nothing lost on the way."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compare.build.intake import list_doubts
from compare.extract import Extraction, extract_plan
from compare.extract.metadata import propose_metadata
from compare.extract.outline.order import list_gaps


def read(*lines: str) -> Extraction:
    return extract_plan("\n".join(lines), "p")


def list_titles(plan: Extraction, kind: str = "key_task") -> list[object]:
    return [task["title"] for task in plan.tasks if task["kind"] == kind]


def list_bodies(plan: Extraction, title: str) -> list[tuple[object, ...]]:
    ids = {task["title"]: task["task_id"] for task in plan.tasks}
    rows = [row for row in plan.assignments if row["task_id"] == ids[title]]
    return [(row["scope"], row["role"], row["name_as_written"]) for row in rows]


WORK = ("疏浚村塘。清淤护岸。", "栽种岸柳。补植林带。")
GUARD = "统筹经费。列入预算。"
SPELLINGS = {
    "decimal": (["1 总体目标", "塘水常清。", "2 重点任务", "2.1 水系", f"2.1.1 {WORK[0]}", f"2.1.2 {WORK[1]}",
                 "3 保障措施", f"3.1 {GUARD}"]),
    "decimal with dots": (["1. 总体目标", "塘水常清。", "2. 重点任务", f"2.1 {WORK[0]}", f"2.2 {WORK[1]}",
                           "3. 保障措施", f"3.1 {GUARD}"]),
    "decimal below chapters": (["一、总体目标", "塘水常清。", "二、重点任务", f"2.1 {WORK[0]}", f"2.2 {WORK[1]}",
                                "三、保障措施", f"3.1 {GUARD}"]),
    "a space alone": (["一　总体目标", "塘水常清。", "二　重点任务", f"（一）{WORK[0]}", f"（二）{WORK[1]}",
                       "三　保障措施", f"（一）{GUARD}"]),
    "capitals": (["壹、总体目标", "塘水常清。", "贰、重点任务", f"（一）{WORK[0]}", f"（二）{WORK[1]}",
                  "叁、保障措施", f"（一）{GUARD}"]),
    "parts": (["第一部分 总体目标", "塘水常清。", "第二部分 重点任务", f"一、{WORK[0]}", f"二、{WORK[1]}",
               "第三部分 保障措施", f"一、{GUARD}"]),
    "signs": (["# 塘河整治方案", "## 总体目标", "塘水常清。", "## 重点任务", "### 疏浚村塘", "清淤护岸。",
               "### 栽种岸柳", "补植林带。", "## 保障措施", "### 统筹经费", "列入预算。"]),
    "bare lines": (["总体目标", "塘水常清。", "重点任务", "疏浚村塘", "清淤护岸。", "栽种岸柳", "补植林带。",
                    "保障措施", "统筹经费", "列入预算。", "加强宣传", "讲好故事。"]),
    "page numbers": (["一、总体目标", "塘水常清。", "7二、重点任务", f"（一）{WORK[0]}", f"（二）{WORK[1]}",
                      "8三、保障措施", f"（一）{GUARD}"]),
}  # fmt: skip


@pytest.mark.parametrize("name", SPELLINGS)
def test_headings_in_every_spelling(name: str) -> None:
    plan = read(*SPELLINGS[name])
    assert list_titles(plan) == ["疏浚村塘", "栽种岸柳"]
    assert "统筹经费" in list_titles(plan, "safeguard")


def test_a_quantity_at_the_head_of_a_line_is_no_heading() -> None:
    plan = read(
        "一、重点任务", "（一）建设水厂。", "3.1亿元用于管网。", "（二）改造泵站。", "2.5万户受益。"
    )
    assert list_titles(plan) == ["建设水厂", "改造泵站"]


def test_a_box_is_no_work_and_replaces_none() -> None:
    plan = read(
        *("一、重点任务", "（一）整治河塘。分批清淤。（县水利局负责）"),
        *("“活水+”专栏", "1.活水养鱼。推广循环水。", "2.活水研学。开放水厂。"),
        *(
            "（二）修复湿地。补种芦苇。（县林业局负责）",
            "1.圈定范围。立界桩。",
            "2.补种芦苇。分段包干。",
        ),
    )
    assert list_titles(plan)[0] == "整治河塘"
    assert not {"活水养鱼", "活水研学"} & set(list_titles(plan))
    assert [item.reason[:5] for item in plan.ignored].count("a box") == 3


@pytest.mark.parametrize(
    "section",
    [
        ["（一）发展基础", "近年来塘河整治成效明显。"],
        ["（一）指导思想", "坚持系统治理。"],
        ["（一）“十五五”时期发展目标", "水质稳步提升。"],
        ["（一）部门职责", "1.县水利局：统筹水量调度。", "2.县财政局：安排资金。"],
        ["（一）分工要求", "1.县教育局：办好研学。", "2.县公安局：维护秩序。"],
    ],
)
def test_sections_that_are_no_work(section: list[str]) -> None:
    plan = read(
        "一、塘河整治行动", *section, "（二）疏浚河道。清淤护岸。", "（三）栽种岸柳。补植林带。"
    )
    assert list_titles(plan) == ["疏浚河道", "栽种岸柳"]


@pytest.mark.parametrize(
    "chapter", ["空间布局", "总体布局", "组织体系", "工作职责", "成员单位职责"]
)
def test_chapters_that_are_no_work(chapter: str) -> None:
    plan = read(
        f"一、{chapter}",
        "河网分为三片。",
        "东片以湿地为主。",
        "二、重点任务",
        "（一）疏浚河道。清淤护岸。",
    )
    assert list_titles(plan) == ["疏浚河道"]
    assert {"河网分为三片。", "东片以湿地为主。"} <= {item.text for item in plan.ignored}


def test_a_closing_paragraph_is_no_part_of_the_last_item() -> None:
    items = [
        f"{i}.{title}。分步实施。" for i, title in enumerate(("清淤", "护岸", "栽柳", "放鱼"), 1)
    ]
    plan = read("一、重点任务", *items, "各镇定期报送进展，经费列入预算。")
    assert [task["body"] for task in plan.tasks] == ["分步实施。"] * 4
    assert [item.reason for item in plan.ignored] == ["closes the plan behind its last item"]


def test_words_to_those_who_listen_close_a_report() -> None:
    plan = read(
        "一、重点任务",
        "（一）整治河道。",
        "疏浚村塘。分批清淤，全面护岸。",
        "栽种岸柳。补植林带，铺设步道。",
        "各位代表！",
        "奋斗创造历史，实干成就未来。让我们团结起来，建设美丽水乡。",
    )
    assert list_titles(plan) == ["疏浚村塘", "栽种岸柳"]
    closing = "closes the plan behind its last item"
    assert [item.reason for item in plan.ignored] == [closing] * 2


ONE_LINE = "为整治塘河，制定本方案，各镇遵照执行。" + "".join(
    [
        *("一、清水行动（一）疏浚村塘，分批清淤。〔县水利局（水保办）负责〕",),
        *("（二）2026年底前拆除坝埂，恢复水面。（县水利局、县住建局负责）二、绿岸行动",),
        *(
            "（三）栽种岸柳，补植林带。责任单位：县林业局，县财政局（四）铺设步道，连通村组。（县交通局负责）",
        ),
    ]
)


def test_a_plan_on_one_line_keeps_every_sibling() -> None:
    plan = extract_plan(ONE_LINE, "p")
    assert [task["task_no"] for task in plan.tasks] == ["一", "二", "三", "四"]
    assert [task["chapter"] for task in plan.tasks] == ["一、清水行动"] * 2 + ["二、绿岸行动"] * 2
    named = [row["name_as_written"] for row in plan.assignments]
    assert named[-3:] == ["县林业局", "县财政局", "县交通局"]


def test_items_and_their_measures_both_have_rows() -> None:
    plan = read(
        *("一、任务分工", "1.整治塘河，恢复水面。（县水利局牵头，县财政局配合）", "主要措施："),
        *("（1）拆除坝埂，连通水系。（县住建局负责）", "（2）分批清淤，外运底泥。（县城管局负责）"),
        *("2.栽种岸柳，补植林带。（县林业局负责）",),
    )
    levels = [(task["level"], task["finest"], bool(task["parent_id"])) for task in plan.tasks]
    assert levels == [
        ("item", False, False),
        *[("measure", True, True)] * 2,
        ("item", True, False),
    ]
    assert plan.tasks[0]["end"] <= plan.tasks[1]["start"]
    assert list_bodies(plan, "拆除坝埂，连通水系") == [
        ("task", "responsible", "县住建局"),
        ("item", "lead", "县水利局"),
        ("item", "support", "县财政局"),
    ]


HEAD = ("序号", "工作任务", "牵头单位", "配合单位", "完成时限")
ROWS = (
    ("1", "疏浚村塘", "县水利局", "县财政局、县住建局", "2026年6月"),
    ("2", "栽种岸柳", "县林业局", "—", "长期坚持"),
)
TEXT = ("一、重点任务", "（一）水系", "1.疏浚村塘。清淤护岸。", "2.栽种岸柳。补植林带。")


def write_rows(layout: str) -> list[str]:
    if layout == "bars":
        lines = ["| " + " | ".join(row) + " |" for row in (HEAD, ROWS[0], HEAD, ROWS[1])]
        return [lines[0], "|---|---|---|---|---|", *lines[1:]]
    if layout == "tabs":
        return ["\t".join(row) for row in (HEAD, ROWS[0], HEAD, ROWS[1])]
    return [*HEAD, *ROWS[0], *ROWS[1]]


@pytest.mark.parametrize(("layout", "text"), list(product(["bars", "tabs", "lines"], [(), TEXT])))
def test_a_table_of_work_in_every_layout(layout: str, text: tuple[str, ...]) -> None:
    plan = read(*text, "附件", "任务分工表", *write_rows(layout))
    assert list_titles(plan) == ["疏浚村塘", "栽种岸柳"]
    assert [task["source"] for task in plan.tasks] == ["text" if text else "table"] * 2
    assert [task["deadline"] for task in plan.tasks] == ["2026年6月", "长期坚持"]
    assert list_bodies(plan, "疏浚村塘") == [
        ("task", "lead", "县水利局"),
        ("task", "support", "县财政局"),
        ("task", "support", "县住建局"),
    ]
    assert list_bodies(plan, "栽种岸柳") == [("task", "lead", "县林业局")]


def test_cells_that_span_rows_head_what_stands_beside_them() -> None:
    plan = read(
        "工作任务\t工作要求\t牵头单位\t责任单位",
        "一、清水\t1.疏浚村塘，分批清淤。\t县水利局\t县财政局",
        "2.拆除坝埂，连通水系。\t\t县住建局、各乡镇",
        "二、绿岸\t3.栽种岸柳，补植林带。\t县林业局\t各乡镇",
    )
    assert [(t["section_title"], t["task_no"]) for t in plan.tasks] == [
        ("清水", "1"),
        ("清水", "2"),
        ("绿岸", "3"),
    ]
    assert list_bodies(plan, "拆除坝埂，连通水系")[0] == ("task", "responsible", "县住建局")


def test_rows_under_a_task_of_the_text_are_its_measures() -> None:
    plan = read(
        *(*TEXT, "附件", "任务分工表", "工作事项\t主要内容\t牵头单位"),
        *("疏浚村塘\t清除底泥，外运处置。\t县水利局", "〃\t加固塘岸，种植水草。\t县住建局"),
    )
    item, *measures = (t for t in plan.tasks if t["title"] != "栽种岸柳")
    assert (item["title"], item["finest"], item["source"]) == ("疏浚村塘", False, "text")
    assert [(m["title"], m["parent_id"]) for m in measures] == [
        ("清除底泥，外运处置", item["task_id"]),
        ("加固塘岸，种植水草", item["task_id"]),
    ]


def test_other_tables_are_no_work() -> None:
    plan = read(*TEXT, "指标\t2020年\t2025年", "村塘\t3口\t9口", "项目名称\t建设地点", "水厂\t城东")
    assert list_titles(plan) == ["疏浚村塘", "栽种岸柳"]


def test_gaps_in_numbers_are_told() -> None:
    whole = read(
        "一、重点任务",
        "（一）清淤。",
        "二、其他任务",
        "（二）护岸。",
        "三、保障措施",
        "（一）宣传。",
    )
    assert list_gaps(whole.outline) == []
    broken = read("一、重点任务", "（一）清淤。", "（三）护岸。", "四、保障措施")
    assert [node.label for node in list_gaps(broken.outline)] == ["四、保障措施", "（三）护岸"]
    kinds = {doubt.kind for doubt in list_doubts(broken)}
    assert "number that does not follow the one before" in kinds
    sure = {row["title"]: row["certainty"] for row in broken.nodes if row["title"]}
    assert float(str(sure["清淤"])) < 0.7


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["青禾县塘河整治", "行动方案（", "2024-2027年）"], {"title": "青禾县塘河整治行动方案（2024-2027年）"}),
        (["青禾县塘河整治方案", "青禾县塘河整治方案"], {"title": "青禾县塘河整治方案"}),
        (["青禾县水利局", "青禾县财政局", "二〇二四年三月十八日", "青禾县塘河整治方案"],
         {"issuer": "青禾县水利局、青禾县财政局", "issued_on": "2024-03-18", "place": "青禾县"}),
        (["海安市人民政府", "２０２３年４月５日", "海安市塘河整治方案"],
         {"place": "海安市", "prefecture": "南通市", "division_code": "320685", "issued_on": "2023-04-05"}),
        (["塘河整治规划（二〇二四—二〇二七年）"], {"period_start": "2024", "period_end": "2027"}),
        (["鼓楼区塘河整治方案"], {"place": ""}),
    ],
)  # fmt: skip
def test_what_a_plan_says_of_itself(lines: list[str], expected: dict[str, str]) -> None:
    notice = (
        ["关于印发《青禾县塘河整治行动方案（2024－2027年）》的通知"]
        if len(lines) == 3 and "（" in lines[1]
        else []
    )
    plan = read(*notice, *lines, "一、重点任务", "（一）清淤。")
    found = propose_metadata(plan.outline)
    assert {key: found.get(key, "") for key in expected} == expected


PIECES = st.lists(
    st.sampled_from(
        [
            *(
                "（一）整治村塘。分批清淤。",
                "（二）栽种岸柳。（县林业局负责）",
                "1.拆除坝埂。连通水系。",
            ),
            *("（1）外运底泥。（县城管局负责）", "主要措施：", "专栏1 工程", "各镇抓好落实。"),
            *(
                "序号\t任务\t责任单位",
                "1\t清淤\t县水利局",
                "责任单位：县水利局、县财政局",
                "——坚持系统治理。",
            ),
            *(
                "2.1 护岸",
                "村塘\t3口",
                "二、重点工作",
                "工作分工：县水利局牵头，各镇参加。",
                "①验收。",
            ),
        ]
    ),
    min_size=1,
    max_size=14,
)


@settings(max_examples=150, deadline=None)
@given(PIECES)
def test_no_character_of_a_chapter_of_work_is_lost(pieces: list[str]) -> None:
    plan = read("一、重点任务", *pieces)
    spans = [(row["start"], row["end"]) for row in (*plan.tasks, *plan.assignments)]
    spans += [(item.start, item.end) for item in plan.ignored]
    spans += [(n["start"], n["end"]) for n in plan.nodes if n["part"] in ("heading", "clause")]
    kept = {i for start, end in spans for i in range(int(str(start)), int(str(end)))}
    read_cells = {"序号", "任务", "责任单位", "1", "清淤"}
    for cell in plan.source.replace("\n", "\t").split("\t"):
        at = plan.source.index(cell)
        if cell not in read_cells and plan.outline.children[0].role == "key_task":
            lost = [c for i, c in enumerate(cell, at) if i not in kept and c not in "。；，"]
            assert not lost, (cell, lost)
