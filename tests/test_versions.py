"""Two versions of a document: pairs, moves, words, and the Word file with tracked changes."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.analyse.versions import chain_pairs, compare_texts, compare_words, list_changes
from compare.api.plan import read_plan
from compare.build.versions import write_revision
from compare.errors import PlanError
from compare.present.brief.revision import Block, Version, render_revision, shorten_pair

OLD = """云溪县养老服务规划
一、重点任务
（一）建设社区食堂。新建社区食堂20家。（责任单位：县民政局、县财政局）
（二）培训护理员。每年培训护理员300人次。（责任单位：县人社局）
（三）改造老旧楼道。为居民楼加装扶手和照明，方便老人上下楼。（责任单位：县住建局）
（四）开展巡访。每月走访独居老人。（责任单位：县民政局）
"""
NEW = """云溪县养老服务规划
一、重点任务
（一）改造老旧楼道。为居民楼加装扶手和照明，方便老人上下楼。（责任单位：县住建局）
（二）建设社区食堂。新建社区食堂25家。（责任单位：县民政局、县市场监管局）
（三）培训护理员。每年培训护理员300人次。（责任单位：县人社局）
（四）推广智能手环。给高龄老人配发定位手环。（责任单位：县卫健委）
"""


def test_texts_are_kept_reworded_moved_added_and_removed() -> None:
    old = ["甲乡修路到村", "乙乡建桥两座", "丙乡植树百亩成林", "丁乡办学"]
    new = ["丁乡办学", "甲乡修路到村", "乙乡建桥三座", "戊乡引水入户"]
    assert [(c.change, c.old, c.new) for c in compare_texts(old, new)] == [
        ("moved", 3, 0),
        ("kept", 0, 1),
        ("reworded", 1, 2),
        ("added", None, 3),
        ("removed", 2, None),
        ("moved", 3, None),
    ]


def test_the_heavier_chain_stays_in_place() -> None:
    """One long text against two short ones: by characters, the short ones moved."""
    assert chain_pairs([(0, 2), (1, 0), (2, 1)], [50, 3, 4]) == {0}
    assert chain_pairs([(0, 2), (1, 0), (2, 1)], [5, 3, 4]) == {1, 2}
    assert chain_pairs([], []) == set()


@given(st.lists(st.sampled_from("甲乙丙丁戊己"), max_size=8), st.permutations(range(8)))
def test_every_text_stands_once_on_each_side(texts: list[str], order: list[int]) -> None:
    old = [f"{text}乡修路" for text in texts]
    new = [old[i] for i in order if i < len(old)][: max(len(old) - 1, 0)]
    changes = compare_texts(old, new)
    assert [c.new for c in changes if c.new is not None] == list(range(len(new)))
    stay = [c.old for c in changes if c.change in ("kept", "reworded")]
    gone = [c.old for c in changes if c.new is None]
    assert sorted([*stay, *gone]) == list(range(len(old)))
    assert stay == sorted(stay)


@given(st.text("到2025年，建成15%八。", max_size=30), st.text("到2026年，建成18%六。", max_size=30))
def test_words_join_to_both_versions(old: str, new: str) -> None:
    words = compare_words(old, new)
    assert "".join(text for kind, text in words if kind != "added") == old
    assert "".join(text for kind, text in words if kind != "removed") == new


def test_a_number_is_changed_as_a_whole() -> None:
    assert compare_words("比例达到15%以上", "比例达到18%以上") == [
        ("kept", "比例达到"),
        ("removed", "15%"),
        ("added", "18%"),
        ("kept", "以上"),
    ]


def test_what_differs_is_shown_with_a_little_around_it() -> None:
    start, end = "在全县范围内稳步推进各项工作的基础上", "并且把有关情况及时向社会作出公布说明"
    old, new = shorten_pair(f"{start}建食堂20家{end}", f"{start}建食堂25家{end}")
    assert old == f"…{start[-9:]}建食堂20家{end[:11]}…"
    assert new == old.replace("20", "25")


def test_changes_of_tasks_departments_and_targets() -> None:
    changes = list_changes(read_plan(OLD).tables, read_plan(NEW).tables)
    found = {(r.what, r.change, r.old[:12], r.new[:12]) for r in changes.itertuples()}
    assert found == {
        ("task", "moved", "改造老旧楼道。为居民楼加", "改造老旧楼道。为居民楼加"),
        ("task", "reworded", "建设社区食堂。新建社区食", "建设社区食堂。新建社区食"),
        ("task", "removed", "开展巡访。每月走访独居老", ""),
        ("task", "added", "", "推广智能手环。给高龄老人"),
        ("department", "removed", "县财政局:respons", ""),
        ("department", "added", "", "县市场监管局:respo"),
        ("target", "reworded", "新建社区食堂20家", "新建社区食堂25家"),
    }


def read_side(data: bytes, accept: bool) -> list[str]:
    """The paragraphs before the page break after accepting or rejecting all changes."""
    from docx import Document
    from docx.oxml.ns import qn

    gone = {"del", "moveFrom"} if accept else {"ins", "moveTo"}
    texts, open_text = [], ""
    for p in Document(io.BytesIO(data)).element.body.findall(qn("w:p")):
        if p.find(f"{qn('w:r')}/{qn('w:br')}") is not None:
            break
        for run in p.iter(qn("w:r")):
            if run.getparent().tag.split("}")[1] not in gone:
                open_text += "".join(
                    t.text for t in run if t.tag in (qn("w:t"), qn("w:delText")) and t.text
                )
        marks = {m.tag.split("}")[1] for m in p.findall(f"{qn('w:pPr')}/{qn('w:rPr')}/*")}
        if not marks & gone:
            texts.append(open_text)
            open_text = ""
    return texts


def test_accepting_gives_the_later_text_and_rejecting_the_earlier() -> None:
    plans = read_plan(OLD), read_plan(NEW)
    versions = [
        Version("规划", [Block(t.text) for t in p.extraction.paragraphs], {}) for p in plans
    ]
    data = render_revision(*versions, list_changes(plans[0].tables, plans[1].tables))
    assert read_side(data, accept=True) == NEW.split("\n")[:-1]
    assert read_side(data, accept=False) == OLD.split("\n")[:-1]


def test_a_file_is_written_and_no_version_is_overwritten(tmp_path: Path) -> None:
    old, new, out = tmp_path / "甲.txt", tmp_path / "乙.txt", tmp_path / "x.docx"
    old.write_text(OLD, "utf-8")
    new.write_text(NEW, "utf-8")
    assert len(write_revision(old, new, out).changes) == 7
    first = out.read_bytes()
    write_revision(old, new, out)
    assert out.read_bytes() == first
    with pytest.raises(PlanError, match=r"\.docx"):
        write_revision(old, new, tmp_path / "x.txt")
    with pytest.raises(PlanError, match="overwritten"):
        write_revision(old, out, out)
