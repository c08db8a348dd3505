"""Forms in which plans hand out work that were first met in documents nobody had tuned to."""

from __future__ import annotations

import pytest

import compare as cp

NOTICE = "云溪县人民政府办公室\n2024年2月1日\n"


def read(text: str) -> list[tuple[str, list[str]]]:
    """(title, [role initial:name …]) of each finest task: `("新建小学", ["l:县教育局"])`."""
    plan = cp.read_plan(text)
    rows = plan.assignments
    named = {
        task_id: [
            f"{r.role[0]}:{r.name_as_written}" for r in rows[rows.task_id == task_id].itertuples()
        ]
        for task_id in plan.tasks.task_id
    }
    return [(t.title, named[t.task_id]) for t in plan.tasks.itertuples() if t.finest]


def read_clause(clause: str) -> list[str]:
    """The names of a clause behind the first of two tasks; the second has none of its own."""
    text = f"云溪市工作方案\n一、重点任务\n1.办好学校。改造校舍。{clause}\n2.修好道路。硬化路面。\n"
    (_, first), (_, second) = read(text)
    assert second == []
    return first


@pytest.mark.parametrize(
    ("clause", "names"),
    [
        # One unit in spite of what parts its levels.
        ("（各县、区人民政府（管委会）负责）", ["r:各县、区人民政府（管委会）"]),
        (
            "（教育部，各省、自治区、直辖市人民政府负责）",
            ["r:教育部", "r:各省、自治区、直辖市人民政府"],
        ),
        (
            "（责任单位：各县、自治县、区人民政府，市教育局）",
            ["r:各县、自治县、区人民政府", "r:市教育局"],
        ),
        (
            "（省教育厅，各市、县人民政府及平湖新区管委会负责）",
            ["r:省教育厅", "r:各市、县人民政府", "r:平湖新区管委会"],
        ),
        ("（市教育局和各区、县人民政府负责）", ["r:市教育局", "r:各区、县人民政府"]),
        # A place without its ending shares the body of the one behind it.
        (
            "（牵头单位：溧水、高淳经济开发区管委会；责任单位：市财政局）",
            ["l:溧水、高淳经济开发区管委会", "s:市财政局"],
        ),
        # What qualifies a rule for all names nobody here.
        (
            "［市水务局牵头，各县区政府落实。以下均需各县区政府落实，无此职能的，由市政府直属部门负责相关工作］",
            ["l:市水务局", "s:各县区政府"],
        ),
        # Whose bodies they are stands in the label, and a label may stand in brackets.
        (
            "（市直责任单位：市人社局；县区责任单位：各县区政府）",
            ["r:市人社局", "r:各县区政府"],
        ),
        (
            "（主要责任单位：市教育局；其他责任单位：市财政局）",
            ["l:市教育局", "s:市财政局"],
        ),
        (
            "【牵头单位】市教育局【配合单位】市财政局、市住建局【完成时限】长期坚持",
            ["l:市教育局", "s:市财政局", "s:市住建局"],
        ),
        # 政府 without a place is no body of its own.
        (
            "（市教育局、各县（市、区）委和人民政府负责）",
            ["r:市教育局", "r:各县（市、区）委和人民政府"],
        ),
        ("（省教育厅，各市州党委和政府负责）", ["r:省教育厅", "r:各市州党委和政府"]),
        (
            "（牵头单位：市教育局；责任单位：市直有关部门、单位，各区政府）",
            ["l:市教育局", "s:市直有关部门、单位", "s:各区政府"],
        ),
        # Who leads may be told in a bracket behind the last.
        (
            "\n责任单位：市教育局、市财政局（第一责任单位为牵头单位，下同）",
            ["l:市教育局", "s:市财政局"],
        ),
        # Words around the verb are no part of a name.
        (
            "（市教育局牵头，各地级以上市人民政府结合实际落实）",
            ["l:市教育局", "s:各地级以上市人民政府"],
        ),
        (
            "（市教育局总牵头，市财政局、市人社局分别牵头）",
            ["l:市教育局", "l:市财政局", "l:市人社局"],
        ),
        ("（市教育局、各区政府，相关市属国企）", ["r:市教育局", "r:各区政府", "r:相关市属国企"]),
        ("\n责任单位：1.市教育局 2.市财政局", ["r:市教育局", "r:市财政局"]),
        (
            "\n责任分工：市教育局负责统筹协调，市财政局负责资金保障。",
            ["r:市教育局", "r:市财政局"],
        ),
        # A dash or a bullet sets a label off as a stop does.
        ("——责任单位：市教育局、市财政局", ["r:市教育局", "r:市财政局"]),
        ("\n◆责任单位：市教育局", ["r:市教育局"]),
        ("\n●牵头单位：市教育局　●配合单位：市财政局", ["l:市教育局", "s:市财政局"]),
        # A line of its own between two items is that of the item above it.
        ("\n责任领导：张三；责任单位：市教育局、各县区", ["r:市教育局", "r:各县区"]),
        ("\n牵头单位：市教育局　责任单位：市财政局", ["l:市教育局", "s:市财政局"]),
    ],
)
def test_names_of_a_clause(clause: str, names: list[str]) -> None:
    assert read_clause(clause) == names


