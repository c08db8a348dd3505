"""One plan, five, reordered: nothing in the comparisons knows how many plans there are."""

from __future__ import annotations

import csv
import shutil
from functools import cache
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest

from compare import store
from compare.build.collect import Tables, list_plans, tabulate
from compare.build.comparisons import Material, compare_plans
from compare.build.intake import read_sources
from compare.cli import main
from compare.extract import extract_plan
from compare.present.charts.draw import draw_figure, list_figures
from compare.present.charts.style import MOST_HEIGHT, PAPER_WIDTH
from compare.schema import TABLES, check_table
from material import RAW, ROOT

pytestmark = pytest.mark.usefixtures("read_here")

EXAMPLES = sorted(p for p in (ROOT / "examples").glob("*.*") if "draft" not in p.stem)
BARE = """甲乙县林业发展规划

一、总体要求
坚持生态优先，保护山水林田。
二、主要任务
（一）管护森林。落实林长制，巡山护林。
（二）防火防虫。备足物资，及时扑救。
"""
PAIRS = ("task_pairs", "section_pairs", "shared_passages")
ENTRY = dict.fromkeys(store.CATALOGUE_COLUMNS, "")


@cache
def read_all() -> dict[str, tuple[dict[str, str], str]]:
    """plan_id → (catalogue row, text): the published plans, the examples, one bare of everything."""
    from compare.build.plans import propose_entry
    from compare.extract import extract_plan
    from compare.extract.readers import read_source

    plans = {entry["plan_id"]: (entry, text) for entry, text in read_sources(RAW)}
    for path in EXAMPLES:
        text = read_source(path)
        entry = propose_entry(extract_plan(text, path.stem), path, path.read_bytes())
        plans[path.stem] = entry, text
    bare = ENTRY | {"plan_id": "bare", "place": "甲乙县", "source_file": "bare.txt", "sha256": "0"}
    return {**plans, "bare": (bare, BARE)}


PUBLISHED = tuple(entry["plan_id"] for entry, _ in read_sources(RAW))
OWN = tuple(path.stem for path in EXAMPLES)


@cache
def extract(plan_id: str):
    return extract_plan(read_all()[plan_id][1], plan_id)


@cache
def build(plan_ids: tuple[str, ...]) -> Tables:
    plans = [read_all()[plan_id] for plan_id in plan_ids]
    extracted = [extract(plan_id) for plan_id in plan_ids]
    tables = {"plans": list_plans(plans), **tabulate(extracted)}
    return compare_plans(Material(tables, {plan.plan_id: plan.source for plan in extracted}))


def select(table: pd.DataFrame, plan_ids: tuple[str, ...]) -> str:
    """The rows that speak of these plans alone, as they are written."""
    keys = [name for name in ("plan_id", "plan_a", "plan_b") if name in table.columns]
    own = table[table[keys].isin(plan_ids).all(axis=1)]
    return store.format_table(own)


FEW = (PUBLISHED[0], *OWN[:2])
MORE = (*FEW, OWN[2], "bare")


@pytest.fixture(scope="module")
def many() -> Tables:
    return build(MORE)


def test_every_table_of_many_plans_is_in_shape(many):
    for name, table in many.items():
        check_table(table, name)
    assert set(many) == set(TABLES) - {"progress", "shared_stretches"}
    assert list(many["plans"]["plan_id"]) == list(MORE)
    assert set(many["tasks"]["plan_id"]) == set(MORE)
    sizes = many["tasks"].query("kind == 'key_task'").groupby("plan_id").size()
    expected = sum(int(sizes[a] * sizes[b]) for a, b in combinations(MORE, 2))
    assert len(many["task_pairs"]) == expected
    pairs = many["task_pairs"][["plan_a", "plan_b"]].drop_duplicates()
    assert list(pairs.itertuples(index=False, name=None)) == list(combinations(MORE, 2))
    compared = many["indicators"].query("compared")
    sizes = compared.groupby("indicator_id").size()
    assert set(sizes) == {len(MORE)}


def test_every_row_of_the_examples_stands_in_its_text(many):
    for plan_id in OWN:
        text = read_all()[plan_id][1]
        for name, column in (("tasks", "title"), ("assignments", "name_as_written")):
            rows = many[name][many[name]["plan_id"] == plan_id]
            assert len(rows)
            for row in rows.to_dict("records"):
                assert str(row[column]) in text[row["start"] : row["end"]].replace("\n", "")


@pytest.mark.parametrize("name", [*PAIRS, "workload", "commitment", "tasks", "targets"])
def test_a_further_plan_changes_no_row_of_the_others(name, many):
    assert select(many[name], FEW) == select(build(FEW)[name], FEW)


