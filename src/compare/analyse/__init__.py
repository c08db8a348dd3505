"""What the tables of plans say beside each other; all share `terms`, and few know of another.

`practices` draws on alignment and indicators, `progress` on indicators; the rest stand alone.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

__all__ = [
    "alignment",
    "commitment",
    "coverage",
    "indicators",
    "inheritance",
    "instruments",
    "keyness",
    "progress",
    "reuse",
    "terms",
    "workload",
]


def __getattr__(name: str) -> ModuleType:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module(f"{__name__}.{name}")


def __dir__() -> list[str]:
    return __all__