@pytest.mark.parametrize("nobody", ["见附件", "待定", "同上", "无"])
def test_what_stands_for_no_body(nobody: str) -> None:
    assert read_clause(f"（责任单位：{nobody}）") == []


def test_names_for_all_below_that_policies_need() -> None:
    rule = "以下政策措施均需各县区人民政府、园区管委会落实，不再单独列出"
    text = (
        "云溪市若干措施\n一、减轻负担\n"
        f"1.缓缴租金。缓缴三个月。（责任单位：市国资委等有关部门。{rule}）\n"
        "2.减免房租。减免六个月。（责任单位：市财政局）\n"
    )
    assert read(text) == [
        ("缓缴租金", ["r:市国资委"]),
        ("减免房租", ["r:市财政局", "r:各县区人民政府", "r:园区管委会"]),
    ]


HEAD = "序号\n民生实事\n责任单位\n完成时限\n"


@pytest.mark.parametrize(
    ("lines", "tasks"),
    [
        pytest.param(
            HEAD
            + "1\n治理清水河。\n县水利局\n县住建局\n12月底前\n2\n新建停车场。\n县城管局\n9月底前\n",
            [("治理清水河", ["r:县水利局", "r:县住建局"]), ("新建停车场", ["r:县城管局"])],
            id="several bodies of a cell stand one below the other",
        ),
        pytest.param(
            HEAD
            + "1\n新建养老院。\n县民政局\n5月底前\n新建老年食堂。\n12月底前\n2\n新建停车场。\n县城管局\n9月底前\n",
            [("新建养老院", ["r:县民政局"]), ("新建停车场", ["r:县城管局"])],
            id="a number spans two lines of work",
        ),
        pytest.param(
            "序号\n工作内容\n责任领导\n牵头单位\n配合单位\n"
            "1\n建设园区\n王五\n县工信局\n县财政局\n县林业局\n2\n发展旅游\n李四\n县文旅局\n县交通局\n",
            [
                ("建设园区", ["l:县工信局", "s:县财政局", "s:县林业局"]),
                ("发展旅游", ["l:县文旅局", "s:县交通局"]),
            ],
            id="who is in charge stands before the bodies",
        ),
        pytest.param(
            "序号\n项目\n责任单位\n1\n新建小学\n县教育局\n县财政局\n2\n修路\n县交通局\n县公安局\n"
            "云溪县人民政府办公室\n2024年3月1日\n",
            [
                ("新建小学", ["r:县教育局", "r:县财政局"]),
                ("修路", ["r:县交通局", "r:县公安局"]),
            ],
            id="who signs below the table is responsible for nothing",
        ),
        pytest.param(
            "序号\n项目名称\n建设地点\n建设内容\n投资（万元）\n责任单位\n"
            "1\n新建小学\n东街\n建教学楼、操场和东山小区道路。\n3\n县教育局\n"
            "2\n改造小区\n西街\n改造东山小区、西山小区、南山小区。\n300\n县住建局\n",
            [("新建小学", ["r:县教育局"]), ("改造小区", ["r:县住建局"])],
            id="as many lines as columns stand in them one by one",
        ),
        pytest.param(
            "工作任务\n|\n具体要求\n|\n责任股室\n|\n时限\n|\n做好公开\n|\n1\n|\n公开文件目录。\n|\n法规股\n|\n"
            "年底前\n|\n2\n|\n更新专栏。\n|\n办公室\n|\n长期\n|\n回应关切\n|\n3\n|\n答复来信。\n|\n信访办、法规股\n|\n长期\n|\n",
            [
                ("公开文件目录", ["r:法规股"]),
                ("更新专栏", ["r:办公室"]),
                ("答复来信", ["r:信访办", "r:法规股"]),
            ],
            id="bars between the lines, and no head above the numbers",
        ),
        pytest.param(
            "主要任务\n牵头单位\n责任单位\n一、稳增长，在产业升级上作示范\n1.新建园区。\n县工信局\n县财政局\n2.修好公路。\n县交通局\n各乡镇\n",
            [
                ("新建园区", ["l:县工信局", "s:县财政局"]),
                ("修好公路", ["l:县交通局", "s:各乡镇"]),
            ],
            id="a heading stands before the first number",
        ),
        pytest.param(
            "序号\n重点任务\n主要责任单位\n协同配合单位\n一、主要目标\n3\n投资增长7%。\n县发改委\n县教育局、县财政局。\n"
            "二、产业发展\n三、改善民生\n68\n新建小学3所。\n县教育局\n县财政局。\n71\n引进名师。\n县教育局\n县人才中心。\n",
            [
                ("投资增长7%", ["l:县发改委", "s:县教育局", "s:县财政局"]),
                ("新建小学3所", ["l:县教育局", "s:县财政局"]),
                ("引进名师", ["l:县教育局", "s:县人才中心"]),
            ],
            id="a bureau's own rows of a table, the headings of the others kept",
        ),
        pytest.param(
            "序号\n任务\n牵头单位\n时限\n任务来源\n提升教育\n1\n新建小学。\n县教育局\n年底前\n省政府文件\n"
            "改善出行\n2\n修好公路。\n县交通局\n10月底前\n县政府文件\n",
            [("新建小学", ["l:县教育局"]), ("修好公路", ["l:县交通局"])],
            id="headings without a number",
        ),
    ],
)
def test_a_table_with_a_cell_on_each_line(lines: str, tasks: list[tuple[str, list[str]]]) -> None:
    assert read(f"云溪县民生实事分解表\n{lines}") == tasks


