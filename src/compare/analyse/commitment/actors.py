"""Whom a clause binds: its subject, or whom 鼓励, 支持, 由 … has act, by `lookups/actors.csv`.

Of the classes ACTORS the first body named counts: 各镇街、住建等部门要… binds government. A clause
without a subject of its own keeps the one before it in the same sentence; whom a verb like 鼓励
has act is kept until the next such verb. Most clauses of plans name nobody: their actor is empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from compare.lookups import cache_by_lookups, read_lookup

ACTORS = ("government", "department", "enterprise", "citizen")
BODY = "department"
OTHERS = ("enterprise", "citizen")  # not the state, whose plan it is
_FURTHEST = 40  # characters that may describe an actor before its noun
_QUOTES = re.compile("[□“”]*")
_SEVERAL = re.compile("(?:等|们|自身|本人)[□“”]*")
_JOINT = re.compile("[、和与及或]|以及")
# A preposition bars a noun behind it from being the subject, and opens what a noun before it does.
_PARTS = {
    "mover": ("mover",),
    "blocks": ("blocks", "preposition"),
    "acts": ("acts", "preposition"),
    "opens": ("opens",),
}


class Saying(NamedTuple):
    """What a clause says of who acts: the `actor` (or empty), and whether a verb has it `moved`."""

    actor: str
    moved: bool


@cache_by_lookups()
def _read_words() -> tuple[dict[str, str], dict[str, re.Pattern[str]]]:
    """The class of each noun, and patterns of what stands around them."""
    rows = read_lookup("actors")
    actors = {row["word"]: row["actor"] for row in rows if row["part"] == "actor"}
    parts = {
        name: join_choices(row["word"] for row in rows if row["part"] in kinds)
        for name, kinds in _PARTS.items()
    }
    verbs = join_choices(row["verb"] for row in read_lookup("modal_verbs"))
    patterns = {
        "acts": f"{parts['acts']}|{verbs}",
        "opens": parts["opens"],
        "end": "$",
        # A choice alone, then as often as it is there: a search passes over what begins none.
        "mover": rf"(?:{parts['mover']})(?:{parts['mover']})*(?=.)",
        "bar": rf"{parts['blocks']}|{verbs}",
        "title": rf"(?:{verbs})$",
        "actor": join_choices(actors),
        "titled": rf"(?:{verbs})(?:{join_choices(w for w, a in actors.items() if a == BODY)})",
    }
    return actors, {name: re.compile(pattern) for name, pattern in patterns.items()}


@cache_by_lookups()
def _read_nouns() -> dict[str, list[str]]:
    """The nouns by their first character, longer ones first."""
    nouns: dict[str, list[str]] = {}
    for word in _sort_words(_read_words()[0]):
        nouns.setdefault(word[0], []).append(word)
    return nouns


def join_choices(words: Iterable[str]) -> str:
    """A pattern of any of the words, the longest first: `企(?:业家|业)|公(?:司)`.

    Those that begin alike stand together, so that at most places few choices are tried.
    """
    ends: dict[str, list[str]] = {}
    for word in _sort_words(words):
        ends.setdefault(re.escape(word[0]), []).append(re.escape(word[1:]))
    return "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in ends.items())


def _sort_words(words: Iterable[str]) -> list[str]:
    return sorted(words, key=lambda w: (-len(w), w))


def find_actor(clause: str) -> Saying | None:
    """Who acts by the words of this clause alone; None where it speaks of nobody.

    `各镇街要建好步道` → government; `鼓励企业开放展厅` → enterprise, moved; `支持开展培训` → nobody,
    though moved; `加强企业培训` → None.
    """
    noun, patterns = _read_words()
    mover = patterns["mover"].search(clause)
    if not patterns["actor"].search(clause):  # most clauses speak of none
        return Saying("", True) if mover else None
    if mover and (found := _find_noun(clause[mover.end() :])):
        return Saying(noun[found], True)
    before = clause[: mover.start()] if mover else clause
    found = _find_noun(clause, len(before))
    if not found and patterns["opens"].match(clause):
        found = _find_noun(clause, behind="end")
    if found:
        return Saying(noun[found], False)
    return Saying("", True) if mover else None


def _find_noun(text: str, end: int = _FURTHEST, behind: str = "acts") -> str:
    """The noun, before `end`, of the actors a text begins with, if nothing before it bars.

    `behind`: the pattern of what follows them. A verb right before a body of the state belongs to
    its name: 城乡建设部门.
    """
    nouns, patterns = _read_words()
    first = patterns["actor"].search(text)
    if not first or first.start() >= min(end, _FURTHEST + 1):
        return ""
    if patterns["bar"].search(text, 0, first.start()) and not patterns["titled"].search(text):
        return ""  # what bars the first noun bars all
    at, noun = _find_list(text, patterns[behind])
    if not noun or at >= end:
        return ""
    before = text[:at]
    if nouns[noun] == BODY:
        before = patterns["title"].sub("", before)
    return "" if patterns["bar"].search(before) else noun


def _find_list(text: str, behind: re.Pattern[str]) -> tuple[int, str]:
    """Where the first noun stands that leads, by nouns joined to it or at once, to what is `behind`.

    `各镇、有关企业等要…` → (1, 镇). Read from the end, so that a noun is looked at once.
    """
    nouns = _read_nouns()
    leads = bytearray(len(text) + 1)
    first = (0, "")
    for place in reversed([at for at, char in enumerate(text) if char in nouns]):
        here = (noun for noun in nouns[text[place]] if text.startswith(noun, place))
        led = (noun for noun in here if _goes_on(text, place + len(noun), behind, leads))
        if noun := next(led, ""):
            leads[place] = 1
            first = (place, noun)
    return first if first[0] <= _FURTHEST else (0, "")


def _goes_on(text: str, at: int, behind: re.Pattern[str], leads: bytearray) -> bool:
    """Whether what is `behind`, or 、 and a noun that leads to it, follows a noun that ends here."""
    bare = _QUOTES.match(text, at).end()  # type: ignore[union-attr]
    several = _SEVERAL.match(text, bare)
    for end in (several.end(), bare) if several else (bare,):
        joint = _JOINT.match(text, end)
        if behind.match(text, end) or (
            joint and leads.find(1, joint.end() + 1, joint.end() + _FURTHEST + 1) >= 0
        ):
            return True
    return False


def carry_actors(said: Iterable[Saying | None]) -> Iterator[str]:
    """The actor of each clause of a sentence, by what each says; empty where none is said."""
    subject, moved = "", ""
    for found in said:
        if found:
            moved = found.actor if found.moved else ""
            subject = subject if found.moved else found.actor
        yield moved or subject
