"""Workloads: every measure on a case small enough to count by hand."""

from __future__ import annotations

import math
import random

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.analyse.workload import (
    compare_concentration,
    compare_rankings,
    compute_gini,
    compute_hhi,
    compute_kendall,
    count_functions,
    count_scopes,
    count_workload,
    find_shared_grain,
    measure_breadth,
    measure_concentration,
    measure_intervals,
    rank_variants,
    resampling,
)
from compare.schema import build_table
from material import read_source_texts, tabulate_plan

PLANS = list(read_source_texts())
Named = dict[str, list[str]]


def make_tasks(plan: str, sections: dict[str, int], kind: str = "key_task") -> pd.DataFrame:
    """`{"s1": 2}` → two tasks in section s1."""
    rows = [
        {"plan_id": plan, "task_id": f"{plan}-{section}-{n}", "section_id": f"{plan}-{section}"}
        for section, count in sections.items()
        for n in range(1, count + 1)
    ]
    rest = {"kind": kind, "task_no": "1", "title": "t", "start": 0, "end": 1}
    return build_table("tasks", [row | rest for row in rows])


def make_assignments(plan: str, named: Named, scope: str = "task") -> pd.DataFrame:
    """`{"s1-1": ["lead:a", "b"]}` → who is named for which task (no role: responsible)."""
    rows = []
    for task, bodies in named.items():
        for position, body in enumerate(bodies, 1):
            role, _, department = body.rpartition(":")
            row = {"plan_id": plan, "task_id": f"{plan}-{task}", "scope": scope}
            row |= {"role": role or "responsible", "position": position, "start": 0, "end": 1}
            names = ("name_as_written", "name", "department_id")
            rows.append(row | dict.fromkeys(names, department))
    return build_table("assignments", rows)


def get(table: pd.DataFrame, department: str, grain: str, plan: str = "p") -> pd.Series:
    keys = table["department_id"].eq(department) & table["grain"].eq(grain)
    return table[keys & table["plan_id"].eq(plan)].iloc[0]


TASKS = make_tasks("p", {"s1": 2, "s2": 1, "s3": 1})
NAMED = {"s1-1": ["lead:a", "support:b"], "s1-2": ["support:a"], "s2-1": ["lead:a", "c"]}
ASSIGNMENTS = make_assignments("p", NAMED)


def test_mentions_roles_shares_and_ranks_by_hand() -> None:
    table = count_workload(TASKS, ASSIGNMENTS)
    a = get(table, "a", "task")
    assert (a["mentions"], a["lead"], a["support"], a["share"], a["rank"]) == (3, 2, 1, 1, 1)
    a = get(table, "a", "section")
    assert (a["mentions"], a["lead"], a["support"], a["share"], a["rank"]) == (2, 2, 1, 1, 1)
    b, c = get(table, "b", "section"), get(table, "c", "section")
    assert (b["share"], b["rank"], c["responsible"], c["rank"]) == (0.5, 2, 1, 2)
    assert get(table, "b", "task")["share"] == pytest.approx(1 / 3)


def test_safeguards_and_tasks_without_a_clause_do_not_count() -> None:
    guard = make_tasks("p", {"s9": 1}, kind="safeguard")
    more = pd.concat([ASSIGNMENTS, make_assignments("p", {"s9-1": ["z"]})])
    pd.testing.assert_frame_equal(
        count_workload(pd.concat([TASKS, guard]), more), count_workload(TASKS, ASSIGNMENTS)
    )


def test_the_shared_grain_is_the_coarsest_clause() -> None:
    assert find_shared_grain(TASKS, ASSIGNMENTS) == "task"
    other = make_assignments("q", {"s1-1": ["a"], "s1-2": ["a"]}, scope="section")
    tasks = pd.concat([TASKS, make_tasks("q", {"s1": 2})])
    both = pd.concat([ASSIGNMENTS, other])
    assert find_shared_grain(tasks, both) == "section"
    grains = count_scopes(tasks, both).set_index("plan_id")
    assert list(grains["grain"]) == ["task", "section"]
    assert grains.loc["q", "section"] == 2
    items = make_assignments("q", {"s1-1": ["a"]}, scope="item")
    told = count_scopes(tasks, items).set_index("plan_id").loc["q"]
    assert told.to_dict() == {"task": 0, "item": 1, "section": 0, "document": 0, "grain": "section"}


