"""What a build leaves behind: tables and texts, figures, the report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from itertools import product
from pathlib import Path

from compare import store
from compare.build.collect import Tables
from compare.build.comparisons import Build
from compare.build.shelf import Shelf
from compare.errors import Progress, need_extra, pass_through
from compare.lookups import use_lookups

LANGUAGES = ("zh", "en")
PAGE_KINDS = ("docx", "pdf", "png")  # of the one page


def write_build(build: Build, out: Path, form: str = "auto") -> None:
    """Every table, source text and own lookup of a build, and what was set: all or none.

    `form`: csv, parquet, auto by size.
    """
    chosen = store.choose_form(len(build.sources)) if form == "auto" else form
    store.write_tables(
        *(build.tables, out, chosen, build.sources),
        *(build.settings.describe(), dict(build.lookups.own)),
        formatted=build.tables.formatted if isinstance(build.tables, Shelf) else None,
    )


def write_figures(build: Build, folder: Path, track: Progress = pass_through) -> list[Path]:
    """Every chart in each language as PNG (300 dpi), SVG and PDF under `folder/<language>/`.

    A chart of other tables that these do not have goes with the same step.
    """
    from compare.present.charts.draw import FIGURES, draw_figure, list_figures
    from compare.present.fonts import save_figure
    from compare.present.gallery import KINDS, render_gallery

    files: dict[Path, bytes] = {}
    with use_lookups(build.lookups):
        tables = build.tables
        jobs = [(name, lang) for lang in LANGUAGES for name in list_figures(tables)]
        for name, lang in track(jobs, "figures"):
            files |= save_figure(draw_figure(name, tables, lang), folder / lang / name)
        gallery = render_gallery(tables, build.sources)
    known = product(LANGUAGES, FIGURES, KINDS)
    gone = _list_former((folder / lang / f"{name}.{kind}" for lang, name, kind in known), files)
    store.write_files({**files, folder / "README.md": gallery}, gone)
    return list(files)


def write_report(
    build: Build, folder: Path, track: Progress = pass_through, our: str = "", other: str = ""
) -> list[Path]:
    """What people take away: the page to read, and in each language workbook, brief and one page.

    `our`: the plan that is ours (default: the first); `other`: the one it is set against (default:
    the most like it). A one page of two plans goes where there is one plan. PlanError for a plan
    that is not there.
    """
    with use_lookups(build.lookups):
        jobs = list_products(dict(build.tables), build.sources, our, other)
        with need_extra("the report", "report"):
            files = {folder / name: jobs[name]() for name in track(list(jobs), "report")}
    known = product(LANGUAGES, PAGE_KINDS)
    gone = _list_former((folder / f"one-page-{lang}.{kind}" for lang, kind in known), files)
    store.write_files(files, gone)
    return list(files)


def _list_former(known: Iterable[Path], files: Mapping[Path, object]) -> list[Path]:
    """What an earlier run wrote and this one does not: it would tell of other tables."""
    return [path for path in known if path not in files and path.is_file()]


def list_products(
    tables: Tables, sources: Mapping[str, str], our: str, other: str
) -> dict[str, Callable[[], str | bytes]]:
    """File name → what makes it; with a single plan there is no page of ours against another's."""
    with need_extra("the report", "report"):
        from compare.present.brief.document import render_brief
        from compare.present.brief.one_page import render_page_docx
        from compare.present.office.typeset import render_page_pdf, render_page_picture
        from compare.present.page.render import render_page
        from compare.present.workbook.render import render_workbook
    from compare.present.office.onepage import write_one_page
    from compare.present.office.viewpoint import choose_viewpoint
    from compare.present.wording.findings import complete_tables

    known = complete_tables(tables)
    jobs: dict[str, Callable[[], str | bytes]] = {
        "plans.html": partial(render_page, tables, sources, our=our, other=other)
    }
    for lang in LANGUAGES:
        sides = tables, sources, lang, our, other
        jobs[f"tables-{lang}.xlsx"] = partial(render_workbook, *sides)
        jobs[f"brief-{lang}.docx"] = partial(render_brief, *sides)
        if len(known["plans"]) > 1:
            view = choose_viewpoint(known, our, other, lang)
            page = write_one_page(known, sources, view)
            renders = render_page_docx, render_page_pdf, render_page_picture
            for kind, render in zip(PAGE_KINDS, renders, strict=True):
                jobs[f"one-page-{lang}.{kind}"] = partial(render, page, lang)
    return jobs
