"""Where what is said stands: the address of any place of a text, task or not."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence

import pandas as pd

from compare.present.office.viewpoint import Viewpoint
from compare.present.wording.addresses import cite_spans, cite_tasks
from compare.present.wording.findings.finding import Tables
from compare.present.wording.texts import phrase

MOST_PLACES = 3  # as many as a word may stand at that is told place by place


class Places:
    """Addresses in the texts of all plans: of a task by its id, of any place by its offset."""

    def __init__(self, tables: Tables, sources: Mapping[str, str], view: Viewpoint) -> None:
        self.view, self.outline, self.sources = view, tables["outline"], sources
        self.of_task = cite_tasks(tables["tasks"], sources, view.lang)
        tasks = tables["tasks"]
        alone = tasks.groupby("section_id")["task_id"].transform("size") == 1
        whole = alone & (tasks["title"] == tasks["section_title"])
        self.undivided = set(tasks.loc[whole, "task_id"].astype(str))
        self.spans = {
            str(plan): sorted(zip(part["start"], part["end"], part["task_id"], strict=True))
            for plan, part in tables["tasks"].groupby("plan_id", sort=False)
        }

    def cite(self, plan: str, start: int) -> str:
        """三、（二）2 where the place is inside a task, else the headings above it: 二、（三）."""
        spans = self.spans.get(plan, [])
        at = bisect_right([span[0] for span in spans], start) - 1
        if at >= 0 and start < spans[at][1]:
            name = str(spans[at][2])
            return self.of_task[name] + self._count_paragraph(plan, int(spans[at][0]), start, name)
        here = pd.DataFrame({"plan_id": [plan], "start": [start]})
        return cite_spans(here, self.outline)[0]

    def _count_paragraph(self, plan: str, first: int, start: int, task: str) -> str:
        """第1段, behind a section that is one task: its paragraphs are counted beneath the heading."""
        if task not in self.undivided:
            return ""
        above = [line for line in self.sources[plan][first:start].split("\n")[:-1] if line.strip()]
        return phrase("address.paragraph", self.view.lang, number=len(above)) if above else ""

    def join(self, plan: str, starts: Sequence[int]) -> str:
        """The first few different addresses: 三、（二）3，三、（五）2等."""
        found = [place for place in dict.fromkeys(self.cite(plan, s) for s in starts) if place]
        shown = phrase("mark.comma", self.view.lang).join(found[:MOST_PLACES])
        more = len(found) > MOST_PLACES
        return phrase("address.more", self.view.lang, places=shown) if more else shown


def bracket(words: str, place: str) -> str:
    """The words with their address behind: 建设食堂〔二、（一）1〕."""
    return f"{words}〔{place}〕" if words and place else words
