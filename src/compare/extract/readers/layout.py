"""Printed lines of a pdf → paragraphs: wrapped lines joined, page furniture dropped.

A pdf knows where characters stand, not what they belong to. What tells a paragraph is the indent
of its first line, and a last line that ends before the right edge.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from compare.extract.readers.marks import mark_note
from compare.language.digits import DIGITS
from compare.language.marks import opens_block
from compare.language.sentences import ends_line


@dataclass(frozen=True)
class Line:
    """A printed line: text and box in points, `top` from the upper edge of its page.

    `width`, `height`: of the page or column. `kind`: text, row for the row of a ruled table (cells
    joined by a tab), note for one at the foot of the page, or scrap for what was recognised too
    unsurely to be text. `base`: of its characters, like
    `top`. `sheet`: which page or column it is read with. `sureness`: 0–1, below 1 where the text
    was recognised in a picture, `doubtful` the characters of it that may be others.
    """

    text: str
    page: int
    left: float
    right: float
    top: float
    size: float
    width: float
    height: float
    kind: str = "text"
    base: float = 0.0
    sheet: int = 0
    sureness: float = 1.0
    doubtful: str = ""


@dataclass(frozen=True)
class JoinedLines:
    """A paragraph's text, the printed lines it was joined from, and where in it each begins."""

    text: str
    lines: tuple[Line, ...]
    starts: tuple[int, ...]


_PAGE_NUMBER = re.compile(
    rf"[-—–－·.~\s]*(?:第\s*)?(?:\d{{1,4}}|[ivxl]{{1,6}}|[{DIGITS}十]{{1,3}})\s*页?"
    r"(?:\s*[/／,，]?\s*共?\s*\d{1,4}\s*页?)?[-—–－·.~\s]*",
    re.IGNORECASE,
)
_LEADER = re.compile(r"(?:[.．…·・‥⋯]\s?){4,}\s*[-—(（]?\d{1,4}[-—)）]?\s*$")
_CONTENTS = re.compile(r"目\s*[录次]")
_NOTE = re.compile(r"\s*(?P<mark>[①-⑳]|[\[［]\d{1,3}[\]］]|\d{1,2}(?=[ \u3000])|[*＊※])")
_NOTE_SIZE = 0.88  # of the body's type
_LONGEST_LEADER, _LONGEST_NUMBER = 90, 30
_MARGIN = 0.14
_RUNNING_SHARE = 0.4
_INDENT, _SHORT, _FLUSH = 0.8, 1.6, 3.2  # in units of the type size
_MIRROR = 3
_LARGER, _WIDER = 1.15, 1.9


def join_paragraphs(lines: Sequence[Line]) -> list[JoinedLines]:
    """Paragraphs of a document, in order; rows of tables stay lines of their own, notes come last.

    `　　到2025年，公民具备` + `科学素质的比例达16%。` → `到2025年，公民具备科学素质的比例达16%。`
    """
    lines = mark_notes(drop_contents(drop_furniture(lines)))
    edges = _find_edges(lines)
    pitch = _find_pitch(lines)
    groups: list[list[Line]] = []
    for line in (line for line in lines if line.kind != "note"):
        if groups and _carries_on(groups[-1][-1], line, edges, pitch):
            groups[-1].append(line)
        else:
            groups.append([line])
    paragraphs = [_build_paragraph(group) for group in groups]
    return paragraphs + list(_join_notes(line for line in lines if line.kind == "note"))


def _build_paragraph(lines: Sequence[Line]) -> JoinedLines:
    text, starts = lines[0].text, [0]
    for before, line in pairwise(lines):
        text += " " * _is_parted(before.text, line.text)
        starts.append(len(text))
        text += line.text
    return JoinedLines(repair_quotes(text), tuple(lines), tuple(starts))


def _is_parted(before: str, after: str) -> bool:
    """Whether a space stands between two wrapped pieces: between Latin words."""
    is_latin = before[-1:].isascii() and before[-1:].isalpha() and after[:1].isascii()
    return is_latin and after[:1].isalpha()


def mark_notes(lines: Sequence[Line]) -> list[Line]:
    """The lines, those of notes at the foot of a page marked: small print that opens with a mark."""
    sizes = Counter[float]()
    for line in lines:
        sizes[round(line.size)] += len(line.text)
    body = max(sizes, key=lambda size: sizes[size], default=0)
    found: set[int] = set()
    for _, group in groupby(lines, key=lambda line: line.sheet):
        foot: list[Line] = []
        for line in reversed(list(group)):
            if line.kind != "text" or line.size > _NOTE_SIZE * body:
                break
            foot.append(line)
        first = next((i for i in reversed(range(len(foot))) if _NOTE.match(foot[i].text)), -1)
        found |= {id(line) for line in foot[: first + 1]}
    return [replace(line, kind="note") if id(line) in found else line for line in lines]


def _join_notes(lines: Iterable[Line]) -> Iterator[JoinedLines]:
    """Each note as one paragraph, `[^①]: …`, from its mark to the next."""
    group: list[Line] = []
    for line in (*lines, None):
        if group and (line is None or _NOTE.match(line.text)):
            found = _NOTE.match(group[0].text)
            joined = _build_paragraph(group).text
            mark, end = (found["mark"].strip("[]［］ "), found.end()) if found else ("", 0)
            text = mark_note(mark, joined[end:].strip())
            yield JoinedLines(text, tuple(group), (0,) * len(group))
            group = []
        if line is not None:
            group.append(line)


