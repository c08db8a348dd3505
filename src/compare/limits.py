"""What one piece of work may take, and processes that end with the one that started them.

A limit is of processor time, so that a busy machine refuses no plan, and of memory beyond what the
process holds already. Both are set anew for each piece, in a process that goes on afterwards.
"""

from __future__ import annotations

import ctypes
import faulthandler
import gc
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache

from compare.errors import PlanError

SECONDS, MEMORY = 60.0, 2 * 2**30  # the largest text that is read takes a sixth of either
LONGEST = (
    15 * 60.0
)  # seconds of the clock for one piece in a worker: files are read apart meanwhile
_KILL_WITH_PARENT = 1  # PR_SET_PDEATHSIG
_GIVE_BACK_FROM, _MAP_FROM = -1, -3  # as mallopt names what can be set
_SECONDS_BETWEEN_LOOKS, _SECONDS_BETWEEN_GUARDS, _LEAST_WAIT = 2.0, 0.1, 0.01
_worker = False
_own = threading.local()  # .limited: whether this thread is at work within a limit


class _Spent(BaseException):
    """The time is over. Not an Exception, so that nothing on the way takes it for one of its own."""


@contextmanager
def limit_work(seconds: float = SECONDS, memory: int = MEMORY) -> Iterator[None]:
    """PlanError where what is done inside takes more processor time or memory.

    Within such a limit another does nothing, nor does this on a system that keeps none. A thread
    beside the main one, as dask has its workers use, is held to the time alone: memory is the
    process's. A worker whose piece cannot be stopped so ends after LONGEST.
    """
    if getattr(_own, "limited", False):
        yield
        return
    _own.limited = True
    is_main = threading.current_thread() is threading.main_thread()
    if _worker and is_main:
        faulthandler.dump_traceback_later(LONGEST, exit=True, file=_open_nowhere())
    try:
        if is_main:
            with _limit_memory(memory), _limit_time(seconds):
                yield
        else:
            with _limit_thread(seconds):
                yield
    except _Spent as error:
        raise PlanError(f"takes more than {seconds:g} seconds of work; leave it out") from error
    except MemoryError as error:
        raise PlanError(f"needs more than {memory // 2**20} MB; leave it out") from error
    except RecursionError as error:
        raise PlanError("is nested too deeply to be read; leave it out") from error
    finally:
        _own.limited = False
        if _worker and is_main:
            faulthandler.cancel_dump_traceback_later()


@contextmanager
def _limit_time(seconds: float) -> Iterator[None]:
    if not hasattr(signal, "setitimer") or signal.getitimer(signal.ITIMER_PROF)[0]:  # of a profiler
        yield
        return
    earlier = signal.signal(signal.SIGPROF, _end_piece)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, earlier)


@contextmanager
def _limit_thread(seconds: float) -> Iterator[None]:
    """The limit of time in a thread no signal reaches: another looks on, and has it raised there."""
    if not hasattr(time, "pthread_getcpuclockid"):
        yield
        return
    thread, turn, is_done = threading.get_ident(), threading.Lock(), threading.Event()
    is_raised = threading.Event()
    clock = time.pthread_getcpuclockid(thread)
    until = time.clock_gettime(clock) + seconds

    def look_on() -> None:
        while not is_done.wait(max(until - time.clock_gettime(clock), _LEAST_WAIT)):
            with turn:
                if not is_done.is_set() and time.clock_gettime(clock) >= until:
                    is_raised.set()
                    _raise_in(thread, _Spent)
                    return

    threading.Thread(target=look_on, daemon=True).start()
    is_spent = False
    try:
        yield
    except _Spent:
        is_spent = True
        raise
    finally:
        with turn:
            is_done.set()
        if is_raised.is_set() and not is_spent:
            _await_raise()


def return_memory() -> None:
    """Give what a step no longer needs back to the system, which the C library else keeps for later.

    Without effect where the C library is not that of GNU.
    """
    with suppress(OSError, AttributeError, TypeError):  # TypeError: Windows knows no process itself
        ctypes.CDLL(None).malloc_trim(0)


def _await_raise() -> None:
    """Take what was to be raised here and was not yet, so that it meets no other work.

    To withdraw it instead (with NULL) would leave the interpreter's mark that something is to be
    raised, and CPython 3.11 goes round in a circle at the next call that is traced.
    """
    with suppress(_Spent):
        for _ in range(1000):
            time.sleep(0.001)


def _raise_in(thread: int, error: type[BaseException]) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(error))


def _end_piece(*_: object) -> None:
    raise _Spent


@contextmanager
def _limit_memory(memory: int) -> Iterator[None]:
    held = _measure_room()
    if not held:
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = held + memory
    if soft != resource.RLIM_INFINITY:
        most = min(most, soft)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _measure_room() -> int:
    """Bytes of addresses the process has, 0 where that is not known."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, AttributeError):
        return 0


@cache
def _open_nowhere() -> int:
    return os.open(os.devnull, os.O_WRONLY)


def limit_process(memory: int, seconds: float) -> None:
    """Hold this whole process to so much memory, and `seconds` of each processor."""
    try:
        import resource
    except ImportError:  # Windows
        return
    work = int(seconds * (os.cpu_count() or 1)) + 1
    for limit, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, work)):
        with suppress(ValueError, OSError):  # not every system lets a process limit itself
            resource.setrlimit(limit, (most, most))


def start_worker(parent: int) -> None:
    """Make this process one that ends with `parent`, however that ends, and leaves Ctrl-C to it."""
    global _worker
    _worker = True
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    seek_cycles_rarely()
    die_with(parent)
    _hold_freed_memory()


def _hold_freed_memory() -> None:
    """Have what is freed kept for what is asked for next, where the C library is GNU's.

    Else large matrices are fetched page by page and given back each time, which can take as long
    as the work on them.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            library = ctypes.CDLL(None)
            library.mallopt(_GIVE_BACK_FROM, 256 * 2**20)
            library.mallopt(_MAP_FROM, 32 * 2**20)


def seek_cycles_rarely() -> None:
    """Tables and outlines are millions of values and hardly any cycles, for which all are gone through."""
    gc.set_threshold(100_000, 20, 20)


def die_with(parent: int) -> None:
    """Have this process end as soon as `parent`, which started it, has ended."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_KILL_WITH_PARENT, signal.SIGKILL)
    if os.name != "posix":
        return
    if os.getppid() != parent:  # it ended before this was asked for
        os._exit(1)
    if sys.platform != "linux":
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def guard_program(
    command: Sequence[str], folder: str, parent: int, memory: int, seconds: float
) -> int:
    """Run a program of others' in `folder`, within limits; its exit code.

    It stands in a group of its own, so that whatever it starts ends with it: when it is done, when
    this process is told to end, and when `parent` has ended, however that was. Then the folder goes
    as well.
    """
    limit_process(memory, seconds)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    quiet = subprocess.DEVNULL
    program = subprocess.Popen(
        command, stdin=quiet, stdout=quiet, stderr=quiet, cwd=folder, start_new_session=True
    )
    try:
        while os.getppid() == parent:
            with suppress(subprocess.TimeoutExpired):
                return program.wait(_SECONDS_BETWEEN_GUARDS)
        return 1
    finally:
        _end_group(program)
        if os.getppid() != parent:
            shutil.rmtree(folder, ignore_errors=True)


def _end_group(program: subprocess.Popen[bytes]) -> None:
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(program.pid, signal.SIGKILL)
        else:
            program.kill()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_SECONDS_BETWEEN_LOOKS)
    os._exit(1)
