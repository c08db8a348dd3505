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
        ("签订协议，总投资额77.4亿。", ["77.4亿元"]),
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
        # half-width marks; a part of those counted; what is meant to be there
        ("改厕3万户(卫生局2万户,农业局结合搬迁1万户)。", ["3万户", "2万户", "1万户"]),
        ("新建茶社12家，其中10家在城区之外。", ["12家", "10家"]),
        ("示范基地将包括900万亩茶园、30万亩果园。", ["900万亩", "30万亩"]),
        ("每台采茶机配1名机手。", ["1名"]),
        ("茶社数量实现“翻番”。", ["2倍"]),
        ("百万吨死亡率保持在0.5以下。", ["0.5"]),
        # so many of a size, of whom one is for so many, and classes of villages
        ("建制村按每500人配备1名网格员。", ["1名"]),
        ("能繁母牛存栏80头以上规模养殖场占比达到30%。", ["30%"]),
        ("较大规模（30户以上）村寨通硬化路率达到90%。", ["90%"]),
        ("培育一批千亩村、十万亩县。", []),
        ("将60户及以上连片村寨纳入供水范围，30万以上人口大县通高速。", []),
        ("烟叶税突破亿元，茶业产值突破亿元大关。", ["1亿元", "1亿元"]),
        ("培育超亿元产业。", []),
        # funds that are handed out, and how they moved
        ("累计安排60亿元以上奖补资金。", ["60亿元"]),
        ("安排补助资金6亿元，比上年增加2亿元。", ["6亿元", "2亿元"]),
        # a sum of its own beside what is granted; money and people whose unit is left unsaid
        ("每所幼儿园补助5万元，全年投入3000万元建设小学。", ["3000万元"]),
        ("全年减免学杂费63万元，投入198万建设食堂。", ["63万元", "198万元"]),
        ("城区新增人口9万、镇区新增人口2万。", ["9万人", "2万人"]),
        # whom one acts with; sizes; a list that goes on behind its examples
        ("与6省共建信息平台。", []),
        ("引进5亿元、10亿元以上项目。", []),
        ("打造茶业1个百亿级集群，汽配、纺织等5个十亿级集群。", ["1个", "5个"]),
        ("现有32家养老企业。", ["32家"]),
        ("对全县22公里村道进行整修，浓度控制在29微克每立方米以内。", ["22公里", "29微克每立方米"]),
        ("更换老化电缆（截面≥16平方毫米）。", []),
        ("新建球场（11人制、8人制球场）共25块和40公里以上的健身步道。", ["25块", "40公里"]),
        ("50%以上大型商场（建筑面积10万平方米及以上）达标。", ["50%"]),
        ("全县120米以下适飞空域占比超75%。", ["75%"]),
        ("申报良种培育补助项目80万元，供餐能力达到每天25万客。", ["80万元", "25万客"]),
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
    lines = "\n".join(["云岭县2024年民生实事项目", "一、重点任务", text])
    rows = extract_plan(lines, "p").targets  # the text alone says what it is
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
    "chapter",
    [
        "计划执行情况",
        "2023年招商情况",
        "工作开展情况",
        "2023年工作总结",
        "发展成效",
        "养老服务取得长足发展",
    ],
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


def test_a_year_before_an_undated_plan_is_none_of_its_aims() -> None:
    text = "云岭县电力规划（2025—2030年）\n一、负荷预测\n2024年用电量14亿千瓦时，同比增长9%，2030年达到20亿千瓦时。"
    kinds = [row["kind"] for row in extract_plan(text, "p").targets]
    assert kinds == ["baseline", "achievement", "target"]


def test_how_things_stood_at_a_date_is_no_aim() -> None:
    text = "截止到2023年，农产品市场发展到41处，新打机井15多眼。"
    told = [(row["kind"], row["value"]) for row in extract(text, chapter="发展现状").targets]
    assert told == [("achievement", 41), ("achievement", 15)]


