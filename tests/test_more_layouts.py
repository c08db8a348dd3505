"""Layouts and wordings of plans first met in lists of works, minutes and old rules nobody had tuned to.

The places, bodies and works are invented.
"""

from __future__ import annotations

import pytest

import compare as cp
from compare.extract.readers.drawn import unfold_tables

HEAD = "云溪县2025年重点工作任务分解表"
ROWS = (
    ("1", "修建渡口3处", "县交通局", "县财政局、各乡镇", "10月底"),
    ("2", "增设书屋12间", "县文旅局", "县教育局", "年底"),
)
COLUMNS = ("序号", "工作任务", "牵头单位", "配合单位", "完成时限")
READ = [
    ("修建渡口3处", ["l:县交通局", "s:县财政局", "s:各乡镇"], "10月底"),
    ("增设书屋12间", ["l:县文旅局", "s:县教育局"], "年底"),
]


def read(text: str) -> list[tuple[str, list[str], str]]:
    """(title, [role initial:name …], deadline) of each task."""
    plan = cp.read_plan(text)
    rows = plan.assignments
    return [
        (
            task.title,
            [
                f"{row.role[0]}:{row.name_as_written}"
                for row in rows[rows.task_id == task.task_id].itertuples()
            ],
            task.deadline,
        )
        for task in plan.tasks.itertuples()
    ]


def count_values(text: str) -> list[tuple[str, float, str]]:
    """(kind, value, unit) of each target of a text."""
    return [(r.kind, r.value, r.unit) for r in cp.read_plan(text).targets.itertuples()]


def lay_out(between: str, behind: str, with_number: bool) -> str:
    rows = [row[not with_number :] for row in (COLUMNS, *ROWS)]
    return "\n".join([HEAD, *(between.join(row) + behind for row in rows), ""])


@pytest.mark.parametrize("with_number", [True, False])
@pytest.mark.parametrize(
    ("between", "behind"),
    [
        ("\t", ""),
        (" | ", ""),
        (" | ", " |"),
        ("|", ""),
        ("  ", ""),
        (" ", ""),
        ("\n", ""),
        (" |\n", " |"),
    ],
)
def test_a_table_of_work_reads_alike_in_every_layout(
    between: str, behind: str, with_number: bool
) -> None:
    assert read(lay_out(between, behind, with_number)) == READ


def test_spaces_within_a_text_part_no_cell() -> None:
    text = lay_out(" ", "", True).replace("修建渡口3处", "到 2025 年修建渡口3处")
    assert [title for title, *_ in read(text)] == ["到2025年修建渡口3处", "增设书屋12间"]


def test_a_cell_that_spans_rows_is_missing_in_those_below() -> None:
    text = (
        "云溪县推进护河任务分解表\n序号 类别 主要任务 牵头单位\n"
        "1 保护水源 清理库区 县水利局\n2 封闭排口 县城管局\n"
    )
    plan = cp.read_plan(text)
    assert list(plan.tasks.title) == ["清理库区", "封闭排口"]
    assert list(plan.tasks.section_title) == ["保护水源"] * 2
    assert list(plan.assignments.name) == ["县水利局", "县城管局"]


def test_numbers_may_stand_in_the_cell_of_the_task() -> None:
    text = (
        "云溪县书香规划任务分解\n领域\n主要任务\n牵头单位\n配合单位\n"
        "1.办好书屋。\n——到2030年，新增书屋12间。\n县文旅局\n县教育局\n县财政局\n"
        "2.修好渡口。\n县交通局\n各乡镇\n"
    )
    plan = cp.read_plan(text)
    assert [(title, names) for title, names, _ in read(text)] == [
        ("办好书屋", ["l:县文旅局", "s:县教育局", "s:县财政局"]),
        ("修好渡口", ["l:县交通局", "s:各乡镇"]),
    ]
    assert [(r.value, r.year) for r in plan.targets.itertuples()] == [(12, 2030)]


def test_any_name_may_head_the_works_of_a_table() -> None:
    table = "整修渡口名称 | 责任单位\n东渡口 | 县交通局 县水利局\n西渡口 | 县水利局\n"
    assert [(title, names) for title, names, _ in read(f"云溪县整修方案\n一、安排表\n{table}")] == [
        ("东渡口", ["r:县交通局", "r:县水利局"]),
        ("西渡口", ["r:县水利局"]),
    ]


