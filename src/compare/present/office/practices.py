"""Practices to learn from (可借鉴做法) in words: theirs, our nearest, both places, why listed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from compare.analyse.alignment import UNCERTAIN
from compare.analyse.practices import (
    ABSENT,
    FIGURE,
    FIRM,
    UNWRITTEN,
    WEAKER,
    list_practices,
)
from compare.analyse.practices.literal import find_names, find_term, quote_clauses, squeeze
from compare.analyse.practices.phrases import complete_term, find_unsaid, widen_term
from compare.language.sentences import CLAUSE_END
from compare.present.office.duties import word_duties
from compare.present.office.places import Places, bracket
from compare.present.office.viewpoint import Viewpoint
from compare.present.wording.findings.finding import Tables
from compare.present.wording.stated import format_target
from compare.present.wording.texts import clip, phrase

LONG = 64  # characters of a quotation, unless a clause is longer
MOST_TERMS, MOST_VALUES = 3, 3
MOST_OWN_QUOTE = 40  # characters of a number of ours set beside theirs

Row = Mapping[Any, Any]


@dataclass(frozen=True)
class Practice:
    """What another plan sets out: a task, or the tasks of a section that share what ours lacks.

    `theirs`: the whole wording, `quote` the clauses that show why it is listed; `nearest` and
    `our_place`: our most alike task, `ours` what is said of it; `departments`: who leads there;
    `subject`: the name that holds the first word our text lacks; `numbers`: how many indicators
    ours puts no number to; `task_ids`: the tasks of a section that are one.
    """

    plan_id: str
    task_id: str
    state: str
    theirs: str
    quote: str
    their_place: str
    nearest: str
    ours: str
    our_place: str
    departments: str
    why: str
    subject: str = ""
    numbers: int = 0
    task_ids: tuple[str, ...] = ()


def word_practices(
    tables: Tables, sources: Mapping[str, str], view: Viewpoint, everywhere: bool = False
) -> list[Practice]:
    """Those of the other plan, or of every plan but ours and the one above, the surest first."""
    found = list_practices(tables, sources, view.our, "" if everywhere else view.other)
    found = found[found["plan_id"] != view.upper] if everywhere else found
    writer = _Writer(tables, sources, view)
    groups = _gather(found.to_dict("records"), writer.rows)
    return [writer.write(group) for group in groups]


def _gather(found: Sequence[Row], rows: Mapping[str, Row]) -> list[list[Row]]:
    """Unwritten tasks of one section that lack the same word are one; the one that lacks most first."""
    groups: list[list[Row]] = []
    for row in found:
        for group in groups:
            if row["state"] == UNWRITTEN == group[0]["state"] and _is_same(row, group[0], rows):
                group.append(row)
                break
        else:
            groups.append([row])
    return [sorted(group, key=lambda row: -row["terms"].count(";")) for group in groups]


def _is_same(a: Row, b: Row, rows: Mapping[str, Row]) -> bool:
    sections = {rows[row["task_id"]]["section_id"] for row in (a, b)}
    shared = set(a["terms"].split(";")) & set(b["terms"].split(";"))
    return len(sections) == 1 and bool(shared)


class _Writer:
    """Tables and addresses a practice is worded from."""

    def __init__(self, tables: Tables, sources: Mapping[str, str], view: Viewpoint) -> None:
        self.tables, self.sources, self.view = tables, sources, view
        self.rows = {row["task_id"]: row for row in tables["tasks"].to_dict("records")}
        self.places = Places(tables, sources, view)
        self.duties = word_duties(tables["assignments"], view.lang)
        targets = tables["targets"]
        self.targets = {row["target_id"]: row for row in targets.to_dict("records")}
        self.numbers: dict[str, list[Row]] = {}
        for row in self.targets.values():
            if row["kind"] == "target" and not pd.isna(row["value"]):
                self.numbers.setdefault(str(row["task_id"]), []).append(row)

    def write(self, group: Sequence[Row]) -> Practice:
        row = group[0]
        task = self.rows[row["task_id"]]
        place = self.places.of_task[row["task_id"]]
        if len(group) > 1:
            place = phrase("address.more", self.view.lang, places=place)
        near = self.rows[row["nearest_task"]]
        return Practice(
            str(row["plan_id"]),
            str(row["task_id"]),
            str(row["state"]),
            join_words(task),
            self._quote(row, task),
            place,
            join_words(near),
            self._say_nearest(row, near),
            self.places.of_task[row["nearest_task"]],
            self.duties.get(str(row["task_id"]), ""),
            self._explain(row),
            widen_term(str(row["terms"]).partition(";")[0], *_list_headings(task)),
            len(list(filter(None, str(row["target_ids"]).split(";")))),
            tuple(str(own["task_id"]) for own in group),
        )

    def _quote(self, row: Row, task: Row) -> str:
        """The clauses that hold the numbers, the missing words or the names; else the title."""
        title = str(task["title"])
        told = self._list_told(row)
        if told and row["state"] in (UNWRITTEN, FIGURE):
            return self._join_title(title, self._cite_numbers(told[:MOST_VALUES]))
        names = [n for n in str(row["names"]).split(";") if n]
        sought = names or str(row["terms"]).split(";")
        quoted = quote_clauses(join_words(task), sought, LONG) if any(sought) else ""
        return quoted or quote_clauses(join_words(task), [title[:4]], LONG) or title

    def _join_title(self, title: str, quoted: str) -> str:
        """培训护理员：每年培训200人; only the longer where the title is the very clause quoted."""
        short = _shorten(title)
        if squeeze(quoted).startswith(squeeze(short).rstrip("…")):
            return quoted
        if squeeze(quoted) in squeeze(short):
            return short
        return phrase("practice.titled", self.view.lang, title=short, text=quoted)

    def _cite_numbers(self, told: Sequence[Row]) -> str:
        """The clauses with the numbers as the text has them, what stands between others left out."""
        source, spans = self.sources.get(str(told[0]["plan_id"]), ""), list[list[int]]()
        said = dict.fromkeys(str(target["quote"]) for target in told)
        for start, end in sorted({(int(target["start"]), int(target["end"])) for target in told}):
            if spans and not source[spans[-1][1] : start].strip(CLAUSE_END + " \n　"):
                spans[-1][1] = max(end, spans[-1][1])
            else:
                spans.append([start, end])
        cited = [squeeze(source[start:end]) for start, end in spans]
        known = "".join(cited)
        whole = all(squeeze(quote) in known for quote in said)
        return phrase("mark.left_out", self.view.lang).join(cited if whole else said)

    def _list_told(self, row: Row) -> list[Row]:
        """The numbers that are told: those of a figure, else all of the task."""
        ids = [name for name in str(row["target_ids"]).split(";") if name]
        if ids:
            return [self.targets[name] for name in ids if name in self.targets]
        return self.numbers.get(str(row["task_id"]), [])

    def _say_nearest(self, row: Row, near: Row) -> str:
        """Our nearest task in a word, and what it is to theirs."""
        title = _shorten(str(near["title"]))
        if row["state"] not in (UNWRITTEN, ABSENT):
            return title
        return phrase(f"practice.near.{row['judged']}", self.view.lang, title=title)

    def _explain(self, row: Row) -> str:
        """我市方案未写“国际”；太仓有数字和时限（80%，2025年）, a sentence with its subject."""
        names = {
            "our": self.view.names[self.view.our],
            "other": self.view.names.get(str(row["plan_id"]), ""),
        }
        lang, parts = self.view.lang, list[str]()
        if row["state"] == UNWRITTEN:
            parts.append(phrase("practice.unwritten", lang, terms=self._join_terms(row), **names))
        elif row["state"] == UNCERTAIN and row["names"]:
            told = self._explain_names(row, names)
            parts.append(phrase("practice.check", lang, told=told))
        elif row["state"] in (ABSENT, UNCERTAIN):
            parts.append(phrase(f"practice.{row['state']}", lang, **names) + self._touch(row))
        if told := self._tell_numbers(row, names):
            parts.append(told)
        return phrase("mark.semicolon", lang).join(parts)

    def _touch(self, row: Row) -> str:
        """，仅在〔五、（二）第1段〕写到“科普创作”, where our text names what it is about."""
        if row["state"] != ABSENT or not row["touched"]:
            return ""
        our = self.view.our
        places = self.places.join(our, find_term(row["touched"], self.sources[our]))
        return phrase("practice.touched", self.view.lang, term=row["touched"], places=places)

    def _join_terms(self, row: Row) -> str:
        headings = _list_headings(self.rows[row["task_id"]])
        terms = [complete_term(term, *headings) for term in str(row["terms"]).split(";")]
        marks = [
            phrase("mark.quotes", self.view.lang, text=term)
            for term in list(dict.fromkeys(terms))[:MOST_TERMS]
        ]
        return phrase("mark.space", self.view.lang).join(marks)

    def _tell_numbers(self, row: Row, names: Mapping[str, str]) -> str:
        if row["state"] == UNCERTAIN or not any(row[name] for name in FIRM):
            return ""
        signs = [phrase(f"practice.noun.{name}", self.view.lang) for name in FIRM if row[name]]
        values = list(dict.fromkeys(self._write_values(self._list_told(row))))[:MOST_VALUES]
        shown = phrase("mark.semicolon", self.view.lang).join(values)
        key = row["state"] if row["state"] in (FIGURE, WEAKER) else "has"
        joined = signs[0]
        if len(signs) > 1:
            joined = phrase("mark.both", self.view.lang, first=signs[0], last=signs[1])
        told = phrase("mark.brackets", self.view.lang, text=shown) if shown else ""
        said: str = phrase(f"practice.{key}", self.view.lang, signs=joined, values=told, **names)
        return said + (self._tell_own(row, names) if key == FIGURE else "")

    def _tell_own(self, row: Row, names: Mapping[str, str]) -> str:
        """What ours has instead: its numbers of the nearest task, else not even the thing itself."""
        lang, our = self.view.lang, self.view.our
        for target in self._list_told(row):
            text = squeeze(self.sources.get(our, ""))
            thing = find_unsaid(str(target["indicator"]), text) if text else ""
            if thing and not self.numbers.get(str(row["nearest_task"])):
                quoted = phrase("mark.quotes", lang, text=thing)
                return phrase("practice.figure.unsaid", lang, thing=quoted, **names)
        said = [str(own["quote"]) for own in self.numbers.get(str(row["nearest_task"]), [])]
        short = [quote for quote in dict.fromkeys(said) if len(quote) <= MOST_OWN_QUOTE]
        if not short:
            return phrase("practice.figure.none", lang, **names)
        marked = [phrase("mark.quotes", lang, text=quote) for quote in short[:MOST_TERMS]]
        joined = phrase("mark.space", lang).join(marked)
        return phrase("practice.figure.own", lang, numbers=joined, **names)

    def _write_values(self, targets: Sequence[Row]) -> Iterator[str]:
        for target in targets:
            year = target["year"]
            when: str = (
                "" if pd.isna(year) else phrase("practice.year", self.view.lang, year=int(year))
            )
            value = format_target(target, self.view.lang)
            yield phrase("mark.comma", self.view.lang).join(filter(None, (value, when)))

    def _explain_names(self, row: Row, names: Mapping[str, str]) -> str:
        """我市已写“三下乡”〔三、（二）2〕，未写“你点我讲科普大讲堂”, which a person has to weigh."""
        our, lang = self.view.our, self.view.lang
        title = str(self.rows[row["task_id"]]["title"])
        found = find_names(f"{title}。{self.rows[row['task_id']]['body'] or ''}", self.sources[our])
        held = [
            bracket(phrase("mark.quotes", lang, text=as_found), self.places.join(our, places))
            for as_found, places in found.values()
            if places
        ]
        lacking = [
            phrase("mark.quotes", lang, text=name)
            for name, (_, places) in found.items()
            if not places and name in title
        ]
        pause = phrase("mark.pause", lang)
        told: str = phrase("practice.named", lang, held=pause.join(held[:MOST_TERMS]), **names)
        if lacking:
            joined = phrase("mark.space", lang).join(lacking[:MOST_TERMS])
            told += phrase("practice.named.not", lang, lacking=joined)
        return told


def _list_headings(task: Row) -> tuple[str, str]:
    return str(task["title"]), str(task["section_title"])


def _shorten(title: str) -> str:
    """The first clause of a title: 加强队伍建设，完善制度 → 加强队伍建设."""
    return clip(title.partition("，")[0], LONG)


def join_words(row: Row) -> str:
    """Title and body of a row of tasks: 加强培训。每年两次。"""
    return "。".join(filter(None, (str(row["title"]), str(row["body"] or ""))))
