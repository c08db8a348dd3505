"""Every plan of a set, read and extracted: here, in several processes, or on a cluster.

A plan is worked through on its own, so the number of processes, their order and the machines make
no difference to the rows. Results are kept under a hash of the file, its catalogue row and the code
that read it; an interrupted run goes on where it stopped, and a plan that has not changed is not
read again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from compare import store
from compare.analyse import reuse, terms
from compare.build.cache import keep_results
from compare.build.collect import (
    CLEANED,
    Collection,
    Entry,
    Portion,
    compare_alone,
    pack_portion,
    take_portion,
    unpack_portion,
)
from compare.build.dependencies import hash_code
from compare.errors import PlanError, Progress
from compare.extract import Extraction, extract_plan
from compare.extract.clean import clean
from compare.extract.corrections import apply_corrections, check_corrections
from compare.extract.evidence import place_evidence
from compare.extract.readers import convert_file, read_bytes
from compare.extract.row_corrections import correct_rows
from compare.extract.warnings import join_kinds
from compare.given import is_given
from compare.limits import limit_work
from compare.lookups import PACKAGED, Lookups, use_lookups
from compare.parallel import Lazy, open_machines
from compare.settings import Settings

_NAME_SHOWN = 40  # characters of a plan_id in the name of its kept result


@dataclass(frozen=True)
class Work:
    """How a set is worked through.

    `jobs`: processes, 1 = in this one. `scheduler`: address of a dask scheduler, or empty.
    `kept`: folder of results to go on from, or None. `strict`: stop at the first plan that cannot
    be read. `settings`: how plans are compared. `many`: whether to make ready what comparing many
    plans starts from. `lookups`: whose judgement is taken.
    """

    jobs: int = 1
    scheduler: str = ""
    kept: Path | None = None
    strict: bool = False
    settings: Settings = field(default_factory=Settings)
    many: bool = False
    lookups: Lookups = PACKAGED


HERE = Work(strict=True)


@dataclass(frozen=True)
class Job:
    """One plan to read. `entry` is its row of the catalogue, or its plan_id and file name alone."""

    entry: Entry
    path: Path
    corrections: Sequence[Mapping[str, str]] = ()
    data: bytes = b""

    @property
    def plan_id(self) -> str:
        """The plan's name in all tables."""
        return self.entry["plan_id"]

    @property
    def is_catalogued(self) -> bool:
        """Whether a person wrote the row, rather than the text giving it."""
        return "sha256" in self.entry


@dataclass(frozen=True)
class Failure:
    """A plan that could not be read, and why."""

    plan_id: str
    reason: str


def list_jobs(raw: Path) -> list[Job]:
    """The plans of a folder, in the order of its catalogue, without one by file name.

    PlanError where two files give one plan_id, or a correction is for a plan that is not there.
    """
    corrections = store.read_corrections(raw)
    if is_given(raw / store.CATALOGUE):
        jobs = [
            Job(entry, raw / entry["source_file"], corrections)
            for entry in store.read_catalogue(raw)
        ]
    else:
        jobs = [name_job(path, name_plan(path), corrections) for path in store.list_files(raw)]
        check_names(jobs, raw)
    check_corrections(corrections, [job.plan_id for job in jobs])
    return jobs


def check_names(jobs: Sequence[Job], raw: Path) -> None:
    """PlanError where two files of a folder would be the same plan."""
    seen: dict[str, str] = {}
    for job in jobs:
        first = seen.setdefault(store.fold_capitals(job.plan_id), job.path.name)
        if first != job.path.name:
            problem = f"{first} and {job.path.name} would both be the plan {job.plan_id!r}"
            raise PlanError(f"{problem}; rename one", str(raw))


def name_job(path: Path, plan_id: str, corrections: Sequence[Mapping[str, str]] = ()) -> Job:
    """A plan of which nothing but the file is known."""
    return Job({"plan_id": plan_id, "source_file": path.name}, path, corrections)


def name_plan(path: Path) -> str:
    """A plan_id for a file: `云溪县方案（2024年）.docx` → 云溪县方案-2024年."""
    usable = "".join(char if char.isalnum() or char in "-_." else " " for char in path.stem)
    name = "-".join(usable.split()).strip(".") or "plan"
    return f"plan-{name}" if store.is_device(name) else name


def read_job(job: Job, lookups: Lookups = PACKAGED) -> tuple[Entry, Extraction]:
    """The plan's catalogue row, proposed from its text where there is none, and what it says.

    PlanError where the file is not the one the catalogue describes or cannot be read as a plan.
    """
    data = job.data or read_bytes(job.path)
    if job.is_catalogued:
        store.check_checksum(job.path, data, job.entry["sha256"])
    reading = convert_file(data, job.path)
    text = apply_corrections(reading.text, job.plan_id, job.corrections)
    try:
        plan = extract_plan(text, job.plan_id, lookups, job.entry)
    except PlanError as error:
        raise PlanError(error.problem, str(job.path)) from error
    with use_lookups(lookups):
        plan = correct_rows(place_evidence(plan, reading), job.corrections)
    if job.is_catalogued:
        return job.entry, plan
    return propose_entry(plan, job.path, data), plan


