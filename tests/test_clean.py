"""Cleaning takes damage away and nothing else, and every clean character keeps its place."""

from __future__ import annotations

import itertools
import random
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from compare.extract import characters, extract_plan
from compare.extract.clean import (
    clean,
    repair_glyphs,
    split_lines,
    split_paragraphs,
    trace,
)
from material import OWN_LOOKUPS, extract, read_source_texts

PIECES = [
    *("深", "市", "处", "科学素质", "，", "。", "（", "）", "2025", "5G", "a b", "AI", "1.", "——"),
    *("\n", "\n\n", "\r\n", "\r", " ", "\u3000", "\u3000\u3000", "\u2003", "\xa0", "\t", "\x0b"),
    *("\x85", "\u2028", "\x1c", "\x00", "\x07", "\x7f", "\ufeff", "\u200b", "\u202e", "\u00ad"),
    *(
        "[bookmark: _Hlk7]",
        "[",
        "bookmark: x",
        "]",
        "[book",
        "mark: y]",
        "[_Toc1]",
        "**",
        "*",
        "# ",
    ),
    *("#", "\ud800", "\udc00", "\uffff", "員", "區", "カ", "ロ", "カメラ", "人員", "😀", "①"),
]
DAMAGED = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=20).map("".join)


@pytest.mark.parametrize(
    ("text_in", "text_out"),
    [
        ("到 2025 年", "到2025年"),
        ("科学\n素质", "科学素质"),
        ("科学\r\n\r\n素质", "科学素质"),
        ("\u3000\u3000一、前\xa0\u2003言", "一、前言"),
        ("特别是我市深\n\n深入贯彻", "特别是我市深入贯彻"),  # doubled at a page break
        ("由市\n\n市场监管局", "由市市场监管局"),  # 市市 is right
        ("深\n深入", "深深入"),  # a line break alone doubles nothing
        ("深深入", "深深入"),
        ("第1\n\n1项", "第11项"),  # digits are never taken for a doubling
        ("到202\n\n5年达16.\n7\n%", "到2025年达16.7%"),  # a number broken by a line end
        ("[bookmark: _Hlk78990527]实施行动", "实施行动"),
        ("[bookmark: _Toc424295150]（二）机制", "（二）机制"),
        ("见[附件]", "见[附件]"),
        ("**加粗**的", "加粗的"),
        ("## 一、任务", "一、任务"),
        ("C# 语言", "C#语言"),
        ("e \n站 AI for Science", "e站AI for Science"),
        ("科\u200b学\ufeff", "科学"),
        ("科\ufe00学\U000e0100素\U000e0041质\u034f\u3164\u206a", "科学素质"),  # nobody sees them
        ("书\ufff9屋", "书屋"),
        ("应急管理人員", "应急管理人员"),
        ("市委宣傳部、各区鎮", "市委宣传部、各区镇"),
        ("能カ建设，出ロ", "能力建设，出口"),  # katakana for 力 and 口
        ("カメラ", "カメラ"),  # a word in katakana is none
        ("，（）％①", "，（）％①"),  # punctuation stays as printed
        ("25 %", "25%"),
        ("", ""),
        (" \n\u3000", ""),
    ],
)
def test_clean(text_in: str, text_out: str) -> None:
    assert clean(text_in) == text_out


@given(DAMAGED)
@example("[book[bookmark: x]mark: y]")
@example("*\x00*")
@example("a\x00 b")
@example("[bookmark: a\x07]")
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(DAMAGED, st.integers(0, 9), st.integers(0, 40))
@example("第3页\n办学", 0, 40)
@example("一二三四五六七八九十一二\n12\n办好学校和书房。", 0, 40)
def test_noise_is_sought_where_it_can_begin(text: str, start: int, stop: int) -> None:
    pattern = characters._NOISE
    found = [noise.span() for noise in characters._find_noise(pattern, text, start, stop)]
    assert found == [noise.span() for noise in pattern.finditer(text, start, stop)]


