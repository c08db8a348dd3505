"""Sentences → rows of targets.csv.

Every number of the document is looked at. It becomes a row, or it is listed as left out with the
reason; which of the two is decided by the patterns in `lookups/number_rules.csv`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

from compare.extract.clean import Traced
from compare.extract.ignored import Ignored
from compare.extract.outline.tree import Node
from compare.extract.targets.clock import NO_CLOCK, Clock
from compare.extract.targets.completing import (
    complete_cell,
    complete_names,
    names_built,
    replace_name,
)
from compare.extract.targets.kinds import tell_kind
from compare.extract.targets.names import IndicatorName, name_aim, name_in_table, name_target
from compare.extract.targets.quantities import Found, list_annex_numbers, read_sentence
from compare.extract.targets.sentences import (
    Passage,
    iterate_passages,
    iterate_sentences,
    may_hold_number,
)
from compare.extract.targets.sharing import share_subjects
from compare.extract.targets.statements import (
    describe_statement,
    describe_table_value,
    tell_own_place,
)
from compare.extract.targets.tables import TableQuantity, read_quantity_tables
from compare.extract.targets.words import AimInWords, find_aims, may_hold_aim
from compare.language.quantities import Quantity

Row = dict[str, object]
Spans = Sequence[tuple[int, int, str]]

_BASE_YEAR = re.compile(r"[由从](\d{4})年(?:底|末)?的?\D{0,4}$")
_JOINED_BY_OR = re.compile(r"[^、，。]{0,8}或")


@dataclass(frozen=True)
class Aims:
    """What a plan says of its aims and results: rows of targets.csv, aims without a number, and
    the numbers left out with their reasons."""

    targets: list[Row]
    in_words: list[Row]
    ignored: list[Ignored]


@dataclass(frozen=True)
class _Document:
    """What every row needs to know of the document."""

    source: str
    spans: Spans
    clock: Clock
    place: str


def list_targets(
    root: Node,
    plan_id: str,
    source: str,
    spans: Spans,
    clock: Clock = NO_CLOCK,
    place: str = "",
    cells: Sequence[Passage] = (),
) -> Aims:
    """Rows in document order, and the numbers left out. `cells`: those of tables of work.

    `spans`: (start, end, task_id) of the plan's tasks in the source; `clock`: when the document was
    written; `place`: whose plan it is.
    """
    document = _Document(source, spans, clock, place or tell_own_place(source))
    values, in_tables = read_quantity_tables(root, source, clock)
    rows = [_write_table_row(v, document) for v in values if isinstance(v, TableQuantity)]
    left_out = (_in_source(v, source) for v in values if isinstance(v, Ignored))
    ignored = list(_drop_read(left_out, cells))
    in_words: list[Row] = []
    for passage in (*iterate_passages(root, clock, in_tables), *cells):
        has_aims = may_hold_aim(passage.text.text)
        if not has_aims and not may_hold_number(passage.text.text):
            continue
        for sentence in iterate_sentences(passage, clock, with_number=not has_aims):
            if sentence.quantities:
                items = list(read_sentence(sentence))
                dropped = [item for item in items if isinstance(item, Ignored)]
                found = [item for item in items if isinstance(item, Found)]
                ignored += [_locate_ignored(item, passage.text, source) for item in dropped]
                rows += _write_rows(list(share_subjects(found, sentence)), passage, document)
            if has_aims:
                aims = find_aims(sentence, passage.role, clock)
                in_words += [_write_aim(aim, passage.text, document, plan_id) for aim in aims]
    ignored += _drop_read(list_annex_numbers(root, source), cells)
    rows.sort(key=lambda row: int(str(row["start"])))
    _tell_baselines(rows)
    _group_alternatives(rows)
    for number, row in enumerate(rows, 1):
        row["plan_id"] = plan_id
        row["target_id"] = f"{plan_id}-t{number}"
    return Aims(rows, in_words, ignored)


def _drop_read(items: Iterable[Ignored], cells: Sequence[Passage]) -> Iterator[Ignored]:
    """What was left out of tables and annexes, but for the cells of work, which are read."""
    read = sorted((cell.text.offsets[0], cell.text.offsets[-1]) for cell in cells)
    starts = [start for start, _ in read]
    for item in items:
        at = bisect_left(starts, item.end) - 1
        if at < 0 or read[at][1] < item.start:
            yield item


def _write_aim(aim: AimInWords, text: Traced, document: _Document, plan_id: str) -> Row:
    start, end = text.locate(aim.start, aim.end)
    name, status = name_aim(aim.indicator, aim.quote)
    return {
        "plan_id": plan_id,
        "task_id": _find_task(start, document.spans),
        **_write_name(name),
        "name_status": status,
        "words": aim.words,
        "direction": aim.direction,
        "year": aim.year,
        "period": aim.period,
        "quote": aim.quote,
        "start": start,
        "end": end,
    }


def _write_rows(items: Sequence[Found], passage: Passage, document: _Document) -> list[Row]:
    """The rows of one sentence; names that its clauses leave short are completed by one another."""
    rows = [_write_row(item, passage, document) for item in items]
    names = [str(row["indicator"]) for row in rows]
    measures = [(str(row["measure"]), str(row["direction"])) for row in rows]
    completed = complete_names(items, names, measures)
    return [replace_name(row, name) for row, name in zip(rows, completed, strict=True)]


def _write_row(item: Found, passage: Passage, document: _Document) -> Row:
    q, text = item.quantity, passage.text
    kind = tell_kind(item, passage.role, document.clock)
    is_told = passage.role == "review" or item.year == document.clock.told
    if item.has_year_of_plan and kind == "achievement" and not is_told:
        item = item._replace(year=None, year_source="")  # it was reached before
    start, end = text.locate(*item.quote)
    year = _find_base_year(item) if item.is_baseline else item.year
    return {
        "task_id": _find_task(text.offsets[q.start], document.spans),
        "kind": kind,
        **_write_name(name_target(item)),
        "quote": text.text[item.quote[0] : item.quote[1]],
        **_write_quantity(q, text.text[q.start : q.end]),
        "year": year,
        "period": item.period,
        "cadence": item.cadence if kind == "target" else "",
        "comparator": item.comparator,
        "aspirational": item.aspirational,
        "alternative_group": "",
        "start": start,
        "end": end,
        **describe_statement(item, document.clock, document.place),
        "year_source": ("stated" if year else "") if item.is_baseline else item.year_source,
        "_joint": text.text[q.end : q.end + 12],
    }


def _find_task(at: int, spans: Spans) -> str:
    """The task a place stands in; `spans` follow one another, so that none need be looked through."""
    place = bisect_right(spans, at, key=itemgetter(0)) - 1
    return spans[place][2] if place >= 0 and at < spans[place][1] else ""


def _write_name(name: IndicatorName) -> Row:
    return {
        "indicator_id": name.indicator_id,
        "indicator": name.zh,
        "indicator_en": name.en,
    }


def _write_quantity(q: Quantity, written: str) -> Row:
    value_si, unit_si = q.fold(q.unit)
    return {
        "value": float(q.value),
        "value_high": None if q.high is None else float(q.high),
        "unit": q.unit_as_written,
        "value_si": float(value_si),
        "unit_si": unit_si,
        "value_text": written,
        "approximate": q.is_approximate,
        "unit_status": ("listed" if q.is_listed else "derived") if q.unit else "",
    }


def _find_base_year(item: Found) -> int | None:
    """The year of a starting level, where it is stated: 由2023年的48%提高到65%."""
    stated = _BASE_YEAR.search(item.before)
    return int(stated[1]) if stated else None


def _write_table_row(item: TableQuantity, document: _Document) -> Row:
    start, end = item.row.locate(0, len(item.row.text))
    said = describe_table_value(item, document.place)
    name = name_in_table(item.name)
    completed = complete_cell(name.zh, said, item.quantity.unit_class)
    row: Row = {
        "task_id": _find_task(start, document.spans),
        "kind": "baseline" if item.is_baseline else "target",
        **_write_name(name),
        "quote": item.row.text,
        **_write_quantity(item.quantity, item.written),
        "year": item.year,
        "period": "",
        "cadence": "once" if item.year and not item.is_baseline else "",
        "comparator": item.comparator,
        "aspirational": False,
        "alternative_group": "",
        "start": start,
        "end": end,
        **said,
        "year_source": "stated" if item.year else "",
        "_joint": "",
    }
    return replace_name(row, completed)


def _in_source(item: Ignored, source: str) -> Ignored:
    return replace(item, text=source[item.start : item.end])


def _tell_baselines(rows: list[Row]) -> None:
    """A past level of an indicator that the plan also sets a target for is its baseline; none is
    what there is of things that shall be built anew."""

    def tell_aim(row: Row) -> tuple[object, bool]:
        return row["indicator_id"], names_built(str(row["indicator"]))

    aimed = {tell_aim(row) for row in rows if row["kind"] == "target"}
    for row in rows:
        if row["kind"] == "achievement" and tell_aim(row) in aimed:
            row["kind"] = "baseline"


def _group_alternatives(rows: list[Row]) -> None:
    """Quantities joined by 或 in one clause share a group: `1-2名科学教师或3名科技辅导员`."""
    groups = 0
    joints = [str(row.pop("_joint")) for row in rows]
    for row, following, joint in zip(rows, rows[1:], joints, strict=False):
        if following["start"] == row["start"] and _JOINED_BY_OR.match(joint):
            if not row["alternative_group"]:
                groups += 1
                row["alternative_group"] = str(groups)
            following["alternative_group"] = row["alternative_group"]


def _locate_ignored(item: Ignored, text: Traced, source: str) -> Ignored:
    start, end = text.locate(item.start, item.end)
    return replace(item, start=start, end=end, text=source[start:end])
