"""Indicators side by side: gaps and paces by hand, and what a second plan must not change."""

from __future__ import annotations

import random
import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import compare as cp
from compare.analyse.indicators import (
    compare_indicators,
    count_indicators,
    find_lookalikes,
    find_mentions,
    keep_compared,
    list_values,
    measure_pace,
    read_references,
)
from compare.analyse.indicators.likeness import adds_up, list_cells
from compare.build.collect import list_plans, tabulate
from compare.build.intake import read_sources
from compare.extract import extract_plan
from compare.extract.targets.completing import normalise_name
from compare.lookups import PACKAGED, Lookups, read_lookup, use_lookups
from compare.present.office.sheet import judge_difference
from compare.present.wording.stated import format_target
from compare.schema import build_table
from material import RAW, read_source_texts, run_as_elsewhere, tabulate_plan

PLANS = list(read_source_texts())


def make_plans(*names: str) -> pd.DataFrame:
    return build_table("plans", [{"plan_id": n, "source_file": "f", "sha256": "0"} for n in names])


def make_task(plan: str, title: str, body: str = "") -> dict:
    ids = {"task_id": f"{plan}-1", "plan_id": plan, "section_id": f"{plan}-s", "task_no": "1"}
    return ids | {"kind": "key_task", "title": title, "body": body, "start": 0, "end": 1}


def make_target(plan: str, name: str, value: float, year: int | None, **more: object) -> dict:
    make_target.count += 1  # type: ignore[attr-defined]
    row = {"plan_id": plan, "target_id": f"t{make_target.count}"}  # type: ignore[attr-defined]
    row |= {"kind": "target", "indicator_id": f"derived-{name}", "indicator": name}
    row |= {"quote": f"{name}{value}", "value": value, "unit": "家", "value_si": value}
    return row | {"unit_si": "家", "year": year, "start": 0, "end": 1} | more


make_target.count = 0  # type: ignore[attr-defined]


def compare(plans: list[str], targets: list[dict], tasks: list[dict]) -> pd.DataFrame:
    return compare_indicators(
        build_table("targets", targets), build_table("tasks", tasks), make_plans(*plans)
    )


def get(table: pd.DataFrame, plan: str, name: str = "derived-基地") -> pd.Series:
    found = table[(table["plan_id"] == plan) & (table["indicator_id"] == name)]
    assert len(found) == 1
    return found.iloc[0]


def real() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    tables = [tabulate_plan(plan) for plan in PLANS]
    joined = [pd.concat([t[name] for t in tables]) for name in ("targets", "tasks")]
    return joined[0], joined[1], list_plans(read_sources(RAW))


def test_gap_and_paces_by_hand() -> None:
    pace = measure_pace(100, 121, 2)
    assert pace["gap"] == 21
    assert pace["pace_per_year"] == 10.5
    assert pace["pace_relative"] == pytest.approx(10)  # 100 → 110 → 121


def test_falling_and_unmeasurable_paces() -> None:
    assert measure_pace(8, 2, 2)["pace_per_year"] == -3
    assert measure_pace(8, 2, 2)["pace_relative"] == pytest.approx(-50)
    assert measure_pace(0, 5, 5) == {"gap": 5, "pace_per_year": 1, "pace_relative": None}
    for years in (None, 0, -1):
        assert measure_pace(1, 2, years) == {
            "gap": 1,
            "pace_per_year": None,
            "pace_relative": None,
        }


def test_the_baseline_is_the_plans_own_and_the_latest_before_the_target() -> None:
    base = {"kind": "baseline"}
    table = compare(
        ["a", "b"],
        [
            make_target("a", "基地", 2, 2015, **base),
            make_target("a", "基地", 4, 2020, **base),
            make_target("a", "基地", 8, 2025, **base),
            make_target("a", "基地", 9, 2025),
            make_target("b", "基地", 9, 2025),
        ],
        [],
    )
    a, b = get(table, "a"), get(table, "b")
    assert (a["baseline_value"], a["baseline_year"], a["gap"], a["pace_per_year"]) == (
        4,
        2020,
        5,
        1,
    )
    assert pd.isna(b["baseline_value"])
    assert pd.isna(b["gap"])


