"""How fast the page opens with the two plans and with twelve, in a real browser.

Twelve plans are copies of the published ones under other names. Prints a Markdown table: size,
milliseconds until the page has drawn itself, and the longest task while opening and turning pages.

    python benchmarks/page.py      (needs playwright and /usr/bin/chromium)
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
from pathlib import Path
from typing import Any

from compare.pipeline import build_tables
from compare.present.page import render_page

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 5
VIEWS = ("#overview", "#read", "#tables", "#departments", "#overview")
WATCH = """
window.longest = 0;
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) window.longest = Math.max(window.longest, entry.duration);
}).observe({type: "longtask", buffered: true});
"""


def main() -> None:
    from playwright.sync_api import sync_playwright

    print("| plans | size, kB | opens in, ms | longest task, ms |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for copies in (1, 6):
            page = Path(folder) / f"{copies}.html"
            count = write_page(Path(folder) / f"raw-{copies}", page, copies)
            runs = [open_page(browser, page.as_uri()) for _ in range(ROUNDS)]
            opened, longest = (statistics.median(values) for values in zip(*runs, strict=True))
            size = page.stat().st_size / 1000
            print(f"| {count} | {size:.0f} | {opened:.0f} | {longest:.0f} |", flush=True)
        browser.close()


def write_page(raw: Path, page: Path, copies: int) -> int:
    """Write the page of every published plan `copies` times; how many plans that are."""
    raw.mkdir()
    plans = sorted((ROOT / "data" / "raw").glob("*.txt"))
    for plan in plans:
        for copy in range(copies):
            shutil.copy(plan, raw / f"{plan.stem}-{copy}.txt")
    page.write_text(render_page(*build_tables(raw)), encoding="utf-8")
    return len(plans) * copies


def open_page(browser: Any, address: str) -> tuple[float, float]:
    """Milliseconds from the call to the drawn page, and the longest task over all views."""
    tab = browser.new_page(viewport={"width": 1440, "height": 900})
    tab.add_init_script(WATCH)
    tab.goto(address)
    tab.wait_for_selector("main h1", state="attached")
    opened = tab.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
    for view in VIEWS:
        tab.goto(address + view)
        tab.wait_for_timeout(600)
    longest = tab.evaluate("window.longest")
    tab.close()
    return float(opened), float(longest)


if __name__ == "__main__":
    main()
