"""Every chart, in both languages, for one plan to twelve, and for tables without a row."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import warnings
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.axis import Axis
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text

from compare.analyse.inheritance import ORIGINS
from compare.analyse.progress import measure_progress
from compare.errors import PlanError
from compare.present.charts import draw as charts
from compare.present.charts import inheritance, instruments, progress
from compare.present.charts import text as passages
from compare.present.charts.draw import FIGURES, draw_figure, list_figures
from compare.present.charts.links import MARKS
from compare.present.charts.style import MOST_HEIGHT, PAPER_WIDTH, SHADES, new_figure
from compare.present.charts.titles import choose_title, is_short
from compare.present.fonts import chart_style, render_figure
from compare.present.palette import COLOURS, MARKERS, style_plans
from compare.present.wording.findings.passages import list_spans, measure_outside, measure_share
from compare.present.wording.findings.targets import summarise_indicators
from compare.schema import TABLES, build_table
from compare.store import read_tables

PROCESSED = Path(__file__).parent.parent / "data" / "processed"
PLACES = "甲乙丙丁戊己庚辛壬癸子丑"
TASK_COLUMNS = ("task_id", "section_id", "best_task_id")
Tables = dict[str, pd.DataFrame]


@cache
def _two_plans() -> Tables:
    tables = read_tables(PROCESSED)
    measured = [
        {"plan_id": plan, "indicator_id": row["indicator_id"], "year": year, "value": value}
        for row in tables["targets"].to_dict("records")
        if row["kind"] == "baseline"
        for plan, year, value in [
            (row["plan_id"], row["year"] + 1, row["value"]),
            (row["plan_id"], row["year"] + 3, row["value"] * 1.4),
        ]
    ]
    frame = pd.DataFrame(measured).assign(source="made up for this test")
    tables["progress"] = measure_progress(tables["targets"], frame)
    tables["inheritance"] = _make_inheritance(tables["tasks"])
    return tables


def _make_inheritance(tasks: pd.DataFrame) -> pd.DataFrame:
    """A sentence for each task, of one origin after the other."""
    rows = [
        {"plan_id": plan, "task_id": task, "start": start, "end": start + 10 * (n % 7 + 1)}
        | {"text": "办好学校。", "upper_plan": "upper", "origin": ORIGINS[n % len(ORIGINS)]}
        for n, (plan, task, start) in enumerate(
            tasks[["plan_id", "task_id", "start"]].itertuples(index=False, name=None)
        )
    ]
    return build_table("inheritance", rows)


@cache
def make_tables(n: int) -> Tables:
    """The two plans repeated under other names until there are n."""
    tables = _two_plans()
    sources = list(tables["plans"]["plan_id"])
    copies = {f"p{i + 1}": sources[i % len(sources)] for i in range(n)}
    made: Tables = {}
    for name, frame in tables.items():
        if "plan_id" in frame:
            parts = [_copy_plan(frame, source, new) for new, source in copies.items()]
            made[name] = pd.concat(parts, ignore_index=True) if parts else frame.head(0)
        elif "plan_a" in frame:
            parts = [
                _copy_pair(frame, (copies[a], copies[b]), (a, b))
                for a, b in combinations(copies, 2)
                if copies[a] != copies[b]
            ]
            made[name] = pd.concat(parts, ignore_index=True) if parts else frame.head(0)
        else:
            made[name] = frame
    made["plans"]["place"] = [f"{PLACES[i]}县" for i in range(n)]
    return made


def _copy_plan(frame: pd.DataFrame, source: str, new: str) -> pd.DataFrame:
    copy = frame[frame["plan_id"] == source].assign(plan_id=new)
    for column in TASK_COLUMNS:
        if column in copy:
            copy[column] = copy[column].str.replace(source, new)
    return copy


def _copy_pair(frame: pd.DataFrame, sources: tuple[str, str], new: tuple[str, str]) -> pd.DataFrame:
    forth = frame[(frame["plan_a"] == sources[0]) & (frame["plan_b"] == sources[1])]
    if forth.empty:
        swapped = {c: c[:-1] + {"a": "b", "b": "a"}[c[-1]] for c in frame if c[-2:] in ("_a", "_b")}
        forth = frame.rename(columns=swapped)[list(frame.columns)]
        forth = forth[(forth["plan_a"] == sources[0]) & (forth["plan_b"] == sources[1])]
    copy = forth.copy()
    for side, source, name in zip("ab", sources, new, strict=True):
        copy[f"plan_{side}"] = name
        for column in (f"task_{side}", f"section_{side}"):
            if column in copy:
                copy[column] = copy[column].str.replace(source, name)
    return copy


def draw(name: str, tables: Tables, lang: str = "zh") -> Figure:
    """The figure, drawn once, any warning (such as a missing glyph) being an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = draw_figure(name, tables, lang)
        lay_out(figure)
    return figure


