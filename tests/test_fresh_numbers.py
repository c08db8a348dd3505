"""Numbers as reports, lists of works and plans for one year state them.

Each case is a kind of fault that documents nobody had tuned to showed; the sentences are invented.
"""

from __future__ import annotations

import pytest

from compare.extract import Extraction, extract_plan
from compare.language.quantities import find_quantities

PLAN = "云岭县养老服务提升方案（2024—2026年）"


def extract(
    text: str, title: str = PLAN, chapter: str = "重点任务", issued: str = "2024-03-08"
) -> Extraction:
    lines = [title, f"一、{chapter}", text]
    return extract_plan("\n".join(lines), "p", catalogue={"title": title, "issued_on": issued})


def list_values(plan: Extraction) -> list[str]:
    return [f"{row['value']:g}{row['unit']}" for row in plan.targets]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        # one after the other of the same thing
        ("拆除旧屋59户、1.2万平方米。", ["59户", "1.2万平方米"]),
        ("完成搬迁312户1.6万平方米，平整土地90亩。", ["312户", "1.6万平方米", "90亩"]),
        # the verb stands behind, or elsewhere
        ("在9所小学增设托管班。", ["9所"]),
        ("每个乡镇至少办1所幼儿园。", ["1所"]),
        ("启动6万平方米旧房修缮。", ["6万平方米"]),
        ("12.5公里河堤加固、清淤基本完成。", ["12.5公里"]),
        ("34个村、5210人脱贫。", ["34个", "5210人"]),
        ("投资2千余万元新建渡槽。", ["2千万元"]),
        # money in full, or its unit left unsaid
        ("旅游投资总额3万亿元人民币。", ["3万亿元人民币"]),
        ("签订协议，总投资额77.4亿。", ["77.4亿"]),
        ("奶业产能稳定在60万吨左右。", ["60万吨"]),
        ("存栏总量达到31.5万头只。", ["31.5万头只"]),
        # so many of a size
        ("重点抓好30个亿元以上的加工项目。", ["30个"]),
        ("力争引进1-2个过30亿元、过80亿元项目。", ["1个"]),
        ("新建5万羽以上养殖小区4个。", ["4个"]),
        ("超10亿元工业项目7个。", ["7个"]),
        ("安装80千瓦水泵3台。", ["3台"]),
        ("一次死亡3人以上事故起数下降20%。", ["20%"]),
        ("6个乡镇绿化率均达到35%。", ["35%"]),
        # so much of a task that is handed out
        ("完成1500亩的固沙造林任务。", ["1500亩"]),
        ("完成500亩以上的林场改造任务。", []),
        ("专网时延降至8ms以内。", ["8ms"]),
        # so many of a size; those told before
        ("培育10条超10亿元特色产业链。", ["10条"]),
        ("为以上16个村庄每户配1个桶。", ["1个"]),
        ("浓度≤38微克/立方米，达标率≥85%。", ["38微克/立方米", "85%"]),
        # a meeting
        ("方案经县政府十七届52次常务会议审议通过。", []),
        # a time that is over
        ("近6个月内已体检的老人免检。", []),
    ],
)
def test_a_number_is_found_and_what_only_describes_is_not(text: str, values: list[str]) -> None:
    assert list_values(extract(text)) == values


@pytest.mark.parametrize(
    "text",
    [
        "完成县十七届人民代表大会第三次会议确定的任务。",
        "对存量企业改造投资600万元以上（含）的，按规定支持。",
        "总结了增速8%以上的地市，推广经验。",
        "制定了18条具体措施，打造一流环境。",
        "4.5米水深航道全线贯通。",
        "加快石岭、白沙两处35万千瓦光热电站建设。",
    ],
)
def test_what_counts_or_describes_what_there_is_states_no_aim(text: str) -> None:
    assert list_values(extract(text)) == []


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("投入5个亿", 5, "亿"),
        ("投资3个亿元。", 3, "亿元"),
        ("新开工50个亿元以上项目", 50, "个"),
        ("培育20个亿元企业", 20, "个"),
        ("筹资1千余万元", 1, "千万元"),
    ],
)
def test_how_many_hundred_millions_or_of_hundred_millions(
    text: str, value: float, unit: str
) -> None:
    (found,) = find_quantities(text)
    assert (found.value, found.unit_as_written) == (value, unit)


def test_a_plan_for_one_year_gives_its_year_where_the_text_names_none() -> None:
    text = "1.新建食堂12家（2025年完成）。\n2.截至目前，已建成公园9个。\n3.每年培训护士80名。\n4.改造厕所40座。"
    rows = extract(text, title="云岭县2024年民生实事项目").targets
    told = [(row["value"], row["year"], row["year_source"]) for row in rows]
    assert told == [
        (12, 2025, "stated"),
        (9, None, ""),  # reached before
        (80, None, ""),
        (40, 2024, "document"),
    ]


