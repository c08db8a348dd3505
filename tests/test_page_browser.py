"""The page as a reader meets it, in Debian's Chromium."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd
import pytest

from compare import store
from compare.analyse.alignment import COUNTERPART
from compare.analyse.practices import PARTIAL, choose_states, judge_lines, list_practices
from compare.analyse.progress import PROGRESS_COLUMNS, measure_progress
from compare.lookups import PACKAGED, use_lookups
from compare.present.page.render import render_page
from compare.present.wording.addresses import cite_tasks
from compare.present.wording.headings import name_column
from compare.present.wording.labels import label_reason, label_tasks
from material import OWN_LOOKUPS
from page_material import HOSTILE, LINK, Build, build_few, build_hostile

playwright = pytest.importorskip(
    "playwright.sync_api", reason="browser tests need the extra `browser` (playwright)"
)
pytest.importorskip("jinja2", reason="the page needs the extra `report`")

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
AXE = os.environ.get("AXE_SCRIPT", "")  # path of axe.min.js
PROCESSED = Path(__file__).resolve().parents[1] / "data" / "processed"
PLANS = ("haian", "taicang")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no Chromium at {CHROMIUM}"),
]


class Reader:
    """A browser on one page; what goes wrong in it is kept in `faults`."""

    def __init__(self, browser: Any, path: Path, **settings: Any) -> None:
        self.faults: list[str] = []
        self.url = path.as_uri()
        self.context = browser.new_context(
            **{"viewport": {"width": 1440, "height": 900}, "accept_downloads": True} | settings
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(20000)
        self.page.on("console", self.hear)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("request", self.watch)

    def hear(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(message.text)

    def watch(self, request: Any) -> None:
        if not request.url.startswith(("file:", "data:", "blob:", "about:")):
            self.faults.append(f"asked for {request.url}")

    def open(self, address: str) -> Any:
        """The page at that address, opened afresh."""
        self.page.goto("about:blank")
        self.page.goto(self.url + address)
        return self.settle()

    def settle(self) -> Any:
        """The page once it has drawn all it was asked for, also by what was done just now."""
        self.page.evaluate("new Promise(requestAnimationFrame)")
        self.page.wait_for_selector("main[aria-busy=false]")
        return self.page

    def count(self, selector: str) -> int:
        return int(self.page.locator(selector).count())

    def text(self, selector: str) -> str:
        return str(self.page.locator(selector).first.text_content())


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as play:
        started = play.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("page")
    tables = store.read_tables(PROCESSED)
    sources = {
        plan: store.read_text(PROCESSED / "text" / f"{plan}.txt")
        for plan in tables["plans"]["plan_id"]
    }
    builds = {
        "published": (tables, sources),
        "hostile": build_hostile(),
        "one": build_few(1),
        "three": add_progress(build_few(3)),
    }
    written = {}
    for name, build in builds.items():
        written[name] = folder / f"{name}.html"
        with use_lookups(OWN_LOOKUPS if name == "published" else PACKAGED):
            written[name].write_text(render_page(*build), encoding="utf-8")
    return written


def add_progress(build: Build) -> Build:
    """The same plans with a value measured for the first of them."""
    tables, texts = build
    measured = pd.DataFrame(
        [("p0", tables["targets"]["indicator_id"].iloc[0], 2023, 21, "抽样调查")],
        columns=list(PROGRESS_COLUMNS),
        dtype=object,
    )
    return {**tables, "progress": measure_progress(tables["targets"], measured)}, texts


def read_with(browser: Any, path: Path, **settings: Any) -> Iterator[Reader]:
    reader = Reader(browser, path, **settings)
    yield reader
    reader.context.close()
    assert reader.faults == []


@pytest.fixture(scope="module")
def readers(browser: Any, pages: dict[str, Path]) -> Iterator[Callable[[str], Iterator[Reader]]]:
    """One open page per build for all tests: each opens it afresh, and answers for its faults."""
    known: dict[str, Reader] = {}

    def lend(name: str) -> Iterator[Reader]:
        reader = known.get(name) or Reader(browser, pages[name])
        known[name] = reader
        reader.page.set_viewport_size({"width": 1440, "height": 900})
        reader.page.emulate_media(media="screen")
        yield reader
        heard, reader.faults = reader.faults, []
        assert heard == []

    yield lend
    for reader in known.values():
        reader.context.close()


@pytest.fixture
def reader(readers: Callable[[str], Iterator[Reader]]) -> Iterator[Reader]:
    yield from readers("published")


@pytest.fixture
def hostile(readers: Callable[[str], Iterator[Reader]]) -> Iterator[Reader]:
    yield from readers("hostile")


@pytest.fixture
def three(readers: Callable[[str], Iterator[Reader]]) -> Iterator[Reader]:
    yield from readers("three")


@pytest.fixture
def one(readers: Callable[[str], Iterator[Reader]]) -> Iterator[Reader]:
    yield from readers("one")


def expect_pane(page: Any, place: str) -> None:
    """The first text is that place's."""
    pane = page.locator("#pane-a")
    playwright.expect(pane).to_have_attribute("aria-label", re.compile(f"^{place}"))


