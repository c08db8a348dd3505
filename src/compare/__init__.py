"""Chinese government plans as task tables, and comparisons between them: `import compare as cp`.

`cp.read_plan` reads a plan, `cp.compare` compares some, `cp.open_project` opens tables that were
built, `cp.Settings` says how to compare, `cp.cite` how to cite; `cp.PlanError` is the one kind of
failure to expect. The functions behind the tables are in `cp.analyse` and `cp.evaluate`.

What has a name here, its arguments and the columns of its tables stay as they are within a major
version; columns may be added on the right. Everything else may change with any version.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from compare.version import __version__ as __version__

if TYPE_CHECKING:
    from compare import analyse, evaluate
    from compare.api.citation import cite
    from compare.api.comparison import compare
    from compare.api.plan import read_plan
    from compare.api.project import open_project
    from compare.errors import PlanError
    from compare.settings import Settings

__all__ = [
    "PlanError",
    "Settings",
    "analyse",
    "cite",
    "compare",
    "evaluate",
    "open_project",
    "read_plan",
]

# Loaded when first asked for: pandas takes a second, and the command line may need none of it.
_HOMES = {
    "PlanError": "errors",
    "Settings": "settings",
    "cite": "api.citation",
    "compare": "api.comparison",
    "open_project": "api.project",
    "read_plan": "api.plan",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = import_module(f"{__name__}.{_HOMES.get(name, name)}")
    return getattr(home, name) if name in _HOMES else home


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
