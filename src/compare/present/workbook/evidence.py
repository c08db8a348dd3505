"""For each row of each table, the stretch of source text it rests on, with line and offsets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from compare.language.sentences import STOPS
from compare.unseen import drop_unseen

__all__ = ["Evidence", "Span", "list_evidence", "locate_rows", "quote_span"]

STOPS_AND_BREAKS = f"{STOPS}\n"
TITLE_LENGTH = 200  # characters shown for a plan whose title does not stand in its text


@dataclass(frozen=True, order=True)
class Span:
    """Characters `start` to `end` of a plan's source text."""

    plan_id: str
    start: int
    end: int


@dataclass(frozen=True)
class Evidence:
    """A span with its lines (from 1), its words and the sentence around them."""

    span: Span
    line_start: int
    line_end: int
    text: str
    before: str
    after: str


Row = Mapping[str, Any]
Spans = tuple[Span | None, ...]


def locate_rows(
    tables: Mapping[str, pd.DataFrame], sources: Mapping[str, str]
) -> dict[str, list[Spans]]:
    """Table name → for each row its spans: one, or for a pair one of either plan.

    A row that rests on no single place (a department: all its mentions) gets the first of them;
    None where there is none.
    """
    places = _Places(tables, sources)
    return {name: [places.locate(name, row) for row in _rows(tables, name)] for name in tables}


def list_evidence(
    located: Mapping[str, list[Spans]], sources: Mapping[str, str]
) -> dict[Span, Evidence]:
    """Every span once, by plan in the order of `sources`, then by place."""
    order = {plan: i for i, plan in enumerate(sources)}
    spans = {span for rows in located.values() for row in rows for span in row if span}
    known = sorted((s for s in spans if s.plan_id in order), key=lambda s: (order[s.plan_id], s))
    return {span: quote_span(span, sources[span.plan_id]) for span in known}


def quote_span(span: Span, source: str) -> Evidence:
    """The span's words and what of their sentence stands before and after them."""
    start, end = max(0, span.start), min(len(source), span.end)
    first = max(source.rfind(mark, 0, start) for mark in STOPS_AND_BREAKS) + 1
    stops = [source.find(mark, max(end - 1, start)) for mark in STOPS_AND_BREAKS]
    last = max(end, min((stop + 1 for stop in stops if stop >= 0), default=len(source)))
    return Evidence(
        span,
        source.count("\n", 0, start) + 1,
        source.count("\n", 0, max(end - 1, start)) + 1,
        drop_unseen(source[start:end]),
        drop_unseen(source[first:start].lstrip()),
        drop_unseen(source[end:last].rstrip()),
    )


class _Places:
    """Where tasks, sections, quantities and departments stand."""

    def __init__(self, tables: Mapping[str, pd.DataFrame], sources: Mapping[str, str]) -> None:
        self.sources = sources
        self.tasks: dict[str, Span] = {}
        self.sections: dict[str, Span] = {}
        self.targets: dict[str, Span] = {}
        self.departments: dict[tuple[str, str], Span] = {}
        for row in _rows(tables, "tasks"):
            span = _span(row)
            self.tasks[row["task_id"]] = span
            whole = self.sections.setdefault(row["section_id"], span)
            self.sections[row["section_id"]] = Span(
                span.plan_id, min(whole.start, span.start), max(whole.end, span.end)
            )
        for row in _rows(tables, "targets"):
            self.targets[row["target_id"]] = _span(row)
        for row in _rows(tables, "assignments"):
            self.departments.setdefault((row["department_id"], row["plan_id"]), _span(row))
            self.departments.setdefault((row["department_id"], ""), _span(row))

    def locate(self, name: str, row: Row) -> Spans:
        pairs: dict[str, tuple[str, Mapping[str, Span]]] = {
            "task_pairs": ("task", self.tasks),
            "section_pairs": ("section", self.sections),
        }
        if name == "shared_passages":
            return _span(row, "_a"), _span(row, "_b")
        if name in pairs:
            column, known = pairs[name]
            return known.get(row[f"{column}_a"]), known.get(row[f"{column}_b"])
        finders: dict[str, Callable[[Row], Span | None]] = {
            "plans": self._find_title,
            "indicators": self._find_indicator,
            "progress": lambda r: self.targets.get(r["target_id"]),
            "coverage": lambda r: self.tasks.get(r["best_task_id"]),
            "commitment": lambda r: self.tasks.get(r["task_id"]),
            "distinctive_terms": self._find_term,
        }
        if name in finders:
            return (finders[name](row),)
        if "start" in row and "plan_id" in row:
            return (_span(row),)
        return (self.departments.get((row.get("department_id", ""), row.get("plan_id", ""))),)

    def _find_title(self, row: Row) -> Span:
        source, title = self.sources.get(row["plan_id"], ""), row["title"]
        at = source.find(title) if title else -1
        return Span(row["plan_id"], max(at, 0), at + len(title) if at >= 0 else TITLE_LENGTH)

    def _find_indicator(self, row: Row) -> Span | None:
        if row["target_id"] in self.targets:
            return self.targets[row["target_id"]]
        at = self.sources.get(row["plan_id"], "").find(row["quote"]) if row["quote"] else -1
        if at >= 0:
            return Span(row["plan_id"], at, at + len(row["quote"]))
        return self.tasks.get(row["task_id"])

    def _find_term(self, row: Row) -> Span | None:
        source = self.sources.get(row["plan_id"], "")
        for span in self.tasks.values():
            if span.plan_id == row["plan_id"]:
                at = source.find(row["term"], span.start, span.end)
                if at >= 0:
                    return Span(span.plan_id, at, at + len(row["term"]))
        return None


def _rows(tables: Mapping[str, pd.DataFrame], name: str) -> list[dict[str, Any]]:
    return [{str(k): v for k, v in row.items()} for row in tables[name].to_dict("records")]


def _span(row: Row, side: str = "") -> Span:
    plan = row[f"plan{side}" if side else "plan_id"]
    return Span(str(plan), int(row[f"start{side}"]), int(row[f"end{side}"]))
