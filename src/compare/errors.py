"""The one kind of failure a user is meant to read, and what else a user is told."""

from __future__ import annotations

from collections.abc import Callable

Say = Callable[[str], None]
"""Told, in one sentence, what was left out or taken for granted."""


def say_nothing(sentence: str, /) -> None:
    """Nobody listens."""


class PlanError(Exception):
    """Something is wrong with an input or a table; the message is one clear sentence.

    `where` names the file (and line, where there is one) that the `problem` is about.
    """

    def __init__(self, message: str, where: str = "") -> None:
        super().__init__(f"{where}: {message}" if where else message)
        self.problem = message
        self.where = where