ADDRESSES = (
    "#overview",
    "#counterparts",
    "#counterparts?by=theirs&only=practice",
    "#read?task=haian-3.1.1",
    "#read?at=p5",
    "#tables/tasks",
    "#tables/assignments",
    "#tables/indicators",
    "#tables/targets",
    "#tables/coverage",
    "#tables/shared_passages",
    "#tables/instruments?only=talent",
    "#tables/ignored",
    f"#tables/tasks?q={quote('農村')}",
    "#departments",
)


def test_no_view_is_wider_than_the_screen(reader: Reader) -> None:
    page = reader.open("#overview")
    for address in ADDRESSES:
        page.evaluate("address => { location.hash = address; }", address)
        reader.settle()
        for width in (1440, 768, 360):
            page.set_viewport_size({"width": width, "height": 800})
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, (address, width)


@pytest.mark.usefixtures("own_lookups")
def test_the_overview_shows_every_finding_and_leads_on(reader: Reader) -> None:
    from compare.present.wording.findings import list_findings

    page = reader.open("#overview")
    texts = store.read_texts(PROCESSED, ["haian", "taicang"])
    found = list_findings(store.read_tables(PROCESSED), "zh", sources=texts)
    told = [f.sentence for f in found]
    assert page.locator("[data-finding] p:first-child").all_text_contents() == told
    assert reader.count("figure.chart") >= 5
    assert page.locator(".warnings li").all_text_contents() == [
        "期限不同：海安的规划期 2021—2035 年，太仓的规划期 2021—2025 年；目标宜只比同一年份的。"
    ]
    page.locator(".chart.workload a").first.click()
    assert page.url.split("#")[1].startswith("departments?dept=")


def test_the_texts_stand_as_published(reader: Reader) -> None:
    page = reader.open("#read")
    for side, plan in (("a", "haian"), ("b", "taicang")):
        lines = page.locator(f"#pane-{side} .line").all_text_contents()
        assert "\n".join(lines) == store.read_text(PROCESSED / "text" / f"{plan}.txt")