def drop_furniture(lines: Sequence[Line]) -> list[Line]:
    """Lines without page numbers and running heads: outermost lines that recur on many pages."""
    pages: dict[int, list[Line]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    outer = {id(line) for page in pages.values() for line in _outermost(page)}
    heads = Counter(_mask(line) for line in lines if id(line) in outer)
    most = max(3, _RUNNING_SHARE * len(pages))
    return [
        line
        for line in lines
        if id(line) not in outer or not (_is_page_number(line.text) or heads[_mask(line)] >= most)
    ]


def _is_page_number(text: str) -> bool:
    return len(text) <= _LONGEST_NUMBER and bool(_PAGE_NUMBER.fullmatch(text.strip()))


def _outermost(page: Sequence[Line]) -> list[Line]:
    """The first two and last two lines of a page, as far as they stand in its margins."""
    ordered = sorted((line for line in page if line.kind == "text"), key=lambda line: line.top)
    upper = [line for line in ordered[:2] if line.top < _MARGIN * line.height]
    lower = [line for line in ordered[-2:] if line.top > (1 - _MARGIN) * line.height]
    return upper + lower


def _mask(line: Line) -> tuple[str, int]:
    """What a running head keeps from page to page: its words and its place."""
    return re.sub(r"[\d\s]+", "#", line.text.strip()), round(line.top / 12)


def drop_contents(lines: Sequence[Line]) -> list[Line]:
    """Lines without the table of contents: `一、总体要求……3`, and the heading `目录` above it."""
    entries = [_LEADER.search(line.text[-_LONGEST_LEADER:]) is not None for line in lines]
    if sum(entries) < 3:
        return list(lines)
    return [
        line
        for i, line in enumerate(lines)
        if not entries[i]
        and not (_CONTENTS.fullmatch(line.text.strip()) and any(entries[i + 1 : i + 3]))
    ]


def _find_edges(lines: Sequence[Line]) -> dict[int, tuple[float, float]]:
    """Sheet → (left, right) edge of its running text; one of few lines takes the document's."""
    text = [line for line in lines if line.kind == "text"]
    everywhere = _edges_of(text)
    sheets: dict[int, list[Line]] = {line.sheet: [] for line in lines}
    for line in text:
        sheets[line.sheet].append(line)
    edges = {}
    for sheet, own in sheets.items():
        found = _edges_of(own) if len(own) > 9 else everywhere
        is_like = abs((found[1] - found[0]) - (everywhere[1] - everywhere[0])) < 12
        edges[sheet] = found if is_like else everywhere
    return edges


def _edges_of(lines: Sequence[Line]) -> tuple[float, float]:
    """Left: the edge most lines share, the outer among equals. Right: what nine in ten keep to.

    Where all lines are short, the right edge is taken to mirror the left one.
    """
    if not lines:
        return 0.0, 0.0
    lefts = Counter(round(line.left / 4) for line in lines)
    left = 4.0 * min(lefts, key=lambda at: (-lefts[at], at))
    rights = sorted(line.right for line in lines)
    width, size = Counter((line.width, line.size) for line in lines).most_common(1)[0][0]
    mirrored = width - left - _MIRROR * size
    return left, max(rights[len(rights) * 9 // 10], mirrored)


def _find_pitch(lines: Sequence[Line]) -> float:
    """The usual distance from line to line, in points."""
    gaps = Counter(
        round(b.top - a.top) for a, b in pairwise(lines) if a.sheet == b.sheet and b.top > a.top
    )
    return float(max(gaps, key=lambda gap: (gaps[gap], -gap))) if gaps else 0.0


def _carries_on(
    last: Line, line: Line, edges: dict[int, tuple[float, float]], pitch: float
) -> bool:
    """Whether `line` goes on with the paragraph that `last` belongs to."""
    if "row" in (last.kind, line.kind):
        return False
    if max(last.size, line.size) > _LARGER * min(last.size, line.size):
        return False
    if last.sheet == line.sheet and pitch and line.top - last.top > _WIDER * pitch:
        return False
    gap = edges[last.sheet][1] - last.right
    ended = ends_line(last.text)
    if line.left > edges[line.sheet][0] + _INDENT * line.size:
        hangs = last.left < line.left + 1  # a block indented as a whole, or but for its first line
        is_open = gap <= _SHORT * last.size and not ended
        return hangs and is_open and not opens_block(line.text)
    if gap > _FLUSH * last.size:
        return False
    return not ended if gap > _SHORT * last.size else not (ended and opens_block(line.text))


def repair_quotes(text: str) -> str:
    """Put quotation marks in pairs where all that is wrong with them is their direction.

    `”十四五“规划` → `“十四五”规划`. Left alone unless the marks are of one kind throughout, or
    exactly alternate the wrong way round.
    """
    marks = [char for char in text if char in "“”"]
    if not marks or len(marks) % 2 or marks == ["“", "”"] * (len(marks) // 2):
        return text
    is_uniform = len(set(marks)) == 1
    if not is_uniform and marks != ["”", "“"] * (len(marks) // 2):
        return text
    count = 0
    pieces = []
    for char in text:
        if char in "“”":
            char = "“”"[count % 2]
            count += 1
        pieces.append(char)
    return "".join(pieces)