def test_what_a_rise_goes_out_from_is_no_aim() -> None:
    plan = extract("到2026年，在现在的14.12%的基础上实现翻一番。")
    assert [(row["kind"], row["value"]) for row in plan.targets] == [
        ("baseline", 14.12),
        ("target", 2),
    ]
    (_, start, aim) = extract("森林覆盖率达到23%，在现在的14.12%的基础上翻一番。").targets
    assert start["indicator"] == aim["indicator"] == "森林覆盖率"


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


@pytest.mark.parametrize(
    "said",
    [
        *("建成书屋1\u03012家", "建成书屋1\u20dd2家", "覆盖率达到12\u0338%", "建成书屋1'200家"),
        *("建成书屋1’200家", "产值达到1•5万元", "产值达到1·5万元", "建成书屋10^3家"),
        *("建成书屋1|2家", '建成书屋1"234家', "建成书屋1”2家", "建成书屋12/5家", "建成书屋1\\2家"),
        *("建成书屋12*5家", "建成书屋1±2家", "建成书屋1丨2家", "建成书屋1│2家", "建成书屋1Ｏ2家"),
        *("建成书屋1·5家", "建成书屋1\x802家", "建成书屋1#2家"),
        *("建成书屋10⁄20家", "建成书屋1\ufffd2家", "建成书屋1\ue0002家", "建成书屋1□2家"),
    ],
)
def test_a_sign_within_a_number_makes_no_two_of_it(said: str) -> None:
    plan = extract_plan(f"一、目标\n到2027年，{said}。\n二、任务\n（一）读书。办展览。", "p")
    assert [row["value"] for row in plan.targets] == []
    reasons = [item.reason for item in plan.ignored if item.what == "number"]
    assert set(reasons) == {"digits parted by a mark"}
    assert "".join(item.text for item in plan.ignored if item.what == "number")[:1] == "1"


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("建成书屋12—5家", []),
        ("建成书屋5—12家", [5]),
        ("“12345”办结3万件，办结“12345”3万件", [3, 3]),
        ("新建1/2以上书屋，培育2025—30家", [50, 30]),
    ],
)
def test_a_range_that_falls_gives_no_number_and_quoted_figures_part_none(said, values) -> None:
    plan = extract_plan(f"一、目标\n到2027年，{said}。\n二、任务\n（一）读书。办展览。", "p")
    assert [row["value"] for row in plan.targets] == values


def test_a_round_nought_among_figures_is_one() -> None:
    plan = extract_plan("一、目标\n到2〇27年，建成书屋1〇家。\n二、任务\n（一）读书。办展览。", "p")
    assert [(row["value"], row["unit"], row["year"]) for row in plan.targets] == [(10, "家", 2027)]


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


COMPARED = [
    # a ceiling that names what it forbids is no floor
    ("用水总量不突破3亿立方米。", "不突破"),
    ("物价涨幅不超3%。", "不超"),
    ("煤炭消费不得突破20万吨。", "不得突破"),
    ("不良率最多2%。", "最多"),
    ("优良天数比率≥88%。", "≥"),
    ("细颗粒物浓度≤33微克/立方米。", "≤"),
    ("审批时限控制在5个工作日内。", "控制在…内"),
    ("播种面积稳定在90万亩（含）以上。", "稳定在…以上"),
    ("低保标准提高到每人每月780元。", "提高到"),
    # what stands in a longer word compares nothing
    ("新建超市12个。", ""),
    ("小学生近视率36%。", ""),
    ("水质达标率92%。", ""),
    ("工业增加值58亿元。", ""),
    ("人口自然增长率2‰。", ""),
]


@pytest.mark.parametrize(("text", "phrase"), COMPARED)
def test_what_compares_a_number(text: str, phrase: str) -> None:
    (row,) = extract(text, chapter="主要目标").targets
    assert row["comparator"] == phrase


