"""What only one side sets out, on the one page: theirs that we lack, and ours that they lack."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import accumulate

from compare.analyse.alignment import UNCERTAIN
from compare.analyse.practices import ABSENT, FIGURE, UNWRITTEN, WEAKER, choose_states
from compare.language.sentences import CLAUSE_END
from compare.present.office.part import Part
from compare.present.office.places import bracket
from compare.present.office.practices import Practice
from compare.present.office.sheet import SideRow, list_lines
from compare.present.office.sources import list_alone, word_aims, word_numbers
from compare.present.office.viewpoint import Viewpoint, name_sides
from compare.present.wording.findings.finding import Tables
from compare.present.wording.texts import clip, phrase

MOST_FINDING = {"zh": 40, "en": 130}  # characters of a finding; an English word takes several
MOST_PRACTICES, MOST_OWN, MOST_QUOTE = 5, 6, 90


def list_theirs(
    tables: Tables,
    sources: Mapping[str, str],
    rows: Sequence[SideRow],
    found: Sequence[Practice],
    view: Viewpoint,
) -> Part:
    """What they set out and we do not, or not as firmly: what is certain first."""
    sides = name_sides(view)
    head = phrase("onepage.head.practices", view.lang, **sides)
    sure = [practice for practice in found if practice.state != UNCERTAIN]
    lines = [*word_aims(tables, sources, view), *word_numbers(tables, rows, view)]
    if not sure and not lines:
        return Part(head, phrase("onepage.practices.none", view.lang, **sides, n=len(found)))
    heads = [
        phrase(f"onepage.practices.head.{name}", view.lang, **sides)
        for name in ("theirs", "nearest", "why")
    ]
    shown = [
        [
            _quote(practice),
            bracket(clip(practice.ours, MOST_QUOTE), practice.our_place),
            practice.why,
        ]
        for practice in sure[:MOST_PRACTICES]
    ]
    if rest := len(sure) - len(shown):
        lines.append(phrase("onepage.practices.more", view.lang, **sides, n=rest))
    told = _tell_theirs(sure, view)
    return Part(head, told, "", heads, shown, lines, (3, 2, 2.4), listed="practices")


def _tell_theirs(sure: Sequence[Practice], view: Viewpoint) -> str:
    """2项我市方案未写、4个指标我市未写数字, as many of the surest as a finding holds."""
    states, sides = [practice.state for practice in sure], name_sides(view)
    counts = {state: states.count(state) for state in (UNWRITTEN, ABSENT, WEAKER)}
    counts |= {FIGURE: sum(practice.numbers for practice in sure if practice.state == FIGURE)}
    told = [
        phrase(f"onepage.practices.{state}", view.lang, **sides, n=counts[state])
        for state in (UNWRITTEN, FIGURE, ABSENT, WEAKER)
        if counts[state]
    ]
    most = MOST_FINDING[view.lang] - len(phrase("onepage.practices", view.lang, **sides, counts=""))
    counted = _join_counts(told, most, view.lang)
    return phrase("onepage.practices", view.lang, **sides, counts=counted)


def _join_counts(told: Sequence[str], most: int, lang: str) -> str:
    """The first one and as many more as `most` characters hold."""
    comma = phrase("mark.comma", lang)
    whole = list(accumulate(told, lambda before, one: before + comma + one))
    return next((text for text in reversed(whole) if len(text) <= most), "".join(told[:1]))


def list_ours(
    tables: Tables,
    sources: Mapping[str, str],
    rows: Sequence[SideRow],
    found: Sequence[Practice],
    view: Viewpoint,
) -> Part:
    """What only we set out: words they never have, tasks without a near one, numbers of ours."""
    sides = name_sides(view)
    head = phrase("onepage.head.own", view.lang, **sides)
    aims = word_aims(tables, sources, view.turn())
    ranked = [p for state in (UNWRITTEN, ABSENT, FIGURE) for p in found if p.state == state]
    if not ranked and not aims:
        doubtful = list(choose_states(list_lines(rows)).values()).count(UNCERTAIN)
        key = "uncertain" if doubtful else "none"
        return Part(head, phrase(f"onepage.own.{key}", view.lang, **sides, n=doubtful))
    states = [practice.state for practice in ranked]
    counts = {state: states.count(state) for state in (UNWRITTEN, ABSENT)}
    counts |= {"numbers": len(list_alone(rows, "ours"))}
    told = [
        phrase(f"onepage.own.{name}", view.lang, **sides, n=count)
        for name, count in counts.items()
        if count
    ]
    lines = [_word_own(practice, view) for practice in ranked[:MOST_OWN]]
    return Part(head, _join_counts(told, MOST_FINDING[view.lang], view.lang), lines=[*lines, *aims])


def _word_own(practice: Practice, view: Viewpoint) -> str:
    """Our words with their place, and why they are ours alone; a number says that itself."""
    words = _quote(practice)
    if practice.state == FIGURE:
        return words
    why = practice.why.partition(phrase("mark.semicolon", view.lang))[0]
    return phrase("onepage.own.line", view.lang, words=words, why=why)


def _quote(practice: Practice) -> str:
    return bracket(shorten_quote(practice.quote), practice.their_place)


def shorten_quote(quote: str) -> str:
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
