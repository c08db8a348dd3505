"""What the columns of each lookup must hold, for the packaged rows and a project's alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from compare.errors import PlanError
from compare.lookups.growth import find_slow
from compare.lookups.rows import Lookups, Row, key_of, number_rows, read_packaged

Check = Callable[[str, str, str], str]
"""What is wrong with a cell of a lookup's column (cell, lookup, column), empty where nothing is."""

PIECE, SECONDS = 400, 0.5  # of a text, and of the processor; what is sound takes thousandths
_REFERS = re.compile(r"(?<!\\)(?:\\\\)*(?:\\[1-9]|\(\?\()")


def be_filled(cell: str, lookup: str, column: str) -> str:
    """Something must stand there."""
    return "" if cell else "is empty"


def be_pattern(cell: str, lookup: str, column: str) -> str:
    """A regular expression, or nothing; one that fits everything would hide what stands below it.

    Those of a column are joined into one, in which flags, names and numbers of groups of one row
    would be those of others.
    """
    try:
        pattern = re.compile(cell)
        re.compile(f"(?:)|{cell}")
    except (re.error, RecursionError, OverflowError) as error:
        return f"is no regular expression ({error})"
    if pattern.groupindex or _REFERS.search(cell):
        return "names a group or refers to one, which no row may: all are joined"
    if cell and pattern.fullmatch(""):
        return "fits every text"
    slow = find_slow(cell, 0, PIECE, SECONDS)
    return "takes too long where it all but fits; no repeat may stand in a repeat" if slow else ""


def be_rule(cell: str, lookup: str, column: str) -> str:
    """A regular expression, which must be there."""
    return be_filled(cell, lookup, column) or be_pattern(cell, lookup, column)


def be_number(cell: str, lookup: str, column: str) -> str:
    """A number in digits, of a size that can be reckoned with."""
    found = re.fullmatch(r"\d{1,15}(\.\d{1,15})?", cell)
    return "" if found else f"holds {_shorten(cell)!r}, which is no number"


def be_factor(cell: str, lookup: str, column: str) -> str:
    """A number that does not make nought of others."""
    problem = be_number(cell, lookup, column)
    return problem or ("" if float(cell) else "is 0: every number would become 0")


def be_whole(cell: str, lookup: str, column: str) -> str:
    """A whole number of up to four figures, such as a year."""
    return "" if re.fullmatch(r"\d{1,4}", cell) else f"holds {_shorten(cell)!r}, no whole number"


def _shorten(cell: str) -> str:
    return cell if len(cell) <= 40 else f"{cell[:39]}…"


def be_pair(cell: str, lookup: str, column: str) -> str:
    """Two names parted by a semicolon."""
    count = len(list(filter(None, cell.split(";"))))
    return "" if count == 2 else f"holds {cell!r} instead of two names parted by ;"


def be_known(cell: str, lookup: str, column: str) -> str:
    """One of the values that packaged rows have in this column: a role, a verdict, a class."""
    known = dict.fromkeys(row[column] for row in read_packaged(lookup))
    return "" if cell in known else f"holds {cell!r} instead of {', '.join(known)}"


# The lookups a project may add to, with what their columns must hold. Those left out hold for
# every project: what the language is (clause_words, glyphs …), what places there are, what was
# fitted (judgement) and what may be corrected (correctable).
LOOKUPS: Mapping[str, Mapping[str, Check]] = {
    "actors": {"part": be_known, "actor": be_known},
    "chapter_roles": {"pattern": be_rule, "role": be_known, "confidence": be_known},
    "tenses": {
        "pattern": be_rule,
        "where": be_known,
        "side": be_known,
        "certainty": be_known,
    },
    "comparators": {"side": be_known, "aspirational": be_known, "not_before": be_pattern},
    "departments": {"department_id": be_filled, "name_zh": be_filled, "kind": be_known},
    "domain_terms": {},
    "functions": {"function_zh": be_filled},
    "generic_words": {"side": be_known},
    "indicators": {"indicator": be_filled, "pattern": be_rule, "stated_pattern": be_pattern},
    "kept_apart": {"names": be_pair},
    "keyword_stops": {"pattern": be_rule},
    "instrument_words": {"pattern": be_rule, "subtype": be_known, "strength": be_whole},
    "instruments": {"family": be_known, "subtype_zh": be_filled, "subtype_en": be_filled},
    "labels": {"label_zh": be_filled},
    "modal_verbs": {"modality": be_known},
    "number_rules": {"pattern": be_rule, "scope": be_known, "verdict": be_known},
    "place_swaps": {"level": be_known},
    "references": {"indicator_id": be_filled, "name": be_filled, "year": be_whole}
    | {"value": be_number, "source": be_filled},
    "stop_words": {},
    "themes": {"theme": be_filled, "family": be_filled, "level": be_known, "terms": be_rule},
    "unit_labels": {},
    "work_columns": {"pattern": be_rule, "column": be_known},
    "units": {"unit_si": be_filled, "factor": be_factor, "class": be_known}
    | {"not_before": be_pattern},
    "without_level": {"pattern": be_rule},
}
# Columns whose cells, parted by ; , name rows of a lookup.
REFERENCES = (
    ("departments", "functions", "functions"),
    ("themes", "parent_id", "themes"),
    ("references", "indicator_id", "indicators"),
)


def check_row(lookup: str, row: Row, where: str) -> None:
    """PlanError names the first column that holds what it must not; a `reason` may not be empty."""
    checks = {**LOOKUPS[lookup], **({"reason": be_filled} if "reason" in row else {})}
    for column, check in checks.items():
        if problem := check(row[column], lookup, column):
            raise PlanError(f"column {column} {problem}", where)


def check_references(lookups: Lookups, folder: Path) -> None:
    """PlanError where a row of the project names what is in no row, or drops what others name."""
    for lookup, column, target in REFERENCES:
        known = {key_of(row) for row in lookups.read(target)}
        for row in lookups.read(lookup):
            for name in filter(None, row[column].split(";")):
                if name not in known:
                    where = _locate(lookups, folder, (lookup, key_of(row)), (target, name))
                    raise PlanError(
                        f"{key_of(row)!r} names {name!r}, which is no row of {target}", where
                    )


def _locate(lookups: Lookups, folder: Path, *rows: tuple[str, str]) -> str:
    """File and line of the first of these rows (lookup, key) that is the project's own."""
    for lookup, key in rows:
        for line, row in number_rows(dict(lookups.own).get(lookup, "").splitlines(), lookup):
            if key_of(row) == key:
                return f"{folder / lookup}.csv line {line}"
    return str(folder)
