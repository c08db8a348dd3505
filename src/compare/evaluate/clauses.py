"""How right shared wording, origins and instruments are, clause by clause, against readings.

As in `readings`: documents are named by sha256, clauses and sentences by offsets in the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from compare.analyse.inheritance import trace_origins
from compare.analyse.instruments import NONE, code_instruments, read_families
from compare.analyse.reuse import find_shared_passages
from compare.evaluate.agreement import INTERVAL, compute_kappa
from compare.evaluate.readings import extract_known, read_readings
from compare.extract import Extraction
from compare.extract.clean import trace
from compare.extract.metadata import propose_metadata
from compare.schema import build_table

SHARED, ORIGINS, INSTRUMENTS = "shared_clauses.csv", "origins.csv", "instruments.csv"
_FEWEST = 8  # letters; a shorter clause cannot be told from a set phrase
_HALF = 0.5
_DRAWS = 1000
_READINGS = ("reading_1", "reading_2", "reading_b")  # one reader twice, another once
Row = Mapping[str, str]


@dataclass(frozen=True)
class Documents:
    """The documents that are here, by checksum, as the tables that comparisons start from."""

    plans: Mapping[str, Extraction]

    @property
    def sources(self) -> dict[str, str]:
        return {digest: plan.source for digest, plan in self.plans.items()}

    def list_rows(self, table: str, digests: Sequence[str]) -> pd.DataFrame:
        """An extracted table of some documents, whose plan_id is the checksum."""
        names = {"outline": "nodes"}
        rows = [row for d in digests for row in getattr(self.plans[d], names.get(table, table))]
        return build_table(table, rows)

    def describe(self, digests: Sequence[str], upper: Mapping[str, str]) -> pd.DataFrame:
        """Their places, as far as the texts state them, and the plan above each."""
        rows = [
            {"plan_id": d, "source_file": d, "sha256": d, "upper_plan": upper.get(d, "")}
            | propose_metadata(self.plans[d].outline)
            for d in digests
        ]
        return build_table("plans", rows)

    def find_passages(self, one: str, two: str, upper: Mapping[str, str]) -> pd.DataFrame:
        """The passages of two documents."""
        both = (one, two)
        outline, tasks, names = (
            self.list_rows(name, both) for name in ("outline", "tasks", "assignments")
        )
        sources = {d: self.plans[d].source for d in both}
        return find_shared_passages(sources, outline, tasks, names, self.describe(both, upper))


def read_documents(folders: Iterable[Path], digests: set[str]) -> Documents:
    """The documents of the folders that the readings know."""
    return Documents(dict(chain.from_iterable(extract_known(f, digests) for f in folders)))


def score_clauses(folders: Iterable[Path], readings_folder: Path) -> dict[str, pd.DataFrame]:
    """What of shared wording, origins and instruments is right: a table each, a row per half."""
    readings = {
        name: read_readings(readings_folder / name)
        for name in (SHARED, ORIGINS, INSTRUMENTS)
        if (readings_folder / name).is_file()
    }
    columns = ("sha256", "other_sha256", "upper_sha256")
    digests = {row[c] for rows in readings.values() for row in rows for c in columns if c in row}
    documents = read_documents(folders, digests)
    scorers = {SHARED: score_shared, ORIGINS: score_origins, INSTRUMENTS: score_instruments}
    return {name: scorers[name](rows, documents) for name, rows in readings.items()}


def score_shared(rows: Sequence[Row], documents: Documents) -> pd.DataFrame:
    """Clauses read as shared, verbatim, but for places or nearly, against passages that hold half."""
    held: dict[tuple[str, str], set[int]] = {}
    judged = []
    for row in rows:
        pair = row["sha256"], row["other_sha256"]
        if not row["kind"] or not set(pair) <= documents.plans.keys():
            continue
        if pair not in held:
            held[pair] = _list_held(documents.find_passages(*pair, {}))
        text = trace(documents.plans[pair[0]].source, int(row["start"]), int(row["end"]))
        letters = [at for char, at in zip(text.text, text.offsets, strict=True) if char.isalnum()]
        if len(letters) >= _FEWEST:
            found = sum(at in held[pair] for at in letters) >= _HALF * len(letters)
            read = NONE if row["kind"] == NONE else "shared"
            judged.append((row["half"], read, "shared" if found else NONE))
    return _tabulate(judged, lambda part: _measure([pair for _, *pair in part]))


def _list_held(passages: pd.DataFrame) -> set[int]:
    spans = zip(passages["start_a"], passages["end_a"], strict=True)
    return {at for start, end in spans for at in range(int(start), int(end))}


def score_origins(rows: Sequence[Row], documents: Documents) -> pd.DataFrame:
    """Share of sentences whose origin is that which both readings give; a sentence not found is wrong."""
    traced: dict[tuple[str, str], pd.DataFrame] = {}
    judged = []
    for row in rows:
        plan, upper = row["sha256"], row["upper_sha256"]
        if not {plan, upper} <= documents.plans.keys():
            continue
        if (plan, upper) not in traced:
            traced[plan, upper] = _trace(plan, upper, documents)
        judged.append((row, _find_at(traced[plan, upper], row, "origin")))
    return _tabulate_readings(judged, lambda pairs: {"accuracy": _share(a == b for a, b in pairs)})


def _trace(plan: str, upper: str, documents: Documents) -> pd.DataFrame:
    above = {plan: upper}
    outline, tasks = (documents.list_rows(name, (plan, upper)) for name in ("outline", "tasks"))
    passages = documents.find_passages(plan, upper, above)
    plans = documents.describe((plan, upper), above)
    return trace_origins(documents.sources, outline, tasks, passages, plans)


def score_instruments(rows: Sequence[Row], documents: Documents) -> pd.DataFrame:
    """F1 of instruments, by subtype (`f1`) and by family, of the clauses on which all readings agree.

    With 95 % intervals by document, and against each reader over all clauses (`f1_first`,
    `f1_second`). Clauses that the first reader has not read twice count in a row of their own,
    `<half>, more documents`.
    """
    here = list(documents.plans)
    outline, tasks = (documents.list_rows(name, here) for name in ("outline", "tasks"))
    found = code_instruments(documents.sources, outline, tasks)
    # A document in which nothing is found has missed all that is read in it.
    by_plan = {digest: found[found["plan_id"] == digest] for digest in here}
    judged = [
        (_name_more(row), _find_at(by_plan[row["sha256"]], row, "subtype"))
        for row in rows
        if row["sha256"] in by_plan
    ]
    scores = _tabulate_readings(judged, lambda pairs: {})
    measured = [
        _measure_instruments([(row, hit) for row, hit in judged if row["half"] == half])
        for half in scores["half"]
    ]
    return scores.join(pd.DataFrame(measured))


def _name_more(row: Row) -> Row:
    return row if row["reading_2"] else {**row, "half": f"{row['half']}, more documents"}


def _measure_instruments(judged: Sequence[tuple[Row, str]]) -> dict[str, float]:
    families = read_families() | {NONE: NONE}
    agreed = [(row, hit) for row, hit in judged if len(_list_read(row)) == 1]
    measured: dict[str, float] = {}
    for name, group in (("f1", None), ("f1_family", families)):
        pairs = [(row["sha256"], row["reading_1"], hit) for row, hit in agreed]
        measured[name] = _score_grouped(pairs, group)
        measured |= dict(
            zip((f"{name}_low", f"{name}_high"), _bound_by_document(pairs, group), strict=True)
        )
        for reader, column in (("first", "reading_1"), ("second", "reading_b")):
            pairs = [(row["sha256"], row[column], hit) for row, hit in judged if row.get(column)]
            measured[f"{name}_{reader}"] = _score_grouped(pairs, group)
    return measured


def _score_grouped(pairs: Iterable[tuple[str, str, str]], group: Mapping[str, str] | None) -> float:
    """F1 of (document, read, found), of the groups of labels where these are given."""
    return _measure([(a, b) if group is None else (group[a], group[b]) for _, a, b in pairs])["f1"]


def _bound_by_document(
    pairs: Sequence[tuple[str, str, str]], group: Mapping[str, str] | None
) -> tuple[float, float]:
    """Percentile bootstrap over documents, since clauses of one document resemble each other."""
    own: dict[str, list[tuple[str, str, str]]] = {}
    for pair in pairs:
        own.setdefault(pair[0], []).append(pair)
    parts = list(own.values())
    if not parts:
        return float("nan"), float("nan")
    draws = np.random.default_rng(0).integers(len(parts), size=(_DRAWS, len(parts)))
    scores = [_score_grouped(chain.from_iterable(parts[n] for n in draw), group) for draw in draws]
    low, high = np.nanquantile(scores, INTERVAL)
    return float(low), float(high)


def _find_at(table: pd.DataFrame, row: Row, column: str) -> str:
    """The value of the row of a table that overlaps a reading most; `none` without one."""
    overlap = table["end"].clip(upper=int(row["end"])) - table["start"].clip(
        lower=int(row["start"])
    )
    if overlap.empty or overlap.max() <= 0:
        return NONE
    return str(table[column].iloc[int(overlap.to_numpy().argmax())])


def _tabulate_readings(judged: Sequence[tuple[Row, str]], measure: Any) -> pd.DataFrame:
    """Half, number read and agreed, kappas, and what is measured of those all readings agree on.

    `kappa`: of one reader's two readings; `kappa_readers`: of two readers, where there are two.
    """

    def describe(part: Sequence[Any]) -> dict[str, Any]:
        read = [[row.get(name) or "" for name in _READINGS] for _, row, _ in part]
        pairs = [(row["reading_1"], found) for _, row, found in part if len(_list_read(row)) == 1]
        kappas = {"kappa": compute_kappa([(one, two) for one, two, _ in read if two])}
        kappas["kappa_readers"] = compute_kappa([(one, b) for one, _, b in read if b])
        return {"agreed": len(pairs), **kappas, **measure(pairs)}

    return _tabulate([(row["half"], row, found) for row, found in judged], describe)


def _list_read(row: Row) -> set[str]:
    """The labels that the readings of a row give it."""
    return {row[name] for name in _READINGS if row.get(name)}


def _tabulate(judged: Sequence[tuple[Any, ...]], describe: Any) -> pd.DataFrame:
    rows = []
    for half in dict.fromkeys(row[0] for row in judged):
        part = [row for row in judged if row[0] == half]
        rows.append({"half": half, "read": len(part)} | describe(part))
    return pd.DataFrame(rows)


def _measure(pairs: Sequence[Sequence[str]]) -> dict[str, float]:
    """Precision, recall and F1 of (read, found); `none` is no finding."""
    right = sum(a == b != NONE for a, b in pairs)
    read, found = (sum(pair[side] != NONE for pair in pairs) for side in (0, 1))
    return {
        "recall": right / read if read else float("nan"),
        "precision": right / found if found else float("nan"),
        "f1": 2 * right / (read + found) if read + found else float("nan"),
    }


def _share(flags: Iterator[bool]) -> float:
    found = list(flags)
    return sum(found) / len(found) if found else float("nan")
