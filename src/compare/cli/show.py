"""What the command line shows: rows, doubts, the outline of a plan, how far the work is."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, TypeVar

from compare.unseen import spell_unseen

if TYPE_CHECKING:
    import pandas as pd
    from rich.progress import Progress

    from compare.analyse.indicators import Lookalike
    from compare.build.intake import Doubt
    from compare.extract import Extraction
    from compare.extract.outline.tree import Node

T = TypeVar("T")
SECONDS_BETWEEN_LINES = 15
_shown: list[Progress] = []  # the one display there may be; bars within a bar are drawn there


def print_notice(sentence: str) -> None:
    """Something a person should know of, on stderr."""
    print_text(f"plan-compare: {' '.join(sentence.splitlines())}", sys.stderr)


def print_text(text: str, stream: TextIO | None = None) -> None:
    """Lines for a person, on stdout by default: the one place that prints.

    What a document or a file's name holds may steer a terminal (ESC, U+202E); it is shown as
    `\\x1b` instead.
    """
    print(spell_unseen(text), file=stream or sys.stdout)


def print_doubts(doubts: Iterable[Doubt]) -> None:
    """What a person should look at, one line each, grouped by kind."""
    groups: dict[tuple[str, str], list[Doubt]] = {}
    for doubt in doubts:
        groups.setdefault((doubt.plan_id, doubt.kind), []).append(doubt)
    for (plan_id, kind), items in groups.items():
        print_text(f"\n{plan_id}: {kind} ({len(items)})")
        for item in items:
            print_text(f"  {item.place + ': ' if item.place else ''}{_shorten(item.text)}")


def print_lookalikes(found: Sequence[Lookalike]) -> None:
    """Indicators that may be one: both names, both quotes, and what to write to merge or to part."""
    if not found:
        return
    print_text(f"\nindicators that look alike and are kept apart until you say so ({len(found)})")
    for pair in found:
        for row in (pair.one, pair.other):
            quote = _shorten(str(row["quote"]))
            print_text(f"  {row['plan_id']}: {row['indicator']} – {quote}")
        print_text(f"    one thing: lookups/indicators.csv  {pair.merging_row}")
        print_text(f"    two things: lookups/kept_apart.csv  {pair.names},why they differ")


def print_outline(plan: Extraction, reasons: bool) -> None:
    """The heading tree and the row counts of a plan."""
    for line in render_outline(plan.outline, reasons):
        print_text(line)
    kinds = [task["kind"] for task in plan.tasks]
    print_text(
        f"\n{kinds.count('key_task')} key tasks, {kinds.count('safeguard')} safeguards, "
        f"{len(plan.assignments)} department rows, {len(plan.targets)} quantities"
    )


def render_outline(node: Node, reasons: bool) -> Iterator[str]:
    """One line per heading: what a chapter is for, how sure that is, and with reasons why."""
    for chapter in node.children:
        why = f" – {chapter.reason}" if reasons else ""
        yield f"[{chapter.role}, {chapter.confidence}{why}] {chapter.label}"
        for child in chapter.children:
            yield from (f"{'  ' * n.level}{_shorten(n.label)}" for n in child.walk())


def _shorten(text: str, width: int = 60) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def print_tables(tables: Mapping[str, pd.DataFrame], out: Path) -> None:
    """How many rows each table has."""
    from compare.build.shelf import count_table_rows

    derived = tables["departments"].query("status == 'derived'")["name_zh"].tolist()
    if derived:
        print_text(f"departments not in the lookup ({len(derived)}): {'、'.join(derived)}")
    sizes = ", ".join(f"{name} {count}" for name, count in count_table_rows(tables).items())
    print_text(f"rows in {show_path(out)}: {sizes}")


def show_path(path: Path) -> str:
    """The path as seen from the working directory, where that is shorter."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def track_progress(items: Iterable[T], text: str, total: int = 0) -> Iterable[T]:
    """The items with a bar, their rate and the time left on stderr; in a log, a line now and then.

    `total` is what counts where the items have no length of their own.
    """
    size = len(items) if isinstance(items, Sized) else total
    return (draw_bar if sys.stderr.isatty() else log_progress)(items, text, size)


def draw_bar(items: Iterable[T], text: str, total: int) -> Iterator[T]:
    """The items with a bar that goes when they are done; within another bar one below it."""
    if _shown:
        yield from _advance_bar(_shown[0], items, text, total)
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:.1f}/s" if task.speed and task.speed >= 1 else "")

    description = TextColumn("{task.description}")
    columns = (description, BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as display:
        _shown.append(display)
        try:
            yield from _advance_bar(display, items, text, total)
        finally:
            _shown.clear()


def _advance_bar(display: Progress, items: Iterable[T], text: str, total: int) -> Iterator[T]:
    task = display.add_task(text, total=total)
    try:
        for item in items:
            display.update(task, description=name_step(text, item))
            yield item
            display.advance(task)
    finally:
        display.remove_task(task)


def log_progress(items: Iterable[T], text: str, total: int) -> Iterator[T]:
    """The items; every quarter of a minute a line with how many are done, the rate, the time left.

    A few long steps have no rate that would tell when the next is done.
    """
    began = said = time.monotonic()
    for done, item in enumerate(items, 1):
        yield item
        now = time.monotonic()
        if now - said >= SECONDS_BETWEEN_LINES:
            rate = done / (now - began)
            pace = f", {rate:.1f} a second, {(total - done) / rate:.0f} s left"
            step = name_step(text, item)
            print_notice(f"{step}: {done} of {total}{pace if rate >= 1 else ''}")
            said = now


def name_step(text: str, item: object) -> str:
    """What is done, and with what where that has a name: `comparisons (coverage)`."""
    return f"{text} ({item})" if isinstance(item, str) else text