@given(DAMAGED)
@example(" \u3000办学\x1c")
@example("— 3 —")
@example("第3页")
def test_a_line_that_can_hold_no_noise_is_read_as_any_other(text: str) -> None:
    quick = trace(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(characters, "_OPENS_NOISE", re.compile(".", re.DOTALL))
        slow = trace(text)
    assert (quick.text, list(quick.offsets), quick.gaps) == (
        slow.text,
        list(slow.offsets),
        slow.gaps,
    )


@given(DAMAGED)
def test_every_clean_character_comes_from_its_offset(text: str) -> None:
    traced = trace(text)
    assert len(traced.text) == len(traced.offsets)
    assert list(traced.offsets) == sorted(set(traced.offsets))
    for char, offset in zip(traced.text, traced.offsets, strict=True):
        written = text[offset]
        assert char in {written, repair_glyphs(written), repair_glyphs(f"口{written}")[-1]} or (
            char == " " and not written.isalnum()
        )


@given(DAMAGED)
def test_what_cleaning_takes_away_says_nothing(text: str) -> None:
    kept = set(trace(text).offsets)
    lost = "".join("\n" if i in kept else char for i, char in enumerate(text))
    said = re.sub(r"\[(bookmark|_Toc|_Hlk|_GoBack)[^\]]*\]|[#*\s]", "", lost)
    for i, char in enumerate(said):
        # letters go only as residue, or where a page break doubled them
        assert not char.isalnum() or "[" in text or char in text[: text.rindex(char)], (i, char)


@given(DAMAGED, DAMAGED)
def test_offsets_count_from_the_start_of_the_file(before: str, text: str) -> None:
    source = f"{before}\n{text}"
    traced = trace(source, len(before) + 1)
    assert traced.text == clean(text)
    assert [source[i] for i in traced.offsets] == [text[i] for i in trace(text).offsets]


@given(DAMAGED)
def test_no_line_is_lost(text: str) -> None:
    spans = list(split_lines(text))
    assert all(a < b for a, b in spans)
    assert all(b <= c for (_, b), (c, _) in itertools.pairwise(spans))
    covered = {i for a, b in spans for i in range(a, b)}
    assert all(text[i].isspace() for i in set(range(len(text))) - covered)


@given(DAMAGED)
def test_paragraphs_hold_all_text_once(text: str) -> None:
    paragraphs = split_paragraphs(text)
    assert all(p.text for p in paragraphs)
    offsets = [i for p in paragraphs for i in p.offsets]
    assert offsets == sorted(set(offsets))
    for char in ("科", "学", "素", "质", "2", "5", "G"):
        assert sum(text[i] == char for i in offsets) == text.count(char) or "[" in text


@pytest.mark.parametrize("plan_id", read_source_texts())
def test_offsets_invert_on_every_paragraph_of_a_plan(plan_id: str) -> None:
    source = read_source_texts()[plan_id]
    for paragraph in split_paragraphs(source):
        start, end = paragraph.locate(0, len(paragraph.text))
        assert clean(source[start:end]) == paragraph.text


WRAPPED = [
    "沿河栽柳，分片放鱼，逐村清淤，按季巡护，",
    *["疏浚村塘护坡固岸补植林带铺设步道分批整治，"] * 12,
]


@pytest.mark.parametrize(
    ("lines", "paragraphs"),
    [
        (["一、任务", "（一）行动"], ["一、任务", "（一）行动"]),
        (
            ["加强农村中小学", "", "校科学教育。"],
            ["加强农村中小学", "校科学教育。"],
        ),  # too short to tell
        (
            ["加强农村中小学的设施建设和配备，加大科学教育活动向中小学", "", "校倾斜力度。"],
            ["加强农村中小学的设施建设和配备，加大科学教育活动向中小学校倾斜力度。"],
        ),
        (["办好科普馆。", "", "办好学校。"], ["办好科普馆。", "办好学校。"]),
        (["办好科普馆、", "", "学校。"], ["办好科普馆、学校。"]),
        (["（责任单位：市教育局", "", "市科协）"], ["（责任单位：市教育局市科协）"]),
        (["办好科普馆", "，办好学校。"], ["办好科普馆，办好学校。"]),
        (["（责任", "", "单位：市科协）"], ["（责任单位：市科协）"]),  # broken inside the label
        (["正文，", "一、任务"], ["正文，", "一、任务"]),  # a heading is never carried on
        (
            [
                *WRAPPED,
                "养护河塘水面护岸。打造 10 家以上具有",
                "全国影响力的渔业企业。",
                "",
                "清淤。",
            ],
            [
                "".join(WRAPPED) + "养护河塘水面护岸。打造10家以上具有全国影响力的渔业企业。",
                "清淤。",
            ],
        ),  # a line with figures in it is narrower than the others
    ],
)
def test_split_paragraphs(lines: list[str], paragraphs: list[str]) -> None:
    assert [p.text for p in split_paragraphs("\n".join(lines))] == paragraphs


def list_rows(source: str, plan_id: str) -> list[tuple]:
    """The cleaned text of every row, without the places in the source."""
    plan = extract_plan(source, plan_id)
    return [
        tuple(v for k, v in row.items() if k not in ("start", "end", "line_start", "line_end"))
        for row in [*plan.tasks, *plan.assignments, *plan.targets]
    ]


def list_breakable(plan_id: str) -> list[int]:
    """Places inside the sentences of a plan's paragraphs where a page may end.

    Not where the words before could be a heading on a line of its own (no comma or stop yet, or
    fewer than 25 characters), where a sentence has just ended, where what follows would open a
    new block, and not between two equal characters, which a page break may have doubled.
    """
    source = read_source_texts()[plan_id]
    places = []
    for p in split_paragraphs(source):
        for i in range(26, len(p.text)):
            before, after = p.text[:i], p.text[i:]
            if (
                p.offsets[i] == p.offsets[i - 1] + 1
                and re.search("[，。；]", before)
                and not re.search("[。！？；：…）)][”’]?$", before)
                and not re.match(r"[一二三四五六七八九十\d（(【—\-第附]|专栏|抄送", after)
                and before[-1] != after[0]
            ):
                places.append(p.offsets[i])
    return places


@pytest.mark.parametrize("plan_id", read_source_texts())
@pytest.mark.parametrize("mark", ["\n\n", "\n", "\r\n\r\n", "\n\n\u3000\u3000"])
def test_page_breaks_inside_sentences_change_no_row(plan_id: str, mark: str) -> None:
    """Every place takes its turn: each text is broken at every 40th of them."""
    source = read_source_texts()[plan_id]
    expected = list_rows(source, plan_id)
    places = list_breakable(plan_id)
    assert len(places) > 5000
    random.Random(mark).shuffle(places)
    for part in range(4):
        broken = source
        for place in sorted(places[part::40], reverse=True):
            broken = broken[:place] + mark + broken[place:]
        assert list_rows(broken, plan_id) == expected


@pytest.mark.parametrize("plan_id", read_source_texts())
@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("CRLF", r"\n", "\r\n"),
        ("lone CR", r"\n", "\r"),
        ("indents of two U+3000", r"(?m)^(?=\S)", "\u3000\u3000"),
        ("indents of NBSP", r"(?m)^(?=\S)", "\xa0\xa0"),
        ("a blank line behind every paragraph", r"\n", "\n\n"),
        ("NBSP for spaces", r"(?<!bookmark:) ", "\xa0"),
        ("U+2003 for spaces", r"(?<!bookmark:) ", "\u2003"),
        ("byte order mark", r"\A", "\ufeff"),
        ("zero-width spaces", r"(?<=科)(?=学)", "\u200b"),
    ],
)
def test_layout_changes_no_row(plan_id: str, name: str, old: str, new: str) -> None:
    changed = re.sub(old, new, read_source_texts()[plan_id])
    assert changed != read_source_texts()[plan_id] or name.endswith("for spaces")
    assert list_rows(changed, plan_id) == list_rows(read_source_texts()[plan_id], plan_id)


@pytest.mark.parametrize("plan_id", read_source_texts())
def test_an_extraction_is_the_same_the_second_time(plan_id: str) -> None:
    again = extract_plan(read_source_texts()[plan_id], plan_id, OWN_LOOKUPS)
    assert (again.tasks, again.assignments, again.targets) == (
        extract(plan_id).tasks,
        extract(plan_id).assignments,
        extract(plan_id).targets,
    )