@pytest.mark.parametrize(
    ("clause", "stated"),
    [
        ("稳步扩大渔业产值", "without_number"),
        ("县域渔业产值增速高于全省", "no"),
        ("降低单位渔业产值能耗", "no"),
        ("单位渔业产值能耗下降而渔业产值扩大", "without_number"),
    ],
)
def test_a_name_inside_another_measure_is_no_mention(clause: str, stated: str) -> None:
    text = "{}县渔业实施方案（2024—2030年）\n一、重点任务\n（一）养鱼。{}。\n（二）修塘。清淤。\n"
    number = "渔业产值达到30亿元"
    plans = [
        cp.read_plan(text.format(name, said), plan_id=name, place=f"{name}县")
        for name, said in (("东河", number), ("西河", clause))
    ]
    rows = cp.compare(plans).tables["indicators"]
    assert list(rows.loc[rows["plan_id"] == "西河", "stated"]) == [stated]


def test_of_one_clause_the_value_itself_is_the_baseline_not_the_bound_it_passed() -> None:
    base = {"kind": "baseline", "quote": "基地突破20家、达到23家"}
    targets = [
        make_target("a", "基地", 20, 2025, **base, comparator="突破"),
        make_target("a", "基地", 23, 2025, **base, comparator="达到"),
        make_target("a", "基地", 30, 2030),
    ]
    assert get(compare(["a"], targets, []), "a")["baseline_value"] == 23


def test_every_stated_year_is_kept_and_the_one_most_plans_share_is_compared() -> None:
    targets = [
        make_target("a", "基地", 5, 2023),
        make_target("a", "基地", 9, 2025),
        make_target("a", "基地", 20, 2035),
        make_target("b", "基地", 7, 2025),
        make_target("b", "基地", 8, 2035),
        make_target("c", "基地", 1, None),
        make_target("d", "基地", 3, 2024),
        make_target("d", "基地", 4, 2026),
    ]
    table = compare(list("abcd"), targets, [])
    assert list(zip(table["plan_id"], table["target_year"].fillna(0), strict=True)) == [
        *(("a", 2023), ("a", 2025), ("a", 2035)),
        *(("b", 2025), ("b", 2035), ("c", 0), ("d", 2024), ("d", 2026)),
    ]
    compared = keep_compared(table)
    assert [get(compared, p)["target_value"] for p in "abcd"] == [9, 7, 1, 4]
    alone = keep_compared(compare(["a"], targets[:3], []))
    assert get(alone, "a")["target_year"] == 2035
    apart = keep_compared(compare(["a", "b"], [targets[0], targets[4]], []))
    assert [get(apart, p)["target_year"] for p in "ab"] == [2023, 2035]
    assert len(list_values(build_table("targets", targets))) == 8


def test_quantities_of_another_kind_are_never_subtracted_nor_set_side_by_side() -> None:
    growth = {"unit": "%", "unit_si": "%", "measure": "rate_of_change", "owner": "own"}
    size = {"unit": "万亿元", "unit_si": "元", "measure": "level", "owner": "own"}
    targets = [
        make_target("a", "地区生产总值", 3, 2025, kind="baseline", value_si=3e12, **size),
        make_target("a", "地区生产总值", 4.5, 2026, **growth),
        make_target("b", "地区生产总值", 4, 2025, kind="baseline", **growth),
        make_target("b", "地区生产总值", 5, 2026, **growth),
        make_target("b", "地区生产总值", 2, 2026, value_si=2e12, **size),
        make_target(
            "c", "地区生产总值", 6, 2025, kind="baseline", **growth | {"owner": "province"}
        ),
        make_target("c", "地区生产总值", 7, 2026, **growth),
    ]
    table = compare(["a", "b", "c"], targets, [make_task("a", "提高地区生产总值")])
    name = "derived-地区生产总值"
    first = {plan: get(table, plan, name) for plan in "abc"}
    assert [first[plan]["target_value"] for plan in "abc"] == [4.5, 5, 7]
    assert [pd.isna(first[plan]["gap"]) for plan in "abc"] == [True, False, True]
    assert first["b"]["gap"] == 1
    assert pd.isna(first["a"]["baseline_value"])
    second = {plan: get(table, plan, f"{name}~level~元") for plan in "abc"}
    assert [second[plan]["stated"] for plan in "abc"] == ["number", "number", "no"]
    assert pd.isna(second["a"]["target_value"])
    assert second["b"]["unit"] == "万亿元"
    assert table["indicator_id"].nunique() == 2