@pytest.mark.parametrize(
    "title",
    [
        PLAN,
        "云岭县养老规划（2022年—2026年）",
        "云岭县养老规划（2022-2026年）",
        "云岭县关于2023年计划执行情况与2024年计划草案的报告",
        "云岭县养老服务办法（2024年修订）",
        "云岭县2023年养老服务工作情况及打算",
    ],
)
def test_other_titles_give_no_year(title: str) -> None:
    (row,) = extract("改造厕所40座。", title=title).targets
    assert row["year"] is None


@pytest.mark.parametrize(("issued", "year"), [("2024-01-20", 2024), ("2023-12-28", 2024)])
def test_a_government_reports_for_the_year_that_begins(issued: str, year: int) -> None:
    title = "云岭县政府工作报告"
    (row,) = extract("改造厕所40座。", title=title, chapter="民生实事", issued=issued).targets
    assert row["year"] == year


def test_a_heading_that_names_years_stands_against_the_title() -> None:
    title = "云岭县2024年工作要点"
    (row,) = extract("改造厕所40座。", title=title, chapter="“十五五”重点任务").targets
    assert row["year"] is None


def test_the_year_of_a_plan_for_the_national_economy_is_one() -> None:
    chapter = "2023年国民经济和社会发展计划执行情况"
    (row,) = extract("全县生产总值210亿元。", chapter=chapter).targets
    assert (row["kind"], row["year"]) == ("achievement", 2023)


@pytest.mark.parametrize(
    ("issued", "kind"), [("2011-02-01", "target"), ("2017-02-01", "achievement")]
)
def test_a_five_year_plan_is_past_once_it_is_over(issued: str, kind: str) -> None:
    plan = extract("“十二五”期间，投资累计达到80亿元。", title="云岭县工业意见", issued=issued)
    assert [row["kind"] for row in plan.targets] == [kind]


def test_a_date_holds_for_all_parts_of_its_sentence() -> None:
    text = "截至2023年底，床位达到800张；护理员达到90名；食堂达到12家。食堂增加到20家。"
    kinds = [(row["value"], row["kind"]) for row in extract(text).targets]
    assert [kind for _, kind in kinds[:2]] == ["achievement", "achievement"]
    assert kinds[-1] == (20, "target")


@pytest.mark.parametrize(
    "chapter", ["计划执行情况", "2023年招商情况", "进展情况", "2023年工作总结", "发展成效"]
)
def test_a_heading_on_what_was_done_gives_results(chapter: str) -> None:
    plan = extract("完成投资12亿元。", title="云岭县养老服务报告", chapter=chapter)
    assert [row["kind"] for row in plan.targets] == ["achievement"]


@pytest.mark.parametrize("chapter", ["通报工作进展情况", "定期检查完成情况", "报送执行情况"])
def test_a_heading_that_has_one_report_is_work(chapter: str) -> None:
    plan = extract("走访企业12家。", title="云岭县养老服务方案", chapter=chapter)
    assert [row["kind"] for row in plan.targets] == ["target"]


def test_a_review_tells_results_but_for_what_comes_next() -> None:
    source = (
        "一、服务提升\n完成适老化改造300户。\n引进项目不少于3个。\n力争建成食堂5家。\n"
        "二、下一步打算\n改造厕所40座。"
    )
    title = "云岭县2023年民生实事完成情况"
    plan = extract_plan(source, "p", catalogue={"title": title, "issued_on": "2024-01-09"})
    assert [(row["value"], row["kind"]) for row in plan.targets] == [
        (300, "achievement"),
        (3, "target"),
        (5, "target"),
        (40, "target"),
    ]


def test_the_level_of_an_earlier_year_is_where_a_rise_starts() -> None:
    rows = extract("产值从2011年的40亿元到2026年的90亿元，规模扩大。").targets
    assert [(row["value"], row["kind"]) for row in rows][:1] == [(40, "baseline")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("县域综合竞争力跃居全省前30位。", (30, "rank", "县域综合竞争力全省排名")),
        ("营商环境稳居全市前3名。", (3, "rank", "营商环境全市排名")),
        ("科技进步水平进入全省前10。", (10, "rank", "科技进步水平全省排名")),
    ],
)
def test_among_the_first_so_many_is_a_rank(text: str, told: tuple[int, str, str]) -> None:
    (row,) = extract(text).targets
    assert (row["value"], row["measure"], row["indicator"]) == told


@pytest.mark.parametrize(
    "text",
    [
        "总结前5名企业经验，前3个月完成普查。",
        "80周岁以上老人每人每月发放高龄津贴120元。",
        "日降雨量达到90毫米以上时启动响应。",
        "参股比例最高可达企业总股本的25%。",
        "支持单户担保金额400万元及以下的小微企业。",
    ],
)
def test_conditions_and_parameters_are_no_aims(text: str) -> None:
    assert list_values(extract(text)) == []


def test_a_result_is_told_by_the_verb_behind_it_too() -> None:
    rows = extract("全县86%以上的村开展了清洁行动，打造了120个示范庭院。").targets
    assert [(row["value"], row["kind"]) for row in rows] == [
        (86, "achievement"),
        (120, "achievement"),
    ]


