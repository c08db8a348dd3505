"""One plan as a researcher sees it: its tables, its text, what is known of it."""

from __future__ import annotations

import html
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

import pandas as pd

from compare import store
from compare.api.notebook import NO_FORMULAS, show_words_plainly
from compare.build.collect import Entry, tabulate
from compare.build.plans import name_job, name_plan, propose_entry, read_job
from compare.errors import PlanError
from compare.extract import Extraction, extract_plan
from compare.lookups import PACKAGED, Lookups, read_lookups, use_lookups

OF_FILE = ("source_file", "sha256")
METADATA = tuple(name for name in store.CATALOGUE_COLUMNS if name not in OF_FILE)
LONGEST_NAME, LONGEST_PATH = 255, 4096  # bytes, on any usual file system


class Plan:
    """One plan that was read: `tasks`, `assignments`, `targets`, `departments`, `ignored` … are
    DataFrames, `text` is the text that `start` and `end` count in, and what is known of the plan
    (`title`, `place`, `issuer`, `period_end` …, all in `metadata`) are attributes, empty where the
    text does not state it.
    """

    def __init__(
        self, extraction: Extraction, metadata: Entry, lookups: Lookups = PACKAGED
    ) -> None:
        self.extraction = extraction
        self.metadata = metadata
        self.lookups = lookups

    @property
    def text(self) -> str:
        """The source text."""
        return self.extraction.source

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by name; grain, columns and units stand in the data dictionary."""
        with use_lookups(self.lookups):
            return tabulate([self.extraction])

    def __getattr__(self, name: str) -> object:
        if name.startswith("_") or "extraction" not in self.__dict__:
            raise AttributeError(name)
        if name in self.metadata:
            return self.metadata[name]
        if name in self.tables:
            return self.tables[name]
        known = ", ".join([*self.tables, *self.metadata])
        raise AttributeError(f"a plan has no {name!r}; it has text, {known}")

    def __dir__(self) -> Iterable[str]:
        return [*super().__dir__(), *self.metadata, *self.tables]

    def __repr__(self) -> str:
        counts = ", ".join(f"{len(table)} {name}" for name, table in self.tables.items())
        return f"<Plan {self.metadata['plan_id']}: {counts}>"

    def _repr_html_(self) -> str:
        known = {name: value for name, value in self.metadata.items() if value}
        counts = {name: f"{len(table):,} rows" for name, table in self.tables.items()}
        rows = "".join(
            f"<tr><td>{html.escape(name)}</td><td>{html.escape(value)}</td></tr>"
            for name, value in {**known, **counts}.items()
        )
        return f'<table class="{NO_FORMULAS}">{rows}</table>'


def read_plan(
    path_or_text: str | Path,
    *,
    lookups: Lookups | str | Path | None = None,
    **metadata: str | int,
) -> Plan:
    """One plan from a file (txt, md, html, docx, pdf) or from its text.

    A str with a line break, or too long to be a path, is the text itself. `metadata` says what the
    text does not, or states wrongly: plan_id (by default the file's name), title, place, level,
    prefecture, province, doc_number, issuer, issued_on (2024-03-18), period_start, period_end,
    source_url, accessed_on, upper_plan (plan_id of the plan it carries out); what is not given is
    proposed from the text. `lookups`: a folder of CSV files whose rows are laid over the packaged
    ones (docs/lookups.md); without it those alone.

    Gives a Plan: `tasks` has one row per task, `assignments` one per task, department and role,
    `targets` one per quantity aimed at or reached, `ignored` one per stretch or number that became
    no row, with the reason; `start` and `end` count characters of `text`.

    PlanError: the file is missing or cannot be read, it holds no text or no headings, or a name or
    value of `metadata` is wrong, or a row of `lookups` is (with file and line).

    `read_plan("一、重点任务\\n（一）管护森林。落实林长制。（责任单位：县林业局）", place="云溪县").tasks`
    """
    show_words_plainly()
    given = check_metadata(metadata)
    chosen = check_lookups(lookups)
    if is_text(path_or_text):
        plan_id = given.get("plan_id", "plan")
        text = str(path_or_text)
        plan = extract_plan(text, plan_id, chosen)
        data = text.encode("utf-8", "surrogatepass")
        entry = propose_entry(plan, Path(f"{plan_id}.txt"), data)
    else:
        path = Path(path_or_text)
        entry, plan = read_job(name_job(path, given.get("plan_id", name_plan(path))), chosen)
    entry = entry | given
    entry |= store.check_dates(entry, "read_plan")
    return Plan(plan, entry, chosen)


def check_lookups(lookups: object) -> Lookups:
    """The lookups given, or those of a folder; PlanError where it is neither."""
    if lookups is None:
        return PACKAGED
    if isinstance(lookups, str | Path):
        return read_lookups(Path(lookups))
    if not isinstance(lookups, Lookups):
        raise PlanError(f"lookups are a folder of CSV files, not {type(lookups).__name__}")
    return lookups


def is_text(path_or_text: object) -> bool:
    """Whether it is a text rather than a path; PlanError where it is neither."""
    if isinstance(path_or_text, Path):
        return False
    if not isinstance(path_or_text, str):
        kind = type(path_or_text).__name__
        raise PlanError(f"read_plan takes a path or a text, not {kind}")
    name = max(map(_count_bytes, path_or_text.replace("\\", "/").split("/")))
    too_long = name > LONGEST_NAME or _count_bytes(path_or_text) > LONGEST_PATH
    return too_long or any(sign in path_or_text for sign in "\n\r")


def _count_bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def check_metadata(metadata: dict[str, str | int]) -> Entry:
    """The given metadata as text, empty ones left out; PlanError lists the names there are."""
    if unknown := [name for name in metadata if name not in METADATA]:
        raise PlanError(f"there is no metadata {unknown[0]!r}; there are {', '.join(METADATA)}")
    given = {name: str(value) for name, value in metadata.items() if value not in (None, "")}
    if "plan_id" in given:
        store.check_entry({"plan_id": given["plan_id"], "source_file": "plan.txt"}, "read_plan")
    return given
