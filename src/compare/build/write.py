"""What a build leaves behind: tables and texts, figures, the report."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from compare import store
from compare.analyse.coverage import theme_of_task
from compare.analyse.terms import DEFAULT
from compare.build.collect import Tables
from compare.build.comparisons import Build
from compare.errors import Progress, pass_through
from compare.lookups import use_lookups

LANGUAGES = ("zh", "en")


def write_build(build: Build, out: Path, form: str = "auto") -> None:
    """Every table, source text and own lookup of a build, and what was set: all or none.

    `form`: csv, parquet, auto by size.
    """
    chosen = store.choose_form(len(build.sources)) if form == "auto" else form
    store.write_tables(
        build.tables, out, chosen, build.sources, build.settings.describe(), dict(build.lookups.own)
    )


def write_figures(build: Build, folder: Path, track: Progress = pass_through) -> list[Path]:
    """Every chart in each language as PNG (300 dpi), SVG and PDF under `folder/<language>/`."""
    from compare.present.charts.draw import draw_figure, list_figures
    from compare.present.fonts import save_figure
    from compare.present.gallery import render_gallery

    files: dict[Path, bytes] = {}
    with use_lookups(build.lookups):
        tables = add_themes(build)
        jobs = [(name, lang) for lang in LANGUAGES for name in list_figures(tables)]
        for name, lang in track(jobs, "figures"):
            files |= save_figure(draw_figure(name, tables, lang), folder / lang / name)
        gallery = render_gallery(tables)
    store.write_files({**files, folder / "README.md": gallery})
    return list(files)


def write_report(build: Build, folder: Path, track: Progress = pass_through) -> list[Path]:
    """What people take away: a page, and a workbook and a brief in each language."""
    from compare.present.brief.document import render_brief
    from compare.present.page.render import render_page
    from compare.present.workbook.render import render_workbook

    with use_lookups(build.lookups):
        tables, sources = add_themes(build), build.sources
    jobs: dict[str, Callable[[], str | bytes]] = {
        "plans.html": lambda: render_page(tables, sources)
    }
    for lang in LANGUAGES:
        jobs[f"tables-{lang}.xlsx"] = partial(render_workbook, tables, sources, lang)
        jobs[f"brief-{lang}.docx"] = partial(render_brief, tables, sources, lang)
    with use_lookups(build.lookups):
        files = {folder / name: jobs[name]() for name in track(list(jobs), "report")}
    store.write_files(files)
    return list(files)


def add_themes(build: Build) -> Tables:
    """The tables, and the themes of each task where they are of an own lexicon or other words.

    Charts work out those of the built-in lexicon themselves.
    """
    settings = build.settings
    if settings.lexicon is None and settings.words == DEFAULT:
        return dict(build.tables)
    with use_lookups(build.lookups):
        themes = theme_of_task(build.tables["tasks"], settings.lexicon, tokenizer=settings.words)
    return {**build.tables, "task_themes": themes}
