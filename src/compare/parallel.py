"""Where work is done: in this process, in several, or on a cluster. The engine is joblib's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar

from compare.errors import PlanError
from compare.lookups import bind_lookups

T = TypeVar("T")
R = TypeVar("R")


class Run(Protocol):
    """Applies a function to every item; results come in the order of the items."""

    def __call__(self, function: Callable[[T], R], items: Iterable[T], /) -> Iterator[R]: ...


class Lazy(Sequence[R]):
    """What `make` gives for each of some things, made when it is asked for and not held."""

    def __init__(self, things: Sequence[T], make: Callable[[T], R]) -> None:
        self._things, self._make = things, make

    def __len__(self) -> int:
        return len(self._things)

    def __getitem__(self, place: Any) -> Any:
        return self._make(self._things[place])


def run_here(function: Callable[[T], R], items: Iterable[T], /) -> Iterator[R]:
    """One after the other, in this process."""
    return map(function, items)


@contextmanager
def open_machines(jobs: int = 1, scheduler: str = "") -> Iterator[Run]:
    """`jobs` processes on this machine, or the workers of the dask scheduler at that address.

    Workers need this package installed, not the files: what they need is sent to them, the lookups
    in use as well, and what they find is sent back. A worker that dies has its items done by another.
    """
    if jobs == 1 and not scheduler:
        yield run_here
        return
    from joblib import Parallel, delayed, parallel_config

    def run(function: Callable[[Any], Any], items: Iterable[Any], /) -> Iterator[Any]:
        settings = {"n_jobs": -1} if scheduler else {"n_jobs": jobs, "pre_dispatch": "8 * n_jobs"}
        parallel = Parallel(return_as="generator", **settings)
        bound = bind_lookups(function)
        return iter(parallel(delayed(bound)(item) for item in items))

    if not scheduler:
        with parallel_config(backend="loky"):
            yield run
        return
    with connect_client(scheduler), parallel_config(backend="dask"):
        yield run


@contextmanager
def open_threads(threads: int = 1) -> Iterator[Run]:
    """`threads` threads of this process, for work that numpy does without Python's lock."""
    if threads == 1:
        yield run_here
        return
    with ThreadPoolExecutor(threads) as pool:
        yield lambda function, items: pool.map(bind_lookups(function), items)


def connect_client(scheduler: str) -> Any:
    """A client of a dask scheduler; PlanError where dask is missing or nobody answers."""
    try:
        from distributed import Client
    except ImportError as error:
        raise PlanError("a cluster needs dask: pip install '.[cluster]'") from error
    try:
        return Client(scheduler, timeout="15s", set_as_default=True)
    except (OSError, ValueError, TimeoutError) as error:
        raise PlanError(f"no dask scheduler answers ({error})", scheduler) from error