def test_choosing_a_task_brings_its_counterpart_into_view(reader: Reader) -> None:
    page = reader.open("#read")
    pairs = store.read_table("task_pairs", PROCESSED)
    pairs = pairs[pairs["matched"].astype(bool) & (pairs["rank_a"] == 1)]
    row = pairs.iloc[len(pairs) // 2]
    page.locator(f'.outlines a[data-choose="{row.task_a}"]').click()
    own = page.locator(f'#pane-a .run[data-task="{row.task_a}"]').first
    other = page.locator(f'#pane-b .run[data-task="{row.task_b}"]').first
    playwright.expect(own).to_be_in_viewport()
    playwright.expect(other).to_be_in_viewport()
    playwright.expect(own).to_have_class(re.compile("chosen"))
    playwright.expect(other).to_have_class(re.compile("answer"))
    playwright.expect(page.locator("#detail .near tbody tr").first).to_be_visible()
    page.locator("#detail #close").click()
    playwright.expect(page.locator(".chosen")).to_have_count(0)


def test_on_a_narrow_screen_the_outline_leaves_the_room_to_what_it_has_led_to(
    reader: Reader,
) -> None:
    page = reader.open("#overview")
    page.set_viewport_size({"width": 768, "height": 900})
    page = reader.open("#read")
    page.locator(".outlines > summary").click()
    page.locator('.outlines a[data-choose="haian-3.2.1"]').click()
    reader.settle()
    assert page.evaluate("document.querySelector('.outlines').open") is False
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    heights = page.eval_on_selector_all(".pane", "all => all.map(pane => pane.offsetHeight)")
    assert min(heights) > 200


@pytest.mark.parametrize("kind", ["passage", "department", "quantity"])
def test_a_highlight_leads_to_its_row_and_the_row_back_to_it(reader: Reader, kind: str) -> None:
    page = reader.open("#read")
    mark = page.locator(f"#pane-a a.mark.{kind}:not([tabindex])").nth(3)
    at = mark.get_attribute("data-at")
    mark.click()
    playwright.expect(page.locator("#detail")).to_be_visible()
    assert f"at={at}" in page.url
    playwright.expect(page.locator(f'#pane-a [data-all~="{at}"].found').first).to_be_visible()
    page.locator("#detail .head a.button").first.click()
    chosen = page.locator(".sheet tr.chosen")
    playwright.expect(chosen).to_be_in_viewport()
    chosen.locator("td").nth(1).click()
    found = page.locator(f'#pane-a [data-all~="{at}"]').first
    playwright.expect(found).to_be_in_viewport()
    playwright.expect(found).to_have_class(re.compile("found"))


def test_a_passage_shows_in_both_texts_and_its_kind_by_more_than_colour(reader: Reader) -> None:
    page = reader.open("#read")
    styles = {
        kind: page.locator(f"#pane-a .mark.passage.{kind}").first.evaluate(
            "node => getComputedStyle(node).textDecorationStyle"
        )
        for kind in ("verbatim", "place_swap", "near")
    }
    assert len(set(styles.values())) == 3
    page = reader.open("#read?at=p5")
    for side in ("a", "b"):
        playwright.expect(page.locator(f"#pane-{side} .found").first).to_be_in_viewport()


def test_marks_can_be_switched_off_and_the_address_keeps_it(reader: Reader) -> None:
    page = reader.open("#read")
    page.locator("#mark-passage").uncheck()
    assert "off=passage" in page.url
    page = reader.open("#" + page.url.split("#")[1])
    assert not page.locator("#mark-passage").is_checked()
    shown = page.locator("#pane-a .mark.passage").first
    assert shown.evaluate("node => getComputedStyle(node).textDecorationLine") == "none"


def test_an_indicator_without_a_number_leads_to_its_clause(reader: Reader) -> None:
    page = reader.open("#tables/indicators?only=without_number")
    page.locator(".sheet tbody tr").first.locator("td").nth(2).click()
    assert "at=x" in page.url
    reader.settle()
    marked = page.evaluate("[...CSS.highlights.get('found')].map(String).join('')")
    assert len(marked) > 4
    assert marked in store.read_text(PROCESSED / "text" / "haian.txt").replace("\n", "") or (
        marked in store.read_text(PROCESSED / "text" / "taicang.txt").replace("\n", "")
    )


def test_search_takes_traditional_and_simplified_characters(reader: Reader) -> None:
    page = reader.open("#tables/tasks")
    total = reader.count(".sheet tbody tr")
    counts = []
    for query in ("农村", "農村"):
        page.locator("#search").fill(query)
        playwright.expect(page).to_have_url(re.compile(quote(query)))
        reader.settle()
        counts.append(reader.count(".sheet tbody tr"))
    assert counts[0] == counts[1]
    assert 0 < counts[0] < total
    assert set(page.locator(".sheet mark").all_text_contents()) == {"农村"}
    for row in page.locator(".sheet tbody tr").all():
        found = sum(cell.count("农村") for cell in row.locator("td").all_text_contents())
        assert row.locator("mark").count() == found > 0


@pytest.mark.usefixtures("own_lookups")
def test_several_words_and_hits_across_elements_are_marked_where_they_stand(reader: Reader) -> None:
    task_id = store.read_table("assignments", PROCESSED)["task_id"].iloc[0]
    tasks = store.read_table("tasks", PROCESSED)
    label = label_tasks(tasks, "zh")[task_id]
    address = cite_tasks(tasks, store.read_texts(PROCESSED, ["haian"]))[task_id]
    words = [address, label[:4]]
    page = reader.open(f"#tables/assignments?q={quote(' '.join(words))}")
    shown = page.locator(".sheet tbody tr").first.locator("mark").all_text_contents()
    assert shown == words
    page = reader.open(f"#tables/tasks?q={quote('科普 普')}")
    assert set(page.locator(".sheet mark").all_text_contents()) == {"科普", "普"}
    page.locator("#search").fill("")
    playwright.expect(page.locator(".sheet mark")).to_have_count(0)


def test_tables_filter_and_sort(reader: Reader) -> None:
    page = reader.open("#tables/coverage")
    page.locator("#filter-plan").select_option("taicang")
    page.locator("#filter-only").select_option("1")
    reader.settle()
    table = store.read_table("coverage", PROCESSED)
    table = table[(table["plan_id"] == "taicang") & (table["level"] == 1)]
    assert reader.count(".sheet tbody tr") == len(table)
    page.locator('[data-sort="share"]').click()
    page.locator('[data-sort="share"]').click()
    reader.settle()
    assert "sort=share&dir=desc" in page.url
    head = page.locator('th:has([data-sort="share"])')
    assert head.get_attribute("aria-sort") == "descending"
    shown = page.locator(".sheet tbody td:nth-child(5)").all_text_contents()
    assert shown == [f"{share:.0%}" for share in sorted(table["share"], reverse=True)]


def test_on_a_phone_a_row_is_a_card_that_needs_no_scrolling_sideways(reader: Reader) -> None:
    page = reader.open("#tables/indicators")
    page.set_viewport_size({"width": 360, "height": 800})
    cells = page.locator(".sheet tbody tr").first.locator("td[data-label]")
    told = page.locator(".sheet thead th[data-label]").all_text_contents()
    assert [cell.get_attribute("data-label") for cell in cells.all()] == [t[:-1] for t in told]
    wide, there = page.locator(".sheet table").evaluate("t => [t.scrollWidth, innerWidth]")
    assert wide < there


def test_the_download_is_the_published_table_as_excel_reads_it(reader: Reader) -> None:
    page = reader.open("#tables/targets")
    with page.expect_download() as waiting:
        page.locator("#download").click()
    raw = Path(waiting.value.path()).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    frame = store.read_table("targets", PROCESSED)
    table = list(csv.reader(io.StringIO(store.format_table(frame))))
    assert [row[:-1] for row in rows[1:]] == table[1:]
    assert rows[0] == [*(name_column("targets", key, "zh") for key in table[0]), "区划代码"]
    codes = store.read_table("plans", PROCESSED).set_index("plan_id")["division_code"]
    assert [row[-1] for row in rows[1:]] == [codes[plan] for plan in frame["plan_id"]]


def test_copy_puts_the_shown_rows_on_the_clipboard(browser: Any, pages: dict[str, Path]) -> None:
    for reader in read_with(browser, pages["published"]):
        reader.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = reader.open("#tables/coverage?only=1&plan=haian")
        page.locator("#copy").click()
        playwright.expect(page.locator("#live")).to_contain_text("10")
        lines = page.evaluate("navigator.clipboard.readText()").split("\n")
        assert len(lines) == 11
        assert lines[0].split("\t")[:2] == ["主题", "规划"]


def test_a_department_shows_all_its_duties(reader: Reader) -> None:
    page = reader.open("#departments?dept=education")
    named = store.read_table("assignments", PROCESSED)
    named = named[named["department_id"] == "education"]
    assert reader.count("#duties .role li") == len(named)
    page.locator("#duties summary").first.click()
    playwright.expect(page.locator("#duties .duty").first).to_contain_text("。")
    page.locator("#duties .duty a").nth(1).click()
    playwright.expect(page.locator("#pane-a .found").first).to_be_in_viewport()
    page = reader.open("#departments")
    page.locator("#search").fill("教育")
    playwright.expect(page.locator('#bureaus [data-dept="education"]')).to_be_visible()
    playwright.expect(page).to_have_url(re.compile("q="))
    assert page.locator("#bureaus mark").first.text_content() == "教育"
    assert reader.count("#bureaus li") < store.read_table("departments", PROCESSED).shape[0]


def test_language_and_theme_switch_and_stay_in_the_address(reader: Reader) -> None:
    page = reader.open("#tables/tasks")
    page.locator("#lang").click()
    playwright.expect(page.locator("html")).to_have_attribute("lang", "en")
    playwright.expect(page.locator('header nav a[aria-current="page"]')).to_have_text("Tables")
    page.locator("#theme").click()
    playwright.expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page = reader.open("#" + page.url.split("#")[1])
    playwright.expect(page.locator("html")).to_have_attribute("lang", "en")
    playwright.expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.locator('nav a:has-text("Overview")').first.click()
    playwright.expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_browser_steps_back(reader: Reader) -> None:
    page = reader.open("#read")
    for task in ("haian-3.1.1", "haian-3.2.1"):
        page.locator(f'.outlines a[data-choose="{task}"]').click()
        current = page.locator(f'.outlines [data-choose="{task}"]')
        playwright.expect(current).to_have_attribute("aria-current", "true")
    page.go_back()
    current = page.locator('.outlines [aria-current="true"]')
    playwright.expect(current).to_have_attribute("data-choose", "haian-3.1.1")


def test_the_keyboard_reaches_content_and_marks(reader: Reader) -> None:
    page = reader.open("#read")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.locator("#pane-a a.mark.quantity").first.focus()
    page.keyboard.press("Enter")
    playwright.expect(page.locator("#detail")).to_be_visible()


@pytest.mark.parametrize(
    "address", ["#nowhere", "#read?a=x&b=y&task=z&at=q9999", "#tables/x?row=1"]
)
def test_a_broken_address_falls_back(reader: Reader, address: str) -> None:
    page = reader.open(address)
    playwright.expect(page.locator("main")).to_be_visible()
    assert page.locator("main").inner_text().strip()


def test_code_in_a_plan_shows_as_text(hostile: Reader) -> None:
    page = hostile.open("#read")
    assert HOSTILE + LINK in hostile.text("#pane-a")
    for address in ("#overview", "#read?task=p0-2.1.1", "#tables/tasks", "#departments"):
        page = hostile.open(address)
        assert page.evaluate("window.broken") is None
        assert hostile.count("main img, main script, main b b, main i") == 0
        links = page.eval_on_selector_all("a", "all => all.map(a => a.getAttribute('href'))")
        assert all(link.startswith("#") for link in links if link)


def test_a_hit_in_hostile_text_is_marked_as_text(hostile: Reader) -> None:
    page = hostile.open("#tables/tasks")
    whole = hostile.text('.sheet tbody tr:has-text("onerror")')
    for query in ("<img", "ONERROR", "&amp;", "𠮷<b>"):
        page = hostile.open(f"#tables/tasks?q={quote(query)}")
        hits = page.locator(".sheet mark").all_text_contents()
        assert {hit.lower() for hit in hits} == {query.lower()}
        assert hostile.count("main img, main script, main b b, main mark *") == 0
    page = hostile.open("#tables/tasks?q=onerror")
    assert hostile.text(".sheet tbody tr") == whole


def test_marks_hold_their_place_after_characters_beyond_16_bits(hostile: Reader) -> None:
    page = hostile.open("#read")
    named = page.locator("#pane-b a.mark.department").all_text_contents()
    assert named[-2:] == ["市科协", "各区镇"]


def test_a_formula_in_a_cell_is_disarmed(hostile: Reader) -> None:
    page = hostile.open("#tables/tasks")
    with page.expect_download() as waiting:
        page.locator("#download").click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert [cell for cell in cells if "=1+1" in cell and cell.startswith("'")]
    assert not [cell for cell in cells if cell.strip().startswith("=")]


def test_of_three_plans_two_are_chosen_by_lists_or_matrix(three: Reader) -> None:
    page = three.open("#overview")
    assert three.count(".matrix tbody tr") == 6
    page.locator(".matrix").first.locator("tbody tr").nth(1).locator("td a").last.click()
    assert "a=p1" in page.url
    assert "b=p2" in page.url
    page.locator('nav a:has-text("对读")').click()
    expect_pane(page, "乙市")
    page.locator("#plan-a").select_option("p0")
    expect_pane(page, "甲市")
    page.locator("#swap").click()
    expect_pane(page, "丙市")


def test_a_row_of_a_plan_not_chosen_brings_it_into_the_pair(three: Reader) -> None:
    page = three.open("#tables/tasks?plan=p2")
    page.locator(".sheet a.open").first.click()
    expect_pane(page, "丙市")
    playwright.expect(page.locator("#pane-a .chosen").first).to_be_in_viewport()


def test_one_plan_alone_reads_well(one: Reader) -> None:
    for address in ("#overview", "#read?task=p0-2.1.1", "#tables/tasks", "#departments"):
        page = one.open(address)
        assert page.locator("main").inner_text().strip()
    assert one.count("#pane-b") == 0


def test_what_is_left_out_stands_in_a_table_with_its_reason(reader: Reader) -> None:
    table = store.read_table("ignored", PROCESSED)
    page = reader.open("#tables/ignored")
    assert reader.count(".sheet tbody tr") == len(table)
    told = page.locator(".sheet tbody td:nth-child(4)").all_text_contents()
    assert told == [label_reason(reason, "zh") for reason in table["reason"]]
    page = reader.open("#tables/ignored?lang=en&only=text")
    told = page.locator(".sheet tbody td:nth-child(4)").all_text_contents()
    assert told == list(table.loc[table["what"] == "text", "reason"])
    page.locator(".sheet a.open").first.click()
    reader.settle()
    marked = page.evaluate("[...CSS.highlights.get('found')].map(String).join('')")
    assert marked.strip()[:20] == table.loc[table["what"] == "text", "text"].iloc[0][:20]


def test_measured_values_stand_in_a_table_against_the_path(three: Reader) -> None:
    page = three.open("#tables/progress")
    cells = page.locator(".sheet tbody tr").first.locator("td").all_text_contents()
    assert cells[3:5] == ["2023", "21%"]
    assert cells[7] == "无法评估"
    assert cells[10] == "规划没有写明目标之前某年的基期值"
    page.locator(".sheet a.open").first.click()
    playwright.expect(page.locator("#pane-a .mark.quantity.found").first).to_be_in_viewport()


def test_a_view_is_drawn_in_slices_and_on_paper_at_once(reader: Reader) -> None:
    page = reader.open("#tables/tasks")
    states = page.evaluate("""async () => {
        const states = [];
        const note = () => states.push(
            [document.getElementById('main').ariaBusy, document.querySelectorAll('.line').length]);
        location.hash = '#read';
        await new Promise(done => addEventListener('hashchange', done, {once: true}));
        note();
        dispatchEvent(new Event('beforeprint'));
        note();
        return states;
    }""")
    lines = sum(
        store.read_text(PROCESSED / "text" / f"{plan}.txt").count("\n") + 1
        for plan in ("haian", "taicang")
    )
    assert states[0][0] == "true"
    assert states[0][1] < lines
    assert states[1] == ["false", lines]


def test_what_is_asked_for_while_a_view_is_drawn_is_not_lost(reader: Reader) -> None:
    page = reader.open("#overview")
    for address in ("#read", "#read?task=haian-3.1.1", "#read?task=haian-3.2.1"):
        page.evaluate("address => { location.hash = address; }", address)
    reader.settle()
    own = page.locator('#pane-a .run[data-task="haian-3.2.1"]').first
    playwright.expect(own).to_have_class(re.compile("chosen"))
    playwright.expect(own).to_be_in_viewport()
    for address in ("#read?b=haian&a=taicang", "#tables/coverage", "#departments", "#tables/tasks"):
        page.evaluate("address => { location.hash = address; }", address)
    reader.settle()
    assert reader.count("main") == 1
    assert reader.count(".sheet tbody tr") == 60
    page.evaluate("for (const _ of 'abc') document.querySelector('[data-sort=body]').click()")
    reader.settle()
    assert reader.count(".sheet tbody tr") == 60


def test_a_long_table_goes_on_where_the_reader_scrolls(reader: Reader) -> None:
    table = store.read_table("assignments", PROCESSED)
    page = reader.open("#tables/assignments?row=200")
    playwright.expect(page.locator(".sheet tr.chosen")).to_be_in_viewport()
    page = reader.open("#tables/assignments")
    first = reader.count(".sheet tbody tr")
    assert first < len(table)
    page.locator(".sheet").evaluate("box => { box.scrollTop = box.scrollHeight; }")
    playwright.expect(page.locator(".sheet tbody tr")).not_to_have_count(first)
    assert reader.count(".sheet tbody tr") > first
    page.locator('[data-sort="name_as_written"]').click()
    playwright.expect(page).to_have_url(re.compile("sort="))
    reader.settle()
    names = page.locator(".sheet tbody td:nth-child(7)").all_text_contents()
    assert len(names) == first


def test_switching_language_keeps_the_place(reader: Reader) -> None:
    page = reader.open("#overview")
    page.evaluate("window.scrollTo(0, 700)")
    page.locator("#lang").click()
    playwright.expect(page.locator("html")).to_have_attribute("lang", "en")
    reader.settle()
    assert page.evaluate("window.scrollY") == pytest.approx(700, abs=120)
    assert page.evaluate("document.activeElement.id") == "lang"


def test_the_page_prints_whole_tables(reader: Reader) -> None:
    page = reader.open("#tables/assignments")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert reader.count(".sheet tbody tr") == len(store.read_table("assignments", PROCESSED))
    assert not page.locator("header.top").is_visible()


def test_chinese_shows_from_the_embedded_font(reader: Reader) -> None:
    page = reader.open("#overview")
    loaded = "document.fonts.load(\"16px 'compare Sans'\", '规划').then(all => all.length)"
    assert page.evaluate(loaded) == 1


def test_every_number_of_counterparts_leads_to_its_rows(reader: Reader) -> None:
    tables = store.read_tables(PROCESSED)
    sources = {plan: store.read_text(PROCESSED / "text" / f"{plan}.txt") for plan in PLANS}
    with use_lookups(OWN_LOOKUPS):
        lines = judge_lines(tables, sources, *PLANS)
    answered = [line for line in lines if line[2] in (COUNTERPART, PARTIAL)]
    for side in (0, 1):
        page = reader.open("#overview")
        page.locator('.tile a[href^="#counterparts"]').nth(side).click()
        reader.settle()
        shown = page.eval_on_selector_all(
            ".facing tbody tr", "all => all.map(row => [row.dataset.task, row.dataset.judgement])"
        )
        assert {judgement for _, judgement in shown} == {"counterpart"}
        assert sorted(task for task, _ in shown) == sorted({line[side] for line in answered})
    pairs = tables["task_pairs"]
    reader.open("#tables/tasks?only=key_task&pick=met_yes&plan=haian")
    assert reader.count(".sheet tbody tr") == pairs.loc[pairs["matched"], "task_a"].nunique()
    for side, own in enumerate(("", "?by=theirs")):
        page = reader.open(f"#counterparts{own}")
        shown = page.eval_on_selector_all(
            ".facing tbody tr", "all => all.map(row => [row.dataset.task, row.dataset.judgement])"
        )
        states = choose_states([line for line in lines if line[0] and line[1]], side)
        known = {PARTIAL: COUNTERPART}
        assert {t: j for t, j in shown if j != "none"} == {
            task: known.get(state, state) for task, state in states.items()
        }
        told = page.locator("#states nav").nth(1).locator(".tally").all_text_contents()
        every, *parts = map(int, told)
        assert sum(parts) == every == reader.count(".facing tbody tr")


@pytest.mark.parametrize("name", ["published", "three"])
def test_every_number_beside_a_finding_or_bar_leads_to_as_many_rows(
    readers: Callable[[str], Iterator[Reader]], name: str
) -> None:
    for reader in readers(name):
        page = reader.open("#overview")
        found = page.eval_on_selector_all(
            ".where a, .chart.shared .legend a, .chart.instruments .value a, .chart.inheritance .value a",
            "all => all.map(a => [a.getAttribute('href'), a.textContent])",
        )
        assert len(found) > 20
        for address, told in found[:: 1 if name == "three" else 4]:
            reader.page.evaluate("address => { location.hash = address; }", address)
            reader.settle()
            wanted = int(re.findall(r"\d+", told)[-1])
            if address.startswith("#counterparts"):
                assert reader.count(".facing tbody tr") == wanted, told
            else:
                shown = reader.text("#count")
                assert int(re.findall(r"\d+", shown)[0]) == wanted, (address, told)


def test_a_finding_counts_the_rows_it_leads_to(reader: Reader) -> None:
    page = reader.open("#overview")
    tables = store.read_tables(PROCESSED)
    loose = ~tables["commitment"][["has_number", "has_deadline"]].any(axis=1)
    told = page.locator('[data-finding="commitment"] .where a').all_text_contents()
    assert told == [f"数字、时限都没有写（{loose.sum()} 行）"]
    indicators = tables["indicators"]
    uses = indicators[indicators["stated"] == "number"].groupby("indicator_id")["plan_id"].nunique()
    told = page.locator('[data-finding="indicators"] .where a').all_text_contents()
    assert told[1] == f"各规划都有数字（{2 * (uses == 2).sum()} 行）"
    page.locator('.tile a[href^="#departments"]').first.click()
    reader.settle()
    named = tables["assignments"].groupby("plan_id")["department_id"].nunique()
    assert reader.count("#bureaus a") == named["haian"]


def test_a_sentence_taken_from_above_shows_at_both_places(three: Reader) -> None:
    page = three.open("#tables/inheritance?only=adapted")
    page.locator(".sheet a.open").first.click()
    three.settle()
    expect_pane(page, "丙市")
    found = page.evaluate("[...CSS.highlights.get('found')].map(String)")
    stated = "到2025年，公民具备科学素质的比例达到{}%。"
    assert found == [stated.format(22), stated.format(20)]
    playwright.expect(page.locator("#detail q")).to_have_count(2)


def test_the_words_that_tell_an_instrument_stand_in_its_clause(reader: Reader) -> None:
    table = store.read_table("instruments", PROCESSED)
    page = reader.open("#tables/instruments?plan=taicang&only=talent")
    own = table[(table["plan_id"] == "taicang") & (table["subtype"] == "talent")]
    cells = page.locator(".sheet tbody td.long")
    assert cells.all_text_contents() == list(own["text"].iloc[:60])
    assert page.locator(".sheet td.long b").all_text_contents() == list(own["evidence"].iloc[:60])
    with page.expect_download() as waiting:
        page.locator("#download").click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == len(own)
    assert [row[name_column("instruments", "text", "zh")] for row in rows] == list(own["text"])


def squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_both_wordings_stand_as_published_with_what_they_share(reader: Reader) -> None:
    page = reader.open("#counterparts?only=counterpart")
    assert reader.text("main h1") == "我市与太仓：任务对照"
    tasks = store.read_table("tasks", PROCESSED).set_index("task_id")
    row = page.locator(".facing tr:has(td:first-child a.mark):has(td:last-child a.mark)").first
    own = tasks.loc[row.get_attribute("data-task")]
    text = store.read_text(PROCESSED / "text" / "haian.txt")
    stated = row.locator(".words").first.text_content()
    assert squeeze(stated) == squeeze(text[own["start"] : own["end"]])
    assert row.locator(".cited").first.text_content().startswith("三、")
    mark = row.locator("td:first-child a.mark").first
    words = squeeze(mark.text_content())
    mark.click()
    reader.settle()
    found = squeeze("".join(page.locator("#pane-a a.mark.found").all_text_contents()))
    assert found.startswith(words)
    page.locator("#swap").click()
    page.locator('nav a:has-text("任务对照")').click()
    playwright.expect(page.locator("main h1")).to_have_text("我市与海安：任务对照")


def test_practices_are_those_of_all_products_the_surest_first(reader: Reader) -> None:
    tables = store.read_tables(PROCESSED)
    found = list_practices(tables, store.read_texts(PROCESSED, ["haian", "taicang"]), "haian")
    page = reader.open("#counterparts?by=theirs&only=practice")
    shown = page.eval_on_selector_all(".facing tbody tr", "all => all.map(r => r.dataset.task)")
    assert shown == list(found["task_id"])
    assert page.locator(".why").first.text_content().startswith("我市")
    page = reader.open("#overview")
    first = page.locator(".findings li:not([data-finding])")
    assert first.count() == min(6, len(found))
    first.first.locator("a").click()
    expect_pane(page, "海安市")
    assert page.url.endswith(f"task={found['task_id'].iloc[0]}")


def test_a_correction_is_kept_and_taken_away_as_a_file(reader: Reader) -> None:
    row = store.read_table("targets", PROCESSED).iloc[0]
    page = reader.open("#tables/targets")
    page.locator(".sheet .correct").first.click()
    page.locator("#correct-column").select_option("unit")
    page.locator("#correct-new").fill(" =个 ")
    page.locator("#correct-keep").click()
    assert page.locator("#dialog .fault").text_content() == "请写明理由。"
    page.locator("#correct-reason").fill("原文为“个”")
    page.locator("#correct-keep").click()
    page = reader.open("#tables/tasks")
    page.locator("#corrections").click()
    told = page.locator("#dialog .kept p").all_text_contents()
    assert told == ["海安 数量 · 单位", f"{row.unit} → =个", "原文为“个”"]
    with page.expect_download() as waiting:
        page.locator("#corrections-download").click()
    assert waiting.value.suggested_filename == "corrections.csv"
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    head, kept = csv.reader(io.StringIO(text))
    assert head == ["plan_id", "place", "old", "new", "reason"]
    place = f"targets {row.target_id} unit"
    assert kept == ["haian", place, row.unit, "'=个", "原文为“个”"]
    page.locator("#dialog .kept button").click()
    playwright.expect(page.locator("#corrections")).to_have_count(0)
    page.locator("#load").set_input_files(waiting.value.path())
    playwright.expect(page.locator("#corrections")).to_have_text("更正（1）")
    with page.expect_download() as again:
        page.locator("#corrections").click()
        page.locator("#corrections-download").click()
    assert Path(again.value.path()).read_text(encoding="utf-8-sig") == text
    page.locator("#dialog .kept button").click()


@pytest.mark.skipif(not Path(AXE or "/-").is_file(), reason="AXE_SCRIPT names no axe.min.js")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault(browser: Any, pages: dict[str, Path], scheme: str) -> None:
    script = Path(AXE).read_text(encoding="utf-8")
    settings = {"color_scheme": scheme, "bypass_csp": True}
    for reader in read_with(browser, pages["published"], **settings):
        for address in (*ADDRESSES, "#read?at=q8&lang=en", "dialog"):
            if address == "dialog":  # over the view before it
                reader.page.locator("#detail .correct").click()
            else:
                reader.open(address)
            page = reader.page
            page.evaluate(script)
            found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
            serious = [v["id"] for v in found if v["impact"] in ("serious", "critical")]
            assert serious == [], address