def lay_out(figure: Figure) -> None:
    """Lay out as `render_figure` does, keeping the positions for `get_window_extent`."""
    with chart_style():
        figure.draw_without_rendering()


def list_texts(figure: Figure) -> list[Text]:
    """The texts that are drawn; labels of ticks beyond an axis exist but are not."""
    hidden = {
        id(label)
        for axis in figure.findobj(Axis)
        for tick in axis.get_major_ticks()
        if not min(axis.get_view_interval()) <= tick.get_loc() <= max(axis.get_view_interval())
        for label in (tick.label1, tick.label2)
    }
    texts = [t for t in figure.findobj(Text) if t.get_visible() and t.get_text().strip()]
    return [text for text in texts if id(text) not in hidden]


def find_text(figure: Figure, gid: str) -> str:
    return "".join(t.get_text() for t in list_texts(figure) if t.get_gid() == gid)


def title_of(figure: Figure) -> str:
    return figure.axes[0].get_title(loc="left")


@pytest.mark.parametrize(("n", "lang"), [(1, "zh"), (2, "zh"), (3, "en"), (12, "zh"), (12, "en")])
@pytest.mark.parametrize("name", FIGURES)
def test_chart_has_title_source_and_no_overlapping_or_cut_off_text(
    name: str, n: int, lang: str
) -> None:
    figure = draw(name, make_tables(n), lang)
    assert len(title_of(figure)) > 3
    assert is_short(title_of(figure).replace("\n", " " * (lang == "en")), lang)
    assert find_text(figure, "measure") or find_text(figure, "empty")
    width, height = figure.get_size_inches()
    assert width == pytest.approx(PAPER_WIDTH)
    assert height <= MOST_HEIGHT + 1e-9
    assert min(t.get_fontsize() for t in list_texts(figure)) >= 7.5
    assert ("资料来源" if lang == "zh" else "Source") in find_text(figure, "foot")
    assert find_overlaps(figure) == []
    assert find_cut_off(figure) == []


def find_overlaps(figure: Figure, tolerance: float = 0.012) -> list[tuple[str, str]]:
    """Pairs of texts whose boxes overlap by more than `tolerance` inches both ways."""
    boxes = [(t.get_text(), t.get_window_extent()) for t in list_texts(figure)]
    boxes.sort(key=lambda item: item[1].x0)
    slack = tolerance * figure.dpi
    found = []
    for i, (text, box) in enumerate(boxes):
        for other, second in boxes[i + 1 :]:
            if second.x0 > box.x1:
                break
            wide = min(box.x1, second.x1) - second.x0
            high = min(box.y1, second.y1) - max(box.y0, second.y0)
            if wide > slack and high > slack:
                found.append((text, other))
    return found


def find_cut_off(figure: Figure) -> list[str]:
    edge = figure.bbox
    return [
        text.get_text()
        for text in list_texts(figure)
        for box in [text.get_window_extent()]
        if box.x0 < edge.x0 or box.x1 > edge.x1 or box.y0 < edge.y0 or box.y1 > edge.y1
    ]


