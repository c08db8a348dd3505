"""Results kept between runs: what has not changed is not worked on again, and comes out the same."""

from __future__ import annotations

import os
from typing import ClassVar

import pytest

from compare.build.cache import (
    FEW,
    MOST_BYTES,
    SUFFIX,
    Parts,
    clear_shelf,
    keep_parts,
    keep_results,
    pack,
    unpack,
)
from compare.errors import PlanError
from compare.parallel import Lazy, open_threads, run_here
from material import run_as_elsewhere


@pytest.fixture
def work(tmp_path):
    """Squares of numbers; `asked` has the numbers that were really worked on."""

    class Work:
        asked: ClassVar[list[int]] = []
        folder = tmp_path / "kept"

        def square(self, number: int) -> list:
            self.asked.append(number)
            return [number**2, number / 3, "平方"]

        def run(self, numbers, run=run_here) -> list:
            self.asked.clear()
            return list(keep_results(run, self.folder, str)(self.square, numbers))

    return Work()


EXPECTED = {n: [n**2, n / 3, "平方"] for n in range(50)}


def expect(numbers) -> list:
    return [EXPECTED[n] for n in numbers]


def test_only_what_is_new_is_worked_on(work):
    assert work.run(range(6)) == expect(range(6))
    assert work.asked == [0, 1, 2, 3, 4, 5]
    assert work.run([7, 0, 1, 8, 2, 9]) == expect([7, 0, 1, 8, 2, 9])
    assert work.asked == [7, 8, 9]
    assert work.run([2, 1]) == expect([2, 1])
    assert work.asked == []


def test_what_was_not_asked_for_is_dropped(work):
    work.run(range(4))
    work.run([1, 3])
    assert {path.name for path in work.folder.iterdir()} == {f"1{SUFFIX}", f"3{SUFFIX}"}


@pytest.mark.parametrize(
    "damage",
    [b"", b"no gzip", pack([1])[:-3], pack([9]), pack({"a": 1}), pack([f"2{SUFFIX}", [4]])],
)
def test_a_damaged_result_is_made_again(work, damage):
    work.run(range(3))
    (work.folder / f"1{SUFFIX}").write_bytes(damage)
    assert work.run(range(3)) == expect(range(3))
    assert work.asked == [1]
    assert unpack((work.folder / f"1{SUFFIX}").read_bytes()) == [f"1{SUFFIX}", EXPECTED[1]]


def test_an_interrupted_run_keeps_what_it_had(work):
    results = keep_results(run_here, work.folder, str)(work.square, range(9))
    assert [next(results) for _ in range(4)] == expect(range(4))
    results.close()
    assert work.run(range(9)) == expect(range(9))
    assert work.asked == [4, 5, 6, 7, 8]


@pytest.mark.parametrize(
    "known", [[], range(0, 40, 3), range(30), range(10, 40), range(40)], ids=str
)
def test_order_holds_where_others_run_ahead(work, known):
    work.run(known)
    with open_threads(2) as run:
        assert work.run(range(40), run) == expect(range(40))
    assert sorted(work.asked) == sorted(set(range(40)) - set(known))


def test_processes_give_the_same(tmp_path):
    for _ in range(2):
        found = keep_results(run_as_elsewhere, tmp_path, str)(pow_three, range(20))
        assert list(found) == [n**3 for n in range(20)]


def pow_three(number: int) -> int:
    return number**3


def test_without_a_folder_nothing_is_kept():
    assert keep_results(run_here, None, str) is run_here


def test_a_shelf_that_is_no_longer_used_goes_but_not_what_else_stands_there(work):
    work.run(range(2))
    (work.folder / "notes.txt").write_text("mine", encoding="utf-8")
    clear_shelf(work.folder)
    assert [path.name for path in work.folder.iterdir()] == ["notes.txt"]
    (work.folder / "notes.txt").unlink()
    for _ in range(2):  # nor is it missed
        clear_shelf(work.folder)
        assert not work.folder.exists()