def test_one_line_of_words_is_no_table() -> None:
    row = "工作任务 责任单位 时限 县文旅局 县教育局 年底"
    text = f"云溪县工作方案\n一、重点任务\n1.办好书屋。{row}\n2.修渡口。建3处。\n"
    assert [title for title, *_ in read(text)] == ["办好书屋", "修渡口"]


@pytest.mark.parametrize("label", ["牵头市领导", "分管县领导", "责任领导", "包抓领导"])
def test_a_person_between_a_task_and_its_bodies(label: str) -> None:
    text = (
        f"云溪市工作要点\n1.修好渡口。\n{label}：林某某\n责任单位：市交通局、市财政局\n"
        f"2.办好书屋。\n{label}：白某某\n责任单位：市文旅局\n"
    )
    assert [(title, names) for title, names, _ in read(text)] == [
        ("修好渡口", ["r:市交通局", "r:市财政局"]),
        ("办好书屋", ["r:市文旅局"]),
    ]


def test_who_is_listed_first_leads_or_gathers_the_work() -> None:
    text = (
        "云溪市工作要点\n一、重点任务\n1.修好渡口。\n"
        "责任单位：市交通局、市财政局（列第一位者为工作牵头单位或汇总单位，下同）\n"
        "2.办好书屋。\n责任单位：市文旅局、市教育局\n"
    )
    assert [names for _, names, _ in read(text)] == [
        ["l:市交通局", "s:市财政局"],
        ["l:市文旅局", "s:市教育局"],
    ]


@pytest.mark.parametrize(
    ("clause", "names"),
    [
        ("（县教育局牵头 县财政局配合）", ["l:县教育局", "s:县财政局"]),
        ("（县教育局负总责，县财政局配合）", ["l:县教育局", "s:县财政局"]),
        ("（县教育局负总责）", ["l:县教育局"]),
        (
            "牵头单位为县教育局，责任单位为县财政局、县文旅局。",
            ["l:县教育局", "s:县财政局", "s:县文旅局"],
        ),
        ("责任单位为县文旅局；", ["r:县文旅局"]),
        ("（牵头单位为县教育局，配合单位为县财政局）", ["l:县教育局", "s:县财政局"]),
        ("责任单位是县文旅局。", ["r:县文旅局"]),
        ("由县文旅局牵头，县财政局、各乡镇配合。", ["l:县文旅局", "s:县财政局", "s:各乡镇"]),
        ("由县文旅局牵头，各乡镇配合，延长开放。", []),
        ("县文旅局要牵头组织。书库安全由县文旅局负责。", []),
        ("各责任单位为第一责任人，要加强领导。", []),
        ("牵头单位为总负责，责任单位为具体落实。", []),
    ],
)
def test_a_gap_parts_roles_and_the_whole_duty_leads(clause: str, names: list[str]) -> None:
    text = f"云溪县工作方案\n一、重点任务\n1.办好书屋。添置图书。{clause}\n2.修好渡口。加固船台。\n"
    assert read(text)[0][1] == names


def test_the_clause_of_a_section_gives_its_deadline_to_each_task() -> None:
    text = (
        "云溪县工作方案\n一、重点任务\n（一）办好书屋\n"
        "责任单位：县文旅局；完成时限：2025年12月\n1.添置图书。\n2.延长开放。\n"
    )
    assert [deadline for *_, deadline in read(text)] == ["2025年12月"] * 2


def test_an_item_that_heads_measures_and_one_that_states_aims() -> None:
    text = (
        "云溪县文化工作要点\n一、总体要求\n办好书屋。\n二、主要任务\n（一）实施书香行动。\n"
        "1.主要目标。\n新增读者3000人。\n2.重点举措。\n（1）添置图书。\n（2）延长开放。\n"
    )
    plan = cp.read_plan(text)
    assert list(plan.tasks.title[plan.tasks.finest]) == ["添置图书", "延长开放"]
    assert [(r.kind, r.value) for r in plan.targets.itertuples()] == [("target", 3000)]


@pytest.mark.parametrize(
    ("heading", "kinds"),
    [
        ("加强领导，压实责任", ["safeguard", "key_task"]),
        ("严格考核问责", ["safeguard", "key_task"]),
        ("加强渡口建设", ["key_task", "key_task"]),
    ],
)
def test_nothing_but_leadership_is_a_safeguard(heading: str, kinds: list[str]) -> None:
    text = f"云溪县渡口整治方案\n一、{heading}\n成立专班。\n二、修好船台\n加固船台。\n"
    assert list(cp.read_plan(text).tasks.kind) == kinds


