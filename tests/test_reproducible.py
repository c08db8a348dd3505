"""A rebuild gives the committed bytes: any hash seed, locale, folder and installed Python."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

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