def _read_two(first: str, second: str) -> list[dict]:
    """The rows of 书屋 of two plans that state these sentences."""
    tables = tabulate(
        extract_plan(f"一、目标\n到2027年，{said}。\n二、任务\n（一）读书。办展览。", plan)
        for plan, said in (("p", first), ("q", second))
    )
    table = compare_indicators(tables["targets"], tables["tasks"], make_plans("p", "q"))
    return [row for row in list_cells(table) if "书屋" in row["indicator"]]


@pytest.mark.parametrize(
    "built", ["新建农家书屋30家", "新改扩建农家书屋30家", "新扩建农家书屋30家以上"]
)
def test_what_is_built_stands_beside_what_there_is_and_is_not_subtracted(built: str) -> None:
    rows = _read_two(built, "农家书屋达到90家")
    assert [(r["plan_id"], r["target_value"], r["measure"]) for r in rows] == [
        ("p", 30, "change"),
        ("q", 90, "level"),
    ]
    assert {(r["indicator_id"], r["indicator"]) for r in rows} == {("derived-农家书屋", "农家书屋")}
    assert judge_difference(*rows) == "unlike"
    assert format_target(rows[0], "zh").startswith(built[: built.index("农")] + "30家")
    assert format_target(rows[1], "zh") == "90家"
    assert judge_difference(rows[0], rows[0] | {"plan_id": "q"}) == "equal"


def test_what_is_built_stays_apart_from_what_the_same_plan_or_a_path_tells() -> None:
    rows = _read_two("新建农家书屋30家", "新建农家书屋20家，农家书屋总数达到90家")
    ids = {(r["plan_id"], r["target_value"]): r["indicator_id"] for r in rows if r["target_value"]}
    assert ids["q", 20] == ids["p", 30] != ids["q", 90]
    level = {"measure": "level", "owner": "own"}
    targets = [
        make_target("p", "书屋", 30, 2027, measure="change", owner="own", indicator="新建书屋"),
        make_target("q", "书屋", 60, 2025, kind="baseline", **level),
        make_target("q", "书屋", 90, 2027, **level),
    ]
    table = compare(["p", "q"], targets, [])
    assert table.loc[table["stated"] == "number", "indicator_id"].nunique() == 2


def test_new_homes_sold_and_new_districts_are_not_what_is_built() -> None:
    names = ("新建商品住房", "新建区道路", "新建、改造农村公路", "新建设项目", "新建或改造市场")
    assert [normalise_name(name, "change") for name in names] == [*names]
    assert (normalise_name("新建书屋", "change"), normalise_name("新建书屋")) == (
        "书屋",
        "新建书屋",
    )


def test_what_was_reached_over_a_period_is_no_baseline_of_a_year() -> None:
    over = {"kind": "baseline", "period": "“十四五”期间"}
    summed = {"kind": "baseline", "basis": "cumulative"}
    for more in (over | {"year": None}, summed | {"year": 2025}):
        year = more.pop("year")
        targets = [make_target("a", "就业", 452, year, **more), make_target("a", "就业", 86, 2026)]
        row = get(compare(["a"], targets, []), "a", "derived-就业")
        assert pd.isna(row["gap"])
        assert pd.isna(row["baseline_value"])
    targets = [
        make_target("a", "就业", 452, None, **over),
        make_target("a", "就业", 500, None, period="“十五五”期间"),
    ]
    assert get(compare(["a"], targets, []), "a", "derived-就业")["gap"] == 48


def test_a_share_of_a_period_is_that_of_its_end() -> None:
    was = make_target("a", "城镇化率", 60, 2025, kind="baseline", measure="share")
    aim = make_target("a", "城镇化率", 65, None, measure="share", period="“十五五”时期")
    assert get(compare(["a"], [was, aim], []), "a", "derived-城镇化率")["gap"] == 5


