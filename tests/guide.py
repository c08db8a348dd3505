"""The console blocks of docs/your-own-plan*.md, run: `python tests/guide.py` writes them anew.

A block holds commands (`$ …`) and what they print; a block that ends in `…` shows the first lines
only. A `csv` block is saved under the name that the line above it gives.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from compare.build.write import LANGUAGES
from compare.cli import main
from compare.present.charts.draw import list_figures
from compare.store import read_tables

ROOT = Path(__file__).resolve().parents[1]
GUIDES = [ROOT / "docs" / name for name in ("your-own-plan.md", "your-own-plan.zh-CN.md")]
KINDS_OF_FILE = 3
_BLOCK = re.compile(r"(?P<above>[^\n]*)\n\n?```(?P<kind>console|csv)\n(?P<text>.*?)```", re.DOTALL)


def run_guide(text: str) -> Iterator[tuple[str, str]]:
    """(block as it stands, block as it should) of every console block, run in an empty folder."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "examples", Path(folder) / "examples")
        os.chdir(folder)
        try:
            for block in _BLOCK.finditer(text):
                if block["kind"] == "csv":
                    name = re.findall(r"`([^`]+\.csv)`", block["above"])[-1]
                    Path(name).parent.mkdir(parents=True, exist_ok=True)
                    Path(name).write_text(block["text"], encoding="utf-8")
                elif "$ plan-compare" in block["text"]:
                    yield block["text"], renew_block(block["text"])
        finally:
            os.chdir(before)


def renew_block(block: str) -> str:
    """The commands of a block, each with what it prints now, cut where the block was cut."""
    commands = re.split(r"^(?=\$ )", block, flags=re.MULTILINE)[1:]
    return "".join(_renew_command(command) for command in commands)


def _renew_command(shown: str) -> str:
    command, *lines = shown.rstrip("\n").split("\n")
    printed = run_command(shlex.split(command.removeprefix("$ plan-compare "), comments=True))
    if lines and lines[-1] == "…":
        printed = [*printed[: len(lines) - 1], "…"]
    return "\n".join([command, *printed]) + "\n"


def run_command(arguments: list[str]) -> list[str]:
    """The lines a command prints; a build draws no figure here, they are only counted."""
    build = arguments[0] == "build" and "--tables-only" not in arguments
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        main([*arguments, "--tables-only"] if build else arguments)
    printed = err.getvalue() + out.getvalue()
    if build and not err.getvalue():
        folder = arguments[arguments.index("--out") + 1]
        names = list_figures(read_tables(Path(folder)))
        count = len(names) * len(LANGUAGES) * KINDS_OF_FILE
        printed += f"{count} figures in {folder}/figures\n"
    return printed.rstrip("\n").split("\n")


if __name__ == "__main__":
    for path in GUIDES:
        text = path.read_text(encoding="utf-8")
        for shown, real in list(run_guide(text)):
            text = text.replace(shown, real, 1)
        path.write_text(text, encoding="utf-8")
