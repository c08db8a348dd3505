"""Signs that a plan was not seen as what it is: what no figure should be drawn from without a word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from compare.extract.departments.account import holds_sentence
from compare.extract.ignored import ROW_REASON
from compare.extract.outline.order import list_gaps
from compare.schema import WARNINGS

if TYPE_CHECKING:
    from compare.extract import Extraction

_LONG_TASK = 3000  # characters; more than any single piece of work, so that later ones hang on it
_HANDS_OUT = re.compile(r"(?:责任|牵头|配合|主办)(?:单位|部门)|(?:负责|牵头|配合)[）)〕\]】]")
SIGNS = {  # of schema.WARNINGS, in words
    "clause_with_sentences": "a clause that holds sentences",
    "long_task": "task of more than 3000 characters",
    "no_departments": "no department was read, though the text hands out work",
    "gap_in_numbers": "number that does not follow the one before",
    "unsure_chapter": "chapter whose role is not sure",
    "table_not_understood": "table that was not understood",
    "doubtful_digits": "figures of a scan that may be others",
    "page_not_read": "page that could not be read",
}


@dataclass(frozen=True)
class Warned:
    """One sign: its kind (of schema.WARNINGS), the text that shows it, and the place."""

    kind: str
    text: str
    place: str = ""


def list_warnings(plan: Extraction) -> Iterator[Warned]:
    """All signs of a plan, kind by kind: `（二）` behind `（四）`, a clause that holds sentences …"""
    for item in plan.ignored:
        if holds_sentence(item):
            yield Warned("clause_with_sentences", item.text, _tell_line(plan, item.start))
    for chapter in plan.outline.children:
        is_work = chapter.role == "key_task" and chapter.hands_out_work()
        if chapter.confidence != "high" and not is_work:
            yield Warned("unsure_chapter", f"{chapter.label} → {chapter.role}")
    for node in list_gaps(plan.outline):
        yield Warned("gap_in_numbers", node.label)
    for task in plan.tasks:
        if task["finest"] and int(str(task["end"])) - int(str(task["start"])) > _LONG_TASK:
            yield Warned("long_task", str(task["title"]), f"line {task['line_start']}")
    yield from _list_silent_work(plan)
    for line in plan.recognised:
        if line.line and any(map(str.isnumeric, line.doubtful)):
            said = f"{line.text} ({line.sureness:.2f}: {line.doubtful})"
            yield Warned("doubtful_digits", said, f"line {line.line}")
        elif not line.line:
            yield Warned("page_not_read", line.text, f"page {line.page}")


def _list_silent_work(plan: Extraction) -> Iterator[Warned]:
    """Rows and lines that hand out work, of which no department was read."""
    for item in plan.ignored:
        if item.reason == ROW_REASON and _HANDS_OUT.search(item.text):
            yield Warned("table_not_understood", item.text, _tell_line(plan, item.start))
    if not plan.assignments and (found := _HANDS_OUT.search(plan.source)):
        yield Warned("no_departments", found[0], _tell_line(plan, found.start()))


def _tell_line(plan: Extraction, at: int) -> str:
    return f"line {plan.source.count(chr(10), 0, at) + 1}"


def join_kinds(plan: Extraction) -> str:
    """The kinds of a plan's signs as plans.csv has them: `gap_in_numbers;long_task`, empty if none."""
    found = {warned.kind for warned in list_warnings(plan)}
    return ";".join(kind for kind in WARNINGS if kind in found)
