"""Whatever stands in a file, there are rows or one sentence that names it. FUZZ_EXAMPLES scales it."""

from __future__ import annotations

import csv
import hashlib
import os
import warnings
from collections.abc import Callable
from contextlib import suppress
from functools import cache, partial
from importlib.resources import files
from pathlib import Path
from random import Random

import pytest

from compare import store
from compare.analyse.progress import measure_progress
from compare.build import replies
from compare.build.measured import check_measured_plans
from compare.build.plans import list_jobs, read_job
from compare.build.replies import take_reply, write_reply
from compare.cli import main
from compare.errors import PlanError
from compare.extract import Extraction, extract_plan
from compare.extract.corrections import apply_corrections, check_corrections
from compare.extract.readers import convert_source
from compare.extract.readers.reading import ScannedPages
from compare.extract.readers.subprocesses import read_here
from compare.extract.row_corrections import correct_rows
from compare.limits import limit_work
from compare.lookups import read_lookups, use_lookups
from compare.lookups.check import LOOKUPS
from compare.schema import build_table
from fixtures.documents import make_docx, make_pdf, paragraph
from fuzzing import (
    CELLS,
    change_archive,
    change_bytes,
    change_rows,
    change_text,
    read_at_once,
    spell_rows,
)
from test_hostile import FRAGMENTS, TAGS

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "300"))
SEED = int(os.environ.get("FUZZ_SEED", "16"))
PLAN = """云溪县养老服务实施方案（2024—2026年）
一、工作目标
到2026年，护理型床位占比达到60%以上，床位从1200张增加到1500张。
二、重点任务
（一）完善设施
1.建设社区食堂。到2026年新建社区食堂30家，投入2亿元。（责任单位：县民政局、县财政局）
2.改造老旧楼道。到2025年加装扶手1.5万米。（牵头单位：县住建局；配合单位：县残联）
三、保障措施
（一）加强领导。县政府每年检查1次。
"""
CORRECTIONS = ["plan_id", "place", "old", "new", "reason"]
MEASURED = ["plan_id", "indicator_id", "year", "value", "source"]
PIECES = (
    *FRAGMENTS.split(),
    *(cell for cell in CELLS if len(cell) < 1000),
    "\n",
    "\n\n",
    "\t",
    "|",
)
Trial = Callable[[Path, Random], object]


@pytest.fixture(autouse=True)
def _stay_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replies, "read_apart", read_at_once)


@cache
def read_plan() -> Extraction:
    return extract_plan(PLAN, "p")


def make_raw(folder: Path) -> Path:
    """A folder of one plan with its catalogue, as it should be."""
    raw = folder / "raw"
    if not raw.exists():
        raw.mkdir()
        (raw / "p.txt").write_text(PLAN, encoding="utf-8")
        (raw / "plans.csv").write_text(store.format_catalogue([make_entry()]), encoding="utf-8")
    return raw


def make_entry() -> dict[str, str]:
    entry = dict.fromkeys(store.CATALOGUE_COLUMNS, "") | {"plan_id": "p", "title": "方案"}
    entry |= {
        "place": "云溪县",
        "level": "county",
        "source_file": "p.txt",
        "issued_on": "2024-03-18",
    }
    return entry | {"period_end": "2026", "sha256": hashlib.sha256(PLAN.encode()).hexdigest()}


# What people write beside plans.


def try_catalogue(folder: Path, random: Random) -> None:
    rows = [list(store.CATALOGUE_COLUMNS), list(make_entry().values())]
    (folder / "plans.csv").write_bytes(spell_rows(change_rows(rows, random), random))
    for entry in store.read_catalogue(folder):
        assert entry["plan_id"]
        assert store.format_catalogue([entry])


def try_corrections(folder: Path, random: Random) -> None:
    rows = [CORRECTIONS, ["p", "line 6", "30家", "31家", "印错"]]
    (folder / "corrections.csv").write_bytes(spell_rows(change_rows(rows, random), random))
    found = store.read_corrections(folder)
    check_corrections(found, ["p"])
    apply_corrections(PLAN, "p", found)


def try_row_corrections(folder: Path, random: Random) -> None:
    plan, table = read_plan(), random.choice(["targets", "assignments", "tasks"])
    row = random.choice(list(getattr(plan, table)))
    keys = {
        "targets": ("target_id",),
        "assignments": ("task_id", "position"),
        "tasks": ("task_id",),
    }
    column = random.choice([*row, "row", "row"])
    place = " ".join([table, *(str(row[key]) for key in keys[table]), column])
    old, new = store.show_cell(row.get(column, "")), random.choice(CELLS)
    rows = [CORRECTIONS, ["p", place, old, new, "核对"]]
    if random.random() < 0.5:
        rows = change_rows(rows, random)
    (folder / "corrections.csv").write_bytes(spell_rows(rows, random))
    found = store.read_corrections(folder)
    check_corrections(found, ["p"])
    correct_rows(plan, found)


