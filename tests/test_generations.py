"""What is read of a folder is one generation: the old or the new, whenever the writer was killed."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache, partial
from pathlib import Path

import pandas as pd
import pytest

from compare import store
from compare.api.project import Project
from compare.build import write as write_module
from compare.build.comparisons import Build
from compare.build.shelf import Shelf
from compare.errors import PlanError
from compare.present import fonts, gallery
from compare.present.charts import draw
from compare.schema import build_table
from compare.settings import Settings
from compare.store import files as store_files
from compare.store.parquet import name_part

DIED = 77


@cache
def make_two(word: str) -> dict[str, pd.DataFrame]:
    """The tables of two plans, one of which has this word everywhere."""
    plans = [
        {"plan_id": plan, "title": word, "source_file": f"{plan}.txt", "sha256": "0" * 64}
        for plan in ("a", "b")
    ]
    tasks = [
        {"task_id": f"{plan}-1", "plan_id": plan, "kind": "key_task", "section_id": f"{plan}-s"}
        | {"task_no": "1", "title": word if plan == "a" else "same", "start": 0, "end": 3}
        for plan in ("a", "b")
    ]
    tables = {"plans": build_table("plans", plans), "tasks": build_table("tasks", tasks)}
    if word == "old":
        row = {"plan_id": "a", "what": "text", "reason": "why", "start": 0, "end": 1}
        tables["ignored"] = build_table("ignored", [row])
    return tables


def write(folder: Path, word: str, form: str, settings: dict[str, object] | None = None) -> None:
    """A build of these two plans."""
    store.write_tables(
        make_two(word), folder, form, {"a": word, "b": "same", f"only-{word}": word}, settings
    )


def read(folder: Path) -> tuple[set[str], bool, set[str]]:
    """The words read from tables and text, whether `ignored` stands, and the names of the texts."""
    tables = store.read_tables(folder)
    words = {tables["plans"]["title"][0], tables["tasks"]["title"][0]}
    words.add(store.read_text(folder / "text" / "a.txt"))
    return words, "ignored" in tables, {path.stem for path in (folder / "text").glob("[!.]*.txt")}


OLD = ({"old"}, True, {"a", "b", "only-old"})
NEW = ({"new"}, False, {"a", "b", "only-new"})


def die_at(at: int, work: Callable[[], object]) -> int:
    """Do the work in a process that ends without a word at its n-th move; its exit code."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    real, moves = os.replace, iter(range(1, 100))
    try:
        os.replace = lambda *places: os._exit(DIED) if next(moves) == at else real(*places)
        work()
        os._exit(0)
    finally:
        os._exit(1)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs POSIX processes")
@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_kill_at_any_move_leaves_one_generation(form: str, tmp_path: Path) -> None:
    if form == "parquet":
        pytest.importorskip("pyarrow")
    met = set()
    write(tmp_path / "old", "old", form)
    for at in range(1, 30):
        folder = tmp_path / str(at)
        shutil.copytree(tmp_path / "old", folder)
        code = die_at(at, partial(write, folder, "new", form))
        found = read(folder)
        assert found in (OLD, NEW), (at, found)
        met.add(found == NEW)
        write(folder, "new", form)
        assert read(folder) == NEW
        left = [path.name for path in folder.rglob(".*") if path.name != store_files.LOCK]
        assert left == [], at
        if code == 0:
            break
        assert code == DIED
    else:
        pytest.fail("the writer was killed every time")
    assert met == {True, False}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs POSIX processes")