def _find_alike(*rows: dict) -> list[tuple[str, str]]:
    base = {"name_status": "complete", "measure": "level", "extent": ""}
    return [
        (p.one["indicator"], p.other["indicator"]) for p in find_lookalikes(base | r for r in rows)
    ]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("茶业规模", "茶业产业规模", True),
        ("便民食堂", "新建便民食堂", True),
        ("充电桩位", "充电点位", False),
        ("充电桩数", "充电站数", False),
        ("低空起降场数", "低空起降点数", True),
        ("茶园面积", "茶园亩产", False),
        ("食堂", "便民食堂", False),
    ],
)
def test_names_that_look_alike_are_proposed_and_stay_two(one: str, other: str, alike: bool) -> None:
    rows = [make_target("a", other, 40, 2027), make_target("b", one, 90, 2027)]
    assert _find_alike(*rows) == [(one, other)] * alike
    assert _find_alike(*rows[::-1]) == [(one, other)] * alike
    assert compare(["a", "b"], rows, [])["indicator_id"].nunique() == 2


@pytest.mark.parametrize(
    "more",
    [{"unit_si": "元"}, {"extent": "规上"}, {"name_status": "incomplete"}]
    + [{"indicator_id": "reviewed"}, {"kind": "achievement"}],
)
def test_what_differs_in_kind_is_not_proposed(more: dict) -> None:
    one = make_target("a", "茶业规模", 40, 2027, measure="level", name_status="complete", extent="")
    other = make_target(
        "b", "茶业产业规模", 9, 2027, name_status="complete", **{"measure": "level"}
    )
    assert len(find_lookalikes([one, other | {"extent": ""}])) == 1
    assert find_lookalikes([one, other | {"extent": ""} | more]) == []
    rates = [row | {"unit_si": "%", "extent": ""} for row in (one, other | {"measure": "change"})]
    assert find_lookalikes(rates) == []


def test_a_person_merges_or_parts_what_looks_alike() -> None:
    texts = {"a": "茶旅产业规模达到9亿元", "b": "茶旅规模达到7亿元"}
    head = "甲县茶旅规划\n一、主要目标\n到2027年，{}。\n二、重点任务\n（一）建茶园。种茶树。\n"

    def read(own: Lookups) -> list[dict]:
        plans = [extract_plan(head.format(t), p, own) for p, t in texts.items()]
        return [row for plan in plans for row in plan.targets]

    rows = read(PACKAGED)
    with use_lookups(PACKAGED):
        (pair,) = find_lookalikes(rows)
    header = ",".join(read_lookup("indicators")[0])
    merging = Lookups((("indicators", f"{header}\n{pair.merging_row}\n"),))
    assert len({row["indicator_id"] for row in read(merging)}) == 1
    parting = Lookups((("kept_apart", f"names,reason\n{pair.names},other things\n"),))
    with use_lookups(parting):
        assert find_lookalikes(read(parting)) == []


def test_an_incomplete_name_is_never_set_beside_another() -> None:
    rows = [make_target(p, "增速", 5, 2026, name_status="incomplete") for p in "aab"]
    rows += [make_target("b", "增速", 4, 2025, kind="baseline", name_status="incomplete")]
    table = compare(["a", "b"], rows, [make_task("b", "提高增速")])
    assert table["gap"].isna().all()
    assert table.groupby("indicator_id")["plan_id"].nunique().eq(1).all()
    assert int(table["target_value"].notna().sum()) == 3


def make_words(plan: str, name: str, words: str, year: int | None, start: int = 0) -> dict:
    row = {"plan_id": plan, "indicator_id": f"derived-{name}", "indicator": name, "words": words}
    row |= {"quote": f"{name}{words}", "year": year, "task_id": "", "period": ""}
    return row | {"start": start, "end": start + 9, "name_status": "complete"}


