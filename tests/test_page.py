from __future__ import annotations

import base64
import csv
import hashlib
import html as entities
import io
import json
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

from compare import store
from compare.errors import PlanError
from compare.present.page.data import list_headings, pack_glyphs
from compare.present.page.render import escape_json, read_words, render_page, subset_font
from compare.present.page.sides import collect_sides, describe_plans
from compare.schema import TABLES, WARNINGS
from page_material import HOSTILE, build_few, build_hostile

pytest.importorskip("jinja2", reason="the page needs the extra `report`")

ROOT = Path(__file__).resolve().parents[1]
PROCESSED = ROOT / "data" / "processed"
LIMIT = 3_000_000  # bytes, for the two published plans


class Parts(HTMLParser):
    """Every element with its attributes, and what stands in scripts and styles."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.inside: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.elements and self.elements[-1][0] in ("script", "style"):
            self.inside.append((self.elements[-1][0], data))


def parse(page: str) -> Parts:
    parts = Parts()
    parts.feed(page)
    return parts


def read_parts(page: str) -> dict[str, dict]:
    """The data elements of the page by their id."""
    found = re.findall(r'<script type="application/json" id="([\w-]+)">(.*?)</script>', page, re.S)
    return {name: json.loads(text) for name, text in found}


def read_data(page: str) -> dict:
    """All data of the page: the main part, and under `tables` and `texts` what stands apart."""
    parts = read_parts(page)
    data = parts["data"]
    tables = {n.removeprefix("table-"): part for n, part in parts.items() if n[:6] == "table-"}
    texts = {plan: parts[f"plan-{i}"]["text"] for i, plan in enumerate(data["order"])}
    return {**data, "tables": tables, "texts": texts}


@cache
def render_published() -> str:
    tables = store.read_tables(PROCESSED)
    sources = {
        plan: store.read_text(PROCESSED / "text" / f"{plan}.txt")
        for plan in tables["plans"]["plan_id"]
    }
    return render_page(tables, sources)


@cache
def render_few(count: int) -> str:
    return render_page(*build_few(count))


def test_the_page_of_the_published_plans_is_small_enough_to_send() -> None:
    assert len(render_published().encode("utf-8")) < LIMIT


def test_the_page_asks_nothing_of_any_server() -> None:
    parts = parse(render_published())
    for tag, attributes in parts.elements:
        for name in ("src", "href", "action", "srcset", "poster", "data"):
            assert (attributes.get(name) or "data:").startswith(("data:", "#")), (tag, attributes)
    script = "".join(text for tag, text in parts.inside[-1:])
    assert not re.search(r"\bfetch\(|XMLHttpRequest|WebSocket|import\(|\beval\(|innerHTML", script)
    style = next(text for tag, text in parts.inside if tag == "style")
    assert set(re.findall(r"url\((\w+):", style)) == {"data"}
    assert "@import" not in style


def test_the_policy_admits_exactly_the_script_and_the_style_of_the_page() -> None:
    page = render_published()
    parts = parse(page)
    policy = next(
        attributes["content"]
        for tag, attributes in parts.elements
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    )
    rules = dict(rule.split(" ", 1) for rule in entities.unescape(policy or "").split("; "))
    assert rules["default-src"] == "'none'"
    assert "unsafe" not in (policy or "")
    style = re.search(r"<style>(.*?)</style>", page, re.S)
    script = re.findall(r"<script>(.*?)</script>", page, re.S)
    assert style
    assert len(script) == 1
    for rule, text in (("style-src", style[1]), ("script-src", script[0])):
        digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode()
        assert rules[rule] == f"'sha256-{digest}'"


def test_no_element_carries_a_handler_or_a_style_of_its_own() -> None:
    for _, attributes in parse(render_published()).elements:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]


def test_a_plan_that_holds_code_stays_data() -> None:
    tables, sources = build_hostile()
    page = render_page(tables, sources)
    assert "<script>window" not in page
    assert "<img" not in page
    scripts = len(read_parts(page)) + 1
    assert page.count("</script>") == scripts
    assert page.count("<script") == scripts
    assert HOSTILE in read_data(page)["texts"]["p0"]
    assert not [tag for tag, _ in parse(page).elements if tag in ("img", "b", "i")]


def test_the_page_opens_with_our_plan_against_the_most_alike() -> None:
    tables, sources = build_few(3)
    assert read_data(render_few(3))["chosen"] == ["p0", "p1"]
    chosen = read_data(render_page(tables, sources, our="p2", other="p1"))["chosen"]
    assert chosen == ["p2", "p1"]
    with pytest.raises(PlanError, match="no plan 'p9'"):
        render_page(tables, sources, our="p9")


def test_a_period_has_ended_where_another_plan_was_made_after_it() -> None:
    plans = build_few(3)[0]["plans"].assign(
        issued_on=["2016-03-01", "2021-11-30", ""],
        period_start=[2016, 2021, None],
        period_end=[2020, 2025, 2020],
        level=["county", "prefecture", ""],
    )
    about = describe_plans(plans)
    assert [about[plan]["ended"] for plan in plans["plan_id"]] == [2020, 0, 2020]
    assert [about[plan]["level"] for plan in plans["plan_id"]] == [
        ["县级", "county"],
        ["地级", "prefecture"],
        ["", ""],
    ]
    assert about["p0"]["our"] == ["我市", "our city"]


def test_without_judged_pairs_nothing_is_said_of_counterparts() -> None:
    tables, sources = build_few(2)
    unjudged = tables["task_pairs"].assign(judgement="", probability=None, matched=None)
    found = collect_sides({**tables, "task_pairs": unjudged}, sources, list(sources))
    assert found["judged"] is False
    assert found["practices"] == {}
    judged = collect_sides(tables, sources, list(sources))
    assert judged["judged"] is True


def test_a_task_goes_by_its_address_in_the_document() -> None:
    assert read_data(render_few(1))["labels"]["places"]["p0-2.1.1"] == ["二、（一）1"] * 2


def test_a_plan_that_was_perhaps_not_understood_is_named_alone() -> None:
    plans = build_few(3)[0]["plans"].assign(warnings=["", WARNINGS[0], WARNINGS[1]])
    doubt = {plan: told["doubt"][0] for plan, told in describe_plans(plans).items()}
    assert doubt["p0"] == ""
    assert "乙市" in doubt["p1"]
    assert "丙市" not in doubt["p1"]


@pytest.mark.parametrize(
    ("table", "column", "begin"),
    [
        ("tasks", "kind", ""),
        ("assignments", "role", ""),
        ("assignments", "scope", "scope_"),
        ("targets", "kind", ""),
        ("targets", "cadence", ""),
        ("indicators", "stated", "stated_"),
        ("shared_passages", "kind", ""),
        ("inheritance", "origin", "origin_"),
        ("progress", "status", "status_"),
        ("ignored", "what", "what_"),
        ("instruments", "family", "pick_"),
    ],
)
def test_every_value_a_table_may_hold_is_told_in_words(table: str, column: str, begin: str) -> None:
    values = next(spec.allowed for spec in TABLES[table].columns if spec.name == column)
    words = read_words()
    assert values
    begin = begin if begin == "pick_" else f"value_{begin}"
    assert not [value for value in values if value and begin + value not in words]


def test_json_in_the_page_ends_no_element_and_reads_back() -> None:
    value = {"text": "</script><!--&\u2028\u2029𠮷"}
    assert not re.search("[<>&\u2028\u2029]", escape_json(value))
    assert json.loads(escape_json(value)) == value


@pytest.mark.parametrize("count", [1, 2, 3])
def test_every_plan_stands_in_the_page_whole(count: int) -> None:
    tables, sources = build_few(count)
    data = read_data(render_few(count))
    assert data["order"] == list(sources)
    assert data["texts"] == sources
    assert len(data["tables"]["tasks"]["rows"]) == len(tables["tasks"])
    assert len(data["pairs"]) == count * (count - 1) // 2


def test_a_page_can_be_made_of_extracted_tables_alone() -> None:
    tables, sources = build_few(2)
    few = {name: tables[name] for name in ("plans", "tasks", "assignments", "targets")}
    data = read_data(render_page(few, sources))
    assert data["tables"]["coverage"]["rows"] == []


def test_cells_are_those_of_the_published_files() -> None:
    data = read_data(render_published())
    for name in ("tasks", "assignments", "indicators", "coverage", "targets", "ignored"):
        packed = data["tables"][name]
        kept = [i for i, column in enumerate(packed["columns"]) if not column.startswith("_")]
        table = store.read_table(name, PROCESSED)
        assert [packed["columns"][i] for i in kept] == list(table.columns)
        buffer = io.StringIO(store.format_table(table))
        assert len(packed["rows"]) == len(table)
        first = [packed["rows"][0][i] for i in kept]
        assert first == list(csv.reader(buffer))[1]


def test_all_matched_pairs_and_the_nearest_of_every_task_are_in_the_page() -> None:
    tables, _ = build_few(2)
    data = read_data(render_few(2))
    packed = data["tables"]["task_pairs"]
    at = {name: i for i, name in enumerate(packed["columns"])}
    shown = {(row[at["task_a"]], row[at["task_b"]]) for row in packed["rows"]}
    pairs = tables["task_pairs"]
    matched = pairs[pairs["matched"].fillna(False).astype(bool)]
    assert set(zip(matched["task_a"], matched["task_b"], strict=True)) <= shown
    best = pairs[pairs["rank_a"] == 1]
    assert set(zip(best["task_a"], best["task_b"], strict=True)) <= shown


def test_headings_stand_where_the_outline_says() -> None:
    tables, sources = build_few(1)
    headings = list_headings(tables["outline"])["p0"]
    found = [sources["p0"][start:end] for _, _, _, start, end in headings]
    assert found[:4] == [
        "一、主要目标",
        "二、重点任务",
        "（一）青少年科学素质提升行动",
        "1. 加强科学教育",
    ]


def test_the_embedded_font_holds_every_character_of_the_page() -> None:
    from fontTools.ttLib import TTFont

    from compare.present.fonts import find_packaged_font

    path = find_packaged_font()
    if path is None:
        pytest.skip("no font came with the packages")
    page = render_published()
    coded = re.search(r"base64,([A-Za-z0-9+/=]+)\)", page)
    assert coded
    font = TTFont(io.BytesIO(base64.b64decode(coded[1])))
    whole = TTFont(path, lazy=True).getBestCmap().keys()
    data = read_data(page)
    wanted = {ord(char) for text in data["texts"].values() for char in text if char > " "}
    wanted |= {ord(char) for pair in data["words"].values() for char in "".join(pair)}
    assert wanted & whole <= font.getBestCmap().keys()
    assert len(font.getBestCmap()) < 4000


def test_a_font_is_cut_the_same_each_time() -> None:
    first = subset_font("规划abc")
    subset_font.cache_clear()
    assert subset_font("规划abc") == first


def test_glyph_pairs_cover_what_readers_may_type_and_nothing_else() -> None:
    packed = pack_glyphs(set("乡村"))
    pairs = dict(zip(packed[::2], packed[1::2], strict=True))
    assert pairs["鄉"] == "乡"
    assert set(pairs.values()) <= set("乡村") | {pairs[k] for k in pairs if k in "乡村"}
    assert "國" not in pairs


def test_every_wording_exists_in_both_languages_and_is_used() -> None:
    words = read_words()
    assert all(len(pair) == 2 and all(pair) for pair in words.values())
    script = "".join(
        path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "src/compare/present/page/templates").glob("*.js"))
    )
    said = set(re.findall(r"say\('(\w+)'", script))
    assert said <= words.keys()
    families = tuple(set(re.findall(r"`(\w+_)\$\{", script)) | {"value_"})
    for key in words.keys() - {"title", "noscript"}:
        assert f"'{key}'" in script or key.startswith(families), key


def test_unknown_language_is_refused() -> None:
    with pytest.raises(PlanError, match="zh, en"):
        render_page(*build_few(1), lang="de")


def test_the_page_opens_in_the_language_asked_for() -> None:
    page = render_page(*build_few(2), lang="en")
    assert '<html lang="en">' in page
    assert read_data(page)["lang"] == "en"