def test_the_search_for_overlaps_finds_one() -> None:
    figure, ax = new_figure(2, 1)
    ax.axis("off")
    ax.text(0.1, 0.5, "AAAA")
    ax.text(0.12, 0.5, "BBBB")
    ax.text(0.99, 0.1, "CCCC")
    lay_out(figure)
    assert find_overlaps(figure) == [("AAAA", "BBBB")]
    assert find_cut_off(figure) == ["CCCC"]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", FIGURES)
def test_tables_without_rows_give_a_note(name: str, lang: str) -> None:
    plans = make_tables(2)["plans"]
    full = make_tables(2)
    empty = {table: frame.head(0) for table, frame in full.items()} | {"plans": plans}
    figure = draw(name, empty, lang)
    assert ("暂无数据" if lang == "zh" else "No data") in find_text(figure, "empty")
    assert title_of(figure)


@pytest.mark.parametrize("name", ["alignment_links", "shared_passages"])
def test_a_single_plan_cannot_be_compared(name: str) -> None:
    assert "暂无数据" in find_text(draw(name, make_tables(1)), "empty")


@pytest.mark.parametrize("name", FIGURES)
def test_an_axes_made_elsewhere_is_filled_and_returned(name: str) -> None:
    from matplotlib import pyplot as plt

    chart, tables = FIGURES[name], make_tables(2)
    figure, ax = plt.subplots(figsize=chart.size(*(tables[t] for t in chart.size_tables)))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert chart.draw(*(tables[t] for t in chart.draw_tables), ax, lang="zh") is ax
        figure.savefig("/dev/null", format="png", dpi=40)
    plt.close(figure)


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(PlanError, match="zh, en"):
        draw_figure("coverage", make_tables(2), "fr")


def test_charts_whose_tables_are_missing_are_left_out() -> None:
    full = make_tables(2)
    some = {name: full[name] for name in ("plans", "tasks", "workload", "departments")}
    assert list_figures(some) == ["workload"]


DIGESTED = [("alignment_links", "svg"), ("workload", "pdf"), ("workload", "png")]


def digest_figures() -> str:
    """A line for each kind of file with the digest of its bytes; `.ci/run` draws every figure."""
    lines = []
    for name, kind in DIGESTED:
        data = render_figure(draw_figure(name, make_tables(2)), kind)
        lines.append(f"{name} {kind} {hashlib.sha256(data).hexdigest()}\n")
    return "".join(lines)


@pytest.mark.slow
def test_figures_are_the_same_bytes_in_every_process() -> None:
    script = "import test_charts; print(test_charts.digest_figures(), end='')"
    path = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    seed = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"
    environment = os.environ | {"PYTHONHASHSEED": seed, "LC_ALL": "C", "PYTHONPATH": path}
    with subprocess.Popen(
        [sys.executable, "-c", script], env=environment, stdout=subprocess.PIPE, text=True
    ) as other:
        own = digest_figures()
        told, _ = other.communicate()
    assert other.returncode == 0
    assert own.count("\n") == len(DIGESTED)
    assert own == told


# Titles are computed from the tables.


def _indicator(plan: str, **values: object) -> dict[str, object]:
    row = {"indicator_id": "rate", "indicator": "比例", "indicator_en": "Rate", "plan_id": plan}
    return row | {"stated": "number", "unit": "%"} | values


def test_indicators_with_a_number_are_counted_once_and_per_plan() -> None:
    frame = build_table(
        "indicators",
        [
            _indicator("p1", target_value=20),
            _indicator("p2", target_value=16),
            _indicator("p1", indicator_id="other", target_value=5),
            _indicator("p2", indicator_id="other", stated="without_number"),
            _indicator("p1", indicator_id="none", stated="no"),
        ],
    )
    plans = make_tables(2)["plans"]
    told = summarise_indicators(frame, plans, "zh")
    assert told == "写出数字的指标共 2 项：甲县 2，乙县 1；两地方案都写的 1 项"
    assert summarise_indicators(frame, plans[:1], "zh") == "规划写出数字的指标 2 项"
    figure = draw("indicators", make_tables(2) | {"indicators": frame})
    assert title_of(figure) == "比例：甲县20%，乙县16%"


