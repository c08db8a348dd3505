"""Which of many patterns may fit a text, told by stretches that no fitting text is without.

A hundred patterns tried on each clause of a plan mostly find nothing. What each of them cannot be
without is read once from how it is written; a text is then asked for all of it at once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from operator import add

Hints = frozenset[str]
NONE: Hints = frozenset()
# Flags, conditions, references and coded characters: letters could mean something else.
_UNREAD = re.compile(r"\(\?(?!P<|:|<?[=!])|\\[xuUN\d]")
_TOKEN = re.compile(
    r"(?P<opens>\((?:\?(?:P<\w+>|<?[:=!]))?)"
    r"|(?P<atom>\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.)(?P<times>[?*+]|\{\d*,?\d*\})?[?+]?",
    re.DOTALL,
)
_MAY_LACK = ("?", "*", "{0", "{,")


def find_hints(pattern: str) -> Hints:
    """Stretches of characters of which every text that fits the pattern holds one; none if unsure.

    `双减|(专家|科普馆)进校园` → 双减, 进校园; `(?:新建|改建)[^，]*馆` → 新建, 改建; `\\d+` → none.
    """
    if _UNREAD.search(pattern):
        return NONE
    return _read_alternatives(_TOKEN.finditer(pattern))[0]


def _read_alternatives(tokens: Iterator[re.Match[str]]) -> tuple[Hints, str]:
    """The hints of what stands up to the bracket that closes, and how often that may occur."""
    found: list[Hints] = []
    needed: list[Hints] = []
    run, times = "", ""
    for token in tokens:
        atom, times = token["atom"], token["times"] or ""
        is_plain = atom is not None and _is_plain(atom) and not times.startswith(_MAY_LACK)
        if is_plain:
            run += atom[-1]
        if run and (times or not is_plain):
            needed.append(frozenset([run]))
            run = ""
        if token["opens"]:
            inner, times = _read_alternatives(tokens)
            if token["opens"][-1] not in "=!" and not times.startswith(_MAY_LACK):
                needed.append(inner)
        elif atom == "|":
            found.append(_choose_best(needed))
            needed = []
        elif atom == ")":
            break
    found.append(_choose_best([*needed, frozenset([run])] if run else needed))
    return (frozenset().union(*found) if all(found) else NONE), times


def _is_plain(atom: str) -> bool:
    """Whether an atom stands for the one character it ends with: 馆, \\+; not \\d, [甲乙], ."""
    if len(atom) == 1:
        return atom not in "|).^$"
    return len(atom) == 2 and not atom[-1].isalnum()


def _choose_best(needed: Iterable[Hints]) -> Hints:
    """Of what an alternative cannot be without, the rarest: the longest stretches, then the fewest.

    Marks do not make a stretch longer: the one of `(?:将|把)[^，]*，$` ends most clauses.
    """
    return max(
        filter(None, needed), key=lambda h: (min(map(_count_letters, h)), -len(h)), default=NONE
    )


def _count_letters(text: str) -> int:
    return sum(map(str.isalnum, text))


class Likely:
    """Patterns told by the hints in a text; a hint is looked for where its rarest two neighbours are."""

    def __init__(self, patterns: Iterable[str]) -> None:
        users: dict[str, list[int]] = {}
        self._always: list[int] = []
        for number, pattern in enumerate(patterns):
            hints = find_hints(pattern)
            for hint in hints:
                users.setdefault(hint, []).append(number)
            if not hints:
                self._always.append(number)
        uses = Counter(pair for hint in users for pair in _list_pairs(hint))
        # Whose hint this is, and longer hints that hold it.
        self._hints: dict[str, tuple[list[int], list[tuple[str, list[int]]]]] = {}
        for hint, numbers in users.items():
            rarest = min(_list_pairs(hint), key=uses.__getitem__)
            own, longer = self._hints.setdefault(rarest, ([], []))
            if hint == rarest:
                own += numbers
            else:
                longer.append((hint, numbers))
        self._single = re.compile(_match_one(key for key in self._hints if len(key) == 1))
        pairs = [key for key in self._hints if len(key) == 2]
        # Of 科普 and 普馆 also 普普, which is faster to tell, and neighbours that overlap. It begins
        # with one choice of characters, by which a search passes over all other places.
        firsts, seconds = (_match_one(pair[place] for pair in pairs) for place in (0, 1))
        self._pair = re.compile(f"{seconds}(?<=({firsts}{seconds}))")

    def list_numbers(self, text: str) -> list[int]:
        """The numbers of the patterns that may fit any part of a text, rising; no other does."""
        found = self._always.copy()
        for key in self._single.findall(text) + self._pair.findall(text):
            if key in self._hints:
                own, longer = self._hints[key]
                found += own
                for hint, numbers in longer:
                    if hint in text:
                        found += numbers
        return sorted(set(found))


def _match_one(chars: Iterable[str]) -> str:
    """A pattern of one of the characters; none of them has to be there."""
    return f"[\\0{re.escape(''.join(chars))}]"


def _list_pairs(text: str) -> list[str]:
    """Every two neighbours of a text, of a single character that: 科普馆 → 科普, 普馆."""
    return list(map(add, text, text[1:])) or [text]
