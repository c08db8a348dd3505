"""Which policy instrument each clause of a plan uses: supply, environment or demand side.

The codebook is `lookups/instruments.csv` (Rothwell and Zegveld 1985, with the subtypes of Chinese
studies of science policy), the words that tell a subtype `lookups/instrument_words.csv`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from compare.analyse.terms import OUTLINE_READ, take_sentences
from compare.analyse.terms.hints import Likely
from compare.language.sentences import split_clauses
from compare.lookups import cache_by_lookups, read_lookup
from compare.parallel import Lazy, Run, run_here
from compare.schema import Columns, Gathering, turn_rows

FAMILIES = ("supply", "environment", "demand")
NONE = "none"
_TELLING = 2  # strength of words that could decide; weaker ones only where there are no others
_FEWEST = 6  # letters of a clause; fewer say nothing of their own
_REMEMBERED = 2**14  # clauses: plans of one family copy them
# Where an attribute ends: what stands before it only describes the thing that closes the clause.
_ATTRIBUTE = re.compile(r"等(?!级)(?=\w)|(?:领域|方面)的|的(?=\w{2,8}\W?$)")
Row = dict[str, object]
_Job = tuple[str, str, Columns, list[tuple[int, int, str]]]  # a plan, its source, outline, tasks


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
    places = outline.groupby("plan_id", sort=False).indices
    nodes = {name: outline[name].to_numpy() for name in OUTLINE_READ}
    finest = tasks[tasks["finest"].fillna(True).astype(bool)]
    owned = finest.groupby("plan_id", sort=False).indices
    spans = [finest[name].to_numpy() for name in ("start", "end", "task_id")]

    def make_job(plan: str) -> _Job:
        read = {name: values[places[plan]].tolist() for name, values in nodes.items()}
        own = (values[owned[plan]].tolist() for values in spans)
        return plan, sources[plan], read, list(zip(*own, strict=True))

    jobs = Lazy([plan for plan in sources if plan in places and plan in owned], make_job)
    table = Gathering("instruments")
    for found in run(_code_plan, jobs):
        table.add(found)
    return table.build()


def _code_plan(job: _Job) -> Columns:
    plan, source, outline, places = job
    families = read_families()
    rows: list[Row] = []
    for sentence in take_sentences(source, outline):
        text = sentence.traced
        at = text.offsets[0]
        task = next((t for start, end, t in places if start <= at < end), "")
        for start, end in split_clauses(text.text) if task else ():
            clause = text.text[start:end]
            if found := find_instrument(clause):
                place = text.locate(start, end)
                words = text.locate(start + found.start, start + found.end)
                rows.append(
                    {
                        "plan_id": plan,
                        "task_id": task,
                        "start": place[0],
                        "end": place[1],
                        "text": clause,
                        "family": families[found.subtype],
                        "subtype": found.subtype,
                        "evidence": clause[found.start : found.end],
                        "evidence_start": words[0],
                        "evidence_end": words[1],
                        "other": found.other,
                    }
                )
    return turn_rows("instruments", rows)


@cache_by_lookups(_REMEMBERED)
def find_instrument(clause: str) -> Instrument | None:
    """The instrument of one clause; None where it uses none.

    The strongest words decide, of equally strong ones those that stand last: in Chinese the thing
    that is acted on closes the clause. Words in an attribute count one less.
    加强科普人才队伍建设 → talent; 建设集教育、培训等功能的场馆 → facilities.
    """
    if sum(map(str.isalnum, clause)) < _FEWEST:
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
    likely, words_of = _read_words()
    for strength, subtype, pattern in map(words_of.__getitem__, likely.list_numbers(clause)):
        for words in pattern.finditer(clause):
            described = subtype != NONE and words.end() <= attribute
            yield strength - described, subtype, words


@cache_by_lookups()
def _read_words() -> tuple[Likely, Sequence[tuple[int, str, re.Pattern[str]]]]:
    rows = read_lookup("instrument_words")
    words = [(int(row["strength"]), row["subtype"], re.compile(row["pattern"])) for row in rows]
    return Likely(row["pattern"] for row in rows), words


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