def test_more_of_a_row_goes_on_with_it() -> None:
    lines = "1\n新建养老院。\n县民政局\n5月底前\n新建老年食堂。\n12月底前\n2\n新建停车场。\n县城管局\n9月底前\n"
    first = cp.read_plan(f"云溪县民生实事分解表\n{HEAD}{lines}").tasks.iloc[0]
    assert (first.title, first.body, first.deadline) == (
        "新建养老院",
        "新建老年食堂。",
        "5月底前；12月底前",
    )


def test_a_cell_of_markdown_with_two_lines() -> None:
    text = (
        "# 任务分解\n\n| 序号 | 任务 | 牵头单位 | 责任单位 |\n|---|---|---|---|\n"
        "| 1 | 建设园区 | 县工信局 | 县财政局<br>各乡镇 |\n| 2 | 发展旅游 | 县文旅局 | 县交通局 |\n"
    )
    assert read(text)[0] == ("建设园区", ["l:县工信局", "s:县财政局", "s:各乡镇"])


LETTER = (
    "关于印发2024年重点工作任务分解的通知\n各乡镇人民政府，县直各部门：\n"
    "《2024年重点工作任务分解方案》已经县政府同意，现印发给你们，并提出如下要求。\n"
    "一、各单位要对照方案，细化措施。每月报送进展。\n二、县政府督查室要跟踪督办。定期通报。\n"
)
PLAN = "一、产业发展\n1.建设园区。新建厂房。（责任单位：县工信局）\n2.发展旅游。（责任单位：县文旅局）\n"
TASKS = [("建设园区", ["r:县工信局"]), ("发展旅游", ["r:县文旅局"])]


@pytest.mark.parametrize(
    "between",
    [
        NOTICE + "2024年重点工作任务分解方案\n",
        "附件：2024年重点工作任务分解方案\n" + NOTICE + "附件\n2024年重点工作任务分解方案\n",
    ],
    ids=["the plan follows the signature", "the plan stands in an annex"],
)
def test_what_a_letter_asks_for_is_no_task_of_the_plan_it_issues(between: str) -> None:
    assert read(LETTER + between + PLAN) == TASKS


def test_a_plan_signed_before_its_first_chapter_keeps_all_its_chapters() -> None:
    letter = "关于印发方案的通知\n各乡镇人民政府：\n现将《方案》印发给你们。\n" + NOTICE
    annex = "云溪县人民政府办公室\n2024年2月1日\n附件\n名单\n一、示范村\n1.东村。\n"
    assert read(f"{letter}云溪县工作方案\n{PLAN}{annex}")[:2] == TASKS


