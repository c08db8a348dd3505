"""The one page typeset: a PDF whose text can be selected, and a picture of it; the same every time."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from importlib.resources import as_file, files
from typing import Any

from compare.language.numbers import to_chinese
from compare.present.fonts import find_packaged_font
from compare.present.office.onepage import OnePage
from compare.present.wording.texts import phrase

FONTS = ("Noto Sans SC",)
PICTURE_PPI = 110.0
SIZES = (11.0, 10.5, 10.0, 9.5, 9.0, 8.5, 8.0)  # points of the text; the first that leaves one page


def render_page_pdf(page: OnePage, lang: str = "zh") -> bytes:
    """Bytes of a .pdf file, fonts embedded. Needs typst (extra `report`)."""
    return _typeset(page, lang, format="pdf", timestamp=0)


def render_page_picture(page: OnePage, lang: str = "zh") -> bytes:
    """Bytes of a .png file of the page, for a screen. Needs typst (extra `report`)."""
    return _typeset(page, lang, format="png", ppi=PICTURE_PPI)


def _typeset(page: OnePage, lang: str, **output: Any) -> bytes:
    """The page through the template, in the largest letters with which it is one page."""
    for size in SIZES[:-1]:
        made = _compile(page, lang, size, **output)
        if _count_pages(made) == 1:
            return made[0]
    return _compile(page, lang, SIZES[-1], **output)[0]


def _count_pages(made: list[bytes]) -> int:
    """A picture comes page by page; a PDF says itself how many it has."""
    if len(made) > 1 or not made[0].startswith(b"%PDF"):
        return len(made)
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", made[0]))


def _compile(page: OnePage, lang: str, size: float, **output: Any) -> list[bytes]:
    """The pages of the template; its texts go in as data, never as markup."""
    import typst

    told = asdict(page)
    for number, part in enumerate(told["parts"], 1):
        named = {"zh": to_chinese(number), "number": number, "text": part["head"]}
        part["head"] = phrase("brief.heading", lang, **named)
    data = json.dumps({**told, "fonts": FONTS, "lang": lang, "size": size}, ensure_ascii=False)
    font = find_packaged_font()
    template = files(__package__) / "templates" / "onepage.typ"
    with as_file(template) as path:
        made = typst.compile(
            path,
            font_paths=[font.parent] if font else [],
            ignore_system_fonts=font is not None,
            sys_inputs={"page": data},
            **output,
        )
    return [bytes(one) for one in made] if isinstance(made, list) else [bytes(made)]
