"""Judgement beside the plans: what a project's rows change, what is refused, and that nothing mixes."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from compare import store
from compare.analyse import terms
from compare.analyse.coverage import measure_coverage
from compare.api.project import open_project
from compare.build import comparisons
from compare.build.collect import tabulate
from compare.build.plans import Failure, Work, gather_plans, list_jobs
from compare.cli import main
from compare.errors import PlanError
from compare.extract import extract_plan
from compare.extract.departments.resolve import resolve_department
from compare.lookups import (
    PACKAGED,
    Lookups,
    find_active,
    read_lookup,
    read_lookups,
    read_own_lookups,
    use_lookups,
)
from compare.lookups.check import LOOKUPS
from compare.lookups.rows import DROP, read_header, read_packaged
from compare.parallel import open_machines, open_threads
from compare.present.wording.labels import find_label
from material import ROOT

PLAN = """桑塘县茶旅融合发展规划（2024—2027年）

一、重点任务
（一）建强茶旅驿站。到2027年，新建茶旅驿站12座。（责任单位：县茶旅办、县水利局）
（二）培育制茶能手。每年培训制茶能手300名。（责任单位：县茶旅办）
二、保障措施
（一）加强领导。
"""
DEPARTMENTS = (
    "spelling,department_id,name_zh,name_en,kind,functions,reason\n"
    "茶旅办,tea_tourism,茶旅办,Tea and Tourism Office,bureau,tourism,set up by the county\n"
)
INDICATORS = (
    "indicator_id,indicator,indicator_en,pattern,unit,stated_pattern,status,reason\n"
    "tea_stations,茶旅驿站数,Tea stations,茶旅驿站⟨,座,茶旅驿站,reviewed,named by the plan\n"
)
LABELS = "text,label_zh,label_en,reason\n桑塘县,桑塘,Sangtang,place name\n"
TERMS = "term,reason\n茶旅驿站,a venue of this county\n"
STOP_WORDS = "word,reason\n建强,a verb of every heading here\n"
THEMES = (
    "theme_id,theme,theme_en,family,parent_id,level,terms,reason\n"
    "tea,茶,Tea,tea,,1,茶,the county's trade\n"
    "crafts,能手,Craftspeople,tea,,1,能手,whom the plan trains\n"
    "stations,驿站,Stations,tea,tea,2,驿站,where guests stop\n"
)
ALL = {
    "departments": DEPARTMENTS,
    "indicators": INDICATORS,
    "labels": LABELS,
    "domain_terms": TERMS,
    "stop_words": STOP_WORDS,
    "themes": THEMES,
}


def write_lookups(folder: Path, files: dict[str, str]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def tea(tmp_path) -> Lookups:
    return read_lookups(write_lookups(tmp_path / "tea", ALL))


@pytest.fixture
def raw(tmp_path) -> Path:
    """A folder with one plan and the lookups beside it."""
    write_lookups(tmp_path / "raw" / "lookups", ALL)
    (tmp_path / "raw" / "sangtang.txt").write_text(PLAN, encoding="utf-8")
    return tmp_path / "raw"


# What rows of a project do to the packaged ones.


def test_a_row_is_added_behind_replaced_in_its_place_or_dropped(tmp_path):
    first, second, third, *_, last = (row["word"] for row in read_packaged("stop_words"))
    text = f"word,reason\n茶,our subject\n{second},ours\n{first},drop: says much here\n"
    rows = read_lookups(write_lookups(tmp_path, {"stop_words": text})).read("stop_words")
    assert [row["word"] for row in rows][:2] == [second, third]
    assert [row["word"] for row in rows][-2:] == [last, "茶"]
    assert rows[0]["reason"] == "ours"
    assert len(rows) == len(read_packaged("stop_words"))
    assert PACKAGED.read("stop_words") == read_packaged("stop_words")


def test_where_the_first_row_that_fits_decides_a_project_is_asked_first(tmp_path):
    text = "pattern,role,confidence,reason\n^茶旅行动$,safeguard,high,how this county heads it\n"
    found = read_lookups(write_lookups(tmp_path, {"chapter_roles": text}))
    assert found.read("chapter_roles")[0]["pattern"] == "^茶旅行动$"
    plan = PLAN.replace("一、重点任务", "一、茶旅行动")
    kinds = [
        {row["kind"] for row in extract_plan(plan, "p", lookups).tasks}
        for lookups in (PACKAGED, found)
    ]
    assert kinds == [{"key_task", "safeguard"}, {"safeguard"}]


def test_a_spreadsheets_csv_is_read(tmp_path):
    """Byte-order mark, Windows line ends, an empty line at the end."""
    data = b"\xef\xbb\xbf" + "word,reason\r\n茶,our subject\r\n\r\n".encode()
    (tmp_path / "stop_words.csv").write_bytes(data)
    (tmp_path / "notes.txt").write_text("no lookup", encoding="utf-8")
    assert read_lookups(tmp_path).read("stop_words")[-1] == {"word": "茶", "reason": "our subject"}
    assert read_lookups(tmp_path) == Lookups((("stop_words", "word,reason\n茶,our subject\n\n"),))


@pytest.mark.parametrize("name", LOOKUPS)
def test_the_packaged_rows_pass_what_a_projects_must(name, tmp_path):
    rows = pd.DataFrame(read_packaged(name), columns=read_header(name))
    rows.to_csv(tmp_path / f"{name}.csv", index=False)
    assert read_lookups(tmp_path).read(name) == read_packaged(name)
    assert not any(row.get("reason", "").startswith(DROP) for row in read_packaged(name))


# What is refused, and how.

HEADS = {name: ",".join(read_header(name)) for name in LOOKUPS}
REFUSED = {
    "unknown name": ("stopwords", "word,reason\n", ": there is no lookup of this name; there are"),
    "of the program": ("column_labels", "", ": there is no lookup of this name"),
    "header": ("stop_words", "word,why\n", " line 1: the header must be word,reason"),
    "no header": ("stop_words", "", " line 1: the header must be word,reason"),
    "fields": ("stop_words", "word,reason\n茶\n", " line 2: has 1 fields instead of 2"),
    "empty key": ("stop_words", "word,reason\n,x\n", " line 2: column word is empty"),
    "twice": ("stop_words", "word,reason\n茶,x\n茶,y\n", " line 3: '茶' stands a second time"),
    "no reason": ("stop_words", "word,reason\n茶,\n", " line 2: column reason is empty"),
    "nothing to drop": (
        *("stop_words", "word,reason\n茶旅,drop: no word\n"),
        " line 2: '茶旅' is in no packaged row, so it cannot be dropped",
    ),
    "broken pattern": (
        *("indicators", f"{HEADS['indicators']}\na,甲,A,(茶,座,,reviewed,x\n"),
        " line 2: column pattern is no regular expression (missing ), unterminated subpattern",
    ),
    "pattern of everything": (
        *("indicators", f"{HEADS['indicators']}\na,甲,A,茶|,座,,reviewed,x\n"),
        " line 2: column pattern fits every text",
    ),
    "part of a strength": (
        *("instrument_words", "pattern,subtype,strength,reason\n茶,none,1.5,x\n"),
        " line 2: column strength holds '1.5', no whole number",
    ),
    "factor that makes nought": (
        *("units", f"{HEADS['units']}\n座,个,0,count,,x\n"),
        " line 2: column factor is 0: every number would become 0",
    ),
    "factor beyond reckoning": (
        *("units", f"{HEADS['units']}\n座,个,{'9' * 400},count,,x\n"),
        " line 2: column factor holds '999",
    ),
    "repeat in a repeat": (
        *("instrument_words", "pattern,subtype,strength,reason\n(?:.+)+[x0],none,1,x\n"),
        " line 2: column pattern takes too long where it all but fits",
    ),
    "flags": (
        *("keyword_stops", "pattern,reason\n(?x)a b,x\n"),
        " line 2: column pattern is no regular expression (global flags not at the start",
    ),
    "named group": (
        *("keyword_stops", "pattern,reason\n茶,x\n(?P<n>甲),x\n"),
        " line 3: column pattern names a group or refers to one",
    ),
    "reference": (
        *("keyword_stops", "pattern,reason\n(甲)\\1,x\n"),
        " line 2: column pattern names a group or refers to one",
    ),
    "no pattern": (
        *("themes", f"{HEADS['themes']}\na,甲,A,f,,1,,x\n"),
        " line 2: column terms is empty",
    ),
    "strange kind": (
        *("departments", f"{HEADS['departments']}\n茶旅办,tea,茶旅办,,burau,,x\n"),
        " line 2: column kind holds 'burau' instead of party_organ, ",
    ),
    "no number": (
        *("units", f"{HEADS['units']}\n担,担,fifty,mass,,x\n"),
        " line 2: column factor holds 'fifty', which is no number",
    ),
    "strange function": (
        *("departments", f"{DEPARTMENTS}驿站办,stations,驿站办,,bureau,tea;health,x\n"),
        " line 3: '驿站办' names 'tea', which is no row of functions",
    ),
    "no parent": (
        *("themes", f"{HEADS['themes']}\na,甲,A,f,b,1,茶,x\n"),
        " line 2: 'a' names 'b', which is no row of themes",
    ),
    "a parent dropped": (
        *("themes", f"{HEADS['themes']}\nyouth,,,,,,,drop: no schools here\n"),
        " line 2: 'school_science' names 'youth', which is no row of themes",
    ),
}


@pytest.mark.parametrize(("name", "text", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_malformed_is_told_in_one_sentence(name, text, message, tmp_path, capsys):
    folder = write_lookups(tmp_path / "lookups", {name: text})
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    assert main(["build", "--raw", str(tmp_path), "--out", str(tmp_path / "out")]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"plan-compare: {folder / name}.csv{message}")
    assert said.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_file_with_its_ending_in_capitals_is_read(tmp_path):
    (tmp_path / "stop_words.CSV").write_text("word,reason\n茶\n", encoding="utf-8")
    with pytest.raises(PlanError, match=r"stop_words\.CSV line 2: has 1 fields"):
        read_lookups(tmp_path)


def test_another_encoding_and_a_folder_that_is_none_are_told(tmp_path):
    (tmp_path / "stop_words.csv").write_bytes("word,reason\n茶,x\n".encode("gb18030"))
    with pytest.raises(PlanError, match=r"stop_words\.csv: this is no UTF-8; save it as CSV UTF-8"):
        read_lookups(tmp_path)
    with pytest.raises(PlanError, match="nowhere: the folder does not exist"):
        read_lookups(tmp_path / "nowhere")
    with pytest.raises(PlanError, match=r"stop_words\.csv: this is no folder"):
        read_lookups(tmp_path / "stop_words.csv")
    assert read_own_lookups(tmp_path / "nowhere") is PACKAGED


# Two lookups never mix.


def ask_everything() -> list[object]:
    """What each function that remembers lookups says of the county of tea."""
    plan = extract_plan(PLAN, "p", find_active())
    tasks = tabulate([plan])["tasks"]
    return [
        find_label("桑塘县", "en"),
        terms.tokenise("建强茶旅驿站"),
        resolve_department("县茶旅办").status,
        [row["indicator_id"] for row in plan.targets],
        sorted(set(measure_coverage(tasks)["family"])),
    ]


PLAIN = ["", ["建强", "茶", "旅", "驿站"], "derived"]
OWN = ["Sangtang", ["茶旅驿站"], "reviewed", ["tea_stations", "derived-培训制茶能手"], ["tea"]]


def test_two_used_one_after_the_other_do_not_mix(tea):
    for _ in range(2):
        assert ask_everything()[:3] == PLAIN
        with use_lookups(tea):
            assert ask_everything() == OWN
            with use_lookups(PACKAGED):
                assert ask_everything()[:3] == PLAIN
            assert ask_everything() == OWN
    assert ask_everything()[3][0] != "tea_stations"


def test_what_fails_leaves_the_earlier_ones_in_use(tea):
    with pytest.raises(PlanError), use_lookups(tea):
        raise PlanError("anything")
    assert find_active() is PACKAGED


def test_threads_are_apart_and_get_what_they_are_handed(tea):
    seen: list[object] = []
    with use_lookups(tea):
        thread = threading.Thread(target=lambda: seen.append(find_active()))
        thread.start()
        thread.join()
        with open_threads(2) as run:
            assert list(run(label, ["桑塘县"] * 8)) == ["Sangtang"] * 8
    assert seen == [PACKAGED]


def label(text: str) -> str:
    return find_label(text, "en")


def test_processes_get_what_they_are_handed(tea):
    with open_machines(2) as run:
        for _ in range(2):
            with use_lookups(tea):
                assert list(run(label, ["桑塘县"] * 4)) == ["Sangtang"] * 4
            assert list(run(label, ["桑塘县"] * 4)) == [""] * 4


# Plans, builds and reports take them from where they stand.


def test_a_build_takes_the_lookups_beside_the_plans_and_keeps_them(raw, tmp_path):
    out = tmp_path / "out"
    assert main(["build", "--raw", str(raw), "--out", str(out), "--tables-only"]) == 0
    assert pd.read_csv(out / "targets.csv")["indicator_id"][0] == "tea_stations"
    assert "tea_tourism" in set(pd.read_csv(out / "departments.csv")["department_id"])
    assert read_own_lookups(out, store.LOOKUPS) == read_own_lookups(raw)
    (raw / "lookups" / "labels.csv").unlink()
    main(["build", "--raw", str(raw), "--out", str(out), "--tables-only"])
    assert not (out / store.LOOKUPS / "labels.csv").exists()
    assert read_own_lookups(out, store.LOOKUPS) == read_own_lookups(raw)


def test_tables_are_not_written_where_lookups_stand_beside_plans(raw):
    before = {path: path.read_bytes() for path in raw.rglob("*") if path.is_file()}
    assert main(["extract", str(raw / "sangtang.txt"), "--out", str(raw)]) == 1
    assert {path: path.read_bytes() for path in raw.rglob("*") if path.is_file()} == before


def test_a_built_folder_knows_its_labels(raw, tmp_path, monkeypatch):
    """Report, figures and an opened project take them from the tables' folder alone."""
    out, seen = tmp_path / "out", []
    main(["build", "--raw", str(raw), "--out", str(out), "--tables-only"])

    def spy(*_: object) -> list[object]:
        seen.append(find_label("桑塘县", "en"))
        return []

    monkeypatch.setattr("compare.present.charts.draw.draw_figure", spy)
    monkeypatch.setattr("compare.present.fonts.save_figure", lambda *_: {})
    main(["figures", "--out", str(out)])
    main(["figures", "--out", str(out), "--plans", "sangtang"])
    for name in ("page.render.render_page", "workbook.render.render_workbook"):
        monkeypatch.setattr(f"compare.present.{name}", lambda *_: str(spy()))
    monkeypatch.setattr("compare.present.brief.document.render_brief", lambda *_: str(spy()))
    main(["report", "--tables", str(out), "--out", str(tmp_path / "report")])
    assert len(seen) > 7
    assert set(seen) == {"Sangtang"}
    assert find_label("桑塘县", "en") == ""
    assert open_project(out).lookups == read_own_lookups(raw)
    assert find_label("桑塘县", "en") == "Sangtang"


