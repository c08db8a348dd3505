"""How fast the page opens and answers with the two plans and with twelve, in a real browser.

Twelve plans are copies of the published ones under other names. Prints a Markdown table: size,
milliseconds until the page has drawn itself, the longest task of opening and of all that a reader
does, and which of it that was; then the longest task of each action, the median of the rounds. A
task below 50 ms is not reported by browsers and stands as 0.

    python benchmarks/page.py      (needs playwright and /usr/bin/chromium)
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from compare.build.pipeline import build_tables
from compare.present.page.render import render_page

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 5
READY = "main[aria-busy=false]"
QUIET = 250  # ms after an action, for what it left to do later
WATCH = """
window.longest = 0;
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) window.longest = Math.max(window.longest, entry.duration);
}).observe({type: "longtask", buffered: true});
"""
Action = tuple[str, Callable[[Any], object]]


def main() -> None:
    from playwright.sync_api import sync_playwright

    rows, details = [], []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for copies in (1, 6):
            page = Path(folder) / f"{copies}.html"
            count = write_page(Path(folder) / f"raw-{copies}", page, copies)
            rounds = [dict(use_page(browser, page.as_uri())) for _ in range(ROUNDS)]
            times = {name: statistics.median(run[name] for run in rounds) for name in rounds[0]}
            opened = times.pop("opened")
            worst = max(times, key=lambda name: times[name])
            size = page.stat().st_size / 1000
            rows.append(f"| {count} | {size:.0f} | {opened:.0f} | {times[worst]:.0f} | {worst} |")
            details.append(times)
        browser.close()
    print("| plans | size, kB | opens in, ms | longest task, ms | of |\n|---|---|---|---|---|")
    print(*rows, sep="\n")
    print("\n| longest task of, ms | 2 plans | 12 plans |\n|---|---|---|")
    for name, time in details[1].items():
        few = f"{details[0][name]:.0f}" if name in details[0] else ""
        print(f"| {name} | {few} | {time:.0f} |")


def write_page(raw: Path, page: Path, copies: int) -> int:
    """Write the page of every published plan `copies` times; how many plans that are."""
    raw.mkdir()
    plans = sorted((ROOT / "data" / "raw").glob("*.txt"))
    for plan in plans:
        for copy in range(copies):
            shutil.copy(plan, raw / f"{plan.stem}-{copy}.txt")
    build = build_tables(raw)
    page.write_text(render_page(build.tables, build.sources), encoding="utf-8")
    return len(plans) * copies


def use_page(browser: Any, address: str) -> Iterator[tuple[str, float]]:
    """("opened", ms until drawn), then each action with the longest task it made."""
    tab = browser.new_page(viewport={"width": 1440, "height": 900})
    tab.add_init_script(WATCH)
    tab.goto(address)
    tab.wait_for_selector(READY)
    yield "opened", tab.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
    yield "opening", read_longest(tab)
    for name, act in list_actions(tab):
        act(tab)
        yield name, read_longest(tab)
    tab.close()


def read_longest(tab: Any) -> float:
    """The longest task since it was last asked, once the page has come to rest."""
    tab.wait_for_selector(READY)
    tab.wait_for_timeout(QUIET)
    tab.wait_for_selector(READY)
    return float(tab.evaluate("() => { const told = longest; longest = 0; return told; }"))


def list_actions(tab: Any) -> Iterator[Action]:
    """What a reader does, each in the state the one before has left."""

    def visit(address: str) -> Callable[[Any], object]:
        return lambda tab: tab.evaluate("address => { location.hash = address; }", address)

    def click(selector: str, at: int = 0) -> Callable[[Any], object]:
        return lambda tab: tab.locator(selector).nth(at).click()

    yield "reading", visit("#read")
    yield "choosing a task", click(".outlines a[data-choose]", 20)
    yield "choosing another task", click(".outlines a[data-choose]", 30)
    yield "choosing a mark", click("#pane-a a.mark.passage:not([tabindex])", 3)
    yield "switching marks off", click("#mark-passage")
    if tab.locator("#plan-b").count():
        yield "choosing another plan", lambda tab: tab.locator("#plan-b").select_option(index=8)
    yield "switching language (texts)", click("#lang")
    for sheet in ("tasks", "assignments", "indicators", "targets", "coverage", "shared_passages"):
        yield f"table {sheet}", visit(f"#tables/{sheet}")
    yield "table assignments again", visit("#tables/assignments")
    yield "sorting by number", click("[data-sort=position]")
    yield "sorting by text", click("[data-sort=task]")
    yield "filtering", lambda tab: tab.locator("#filter-only").select_option(index=1)
    yield "searching", lambda tab: tab.locator("#search").fill("教育")
    yield "searching on", lambda tab: tab.locator("#search").fill("教育局")
    yield "clearing the search", lambda tab: tab.locator("#search").fill("")
    yield "scrolling down", lambda tab: tab.locator("#more").scroll_into_view_if_needed()
    yield "switching language (table)", click("#lang")
    yield "searching in bodies", visit("#tables/tasks?q=農村")
    yield "departments", visit("#departments")
    yield "choosing a department", click("#bureaus a", 2)
    yield "searching a department", lambda tab: tab.locator("#search").fill("教育")
    yield "switching language (departments)", click("#lang")
    yield "overview", visit("#overview")
    yield "switching language (overview)", click("#lang")
    yield "switching colours", click("#theme")


if __name__ == "__main__":
    main()
