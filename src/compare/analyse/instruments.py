"""Which policy instrument each clause of a plan uses: supply, environment or demand side.

The codebook is `lookups/instruments.csv` (Rothwell and Zegveld 1985, with the subtypes of Chinese
studies of science policy), the words that tell a subtype `lookups/instrument_words.csv`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import accumulate, compress
from typing import Any, NamedTuple

import pandas as pd

from compare.analyse.terms import OUTLINE_READ, holds_letters, list_pieces, split_piece
from compare.extract.clean import Traced
from compare.language.sentences import split_clauses
from compare.lookups import cache_by_lookups, read_lookup
from compare.lookups.hints import Likely
from compare.parallel import Lazy, Run, run_here
from compare.schema import TABLES, Columns, Gathering

FAMILIES = ("supply", "environment", "demand")
NONE = "none"
_TELLING = 2  # strength of words that could decide; weaker ones only where there are no others
_FEWEST = 6  # letters of a clause; fewer say nothing of their own
_REMEMBERED = 2**14  # clauses, for each of so many lookups
_REMEMBERED_LOOKUPS = 2
_COLUMNS = TABLES["instruments"].names
# Where an attribute ends: what stands before it only describes the thing that closes the clause.
_ATTRIBUTE = re.compile(r"等(?!级)(?=\w)|领域的|方面的|的(?=\w{2,8}\W?$)")
_SPAN = ("start", "end", "task_id")
_Place = tuple[int, int, str]  # where a task stands
_Job = tuple[str, str, Columns, Columns]  # a plan, its source, outline, tasks


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
    owned = tasks.groupby("plan_id", sort=False).indices
    spans = {name: tasks[name].to_numpy() for name in _SPAN}
    spans["finest"] = tasks["finest"].fillna(True).astype(bool).to_numpy()

    def make_job(plan: str) -> _Job:
        read = {name: values[places[plan]].tolist() for name, values in nodes.items()}
        own = {name: values[owned[plan]].tolist() for name, values in spans.items()}
        return plan, sources[plan], read, own

    jobs = Lazy([plan for plan in sources if plan in places and plan in owned], make_job)
    table = Gathering("instruments")
    for found in run(_code_job, jobs):
        table.add(found)
    return table.build()


def _code_job(job: _Job) -> Columns:
    return code_one_plan(*job)


def code_one_plan(plan: str, source: str, outline: Columns, tasks: Columns) -> Columns:
    """The rows of `code_instruments` for one plan, from its own rows of outline and tasks."""
    families, find = read_families(), _remember_clauses()
    spans = zip(*(tasks[name] for name in _SPAN), strict=True)
    places: list[_Place] = list(compress(spans, tasks["finest"]))
    rows: list[tuple[Any, ...]] = []
    for text, sentence, task in _take_task_sentences(source, outline, places):
        for start, end in split_clauses(text.text, *sentence):
            clause = text.text[start:end]
            if found := find(clause):
                subtype, first, last, other = found
                told = families[subtype], subtype, clause[first:last]
                words = text.locate(start + first, start + last)
                rows.append((plan, task, *text.locate(start, end), clause, *told, *words, other))
    columns = list(zip(*rows, strict=True)) or [()] * len(_COLUMNS)
    return dict(zip(_COLUMNS, map(list, columns), strict=True))


def _take_task_sentences(
    source: str, outline: Columns, tasks: Sequence[_Place]
) -> Iterator[tuple[Traced, tuple[int, int], str]]:
    """The sentences that begin within a task: a text, where in it one stands, and the task."""
    numbered = sorted(
        (first, last, number, name) for number, (first, last, name) in enumerate(tasks)
    )
    starts = [task[0] for task in numbered]
    reach = list(accumulate((task[1] for task in numbered), max))  # so far none ends behind it
    for piece in list_pieces(outline):
        near = numbered[bisect_right(reach, piece.start) : bisect_left(starts, piece.end)]
        for text, start, end in split_piece(source, piece) if near else ():
            at = text.offsets[start]
            if here := [(number, name) for first, last, number, name in near if first <= at < last]:
                yield text, (start, end), min(here)[1]


def find_instrument(clause: str) -> Instrument | None:
    """The instrument of one clause; None where it uses none.

    The strongest words decide, of equally strong ones those that stand last: in Chinese the thing
    that is acted on closes the clause. Words in an attribute count one less.
    加强科普人才队伍建设 → talent; 建设集教育、培训等功能的场馆 → facilities.
    """
    return _remember_clauses()(clause)


@cache_by_lookups(_REMEMBERED_LOOKUPS)
def _remember_clauses() -> Callable[[str], Instrument | None]:
    """`_find_instrument` by the lookups in use: plans of one family copy clauses."""
    return lru_cache(_REMEMBERED)(partial(_find_instrument, *_read_words()))


def _find_instrument(telling: _Words, weaker: _Words, clause: str) -> Instrument | None:
    if not holds_letters(clause, _FEWEST):
        return None
    mark = _find_last(_ATTRIBUTE, clause)
    attribute = mark.start() if mark else -1
    hits = sorted(telling.match(clause, attribute))
    if not hits or hits[-1].strength < _TELLING:
        hits = sorted(hits + weaker.match(clause, attribute))
    if not hits or hits[-1].subtype == NONE:
        return None
    best = hits.pop()
    others = [
        hit.subtype
        for hit in hits
        if hit.strength >= _TELLING and hit.subtype not in (best.subtype, NONE)
    ]
    return Instrument(best.subtype, best.start, best.end, others[-1] if others else "")


class _Hit(NamedTuple):
    """Words that tell a subtype, in the order by which they decide."""

    strength: int
    end: int
    number: int
    subtype: str
    start: int


class _Words:
    """Rows of the lookup, each with its number; those that may fit a clause are found at once."""

    def __init__(self, rows: Sequence[tuple[int, Mapping[str, str]]]) -> None:
        self._likely = Likely(row["pattern"] for _, row in rows)
        self._rows = [
            (number, int(row["strength"]), row["subtype"], re.compile(row["pattern"]))
            for number, row in rows
        ]

    def match(self, clause: str, attribute: int) -> list[_Hit]:
        """Of each row the last words in a clause, which outdo those before them."""
        hits = []
        for place in self._likely.list_numbers(clause):
            number, strength, subtype, pattern = self._rows[place]
            if found := _find_last(pattern, clause):
                start, end = found.span()
                described = subtype != NONE and end <= attribute
                hits.append(_Hit(strength - described, end, number, subtype, start))
        return hits


def _find_last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The last of what `finditer` gives, which costs more where nothing fits, as mostly."""
    found = pattern.search(text)
    while found and (later := pattern.search(text, found.end())) and later.end() > found.end():
        found = later
    return found


def _read_words() -> tuple[_Words, _Words]:
    """The words that could decide, and the weaker ones."""
    rows = list(enumerate(read_lookup("instrument_words")))
    telling, weaker = (
        _Words([row for row in rows if (int(row[1]["strength"]) >= _TELLING) is decides])
        for decides in (True, False)
    )
    return telling, weaker


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
