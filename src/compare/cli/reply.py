"""The command `reply`: a workbook for the office concerned, and what it answers."""

from __future__ import annotations

import argparse
from pathlib import Path

from compare.cli.show import print_notice, print_text, show_path
from compare.errors import PlanError


def add_reply_options(command: argparse.ArgumentParser) -> None:
    """PLAN_ID --out FILE writes the workbook, --read FILE takes it back."""
    command.add_argument("plan_id", nargs="?", metavar="PLAN_ID", help="whose rows are asked about")
    command.add_argument("--out", type=Path, metavar="FILE.xlsx", help="the workbook to send")
    command.add_argument("--tables", type=Path, help="folder of tables (default: data/processed)")
    command.add_argument("--read", type=Path, metavar="FILE.xlsx", help="a workbook that came back")
    command.add_argument(
        "--raw",
        type=Path,
        help="folder of plans whose corrections.csv it goes to (default: data/raw)",
    )


def run_reply(arguments: argparse.Namespace) -> int:
    """Write the workbook or read it back; 1 where an answer could not be taken."""
    from compare.api.project import find_project

    if bool(arguments.read) == bool(arguments.plan_id and arguments.out):
        raise PlanError("takes either PLAN_ID and --out FILE.xlsx, or --read FILE.xlsx")
    if arguments.read:
        return _take(arguments.read, arguments.raw or find_project() / "data" / "raw")
    from compare.build.replies import write_reply

    folder = arguments.tables or find_project() / "data" / "processed"
    write_reply(folder, arguments.plan_id, arguments.out)
    print_text(f"wrote {show_path(arguments.out)}")
    return 0


def _take(file: Path, raw: Path) -> int:
    from compare.build.replies import take_reply

    taken = take_reply(file, raw)
    for row in taken.rows:
        old, new = row["old"] or "(empty)", row["new"] or "(empty)"
        print_text(f"{row['place']}: {old} → {new} ({row['reason']})")
    for sentence in taken.refused:
        print_notice(f"not taken: {sentence}")
    print_text(
        f"{len(taken.rows)} corrections added to {show_path(raw / 'corrections.csv')}; "
        f"{taken.known} were there before, {taken.confirmed} rows are confirmed, "
        f"{taken.unanswered} have no answer, {len(taken.refused)} could not be taken"
    )
    return 1 if taken.refused else 0
