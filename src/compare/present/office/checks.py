"""What a person should look at before the one page is used (建议核实事项)."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from compare.analyse.alignment import UNCERTAIN
from compare.analyse.practices import ABSENT
from compare.errors import PlanError
from compare.present.office.one_sided import MOST_OWN, MOST_PRACTICES, shorten_quote
from compare.present.office.part import Part
from compare.present.office.places import bracket
from compare.present.office.practices import Practice
from compare.present.office.sheet import INDICATOR, SideRow
from compare.present.office.sources import list_missing
from compare.present.office.viewpoint import Viewpoint, name_sides
from compare.present.wording.findings.finding import Tables
from compare.present.wording.labels import ON_WHAT_GROUND
from compare.present.wording.texts import clip, phrase

MOST_PAIRS, MOST_TITLE, MOST_SUBJECTS = 3, 18, 3
DATE = "SOURCE_DATE_EPOCH"  # seconds since 1970, by which a report is dated instead of by the clock


def list_checks(
    tables: Tables,
    sources: Mapping[str, str],
    rows: Sequence[SideRow],
    theirs: Sequence[Practice],
    own: Sequence[Practice],
    view: Viewpoint,
    year: int,
) -> Part:
    """Doubtful pairs, names, tasks that stand nowhere above, other years, missing texts.

    `year`: that of the report, before which a target's year has ended.
    """
    lines = [
        *_ask_pairs(tables, rows, view),
        *_ask_names(rows, [*theirs, *own], view),
        *_ask_alone(theirs, MOST_PRACTICES, view),
        *_ask_alone(own, MOST_OWN, view),
        *_ask_years(rows, view, year),
        *list_missing(tables, sources, view),
    ]
    return Part(phrase("onepage.head.checks", view.lang, **name_sides(view)), lines=lines)


def read_report_year() -> int:
    """The year of the report: of SOURCE_DATE_EPOCH where that is set, else of today; PlanError where
    it is no number of seconds."""
    stamp = os.environ.get(DATE, "")
    try:
        day = datetime.fromtimestamp(int(stamp), UTC) if stamp else datetime.now(UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise PlanError(f"{DATE} is a number of seconds, not {stamp!r}") from error
    return day.year


def _ask_pairs(tables: Tables, rows: Sequence[SideRow], view: Viewpoint) -> Iterator[str]:
    """The pairs a person can waver on, those nearest to even first, and how many more there are."""
    pairs = tables["task_pairs"]
    known = {
        frozenset(ids): likely
        for *ids, likely in zip(pairs["task_a"], pairs["task_b"], pairs["probability"], strict=True)
    }
    doubtful = [row for row in rows if row.state == UNCERTAIN and row.our_task and row.their_task]
    doubtful.sort(
        key=lambda row: abs(float(known.get(frozenset((row.our_task, row.their_task)), 0)) - 0.5)
    )
    for row in doubtful[:MOST_PAIRS]:
        ours, theirs = (
            bracket(clip(read_opening(text), MOST_TITLE), place)
            for text, place in ((row.ours, row.our_place), (row.theirs, row.their_place))
        )
        yield phrase("onepage.check.pair", view.lang, **name_sides(view), ours=ours, theirs=theirs)
    rest = len(doubtful) - MOST_PAIRS
    if rest > 0:
        yield phrase("onepage.check.pairs", view.lang, **name_sides(view), n=rest)


def _ask_names(
    rows: Sequence[SideRow], practices: Sequence[Practice], view: Viewpoint
) -> Iterator[str]:
    """Tasks that none is near but whose names the other text has, with the places."""
    alone = {
        row.our_task or row.their_task
        for row in rows
        if row.state == UNCERTAIN and not (row.our_task and row.their_task)
    }
    for practice in practices:
        if practice.task_id in alone:
            words = bracket(shorten_quote(practice.quote), practice.their_place)
            who = view.our if practice.plan_id == view.other else view.other
            why = practice.why.removeprefix(phrase("practice.check", view.lang, told=""))
            values = {"name": view.names[practice.plan_id], "words": words, "why": why}
            yield phrase("onepage.check.names", view.lang, **values, asked=view.names[who])


def _ask_alone(practices: Sequence[Practice], shown: int, view: Viewpoint) -> Iterator[str]:
    """Tasks none was found near, which does not show that there is none; those a part above has
    room for are asked about there."""
    sure = [practice for practice in practices if practice.state != UNCERTAIN]
    alone = [practice for practice in sure[shown:] if practice.state == ABSENT]
    if alone:
        told = [_name_alone(practice, view) for practice in alone[:MOST_PAIRS]]
        joined = phrase("mark.pause", view.lang).join(told)
        yield phrase("onepage.check.alone", view.lang, names=joined)


def _name_alone(practice: Practice, view: Viewpoint) -> str:
    """我市建设食堂〔三、（一）2〕（青浦县稍近的：五、（三）), so that a person knows where to look."""
    named = view.names[practice.plan_id] + phrase("mark.space", view.lang)
    named += bracket(clip(read_opening(practice.theirs), MOST_TITLE), practice.their_place)
    if not practice.our_place:
        return named
    asked = view.other if practice.plan_id == view.our else view.our
    near = phrase(
        "onepage.check.nearest", view.lang, name=view.names[asked], place=practice.our_place
    )
    return named + phrase("mark.brackets", view.lang, text=near)


def _ask_years(rows: Sequence[SideRow], view: Viewpoint, year: int) -> Iterator[str]:
    """Targets of other years, and the years that have ended."""
    shared = [row for row in rows if row.kind == INDICATOR and row.state == "both"]
    unlike = [row for row in shared if None not in row.years and row.years[0] != row.years[1]]
    if unlike:
        names = [clip(row.subject, MOST_TITLE) for row in unlike[:MOST_SUBJECTS]]
        joined = phrase("mark.pause", view.lang).join(names)
        later = unlike[0].years[1]
        yield phrase("onepage.check.years", view.lang, **name_sides(view), names=joined, year=later)
    ended = {row.years[0] for row in shared if row.years[0] and row not in unlike}
    for past in sorted(past for past in ended if past < year):
        yield phrase("onepage.check.ended", view.lang, **name_sides(view), year=past)


def read_opening(words: str) -> str:
    """The title up to its first comma; 按照上级要求，建设食堂 says with its second clause what is done."""
    title = words.partition("。")[0]
    return (ON_WHAT_GROUND.sub("", title) or title).partition("，")[0]
