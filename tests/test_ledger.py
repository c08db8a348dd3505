"""Nothing of the work is silent: each character, number and name is in a row or listed, once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compare.errors import PlanError
from compare.evaluate.accounts import measure_accounts
from compare.extract import Extraction, extract_plan
from compare.extract.ignored import Ignored
from compare.extract.ledger import STRAY_REASONS, list_strays, settle_accounts
from material import GOLD_PLANS, extract

CHAPTERS = (
    "一、重点任务",
    "二、保障措施",
    "三、2026年工作安排",
    "四、发展基础",
    "附件1 任务分工表",
)
PIECES = st.sampled_from(
    [
        *CHAPTERS,
        "（一）办好学校",
        "1. 新建校舍。到2025年，新建小学3所、食堂2座，占比达1/3以上。（县教育局牵头，县财政局配合）",
        "2. 修缮馆舍。（责任单位：县文旅局、王某某；完成时限：2024年6月）",
        "3．2025年底前，办展12场。",
        "主要措施：",
        "（1）每校建室。（县教育局、县财政局按职责分工负责，持续推进）",
        "县水利局牵头，各镇参加。",
        "责任单位：县水利局、各镇（街道）",
        "专栏1 重点工程",
        "护岸工程：整治河道7公里。",
        "河网分为三片，开放时间为9:00—17:30，热线12345。",
        "序号\t任务\t责任单位\t时限",
        "1\t清淤10万方\t县水利局\t2025年",
        "2\t办好学校\t县教育局、白水公司\t长期",
        "〃\t护林\t",
        "— 3 —",
        "主要指标如下：",
        "云溪县人民政府办公室",
        "2024年5月6日",
        "第三条 本办法自2024年6月1日起施行。",
        "1.县财政局：统筹资金。",
        "①验收。",
        "2.1 护岸",
        "“3·15”宣传，落实《办法（2020年）》第9条。",
        "（责任单位：县教育局。各镇要加强领导，列入预算。）",
    ]
)


def read(*lines: str) -> Extraction:
    return extract_plan("\n".join(lines) + "\n", "p")


def test_words_a_task_has_twice_may_be_left_out_once() -> None:
    office = "云溪县人民政府办公室"
    lines = ["1. 新建校舍。新建小学3所。（县教育局牵头）", office, "县水利局牵头，各镇参加。"]
    plan = read("一、重点任务", *lines, office, "2024年5月6日", "（1）每校建室。（县教育局负责）")
    account = settle_accounts(plan)["text"]
    assert (list(account.lost), list(account.twice)) == ([], [])


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=14))
def test_all_accounts_of_any_plan_are_even(pieces: list[str]) -> None:
    plan = read("一、重点任务", *pieces)
    for what, account in settle_accounts(plan).items():
        shown = [plan.source[a:b] for a, b in (*account.lost, *account.twice)]
        assert not shown, (what, shown)
    rows = [(i.what, i.start, i.end) for i in plan.ignored]
    assert len(rows) == len(set(rows))


@pytest.mark.parametrize("plan_id", GOLD_PLANS)
def test_the_published_plans_need_no_net(plan_id: str) -> None:
    plan = extract(plan_id)
    assert all(not (a.lost or a.twice) for a in settle_accounts(plan).values())
    assert not STRAY_REASONS & {item.reason for item in plan.ignored}


PLAN = (
    "一、重点任务",
    "总述一段话，不含任务。",
    "1. 建校。新建小学3所，约9:30开门。（责任单位：县教育局、推动村容美化）",
    "2. 办展。（县科协负责）",
)


def test_what_a_row_no_longer_holds_is_lost() -> None:
    plan = read(*PLAN)
    without = {
        "text": replace(plan, tasks=plan.tasks[1:]),
        "number": replace(plan, targets=[]),
        "name": replace(plan, assignments=plan.assignments[1:]),
    }
    lost = {
        what: [plan.source[a:b] for a, b in settle_accounts(torn)[what].lost]
        for what, torn in without.items()
    }
    assert lost == {"text": ["。新建小学3所，约9:30开门。"], "number": ["3"], "name": ["县教育局"]}
    assert [i.text for i in list_strays(replace(plan, ignored=[]))] == [
        "总述一段话，不含任务。",
        "9:30",
        "推动村容美化",
    ]


def test_what_stands_twice_is_told() -> None:
    plan = read(*PLAN)
    name = plan.assignments[0]
    start = plan.source.index("新建小学")
    again = [Ignored("text", start, start + 6, "新建小学3所", "again")]
    again += [Ignored("name", int(str(name["start"])), int(str(name["end"])), "县教育局", "again")]
    at = plan.source.index("3所")
    again += [Ignored("number", at, at + 1, "3", "again")]
    accounts = settle_accounts(replace(plan, ignored=[*plan.ignored, *again]))
    assert {what: len(account.twice) for what, account in accounts.items()} == {
        "text": 1,
        "number": 1,
        "name": 1,
    }


def test_a_cell_that_names_a_task_of_the_text_is_listed() -> None:
    plan = read(
        "一、重点任务",
        "1. 办好学校。每校建室。",
        "2. 护林。管好山林。",
        "附件 任务分工表",
        "序号\t任务\t责任单位\t时限",
        "1\t办好学校\t县教育局\t2025年",
        "2\t护林\t县林业局\t长期",
    )
    assert [a["name"] for a in plan.assignments] == ["县教育局", "县林业局"]
    listed = [i.text for i in plan.ignored if "whose task stands in the text" in i.reason]
    assert listed == ["1", "办好学校", "2", "护林"]


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("三、2026年工作安排", "key_task"),
        ("三、2026年重点工作部署", "key_task"),
        ("三、今年工作安排", "key_task"),
        ("三、工作安排", "schedule"),
        ("三、2026年进度安排", "schedule"),
    ],
)
def test_the_work_of_a_year_is_work(title: str, role: str) -> None:
    plan = read("一、回顾", "略。", "二、目标", "略。", title, "（一）办学。建校。")
    assert plan.outline.children[-1].role == role


def test_the_accounts_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "plan.txt").write_text("\n".join(PLAN), encoding="utf-8")
    (tmp_path / "a.md").write_text("没有标题。", encoding="utf-8")
    (tmp_path / "index.csv").write_text("a,b\n", encoding="utf-8")
    refused, plan, total = measure_accounts(tmp_path).to_dict("records")
    assert refused["file"] == "a.md"
    assert "no headings" in refused["refused"]
    assert plan["file"] == "b/plan.txt"
    assert [plan[name] for name in ("characters", "numbers", "names", "strays")] == [67, 4, 3, 1]
    assert {plan[name] for name in plan if name.endswith(("_lost", "_twice"))} == {0}
    assert total["file"] == "all"
    assert total["characters"] == plan["characters"]
    with pytest.raises(PlanError, match="holds no plan"):
        measure_accounts(tmp_path / "c")


def test_a_number_within_another_is_not_it() -> None:
    plan = read("1. 播种。玉米0.32万亩、药材2万亩。")
    assert not [item for item in plan.ignored if item.what == "number"]
