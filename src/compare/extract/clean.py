"""Source text → clean paragraphs, each character traceable to its source offset.

Cleaning only takes away (line breaks, layout spaces, residue of word processors, a character
doubled at a page break) or replaces one character by one (stray glyphs), so that every clean
character keeps exactly one place in the source. Punctuation is left as printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from compare.lookups import read_lookup

RESIDUE = (
    r"\[(?:bookmark|_Toc|_Hlk|_GoBack)[^\]\n]*\]"  # bookmarks that survive a conversion
    r"|\*\*|^#{1,6}(?=[ \t])"  # Markdown emphasis and heading marks
    r"|[\ufeff\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069]"  # marks without width, bidi control
    r"|[\x00-\x08\x0e-\x1b\x7f\ud800-\udfff\ufffe\uffff]"  # control characters, lone surrogates
)
SPACE = r"[\s\x1c-\x1f\u0085\u3000]"
_NOISE = re.compile(rf"(?:{RESIDUE}|{SPACE})+", re.MULTILINE)
_RESIDUE = re.compile(RESIDUE, re.MULTILINE)
_SPACE = re.compile(SPACE)
_LINE_BREAK = r"\r\n|[\n\r\x0b\x0c\u0085\u2028\u2029]"
_BREAK = re.compile(rf"{_LINE_BREAK}|(?<=[。；：！？）”])[ \u3000]*\u3000{{2,}}")
_BREAK_IN_ONE_LINE = re.compile(rf"{_LINE_BREAK}|\u3000{{2,}}")
_LONG_LINE = 1000
_LOOKALIKE_CONTEXT = r"(?<=[\u4e00-\u9fff])[{}](?![\u30a0-\u30ff])"


@dataclass(frozen=True)
class Traced:
    """Clean text and, for each of its characters, the offset of that character in the source."""

    text: str
    offsets: Sequence[int]

    def locate(self, start: int, end: int) -> tuple[int, int]:
        """Source span (start, end) of the clean span `start:end`, which must not be empty."""
        return self.offsets[start], self.offsets[end - 1] + 1

    def slice(self, start: int, end: int | None = None) -> Traced:
        return Traced(self.text[start:end], self.offsets[start:end])


def clean(text: str) -> str:
    """A span of source text without layout and damage, e.g. `到 2025\\n年` → `到2025年`."""
    return trace(text).text


def trace(source: str, start: int = 0, end: int | None = None) -> Traced:
    """`source[start:end]` cleaned, with offsets into `source`."""
    stop = len(source) if end is None else end
    pieces: list[str] = []
    offsets: list[int] = []
    last = start
    for noise in _NOISE.finditer(source, start, stop):
        a, b = noise.span()
        pieces.append(source[last:a])
        offsets.extend(range(last, a))
        last = b
        if a == start or b == stop:
            continue
        if _joins_latin(source[a - 1], source[b], noise[0]):
            pieces.append(" ")
            offsets.append(a)
        elif _is_doubled(source[a - 1], source[b], noise[0]):
            last = b + 1
    pieces.append(source[last:stop])
    offsets.extend(range(last, stop))
    text = repair_glyphs("".join(pieces))
    if _RESIDUE.search(text):  # taking something out has joined a new piece of residue
        again = trace(text)
        return Traced(again.text, [offsets[i] for i in again.offsets])
    return Traced(text, offsets)


def _joins_latin(before: str, after: str, noise: str) -> bool:
    """Latin words keep one space between them; Chinese keeps none."""
    return (
        before.isascii()
        and after.isascii()
        and _SPACE.search(_RESIDUE.sub("", noise)) is not None
    )


def _is_doubled(before: str, after: str, noise: str) -> bool:
    """A blank line in mid-word with the same character on both sides: `深⏎⏎深入` → `深入`."""
    return (
        before == after
        and noise.count("\n") > 1
        and "\u4e00" <= before <= "\u9fff"
        and before + after not in _reduplications()
    )


@cache
def _reduplications() -> frozenset[str]:
    return frozenset(row["word"] for row in read_lookup("reduplications"))


@cache
def _glyphs() -> tuple[dict[int, str], re.Pattern[str], dict[str, str]]:
    rows = read_lookup("glyphs")
    table = {ord(r["written"]): r["repaired"] for r in rows if "katakana" not in r["reason"]}
    alike = {r["written"]: r["repaired"] for r in rows if "katakana" in r["reason"]}
    return table, re.compile(_LOOKALIKE_CONTEXT.format("".join(alike))), alike


def repair_glyphs(text: str) -> str:
    """Traditional, Japanese and look-alike glyphs → the simplified ones: `人員` → `人员`.

    Only characters outside GB 2312 are touched, one for one, so that lengths never change.
    """
    table, pattern, alike = _glyphs()
    return pattern.sub(lambda match: alike[match[0]], text.translate(table))


def split_lines(source: str) -> Iterator[tuple[int, int]]:
    """Spans of the printed lines that hold text.

    Two U+3000 after a stop begin a line as well; where a whole document stands on one line,
    they do so anywhere.
    """
    lines = source.count("\n") + 1
    pattern = _BREAK_IN_ONE_LINE if len(source) > _LONG_LINE * lines else _BREAK
    start = 0
    for found in pattern.finditer(source):
        if source[start : found.start()].strip():
            yield start, found.start()
        start = found.end()
    if source[start:].strip():
        yield start, len(source)


_OPENS_BLOCK = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[（(〔][一二三四五六七八九十\d]{1,3}[）)〕]|[①-⑳]"
    r"|\d{1,3}[.．﹒、](?!\d)|第[一二三四五六七八九十]{1,3}(?:[章节条]|部分|，|、)"
    r"|[—\-–]{2}|[●■◆▲○•·]|专栏|附件|附录|抄送|【|（此件|\d{4}年\d{1,2}月\d{1,2}日(?:印发)?$"
)
_CONTINUES = re.compile(r"[，。、；：？！）)”’》〉】…,;:?!]")
_TERMINAL = re.compile(r"[。！？；：…!?;:][”’）)』]*$|[）)】]$")
_UNFINISHED = re.compile(r"[，、（(“‘《〔,]$")
_PROSE_LENGTH = 25


def split_paragraphs(source: str) -> list[Traced]:
    """Clean paragraphs in document order, lines broken in mid-sentence joined again.

    A blank line says nothing: some files put one after every paragraph and one at every page
    break. What tells is whether the text before it had come to an end.
    """
    groups: list[tuple[int, int]] = []
    before = ""
    for start, end in split_lines(source):
        text = clean(source[start:end])
        if not text:
            continue
        if groups and _is_continued(before, text):
            groups[-1] = (groups[-1][0], end)
            before += text
        else:
            groups.append((start, end))
            before = text
    return [trace(source, start, end) for start, end in groups]


def _is_continued(before: str, text: str) -> bool:
    """Whether the line `text` carries on the paragraph `before`."""
    if _CONTINUES.match(text):
        return True
    if _OPENS_BLOCK.match(text):
        return False
    if _UNFINISHED.search(before) or _has_open_bracket(before):
        return True
    is_prose = len(before) >= _PROSE_LENGTH and any(mark in before for mark in "，。；")
    return is_prose and not _TERMINAL.search(before)


def _has_open_bracket(text: str) -> bool:
    return text.count("（") + text.count("(") > text.count("）") + text.count(")")
