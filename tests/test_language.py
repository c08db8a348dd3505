"""The grammar of the genre: each spelling, and that nothing outside `language` spells it out again."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.analyse.commitment import find_deadlines, read_clauses
from compare.analyse.coverage import list_task_sentences as list_sentences
from compare.analyse.reuse.places import (
    PlaceWords,
    list_own_words,
    merge_words,
    tell_difference,
)
from compare.analyse.terms import strip_place_names
from compare.extract.clean import split_paragraphs, trace
from compare.extract.outline.roles import build_outline
from compare.extract.readers.layout import Line, join_paragraphs
from compare.extract.targets.sentences import Passage, iterate_sentences
from compare.extract.targets.years import find_years
from compare.language.marks import (
    ARABIC,
    ARTICLE,
    BRACKETED,
    CHAPTER,
    CHINESE,
    CIRCLED,
    DECIMAL,
    PART,
    SMALL,
    bare_mark,
    count_mark,
    find_mark,
    is_numbered,
    opens_block,
)
from compare.language.periods import find_plan_years
from compare.language.places import strip_ending
from compare.language.sentences import ends_line, is_stop, split_clauses, split_sentences
from compare.schema import build_table

SOURCE = Path(__file__).resolve().parents[1] / "src" / "compare"

MARKS = [
    ("第三章", CHAPTER, 3, "第三章"),
    ("第三篇", CHAPTER, 3, "第三篇"),
    ("第三编", CHAPTER, 3, "第三编"),
    ("第三部分", CHAPTER, 3, "第三部分"),
    ("第十二节", PART, 12, "第十二节"),
    ("第三条", ARTICLE, 3, "第三条"),
    ("三、", CHINESE, 3, "三"),
    ("二十一、", CHINESE, 21, "二十一"),
    ("一.", CHINESE, 1, "一"),
    ("一．", CHINESE, 1, "一"),
    ("叁、", CHINESE, 3, "叁"),
    ("（三）", BRACKETED, 3, "三"),
    ("(三)", BRACKETED, 3, "三"),
    ("〔三〕", BRACKETED, 3, "三"),
    ("㈢", BRACKETED, 3, "三"),
    ("3.", ARABIC, 3, "3"),
    ("3．", ARABIC, 3, "3"),
    ("3﹒", ARABIC, 3, "3"),
    ("3、", ARABIC, 3, "3"),
    ("⒊", ARABIC, 3, "3"),
    ("（3）", SMALL, 3, "3"),
    ("3）", SMALL, 3, "3"),
    ("⑶", SMALL, 3, "3"),
    ("③", CIRCLED, 3, "3"),
    ("3.1.1", DECIMAL, 3, "3.1.1"),
]
IN_THE_TREE = [mark for mark, kind, *_ in MARKS if kind <= CIRCLED]


@pytest.mark.parametrize(("mark", "kind", "count", "bare"), MARKS)
def test_each_spelling_of_a_mark(mark: str, kind: int, count: int, bare: str) -> None:
    found = find_mark(f"{mark}培育队伍")
    assert found is not None
    assert (found.kind, found.start, found.end) == (kind, 0, len(mark))
    assert (count_mark(mark), bare_mark(mark)) == (count, bare)
    assert opens_block(f"{mark}培育队伍")
    assert is_numbered(f"{mark}培育队伍")


@pytest.mark.parametrize(
    "text",
    [
        "一、二、三产业",
        "2025年目标",
        "3.5亿元",
        "16.7%",
        "一是建馆",
        "十分重要",
        "5G网络",
        "12·4",
        "",
    ],
)
def test_what_is_no_mark(text: str) -> None:
    assert find_mark(text) is None
    assert not opens_block(text)


def test_two_figures_are_a_number_that_may_be_a_quantity() -> None:
    assert is_numbered("1.1 建馆")
    assert not opens_block("1.1亿元")


def test_words_that_are_no_number_count_nothing() -> None:
    assert count_mark("一二、") == 0
    assert count_mark("第" + "一" * 30 + "章") == 0


@given(st.text("一三十百壹0123第章节部分（）()〔〕、.．⑴③㈢⒊", max_size=8))
def test_a_mark_is_read_whatever_it_looks_like(text: str) -> None:
    if found := find_mark(text):
        assert 0 < found.end <= len(text)
        assert count_mark(text[: found.end]) >= 0


def print_line(text: str, top: float, right: float = 520) -> Line:
    return Line(text, 1, 72, right, top, 16, 595, 842)


@pytest.mark.parametrize("mark", [mark for mark, *_ in MARKS])
def test_a_mark_ends_a_paragraph_of_a_pdf_as_it_opens_a_heading(mark: str) -> None:
    """A full line that ends in a stop, then a heading flush with the margin."""
    lines = [print_line("办好县图书馆，延长开放时间。", 100), print_line(f"{mark}培育队伍", 128)]
    assert [p.text for p in join_paragraphs(lines)] == [line.text for line in lines]


@pytest.mark.parametrize("mark", [mark for mark, *_ in MARKS])
def test_a_mark_ends_a_paragraph_of_a_text(mark: str) -> None:
    before = "办好县图书馆和各镇分馆，延长开放时间，配齐管理人员"
    source = f"{before}\n\n{mark}培育队伍"
    assert [p.text for p in split_paragraphs(source)] == [before, f"{mark}培育队伍"]


@pytest.mark.parametrize("mark", IN_THE_TREE)
def test_a_mark_alone_takes_its_title_from_the_next_line(mark: str) -> None:
    (node,) = build_outline(split_paragraphs(f"{mark}\n培育队伍")).children
    assert (node.number, node.title) == (mark, "培育队伍")


@pytest.mark.parametrize(
    "marks",
    [
        ("第一部分", "第二部分"),
        ("一.", "二."),
        ("一、", "二、"),
        ("〔一〕", "〔二〕"),
        ("1﹒", "2﹒"),
        ("⒈", "⒉"),
    ],
)
def test_a_text_on_one_line_is_parted_at_every_spelling(marks: tuple[str, str]) -> None:
    body = "办好县图书馆，延长开放时间，配齐管理人员。" * 10
    source = f"{marks[0]}建设场馆。{body}{marks[1]}培育队伍。{body}"
    assert [p.text[: len(marks[0])] for p in split_paragraphs(source)] == list(marks)


# sentences and clauses

MEASURES = "一是新建场馆12个，配齐人员；二是培训骨干300人；三是鼓励社会投入。"
SENTENCES = ["一是新建场馆12个，配齐人员；", "二是培训骨干300人；", "三是鼓励社会投入。"]


def test_sentences_without_a_number_are_left_out_where_none_is_asked_for() -> None:
    passage = Passage(trace("建好学校。新建场馆12个。鼓励投入。"), [], "key_task", None)
    counted = iterate_sentences(passage, with_number=True)
    assert [s.text[s.start : s.end] for s in counted] == ["新建场馆12个。"]


def test_targets_coverage_and_commitment_cut_the_same_sentences() -> None:
    assert [MEASURES[a:b] for a, b in split_sentences(MEASURES)] == SENTENCES
    passage = Passage(trace(MEASURES), [], "key_task", None)
    assert [MEASURES[s.start : s.end] for s in iterate_sentences(passage)] == SENTENCES
    assert list_sentences("", MEASURES) == SENTENCES
    rows = read_clauses(MEASURES)
    assert [(row["sentence"], row["text"]) for row in rows] == [
        (1, "一是新建场馆12个"),
        (1, "配齐人员"),
        (2, "二是培训骨干300人"),
        (3, "三是鼓励社会投入"),
    ]


def test_a_verb_governs_to_the_end_of_its_sentence() -> None:
    governed = [row["modality"] for row in read_clauses("鼓励企业参与，面向公众；面向社区。")]
    assert governed == ["encourage", "encourage", ""]


@given(st.text("甲乙1.,，；;。！？!?（)", max_size=30))
def test_sentences_and_their_clauses_hold_every_character(text: str) -> None:
    sentences = list(split_sentences(text))
    assert "".join(text[a:b] for a, b in sentences) == text
    clauses = [span for sentence in sentences for span in split_clauses(text, *sentence)]
    assert "".join(text[a:b] for a, b in clauses) == text


@pytest.mark.parametrize(
    ("text", "stops"),
    [
        ("办好学校。", 1),
        ("办好学校.", 1),
        ("到V2.0版.", 1),
        ("达1.5倍", 0),
        ("甲；乙", 0),
        ("办好学校.(县教育局)", 1),
    ],
)
def test_a_half_width_stop_stands_behind_a_character(text: str, stops: int) -> None:
    assert sum(is_stop(text, at) for at in range(len(text))) == stops


def test_a_number_keeps_its_comma() -> None:
    text = "投入1,000万元,建馆"
    assert [text[a:b] for a, b in split_clauses(text)] == ["投入1,000万元,", "建馆"]


@pytest.mark.parametrize(
    "line", ["办好学校。", "如下：", "（县教育局）", "“办好学校。”", "办好学校；"]
)
def test_a_line_that_ends(line: str) -> None:
    assert ends_line(line)
    assert not ends_line(line + "各")


# places

PLACES = build_table(
    "plans",
    [
        {"plan_id": plan, "place": place, "source_file": "f", "sha256": "0"}
        for plan, place in (
            ("haian", "海安市"),
            ("taicang", "太仓市"),
            ("gongcheng", "恭城瑶族自治县"),
            ("longsheng", "龙胜各族自治县"),
            ("rongshui", "融水苗族自治县"),
            ("sanjiang", "三江侗族自治县"),
        )
    ],
)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("haian", "taicang"),
        ("gongcheng", "longsheng"),
        ("rongshui", "sanjiang"),
        ("haian", "sanjiang"),
    ],
)
def test_any_two_counties_swap_places(one: str, two: str) -> None:
    places = PlaceWords(merge_words(list_own_words(PLACES), (one, two)))
    names = dict(zip(PLACES["plan_id"], PLACES["place"], strict=True))
    for a, b in ((names[one], names[two]), tuple(map(strip_ending, (names[one], names[two])))):
        assert (
            tell_difference(f"建设数字{a}服务平台", f"建设数字{b}服务平台", places) == "place_swap"
        )


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("海安市", "海安"),
        ("恭城瑶族自治县", "恭城"),
        ("龙胜各族自治县", "龙胜"),
        ("广西壮族自治区", "广西"),
        ("内蒙古自治区", "内蒙古"),
        ("新疆维吾尔自治区", "新疆"),
        ("前郭尔罗斯蒙古族自治县", "前郭尔罗斯"),
        ("双江拉祜族佤族布朗族傣族自治县", "双江"),
        ("克孜勒苏柯尔克孜自治州", "克孜勒苏"),
        ("莫力达瓦达斡尔族自治旗", "莫力达瓦"),
        ("浦东新区", "浦东"),
        ("石桥镇", "石桥"),
        ("沙县", "沙县"),
        ("", ""),
    ],
)
def test_names_without_what_the_place_is(name: str, bare: str) -> None:
    assert strip_ending(name) == bare
    assert strip_place_names([name]) == ((bare,) if bare else ())


# periods


@pytest.mark.parametrize(
    ("number", "years"),
    [
        ("一", (1953, 1957)), ("二", (1958, 1962)), ("三", (1966, 1970)), ("十", (2001, 2005)),
        ("十三", (2016, 2020)), ("十四", (2021, 2025)), ("二十", (2051, 2055)),
    ],
)  # fmt: skip
def test_years_of_a_five_year_plan(number: str, years: tuple[int, int]) -> None:
    assert find_plan_years(number) == years


@pytest.mark.parametrize("number", ["九", "十", "十三", "十四"])
def test_targets_and_commitment_agree_on_the_last_year_of_a_plan(number: str) -> None:
    text = f"到“{number}五”期末，建成场馆"
    (year,) = find_years(text)
    assert year.value == find_plan_years(number)[1]
    assert find_deadlines(text, year.value)
    assert not find_deadlines(text, year.value + 1)


# each thing once

ALPHABETS = {
    "the Chinese digits": re.compile("[一二三四五六七八九十]{5}"),
    "the ends of sentences": re.compile("[。！？]{2}|[。！？；][；;!?]|，。；"),
    "the endings of places": re.compile("[省市县区州盟旗镇乡]{5}|自治[州县旗区]|自治.区州"),
    "the spellings of a mark": re.compile(r"\\?[.．]﹒|[章节][篇编条节]|①-|⑴-|㈠|专栏|[●■]{2}"),
    "the years of a five-year plan": re.compile("五”|1957|1953"),
}
# What stands in the reading of clauses and targets is theirs: names of bodies, rules of numbers.
THEIRS = ("extract/targets/", "extract/departments/")
ALLOWED = {
    (
        "present/charts/fitting.py",
        "the ends of sentences",
    ): "marks that may not begin a printed line",
    ("extract/outline/headings.py", "the spellings of a mark"): "a number run on into its title",
    ("extract/readers/scan.py", "the ends of sentences"): "signs of the one width and the other",
    ("extract/readers/layout.py", "the spellings of a mark"): "the mark of a footnote",
    ("extract/clean.py", "the ends of sentences"): "a line of names goes on up to these",
    ("extract/tables/read.py", "the ends of sentences"): "what no head of a column holds",
    ("extract/tables/tasks.py", "the ends of sentences"): "what a title sheds at its end",
    ("extract/ignored.py", "the spellings of a mark"): "a reason in words",
}


def list_strings(path: Path) -> Iterator[str]:
    """The strings of a module that are no docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


def test_no_other_module_spells_the_grammar_out_again() -> None:
    copies = {
        (name, what)
        for path in SOURCE.rglob("*.py")
        if not (name := path.relative_to(SOURCE).as_posix()).startswith(("language/", *THEIRS))
        for text in list_strings(path)
        for what, pattern in ALPHABETS.items()
        if pattern.search(text)
    }
    assert copies <= set(ALLOWED), "take it from compare.language"
    assert set(ALLOWED) <= copies, "an exception that is none any more"


def test_the_grammar_itself_would_be_found() -> None:
    texts = [text for path in (SOURCE / "language").glob("*.py") for text in list_strings(path)]
    spelt = ALPHABETS.keys() - {"the years of a five-year plan"}  # there they are numbers
    assert all(any(map(ALPHABETS[what].search, texts)) for what in spelt)
