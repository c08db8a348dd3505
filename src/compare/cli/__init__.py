"""The command line: the only place that prints or exits.

Exit codes: 0 done, 1 something is wrong with the input (one sentence on stderr), 2 wrong usage.
"""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from compare import __version__
from compare.cli.reply import add_reply_options, run_reply
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
FIELDS = (
    *("title", "place", "level", "prefecture", "province", "doc_number", "issuer", "issued_on"),
    *("period_start", "period_end", "source_url", "accessed_on", "upper_plan"),
)

EXAMPLES = """examples:
  plan-compare build                        tables and figures of the plans under data/raw
  plan-compare build --raw plans --out out  the same for another folder of plans
  plan-compare extract plan.txt --out out   tables of single files, nothing compared
  plan-compare outline plan.docx            the chapters, sections and tasks seen in a file
  plan-compare add plan.docx --plan-id rudong --place 如东县
                                            put a plan into data/raw, with a report to review
  plan-compare report                       an offline page, Excel tables, a Word brief
  plan-compare diff draft.docx final.docx --out changes.docx
                                            what changed, as tracked changes in Word
  plan-compare reply haian --out reply.xlsx a workbook for the office to confirm or correct its rows
  plan-compare evaluate                     precision, recall and F1 against the gold tables
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # Chinese on a console set to another encoding
            stream.reconfigure(encoding="utf-8", errors="replace")
    gc.set_threshold(100_000, 20, 20)  # tables are millions of values and hardly any cycles
    arguments = build_parser().parse_args(argv)
    try:
        status = arguments.run(arguments)
    except PlanError as error:
        return _fail(str(error), arguments.debug)
    except KeyboardInterrupt:
        print_notice(
            "interrupted; what was written before is untouched, and of many plans those read so far "
            "are kept: the same command goes on from there"
        )
        return 130
    except BrokenPipeError:
        return 0
    except MemoryError:
        return _fail("there is too little memory for this", arguments.debug)
    except OSError as error:
        said = f"{error.filename}: {error.strerror}" if error.filename else str(error)
        return _fail(said, arguments.debug)
    except Exception as error:
        said = f"{type(error).__name__}: {error}".splitlines()[0]
        return _fail(f"unexpected fault ({said}); --debug shows where", arguments.debug)
    return status or 0


def _fail(message: str, debug: bool) -> int:
    if debug:
        import traceback

        traceback.print_exc()
    print_notice(message)
    return 1


def build_parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--debug", action="store_true", help="show where a fault arose")
    parser = argparse.ArgumentParser(
        prog="plan-compare",
        description="Turn government plans into task tables and compare them.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[common],
    )
    parser.add_argument("--version", action="version", version=f"plan-compare {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def add(
        name: str, run: Callable[[argparse.Namespace], int | None], text: str
    ) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text, parents=[common])
        command.set_defaults(run=run)
        return command

    build = add("build", run_build, "tables and figures of a folder of plans")
    build.add_argument("--raw", type=Path, help="folder of plans (default: data/raw)")
    build.add_argument("--out", type=Path, help="folder for the tables (default: data/processed)")
    build.add_argument("--tables-only", action="store_true", help="draw no figures")
    build.add_argument(
        "--format",
        choices=("auto", "csv", "parquet"),
        default="auto",
        help="form of the tables (auto: Parquet for more than 200 plans)",
    )
    build.add_argument(
        "--settings",
        type=Path,
        metavar="FILE",
        help="JSON with stop_words, themes, match_level … (such as a settings.json of other tables)",
    )
    add_work_options(build)

    extract = add("extract", run_extract, "task, assignment and target tables of single files")
    extract.add_argument("files", nargs="+", type=Path, metavar="FILE")
    extract.add_argument("--out", type=Path, required=True, help="folder for the tables")
    add_lookups_option(extract)
    add_work_options(extract)

    outline = add("outline", run_outline, "the heading tree seen in a file")
    outline.add_argument("file", type=Path, metavar="FILE")
    add_lookups_option(outline)

    take = add("add", run_add, "put a plan into the catalogue and report what to review")
    take.add_argument("file", type=Path, metavar="FILE")
    take.add_argument("--plan-id", required=True, help="short name, e.g. rudong")
    for field in FIELDS:
        option = f"--{field.replace('_', '-')}"
        take.add_argument(option, default="", help="where the text does not state it")
    take.add_argument("--raw", type=Path, help="folder of plans (default: data/raw)")

    review = add("review", run_review, "list what a person should look at in each plan")
    review.add_argument("--raw", type=Path, help="folder of plans (default: data/raw)")

    figures = add("figures", run_figures, "draw the figures from the tables")
    figures.add_argument("--out", type=Path, help="folder of the tables (default: data/processed)")
    figures.add_argument("--plans", nargs="+", metavar="ID", help="only these, out of many")

    report = add("report", run_report, "an offline page, a workbook and a brief from the tables")
    report.add_argument("--tables", type=Path, help="folder of tables (default: data/processed)")
    report.add_argument("--out", type=Path, help="folder to write to (default: report)")
    report.add_argument("--plans", nargs="+", metavar="ID", help="only these, out of many")
    report.add_argument("--our", default="", metavar="ID", help="our plan (default: the first)")
    report.add_argument(
        "--against", default="", metavar="ID", help="the other plan (default: the most like ours)"
    )

    diff = add("diff", run_diff, "two versions of a plan as a Word file with tracked changes")
    diff.add_argument("old", type=Path, metavar="OLD")
    diff.add_argument("new", type=Path, metavar="NEW")
    diff.add_argument("--out", type=Path, required=True, metavar="FILE.docx")
    diff.add_argument("--lang", choices=("zh", "en"), default="zh", help="of the table of changes")
    add_lookups_option(diff)

    reply = add(
        "reply", run_reply, "a workbook for the office concerned to confirm or correct its rows"
    )
    add_reply_options(reply)

    notebooks = add("notebooks", run_notebooks, "execute the notebooks in place")
    notebooks.add_argument("names", nargs="*", help="only those whose name contains one of these")

    add("dictionary", run_dictionary, "print the data dictionary of all tables as Markdown")

    evaluate = add("evaluate", run_evaluate, "precision, recall and F1 against gold tables")
    evaluate.add_argument("--gold", type=Path, help="folder of gold tables (default: tests/golden)")
    evaluate.add_argument("--raw", type=Path, help="folder of plans (default: data/raw)")
    evaluate.add_argument(
        "--readings",
        type=Path,
        metavar="FOLDER",
        help="documents of tests/readings to score",
    )
    evaluate.add_argument(
        "--accounts",
        type=Path,
        metavar="FOLDER",
        help="plans, of which to count what stands in no row and in no list, or in two",
    )
    return parser


def _project() -> Path:
    from compare.api.project import find_project

    return find_project()


def add_lookups_option(command: argparse.ArgumentParser) -> None:
    """The option of commands whose files have no folder of plans with its own `lookups/`."""
    command.add_argument(
        "--lookups", type=Path, metavar="FOLDER", help="own rows beside the packaged lookups"
    )


def choose_lookups(arguments: argparse.Namespace) -> Lookups:
    """Those of --lookups FOLDER, else the packaged ones alone."""
    from compare.lookups import PACKAGED, read_lookups

    return read_lookups(arguments.lookups) if arguments.lookups else PACKAGED


def add_work_options(command: argparse.ArgumentParser) -> None:
    """Options of commands that may have many plans to work through."""
    many = command.add_argument_group("for many plans")
    many.add_argument(
        "--jobs", type=int, default=0, metavar="N", help="processes (default: by size)"
    )
    many.add_argument(
        "--strict",
        action=argparse.BooleanOptionalAction,
        help="stop at the first plan that fails, or leave it out and go on "
        "(default: stop where up to 50 plans are named, go on with more)",
    )
    many.add_argument(
        "--tokenizer",
        choices=("jieba", "rjieba"),
        help="what cuts text into words (rjieba is faster; 1 clause in 1,000 differs)",
    )
    many.add_argument(
        "--backend", choices=("processes", "dask"), default="processes", help="where work is done"
    )
    many.add_argument("--scheduler", default="", metavar="ADDRESS", help="tcp://… of dask")


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

    own = arguments.raw is None
    raw = _project() / "data" / "raw" if own else arguments.raw
    out = arguments.out or (_project() / "data" / "processed" if own else Path("out"))
    count = len(list_jobs(raw))
    store.check_apart(raw, out)
    named = (raw / store.CATALOGUE).is_file()
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
    status = report_failures(build.failures, count, named)
    if len(build.sources) > LARGEST_REPORT and not arguments.tables_only:
        print_notice(
            f"no figures of {len(build.sources)} plans; `plan-compare report` takes --plans"
        )
    elif not arguments.tables_only:
        figures = _project() / "figures" if own and arguments.out is None else out / "figures"
        draw_figures(choose_tables(out, None), figures)
    return status


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
            "name up to 50 by --plans",
            str(folder),
        )
    tables = store.read_tables(folder)
    sources = store.read_texts(folder, tables["plans"]["plan_id"])
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
    """Print precision, recall and F1 against the gold."""
    from compare.build.pipeline import extract_catalogue
    from compare.evaluate import score

    gold = arguments.gold or _project() / "tests" / "golden"
    if arguments.readings:
        from compare.evaluate.clauses import score_clauses
        from compare.evaluate.labels import score_commitment, score_themes
        from compare.evaluate.readings import score_readings

        folder = _project() / "tests" / "readings"
        print_text(score_readings(arguments.readings, folder).round(3).to_string(index=False))
        folders = [arguments.readings, _project() / "data" / "raw"]
        for name, scores in score_clauses(folders, folder).items():
            print_text(f"\n{name}\n{scores.round(3).to_string(index=False)}")
        for measure in (score_commitment, score_themes):
            print_text(f"\n{measure(arguments.readings, folder).round(3).to_string(index=False)}")
        return
    if arguments.accounts:
        from compare.evaluate.accounts import measure_accounts

        print_text(measure_accounts(arguments.accounts).to_string(index=False))
        return
    raw = arguments.raw or _project() / "data" / "raw"
    print_text(score.render_scores(score.score_tables(extract_catalogue(raw), gold)))


def run_outline(arguments: argparse.Namespace) -> None:
    """Print the heading tree of a file."""
    from compare.extract import extract_plan
    from compare.extract.readers import read_source

    source, lookups = read_source(arguments.file), choose_lookups(arguments)
    print_outline(extract_plan(source, arguments.file.stem, lookups), arguments.debug)
