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
OTHERS = ("enterprise", "citizen")  # not the state, whose plan it is
_FURTHEST = 40  # characters that may describe an actor before its noun
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
    """The class of each noun, and the patterns of a subject, of a verb that moves, of a bar."""
    rows = read_lookup("actors")
    noun = {row["word"]: row["actor"] for row in rows if row["part"] == "actor"}
    parts = {
        name: _join_words(row["word"] for row in rows if row["part"] in kinds)
        for name, kinds in _PARTS.items()
    }
    verbs = _join_words(row["verb"] for row in read_lookup("modal_verbs"))
    gap = r"[□“”]*+(?:等|们|自身|本人)?[□“”]*+"
    head = rf"(?P<before>.{{0,{_FURTHEST}}}?)(?P<noun>{_join_words(noun)}){gap}"
    more = rf"(?:(?:[、和与及或]|以及).{{1,{_FURTHEST}}}?(?:{_join_words(noun)}){gap})*"
    patterns = {
        "subject": rf"{head}{more}(?={parts['acts']}|{verbs})",
        "alone": rf"(?={parts['opens']}){head}{more}$",
        "moved": rf"{head}{more}(?={parts['acts']}|{verbs})",
        "mover": rf"(?:{parts['mover']})+(?=.)",
        "bar": rf"{parts['blocks']}|{verbs}",
        "title": rf"(?:{verbs})$",
    }
    return noun, {name: re.compile(pattern) for name, pattern in patterns.items()}


def _join_words(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w)))


def find_actor(clause: str) -> Saying | None:
    """Who acts by the words of this clause alone; None where it speaks of nobody.

    `各镇街要建好步道` → government; `鼓励企业开放展厅` → enterprise, moved; `支持开展培训` → nobody,
    though moved; `加强企业培训` → None.
    """
    noun, patterns = _read_words()
    mover = patterns["mover"].search(clause)
    if mover and (found := _find_noun("moved", clause[mover.end() :])):
        return Saying(noun[found], True)
    before = clause[: mover.start()] if mover else clause
    if found := _find_noun("subject", clause, len(before)) or _find_noun("alone", clause):
        return Saying(noun[found], False)
    return Saying("", True) if mover else None


def _find_noun(pattern: str, text: str, end: int = _FURTHEST) -> str:
    """The noun, before `end`, of the actor a text begins with, if nothing before it bars.

    A verb right before a body of the state belongs to its name: 城乡建设部门.
    """
    noun, patterns = _read_words()
    match = patterns[pattern].match(text)
    if match is None or match.start("noun") >= end:
        return ""
    before = match["before"]
    if noun[match["noun"]] == "department":
        before = patterns["title"].sub("", before)
    return "" if patterns["bar"].search(before) else match["noun"]


def carry_actors(clauses: Iterable[str]) -> Iterator[str]:
    """The actor of each clause of a sentence, empty where none is said."""
    subject, moved = "", ""
    for clause in clauses:
        found = find_actor(clause)
        if found:
            moved = found.actor if found.moved else ""
            subject = subject if found.moved else found.actor
        yield moved or subject
