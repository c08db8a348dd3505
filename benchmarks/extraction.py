"""What extraction takes beside `jieba.lcut` of the same texts, in one process.

    python benchmarks/extraction.py [--plans DIR] [--rounds 5]

Without a folder of plans, of the two published ones. Seconds are of the processor, so that what else
the machine does counts little, and both works take turns. Each text is read once with dictionary and
lookups loaded and the text new; then all of them again, medians of the rounds. Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import jieba

from compare.errors import PlanError
from compare.extract import extract_plan
from compare.extract.readers import read_source

PUBLISHED = Path(__file__).resolve().parent.parent / "data/processed/text"
# One sentence of each kind loads what is loaded once.
FIRST = (
    "云溪县方案\n一、重点任务\n（一）建设书屋。到2025年新建书屋12个，增长5%，实现全覆盖。\n完善网络。"
    "（牵头单位：县文旅局；配合单位：县教育局、各镇）\n"
)
Work = Callable[[str], object]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--plans", type=Path, default=PUBLISHED, help="a folder of plans")
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    jieba.setLogLevel(60)
    texts = read_texts(given.plans)
    works: Sequence[Work] = (extract, jieba.lcut)
    for work in works:
        work(FIRST)
    print("| plans | characters | read | extract, s | jieba.lcut, s | ratio |")
    print("|--:|--:|---|--:|--:|--:|")
    size = f"| {len(texts)} | {sum(map(len, texts)):,} |"
    new = [[measure(work, [text]) for work in works] for text in texts]
    print(f"{size} for the first time | {format_pair(*map(sum, zip(*new, strict=True)))}")
    again = [[measure(work, texts) for work in works] for _ in range(given.rounds)]
    print(f"{size} again | {format_pair(*map(statistics.median, zip(*again, strict=True)))}")


def read_texts(folder: Path) -> list[str]:
    """The texts of the plans of a folder; what no text can be read from is passed over."""
    texts = []
    for path in sorted(folder.iterdir()):
        with suppress(PlanError):
            texts.append(read_source(path))
    return texts


def extract(text: str) -> object:
    """The plan, or nothing where the text is none."""
    with suppress(PlanError):
        return extract_plan(text, "plan")
    return None


def measure(work: Work, texts: Sequence[str]) -> float:
    """Seconds of the processor."""
    start = time.process_time()
    for text in texts:
        work(text)
    return time.process_time() - start


def format_pair(seconds: float, base: float) -> str:
    return f"{seconds:.3f} | {base:.3f} | {seconds / base:.2f} |"


if __name__ == "__main__":
    main()
