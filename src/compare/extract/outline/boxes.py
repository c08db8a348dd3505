"""Boxes beside the text (专栏): where one begins, and which numbers are its own.

A box hands out no work; its items go on counting by themselves and may look like the sections
around it, so that what leaves the box is a number that goes on where the text had stopped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from compare.extract.departments.clauses import find_clauses
from compare.language.marks import BOX, CHINESE, Mark, count_mark
from compare.language.sentences import PROSE

_CAPTION = re.compile(rf"{BOX}|[^{PROSE}：]{{1,24}}{BOX}$")


def opens_box(text: str) -> bool:
    """Whether a line is the caption of a box: `专栏2 重点工程`, `“科普+”应用专栏`."""
    return bool(_CAPTION.match(text))


@dataclass
class SideBox:
    """An open box and how far each kind of number has counted in it."""

    counts: dict[int, int] = field(default_factory=dict)

    def holds(self, text: str, mark: Mark, outside: int) -> bool:
        """Whether a numbered line is still the box's; `outside`: the last such number in the text.

        A line that could be either is the box's, unless it says who is responsible.
        """
        if mark.kind <= CHINESE:
            return False
        number = count_mark(text[: mark.end])
        goes_on = outside > 0 and number == outside + 1 and mark.kind not in self.counts
        if number != self.counts.get(mark.kind, 0) + 1 or goes_on or find_clauses(text):
            return False
        self.counts[mark.kind] = number
        return True
