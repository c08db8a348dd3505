"""Small plans, one per phenomenon of the genre, against rows typed from reading them."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from compare.extract import Extraction, extract_plan
from compare.extract.clean import clean

FOLDER = Path(__file__).parent / "golden"
PHENOMENA = sorted(path.parent.name for path in FOLDER.glob("*/plan.txt"))


def read_plan(name: str) -> Extraction:
    source = (FOLDER / name / "plan.txt").read_bytes().decode("utf-8")
    return extract_plan(source, name)


def read_expected(name: str, table: str) -> list[dict[str, str]]:
    with (FOLDER / name / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def as_number(cell: object) -> float | None:
    return None if cell in ("", None) else float(str(cell))


@pytest.mark.parametrize("name", PHENOMENA)
def test_tasks(name: str) -> None:
    found = [(t["task_no"], t["title"], t["kind"]) for t in read_plan(name).tasks]
    expected = [(t["task_no"], t["title"], t["kind"]) for t in read_expected(name, "tasks")]
    assert found == expected


@pytest.mark.parametrize("name", PHENOMENA)
def test_assignments(name: str) -> None:
    plan = read_plan(name)
    tasks = {str(t["task_id"]): t for t in plan.tasks}
    expected = read_expected(name, "assignments")
    key = "title" if expected and "title" in expected[0] else "task_no"
    found = [
        (tasks[str(a["task_id"])][key], a["role"], a["name_as_written"]) for a in plan.assignments
    ]
    assert found == [(a[key], a["role"], a["name_as_written"]) for a in expected]


@pytest.mark.parametrize("name", PHENOMENA)
def test_targets(name: str) -> None:
    found = [
        (
            as_number(t["value"]),
            as_number(t["value_high"]),
            t["unit"],
            as_number(t["year"]),
            t["cadence"],
        )
        for t in read_plan(name).targets
    ]
    expected = [
        (
            as_number(t["value"]),
            as_number(t["value_high"]),
            t["unit"],
            as_number(t["year"]),
            t["cadence"],
        )
        for t in read_expected(name, "targets")
    ]
    assert Counter(found) == Counter(expected)


@pytest.mark.parametrize("name", PHENOMENA)
def test_rows_can_be_followed_back(name: str) -> None:
    plan = read_plan(name)
    for task in plan.tasks:
        text = clean(plan.source[int(str(task["start"])) : int(str(task["end"]))])
        assert str(task["title"]) in text
    for target in plan.targets:
        assert (
            clean(plan.source[int(str(target["start"])) : int(str(target["end"]))])
            == target["quote"]
        )
    for row in plan.assignments:
        raw = plan.source[int(str(row["start"])) : int(str(row["end"]))]
        assert "".join(raw.split()) == row["name_as_written"]