def try_measured(folder: Path, random: Random) -> None:
    target = random.choice([row for row in read_plan().targets if row["kind"] == "target"])
    rows = [MEASURED, ["p", str(target["indicator_id"]), "2025", "50", "年报"]]
    (folder / "progress.csv").write_bytes(spell_rows(change_rows(rows, random), random))
    measured = store.read_measured(folder)
    check_measured_plans(measured, ["p"])
    if measured is not None:
        measure_progress(build_table("targets", read_plan().targets), measured)


def try_lookup(folder: Path, random: Random, name: str = "") -> None:
    name = name or random.choice([*LOOKUPS, "references", "themes", "departments"])
    text = (files("compare.lookups") / f"{name}.csv").read_text(encoding="utf-8-sig")
    header, *rows = csv.reader(text.splitlines())
    chosen = [header, *random.sample(rows, min(3, len(rows)))]
    (folder / f"{name}.csv").write_bytes(spell_rows(change_rows(chosen, random), random))
    lookups = read_lookups(folder)
    if random.random() < 0.3:
        with use_lookups(lookups):
            extract_plan(PLAN, "p", lookups)


def try_reply(folder: Path, random: Random) -> None:
    raw = make_raw(folder)
    form = folder / "form.xlsx"
    if not form.exists():
        main_quietly(["build", "--raw", raw, "--out", folder / "out", "--tables-only"])
        write_reply(folder / "out", "p", form)
    change = partial(_choose_words, random=random)
    (folder / "reply.xlsx").write_bytes(change_archive(form.read_bytes(), change, random))
    (raw / "corrections.csv").unlink(missing_ok=True)
    taken = take_reply(folder / "reply.xlsx", raw)
    assert all("\n" not in sentence for sentence in taken.refused)
    read_job(list_jobs(raw)[0])


def _choose_words(text: str, random: Random) -> str:
    return random.choice([*CELLS, text + random.choice(CELLS), "不准确", "不应列入", "民政局"])


# Plans.


def try_plan(folder: Path, random: Random, kind: str = "txt") -> None:
    text = change_text(PLAN, PIECES, random)
    data = _write_document(text, kind, random)
    path = folder / f"p.{kind}"
    path.write_bytes(data)
    with suppress(ScannedPages):
        is_text = kind in ("txt", "md")
        _check_plan(convert_source(data, path) if is_text else read_here(kind, data).text)


def _check_plan(reading: str) -> None:
    plan = extract_plan(reading, "p")
    assert all(0 <= row["start"] < row["end"] <= len(reading) for row in plan.tasks)


def _write_document(text: str, kind: str, random: Random) -> bytes:
    if kind in ("txt", "md"):
        data = text.encode(random.choice(["utf-8", "utf-8", "gb18030", "utf-16"]), "replace")
        return change_bytes(data, random) if random.random() < 0.2 else data
    lines = [line for line in _keep_sound(text).split("\n") if line]
    if kind == "html":
        page = "".join(f"<p>{line}</p>" for line in lines)
        data = change_text(page, [*TAGS.split(), *FRAGMENTS.split()], random).encode(
            "utf-8", "replace"
        )
        return change_bytes(data, random) if random.random() < 0.2 else data
    if kind == "docx":
        data = make_docx("".join(map(paragraph, map(_escape, lines))))
        return change_archive(data, partial(_choose_words, random=random), random)
    page = [(72.0, 60.0 + 20 * n, 12.0, line[:40]) for n, line in enumerate(lines[:30])]
    data = make_pdf([page])
    return change_bytes(data, random) if random.random() < 0.7 else data


def _keep_sound(text: str) -> str:
    return "".join(c for c in text if c == "\n" or (c.isprintable() and ord(c) < 0x10000))


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


KINDS = ("txt", "md", "html", "docx", "pdf")
TRIALS: dict[str, tuple[Trial, float]] = {
    "catalogue": (try_catalogue, 1),
    "corrections": (try_corrections, 0.5),
    "row corrections": (try_row_corrections, 0.5),
    "measured": (try_measured, 0.5),
    "lookups": (try_lookup, 1),
    "references": (partial(try_lookup, name="references"), 0.1),
    "reply": (try_reply, 0.05),
    **{kind: (partial(try_plan, kind=kind), 0.1) for kind in KINDS},
}


@pytest.mark.parametrize("name", TRIALS)
def test_any_file_gives_rows_or_one_sentence_that_names_it(name: str, tmp_path: Path) -> None:
    run, share = TRIALS[name]
    for number in range(max(2, int(EXAMPLES * share / 5))):
        random = Random(f"{SEED} {name} {number}")
        if fault := find_fault(run, tmp_path, random, name not in KINDS):
            pytest.fail(f"{name} {number} (FUZZ_SEED={SEED}): {fault}")


