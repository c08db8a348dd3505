"""The Chinese font is found without system fonts, and figures come out the same each time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib import font_manager

from compare.errors import PlanError
from compare.present import fonts
from compare.present.charts.style import new_figure
from compare.present.fonts import (
    chart_style,
    find_packaged_font,
    find_system_font,
    measure_character,
    measure_text,
    register_font,
    render_figure,
    replace_missing,
    save_figure,
)


@pytest.fixture
def no_registered_font(monkeypatch: pytest.MonkeyPatch) -> None:
    """As at the start of a process: the project's own family is not registered."""
    entries = [e for e in font_manager.fontManager.ttflist if e.name != fonts.FAMILY]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", entries)


def test_packaged_font_holds_the_characters_of_the_plans() -> None:
    path = find_packaged_font()
    assert path is not None
    held = font_manager.get_font(str(path)).get_charmap().keys()
    assert {ord(c) for c in "海安太仓规划纲要责任单位（）《》〔〕—→"} <= held


def test_finding_the_font_does_not_import_zhplot() -> None:
    code = (
        "import sys; from compare.present.fonts import register_font; register_font(); "
        "sys.exit('zhplot' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_registering_twice_adds_one_font(no_registered_font: None) -> None:
    assert register_font() == register_font()
    assert sum(e.name == fonts.FAMILY for e in font_manager.fontManager.ttflist) == 1


def test_without_any_chinese_font_the_error_says_what_to_install(
    no_registered_font: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "find_packaged_font", lambda: None)
    monkeypatch.setattr(fonts, "find_system_font", lambda: None)
    with pytest.raises(PlanError, match="pip install zhplot"):
        register_font()


def test_system_font_is_the_fallback(
    no_registered_font: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    packaged = find_packaged_font()
    assert packaged is not None
    monkeypatch.setattr(fonts, "find_packaged_font", lambda: None)
    font = font_manager.FontEntry(fname=str(packaged), name="SimHei")
    monkeypatch.setattr(font_manager.fontManager, "ttflist", [font])
    assert find_system_font() == packaged
    assert register_font() == fonts.FAMILY


def test_a_system_font_without_chinese_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    latin = font_manager.findfont("DejaVu Sans")
    font = font_manager.FontEntry(fname=latin, name="SimHei")
    monkeypatch.setattr(font_manager.fontManager, "ttflist", [font])
    assert find_system_font() is None


def test_the_style_holds_inside_the_block_only() -> None:
    before = dict(mpl.rcParams)
    with chart_style():
        assert mpl.rcParams["svg.fonttype"] == "path"
        assert mpl.rcParams["pdf.fonttype"] == 42
        assert mpl.rcParams["axes.unicode_minus"] is False
    assert dict(mpl.rcParams) == before


def test_a_users_own_style_does_not_reach_the_figure() -> None:
    def draw() -> bytes:
        with chart_style():
            figure, ax = new_figure(2, 1)
            ax.text(0.1, 0.5, "规划")
        return render_figure(figure, "png", 60)

    plain = draw()
    with mpl.rc_context({"font.weight": "bold", "axes.facecolor": "red", "font.size": 20}):
        assert draw() == plain


@pytest.mark.parametrize(("text", "width"), [("", 0.0), ("规划", 2.0), ("规（", 2.0)])
def test_a_chinese_character_is_one_em_wide(text: str, width: float) -> None:
    assert measure_text(text) == pytest.approx(width)


def test_measured_width_is_the_drawn_width() -> None:
    text = "海安 Hai'an 2021—2035，14.5%"
    with chart_style():
        figure, ax = new_figure(6, 1)
        drawn = ax.text(0, 0.5, text, fontsize=20).get_window_extent()
    assert measure_text(text) * 20 / 72 * figure.dpi == pytest.approx(drawn.width, rel=0.03)


def test_characters_no_font_holds_are_replaced() -> None:
    unheld = "\U000f0000"
    assert measure_character(unheld) is None
    assert replace_missing(f"规{unheld}划\x07\t") == "规〓划  "


def test_a_figure_is_saved_in_three_formats_without_dates() -> None:
    with chart_style():
        figure, ax = new_figure(2, 1)
        ax.text(0.1, 0.5, "规划")
    files = save_figure(figure, Path("out/indicators-zh"))
    assert [path.name for path in files] == [f"indicators-zh.{k}" for k in ("png", "svg", "pdf")]
    png, svg, pdf = files.values()
    assert png.startswith(b"\x89PNG")
    assert b"Software" not in png
    assert b"<dc:date>" not in svg
    assert b"<text" not in svg  # outlines, so that the reader needs no font
    assert b"/CreationDate" not in pdf
    assert b"/FontFile2" in pdf  # the font is embedded, so that its text can be copied
    assert files == save_figure(figure, Path("out/indicators-zh"))
