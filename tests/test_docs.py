"""What the documents say is what the code does."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from compare.schema import TABLES, describe_tables

ROOT = Path(__file__).parents[1]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_data_dictionary_is_the_schema():
    assert read("docs/data-dictionary.md") == describe_tables(), (
        "write it anew: python -m compare dictionary > docs/data-dictionary.md"
    )


def test_every_committed_table_is_in_the_schema():
    names = {path.stem for path in (ROOT / "data" / "processed").glob("*.csv")}
    assert names <= set(TABLES)


def test_readme_shows_the_real_output_of_the_build(tmp_path):
    """The line under `plan-compare build` in both READMEs is what the command prints."""
    done = subprocess.run(
        [sys.executable, "-m", "compare", "build", "--tables-only", "--out", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    rows = done.stdout.strip().partition(": ")[2]
    for name in ("README.md", "README.zh-CN.md"):
        assert rows in read(name), f"{name} does not show: {rows}"


def test_links_in_documents_lead_somewhere():
    for name in ("README.md", "README.zh-CN.md", "CONTRIBUTING.md", *_documents()):
        folder = (ROOT / name).parent
        for target in re.findall(r"\]\(([^)#\s]+)\)", read(name)):
            if not target.startswith(("http:", "https:")):
                assert (folder / target).exists(), f"{name} links to {target}"


def _documents() -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").glob("*.md")]
