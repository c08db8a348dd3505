"""The name in a heading that a word belongs to, and what two tasks share beside their headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from math import log, sqrt
from typing import Any

from compare.analyse.practices.literal import (
    WHOLE,
    is_no_name,
    list_quoted,
    read_generic,
    squeeze,
)
from compare.analyse.terms import tokenise
from compare.language.digits import DIGITS
from compare.language.sentences import CLAUSE_END

_IN_NUMERALS = re.compile(rf"[\d{DIGITS}十百千万亿]+级?")
LONGEST_NAME = 16  # characters of a name that a reader takes in at once
_BREAKS = re.compile(f"[{CLAUSE_END}“”‘’（）()《》—]")

Row = Mapping[Any, Any]


def widen_term(term: str, *headings: str) -> str:
    """The longest name in the headings that holds the term, or the term itself.

    国际 in 科学素质国际合作提升工程 → 科学素质国际合作; 百千万 in 全面赋能“百千万工程” → 百千万工程.
    """
    found = [term]
    for heading in map(squeeze, headings):
        if term and term in heading:
            found += [name for name in list_quoted(heading) if term in name]
            found += [_widen(term, part) for part in _BREAKS.split(heading) if term in part]
    return max((name for name in found if len(name) <= LONGEST_NAME), key=len, default=term)


def complete_term(term: str, *headings: str) -> str:
    """The term as it is cited: a long one as a heading has it whole, a short word as it is.

    空智联网 in 构建低空智联网 → 低空智联网; 国际 → 国际; 百千万 in 赋能“百千万工程” → 百千万工程.
    """
    quoted = [name for heading in headings for name in list_quoted(heading) if term in name]
    return quoted[0] if quoted else widen_term(term, *headings) if len(term) >= WHOLE else term


def _widen(term: str, clause: str) -> str:
    """The term with the neighbouring words up to a verb of tasks; what any task has at its end, such
    as 体系, is left off."""
    spans = _locate_words(clause)
    ends = {(a, b) for a, _ in spans for _, b in spans if clause[a:b] == term}
    if not ends:  # part of another word: 国际 in 国际化
        return term
    words, (at, after) = [clause[a:b] for a, b in spans], min(ends)
    first, last = ([a for a, _ in spans].index(at), [b for _, b in spans].index(after))
    while first and spans[first - 1][1] == spans[first][0] and not _opens_none(words[first - 1]):
        led = first == 1 or _opens_none(words[first - 2])
        if led and words[first - 1] in read_generic("end"):  # what a heading opens with is its verb
            break
        first -= 1
    end = last
    while end + 1 < len(words) and spans[end][1] == spans[end + 1][0]:
        if is_no_name(words[end + 1]) or words[end + 1] in read_generic("how"):
            break
        end += 1
    generic, verbs = read_generic("end"), read_generic("both")
    cut, start = end, spans[first][0]
    while cut > last and words[cut] in generic and spans[cut - 1][1] - start >= WHOLE:
        cut -= 1
    end = end if cut > last and words[cut] in verbs else cut
    return clause[spans[first][0] : spans[end][1]]


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


def find_unsaid(indicator: str, text: str) -> str:
    """What an indicator is about, where a word of it never stands in the (squeezed) text; else "".

    科普中国信息员注册率 against a text without 信息员 → 科普中国信息员. The last word says what is
    measured (注册率) and is only asked for where there is no other; a number is no thing (五百亿级园区).
    """
    clause = squeeze(indicator)
    spans = _locate_words(clause)
    for start, end in spans[:-1] or spans:
        word = clause[start:end]
        named = len(word) > 1 and not _opens_none(word) and not _IN_NUMERALS.fullmatch(word)
        if named and word not in text:
            return _widen(word, clause[:end])
    return ""


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
