"""How right quantities are in documents that are not here: scored against readings by checksum.

The readings (`tests/readings/quantities.csv`) name their documents by sha256 and their
quantities by offsets, so whoever has the documents can score, and nobody has to be sent them.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd

from compare.errors import PlanError
from compare.extract import Extraction, extract_plan
from compare.extract.readers import convert_source, read_bytes

Reading = Mapping[str, str]
FIELDS = ("unit", "kind", "year", "measure", "name")
_LOOSE = re.compile(r"[的“”\"（）()、，\s]")
_TAIL = re.compile(r"(?:数量|个数|人数|户数|家数|数|总数|总量)$")
_SAME = (("比重", "比例"), ("占比", "比例"), ("增长率", "增速"), ("增幅", "增速"), ("％", "%"))


def score_readings(folder: Path, readings_folder: Path) -> pd.DataFrame:
    """One row per half of the readings.

    Columns half, documents (found in `folder`, by checksum), quantities, found (a row of targets.csv
    holds the number's place and its value), and of those found the share with the same unit, kind,
    year, measure and name (as `fold_name` compares them). PlanError where no document is there.
    """
    readings = read_readings(readings_folder / "quantities.csv")
    plans = extract_known(folder, {row["sha256"] for row in readings})
    targets = {digest: _write_rows(plan.targets) for digest, plan in plans}
    if not targets:
        raise PlanError("none of the documents of the readings is here", str(folder))
    rows = []
    for half in dict.fromkeys(row["half"] for row in readings):
        mine = [row for row in readings if row["half"] == half and row["sha256"] in targets]
        hits = [(row, hit) for row in mine if (hit := _find_hit(row, targets[row["sha256"]]))]
        right = [_compare_fields(row, hit) for row, hit in hits]
        rows.append(
            {"half": half, "documents": len({row["sha256"] for row in mine})}
            | {"quantities": len(mine), "found": len(hits)}
            | {name: _share(flags[name] for flags in right) for name in FIELDS}
        )
    return pd.DataFrame(rows)


def read_readings(path: Path) -> list[Reading]:
    """The rows of a file of readings."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def extract_known(folder: Path, known: Container[str]) -> Iterator[tuple[str, Extraction]]:
    """Checksum and extraction, by that name, of each document below a folder that readings know."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = read_bytes(path)
            digest = hashlib.sha256(data).hexdigest()
            if digest in known:
                yield digest, extract_plan(convert_source(data, path), digest)


def _write_rows(rows: Iterable[Mapping[str, object]]) -> list[Reading]:
    return [{name: _write(value) for name, value in row.items()} for row in rows]


def _write(value: object) -> str:
    return "" if value is None else str(value)


def _find_hit(reading: Reading, rows: Sequence[Reading]) -> Reading | None:
    """The row that holds the number's place and value; of several the one of the right name."""
    at, value = int(reading["start"]), float(reading["value"])
    hits = [
        row
        for row in rows
        if int(row["start"]) <= at < int(row["end"])
        and abs(float(row["value_si"]) - value) <= 1e-6 * max(1.0, abs(value))
    ]
    return max(hits, key=lambda row: _compare_fields(reading, row)["name"], default=None)


def _compare_fields(reading: Reading, row: Reading) -> dict[str, bool]:
    names = {fold_name(name) for name in reading["names"].split(";")}
    kinds = {reading["kind"]} | ({"baseline"} if reading["kind"] == "achievement" else set())
    return {
        "unit": row["unit_si"] == reading["unit"],
        "kind": row["kind"] in kinds,
        "year": row["year"] == reading["year"],
        "measure": row["measure"] == reading["measure"],
        "name": fold_name(row["indicator"]) in names,
    }


def fold_name(name: str) -> str:
    """A name as names are compared: 链主企业的数量 → 链主企业, 投资增长率 → 投资增速."""
    folded = _TAIL.sub("", _LOOSE.sub("", name))
    for word, form in _SAME:
        folded = folded.replace(word, form)
    return folded


def _share(flags: Iterator[bool]) -> float:
    found = list(flags)
    return sum(found) / len(found) if found else float("nan")
