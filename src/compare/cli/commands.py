"""What each command does: its arguments in, a line or a file out."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compare.cli.show import (
    print_doubts,
    print_lookalikes,
    print_notice,
    print_outline,
    print_tables,
    print_text,
    show_path,
    track_progress,
)
from compare.errors import PlanError

if TYPE_CHECKING:
    from compare.build.comparisons import Build
    from compare.build.plans import Failure, Work
    from compare.lookups import Lookups
    from compare.settings import Settings

LARGEST_REPORT = 50  # plans; more make a page of tens of megabytes and charts nobody can read
# What `add` is told of a plan; spelt out, since the parser is made before pandas is loaded.
FIELDS = (
    *("title", "place", "level", "prefecture", "province", "doc_number", "issuer", "issued_on"),
    *("period_start", "period_end", "source_url", "accessed_on", "upper_plan"),
)


def _project() -> Path:
    from compare.api.project import find_project

    return find_project()


def choose_lookups(arguments: argparse.Namespace) -> Lookups:
    """Those of --lookups FOLDER, else the packaged ones alone."""
    from compare.lookups import PACKAGED, read_lookups

    return read_lookups(arguments.lookups) if arguments.lookups else PACKAGED


def plan_work(arguments: argparse.Namespace, count: int, named: bool, out: Path) -> Work:
    """How the plans are worked through: many in all processors, results kept beside the tables."""
    from compare.analyse.alignment import MANY_PLANS
    from compare.build.plans import Work

    if (arguments.backend == "dask") != bool(arguments.scheduler):
        raise PlanError("--backend dask and --scheduler ADDRESS go together")
    jobs = arguments.jobs
    if jobs < 0:
        raise PlanError("--jobs takes a number of processes, from 1 on")
    many = count > MANY_PLANS or bool(arguments.scheduler)
    if not jobs:
        from joblib import cpu_count

        jobs = cpu_count() if many else 1
    kept = out / ".kept" if many else None
    strict = named and not many if arguments.strict is None else arguments.strict
    return Work(jobs, arguments.scheduler, kept, strict, choose_settings(arguments))


def choose_settings(arguments: argparse.Namespace) -> Settings:
    """What the file of settings says, the tokeniser by its own option."""
    from compare.settings import Settings, read_settings

    file = getattr(arguments, "settings", None)
    settings = read_settings(file) if file else Settings()
    return replace(settings, tokenizer=arguments.tokenizer) if arguments.tokenizer else settings


def run_build(arguments: argparse.Namespace) -> int:
    """Build the tables and, unless told otherwise, the figures."""
    from compare import store
    from compare.build.pipeline import build_tables
    from compare.build.plans import list_jobs
    from compare.build.write import write_build
    from compare.given import is_given

    own = arguments.raw is None
    raw = _project() / "data" / "raw" if own else arguments.raw
    out = arguments.out or (_project() / "data" / "processed" if own else Path("out"))
    count = len(list_jobs(raw))
    store.check_apart(raw, out)
    named = is_given(raw / store.CATALOGUE)
    work = plan_work(arguments, count, named, out)
    build = build_tables(raw, track_progress, work, print_notice)
    write_build(build, out, arguments.format)
    print_tables(build.tables, out)
    if not named:
        print_notice(
            f"{raw} has no plans.csv: titles, places and years of its {len(build.sources)} plans are "
            "read from the texts. To correct them, copy plans.csv from the tables into that folder "
            "and edit it"
        )
    tell_twins(build.tables["plans"].to_dict("records"))
    status = report_failures(build.failures, count, named)
    if len(build.sources) > LARGEST_REPORT and not arguments.tables_only:
        print_notice(
            f"no figures of {len(build.sources)} plans; `plan-compare report` takes --plans"
        )
    elif not arguments.tables_only:
        figures = _project() / "figures" if own and arguments.out is None else out / "figures"
        draw_figures(choose_tables(out, None), figures)
    return status


def tell_twins(rows: Iterable[Mapping[Any, Any]]) -> None:
    """Say which plans are one and the same file: to compare these tells nothing."""
    from compare import store

    for plans in store.find_twins(rows):
        print_notice(f"{', '.join(plans)} are the same file under different names")


def report_failures(failures: Sequence[Failure], count: int, catalogued: bool) -> int:
    """Say which plans were left out; 1 where somebody had asked for them by name."""
    for failure in failures:
        print_notice(f"left out {failure.reason}")
    if failures:
        print_notice(f"{len(failures)} of {count} plans are left out, the others are in the tables")
    return 1 if failures and catalogued else 0


def run_extract(arguments: argparse.Namespace) -> int:
    """Tables of single files."""
    from compare import store
    from compare.build.pipeline import extract_files

    for file in arguments.files:
        store.check_apart(file.parent, arguments.out)
    work = plan_work(arguments, len(arguments.files), True, arguments.out)
    work = replace(work, lookups=choose_lookups(arguments))
    build = extract_files(arguments.files, arguments.out, track_progress, work, print_notice)
    print_tables(build.tables, arguments.out)
    return report_failures(build.failures, len(arguments.files), True)


def run_add(arguments: argparse.Namespace) -> None:
    """Take a plan into the catalogue and print what to review."""
    from compare import store
    from compare.build import intake

    raw = arguments.raw or _project() / "data" / "raw"
    fields = {name: getattr(arguments, name) for name in FIELDS}
    added = intake.add_plan(arguments.file, raw, arguments.plan_id, fields)
    print_text(
        f"added {arguments.plan_id} to {show_path(raw / 'plans.csv')}; please check its row:"
    )
    for name in FIELDS:
        print_text(f"  {name:12} {added.entry[name] or '(not stated)'}")
    print_text("")
    print_outline(added.plan, arguments.debug)
    print_doubts(intake.list_doubts(added.plan))
    tell_twins(store.read_catalogue(raw))


def run_review(arguments: argparse.Namespace) -> int:
    """Print what a person should look at in every plan; 1 where one could not be read."""
    from compare.analyse.indicators import find_lookalikes
    from compare.build import intake
    from compare.lookups import read_own_lookups, use_lookups

    raw = arguments.raw or _project() / "data" / "raw"
    status = 0
    targets: list[intake.Row] = []
    for doubts in intake.review_plans(raw, targets):
        print_doubts(doubts)
        status = max(status, any(doubt.kind == intake.NOT_READ for doubt in doubts))
    with use_lookups(read_own_lookups(raw)):
        print_lookalikes(find_lookalikes(targets))
    return status


def run_figures(arguments: argparse.Namespace) -> None:
    """Draw the figures from tables that are there."""
    folder = arguments.out or _project() / "data" / "processed"
    figures = folder / "figures" if arguments.out else _project() / "figures"
    draw_figures(choose_tables(folder, arguments.plans), figures)


def choose_tables(folder: Path, plan_ids: Sequence[str] | None) -> Build:
    """The build in a folder, or some of its plans compared anew; PlanError for too many."""
    from compare import store
    from compare.build.comparisons import Build, compare_chosen, read_build_settings
    from compare.lookups import read_own_lookups

    if plan_ids:
        return compare_chosen(folder, list(dict.fromkeys(plan_ids)))
    count = len(store.read_table("plans", folder))
    if count > LARGEST_REPORT:
        raise PlanError(
            f"{count} plans are too many for charts and a page that can be read; "
            f"name up to {LARGEST_REPORT} by --plans",
            str(folder),
        )
    with store.keep_still(folder):
        tables = store.read_tables(folder)
        sources = store.read_plan_texts(tables["plans"], folder)
        settings = read_build_settings(folder, tables["plans"])
        return Build(tables, sources, [], settings, read_own_lookups(folder, store.LOOKUPS))


def draw_figures(build: Build, folder: Path) -> None:
    """Draw all figures into a folder and say how many."""
    from compare.build.write import write_figures

    drawn = write_figures(build, folder, track_progress)
    print_text(f"{len(drawn)} figures in {show_path(folder)}")


def run_report(arguments: argparse.Namespace) -> None:
    """Write the page, the workbooks and the briefs."""
    from compare.build.write import write_report

    tables = arguments.tables or _project() / "data" / "processed"
    folder = arguments.out or (Path("report") if arguments.tables else _project() / "report")
    build = choose_tables(tables, arguments.plans)
    for path in write_report(build, folder, track_progress, arguments.our, arguments.against):
        print_text(f"wrote {show_path(path)}")
    if len(build.sources) == 1:
        print_notice("there is no one page: a second plan is needed to compare this one with")


def run_diff(arguments: argparse.Namespace) -> None:
    """Write the later version with tracked changes and say how much changed."""
    from compare.build.versions import write_revision

    files = arguments.old, arguments.new, arguments.out
    revision = write_revision(*files, arguments.lang, choose_lookups(arguments))
    counts = revision.changes[["what", "change"]].value_counts(sort=False).reset_index()
    print_text(counts.to_string(index=False, header=False) if len(counts) else "nothing changed")
    print_text(f"wrote {show_path(revision.path)}")


def run_notebooks(arguments: argparse.Namespace) -> None:
    """Execute notebooks in place."""
    from compare.present.notebooks import execute_notebook

    folder = _project() / "notebooks"
    paths = sorted(folder.glob("*.ipynb"))
    if arguments.names:
        paths = [p for p in paths if any(name in p.name for name in arguments.names)]
    from compare import store

    for path in track_progress(paths, "notebooks"):
        store.write_files({path: execute_notebook(path)})
        print_text(f"executed {show_path(path)}")


def run_dictionary(arguments: argparse.Namespace) -> None:
    """Print every table with its columns, types, units and meanings."""
    from compare.schema import describe_tables

    print_text(describe_tables().removesuffix("\n"))


def run_evaluate(arguments: argparse.Namespace) -> None:
    """Print precision, recall and F1 against the gold, or what the options ask for instead."""
    if arguments.readings:
        for number, scores in enumerate(_score_by_readings(arguments.readings)):
            print_text(f"\n{scores}" if number else scores)
    elif arguments.accounts:
        from compare.evaluate.accounts import measure_accounts

        print_text(measure_accounts(arguments.accounts).to_string(index=False))
    else:
        from compare.build.pipeline import extract_catalogue
        from compare.evaluate import score

        gold = arguments.gold or _project() / "tests" / "golden"
        raw = arguments.raw or _project() / "data" / "raw"
        print_text(score.render_scores(score.score_tables(extract_catalogue(raw), gold)))


def _score_by_readings(documents: Path) -> Iterator[str]:
    """The tables of scores of the documents that the project's readings know."""
    from compare.evaluate.clauses import score_clauses
    from compare.evaluate.labels import score_commitment, score_themes
    from compare.evaluate.readings import score_readings

    folder = _project() / "tests" / "readings"
    yield score_readings(documents, folder).round(3).to_string(index=False)
    for name, scores in score_clauses([documents, _project() / "data" / "raw"], folder).items():
        yield f"{name}\n{scores.round(3).to_string(index=False)}"
    for measure in (score_commitment, score_themes):
        yield measure(documents, folder).round(3).to_string(index=False)


def run_outline(arguments: argparse.Namespace) -> None:
    """Print the heading tree of a file."""
    from compare.extract import extract_plan
    from compare.extract.readers import read_source

    source, lookups = read_source(arguments.file), choose_lookups(arguments)
    print_outline(extract_plan(source, arguments.file.stem, lookups), arguments.debug)
