"""Many plans: the same rows by whoever reads them, kept, gone on from, and faults told."""

from __future__ import annotations

import gzip
import json
import os
import signal
import time
from concurrent.futures import CancelledError
from dataclasses import replace
from pathlib import Path

import joblib
import pandas as pd
import pytest

from compare import parallel, store
from compare.analyse import reuse, terms
from compare.analyse.commitment import judge_commitment
from compare.analyse.coverage import complete_coverage, measure_coverage
from compare.analyse.instruments import code_instruments
from compare.analyse.reuse.texts import prepare_text
from compare.build import comparisons, pipeline, plans
from compare.build.cache import pack, unpack
from compare.build.collect import (
    ALONE,
    EXTRACTED,
    Collection,
    Portion,
    Tables,
    list_plans,
    pack_portion,
    tabulate,
    unpack_portion,
)
from compare.build.comparisons import Build, compare_chosen
from compare.build.intake import read_sources
from compare.build.plans import Failure, Work, gather_plans, list_jobs
from compare.build.shelf import Shelf
from compare.build.write import write_build
from compare.cli import main
from compare.errors import PlanError
from compare.extract import extract_plan
from compare.schema import TABLES, build_table
from compare.settings import Settings
from material import RAW

PLAN = """{place}县林业发展规划（2021—2025年）

一、重点任务
（一）管护森林。落实林长制，巡山护林{extra}，到2025年森林覆盖率达到{share}%。（责任单位：县林业局、县{place}办）
（二）防火防虫。备足物资，及时扑救。（责任单位：县应急局）
二、保障措施
（一）加强领导。
"""
ALL = Work(many=True)
PLACES = "云清河柳棠松岭桐榆沧澜渔潭川阳陵浦塘原湾集渡泽岗屿汀塬"


