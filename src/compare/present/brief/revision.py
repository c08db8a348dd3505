"""The later of two versions as a Word document with tracked changes, and what changed as a table.

Accepting all changes leaves the later text, rejecting all the earlier one. A paragraph that moved is
a tracked move; words added to it on the way are insertions at its new place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import pandas as pd

from compare.analyse.versions import (
    ADDED,
    KEPT,
    MOVED,
    REMOVED,
    TextChange,
    compare_texts,
    compare_words,
)
from compare.present.brief.tables import BriefTable
from compare.present.brief.word import Note
from compare.present.wording.headings import name_value
from compare.present.wording.labels import join_names
from compare.present.wording.texts import clip, phrase

__all__ = ["Block", "Version", "render_revision"]

AUTHOR = "plan-compare"
WIDTHS = (0.6, 0.6, 2.55, 2.55)  # inches of the table's columns
MARKS = {KEPT: "", ADDED: "w:ins", REMOVED: "w:del"}
SHOWN, CONTEXT = 61, 12  # characters of a text alone, and around what differs
LEVELS = 3  # of headings that get a style of their own
MOVES_FROM = 1_000_000  # numbers of moves, above those of single changes


@dataclass(frozen=True)
class Block:
    """A paragraph as printed: its text, and its level where all of it is a heading, else 0."""

    text: str
    level: int = 0


@dataclass(frozen=True)
class Version:
    """A version of the document: its title, its paragraphs, and its tasks' addresses by task_id."""

    title: str
    blocks: Sequence[Block]
    places: dict[str, str]


def render_revision(old: Version, new: Version, changes: pd.DataFrame, lang: str = "zh") -> bytes:
    """Bytes of a .docx file: the later text with tracked changes, then the table of changes.

    `changes`: as `compare.analyse.versions.list_changes` gives them. Needs python-docx and
    diff-match-patch (extra `report`).
    """
    from docx import Document

    note = Note(Document(), lang)
    note.set_up()
    note.name_document(new.title)
    writer = _Tracked(note)
    texts = [[block.text for block in version.blocks] for version in (old, new)]
    for change in compare_texts(*texts):
        writer.add_change(change, old.blocks, new.blocks)
    note.document.add_page_break()
    note.add_heading(phrase("versions.title", lang))
    note.add_text(phrase("versions.opening", lang, old=old.title, new=new.title))
    table = _tabulate_changes(changes, old, new, lang)
    if table.rows:
        note.add_table(table, "changes")
    else:
        note.add_text(phrase("versions.none", lang))
    return note.pack()