@pytest.mark.parametrize("opening", ["一年来", "过去的一年", "五年来", "刚刚过去的一年里"])
def test_a_chapter_that_opens_with_the_year_that_is_over_tells_results(opening: str) -> None:
    text = (
        f"云溪县2025年政府工作报告\n一、踔厉奋发，书香云溪展现新面貌\n{opening}，新建书屋40间。\n"
        "二、实干争先，开创书香云溪新局面\n（一）办好书屋。增设茶座60处。\n"
    )
    plan = cp.read_plan(text)
    assert list(plan.tasks.title) == ["办好书屋"]
    assert list(plan.targets.kind) == ["achievement", "target"]


def test_principles_by_any_name_are_no_tasks() -> None:
    text = "云溪县方案\n一、总体原则\n（一）统筹推进。\n（二）分类施策。\n二、重点任务\n（一）办好书屋。添置图书。\n"
    assert [title for title, *_ in read(text)] == ["办好书屋"]


@pytest.mark.parametrize(
    "title", ["2025年民生实事任务分解表", "云溪县2025年重点工作清单", "2025年重点任务责任分解"]
)
def test_a_list_of_works_has_a_title_and_its_year(title: str) -> None:
    plan = cp.read_plan(f"{title}\n序号\t任务\t责任单位\n1\t新建书屋12间\t县文旅局\n")
    assert plan.title == title
    assert list(plan.targets.year) == [2025]


VALUES = [
    ("baseline", 1.2, "亿立方米"),
    ("target", 1.1, "亿立方米"),
    ("baseline", 88, "%"),
    ("target", 92, "%"),
]
TABLE = (
    ("指标名称", "单位", "2020年", "2025年"),
    ("用水总量", "亿立方米", "1.2", "1.1"),
    ("自来水普及率", "%", "88", "92"),
)


@pytest.mark.parametrize(
    ("cells", "rows"),
    [(" ", "\n"), ("\t", "\n"), (" | ", "\n"), ("|", "\n"), ("\n", "\n"), (" ", " ")],
)
def test_a_table_of_indicators_needs_no_kind_of_indicator(cells: str, rows: str) -> None:
    table = rows.join(cells.join(row) for row in TABLE)
    text = (
        f"云溪县节水规划（2021—2025年）\n一、发展目标\n主要指标如下：\n{table}\n"
        "二、重点任务\n（一）节约用水。推广节水器具。\n"
    )
    assert count_values(text) == VALUES


def test_a_cell_that_states_a_sentence_is_no_value_of_a_year() -> None:
    text = (
        "云溪县2025年民生实事分解表\n项目名称 | 2025年度目标 | 责任单位\n"
        "修建渡口 | 完成东渡口一期2座船台建设，西渡口投入使用。 | 县交通局\n"
    )
    assert count_values(text) == [("target", 2, "座")]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("读者满意度评分91分以上。", [91]),
        ("借阅规则笔试满分100分。", []),
        ("符合条件的读者办证比例达到100%。", [100]),
        ("符合条件的企业给予100%补贴。", []),
        ("对全县34所小学实行延时借阅全覆盖。", [34]),
        ("城镇用地税额标准下调至1—8元/平方米。", []),
        ("建成码头3处，每处不小于50吨/天处理量的冷库。", [3]),
        ("读者增长8%（高于省、市7.5%平均水平）。", [8]),
        ("读者增长6%（依据上年8.5%增速设置）。", [6]),
        ("列第一位的责任单位为牵头单位。", []),
        ("婴儿死亡率、5岁以下儿童死亡率分别控制在4‰、6‰以下。", [4, 6]),
    ],
)
def test_scores_shares_and_what_only_qualifies(text: str, values: list[float]) -> None:
    plan = cp.read_plan(f"云溪县2025年工作要点\n一、重点任务\n（一）抓好工作。{text}\n")
    assert list(plan.targets.value) == values


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "接待读者8万人次，实现文创收入60万元，同比分别增长10%和12%。",
            ["接待读者增速", "文创收入增速"],
        ),
        (
            "城市、县城、建制镇自来水普及率分别达到99%、97%、95%。",
            ["城市自来水普及率", "县城自来水普及率", "建制镇自来水普及率"],
        ),
    ],
)
def test_each_number_behind_its_own_subject(text: str, names: list[str]) -> None:
    plan = cp.read_plan(f"云溪县2025年工作要点\n一、重点任务\n（一）抓好工作。{text}\n")
    assert list(plan.targets.indicator)[-len(names) :] == names


