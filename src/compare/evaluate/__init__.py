"""How right the results are: extraction against gold rows, counterparts against readings."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

__all__ = ["agreement", "calibration", "score"]


def __getattr__(name: str) -> ModuleType:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module(f"{__name__}.{name}")


def __dir__() -> list[str]:
    return __all__
