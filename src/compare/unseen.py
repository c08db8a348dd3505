"""Characters nobody sees: they steer what shows a text, or no file may hold them.

Controls (ESC, which a terminal obeys), marks of direction (U+202E, behind which 12 is shown as 21)
and without width, U+2028 and U+2029, halves of characters, and code points that are no characters.
"""

from __future__ import annotations

from unicodedata import category

_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
_LAYOUT = "\n\t"
_DIRECTION = dict.fromkeys(map(ord, "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e"), "\u2060")
_DIRECTION |= dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"), "\u2060")


def is_unseen(char: str) -> bool:
    """Whether nobody sees it; ends of lines and tabs are seen."""
    code = ord(char)
    is_none = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    return char not in _LAYOUT and (is_none or category(char) in _UNSEEN)


def drop_unseen(text: str) -> str:
    """The text without them: `甲\\u202e县` → 甲县."""
    if text.isprintable():  # as most are
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
