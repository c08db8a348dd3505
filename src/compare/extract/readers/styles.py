"""What the styles of a Word file say of a paragraph: hidden, a heading, a line of the contents."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from compare.extract.readers.numbering import W

_OFF = ("0", "false", "off")
_DEEPEST = 18  # styles based on one another; a circle ends here
_BODY_LEVEL = 9


@dataclass(frozen=True)
class Style:
    """One style: the style it is based on, and what it states itself (None: nothing)."""

    parent: str
    is_hidden: bool | None
    level: int | None


@dataclass
class Styles:
    """The styles of a document by id."""

    styles: dict[str, Style] = field(default_factory=dict)
    contents: set[str] = field(default_factory=set)

    def hides(self, run: Any, style: str) -> bool:
        """Whether a run (`w:r`, or the `w:pPr` of a paragraph, for its mark) is hidden text.

        `style`: that of its paragraph, named once for all runs, since finding it goes through them.
        """
        own = _read_switch(run.find(f"{W}rPr/{W}vanish"))
        if own is not None:
            return own
        for named in (_name(run, "rPr", "rStyle"), style):
            for found in self._climb(named):
                if found.is_hidden is not None:
                    return found.is_hidden
        return False

    def level(self, paragraph: Any) -> int:
        """The heading level a paragraph has, from 1; 0 for body text."""
        stated = paragraph.find(f"{W}pPr/{W}outlineLvl")
        own = _read_level(stated)
        levels = (s.level for s in self._climb(name_style(paragraph)))
        found = own if own is not None else next((n for n in levels if n is not None), None)
        return 0 if found is None or found >= _BODY_LEVEL else found + 1

    def is_contents(self, paragraph: Any) -> bool:
        """Whether a paragraph is a line of the table of contents."""
        return name_style(paragraph) in self.contents

    def _climb(self, style: str) -> list[Style]:
        """A style and those it is based on, nearest first."""
        found: list[Style] = []
        while style in self.styles and len(found) < _DEEPEST:
            found.append(self.styles[style])
            style = found[-1].parent
        return found


def name_style(paragraph: Any) -> str:
    """The id of a paragraph's style, empty where it names none."""
    return _name(paragraph, "pPr", "pStyle")


def read_styles(root: Any) -> Styles:
    """The styles of `styles.xml`, none where the file has none."""
    result = Styles()
    for style in root.iter(f"{W}style") if root is not None else ():
        key = style.get(f"{W}styleId") or ""
        name = (_value(style.find(f"{W}name")) or "").lower()
        if re.match(r"toc (?:\d|heading)", name):
            result.contents.add(key)
        heading = re.fullmatch(r"heading (\d)", name)
        level = _read_level(style.find(f"{W}pPr/{W}outlineLvl"))
        result.styles[key] = Style(
            _value(style.find(f"{W}basedOn")) or "",
            _read_switch(style.find(f"{W}rPr/{W}vanish")),
            int(heading[1]) - 1 if heading and level is None else level,
        )
    return result


def _read_switch(element: Any) -> bool | None:
    return None if element is None else (_value(element) or "1") not in _OFF


def _read_level(element: Any) -> int | None:
    value = _value(element) or ""
    return int(value) if re.fullmatch(r"\d", value, re.ASCII) else None


def _name(element: Any, properties: str, kind: str) -> str:
    return _value(element.find(f"{W}{properties}/{W}{kind}")) or ""


def _value(element: Any) -> str | None:
    return None if element is None else element.get(f"{W}val")