def test_repeating_a_section_clause_for_its_tasks_changes_no_section_share() -> None:
    once = make_assignments("p", {"s1-1": ["lead:a", "b"], "s2-1": ["b"]}, "section")
    repeated = make_assignments(
        "p", {"s1-1": ["lead:a", "b"], "s1-2": ["lead:a", "b"], "s2-1": ["b"]}, "section"
    )
    before, after = (count_workload(TASKS, a) for a in (once, repeated))
    sections = [t[t["grain"] == "section"].reset_index(drop=True) for t in (before, after)]
    pd.testing.assert_frame_equal(sections[0], sections[1])
    assert get(before, "a", "task")["share"] != get(after, "a", "task")["share"]


FUNCTIONS = build_table(
    "department_functions",
    [
        {"plan_id": "p", "department_id": d, "function_id": f, "function_zh": f.upper()}
        for d, f in (("a", "x"), ("a", "y"), ("b", "y"))
    ],
)


def test_a_merged_bureau_counts_for_each_function_or_is_split() -> None:
    each = count_functions(TASKS, ASSIGNMENTS, FUNCTIONS, "each").set_index("function_id")
    assert each["mentions"].to_dict() == {"x": 2, "y": 2, "c": 1}
    assert each.loc["y", "departments"] == "a;b"
    split = count_functions(TASKS, ASSIGNMENTS, FUNCTIONS, "split").set_index("function_id")
    assert split["mentions"].to_dict() == {"y": 2, "x": 1, "c": 1}
    assert set(split["merged"]) == {"split"}
    assert split.loc["x", "rank"] == 2
    mentions = count_workload(TASKS, ASSIGNMENTS).query("grain == 'section'")["mentions"].sum()
    assert split["mentions"].sum() == mentions


def test_gini_and_hhi_of_three_departments_by_hand() -> None:
    assert compute_gini([3, 1, 2]) == pytest.approx(2 / 9)
    assert compute_hhi([3, 1, 2]) == pytest.approx(14 / 36)
    assert compute_gini([5, 5, 5]) == pytest.approx(0)
    assert compute_hhi([4]) == 1
    table = measure_concentration(count_workload(TASKS, ASSIGNMENTS)).set_index("grain")
    section = table.loc["section"]  # mentions 2, 1, 1
    assert section["gini"] == pytest.approx(1 / 6)
    assert section["hhi"] == pytest.approx(6 / 16)
    assert section["hhi_normalised"] == pytest.approx((6 / 16 - 1 / 3) / (2 / 3))


@given(st.lists(st.integers(1, 50), min_size=1, max_size=12), st.integers(2, 5))
def test_concentration_ignores_scale_and_gini_ignores_copies(values: list[int], k: int) -> None:
    assert compute_gini([k * v for v in values]) == pytest.approx(compute_gini(values))
    assert compute_gini(values * k) == pytest.approx(compute_gini(values))
    assert compute_hhi(values * k) == pytest.approx(compute_hhi(values) / k)
    assert 0 <= compute_gini(values) + 1e-12 < 1
    assert 1 / len(values) - 1e-12 <= compute_hhi(values) <= 1 + 1e-12