DRAWN = """\
┌──────┬───┬────┬───┐
│ 工 作 任务 │分管│牵头单位│完成时│
│      │领导│    │限  │
├──────┼───┼────┼───┤
│办好书屋  │林某│县文旅局│6月底│
├──────┤  │、县教 │  │
│△增设书屋1│  │育局  │  │
│2间    │  ├────┤  │
│△修好渡口3│  │县交通局│  │
│处     │  │    │  │
├──────┤  │    │  │
│护好河道  │  │    │  │
└──────┴───┴────┴───┘
"""


def test_a_table_drawn_with_lines_is_its_rows() -> None:
    text = unfold_tables(f"云溪县任务分解表\n{DRAWN}后记\n")
    assert text.splitlines()[1:-1] == [
        "工 作 任务\t分管领导\t牵头单位\t完成时限",
        "办好书屋\t\t\t",
        "增设书屋12间\t林某\t县文旅局、县教育局\t6月底",
        "修好渡口3处\t〃\t县交通局\t〃",
        "护好河道\t〃\t〃\t〃",
    ]
    assert read(text) == [
        ("增设书屋12间", ["l:县文旅局", "l:县教育局"], "6月底"),
        ("修好渡口3处", ["l:县交通局"], "6月底"),
        ("护好河道", ["l:县交通局"], "6月底"),
    ]
    spanning = DRAWN.replace("│护好河道  │  │    │  │", "│护好河道          │")
    assert unfold_tables(spanning) == spanning


def test_columns_of_a_table_of_work_that_its_head_does_not_say_plainly() -> None:
    # rooms of one body, where no body is named; what is still to do is no task of the table
    rooms = "二、任务分解\n重点任务|工作内容|负责科室|\n办书屋|购书3次|综合科|\n修渡口|查验2处|建设科|\n"
    assert [(t, n) for t, n, _ in read(rooms)] == [
        ("办书屋", ["r:综合科"]),
        ("修渡口", ["r:建设科"]),
    ]
    report = "序号|目标任务|责任单位|进度(百分比)|下一步工作打算|\n1|修渡口|县交通局|40%|继续|\n"
    assert read(report) == [("修渡口", ["r:县交通局"], "")]
    # rows that go on from another page
    more = "序号 |\n目标任务 |\n牵头单位 |\n责任单位 |\n31 |\n修渡口。 |\n县交通局 |\n各乡镇 |\n"
    assert [(t, n) for t, n, _ in read(more)] == [("修渡口", ["l:县交通局", "s:各乡镇"])]
    # who is responsible below 牵头单位 leads
    duty = "工作任务|牵头单位|配合单位|\n修渡口|县交通局、县水利局按职责分工负责|县财政局|\n"
    assert [n for _, n, _ in read(duty)] == [["l:县交通局", "l:县水利局", "s:县财政局"]]


def test_a_sheet_of_assessment_by_departments() -> None:
    text = (
        "云溪县护河考核细则\n序号\t考核项目\t\t分值\t考核内容\t评分标准\n"
        "一、\t部门考核\t\t60\n1\t重点部门\t县水利局\t20\t清理库区\t1.每月巡查1次（5分）；\n"
        "2\t〃\t县教育局\t20\t办好宣讲\t按次计分\n3\t〃\t县林业局\t20\t看护林地\t按次计分\n"
    )
    assert [(t, n) for t, n, _ in read(text)] == [
        ("清理库区", ["r:县水利局"]),
        ("办好宣讲", ["r:县教育局"]),
        ("看护林地", ["r:县林业局"]),
    ]


def test_lines_that_head_the_texts_of_a_document_without_numbers() -> None:
    parts = (
        ("办好书屋", "新增书屋12间。"),
        ("修好渡口", "修建渡口3处。"),
        ("护好河道", "清淤9公里。"),
    )
    lines = [line for part in parts for line in part]
    text = "\n".join(["云溪县今年要做的事", "今年抓好三件事。", *lines, ""])
    assert [title for title, *_ in read(text)] == [title for title, _ in parts]
    with pytest.raises(cp.PlanError):
        read("\n".join(["云溪县今年要做的事", *lines[:4], ""]))


def test_the_members_of_a_meeting_are_no_work() -> None:
    text = "云溪县护河联席会议制度\n一、成员单位\n由县水利局等组成。\n二、重点任务\n1.修好渡口。\n"
    assert [title for title, *_ in read(text)] == ["修好渡口"]