@pytest.mark.parametrize(
    "chapters",
    [
        "一、主要任务\n建设园区。新建厂房。\n二、工作要求\n各单位要重视。\n",
        "一、产业发展\n（一）建设园区。新建厂房。\n二、民生改善\n（一）新建小学。建三所。\n",
    ],
)
def test_a_plan_signed_behind_its_last_chapter_is_no_letter(chapters: str) -> None:
    letter = "云溪县工作方案\n各乡镇人民政府：\n现将《方案》印发给你们，请认真落实。\n"
    annex = f"{NOTICE}附件\n示范名单\n一、示范村\n1.东村。\n"
    chapter = cp.read_plan(letter + chapters + annex).tasks.chapter.iloc[0]
    assert chapter in chapters


def test_a_heading_that_says_whose_work_stands_below_it() -> None:
    text = (
        "云溪县任务清单\n一、县发改局牵头工作（2项）\n1.建成仓库。\n2.开工管网。\n"
        "二、县教育局、县人社局负责的任务（1项）\n3.新建小学。\n"
    )
    assert read(text) == [
        ("建成仓库", ["l:县发改局"]),
        ("开工管网", ["l:县发改局"]),
        ("新建小学", ["r:县教育局", "r:县人社局"]),
    ]


@pytest.mark.parametrize(
    "lines",
    [
        "行动一：绿化城市\n新增绿地。（责任单位：市林业局）\n行动二：亮化城市\n安装路灯。（责任单位：市城管局）\n",
        "任务1：绿化城市。新增绿地。（责任单位：市林业局）\n任务2：亮化城市。装灯。（责任单位：市城管局）\n",
        "【实事一】绿化城市\n新增绿地。（责任单位：市林业局）\n【实事二】亮化城市\n装灯。（责任单位：市城管局）\n",
        "重点工程一　绿化城市\n新增绿地。（责任单位：市林业局）\n"
        "重点工程二　亮化城市\n装灯。（责任单位：市城管局）\n",
    ],
)
def test_items_that_a_word_and_a_number_count(lines: str) -> None:
    assert read(f"云溪市行动方案\n二、重点任务\n{lines}") == [
        ("绿化城市", ["r:市林业局"]),
        ("亮化城市", ["r:市城管局"]),
    ]


def test_a_word_with_a_number_that_never_counts_on_is_text() -> None:
    text = "云溪市方案\n二、重点任务\n（一）绿化城市。新增绿地。\n行动一：方案已经启动，成效很好。\n（二）装灯。\n"
    assert [title for title, _ in read(text)] == ["绿化城市", "装灯"]


@pytest.mark.parametrize("mark", ["{}.", "（{}）"])
def test_numbers_that_only_fill_in_what_a_task_asks_for(mark: str) -> None:
    numbers = "123" if "." in mark else "一二三"
    fields = ("建设内容：新建幼儿园3所。", "责任单位：县教育局", "完成时限：12月底前")
    roads = ("建设内容：修建公路20公里。", "责任单位：县交通局", "完成时限：11月底前")
    one, two = (
        "\n".join(mark.format(n) + f for n, f in zip(numbers, part, strict=True))
        for part in (fields, roads)
    )
    assert read(f"云溪县实事方案\n一、新建幼儿园\n{one}\n二、修建公路\n{two}\n") == [
        ("新建幼儿园", ["r:县教育局"]),
        ("修建公路", ["r:县交通局"]),
    ]


def test_since_when_a_document_holds_is_no_task() -> None:
    text = (
        "云溪市若干措施\n一、补贴购车。给予补贴。（责任单位：市商务局）\n"
        "二、发放消费券。分批发放。（责任单位：市商务局）\n三、本措施自发布之日起施行，期限两年。\n"
    )
    assert [title for title, _ in read(text)] == ["补贴购车", "发放消费券"]


def test_who_is_in_charge_is_no_task() -> None:
    text = (
        "云溪区实事\n1.新建幼儿园项目\n责任领导：张三\n责任单位：区教育局\n目标任务：新建3所，年底完成。\n"
        "2.修建公路项目\n责任领导：李四\n责任单位：区交通局\n目标任务：修路20公里，年底完成。\n"
    )
    assert read(text) == [
        ("新建幼儿园项目", ["r:区教育局"]),
        ("修建公路项目", ["r:区交通局"]),
    ]
    assert "目标任务：新建3所，年底完成。" in cp.read_plan(text).tasks.body[0]


