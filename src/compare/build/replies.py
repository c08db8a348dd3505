"""A workbook sent to the office concerned, and what it answers as rows of corrections.csv."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from compare import store
from compare.build.plans import list_jobs, read_job
from compare.errors import PlanError, need_extra
from compare.extract import Extraction
from compare.extract.readers.subprocesses import read_apart
from compare.extract.row_corrections import WHOLE, correct_rows, name_near
from compare.given import read_given
from compare.lookups import Lookups, read_own_lookups, use_lookups
from compare.present.wording.texts import phrase
from compare.present.workbook.reply import (
    HIDDEN,
    LANG,
    NEEDED,
    SENDER,
    SHEETS,
    VERDICTS,
    ReplySheet,
    list_choices,
    name_hidden,
    name_verdict,
    render_reply,
    word_reason,
)

Row = dict[str, str]
Grid = Sequence[Sequence[object]]


@dataclass(frozen=True)
class Answer:
    """What an office says of one row. `old`, `new`: column → value; `new` only what it filled in.

    `place`: `targets yunxi-t3`; `shown`: the words the row was read from; `where`: sheet and line.
    """

    plan_id: str
    place: str
    shown: str
    verdict: str
    old: Row
    new: Row
    reason: str
    where: str


@dataclass
class Taken:
    """What came of a reply: corrections written, rows confirmed, those there before, what was not taken."""

    rows: list[Row] = field(default_factory=list)
    confirmed: int = 0
    known: int = 0
    unanswered: int = 0
    refused: list[str] = field(default_factory=list)


def write_reply(folder: Path, plan_id: str, out: Path) -> None:
    """The workbook for the office of a plan whose tables stand in `folder`; PlanError where none do."""
    if out.suffix.lower() != ".xlsx":
        raise PlanError("the workbook is an .xlsx file", str(out))
    known = [str(plan) for plan in store.read_table("plans", folder)["plan_id"]]
    if plan_id not in known:
        raise PlanError(f"there is no plan {plan_id!r}{name_near(plan_id, known)}", str(folder))
    tables = {name: store.read_table(name, folder, [plan_id]) for name in NEEDED}
    with use_lookups(read_own_lookups(folder, store.LOOKUPS)), need_extra("the reply", "report"):
        data = render_reply(tables, store.read_plan_texts(tables["plans"], folder))
    store.write_files({out: data})


def take_reply(file: Path, raw: Path) -> Taken:
    """Add what an office answered to `<raw>/corrections.csv`, nothing twice, and say what was taken.

    Each correction is tried on its plan; one that cannot be applied is told in a sentence and not
    written. PlanError where the file is no such workbook or its plan is not under `raw`.
    """
    store.list_files(raw)  # a folder that is not there is not made
    answers = read_reply(file)
    taken, lookups = Taken(), read_own_lookups(raw)
    with store.hold_folder(raw):
        kept = store.read_corrections(raw)
        for plan_id in dict.fromkeys(answer.plan_id for answer in answers):
            own = [answer for answer in answers if answer.plan_id == plan_id]
            _take_answers(own, _read_plan(raw, plan_id, lookups), kept, taken, lookups)
        if taken.rows:
            text = format_corrections([*kept, *taken.rows])
            store.write_files({raw / store.CORRECTIONS: text})
    return taken


def _read_plan(raw: Path, plan_id: str, lookups: Lookups) -> Extraction:
    jobs = {job.plan_id: job for job in list_jobs(raw)}
    if plan_id not in jobs:
        raise PlanError(f"there is no plan {plan_id!r}{name_near(plan_id, jobs)}", str(raw))
    return read_job(jobs[plan_id], lookups)[1]


def _take_answers(
    answers: Sequence[Answer],
    plan: Extraction,
    kept: Sequence[Row],
    taken: Taken,
    lookups: Lookups,
) -> None:
    """Try each answer on the plan as it is corrected so far."""
    before = {_identify(row) for row in kept}
    for answer in answers:
        if problem := find_contradiction(answer):
            taken.refused.append(f"{answer.where}: {problem}")
        elif not answer.verdict and not answer.new:
            taken.unanswered += 1
        elif answer.verdict == "yes":
            taken.confirmed += 1
        for row in () if problem else list_answered(answer):
            try:
                with use_lookups(lookups):
                    plan = correct_rows(plan, [row])
                taken.rows.append(row)
            except PlanError as error:
                if _identify(row) in before:
                    taken.known += 1
                else:
                    taken.refused.append(f"{answer.where}: {error.problem}")


def _identify(row: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(row[name] for name in ("plan_id", "place", "old", "new"))


def find_contradiction(answer: Answer) -> str:
    """Why an answer cannot be taken as it is, empty where it can."""
    if answer.verdict == "yes" and answer.new:
        return "is said to be right and is corrected; choose one"
    if answer.verdict == "drop" and answer.new:
        return "is not to be listed and is corrected; choose one"
    if answer.verdict == "no" and not answer.new:
        return f"is said to be wrong, but not what is right ({answer.reason})"
    return "" if answer.verdict in ("", *VERDICTS) else f"{answer.verdict!r} is no choice"


def list_answered(answer: Answer) -> Iterator[Row]:
    """The rows of corrections.csv that say the same as an answer."""
    changes = {name: (answer.old[name], new) for name, new in answer.new.items()}
    if answer.verdict == "drop":
        changes = {WHOLE: (answer.shown, "")}
    for column, (old, new) in changes.items():
        yield {
            "plan_id": answer.plan_id,
            "place": f"{answer.place} {column}",
            "old": old,
            "new": new,
            "reason": answer.reason,
        }


def format_corrections(rows: Sequence[Mapping[str, str]]) -> str:
    """The file as CSV; columns beyond the fixed ones are kept on the right."""
    frame = pd.DataFrame([{k: v for k, v in row.items() if k != store.LINE} for row in rows])
    return store.format_table(frame.fillna(""))


def read_reply(file: Path) -> list[Answer]:
    """Every row of a workbook that came back; PlanError where it is none of ours."""
    grids = _read_sheets(file)
    office = _find_office(grids[phrase("reply.sheet.letter", LANG)])
    return [
        answer
        for sheet in SHEETS
        for answer in _read_answers(sheet, grids[sheet.title], office, file)
    ]


def _read_sheets(file: Path) -> dict[str, Grid]:
    with need_extra("reading a reply", "report"):
        import python_calamine  # noqa: F401  # missing, it is told before a process is started
    needed = [phrase("reply.sheet.letter", LANG), *(sheet.title for sheet in SHEETS)]
    grids: dict[str, Grid] = json.loads(read_apart("xlsx", read_given(file), str(file)).text)
    if missing := [name for name in needed if name not in grids]:
        problem = f"has no sheet {missing[0]}; it is not the workbook `plan-compare reply` wrote"
        raise PlanError(problem, str(file))
    return grids


def _find_office(grid: Grid) -> str:
    """Who answers, as it stands beside 填报单位."""
    head = phrase(f"reply.sender.{SENDER[0]}", LANG)
    return next((_show(row[1]) for row in grid if len(row) > 1 and row[0] == head), "")


def _read_answers(sheet: ReplySheet, grid: Grid, office: str, file: Path) -> Iterator[Answer]:
    heads = [_show(cell) for cell in grid[0]] if grid else []
    missing = [head for head, _ in sheet.list_heads() if head not in heads]
    if missing:
        raise PlanError(f"sheet {sheet.title} has no column {missing[0]}", str(file))
    for line, cells in enumerate(grid[1:], 2):
        row = dict(zip(heads, map(_show, cells), strict=False))
        if row[name_hidden("place")]:
            yield _read_answer(sheet, row, office, f"{file} {sheet.title} line {line}")


def _read_answer(sheet: ReplySheet, row: Row, office: str, where: str) -> Answer:
    codes = {name: list_choices(sheet.table, name) for name, _ in sheet.fields}
    old = {name: row[sheet.name_field(name)] for name in codes}
    new = {name: row[sheet.name_fix(name)] for name in codes}
    old, new = (
        {name: codes[name].get(text, text) for name, text in told.items()} for told in (old, new)
    )
    verdicts = {name_verdict(verdict): verdict for verdict in VERDICTS}
    said = row[phrase("reply.verdict", LANG)]
    plan_id, place, shown = (row[name_hidden(name)] for name in HIDDEN)
    return Answer(
        plan_id,
        place,
        shown,
        verdicts.get(said, said),
        old,
        list_filled(old, new),
        word_reason(office, row[phrase("reply.remark", LANG)]),
        where,
    )


def list_filled(old: Row, new: Row) -> Row:
    """What was filled in and differs; the sign for an empty value （无） empties it."""
    empty = phrase("reply.empty", LANG)
    filled = {name: "" if text == empty else text for name, text in new.items() if text}
    return {name: text for name, text in filled.items() if text != old[name]}


def _show(cell: object) -> str:
    """A cell as text on one line, a number as a table shows it."""
    return " ".join(store.show_cell(cell).split())
