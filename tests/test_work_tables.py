"""Rows of tables of work and the tasks of the text they speak of."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from compare.extract.outline.tasks import Task
from compare.extract.tables.tasks import _Known

NAME = st.text("建设书屋馆", min_size=1, max_size=7)


def make_task(number: int, title: str) -> Task:
    return Task(f"p-1.1.{number}", "key_task", "", "p-1.1", "", "", str(number), "", title)


def is_same(a: str, b: str) -> bool:
    """Of one name, or one begins with the other, which says enough."""
    short, long = sorted((a, b), key=len)
    return a == b or (len(short) >= 4 and long.startswith(short))


@given(st.lists(NAME, max_size=12), NAME)
def test_a_row_finds_the_only_task_of_its_name(titles: list[str], name: str) -> None:
    tasks = [make_task(number, title) for number, title in enumerate(titles, 1)]
    same = [task for task in tasks if is_same(name, task.title)]
    exact = [task for task in same if task.title == name]
    expected = same[0] if len(same) == 1 else exact[0] if len(exact) == 1 else None
    assert _Known(tasks).find(name, "") is expected


def test_a_row_finds_a_task_by_its_number_where_the_names_are_much_alike() -> None:
    tasks = [make_task(1, "建设乡村书屋"), make_task(2, "办好茶会")]
    assert _Known(tasks).find("乡村书屋建设工程", "1") is tasks[0]
    assert _Known(tasks).find("乡村书屋建设工程", "2") is None
    assert _Known(tasks).find("（一）建设乡村书屋", "") is tasks[0]
