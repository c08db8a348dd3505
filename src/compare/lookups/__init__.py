"""Judgements kept as data: every row of every CSV here carries its reason."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from compare.errors import PlanError


@cache
def read_lookup(name: str) -> tuple[dict[str, str], ...]:
    """Rows of `lookups/<name>.csv` as dicts, in file order; PlanError names a malformed row."""
    text = (files(__package__) / f"{name}.csv").read_text(encoding="utf-8")
    return parse_lookup(text.splitlines(), f"lookups/{name}.csv")


def parse_lookup(lines: Iterable[str], where: str) -> tuple[dict[str, str], ...]:
    """CSV lines as dicts keyed by the header; the first column must be filled and unique."""
    reader = csv.reader(lines)
    header = next(reader, [])
    rows: list[dict[str, str]] = []
    seen: set[str] = set()
    for fields in reader:
        place = f"{where} line {reader.line_num}"
        if len(fields) != len(header):
            raise PlanError(f"has {len(fields)} fields instead of {len(header)}", place)
        if not fields[0]:
            raise PlanError(f"column {header[0]} is empty", place)
        if fields[0] in seen:
            raise PlanError(f"{fields[0]!r} stands a second time", place)
        seen.add(fields[0])
        rows.append(dict(zip(header, fields, strict=True)))
    return tuple(rows)
