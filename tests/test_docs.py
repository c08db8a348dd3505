"""What the documents say is what the code does."""

from __future__ import annotations

import re
from pathlib import Path

from compare import store
from compare.build.shelf import count_table_rows
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


def test_readme_shows_the_real_output_of_the_build():
    """The line under `plan-compare build` in both READMEs; `test_reproducible` builds the tables."""
    tables = store.read_tables(ROOT / "data" / "processed")
    rows = {f"{name} {count}" for name, count in count_table_rows(tables).items()}
    for name in ("README.md", "README.zh-CN.md"):
        line = next(line for line in read(name).splitlines() if line.startswith("rows in "))
        assert set(line.partition(": ")[2].rstrip("`").split(", ")) == rows, name


def test_links_in_documents_lead_somewhere():
    for name in ("README.md", "README.zh-CN.md", "CONTRIBUTING.md", *_documents()):
        folder = (ROOT / name).parent
        for target in re.findall(r"\]\(([^)#\s]+)\)", read(name)):
            if not target.startswith(("http:", "https:")):
                assert (folder / target).exists(), f"{name} links to {target}"


SOURCE = re.compile(
    r"\b([A-Z][a-zü]+)(?:,? (?:(?:&|and) )?[A-Z][a-zü]+)*(?: et al\.)?(?:'s)?,? \(?((?:19[3-9]|20[0-2])\d)\b"
)
PROGRAMS = {"Word"}  # years of a program, not of a source


def list_sources(text: str) -> set[tuple[str, str]]:
    """First author and year of every source named in a text."""
    found = SOURCE.findall(" ".join(text.split()))
    return {(name, year) for name, year in found if name not in PROGRAMS}


def test_code_and_methods_name_the_same_sources():
    body, _, references = read("docs/methods.md").partition("## References")
    listed = list_sources(references)
    assert {("Sen", "1973"), ("Kendall", "1945"), ("Mihalcea", "2006")} <= listed
    assert list_sources(body) <= listed
    files = (ROOT / "src").rglob("*.py")
    named = {str(path): list_sources(path.read_text("utf-8")) for path in files}
    assert {name: left for name, told in named.items() if (left := told - listed)} == {}
    assert listed <= set.union(list_sources(body), *named.values())


def _documents() -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").glob("*.md")]
