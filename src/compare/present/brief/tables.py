"""The tables of the brief as text: practices to learn from, themes left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from compare.analyse.alignment import UNCERTAIN
from compare.present.office.practices import word_practices
from compare.present.office.viewpoint import Viewpoint, name_sides
from compare.present.wording.findings.finding import Tables
from compare.present.wording.findings.themes import select_reviewed
from compare.present.wording.labels import join_names, label_plans, name_thing
from compare.present.wording.numbers import format_figure
from compare.present.wording.texts import clip, phrase

WIDTH = 6.3  # inches
MOST_PRACTICES, MOST_WORDS = 12, 111  # rows, characters of a task's words


@dataclass(frozen=True)
class BriefTable:
    """Caption, column headings, rows of text, widths in inches, a note beneath."""

    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    note: str = ""


def tabulate_gaps(tables: Tables, view: Viewpoint) -> BriefTable:
    """Themes that our plan leaves out and some other covers; a row per theme a person made."""
    table, lang = select_reviewed(tables["coverage"]), view.lang
    labels, rows = label_plans(tables["plans"], lang), []
    for _, part in table.groupby("theme_id", sort=False):
        own = dict(zip(part["plan_id"], part["share"], strict=True))
        covered = [
            f"{labels[p]} {format_figure(own[p], 'share')}" for p in labels if own.get(p, 0) > 0
        ]
        if covered and not own.get(view.our, 0) > 0:
            rows.append([name_thing(part.iloc[0], "theme", lang), join_names(covered, lang)])
    heads = [phrase(f"brief.gaps.head.{column}", lang) for column in ("theme", "covered")]
    caption = phrase("brief.gaps.caption", lang, our=view.names[view.our])
    return BriefTable(caption, heads, rows, [2.5, 3.8])


def tabulate_practices(tables: Tables, sources: Mapping[str, str], view: Viewpoint) -> BriefTable:
    """Practices to learn from: their words, our nearest, who does it, why it is listed.

    What is to be checked stands among the points to check.
    """
    found = [p for p in word_practices(tables, sources, view) if p.state != UNCERTAIN]
    rows = [
        [
            _cite(practice.quote, practice.their_place, view.lang),
            _cite(practice.ours, practice.our_place, view.lang),
            practice.departments,
            practice.why,
        ]
        for practice in found[:MOST_PRACTICES]
    ]
    sides = name_sides(view)
    heads = [
        phrase(f"brief.practices.head.{name}", view.lang, **sides)
        for name in ("theirs", "nearest", "departments", "why")
    ]
    rest = len(found) - MOST_PRACTICES
    note = phrase("brief.practices.more", view.lang, n=rest) if rest > 0 else ""
    caption = phrase("brief.practices.caption", view.lang, **sides)
    return BriefTable(caption, heads, rows, [2.1, 1.4, 1.1, 1.7], note)


def _cite(words: str, place: str, lang: str) -> str:
    return phrase("versions.quote", lang, place=place, text=clip(words, MOST_WORDS))