def test_aims_in_words_stand_beside_numbers_and_by_year() -> None:
    targets = [make_target("a", "床位", 5, 2026), make_target("b", "床位", 7, 2030)]
    worded = [
        make_words("a", "床位", "只增不减", 2026),
        make_words("b", "床位", "全覆盖", None, 3),
        make_words("c", "床位", "全覆盖", 2026, 5),
        make_words("c", "床位", "应享尽享", 2026, 6),
        make_words("c", "床位", "全覆盖", 2030, 7),
    ]
    table = compare_indicators(
        *(build_table("targets", targets), build_table("tasks", [])),
        make_plans("a", "b", "c"),
        aims=build_table("aims_in_words", worded),
    )
    columns = ("plan_id", "stated", "target_year", "qualitative", "compared")
    shown = table.assign(target_year=table["target_year"].fillna(0))[list(columns)]
    assert [tuple(row) for row in shown.to_numpy().tolist()] == [
        ("a", "number", 2026, "只增不减", True),
        ("b", "number", 2030, "", True),
        ("b", "without_number", 0, "全覆盖", False),
        ("c", "without_number", 2026, "全覆盖;应享尽享", False),
        ("c", "without_number", 2030, "全覆盖", True),
    ]
    assert table["gap"].isna().all()


def test_an_either_or_is_one_row_unless_another_plan_states_its_second_half() -> None:
    group = {"alternative_group": "g1", "owner": "own", "measure": "level"}
    targets = [
        make_target("a", "教师", 1, None, value_high=2, value_text="1–2家", **group),
        make_target("a", "辅导员", 3, None, value_text="3家", **group) | {"start": 5, "end": 6},
    ]
    table = compare(["a", "b"], targets, [make_task("a", "配备辅导员")])
    assert set(table["indicator_id"]) == {"derived-教师"}
    assert get(table, "a", "derived-教师")["alternatives"] == "3家辅导员"
    table = compare(["a", "b"], targets, [make_task("b", "配备辅导员")])
    assert get(table, "a", "derived-辅导员")["alternatives"] == "1–2家教师"
    assert get(table, "b", "derived-辅导员")["stated"] == "without_number"
    same = [make_target("a", "讲座", n, 2025, start=n, end=n + 1, **group) for n in (2, 4)]
    assert get(compare(["a"], same, []), "a", "derived-讲座")["alternatives"] == "4家"


UNITS = {"家": ("家", 1.0), "万家": ("家", 1e4), "%": ("%", 1.0), "万元": ("元", 1e4)}
QUANTITIES = st.builds(
    lambda plan, kind, unit, value, year, name, **more: make_target(
        *(plan, name, value, year),
        **{"kind": kind, "unit": unit, "unit_si": UNITS[unit][0]},
        **{"value_si": value * UNITS[unit][1], **more},
    ),
    plan=st.sampled_from("ab"),
    kind=st.sampled_from(("target", "baseline")),
    unit=st.sampled_from(list(UNITS)),
    value=st.integers(0, 500),
    year=st.sampled_from((None, 2020, 2025, 2030)),
    measure=st.sampled_from(("level", "share", "change")),
    owner=st.sampled_from(("own", "province")),
    name=st.sampled_from(("基地", "讲座")),
    basis=st.sampled_from(("", "", "annual_average", "cumulative", "on_year 2020")),
    period=st.sampled_from(("", "", "“十四五”期间", "三年内")),
    cadence=st.sampled_from(("", "once", "annual")),
    year_source=st.sampled_from(("stated", "carried")),
)
ALIKE = ("owner", "measure", "unit_si")


def are_alike(rows: list[dict]) -> bool:
    """Written apart from the code: one owner, measure, unit and stretch of time for all."""
    times = set()
    for row in rows:
        over = bool(row["period"] and row["year"] is None) and row["basis"] != "annual_average"
        summed = row["basis"] == "cumulative" or (over and row["measure"] == "change")
        last_year = row["basis"] == f"on_year {(row['year'] or 0) - 1}"
        changes = row["measure"] == "change"
        ratio = row["unit_si"] == "%"
        time = (summed, row["period"] if summed else "")
        if not summed:
            on_year = row["basis"].startswith("on_year") and changes and not last_year
            average = row["basis"] == "annual_average"
            yearly = row["cadence"] == "annual" and not ratio and not average
            time += (on_year, average, yearly and not on_year and not (last_year and changes))
        times.add(time)
    return len(times) == 1 and len({tuple(row[key] for key in ALIKE) for row in rows}) == 1


