"""Every row leads back to its sentence, and no text of the task chapters is lost."""

from __future__ import annotations

import itertools
import re

import pytest

from compare.extract.clean import clean
from compare.language.numbers import to_chinese
from material import read_source_texts, tabulate_plan

PLANS = list(read_source_texts())
CHAPTER_LINE = re.compile(r"^[一二三四五六七八九十]+、.*$", re.MULTILINE)
CLAUSE_FRAME = re.compile(
    r"(?:[（(]责任单位[：:]|[）)]|工作分工：|、|等|牵头，|参加。)*"  # a clause less its names
)
RESIDUE = re.compile(r"\[bookmark:\w+\]")


def rows(plan_id: str, table: str) -> list[dict]:
    return tabulate_plan(plan_id)[table].to_dict("records")


@pytest.mark.parametrize("plan_id", PLANS)
def test_a_task_is_its_number_title_and_body(plan_id: str) -> None:
    source = read_source_texts()[plan_id]
    for task in rows(plan_id, "tasks"):
        number = rf"(?:[（(]?{re.escape(task['task_no'])}(?:[）)]|[.．﹒、]))?"
        title, body = re.escape(task["title"]), re.escape(task["body"])
        text = clean(source[task["start"] : task["end"]])
        assert re.fullmatch(rf"{number}{title}[。：]?{body}", text), (task["task_id"], text)


@pytest.mark.parametrize("plan_id", PLANS)
def test_the_clause_is_no_part_of_the_task(plan_id: str) -> None:
    source = read_source_texts()[plan_id]
    for task in rows(plan_id, "tasks"):
        text = clean(source[task["start"] : task["end"]]) + task["title"] + task["body"]
        assert not re.search(r"责任单位[：:]|工作分工：|\[bookmark", text), task["task_id"]


@pytest.mark.parametrize("plan_id", PLANS)
def test_spans_are_tight(plan_id: str) -> None:
    source = read_source_texts()[plan_id]
    for table in ("tasks", "assignments", "targets"):
        for row in rows(plan_id, table):
            text = source[row["start"] : row["end"]]
            assert text
            assert text == text.strip()


@pytest.mark.parametrize("plan_id", PLANS)
def test_lines_count_from_one(plan_id: str) -> None:
    lines = read_source_texts()[plan_id].split("\n")
    for task in rows(plan_id, "tasks"):
        first, last = lines[task["line_start"] - 1], lines[task["line_end"] - 1]
        assert task["title"][:4] in clean(first) or task["title"] in clean(first)
        assert (task["body"] or task["title"])[-4:] in clean(last)


@pytest.mark.parametrize("plan_id", PLANS)
def test_a_name_stands_where_its_row_says(plan_id: str) -> None:
    source = read_source_texts()[plan_id]
    for row in rows(plan_id, "assignments"):
        assert source[row["start"] : row["end"]] == row["name_as_written"]


@pytest.mark.parametrize("plan_id", PLANS)
def test_a_quote_is_its_span_cleaned(plan_id: str) -> None:
    source = read_source_texts()[plan_id]
    for row in rows(plan_id, "targets"):
        assert clean(source[row["start"] : row["end"]]) == row["quote"], row["target_id"]


@pytest.mark.parametrize("plan_id", PLANS)
def test_a_value_stands_in_its_quote(plan_id: str) -> None:
    for row in rows(plan_id, "targets"):
        written = [
            f"{row['value']:g}",
            *([to_chinese(int(row["value"]))] * (row["value"] % 1 == 0)),
        ]
        assert any(number in row["quote"] for number in written), row["target_id"]


@pytest.mark.parametrize("plan_id", PLANS)
def test_ids_are_unique(plan_id: str) -> None:
    tables = tabulate_plan(plan_id)
    tasks = tables["tasks"]
    assert tasks["task_id"].is_unique
    assert tables["targets"]["target_id"].is_unique
    sections = tasks[["section_id", "chapter", "section_no", "section_title"]].drop_duplicates()
    assert sections["section_id"].is_unique
    assert not sections.duplicated(["chapter", "section_no"]).any()


@pytest.mark.parametrize("plan_id", PLANS)
def test_ids_lead_to_rows(plan_id: str) -> None:
    tables = tabulate_plan(plan_id)
    known = set(tables["tasks"]["task_id"])
    assert set(tables["assignments"]["task_id"]) <= known
    assert set(tables["targets"]["task_id"]) <= known | {""}
    departments = set(tables["departments"]["department_id"])
    assert set(tables["assignments"]["department_id"]) == departments


@pytest.mark.parametrize("plan_id", PLANS)
def test_tasks_do_not_overlap(plan_id: str) -> None:
    tasks = rows(plan_id, "tasks")
    for task, following in itertools.pairwise(tasks):
        assert task["end"] <= following["start"]


@pytest.mark.parametrize("plan_id", PLANS)
def test_positions_count_over_each_clause(plan_id: str) -> None:
    assignments = tabulate_plan(plan_id)["assignments"]
    for _, clause in assignments.groupby("task_id", sort=False):
        assert clause["position"].tolist() == list(range(1, len(clause) + 1))
        assert clause["start"].is_monotonic_increasing


@pytest.mark.parametrize("plan_id", PLANS)
def test_no_department_is_left_to_a_rule(plan_id: str) -> None:
    departments = tabulate_plan(plan_id)["departments"]
    assert departments.loc[departments["status"] != "reviewed", "name_zh"].tolist() == []


@pytest.mark.parametrize("plan_id", PLANS)
def test_no_text_of_a_task_chapter_is_lost(plan_id: str) -> None:
    """Each character is in a task, a heading, a clause, or in ignored.csv with its reason."""
    source = read_source_texts()[plan_id]
    tasks = tabulate_plan(plan_id)["tasks"]
    headings = set(tasks["chapter"]) | set(tasks["section_no"] + tasks["section_title"])
    accounted = bytearray(len(source))
    for table in ("tasks", "assignments", "ignored"):
        for row in rows(plan_id, table):
            if row.get("what") != "number":
                accounted[row["start"] : row["end"]] = b"\1" * (row["end"] - row["start"])
                assert row.get("reason", "told elsewhere")
    for start, end in find_chapters(source, set(tasks["chapter"])):
        for line in re.finditer(r"[^\n]+", source[:end][start:]):
            span = range(start + line.start(), start + line.end())
            left = "".join(source[i] for i in span if not accounted[i] and not source[i].isspace())
            left = RESIDUE.sub("", left)
            assert left in headings or CLAUSE_FRAME.fullmatch(left), left


def find_chapters(source: str, names: set[str]) -> list[tuple[int, int]]:
    """Spans of the chapters with these headings, told by the line that opens each."""
    opening = list(CHAPTER_LINE.finditer(source))
    ends = [m.start() for m in opening[1:]] + [len(source)]
    found = [(m.start(), end) for m, end in zip(opening, ends, strict=True) if clean(m[0]) in names]
    assert len(found) == len(names)
    return found
