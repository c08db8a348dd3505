"""Two files that are versions of one plan → a Word document with tracked changes, and a table."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from compare import store
from compare.analyse.versions import list_changes
from compare.build.collect import Tables, tabulate
from compare.build.plans import name_job, read_job
from compare.errors import PlanError, need_extra
from compare.extract import Extraction
from compare.lookups import PACKAGED, Lookups, use_lookups
from compare.present.brief.revision import Block, Version, render_revision
from compare.present.wording.addresses import cite_tasks

_IDS = ("old", "new")


@dataclass(frozen=True)
class Revision:
    """What `write_revision` wrote: the changes, one row each, and the file."""

    changes: pd.DataFrame
    path: Path


def write_revision(
    old: Path, new: Path, out: Path, lang: str = "zh", lookups: Lookups = PACKAGED
) -> Revision:
    """Compare two versions of a plan and write the later one with tracked changes to `out`.

    PlanError: a file cannot be read, `out` is one of the two files or does not end in .docx.
    """
    if out.suffix.lower() != ".docx":
        raise PlanError("the document with tracked changes is a .docx file", str(out))
    if any(out.resolve() == file.resolve() for file in (old, new)):
        raise PlanError("is one of the two versions and would be overwritten", str(out))
    with use_lookups(lookups):
        read = [
            read_job(name_job(path, plan_id), lookups)
            for path, plan_id in zip((old, new), _IDS, strict=True)
        ]
        tables = [tabulate([plan]) for _, plan in read]
        changes = list_changes(*tables)
        versions = [
            _describe_version(entry["title"] or path.name, plan, known, lang)
            for (entry, plan), known, path in zip(read, tables, (old, new), strict=True)
        ]
        with need_extra("the document of changes", "report"):
            data = render_revision(versions[0], versions[1], changes, lang)
        store.write_files({out: data})
    return Revision(changes, out)


def _describe_version(title: str, plan: Extraction, tables: Tables, lang: str) -> Version:
    """The plan's paragraphs, those that are headings alone with their level, and its addresses."""
    levels = {
        row["start"]: int(str(row["level"]))
        for row in plan.nodes
        if row["part"] == "heading" and row["end"] == row["paragraph_end"]
    }
    blocks = [Block(text.text, levels.get(text.offsets[0], 0)) for text in plan.paragraphs]
    return Version(title, blocks, cite_tasks(tables["tasks"], {plan.plan_id: plan.source}, lang))
