"""One plan → its tables: read it, clean it, see its outline, list tasks, clauses and targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from compare.errors import PlanError
from compare.extract.clean import Traced, split_paragraphs
from compare.extract.departments.account import list_unread_names
from compare.extract.departments.assignments import list_assignments
from compare.extract.departments.resolve import Department
from compare.extract.ignored import Ignored, list_ignored
from compare.extract.ledger import list_strays
from compare.extract.metadata import propose_metadata
from compare.extract.outline.roles import build_outline
from compare.extract.outline.rows import list_outline
from compare.extract.outline.tasks import find_tasks, list_tasks
from compare.extract.outline.tree import Node
from compare.extract.readers.furniture import FURNITURE
from compare.extract.readers.reading import Recognised
from compare.extract.tables.find import find_tables
from compare.extract.tables.read import WorkTable
from compare.extract.tables.tasks import add_table_tasks
from compare.extract.targets.clock import Clock, read_clock
from compare.extract.targets.rows import list_targets
from compare.extract.targets.sentences import list_statements
from compare.extract.targets.tenses import find_opening_year, looks_back_throughout
from compare.extract.targets.work import iterate_work_passages
from compare.limits import limit_work
from compare.lookups import PACKAGED, Lookups, use_lookups

Row = dict[str, object]


@dataclass(frozen=True)
class Extraction:
    """Everything read from one plan: its outline, the rows of its tables, what was left out.

    `paragraphs`: all of it, clean, in document order. `outline`: the heading tree over them;
    `nodes`: the same as rows of outline.csv.
    `departments`: repaired name → department; `ignored`: text of the key-task chapters that
    became no task, and numbers that became no target, each with the reason. `aims_in_words`: aims
    without a number (全覆盖), one per statement: task_id, indicator, words, direction, year, quote.
    `recognised`: lines of a scan, with how surely each was read. `stated`: what the text says of
    itself, as `propose_metadata` gives it.
    """

    plan_id: str
    source: str
    paragraphs: list[Traced]
    outline: Node
    nodes: list[Row]
    tasks: list[Row]
    assignments: list[Row]
    targets: list[Row]
    departments: dict[str, Department]
    ignored: list[Ignored]
    aims_in_words: list[Row] = field(default_factory=list)
    recognised: Sequence[Recognised] = ()
    stated: Mapping[str, str] = field(default_factory=dict)


def tell_clock(outline: Node, known: Mapping[str, str]) -> Clock:
    """When the document was written and the years it is for."""
    front = [p.text.text for p in outline.paragraphs if p.kind not in FURNITURE]
    headings = [chapter.title for chapter in outline.children]
    return read_clock(known, front, headings, _find_reviewed(outline, known))


def _find_reviewed(outline: Node, known: Mapping[str, str]) -> int | None:
    """The year of a text without a title that tells what was done and aims at nothing, 0 where it
    does not say which; None for all else."""
    if known.get("title") or any(chapter.hands_out_work() for chapter in outline.children):
        return None
    texts = list_statements(outline)
    return (find_opening_year(texts) or 0) if looks_back_throughout(texts, True) else None


def _outline_paragraphs(
    paragraphs: list[Traced], tables: Sequence[WorkTable], plan_id: str
) -> Node:
    if not paragraphs:
        raise PlanError("the file holds no text", plan_id)
    outline = build_outline(paragraphs, {place for table in tables for place in table.places})
    if not outline.children and not tables:
        raise PlanError("no headings such as 一、 （一） 1. were found in the text", plan_id)
    return outline


@limit_work()
def extract_plan(
    source: str,
    plan_id: str,
    lookups: Lookups = PACKAGED,
    catalogue: Mapping[str, str] | None = None,
) -> Extraction:
    """Read one plan's text with these lookups; PlanError where it holds no text or no headings.

    `catalogue`: what is known of the plan (issued_on, period_start, place …); what it leaves empty
    is taken from the text. 今年 and 期末 are resolved by it.
    """
    with use_lookups(lookups):
        paragraphs = split_paragraphs(source)
        tables = find_tables(paragraphs, source)
        outline = _outline_paragraphs(paragraphs, tables, plan_id)
        tasks = add_table_tasks(find_tasks(outline, plan_id), tables, outline, plan_id)
        spans = [(*task.span, task.task_id) for task in tasks]
        assigned = list_assignments(tasks, plan_id, source)
        stated = propose_metadata(outline)
        known = stated | {k: v for k, v in (catalogue or {}).items() if v}
        clock = tell_clock(outline, known)
        cells = list(iterate_work_passages(tasks, clock))
        aims = list_targets(outline, plan_id, source, spans, clock, known["place"], cells)
        texts = list_ignored(outline, tasks, tables, source)
        in_tables = [pair for task in tasks for pair in task.table_clauses]
        names = list_unread_names(outline, assigned.placed(), assigned.repeated, texts, in_tables)
        ignored = [*texts, *names, *aims.ignored]
        plan = Extraction(
            plan_id,
            source,
            paragraphs,
            outline,
            list_outline(outline, paragraphs, plan_id),
            list_tasks(tasks, source),
            assigned.rows,
            aims.targets,
            assigned.departments,
            ignored,
            aims.in_words,
            stated=stated,
        )
        return replace(plan, ignored=[*ignored, *list_strays(plan)])
