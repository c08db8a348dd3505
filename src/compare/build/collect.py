"""One plan's share of every extracted table, and how the shares make the tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import pandas as pd

from compare.analyse import commitment, coverage, instruments, reuse
from compare.analyse.terms import (
    DEFAULT,
    PackedCounts,
    Tokenizer,
    WordCounts,
    are_counts,
    pack_counts,
)
from compare.extract import Extraction
from compare.extract.clean import clean
from compare.extract.departments.resolve import Department
from compare.lookups import read_lookup
from compare.schema import TABLES, Columns, Gathering, build_table, turn_rows

Tables = dict[str, pd.DataFrame]
Entry = dict[str, str]
Row = dict[str, object]
CLEANED = "clean_characters"
OWN = "own"  # in the tables, for a function of the user's; settings.json has its name
EXTRACTED = (
    *("tasks", "assignments", "targets", "departments", "department_functions"),
    *("aims_in_words", "ignored", "outline"),
)
COVERAGE = "coverage"
ALONE = ("commitment", "instruments")  # comparisons that hang on one plan alone


class Portion(NamedTuple):
    """What one plan gives: its catalogue row, source text and rows of the extracted tables.

    `columns`: table → column → values, one per row. Where many plans are compared also the tables
    of ALONE, `words` of its key tasks, as `pack_counts` gives them, the `text` made ready and, where
    a reviewed frame fits, its rows of `coverage`.
    """

    entry: Entry
    source: str
    columns: dict[str, Columns]
    words: PackedCounts
    text: reuse.Packed | None = None
    covered: Columns | None = None


class Prepared(NamedTuple):
    """What comparing many plans starts from: words of each key task, text of each plan, and rows of
    `coverage` of those that a reviewed frame fits."""

    words: WordCounts
    texts: reuse.PackedTexts
    covered: Gathering


def take_portion(
    plan: Extraction, entry: Entry, words: PackedCounts, text: reuse.Packed | None = None
) -> Portion:
    """The rows of an extraction in columns."""
    columns = {name: turn_rows(name, rows) for name, rows in list_rows(plan).items()}
    return Portion(entry, plan.source, columns, words, text)


def compare_alone(portion: Portion) -> Portion:
    """The portion with the tables of ALONE and its coverage, from its own rows and first year."""
    entry, source, columns, *_ = portion
    tasks, start = columns["tasks"], entry["period_start"]
    judged = commitment.judge_one_plan(
        tasks, columns["targets"], columns["assignments"], int(start) if start else None
    )
    coded = instruments.code_one_plan(entry["plan_id"], source, columns["outline"], tasks)
    covered = coverage.cover_one_plan(entry["plan_id"], tasks)
    columns = columns | {"commitment": judged, "instruments": coded}
    return portion._replace(columns=columns, covered=covered)


def list_rows(plan: Extraction) -> dict[str, list[Row]]:
    """The rows of one plan for each extracted table."""
    return {
        "tasks": plan.tasks,
        "assignments": plan.assignments,
        "targets": plan.targets,
        "departments": list(_list_departments(plan)),
        "department_functions": list(_list_functions(plan)),
        "aims_in_words": plan.aims_in_words,
        "ignored": list(_list_left_out(plan)),
        "outline": plan.nodes,
    }


def _list_departments(plan: Extraction) -> Iterator[Row]:
    """One row per department, in order of first mention."""
    found: dict[str, Department] = {}
    for department in plan.departments.values():
        found.setdefault(department.department_id, department)
    for department in found.values():
        yield {
            "department_id": department.department_id,
            "name_zh": department.name_zh,
            "name_en": department.name_en,
            "kind": department.kind,
            "status": department.status,
        }


def _list_functions(plan: Extraction) -> Iterator[Row]:
    """One row per department and function that its spelling in this plan stands for."""
    names = {row["function_id"]: row["function_zh"] for row in read_lookup("functions")}
    pairs = ((d.department_id, f) for d in plan.departments.values() for f in d.functions)
    for department_id, function in dict.fromkeys(pairs):
        yield {
            "department_id": department_id,
            "plan_id": plan.plan_id,
            "function_id": function,
            "function_zh": names[function],
        }


def _list_left_out(plan: Extraction) -> Iterator[Row]:
    """One row per stretch of text or number that gave no row elsewhere."""
    for item in plan.ignored:
        yield {
            "plan_id": plan.plan_id,
            "what": item.what,
            "text": clean(item.text),
            "reason": item.reason,
            "start": item.start,
            "end": item.end,
        }


class Collection:
    """Portions joined as they come."""

    def __init__(self) -> None:
        self.plans: list[tuple[Entry, str]] = []
        self.prepared = Prepared(WordCounts(), reuse.PackedTexts(), Gathering(COVERAGE))
        self._departments: set[object] = set()
        self._tables = {name: Gathering(name) for name in EXTRACTED}

    def add(self, portion: Portion) -> None:
        """Take in the next plan, in the order of the catalogue."""
        self.plans.append((portion.entry, portion.source))
        for name, columns in portion.columns.items():
            if name not in self._tables:
                self._tables[name] = Gathering(name)
            self._tables[name].add(self._choose_new(columns) if name == "departments" else columns)
        self.prepared.words.add_packed(portion.words)
        if portion.text:
            self.prepared.texts.add(portion.entry["plan_id"], portion.text, portion.source)
        if portion.covered:
            self.prepared.covered.add(portion.covered)

    @property
    def sources(self) -> dict[str, str]:
        """plan_id → source text."""
        return {entry["plan_id"]: text for entry, text in self.plans}

    def tabulate(self) -> Tables:
        """The tables of all plans taken in, checked."""
        return dict(self.iterate_tables())

    def iterate_tables(self, *, coded: bool = False) -> Iterator[tuple[str, pd.DataFrame]]:
        """Each table of all plans taken in, checked, and its name; the columns are given up for it.

        `coded`: as of `check_table`.
        """
        for name in [*self._tables]:
            yield name, self._tables.pop(name).build(coded=coded)

    def _choose_new(self, columns: Columns) -> Columns:
        """Of the departments those that no earlier plan named."""
        ids = columns["department_id"]
        chosen = [i for i, department in enumerate(ids) if department not in self._departments]
        self._departments.update(ids)
        return {name: [values[i] for i in chosen] for name, values in columns.items()}


def tabulate(plans: Iterable[Extraction]) -> Tables:
    """The extracted rows of all plans as checked tables."""
    collection = Collection()
    for plan in plans:
        collection.add(take_portion(plan, {}, pack_counts({})))
    return collection.tabulate()


def list_plans(plans: Sequence[tuple[Entry, str]], tokenizer: Tokenizer = DEFAULT) -> pd.DataFrame:
    """The catalogue with the length of each source text, as it is and cleaned, and the tokeniser.

    What was counted where the text was read is not counted again.
    """
    cutter = tokenizer.cutter if isinstance(tokenizer.cutter, str) else OWN
    return build_table(
        "plans",
        (
            {
                **entry,
                "characters": len(text),
                CLEANED: entry.get(CLEANED) or len(clean(text)),
                "tokenizer": cutter,
            }
            for entry, text in plans
        ),
    )


def pack_portion(found: object) -> Portion | None:
    """A portion to keep; nothing of what is none."""
    return found if isinstance(found, Portion) else None


def unpack_portion(kept: object) -> Portion | None:
    """The portion that was kept, None where it is none or of other columns."""
    if not (isinstance(kept, list) and len(kept) == len(Portion._fields)):
        return None
    portion = Portion(*kept)
    return portion if _is_sound(portion) else None


def _is_sound(portion: Portion) -> bool:
    entry, source, columns, words, text, covered = portion
    kinds = ((entry, dict), (source, str), (columns, dict), (words, dict), (text or {}, dict))
    names = [*EXTRACTED] if text is None else [*EXTRACTED, *ALONE]
    if not all(isinstance(part, kind) for part, kind in kinds) or list(columns) != names:
        return False
    tables = [*columns.items(), *([] if text is None else [(COVERAGE, covered)])]
    return are_counts(words) and all(
        isinstance(table, dict)
        and list(table) == TABLES[name].names
        and len({len(values) for values in table.values()}) == 1
        for name, table in tables
    )
