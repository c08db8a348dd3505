"""One self-contained HTML page of all plans: overview, texts side by side, tables, departments.

The page asks nothing of any server: style, script, data and a Chinese font stand in it. A plan's
text is data only: it travels as JSON in which no tag can close, the script puts it into the page
as text, and the content security policy admits nothing but the page's own style and script.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd

from compare.errors import PlanError, tell_install
from compare.present.fonts import FAMILY, find_packaged_font
from compare.present.page.data import collect_data, list_characters, pack_glyphs
from compare.present.page.sides import read_practice_words
from compare.present.wording.findings import list_findings, select_shown, write_warning
from compare.present.wording.texts import LANGUAGES, check_language, read_phrases

SCRIPTS = (
    "page.js",
    "page_slices.js",
    "page_search.js",
    "page_overview.js",
    "page_text.js",
    "page_read.js",
    "page_sides.js",
    "page_sheets.js",
    "page_correct.js",
    "page_tables.js",
    "page_departments.js",
    "page_start.js",
)
NO_JINJA = f"the page needs the extra `report`: {tell_install('report')}"


def render_page(
    tables: Mapping[str, pd.DataFrame],
    sources: Mapping[str, str],
    lang: str = "zh",
    our: str = "",
    other: str = "",
) -> str:
    """The page as HTML text, both languages in it; `lang` (zh or en) is the one it opens in.

    `tables` as a build writes them, `sources` the source text of each plan in `plans`. It opens
    with the plan `our` (default: the first) against `other` (default: the most like it). The same
    input gives the same bytes. PlanError where the extra `report` is not installed, or a plan is
    not there.
    """
    check_language(lang)
    tables, words = select_shown(tables), read_words()
    data = {
        "lang": lang,
        "words": words,
        "findings": list_sentences(tables, sources),
        "doubt": [write_warning(tables["plans"], lang) for lang in LANGUAGES],
        **collect_data(tables, sources, our, other),
    }
    characters = list_characters([json.dumps(data, ensure_ascii=False)])
    data["glyphs"] = pack_glyphs(characters)
    parts = {"data": data, **data.pop("parts")}
    style = embed_font(characters) + read_template("page.css")
    script = "(() => {\n'use strict';\n" + "\n".join(map(read_template, SCRIPTS)) + "})();\n"
    page: str = _load_template("page.html.j2").render(
        html_lang={"zh": "zh-CN", "en": "en"}[lang],
        title=words["title"][lang == "en"],
        findings=data["findings"],
        words=words,
        policy=write_policy(style, script),
        style=style,
        script=script,
        parts={name: escape_json(part) for name, part in parts.items()},
    )
    return page


def read_words() -> dict[str, list[str]]:
    """key → [Chinese, English] wording of the page, in which {0}, {1} … are filled in."""
    own = {key: [row["zh"], row["en"]] for key, row in read_phrases("page").items()}
    return {**own, **read_practice_words()}


def list_sentences(
    tables: Mapping[str, pd.DataFrame], sources: Mapping[str, str] | None = None
) -> list[dict[str, list[str]]]:
    """The findings, each part as [Chinese, English]: key, sentence, caveat.

    Which plans are in doubt stands once above them, not under each.
    """
    told = (list_findings(tables, lang, warned=False, sources=sources) for lang in LANGUAGES)
    both = zip(*told, strict=True)
    return [
        {
            "key": [zh.key, en.key],
            "sentence": [zh.sentence, en.sentence],
            "caveat": [zh.caveat, en.caveat],
        }
        for zh, en in both
    ]


def read_template(name: str) -> str:
    """A file of the folder `templates` as text."""
    return (files(__package__) / "templates" / name).read_text(encoding="utf-8")


def _load_template(name: str) -> Any:
    try:
        from jinja2 import Environment, StrictUndefined
    except ImportError as error:
        raise PlanError(NO_JINJA) from error
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(read_template(name))


def write_policy(style: str, script: str) -> str:
    """The content security policy: this style and this script, fonts and icons in the page.

    >>> write_policy("", "")[:46]
    "default-src 'none'; script-src 'sha256-47DEQpj"
    """
    rules = {
        "default-src": "'none'",
        "script-src": f"'sha256-{_digest(script)}'",
        "style-src": f"'sha256-{_digest(style)}'",
        "font-src": "data:",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def escape_json(data: object) -> str:
    """JSON that can stand in a script element: no `<`, so nothing in it can end the element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


def embed_font(characters: Iterable[str]) -> str:
    """An @font-face rule with the characters' outlines; empty where no font came with the packages.

    The font stands in the page uncompressed, since compressed bytes differ between versions of
    zlib.
    """
    font = subset_font("".join(sorted(characters)))
    if not font:
        return ""
    coded = base64.b64encode(font).decode("ascii")
    return (
        f"@font-face{{font-family:'{FAMILY}';"
        f"src:url(data:font/ttf;base64,{coded}) format('truetype')}}\n"
    )


@cache
def subset_font(characters: str) -> bytes:
    """The packaged Noto Sans SC cut down to these characters, as a TrueType file."""
    from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped]
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    path = find_packaged_font()
    if path is None:
        return b""
    font = TTFont(path, recalcTimestamp=False, lazy=True)
    options = Options()
    options.hinting = False
    options.layout_features = []
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx", "VORG", "STAT"]
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[ord(char) for char in characters])
    subsetter.subset(font)
    buffer = io.BytesIO()
    font.save(buffer)
    return buffer.getvalue()
