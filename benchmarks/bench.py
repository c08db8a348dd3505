"""Run the benchmarks and put what they print into docs/performance.md.

Each part of that page between `<!-- name -->` and `<!-- end -->` is the output of one script.

    python benchmarks/bench.py [NAME …] [--rounds 3]      (all parts take about two hours)
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import subprocess
import sys
from datetime import date
from importlib.metadata import version
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
PAGE = FOLDER.parent / "docs" / "performance.md"
PACKAGES = (
    "numpy",
    "scipy",
    "pandas",
    "scikit-learn",
    "jieba",
    "rjieba",
    "sparse-dot-topn",
    "joblib",
)
PARTS = {
    "machine": [],
    "corpus": ["corpus.py", "--describe"],
    "two": ["run.py"],
    "floor": ["scale.py", "floor"],
    "growth": ["scale.py", "growth"],
    "build": ["builds.py"],
    "passages": ["stretches.py"],
    "page": ["page.py"],
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(PARTS))
    parser.add_argument("--rounds", type=int, default=3, help="of the parts of thousands of plans")
    arguments = parser.parse_args()
    for name in arguments.names or PARTS:
        print(f"== {name}", file=sys.stderr, flush=True)
        rounds = ["--rounds", str(arguments.rounds)] if name in ("floor", "growth") else []
        output = describe_machine() if name == "machine" else run_script(PARTS[name] + rounds)
        print(output)
        page = PAGE.read_text("utf-8")
        found = re.search(rf"(?<=<!-- {name} -->\n).*?(?=<!-- end -->)", page, re.DOTALL)
        if not found:
            sys.exit(f"{PAGE.name} has no part {name}")
        PAGE.write_text(f"{page[: found.start()]}\n{output}\n\n{page[found.end() :]}", "utf-8")


def run_script(command: list[str]) -> str:
    done = subprocess.run(
        [sys.executable, str(FOLDER / command[0]), *command[1:]],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "0"},
    )
    return done.stdout.strip()


def describe_machine() -> str:
    listed = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"Measured on {date.today():%Y-%m-%d}: {os.cpu_count()} cores ({platform.machine()}), "
        f"{platform.system()}, Python {platform.python_version()}, {listed}."
    )


if __name__ == "__main__":
    main()
