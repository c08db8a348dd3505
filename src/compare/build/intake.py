"""Take a new plan in, and list what a person should look at: nothing is guessed in silence."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from compare import store
from compare.build.collect import Entry
from compare.build.plans import list_jobs, propose_entry, read_job
from compare.errors import PlanError, Say, say_nothing
from compare.extract import Extraction, extract_plan
from compare.extract.departments.account import name_doubt
from compare.extract.ignored import ROW_REASON
from compare.extract.outline.order import list_gaps
from compare.extract.readers import convert_file, read_bytes
from compare.lookups import read_own_lookups

_DOUBTFUL_REASONS = re.compile(r"no sign|qualifier|count|bare number")
_LONG_TITLE = 30
_LONG_TASK = 3000  # characters; more than any single piece of work, so that later ones hang on it
_HANDS_OUT = re.compile(r"(?:责任|牵头|配合|主办)(?:单位|部门)|(?:负责|牵头|配合)[）)〕\]】]")
_SURE_LINE = 0.9


@dataclass(frozen=True)
class Added:
    """A plan taken in: what was read from it and its row of the catalogue."""

    plan: Extraction
    entry: Entry


@dataclass(frozen=True)
class Doubt:
    """Something in one plan that a person should look at: what kind, what, and where."""

    plan_id: str
    kind: str
    text: str
    place: str = ""


def read_plans(raw: Path, say: Say = say_nothing) -> Iterator[tuple[Entry, Extraction]]:
    """(catalogue row, what it says) of every plan under `raw`, one by one, by the lookups there.

    Without a catalogue, rows are proposed from the texts, and a file that cannot be read is left
    out with a sentence to `say`; PlanError where none is left, or a catalogued one cannot be read.
    """
    count = 0
    lookups = read_own_lookups(raw)
    for job in list_jobs(raw):
        try:
            yield read_job(job, lookups)
            count += 1
        except PlanError as error:
            if job.is_catalogued:
                raise
            say(f"left out {error}")
    if not count:
        raise PlanError("the folder holds neither plans.csv nor a plan that can be read", str(raw))


def read_sources(raw: Path, say: Say = say_nothing) -> list[tuple[Entry, str]]:
    """(catalogue row, source text) of every plan under `raw`: checksums compared, slips corrected.

    A folder without a catalogue gives its readable files, with rows proposed from the texts.
    """
    return [(entry, plan.source) for entry, plan in read_plans(raw, say)]


def add_plan(file: Path, raw: Path, plan_id: str, fields: Mapping[str, str]) -> Added:
    """Copy a plan into `raw` and write its row in the catalogue, all or nothing.

    Fields not given are proposed from the text; what the text does not state stays empty. Plans
    that stand in `raw` without a catalogue are entered with it. PlanError where the plan_id or its
    file is taken, a field is malformed or the file cannot be read.
    """
    catalogue = raw / store.CATALOGUE
    data = read_bytes(file)
    rows = _list_entries(raw, hashlib.sha256(data).hexdigest())
    if any(row["plan_id"] == plan_id for row in rows):
        raise PlanError(f"plan_id {plan_id!r} is taken; choose another", str(catalogue))
    name = f"{plan_id}{file.suffix.lower()}"
    given = {key: value for key, value in fields.items() if value}
    taken = {row["plan_id"] for row in rows}
    empty = dict.fromkeys(store.CATALOGUE_COLUMNS, "")
    given |= {"plan_id": plan_id, "source_file": name}
    checked = store.check_entry(empty | given, taken, str(catalogue))
    given = {key: checked[key] for key in given}
    _check_place(raw / name, data)
    reading = convert_file(data, file)
    plan = extract_plan(reading.text, plan_id, read_own_lookups(raw))
    plan = replace(plan, recognised=reading.recognised)
    entry = propose_entry(plan.outline, plan_id, Path(name), data) | given
    table = store.format_catalogue([*rows, entry])
    store.write_files({raw / name: data, catalogue: table})
    return Added(plan, entry)


def _list_entries(raw: Path, added: str) -> list[Entry]:
    """The catalogue as it is, or as the folder's plans give it, the one to be added left out."""
    if (raw / store.CATALOGUE).is_file():
        return store.read_catalogue(raw)
    if not raw.is_dir() or not store.list_files(raw):
        return []
    found = [entry for entry, _ in read_plans(raw)]
    return [entry for entry in found if entry["sha256"] != added]


