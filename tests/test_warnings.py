"""Signs that a plan was not understood: each fires, is told by every command, and follows the findings."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from compare import store
from compare.build.intake import NOT_READ, list_doubts, review_plans
from compare.build.pipeline import build_tables, extract_files
from compare.build.plans import Work
from compare.cli import main
from compare.extract import Extraction, extract_plan
from compare.extract.readers import Recognised
from compare.extract.warnings import SIGNS, join_kinds, list_warnings
from compare.present.wording.findings import list_findings
from compare.present.wording.findings.listing import write_warning
from compare.schema import WARNINGS

GOOD = (
    "一、总体要求",
    "办好教育。",
    "二、重点任务",
    "（一）办学。新建小学3所。（责任单位：县教育局）",
)
LONG = "（二）修路。" + "养护村道，清理边沟。" * 310 + "（责任单位：县交通运输局）"


def read(*lines: str) -> Extraction:
    return extract_plan("\n".join(lines) + "\n", "p")


@pytest.mark.parametrize(
    ("lines", "kinds"),
    [
        ((), ""),
        (
            ("（二）办展。（责任单位：县科协。各镇要加强领导，列入预算。）",),
            "clause_with_sentences",
        ),
        ((LONG,), "long_task"),
        (("（三）办展。（责任单位：县科协）",), "gap_in_numbers"),
        (("三、锦绣山河", "山水相连。"), "unsure_chapter"),
        (("（二）办展。", "展览\t县科协牵头负责\t牵头单位"), "table_not_understood"),
    ],
)
def test_each_sign_fires_and_a_sound_plan_has_none(lines: tuple[str, ...], kinds: str) -> None:
    assert join_kinds(read(*GOOD, *lines)) == kinds


def test_work_handed_out_of_which_no_department_was_read() -> None:
    plan = read("一、重点任务", "（一）办学。由责任单位抓好落实。", "（二）修路。养护村道。")
    assert join_kinds(plan) == "no_departments"


def test_figures_of_a_scan_and_pages_not_read() -> None:
    lines = [Recognised(4, 1, "新建小学3所", 0.93, "3"), Recognised(0, 2, "", 0.0)]
    plan = replace(read(*GOOD), recognised=lines)
    assert join_kinds(plan) == "doubtful_digits;page_not_read"
    kinds = [doubt.kind for doubt in list_doubts(plan)]
    assert "recognised with doubt" in kinds
    assert "page that is a picture, not read" in kinds


def test_the_kinds_are_those_of_the_table_and_each_is_a_doubt() -> None:
    assert tuple(SIGNS) == WARNINGS
    plan = read(
        *GOOD,
        "（三）办展。（责任单位：县科协。各镇要加强领导，列入预算。）",
        "三、锦绣山河",
        "山水。",
    )
    assert {SIGNS[warned.kind] for warned in list_warnings(plan)} <= {
        d.kind for d in list_doubts(plan)
    }


def write_set(folder: Path) -> Path:
    folder.mkdir()
    (folder / "a.txt").write_text("没有标题。", encoding="utf-8")
    (folder / "b.txt").write_text("\n".join([*GOOD, "（三）办展。"]), encoding="utf-8")
    (folder / "c.docx").write_bytes(b"PK\3\4broken")
    (folder / "d.txt").write_text("\n".join(GOOD), encoding="utf-8")
    return folder


def test_a_bad_plan_is_one_line_of_the_review(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = write_set(tmp_path / "raw")
    rows = [
        dict.fromkeys(store.CATALOGUE_COLUMNS, "")
        | {"plan_id": path.stem, "source_file": path.name}
        | {"sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
        for path in sorted(raw.iterdir())
    ]
    (raw / "plans.csv").write_text(store.format_catalogue(rows), encoding="utf-8")
    reviewed = list(review_plans(raw))
    assert [[d.plan_id for d in doubts if d.kind == NOT_READ] for doubts in reviewed] == [
        ["a"],
        [],
        ["c"],
        [],
    ]
    assert main(["review", "--raw", str(raw)]) == 1
    said = capsys.readouterr().out
    assert said.count(NOT_READ) == 2
    assert "b: number that does not follow the one before (1)" in said


def test_build_and_extract_say_so_and_so_do_the_findings(tmp_path: Path) -> None:
    raw = write_set(tmp_path / "raw")
    (raw / "lookups").mkdir()
    (raw / "lookups" / "themes.csv").write_text(
        "theme_id,theme,theme_en,family,parent_id,level,terms,reason\n"
        "tea,茶产业,Tea,tea,,1,茶园|茶叶,our own subject\n",
        encoding="utf-8",
    )
    told: list[str] = []
    build = build_tables(raw, work=Work(), say=told.append)
    assert [line for line in told if line.startswith("the themes of tea fit no plan")]
    assert told[0] == "b may not have been understood: number that does not follow the one before"
    assert build.tables["plans"]["warnings"].tolist() == ["gap_in_numbers", ""]
    extracted: list[str] = []
    extract_files([raw / "b.txt"], tmp_path / "out", say=extracted.append)
    assert extracted[0] == told[0]
    for lang, sign in (("zh", "编号不连续"), ("en", "a gap in the numbering")):
        findings = list_findings(build.tables, lang)
        assert findings
        assert all(sign in finding.caveat for finding in findings)
    plans = build.tables["plans"]
    assert write_warning(plans[plans["plan_id"] == "d"], "zh") == ""
