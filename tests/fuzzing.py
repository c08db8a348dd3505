"""Files as nobody should write them: seeded changes to rows, cells, bytes, parts of archives."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from random import Random

from compare.errors import PlanError
from compare.extract.readers.reading import Reading
from compare.extract.readers.subprocesses import read_here

Rows = list[list[str]]
CELLS = (
    "", " ", "\u3000", "'", '"', "=1+1", "'=1", "-", "+", "@甲", "\t", "\n", "\r", "\u2028", "\x0b", "\u202e", "\ufeff",
    "0", "-1", "1e999", "nan", "inf", "²", "٣", "１２", "十二", "9" * 30, "1.5.2", "0x10", "1_000", "true", "2025",
    "2025-02-30", "2025/2/3", "2025年", "3/18/24", "45000", "0000-00-00", "甲" * 200, "字" * 140_000, "a;b", ";;",
    "../x", "/etc/passwd", "a/b", "..", ".", "CON", "~$x", "-x", "plans.csv",
    "(", "[", "*", "(?P<a>", "\\", "(a|a)*", "()",
    ".*", "a{99999999999}", "(?<=a*)", "(?i)a", "drop: why", "drop:", "lead", "target", "key_task", "line 1", "line 99",
    "line ٣", "line " + "9" * 40, "targets x unit", "targets p-t1 value", "targets p-t1 row",
    "targets p-t1 unit", "tasks",
    "tasks p-二.一.1 kind", "assignments p 1 role", "assignments p-二.一.1 1 name", "assignments p-二.一.1 0 role",
    "tasks p-二.一.1 row", "\U0001f600", "\ue000", "𠮷", "甲\ud7ff", "&lt;", "<b>", "%s", "{0}", "NULL", "#REF!",
)  # fmt: skip
BYTES = (
    b"\0",
    b"\xff",
    b"\xfe\xff",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\r",
    b"\n",
    b'"',
    b",",
    b"\x80",
    b"\xef\xbf\xbf",
    b"\x1b",
    b";",
)
CODINGS = (
    *["utf-8"] * 12,
    "utf-8-sig",
    "gb18030",
    "gbk",
    "utf-16",
    "utf-16-be",
    "big5",
    "cp1252",
)


def change_rows(rows: Rows, random: Random) -> Rows:
    """A table with one to four changes: cells, rows, columns, the header."""
    rows = [list(row) for row in rows]
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(rows)) if random.random() < 0.3 else len(rows) - 1
        row = rows[at]
        column = random.randrange(len(row)) if row else 0
        kind = random.randrange(12)
        if kind < 7 and row:
            row[column] = random.choice(CELLS)
        elif kind == 7 and row:
            row[column] += random.choice(CELLS)
        elif kind == 8:
            rows.insert(at, random.choice([[], [""], list(row), [""] * len(row)]))
        elif kind == 9 and row:
            del row[column]
        elif kind == 10:
            row.insert(column, random.choice(CELLS))
        elif kind == 11 and len(rows) > 1:
            del rows[at]
    return rows or [[]]


def spell_rows(rows: Rows, random: Random) -> bytes:
    """The table as a file: separator, quotes, ends of lines, coding; now and then damaged."""
    buffer = io.StringIO()
    csv.writer(
        buffer,
        delimiter=random.choice(",,,,,;\t"),
        lineterminator=random.choice(["\n", "\n", "\r\n", "\r"]),
        quoting=random.choice([csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    ).writerows(rows)
    data = buffer.getvalue().encode(random.choice(CODINGS), "replace")
    return change_bytes(data, random) if random.random() < 0.25 else data


def change_bytes(data: bytes, random: Random) -> bytes:
    """The file cut off, a stretch taken out or twice, or some bytes others."""
    at = random.randrange(len(data) + 1)
    end = min(len(data), at + random.randint(0, 40))
    kind = random.randrange(5)
    if kind == 0:
        return data[:at]
    if kind == 1:
        return data[:at] + data[end:]
    if kind == 2:
        return data[:end] + data[at:]
    if kind == 3:
        return data[:at] + random.choice(BYTES) + data[at:]
    changed = bytearray(data)
    for _ in range(random.randint(1, 8)):
        if changed:
            changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def change_text(text: str, pieces: Sequence[str], random: Random) -> str:
    """The text with some of `pieces` put in, or lines of it moved, doubled or taken out."""
    for _ in range(random.randint(1, 12)):
        if random.random() < 0.7:
            at = random.randrange(len(text) + 1)
            text = text[:at] + random.choice(pieces) + text[at + random.choice((0, 0, 1, 5)) :]
        else:
            lines = text.split("\n")
            random.choice([random.shuffle, list.reverse, lambda found: found.append(found[0])])(
                lines
            )
            text = "\n".join(lines)
    return text


def change_archive(data: bytes, change: Callable[[str], str], random: Random) -> bytes:
    """A docx or xlsx in one part of which the words between tags are changed, or its bytes."""
    if random.random() < 0.3:
        return change_bytes(data, random)
    book, buffer = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    names = [name for name in book.namelist() if name.endswith((".xml", ".rels"))]
    chosen = random.choice(names)
    with zipfile.ZipFile(buffer, "w") as made:
        for name in book.namelist():
            part = book.read(name)
            if name == chosen:
                part = _change_part(part, change, random)
            with suppress(UserWarning):
                made.writestr(name, part)
    return buffer.getvalue()


def _change_part(part: bytes, change: Callable[[str], str], random: Random) -> bytes:
    if random.random() < 0.3:
        return change_bytes(part, random)
    words = list(re.finditer(r">([^<]+)<|\"([^\"<>]*)\"", part.decode()))
    if not words:
        return part
    chosen = random.choice(words)
    text = chosen[1] if chosen[1] is not None else chosen[2]
    at, end = chosen.span(1) if chosen[1] is not None else chosen.span(2)
    new = change(text).replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return (part.decode()[:at] + new + part.decode()[end:]).encode("utf-8", "replace")


def read_at_once(kind: str, data: bytes, where: str) -> Reading:
    """As `read_apart`, without the second a process of its own takes to start."""
    try:
        return read_here(kind, data)
    except PlanError as error:
        raise PlanError(error.problem, where) from error
