"""Searches written so that they pass over most places find what their plain forms find; none is made twice."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compare.extract import clean, ledger
from compare.extract.clean import trace
from compare.extract.departments import clauses
from compare.extract.departments import words as label_words
from compare.extract.outline import tree
from compare.extract.readers import plain
from compare.extract.targets import quantities, words
from compare.language import numbers
from compare.language.marks import find_mark
from compare.language.sentences import SENTENCE_END, STOPS
from compare.lookups import Lookups, cache_by_lookups, read_lookup, use_lookups

BREAK = r"\r\n|[\n\r\x0b\x0c\u0085\u2028\u2029]"
DATE = (
    r"(?<!\d)\d{2,4}年?(?:[\-—–～~/至到、和]{1,2}\d{2,4})?年(?:\d{1,2}月)?(?:\d{1,2}日)?"
    r"|\d{1,2}月(?:\d{1,2}日)?|\d{4}[./-]\d{1,2}(?:[./-]\d{1,2})?(?!\d)|(?<!\d)(?:19|20)\d\d(?!\d)"
    r"|(?<!\d)\d{1,2}[·・•]\d{1,2}(?!\d)"
)
CAPITAL = r"[壹贰叁肆柒捌玖佰仟貳參叄陸弍]|[伍陆拾](?=[佰仟拾万亿一二三四五六七八九])|(?<=[十百千万亿零])[陆伍]"
PLAIN = [
    (ledger._DATE, DATE, "0129年月日·./-至 "),
    (ledger._NUMBER, r"\d+(?:[.．,，:：/／]\d+)*", "01.,：/年"),
    (
        clean._BREAK,
        rf"{BREAK}|[ \u3000](?<=[{STOPS}；：）”].)(?:[ \u3000]*\u3000{{2,}}|(?<=\u3000)\u3000)",
        "\r\n\u2028 \u3000。；建",
    ),
    (plain._SENTENCE_END, rf"[{SENTENCE_END}\t\n\r]|\u3000{{2,}}", "。\t\n\u3000建"),
    (numbers._CAPITAL, CAPITAL, "伍陆拾佰万零一队壹"),
]

PIECES = [
    *("全覆盖", "应保尽保", "与", "和", "经济", "人口", "同步增长", "相适应", "基本", "基本平衡"),
    *("保持", "在合理区间", "全部", "动态", "清零", "行动", "消除", "的", "，", "。", "完成"),
    *("国家下达的任务", "高于", "平均水平"),
]


@pytest.mark.parametrize(("pattern", "form", "letters"), PLAIN)
def test_a_pattern_that_begins_with_one_character_finds_what_its_plain_form_finds(
    pattern: re.Pattern[str], form: str, letters: str
) -> None:
    @settings(max_examples=150, deadline=None, database=None)
    @given(st.text(letters, max_size=14))
    def agree(text: str) -> None:
        spans = [found.span() for found in pattern.finditer(text)]
        assert spans == [found.span() for found in re.finditer(form, text)]

    agree()


DATES = [
    *("2025", "12", "5", "年", "年度", "月", "日", "份", "底", "-", "~", "·", ":", "：", "/", "."),
    *("二〇二五", "三", "十二", "到", " "),
]


@pytest.mark.parametrize(
    "label",
    [
        *(
            "完成时限：",
            "工作进度:",
            "时间节点：",
            "时间安排：",
            "期限要求 ：",
            "责任人：",
            "联系人员：",
        ),
        *(
            "分管领导：",
            "包保领导同志：",
            "责任人及职务：",
            "负责同志：",
            "工作要求：",
            "任务目标：",
        ),
        *("工作标准：", "备注：", "说明："),
    ],
)
def test_labels_that_name_no_department_are_found(label: str) -> None:
    assert label_words.match_other_label(label, 0, len(label))


@given(st.lists(st.sampled_from(DATES), max_size=6).map("".join))
@settings(max_examples=400, deadline=None, database=None)
def test_what_stands_in_every_date_is_asked_first_and_loses_none(text: str) -> None:
    if quantities._DATE.search(text):
        assert quantities._HOLDS_DATE.search(text)


@given(st.lists(st.sampled_from(PIECES), max_size=7))
@settings(max_examples=200, deadline=None, database=None)
def test_all_aims_in_words_are_asked_for_in_one_search(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = any(re.search(row["pattern"], text) for row in read_lookup("aims_in_words"))
    assert words.may_hold_aim(text) == found


def count_calls(monkeypatch: pytest.MonkeyPatch, module: object, name: str) -> list[str]:
    """The texts that a function of a module is asked of from here on."""
    asked: list[str] = []
    real: Callable[..., object] = getattr(module, name)

    def ask(text: str, *rest: object) -> object:
        asked.append(text)
        return real(text, *rest)

    monkeypatch.setattr(module, name, ask)
    return asked


@pytest.mark.parametrize(
    ("line", "times"),
    [
        ("（一）完善书屋。新建书屋12个。（责任单位：县教育局）", 1),  # its paragraph's alone
        ("1.新建书屋。", 0),
        ("1.新建书屋（责任单位：县教育局）", 2),  # the clause ends the title
        ("1.【责任单位：县教育局】新建书屋。办好活动。", 3),
        ("1.县教育局牵头，县科协配合。", 2),  # the whole line is one
    ],
)
def test_clauses_are_looked_for_once_where_the_title_opens_none(
    monkeypatch: pytest.MonkeyPatch, line: str, times: int
) -> None:
    mark = find_mark(line)
    assert mark
    asked = count_calls(monkeypatch, tree, "find_clauses")
    tree._open_node(2, trace(line), mark)
    assert len(asked) == times


def test_a_colon_outside_every_bracket_sets_off() -> None:
    for text, told in (
        ("建馆（单位：县教育局）。", False),
        ("单位：（一）", True),
        ("】建馆", True),
    ):
        assert clauses._sets_off_outside(text, list(clauses.iterate_brackets(text))) == told


def test_what_is_remembered_is_found_without_the_hash_of_the_lookups(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[int] = []

    @cache_by_lookups()
    def double(number: int) -> int:
        asked.append(number)
        return 2 * number

    one, other = Lookups(), Lookups((("stop_words", "word,reason\n普及,here\n"),))
    hashes: list[Lookups] = []
    real = Lookups.__hash__
    with use_lookups(one):
        double(1)
        monkeypatch.setattr(Lookups, "__hash__", lambda x: (hashes.append(x), real(x))[1])
        assert (double(1), double(2), hashes) == (2, 4, [])
        monkeypatch.undo()
    with use_lookups(other):
        assert double(1) == 2
    with use_lookups(one):
        double(1)
    assert asked == [1, 2, 1]
