"""The numbers Word keeps outside the text: 一、 （一） 1. as its lists and headings show them.

After ECMA-376 part 1, section 17.9 (numbering): a paragraph names a list (`numId`) and a level;
the list names its formats; each level counts on, and starts anew below a higher one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from compare.errors import PlanError
from compare.language.digits import CAPITAL_FORMS, DIGITS
from compare.language.numbers import to_chinese

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
          (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip
_COUNTING = (
    "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
    "taiwaneseCountingThousand", "koreanCounting",
)  # fmt: skip
_DIGITAL = ("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital")
_LEVELS = 9  # that a list of Word's has
_LONGEST_LABEL = 255
_LARGEST = 9999


def format_marker(number: int, kind: str) -> str:
    """`number` as Word's format `kind` shows it: 12 in chineseCounting → 十二."""
    if not 0 < number <= _LARGEST:
        return str(number)
    if kind in _COUNTING:
        return to_chinese(number)
    if kind in ("chineseLegalSimplified", "ideographLegalTraditional"):
        words = ("一" if 10 <= number < 20 else "") + to_chinese(number)
        return words.translate(CAPITAL_FORMS)
    if kind in _DIGITAL:
        return "".join(f"〇{DIGITS}"[int(d)] for d in str(number))
    if kind == "decimalFullWidth":
        return "".join(chr(ord("０") + int(d)) for d in str(number))
    if kind == "decimalZero":
        return f"{number:02}"
    if kind.startswith("decimalEnclosedCircle"):
        return chr(ord("①") + number - 1) if number <= 20 else str(number)
    if kind == "decimalEnclosedParen":
        return chr(ord("⑴") + number - 1) if number <= 20 else f"({number})"
    if kind == "decimalEnclosedFullstop":
        return chr(ord("⒈") + number - 1) if number <= 20 else f"{number}."
    return _format_letters(number, kind)


