"""The wheel is whole: in an environment of its own it finds its lookups and its font."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import venv
from email.parser import Parser
from pathlib import Path
from zipfile import ZipFile

import pytest

import compare

ROOT = Path(__file__).parents[1]


def check_metadata(wheel: Path) -> None:
    """The name the index has free, the import, the command, and every extra a message names."""
    with ZipFile(wheel) as archive:
        names = archive.namelist()
        (found,) = (n for n in names if n.endswith(".dist-info/METADATA"))
        metadata = Parser().parsestr(archive.read(found).decode())
        entries = archive.read(found.replace("METADATA", "entry_points.txt")).decode()
    assert metadata["Name"] == "plan-compare"
    assert metadata["Version"] == compare.__version__
    assert {n.split("/")[0] for n in names if ".dist-info" not in n} == {"compare"}
    assert "plan-compare = compare.__main__:start" in entries
    assert set(metadata.get_all("Provides-Extra")) >= list_extras_named()


def list_extras_named() -> set[str]:
    """The extras that a message or a page tells a reader to install."""
    files = [*(ROOT / "src").rglob("*.py"), *(ROOT / "docs").glob("*.md"), ROOT / "README.md"]
    texts = [path.read_text(encoding="utf-8") for path in files]
    told = re.compile(r"(?:pip install '\.\[|tell_install\([\"']|need_extra\([^)]*?, \")([a-z,]+)")
    named = [name for text in texts for name in told.findall(text)]
    return {extra for names in named for extra in names.split(",")}


def test_no_page_or_message_installs_a_package_of_that_name_from_an_index() -> None:
    paths = [*(ROOT / "src").rglob("*.py"), *ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
    told = re.compile(r"pip install (?:-\S+ )*['\"]?(?:plan-)?compare\b")
    assert [path.name for path in paths if told.search(path.read_text(encoding="utf-8"))] == []
    assert list_extras_named() >= {"fast", "parquet", "formats", "report"}


@pytest.mark.slow
def test_wheel_extracts_in_an_empty_environment(tmp_path):
    wheels = tmp_path / "wheels"
    subprocess.run(
        [
            sys.executable,
            "-m",
            "build",
            "--wheel",
            "--no-isolation",
            "--outdir",
            str(wheels),
            str(ROOT),
        ],
        check=True,
        capture_output=True,
    )
    (wheel,) = wheels.glob("*.whl")
    check_metadata(wheel)
    home = tmp_path / "venv"
    venv.create(home, with_pip=False, symlinks=os.name != "nt")
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    site = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
        + ["--no-deps", "--target", site, str(wheel)],
        check=True,
        capture_output=True,
    )
    # The libraries of this environment, without the project that is installed in it for editing.
    libraries = [path for path in sys.path if path.endswith("site-packages")]
    (Path(site) / "libraries.pth").write_text("\n".join(libraries), encoding="utf-8")
    plan = next((ROOT / "data" / "raw").glob("*.txt"))
    script = (
        "import compare, sys; from pathlib import Path\n"
        f"assert Path(compare.__file__).is_relative_to({site!r}), compare.__file__\n"
        "from compare.present.fonts import register_font; register_font()\n"
        "from compare.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    out = tmp_path / "out"
    done = subprocess.run(
        [python, "-c", script, "extract", str(plan), "--out", str(out)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (out / "tasks.csv").stat().st_size > 10_000
