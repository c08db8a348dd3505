"""settings.json beside the tables: which contract they keep to, what made them, what was set."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from compare.errors import PlanError
from compare.schema import CONTRACT
from compare.version import __version__

SETTINGS = "settings.json"


def format_settings(settings: Mapping[str, Any]) -> str:
    """The file as JSON: `contract`, `software`, `settings`; the same text for the same values."""
    content = {"contract": CONTRACT, "software": f"plan-compare {__version__}"}
    return json.dumps({**content, "settings": settings}, ensure_ascii=False, indent=2) + "\n"


def check_contract(folder: Path) -> None:
    """PlanError where the tables of a folder keep to another contract than this software.

    A folder without the file, from before there was one, is read as it is.
    """
    path = folder / SETTINGS
    if not path.is_file():
        return
    try:
        found = json.loads(path.read_text(encoding="utf-8")).get("contract")
    except (ValueError, AttributeError) as error:
        raise PlanError("is no JSON with a contract; build the tables anew", str(path)) from error
    if found != CONTRACT:
        problem = f"the tables keep to contract {found}, this software to {CONTRACT}"
        raise PlanError(f"{problem}; build them anew", str(path))
