"""What kind of statement a quantity makes, for which year, and that no number is lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.extract import Extraction, extract_plan
from compare.extract.targets.statements import find_owner, tell_own_place
from compare.language.numbers import to_chinese

HEAD = "云岭县养老服务提升方案（2024—2026年）"
SIGNED = "云岭县人民政府\n2024年3月8日"


def extract(task: str = "", aims: str = "", title: str = HEAD, extra: str = "") -> Extraction:
    lines = [title, "一、主要目标", aims or "服务更加完善。", extra, "二、重点任务", "（一）行动"]
    return extract_plan("\n".join(filter(None, [*lines, f"1.办好事。{task}", SIGNED])), "p")


def list_rows(plan: Extraction, *columns: str) -> list[tuple]:
    return [tuple(row[c] for c in columns) for row in plan.targets]


@pytest.mark.parametrize(
    ("text", "measure", "direction", "basis"),
    [
        ("护理床位占比达到60%。", "share", "", ""),
        ("审批时限压减30%。", "change", "down", ""),
        ("审批时限压减到5天。", "level", "down", ""),
        ("入住率提高6个百分点。", "change", "up", ""),
        ("产值增长8%。", "rate_of_change", "up", ""),
        ("产值年均增长8%。", "rate_of_change", "up", "annual_average"),
        ("能耗比2020年下降13%。", "change", "down", "on_year 2020"),
        ("产值在2019年基础上翻一番。", "multiple", "up", "on_year 2019"),
        ("产值同比增长8%。", "rate_of_change", "up", "on_year 2023"),
        ("累计培训护理员900名。", "level", "", "cumulative"),
        ("满意度保持在95%以上。", "share", "hold", ""),
        ("宽带资费降价20%。", "change", "down", ""),
    ],
)
def test_kind_of_statement(text: str, measure: str, direction: str, basis: str) -> None:
    (row,) = extract(text).targets
    assert (row["measure"], row["direction"], row["basis"]) == (measure, direction, basis)


def test_the_comparing_word_of_a_list_holds_for_all_of_it() -> None:
    rows = list_rows(extract("甲地和乙地能耗分别下降8%、6%。"), "value", "comparator", "direction")
    assert rows == [(8, "分别下降", "down"), (6, "分别下降", "down")]


def test_a_value_keeps_its_wording() -> None:
    rows = list_rows(extract("培训护理员120余名，覆盖三分之二的村。"), "value_text", "approximate")
    assert rows == [("120余名", True), ("三分之二", False)]


@pytest.mark.parametrize(
    ("text", "year", "period", "source"),
    [
        ("今年建成食堂6家。", 2024, "", "document"),
        ("明年上半年建成食堂6家。", 2025, "", "document"),
        ("年底前建成食堂6家。", 2024, "", "document"),
        ("规划期末建成食堂6家。", 2026, "", "document"),
        ("到2025年建成食堂6家。", 2025, "", "stated"),
        ("到2025年重点改造食堂6家。", 2025, "", "stated"),
        ("到2025年，形成体系。建成食堂6家。", 2025, "", "carried"),
        ("三年内建成食堂6家。", None, "三年内", "stated"),
        ("“十四五”期间建成食堂6家。", None, "“十四五”期间", "stated"),
        ("锚定2035年远景，到2026年建成食堂6家。", 2026, "", "stated"),
        ("到2026年，产值在2020年基础上翻两番。", 2026, "", "stated"),
        ("到2026年，PM2.5浓度由2023年的38微克/立方米降低到33微克/立方米。", 2026, "", "stated"),
        ("建成食堂6家。", None, "", ""),
    ],
)
def test_years(text: str, year: int | None, period: str, source: str) -> None:
    row = extract(text).targets[-1]
    assert (row["year"], row["period"], row["year_source"]) == (year, period, source)


def test_without_a_date_this_year_is_a_period() -> None:
    plan = extract_plan("一、重点任务\n1.办好事。明年上半年建成食堂6家。", "p")
    assert list_rows(plan, "year", "period") == [(None, "明年上半年")]


def test_the_catalogue_dates_a_plan() -> None:
    text = "一、重点任务\n1.办好事。今年建成食堂6家。"
    plan = extract_plan(text, "p", catalogue={"issued_on": "2022-05-06"})
    assert list_rows(plan, "year", "year_source") == [(2022, "document")]


def test_both_ends_of_a_rise_have_their_year() -> None:
    plan = extract("到2026年，入住率由2023年的52%提高到70%。")
    assert list_rows(plan, "kind", "value", "year") == [
        ("baseline", 52, 2023),
        ("target", 70, 2026),
    ]


REPORT = """云岭市政府工作报告
一、2025年工作回顾
全年生产总值增长6.1%。建成食堂40家，新增床位取得重大突破。
二、2026年工作安排
今年发展主要预期目标是：生产总值增长6%左右，居民收入增长与经济增长同步。
（一）办好民生。培训护理员300名。"""


def test_a_work_report_is_dated_by_what_it_reviews() -> None:
    rows = list_rows(extract_plan(REPORT, "p"), "kind", "value", "year", "year_source")
    assert rows == [
        ("baseline", 6.1, 2025, "carried"),
        ("achievement", 40, 2025, "carried"),
        ("target", 6, 2026, "document"),
        ("target", 300, 2026, "carried"),
    ]


def test_a_word_of_attainment_makes_no_result() -> None:
    plan = extract(aims="到2026年，发展取得显著成效，指标取得重大突破，建成食堂60家。")
    assert list_rows(plan, "kind", "value") == [("target", 60)]


def test_a_section_on_where_things_stand_gives_results() -> None:
    source = (
        f"{HEAD}\n第一章　总体思路\n第一节　发展基础\n2022年全县床位达到800张。\n"
        f"第二节　发展目标\n到2026年，床位达到1200张。\n第二章　主要任务\n"
        f"第一节　建设机构\n改造机构9家。\n{SIGNED}"
    )
    kinds = dict(list_rows(extract_plan(source, "p"), "value", "kind"))
    assert kinds == {800: "baseline", 1200: "target", 9: "target"}


def test_aims_in_quotation_marks_are_read() -> None:
    plan = extract("实现“护理员达到800名，培训覆盖率达到90%”的目标，开展“千村万户”活动。")
    assert list_rows(plan, "value", "unit") == [(800, "名"), (90, "%")]


@pytest.mark.parametrize("words", ["这五年", "过去五年", "五年来"])
def test_what_years_gave_is_of_no_single_year(words: str) -> None:
    title = "云岭县2026年政府工作报告"
    text = f"“十四五”收官之年2025年成绩很好。{words}，全县新增学位9000个。"
    source = f"{title}\n一、2025年工作回顾\n{text}\n二、重点任务\n（一）办好事。做好服务。\n"
    rows = [row for row in extract_plan(source, "p").targets if row["value"] == 9000]
    assert [(row["year"], row["period"]) for row in rows] == [(None, words)]


@pytest.mark.parametrize(
    ("text", "words", "indicator", "direction"),
    [
        ("到2025年，实现社区食堂乡镇全覆盖。", "全覆盖", "社区食堂乡镇", "up"),
        ("确保床位只增不减。", "只增不减", "床位", "hold"),
        ("居民收入增长与经济增长同步。", "与经济增长同步", "居民人均可支配收入增速", "up"),
        (
            "城乡居民收入增长和经济增长基本同步。",
            "和经济增长基本同步",
            "居民人均可支配收入增速",
            "up",
        ),
        ("确保国际收支保持基本平衡。", "保持基本平衡", "国际收支", "hold"),
        ("推动经济增长保持在合理区间。", "保持在合理区间", "地区生产总值增速", "hold"),
        ("单位能耗降低完成上级下达目标。", "完成上级下达目标", "单位能耗降幅", ""),
        ("县、乡、村物流站点全覆盖。", "全覆盖", "县、乡、村物流站点", "up"),
        ("新建食堂9个、实现低保对象应保尽保。", "应保尽保", "低保对象", "up"),
    ],
)
def test_aims_without_a_number(text: str, words: str, indicator: str, direction: str) -> None:
    plan = extract(text)
    (aim,) = plan.aims_in_words
    assert (aim["words"], aim["indicator"], aim["direction"]) == (words, indicator, direction)
    assert [row["value"] for row in plan.targets] == [9] * ("9" in text)
    assert plan.source[aim["start"] : aim["end"]] in text


@pytest.mark.parametrize(
    "text",
    [
        "巡检220千伏线路。",
        "改善食堂周边半径500米环境。",
        "推动400Wh/kg级电池量产。",
        "片区总面积约42平方公里。",
        "地址：云岭县河东路8号大厦B栋10层。",
        "实施企业倍增计划。",
        "培育世界500强企业。",
        "开通12345热线。",
        "按照1∶1比例共同出资。",
    ],
)
def test_what_is_no_aim(text: str) -> None:
    assert extract(text).targets == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("规范收费，2025年一般工商业电价平均降低8%。", 8),
        ("落实优惠，2025年中小企业宽带资费下降15%。", 15),
        ("对普通货物48小时内放行。", 48),
        ("重点支持260名护理员进修。", 260),
        ("与40家机构开展协作。", 40),
        ("城乡居民收入比降至1.9:1以内。", 1.9),
    ],
)
def test_what_is_an_aim_all_the_same(text: str, value: float) -> None:
    assert [row["value"] for row in extract(text).targets] == [value]


def test_figures_of_a_place_above_are_not_the_plans_own() -> None:
    source = "一、发展基础\n2020年全省入住率为41%，全县入住率为38%。\n二、重点任务\n1.办好事。"
    plan = extract_plan(source, "p", catalogue={"place": "云岭县"})
    assert list_rows(plan, "value", "owner") == [(41, "province"), (38, "own")]


SPELLINGS = ("达到3.5万名", "达到３．５万名", "达到三万五千名", "达到3万5千名", "达到35,000名")


def test_a_plan_says_the_same_in_every_spelling() -> None:
    told = []
    for spelling in SPELLINGS:
        plan = extract(f"到2025年，护理员{spelling}，入住率提高5个百分点。")
        told.append(
            list_rows(plan, "kind", "indicator_id", "value_si", "unit_si", "year", "measure")
        )
    assert told[0] == [
        ("target", told[0][0][1], 35_000, "名", 2025, "level"),
        ("target", told[0][1][1], 5, "百分点", 2025, "change"),
    ]
    assert all(rows == told[0] for rows in told)


@given(st.integers(2, 99_999), st.sampled_from(["名", "家", "张"]))
def test_words_and_digits_make_the_same_row(number: int, unit: str) -> None:
    columns = ("kind", "indicator_id", "value_si", "unit_si", "year", "measure", "direction")
    told = [
        list_rows(extract(f"到2025年，服务对象超过{written}{unit}。"), *columns)
        for written in (str(number), to_chinese(number), f"{number:,}")
    ]
    assert told[0] == told[1] == told[2]
    assert told[0]


SENTENCES = [
    "到2025年，建成食堂6家、站点12个。",
    "担保费率不超过0.8%。",
    "搭建5G网络，开通12345热线。",
    "产值达到120多亿元，增长5%—6%。",
    "2024年5月6日印发，自2024年6月1日起施行。",
    "实施“528工程”，落实《条例（2020年）》第9条。",
    "占比达1/3以上，师生比为1:16。",
    "巡检220千伏线路3.5万公里。",
]
_DATES = re.compile(r"\d{4}(?:—\d{4})?年(?:\d{1,2}月\d{1,2}日)?")
_NAMES = re.compile(r"“[^”]*”|《[^》]*》")
_HEADINGS = re.compile(r"^\d+(?=[.．])", re.MULTILINE)


@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=5, unique=True))
def test_every_number_has_its_account(sentences: list[str]) -> None:
    """Each run of digits lies in a row's value, in ignored.csv, a date, a name or a heading."""
    plan = extract("".join(sentences))
    spans = [(i.start, i.end) for i in plan.ignored]
    spans += [m.span() for p in (_DATES, _NAMES, _HEADINGS) for m in p.finditer(plan.source)]
    for row in plan.targets:
        at = plan.source.index(str(row["value_text"]), int(row["start"]))
        assert at < row["end"]
        spans.append((at, at + len(str(row["value_text"]))))
    for number in re.finditer(r"\d+(?:\.\d+)?", plan.source):
        assert any(a <= number.start() < b for a, b in spans), (number[0], plan.source)


def test_a_text_without_a_place_speaks_of_its_own() -> None:
    assert tell_own_place("全省生产总值增长5%。我省各市要抓好落实，全省一盘棋。") == "本省"
    assert tell_own_place("办好实事。") == ""
    assert find_owner("全省粮食产量", tell_own_place("全省粮食产量稳定。我省种业强。")) == "own"
    assert find_owner("全省粮食产量", "青禾县") == "province"
