"""Where a passage begins and ends: from what an alignment finds to what a reader would mark."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from compare.analyse.reuse.align import Chain, Run
from compare.analyse.reuse.places import PlaceWords, Token
from compare.analyse.reuse.plantext import PlanText
from compare.analyse.reuse.textclauses import PART_END
from compare.language.sentences import CLOSING, SENTENCE_END

Pair = tuple[int, int]
"""A character of text a and the character of text b that answers it."""

_STOP = re.compile(f"[{SENTENCE_END}]")
_PART = re.compile(f"[{PART_END}]")
_CLOSING = PART_END + CLOSING
_FRAGMENT = 8  # shared characters; fewer than this beyond a full stop are no wording of their own
_STUB = 3  # fewer than this beyond any mark are no word that was taken over
_REACH = 12  # differences up to this long are merged over


def settle_borders(
    chains: Iterable[Chain], a: PlanText, b: PlanText, places: PlaceWords
) -> list[Chain]:
    """Passages as runs of answering characters, in order of text a, none overlapping another.

    A passage runs from its first character to its last. A fragment of a sentence beyond a shared full
    stop is cut off, a mark that closes what stands before is left out, and a clause is completed
    on either end where at least half of what is missing agrees: `…的比例达1|4%，` and
    `…的比例达1|6.7%，` both run on to the comma.
    """
    passages = sorted(runs for chain in chains if (runs := _trim_passage(chain, a.text)))
    used = bytearray(len(a.text)), bytearray(len(b.text))
    for runs in passages:
        _mark_used(runs, used)
    for runs in passages:
        before = _complete_start(runs[0][:2], a, b, used, places)
        behind = _complete_end(_find_last_pair(runs), a, b, used, places)
        if before or behind:
            runs[:] = *before, *runs, *behind
            _mark_used(runs, used)
    return passages


def span_passage(runs: Sequence[Run]) -> tuple[int, int, int, int]:
    """(start_a, end_a, start_b, end_b) in clean characters."""
    (start_a, start_b, _), (last_a, last_b, n) = runs[0], runs[-1]
    return start_a, last_a + n, start_b, last_b + n


def _find_last_pair(runs: Sequence[Run]) -> Pair:
    a, b, n = runs[-1]
    return a + n - 1, b + n - 1


def _mark_used(runs: Sequence[Run], used: tuple[bytearray, bytearray]) -> None:
    start_a, end_a, start_b, end_b = span_passage(runs)
    used[0][start_a:end_a] = b"\1" * (end_a - start_a)
    used[1][start_b:end_b] = b"\1" * (end_b - start_b)


def _trim_passage(chain: Chain, text: str) -> Chain:
    """Without fragments of other sentences and stubs of other clauses; begins with a word."""
    line = "".join([text[a : a + n] for a, _, n in chain])
    begin, end = 0, len(line)
    for marks, shortest in ((_STOP, _FRAGMENT), (_PART, _STUB)):
        first = marks.search(line, begin, min(begin + shortest, end))
        last = marks.search(line[max(end - shortest, begin) : end][::-1])
        end -= last.start() if last else 0
        if first and first.end() < end:
            begin = first.end()
    while begin < end and line[begin] in _CLOSING:
        begin += 1
    return list(_slice_chain(chain, begin, end)) if end - begin < len(line) else chain


def _slice_chain(chain: Chain, begin: int, end: int) -> Iterator[Run]:
    """What a chain has from one of its characters up to another."""
    for a, b, n in chain:
        first, last = max(begin, 0), min(end, n)
        if first < last:
            yield a + first, b + first, last - first
        begin, end = begin - n, end - n


def _complete_end(
    last: Pair, a: PlanText, b: PlanText, used: tuple[bytearray, bytearray], places: PlaceWords
) -> list[Run]:
    """Runs that carry a passage on to the end of its clause; none where too little agrees."""
    end_a = _find_clause_end(last[0], a, used[0])
    end_b = _find_clause_end(last[1], b, used[1])
    if not end_a or not end_b or a.text[end_a - 1] != b.text[end_b - 1]:
        return []
    return _pair_stretch((last[0] + 1, end_a), (last[1] + 1, end_b), a, b, places)


def _complete_start(
    first: Pair, a: PlanText, b: PlanText, used: tuple[bytearray, bytearray], places: PlaceWords
) -> list[Run]:
    """Runs that carry a passage back to the start of its clause, or over the place before it."""
    start_a = _find_clause_start(first[0], a, used[0])
    start_b = _find_clause_start(first[1], b, used[1])
    runs: list[Run] = []
    if start_a is not None and start_b is not None:
        runs = _pair_stretch((start_a, first[0]), (start_b, first[1]), a, b, places)
    return runs or _step_over_place(first, a, b, used, places)


def _step_over_place(
    first: Pair, a: PlanText, b: PlanText, used: tuple[bytearray, bytearray], places: PlaceWords
) -> list[Run]:
    """The run that takes in the place words right before `first`: `海安|市科普馆`, `太仓|市科普馆`."""
    found: list[tuple[str, int]] = []
    for at, text, taken in zip(first, (a, b), used, strict=True):
        begin = max(at - _REACH, 0)
        if not text.text.endswith(places.words, begin, at):
            return []
        tokens = places.tokenize(text.text[begin:at])
        if taken.find(1, begin + tokens[-1][1], at) >= 0:
            return []
        word, place = tokens[-1]
        if len(word) == 1 or text.blocks[begin + place] != text.blocks[at]:
            return []
        found.append((word, begin + place))
    (word_a, at_a), (word_b, at_b) = found
    return [(at_a, at_b, 1)] if word_a == word_b else []


def _find_clause_end(last: int, text: PlanText, used: bytearray) -> int | None:
    """One past the mark that closes the clause, if it is near and free; None at a closed clause."""
    end = _PART.search(text.text, last, last + 1 + _REACH)
    if end is None or end.start() == last or used.find(1, last + 1, end.end()) >= 0:
        return None
    return end.end() if text.blocks[end.start()] == text.blocks[last] else None


def _find_clause_start(first: int, text: PlanText, used: bytearray) -> int | None:
    """The nearest start of a clause, if no passage lies between."""
    start = text.openings.rfind(1, max(first - _REACH + 1, 0), first + 1)
    return start if start >= 0 and used.rfind(1, start, first) < 0 else None


def _pair_stretch(
    span_a: tuple[int, int], span_b: tuple[int, int], a: PlanText, b: PlanText, places: PlaceWords
) -> list[Run]:
    """What two short stretches have in common, if that is half of them; place words agree."""
    if span_a[0] == span_a[1] or span_b[0] == span_b[1]:
        return []
    tokens_a = places.tokenize(a.text[slice(*span_a)])
    tokens_b = places.tokenize(b.text[slice(*span_b)])
    common = list(align_tokens(tokens_a, tokens_b))
    if 4 * len(common) < len(tokens_a) + len(tokens_b):
        return []
    return [(span_a[0] + x, span_b[0] + y, 1) for x, y in common]


def align_tokens(a: Sequence[Token], b: Sequence[Token]) -> Iterator[Pair]:
    """Longest common subsequence of two short token lists, as pairs of places.

    A bit for each token of a, the last one lowest: for every place of b those at which a subsequence
    of what follows grows no longer, all found at once (Hyyrö 2004). Of two as long
    the one that leaves out the nearer character of a is taken.
    """
    places: dict[str, int] = {}
    for bit, (word, _) in enumerate(reversed(a)):
        places[word] = places.get(word, 0) | 1 << bit
    full = (1 << len(a)) - 1
    free = full
    rows = []
    for word, _ in reversed(b):
        met = free & places.get(word, 0)
        free = (free + met | free - met) & full
        rows.append(free)
    i, j, first = 0, len(b) - 1, len(a) - 1
    while i <= first and j >= 0:
        word, at = b[len(b) - 1 - j]
        if a[i][0] == word:
            yield a[i][1], at
            i, j = i + 1, j - 1
        elif rows[j] >> first - i & 1:
            i += 1
        else:
            j -= 1


def count_common(a: str, b: str) -> int:
    """Length of the longest common subsequence of two short texts: `农村学校`, `农村中小学` → 3.

    As many pairs as `align_tokens` gives, without them: a bit for each character of a, all of which
    are moved on at once (Hyyrö 2004).
    """
    if set(a).isdisjoint(b):
        return 0
    places: dict[str, int] = {}
    for at, char in enumerate(a):
        places[char] = places.get(char, 0) | 1 << at
    full = (1 << len(a)) - 1
    free = full
    for char in b:
        met = free & places.get(char, 0)
        free = (free + met | free - met) & full
    return len(a) - free.bit_count()
