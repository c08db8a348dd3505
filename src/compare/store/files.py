"""Files written as one generation: all of them or none, for every reader and after any kill.

New content is written beside its place (`.writing-…`). Then a journal names every move, and from
that moment the new generation stands: whoever opens the folder next, a reader or a writer, makes
the moves that a kill left open. Before the journal stands nothing old has been touched, and what
lies about is cleared by the next writer. Writers of one folder take turns by a lock.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from compare.errors import PlanError

JOURNAL, LOCK = ".journal.json", ".lock"
STAGED, REPLACED = ".writing-", ".replaced-"
LONGEST_WAIT = 60  # seconds for another writer's moves; they take a fraction of one
LONGEST_WRITE = 3600  # seconds for a single file; they take a fraction of one as well

Move = dict[str, str]
Places = tuple[Path | None, Path, Path, bool]  # new, path, old, whether nothing stood at path


def write_files(
    files: Mapping[Path, str | bytes],
    gone: Iterable[Path] = (),
    folders: Mapping[Path, Path] | None = None,
    root: Path | None = None,
) -> None:
    """Write all files or none, and take `gone` (files or folders) away with the same step.

    `folders`: place → a whole folder that `stage_folder` gave and that is to stand there. `root`:
    the folder whose readers look for the journal (default: the one that holds all files). A file
    that holds this content already is left as it is. PlanError names the file that cannot be
    written; then everything stands as before.
    """
    encoded = dict(_encode(files))
    staged, gone = dict(folders or {}), list(gone)
    if len(encoded) == 1 and not (staged or gone or root):
        _write_one(*encoded.popitem())
        return
    if not (encoded or staged or gone):
        return
    root = root or _find_root(encoded)
    for path in (*encoded, *staged, *gone):
        check_inside(root, path)
    with hold_folder(root):
        settle_folder(root)  # what stands there is known only now, with other writers kept out
        changed = {path: data for path, data in encoded.items() if not _holds(path, data)}
        gone = [path for path in gone if path.exists()]
        path = root
        touched = {root, *(path.parent for path in encoded)}
        try:
            _sweep(touched, staged.values())
            for path, data in changed.items():
                path.parent.mkdir(parents=True, exist_ok=True)
                staged[path] = _write_beside(path, data)
            if staged or gone:
                _swap(root, staged, gone)
        except BaseException as error:
            if not (root / JOURNAL).exists():
                _sweep({*touched, *(path.parent for path in staged)})
            if not isinstance(error, OSError | UnicodeError):
                raise
            raise _tell_fault(error, Path(getattr(error, "filename2", None) or path)) from error


def check_inside(root: Path, path: Path) -> None:
    """PlanError where a place named below `root` is none there, as where a link leads elsewhere."""
    if not _is_inside(root, path):
        raise PlanError(f"leads out of {root}; take the link away", str(path))


def _is_inside(root: Path, path: Path) -> bool:
    folder = Path(os.path.realpath(path.parent))
    return path.name != ".." and folder.is_relative_to(os.path.realpath(root))


def _write_one(path: Path, data: bytes) -> None:
    """One file, moved into place by one step: it needs neither journal nor lock."""
    if _holds(path, data):
        return
    new = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new = _write_beside(path, data)
        os.replace(new, path)
    except BaseException as error:
        _remove(new)
        if not isinstance(error, OSError):
            raise
        raise _tell_fault(error, path) from error


@contextmanager
def name_fault(path: Path) -> Iterator[None]:
    """PlanError with this path for what the system refuses: of a full disk it names no file."""
    try:
        yield
    except OSError as error:
        raise _tell_fault(error, path) from error


@contextmanager
def stage_all(root: Path) -> Iterator[None]:
    """For whoever holds `root`: where not all can be staged inside, nothing of it stays."""
    try:
        yield
    except BaseException:
        _sweep([root])
        raise


def _tell_fault(error: BaseException, path: Path) -> PlanError:
    return PlanError(f"cannot be written ({getattr(error, 'strerror', None) or error})", str(path))


def _find_root(files: Iterable[Path]) -> Path:
    return Path(os.path.commonpath([path.absolute().parent for path in files]))


def _encode(files: Mapping[Path, str | bytes]) -> Iterator[tuple[Path, bytes]]:
    for path, content in files.items():
        try:
            yield path, content.encode("utf-8") if isinstance(content, str) else content
        except UnicodeError as error:
            raise PlanError(f"cannot be written ({error})", str(path)) from error


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.is_file() and path.read_bytes() == data
    except OSError:
        return False


@contextmanager
def hold_folder(folder: Path) -> Iterator[None]:
    """Keep other writers out of a folder; PlanError says who is in it where that takes too long.

    May be taken again by the process that holds it. The lock goes with its process, however that
    ends.
    """
    from filelock import FileLock, Timeout

    path = Path(os.path.realpath(folder)) / LOCK  # one lock by whatever way the folder is named
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path, timeout=LONGEST_WAIT, is_singleton=True)
        lock.acquire()
    except Timeout as error:
        raise PlanError(f"another process writes here{_tell_holder(path)}", str(folder)) from error
    except OSError as error:
        raise _tell_fault(error, path if os.path.lexists(path) else folder) from error
    try:
        with suppress(OSError):  # where the system lets nobody write into a locked file
            path.write_text(f"{os.getpid()} {' '.join(sys.argv[:2])}", encoding="utf-8")
        yield
    finally:
        lock.release()


@contextmanager
def keep_still(folder: Path) -> Iterator[None]:
    """Keep writers out while files of a folder are read that belong together.

    Where nobody may write, nobody needs to be kept out.
    """
    if not (folder.is_dir() and os.access(folder, os.W_OK)):
        yield
        return
    with hold_folder(folder):
        yield


def _tell_holder(path: Path) -> str:
    try:
        number, _, command = path.read_text(encoding="utf-8").partition(" ")
    except (OSError, UnicodeError):
        return ""
    return f": process {number} ({command})" if number else ""


def settle_folder(folder: Path) -> None:
    """Make the moves an interrupted writer left open, so that what is read is one generation.

    PlanError where they cannot be made.
    """
    if not (folder / JOURNAL).is_file():
        return
    with hold_folder(folder):
        try:
            _follow_journal(folder)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise PlanError(
                f"an interrupted write cannot be finished ({error}); build the folder again",
                str(folder),
            ) from error


def _swap(root: Path, staged: Mapping[Path, Path], gone: Iterable[Path]) -> None:
    """Move everything staged into place; a move that fails undoes the earlier ones.

    Where all are made the new generation stands: an interrupt while what it replaced is cleared
    away undoes nothing, and the next one goes on clearing.
    """
    moves = [_plan_move(new, path) for path, new in staged.items()]
    moves += [_plan_move(None, path) for path in gone]
    for move in moves:
        if move["new"] and Path(move["path"]).is_file():
            _copy(Path(move["path"]), Path(move["old"]))
    _write_journal(root, moves, "forward")
    try:
        _make_moves(root)
    except BaseException:
        _write_journal(root, moves, "back")
        _follow_journal(root)
        raise
    _follow_journal(root)


def _plan_move(new: Path | None, path: Path) -> Move:
    """What stands at `path` goes to `old`, `new` (none where it only goes) comes to `path`.

    `fresh`: the path where nothing stands there yet, so that to go back is to take it away.
    """
    old = path.parent / f"{REPLACED}{path.name}"
    fresh = "" if path.exists() else str(path)
    return {"new": str(new or ""), "path": str(path), "old": str(old), "fresh": fresh}


def _copy(path: Path, old: Path) -> None:
    old.unlink(missing_ok=True)
    try:
        os.link(path, old)
    except OSError:
        shutil.copyfile(path, old)


def _write_journal(root: Path, moves: list[Move], direction: str) -> None:
    here = root.absolute()
    rows = [
        {key: os.path.relpath(place, here) if place else "" for key, place in move.items()}
        for move in moves
    ]
    content = json.dumps({"direction": direction, "moves": rows}, ensure_ascii=False)
    os.replace(
        _write_beside(root / JOURNAL, content.encode("utf-8", "surrogateescape")), root / JOURNAL
    )


def _follow_journal(root: Path) -> None:
    """Make each move that is still open, and clear away what is left of them.

    Any of them may have been made, and anything cleared away, before.
    """
    for new, _, old, _ in _make_moves(root):
        _remove(old)
        _remove(new)
    (root / JOURNAL).unlink(missing_ok=True)


def _make_moves(root: Path) -> list[Places]:
    """Make each move of the journal that is still open; all of its moves.

    ValueError where one of them is none that a writer makes: whoever sent the folder wrote it.
    """
    journal = root / JOURNAL
    if not journal.is_file():
        return []
    found: dict[str, Any] = json.loads(journal.read_bytes().decode("utf-8", "surrogateescape"))
    step = {"forward": _move_on, "back": _move_back}[found["direction"]]
    moves = [
        (
            root / move["new"] if move["new"] else None,
            root / move["path"],
            root / move["old"],
            bool(move.get("fresh")),
        )
        for move in found["moves"]
    ]
    if not all(_is_own_move(root, *places) for *places, _ in moves):
        raise ValueError("it would move files of others")
    for move in moves:
        step(*move)
    return moves


def _is_own_move(root: Path, new: Path | None, path: Path, old: Path) -> bool:
    """Whether all of a move is within the folder, and what it takes away is a writer's own."""
    is_named = (new is None or new.name.startswith(STAGED)) and old.name.startswith(REPLACED)
    return is_named and all(_is_inside(root, place) for place in (new, path, old) if place)


