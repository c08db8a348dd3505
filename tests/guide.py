"""The blocks of docs/your-own-plan*.md, run: `python tests/guide.py` writes them anew.

A `console` block holds commands (`$ …`) and what they print; one that ends in `…` shows the first
lines only. A `csv` block is saved, a `text` block is what stands in the Word file, under the name
that the line above it gives.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from unittest import mock

import docx
from docx.table import Table

from compare.build import write
from compare.cli import main
from compare.present.charts.draw import list_figures
from compare.store import read_tables

ROOT = Path(__file__).resolve().parents[1]
GUIDES = [ROOT / "docs" / name for name in ("your-own-plan.md", "your-own-plan.zh-CN.md")]
KINDS_OF_FILE = 3
Step = tuple[str, str]  # what is run, or the name of a file; the content saved there
_BLOCK = re.compile(
    r"(?P<above>[^\n]*)\n\n?```(?P<kind>console|csv|text)\n(?P<text>.*?)```", re.DOTALL
)
_COMMAND = re.compile(r"^\$ (plan-compare .*)\n", re.MULTILINE)


def run_guide(text: str) -> Iterator[tuple[str, str]]:
    """(block as it stands, block as it should) of every block that shows what comes out."""
    printed, pages = run_steps(list_steps(text))
    told = iter(printed)
    for block in _BLOCK.finditer(text):
        if block["kind"] == "console" and _COMMAND.search(block["text"]):
            yield block["text"], _renew_block(block["text"], told)
        elif block["kind"] == "text":
            yield block["text"], pages[Path(_name_file(block)).name]


def list_steps(text: str) -> tuple[Step, ...]:
    """The commands of a guide and the files it has one save, in order."""
    steps: list[Step] = []
    for block in _BLOCK.finditer(text):
        if block["kind"] == "csv":
            steps.append((_name_file(block), block["text"]))
        elif block["kind"] == "console":
            steps += [(command, "") for command in _COMMAND.findall(block["text"])]
    return tuple(steps)


def _name_file(block: re.Match[str]) -> str:
    return re.findall(r"`([^`]+\.(?:csv|docx))`", block["above"])[-1]


@cache
def run_steps(steps: tuple[Step, ...]) -> tuple[list[list[str]], dict[str, str]]:
    """The lines each command prints, and the text of each one page written; in an empty folder."""
    before, printed = Path.cwd(), []
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "examples", Path(folder) / "examples")
        os.chdir(folder)
        try:
            for step, content in steps:
                if content:
                    Path(step).parent.mkdir(parents=True, exist_ok=True)
                    Path(step).write_text(content, encoding="utf-8")
                else:
                    printed.append(run_command(shlex.split(step, comments=True)[1:]))
            pages = {path.name: read_page(path) for path in Path().glob("*/one-page-*.docx")}
        finally:
            os.chdir(before)
    return printed, pages


def _renew_block(block: str, told: Iterator[list[str]]) -> str:
    """The commands of a block, each with what it prints now, cut where the block was cut."""
    renewed = []
    for shown in re.split(r"^(?=\$ )", block, flags=re.MULTILINE)[1:]:
        command, *lines = shown.rstrip("\n").split("\n")
        printed = next(told)
        if lines and lines[-1] == "…":
            printed = [*printed[: len(lines) - 1], "…"]
        renewed.append("\n".join([command, *printed]) + "\n")
    return "".join(renewed)


def run_command(arguments: list[str]) -> list[str]:
    """The lines a command prints; no figure is drawn here, they are counted, and of a report only
    the one page is made."""
    build = arguments[0] == "build" and "--tables-only" not in arguments
    out, err = io.StringIO(), io.StringIO()
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        mock.patch.object(write, "list_products", _list_light_products(write.list_products)),
        mock.patch("compare.cli.commands.track_progress", lambda items, *_: items),
    ):
        main([*arguments, "--tables-only"] if build else arguments)
    printed = err.getvalue() + out.getvalue()
    if build and not err.getvalue():
        folder = arguments[arguments.index("--out") + 1]
        names = list_figures(read_tables(Path(folder)))
        count = len(names) * len(write.LANGUAGES) * KINDS_OF_FILE
        printed += f"{count} figures in {folder}/figures\n"
    return printed.rstrip("\n").split("\n")


def _list_light_products(listed: Callable[..., dict]) -> Callable[..., dict]:
    """The products by name, with nothing in any but the one page in Word."""

    def list_light(*sides: object) -> dict:
        jobs = listed(*sides)
        return {
            name: job if name.startswith("one-page") and name.endswith(".docx") else bytes
            for name, job in jobs.items()
        }

    return list_light


def read_page(path: Path) -> str:
    """The text of a Word file, a row of a table a line."""
    lines = []
    for part in docx.Document(str(path)).iter_inner_content():
        if isinstance(part, Table):
            lines += ["  " + " | ".join(cell.text for cell in row.cells) for row in part.rows]
        else:
            lines.append(part.text)
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    for path in GUIDES:
        text = path.read_text(encoding="utf-8")
        for shown, real in list(run_guide(text)):
            text = text.replace(f"\n{shown}```", f"\n{real}```", 1)
        path.write_text(text, encoding="utf-8")
