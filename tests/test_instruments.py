"""Policy instruments: which of them a clause uses, and where it says so."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compare.analyse.instruments import (
    FAMILIES,
    code_instruments,
    count_instruments,
    find_instrument,
    read_families,
)
from compare.build.collect import tabulate
from compare.extract import extract_plan
from compare.lookups import Lookups, read_lookup, use_lookups

TEXT = (
    "青禾县茶产业行动方案\n\n一、总体目标\n\n茶园面积达到3万亩。\n\n二、重点任务\n\n"
    "（一）强化支撑。依托省农科院，加快茶树新品种研发，县财政安排专项资金。"
    "鼓励银行发放茶农贷款；到2028年，建设茶文化馆。（责任单位：县农业农村局）\n\n"
    "三、保障措施\n\n（一）加强领导。成立工作专班，定期开展督导。\n"
)


ATTRIBUTE = r"等(?!级)(?=\w)|(?:领域|方面)的|的(?=\w{2,8}\W?$)"


@pytest.mark.parametrize(
    ("clause", "subtype", "evidence"),
    [
        ("加强茶艺师队伍建设，", "talent", "队伍建设"),
        ("县财政安排专项资金。", "funding", "专项资金"),
        ("建设三座茶文化馆。", "facilities", "建设三座茶文化馆"),
        ("建立茶园数据平台。", "information", "数据平台"),
        ("开展制茶关键技术攻关，", "technology", "攻关"),
        ("为茶农提供上门服务。", "services", "提供上门服务"),
        ("茶园面积达到3万亩。", "goals", "达到3"),
        ("提高茶农抗风险能力。", "goals", "提高茶农抗风险能力。"),
        ("鼓励银行发放茶农贷款，", "finance", "贷款"),
        ("对茶企免征三年土地使用费用，", "tax", "免征"),
        ("严格查处假冒茶叶，", "regulation", "严格"),
        ("成立县茶产业工作专班，", "strategy", "专班"),
        ("机关食堂优先采购本地茶叶。", "procurement", "优先采购"),
        ("通过政府购买服务管护茶山。", "outsourcing", "购买服务"),
        ("扩大本地茶叶销售。", "market", "销售"),
        ("支持茶叶出口。", "trade", "出口"),
        ("参加海外茶文化展示，", "overseas", "海外"),
    ],
)
def test_words_tell_the_instrument(clause: str, subtype: str, evidence: str) -> None:
    found = find_instrument(clause)
    assert found is not None
    assert found.subtype == subtype
    assert evidence in clause[found.start : found.end]


@pytest.mark.parametrize(
    "clause",
    ["依托省农科院茶叶研究所，", "到2028年底之前，", "对获得认证的种茶企业，", "以茶园数据平台为支撑，",
     "在做好评估的前提下，", "加强管理。", ""],
)  # fmt: skip
def test_grounds_means_and_scraps_are_no_instrument(clause: str) -> None:
    assert find_instrument(clause) is None


@pytest.mark.parametrize(
    ("clause", "subtype"),
    [
        ("鼓励茶企扩大消费，", "market"),
        ("支持茶厂开展烘焙技术攻关，", "technology"),
        ("推动茶农培训，", "talent"),
        ("推动茶产业高质量发展。", "goals"),
        ("鼓励各乡镇大胆尝试。", "strategy"),
    ],
)
def test_what_is_urged_tells_the_instrument_and_urging_only_without_it(
    clause: str, subtype: str
) -> None:
    found = find_instrument(clause)
    assert found is not None
    assert found.subtype == subtype


@pytest.mark.parametrize(
    ("clause", "subtype"),
    [
        ("因地制宜发展设施茶园，", "facilities"),  # 因 opens no ground here
        ("为茶企提供风险保障。", "finance"),  # what is given tells, not to whom
        ("打造百亿级茶产业集群。", "goals"),
        ("引进一批茶饮企业和延链项目，", "strategy"),
        ("全面实施茶人素质提升工程。", "strategy"),  # a drive, nothing is built
        ("布设茶园气象监测站，", "facilities"),
        ("形成茶旅数据库。", "information"),
        ("建强茶业招商队伍，", "talent"),
        ("对茶园老屋逐户建档，", "services"),
        ("严查以次充好的虚假宣传。", "regulation"),
        ("加强茶山湿地保护。", "facilities"),
        ("创新茶园建设模式，", "strategy"),  # 新建 stands in it by chance
    ],
)
def test_kinds_of_clause_that_readers_agree_on(clause: str, subtype: str) -> None:
    found = find_instrument(clause)
    assert found is not None
    assert found.subtype == subtype


@pytest.mark.parametrize("clause", ["抓住茶博会有利契机，", "是茶产业的重要支撑。"])
def test_an_occasion_or_a_statement_is_no_instrument(clause: str) -> None:
    assert find_instrument(clause) is None


def test_words_in_an_attribute_give_way_to_what_they_describe() -> None:
    found = find_instrument("建成集品鉴、培训等功能于一体的茶文化馆。")
    assert found is not None
    assert (found.subtype, found.other) == ("facilities", "talent")


def test_the_thing_that_is_acted_on_closes_the_clause() -> None:
    found = find_instrument("推进制茶技术研发人才培养。")
    assert found is not None
    assert (found.subtype, found.other) == ("talent", "technology")


WORDING = ["培训", "技能", "技术", "攻关", "等", "领域的", "推广应用", "贷款", "平台", "鼓励", "试点", "的，", "，",
           "标准", "建设", "茶山", "5万元", "免费", "对", "服务", "发展", "通过", "人才", "市场", "。"]  # fmt: skip


@given(st.lists(st.sampled_from(WORDING), min_size=3, max_size=8).map("".join))
@settings(max_examples=150, deadline=None)
def test_the_strongest_words_and_of_these_the_last_decide(clause: str) -> None:
    """As with every row tried and every fit kept."""
    attribute = max((m.start() for m in re.finditer(ATTRIBUTE, clause)), default=-1)
    hits = [
        (
            int(row["strength"]) - (row["subtype"] != "none" and m.end() <= attribute),
            m.end(),
            row,
            m,
        )
        for row in read_lookup("instrument_words")
        for m in re.finditer(row["pattern"], clause)
    ]
    hits.sort(key=lambda hit: hit[:2])
    told = hits[-1][2]["subtype"] if hits and sum(map(str.isalnum, clause)) >= 6 else "none"
    others = [r["subtype"] for s, _, r, _ in hits if s > 1 and r["subtype"] not in (told, "none")]
    found = find_instrument(clause)
    if told == "none":
        assert found is None
    else:
        assert found == (told, *hits[-1][3].span(), others[-1] if others else "")


def code(text: str) -> pd.DataFrame:
    plan = extract_plan(text, "p")
    tables = tabulate([plan])
    return code_instruments({"p": plan.source}, tables["outline"], tables["tasks"])


def test_clauses_of_tasks_have_their_place_and_evidence() -> None:
    found = code(TEXT)
    assert list(zip(found["text"], found["subtype"], strict=True)) == [
        ("加快茶树新品种研发，", "technology"),
        ("县财政安排专项资金。", "funding"),
        ("鼓励银行发放茶农贷款；", "finance"),
        ("建设茶文化馆。", "facilities"),
        ("成立工作专班，", "strategy"),
        ("定期开展督导。", "strategy"),
    ]  # neither the aim outside tasks, nor grounds, nor the clause that names bodies
    for row in found.itertuples():
        assert TEXT[row.start : row.end] == row.text
        assert TEXT[row.evidence_start : row.evidence_end] == row.evidence
        assert row.family == read_families()[row.subtype]


def test_shares_of_a_plan_add_up_and_unused_instruments_have_none() -> None:
    counts = count_instruments(code(TEXT))
    assert list(counts["subtype"]) == list(read_families())
    assert counts["share"].sum() == pytest.approx(1)
    by = counts.set_index("subtype")
    assert by.loc["strategy", "share"] == pytest.approx(2 / 6)
    assert by.loc["trade", "clauses"] == 0


def test_a_text_without_tasks_uses_none() -> None:
    found = code("青禾县茶产业行动方案\n\n一、总体目标\n\n茶园面积达到3万亩。\n")
    assert found.empty
    assert count_instruments(found).empty


def test_words_of_ones_own_need_no_code() -> None:
    rows = "pattern,subtype,strength,reason\n茶旅驿站,services,4,a service of ours\n"
    clause = "建设二十处茶旅驿站园区，"
    before = find_instrument(clause)
    assert before is not None
    assert before.subtype == "facilities"
    with use_lookups(Lookups((("instrument_words", rows),))):
        found = find_instrument(clause)
    assert found is not None
    assert found.subtype == "services"


def test_the_codebook_and_its_words_fit_together() -> None:
    families = read_families()
    assert set(families.values()) == set(FAMILIES)
    assert {row["subtype"] for row in read_lookup("instrument_words")} == {*families, "none"}
