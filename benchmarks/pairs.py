"""What a pair of plans costs where plans are many: near passages, and judging what is nearest.

    python benchmarks/pairs.py [--plans 300] [--seed 0]

Seconds are of the processor, all in one process, from plans that are read already. Prints a Markdown
table; the search for partners and the making of the table are in `all`, not in `a pair`. To hold a
change against what was before, run it with `PYTHONPATH` of either.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from corpus import write_corpus

from compare.analyse import alignment, reuse
from compare.build.collect import Collection, list_plans
from compare.build.plans import Work, gather_plans, list_jobs
from compare.settings import Settings


class Clock:
    """Does the work of each plan with its partners one after the other, and counts."""

    def __init__(self) -> None:
        self.pairs, self.seconds = 0, 0.0

    def run(self, function: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any]:
        for item in items:
            start = time.process_time()
            found = function(item)
            self.seconds += time.process_time() - start
            self.pairs += len(item.others)
            yield found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--plans", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        write_corpus(Path(folder), given.plans, given.seed)
        works = list_works(Path(folder))
    print("| work | plans | pairs | rows | all, s | a pair, ms |\n|---|--:|--:|--:|--:|--:|")
    for name, work in works.items():
        clock = Clock()
        start = time.process_time()
        rows = len(work(clock))
        total = time.process_time() - start
        each = 1000 * clock.seconds / max(clock.pairs, 1)
        print(f"| {name} | {given.plans} | {clock.pairs} | {rows:,} | {total:.1f} | {each:.1f} |")


def list_works(raw: Path) -> dict[str, Callable[[Clock], Any]]:
    """All works on the plans of a folder."""
    settings = Settings(tokenizer="jieba")
    collection = Collection()
    for portion in gather_plans(list_jobs(raw), Work(settings=settings, many=True, strict=True)):
        collection.add(portion)
    sources, ready = collection.sources, collection.prepared
    plans = list_plans(collection.plans, settings.words)
    tables = collection.tabulate()
    tasks = tables["tasks"]
    kept = alignment.find_counterparts(tasks, ready.words)
    sections = alignment.find_section_counterparts(tasks, ready.words)
    close = alignment.list_judged_plans(alignment.judge_kept_pairs(kept, tasks, plans))
    return {
        "near passages": lambda clock: reuse.find_shared_passages(
            *(sources, tables["outline"], tasks, tables["assignments"], plans),
            texts=ready.texts,
            run=clock.run,
        ),
        "judging": lambda clock: alignment.judge_kept_pairs(kept, tasks, plans, run=clock.run),
        "judging sections": lambda clock: alignment.judge_kept_sections(
            close, sections, tasks, plans, run=clock.run
        ),
    }


if __name__ == "__main__":
    main()