@pytest.mark.skipif(os.name == "nt", reason="needs links")
def test_what_a_link_leads_to_is_neither_filled_nor_cleared(work, tmp_path):
    (tmp_path / "others").mkdir()
    others = tmp_path / "others" / f"x{SUFFIX}"
    others.write_text("theirs", encoding="utf-8")
    work.folder.symlink_to(others.parent)
    for use in (lambda: work.run([1]), lambda: clear_shelf(work.folder)):
        with pytest.raises(PlanError, match="is a link"):
            use()
    assert list(others.parent.iterdir()) == [others]


def test_what_a_killed_writer_left_goes_but_not_what_another_writes(work):
    work.run([1])
    left, fresh = work.folder / ".writing-a", work.folder / ".writing-b"
    left.touch()
    fresh.touch()
    os.utime(left, (0, 0))
    work.run([1])
    assert {path.name for path in work.folder.iterdir()} == {f"1{SUFFIX}", fresh.name}


def test_what_has_no_name_or_packs_to_nothing_is_not_kept(work):
    run = keep_results(
        *(run_here, work.folder, lambda n: str(n) if n else ""),
        pack=lambda result: result if result[0] < 9 else None,
    )
    for asked in ([0, 1, 2, 3], [0, 3]):
        work.asked.clear()
        assert list(run(work.square, range(4))) == expect(range(4))
        assert work.asked == asked


def test_each_item_is_asked_for_once_and_that_one_is_worked_on(work):
    """A file that changes after it was read cannot be kept under the name of what it was."""
    versions: dict[int, int] = {}

    def read(number: int) -> int:
        versions[number] = versions.get(number, 0) + 1
        return number + 100 * versions[number]

    run = keep_results(run_here, work.folder, str, weigh=lambda _: MOST_BYTES // 3)
    found = list(run(work.square, Lazy(range(8), read)))
    assert found == [[(n + 100) ** 2, (n + 100) / 3, "平方"] for n in range(8)]
    assert set(versions.values()) == {1}
    assert {path.name for path in work.folder.iterdir()} == {f"{n + 100}{SUFFIX}" for n in range(8)}


TIMES = Parts(
    lambda item: str(item[0]),
    lambda item: [str(number) for number in item[1]],
    lambda item, numbers: (item[0], [item[1][n] for n in numbers]),
    lambda item, number, result: result != [0],
)


def test_a_part_more_costs_itself_alone(tmp_path):
    asked: list[tuple[int, list[int]]] = []

    def multiply(item):
        asked.append(item)
        return [[item[0] * number] for number in item[1]]

    def run(*items):
        asked.clear()
        return list(keep_parts(run_here, tmp_path, TIMES)(multiply, items))

    assert run((2, [3, 4]), (5, [6])) == [[[6], [8]], [[30]]]
    assert run((2, [3, 7, 4]), (5, [6])) == [[[6], [14], [8]], [[30]]]
    assert asked == [(2, [7])]
    assert run((2, [4, 3]), (5, [])) == [[[8], [6]], []]
    assert asked == []
    assert run((2, [7])) == [[[14]]]  # left out the time before, so no longer there
    assert asked == [(2, [7])]
    assert {path.name for path in tmp_path.iterdir()} == {f"2{SUFFIX}"}
    assert run((2, [7, 0])) == run((2, [7, 0])) == [[[14], [0]]]
    assert asked == [(2, [0])]  # what was kept does not suit
    (tmp_path / f"2{SUFFIX}").write_bytes(b"damaged")
    assert run((2, [7])) == [[[14]]]
    assert keep_parts(run_here, None, TIMES) is run_here


@pytest.mark.parametrize(("fresh", "is_here"), [(1, True), (FEW, True), (FEW + 1, False)])
def test_a_few_more_items_are_worked_on_here(tmp_path, fresh, is_here):
    """Other processes would take longer to start."""
    elsewhere: list[int] = []

    def run_elsewhere(function, items):
        for item in items:
            elsewhere.append(item[0])
            yield function(item)

    def run(numbers) -> list:
        items = [(number, [1]) for number in numbers]
        found = keep_parts(run_elsewhere, tmp_path, TIMES)(lambda item: [[item[0]]], items)
        return list(found)

    run(range(100, 140))
    elsewhere.clear()
    numbers = [*range(100, 140), *range(fresh)]
    assert run(numbers) == [[[number]] for number in numbers]
    assert elsewhere == ([] if is_here else [*range(fresh)])