def test_references_bear_their_comparing_word_and_only_years_the_plans_state() -> None:
    rows = [
        _indicator(plan, baseline_value=14, baseline_year=2020, target_value=20, target_year=2025)
        for plan in ("p1", "p2")
    ]
    marks = pd.DataFrame(
        {"indicator_id": "rate", "label": f"国{year}", "year": year, "value": value}
        | {"unit": "%", "comparator": word}
        for year, value, word in ((2020, 5, "达到"), (2025, 15, "超过"), (2035, 25, "达到"))
    )
    tables = make_tables(2) | {"indicators": build_table("indicators", rows), "references": marks}
    figure = draw("indicators", tables)
    told = {text.get_text() for text in list_texts(figure)}
    assert {"5%（2020）", "超过15%（2025）"} <= told
    assert not any("25%（2035）" in text or "国2035" in text for text in told)
    assert "参照值：国20205%；国2025超过15%。" in find_text(figure, "foot").replace("\n", "")


def test_a_gap_is_a_word_and_a_dot_is_explained() -> None:
    tables = make_tables(2)
    first = tables["coverage"]["theme_id"].iloc[0]
    gap = (tables["coverage"]["theme_id"] == first) & (tables["coverage"]["plan_id"] == "p1")
    shares = tables["coverage"]["share"].mask(gap, 0.0)
    told = list_texts(
        draw("coverage", tables | {"coverage": tables["coverage"].assign(share=shares)})
    )
    assert "未写" in {text.get_text() for text in told}
    load = tables["workload"]
    department = load["department_id"].iloc[0]
    absent = (load["department_id"] == department) & (load["plan_id"] == "p1")
    told = list_texts(draw("workload", tables | {"workload": load[~absent]}))
    assert "未列入分工" in {text.get_text() for text in told}


def test_an_indicator_without_a_number_is_never_drawn_as_zero() -> None:
    rows = [
        _indicator("p1", target_value=5, unit="所"),
        _indicator("p2", stated="without_number", unit=""),
        _indicator("p1", indicator_id="b", indicator="乙", target_value=7, unit="所"),
        _indicator("p2", indicator_id="b", indicator="乙", stated="no", unit=""),
    ]
    tables = make_tables(2) | {"indicators": build_table("indicators", rows)}
    texts = [t.get_text() for t in list_texts(draw("indicators", tables))]
    assert "5所" in texts
    assert "7所" in texts
    assert not [t for t in texts if re.match(r"0\D?$", t)]


def test_workload_title_names_a_sure_difference() -> None:
    rows = [
        ("p1", "a", 1.0),
        ("p2", "a", 0.9),
        ("p1", "b", 0.1),
        ("p2", "b", 0.7),
    ]
    frame = build_table(
        "workload",
        [
            {"plan_id": p, "department_id": d, "grain": "section", "share": share}
            | {"mentions": round(20 * share), "lead": 0, "support": 0, "responsible": 1, "rank": 1}
            for p, d, share in rows
        ],
    )
    names = [{"department_id": d, "name_zh": z, "kind": "bureau", "status": "reviewed"} for d, z in
             (("a", "甲局"), ("b", "乙局"))]  # fmt: skip
    departments = build_table("departments", names)
    figure = draw("workload", make_tables(2) | {"workload": frame, "departments": departments})
    assert title_of(figure) == "乙局：甲县 10%，乙县 70%"