def test_intervals_come_from_drawing_sections_again() -> None:
    sections = {f"s{n}": 1 for n in range(1, 41)}
    named = {f"s{n}-1": ["a", "b"] if n % 2 else ["a"] for n in range(1, 41)}
    tasks, assignments = make_tasks("p", sections), make_assignments("p", named)
    table = measure_intervals(tasks, assignments).set_index("department_id")
    assert table.loc["a", ["sections", "share", "low", "high"]].tolist() == [40, 1, 1, 1]
    # b: the share of 40 draws of ½ spreads by √(¼ ÷ 40) = .079; ½ ± 1.96 · .079 = .345 … .655.
    assert table.loc["b", "share"] == 0.5
    assert table.loc["b", ["low", "high"]].tolist() == pytest.approx([0.345, 0.655], abs=0.03)


def test_a_difference_of_gini_has_an_interval() -> None:
    many = {f"s{n}": 1 for n in range(1, 31)}
    equal = {f"s{n}-1": ["a", "b", "c"] for n in range(1, 31)}
    uneven = {f"s{n}-1": ["a"] + ["b", "c"] * (n == 1) for n in range(1, 31)}
    tasks = pd.concat([make_tasks("p", many), make_tasks("q", many), make_tasks("r", many)])
    parts = {"p": equal, "q": uneven, "r": equal}
    assignments = pd.concat([make_assignments(plan, named) for plan, named in parts.items()])
    table = compare_concentration(tasks, assignments).set_index(["plan_a", "plan_b"])
    # 30, 1, 1 mentions: 2 · (1 + 2 + 90) ÷ (3 · 32) − 4/3 = 0.604.
    assert table.loc[("p", "q"), "difference"] == pytest.approx(-0.604, abs=0.001)
    assert table.loc[("p", "q"), "high"] <= 0
    assert table.loc[("p", "r"), ["difference", "low", "high"]].tolist() == [0, 0, 0]


def test_plans_are_as_concentrated_as_in_equally_many_sections() -> None:
    """Each section names one body of its own and one of all: of n sections n, 1, 1, … 1."""
    parts = {
        plan: {f"s{n}-1": ["all", f"d{n}"] for n in range(1, size + 1)}
        for plan, size in (("p", 24), ("q", 6))
    }
    tasks = pd.concat(
        [
            make_tasks(plan, {f"s{n}": 1 for n in range(1, len(named) + 1)})
            for plan, named in parts.items()
        ]
    )
    assignments = pd.concat([make_assignments(plan, named) for plan, named in parts.items()])
    (row,) = compare_concentration(tasks, assignments).to_dict("records")
    # 6 and six times 1: 2 · (21 + 42) ÷ (7 · 12) − 8/7 = 0.357; of 24 sections it would be 0.46.
    assert row["sections"] == 6
    assert (row["gini_a"], row["gini_b"]) == pytest.approx((0.357, 0.357), abs=0.001)
    assert row["low"] < 0 < row["high"]


def test_draws_held_some_at_a_time_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    named = {f"s{n}-1": [f"d{n}", f"d{n + 1}", "d0"] for n in range(1, 9)}
    tasks = make_tasks("p", {f"s{n}": 1 for n in range(1, 9)})
    tasks = pd.concat([tasks, make_tasks("q", {"s1": 1, "s2": 1})])
    assignments = pd.concat(
        [make_assignments("p", named), make_assignments("q", {"s1-1": ["d0"], "s2-1": ["d1"]})]
    )
    whole = [ask(tasks, assignments) for ask in (measure_intervals, compare_concentration)]
    held: list[int] = []
    real = resampling._measure_gini

    def measure(counts: resampling.Matrix) -> resampling.Counts:
        held.append(counts.size)
        return real(counts)

    monkeypatch.setattr(resampling, "_measure_gini", measure)
    monkeypatch.setattr(resampling, "CELLS", 1000)
    for ask, expected in zip((measure_intervals, compare_concentration), whole, strict=True):
        pd.testing.assert_frame_equal(ask(tasks, assignments), expected, check_exact=True)
    assert max(held) <= 1000
    # p with and without replacement, q with; of q both sections are there to be measured.
    assert sum(held) == resampling.DRAWS * (10 + 10 + 2)


