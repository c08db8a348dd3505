"""The Python blocks of docs/python.md, run: `python tests/python_guide.py` writes their outputs anew."""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import shutil
import sys
import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
GUIDE = ROOT / "docs" / "python.md"
_BLOCK = re.compile(r"(?<=```python\n).*?(?=```)", re.DOTALL)
_SHOWN = (
    *("display.width", 120, "display.max_columns", 20, "display.max_colwidth", 40),
    *("display.unicode.east_asian_width", True),
)


def run_guide(text: str) -> Iterator[tuple[str, str]]:
    """(block as it stands, block as it should), run one after the other beside the examples."""
    before, names = Path.cwd(), {"__name__": "__main__"}
    with tempfile.TemporaryDirectory() as folder, pd.option_context(*_SHOWN):
        shutil.copytree(ROOT / "examples", Path(folder) / "examples")
        os.chdir(folder)
        try:
            for block in _BLOCK.findall(text):
                yield block, "".join(_renew_examples(block, names))
        finally:
            os.chdir(before)


def _renew_examples(block: str, names: dict[str, Any]) -> Iterator[str]:
    """Each statement with what it prints now."""
    for example in doctest.DocTestParser().get_examples(block):
        first, *more = example.source.rstrip("\n").split("\n")
        yield "\n".join([f">>> {first}", *(f"... {line}".rstrip() for line in more)]) + "\n"
        yield _run_statement(example.source, names)


def _run_statement(source: str, names: dict[str, Any]) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        hook, sys.displayhook = sys.displayhook, sys.__displayhook__
        try:
            exec(compile(source, "<guide>", "single"), names)
        except Exception as error:
            print("Traceback (most recent call last):\n  …")
            print("".join(traceback.format_exception_only(error)), end="")
        finally:
            sys.displayhook = hook
    return out.getvalue()


if __name__ == "__main__":
    text = GUIDE.read_text(encoding="utf-8")
    for shown, real in list(run_guide(text)):
        text = text.replace(shown, real, 1)
    GUIDE.write_text(text, encoding="utf-8")
