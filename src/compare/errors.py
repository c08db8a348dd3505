"""The one kind of failure a user is meant to read, and what else a user is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar

T = TypeVar("T")
Say = Callable[[str], None]
"""Told, in one sentence, what was left out or taken for granted."""


def say_nothing(sentence: str, /) -> None:
    """Nobody listens."""


class Progress(Protocol):
    """Something that passes items through and shows how far it is, of `total` or their number."""

    def __call__(self, items: Iterable[T], text: str, total: int = 0, /) -> Iterable[T]: ...


def pass_through(items: Iterable[T], text: str, total: int = 0, /) -> Iterable[T]:
    """The items, nothing shown."""
    return items


class PlanError(Exception):
    """Something is wrong with an input or a table; the message is one clear sentence.

    `where` names the file (and line, where there is one) that the `problem` is about.
    """

    def __init__(self, message: str, where: str = "") -> None:
        super().__init__(f"{where}: {message}" if where else message)
        self.problem = message
        self.where = where


def tell_install(extra: str) -> str:
    """How what an extra brings is installed, from the folder that holds the project."""
    return f"in the project's folder run pip install '.[{extra}]'"


@contextmanager
def need_extra(what: str, extra: str) -> Iterator[None]:
    """PlanError in place of ModuleNotFoundError: what needs which package, and how it is installed."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise PlanError(f"{what} needs {error.name}: {tell_install(extra)}") from error
