"""The licence of every package in the lock files, as its installation states it.

    python scripts/audit_locks.py       (in an environment that has requirements-dev.lock installed)

Prints packages by licence; fails on one that is neither permissive nor bound to its own files alone
(MPL, LGPL), and on one that states none. Packages for other systems, not installed here, are listed.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-build.lock")
FREE = re.compile(
    r"\b(MIT|BSD|0BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla|LGPL|Unlicense|HPND|"
    r"Zlib|OFL|CC0|CNRI|Public Domain)|2-Clause|3-Clause",
    re.IGNORECASE,
)
BOUND = re.compile(r"\bA?GPL|Affero|Commercial|Proprietary|Non-?Commercial", re.IGNORECASE)


def main() -> int:
    """List licences; 1 where one binds what uses it."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in list_names():
        found[find_licence(name)].append(name)
    bad = [licence for licence in found if BOUND.search(licence) or not FREE.search(licence)]
    for licence, names in sorted(found.items()):
        print(f"{licence or 'no licence stated'}: {', '.join(names)}")
    bad = [licence for licence in bad if licence != "not installed here"]
    for licence in bad:
        print(f"look at {', '.join(found[licence])}: {licence or 'no licence'}", file=sys.stderr)
    return 1 if bad else 0


def list_names() -> list[str]:
    """The packages of all lock files."""
    texts = ((ROOT / name).read_text(encoding="utf-8") for name in LOCKS)
    return sorted({name for text in texts for name in re.findall(r"^([\w.-]+)==", text, re.M)})


def find_licence(name: str) -> str:
    """What a package states, by expression, classifier or the first line of its field."""
    try:
        stated = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return "not installed here"
    classifiers = [c for c in stated.get_all("Classifier") or () if c.startswith("License ::")]
    if expression := stated.get("License-Expression"):
        return str(expression)
    if classifiers:
        return "; ".join(c.rpartition(" :: ")[2] for c in classifiers)
    return str(stated.get("License") or "").strip().splitlines()[0] if stated.get("License") else ""


if __name__ == "__main__":
    sys.exit(main())