@settings(max_examples=30, deadline=None)
@given(st.lists(QUANTITIES, max_size=14))
def test_a_gap_stands_only_between_equals_and_every_target_year_has_its_row(
    targets: list[dict],
) -> None:
    table = compare(["a", "b"], targets, [])
    of_id = {row["target_id"]: row for row in targets}
    for row in table.to_dict("records"):
        assert pd.isna(row["gap"]) == (
            pd.isna(row["target_value"]) or pd.isna(row["baseline_value"])
        )
        if pd.isna(row["gap"]):
            assert pd.isna(row["pace_per_year"])
            continue
        aim = of_id[row["target_id"]]
        factor = UNITS[row["unit"]][1]
        own = ("plan_id", "indicator_id")
        found = [
            base
            for base in targets
            if base["kind"] == "baseline" and all(base[key] == aim[key] for key in own)
            if row["gap"] * factor == aim["value_si"] - base["value_si"] and are_alike([base, aim])
        ]
        assert found
        if aim["measure"] == "change" and aim["unit_si"] != "%" and aim["basis"] != "cumulative":
            assert any(b["year_source"] == "stated" for b in found) or aim["year"] is None
    counts = table.groupby(["indicator_id", "plan_id"])["compared"].sum()
    assert counts.eq(1).all()
    for _, part in table.groupby("indicator_id"):
        shown = [of_id[t] for t in part["target_id"] if t]
        assert not shown or are_alike(shown)


SUMS = [
    # what an earlier year gave, when the review states it, and whether the aim of 2026 starts there
    ({"quote": "2025年新增学位2万个", "year": 2025, "year_source": "stated"}, True),
    ({"quote": "新增学位9万个", "year": 2025, "year_source": "carried"}, False),
    ({"quote": "五年累计新增学位9万个", "year": 2025, "basis": "cumulative"}, False),
    ({"quote": "新增学位9万个", "year": None, "period": "五年来"}, False),
    ({"quote": "新增学位2万个", "year": 2020, "year_source": "stated"}, False),
]


@pytest.mark.parametrize(("more", "starts"), SUMS)
def test_a_sum_of_five_years_is_no_start_for_the_sum_of_one(more: dict, starts: bool) -> None:
    year = more.pop("year")
    was = make_target("a", "新增学位", 2, year, kind="baseline", measure="change", **more)
    aim = make_target("a", "新增学位", 3, 2026, measure="change", year_source="carried")
    row = get(compare(["a"], [was, aim], []), "a", "derived-新增学位")
    assert pd.notna(row["gap"]) == starts
    assert pd.notna(row["baseline_value"]) == starts


@pytest.mark.parametrize(
    ("quote", "told"),
    [
        ("完成植树造林30万亩", True),
        ("改造老旧小区20个", True),
        ("新培育绿色工厂12家", True),
        ("社区食堂达到30家", False),
        ("道路总里程达到900公里", False),
    ],
)
def test_what_is_done_in_a_time_adds_up(quote: str, told: bool) -> None:
    value = re.search(r"\d+\w", quote)[0]  # type: ignore[index]
    assert adds_up({"quote": quote, "value_text": value, "unit_si": value[-1]}) is told


def test_aims_of_one_year_on_average_and_over_a_period_stand_apart() -> None:
    growth = {"unit": "%", "unit_si": "%", "measure": "rate_of_change"}
    sums = [
        make_target("a", "产值", 6, 2026, **growth),
        make_target("b", "产值", 5, None, basis="annual_average", **growth),
        make_target("c", "产值", 25, 2026, basis="on_year 2020", **growth),
        make_target("d", "产值", 4, 2026, basis="on_year 2025", **growth),
        make_target("a", "岗位", 3, None, period="三年内"),
        make_target("b", "岗位", 5, None, period="“十五五”期间"),
    ]
    table = compare(["a", "b", "c", "d"], sums, [])
    shown = table[table["target_value"].notna()].groupby("indicator_id")["plan_id"].agg("".join)
    assert sorted(shown) == ["a", "ad", "b", "b", "c"]