def test_what_stands_already_may_be_spoken_of_in_an_aim() -> None:
    rows = extract("已建成小区按每百户不少于15平方米配建用房。").targets
    assert [(row["value"], row["kind"]) for row in rows] == [(15, "target")]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("引进企业21家，到位资金36亿元（任务34亿元）。", ["21家", "36亿元", "34亿元"]),
        ("设立3亿元的产业引导基金。", ["3亿元"]),
        ("县城到市区实现1小时通达。", ["1小时"]),
        ("10-30亿元项目12个。", ["12个"]),
    ],
)
def test_more_that_is_found_or_only_describes(text: str, values: list[str]) -> None:
    assert list_values(extract(text)) == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("开办16个暑托班，认证7个阅读空间。", ["16个", "7个"]),
        ("对320名护理员开展培训。", ["320名"]),
        ("每万名就业人员中研发人员达到120人年以上。", ["120人年"]),
        ("人均预期寿命较目前的77.1岁继续增长，达到79岁。", ["79岁"]),
        ("青石茶业协会、白沙农场等4家单位获得认证。", ["4家"]),
        # three shares are no ratio to one; what a plant or a tool can do; the items of a list
        ("三次产业结构比为9:41:50。", []),
        ("年出栏2万只白鹅的养殖场投产。", []),
        ("购置50米登高消防车。", []),
        ("推进文明交通、垃圾分类等6个专项行动。", []),
    ],
)
def test_what_lists_of_works_and_reviews_count(text: str, values: list[str]) -> None:
    assert [v for v in list_values(extract(text)) if v != "77.1岁"] == values


def test_a_multiple_of_last_year_is_aimed_at() -> None:
    (row,) = extract("完成投资达去年全年的3倍以上。").targets
    assert (row["kind"], row["year"], row["value"]) == ("target", None, 3)


def test_what_was_raised_together_is_no_striving() -> None:
    plan = extract("近3年，全县共争取资金15亿元。", chapter="发展基础")
    assert [row["kind"] for row in plan.targets] == ["achievement"]


def test_at_least_reaches_over_the_verbs() -> None:
    (row,) = extract("每个社区至少建成并有效运营1个食堂。").targets
    assert row["comparator"] == "至少"


@pytest.mark.parametrize("gap", [" ", "\u00a0", "\u2009", "\u3000"])
def test_a_space_in_a_number_makes_no_two_of_it(gap: str) -> None:
    def read(said: str) -> tuple[list[float], list[str]]:
        plan = extract_plan(f"一、目标\n到2027年，{said}。\n二、任务\n（一）读书。办展览。", "p")
        return [row["value"] for row in plan.targets], [item.reason for item in plan.ignored]

    parted = "digits parted by a space"
    assert read(f"覆盖率达到9{gap}0%") == ([], [parted, parted])
    assert read(f"建成书屋1{gap}2家") == ([], [parted, parted])
    assert read(f"产值达到1{gap}234.5亿元") == ([1234.5], [])
    assert read(f"建成书屋1{gap}200家") == ([1200], [])
    assert read(f"建成书屋12家，公园{gap}3个") == ([12, 3], [])


@pytest.mark.parametrize(
    ("opening", "kinds"),
    [
        ("云岭将组织实施工程，建成书屋100个。", ["target"]),
        ("全县计划建设项目249个，总投资达8亿元。", ["target", "target"]),
        ("现下达任务900亩，其中山上300亩。", ["target", "target"]),
        ("完成年度计划投资20亿元，建成书屋9个。", ["achievement", "achievement"]),
    ],
)
def test_what_an_opening_hands_out_is_aimed_at(opening: str, kinds: list[str]) -> None:
    plan = extract_plan(f"{PLAN}\n{opening}\n一、重点任务\n1.办好茶会。\n", "p")
    assert [row["kind"] for row in plan.targets] == kinds


def test_what_there_is_makes_no_result_of_what_follows() -> None:
    text = "1.办好茶会。发挥现有茶社的牵引作用，招引2家茶商。现有茶社12家、茶工30人，茶园900亩。"
    assert [row["kind"] for row in extract(text).targets] == ["target", *["achievement"] * 3]


@pytest.mark.parametrize(
    ("text", "name", "comparator"),
    [
        ("——养老床位至少需达到900张。", "养老床位", "达到"),
        ("▲新建茶社9家。", "新建茶社", ""),
        ("任务目标:新建茶社9家。", "新建茶社", ""),
        ("茶山绿化率≥85%。", "茶山绿化率", "≥"),
        ("完成县上下达900亩的造林任务。", "县上下达造林任务面积", ""),
    ],
)
def test_no_bullet_and_no_part_of_a_word_stands_in_a_name(
    text: str, name: str, comparator: str
) -> None:
    rows = extract(text).targets
    assert [(row["indicator"], row["comparator"]) for row in rows] == [(name, comparator)]