def test_a_value_added_is_a_level_and_funds_obtained_are_no_striving() -> None:
    level, funds = extract("工业增加值58亿元，争取上级资金4亿元。", chapter="主要目标").targets
    assert (level["measure"], level["direction"]) == ("level", "")
    assert not funds["aspirational"]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        # the noun behind a number says what it counts
        ("为46万妇女免费体检，帮扶3.2万农牧民就业，覆盖9万儿童。", ["46万人", "3.2万人", "9万人"]),
        ("改造7万农村困难户住房。", ["7万户"]),
        ("产量45万吨，连接数600万，用户数突破80万。", ["45万吨", "600万", "80万户"]),
        # units to their end
        (
            "供养标准1250元/人·月，降尘量不高于6吨/平方公里·月。",
            ["1250元/人·月", "6吨/平方公里·月"],
        ),
        ("改造机组30台（套），监测260天次。", ["30台（套）", "260天次"]),
        ("新增装机40万千瓦/80万千瓦时。", ["40万千瓦", "80万千瓦时"]),
        ("改建公路6 200km，打造4个亿吨大港。", ["6200km", "4个"]),
        ("用能控制在18万t标准煤以内。", ["18万t标准煤"]),
        ("出生率提高1.5个千分点。", ["1.5个千分点"]),
        # behind it a bracket
        ("建成充电桩900个（快充200个），粮食产量45万吨（90亿斤）。", ["900个", "200个", "45万吨"]),
        # money paid out, a standard raised
        ("发放就业补助资金1.3亿元，登记失业率2.9%。", ["1.3亿元", "2.9%"]),
        ("以旧换新补贴拉动消费，零售总额增长6%。", ["6%"]),
        ("医保财政补助标准增加20元，达到每人每年690元。", ["20元", "690元"]),
        # what is said of those counted
        ("9个月内婴儿母乳喂养率达到60%。", ["60%"]),
        ("覆盖95%的10万人口以上城市，城区人口50万以上城市全部达标。", ["95%"]),
        ("10万就业人员死亡率下降12%。", ["12%"]),
        ("2小时内到场率100%。", ["100%"]),
        ("投入增速超过15%的，予以表彰。", []),
        ("各县均设2所托育中心。", ["2所"]),
        ("实现GDP735亿元，PUE值低于1.3。", ["735亿元", "1.3"]),
        ("每村至少有一名网格员。", ["1名"]),
        ("发生率控制在4/万以下，缺陷率降至72/万。", ["0.04%", "0.72%"]),
        ("补贴发放标准提高到80元/月/人。", ["80元/月/人"]),
        (
            "收获面积约11.6万亩，在主城区15所小学开展托管，升级完善6个消防站。",
            ["11.6万亩", "15所", "6个"],
        ),
        ("产值超百亿元企业5家、超50亿元10家。", ["5家", "10家"]),
        ("办水由5个环节减至2个环节。", ["5个", "2个"]),
        ("总量进入全省前三，利润排名居全市前五。", ["3", "5"]),
        ("万台设备死亡率从2022年的0.5下降到2026年的0.3。", ["0.5", "0.3"]),
    ],
)
def test_what_is_counted_and_in_which_unit(text: str, values: list[str]) -> None:
    assert list_values(extract(text)) == values


@pytest.mark.parametrize(
    ("chapter", "text", "kinds"),
    [
        ("主要目标", "到2026年，累计完成投资60亿元，累计培训4万人。", ["target"] * 2),
        ("主要目标", "累计完成造林8万亩。", ["target"]),
        ("重点任务", "力争累计完成投资6亿元，年内累计完成改造400户。", ["target"] * 2),
        ("重点任务", "累计完成改造400户。", ["achievement"]),
        ("重点任务", "已建成30个，拟新建15个。", ["achievement", "target"]),
        ("重点任务", "在已完成50公里的基础上，再建30公里。", ["target"]),
        ("重点任务", "截至今年2月底，完成投资3亿元。", ["achievement"]),
        ("重点任务", "截至9月底，改造300户；建成书屋8个。", ["achievement"] * 2),
        ("重点任务", "筹集共有产权房600套，实现有机肥替代3万亩。", ["target"] * 2),
        ("重点任务", "现拥有茶社32家。", ["achievement"]),
        ("主要目标", "以目前茶农增收400元为基数，年递增20%。", ["baseline", "target"]),
        ("发展基础", "确保了供应，向上争取资金5亿元。", ["achievement"]),
        ("发展基础", "低保标准由2020年的400元/月、300元/月，分别提高到600元/月、500元/月。", None),
    ],
)
def test_a_sum_to_come_is_no_result(chapter: str, text: str, kinds: list[str] | None) -> None:
    kinds = kinds or ["baseline"] * 2 + ["achievement"] * 2
    assert [row["kind"] for row in extract(text, chapter=chapter).targets] == kinds


