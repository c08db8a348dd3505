"""The wheel is whole: in an environment of its own it finds its lookups and its font."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


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