def test_a_further_plan_changes_no_coverage_of_plans_with_a_reviewed_frame(many):
    for plan_id in FEW:
        rows = build(FEW)["coverage"].query("plan_id == @plan_id")
        if set(rows["family"]) != {"derived"}:
            assert select(many["coverage"], (plan_id,)) == select(rows, (plan_id,))


def test_plans_without_a_reviewed_frame_are_compared_within_their_family(many):
    """docs/methods.md: plans of one family share a frame of their own tasks, others do not."""
    derived = many["coverage"].query("family == 'derived'")
    frames = derived.groupby("plan_id")["theme_id"].agg(frozenset)
    assert len(frames) > 1
    assert all(a == b or not a & b for a in frames for b in frames)


def test_keyness_holds_each_plan_against_all_others(many):
    """docs/methods.md: a further plan joins the others, so the counts beside a plan's own grow."""
    before = build(FEW)["distinctive_terms"].set_index(["plan_id", "term"])
    after = many["distinctive_terms"].set_index(["plan_id", "term"])
    shared = before.index.intersection(after.index)
    assert len(shared) > 100
    assert (before.loc[shared, "count"] == after.loc[shared, "count"]).all()
    grown = after.loc[shared, "count_others"] - before.loc[shared, "count_others"]
    assert (grown >= 0).all()
    assert (grown > 0).any()


def test_the_order_of_the_catalogue_only_reorders(many):
    turned = build(tuple(reversed(MORE)))
    for name in ("tasks", "assignments", "targets", "workload", "commitment", "distinctive_terms"):
        columns = list(many[name].columns)
        rows = sorted(store.format_table(many[name]).splitlines())
        assert sorted(store.format_table(turned[name]).splitlines()) == rows, columns
    for name in PAIRS:
        there = many[name].drop(columns=["shared_terms"], errors="ignore")
        back = turned[name].drop(columns=["shared_terms"], errors="ignore")
        back = back.rename(columns=_swap_sides(back.columns))[list(there.columns)]
        rows = sorted(store.format_table(there).splitlines())
        assert sorted(store.format_table(back).splitlines()) == rows, name


def _swap_sides(columns: pd.Index) -> dict[str, str]:
    sides = {"a": "b", "b": "a"}
    return {
        name: f"{name[:-1]}{sides[name[-1]]}" for name in columns if name.endswith(("_a", "_b"))
    }


def test_a_plan_without_clauses_and_numbers_gives_no_such_rows(many):
    for name in ("assignments", "targets", "workload", "department_functions", "shared_passages"):
        assert select(many[name], ("bare",)).count("\n") == 1, name
    assert select(many["tasks"], ("bare",)).count("\n") == 3
    own = many["indicators"].query("plan_id == 'bare'")
    assert own["target_value"].isna().all()
    flags = ["has_number", "has_deadline", "has_lead", "has_responsible"]
    assert not many["commitment"].query("plan_id == 'bare'")[flags].any(axis=None)


@pytest.mark.parametrize("plan_id", ["bare", OWN[0]])
def test_one_plan_stands_alone(plan_id):
    tables = build((plan_id,))
    for name, table in tables.items():
        check_table(table, name)
    for name in (*PAIRS, "distinctive_terms"):
        assert tables[name].empty, name
    assert set(tables["commitment"]["plan_id"]) == {plan_id}


@pytest.mark.parametrize("plan_ids", [("bare",), (OWN[0],), MORE], ids=["bare", "one", "many"])
def test_every_figure_is_drawn(plan_ids):
    tables = build(plan_ids)
    names = list_figures(tables)
    assert "coverage" in names
    for name in names:
        figure = draw_figure(name, tables, "en")
        figure.canvas.draw()
        width, height = figure.get_size_inches()
        assert width == pytest.approx(PAPER_WIDTH), name
        assert height <= MOST_HEIGHT + 1e-9, name


def test_a_catalogue_in_another_order_builds_the_same_rows(tmp_path):
    raw = tmp_path / "plans"
    raw.mkdir()
    for path in EXAMPLES:
        shutil.copy(path, raw)
    out, again = tmp_path / "out", tmp_path / "again"
    assert main(["build", "--raw", str(raw), "--out", str(out), "--tables-only"]) == 0
    with (out / "plans.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    with (raw / "plans.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *reversed(rows)])
    assert main(["build", "--raw", str(raw), "--out", str(again), "--tables-only"]) == 0
    for name in ("tasks", "assignments", "targets", "workload", "plans"):
        there, back = ((d / f"{name}.csv").read_text(encoding="utf-8") for d in (out, again))
        assert sorted(there.splitlines()) == sorted(back.splitlines())
        assert there != back
    assert Path(again / "text").is_dir()