@pytest.mark.parametrize(
    "text",
    [
        "2025—2026年，市场主体分别达到17万户、19万户。",
        "到2025年和2026年，市场主体达到17万户及以上和19万户及以上。",
        "到2025年和2026年，茶客持续增加；市场主体分别达到17万户和19万户。",
    ],
)
def test_years_are_dealt_out(text: str) -> None:
    rows = extract(text).targets
    assert [(row["year"], row["value"]) for row in rows] == [(2025, 17), (2026, 19)]


@pytest.mark.parametrize("term", ["未来三年", "规划期内"])
def test_a_term_of_years_ends_the_hold_of_a_year_before(term: str) -> None:
    rows = extract(f"今年，茶客增长5%。{term}，新建茶社7家。").targets
    assert [(row["year"], row["period"]) for row in rows] == [(2024, ""), (None, term)]


@pytest.mark.parametrize(
    ("title", "text", "kind"),
    [
        ("云岭县安全生产“十二五”发展规划", "“十二五”期间，事故起数下降40%。", "target"),
        ("2030年前碳达峰行动方案", "到2025年，清洁能源占比达到20%。", "target"),
        ("云岭县2022年社会发展统计公报", "床位达到900张。", "achievement"),
        ("财政局上半年工作小结", "收入完成3亿元。", "achievement"),
        ("“十三五”工作总结和“十四五”工作思路", "2019年，收入2.5万元。", "achievement"),
        ("茶业振兴工程实施方案", "“十二五”期间，建设茶园8万亩。", "target"),
        ("茶业振兴工程实施方案", "到“十二五”末，建设茶园8万亩。", "target"),
    ],
)
def test_a_title_says_what_its_numbers_are(title: str, text: str, kind: str) -> None:
    plan = extract_plan(f"{title}\n一、主要内容\n{text}", "p", catalogue={})
    assert [row["kind"] for row in plan.targets] == [kind]


def test_what_each_is_given_a_month_recurs_no_more_than_its_plan() -> None:
    rows = extract("养老金每人每月增加6元，达到86元。", "云岭县2025年民生实事计划").targets
    assert [(row["year"], row["cadence"]) for row in rows] == [(2025, "once")] * 2


@pytest.mark.parametrize(
    ("title", "text", "told"),
    [
        ("云岭县2023年林业工作计划", "一、目标任务\n今年，完成造林3万亩。", (2023, "target")),
        ("2024年三农工作要点", "农民收入增长7%以上。\n一、重点任务\n办好事。", (2024, "target")),
        (
            "云岭县2024年旅游工作计划",
            "抓好旅游。实现以下目标：旅游要稳。茶业占比达4%。\n一、重点任务\n办好事。",
            (2024, "target"),
        ),
        (
            "责任分解",
            "2024年全县发展主要预期目标是：生产总值要稳；财政收入增长5%。\n一、重点任务\n办好事。",
            (2024, "target"),
        ),
        (
            "农业农村局2024年工作总结和2025年工作计划",
            "一、2024年工作回顾\n今年完成改厕600户。\n二、2025年工作打算\n抓好改厕。",
            (2024, "achievement"),
        ),
        (
            "幼儿园建设方案",
            "一、重点任务\n2023年启动1所幼儿园扩建。",
            (2023, "target"),
        ),
        (
            "农田建设方案",
            "一、重点任务\n在2025年5月底前完成2024年度建设项目2万亩。",
            (2025, "target"),
        ),
    ],
)
def test_which_year_is_meant(title: str, text: str, told: tuple[int, str]) -> None:
    plan = extract_plan(f"{title}\n{text}", "p", catalogue={"title": title})
    assert [(row["year"], row["kind"]) for row in plan.targets] == [told]


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
