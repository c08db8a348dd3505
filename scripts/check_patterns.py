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
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import compare
from compare.extract.departments import resolve
from compare.extract.readers import layout
from compare.language.sentences import LONGEST_SENTENCE
from compare.lookups.growth import find_slow

LENGTH, SECONDS = LONGEST_SENTENCE // 2, 0.5
SHORT = {
    resolve.PREFIX.pattern: resolve.LONGEST_PREFIX,
    layout._PAGE_NUMBER.pattern: layout._LONGEST_NUMBER,
}
SHOWN = 100

Pattern = tuple[str, int]


def main() -> int:
    """Say which patterns fail."""
    patterns = collect_patterns()
    bad = [(pattern, found) for pattern in patterns if (found := find_slow_piece(*pattern))]
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


def find_slow_piece(source: str, flags: int) -> str:
    """A string of the longest length that is read on which the pattern takes too long, or nothing."""
    return find_slow(source, flags, SHORT.get(source, LENGTH), SECONDS)


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