def _move_on(new: Path | None, path: Path, old: Path, fresh: bool) -> None:
    if new is None:
        if path.exists() and not old.exists():
            os.replace(path, old)
    elif new.is_dir():
        if path.exists() and not old.exists():
            os.replace(path, old)
        os.replace(new, path)
    elif new.exists():
        os.replace(new, path)


def _move_back(new: Path | None, path: Path, old: Path, fresh: bool) -> None:
    if old.exists():
        if path.is_dir():
            shutil.rmtree(path)
        os.replace(old, path)
    elif fresh and new is not None and not new.exists():
        _remove(path)


def _remove(path: Path | None) -> None:
    if path is None:
        return
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _sweep(folders: Iterable[Path], staged: Iterable[Path] = ()) -> None:
    """Clear what is no longer wanted, of this writer or of one that was killed."""
    mine = set(staged)
    for folder in folders:
        for prefix in (STAGED, REPLACED):
            for path in folder.glob(f"{prefix}*"):
                if path not in mine:
                    _remove(path)


def sweep_abandoned(folder: Path) -> None:
    """Clear what killed writers of single files left: these take no lock, so only age tells."""
    for path in folder.glob(f"{STAGED}*"):
        with suppress(OSError):  # its writer has just moved it
            if time.time() - path.lstat().st_mtime > LONGEST_WRITE:
                _remove(path)


def stage_folder(path: Path) -> Path:
    """An empty folder beside `path`, to be filled and handed to `write_files`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(dir=path.parent, prefix=STAGED))


def _write_beside(path: Path, content: bytes) -> Path:
    """A new file with this content in the folder of `path`."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=STAGED)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(name, 0o644)
    except BaseException:
        os.unlink(name)
        raise
    return Path(name)


def read_text(path: Path) -> str:
    """A source text written by a build, character for character; no link to what is none."""
    try:
        if path.is_symlink():
            raise PlanError("is a link, not the text a build wrote; build anew", str(path))
        if not path.is_file():
            raise PlanError("the text does not exist; run `plan-compare build` first", str(path))
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise PlanError(
            "is not the text a build wrote (no UTF-8); build anew", str(path)
        ) from error


def read_texts(folder: Path, plan_ids: Iterable[str]) -> dict[str, str]:
    """plan_id → source text of plans of the build in `folder`, that all offsets count in."""
    texts = folder / "text"
    check_inside(folder, texts / "any.txt")
    return {plan: read_text(texts / f"{plan}.txt") for plan in plan_ids}
