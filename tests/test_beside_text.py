"""Menus, notes and numbers of pages: out of the flow and of what is compared, kept and listed."""

from __future__ import annotations

import pytest

from compare.analyse.reuse import texts
from compare.analyse.reuse.texts import pack_plan
from compare.build.collect import tabulate
from compare.extract import extract_plan
from compare.extract.clean import clean, split_paragraphs
from compare.present.page.data import list_beside

MENU = ["首页", "繁体版", "无障碍阅读", "当前位置：首页 > 政务公开", "【打印】"]
IMPRINT = ["【关闭窗口】", "网站地图", "主办单位：青屏县人民政府办公室", "总访问量：3200万次"]
PLAN = [
    "青屏县书香行动方案",
    "为推动全民阅读，建设书香青屏，结合实际，制定本方案。",
    "一、重点任务",
    "（一）建设书房。新建书房6座。（县文旅局负责）",
    "（二）办好讲座。举办讲座40场。（县科协负责）",
]
NOTE = "[^①]: 书房面积不少于90平方米。"
SOURCE = "\n".join([*MENU, *PLAN, NOTE, *IMPRINT])


def test_they_are_no_part_of_what_is_read() -> None:
    plan = extract_plan(SOURCE, "p")
    assert [task["title"] for task in plan.tasks] == ["建设书房", "办好讲座"]
    assert plan.tasks[-1]["body"] == "举办讲座40场。"
    assert [(row["value"], row["unit"]) for row in plan.targets] == [(6.0, "座"), (40.0, "场")]
    compared = pack_plan(plan)["text"]
    assert not any(clean(line) in compared for line in (*MENU, *IMPRINT, NOTE))
    assert all(clean(line)[:8] in compared for line in PLAN[:2])


def test_each_is_listed_with_its_reason() -> None:
    told = {item.text: item.reason for item in extract_plan(SOURCE, "p").ignored}
    assert all(told[line].startswith("menu or imprint") for line in (*MENU, *IMPRINT))
    assert told[NOTE] == "a footnote"


def test_the_page_folds_them_in_runs() -> None:
    runs = list_beside(tabulate([extract_plan(SOURCE, "p")])["outline"])["p"]
    assert [SOURCE[start:end].split("\n") for start, end in runs] == [MENU, [NOTE, *IMPRINT]]


WRAPPED = """青屏县林果业方案
一、总体目标
到后年，全县林果面积稳定在二十万亩以上，果品优质率明显提高，
产业链条更加完整，农民收入持续增加，品牌影响力显著增强，形成
1
一批知名区域公用品牌和企业品牌。
二、重点任务
（一）优化种植结构。引导适宜地区发展特色林果，淘汰老旧品种，
推广矮化密植和水肥一体技术，建设标准化示范园三十个，辐射带动。
2
（二）提升加工水平。支持企业建设分选线和冷库，开发果汁果干等
产品，加工转化率提高到百分之三十以上，培育龙头企业五家，带动
就业两千人，打响区域品牌，延长产业链条，提高综合效益，稳步增
3
收，让果农分享更多增值收益，促进乡村振兴和城乡融合发展迈上新
台阶，取得新成效。
三、保障措施
（一）加强组织领导。县政府成立林果业发展领导小组，定期研究解
决重大问题，形成工作合力，确保各项任务落到实处，年底开展考核
评价。"""


def test_bare_numbers_of_pages_are_in_no_task() -> None:
    plan = extract_plan(WRAPPED, "p")
    assert len(plan.tasks) == 3
    assert not any(char.isdigit() for task in plan.tasks for char in str(task["body"]))
    for task in plan.tasks:
        span = clean(plan.source[int(str(task["start"])) : int(str(task["end"]))])
        assert str(task["body"])[-20:] in span
    assert [item.text for item in plan.ignored if item.reason == "number of a page"] == ["2"]


@pytest.mark.parametrize(
    "text",
    [
        "会展业年营业收入总额力争达到\n90\n亿元以上，带动相关产业增长",
        "全县建成高标准的社区图书分馆\n12\n个，每个分馆配备专职馆员",
        "社区图书分馆的数量在两年之内超过\n90\n多处，每处配备专职馆员",
    ],
)
def test_a_number_the_words_ask_for_stays(text: str) -> None:
    assert any(char.isdigit() for char in "".join(p.text for p in split_paragraphs(text)))


GLUED = """青屏县会展规划
二、主要目标
到2028年，会展收入达到 90
7亿元左右，新增展馆 6 座。
8三、办好会展
（一）扩建展馆。完善停车设施，面向社区
9开放。
"""


def test_numbers_of_pages_glued_to_lines_are_no_part_of_figures() -> None:
    plan = extract_plan(GLUED, "p")
    found = [(row["value"], row["unit"], row["year"]) for row in plan.targets]
    assert found == [(90.0, "亿元", 2028), (6.0, "座", 2028)]
    assert [task["body"] for task in plan.tasks] == ["完善停车设施，面向社区开放。"]


def test_numbers_that_do_not_count_on_stay() -> None:
    plan = extract_plan(GLUED.replace("9开放", "12开放"), "p")
    assert "12开放" in str(plan.tasks[0]["body"])


def test_a_paragraph_is_asked_for_its_own_lists_of_departments_alone(monkeypatch) -> None:
    pieces = "".join(f"（{n}）新建书屋{n}个。（责任单位：县文旅局）\n" for n in range(1, 41))
    plan = extract_plan(f"云溪县方案\n一、重点任务\n{pieces}", "plan")
    asked: list[int] = []
    cut = texts._cut_lists

    def record(paragraph, number, lists):
        asked.append(len(lists))
        return cut(paragraph, number, lists)

    monkeypatch.setattr(texts, "_cut_lists", record)
    assert "责任单位" not in pack_plan(plan)["text"]
    assert (len(asked) > 40, max(asked) <= 2) == (True, True)