def test_tables_that_waited_go_with_the_next_build_after_a_kill(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    if not (child := os.fork()):
        kept = Shelf([("tasks", build_table("tasks", []))])
        os._exit(len(kept))
    os.waitpid(child, 0)
    (left,) = tmp_path.iterdir()
    at_work, (own, *_) = Shelf([]), set(tmp_path.iterdir()) - {left}
    for folder in (left, own):
        os.utime(folder, (0, 0))  # long ago, so that who was to hold it holds it
    del_me = Shelf([])
    assert (left.exists(), own.exists(), len(list(tmp_path.iterdir()))) == (False, True, 2)
    real, calls = shutil.rmtree, iter([KeyboardInterrupt])

    def interrupt(folder: Path, **options: bool) -> None:
        for error in calls:
            raise error
        real(folder, **options)

    monkeypatch.setattr(shutil, "rmtree", interrupt)
    monkeypatch.setattr(sys, "unraisablehook", lambda fault: None)
    del at_work, del_me
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
def test_an_interrupt_that_meets_a_finaliser_is_told_in_one_line() -> None:
    code = """
import os, signal, time, weakref
from compare import cli
def main():
    thing = type("Thing", (), {})()
    weakref.finalize(thing, os.kill, os.getpid(), signal.SIGTERM)
    del thing
    try:
        time.sleep(30)
    except KeyboardInterrupt:
        return cli._tell_stop()
cli.main = main
cli.run_program()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stderr.count("\n")) == (143, 1), done.stderr


def write_words(folder: Path, words: str) -> None:
    """Write a file for each letter."""
    store.write_files({folder / str(n): word for n, word in enumerate(words)})


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs POSIX processes")
@pytest.mark.parametrize("then", ["aaaa", "ccaa"])
def test_who_writes_after_a_kill_writes_all_of_it(then: str, tmp_path: Path) -> None:
    for at in range(1, 6):
        folder = tmp_path / str(at)
        write_words(folder, "aaaa")
        code = die_at(at, partial(write_words, folder, "bbba"))
        write_words(folder, then)
        found = {path.name: path.read_text() for path in folder.iterdir()}
        assert found.pop(store_files.LOCK)
        assert found == dict(zip("0123", then, strict=True)), (at, code)


@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_disk_that_is_full_leaves_the_old_parquet_and_is_named(
    at: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pyarrow")
    write(tmp_path, "old", "parquet")
    real, writes = Path.write_bytes, iter(range(1, 100))

    def write_bytes(path: Path, data: bytes) -> int:
        if next(writes) >= at:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))  # as a write tells it: no name
        return real(path, data)

    monkeypatch.setattr(Path, "write_bytes", write_bytes)
    with pytest.raises(PlanError, match=r"(plans|tasks)\.parquet: cannot be written \(No space"):
        write(tmp_path, "new", "parquet")
    assert read(tmp_path) == OLD
    assert [p.name for p in tmp_path.rglob(".*") if p.name != store_files.LOCK] == []


def test_a_full_disk_for_tables_that_wait_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("compare.store.hold_table", refuse)
    with pytest.raises(PlanError, match=r"plan-tables-\w+/tasks\.table: cannot be written"):
        Shelf([("tasks", build_table("tasks", []))])


def interrupt(folder: Path, at: int, then: int) -> int:
    """Write the new generation, interrupted at its n-th step; killed `then` steps later, 0 for not.

    A step is whatever moves or takes away a file.
    """
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    steps = iter(range(1, 10_000))

    def count(real: Callable[..., None], *places: object, **more: object) -> None:
        step = next(steps)
        if then and step == at + then:
            os._exit(DIED)
        if step == at:
            raise KeyboardInterrupt
        real(*places, **more)

    try:
        os.replace, os.unlink = partial(count, os.replace), partial(count, os.unlink)
        write(folder, "new", "csv")
        os._exit(0)
    finally:
        os._exit(1)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs POSIX processes")
@pytest.mark.parametrize("then", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in (1, 3, 7))])
def test_an_interrupt_at_any_step_leaves_one_generation(then: int, tmp_path: Path) -> None:
    met = set()
    write(tmp_path / "old", "old", "csv")
    for at in range(1, 60):
        folder = tmp_path / str(at)
        shutil.copytree(tmp_path / "old", folder)
        code = interrupt(folder, at, then)
        found = read(folder)
        assert found in (OLD, NEW), (at, found)
        met.add(found == NEW)
        if code == 0:
            break
        write(folder, "new", "csv")
        assert read(folder) == NEW
    else:
        pytest.fail("the writer was interrupted every time")
    assert met == {True, False}


def test_tables_and_texts_of_an_earlier_build_go(tmp_path: Path) -> None:
    write(tmp_path, "old", "csv")
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "mine.csv").write_text("mine", encoding="utf-8")
    write(tmp_path, "new", "csv")
    assert read(tmp_path) == NEW
    assert {path.name for path in tmp_path.glob("[!.]*")} == {
        *("plans.csv", "tasks.csv", "text", "notes.txt", "mine.csv")
    }


def test_texts_of_a_folder_that_is_no_build_stay(tmp_path: Path) -> None:
    (tmp_path / "text").mkdir()
    (tmp_path / "text" / "mine.txt").write_text("mine", encoding="utf-8")
    store.write_tables({"tasks": build_table("tasks", [])}, tmp_path, "csv", {"a": "x"})
    assert (tmp_path / "text" / "mine.txt").exists()


def test_writers_take_turns_and_the_one_outside_is_told_who_is_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        code = (
            "import sys; from pathlib import Path; from compare.store import hold_folder\n"
            "with hold_folder(Path(sys.argv[1])): print('in', flush=True); sys.stdin.read()"
        )
        process = subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            text=True,
        )
        assert process.stdout is not None
        process.stdout.readline()
        held.set()
        done.wait(60)
        process.communicate("")

    other = threading.Thread(target=hold)
    other.start()
    assert held.wait(60)
    monkeypatch.setattr(store_files, "LONGEST_WAIT", 0.1)
    with pytest.raises(PlanError, match=r"another process writes here: process \d+"):
        store.write_files({tmp_path / "a": "1", tmp_path / "b": "2"})
    done.set()
    other.join()
    store.write_files({tmp_path / "a": "1", tmp_path / "b": "2"})
    assert (tmp_path / "b").read_text(encoding="utf-8") == "2"


def test_a_journal_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    write(tmp_path, "old", "csv")
    (tmp_path / store_files.JOURNAL).write_text("{", encoding="utf-8")
    with pytest.raises(PlanError, match="an interrupted write cannot be finished"):
        store.read_tables(tmp_path)


@pytest.mark.parametrize(
    "move",
    [
        {"new": "", "path": "../mine.txt", "old": ".replaced-mine.txt"},
        {"new": ".writing-x", "path": "../mine.txt", "old": ".replaced-mine.txt"},
        {"new": "../mine.txt", "path": "tasks.csv", "old": ".replaced-tasks.csv"},
        {"new": "", "path": "tasks.csv", "old": "../mine.txt"},
        {"new": "", "path": "tasks.csv", "old": "../.replaced-mine.txt"},
        {"new": "", "path": "link/mine.txt", "old": ".replaced-mine.txt"},
        {"new": "", "path": "no.csv", "old": "plans.csv"},
        {"new": "", "path": "text/..", "old": ".replaced-text"},
    ],
)
@pytest.mark.parametrize("direction", ["forward", "back"])
def test_a_journal_of_others_moves_nothing(
    move: dict[str, str], direction: str, tmp_path: Path
) -> None:
    folder, mine = tmp_path / "sent", tmp_path / "mine.txt"
    write(folder, "old", "csv")
    mine.write_text("mine", encoding="utf-8")
    (tmp_path / ".replaced-mine.txt").write_text("mine", encoding="utf-8")
    (folder / ".writing-x").write_text("theirs", encoding="utf-8")
    (folder / "link").symlink_to(tmp_path, target_is_directory=True)
    journal = {"direction": direction, "moves": [move]}
    (folder / store_files.JOURNAL).write_text(json.dumps(journal), encoding="utf-8")
    before = {path.name: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(PlanError, match="it would move files of others"):
        store.read_tables(folder)
    after = {path.name: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert {**before, store_files.LOCK: b""} == {**after, store_files.LOCK: b""}


@pytest.mark.parametrize("damage", ["", "ol", "older", "\0" * 400])
def test_a_text_that_is_not_as_it_was_read_is_refused(damage: str, tmp_path: Path) -> None:
    (tmp_path / "text").mkdir()
    text = tmp_path / "text" / "b.txt"
    text.write_text("old", encoding="utf-8")
    plans = pd.DataFrame({"plan_id": ["b"], "characters": [3]})
    assert store.read_plan_texts(plans, tmp_path) == {"b": "old"}
    text.write_text(damage, encoding="utf-8")
    with pytest.raises(PlanError, match=r"b\.txt: was edited or damaged since it was written"):
        store.read_plan_texts(plans, tmp_path)


@pytest.mark.parametrize("name", ["text", "text/a.txt"])
def test_no_link_in_a_folder_of_results_is_followed(name: str, tmp_path: Path) -> None:
    folder, others = tmp_path / "out", tmp_path / "others"
    write(folder, "old", "csv")
    (folder / "text").rename(others)
    (folder / "text").mkdir()
    (folder / name).rmdir() if name == "text" else None
    (folder / name).symlink_to(others / name.removeprefix("text").strip("/"))
    with pytest.raises(PlanError, match=r"take the link away|is a link"):
        store.read_texts(folder, ["a"])
    with suppress(PlanError):
        write(folder, "new", "csv")
    assert (others / "a.txt").read_text(encoding="utf-8") == "old"
    assert sorted(path.name for path in others.iterdir()) == ["a.txt", "b.txt", "only-old.txt"]


def test_a_part_that_has_not_changed_is_the_same_file(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    write(tmp_path, "old", "parquet")
    part = tmp_path / "tasks.parquet" / f"{name_part('b')}.parquet"
    before = part.stat().st_ino
    write(tmp_path, "new", "parquet")
    assert part.stat().st_ino == before
    assert isinstance(store.read_table("tasks", tmp_path), pd.DataFrame)


@pytest.mark.parametrize("name", ["tasks", "plans"])
def test_a_damaged_part_of_the_same_size_is_told_and_made_anew(name: str, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    write(tmp_path, "old", "parquet")
    part = min((tmp_path / f"{name}.parquet").rglob("*.parquet"))
    data = bytearray(part.read_bytes())
    for at in (len(data) // 3, len(data) // 2, len(data) - 20):
        data[at] ^= 1
        part.write_bytes(data)
        with pytest.raises(PlanError, match="is damaged"):
            store.read_table(name, tmp_path)
    write(tmp_path, "old", "parquet")
    assert read(tmp_path) == OLD
    part.unlink()
    with pytest.raises(PlanError, match="is damaged"):
        store.read_table(name, tmp_path)


def write_apart(folder: Path, word: str, form: str) -> int:
    """A process that writes four generations, one after the other; its number."""
    child = os.fork()
    if child:
        return child
    try:
        for number in range(4):
            write(folder, word + "x" * (number % 2), form)
        os._exit(0)
    finally:
        os._exit(1)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs POSIX processes")
@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_two_writers_and_a_reader_meet_one_generation_each_time(form: str, tmp_path: Path) -> None:
    if form == "parquet":
        pytest.importorskip("pyarrow")
    write(tmp_path, "first", form)
    writers = {write_apart(tmp_path, word, form) for word in ("one", "other")}
    codes = []
    while writers:
        with store.keep_still(tmp_path):
            assert len(read(tmp_path)[0]) == 1
        time.sleep(0.05)  # the writers ask for their turn as often
        ended, status = os.waitpid(-1, os.WNOHANG)
        if ended in writers:
            writers.remove(ended)
            codes.append(os.waitstatus_to_exitcode(status))
    assert codes == [0, 0]
    assert len(read(tmp_path)[0]) == 1


@pytest.mark.parametrize("change", [b"x", b"\n", b""])
def test_a_table_that_is_not_what_was_written_is_refused(tmp_path: Path, change: bytes) -> None:
    write(tmp_path, "old", "csv", {})
    assert store.read_table("tasks", tmp_path)["title"].tolist() == ["old", "same"]
    path = tmp_path / "tasks.csv"
    data = path.read_bytes()
    path.write_bytes(data + change if change else data.replace(b"same", b"sama"))
    with pytest.raises(PlanError, match=r"tasks\.csv: was edited or damaged"):
        store.read_table("tasks", tmp_path)
    assert len(store.read_table("plans", tmp_path)) == 2
    write(tmp_path, "old", "csv", {})
    assert path.read_bytes() == data


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_project_reads_the_build_that_was_opened_or_none(tmp_path: Path, form: str) -> None:
    if form == "parquet":
        pytest.importorskip("pyarrow")
    write(tmp_path, "old", form, {})
    project = Project(tmp_path)
    assert project.plans["title"].tolist() == ["old", "old"]
    write(tmp_path, "old", form, {})
    assert project.ignored["reason"].tolist() == ["why"]  # the same again
    write(tmp_path, "new", form, {})
    for ask in (lambda: project.tasks, lambda: project.sources, lambda: project.settings):
        with pytest.raises(PlanError, match="was built anew since it was opened"):
            ask()
    assert project.plans["title"].tolist() == ["old", "old"]  # read before
    assert Project(tmp_path).tasks["title"].tolist() == ["new", "same"]


def test_tables_of_which_one_was_changed_by_hand_are_refused(tmp_path: Path) -> None:
    write(tmp_path, "old", "csv")
    plans = tmp_path / "plans.csv"
    text = plans.read_text(encoding="utf-8")
    plans.write_text("".join(text.splitlines(keepends=True)[:2]), encoding="utf-8")
    with pytest.raises(PlanError, match="has rows of 'b', which is no plan"):
        store.read_tables(tmp_path)


def test_parts_of_an_earlier_layout_are_no_empty_table(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    write(tmp_path, "old", "parquet")
    folder = tmp_path / "tasks.parquet"
    for part in folder.glob("*.parquet"):
        part.unlink()
    (folder / "_parts.json").write_text('{"b": ["1", "2"]}', encoding="utf-8")
    with pytest.raises(PlanError, match="is damaged"):
        store.read_table("tasks", tmp_path)
    write(tmp_path, "old", "parquet")
    assert read(tmp_path) == OLD


def test_products_of_other_tables_go_and_what_is_a_persons_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A report of one plan has no one page; tables without progress have no such figure."""
    build = Build({}, {}, [], Settings())
    mine = tmp_path / "one-page-mine.pdf"
    mine.write_text("mine", encoding="utf-8")
    kinds = [f"one-page-{lang}.{kind}" for lang in ("zh", "en") for kind in ("docx", "pdf", "png")]
    for names in (["plans.html", *kinds], ["plans.html"]):
        jobs = {name: partial(str, name) for name in names}
        monkeypatch.setattr(write_module, "list_products", lambda *_, jobs=jobs: jobs)
        write_module.write_report(build, tmp_path)
        found = {path.name for path in tmp_path.glob("[!.]*")}
        assert found == {mine.name, *names}
    monkeypatch.setattr(draw, "draw_figure", lambda *_: None)
    monkeypatch.setattr(fonts, "save_figure", lambda _, stem: {stem.with_suffix(".svg"): b""})
    monkeypatch.setattr(gallery, "render_gallery", lambda *_: "")
    for figures in (["workload", "progress"], ["workload"]):
        monkeypatch.setattr(draw, "list_figures", lambda _, figures=figures: figures)
        write_module.write_figures(build, tmp_path / "figures")
        assert [path.stem for path in sorted((tmp_path / "figures" / "zh").iterdir())] == sorted(
            figures
        )
