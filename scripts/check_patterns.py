"""Hold every pattern of the package to quadratic growth on pieces of the longest length that is read.

    python scripts/check_patterns.py            (part of `make check`; names each pattern that fails)

Patterns are taken as they are compiled: while all modules are imported and a plan is worked through,
so that those made from lookups are among them. From each, strings are derived that make a search
work hardest: what stands before one of its repeats, a piece that the repeat takes, again and again up
to LENGTH characters (half of the longest stretch of a text without a stop), and a character that
nothing takes. A search or match that is at most quadratic takes some hundredths of a second on them;
one that takes SECONDS of the processor is cubic or worse. A pattern in SHORT is only ever tried on
pieces of so many characters, and is held to these.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import product
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import compare
from compare.errors import PlanError
from compare.extract.departments import resolve
from compare.extract.readers import layout
from compare.language.sentences import LONGEST_SENTENCE
from compare.limits import limit_work

LENGTH, SECONDS = LONGEST_SENTENCE // 2, 0.5
SHORT = {
    resolve.PREFIX.pattern: resolve.LONGEST_PREFIX,
    layout._PAGE_NUMBER.pattern: layout._LONGEST_NUMBER,
}
NOTHING = "\x00"  # no pattern takes it, since no text holds it
PIECES = 12  # of one pattern
SHOWN = 100
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
Pattern = tuple[str, int]


def main() -> int:
    """Say which patterns fail."""
    patterns = collect_patterns()
    bad = [(pattern, found) for pattern in patterns if (found := find_slow(*pattern))]
    for (source, _), text in bad:
        piece = text[:40].encode("unicode_escape").decode()
        print(f"grows too fast: {source[:SHOWN]!r} on {piece}… ({len(text)} characters)")
    print(f"{len(patterns)} patterns, {len(bad)} of them grow too fast")
    return 1 if bad else 0


def collect_patterns() -> list[Pattern]:
    """Every pattern compiled when the package is imported and works through a plan."""
    with _listen() as heard:
        for module in pkgutil.walk_packages(compare.__path__, "compare."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
        from compare.build.comparisons import Material, compare_plans
        from compare.build.pipeline import list_plans, tabulate
        from compare.extract import extract_plan
        from compare.extract.metadata import propose_metadata

        texts = [PLAN.replace("云溪", place) for place in ("云溪", "清河")]
        plans = [extract_plan(text, f"p{n}") for n, text in enumerate(texts)]
        entries = [
            propose_metadata(plan.outline)
            | {"plan_id": plan.plan_id, "source_file": "p.txt", "sha256": "0" * 64}
            for plan in plans
        ]
        tables = {"plans": list_plans(list(zip(entries, texts, strict=True))), **tabulate(plans)}
        compare_plans(Material(tables, {plan.plan_id: plan.source for plan in plans}))
    return sorted(heard)


@contextmanager
def _listen() -> Iterator[set[Pattern]]:
    """What is compiled meanwhile; modules of ours that were there before are imported anew."""
    heard: set[Pattern] = set()
    real = re._compiler.compile  # type: ignore[attr-defined]

    def hear(source: Any, flags: int = 0) -> Any:
        frame: Any = sys._getframe()
        while frame and frame.f_globals.get("__name__", "").split(".")[0] in ("re", __name__):
            frame = frame.f_back
        if isinstance(source, str) and frame.f_globals.get("__name__", "").startswith("compare"):
            heard.add((source, int(flags)))
        return real(source, flags)

    for name in [name for name in sys.modules if name.split(".")[0] == "compare"]:
        if name not in ("compare", "compare.limits", "compare.errors"):
            del sys.modules[name]
    re.purge()
    re._compiler.compile = hear  # type: ignore[attr-defined]
    try:
        yield heard
    finally:
        re._compiler.compile = real  # type: ignore[attr-defined]


def find_slow(source: str, flags: int = 0) -> str:
    """A string on which the pattern takes longer than its length allows, or nothing."""
    compiled = re.compile(source, flags)
    for text in derive_strings(source, flags):
        for work in (compiled.search, compiled.fullmatch):
            try:
                with limit_work(SECONDS):
                    work(text)
            except PlanError:
                return text
    return ""


def derive_strings(source: str, flags: int) -> Iterator[str]:
    """What makes the pattern work hardest: lead, piece × n, and a character that nothing takes."""
    found: dict[tuple[str, str], None] = {}
    for lead, pieces in walk_repeats(parser.parse(source, flags), ""):
        for piece in pieces:
            found.setdefault((lead, piece))
    for lead, piece in list(found)[:PIECES]:
        times = max(1, (SHORT.get(source, LENGTH) - len(lead)) // len(piece))
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
        return [piece * min(least, LENGTH) for piece in sample(value[2])]
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


PLAN = """云溪县养老服务体系建设实施方案（2024—2027年）
云政发〔2024〕4号
一、主要目标
到2027年，全县养老床位达到3200张，年均增长5%，护理型床位占比由2023年的40%提高到60%以上。
二、重点任务
（一）青少年科学素质提升行动
1. 加强科学教育。每年举办科技节2次，力争覆盖率达到90%。（牵头单位：县教育局；配合单位：县科协、各镇）
2. 建设科普基地。2025年底前建成12个。（责任单位：县科协）
三、保障措施
（一）加强组织领导。县科协负责本方案的组织实施。
"""

if __name__ == "__main__":
    sys.exit(main())