def test_the_department_a_title_names_stands_in_the_chart() -> None:
    named = {
        f"d{n}": f"{name}流域水资源保护与调度局"
        for n, name in enumerate("甲乙丙丁戊己庚辛壬癸子丑")
    }
    shares = [("p1", "wide", 0.9), ("p2", "wide", 0.9)]
    shares += [("p1" if n % 2 else "p2", d, 0.2) for n, d in enumerate(named)]
    rows = [
        {"plan_id": p, "department_id": d, "grain": grain, "share": share, "rank": 1}
        | {"mentions": round(10 * share), "lead": 0, "support": 0, "responsible": 1}
        for p, d, share in shares
        for grain in ("section", "task")
    ]
    departments = build_table(
        "departments",
        [
            {"department_id": d, "name_zh": z, "kind": "bureau", "status": "reviewed"}
            for d, z in {"wide": "水土保持委员会办公室", **named}.items()
        ],
    )
    tables = make_tables(2) | {
        "workload": build_table("workload", rows),
        "departments": departments,
    }
    figure = draw("workload", tables)
    assert title_of(figure) == "水土保持委员会办公室列入分工最多"
    shown = [t.get_text() for t in list_texts(figure)]
    assert "水土保持委员会办公室" in shown


def test_links_mark_the_tasks_without_counterpart() -> None:
    tables = make_tables(2)
    pairs = tables["task_pairs"].assign(judgement="none", matched=False)
    pairs.loc[0, ["judgement", "matched"]] = "counterpart", True
    first = pairs.loc[0, ["task_a", "task_b"]]
    apart = pairs[~pairs[["task_a", "task_b"]].isin(list(first)).any(axis=1)].index[0]
    pairs.loc[apart, "judgement"] = "uncertain"
    figure = draw("alignment_links", tables | {"task_pairs": pairs})
    key = tables["tasks"][tables["tasks"]["kind"] == "key_task"]
    own = key.groupby("plan_id").size()
    assert title_of(figure) == f"对应：甲县 1/{own['p1']}，乙县 1/{own['p2']}"
    inks = [t.get_color() for t in list_texts(figure)]
    for state, count in (("none", len(key) - 4), ("uncertain", 2)):
        assert inks.count(MARKS[state]["color"]) == count


def test_a_long_column_of_tasks_keeps_those_without_a_counterpart() -> None:
    tables = make_tables(2)
    tasks = tables["tasks"][tables["tasks"]["kind"] == "key_task"]
    more = tasks.assign(task_id=tasks["task_id"] + ".x", title="又一项")
    pairs = tables["task_pairs"].assign(judgement="counterpart", matched=True)
    both = tables | {"tasks": pd.concat([tasks, more]), "task_pairs": pairs}
    figure = draw("alignment_links", both)
    shown = [t.get_text() for t in list_texts(figure) if "又一项" in t.get_text()]
    assert len(shown) == len(more)
    assert f"另有 {len(tasks)} 项" in find_text(figure, "foot")
    assert find_overlaps(figure) == []


def test_shared_spans_are_merged_before_they_are_counted() -> None:
    rows = [("verbatim", 0, 20), ("near", 10, 30), ("near", 50, 60)]
    passages = build_table(
        "shared_passages",
        [
            {"plan_a": "p1", "start_a": s, "end_a": e, "text_a": "文", "plan_b": "p2"}
            | {"start_b": s, "end_b": e, "text_b": "文", "kind": kind}
            for kind, s, e in rows
        ],
    )
    assert list_spans(passages, "p1") == [(0, 30), (50, 60)]
    assert list_spans(passages, "p2", "near") == [(10, 30), (50, 60)]
    plans = pd.DataFrame({"plan_id": ["p1"], "characters": [100]})
    assert measure_share(passages, plans, "p1") == pytest.approx(0.4)
    tasks = passages.assign(task_a="p1-1", task_b=["p2-1", "p2-1", ""])
    assert measure_outside(tasks) == pytest.approx(1 / 5)


# Odd characters, colours.


def test_dollar_signs_and_strange_characters_in_a_plan_are_drawn_as_text() -> None:
    tables = make_tables(2)
    odd = "$x^2$ <script>\U000f0000 _{a}"
    tasks = tables["tasks"].assign(title=odd, section_title=odd)
    plans = tables["plans"].assign(place=["$甲$县", "乙\U000f0001县"])
    figure = draw("alignment_links", tables | {"tasks": tasks, "plans": plans})
    texts = " ".join(t.get_text() for t in list_texts(figure))
    assert "$x^2$ <script>〓" in texts