def test_single_files_take_named_lookups(raw, tmp_path, capsys):
    plan, folder = str(raw / "sangtang.txt"), str(raw / "lookups")
    for extra, known in (([], False), (["--lookups", folder], True)):
        out = tmp_path / str(known)
        assert main(["extract", plan, "--out", str(out), *extra]) == 0
        assert ("not in the lookup" in capsys.readouterr().out) is not known
        assert (read_own_lookups(out, store.LOOKUPS) is PACKAGED) is not known
        assert main(["outline", plan, *extra]) == 0
    assert main(["extract", plan, "--out", str(tmp_path), "--lookups", str(tmp_path / "no")]) == 1


def test_review_and_add_take_the_lookups_beside_the_plans(raw, tmp_path, capsys):
    assert main(["review", "--raw", str(raw)]) == 0
    assert "茶旅办" not in capsys.readouterr().out
    (tmp_path / "new.txt").write_text(PLAN.replace("桑塘", "柏塘"), encoding="utf-8")
    assert main(["add", str(tmp_path / "new.txt"), "--plan-id", "baitang", "--raw", str(raw)]) == 0
    assert "茶旅办" not in capsys.readouterr().out


# Kept results.

CHANGES: dict[str, Callable[[str], str]] = {
    "a row more": lambda text: text + "茶农,whom the plan is for\n",
    "a row fewer": lambda text: text.splitlines()[0] + "\n",
    "another reason": lambda text: text.replace("venue", "place"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_another_lookup_reads_kept_plans_again(change, raw, tmp_path):
    work = Work(kept=tmp_path / "kept")

    def gather() -> set[str]:
        found = list(
            gather_plans(list_jobs(raw), Work(kept=work.kept, lookups=read_own_lookups(raw)))
        )
        assert not any(isinstance(item, Failure) for item in found)
        return {path.name for path in tmp_path.glob("kept/*.gz")}

    before = gather()
    assert gather() == before
    path = raw / "lookups" / "domain_terms.csv"
    path.write_text(change(path.read_text("utf-8")), encoding="utf-8")
    assert gather().isdisjoint(before)


def test_what_is_kept_of_comparisons_has_another_name_by_other_lookups(tea):
    def name() -> str:
        return comparisons.name_kept("compare.analyse.reuse", "job")

    names = [name()]
    with use_lookups(tea):
        names.append(name())
    assert len(set(names)) == 2
    assert name() == names[0]


def test_rows_of_another_project_are_equal_where_they_say_the_same(tmp_path):
    first, second = (read_lookups(write_lookups(tmp_path / name, ALL)) for name in "ab")
    assert first == second
    assert first.digest == second.digest != PACKAGED.digest
    with use_lookups(first):
        assert read_lookup("labels") is second.read("labels")


# The page about them.

PAGE = (ROOT / "docs" / "lookups.md").read_text(encoding="utf-8")


def test_the_page_has_every_lookup_with_its_columns():
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| `([\w,]+)` \|$", PAGE, flags=re.MULTILINE)
    assert dict(rows) == {name: ",".join(read_header(name)) for name in LOOKUPS}
    others = {path.stem for path in (ROOT / "src/compare/lookups").glob("*.csv")} - set(LOOKUPS)
    assert all(f"`{name}`" in PAGE for name in others)


def test_the_files_the_page_shows_are_read(tmp_path):
    shown = re.findall(r"`(\w+)\.csv`[^\n]*\n\n```csv\n(.*?)```", PAGE, flags=re.DOTALL)
    lookups = read_lookups(write_lookups(tmp_path, dict(shown)))
    assert [name for name, _ in lookups.own] == ["departments", "labels", "stop_words"]
    assert lookups.read("stop_words")[-1]["word"] == "普及"
