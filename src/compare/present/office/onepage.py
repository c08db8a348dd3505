"""What stands on the one page (一页纸): a finding per part with its place, tables, what to check."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from compare.analyse.alignment import UNCERTAIN
from compare.analyse.practices import ABSENT, FIGURE, UNWRITTEN, WEAKER
from compare.analyse.practices.basis import find_common_subject
from compare.language.sentences import CLAUSE_END
from compare.present.office.gaps import compare_targets, word_first_gap
from compare.present.office.leads import compare_leads
from compare.present.office.part import Part
from compare.present.office.places import bracket
from compare.present.office.practices import Practice, word_practices
from compare.present.office.sheet import INDICATOR, SideRow, compare_sides
from compare.present.office.sources import (
    list_alone,
    list_missing,
    name_documents,
    tell_periods,
    word_aims,
    word_numbers,
)
from compare.present.office.viewpoint import Viewpoint, name_sides
from compare.present.wording.findings.finding import Tables
from compare.present.wording.labels import label_plans
from compare.present.wording.texts import clip, phrase

__all__ = ["MOST_FINDING", "OnePage", "Part", "write_one_page"]

MOST_FINDING = {"zh": 40, "en": 130}  # characters of a finding; an English word takes several
MOST_PRACTICES, MOST_OWN, MOST_PAIRS = 5, 4, 3
MOST_TITLE, MOST_QUOTE, MOST_SUBJECTS = 18, 90, 3
ALIKE, PARTLY = 2 / 3, 1 / 3  # of our tasks answered, from which on two plans are of one frame
_DATED = re.compile(r"[（(][^（）()]*\d{4}[^（）()]*[）)]$")


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
    theirs = word_practices(tables, sources, view)
    own = word_practices(tables, sources, view.turn())
    gaps = compare_targets(tables, rows, view)
    leads = compare_leads(tables, sources, rows, view)
    parts = [
        _judge(rows, leads.short, theirs, own, view),
        gaps,
        _list_practices(tables, sources, rows, theirs, view),
        _list_own(tables, sources, rows, own, view),
        leads,
        _list_checks(tables, sources, rows, [*theirs, *own], view),
    ]
    return OnePage(
        _write_title(tables, view),
        phrase(
            "onepage.subtitle",
            view.lang,
            documents=name_documents(tables, view),
            periods=tell_periods(tables, view),
        ),
        [part for part in parts if part.finding or part.rows or part.lines],
        phrase("onepage.foot", view.lang),
        view.names,
    )


def _write_title(tables: Tables, view: Viewpoint) -> str:
    """海安市、太仓市全民科学素质行动规划纲要实施方案对照: what both titles have in common."""
    plans = tables["plans"].set_index("plan_id")
    titles = [_DATED.sub("", str(plans.at[plan, "title"] or "")) for plan in (view.our, view.other)]
    labels = label_plans(tables["plans"], view.lang)
    places = [str(plans.at[plan, "place"] or labels[plan]) for plan in (view.our, view.other)]
    if view.lang != "zh":
        places = [labels[plan] for plan in (view.our, view.other)]
    bare = [title.removeprefix(place) for title, place in zip(titles, places, strict=True)]
    subject = find_common_subject(bare[0], bare[1]) or phrase("onepage.title.plan", view.lang)
    title = phrase("onepage.title", view.lang, our=places[0], other=places[1], subject=subject)
    return title[:1].upper() + title[1:]


def _judge(
    rows: Sequence[SideRow],
    leads: str,
    theirs: Sequence[Practice],
    own: Sequence[Practice],
    view: Viewpoint,
) -> Part:
    """How alike the plans are, and in what they differ: drawn from the parts below; counts a note."""
    head = phrase("onepage.head.judgement", view.lang, **name_sides(view))
    states = _list_states(rows)
    if not states:
        return Part(head)
    share = sum(s in ("counterpart", "partial") for s in states.values()) / len(states)
    key = "alike" if share >= ALIKE else "partly" if share >= PARTLY else "unlike"
    told = [
        word_first_gap(rows, view, MOST_FINDING[view.lang]),
        _join_subjects("theirs", theirs, view),
        _join_subjects("ours", own, view),
        leads,
    ]
    said = phrase(f"onepage.judgement.{key}", view.lang)
    return Part(head, said, lines=[line for line in told if line], note=_count(states, view))


def _list_states(rows: Sequence[SideRow]) -> dict[str, str]:
    """Our task → its best state."""
    order = ("counterpart", "partial", UNCERTAIN, "ours")
    states: dict[str, str] = {}
    for row in rows:
        if row.our_task:
            known = states.get(row.our_task, "ours")
            states[row.our_task] = min(known, row.state, key=order.index)
    return states


def _count(states: Mapping[str, str], view: Viewpoint) -> str:
    """我市33项重点任务在对方方案中：有对应30项（其中范围不同2项）、待核2项、未找到相近任务1项。"""
    found, told = list(states.values()), []
    apart = found.count("partial")
    if answered := found.count("counterpart") + apart:
        note = phrase("onepage.count.partial", view.lang, n=apart)
        bracketed = phrase("mark.brackets", view.lang, text=note) if apart else ""
        told.append(phrase("onepage.count.counterpart", view.lang, n=answered) + bracketed)
    told += [
        phrase(f"onepage.count.{state}", view.lang, n=found.count(state))
        for state in (UNCERTAIN, "ours")
        if state in found
    ]
    joined = phrase("mark.pause", view.lang).join(told)
    return phrase("onepage.count", view.lang, **name_sides(view), tasks=len(found), counts=joined)


def _join_subjects(side: str, found: Sequence[Practice], view: Viewpoint) -> str:
    """太仓写有而我市全文未出现：智慧农业、国际; else nothing."""
    terms = [practice.terms[0] for practice in found if practice.state == UNWRITTEN]
    shown = phrase("mark.pause", view.lang).join(terms[:MOST_SUBJECTS])
    if len(terms) > MOST_SUBJECTS:
        shown = phrase("onepage.terms", view.lang, terms=shown)
    if not terms:
        return ""
    return phrase(f"onepage.unwritten.{side}", view.lang, **name_sides(view), terms=shown)


def _list_practices(
    tables: Tables,
    sources: Mapping[str, str],
    rows: Sequence[SideRow],
    found: Sequence[Practice],
    view: Viewpoint,
) -> Part:
    """What they set out and we do not, or not as firmly: what is certain first, 待核 marked."""
    sides = name_sides(view)
    head = phrase("onepage.head.practices", view.lang, **sides)
    aims = [*word_aims(tables, sources, view), *word_numbers(tables, rows, view)]
    sure = [practice for practice in found if practice.state != UNCERTAIN]
    if not sure and not aims:
        told = phrase("onepage.practices.none", view.lang, **sides, n=len(found))
        return Part(head, told)
    told = _tell_practices(found, view)
    heads = [
        phrase(f"onepage.practices.head.{name}", view.lang, **sides)
        for name in ("theirs", "nearest", "why")
    ]
    shown = [
        [
            bracket(_shorten(practice.quote), practice.their_place),
            bracket(clip(practice.ours, MOST_QUOTE), practice.our_place),
            practice.why,
        ]
        for practice in sure[:MOST_PRACTICES]
    ]
    rest = len(sure) - len(shown)
    lines = [*aims]
    if rest:
        lines.append(phrase("onepage.practices.more", view.lang, **sides, n=rest))
    return Part(head, told, "", heads, shown, lines, (3, 2, 2.4))


def _tell_practices(found: Sequence[Practice], view: Viewpoint) -> str:
    """2项我市全文未出现、3项我市未写数字, as many of the surest as a finding holds."""
    states = [practice.state for practice in found]
    told, said = list[str](), ""
    for state in (UNWRITTEN, FIGURE, ABSENT, WEAKER):
        if state in states:
            values = {**name_sides(view), "n": states.count(state)}
            told.append(phrase(f"onepage.practices.{state}", view.lang, **values))
            counts = phrase("mark.pause", view.lang).join(told)
            longer = phrase("onepage.practices", view.lang, **name_sides(view), counts=counts)
            said = longer if len(longer) <= MOST_FINDING[view.lang] or not said else said
    return said


def _shorten(quote: str) -> str:
    """Whole clauses up to what a cell holds; the first one stands whole however long."""
    if len(quote) <= MOST_QUOTE:
        return quote
    clauses = re.split(f"(?<=[{CLAUSE_END}])", quote)
    shown = clauses[0]
    for clause in clauses[1:]:
        if len(shown) + len(clause) > MOST_QUOTE:
            break
        shown += clause
    return shown.rstrip(CLAUSE_END)


def _list_own(
    tables: Tables,
    sources: Mapping[str, str],
    rows: Sequence[SideRow],
    found: Sequence[Practice],
    view: Viewpoint,
) -> Part:
    """What only we set out: words they never have, tasks without a near one, numbers of ours."""
    sides = name_sides(view)
    head = phrase("onepage.head.own", view.lang, **sides)
    sure = [practice for practice in found if practice.state not in (UNCERTAIN, WEAKER)]
    aims = word_aims(tables, sources, view.turn())
    if not sure and not aims:
        doubtful = list(_list_states(rows).values()).count(UNCERTAIN)
        key = "uncertain" if doubtful else "none"
        return Part(head, phrase(f"onepage.own.{key}", view.lang, **sides, n=doubtful))
    order = {UNWRITTEN: 0, ABSENT: 1, FIGURE: 2}
    ranked = sorted(sure, key=lambda practice: order[practice.state])
    lines = [
        phrase(
            "onepage.own.line",
            view.lang,
            words=bracket(_shorten(practice.quote), practice.their_place),
            why=practice.why.partition(phrase("mark.semicolon", view.lang))[0],
        )
        if practice.state != FIGURE
        else bracket(_shorten(practice.quote), practice.their_place)
        for practice in ranked[:MOST_OWN]
    ]
    numbers = len(list_alone(rows, "ours"))
    tasks = sum(practice.state != FIGURE for practice in sure)
    told = [
        phrase(f"onepage.own.{name}", view.lang, **sides, n=count)
        for name, count in (("tasks", tasks), ("numbers", numbers))
        if count
    ]
    finding = phrase("mark.comma", view.lang).join(told)
    return Part(head, finding, lines=[*lines, *aims])


def _list_checks(
    tables: Tables,
    sources: Mapping[str, str],
    rows: Sequence[SideRow],
    doubtful: Sequence[Practice],
    view: Viewpoint,
) -> Part:
    """What a person should look at before it is used: doubtful pairs, other years, missing texts."""
    lines = [
        *_ask_pairs(tables, rows, view),
        *_ask_names(rows, doubtful, view),
        *_ask_alone(doubtful, view),
        *_ask_years(rows, view),
        *list_missing(tables, sources, view),
    ]
    return Part(phrase("onepage.head.checks", view.lang, **name_sides(view)), lines=lines)


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
            bracket(clip(_open(text), MOST_TITLE), place)
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
            words = bracket(_shorten(practice.quote), practice.their_place)
            values = {"name": view.names[practice.plan_id], "words": words, "why": practice.why}
            yield phrase("onepage.check.names", view.lang, **values)


def _ask_alone(practices: Sequence[Practice], view: Viewpoint) -> Iterator[str]:
    """Tasks none was found near, which does not show that there is none."""
    alone = [practice for practice in practices if practice.state == ABSENT]
    if alone:
        told = [
            view.names[practice.plan_id]
            + phrase("mark.space", view.lang)
            + bracket(clip(_open(practice.theirs), MOST_TITLE), practice.their_place)
            for practice in alone[:MOST_PAIRS]
        ]
        joined = phrase("mark.pause", view.lang).join(told)
        yield phrase("onepage.check.alone", view.lang, names=joined, n=len(alone))


def _ask_years(rows: Sequence[SideRow], view: Viewpoint) -> Iterator[str]:
    """Targets of other years, and the years that may have ended."""
    shared = [row for row in rows if row.kind == INDICATOR and row.state == "both"]
    unlike = [row for row in shared if None not in row.years and row.years[0] != row.years[1]]
    if unlike:
        names = [clip(row.subject, MOST_TITLE) for row in unlike[:MOST_SUBJECTS]]
        joined = phrase("mark.pause", view.lang).join(names)
        year = unlike[0].years[1]
        yield phrase("onepage.check.years", view.lang, **name_sides(view), names=joined, year=year)
    years = sorted({row.years[0] for row in shared if row.years[0] and row not in unlike})
    if years:
        yield phrase("onepage.check.ended", view.lang, **name_sides(view), year=years[0])


def _open(words: str) -> str:
    """The title, or the first sentence."""
    return words.partition("。")[0].partition("，")[0]
