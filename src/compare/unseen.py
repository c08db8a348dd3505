"""Characters nobody sees: they steer what shows a text, or no file may hold them.

Controls (ESC, which a terminal obeys), marks of direction (U+202E, behind which 12 is shown as 21)
and without width, selectors of a glyph's variant, fillers and tags, behind which two equal names are
two, U+2028 and U+2029, halves of characters, and code points that are no characters.
"""

from __future__ import annotations

import re
from unicodedata import category

# What Unicode has no program draw (Default_Ignorable_Code_Point), and marks of interlinear notes.
IGNORABLE = (
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    r"\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    r"\U000e0000-\U000e0fff"
)
_IGNORABLE = re.compile(f"[{IGNORABLE}]")
_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
_LAYOUT = "\n\t"
_DIRECTION = dict.fromkeys(map(ord, "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e"), "\u2060")
_DIRECTION |= dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"), "\u2060")


def is_unseen(char: str) -> bool:
    """Whether nobody sees it; ends of lines and tabs are seen."""
    code = ord(char)
    is_none = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    is_drawn = not is_none and category(char) not in _UNSEEN and not _IGNORABLE.match(char)
    return char not in _LAYOUT and not is_drawn


def drop_unseen(text: str) -> str:
    """The text without them: `甲\\u202e县` → 甲县."""
    if text.isprintable() and not _IGNORABLE.search(text):  # as most are
        return text
    return "".join(char for char in text if not is_unseen(char))


def still_direction(text: str) -> str:
    """The text with marks of direction as U+2060, which turns nothing round: places stay."""
    return text.translate(_DIRECTION)


def spell_unseen(text: str) -> str:
    """The text with them spelled out: ESC as `\\x1b`."""
    return "".join(_spell(char) if is_unseen(char) else char for char in text)


def _spell(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