def propose_entry(plan: Extraction, path: Path, data: bytes) -> Entry:
    """A row of plans.csv: what the text states, and the checksum of the file."""
    entry = dict.fromkeys(store.CATALOGUE_COLUMNS, "") | dict(plan.stated)
    digest = hashlib.sha256(data).hexdigest()
    own = {"plan_id": plan.plan_id, "source_file": path.name, "sha256": digest}
    return entry | store.keep_sound_dates(entry) | own


def collect_plans(
    jobs: Sequence[Job], track: Progress, work: Work
) -> tuple[Collection, list[Failure]]:
    """The rows of every plan that can be read, and those that cannot; PlanError where none can."""
    collection, failures = Collection(), []
    for found in track(gather_plans(jobs, work), "plans", len(jobs)):
        if isinstance(found, Failure):
            failures.append(found)
        else:
            collection.add(found)
    if not collection.plans:
        raise PlanError(failures[0].reason if failures else "there is no plan to read")
    return collection, failures


def gather_plans(jobs: Sequence[Job], work: Work) -> Iterator[Portion | Failure]:
    """What each plan gives, in the order of `jobs`; with `work.strict` a PlanError at the first
    that cannot be read."""
    with open_machines(work.jobs, work.scheduler, _name_lost) as run:
        name = partial(name_result, work=work)
        run = keep_results(run, work.kept, name, pack_portion, unpack_portion, _weigh)
        for found in run(partial(_process, work=work), Lazy(jobs, _open_job)):
            if isinstance(found, Failure) and work.strict:
                raise PlanError(found.reason)
            yield found


def name_result(job: Job | Failure, work: Work) -> str:
    """The name under which the result of this very file, row and code is kept; none of a failure.

    It holds the beginning of the plan_id and a hash: another file, catalogue row, correction,
    tokeniser, lookup or version of the code is another name. What a function of the user's gives is
    not kept: it may change.
    """
    words = work.settings.words
    if isinstance(job, Failure) or (work.many and callable(words.cutter)):
        return ""
    own = [row for row in job.corrections if row["plan_id"] == job.plan_id]
    code = hash_code(__name__)
    lookups = work.lookups.digest
    cutting = [words.cutter, sorted(words.unwanted)] if work.many else []
    terms_of = [job.entry, own, job.path.suffix, cutting, work.many, lookups, code]
    content = json.dumps(terms_of, sort_keys=True).encode() + job.data
    return f"{job.plan_id[:_NAME_SHOWN]}.{hashlib.sha256(content).hexdigest()[:32]}"


def _weigh(job: Job | Failure) -> int:
    return len(job.data) if isinstance(job, Job) else 0


def _name_lost(job: Job | Failure) -> Failure:
    """What is said of a plan that ends each process it is read in."""
    if isinstance(job, Failure):
        return job
    return Failure(job.plan_id, f"{job.path}: the process that reads it dies; leave it out")


def _open_job(job: Job) -> Job | Failure:
    """The job with its bytes, which a worker elsewhere cannot read for itself."""
    try:
        return replace(job, data=read_bytes(job.path))
    except PlanError as error:
        return Failure(job.plan_id, str(error))


def _process(job: Job | Failure, work: Work) -> Portion | Failure:
    """One plan's portion. A fault of ours in one plan does not take the others with it."""
    if isinstance(job, Failure):
        return job
    try:
        with use_lookups(work.lookups), limit_work():
            entry, plan = read_job(job, work.lookups)
            return make_portion(entry, plan, work.settings if work.many else None)
    except PlanError as error:
        where = "" if error.where else f"{job.path}: "
        return Failure(job.plan_id, f"{where}{error}")
    except Exception as error:
        if work.strict:
            raise
        fault = f"{type(error).__name__}: {error}".splitlines()[0]
        return Failure(job.plan_id, f"{job.path}: unexpected fault ({fault})")


def make_portion(entry: Entry, plan: Extraction, settings: Settings | None = None) -> Portion:
    """A plan's rows by the lookups in use; with `settings` also what comparing many starts from."""
    entry = {**entry, "warnings": join_kinds(plan), CLEANED: str(len(clean(plan.source)))}
    if settings is None:
        return take_portion(plan, entry, terms.pack_counts({}), None)
    places = terms.strip_place_names(entry[level] for level in terms.PLACE_LEVELS)
    words = {
        str(row["task_id"]): terms.count_words(
            f"{row['title']}。{row['body']}", places, settings.words
        )
        for row in plan.tasks
        if row["kind"] == "key_task" and row["finest"]
    }
    text = reuse.leave_out_text(reuse.pack_plan(plan), plan.source)
    return compare_alone(take_portion(plan, entry, terms.pack_counts(words), text))