def find_fault(run: Trial, folder: Path, random: Random, beside: bool) -> str:
    """What of one trial is neither a result nor one sentence; empty where nothing is.

    `beside`: the file is one that people write beside plans, and the sentence names it.
    """
    for path in folder.glob("*.csv"):
        path.unlink()
    try:
        with limit_work(20), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            run(folder, random)
    except PlanError as error:
        said = str(error)
        if "\n" in said or len(said) > 500:
            return f"no one sentence: {said[:300]!r}"
        if "takes more than" in said:
            return said
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:200]}"
    return ""


# The commands.


def main_quietly(command: list[object]) -> int:
    return main([*map(str, command)])


COMMANDS = ("build", "add", "review", "extract", "diff", "report", "reply", "read reply", "outline")


def run_command(name: str, folder: Path, random: Random) -> int:
    """One command over a folder in which one file, of whatever kind, is as nobody should write it."""
    raw, out = make_raw(folder), folder / "out"
    own = {"plans.csv": store.format_catalogue([make_entry()]).encode(), "p.txt": PLAN.encode()}
    for path in (*raw.glob("*.csv"), *raw.glob("lookups/*")):
        path.unlink()
    for file, data in own.items():
        (raw / file).write_bytes(data)
    (raw / "lookups").mkdir(exist_ok=True)
    if not out.exists():
        main_quietly(["build", "--raw", raw, "--out", out, "--tables-only"])
        write_reply(out, "p", folder / "reply.xlsx")
    kind = random.choice(
        ["catalogue", "corrections", "row corrections", "measured", "lookup", "plan"]
    )
    if kind == "plan":
        data = _write_document(change_text(PLAN, PIECES, random), "txt", random)
        (raw / "p.txt").write_bytes(data)
        (raw / "plans.csv").unlink()
    else:
        _spoil(kind, raw, random)
    commands: dict[str, list[object]] = {
        "build": ["build", "--raw", raw, "--out", folder / "built", "--tables-only"],
        "add": [
            "add",
            raw / "p.txt",
            "--plan-id",
            "q",
            "--raw",
            raw,
            f"--title={random.choice(CELLS)}",
        ],
        "review": ["review", "--raw", raw],
        "extract": ["extract", raw / "p.txt", "--out", folder / "ex", "--lookups", raw / "lookups"],
        "diff": ["diff", raw / "p.txt", folder / "old.txt", "--out", folder / "d.docx"],
        "report": ["figures", "--out", out],
        "reply": ["reply", "p", "--tables", out, "--out", folder / "r.xlsx"],
        "read reply": ["reply", "--read", folder / "reply.xlsx", "--raw", raw],
        "outline": ["outline", raw / "p.txt", "--lookups", raw / "lookups"],
    }
    if name in ("report", "reply"):
        _spoil_table(out, random)
    (folder / "old.txt").write_text(PLAN, encoding="utf-8")
    return main_quietly(commands[name])


def _spoil(kind: str, raw: Path, random: Random) -> None:
    beside = raw.parent / "spoilt"
    beside.mkdir(exist_ok=True)
    for path in beside.iterdir():
        path.unlink()
    trials: dict[str, Trial] = {
        "catalogue": try_catalogue,
        "corrections": try_corrections,
        "row corrections": try_row_corrections,
        "measured": try_measured,
        "lookup": try_lookup,
    }
    with suppress(Exception):  # what the commands make of it is asked
        trials[kind](beside, random)
    for path in beside.glob("*.csv"):
        place = raw / "lookups" if kind == "lookup" else raw
        (place / path.name).write_bytes(path.read_bytes())


def _spoil_table(out: Path, random: Random) -> None:
    """A table of a build, changed by hand."""
    kept = out.parent / "kept"
    if not kept.exists():
        kept.mkdir()
        for path in out.glob("*.csv"):
            (kept / path.name).write_bytes(path.read_bytes())
    for path in kept.iterdir():
        (out / path.name).write_bytes(path.read_bytes())
    chosen = random.choice(sorted(kept.iterdir()))
    rows = list(csv.reader(chosen.read_text(encoding="utf-8").splitlines()))
    (out / chosen.name).write_bytes(spell_rows(change_rows(rows, random), random))


@pytest.mark.parametrize("name", COMMANDS)
def test_any_command_ends_with_a_result_or_one_sentence(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(max(1, EXAMPLES // 300)):
        random = Random(f"{SEED} {name} {number}")
        status = run_command(name, tmp_path, random)
        told = "".join(capsys.readouterr())
        assert fault_of_command(status, told) == "", f"{name} {number} (FUZZ_SEED={SEED})"


def fault_of_command(status: int, told: str) -> str:
    """What of a command's end is neither a result nor one sentence; empty where nothing is."""
    if "unexpected fault" in told or "Traceback" in told:
        return told[-400:]
    if status not in (0, 1) or (status and not told.splitlines()[-1:]):
        return f"exit {status}: {told[-200:]}"
    return ""
