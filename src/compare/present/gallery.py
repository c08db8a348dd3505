"""The page `figures/README.md`: every figure of a build, what it shows and how to read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from compare.present.charts.draw import list_figures
from compare.present.fonts import PNG_DPI
from compare.present.wording.findings import Finding, list_findings
from compare.present.wording.texts import join_sentences, phrase
from compare.unseen import drop_unseen

__all__ = ["render_gallery"]

LANGUAGES = ("en", "zh")  # in the order of the page
SEPARATOR = " · "
# A dollar sign or a backslash in an element of its own opens no formula.
_ESCAPES = {char: f"\\{char}" for char in "`*_[]|#~"}
_ESCAPES |= {"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "<span>$</span>"}
_ESCAPES["\\"] = "<span>\\\\</span>"
KINDS = ("png", "svg", "pdf")


def render_gallery(
    tables: Mapping[str, pd.DataFrame], sources: Mapping[str, str] | None = None
) -> str:
    """Markdown for `figures/README.md`: contents, then each figure with links, both languages."""
    names = list_figures(tables)
    found = {lang: list_findings(tables, lang, sources=sources) for lang in LANGUAGES}
    parts = [f"# {SEPARATOR.join(phrase('gallery.title', lang) for lang in LANGUAGES)}", ""]
    for lang in LANGUAGES:
        parts += [phrase("gallery.intro", lang, dpi=PNG_DPI), ""]
    parts += [f"- [{_name(name)}](#{name.replace('_', '-')})" for name in names]
    for name in names:
        parts += ["", *_describe(name, found)]
    return "\n".join(parts) + "\n"


def _name(figure: str) -> str:
    return SEPARATOR.join(phrase(f"gallery.{figure}.title", lang) for lang in LANGUAGES)


def _describe(name: str, found: Mapping[str, Sequence[Finding]]) -> list[str]:
    """One figure: anchor, heading, findings it shows, how to read it, pictures, files."""
    lines = [f'<a id="{name.replace("_", "-")}"></a>', "", f"## {_name(name)}", ""]
    for lang in LANGUAGES:
        stop = phrase("mark.stop", lang)
        texts = [f.sentence for f in found[lang] if f.figure == name]
        told = join_sentences([_escape(text).rstrip(".。") + stop for text in texts], lang)
        lines += [f"**{told}**", ""] if told else []
        lines += [phrase(f"gallery.{name}.reading", lang), ""]
    lines += ["| English | 中文 |", "|---|---|"]
    pictures = [f"![{_name(name)}]({lang}/{name}.png)" for lang in LANGUAGES]
    links = [
        SEPARATOR.join(f"[{kind.upper()}]({lang}/{name}.{kind})" for kind in KINDS)
        for lang in LANGUAGES
    ]
    return [*lines, "| " + " | ".join(pictures) + " |", "| " + " | ".join(links) + " |"]


def _escape(text: str) -> str:
    """Words of a plan as Markdown text: no tag, emphasis, link or cell comes of them."""
    return "".join(_ESCAPES.get(char, char) for char in drop_unseen(text))
