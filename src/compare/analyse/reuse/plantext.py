"""A plan's text as it is aligned: clean characters, each with its place and its block."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from compare.analyse.reuse.textclauses import Places, mark_openings


@dataclass(frozen=True)
class PlanText:
    """Clean characters of a plan, each with its offset in the source and the block it stands in.

    No passage runs from one block into the next: a heading, a task or what follows a clause opens
    a new one. `paragraphs` numbers the paragraphs in the same way; passages may cross those.
    """

    text: str
    offsets: Places
    blocks: Places
    paragraphs: Places

    @cached_property
    def openings(self) -> bytes:
        """1 for every character that a clause may open with."""
        return mark_openings(self.text, self.blocks, self.paragraphs)

    def locate(self, start: int, end: int) -> tuple[int, int]:
        """Source span of the clean span `start:end`."""
        return int(self.offsets[start]), int(self.offsets[end - 1]) + 1
