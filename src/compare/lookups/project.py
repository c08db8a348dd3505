"""A project's own lookups: read, and checked as the packaged ones are."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path

from compare.errors import PlanError
from compare.given import read_given
from compare.lookups.check import LOOKUPS, check_references, check_row
from compare.lookups.rows import (
    PACKAGED,
    Lookups,
    is_dropped,
    key_of,
    number_rows,
    read_header,
    read_packaged,
)

FOLDER = "lookups"
_LONGEST_HEADER = 1000


def read_own_lookups(beside: Path, name: str = FOLDER) -> Lookups:
    """The lookups of plans in the folder `beside`: those of its `lookups/`, else PACKAGED.

    `name`: another folder there; a build keeps the lookups it used in `lookups_used/`.
    """
    folder = beside / name
    return read_lookups(folder) if os.path.lexists(folder) else PACKAGED


def read_lookups(folder: Path) -> Lookups:
    """The packaged lookups with the CSV files of `folder` laid over them.

    PlanError, one sentence with file and line, for a file of another name or encoding, a wrong
    header, and every row that is malformed.
    """
    if not folder.is_dir():
        problem = "this is no folder" if os.path.lexists(folder) else "the folder does not exist"
        raise PlanError(problem, str(folder))
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".csv")
    lookups = Lookups(tuple((path.stem, _read_file(path)) for path in paths))
    check_references(lookups, folder)
    return lookups


def _read_file(path: Path) -> str:
    """The text of one file of a project, checked."""
    if path.stem not in LOOKUPS:
        raise PlanError(
            f"there is no lookup of this name; there are {', '.join(LOOKUPS)}", str(path)
        )
    try:
        text = io.StringIO(read_given(path).decode("utf-8-sig"), newline=None).read()
    except UnicodeDecodeError as error:
        raise PlanError("this is no UTF-8; save it as CSV UTF-8", str(path)) from error
    packaged = {key_of(row): row for row in read_packaged(path.stem)}
    header = read_header(path.stem)
    if next(csv.reader(text[:_LONGEST_HEADER].splitlines()), []) != header:
        raise PlanError(f"the header must be {','.join(header)}", f"{path} line 1")
    for line, row in number_rows(text.splitlines(), str(path)):
        where = f"{path} line {line}"
        if not is_dropped(row):
            check_row(path.stem, row, where)
        elif key_of(row) not in packaged:
            raise PlanError(
                f"{key_of(row)!r} is in no packaged row, so it cannot be dropped", where
            )
    return text
