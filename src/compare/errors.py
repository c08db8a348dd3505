"""The one kind of failure a user is meant to read."""

from __future__ import annotations


class PlanError(Exception):
    """Something is wrong with an input or a table; the message is one clear sentence.

    `where` names the file (and line, where there is one) that the `problem` is about.
    """

    def __init__(self, message: str, where: str = "") -> None:
        super().__init__(f"{where}: {message}" if where else message)
        self.problem = message
        self.where = where
