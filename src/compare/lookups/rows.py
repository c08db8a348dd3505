"""The rows of a lookup: the packaged ones, and a project's own laid over them."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from compare.errors import PlanError
from compare.unseen import drop_unseen

Row = dict[str, str]
Rows = tuple[Row, ...]

DROP = "drop:"
# Of these the first row that fits decides, so a project's rows are asked before the packaged ones.
FIRST_FITS = frozenset({"chapter_roles", "number_rules", "work_columns"})
REMEMBERED = 256


@dataclass(frozen=True)
class Lookups:
    """The packaged lookups with what a project adds to them.

    `own`: (name, CSV text) of each file of the project, by name: (("stop_words",
    "word,reason\\n普及,in every task\\n"),). Two with the same files are equal, wherever they were
    read.
    """

    own: tuple[tuple[str, str], ...] = ()

    def read(self, name: str) -> Rows:
        """Rows of a lookup as dicts: the packaged ones in file order, then the project's.

        A row of the project replaces the packaged row of the same key (the first column) in its
        place, and one whose reason begins with `drop:` takes it away.
        """
        return _merge(self, name)

    @property
    def digest(self) -> str:
        """A hash of the project's files, as part of the name of a result that depends on them."""
        return hashlib.sha256(repr(self.own).encode("utf-8", "surrogatepass")).hexdigest()


PACKAGED = Lookups()


@cache
def read_packaged(name: str) -> Rows:
    """Rows of the packaged `<name>.csv`; PlanError names a malformed row."""
    return parse_lookup(_read_lines(name), f"lookups/{name}.csv")


def read_header(name: str) -> list[str]:
    """The columns of a lookup."""
    return next(csv.reader(_read_lines(name)))


def _read_lines(name: str) -> list[str]:
    return (files(__package__) / f"{name}.csv").read_text(encoding="utf-8").splitlines()


def parse_lookup(lines: Iterable[str], where: str) -> Rows:
    """CSV lines as dicts keyed by the header; the first column must be filled and unique."""
    return tuple(row for _, row in number_rows(lines, where))


def number_rows(lines: Iterable[str], where: str) -> Iterator[tuple[int, Row]]:
    """(line, row) of each row of a lookup; PlanError names the line that is wrong."""
    reader = csv.reader(lines)
    header: list[str] = []
    seen: set[str] = set()
    for read in _read_fields(reader, where):
        fields = list(map(drop_unseen, read))
        if not header:
            header = fields
            continue
        place = f"{where} line {reader.line_num}"
        if not fields:  # spreadsheet programs leave blank lines at the end
            continue
        if len(fields) != len(header):
            raise PlanError(f"has {len(fields)} fields instead of {len(header)}", place)
        if not fields[0]:
            raise PlanError(f"column {header[0]} is empty", place)
        if fields[0] in seen:
            raise PlanError(f"{fields[0]!r} stands a second time", place)
        seen.add(fields[0])
        yield reader.line_num, dict(zip(header, fields, strict=True))


def _read_fields(reader: Any, where: str) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error as error:
        raise PlanError(f"is no sound CSV ({error})", f"{where} line {reader.line_num}") from error


@lru_cache(maxsize=REMEMBERED)
def _merge(lookups: Lookups, name: str) -> Rows:
    packaged = {key_of(row): row for row in read_packaged(name)}
    text = dict(lookups.own).get(name, "")
    own = {key_of(row): row for row in parse_lookup(text.splitlines(), f"{name}.csv")}
    added = {key: row for key, row in own.items() if key not in packaged}
    merged = packaged | {key: row for key, row in own.items() if key in packaged}
    rows = added | merged if name in FIRST_FITS else merged | added
    return tuple(row for row in rows.values() if not is_dropped(row))


def key_of(row: Row) -> str:
    """What a row is known by: its first column."""
    return next(iter(row.values()))


def is_dropped(row: Row) -> bool:
    """Whether the row takes a packaged one away: `普及,drop: it is our subject`."""
    return row.get("reason", "").startswith(DROP)
