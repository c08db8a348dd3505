"""Take a new plan in, and list what a person should look at: nothing is guessed in silence."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from compare import store
from compare.build.collect import Entry
from compare.build.plans import list_jobs, propose_entry, read_job
from compare.errors import PlanError, Say, say_nothing
from compare.extract import Extraction, extract_plan
from compare.extract.departments.account import holds_sentence, name_doubt
from compare.extract.evidence import place_evidence
from compare.extract.readers import convert_file, read_bytes
from compare.extract.warnings import SIGNS, list_warnings
from compare.given import is_given, read_given
from compare.lookups import read_own_lookups

_DOUBTFUL_REASONS = re.compile(r"no sign|qualifier|count|bare number")
Row = dict[str, object]
_LONG_TITLE = 30
_SURE_LINE = 0.9
NOT_READ = "plan that cannot be read"
_OF_READING = ("doubtful_digits", "page_not_read")


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
    catalogue, name = raw / store.CATALOGUE, f"{plan_id}{file.suffix.lower()}"
    data = read_bytes(file)
    given = {key: value for key, value in fields.items() if value}
    given |= {"plan_id": plan_id, "source_file": name}
    empty = dict.fromkeys(store.CATALOGUE_COLUMNS, "")
    checked = store.check_entry(empty | given, str(catalogue))
    given = {key: checked[key] for key in given}
    if is_given(catalogue):  # what is refused anyway is refused before the file is read
        _list_others(raw, given, data)
    reading = convert_file(data, file)
    plan = extract_plan(reading.text, plan_id, read_own_lookups(raw))
    plan = place_evidence(plan, reading)
    entry = propose_entry(plan, Path(name), data) | given
    with store.hold_folder(raw):  # so that of two who add at once neither loses the other's row
        store.settle_folder(raw)  # nor that of one who was killed when it stood as good as written
        rows = _list_others(raw, given, data)
        store.write_files({raw / name: data, catalogue: store.format_catalogue([*rows, entry])})
    return Added(plan, entry)


def _list_others(raw: Path, given: Entry, data: bytes) -> list[Entry]:
    """The rows of the other plans; PlanError where the plan_id or its file is taken, or the plan
    above it is none of them."""
    plan_id, catalogue = given["plan_id"], str(raw / store.CATALOGUE)
    rows = _list_entries(raw, hashlib.sha256(data).hexdigest())
    for row in rows:
        if store.fold_capitals(row["plan_id"]) == store.fold_capitals(plan_id):
            taken = row["plan_id"]
            raise PlanError(f"plan_id {taken!r} is taken; choose another", catalogue)
    store.check_upper([*rows, given], [catalogue] * (len(rows) + 1))
    _check_place(raw / given["source_file"], data)
    return rows


def _list_entries(raw: Path, added: str) -> list[Entry]:
    """The catalogue as it is, or as the folder's plans give it, the one to be added left out."""
    if is_given(raw / store.CATALOGUE):
        return store.read_catalogue(raw)
    if not raw.is_dir() or not store.list_files(raw):
        return []
    found = [entry for entry, _ in read_plans(raw)]
    return [entry for entry in found if entry["sha256"] != added]


def _check_place(path: Path, data: bytes) -> None:
    """PlanError where another file stands at `path` or the name is one of ours."""
    if path.name in (store.CATALOGUE, store.CORRECTIONS, store.MEASURED):
        raise PlanError("a plan cannot have the name of a table; choose another plan_id", str(path))
    if is_given(path) and read_given(path) != data:
        raise PlanError("another file of this name is there; choose another plan_id", str(path))


def review_plans(raw: Path, targets: list[Row] | None = None) -> Iterator[list[Doubt]]:
    """What a person should look at in each plan under `raw`, plan by plan.

    `targets` takes the quantities of each, for what is looked at over all plans.

    A plan that cannot be read is one doubt, NOT_READ, and does not stop the others.
    """
    lookups = read_own_lookups(raw)
    jobs = list_jobs(raw)
    if not jobs:
        raise PlanError("the folder holds neither plans.csv nor a plan that can be read", str(raw))
    for job in jobs:
        try:
            plan = read_job(job, lookups)[1]
            if targets is not None:
                targets += plan.targets
            yield list(list_doubts(plan))
        except PlanError as error:
            yield [Doubt(job.plan_id, NOT_READ, str(error))]
        except Exception as error:  # a fault of ours in one plan is one line as well
            fault = f"{type(error).__name__}: {error}".splitlines()[0]
            yield [Doubt(job.plan_id, NOT_READ, f"{job.path}: unexpected fault ({fault})")]


def list_doubts(plan: Extraction) -> Iterator[Doubt]:
    """Signs that the plan was not understood, then what is derived, uncertain or left out in doubt."""
    for warned in list_warnings(plan):
        if warned.kind not in _OF_READING:  # those stand among the doubts of reading
            yield Doubt(plan.plan_id, SIGNS[warned.kind], warned.text, warned.place)
    yield from list_reading_doubts(plan)
    for name, department in plan.departments.items():
        if department.status == "derived":
            yield Doubt(plan.plan_id, "department not in the lookup", name)
    for task in plan.tasks:
        title = str(task["title"])
        if len(title) > _LONG_TITLE or "，" in title:
            yield Doubt(plan.plan_id, "title that may be none", title, f"line {task['line_start']}")
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
    yield from _list_left_out_doubts(plan)


def _list_left_out_doubts(plan: Extraction) -> Iterator[Doubt]:
    for item in plan.ignored:
        line = plan.source.count("\n", 0, item.start) + 1
        if kind := name_doubt(item):
            yield Doubt(plan.plan_id, kind, item.text, f"line {line}")
        elif holds_sentence(item):
            continue  # told before
        elif item.what == "text" and ("signature" not in item.reason or "\t" in item.text):
            yield Doubt(plan.plan_id, f"text left out: {item.reason}", item.text, f"line {line}")
        elif item.what == "number" and _DOUBTFUL_REASONS.search(item.reason):
            around = plan.source[max(0, item.start - 12) : item.end + 12].replace("\n", " ")
            yield Doubt(plan.plan_id, f"number left out: {item.reason}", around, f"line {line}")


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
