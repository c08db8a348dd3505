"""Signs that readers write where a file says something its characters do not.

They are those of Markdown, so that a text reads alike whatever file it came from; cleaning and
the outline know them.
"""

from __future__ import annotations

import re

SAME_AS_ABOVE = "〃"
"""A cell of a table that is merged with the one above it."""

_NUMBERED = re.compile(
    r"\s*(?:第?[\d一二三四五六七八九十百零〇]{1,4}[.．、章节条篇编部]|[（(〔]?[\d一二三四五六七八九十]{1,3}[）)〕]"
    r"|\d{1,2}(?:[.．]\d{1,2}){1,4}|[①-⓿㈠-㉃㊀-㊰壹贰叁肆伍陆柒捌玖拾]|\d{1,2}[ \u3000])"
)
_LONGEST_HEADING = 60
_DEEPEST = 6


def mark_heading(text: str, level: int) -> str:
    """A heading that has a level (from 1) and no number of its own: `## 完善文化设施`.

    A heading with a number, or a whole paragraph set as a heading, stays as it is.
    """
    is_heading = 0 < level <= _DEEPEST and 0 < len(text) <= _LONGEST_HEADING
    if not is_heading or "。" in text or "\n" in text or _NUMBERED.match(text):
        return text
    return f"{'#' * level} {text}"


def mark_note(number: str, text: str) -> str:
    """A footnote, as Markdown writes it: `[^1]: 县文旅局：2019年组建。`"""
    return f"[^{number}]: {text}"
