"""Which lookups are in use, and results that are remembered for each of them.

Some sixty functions ask for rows, a few levels below the ones that are given a `Lookups`; handing
it through every call between would say the same thing on every line. So `extract_plan`, the builds
and the reports take a `Lookups` and bring it into use while they work:

    with use_lookups(lookups):
        read_lookup("themes")

It is in use in this thread alone. `bind_lookups` carries it into other threads, processes and
machines (`compare.parallel` does so with all work it hands out), and `cache_by_lookups` remembers
what was made from it apart from what was made from others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache, update_wrapper, wraps
from inspect import signature
from typing import Any, ParamSpec, TypeVar, cast

from compare.lookups.rows import PACKAGED, Lookups, Rows

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

_MOST_AT_ONCE = 16  # lookups whose results are remembered beside one another
_active: ContextVar[Lookups] = ContextVar("lookups", default=PACKAGED)


def find_active() -> Lookups:
    """The lookups in use here, the packaged ones alone where nobody chose others."""
    return _active.get()


def read_lookup(name: str) -> Rows:
    """Rows of a lookup in use as dicts: read_lookup("stop_words")[0]["word"] → 的."""
    return _active.get().read(name)


def set_lookups(lookups: Lookups) -> None:
    """Take judgement from these lookups from here on: for a notebook, whose cells no `with` spans."""
    _active.set(lookups)


@contextmanager
def use_lookups(lookups: Lookups) -> Iterator[None]:
    """Take judgement from these lookups inside the `with`, and from the earlier ones behind it.

    Not around a `yield` that hands out results: who asks for them would get these lookups too.
    """
    earlier = _active.set(_find_equal(lookups))
    try:
        yield
    finally:
        _active.reset(earlier)


@cache
def _find_equal(lookups: Lookups) -> Lookups:
    """The first of equal ones: those sent to a worker anew with each piece of work are told by `is`."""
    return lookups


@dataclass(frozen=True)
class _Bound:
    """A function with the lookups it is to use; both can be sent to another process."""

    function: Callable[..., Any]
    lookups: Lookups

    def __call__(self, *arguments: Any) -> Any:
        with use_lookups(self.lookups):
            return self.function(*arguments)


def bind_lookups(function: Callable[..., R]) -> Callable[..., R]:
    """The function with the lookups in use now, wherever and whenever it is called."""
    return _Bound(function, find_active())


def cache_by_lookups(
    maxsize: int | None = None,
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """`functools.lru_cache` for a function that reads lookups: results of two are kept apart."""

    def remember(function: Callable[P, R]) -> Callable[P, R]:
        @lru_cache(_MOST_AT_ONCE)
        def open_results(lookups: Lookups) -> Callable[P, R]:
            return lru_cache(maxsize)(function)  # type: ignore[return-value]

        find = _keep_latest(open_results)

        @wraps(function)
        def answer(*args: P.args, **kwargs: P.kwargs) -> R:
            return find()(*args, **kwargs)

        if signature(function).parameters:
            return answer
        # What is asked for most depends on the lookups alone: one call less.
        tell: Any = _keep_latest(lambda lookups: cast("Any", open_results(lookups))())
        return cast("Callable[P, R]", update_wrapper(tell, function))

    return remember


def _keep_latest(make: Callable[[Lookups], T]) -> Callable[[], T]:
    """What `make` gives for the lookups in use, asked again where they are others than before."""
    latest: tuple[Lookups, T] | None = None

    def find() -> T:
        nonlocal latest
        lookups, kept = _active.get(), latest
        # Told by `is`: a hash for each question is dear.
        if kept is None or kept[0] is not lookups:
            latest = kept = (lookups, make(lookups))
        return kept[1]

    return find
