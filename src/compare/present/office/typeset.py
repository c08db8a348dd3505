"""The one page typeset: a PDF whose text can be selected, and a picture of it; the same every time."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.resources import as_file, files
from typing import Any

from compare.present.fonts import find_packaged_font
from compare.present.office.onepage import OnePage

FONTS = ("Noto Sans SC",)
PICTURE_PPI = 110.0


def render_page_pdf(page: OnePage, lang: str = "zh") -> bytes:
    """Bytes of a .pdf file, fonts embedded. Needs typst (extra `report`)."""
    return _typeset(page, lang, format="pdf", timestamp=0)


def render_page_picture(page: OnePage, lang: str = "zh") -> bytes:
    """Bytes of a .png file of the page, for a screen. Needs typst (extra `report`)."""
    return _typeset(page, lang, format="png", ppi=PICTURE_PPI)


def _typeset(page: OnePage, lang: str, **output: Any) -> bytes:
    """The page through the template; its texts go in as data, never as markup."""
    import typst

    data = json.dumps({**asdict(page), "fonts": FONTS, "lang": lang}, ensure_ascii=False)
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
    return bytes(made[0] if isinstance(made, list) else made)
