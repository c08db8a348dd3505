"""How sure an outline is: surer where the evidence agrees than where it leaves room for doubt."""

from __future__ import annotations

import pytest

from compare.extract import extract_plan

SURE = """一、总体要求
坚持育人为本。
二、重点任务
（一）建设书房。新建书房6座。（责任单位：县文旅局）
（二）办好讲座。举办讲座40场。（责任单位：县科协）
（三）培训馆员。培训馆员90名。（责任单位：县文旅局）
三、保障措施
（一）落实经费。列入预算。（责任单位：县财政局）"""


def certainties(text: str) -> dict[str, float]:
    rows = extract_plan(text, "p").nodes
    return {str(r["title"]): float(str(r["certainty"])) for r in rows if r["part"] == "heading"}


def test_a_plain_outline_is_sure() -> None:
    assert min(certainties(SURE).values()) >= 0.95


@pytest.mark.parametrize(
    ("written", "changed", "doubtful", "most"),
    [
        ("（二）办好讲座。", "办好讲座。", "建设书房", 0.7),  # （三） follows: this one holds another
        ("（二）办好讲座。", "办好讲座。", "培训馆员", 0.9),  # its number does not follow
        ("（二）办好讲座。举办讲座40场。", "（二）办好讲座\n举办讲座40场。", "办好讲座", 0.9),
        ("二、重点任务", "二、重点任务和保障措施", "建设书房", 0.9),  # two roles in one heading
        ("90名。（责任单位：县文旅局）", "90名。（责任单位：县文旅局）\n评选馆员。", "培训馆员", 0.9),
    ],
)  # fmt: skip
def test_less_evidence_is_less_sure(written: str, changed: str, doubtful: str, most: float) -> None:
    assert written in SURE
    found = certainties(SURE.replace(written, changed))
    assert found[doubtful] <= most < certainties(SURE)[doubtful]


def test_unnumbered_headings_are_less_sure_than_numbered_ones() -> None:
    bare = "# 县图书馆方案\n\n## 重点任务\n\n### 建馆\n\n新建6座。\n\n### 配书\n\n配书9万册。\n"
    numbered = (
        bare.replace("## 重", "## 一、重")
        .replace("# 建", "# （一）建")
        .replace("# 配", "# （二）配")
    )
    assert certainties(bare)["建馆"] < certainties(numbered)["建馆"]


def test_a_chapter_that_no_role_fits_is_less_sure_until_its_items_are_handed_out() -> None:
    open_text = "一、山水之间\n（一）疏浚河道。疏浚河道9公里。\n（二）修复湿地。修复湿地3处。"
    handed = open_text.replace("9公里。", "9公里。（县水利局负责）").replace(
        "3处。", "3处。（县林业局负责）"
    )
    assert certainties(open_text)["山水之间"] < certainties(handed)["山水之间"]
