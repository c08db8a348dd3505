"""Findings: sentences that follow from the tables, and one rounding for all products."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.analyse.chance import find_exact_p
from compare.present.charts.titles import title_coverage
from compare.present.wording.findings import list_findings
from compare.present.wording.findings.departments import choose_apart, summarise_workload
from compare.present.wording.findings.finding import (
    find_sure_ends,
    join_plans,
    name_ends,
)
from compare.present.wording.findings.tasks import count_states
from compare.present.wording.findings.themes_shown import (
    choose_themes,
    name_choice,
    tells_themes,
)
from compare.present.wording.labels import name_all
from compare.present.wording.numbers import RULES, format_cell, format_figure
from compare.schema import TABLES, build_table
from report_material import make_report_tables


def _sentence(tables: dict[str, pd.DataFrame], key: str, lang: str = "zh") -> str:
    return next(f.sentence for f in list_findings(tables, lang) if f.key == key)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_finding_has_a_sentence_and_a_caveat_once(lang: str) -> None:
    found = list_findings(make_report_tables(2), lang)
    assert len({f.key for f in found}) == len(found) > 7
    assert all(f.sentence and f.caveat for f in found)


def test_figures_are_those_counted_by_hand() -> None:
    tables = make_report_tables(2)
    # p1: two key tasks, departments kx and jy; p2 the same; the safeguard does not count.
    assert "甲县方案列 2 项重点任务、2 个责任单位" in _sentence(tables, "size")
    assert "甲县 14%（2020） → 力争20.5%（2025）" in _sentence(tables, "levels")
    assert "共 2 项：甲县 2，乙县 2；两地方案都写的 2 项" in _sentence(tables, "indicators")
    assert "甲县 2 项中 1 项、乙县 2 项中 0 项用" in _sentence(tables, "aspirational")
    assert _sentence(tables, "themes_left_out").endswith("乙县重点任务未写航天=1")


def test_a_change_in_the_table_changes_the_sentence() -> None:
    tables = make_report_tables(2)
    before = _sentence(tables, "alignment")
    tables["task_pairs"] = tables["task_pairs"].assign(judgement="none", matched=False)
    assert before != _sentence(tables, "alignment")
    assert "甲县 2 项中有对应 0、待核 0、无对应 2；乙县" in _sentence(tables, "alignment")


def test_no_near_task_and_clearly_alone_have_words_of_their_own() -> None:
    tables = make_report_tables(2)
    tables["task_pairs"] = tables["task_pairs"].assign(judgement="none", matched=False)
    sources = dict.fromkeys(tables["plans"]["plan_id"], "甲县乙县开展科普活动。")
    judged, sided = (
        next(f for f in list_findings(tables, sources=given) if f.key == "alignment")
        for given in (None, sources)
    )
    assert "甲县 2 项中有对应 0、待核 0、无对应 2" in judged.sentence
    assert "甲县 2 项中有对应 0、待核 0、未找到相近任务 2" in sided.sentence
    assert ("三分之一" in sided.caveat, "三分之一" in judged.caveat) == (True, False)


def test_a_task_is_told_in_the_best_state_of_its_pairs() -> None:
    tables = make_report_tables(2)
    ids = list(tables["tasks"].query("plan_id == 'p1'")["task_id"])
    pairs = [
        {"plan_a": "p1", "plan_b": "p2", "task_a": a, "task_b": b, "similarity": 0.2}
        | {"judgement": judgement}
        for a, b, judgement in ((ids[0], "x", "uncertain"), (ids[0], "y", "none"))
    ]
    counts = count_states(build_table("task_pairs", pairs), tables["tasks"], ["p1", "p2"])
    assert counts["p1"] == {"counterpart": 0, "uncertain": 1, "none": 0, "rest": 1}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_plans_of_equal_shares_are_told_with_all_states(lang: str) -> None:
    tables = make_report_tables(3)
    tables["task_pairs"] = tables["task_pairs"].assign(judgement="uncertain", matched=False)
    sizes = tables["tasks"].query("kind == 'key_task'").groupby("plan_id").size()
    told = {
        "zh": f"各规划的任务都有 0% 在其他规划中有对应（合计 {sizes.sum()} 项中有对应 0、待核",
        "en": f"In every plan 0% of the tasks are answered in some other plan (together: of {sizes.sum()}, 0",
    }
    assert told[lang] in _sentence(tables, "alignment", lang)


def test_what_a_plan_does_not_say_is_no_zero() -> None:
    tables = make_report_tables(2)
    first = tables["plans"]["plan_id"].iloc[0]
    for name in ("workload", "assignments"):
        tables[name] = tables[name][tables[name]["plan_id"] == first]
    assert _sentence(tables, "workload").startswith("只有甲县列出责任单位：列入分工最多的是")
    assert "平均" not in _sentence(tables, "workload")
    assert _sentence(tables, "size").endswith("项重点任务，未列责任单位")


def test_a_plan_without_tasks_is_not_the_lowest() -> None:
    tables = make_report_tables(3)
    last = tables["plans"]["plan_id"].iloc[2]
    tables["tasks"] = tables["tasks"][tables["tasks"]["plan_id"] != last]
    assert "0 项中有对应 0" not in _sentence(tables, "alignment")


def test_one_plan_has_no_comparison() -> None:
    keys = {f.key for f in list_findings(make_report_tables(1))}
    assert keys & {"alignment", "shared_passages", "keyness"} == set()
    assert {"size", "workload", "coverage"} <= keys


# Fisher's exact test. 3/4 against 1/4: of 70 ways 1, 16, 36, 16, 1; p = 34/70. 5/5 against 0/5:
# 2 of 252 ways. 4/5 against 0/5: 5 + 5 of 210 ways.
@pytest.mark.parametrize(
    ("counts", "expected"),
    [((3, 4, 1, 4), 34 / 70), ((5, 5, 0, 5), 2 / 252), ((4, 5, 0, 5), 10 / 210), ((0, 3, 0, 4), 1)],
)
def test_the_exact_test_by_hand(counts: tuple[int, int, int, int], expected: float) -> None:
    assert find_exact_p(*counts) == pytest.approx(expected)


def test_a_difference_is_told_only_beyond_chance() -> None:
    assert find_sure_ends({"a": (5, 5), "b": (0, 5)}) == ("b", "a")
    assert find_sure_ends({"a": (3, 4), "b": (1, 4)}) is None
    assert find_sure_ends({"a": (5, 5), "b": (0, 5)}, looks=10) is None  # picked out of ten
    assert find_sure_ends({"a": (5, 5), "b": (0, 5), "c": (2, 5), "d": (2, 5)}) == ("b", "a")
    assert find_sure_ends({"a": (4, 5), "b": (0, 5)}) == ("b", "a")
    assert find_sure_ends({"a": (4, 5), "b": (0, 5), "c": (2, 5)}) is None  # picked out of three
    assert find_sure_ends({"a": (5, 5), "b": (0, 0)}) is None


def make_judged(loose: dict[str, int], lead: bool = False) -> pd.DataFrame:
    """Twenty tasks of each plan, so many of them without number and deadline."""
    return build_table(
        "commitment",
        [
            {"task_id": f"{plan}-{n}", "plan_id": plan, "has_number": n >= few}
            | {"has_deadline": False, "has_lead": lead and plan == "p1"}
            for plan, few in loose.items()
            for n in range(20)
        ],
    )


@pytest.mark.parametrize(
    ("values", "zh", "en"),
    [
        ((5, 3, 1, 0), "最高甲 5，最低丁 0", "highest 甲 5, lowest 丁 0"),
        ((5, 0, 5, 0), "最高甲、丙 5，最低乙、丁 0", "highest 甲, 丙 5, lowest 乙, 丁 0"),
        ((2, 2, 2, 2), "各规划都是 2", "2 in every plan"),
        ((5.04, 0, 4.96, 1), "最高甲、丙 5，最低乙 0", "highest 甲, 丙 5, lowest 乙 0"),
    ],
)
def test_plans_that_tie_at_an_end_are_all_named(
    values: tuple[float, ...], zh: str, en: str
) -> None:
    order = dict(zip("abcd", values, strict=True))
    plans = pd.DataFrame({"plan_id": list("abcd"), "place": list("甲乙丙丁")})
    shown = {plan: f"{value:.0f}" for plan, value in order.items()}
    assert join_plans(plans, "zh", shown, order) == zh
    assert join_plans(plans, "en", shown, order) == en


def test_shares_of_many_plans_are_ranked_only_beyond_chance() -> None:
    tables = make_report_tables(4)
    assert _sentence(tables, "aspirational").endswith("，不足以分高低")
    numbers = {"stated": "number", "compared": True, "indicator": "i", "unit": "个"}
    rows = [
        {"plan_id": f"p{plan}", "indicator_id": f"i{n}", "aspirational": plan == 1, **numbers}
        for plan in range(1, 5)
        for n in range(20)
    ]
    tables["indicators"] = build_table("indicators", rows)
    assert _sentence(tables, "aspirational").endswith("最低乙县、丙县、丁县 20 项中 0 项")


def test_plans_that_tie_with_other_words_are_named_with_them() -> None:
    labels, order = dict(zip("abcd", "甲乙丙丁", strict=True)), dict.fromkeys("abcd", 1.0)
    told = dict(zip("abcd", ["1（2020） → 3", "2 → 3", "3", "3"], strict=True))
    assert name_ends(labels, told, {**order, "d": 0.0}, "zh") == [
        "甲 1（2020） → 3、乙 2 → 3、丙 3、丁 3",
        "丙、丁 3",
    ]


def test_commitment_compares_what_both_could_state_and_names_no_chance_difference() -> None:
    tables = make_report_tables(2)
    tables["commitment"] = make_judged({"p1": 18, "p2": 4}, lead=True)
    assert _sentence(tables, "commitment") == "数字、时限都没有的任务：甲县 18/20，乙县 4/20"
    tables["commitment"] = make_judged({"p1": 12, "p2": 9})
    sentence = _sentence(tables, "commitment")
    assert sentence == "数字、时限都没有的任务：甲县 12/20，乙县 9/20，不足以分高低"


def make_shares(*shares: tuple[float, float, float, float]) -> pd.DataFrame:
    """The coverage of one theme by p1 and p2, as share, low, high and by clauses."""
    names = ("share", "share_low", "share_high", "share_clauses")
    rest = {"theme_id": "t", "theme": "茶", "theme_en": "Tea", "family": "f", "level": 1}
    rows = [
        {"plan_id": f"p{n}", **rest, **dict(zip(names, values, strict=True))}
        for n, values in enumerate(shares, 1)
    ]
    return build_table("coverage", rows)


@pytest.mark.parametrize(
    ("high", "told"),
    [
        ((0.5, 0.4, 0.6, 0.4), True),
        ((0.5, 0.25, 0.6, 0.4), False),  # the intervals meet
        ((0.5, 0.4, 0.6, 0.1), False),  # cut at commas the order turns
    ],
)
def test_a_theme_differs_only_where_interval_and_other_cut_agree(
    high: tuple[float, float, float, float], told: bool
) -> None:
    tables = make_report_tables(2)
    tables["coverage"] = make_shares(high, (0.2, 0.1, 0.3, 0.2))
    sentence = _sentence(tables, "coverage")
    assert ("茶（甲县 50%，乙县 20%）" in sentence) == told
    assert ("没有可靠的差别" in sentence) != told


def test_themes_made_from_tasks_are_told_as_such_and_never_as_left_out() -> None:
    tables = make_report_tables(2)
    tables["coverage"] = make_themes(a=(0.3, 0.32), b=(0.0, 0.02))
    assert _sentence(tables, "coverage").startswith("2 个主题中，1 个两地方案都涉及")
    assert "themes_left_out" in {f.key for f in list_findings(tables)}
    assert title_coverage(tables["coverage"], tables["plans"], "zh") == "甲县未写b"
    tables["coverage"] = tables["coverage"].assign(family="derived")
    assert _sentence(tables, "coverage").startswith("由任务归并的2 个主题中，1 个两地方案都涉及")
    told = _sentence(tables, "coverage", "en")
    assert told.startswith("1 of 2 themes grouped from the plans' own tasks are covered by both")
    assert "themes_left_out" not in {f.key for f in list_findings(tables)}
    assert "未写" not in title_coverage(tables["coverage"], tables["plans"], "zh")


def make_themes(**shares: tuple[float, ...]) -> pd.DataFrame:
    """theme → its share in p1, p2 …; where these are far apart, surely so."""
    rows = [
        {"plan_id": f"p{n}", "theme_id": theme, "theme": theme, "theme_en": theme, "level": 1}
        | {"share": share, "share_low": share - 0.05, "share_high": share + 0.05}
        | {"share_clauses": share, "family": "f"}
        for theme, values in shares.items()
        for n, share in enumerate(values, 1)
    ]
    return build_table("coverage", rows)


@pytest.mark.parametrize(
    ("shares", "kind", "order", "worth", "caption"),
    [
        # A theme left out is named in the title, so it stands before what surely differs.
        (
            {"a": (0.3, 0.32), "b": (0.5, 0.2), "c": (0.0, 0.04)},
            "differ",
            ["c", "b", "a"],
            True,
            "差别最大的主题",
        ),
        (
            {"a": (0.3, 0.32), "b": (0.0, 0.02), "c": (0.04, 0.0)},
            "gap",
            ["b", "c"],
            True,
            "一方未写的主题",
        ),
        (
            {"a": (0.3, 0.32), "b": (0.0, 0.02), "d": (0.4, 0.41)},
            "largest",
            ["b", "d", "a"],
            False,
            "主要的主题",
        ),
        ({"a": (0.3,), "b": (0.0,), "d": (0.4,)}, "largest", ["d", "a", "b"], False, "主要的主题"),
        ({"a": (0.0, 0.0), "b": (0.1, 0.1)}, "largest", ["b", "a"], False, "主要的主题"),
    ],
)
def test_themes_shown_are_those_left_out_and_surely_different_else_the_largest(
    shares: dict[str, tuple[float, ...]], kind: str, order: list[str], worth: bool, caption: str
) -> None:
    coverage = make_themes(**shares)
    chosen, rows = choose_themes(coverage)
    assert (chosen, list(dict.fromkeys(rows["theme_id"]))) == (kind, order)
    assert tells_themes(coverage) == worth
    assert name_choice(chosen, len(next(iter(shares.values()))), "zh") == caption
    assert name_choice("gap", 3, "zh") == "有规划未写的主题"
    if kind == "gap":  # what is made from tasks of others is not left out
        assert choose_themes(coverage.assign(family="derived"))[0] == "largest"


@pytest.mark.parametrize(
    ("places", "zh", "en"),
    [
        (["甲县", "乙县"], "两地方案", "both plans"),
        (["甲县", "甲县"], "两份方案", "both plans"),
        (["甲县", "乙县", "丙县"], "各规划", "every plan"),
    ],
)
def test_what_all_do_is_told_of_both_or_of_every_plan(places: list[str], zh: str, en: str) -> None:
    plans = pd.DataFrame({"place": places})
    assert [name_all(plans, lang) for lang in ("zh", "en")] == [zh, en]


def test_the_widest_remit_is_told_only_where_counting_by_task_agrees() -> None:
    tables = make_report_tables(2)
    assert "科协在两地方案的每一节都列入分工" in _sentence(tables, "workload")
    workload = tables["workload"]
    turned = (workload["grain"] == "task") & (workload["department_id"] == "jy")
    workload.loc[turned, "share"] = 1.5
    assert "workload" not in {f.key for f in list_findings(tables)}


def make_named(sections: int, **named: tuple[int, int]) -> pd.DataFrame:
    """department → in how many of so many sections p1 and p2 name it."""
    rows = [
        {"plan_id": f"p{n}", "department_id": department, "grain": "section"}
        | {"mentions": count, "share": count / sections, "rank": 1}
        for department, counts in named.items()
        for n, count in enumerate(counts, 1)
        if count
    ]
    return build_table("workload", rows)


@pytest.mark.parametrize(
    ("named", "told", "sure"),
    [
        ({"kx": (9, 9), "a": (9, 0), "b": (7, 2), "c": (4, 3)}, ["a"], True),  # p .00004, .06
        ({"kx": (9, 9), "a": (6, 1), "b": (4, 1), "c": (4, 3)}, ["a", "b"], False),
        ({"kx": (9, 9), "a": (6, 1), "b": (4, 1), "c": (1, 4)}, ["a"], False),  # b and c tie
        ({"kx": (9, 9), "a": (4, 1), "b": (1, 4), "c": (4, 1)}, ["a", "b", "c"], False),
        ({"kx": (9, 9)}, [], False),
        ({"kx": (9, 0)}, [], False),  # the other plan names nobody
    ],
)
def test_two_plans_differ_most_on_whom_surely_or_perhaps_by_chance(
    named: dict[str, tuple[int, int]], told: list[str], sure: bool
) -> None:
    plans = make_report_tables(2)["plans"]
    chosen = make_named(9, **named)
    assert choose_apart(chosen, plans) == (told, sure)
    names = {department: department for department in named}
    sentence = summarise_workload(chosen, names, plans, "zh", "section")
    assert ("可能出于偶然" in sentence) == (bool(told) and not sure)


def test_words_within_chance_are_no_finding() -> None:
    tables = make_report_tables(2)
    assert "keyness" not in {f.key for f in list_findings(tables)}
    tables["distinctive_terms"].loc[0, "p_adjusted"] = 0.05
    assert _sentence(tables, "keyness").endswith("特征词有 1 个。最突出的——甲县：科普")


@pytest.mark.parametrize("plans", [0, 1, 2])
def test_empty_tables_give_no_number(plans: int) -> None:
    tables = {name: build_table(name, []) for name in TABLES}
    tables["plans"] = make_report_tables(2)["plans"].head(plans)
    assert list_findings(tables) == []
    assert list_findings({"plans": tables["plans"]}) == []


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (0.303, "share", "30%"),
        (1234.0, "count", "1,234"),
        (1.2, "pace", "+1.20"),
        (-0.5, "pace", "-0.50"),
        (0.346, "index", "0.35"),
        (16.7, "stated", "16.7"),
        (1000.0, "stated", "1,000"),
    ],
)
def test_each_kind_of_number_has_one_rule(value: float, kind: str, text: str) -> None:
    assert format_figure(value, kind) == text


def _show_as_spreadsheet(value: float, shown: str) -> str:
    """What Excel displays: halves go up, a quoted format is literal."""
    if shown.startswith('"'):
        return shown.strip('"')
    percent = shown.endswith("%")
    decimals = len(shown.split(";")[0].rstrip("%").partition(".")[2])
    number = Decimal(repr(value)) * (100 if percent else 1)
    rounded = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    sign = "+" if shown.startswith("+") else ""
    group = "," if "," in shown else ""
    return f"{rounded:{sign}{group}.{decimals}f}" + ("%" if percent else "")


@given(
    st.sampled_from(sorted(RULES)),
    st.one_of(
        st.fractions(0, 1, max_denominator=64).map(float),
        st.decimals(0, 2000, places=3).map(float),
    ),
)
def test_a_cell_reads_as_the_sentence_does(kind: str, value: float) -> None:
    assert _show_as_spreadsheet(value, format_cell(value, kind)) == format_figure(value, kind)


def test_halves_are_where_the_two_would_differ() -> None:
    assert format_figure(0.125, "share") == "12%"
    assert format_cell(0.125, "share") == '"12%"'


def test_means_and_origins_are_told_in_shares_counted_by_hand() -> None:
    tables = make_report_tables(2)
    clauses = [("p1", "facilities", "supply")] * 3 + [("p1", "goals", "environment")]
    clauses += [("p2", "market", "demand")]
    tables["instruments"] = build_table(
        "instruments",
        [
            {"plan_id": plan, "task_id": f"{plan}-1", "family": family, "subtype": subtype}
            | {"start": n, "end": n + 1, "text": "建", "evidence": "建"}
            | {"evidence_start": n, "evidence_end": n + 1}
            for n, (plan, subtype, family) in enumerate(clauses)
        ],
    )
    tables["inheritance"] = build_table(
        "inheritance",
        [
            {"plan_id": "p2", "start": start, "end": end, "text": "建", "origin": origin}
            | {"upper_plan": "p0"}
            for start, end, origin in ((0, 30, "taken_over"), (30, 40, "own"))
        ],
    )
    assert _sentence(tables, "instruments").endswith(
        "甲县 供给型 75%、环境型 25%、需求型 0%；乙县 供给型 0%、环境型 0%、需求型 100%"
    )
    assert _sentence(tables, "inheritance").endswith(
        "乙县 沿用 75%、改写 0%、与同级共有 0%、自有 25%"
    )
