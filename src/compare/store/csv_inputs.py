"""CSV files that people write, as a spreadsheet program saves them: any encoding and separator.

What cannot be read is told in one sentence with the file, the line and what to do.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from compare.errors import PlanError
from compare.given import read_given
from compare.store.csv_tables import free_formula

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAVE = "in Excel or WPS, save it as `CSV UTF-8`"
_HAN_IN_UTF8 = re.compile(rb"[\xe3-\xe9][\x80-\xbf]{2}")
_SEPARATORS = ",\t;"
_STRANGE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 0?0:00(?::00)?)?", re.ASCII)
_YEAR = re.compile(r"(\d{4})(?:\.0)?年?", re.ASCII)
_YEARS = range(1900, 2201)

Row = dict[str, str]


def read_csv_input(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, Row]]:
    """(line, row by column) of a CSV file that must have `columns`; empty rows are passed over."""
    text = decode_csv(path)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_tell_separator(text), strict=True)
    header: list[str] = []
    try:
        for fields in reader:
            where = f"{path} line {reader.line_num}"
            if not any(field.strip() for field in fields):
                continue
            if not header:
                header = _check_header([field.strip() for field in fields], columns, where)
            else:
                yield reader.line_num, _build_row(fields, header, where)
    except csv.Error as error:
        raise PlanError(
            f"is no sound CSV ({error}); {_SAVE}", f"{path} line {reader.line_num}"
        ) from (error)
    if not header:
        raise PlanError(f"column {', '.join(columns)} is missing", f"{path} line 1")


def decode_csv(path: Path) -> str:
    """The text of a CSV file: UTF-8, UTF-16 or GB 18030, as Excel and WPS write it in China."""
    data = read_given(path)
    marked = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), "")
    for encoding in [marked] if marked else ["utf-8", "gb18030"]:
        if encoding == "gb18030":
            _check_one_encoding(data, path)
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if strange := _STRANGE.search(text):
            line = len(re.findall(r"\r\n|\r|\n", text[: strange.start()])) + 1
            problem = f"holds a character that is none (U+{ord(strange[0]):04X}); take it out"
            raise PlanError(problem, f"{path} line {line}")
        return text
    raise PlanError(f"is neither UTF-8, UTF-16 nor GB 18030; {_SAVE}", str(path))


def _check_one_encoding(data: bytes, path: Path) -> None:
    """PlanError where lines in UTF-8 stand beside others, as of two files put together: read as
    GB 18030 they would give other characters without a word."""
    lines = re.split(rb"\r\n|\r|\n", data)
    kinds = [_HAN_IN_UTF8.search(line) is not None and _is_utf8(line) for line in lines]
    if any(kinds):
        other = next(n for n, line in enumerate(lines, 1) if not _is_utf8(line))
        raise PlanError(f"is no UTF-8, as other lines are; {_SAVE}", f"{path} line {other}")


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _tell_separator(text: str) -> str:
    """What parts the cells of the first line that is not empty."""
    head = text.lstrip()[:2000].splitlines()[:1]
    return max(_SEPARATORS, key=lambda sign: head[0].count(sign)) if head else ","


def _check_header(header: list[str], columns: Sequence[str], where: str) -> list[str]:
    while header and not header[-1]:
        header.pop()
    if missing := [name for name in columns if name not in header]:
        raise PlanError(f"column {', '.join(missing)} is missing", where)
    if twice := [name for i, name in enumerate(header) if name in header[:i]]:
        raise PlanError(f"column {twice[0]!r} stands a second time", where)
    return header


def _build_row(fields: Sequence[str], header: Sequence[str], where: str) -> Row:
    """The row by column; cells beyond the last column may be there as long as they are empty."""
    if len(fields) < len(header) or any(field.strip() for field in fields[len(header) :]):
        raise PlanError(f"has {len(fields)} fields instead of {len(header)}", where)
    return dict(zip(header, map(free_formula, fields), strict=False))


def read_date(written: str, name: str, where: str) -> str:
    """A date in any form that names the year first, as 2024-03-18; empty stays empty.

    `2024/3/18`, `2024年3月18日` and `２０２４．３．１８` are read. PlanError for the rest, such as
    3/18/24, whose order cannot be known, or the bare number of days a spreadsheet keeps.
    """
    text = unicodedata.normalize("NFKC", written).strip()
    if not text:
        return ""
    found = _DATE.fullmatch(text)
    try:
        if not found or int(found[1]) not in _YEARS:
            raise ValueError
        return date(*map(int, found.groups())).isoformat()
    except ValueError as error:
        problem = f"{name} {shorten(written)} is no date such as 2024-03-18"
        raise PlanError(problem, where) from error


def read_year(written: str, name: str, where: str) -> str:
    """A year of four digits, `2024年` and `２０２４` among them; empty stays empty."""
    text = unicodedata.normalize("NFKC", written).strip()
    found = _YEAR.fullmatch(text)
    if text and (not found or int(found[1]) not in _YEARS):
        raise PlanError(f"{name} {shorten(written)} is no year such as 2025", where)
    return found[1] if found else ""


def shorten(written: str) -> str:
    """What stands in a cell, as a message quotes it."""
    return repr(written if len(written) <= 40 else written[:39] + "…")
