"""Tables of thousands of plans wait in files: each is needed once more, when it is written."""

from __future__ import annotations

import shutil
import tempfile
import time
import weakref
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import pandas as pd
from filelock import BaseFileLock, FileLock, Timeout

from compare import store

PREFIX, HELD = "plan-tables-", ".held"
_SECONDS_TO_HOLD = 60.0  # from the making of a folder until its process surely holds it


class Shelf(Mapping[str, pd.DataFrame]):
    """Tables by name, in the order they were put there; read from a file each time one is asked for.

    `shelf["tasks"] = tasks`: whoever gave it need not hold it any longer.

    Like `dict` it takes pairs; of such as are made one by one it holds one table at a time. The
    files stand in a folder that only this user can read, and go with the shelf. What a process that
    was killed left there goes with the next shelf that is made.
    """

    def __init__(self, tables: Iterable[tuple[str, pd.DataFrame]]) -> None:
        sweep_shelves()
        self._folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        weakref.finalize(self, _clear, self._folder, _hold(self._folder))
        self._rows: dict[str, int] = {}
        self._beside: ThreadPoolExecutor | None = None
        self._formatted: dict[str, Future[Path]] = {}
        for name, table in tables:
            self[name] = table
            del table  # before the next is made

    def __setitem__(self, name: str, table: pd.DataFrame) -> None:
        with store.name_fault(self._find(name)):
            store.hold_table(table, name, self._find(name))
        self._rows[name] = len(table)
        self._formatted.pop(name, None)
        if self._beside:
            self._have_formatted(self._beside)

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._rows:
            raise KeyError(name)
        return store.read_held(self._find(name))

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def _find(self, name: str) -> Path:
        return self._folder / f"{name}.table"

    @contextmanager
    def format_beside(self) -> Iterator[None]:
        """Inside, a thread makes Parquet of the tables, beside what else is done.

        It begins when the first table comes: the pairs of tasks, which are that one, need the memory.
        One table at a time is read; the thread is done at the end, and stops at a fault.
        """
        with ThreadPoolExecutor(1) as self._beside:
            try:
                yield
                self._have_formatted(self._beside)
            except BaseException:
                self._beside.shutdown(cancel_futures=True)
                raise
            finally:
                self._beside = None

    def _have_formatted(self, beside: ThreadPoolExecutor) -> None:
        for name in [name for name in self if name not in self._formatted]:
            self._formatted[name] = beside.submit(self._format, name)

    @property
    def formatted(self) -> dict[str, Path]:
        """The folder of each table that stands as Parquet (`store.format_dataset`)."""
        return {name: found.result() for name, found in self._formatted.items()}

    def _format(self, name: str) -> Path:
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        with store.name_fault(folder):
            store.format_dataset(store.map_held(self._find(name)), name, folder)
        return folder

    def count_rows(self, name: str) -> int:
        """The rows of a table, without reading it."""
        return self._rows[name]


def sweep_shelves() -> None:
    """Clear the folders of shelves whose process has ended without: a kill leaves them for ever."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError, Timeout):  # another user's, or that of a build under way
            if time.time() - folder.lstat().st_mtime > _SECONDS_TO_HOLD and not folder.is_symlink():
                _clear(folder, _hold(folder))


def _hold(folder: Path) -> BaseFileLock:
    """The lock of a folder, which goes with its process; Timeout where another has it."""
    lock = FileLock(folder / HELD, blocking=False)
    lock.acquire()
    return lock


def _clear(folder: Path, lock: BaseFileLock) -> None:
    """Take a folder away, all of it also where an interrupt meets just this."""
    try:
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        lock.release()  # before the rest: no system takes away what is held open
        shutil.rmtree(folder, ignore_errors=True)


def count_table_rows(tables: Mapping[str, pd.DataFrame]) -> dict[str, int]:
    """Rows of each table by its name."""
    if isinstance(tables, Shelf):
        return {name: tables.count_rows(name) for name in tables}
    return {name: len(table) for name, table in tables.items()}