def test_breadth_by_hand() -> None:
    pairs = [("p-s1-1", "t1"), ("p-s1-1", "t2"), ("p-s2-1", "t2"), ("p-s3-1", "t3")]
    themes = pd.DataFrame(pairs, columns=["task_id", "theme_id"])
    table = measure_breadth(TASKS, ASSIGNMENTS, themes).set_index("department_id")
    assert table["themes"].to_dict() == {"a": 2, "b": 2, "c": 1}
    assert table["tasks"].to_dict() == {"a": 3, "b": 1, "c": 1}
    assert table.loc["c", "share"] == pytest.approx(1 / 3)


def test_kendall_by_hand() -> None:
    assert compute_kendall([1, 2, 3, 4], [1, 3, 2, 4]) == pytest.approx(4 / 6)  # 5 with, 1 against
    assert compute_kendall([1, 2, 3], [3, 2, 1]) == -1
    # One tie in the first list: 2 pairs agree; √(2 · 3).
    assert compute_kendall([1, 1, 2], [1, 2, 3]) == pytest.approx(2 / math.sqrt(6))
    assert compute_kendall([1, 1], [1, 2]) is None


NUMBERS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=2, max_size=10)


@given(NUMBERS)
def test_kendall_is_symmetric_and_turns_its_sign(pairs: list[tuple[int, int]]) -> None:
    a, b = ([p[i] for p in pairs] for i in (0, 1))
    tau = compute_kendall(a, b)
    assert compute_kendall(b, a) == (None if tau is None else pytest.approx(tau))
    if tau is not None:
        assert compute_kendall([-x for x in a], b) == pytest.approx(-tau)
        assert abs(tau) <= 1 + 1e-12


def test_rankings_compared_by_hand() -> None:
    frame = pd.DataFrame({"plan_id": "p", "item": list("abc"), "value": [3, 2, 1]})
    other = frame.assign(value=[1, 2, 3])
    row = compare_rankings({"m": frame, "n": other}, [("m", "n")]).iloc[0]
    assert (row["kendall_tau"], row["moved"], row["by"], row["top10_overlap"]) == (-1, "a", 2, 1)
    none = frame.iloc[:0]
    row = compare_rankings({"m": frame, "n": none}, [("m", "n")]).iloc[0]
    assert pd.isna(row["kendall_tau"])


def test_top_ten_leaves_out_what_a_variant_does_not_name() -> None:
    items = [f"i{n:02}" for n in range(20)]
    many = pd.DataFrame({"plan_id": "p", "item": items, "value": range(40, 20, -1)})
    few = many.iloc[:4]
    row = compare_rankings({"m": many, "n": few}, [("m", "n")]).iloc[0]
    assert row["top10_overlap"] == pytest.approx(4 / 10)


def test_variants_weigh_the_same_clauses() -> None:
    variants = rank_variants(TASKS, ASSIGNMENTS, FUNCTIONS)
    values = {
        name: dict(zip(frame["item"], frame["value"], strict=True))
        for name, frame in variants.items()
    }
    assert values["lead"] == {"a": 2}
    assert values["first"] == {"a": 2}
    assert values["task"] == {"a": 3, "b": 1, "c": 1}
    assert values["weighted"] == {"a": 1.0, "b": 0.5, "c": 0.5}


def real() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    tables = [tabulate_plan(plan) for plan in PLANS]
    names = ("tasks", "assignments", "department_functions")
    parts = [pd.concat([t[name] for t in tables], ignore_index=True) for name in names]
    return parts[0], parts[1], parts[2]


def copy_plan(frame: pd.DataFrame, plan: str) -> pd.DataFrame:
    part = frame[frame["plan_id"] == plan].copy()
    for column in ("plan_id", "task_id", "section_id"):
        if column in part:
            part[column] = "copy-" + part[column]
    return pd.concat([frame, part], ignore_index=True)


