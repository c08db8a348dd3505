"""Which policy instrument each clause of a plan uses: supply, environment or demand side.

The codebook is `lookups/instruments.csv` (Rothwell and Zegveld 1985, with the subtypes of Chinese
studies of science policy), the words that tell a subtype `lookups/instrument_words.csv`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from sys import intern
from typing import Any, NamedTuple

import pandas as pd

from compare.analyse.terms import take_sentences
from compare.language.sentences import split_clauses
from compare.lookups import cache_by_lookups, read_lookup
from compare.parallel import Run, run_here
from compare.schema import TABLES, build_table

FAMILIES = ("supply", "environment", "demand")
NONE = "none"
_TELLING = 2  # strength of words that could decide; weaker ones only where there are no others
_FEWEST = 6  # letters of a clause; fewer say nothing of their own
_REMEMBERED = 2**14  # clauses: plans of one family copy them
# Where an attribute ends: what stands before it only describes the thing that closes the clause.
_ATTRIBUTE = re.compile(r"等(?!级)(?=\w)|(?:领域|方面)的|的(?=\w{2,8}\W?$)")
_RECURRING = frozenset({"plan_id", "task_id", "family", "subtype", "other", "evidence"})
Columns = dict[str, list[Any]]
_Job = tuple[str, str, pd.DataFrame, pd.DataFrame]


class Instrument(NamedTuple):
    """The instrument of a clause, and where in the clause the words stand that tell it."""

    subtype: str
    start: int
    end: int
    other: str


def code_instruments(
    sources: Mapping[str, str],
    outline: pd.DataFrame,
    tasks: pd.DataFrame,
    *,
    run: Run = run_here,
) -> pd.DataFrame:
    """Rows of instruments.csv: each clause of a task that uses a policy instrument.

    One instrument a clause. `evidence`: the words that tell it, with their place; `other`: the
    subtype that comes next, where words of another stand in the clause too, which is where two
    readers part. A clause that only says on what ground or by what means has no row.

    `鼓励银行发放贷款，` → environment, finance, evidence 贷款, other strategy.
    """
    nodes = {str(plan): own for plan, own in outline.groupby("plan_id", sort=False)}
    owned = {str(plan): own for plan, own in tasks.groupby("plan_id", sort=False)}
    jobs = [
        (plan, source, nodes[plan], owned[plan])
        for plan, source in sources.items()
        if plan in nodes and plan in owned
    ]
    columns: Columns = {name: [] for name in TABLES["instruments"].names}
    for found in run(_code_plan, jobs):  # rows of thousands of plans would fill a gigabyte
        for name, values in found.items():
            columns[name] += map(intern, values) if name in _RECURRING else values
    return build_table("instruments", columns)


def _code_plan(job: _Job) -> Columns:
    plan, source, outline, tasks = job
    spans = tasks[tasks["finest"].fillna(True).astype(bool)]
    places = list(spans[["start", "end", "task_id"]].itertuples(index=False, name=None))
    families = read_families()
    columns: Columns = {name: [] for name in TABLES["instruments"].names}
    for sentence in take_sentences(source, outline):
        task = next((t for start, end, t in places if start <= sentence.span[0] < end), "")
        if not task:
            continue
        text = sentence.traced
        for start, end in split_clauses(text.text):
            found = find_instrument(text.text[start:end])
            if found is None:
                continue
            place = text.locate(start, end)
            words = text.locate(start + found.start, start + found.end)
            row = (
                {"plan_id": plan, "task_id": task, "start": place[0], "end": place[1]}
                | {"text": text.text[start:end], "family": families[found.subtype]}
                | {"subtype": found.subtype, "other": found.other}
                | {"evidence": text.text[start + found.start : start + found.end]}
                | {"evidence_start": words[0], "evidence_end": words[1]}
            )
            for name, value in row.items():
                columns[name].append(value)
    return columns


@cache_by_lookups(_REMEMBERED)
def find_instrument(clause: str) -> Instrument | None:
    """The instrument of one clause; None where it uses none.

    The strongest words decide, of equally strong ones those that stand last: in Chinese the thing
    that is acted on closes the clause. Words in an attribute count one less.
    加强科普人才队伍建设 → talent; 建设集教育、培训等功能的场馆 → facilities.
    """
    if sum(char.isalnum() for char in clause) < _FEWEST:
        return None
    found = sorted(_match(clause), key=lambda hit: (hit[0], hit[2].end()))
    if not found or found[-1][1] == NONE:
        return None
    _, subtype, words = found[-1]
    others = [
        other
        for strength, other, _ in found
        if strength >= _TELLING and other not in (subtype, NONE)
    ]
    return Instrument(subtype, *words.span(), others[-1] if others else "")


def _match(clause: str) -> Iterator[tuple[int, str, re.Match[str]]]:
    attribute = max((mark.start() for mark in _ATTRIBUTE.finditer(clause)), default=-1)
    for strength, subtype, pattern in _read_words():
        for words in pattern.finditer(clause):
            described = subtype != NONE and words.end() <= attribute
            yield strength - described, subtype, words


@cache_by_lookups()
def _read_words() -> Sequence[tuple[int, str, re.Pattern[str]]]:
    return [
        (int(row["strength"]), row["subtype"], re.compile(row["pattern"]))
        for row in read_lookup("instrument_words")
    ]


def read_families() -> dict[str, str]:
    """Subtype → family, in the order of the codebook."""
    return {row["subtype"]: row["family"] for row in read_lookup("instruments")}


def count_instruments(instruments: pd.DataFrame) -> pd.DataFrame:
    """One row per plan and subtype of the codebook: clauses, and their share of the plan's, 0–1.

    Subtypes a plan does not use have a row with 0.
    """
    families = read_families()
    counts = instruments.groupby(["plan_id", "subtype"]).size()
    totals = instruments.groupby("plan_id").size()
    rows = [
        {"plan_id": plan, "family": family, "subtype": subtype}
        | {"clauses": int(counts.get((plan, subtype), 0))}
        | {"share": counts.get((plan, subtype), 0) / totals[plan]}
        for plan in instruments["plan_id"].drop_duplicates()
        for subtype, family in families.items()
    ]
    columns = ["plan_id", "family", "subtype", "clauses", "share"]
    return pd.DataFrame(rows, columns=columns)
