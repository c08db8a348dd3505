"""A plan's text made ready for alignment: clean, in blocks, without its lists of departments."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, groupby, pairwise
from operator import itemgetter
from typing import Any, cast

import pandas as pd

from compare.analyse.reuse.packing import Packed, unpack_text
from compare.analyse.reuse.plantext import PlanText
from compare.analyse.reuse.taskspans import list_task_spans
from compare.analyse.reuse.textclauses import Span
from compare.errors import PlanError
from compare.extract import Extraction
from compare.extract.clean import Traced, trace
from compare.extract.readers.furniture import FURNITURE
from compare.language.sentences import is_sentence
from compare.parallel import Run, run_here

OutlineRow = tuple[str, str, int, int, int]
"""`part`, `number`, `start`, `end`, `paragraph_end` of a row of the outline."""
Job = tuple[str, Sequence[OutlineRow], Sequence[int], Sequence[Span]]

_READ = ("part", "number", "start", "end", "paragraph_end")
BESIDE_TEXT = FURNITURE | {"header"}  # roles of lines around a text, which no two plans share
_LIST_GAP = 12  # names of one clause stand no further apart (`等单位配合，` between them)


def prepare_text(
    source: str,
    outline: pd.DataFrame,
    tasks: pd.DataFrame | None = None,
    assignments: pd.DataFrame | None = None,
) -> PlanText:
    """The text of one plan, from its source and its own rows of `outline`, `tasks`, `assignments`.

    Numbers of headings and responsibility clauses are left out: `（责任单位：市科协、市妇联）` says who,
    not what, and two plans' lists of departments agree without anyone copying.
    """
    opens = [] if tasks is None else tasks["start"].tolist()
    return prepare_source((source, _list_nodes(outline), opens, _list_names(assignments)))


def prepare_texts(
    sources: Mapping[str, str],
    outline: pd.DataFrame,
    tasks: pd.DataFrame,
    assignments: pd.DataFrame | None = None,
    run: Run = run_here,
) -> dict[str, PlanText]:
    """`prepare_text` of every plan, from the rows of all of them; `run` may spread the work.

    PlanError for a plan that has a text and no outline: it would be compared as if it were empty.
    """
    nodes = {str(plan): _list_nodes(own) for plan, own in outline.groupby("plan_id", sort=False)}
    for name, text in sources.items():
        if name not in nodes and text.strip():
            raise PlanError("outline has no row of this plan; build the tables anew", name)
    opens = {plan: [start for start, _, _ in own] for plan, own in list_task_spans(tasks).items()}
    names: dict[str, list[Span]] = {}
    if assignments is not None:
        for plan, own in assignments.groupby("plan_id", sort=False):
            names[str(plan)] = _list_names(own)
    jobs = [
        (text, nodes.get(plan, []), opens.get(plan, []), names.get(plan, []))
        for plan, text in sources.items()
    ]
    return dict(zip(sources, run(prepare_source, jobs), strict=True))


def prepare_source(job: Job) -> PlanText:
    """The text of one plan from source, outline, starts of its tasks, spans of names in clauses."""
    source, nodes, starts, names = job
    clauses = [(start, end) for part, _, start, end, _ in nodes if part == "clause"]
    lists = [*clauses, *_merge_names(names)]
    return unpack_text(_pack(_trace_paragraphs(source, nodes), starts, lists))


def pack_plan(plan: Extraction) -> Packed:
    """The text of a plan that has just been extracted, in a few hundred numbers for some 9,000 places.

    As `prepare_source` gives it, without reading the source again.
    """
    nodes = cast("list[dict[str, Any]]", plan.nodes)
    numbers = {row["start"]: row["number"] for row in nodes if row["part"] == "heading"}
    clauses = [(row["start"], row["end"]) for row in nodes if row["part"] == "clause"]
    starts = cast("list[int]", [row["start"] for row in plan.tasks])
    names = cast("list[Span]", [(row["start"], row["end"]) for row in plan.assignments])
    beside = {row["start"] for row in nodes if row["role"] in BESIDE_TEXT}
    paragraphs = (
        (text, numbers.get(text.offsets[0]))
        for text in plan.paragraphs
        if text.offsets[0] not in beside
    )
    return _pack(paragraphs, starts, [*clauses, *_merge_names(names)])


def _pack(
    paragraphs: Iterable[tuple[Traced, str | None]], starts: Iterable[int], lists: Iterable[Span]
) -> Packed:
    """The text from its paragraphs, each with the number of the heading that opens it, if any does."""
    opens, left_out = set(starts), sorted(lists)
    reach = list(accumulate((end for _, end in left_out), max))  # so far none ends behind it
    pieces: list[tuple[Traced, bool, int]] = []
    before: Traced | None = None
    for order, (paragraph, number) in enumerate(paragraphs):
        is_heading = number is not None
        is_new = is_heading or paragraph.offsets[0] in opens or _ends_title(before, paragraph)
        first, last = paragraph.offsets[0], paragraph.offsets[-1]
        near = left_out[bisect_right(reach, first) : bisect_left(left_out, (last + 1, 0))]
        for piece in _cut_lists(paragraph, number or "", near):
            pieces.append((piece, is_new, order))
            is_new = True
        before = paragraph
    return _pack_pieces(pieces)


def _list_nodes(outline: pd.DataFrame) -> list[OutlineRow]:
    outline = outline[~outline["role"].isin(BESIDE_TEXT)]
    columns = (outline[name].tolist() for name in _READ)
    return list(zip(*columns, strict=True))


def _trace_paragraphs(
    source: str, nodes: Iterable[OutlineRow]
) -> Iterator[tuple[Traced, str | None]]:
    """The printed paragraphs in order, each with the number of the heading that opens it."""
    shown = (node for node in nodes if node[0] != "clause")
    for end, parts in groupby(shown, key=itemgetter(4)):
        part, number, start, *_ = next(parts)
        yield trace(source, start, end), number if part == "heading" else None


def _ends_title(before: Traced | None, paragraph: Traced) -> bool:
    """Whether a line that is no sentence (a title, a heading) is followed by text."""
    if before is None:
        return True
    return not is_sentence(before.text) and is_sentence(paragraph.text)


def _cut_lists(paragraph: Traced, number: str, lists: Sequence[Span]) -> Iterator[Traced]:
    """The parts of a paragraph between its number and its lists of departments (in order)."""
    text, offsets = paragraph.text, paragraph.offsets
    start = len(number)
    if number:
        start += len(text[start:]) - len(text[start:].lstrip())
    for first, last in lists:
        begin, end = bisect_left(offsets, first), bisect_left(offsets, last)
        if begin < end:
            if begin > start:
                yield paragraph.slice(start, begin)
            start = max(start, end)
    if start < len(text):
        yield paragraph.slice(start)


def _list_names(assignments: pd.DataFrame | None) -> list[Span]:
    if assignments is None:
        return []
    return list(zip(assignments["start"].tolist(), assignments["end"].tolist(), strict=True))


def _merge_names(names: Iterable[Span]) -> list[Span]:
    """Source spans of lists of departments, from the spans of the names in them."""
    merged: list[Span] = []
    for start, end in sorted({(int(a), int(b)) for a, b in names}):
        if merged and start - merged[-1][1] <= _LIST_GAP:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _pack_pieces(pieces: Iterable[tuple[Traced, bool, int]]) -> Packed:
    """The pieces joined; no run goes on from one to the next, which is of another paragraph or block."""
    texts: list[str] = []
    runs: list[list[int]] = []
    block = 0
    for piece, is_new, paragraph in pieces:
        block += is_new
        texts.append(piece.text)
        for length, first in _list_runs(piece.offsets):
            runs.append([length, first, block, paragraph])
    return {"text": "".join(texts), "runs": runs}


def _list_runs(offsets: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Length and first of each run of places that follow one another: 3, 4, 7 → (2, 3), (1, 7)."""
    if offsets[-1] - offsets[0] < len(offsets):  # nothing was taken out
        yield len(offsets), offsets[0]
        return
    opens = [i for i, (a, b) in enumerate(pairwise(offsets), 1) if b != a + 1]
    for first, end in pairwise([0, *opens, len(offsets)]):
        yield end - first, offsets[first]
