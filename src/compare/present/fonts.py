"""A Chinese font for every figure, and figures as bytes that come out the same each time.

The font travels with the installed packages (the wheel of zhplot carries Noto Sans SC, SIL Open
Font License), so a machine without any Chinese font still draws characters instead of boxes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from unicodedata import category as category_of

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font

from compare.errors import PlanError

FAMILY = "compare Sans"
LATIN_FALLBACK = "DejaVu Sans"  # comes with matplotlib; fills signs a Chinese font may lack
FAMILIES = [FAMILY, LATIN_FALLBACK]
SYSTEM_FAMILIES = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "SimHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Arial Unicode MS",
)
SAMPLE = "海安太仓规划责任单位（2021—2035年）→"
MISSING = "〓"  # the printers' mark for a character the fount does not hold
PNG_DPI = 300
NO_FONT = (
    "no font with Chinese characters was found, so figures would show boxes; install the package "
    "that carries one (`pip install zhplot`) or a system font such as Noto Sans CJK SC "
    "(Debian, Ubuntu: `apt install fonts-noto-cjk`)"
)


def find_packaged_font() -> Path | None:
    """The font file in zhplot's wheel, found without importing zhplot.

    Importing it would change matplotlib's settings for the whole process.
    """
    spec = find_spec("zhplot")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        files = sorted((Path(folder) / "fonts").glob("*SansSC*.[ot]tf"))
        if files:
            return files[0]
    return None


def find_system_font() -> Path | None:
    """The first of the usual Chinese system fonts that holds the characters of `SAMPLE`."""
    by_name: dict[str, list[str]] = {}
    for entry in font_manager.fontManager.ttflist:
        by_name.setdefault(entry.name, []).append(entry.fname)
    for family in SYSTEM_FAMILIES:
        for path in sorted(by_name.get(family, [])):
            if set(map(ord, SAMPLE)) <= FT2Font(path).get_charmap().keys():
                return Path(path)
    return None


def register_font() -> str:
    """Make a Chinese font known to matplotlib and return the family name to use.

    The name is the project's own, so that another copy of the font on the machine, perhaps of
    another version, cannot take its place. PlanError says what to install where there is none.
    """
    if not any(entry.name == FAMILY for entry in font_manager.fontManager.ttflist):
        path = find_packaged_font() or find_system_font()
        if path is None:
            raise PlanError(NO_FONT)
        entry = font_manager.ttfFontProperty(font_manager.get_font(str(path)))
        font_manager.fontManager.ttflist.append(replace(entry, name=FAMILY))
    return FAMILY


@cache
def load_fonts() -> tuple[FT2Font, ...]:
    """The registered font and its fallback, for measuring."""
    return tuple(FT2Font(font_manager.findfont(name)) for name in (register_font(), LATIN_FALLBACK))


@cache
def measure_character(character: str) -> float | None:
    """Advance width in em (规 → 1.0, a → 0.56), None where no font holds the character."""
    for font in load_fonts():
        if glyph := font.get_char_index(ord(character)):
            font.set_size(100, 72)
            return font.load_glyph(glyph).linearHoriAdvance / 65536 / 100
    return None


def replace_missing(text: str) -> str:
    """One line of text that can be drawn: controls as spaces, what no font holds as 〓."""
    return "".join(map(_show_character, text))


@cache
def _show_character(character: str) -> str:
    category = category_of(character)
    if category in ("Cc", "Zs", "Zl", "Zp"):
        return " "
    if category == "Cf":  # zero-width marks
        return ""
    return MISSING if measure_character(character) is None else character


def measure_text(text: str) -> float:
    """Width of one line in em: 规划A → about 2.6."""
    return sum(measure_character(c) or 1.0 for c in text)


@contextmanager
def chart_style() -> Iterator[None]:
    """matplotlib's defaults with the Chinese font and reproducible output, for the block only.

    SVG text becomes outlines: the file shows the same on a machine without the font. PDF embeds
    the font (type 42), so that its text can be searched and copied.
    """
    register_font()
    settings: dict[str, Any] = {
        "font.family": FAMILIES,
        "font.weight": "normal",
        "axes.titleweight": "normal",
        "axes.labelweight": "normal",
        "figure.titleweight": "normal",
        "axes.unicode_minus": False,
        "text.hinting": "none",  # hinting moves letters apart or together at screen resolution
        "text.parse_math": False,  # a $ in a plan is a dollar sign
        "hatch.linewidth": 0.6,
        "svg.fonttype": "path",
        "svg.hashsalt": "compare",
        "pdf.fonttype": 42,
        "savefig.facecolor": "white",
    }
    defaults: dict[Any, Any] = {k: v for k, v in mpl.rcParamsDefault.items() if k in _DRAWN}
    with mpl.rc_context(defaults | settings):
        yield


# A user's own style sheet must not reach into the figures; the backend must stay the user's.
_DRAWN = {
    name
    for name in mpl.rcParamsDefault
    if name.split(".")[0]
    in {"axes", "figure", "font", "grid", "hatch", "legend", "lines", "patch", "path", "pdf"}
    | {"savefig", "svg", "text", "xtick", "ytick", "mathtext", "image", "scatter", "agg"}
}


def save_figure(figure: Figure, stem: Path | str) -> dict[Path, bytes]:
    """`{stem.png: …, stem.svg: …, stem.pdf: …}` – the same bytes for the same figure each time."""
    stem = Path(stem)
    return {
        stem.with_name(f"{stem.name}.{kind}"): render_figure(figure, kind)
        for kind in ("png", "svg", "pdf")
    }


def render_figure(figure: Figure, kind: str, dpi: int = PNG_DPI) -> bytes:
    """The figure as `png` (300 dpi unless told), `svg` or `pdf`, without dates or program versions."""
    metadata: dict[str, dict[str, None]] = {
        "png": {"Software": None},
        "svg": {"Date": None, "Creator": None},
        "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    }
    buffer = io.BytesIO()
    with chart_style():
        figure.savefig(buffer, format=kind, dpi=dpi, metadata=metadata[kind])
    return buffer.getvalue()
