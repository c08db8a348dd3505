"""What stands on the one page (一页纸): a finding per part with its place, tables, what to check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from compare.analyse.alignment import COUNTERPART, UNCERTAIN
from compare.analyse.practices import OURS, PARTIAL, UNWRITTEN, choose_states
from compare.analyse.practices.basis import find_common_subject
from compare.present.office.checks import list_checks, read_report_year
from compare.present.office.gaps import compare_targets, word_first_gap
from compare.present.office.leads import compare_leads
from compare.present.office.one_sided import MOST_FINDING, list_ours, list_theirs
from compare.present.office.part import Part
from compare.present.office.places import bracket
from compare.present.office.practices import Practice, word_practices
from compare.present.office.sheet import SideRow, compare_sides, list_lines
from compare.present.office.sources import name_documents, tell_periods
from compare.present.office.viewpoint import Viewpoint, name_sides
from compare.present.office.warnings import warn_of_pair
from compare.present.wording.findings.finding import Tables
from compare.present.wording.labels import label_plans, name_all
from compare.present.wording.subjects import has_subject, strip_origin
from compare.present.wording.texts import join_sentences, phrase

__all__ = ["MOST_FINDING", "OnePage", "Part", "write_one_page", "write_title"]

MOST_SUBJECTS = 3
ALIKE, PARTLY = 2 / 3, 1 / 3  # of our tasks answered, from which on two plans are of one frame


@dataclass(frozen=True)
class OnePage:
    """Everything on the page: title, what is compared, the parts, what it rests on."""

    title: str
    subtitle: str
    parts: Sequence[Part]
    foot: str
    names: Mapping[str, str] = field(default_factory=dict)


def write_one_page(
    tables: Tables, sources: Mapping[str, str], view: Viewpoint, year: int | None = None
) -> OnePage:
    """The content of the page for our plan against the other one; nothing in it is a recommendation
    that the texts do not carry. `year`: that of the report (default: `read_report_year`)."""
    rows = compare_sides(tables, sources, view)
    theirs = word_practices(tables, sources, view)
    own = word_practices(tables, sources, view.turn())
    gaps = compare_targets(tables, rows, view)
    leads = compare_leads(tables, sources, rows, view)
    parts = [
        _judge(tables, rows, leads.short, theirs, own, view),
        gaps,
        list_theirs(tables, sources, rows, theirs, view),
        list_ours(tables, sources, rows, own, view),
        leads,
        list_checks(tables, sources, rows, theirs, own, view, year or read_report_year()),
    ]
    documents = name_documents(tables, view)
    basis = phrase("onepage.subtitle", view.lang, documents=documents)
    return OnePage(
        write_title(tables, view),
        join_sentences([basis, tell_periods(tables, sources, view)], view.lang),
        [part for part in parts if part.finding or part.rows or part.lines],
        phrase("onepage.foot", view.lang),
        view.names,
    )


def write_title(tables: Tables, view: Viewpoint) -> str:
    """海安市、太仓市全民科学素质行动规划纲要实施方案对照: what both titles have in common."""
    places, subject = name_subject(tables, view)
    subject = subject or phrase("onepage.title.plan", view.lang)
    title = phrase("onepage.title", view.lang, our=places[0], other=places[1], subject=subject)
    return title if view.lang == "zh" else title[:1].upper() + title[1:]


def name_subject(tables: Tables, view: Viewpoint) -> tuple[list[str], str]:
    """Both places in full, of one place what tells the plans apart; and what the titles have in
    common, if anything: 全民科学素质行动规划纲要实施方案."""
    rows = {row["plan_id"]: row for row in tables["plans"].to_dict("records")}
    sides = [rows[plan] for plan in (view.our, view.other)]
    labels = label_plans(tables["plans"], view.lang)
    places = [str(row["place"] or labels[row["plan_id"]]) for row in sides]
    if view.lang != "zh" or places[0] == places[1]:
        places = [labels[plan] for plan in (view.our, view.other)]
    first, second = (strip_origin(row) for row in sides)
    return places, find_common_subject(first, second)


def _judge(
    tables: Tables,
    rows: Sequence[SideRow],
    leads: str,
    theirs: Sequence[Practice],
    own: Sequence[Practice],
    view: Viewpoint,
) -> Part:
    """How alike the plans are, and in what they differ: drawn from the parts below; counts a note."""
    head = phrase("onepage.head.judgement", view.lang, **name_sides(view))
    states = choose_states(list_lines(rows))
    if not states:
        return Part(head)
    share = sum(state in (COUNTERPART, PARTIAL) for state in states.values()) / len(states)
    key = "alike" if share >= ALIKE else "partly" if share >= PARTLY else "unlike"
    told = [
        word_first_gap(rows, view, MOST_FINDING[view.lang]),
        _join_subjects("theirs", theirs, view),
        _join_subjects("ours", own, view),
        leads,
    ]
    plans = tables["plans"][tables["plans"]["plan_id"].isin((view.our, view.other))]
    both = name_all(plans, view.lang, "two")
    subject = name_subject(tables, view)[1]
    about_other = key == "unlike" and not has_subject(subject)
    told = [*warn_of_pair(tables, view, about_other), *told]
    said = phrase(f"onepage.judgement.{key}", view.lang, both=both)
    said = said if view.lang == "zh" else said[:1].upper() + said[1:]
    return Part(
        head, said, lines=[line for line in told if line], note=_count(states, view, about_other)
    )


def _count(states: Mapping[str, str], view: Viewpoint, about_other: bool) -> str:
    """我市33项重点任务在对方方案中：有对应31项（其中范围不同3项）、待核1项、未找到相近任务1项。

    Of plans `about_other` things what is worded alike is mostly not the same work, and is not called so.
    """
    found, told = list(states.values()), []
    apart = found.count(PARTIAL)
    if answered := found.count(COUNTERPART) + apart:
        note = phrase("onepage.count.partial", view.lang, n=apart)
        bracketed = phrase("mark.brackets", view.lang, text=note) if apart else ""
        kind = "alike" if about_other else "counterpart"
        told.append(phrase(f"onepage.count.{kind}", view.lang, n=answered) + bracketed)
    told += [
        phrase(f"onepage.count.{state}", view.lang, n=found.count(state))
        for state in (UNCERTAIN, OURS)
        if state in found
    ]
    joined = phrase("mark.pause", view.lang).join(told)
    return phrase("onepage.count", view.lang, **name_sides(view), tasks=len(found), counts=joined)


def _join_subjects(side: str, found: Sequence[Practice], view: Viewpoint) -> str:
    """太仓写有、我市方案未写：智慧农业〔四、（二）第4段〕、科学素质国际合作〔五、（六）第2段等〕; else
    nothing."""
    lacking = [practice for practice in found if practice.state == UNWRITTEN]
    if not lacking:
        return ""
    named = {practice.subject: practice.their_place for practice in lacking}
    shown = [bracket(name, place) for name, place in list(named.items())[:MOST_SUBJECTS]]
    terms = phrase("mark.pause", view.lang).join(shown)
    if len(named) > MOST_SUBJECTS:
        terms = phrase("onepage.terms", view.lang, terms=terms)
    return phrase(f"onepage.unwritten.{side}", view.lang, **name_sides(view), terms=terms)