def _check_place(path: Path, data: bytes) -> None:
    """PlanError where another file stands at `path` or the name is one of ours."""
    if path.name in (store.CATALOGUE, store.CORRECTIONS, store.MEASURED):
        raise PlanError("a plan cannot have the name of a table; choose another plan_id", str(path))
    if path.exists() and path.read_bytes() != data:
        raise PlanError("another file of this name is there; choose another plan_id", str(path))


def list_doubts(plan: Extraction) -> Iterator[Doubt]:
    """Derived departments, uncertain chapters and titles, text and numbers left out in doubt."""
    yield from list_reading_doubts(plan)
    for name, department in plan.departments.items():
        if department.status == "derived":
            yield Doubt(plan.plan_id, "department not in the lookup", name)
    for chapter in plan.outline.children:
        if chapter.confidence != "high":
            yield Doubt(plan.plan_id, f"chapter taken for {chapter.role}", chapter.label)
    for task in plan.tasks:
        title = str(task["title"])
        if len(title) > _LONG_TITLE or "，" in title:
            yield Doubt(plan.plan_id, "title that may be none", title, f"line {task['line_start']}")
    yield from _list_layout_doubts(plan)
    named = {row["task_id"] for row in plan.assignments}
    for task in plan.tasks:
        if named and task["kind"] == "key_task" and task["task_id"] not in named:
            place = f"line {task['line_start']}"
            yield Doubt(plan.plan_id, "key task without a department", str(task["title"]), place)
    for row in plan.targets:
        if row["name_status"] == "incomplete":
            kind = "name that does not say what is measured"
            yield Doubt(plan.plan_id, kind, f"{row['indicator']}: {row['quote']}")
        elif str(row["indicator_id"]).startswith("derived-"):
            yield Doubt(plan.plan_id, "indicator not in the lookup", str(row["quote"]))
    for item in plan.ignored:
        line = plan.source.count("\n", 0, item.start) + 1
        if kind := name_doubt(item):
            yield Doubt(plan.plan_id, kind, item.text, f"line {line}")
        elif item.what == "text" and ("signature" not in item.reason or "\t" in item.text):
            yield Doubt(plan.plan_id, f"text left out: {item.reason}", item.text, f"line {line}")
        elif item.what == "number" and _DOUBTFUL_REASONS.search(item.reason):
            around = plan.source[max(0, item.start - 12) : item.end + 12].replace("\n", " ")
            yield Doubt(plan.plan_id, f"number left out: {item.reason}", around, f"line {line}")


def _list_layout_doubts(plan: Extraction) -> Iterator[Doubt]:
    """Signs that headings, clauses or a table were not seen as what they are."""
    for node in list_gaps(plan.outline):
        yield Doubt(plan.plan_id, "number that does not follow the one before", node.label)
    for task in plan.tasks:
        if int(str(task["end"])) - int(str(task["start"])) > _LONG_TASK:
            place = f"line {task['line_start']}"
            yield Doubt(
                plan.plan_id, "task of more than 3000 characters", str(task["title"]), place
            )
    rows = [item for item in plan.ignored if item.reason == ROW_REASON]
    for item in rows:
        if _HANDS_OUT.search(item.text):
            yield Doubt(plan.plan_id, "table that was not understood", item.text)
    if not plan.assignments and (found := _HANDS_OUT.search(plan.source)):
        line = plan.source.count("\n", 0, found.start()) + 1
        kind = "no department was read, though the text hands out work"
        yield Doubt(plan.plan_id, kind, found[0], f"line {line}")


def list_reading_doubts(plan: Extraction) -> Iterator[Doubt]:
    """What of a scan was recognised with doubt or not at all, and characters no font names.

    `新增座位30个 (0.93: 3)`: how surely, and which of its characters may be others.
    """
    for line in plan.recognised:
        place = f"line {line.line}" if line.line else f"page {line.page}"
        said = f"{line.text} ({line.sureness:.2f}{': ' * bool(line.doubtful)}{line.doubtful})"
        if not line.line and not line.text:
            yield Doubt(plan.plan_id, "page that is a picture, not read", place)
        elif not line.line:
            yield Doubt(plan.plan_id, "picture of text that could not be read", said, place)
        elif line.doubtful or line.sureness < _SURE_LINE:
            yield Doubt(plan.plan_id, "recognised with doubt", said, place)
    for number, text in enumerate(plan.source.split("\n"), 1):
        if "\ufffd" in text:
            yield Doubt(plan.plan_id, "characters that could not be read", text, f"line {number}")
