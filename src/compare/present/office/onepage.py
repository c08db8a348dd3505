"""What stands on the one page (一页纸): a finding per part with its place, tables, what to check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from compare.analyse.practices import STATES
from compare.present.office.practices import word_practices
from compare.present.office.sheet import INDICATOR, SideRow, compare_sides
from compare.present.office.viewpoint import Viewpoint, name_sides, quote_title
from compare.present.wording.addresses import cite_tasks
from compare.present.wording.findings.finding import Tables
from compare.present.wording.labels import join_names, label_departments, label_plans
from compare.present.wording.texts import clip, phrase

MOST_FINDING = {"zh": 40, "en": 90}  # characters of a finding; an English word takes several
MOST_INDICATORS, MOST_PRACTICES, MOST_OWN, MOST_CHECKS, MOST_LEADS = 3, 5, 3, 4, 3
MOST_LINES, MOST_PLACES, MOST_NAMES = 6, 2, 3
MOST_NAME = {"zh": 12, "en": 30}  # characters of an indicator's name in a list
MOST_TITLE, MOST_WORDS = 18, 46  # characters of a title inside a sentence, of words in a cell


@dataclass(frozen=True)
class Part:
    """A part of the page: heading, its finding with the place in the document, a table, lines."""

    head: str
    finding: str = ""
    place: str = ""
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    lines: Sequence[str] = ()
    widths: Sequence[float] = ()  # of the columns, as shares


@dataclass(frozen=True)
class OnePage:
    """Everything on the page: title, what is compared, the parts, what it rests on."""

    title: str
    subtitle: str
    parts: Sequence[Part]
    foot: str
    names: Mapping[str, str] = field(default_factory=dict)


def write_one_page(tables: Tables, sources: Mapping[str, str], view: Viewpoint) -> OnePage:
    """The content of the page for our plan against the other one; nothing in it is a recommendation
    that the texts do not carry."""
    rows = compare_sides(tables, sources, view)
    plans = {row["plan_id"]: row for row in tables["plans"].to_dict("records")}
    labels = label_plans(tables["plans"], view.lang)
    parts = [
        _judge(rows, view),
        _list_gaps(rows, view),
        _list_practices(tables, sources, view),
        _list_own(rows, view),
        _compare_leads(tables, sources, view),
        _list_checks(rows, view),
    ]
    named = [quote_title(plans[plan], labels[plan]) for plan in (view.our, view.other)]
    title = phrase("onepage.title", view.lang, **name_sides(view))
    return OnePage(
        title[:1].upper() + title[1:],
        phrase("onepage.subtitle", view.lang, ours=named[0], theirs=named[1]),
        [part for part in parts if part.finding or part.rows or part.lines],
        phrase("onepage.foot", view.lang),
        view.names,
    )


def _judge(rows: Sequence[SideRow], view: Viewpoint) -> Part:
    """Of our tasks, how many the other plan answers, may answer, does not answer."""
    states: dict[str, str] = {}
    for row in rows:
        if row.our_task and states.get(row.our_task) != "counterpart":
            states[row.our_task] = row.state
    counts = list(states.values())
    told = [
        phrase(f"onepage.judgement.{state}", view.lang, **name_sides(view), n=counts.count(state))
        for state in ("counterpart", "uncertain", "ours")
        if state in counts
    ]
    joined = phrase("mark.pause", view.lang).join(told)
    finding = (
        phrase("onepage.judgement", view.lang, **name_sides(view), tasks=len(states), counts=joined)
        if states
        else ""
    )
    return Part(phrase("onepage.head.judgement", view.lang, **name_sides(view)), finding)


def _list_gaps(rows: Sequence[SideRow], view: Viewpoint) -> Part:
    """The indicators of both sides; the finding is the first that can be subtracted."""
    shared = [row for row in rows if row.kind == INDICATOR and row.state == "both"]
    head = phrase("onepage.head.gaps", view.lang, **name_sides(view))
    if not shared:
        return Part(head, phrase("onepage.gaps.none", view.lang, **name_sides(view)))
    first = next((row for row in shared if _is_subtracted(row, view)), None)
    told = phrase(
        "onepage.gaps" if first else "onepage.gaps.unlike",
        view.lang,
        **name_sides(view),
        name=clip(first.subject, MOST_TITLE) if first else "",
        difference=first.difference if first else "",
        n=len(shared),
    )
    heads = [
        phrase(f"onepage.gaps.{name}", view.lang, **name_sides(view))
        for name in ("indicator", "ours", "theirs", "upper", "gap")
    ]
    table = [_lay_indicator(row) for row in shared[:MOST_INDICATORS]]
    more = len(shared) - MOST_INDICATORS
    lines = [phrase("onepage.gaps.more", view.lang, **name_sides(view), n=more)] if more > 0 else []
    return Part(
        head,
        clip(told, MOST_FINDING[view.lang]),
        _place_sides([first.our_place], [first.their_place], view) if first else "",
        heads,
        table,
        lines,
        (2, 1.6, 1.6, 2.6, 1.4),
    )


def _place_sides(ours: Sequence[str], theirs: Sequence[str], view: Viewpoint) -> str:
    """〔我市：二、（三）；太仓：三、（三）〕, a side without a place left out."""
    told = [
        phrase("onepage.place", view.lang, name=view.names[plan], places=join_places(found, view))
        for plan, found in ((view.our, ours), (view.other, theirs))
        if any(found)
    ]
    joined = phrase("mark.semicolon", view.lang).join(told)
    return f"〔{joined}〕" if told else ""


def join_places(places: Sequence[str], view: Viewpoint) -> str:
    """The first MOST_PLACES, and that there are more."""
    known = list(dict.fromkeys(filter(None, places)))
    joined = phrase("mark.pause", view.lang).join(known[:MOST_PLACES])
    more = len(known) > MOST_PLACES
    return phrase("onepage.place.more", view.lang, places=joined) if more else joined


def _lay_indicator(row: SideRow) -> list[str]:
    sides = _cite(row.ours, row.our_place), _cite(row.theirs, row.their_place)
    return [row.subject, *sides, row.upper, row.difference]


def _cite(words: str, place: str) -> str:
    return f"{words}〔{place}〕" if words and place else words


def _list_practices(tables: Tables, sources: Mapping[str, str], view: Viewpoint) -> Part:
    """What they set out and we do not, or not as firmly: certain ones first, 待核 marked."""
    found = word_practices(tables, sources, view)
    head = phrase("onepage.head.practices", view.lang, **name_sides(view))
    if not found:
        return Part(head, phrase("onepage.practices.none", view.lang, **name_sides(view)))
    states = [practice.state for practice in found]
    counts = [
        phrase(f"onepage.practices.{state}", view.lang, **name_sides(view), n=states.count(state))
        for state in STATES
        if state in states
    ]
    told = phrase(
        "onepage.practices",
        view.lang,
        **name_sides(view),
        counts=phrase("mark.pause", view.lang).join(counts),
    )
    heads = [
        phrase(f"onepage.practices.head.{name}", view.lang, **name_sides(view))
        for name in ("theirs", "nearest", "why")
    ]
    rows = [
        [
            _cite(clip(practice.theirs, MOST_WORDS), practice.their_place),
            _cite(clip(_open(practice.nearest), MOST_TITLE), practice.our_place),
            practice.why,
        ]
        for practice in found[:MOST_PRACTICES]
    ]
    return Part(head, clip(told, MOST_FINDING[view.lang]), "", heads, rows, widths=(3.2, 2, 1.6))


def _list_own(rows: Sequence[SideRow], view: Viewpoint) -> Part:
    """Tasks of ours that no task of theirs answers; uncertain ones are not counted."""
    own = [row for row in rows if row.our_task and row.state == "ours"]
    if not own:
        return Part(
            phrase("onepage.head.own", view.lang, **name_sides(view)),
            phrase("onepage.own.none", view.lang, **name_sides(view)),
        )
    lines = [_cite(clip(_open(row.ours), MOST_WORDS), row.our_place) for row in own[:MOST_OWN]]
    return Part(
        phrase("onepage.head.own", view.lang, **name_sides(view)),
        phrase("onepage.own", view.lang, **name_sides(view), n=len(own)),
        lines=lines,
    )


def _open(words: str) -> str:
    """The title, or the first sentence."""
    return words.partition("。")[0]


def _compare_leads(tables: Tables, sources: Mapping[str, str], view: Viewpoint) -> Part:
    """Who leads: only where both plans name leads at all."""
    sides = name_sides(view)
    head, workload = phrase("onepage.head.leads", view.lang, **sides), tables["workload"]
    section = workload[workload["grain"] == "section"]
    leads = {
        plan: section[section["plan_id"] == plan].set_index("department_id")["lead"].fillna(0)
        for plan in (view.our, view.other)
    }
    names = [bool(leads[plan].sum()) for plan in (view.our, view.other)]
    if section.empty or not any(names):
        return Part(head, phrase("onepage.leads.none", view.lang, **sides))
    if not all(names):
        named, unnamed = sides.values() if names[0] else reversed(sides.values())
        return Part(head, phrase("onepage.leads.one", view.lang, named=named, unnamed=unnamed))
    both = pd.DataFrame(leads).fillna(0).astype(int)
    both["apart"] = (both[view.our] - both[view.other]).abs()
    foremost = both[both["apart"] > 0].sort_values("apart", ascending=False, kind="stable")
    if foremost.empty:
        return Part(head, phrase("onepage.leads.same", view.lang, **sides))
    told = list(_word_leads(foremost.head(MOST_LEADS), tables, sources, view))
    (finding, place), rest = told[0], told[1:]
    return Part(head, finding, place, lines=["".join(line) for line in rest])


def _word_leads(
    foremost: pd.DataFrame, tables: Tables, sources: Mapping[str, str], view: Viewpoint
) -> Iterator[tuple[str, str]]:
    """Per department the count of both sides, and where it leads."""
    labels = label_departments(tables["departments"], view.lang)
    places, assignments = cite_tasks(tables["tasks"], sources, view.lang), tables["assignments"]
    leading = assignments[assignments["role"] == "lead"]
    for name, row in foremost.iterrows():
        own = leading[leading["department_id"] == name]
        cited = [
            [places.get(str(task), "") for task in own.loc[own["plan_id"] == plan, "task_id"]]
            for plan in (view.our, view.other)
        ]
        told = phrase(
            "onepage.leads.line",
            view.lang,
            **name_sides(view),
            name=labels[str(name)],
            ours=row[view.our],
            theirs=row[view.other],
        )
        yield told, _place_sides(cited[0], cited[1], view)


def _list_checks(rows: Sequence[SideRow], view: Viewpoint) -> Part:
    """What a person should look at before it is used: uncertain counterparts, unlike figures."""
    return Part(
        phrase("onepage.head.checks", view.lang, **name_sides(view)),
        lines=list(_find_checks(rows, view))[:MOST_LINES],
    )


def _find_checks(rows: Sequence[SideRow], view: Viewpoint) -> Iterator[str]:
    """Indicators that cannot be subtracted, a line for each reason; then pairs; then what is missing."""
    reasons: dict[str, list[str]] = {}
    for row in rows:
        if row.kind == INDICATOR and row.state == "both" and not _is_subtracted(row, view):
            reasons.setdefault(row.difference, []).append(clip(row.subject, MOST_NAME[view.lang]))
    for why, names in reasons.items():
        shown = join_names(names, view.lang, MOST_NAMES)
        yield phrase("onepage.check.indicators", view.lang, why=why, names=shown)
    doubtful = [row for row in rows if row.state == "uncertain"]
    shown_pairs = MOST_CHECKS - 2
    for row in doubtful[:shown_pairs]:
        titles = [clip(_open(text), MOST_TITLE) for text in (row.ours, row.theirs)]
        cited = [_cite(t, p) for t, p in zip(titles, (row.our_place, row.their_place), strict=True)]
        yield phrase("onepage.check.pair", view.lang, ours=cited[0], theirs=cited[1])
    if len(doubtful) > shown_pairs:
        yield phrase("onepage.check.pairs", view.lang, n=len(doubtful) - shown_pairs)
    if not view.upper:
        yield phrase("onepage.check.upper", view.lang)


def _is_subtracted(row: SideRow, view: Viewpoint) -> bool:
    return row.difference not in (
        phrase("office.difference.open", view.lang),
        phrase("office.difference.unlike", view.lang),
        phrase("office.difference.years", view.lang),
    )