def test_the_persons_in_charge_are_no_part_of_the_task_and_are_listed() -> None:
    text = (
        "云溪县分工\n一、主要任务\n1.新建小学3所。\n牵头负责领导：王建国。\n牵头单位：县教育局\n"
        "2.修好公路。\n包联副县长：李明\n牵头单位：县交通局\n"
    )
    plan = cp.read_plan(text)
    assert read(text) == [("新建小学3所", ["l:县教育局"]), ("修好公路", ["l:县交通局"])]
    assert list(plan.tasks.body) == ["", ""]
    assert {"王建国", "李明"} <= set(plan.ignored.text)


@pytest.mark.parametrize("rule", ["列第\n一位者为牵头单位，下同", "列第一位者為牽頭單位，下同"])
def test_the_first_leads_by_a_rule_over_two_lines_or_in_traditional_glyphs(rule: str) -> None:
    text = (
        "云溪市措施\n一、促进就业\n（一）扩大规模。拓宽渠道。\n责任单位：市人社局、市财政局"
        f"（{rule}）\n（二）稳定岗位。落实政策。\n责任单位：市税务局、市医保局\n"
    )
    assert read(text) == [
        ("扩大规模", ["l:市人社局", "s:市财政局"]),
        ("稳定岗位", ["l:市税务局", "s:市医保局"]),
    ]


def test_those_before_the_comma_lead_from_the_rule_on() -> None:
    text = (
        "云溪市方案\n一、建设网络\n1.建好站点。选好场址。（市交通局、青禾区政府，市规划局、白水公司。"
        "列逗号之前的为牵头单位，其他单位按职责分工配合，下同）建好航线。（市发改委，市交通局）\n"
        "2.建好平台。（市数据局，市气象局、各区政府（含云溪新区管委会，下同））\n"
        "3.定好标准。（市规划局、市交通局）\n"
    )
    assert read(text) == [
        (
            "建好站点",
            ["l:市交通局", "l:青禾区政府", "s:市规划局", "s:白水公司", "l:市发改委", "s:市交通局"],
        ),
        ("建好平台", ["l:市数据局", "s:市气象局", "s:各区政府（含云溪新区管委会，下同）"]),
        ("定好标准", ["r:市规划局", "r:市交通局"]),
    ]


def test_who_leads_a_task_in_one_clause_is_not_responsible_by_another() -> None:
    text = (
        "云溪市方案\n一、主要任务\n1.用好资金。发行债券。（市财政局、市金融办按职责分工负责）"
        "引导银行。（市金融办牵头负责）\n"
    )
    assert read(text) == [("用好资金", ["r:市财政局", "l:市金融办"])]


def test_what_introduces_paragraphs_of_work_is_no_task() -> None:
    text = (
        "云溪市分工\n一、提升产业\n坚持调优调强，推进集群发展。\n壮大工业。投资20亿元。（责任单位：市工信局）\n"
        "发展商贸。新建市场3个。（责任单位：市商务局）\n"
    )
    assert read(text) == [("壮大工业", ["r:市工信局"]), ("发展商贸", ["r:市商务局"])]


def test_a_line_of_by_whom_whose_names_share_one_level() -> None:
    text = (
        "云溪市分解\n一、推进项目\n1.抓好项目。安排资金。\n由市发改委、商务局、政府国资委负责落实。\n"
        "2.修好道路。建成环路。\n由市交通局牵头，市公安局配合。\n"
    )
    assert read(text) == [
        ("抓好项目", ["r:市发改委", "r:商务局", "r:政府国资委"]),
        ("修好道路", ["l:市交通局", "s:市公安局"]),
    ]


def test_the_work_below_a_title_that_ends_in_its_clause() -> None:
    text = (
        "云溪市方案\n二、重点任务\n（一）优化流程（市数据局牵头）\n压减时限，减少材料。\n"
        "（二）完善设施（市住建局牵头，市财政局配合）\n改造大厅，增设窗口。\n"
    )
    assert read(text) == [
        ("优化流程", ["l:市数据局"]),
        ("完善设施", ["l:市住建局", "s:市财政局"]),
    ]
    assert list(cp.read_plan(text).tasks.body) == ["压减时限，减少材料。", "改造大厅，增设窗口。"]


def test_what_a_page_says_of_itself_heads_no_work_though_it_is_marked_as_a_heading() -> None:
    text = (
        "## 云溪市工作方案\n\n###### 信息来源：云溪市教育局 日期：2025-07-31 【字体：大中小】\n\n"
        "为办好教育，制定本方案。\n\n　　一、重点任务\n\n**1.办好学校。** 改造校舍。（市教育局）\n"
    )
    assert read(text) == [("办好学校", ["r:市教育局"])]
