"""What a saved page or a printed file holds beside the plan: the site's menus, imprint, notes.

It stays in the source text, so that all offsets hold; whoever reads paragraphs passes it over.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from compare.language.marks import find_mark
from compare.language.sentences import SENTENCE_END
from compare.lookups import cache_by_lookups, read_lookup

MENU, NOTE, PAGE = "menu", "note", "page"
FURNITURE = frozenset({MENU, NOTE, PAGE})
_LONG_LINE = 20  # characters of a line beside the number of a page
_LONGEST = 120  # characters of a line that the patterns are tried on
_LONGEST_MENU = 12
_FEWEST = 3  # sure signs that make a block of menus
_BEGINNING = 15  # characters by which a line is known again
_MOST_SENTENCES = 2
_NOTE = re.compile(r"\[\^[^\]\n]{0,8}\]:")
_TITLE = re.compile(
    r".{4,}(?:规划|纲要|方案|计划|意见|措施|办法|决定|通知|报告|批复|要点|工程)(?:[（(].{1,30}[）)])?"
)
_TEXT = re.compile(rf"[{SENTENCE_END}\t]")


def mark_furniture(paragraphs: Sequence[str]) -> list[str]:
    """For each paragraph `menu` (of the site around the text), `note`, `page` (a number) or nothing.

    Menus stand before the text or after it, several together: `首页`, `繁体版`, `打印`, … A title
    among them is none, nor is anything as long as a sentence.
    """
    marks = [NOTE if _NOTE.match(text) else "" for text in paragraphs]
    for i in _find_pages(paragraphs):
        marks[i] = PAGE
    upwards, marked = paragraphs[::-1], marks[::-1]
    first, last = _find_prose(paragraphs, marks), _find_prose(upwards, marked)
    if not first:
        return marks
    head, tail = _find_block(paragraphs, "head", first), _find_block(upwards, "tail", last)
    for i in range(head):
        if _is_menu(paragraphs[i], "head"):
            marks[i] = marks[i] or MENU
    end = len(marks) - last[0]  # behind the last line of the plan
    beginnings = {text[:_BEGINNING] for text in paragraphs[:end]} if tail else set()
    for i in range(len(marks) - tail, len(marks)):
        is_repeated = i > first[0] and paragraphs[i][:_BEGINNING] in beginnings
        is_own = i < end - 1 and _is_prose(paragraphs[i])
        if _is_menu(paragraphs[i], "tail") or (is_repeated and not is_own):
            marks[i] = marks[i] or MENU
    return marks


def _find_prose(paragraphs: Sequence[str], marks: Sequence[str]) -> list[int]:
    """Places of the plan's own lines, the first ones alone: menus end there."""
    own = (i for i, text in enumerate(paragraphs) if not marks[i] and _is_prose(text))
    return list(itertools.islice(own, _MOST_SENTENCES))


def _find_pages(paragraphs: Sequence[str]) -> list[int]:
    """Bare numbers that grow, each between long lines; a cell of a table stands among short ones."""
    found: list[int] = []
    last = 0
    for i, text in enumerate(paragraphs):
        if len(text) > 3 or not text.isdecimal() or int(text) <= last:
            continue
        beside = [*paragraphs[max(0, i - 1) : i], *paragraphs[i + 1 : i + 2]]
        if all(len(line) >= _LONG_LINE or find_mark(line) for line in beside):
            found.append(i)
            last = int(text)
    return found


def _find_block(paragraphs: Sequence[str], place: str, prose: Sequence[int]) -> int:
    """How many paragraphs from an end of the text on are among menus, the last one a sure sign.

    `prose`: the places of the plan's first own lines. A single sentence among the menus, such as a
    description of the page, does not end them.
    """
    found = 0
    for before, after in itertools.pairwise([-1, *prose]):
        sure = [i for i in range(before + 1, after) if _tell(paragraphs[i], place) == "sure"]
        if len(sure) >= _FEWEST:
            found = sure[-1] + 1
    return found


def _is_prose(text: str) -> bool:
    """A line of the plan itself, where menus have ended or not begun."""
    if not (_TEXT.search(text[:_LONGEST]) or find_mark(text) or "。" in text):
        return False
    return not (_tell(text, "head") or _tell(text, "tail"))


def _is_menu(text: str, place: str) -> bool:
    if _tell(text, place) or (text.isascii() and len(text) <= _LONGEST and text[:1] not in "#|*"):
        return True  # an English menu beside the Chinese one
    return len(text) <= _LONGEST_MENU and not _TITLE.fullmatch(text) and not re.search(r"\d", text)


def _tell(text: str, place: str) -> str:
    """`sure` or `weak` for a line the lookup knows at this place, else nothing."""
    text = " ".join(text[: _LONGEST + 1].split())
    if not text or len(text) > _LONGEST:
        return ""
    sure, weak = _patterns(place)
    return "sure" if sure.fullmatch(text) else "weak" if weak.fullmatch(text) else ""


@cache_by_lookups()
def _patterns(place: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    rows = [row for row in read_lookup("page_furniture") if row["place"] in (place, "both")]
    sure, weak = (
        "|".join(f"(?:{row['pattern']})" for row in rows if row["strength"] == strength)
        for strength in ("sure", "weak")
    )
    return re.compile(sure), re.compile(weak)