class _Tracked:
    """Writes paragraphs whose runs are kept, inserted, deleted or moved."""

    def __init__(self, note: Note) -> None:
        self.note = note
        self.numbers = count(1)

    def add_change(self, change: TextChange, old: Sequence[Block], new: Sequence[Block]) -> None:
        """The paragraph where it stands, or where it stood before it went."""
        before = None if change.old is None else old[change.old]
        after = None if change.new is None else new[change.new]
        if after is None and before is not None:
            mark = "w:moveFrom" if change.change == MOVED else "w:del"
            self._add_paragraph(before, [(before.text, mark)], mark, change.old)
        elif before is None and after is not None:
            self._add_paragraph(after, [(after.text, "w:ins")], "w:ins")
        elif before is not None and after is not None:
            words = compare_words(before.text, after.text)
            if change.change != MOVED:
                self._add_paragraph(after, [(text, MARKS[kind]) for kind, text in words])
            else:  # the words taken out are struck where the paragraph stood
                kept = [
                    (text, "w:moveTo" if kind == KEPT else "w:ins")
                    for kind, text in words
                    if kind != REMOVED
                ]
                self._add_paragraph(after, kept, "w:moveTo", change.old)

    def _add_paragraph(
        self, block: Block, runs: Sequence[tuple[str, str]], mark: str = "", move: int | None = None
    ) -> None:
        """A paragraph whose own mark is inserted, deleted or moved where `mark` says so."""
        from docx.oxml import OxmlElement

        if block.level:
            paragraph = self.note.document.add_paragraph(
                style=f"Heading {min(block.level, LEVELS)}"
            )
        else:
            paragraph = self.note.add_text("")
        if mark:
            sign = OxmlElement("w:rPr")
            sign.append(self._element(mark))
            paragraph._p.get_or_add_pPr().append(sign)
        if move is not None:
            paragraph._p.append(self._range(f"{mark}RangeStart", move, f"move{move}"))
        for text, kind in runs:
            self._add_run(paragraph, text, kind)
        if move is not None:
            paragraph._p.append(self._range(f"{mark}RangeEnd", move))

    def _add_run(self, paragraph: Any, text: str, kind: str) -> None:
        from docx.oxml.ns import qn

        run = self.note.add_run(paragraph, text)
        if not kind:
            return
        holder = self._element(kind)
        paragraph._p.replace(run._r, holder)
        holder.append(run._r)
        if kind == "w:del":
            for element in run._r.findall(qn("w:t")):
                element.tag = qn("w:delText")

    def _element(self, name: str) -> Any:
        """An element of tracking with a number and an author; no date, which would differ by run."""
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        element = OxmlElement(name)
        element.set(qn("w:id"), str(next(self.numbers)))
        element.set(qn("w:author"), AUTHOR)
        return element

    def _range(self, name: str, move: int, label: str = "") -> Any:
        """One end of a move; both ends bear one number, start and place of arrival one name."""
        from docx.oxml.ns import qn

        element = self._element(name)
        number = MOVES_FROM + 2 * move + ("moveTo" in name)
        element.set(qn("w:id"), str(number))
        if label:
            element.set(qn("w:name"), label)
        else:
            del element.attrib[qn("w:author")]
        return element


def _tabulate_changes(changes: pd.DataFrame, old: Version, new: Version, lang: str) -> BriefTable:
    """What, how, and the words of both versions with their addresses."""
    rows = [_describe_change(row, old, new, lang) for row in changes.to_dict("records")]
    heads = [phrase(f"versions.head.{name}", lang) for name in ("what", "change", "old", "new")]
    return BriefTable(phrase("versions.caption", lang), heads, rows, WIDTHS)


def _describe_change(row: Mapping[Any, Any], old: Version, new: Version, lang: str) -> list[str]:
    before, after = str(row["old"]), str(row["new"])
    if row["what"] == "department":
        before, after = (_name_roles(text, lang) for text in (before, after))
    elif row["what"] == "task":
        before, after = shorten_pair(before, after)
    places = old.places.get(row["old_id"], ""), new.places.get(row["new_id"], "")
    return [
        phrase(f"versions.kind.{row['what']}", lang),
        phrase(f"versions.kind.{row['change']}", lang),
        *(_quote(t, place, lang) for t, place in zip((before, after), places, strict=True)),
    ]


def shorten_pair(old: str, new: str) -> tuple[str, str]:
    """Of two wordings what differs, with a few characters around it; of one alone its beginning.

    The same on both sides gives its beginning, as it only moved.
    """
    if not old or not new or old == new:
        return clip(old, SHOWN), clip(new, SHOWN)
    words = compare_words(old, new)
    sides: dict[str, list[str]] = {REMOVED: [], ADDED: []}
    for number, (kind, text) in enumerate(words):
        if kind != KEPT:
            sides[kind].append(text)
            continue
        head = text[:CONTEXT] if number else ""
        tail = text[-CONTEXT:] if number < len(words) - 1 else ""
        around = text if len(text) <= len(head) + len(tail) else f"{head}…{tail}"
        for parts in sides.values():
            parts.append(around)
    return "".join(sides[REMOVED]), "".join(sides[ADDED])


def _quote(text: str, place: str, lang: str) -> str:
    """The words with the address they stand at, empty where the version has none."""
    return phrase("versions.quote", lang, place=place, text=text) if text and place else text


def _name_roles(text: str, lang: str) -> str:
    """市妇联:lead+support → 市妇联（牵头、配合）"""
    if not text:
        return ""
    name, _, roles = text.rpartition(":")
    role = join_names([name_value("role", part, lang) for part in roles.split("+")], lang)
    return phrase("versions.role", lang, name=name, role=role)