def _format_letters(number: int, kind: str) -> str:
    if kind == "ideographTraditional":
        return _STEMS[(number - 1) % 10]
    if kind == "ideographZodiac":
        return _BRANCHES[(number - 1) % 12]
    if kind in ("upperLetter", "lowerLetter"):
        letter = chr(ord("A") + (number - 1) % 26) * min((number - 1) // 26 + 1, _LEVELS)
        return letter if kind == "upperLetter" else letter.lower()
    if kind in ("upperRoman", "lowerRoman"):
        roman = ""
        for value, sign in _ROMAN:
            roman += sign * (number // value)
            number %= value
        return roman if kind == "upperRoman" else roman.lower()
    return str(number)


@dataclass(frozen=True)
class Level:
    """One level of a list: its number format, its text (`（%1）`), start, and what restarts it."""

    kind: str
    text: str
    start: int
    has_space: bool
    is_legal: bool
    restarts: bool


@dataclass
class Numbering:
    """The lists of a Word file and where each stands while its paragraphs are read in order."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)  # numId → abstractNumId
    starts: dict[str, dict[int, int]] = field(default_factory=dict)  # numId → level → start
    linked: dict[tuple[str, str], int] = field(default_factory=dict)  # (list, style) → level
    styles: dict[str, tuple[str, int | None, str]] = field(default_factory=dict)
    counters: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[tuple[str, int]] = field(default_factory=set)

    def label(self, paragraph: Any) -> str:
        """The number shown before a paragraph (`w:p` element), `（一）`; empty where there is none.

        Counts on: to be called once for every paragraph, in document order.
        """
        number_id, level = self._place(paragraph)
        abstract = self.lists.get(number_id, "")
        shape = self.levels.get(abstract, {}).get(level)
        if shape is None:
            return ""
        counters = self.counters.setdefault(abstract, {})
        self._count(number_id, abstract, level, shape)
        for deeper in [i for i in counters if i > level]:
            if self.levels[abstract].get(deeper, shape).restarts:
                del counters[deeper]
        if shape.kind == "bullet":
            return "●"
        if shape.kind == "none" and "%" not in shape.text:
            return shape.text
        label = re.sub(r"%(\d)", lambda m: self._show(abstract, int(m[1]) - 1, shape), shape.text)
        return f"{label} " if shape.has_space and re.search(r"[\w.]$", label, re.ASCII) else label

    def _count(self, number_id: str, abstract: str, level: int, shape: Level) -> None:
        counters = self.counters[abstract]
        start = self.starts.get(number_id, {}).get(level)
        if start is not None and (number_id, level) not in self.begun:
            self.begun.add((number_id, level))
            counters[level] = start
        else:
            counters[level] = counters.get(level, shape.start - 1) + 1

    def _show(self, abstract: str, level: int, shape: Level) -> str:
        own = self.levels[abstract].get(level, shape)
        if own.kind == "none":
            return ""
        number = self.counters[abstract].setdefault(level, own.start)
        return format_marker(number, "decimal" if shape.is_legal else own.kind)

    def _place(self, paragraph: Any) -> tuple[str, int]:
        """(numId, level) of a paragraph, its own or its style's; numId 0 takes a number away."""
        own_id, own_level = read_place(paragraph.find(f"{W}pPr"))
        if own_id:
            return own_id, own_level or 0
        style = _value(paragraph.find(f"{W}pPr"), "pStyle")
        leaf = style
        for _ in range(_LEVELS * 2):
            number_id, level, parent = self.styles.get(style, ("", None, ""))
            if number_id:
                abstract = self.lists.get(number_id, "")
                linked = self.linked.get((abstract, leaf), self.linked.get((abstract, style)))
                found = linked if linked is not None else level
                return number_id, own_level if own_level is not None else found or 0
            style = parent
        return "", 0


def read_numbering(numbering: Any, styles: Any) -> Numbering:
    """The lists of `numbering.xml` (None where the file has none) and the styles that use them."""
    result = Numbering()
    for style in styles.iter(f"{W}style") if styles is not None else ():
        number_id, level = read_place(style.find(f"{W}pPr"))
        style_id = style.get(f"{W}styleId") or ""
        result.styles[style_id] = (number_id, level, _value(style, "basedOn"))
    if numbering is None:
        return result
    for abstract in numbering.iter(f"{W}abstractNum"):
        key = abstract.get(f"{W}abstractNumId") or ""
        result.levels[key] = {}
        for index, level, shape in _read_levels(abstract):
            result.levels[key][index] = shape
            if style := _value(level, "pStyle"):
                result.linked[key, style] = index
    for num in numbering.iter(f"{W}num"):
        _read_list(num, result)
    _follow_links(numbering, result)
    return result


def _read_list(num: Any, result: Numbering) -> None:
    number_id = num.get(f"{W}numId") or ""
    abstract = _value(num, "abstractNumId")
    result.lists[number_id] = abstract
    for override in num.findall(f"{W}lvlOverride"):
        index = _integer(override.get(f"{W}ilvl"), 0)
        if start := _value(override, "startOverride"):
            result.starts.setdefault(number_id, {})[index] = _integer(start, 1)
        own = [(i, shape) for i, _, shape in _read_levels(override)]
        if own:  # a list with formats of its own counts by itself
            result.lists[number_id] = f"{abstract}/{number_id}"
            base = result.levels.get(abstract, {})
            result.levels.setdefault(f"{abstract}/{number_id}", dict(base)).update(own)


def _follow_links(numbering: Any, result: Numbering) -> None:
    """A list that only refers to a list style takes that style's levels."""
    for abstract in numbering.iter(f"{W}abstractNum"):
        style = _value(abstract, "numStyleLink")
        number_id = result.styles.get(style, ("", None, ""))[0]
        if style and number_id in result.lists:
            key = abstract.get(f"{W}abstractNumId") or ""
            result.levels[key] = result.levels.get(result.lists[number_id], {})


def _read_levels(parent: Any) -> Iterator[tuple[int, Any, Level]]:
    for level in parent.findall(f"{W}lvl"):
        index = _integer(level.get(f"{W}ilvl"), 0)
        if index >= _LEVELS:
            continue
        if len(_value(level, "lvlText")) > _LONGEST_LABEL:
            raise PlanError("a list of the docx has a label as Word never makes; it is not read")
        yield (
            index,
            level,
            Level(
                kind=_value(level, "numFmt") or "decimal",
                text=_value(level, "lvlText"),
                start=_integer(_value(level, "start"), 1),
                has_space=_value(level, "suff") != "nothing",
                is_legal=level.find(f"{W}isLgl") is not None,
                restarts=_value(level, "lvlRestart") != "0",
            ),
        )


def read_place(properties: Any) -> tuple[str, int | None]:
    """(numId, level) that paragraph properties (`w:pPr`) name; empty and None where they do not."""
    place = properties.find(f"{W}numPr") if properties is not None else None
    if place is None:
        return "", None
    level = _value(place, "ilvl")
    return _value(place, "numId"), _integer(level, 0) if level else None


def _value(parent: Any, name: str) -> str:
    child = parent.find(f"{W}{name}") if parent is not None else None
    return "" if child is None else child.get(f"{W}val") or ""


def _integer(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"\d{1,5}", text, re.ASCII) else default
