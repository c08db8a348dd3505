"""The name in a heading that a word belongs to, and what two tasks share beside their headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from math import log, sqrt
from typing import Any

from compare.analyse.practices.literal import is_no_name, list_quoted, read_generic, squeeze
from compare.analyse.terms import tokenise
from compare.language.sentences import CLAUSE_END

LONGEST_NAME = 16  # characters of a name that a reader takes in at once
_BREAKS = re.compile(f"[{CLAUSE_END}“”‘’（）()《》—]")

Row = Mapping[Any, Any]


def widen_term(term: str, *headings: str) -> str:
    """The longest name in the headings that holds the term, or the term itself.

    国际 in 科学素质国际合作提升工程 → 科学素质国际合作; 百千万 in 全面赋能“百千万工程” → 百千万工程.
    """
    found = [term]
    for heading in map(squeeze, headings):
        if term in heading:
            found += [name for name in list_quoted(heading) if term in name]
            found += [_widen(term, part) for part in _BREAKS.split(heading) if term in part]
    return max((name for name in found if len(name) <= LONGEST_NAME), key=len, default=term)


def _widen(term: str, clause: str) -> str:
    """The term with the neighbouring words up to a verb of tasks; what any task has at its end, such
    as 体系, is left off."""
    spans = _locate_words(clause)
    at = clause.index(term)
    inside = [n for n, (a, b) in enumerate(spans) if a < at + len(term) and b > at]
    if not inside:
        return term
    words = [clause[a:b] for a, b in spans]
    first, last = inside[0], inside[-1]
    while first and spans[first - 1][1] == spans[first][0] and not _opens_none(words[first - 1]):
        first -= 1
    end = last
    while end + 1 < len(words) and spans[end][1] == spans[end + 1][0]:
        if is_no_name(words[end + 1]):
            break
        end += 1
    generic, verbs = read_generic("end"), read_generic("both")
    cut = end
    while cut > last and words[cut] in generic:
        cut -= 1
    end = end if cut > last and words[cut] in verbs else cut
    return clause[min(spans[first][0], at) : max(spans[end][1], at + len(term))]


def _opens_none(word: str) -> bool:
    """Whether a name cannot begin with the word."""
    return is_no_name(word) or word in read_generic("both")


def _locate_words(clause: str) -> list[tuple[int, int]]:
    spans, at = list[tuple[int, int]](), 0
    for word in tokenise(clause, stop=False):
        found = clause.find(word, at)
        if found >= 0:
            spans.append((found, found + len(word)))
            at = found + len(word)
    return spans


def choose_nearest(task: Row, candidates: Sequence[Row]) -> str:
    """task_id of the candidate that shares most with the task beside what all candidates have.

    Of tasks under one heading, which all speak of its subject, the words that few of them have tell
    them apart: 手机应用 rather than 农村. "" without candidates; the first of equals.
    """
    words = {str(row["task_id"]): _list_words(row) for row in candidates}
    spread = Counter(word for own in words.values() for word in own)
    sought = _list_words(task)

    def weigh(name: str) -> float:
        shared = sorted(sought & words[name])
        weight = sum(log((len(words) + 1) / spread[word]) for word in shared)
        return weight / sqrt(len(words[name]) or 1)

    return max(words, key=weigh, default="")


def _list_words(row: Row) -> set[str]:
    return {w for w in tokenise(f"{row['title']}。{row['body'] or ''}") if len(w) > 1}