def test_units_are_folded_only_where_they_differ() -> None:
    folded = {"unit": "万人", "value_si": 160000, "unit_si": "人"}
    plain = {"unit": "人", "value_si": 90000, "unit_si": "人"}
    mixed = [
        make_target("a", "技工", 16, 2025, value_high=17, **folded),
        make_target("b", "技工", 90000, 2025, **plain),
    ]
    table = compare(["a", "b"], mixed, [])
    a = get(table, "a", "derived-技工")
    assert (a["target_value"], a["value_high"], a["unit"]) == (160000, 170000, "人")
    alone = get(compare(["a"], mixed[:1], []), "a", "derived-技工")
    assert (alone["target_value"], alone["value_high"], alone["unit"]) == (16, 17, "万人")


def test_named_without_a_number_is_neither_a_number_nor_absent() -> None:
    tasks = [
        make_task("b", "推进科普", "支持高校，培育一批特色基地，扩大服务。"),
        make_task("c", "推进科普"),
    ]
    table = compare(["a", "b", "c"], [make_target("a", "特色基地", 3, 2025)], tasks)
    rows = {plan: get(table, plan, "derived-特色基地") for plan in "abc"}
    assert [rows[p]["stated"] for p in "abc"] == ["number", "without_number", "no"]
    assert (rows["b"]["quote"], rows["b"]["task_id"]) == ("培育一批特色基地", "b-1")
    assert pd.isna(rows["c"]["target_value"])
    assert rows["c"]["quote"] == ""


def test_a_mention_is_one_clause() -> None:
    tasks = [make_task("a", "培育一批农民"), make_task("a", "农民，培训工人") | {"task_id": "t2"}]
    found = find_mentions(build_table("tasks", tasks), {"i": "培(育|训).*工人", "j": ""})
    assert found == {"i": {"a": ("t2", "培训工人")}}


def test_past_results_alone_make_no_indicator() -> None:
    past = make_target("a", "荣誉", 25, 2020, kind="achievement")
    assert compare(["a"], [past], []).empty


def test_swapping_the_plans_swaps_rows_and_nothing_else() -> None:
    targets, tasks, plans = real()
    straight = compare_indicators(targets, tasks, plans)
    swapped = compare_indicators(targets[::-1], tasks, plans[::-1])
    key = ["indicator_id", "plan_id"]
    both = [t.sort_values(key).reset_index(drop=True) for t in (straight, swapped)]
    pd.testing.assert_frame_equal(both[0], both[1])
    assert list(swapped["plan_id"][:2]) == list(straight["plan_id"][:2])[::-1]


def test_an_unrelated_plan_leaves_the_rows_of_the_others() -> None:
    targets, tasks, plans = real()
    before = compare_indicators(targets, tasks, plans)
    more_targets = pd.concat([targets, build_table("targets", [make_target("x", "港口", 3, 2030)])])
    more_tasks = pd.concat([tasks, build_table("tasks", [make_task("x", "扩建港口")])])
    after = compare_indicators(more_targets, more_tasks, pd.concat([plans, make_plans("x")]))
    kept = after[(after["plan_id"] != "x") & (after["indicator_id"] != "derived-港口")]
    pd.testing.assert_frame_equal(kept.reset_index(drop=True), before)
    assert set(after.loc[after["plan_id"] == "x", "stated"]) == {"no", "number"}


@pytest.mark.usefixtures("own_lookups")
def test_each_indicator_has_one_row_per_plan_and_rests_on_its_text() -> None:
    targets, tasks, plans = real()
    table = compare_indicators(targets, tasks, plans)
    assert (table.groupby("indicator_id").size() == len(plans)).all()
    text = {t["task_id"]: f"{t['title']}。{t['body']}" for t in tasks.to_dict("records")}
    named = table[table["stated"] == "without_number"]
    assert len(named)
    for row in named.to_dict("records"):
        assert row["quote"] in text[row["task_id"]]
        figures = re.sub(r"“[^”]*”", "", row["quote"])
        assert not re.search(r"\d|[二三四五六七八九十百千万]+[名所家个]", figures)


