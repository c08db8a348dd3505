"""Run the parser of a web page, Word file, pdf or workbook in a process of its own.

These formats can hold anything: streams that unpack to gigabytes, pages that draw one another
without end. A process that has a limit of its own can fail without taking the build with it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec

from compare.errors import PlanError, tell_install
from compare.extract.readers.reading import Reading, ScannedPages, pack_reading, unpack_reading
from compare.limits import die_with, limit_process

TIME_LIMIT = 120
MEMORY_LIMIT = 2**30
SECONDS_A_SCAN, MOST_SCANS, SCAN_MEMORY = 60, 200, 4 * 2**30  # for pages that are recognised
_REFUSED, _SCANNED = 3, 4
_TOO_DEEP = "Excessive depth"  # what libxml2 says of more than 256 elements one in the other
_START = (
    "import sys; from compare.extract.readers.subprocesses import run_reader; "
    "run_reader(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]))"
)


def read_apart(kind: str, data: bytes, where: str) -> Reading:
    """What an html, docx, pdf or xlsx file says; PlanError in the words of its reader.

    PlanError as well where it takes more than `TIME_LIMIT` seconds or `MEMORY_LIMIT` bytes. Pages
    that are pictures are recognised where the extra `scan` is installed, else left out.
    """
    found = _run_reader(kind, data, where, TIME_LIMIT)
    if isinstance(found, Reading):
        return found
    if found > MOST_SCANS:
        raise PlanError(
            f"{found} pages of the pdf are scanned, more than {MOST_SCANS}; give the plan's", where
        )
    can_recognise = find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None
    kind, limit = ("scan", SECONDS_A_SCAN * found) if can_recognise else ("pages of text", 0)
    read = _run_reader(kind, data, where, TIME_LIMIT + limit)
    assert isinstance(read, Reading)
    return read


def _run_reader(kind: str, data: bytes, where: str, limit: float) -> Reading | int:
    """What the file says, or the number of its pages that are pictures."""
    start = [sys.executable, "-P", "-X", "utf8", "-c", _START]
    path = os.pathsep.join(entry for entry in sys.path if entry)
    try:
        done = subprocess.run(
            [*start, kind, str(limit), str(os.getpid())],
            input=data,
            capture_output=True,
            timeout=limit,
            env={**os.environ, "PYTHONPATH": path},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise PlanError(
            f"reading the {kind} took more than {limit} seconds; {_tell_other(kind)}", where
        ) from error
    except OSError as error:
        raise PlanError(f"the {kind} reader cannot be started ({error})", where) from error
    if done.returncode == 0:
        return unpack_reading(json.loads(done.stdout))
    said = " ".join(done.stdout.decode("utf-8", errors="replace").split())
    if done.returncode == _SCANNED:
        return int(said)
    if done.returncode == _REFUSED:
        raise PlanError(said, where)
    raise PlanError(f"the {kind} is damaged or too large to read; {_tell_other(kind)}", where)


def _tell_other(kind: str) -> str:
    return "answer in the one that was sent" if kind == "xlsx" else "save it as txt or docx"


def read_here(kind: str, data: bytes) -> Reading:
    """What a file says, read in this process; PlanError for anything its parser raises.

    `kind`: docx, html, xlsx (its sheets as JSON), pdf, `scan` for a pdf whose pictures of pages are
    recognised, or `pages of text` for one of which they are left out.
    """
    try:
        found = _choose_reader(kind)(data)
    except (PlanError, ScannedPages):
        raise
    except ImportError as error:
        extra = {"scan": "scan", "xlsx": "report"}.get(kind, "formats")
        raise PlanError(f"reading {kind} needs {error.name}: {tell_install(extra)}") from error
    except MemoryError as error:
        raise PlanError(f"the {kind} needs more than {MEMORY_LIMIT // 2**20} MB to read") from error
    except Exception as error:  # the parsers promise no kind of exception for broken files
        if _TOO_DEEP in str(error):
            raise PlanError(f"the {kind} is nested too deeply to be read; leave it out") from error
        raise PlanError(
            f"the {kind} is damaged and cannot be read ({type(error).__name__}); save it again"
        ) from error
    return found if isinstance(found, Reading) else Reading(found)


def _choose_reader(kind: str) -> Callable[[bytes], Reading | str]:
    """Imported when asked for, since each needs packages of its own."""
    if kind == "docx":
        from compare.extract.readers import word

        return word.read_word
    if kind == "html":
        from compare.extract.readers import web

        return web.read_web
    if kind == "xlsx":
        from compare.extract.readers import workbook

        return workbook.read_workbook
    from compare.extract.readers import pdf

    how = {"pdf": "ask", "scan": "do", "pages of text": "no"}[kind]
    return partial(pdf.read_pdf, recognise=how)


def run_reader(kind: str, limit: float, parent: int) -> None:
    """Read stdin; the reading, a refusal (exit code 3) or a number of pictures (4) goes to stdout.

    Ends with the process that asks.

    Libraries write warnings to stderr, which are no part of what a user is told.
    """
    die_with(parent)
    limit_process(SCAN_MEMORY if kind == "scan" else MEMORY_LIMIT, limit)
    code = 0
    try:
        reading = pack_reading(read_here(kind, sys.stdin.buffer.read()))
        reading["text"] = reading["text"].encode("utf-8", errors="replace").decode()
        said = json.dumps(reading)
    except PlanError as error:
        said, code = str(error), _REFUSED
    except ScannedPages as pages:
        said, code = str(pages.count), _SCANNED
    sys.stdout.buffer.write(said.encode("utf-8", errors="replace"))
    sys.stdout.flush()
    sys.exit(code)
