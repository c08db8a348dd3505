"""Source text → clean characters, each traceable to its source offset.

Cleaning only takes away (line breaks, layout spaces, residue of word processors, a character
doubled at a page break) or replaces one character by one (stray glyphs), so that every clean
character keeps exactly one place in the source. Punctuation is left as printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from compare.lookups import read_lookup
from compare.unseen import IGNORABLE

# A bare number on a line of its own between long lines is that of a page, unless the words around it
# ask for a number: 辐射带⏎2⏎动农户, but not 达到⏎90⏎亿元.
PAGE = (
    r"(?=[ \t\u3000\d])(?<=\n)(?<=[^\n]{12}\n)(?<![第约近各每]\n)"
    r"[ \t\u3000]*\d{1,3}[ \t\u3000]*(?=\n[ \t\u3000]*[\u4e00-\u9fff]"
    r"(?<![万亿千百个家所座处名人项次年月日天倍户亩吨元公平立件台套条辆张场期周成分岁米斤种类只棵株门片多余左以章期节级])[^\n]{8})"
)
RESIDUE = (
    r"\[(?:bookmark|_Toc|_Hlk|_GoBack)[^\]\n]{0,200}\]"  # bookmarks that survive a conversion
    r"|\*\*|^#{1,6}(?=[ \t])|\\(?=[.\-*_#()\[\]+])"  # Markdown emphasis, headings, escapes
    r"|^[ \t\u3000]*[-—–]{1,2}[ \t]?\d{1,3}[ \t]?[-—–]{1,2}[ \t\u3000]*$"  # page numbers: — 3 —
    r"|^[ \t\u3000]*第[ \t]?\d{1,3}[ \t]?页(?:[ \t]?[,，/]?[ \t]?共[ \t]?\d{1,3}[ \t]?页)?[ \t\u3000]*$"
    rf"|{PAGE}"
    r"|<br[ \t]{0,2}/?>"  # a line break within a cell of Markdown
    rf"|[{IGNORABLE}]"  # marks without width, bidi control
    r"|[\x00-\x08\x0e-\x1b\x7f\ud800-\udfff\ufffe\uffff]"  # control characters, lone surrogates
)
SPACE = r"[\s\x1c-\x1f\u0085\u3000]"
BREAKS = r"\n\r\x0b\x0c\u0085\u2028\u2029"
LINE_BREAK = rf"[{BREAKS}](?:(?<=\r)\n)?"
_NOISE = re.compile(rf"(?:{RESIDUE}|{SPACE})+", re.MULTILINE)
# What noise begins with, but for a page behind a line break, which is noise as well: 第3页.
_OPENS = (
    rf"\s\x1c-\x1f\u0085\u3000\[<*#\\\-—–{IGNORABLE}"
    r"\x00-\x08\x0e-\x1b\x7f\ud800-\udfff\ufffe\uffff"
)
# What is none of most characters stands first: to tell that takes a third of the time.
_OPENS_NOISE = re.compile(rf"[^\u4e00-\u9fff，。、；：“”（）](?<=[{_OPENS}])")
_RESIDUE = re.compile(RESIDUE, re.MULTILINE)
_SPACE = re.compile(SPACE)
_BREAK = re.compile(LINE_BREAK)
_MOST_PASSES = 8
BOLD = "**"
_LOOKALIKE_CONTEXT = r"(?<=[\u4e00-\u9fff])[{}](?![\u30a0-\u30ff])"


@dataclass(slots=True)  # not frozen: hundreds of a plan would take three times as long to make
class Traced:
    """Clean text and, for each of its characters, the offset of that character in the source.

    `gaps`: layout within a line that was taken out, by the place in `text` it stood before:
    `（一）加强领导　　各镇要…` → gaps {7: "　　"}. Spaces and bold marks can part what no mark parts.
    Before a whole text only the signs of a heading are kept: `## 建馆` → gaps {0: "## "}, `**建馆**`.
    """

    text: str
    offsets: Sequence[int]
    gaps: Mapping[int, str] = field(default_factory=dict)

    def locate(self, start: int, end: int) -> tuple[int, int]:
        """Source span (start, end) of the clean span `start:end`, which must not be empty."""
        return self.offsets[start], self.offsets[end - 1] + 1

    def slice(self, start: int, end: int | None = None) -> Traced:
        stop = len(self.text) if end is None else end
        gaps = self.gaps and {i - start: gap for i, gap in self.gaps.items() if start < i < stop}
        return Traced(self.text[start:stop], self.offsets[start:stop], gaps)


def join(first: Traced, second: Traced) -> Traced:
    """Two stretches of one source as one text: a number and the title behind its clause."""
    return Traced(first.text + second.text, [*first.offsets, *second.offsets], first.gaps)


def clean(text: str) -> str:
    """A span of source text without layout and damage, e.g. `到 2025\\n年` → `到2025年`."""
    return trace(text).text


def trace(source: str, start: int = 0, end: int | None = None) -> Traced:
    """`source[start:end]` cleaned, with offsets into `source`."""
    bare = source[start:end].strip()
    if "页" not in bare and not _OPENS_NOISE.search(bare):  # as most lines
        begin = source.find(bare, start)
        return Traced(repair_glyphs(bare), range(begin, begin + len(bare)))
    found = _take_out(source, start, len(source) if end is None else end)
    for _ in range(_MOST_PASSES):  # taking something out can join a new piece of residue
        if not any(_find_noise(_RESIDUE, found.text, 0, len(found.text))):
            break
        again = _take_out(found.text, 0, len(found.text))
        found = Traced(again.text, [found.offsets[i] for i in again.offsets])
    return found


def _take_out(source: str, start: int, stop: int) -> Traced:
    """`source[start:stop]` without the noise that stands in it."""
    pieces: list[str] = []
    offsets: list[int] = []
    gaps: dict[int, str] = {}
    last = start
    for noise in _find_noise(_NOISE, source, start, stop):
        a, b = noise.span()
        pieces.append(source[last:a])
        offsets.extend(range(last, a))
        last = b
        if a == start and ("#" in noise[0] or (BOLD in noise[0] and _is_bold(source, a, stop))):
            gaps[0] = noise[0]
        if a == start or b == stop:
            continue
        if not _BREAK.search(noise[0]):
            gaps[len(offsets)] = noise[0]
        if _joins_latin(source[a - 1], source[b], noise[0]):
            pieces.append(" ")
            offsets.append(a)
        elif _is_doubled(source[a - 1], source[b], noise[0]):
            last = b + 1
    pieces.append(source[last:stop])
    offsets.extend(range(last, stop))
    return Traced(repair_glyphs("".join(pieces)), offsets, gaps)


def _find_noise(
    pattern: re.Pattern[str], source: str, start: int, stop: int
) -> Iterator[re.Match[str]]:
    """As `pattern.finditer`, which would try its choices at every character."""
    at = start
    while True:
        if noise := pattern.match(source, at, stop):
            yield noise
        following = _OPENS_NOISE.search(source, noise.end() if noise else at + 1, stop)
        if not following:
            return
        at = following.start()


def _is_bold(source: str, start: int, stop: int) -> bool:
    """Whether bold signs open and close a stretch and stand nowhere else in it."""
    pieces = source[start:stop].split(BOLD)
    return len(pieces) == 3 and not pieces[0].strip() and not pieces[2].strip()


def _joins_latin(before: str, after: str, noise: str) -> bool:
    """Latin words keep one space between them; Chinese and a number broken by a line keep none."""
    in_number = before.isdigit() or after.isdigit()
    return (
        before.isascii()
        and after.isascii()
        and after != "%"
        and not (in_number and _BREAK.search(noise))
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
def _glyphs() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], dict[str, str]]:
    """Patterns of any glyph, of the stray ones and of those only alike, and what each stands for."""
    rows = read_lookup("glyphs")
    alike = "".join(row["written"] for row in rows if "katakana" in row["reason"])
    stray = "".join(row["written"] for row in rows if "katakana" not in row["reason"])
    table = {row["written"]: row["repaired"] for row in rows}
    lookalike = _LOOKALIKE_CONTEXT.format(alike)
    return re.compile(f"[{stray}{alike}]"), re.compile(f"[{stray}]"), re.compile(lookalike), table


@cache
def _radicals() -> dict[int, str]:
    rows = read_lookup("glyphs")
    return {ord(row["written"]): row["repaired"] for row in rows if row["reason"] == "radical"}


def repair_radicals(text: str) -> str:
    """Radicals that fonts name in place of characters: `⼀` → `一`."""
    return text.translate(_radicals())


def repair_glyphs(text: str) -> str:
    """Traditional, Japanese and look-alike glyphs → the simplified ones: `人員` → `人员`.

    Only characters outside GB 2312 are touched, one for one, so that lengths never change.
    """
    glyph, stray, alike, table = _glyphs()
    if not glyph.search(text):
        return text
    text = stray.sub(lambda match: table[match[0]], text)
    return alike.sub(lambda match: table[match[0]], text)
