"""Signs that readers write where a file says something its characters do not.

They are those of Markdown, so that a text reads alike whatever file it came from; cleaning and
the outline know them.
"""

from __future__ import annotations

import re

from compare.language.marks import is_numbered

SAME_AS_ABOVE = "〃"
"""A cell of a table that is merged with the one above it."""

_SPACED = re.compile(r"\d{1,2}[ \u3000]")  # `3 保障措施`, as Word numbers without a sign
_LONGEST_HEADING = 60
_DEEPEST = 6


def mark_heading(text: str, level: int) -> str:
    """A heading that has a level (from 1) and no number of its own: `## 完善文化设施`.

    A heading with a number, or a whole paragraph set as a heading, stays as it is.
    """
    is_heading = 0 < level <= _DEEPEST and 0 < len(text) <= _LONGEST_HEADING
    if not is_heading or "。" in text or "\n" in text or is_numbered(text) or _SPACED.match(text):
        return text
    return f"{'#' * level} {text}"


def mark_note(number: str, text: str) -> str:
    """A footnote, as Markdown writes it: `[^1]: 县文旅局：2019年组建。`"""
    return f"[^{number}]: {text}"
