"""Where work is done: in this process, in several, or on a cluster. The engine is joblib's."""

from __future__ import annotations

import logging
import os
import threading
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache, partial
from itertools import chain, islice
from typing import Any, NoReturn, Protocol, TypeVar, cast

from compare.errors import PlanError, tell_install
from compare.limits import start_worker
from compare.lookups import bind_lookups

_TOLD_BY_DASK = ("distributed", "distributed.client", "tornado.application", "asyncio")
LONGEST_WAIT = 60  # seconds for a worker to join
# Seconds until a process without work gives back its memory; between the comparisons of many plans
# this one works alone for longer than the former, and to start others takes three of a processor.
LONGEST_IDLE, IDLE_BETWEEN_STEPS = 20, 120

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


def give_up(item: Any) -> NoReturn:
    """What is said of work that ends its process each time."""
    raise PlanError("a process dies at this work each time; the machine may have too little memory")


def run_here(function: Callable[[T], R], items: Iterable[T], /) -> Iterator[R]:
    """One after the other, in this process."""
    return map(function, items)


def run_together(run: Run, size: int) -> Run:
    """`run`, so many items in a row done by one process, which finds again what the last ones read."""

    def run_groups(function: Callable[[Any], Any], items: Iterable[Any], /) -> Iterator[Any]:
        rest = iter(items)
        groups = iter(lambda: list(islice(rest, size)), [])
        return chain.from_iterable(run(partial(_apply, function), groups))

    return cast("Run", run_groups)


def _apply(function: Callable[[T], R], items: Sequence[T]) -> list[R]:
    return [function(item) for item in items]


@contextmanager
def open_machines(
    jobs: int = 1,
    scheduler: str = "",
    lost: Callable[[Any], Any] = give_up,
    idle: int = LONGEST_IDLE,
) -> Iterator[Run]:
    """`jobs` processes on this machine, or the workers of the dask scheduler at that address.

    Workers need this package installed, not the files: what they need is sent to them, the lookups
    in use as well, and what they find is sent back. A worker that dies has its items done by another.
    `lost` gives the result of an item that ends its process each time; `idle`: for how many seconds a
    process waits for work (those that wait for another time end at the first work). PlanError where
    the scheduler is lost.
    """
    if jobs == 1 and not scheduler:
        yield run_here
        return
    from joblib import parallel_config

    if not scheduler:
        _hush_manager()
        own = {"initializer": start_worker, "initargs": (os.getpid(),)}
        with parallel_config(backend="loky", idle_worker_timeout=idle, **own):
            yield lambda function, items: _run_through(bind_lookups(function), items, jobs, lost)
        return
    with connect_client(scheduler) as client, parallel_config(backend="dask"):
        _await_worker(client, scheduler)
        yield lambda function, items: _run_on_cluster(bind_lookups(function), items, scheduler)


@cache
def _hush_manager() -> None:
    """Have the thread that hands out work end without a word where it is interrupted at it, and
    idle processes as well, since others take their place."""
    warnings.filterwarnings("ignore", message="[0-9]+ tasks which were", module="joblib")
    warnings.filterwarnings("ignore", message="A worker stopped while some jobs", module="joblib")
    earlier = threading.excepthook

    def tell(fault: threading.ExceptHookArgs) -> None:
        if "ExecutorManagerThread" not in getattr(fault.thread, "name", ""):
            earlier(fault)

    threading.excepthook = tell


def _run_on_cluster(
    function: Callable[[Any], Any], items: Iterable[Any], scheduler: str
) -> Iterator[Any]:
    from concurrent.futures import CancelledError

    from distributed import KilledWorker
    from joblib import Parallel, delayed

    try:
        yield from Parallel(n_jobs=-1, return_as="generator")(delayed(function)(i) for i in items)
    except KilledWorker as error:
        raise PlanError(
            "the workers die at this work; they may need more memory", scheduler
        ) from error
    except (OSError, TimeoutError, CancelledError) as error:
        raise PlanError("the dask scheduler is lost", scheduler) from error


def _run_through(
    function: Callable[[Any], Any], items: Iterable[Any], jobs: int, lost: Callable[[Any], Any]
) -> Iterator[Any]:
    """Results in the order of the items, whatever becomes of a process.

    Where one dies, what was under way is done again item by item, so that the one that kills its
    process is found.
    """
    from joblib import Parallel, delayed
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    waiting, rest = deque[Any](), iter(items)

    def feed() -> Iterator[Any]:
        for item in rest:
            waiting.append(item)
            yield delayed(function)(item)

    while True:
        try:
            for found in Parallel(jobs, return_as="generator", pre_dispatch="8 * n_jobs")(feed()):
                waiting.popleft()
                yield found
            return
        except TerminatedWorkerError:
            again, waiting = list(waiting), deque()
            for item in again:
                yield _run_alone(function, item, lost)


def _run_alone(function: Callable[[Any], Any], item: Any, lost: Callable[[Any], Any]) -> Any:
    """The result of one item in a process where nothing else is done, or what `lost` gives."""
    from joblib import Parallel, delayed
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    for _ in range(2):
        try:
            return Parallel(2)([delayed(function)(item)])[0]
        except TerminatedWorkerError:
            continue
    return lost(item)


@contextmanager
def open_threads(threads: int = 1) -> Iterator[Run]:
    """`threads` threads of this process, for work that numpy does without Python's lock."""
    if threads == 1:
        yield run_here
        return
    with ThreadPoolExecutor(threads) as pool:
        yield lambda function, items: pool.map(bind_lookups(function), items)


def _await_worker(client: Any, scheduler: str) -> None:
    """PlanError where no worker joins the scheduler."""
    try:
        client.wait_for_workers(1, timeout=LONGEST_WAIT)
    except TimeoutError as error:
        problem = f"no worker has joined the dask scheduler in {LONGEST_WAIT} seconds"
        raise PlanError(f"{problem}; start some with `dask worker`", scheduler) from error


def connect_client(scheduler: str) -> Any:
    """A client of a dask scheduler; PlanError where dask is missing or nobody answers."""
    try:
        from distributed import Client
    except ImportError as error:
        raise PlanError(f"a cluster needs dask: {tell_install('cluster')}") from error
    for name in _TOLD_BY_DASK:  # a loss is told once, in a sentence
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        return Client(scheduler, timeout="15s", set_as_default=True)
    except (OSError, ValueError, TimeoutError) as error:
        raise PlanError(f"no dask scheduler answers ({error})", scheduler) from error
