"""settings.json beside the tables: which contract they keep to, what made them, what was set.

It also has a checksum of each table, so that a reader can tell one that is not what was written.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from compare.errors import PlanError
from compare.given import is_given, read_given
from compare.schema import CONTRACT
from compare.version import __version__

SETTINGS = "settings.json"


def format_settings(settings: Mapping[str, Any], checksums: Mapping[str, str] | None = None) -> str:
    """The file as JSON: `contract`, `software`, `settings`; the same text for the same values.

    `checksums`: file → SHA-256 of each table, where there are tables.
    """
    content = {"contract": CONTRACT, "software": f"plan-compare {__version__}"}
    content |= {"settings": settings} | ({"checksums": checksums} if checksums else {})
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def find_checksum(content: str | bytes) -> str:
    """The SHA-256 of what a file holds."""
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    return hashlib.sha256(data).hexdigest()


def read_generation(folder: Path) -> bytes:
    """What tells one build in a folder from the next; of one from before checksums, what was set."""
    try:
        return (folder / SETTINGS).read_bytes()
    except OSError:
        return b""


def check_contract(folder: Path, file: Path | None = None) -> None:
    """PlanError where the tables of a folder keep to another contract than this software.

    Also where `file`, one of them, is not what a build wrote there. A folder without settings.json,
    or from before checksums, is read as it is.
    """
    path = folder / SETTINGS
    if not is_given(path):
        return
    try:
        content = json.loads(read_given(path).decode())
        found, checksums = content.get("contract"), content.get("checksums") or {}
    except (ValueError, AttributeError, RecursionError) as error:
        raise PlanError("is no JSON with a contract; build the tables anew", str(path)) from error
    if found != CONTRACT:
        problem = f"the tables keep to contract {found}, this software to {CONTRACT}"
        raise PlanError(f"{problem}; build them anew", str(path))
    if file and file.name in checksums and find_checksum(_read(file)) != checksums[file.name]:
        problem = "was edited or damaged since it was written"
        raise PlanError(f"{problem}; correct plans by corrections.csv and build anew", str(file))


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        said = error.strerror or error
        raise PlanError(f"cannot be read as a table ({said}); build it anew", str(file)) from error