def test_a_copied_plan_has_the_same_shares_and_leaves_the_others() -> None:
    tasks, assignments, functions = real()
    more = [copy_plan(frame, PLANS[0]) for frame in (tasks, assignments, functions)]
    measures = [
        (count_workload(tasks, assignments), count_workload(more[0], more[1])),
        (
            count_functions(tasks, assignments, functions, "split"),
            count_functions(*more, "split"),
        ),
        (
            compare_rankings(rank_variants(tasks, assignments, functions)),
            compare_rankings(rank_variants(*more)),
        ),
    ]
    for before, after in measures:
        copied = after["plan_id"].str.startswith("copy-")
        kept = after[~copied].reset_index(drop=True)
        pd.testing.assert_frame_equal(kept, before)
        original = before[before["plan_id"] == PLANS[0]].drop(columns="plan_id")
        copies = after[copied].drop(columns="plan_id")
        assert len(copies)
        pd.testing.assert_frame_equal(
            copies.reset_index(drop=True), original.reset_index(drop=True)
        )


def test_order_of_the_plans_does_not_matter() -> None:
    tasks, assignments, _ = real()
    key = ["plan_id", "grain", "department_id"]
    straight = count_workload(tasks, assignments).sort_values(key).reset_index(drop=True)
    turned = count_workload(tasks[::-1], assignments[::-1]).sort_values(key).reset_index(drop=True)
    pd.testing.assert_frame_equal(straight, turned)


def test_raw_counts_of_the_published_plans_add_up() -> None:
    tasks, assignments, _ = real()
    table = count_workload(tasks, assignments)
    named = assignments.drop_duplicates(["task_id", "department_id"]).groupby("plan_id").size()
    raw = table[table["grain"] == "task"].groupby("plan_id")["mentions"].sum()
    assert raw.to_dict() == named.to_dict()
    assert find_shared_grain(tasks, assignments) == "section"


def count_by_hand(tasks: pd.DataFrame, assignments: pd.DataFrame) -> list[tuple[object, ...]]:
    """The rows as the definition has them, one department at a time."""
    section = dict(zip(tasks["task_id"], tasks["section_id"], strict=True))
    rows: list[tuple[object, ...]] = []
    for grain in ("task", "section"):
        for plan in dict.fromkeys(assignments["plan_id"]):
            named = assignments[assignments["plan_id"] == plan].to_dict("records")
            units: dict[str, dict[str, set[str]]] = {}
            for row in named:
                unit = row["task_id"] if grain == "task" else section[row["task_id"]]
                own = units.setdefault(row["department_id"], {})
                own.setdefault("all", set()).add(unit)
                own.setdefault(row["role"], set()).add(unit)
            total = len(set().union(*(own["all"] for own in units.values())))
            sizes = [len(own["all"]) for own in units.values()]
            found = [
                (
                    *(plan, department, grain, len(own["all"])),
                    *(len(own.get(role, ())) for role in ("lead", "support", "responsible")),
                    len(own["all"]) / total,
                    1 + sum(size > len(own["all"]) for size in sizes),
                )
                for department, own in units.items()
            ]
            rows += sorted(found, key=lambda row: (row[-1], row[1]))
    return rows


def test_all_plans_at_once_give_what_one_department_at_a_time_gives() -> None:
    draw = random.Random(7)
    plans = ("q", "p", "r")
    tasks = pd.concat([make_tasks(plan, {"s1": 3, "s2": 2, "s3": 1}) for plan in plans])
    bodies = [f"{role}{name}" for role in ("lead:", "support:", "") for name in "bdace"]
    named = [
        make_assignments(plan, {f"s{s}-{n}": draw.sample(bodies, draw.randint(0, 6))})
        for plan in plans
        for s, n in ((1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (3, 1))
    ]
    assignments = pd.concat(named).sample(frac=1, random_state=1)
    table = count_workload(tasks, assignments)
    assert list(table.itertuples(index=False, name=None)) == count_by_hand(tasks, assignments)