def test_summary_by_hand() -> None:
    targets = [
        make_target("a", "基地", 1, 2025),
        make_target("b", "基地", 2, 2025),
        make_target("a", "讲座", 4, None, cadence="annual"),
        make_target("b", "讲座", 4, None, cadence="annual"),
        make_target("a", "场馆", 5, 2030),
    ]
    summary = count_indicators(compare(["a", "b"], targets, [make_task("b", "建好场馆")]))
    found = {(r["plan_id"], r["measure"]): r["value"] for r in summary.to_dict("records")}
    assert found["a", "number"] == 3
    assert found["b", "without_number"] == 1
    assert found["a", "last_target_year"] == 2030
    overall = {k[1]: v for k, v in found.items() if k[0] == ""}
    assert overall == {
        "indicators": 3,
        "shared": 2,
        "shared_levels": 1,
        "single": 1,
        "named_by_all": 3,
    }


def test_references_are_the_figures_of_the_national_outline() -> None:
    table = read_references()
    assert list(zip(table["year"], table["value"], strict=True)) == [
        (2020, 10.56),
        (2025, 15),
        (2035, 25),
    ]
    assert table["source"].str.contains("国发〔2021〕9号").all()
    assert table["reason"].ne("").all()
    known = {row["indicator_id"] for row in read_lookup("indicators")}
    assert set(table["indicator_id"]) <= known


def test_of_many_plans_only_those_that_state_an_indicator_are_listed() -> None:
    targets, tasks, plans = real()
    every = compare_indicators(targets, tasks, plans)
    listed = compare_indicators(targets, tasks, plans, many=True)
    stated = every[every["stated"] != "no"].reset_index(drop=True)
    pd.testing.assert_frame_equal(listed, stated)
    assert len(stated) < len(every)


WORDS = ("科技", "科技馆", "讲座", "1,000人", "馆", "基地", "共建")
PATTERNS = {
    **{word: re.escape(word) for word in WORDS},
    "across": "科技[^基]*讲座",
    "end": "讲座$",
    "start": "^共建",
    "not": "科技(?!馆)",
    "line": "馆.*基地",
    "empty": "",
}


@pytest.mark.parametrize("seed", range(4))
def test_looking_for_all_patterns_at_once_finds_what_each_finds_alone(seed: int) -> None:
    draw = random.Random(seed)
    marks = "，。；、"
    texts = ["".join(draw.choice(WORDS) + draw.choice(marks) for _ in range(4)) for _ in range(30)]
    rows = [
        make_task(f"p{n // 3}", draw.choice(WORDS), text) | {"task_id": f"t{n}"}
        for n, text in enumerate(texts)
    ]
    tasks = build_table("tasks", rows)
    found = find_mentions(tasks, PATTERNS)
    expected: dict[str, dict[str, tuple[str, str]]] = {}
    for row in rows:
        for clause in filter(None, re.split("[，。；]", f"{row['title']}。{row['body']}")):
            for key, pattern in PATTERNS.items():
                if pattern and re.search(pattern, clause):
                    own = expected.setdefault(key, {})
                    own.setdefault(row["plan_id"], (row["task_id"], clause))
    assert found == expected
    assert set(found) >= {*WORDS, "end", "not"}


def test_processes_find_the_same_indicators(monkeypatch: pytest.MonkeyPatch) -> None:
    targets, tasks, plans = real()
    monkeypatch.setattr("compare.analyse.indicators.mentions.TASKS_AT_ONCE", 7)
    found = compare_indicators(targets, tasks, plans, run=run_as_elsewhere)
    pd.testing.assert_frame_equal(found, compare_indicators(targets, tasks, plans))


def test_cells_are_plain_values_and_an_empty_one_is_none():
    targets = build_table(
        "targets", [make_target("p", "企业", 5.0, None), make_target("p", "林", 2, 2025)]
    )
    rows = list_cells(targets[["indicator", "value", "year", "start", "aspirational"]])
    assert [[*map(type, row.values())] for row in rows] == [
        [str, float, type(None), int, type(None)],
        [str, float, int, int, type(None)],
    ]
    assert [row["year"] for row in rows] == [None, 2025]
    assert list_cells(targets[:0]) == []
