"""Files written whole or not at all.

A file is written beside its place and moved there, so that a build that is killed or runs out of
disk leaves the previous files untouched.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from compare.errors import PlanError


def write_files(files: Mapping[Path, str | bytes]) -> None:
    """Write all files or none: each is written beside its place first, then all are moved.

    A file that holds this content already is left as it is. A move that fails undoes the earlier
    ones: the old files are kept beside their places until the last move is done.
    """
    ready: list[tuple[str, Path]] = []
    moved: list[Path] = []
    kept: dict[Path, str] = {}
    path = Path()
    try:
        for path, content in files.items():
            data = content.encode("utf-8") if isinstance(content, str) else content
            if path.is_file() and path.read_bytes() == data:
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            ready.append((_write_beside(path, data), path))
        for _, path in ready:
            if path.is_file():
                kept[path] = _write_beside(path, path.read_bytes())
        for name, path in ready:
            os.replace(name, path)
            moved.append(path)
    except BaseException as error:
        _undo_moves(moved, kept)
        if not isinstance(error, OSError | UnicodeError):
            raise
        said = getattr(error, "strerror", None) or error
        raise PlanError(f"cannot be written ({said})", str(path)) from error
    finally:
        for name in [*kept.values(), *(name for name, _ in ready)]:
            Path(name).unlink(missing_ok=True)


def _undo_moves(moved: Iterable[Path], kept: Mapping[Path, str]) -> None:
    """Put back what was replaced; what is new goes."""
    for path in moved:
        if path in kept:
            shutil.copyfile(kept[path], path)
        else:
            path.unlink()


def _write_beside(path: Path, content: bytes) -> str:
    """The name of a new file with this content in the folder of `path`."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(name, 0o644)
    except BaseException:
        os.unlink(name)
        raise
    return name


def read_text(path: Path) -> str:
    """A source text written by a build, character for character."""
    if not path.is_file():
        raise PlanError("the text does not exist; run `plan-compare build` first", str(path))
    return path.read_bytes().decode("utf-8")


def read_texts(folder: Path, plan_ids: Iterable[str]) -> dict[str, str]:
    """plan_id → source text of plans of the build in `folder`, that all offsets count in."""
    return {plan: read_text(folder / "text" / f"{plan}.txt") for plan in plan_ids}
