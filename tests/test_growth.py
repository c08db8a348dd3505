"""What a plan costs grows with its length: steps and sizes are counted, not seconds."""

from __future__ import annotations

import pytest

from compare.errors import PlanError
from compare.extract import extract_plan
from compare.extract.clean import split_paragraphs
from compare.extract.outline.tree import Node, Paragraph
from compare.extract.readers import styles, word
from compare.extract.targets import cells, completing, rows
from compare.language.sentences import LONGEST_SENTENCE, split_sentences
from compare.store.catalogue import find_topmost
from fixtures.documents import make_docx

HEAD = "云溪县方案\n一、目标\n到2026年，床位达到1500张。\n二、重点任务\n（一）完善设施\n"


@pytest.mark.parametrize(
    "line",
    ["到2025年，书屋达到12个，", "（建设书屋，配备图书", "书屋、", "，建成书屋", "建成书屋\n，"],
)
def test_lines_that_never_stop_are_no_endless_sentence(line: str) -> None:
    text = f"{HEAD}{(line + chr(10)) * 1000}"
    paragraphs = [p.text for p in split_paragraphs(text)]
    longest = max(end - start for text in paragraphs for start, end in split_sentences(text))
    assert 1000 < longest <= LONGEST_SENTENCE
    assert "".join(paragraphs) == text.replace("\n", "")


def test_a_sentence_of_many_lines_is_joined_whole() -> None:
    lines = [f"第{n}村建成书屋，\n" for n in range(100)]
    text = f"{HEAD}{''.join(lines)}实现全覆盖。\n"
    assert split_paragraphs(text)[-1].text == "".join(lines).replace("\n", "") + "实现全覆盖。"


def test_items_are_asked_once_whether_they_hand_out_work(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    real = Node.hands_out_work
    monkeypatch.setattr(Node, "hands_out_work", lambda node: asked.append(node) or real(node))
    items = "".join(f"（{n}）建设第{n}个书屋\n" for n in range(1, 101))
    extract_plan(f"{HEAD}{items}", "p")
    assert len(asked) <= 3 * 101


def test_numbers_of_a_sentence_are_not_gone_through_for_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gone_through = []

    class Items(list):
        def __iter__(self):
            gone_through.append(len(self))
            return super().__iter__()

    real = completing.complete_names
    monkeypatch.setattr(
        rows,
        "complete_names",
        lambda items, names, measures: real(Items(items), Items(names), measures),
    )
    extract_plan(f"{HEAD}{'分别达到1、2、3' * 50}。\n", "p")
    assert max(gone_through) >= 150
    assert len(gone_through) <= 20


def test_a_paragraph_is_asked_for_its_style_once_for_all_runs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []
    real = styles._name
    monkeypatch.setattr(
        styles, "_name", lambda node, *path: asked.append(path[0]) or real(node, *path)
    )
    runs = "<w:r><w:t>甲</w:t></w:r>" * 100
    assert word.read_word(make_docx(f"<w:p>{runs}</w:p>")) == "甲" * 100 + "\n"
    assert asked.count("pPr") <= 5


@pytest.mark.parametrize("line", ["2025年", "三分之一"])
def test_lines_are_not_gone_through_for_each_line(
    line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    is_cell = cells._is_cell
    monkeypatch.setattr(cells, "_is_cell", lambda p: asked.append(1) or is_cell(p))
    is_equal = Paragraph.__eq__
    monkeypatch.setattr(Paragraph, "__eq__", lambda a, b: asked.append(1) or is_equal(a, b))
    extract_plan(f"{HEAD}{(line + chr(10)) * 300}", "p")
    assert len(asked) <= 65 * 300


@pytest.mark.parametrize("size", [50, 100])
def test_who_stands_above_whom_is_asked_once_for_each_plan(size: int) -> None:
    asked = []

    class Row(dict):
        def get(self, key, default=None):
            asked.append(key)
            return super().get(key, default)

    rows = [
        Row(plan_id=f"p{n}", upper_plan=f"p{n + 1}" if n < size else "") for n in range(size + 1)
    ]
    assert set(find_topmost(rows, [""] * len(rows))) == {f"p{size}"}
    assert len(asked) == len(rows)
    rows[-1]["upper_plan"] = "p7"
    with pytest.raises(PlanError, match="ring: p7 under p8 under"):
        list(find_topmost(rows, [""] * len(rows)))
