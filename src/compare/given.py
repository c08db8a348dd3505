"""Files that people give or put beside plans: an ordinary file of bounded size, or one sentence."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from compare.errors import PlanError

LARGEST_FILE = 50 * 2**20


def is_given(path: Path) -> bool:
    """Whether anything stands at `path`; PlanError where it is no file that could be read.

    So what somebody put there is never passed over: `plans.csv` that is a folder, a pipe or a link
    to nowhere is told, not taken for none.
    """
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except (OSError, ValueError) as error:
        raise _tell_closed(error, path) from error
    _check_kind(path)
    return True


def read_given(path: Path) -> bytes:
    """The bytes of a file; PlanError where it is missing, no ordinary file, or larger than LARGEST_FILE."""
    try:
        _check_kind(path)
        # What became a pipe since is not waited for.
        handle = os.open(
            path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        )
        with os.fdopen(handle, "rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        raise _tell_closed(error, path) from error
    if len(data) > LARGEST_FILE:
        raise PlanError(f"the file is larger than {LARGEST_FILE // 2**20} MB", str(path))
    return data


def _check_kind(path: Path) -> None:
    try:
        found = path.stat()
    except (OSError, ValueError) as error:
        raise _tell_closed(error, path) from error
    if stat.S_ISDIR(found.st_mode):
        raise PlanError("this is a folder, not a file", str(path))
    if not stat.S_ISREG(found.st_mode):
        raise PlanError("this is a device or a pipe, not a file", str(path))
    if found.st_size > LARGEST_FILE:
        raise PlanError(f"the file is larger than {LARGEST_FILE // 2**20} MB", str(path))


def _tell_closed(error: OSError | ValueError, path: Path) -> PlanError:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        problem = "this link leads nowhere" if path.is_symlink() else "the file does not exist"
    else:
        problem = f"the file cannot be opened ({getattr(error, 'strerror', None) or error})"
    return PlanError(problem, str(path))
