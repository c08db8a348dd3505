"""One hostile plan, with a hostile row in the catalogue, in the lookups and in what is measured."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from compare import store
from compare.build.comparisons import Build
from compare.build.pipeline import build_tables
from compare.lookups.rows import read_header

BROKEN = "window.broken=1"
# What each medium would run, read or obey; none holds a mark that ends a sentence or a name.
ATTACKS = {
    "script": f"<script>{BROKEN}</script>",
    "image": f"<img src=x onerror={BROKEN}>",
    "svg": f"<svg onload={BROKEN}>",
    "markdown image": "![画](javascript:alert)",
    "markdown link": f"[点](javascript:{BROKEN})",
    "formula": "=cmd|'/C calc'!A0",
    "template": "{{7*7}}{%raw%}${7*7}",
    "element": "</script></td></title>]]>",
    "comment": "<!--",
    "typst": '#sys.version#read("/etc/passwd")*粗*<标>@引',
    "formula of maths": rf"$\href{{javascript:{BROKEN}}}{{点}}$ \(\unicode{{x}}\) $$\frac{{1}}{{2}}$$",
    "right to left": "甲\u202e乙\u2066丙",
    "terminal": "甲\x1b]0;乙\x07\x1b[31m丙\x9b1m",
    "excel": "_x0041_&D&F",
    "entity": "&lt;b&gt;&amp;&#60;i&#62;",
    "no character": "甲\ufffe乙\U000f0000丙",
}
UNREADABLE = "\x07\x1b\x9b\ufffe"  # refused in what people write beside plans
ALL = "".join(ATTACKS.values())


def write_plan(place: str) -> str:
    """The plan: the attacks in its title, headings, tasks, departments, indicators and targets."""
    texts = list(ATTACKS.values())
    tasks = "\n".join(
        f"（{number}）{''.join(texts[n::4])}建设书屋\n1. 加强{texts[n]}阅读推广，到2025年，"
        f"{texts[n]}藏书量达到{n + 20}万册。（责任单位：县{texts[n]}局、县文旅局）"
        for n, number in enumerate("一二三四")
    )
    return (
        f"{place}{ALL}全民阅读实施方案（2021—2025年）\n\n一、主要目标\n"
        f"到2025年，{ALL}综合阅读率达到90%，书屋达到12个。\n\n"
        f"二、{ALL}重点任务\n{tasks}\n（五）{ALL}其他\n"
        f"{'很长的一句话，' * 300}建成书屋1个。\n\n"
        f"三、保障措施\n（一）加强{ALL}组织领导。\n县{ATTACKS['script']}局负责组织实施。\n"
    )


def write_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows([header, *rows])
    return buffer.getvalue()


def write_folder(folder: Path) -> None:
    """Two plans, the first below the second, with all that a person may write beside them."""
    header = list(store.CATALOGUE_COLUMNS)
    rows = []
    said = "".join(c for c in ALL if c not in UNREADABLE)
    for number, place in enumerate(("甲县", "乙县"), 1):
        text = write_plan(place)
        name = f"<img onerror={BROKEN}>=1&{number}.txt"
        (folder / name).write_text(text, encoding="utf-8", newline="")
        own = {"plan_id": f"p{number}", "source_file": name, "period_start": "2021"}
        own |= {"period_end": "2025", "sha256": hashlib.sha256(text.encode()).hexdigest()}
        own |= {"level": "county", "title": f"{place}{said}", "place": f"{said}{place}"}
        own |= dict.fromkeys(("prefecture", "province", "doc_number"), f"{said}{number}")
        own |= {"issuer": said, "source_url": f"javascript:{BROKEN}"}
        own |= {"upper_plan": "p2" if number == 1 else ""}
        rows.append([own.get(column, "") for column in header])
    (folder / "plans.csv").write_text(write_csv(header, rows), encoding="utf-8")
    correction = ["p1", "line 7", "建设书屋", f"建设{said}书屋", said]
    (folder / "corrections.csv").write_text(
        write_csv(["plan_id", "place", "old", "new", "reason"], [correction]), encoding="utf-8"
    )
    (folder / "lookups").mkdir()
    _write_lookup(folder, "departments", spelling="县文旅局", department_id="wl", name_zh=f"县{said}局",
        name_en=said, kind="bureau", reason=said)  # fmt: skip
    _write_lookup(folder, "indicators", indicator_id="cs", indicator=f"{said}藏书量", indicator_en=said,
        pattern="藏书量", status="reviewed", reason=said)  # fmt: skip
    _write_lookup(folder, "themes", theme_id="rd", theme=f"{said}阅读", theme_en=said, family="scientific_literacy",
        level="1", terms="阅读", reason=said)  # fmt: skip
    measured = [["p1", "cs", "2023", "25", said]]
    (folder / "progress.csv").write_text(
        write_csv(["plan_id", "indicator_id", "year", "value", "source"], measured),
        encoding="utf-8",
    )


def _write_lookup(folder: Path, name: str, **row: str) -> None:
    header = read_header(name)
    text = write_csv(header, [[row.get(column, "") for column in header]])
    (folder / "lookups" / f"{name}.csv").write_text(text, encoding="utf-8")


@cache
def build_hostile_plans() -> Build:
    """The build of the two plans."""
    with TemporaryDirectory() as name:
        write_folder(Path(name))
        return build_tables(Path(name))
