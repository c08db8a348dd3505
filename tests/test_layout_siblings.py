"""Invented plans in every layout: each task, whether it is work or a safeguard, and who does it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from compare.errors import PlanError
from compare.extract import Extraction, extract_plan

PLANS = Path(__file__).parent / "fixtures" / "layouts.txt"
NOTHING = "!none"  # a document that hands out no work
ROLES = {"lead": "/L", "support": "/S", "responsible": ""}


def iterate_cases() -> Iterator[tuple[str, str, list[str]]]:
    """(name, text, lines) of each plan; a line: kind, beginning of the title, names with roles."""
    for block in PLANS.read_text(encoding="utf-8").split("=== ")[1:]:
        name, rest = block.split("\n", 1)
        text, _, expected = rest.rpartition("\n---\n")
        yield name, text, expected.split("\n")[:-1]


CASES = {name: (text, expected) for name, text, expected in iterate_cases()}


def show(plan: Extraction, titles: list[str]) -> list[str]:
    """The plan's tasks as the file writes them: `Km 建馆: 县文旅局/L`; m a measure, + an item of some."""
    names: dict[str, list[str]] = {}
    for row in plan.assignments:
        written = f"{row['name_as_written']}{ROLES[str(row['role'])]}"
        names.setdefault(str(row["task_id"]), []).append(written)
    lines = []
    for i, task in enumerate(plan.tasks):
        kind = "K" if task["kind"] == "key_task" else "S"
        kind += "m" * bool(task["parent_id"]) + "+" * (not task["finest"])
        title = str(task["title"])
        told = titles[i] if i < len(titles) and title.startswith(titles[i]) else title
        lines.append(
            f"{kind} {told}: {' '.join(sorted(names.get(str(task['task_id']), [])))}".rstrip()
        )
    return lines


@pytest.mark.parametrize("name", CASES)
def test_every_task_and_every_name(name: str) -> None:
    text, expected = CASES[name]
    if expected == [NOTHING]:
        with suppress(PlanError):
            assert extract_plan(text, "p").tasks == []
        return
    titles = [line.partition(" ")[2].partition(":")[0] for line in expected]
    wanted = []
    for line in expected:
        head, _, names = line.partition(":")
        wanted.append(f"{head}: {' '.join(sorted(names.split()))}".rstrip())
    assert show(extract_plan(text, "p"), titles) == wanted