def luminance(colour: object) -> float:
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in to_rgb(colour)  # type: ignore[arg-type]
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_neighbouring_plan_colours_differ_in_greyscale() -> None:
    for one, two in pairwise(COLOURS):
        light, dark = sorted((luminance(one), luminance(two)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) > 1.6, (one, two)


# Linear RGB as seen with no red, no green, no blue cones (Machado et al. 2009), and in grey.
SIGHTS = {
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216),
               (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413),
               (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602),
               (0.004733, 0.691367, 0.303900)),
    "grey": ((0.2126, 0.7152, 0.0722),) * 3,
}  # fmt: skip
LOOKS = {
    "links": MARKS,
    "passages": passages.LOOKS,
    "instruments": instruments.LOOKS,
    "inheritance": inheritance.LOOKS,
    "progress": progress.MARKS,
    "plans": {str(i): {"facecolor": c, "marker": m} for i, (c, m) in enumerate(
        zip(COLOURS, MARKERS, strict=False))},
}  # fmt: skip


def see(colour: object, sight: str) -> tuple[float, ...]:
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in to_rgb(colour)  # type: ignore[arg-type]
    ]
    return tuple(
        min(max(sum(a * c for a, c in zip(row, linear, strict=True)), 0.0), 1.0)
        for row in SIGHTS[sight]
    )


def look_alike(one: dict[str, object], two: dict[str, object], sight: str) -> bool:
    """Whether two keys differ neither in mark or pattern nor in how light they are."""
    if any(one.get(form) != two.get(form) for form in ("marker", "hatch")):
        return False
    fills = [
        look.get("markerfacecolor", look.get("facecolor", look.get("color"))) for look in (one, two)
    ]
    lights = [
        sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), see(f, sight), strict=True))
        for f in fills
    ]
    return (max(lights) + 0.05) / (min(lights) + 0.05) < 1.5


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("name", LOOKS)
def test_keys_are_told_apart_without_colour(name: str, sight: str) -> None:
    alike = [
        pair
        for pair in combinations(LOOKS[name].items(), 2)
        if look_alike(pair[0][1], pair[1][1], sight)
    ]
    assert alike == []


def test_two_keys_of_one_lightness_are_found_alike() -> None:
    red, green = {"facecolor": "#c0392b"}, {"facecolor": "#2e7d32"}
    assert look_alike(red, green, "grey")
    assert not look_alike(red, green | {"hatch": "////"}, "grey")


def test_a_title_is_the_first_that_is_short_enough_else_the_measure() -> None:
    long, short = "甲" * 21, "乙" * 20
    assert choose_title("coverage", "zh", "", long, short) == short
    assert choose_title("coverage", "zh", long) == "主题覆盖"
    assert choose_title("coverage", "zh", "甲" * 18 + " 2/5") == "甲" * 18 + " 2/5"
    assert choose_title("coverage", "zh", "甲" * 18 + " 29/5") == "主题覆盖"
    assert choose_title("coverage", "en", "word " * 13, "word " * 12) == "Word " + "word " * 11


def test_shades_darken_steadily() -> None:
    steps = [luminance(SHADES(i / 20)[:3]) for i in range(21)]
    assert all(a > b for a, b in pairwise(steps))


def test_twelve_plans_have_twelve_looks() -> None:
    styles = style_plans(make_tables(12)["plans"], "zh")
    assert len({(s.colour, s.marker) for s in styles.values()}) == 12
    assert len({s.label for s in styles.values()}) == 12


def test_every_table_a_chart_asks_for_is_known() -> None:
    known = {*TABLES, charts.REFERENCES, "progress"}
    for chart in FIGURES.values():
        assert {*chart.draw_tables, *chart.size_tables, *chart.optional} <= known
