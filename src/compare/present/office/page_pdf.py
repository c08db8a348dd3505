"""The one page as a PDF: text that can be selected, fonts embedded, the same bytes every time."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.resources import as_file, files

from compare.present.fonts import find_packaged_font
from compare.present.office.onepage import OnePage

FONTS = ("Noto Sans SC",)


def render_page_pdf(page: OnePage, lang: str = "zh") -> bytes:
    """Bytes of a .pdf file. Needs typst (extra `report`)."""
    import typst

    data = json.dumps({**asdict(page), "fonts": FONTS, "lang": lang}, ensure_ascii=False)
    font = find_packaged_font()
    template = files(__package__) / "templates" / "onepage.typ"
    with as_file(template) as path:
        return bytes(
            typst.compile(
                path,
                font_paths=[font.parent] if font else [],
                ignore_system_fonts=font is not None,
                sys_inputs={"page": data},
                timestamp=0,
            )
        )
