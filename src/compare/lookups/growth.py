"""Strings on which a pattern works hardest, and whether it takes too long on them.

From a pattern strings are derived: what stands before one of its repeats, a piece that the repeat
takes, again and again up to a length, and a character that nothing takes. `(?:工+作*)+x` takes longer
than the world has stood on 100 times 工; a sound pattern takes some millionths of a second.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import product
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from compare.errors import PlanError
from compare.limits import limit_work

NOTHING = "\x00"  # no pattern takes it, since no text holds it
PIECES = 12  # of one pattern
LONGEST = 1500  # of a piece that must come so many times
CATEGORIES = {
    ops.CATEGORY_DIGIT: "1",
    ops.CATEGORY_SPACE: " ",
    ops.CATEGORY_WORD: "工",
    ops.CATEGORY_NOT_DIGIT: "工",
    ops.CATEGORY_NOT_SPACE: "工",
    ops.CATEGORY_NOT_WORD: "，",
}
REPEATS = (ops.MAX_REPEAT, ops.MIN_REPEAT)
TRIED = "工1 ，a。（、\n:"

Tree = Sequence[tuple[Any, Any]]


def find_slow(source: str, flags: int, length: int, seconds: float) -> str:
    """A string of up to `length` on which the pattern takes more than `seconds`, or nothing."""
    compiled = re.compile(source, flags)
    for text in derive_strings(source, flags, length):
        for work in (compiled.search, compiled.fullmatch):
            try:
                with limit_work(seconds):
                    work(text)
            except PlanError:
                return text
    return ""


def derive_strings(source: str, flags: int, length: int) -> Iterator[str]:
    """What makes the pattern work hardest: lead, piece × n, and a character that nothing takes."""
    found: dict[tuple[str, str], None] = {}
    for lead, pieces in walk_repeats(parser.parse(source, flags), ""):
        for piece in pieces:
            found.setdefault((lead, piece))
    for lead, piece in list(found)[:PIECES]:
        times = max(1, (length - len(lead)) // len(piece))
        yield f"{lead}{piece * times}{NOTHING}"


def walk_repeats(tree: Tree, lead: str) -> Iterator[tuple[str, list[str]]]:
    """(what stands before, pieces it takes) of each repeat; of two beside each other, both pieces."""
    before: list[str] = []
    for op, value in tree:
        if op in REPEATS and value[1] > PIECES:
            pieces = [piece for piece in sample(value[2]) if piece]
            yield lead, [*pieces, *("".join(two) for two in product(before[:2], pieces[:2]))]
            before = pieces
        else:
            before = before if op in REPEATS else []
        for inner in list_inner(op, value):
            yield from walk_repeats(inner, lead)
        lead += sample([(op, value)])[0]


def list_inner(op: Any, value: Any) -> list[Tree]:
    """What stands within a node."""
    if op in (*REPEATS, ops.POSSESSIVE_REPEAT):
        return [value[2]]
    if op is ops.BRANCH:
        return list(value[1])
    if op is ops.SUBPATTERN:
        return [value[3]]
    if op is ops.ATOMIC_GROUP:
        return [value]
    return [value[1]] if op in (ops.ASSERT, ops.ASSERT_NOT) else []


def sample(tree: Tree) -> list[str]:
    """Up to three strings that the pattern takes, at least one."""
    found = [""]
    for op, value in tree:
        choices = sample_node(op, value) or [""]
        joined = [a + b for a, b in product(found, choices)]
        found = list(dict.fromkeys(joined))[:3]
    return found


def sample_node(op: Any, value: Any) -> list[str]:
    """The same of one node."""
    if op is ops.LITERAL:
        return [chr(value)]
    if op is ops.NOT_LITERAL:
        return [next(char for char in TRIED if ord(char) != value)]
    if op is ops.ANY:
        return ["工"]
    if op is ops.IN:
        return sample_set(value)
    if op in (*REPEATS, ops.POSSESSIVE_REPEAT):
        least = max(value[0], 1)
        return [piece * min(least, LONGEST) for piece in sample(value[2])]
    if op in (ops.ASSERT, ops.ASSERT_NOT, ops.AT, ops.GROUPREF, ops.GROUPREF_EXISTS):
        return [""]
    return [text for inner in list_inner(op, value) for text in sample(inner)[:2]][:4]


def sample_set(items: Iterable[tuple[Any, Any]]) -> list[str]:
    """A few characters of a set, of a negated one those that it leaves."""
    items = list(items)
    if items[0][0] is ops.NEGATE:
        return list(filter(partial(is_left, items[1:]), TRIED))[:3] or ["龘"]
    found = []
    for op, value in items:
        if op is ops.LITERAL:
            found.append(chr(value))
        elif op is ops.RANGE:
            found.append(chr(value[0]))
        else:
            found.append(CATEGORIES.get(value, "工"))
    return found[:3]


def is_left(items: Sequence[tuple[Any, Any]], char: str) -> bool:
    """Whether a negated set takes a character."""
    held = {chr(v) for op, v in items if op is ops.LITERAL}
    ranges = [v for op, v in items if op is ops.RANGE]
    kinds = {CATEGORIES.get(v, "") for op, v in items if op is ops.CATEGORY}
    return not (char in held | kinds or any(a <= ord(char) <= b for a, b in ranges))