def write_plans(folder: Path, count: int) -> Path:
    folder.mkdir()
    for number, sign in enumerate(PLACES[:count]):
        text = PLAN.format(place=sign + "山", extra="，建基地" * (number % 3), share=20 + number)
        (folder / f"plan{number:02d}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def raw(tmp_path) -> Path:
    return write_plans(tmp_path / "raw", len(PLACES))


@pytest.fixture(scope="module")
def tables(tmp_path_factory) -> Tables:
    """Those of three plans."""
    raw = write_plans(tmp_path_factory.mktemp("three") / "raw", 3)
    return pipeline.build_tables(raw).tables


@pytest.fixture
def rjieba():
    pytest.importorskip("rjieba")
    return Settings(tokenizer="rjieba")


def gather_all(raw: Path, work: Work) -> list[Portion | Failure]:
    return list(gather_plans(list_jobs(raw), work))


@pytest.mark.slow
def test_processes_give_the_rows_of_one_process_in_the_same_order(raw):
    (raw / "plan09.txt").write_bytes(b"\0\1\2")
    alone = gather_all(raw, Work(many=True))
    named = [f.plan_id if isinstance(f, Failure) else f.entry["plan_id"] for f in alone]
    assert named == [f"plan{n:02d}" for n in range(27)]
    assert gather_all(raw, Work(jobs=2, many=True)) == alone


@pytest.mark.slow
def test_a_cluster_that_loses_a_worker_gives_the_same_rows(raw):
    """Two workers in processes of their own; one is killed while there is work left."""
    distributed = pytest.importorskip("distributed")
    alone = gather_all(raw, Work(many=True))
    settings = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    with distributed.LocalCluster(**settings) as cluster:
        victim = next(iter(cluster.workers.values())).process.pid
        results = gather_plans(list_jobs(raw), Work(scheduler=cluster.scheduler_address, many=True))
        found = [next(results)]
        os.kill(victim, signal.SIGKILL)
        found += list(results)
    assert found == alone


def test_a_scheduler_that_does_not_answer_is_one_sentence(raw, monkeypatch):
    distributed = pytest.importorskip("distributed")

    def refuse(address, **settings):
        raise OSError("nobody there")

    monkeypatch.setattr(distributed, "Client", refuse)
    with pytest.raises(PlanError, match="no dask scheduler answers"):
        gather_all(raw, Work(scheduler="tcp://127.0.0.1:9"))


def test_a_scheduler_that_is_lost_or_has_no_worker_is_one_sentence(monkeypatch):
    pytest.importorskip("distributed")

    class Lost:
        def __init__(self, **_):
            pass

        def __call__(self, _):
            raise CancelledError("batch\ncancelled")

        def wait_for_workers(self, *_, **__):
            raise TimeoutError

    monkeypatch.setattr(joblib, "Parallel", Lost)
    with pytest.raises(PlanError, match=r"^tcp://x: the dask scheduler is lost$"):
        list(parallel._run_on_cluster(abs, [1], "tcp://x"))
    with pytest.raises(PlanError, match=r"^tcp://x: no worker has joined"):
        parallel._await_worker(Lost(), "tcp://x")


# kept results


def test_an_interrupted_run_goes_on_where_it_stopped(raw, tmp_path, monkeypatch):
    work = Work(kept=tmp_path / "kept", many=True)
    begun = gather_plans(list_jobs(raw), work)
    first = [next(begun) for _ in range(5)]
    begun.close()
    assert len(list(work.kept.iterdir())) == 5
    read = []
    real = plans.read_job
    monkeypatch.setattr(plans, "read_job", lambda job, *_: read.append(job.plan_id) or real(job))
    assert gather_all(raw, work)[:5] == first
    assert read == [f"plan{n:02d}" for n in range(5, 27)]


def test_only_what_has_changed_is_read_again(raw, tmp_path, monkeypatch):
    work = Work(kept=tmp_path / "kept", many=True)
    before = gather_all(raw, work)
    read = []
    real = plans.read_job
    monkeypatch.setattr(plans, "read_job", lambda job, *_: read.append(job.plan_id) or real(job))
    assert gather_all(raw, work) == before
    assert read == []
    path = raw / "plan03.txt"
    path.write_text(path.read_text("utf-8").replace("森林", "湿地"), encoding="utf-8")
    (raw / "plan04.txt").unlink()
    after = gather_all(raw, work)
    assert read == ["plan03"]
    assert after == [*before[:3], after[3], *before[5:]]
    assert len(list(work.kept.iterdir())) == 26
    gather_all(raw, replace(work, many=False))
    assert len(read) == 1 + 26


def test_another_version_of_the_code_reads_everything_again(raw, tmp_path, monkeypatch):
    work = Work(kept=tmp_path / "kept")
    gather_all(raw, work)
    names = {path.name for path in work.kept.iterdir()}
    monkeypatch.setattr(plans, "hash_code", lambda *_: "another")
    gather_all(raw, work)
    assert names.isdisjoint(path.name for path in work.kept.iterdir())


DAMAGED = [b"", b"no gzip", gzip.compress(b"[1", mtime=0), gzip.compress(b"[]", mtime=0)]


@pytest.mark.parametrize("damage", DAMAGED, ids=["empty", "other", "cut", "bare"])
def test_a_damaged_result_is_made_anew(raw, tmp_path, damage):
    work = Work(kept=tmp_path / "kept")
    before = gather_all(raw, work)
    path = sorted(work.kept.iterdir())[2]
    path.write_bytes(damage)
    assert gather_all(raw, work) == before
    assert json.loads(gzip.decompress(path.read_bytes()))


# plans that cannot be read


def test_a_bad_file_is_told_and_left_out(raw):
    (raw / "plan02.txt").write_bytes(b"\0\1\2")
    (raw / "plan05.txt").write_text("没有标题的文字。", encoding="utf-8")
    found = gather_all(raw, Work())
    failed = [result for result in found if isinstance(result, Failure)]
    assert [failure.plan_id for failure in failed] == ["plan02", "plan05"]
    assert "plan02.txt" in failed[0].reason
    assert "headings" in failed[1].reason
    assert len(found) == 27


def test_strict_stops_at_the_first_bad_file(raw):
    (raw / "plan02.txt").write_bytes(b"\0\1\2")
    with pytest.raises(PlanError, match=r"plan02\.txt"):
        gather_all(raw, Work(strict=True))


def test_a_fault_of_ours_in_one_plan_spares_the_others(raw, monkeypatch):
    real = plans.read_job

    def fail_once(job, *_):
        if job.plan_id == "plan07":
            raise KeyError("missing")
        return real(job)

    monkeypatch.setattr(plans, "read_job", fail_once)
    found = gather_all(raw, Work())
    assert [f.reason for f in found if isinstance(f, Failure)] == [
        f"{raw / 'plan07.txt'}: unexpected fault (KeyError: 'missing')"
    ]


def test_a_set_of_nothing_but_bad_files_is_an_error(tmp_path):
    (tmp_path / "a.txt").write_text("无", encoding="utf-8")
    with pytest.raises(PlanError, match="headings"):
        pipeline.build_tables(tmp_path)


# the whole of it by command


def take_as_many(monkeypatch) -> None:
    """From here on 11 plans are many."""
    monkeypatch.setattr("compare.analyse.partners.PARTNERS_TOGETHER", 0)  # else a minute
    monkeypatch.setattr("compare.analyse.partners.LEAST_PARTNERS", 1)
    for module in (comparisons, __import__("compare.analyse.alignment", fromlist=["x"])):
        monkeypatch.setattr(module, "MANY_PLANS", 10)


def list_files(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_ino for path in folder.iterdir()}


def test_many_plans_are_built_gone_on_with_and_told(tmp_path, monkeypatch, capsys):
    raw = write_plans(tmp_path / "raw", 12)
    take_as_many(monkeypatch)
    out = tmp_path / "out"
    command = ["build", "--raw", str(raw), "--out", str(out), "--tables-only", "--jobs", "1"]
    older = out / ".kept" / "instruments" / "a.json.gz"  # of an older build
    older.parent.mkdir(parents=True)
    older.write_bytes(b"")
    assert main(command) == 0
    first = {path.name: path.read_bytes() for path in out.glob("*.csv")}
    assert set(first) == {
        f"{name}.csv" for name in TABLES if name != "progress"
    }  # nothing measured
    assert not older.parent.exists()
    shelves = [out / ".kept" / name for name in ("passages", "judgements", "section_judgements")]
    kept = [list_files(shelf) for shelf in shelves]
    assert all(kept)
    assert main(command) == 0
    assert {path.name: path.read_bytes() for path in out.glob("*.csv")} == first
    assert [list_files(shelf) for shelf in shelves] == kept  # none was written again
    left_out = (raw / "plan02.txt").read_bytes()
    (raw / "plan02.txt").write_bytes(b"\0\1\2")
    capsys.readouterr()
    assert main(command) == 0
    said = capsys.readouterr().err
    assert "left out" in said
    assert "1 of 12 plans are left out" in said
    assert len(store.read_table("plans", out)) == 11
    assert main([*command, "--strict"]) == 1
    (raw / "plan02.txt").write_bytes(left_out)
    assert main(command) == 0  # one plan more gives what a fresh build gives
    assert {path.name: path.read_bytes() for path in out.glob("*.csv")} == first


def test_of_two_plans_more_they_alone_are_compared(raw, tmp_path):
    """What was kept of the others gives the same rows."""
    found = gather_all(raw, Work(many=True))[:6]
    themes = [{"theme_id": "fire", "theme": "防火", "terms": "防火|扑救"}]  # no derived ones of all
    asked: list[object] = []

    def ask(function, items):
        for item in items:
            asked.append(item)
            yield function(item)

    def compare(portions: list[Portion], kept: Path | None) -> dict[str, str]:
        asked.clear()
        collection = Collection()
        for portion in portions:
            collection.add(portion)
        own = {"plans": list_plans(collection.plans), **collection.tabulate()}
        material = comparisons.Material(own, collection.sources, ready=collection.prepared)
        engine = comparisons.Engine(ask, kept=kept)
        steps = comparisons.list_steps(material, Settings(themes=themes), engine, own.get)
        return store.format_table(steps["coverage"]())

    compare([*found[:2], *found[4:]], tmp_path / "kept")
    assert len(asked) == 4
    after = compare(found, tmp_path / "kept")
    assert len(asked) == 2
    assert compare(found, None) == after
    assert len(asked) == 6


LAYERS = """桐溪县林业发展规划（2021—2025年）

一、重点任务
（一）管护森林
1．防火防虫。落实林长制，到2018年建成网格，力争到2024年巡山护林全覆盖。
（1）建设防火阵地。新建防火物资仓库3座，每年检查。（责任单位：县应急局）
（2）培训护林队伍。鼓励企业开展护林员技能培训。（牵头单位：县林业局）
2．经营林场。开展林下种植。
二、保障措施
（一）加强领导。县财政要安排专项资金。
"""


def test_what_hangs_on_one_plan_alone_is_what_the_tables_of_all_give(tmp_path):
    """Of many plans it is worked out where each is read, and kept with its rows."""
    (tmp_path / "layers.txt").write_text(LAYERS, encoding="utf-8")
    collection = Collection()
    for portion in gather_plans([*list_jobs(tmp_path), list_jobs(RAW)[1]], ALL):
        kept = unpack_portion(unpack(pack(pack_portion(portion))))
        assert kept == portion
        collection.add(kept)
    found = collection.tabulate()
    tasks, sources = found["tasks"], collection.sources
    assert not tasks["finest"].all()
    assert set(found["instruments"]["task_id"]) <= set(tasks["task_id"][tasks["finest"]])
    plans = list_plans(collection.plans)
    named = (tasks, found["targets"], found["assignments"])
    expected = {
        "commitment": judge_commitment(*named, plans),
        "instruments": code_instruments(sources, found["outline"], tasks),
    }
    assert not expected["commitment"].equals(judge_commitment(*named))  # years before a plan
    assert [*expected] == [*ALONE]
    for name, table in expected.items():
        pd.testing.assert_frame_equal(found[name], table)
    covered = collection.prepared.covered.build()
    assert set(covered["plan_id"]) == {"taicang"}  # no reviewed frame fits the first plan
    whole = measure_coverage(tasks)
    assert whole["plan_id"].unique().tolist() == ["layers", "taicang"]
    pd.testing.assert_frame_equal(complete_coverage(covered, tasks), whole)


def test_a_kept_result_without_these_tables_is_made_anew(raw):
    for work, names in ((ALL, EXTRACTED), (Work(), EXTRACTED[1:])):
        portion = gather_all(raw, work)[0]
        less = portion._replace(columns={name: portion.columns[name] for name in names})
        assert unpack_portion([*portion]) == portion
        assert unpack_portion([*less]) is None
    assert unpack_portion([*gather_all(raw, ALL)[0]._replace(covered=None)]) is None


def test_pairs_of_many_plans_are_the_nearest_of_each_task(raw, tmp_path, monkeypatch):
    take_as_many(monkeypatch)
    tables = pipeline.build_tables(raw).tables
    pairs = tables["task_pairs"]
    assert (pairs["similarity"].notna() == (pairs["judgement"] != "")).all()
    assert pairs["matched"].notna().any()
    sections, ends = tables["section_pairs"], ["plan_a", "plan_b"]
    judged = sections["judgement"] != ""
    assert judged.any()
    together = sections.merge(pairs.loc[pairs["matched"].notna(), ends].drop_duplicates())
    assert (together["judgement"] != "").sum() == judged.sum() == len(together) < len(sections)
    for side, other in (("a", "b"), ("b", "a")):
        ranked = pairs[pairs[f"rank_{side}"].notna()]
        nearest = pairs.groupby(f"task_{side}")["tfidf"].max()
        best = ranked.groupby(f"task_{side}")["tfidf"].max()
        assert (best == nearest[best.index]).all()
        assert (ranked.groupby(f"task_{side}")[f"plan_{other}"].size() <= 10).all()


@pytest.mark.parametrize("name", ["plans", "tasks", "assignments", "task_pairs", "departments"])
def test_parquet_holds_the_rows_of_csv(tables, tmp_path, name):
    pytest.importorskip("pyarrow")
    for form in ("csv", "parquet"):
        store.write_tables({name: tables[name]}, tmp_path / form, form)
    pd.testing.assert_frame_equal(
        store.read_table(name, tmp_path / "parquet"), store.read_table(name, tmp_path / "csv")
    )


def test_parts_of_parquet_that_are_the_same_are_not_written_again(tables, tmp_path):
    pytest.importorskip("pyarrow")
    from compare.store.parquet import name_part

    names = {"plan00": "云 山百分%" * 25, "plan01": "a=b", "plan02": "__HIVE_DEFAULT_PARTITION__"}
    tasks = tables["tasks"].replace({"plan_id": names})
    folder = tmp_path / "tasks.parquet"

    def write(table):
        store.write_tables({"tasks": table}, tmp_path, "parquet")
        pd.testing.assert_frame_equal(store.read_table("tasks", tmp_path), table)
        return {path.stem: path.stat().st_ino for path in folder.glob("*.parquet")}

    first = write(tasks)
    assert write(tasks) == first
    changed = tasks.copy()
    changed.loc[changed["plan_id"] == "a=b", "body"] = "巡山。"
    part = name_part("a=b")
    assert {p for p, file in write(changed).items() if first[p] == file} == set(first) - {part}
    fewer = changed[changed["plan_id"] != names["plan02"]].reset_index(drop=True)
    assert set(write(fewer)) == set(first) - {name_part(names["plan02"])}
    for path in folder.glob("*.parquet"):
        path.unlink()
    write(fewer)
    (folder / "_parts.json").write_text("[]", encoding="utf-8")
    write(fewer)


def test_tables_made_parquet_beside_are_put_in_place_as_they_are(tables, tmp_path, monkeypatch):
    pytest.importorskip("pyarrow")
    names = ("plans", "tasks", "assignments", "coverage")

    def list_written(folder: Path) -> dict[Path, tuple[bytes, int]]:
        files = sorted(path for path in folder.rglob("*.*") if path.is_file())
        return {p.relative_to(folder): (p.read_bytes(), p.stat().st_ino) for p in files}

    store.write_tables({n: tables[n] for n in names}, tmp_path / "at-once", "parquet")
    shelf = Shelf((name, tables[name]) for name in names[:2])
    with shelf.format_beside():
        for name in (*names[2:], "tasks"):  # one of them a second time
            shelf[name] = tables[name]
    formatted = shelf.formatted
    assert set(formatted) == set(names)
    monkeypatch.setattr(Shelf, "__getitem__", lambda *_: pytest.fail("was read again"))
    writes = []
    for _ in range(2):
        store.write_tables(shelf, tmp_path / "beside", "parquet", formatted=formatted)
        writes.append(list_written(tmp_path / "beside"))
    at_once = list_written(tmp_path / "at-once")
    assert {p: data for p, (data, _) in writes[0].items()} == {
        p: data for p, (data, _) in at_once.items()
    }
    same = {p for p in at_once if p.suffix == ".parquet"}  # taken over
    assert {p: writes[1][p] for p in same} == {p: writes[0][p] for p in same}


@pytest.mark.parametrize("pickled", [False, True])
def test_a_table_that_waits_comes_back_as_it_was(tables, monkeypatch, pickled):
    if pickled:
        monkeypatch.setattr("compare.store.arrow.find_spec", lambda _: None)
    else:
        pytest.importorskip("pyarrow")
    shelf = Shelf([*tables.items(), ("progress", build_table("progress", []))])
    for name, table in tables.items():
        pd.testing.assert_frame_equal(shelf[name], table)
        held = store.read_held(shelf._find(name), table.columns[1::2])
        pd.testing.assert_frame_equal(held, table[table.columns[1::2]])
    assert {tables["targets"][c].dtype.name for c in tables["targets"]} == {
        *("object", "float64", "Int64", "boolean")
    }
    assert len(shelf["progress"]) == 0
    shelf["tasks"] = tables["tasks"][:1]
    assert len(shelf["tasks"]) == 1


def test_a_fault_beside_is_told_and_one_here_stops_what_waits(tables, monkeypatch):
    pytest.importorskip("pyarrow")
    shelf = Shelf([("plans", tables["plans"])])
    shelf._find("plans").write_bytes(b"ARROW1 and no more")
    with shelf.format_beside():
        pass
    with pytest.raises(PlanError, match=r"plans\.table: cannot be read again"):
        assert not shelf.formatted
    shelf = Shelf((name, tables[name]) for name in EXTRACTED)
    monkeypatch.setattr(Shelf, "_format", lambda *_: time.sleep(0.1))

    def interrupt() -> None:
        with shelf.format_beside():
            shelf["plans"] = tables["plans"]
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupt()
    with pytest.raises(CancelledError):
        assert not shelf.formatted


def test_rows_of_few_plans_at_a_time_make_the_same_parts(tables, tmp_path, monkeypatch):
    pytest.importorskip("pyarrow")
    mixed = tables["tasks"].sort_values("title", ignore_index=True)  # plans between one another
    for name, at_once in (("all", 100), ("few", 1)):
        monkeypatch.setattr("compare.store.parquet.ROWS_AT_ONCE", at_once)
        store.write_tables({"tasks": mixed}, tmp_path / name, "parquet")
    parts = [
        {file.relative_to(tmp_path / name): file.read_bytes() for file in files}
        for name in ("all", "few")
        for files in [sorted((tmp_path / name / "tasks.parquet").rglob("*.*"))]
    ]
    assert len(parts[0]) == 4
    assert parts[0] == parts[1]
    pd.testing.assert_frame_equal(store.read_table("tasks", tmp_path / "few"), mixed)


def test_a_plan_is_read_from_parquet_without_the_others(tables, tmp_path):
    pytest.importorskip("pyarrow")
    from compare.store.parquet import name_part, read_parquet_table

    tasks = tables["tasks"]
    store.write_tables({"tasks": tasks}, tmp_path, "parquet")
    parts = (tmp_path / "tasks.parquet").glob("*.parquet")
    damaged = [path for path in parts if path.stem != name_part("plan01")]
    for path in damaged:
        path.write_bytes(b"damaged")
    assert damaged
    own = read_parquet_table("tasks", tmp_path, ["plan01"])
    expected = tasks[tasks["plan_id"] == "plan01"].reset_index(drop=True)
    pd.testing.assert_frame_equal(own, expected)
    titles = read_parquet_table("tasks", tmp_path, ["plan01"], ["title"])
    assert titles["title"].tolist() == expected["title"].tolist()


def test_a_table_without_rows_comes_back_from_parquet(tmp_path):
    pytest.importorskip("pyarrow")
    empty = build_table("inheritance", [])
    store.write_tables({"inheritance": empty}, tmp_path, "parquet")
    pd.testing.assert_frame_equal(store.read_table("inheritance", tmp_path), empty)


def test_one_form_takes_the_place_of_the_other(tables, tmp_path):
    pytest.importorskip("pyarrow")
    tables = {"tasks": tables["tasks"]}
    store.write_tables(tables, tmp_path, "csv")
    store.write_tables({"tasks": tables["tasks"][:2]}, tmp_path, "parquet")
    assert len(store.read_table("tasks", tmp_path)) == 2
    store.write_tables(tables, tmp_path, "csv")
    assert [path.name for path in tmp_path.glob("[!.]*")] == ["tasks.csv"]


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_users_folder_that_has_the_name_of_a_table_is_left_alone(tmp_path, form):
    """`plan-compare build --raw plans --out .`: the plans themselves stand in `plans`."""
    pytest.importorskip("pyarrow")
    raw = write_plans(tmp_path / "plans", 2)
    command = ["build", "--raw", str(raw), "--out", str(tmp_path), "--tables-only"]
    for _ in range(2):
        assert main([*command, "--format", form]) == 0
    assert [path.name for path in sorted(raw.iterdir())] == ["plan00.txt", "plan01.txt"]
    assert len(store.read_table("plans", tmp_path)) == 2


def test_a_build_that_cannot_be_written_leaves_texts_and_tables_as_they_were(raw, tmp_path):
    """Old offsets with new texts would point anywhere."""
    out = tmp_path / "out"
    build = pipeline.extract_files([raw / "plan00.txt"], out)
    before = {path: path.read_bytes() for path in out.rglob("*.*")}
    broken = build.tables | {"targets": build.tables["targets"].drop(columns="quote")}
    with pytest.raises(PlanError, match="quote"):
        write_build(Build(broken, {"plan00": "another text"}, []), out)
    assert {path: path.read_bytes() for path in out.rglob("*.*")} == before


def test_chosen_plans_are_compared_with_the_tokeniser_of_their_build(tmp_path, rjieba):
    raw = write_plans(tmp_path / "raw", 5)
    build = pipeline.build_tables(raw, work=Work(settings=rjieba))
    write_build(build, tmp_path, "csv")
    chosen = compare_chosen(tmp_path, ["plan01", "plan04"])
    assert set(chosen.tables["plans"]["plan_id"]) == {"plan01", "plan04"} == set(chosen.sources)
    assert len(chosen.tables["task_pairs"]) == 4
    assert chosen.settings == build.settings == rjieba
    with pytest.raises(PlanError, match="nobody"):
        compare_chosen(tmp_path, ["plan01", "nobody"])


def test_strings_that_recur_are_held_once(raw):
    collection = Collection()
    for portion in gather_all(raw, Work()):
        collection.add(unpack_portion(unpack(pack(pack_portion(portion)))))
    roles = collection.tabulate()["assignments"]["role"]
    assert len({id(role) for role in roles}) == roles.nunique()


def test_a_text_made_ready_is_kept_whole():
    for plan_id, (_, text) in enumerate(read_sources(RAW)):
        plan = extract_plan(text, str(plan_id))
        tables = tabulate([plan])
        expected = prepare_text(text, tables["outline"], tables["tasks"], tables["assignments"])
        found = reuse.unpack_text(json.loads(json.dumps(reuse.pack_plan(plan))))
        assert found.text == expected.text
        for name in ("offsets", "blocks", "paragraphs"):
            assert getattr(found, name).tolist() == getattr(expected, name).tolist()


def test_a_negative_number_of_processes_is_one_sentence(raw, tmp_path, capsys):
    assert main(["build", "--raw", str(raw), "--out", str(tmp_path / "out"), "--jobs", "-1"]) == 1
    assert "--jobs takes a number of processes" in capsys.readouterr().err


# the tokeniser


def test_rjieba_cuts_as_jieba_does(rjieba):
    texts = [text for _, text in read_sources(RAW)]
    clauses = [clause for text in texts for clause in terms.cut_clauses(text)]
    cut = {}
    for name in terms.TOKENIZERS:
        words = terms.Tokenizer(name, stop=False)
        cut[name] = [terms.tokenise(clause, words) for clause in clauses]
    same = sum(a == b for a, b in zip(cut["jieba"], cut["rjieba"], strict=True))
    assert same / len(clauses) > 0.995


def test_the_tables_say_which_tokeniser_was_used(tmp_path, rjieba):
    raw = write_plans(tmp_path / "raw", 2)
    tables = pipeline.build_tables(raw, work=Work(settings=rjieba)).tables
    assert set(tables["plans"]["tokenizer"]) == {"rjieba"}


def test_a_tokeniser_that_is_not_there_is_named(monkeypatch):
    monkeypatch.setattr(terms.tokenizer, "find_spec", lambda name: None)
    with pytest.raises(PlanError, match="fast"):
        Settings(tokenizer="rjieba")
