"""Run the parser of a web page, Word file or pdf in a process of its own.

These formats can hold anything: streams that unpack to gigabytes, pages that draw one another
without end. A process that has a limit of its own can fail without taking the build with it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress

from compare.errors import PlanError

TIME_LIMIT = 120
MEMORY_LIMIT = 2**30
_REFUSED = 3
_START = "import sys; from compare.extract.readers.subprocesses import run_reader; run_reader(sys.argv[1])"


def read_apart(kind: str, data: bytes, where: str) -> str:
    """The text of an html, docx or pdf file; PlanError in the words of its reader.

    PlanError as well where it takes more than `TIME_LIMIT` seconds or `MEMORY_LIMIT` bytes.
    """
    command = [sys.executable, "-P", "-X", "utf8", "-c", _START, kind]
    path = os.pathsep.join(entry for entry in sys.path if entry)
    try:
        done = subprocess.run(
            command,
            input=data,
            capture_output=True,
            timeout=TIME_LIMIT,
            env={**os.environ, "PYTHONPATH": path},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise PlanError(
            f"reading the {kind} took more than {TIME_LIMIT} seconds; save it as txt or docx", where
        ) from error
    except OSError as error:
        raise PlanError(f"the {kind} reader cannot be started ({error})", where) from error
    if done.returncode == 0:
        return done.stdout.decode("utf-8")
    if done.returncode == _REFUSED:
        raise PlanError(done.stderr.decode("utf-8", errors="replace").strip(), where)
    raise PlanError(f"the {kind} is damaged or too large to read; save it as txt or docx", where)


def read_here(kind: str, data: bytes) -> str:
    """The text of a file, read in this process; PlanError for anything its parser raises."""
    try:
        text = _choose_reader(kind)(data)
    except PlanError:
        raise
    except ImportError as error:
        raise PlanError(f"reading {kind} needs {error.name}: pip install '.[formats]'") from error
    except MemoryError as error:
        raise PlanError(f"the {kind} needs more than {MEMORY_LIMIT // 2**20} MB to read") from error
    except Exception as error:  # the parsers promise no kind of exception for broken files
        raise PlanError(
            f"the {kind} is damaged and cannot be read ({type(error).__name__}); save it again"
        ) from error
    return text


def _choose_reader(kind: str) -> Callable[[bytes], str]:
    """Imported when asked for, since each needs packages of its own."""
    if kind == "docx":
        from compare.extract.readers import word

        return word.read_word
    if kind == "html":
        from compare.extract.readers import web

        return web.read_web
    from compare.extract.readers import pdf

    return pdf.read_pdf


def run_reader(kind: str) -> None:
    """Read stdin, write its text to stdout; a refusal goes to stderr with exit code 3."""
    _limit_memory()
    try:
        text = read_here(kind, sys.stdin.buffer.read())
    except PlanError as error:
        sys.stderr.write(str(error))
        sys.exit(_REFUSED)
    sys.stdout.buffer.write(text.encode("utf-8", errors="replace"))


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    with suppress(ValueError, OSError):  # not every system lets a process limit itself
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
