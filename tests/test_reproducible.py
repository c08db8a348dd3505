"""A rebuild gives the committed bytes: any hash seed, locale, folder and installed Python."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROCESSED = ROOT / "data" / "processed"


def read_all(folder: Path) -> dict[str, bytes]:
    files = (
        path
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".parquet" and path.name != ".lock"
    )
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_rebuild_gives_the_committed_tables(tmp_path):
    """With a fixed hash seed and in another locale; `.ci/run` rebuilds with a random seed."""
    environment = {**os.environ, "PYTHONHASHSEED": "0", "LC_ALL": "C", "TZ": "Asia/Shanghai"}
    environment.pop("PYTHONUTF8", None)
    out = tmp_path / "tables"
    subprocess.run(
        [sys.executable, "-m", "compare", "build", "--tables-only"]
        + ["--raw", str(ROOT / "data" / "raw"), "--out", str(out)],
        cwd="/",
        env=environment,
        check=True,
        capture_output=True,
    )
    built, committed = read_all(out), read_all(PROCESSED)
    assert sorted(built) == sorted(committed)
    changed = [name for name in built if built[name] != committed[name]]
    assert not changed, f"data/processed is not what the code builds: {changed}"


def test_published_plans_are_kept_byte_for_byte():
    import csv
    import hashlib

    with (ROOT / "data" / "raw" / "plans.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            data = (ROOT / "data" / "raw" / row["source_file"]).read_bytes()
            assert hashlib.sha256(data).hexdigest() == row["sha256"]


PRODUCTS = """
import hashlib, sys
from compare.present.brief.document import render_brief
from compare.present.page.render import render_page
from compare.present.workbook.render import render_workbook
from report_material import make_report_tables, make_sources

tables, sources = make_report_tables(2), make_sources(2)
made = [render_brief(tables, sources, "zh"), render_workbook(tables, sources, "zh")]
made.append(render_page(tables, sources).encode())
print(*(hashlib.sha256(data).hexdigest() for data in made))
"""


@pytest.mark.slow
def test_what_people_take_away_is_the_same_bytes_in_another_process(capsys):
    for package in ("docx", "jinja2", "xlsxwriter"):
        pytest.importorskip(package)
    paths = os.pathsep.join([str(ROOT / "tests"), *sys.path])
    seed = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"
    elsewhere = subprocess.run(
        [sys.executable, "-c", PRODUCTS],
        env={**os.environ, "PYTHONPATH": paths, "PYTHONHASHSEED": seed, "TZ": "Asia/Shanghai"},
        capture_output=True,
        text=True,
        check=True,
    )
    exec(PRODUCTS, {})
    assert elsewhere.stdout == capsys.readouterr().out
