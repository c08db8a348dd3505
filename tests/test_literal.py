"""What a plan writes and another never does, told by the letters."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.analyse.practices.basis import list_basis
from compare.analyse.practices.literal import (
    Key,
    find_names,
    find_term,
    find_touched,
    find_unwritten,
    list_keys,
    list_quoted,
    quote_clauses,
    squeeze,
)
from compare.analyse.practices.phrases import (
    choose_nearest,
    complete_term,
    find_unsaid,
    widen_term,
)

PLANS = pd.DataFrame([{"plan_id": "lake", "place": "青浦县", "prefecture": "", "province": ""}])
TEXT = """青浦县养老服务方案
（一）推进国际合作
1.建立长期护理保险制度。逐步推开长期护理保险，完善长期护理标准。
2.拓展国际渠道。参加国际会议，引进国际标准，办好青浦国际论坛。"""
TASKS = pd.DataFrame(
    [
        {
            **{"task_id": f"lake-{n}", "plan_id": "lake", "kind": "key_task", "finest": True},
            **{"section_title": "推进国际合作", "title": title, "body": body},
        }
        for n, (title, body) in enumerate(
            [
                ("建立长期护理保险制度", "逐步推开长期护理保险，完善长期护理标准。"),
                ("拓展国际渠道", "参加国际会议，引进国际标准，办好青浦国际论坛。"),
            ],
            1,
        )
    ]
)


def _keys() -> dict[str, list[Key]]:
    return list_keys(TASKS, PLANS, TEXT)


def test_a_task_goes_by_the_names_of_its_title_that_recur() -> None:
    keys = _keys()
    assert {"长期护理"} <= {key.term for key in keys["lake-1"]}
    assert "国际" not in {key.term for key in keys["lake-1"]}  # the body is not about it
    assert {(key.term, key.source) for key in keys["lake-2"]} >= {("国际", "title")}
    terms = {key.term for own in keys.values() for key in own}
    assert not any("青浦" in term for term in terms)
    assert not terms & {"制度", "交流", "拓展"}


@pytest.mark.parametrize(
    ("other", "judged", "terms"),
    [
        ("开展省内外合作。", "none", ["国际"]),
        ("开展省内外合作。", "uncertain", ["国际"]),
        ("对接国\n际规则。", "none", []),  # a line end inside the word
        ("开展省内外合作。", "counterpart", []),  # of the title alone: another word for one thing
    ],
)
def test_a_word_is_unwritten_where_the_whole_text_lacks_it(other, judged, terms) -> None:
    task = TASKS.to_dict("records")[1]
    assert find_unwritten(task, _keys()["lake-2"], [], squeeze(other), judged) == terms


def test_of_a_counterpart_a_word_that_carries_the_section_is_told() -> None:
    task = {"title": "推动共建", "body": "办好国际项目。"}
    keys = [Key("国际", 9, "section"), Key("项目", 9, "section")]
    assert find_unwritten(task, keys, [], "开展合作项目。", "counterpart") == ["国际"]
    assert find_unwritten(task, [Key("国际", 2, "section")], [], "合作。", "counterpart") == []


@pytest.mark.parametrize(
    ("term", "other", "is_unwritten"),
    [
        ("湖岸修复整治", "推进湖岸修复。", False),  # the text has the thing in other words
        ("湖岸修复整治", "修好湖岸。", True),
        ("护理", "开展照护。", True),
    ],
)
def test_a_name_is_not_unwritten_where_the_text_has_half_of_it(term, other, is_unwritten) -> None:
    task = {"title": f"加强{term}", "body": ""}
    found = find_unwritten(task, [Key(term, 3, "title")], [], other, "none")
    assert bool(found) == is_unwritten


@pytest.mark.parametrize(
    ("term", "heading", "name"),
    [
        ("龙舟", "大力发展龙舟赛事", "龙舟赛事"),  # neither 大力 nor the verb behind it
        ("龙舟", "发展龙舟赛事", "龙舟赛事"),
        ("龙舟赛场", "龙舟赛场实行分级管理", "龙舟赛场"),
        ("龙舟", "扩增龙舟基地", "龙舟基地"),
    ],
)
def test_a_name_begins_behind_the_verb(term: str, heading: str, name: str) -> None:
    assert widen_term(term, heading) == name


def test_names_are_found_whole_or_by_half() -> None:
    assert list_quoted("开展“三下乡”，“十四五”期间办好“三下乡”") == ["三下乡"]
    found = find_names("打造“科普中国推广”“大讲堂”“三下乡”", "运用“科普中国”，开展三\n下乡；“科普”")
    assert found["科普中国推广"][0] == "科普中国"
    assert found["大讲堂"] == ("", [])
    assert len(found["三下乡"][1]) == 1


def test_what_is_named_at_a_few_places_is_told() -> None:
    keys = [Key("科普创作", 9, "title"), Key("科普", 20, "title")]
    assert find_touched(keys, "培育科普创作者。") == ("科普创作", [2])
    assert find_touched(keys, "科普创作" * 4) == ("", [])


def test_a_quotation_is_whole_clauses_around_the_words() -> None:
    text = "建设平台。推进共享，到2025年，覆盖率达80%，力争领先。加强指导。"
    assert quote_clauses(text, ["80%"], 13) == "覆盖率达80%，力争领先"
    assert quote_clauses(text, ["80%", "2025年"], 8) in ("到2025年", "覆盖率达80%")
    assert quote_clauses(text, ["没有"], 40) == ""


@given(st.text("国际合作交流，。\n ", max_size=40), st.sampled_from(["国际", "合作", "国际合作"]))
def test_a_term_is_found_exactly_where_the_squeezed_text_has_it(text: str, term: str) -> None:
    assert bool(find_term(term, text)) == (term in squeeze(text))


@given(st.lists(st.text("甲乙丙丁，", min_size=1, max_size=8), max_size=6))
def test_a_quotation_stands_in_the_text(parts: list[str]) -> None:
    text = "。".join(parts)
    assert quote_clauses(text, ["甲乙"], 10) in text


@pytest.mark.parametrize(
    ("place", "above", "own", "number", "is_kept"),
    [
        ("苏州市", {"province": "江苏省"}, "苏府发〔2022〕4号", "苏政发〔2021〕75号", True),
        ("苏州市", {"province": "江苏省"}, "", "苏政发〔2021〕75号", True),
        ("赣州市", {"province": "江西省"}, "赣市府发〔2022〕4号", "赣府发〔2021〕7号", True),
        ("晋城市", {"province": "山西省"}, "晋市政发〔2022〕4号", "晋市政发〔2021〕7号", False),
        ("泰兴市", {"province": "江苏省", "prefecture": "泰州市"}, "", "泰政发〔2021〕9号", True),
        ("云溪县", {"province": "江西省"}, "云府发〔2022〕4号", "云委发〔2021〕3号", False),
    ],
)
def test_the_number_of_a_level_above_may_begin_as_ones_own(
    place: str, above: dict, own: str, number: str, is_kept: bool
) -> None:
    plan = {"title": "本地方案", "place": place, "doc_number": own, **above}
    found = list_basis(plan, f"根据《养老服务发展规划》（{number}），制定本方案。")
    assert [doc.number for doc in found] == [number] * is_kept


def test_the_documents_a_plan_rests_on_are_those_of_others() -> None:
    plan = {
        "title": "云溪县养老服务方案",
        "place": "云溪县",
        "prefecture": "清江市",
        "province": "",
    }
    head = (
        "根据《中华人民共和国老年人权益保障法》《省政府关于印发南山省养老服务规划的通知》"
        "（南政发〔2021〕7号）《清江市养老服务行动方案》和《云溪县五年规划》《关于建设强县的意见》"
        "（云委发〔2021〕3号），制定本方案。"
    )
    assert [(doc.title, doc.number) for doc in list_basis(plan, head)] == [
        ("南山省养老服务规划", "南政发〔2021〕7号"),
        ("清江市养老服务行动方案", ""),
    ]
    assert list_basis(plan, "这里只提到《清江市养老服务行动方案》。") == []


@pytest.mark.parametrize(
    ("term", "headings", "name"),
    [
        ("国际", ("推动与国际（港澳台）联络",), "国际"),
        ("国际", ("推动与国际联络", "养老服务国际合作提升工程"), "养老服务国际合作"),
        ("国际", ("带动养老服务国际化",), "国际"),  # part of another word
        ("智慧养老", ("实施智慧养老发展战略",), "智慧养老"),
        ("万村", ("全面实施“千镇万村工程”",), "千镇万村工程"),
        ("机器人", ("加强培训",), "机器人"),
        ("银发", ("发展银发经济",), "银发经济"),
    ],
)
def test_a_word_is_told_by_the_name_that_holds_it(term, headings, name) -> None:
    assert widen_term(term, *headings) == name


def test_a_short_word_is_cited_as_it_is_and_a_long_one_whole() -> None:
    assert complete_term("国际", "养老服务国际合作提升工程") == "国际"
    assert complete_term("万村", "全面实施“千镇万村工程”") == "千镇万村工程"
    assert complete_term("智慧养老", "建立城乡智慧养老体系") == "城乡智慧养老"


def test_an_indicator_is_about_what_stands_before_its_measure() -> None:
    assert find_unsaid("养老顾问注册率", "建立养老服务队伍") == "养老顾问"
    assert find_unsaid("养老床位数", "养老床位建设") == ""
    assert find_unsaid("护理员", "建设食堂") == "护理员"
    assert find_unsaid("五百亿级养老园区", "养老园区") == ""  # a number is no thing


def test_the_nearest_task_is_the_one_that_shares_more_than_the_heading() -> None:
    def task(name: str, title: str, body: str) -> dict[str, str]:
        return {"task_id": name, "title": title, "body": body}

    sought = task("x", "实施智慧养老", "推广老年人手机应用，完善养老信息平台，服务养老机构。")
    near = [
        task("a", "加强养老服务", "养老机构开展养老服务，养老机构提升养老服务。"),
        task("b", "健全养老条件", "养老机构培训手机应用技能，建设信息平台。"),
    ]
    assert choose_nearest(sought, near) == "b"
    assert choose_nearest(sought, []) == ""
