"""Rows of the outline and the file they were read from: the page, and how surely a scan was read."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from compare.extract.readers.reading import Reading, Recognised

if TYPE_CHECKING:
    from compare.extract import Extraction


def place_evidence(plan: Extraction, reading: Reading) -> Extraction:
    """The plan with its recognised lines, and its outline with page, sureness and doubtful.

    A row has the page of a pdf it begins on; of a scan the least sureness of the printed lines its
    paragraph was joined from, and their characters that may be others: `0.93`, `3`.
    """
    if not reading.pages and not reading.recognised:
        return plan
    offsets = [offset for offset, _ in reading.pages]
    by_line: defaultdict[int, list[Recognised]] = defaultdict(list)
    for line in reading.recognised:
        by_line[line.line].append(line)
    breaks = [at for at, char in enumerate(plan.source) if char == "\n"] if by_line else []
    nodes = []
    for row in plan.nodes:
        start = int(str(row["start"]))
        page = bisect_right(offsets, start) - 1
        told: dict[str, object] = {"page": reading.pages[page][1]} if page >= 0 else {}
        if lines := by_line.get(bisect_right(breaks, start - 1) + 1):
            told["sureness"] = round(min(line.sureness for line in lines), 4)
            told["doubtful"] = "".join(line.doubtful for line in lines)
        nodes.append(row | told)
    return replace(plan, nodes=nodes, recognised=reading.recognised)
