"""The commands and their options."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from compare import __version__
from compare.cli.commands import (
    FIELDS,
    run_add,
    run_build,
    run_dictionary,
    run_diff,
    run_evaluate,
    run_extract,
    run_figures,
    run_notebooks,
    run_outline,
    run_report,
    run_review,
)
from compare.cli.reply import add_reply_options, run_reply

Run = Callable[[argparse.Namespace], int | None]
FORMS = {  # of what `add` is told, where the words of the text are not enough to go by
    "level": "county, prefecture, province or nation (default: that of the place)",
    "upper_plan": "plan_id of the plan above it that is in the catalogue",
    "issued_on": "such as 2022-10-26 (default: as the text states it)",
}
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
    for name, (run, text, add_options) in COMMANDS.items():
        command = commands.add_parser(name, help=text, description=text, parents=[common])
        command.set_defaults(run=run)
        add_options(command)
    return parser


def add_build_options(build: argparse.ArgumentParser) -> None:
    """Where the plans are, where the tables go and in which form."""
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


def add_extract_options(extract: argparse.ArgumentParser) -> None:
    """Which files, and where their tables go."""
    extract.add_argument("files", nargs="+", type=Path, metavar="FILE")
    extract.add_argument("--out", type=Path, required=True, help="folder for the tables")
    add_lookups_option(extract)
    add_work_options(extract)


def add_outline_options(outline: argparse.ArgumentParser) -> None:
    """Which file."""
    outline.add_argument("file", type=Path, metavar="FILE")
    add_lookups_option(outline)


def add_plan_options(add: argparse.ArgumentParser) -> None:
    """A file, and what is told of the plan where its text does not."""
    add.add_argument("file", type=Path, metavar="FILE")
    add.add_argument("--plan-id", required=True, help="short name, e.g. rudong")
    for field in FIELDS:
        option = f"--{field.replace('_', '-')}"
        add.add_argument(
            option, default="", help=FORMS.get(field, "where the text does not state it")
        )
    add.add_argument("--raw", type=Path, help="folder of plans (default: data/raw)")


def add_review_options(review: argparse.ArgumentParser) -> None:
    """Where the plans are."""
    review.add_argument("--raw", type=Path, help="folder of plans (default: data/raw)")


def add_figures_options(figures: argparse.ArgumentParser) -> None:
    """Which tables, of which plans."""
    figures.add_argument("--out", type=Path, help="folder of the tables (default: data/processed)")
    figures.add_argument("--plans", nargs="+", metavar="ID", help="only these, out of many")


def add_report_options(report: argparse.ArgumentParser) -> None:
    """Which tables, of which plans, and whose side is taken."""
    report.add_argument("--tables", type=Path, help="folder of tables (default: data/processed)")
    report.add_argument("--out", type=Path, help="folder to write to (default: report)")
    report.add_argument("--plans", nargs="+", metavar="ID", help="only these, out of many")
    report.add_argument("--our", default="", metavar="ID", help="our plan (default: the first)")
    report.add_argument(
        "--against", default="", metavar="ID", help="the other plan (default: the most like ours)"
    )


def add_diff_options(diff: argparse.ArgumentParser) -> None:
    """Two versions and the Word file of their changes."""
    diff.add_argument("old", type=Path, metavar="OLD")
    diff.add_argument("new", type=Path, metavar="NEW")
    diff.add_argument("--out", type=Path, required=True, metavar="FILE.docx")
    diff.add_argument("--lang", choices=("zh", "en"), default="zh", help="of the table of changes")
    add_lookups_option(diff)


def add_notebooks_options(notebooks: argparse.ArgumentParser) -> None:
    """Which notebooks."""
    notebooks.add_argument("names", nargs="*", help="only those whose name contains one of these")


def add_no_options(command: argparse.ArgumentParser) -> None:
    """A command that takes none."""


def add_evaluate_options(evaluate: argparse.ArgumentParser) -> None:
    """What is scored: the gold tables, or documents of the readings, or accounts."""
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


def add_lookups_option(command: argparse.ArgumentParser) -> None:
    """The option of commands whose files have no folder of plans with its own `lookups/`."""
    command.add_argument(
        "--lookups", type=Path, metavar="FOLDER", help="own rows beside the packaged lookups"
    )


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


# What each command runs, what it is for, and its options; in the order in which help lists them.
COMMANDS: dict[str, tuple[Run, str, Callable[[argparse.ArgumentParser], None]]] = {
    "build": (run_build, "tables and figures of a folder of plans", add_build_options),
    "extract": (
        run_extract,
        "task, assignment and target tables of single files",
        add_extract_options,
    ),
    "outline": (run_outline, "the heading tree seen in a file", add_outline_options),
    "add": (run_add, "put a plan into the catalogue and report what to review", add_plan_options),
    "review": (
        run_review,
        "list what a person should look at in each plan",
        add_review_options,
    ),
    "figures": (run_figures, "draw the figures from the tables", add_figures_options),
    "report": (
        run_report,
        "an offline page, a workbook and a brief from the tables",
        add_report_options,
    ),
    "diff": (
        run_diff,
        "two versions of a plan as a Word file with tracked changes",
        add_diff_options,
    ),
    "reply": (
        run_reply,
        "a workbook for the office concerned to confirm or correct its rows",
        add_reply_options,
    ),
    "notebooks": (run_notebooks, "execute the notebooks in place", add_notebooks_options),
    "dictionary": (
        run_dictionary,
        "print the data dictionary of all tables as Markdown",
        add_no_options,
    ),
    "evaluate": (
        run_evaluate,
        "precision, recall and F1 against gold tables",
        add_evaluate_options,
    ),
}
