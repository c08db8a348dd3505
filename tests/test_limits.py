"""One piece of work takes no more than its share; processes end with the one that started them."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from compare import limits
from compare.errors import PlanError
from compare.limits import limit_work
from compare.parallel import open_machines

posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")


def spin() -> None:
    while True:
        pass


@posix
@pytest.mark.parametrize(
    "work",
    [spin, lambda: re.fullmatch("(a|aa)*b", "a" * 200)],
    ids=["loop", "pattern"],
)
def test_work_that_does_not_end_is_stopped(work) -> None:
    before = signal.getsignal(signal.SIGPROF)
    with pytest.raises(PlanError, match=r"more than 0\.05 seconds"), limit_work(0.05):
        work()
    assert signal.getsignal(signal.SIGPROF) is before
    assert signal.getitimer(signal.ITIMER_PROF) == (0, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="needs clocks of threads")
def test_the_interpreter_is_left_alone_where_a_thread_keeps_to_its_time(monkeypatch) -> None:
    raised: list[object] = []
    monkeypatch.setattr(limits, "_raise_in", lambda *told: raised.append(told))

    def work() -> None:
        with limit_work(seconds=60):
            pass

    with ThreadPoolExecutor(1) as threads:
        threads.submit(work).result()
    assert raised == []


@pytest.mark.skipif(sys.platform != "linux", reason="needs clocks of threads")
def test_threads_are_held_to_the_time_each_for_itself() -> None:
    def work(number: int) -> str:
        try:
            with limit_work(0.05 if number else 60):
                while number:
                    pass
        except PlanError as error:
            return error.problem
        return "done"

    with ThreadPoolExecutor(3) as threads:
        told = list(threads.map(work, [1, 0, 1, 0]))
    assert [text.partition(" of")[0] for text in told] == [
        "takes more than 0.05 seconds",
        "done",
    ] * 2


@pytest.mark.skipif(sys.platform != "linux", reason="needs limits of addresses")
def test_work_that_fills_the_memory_is_stopped_and_the_process_goes_on() -> None:
    with pytest.raises(PlanError, match="more than 64 MB"), limit_work(60, 64 * 2**20):
        bytearray(512 * 2**20)
    bytearray(512 * 2**20)


def test_work_within_work_has_the_limit_of_the_outer() -> None:
    with pytest.raises(PlanError, match="more than 1 MB"), limit_work(60, 2**20), limit_work():
        raise MemoryError


def test_what_is_nested_without_end_is_one_sentence() -> None:
    def nest(depth: int) -> int:
        return nest(depth + 1) + 1

    with pytest.raises(PlanError, match="nested"), limit_work():
        nest(0)


def die_at_five(number: int) -> int:
    if number == 5:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


@pytest.mark.slow
@posix
def test_the_item_that_kills_its_process_is_found_and_the_others_are_done() -> None:
    with open_machines(2, lost=lambda item: f"lost {item}") as run:
        found = list(run(die_at_five, range(20)))
    assert found == [*range(5), "lost 5", *range(6, 20)]


STARTS_WORKERS = """
import os, time
from compare.parallel import open_machines
def tell(number):
    print(f"{os.getpid()}\\n", end="", flush=True)
    time.sleep(300)
with open_machines(2) as run:
    list(run(tell, range(8)))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_workers_end_with_a_parent_that_is_killed() -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", STARTS_WORKERS],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    assert parent.stdout is not None
    workers = [int(parent.stdout.readline()) for _ in range(2)]
    parent.kill()
    parent.wait()
    wait_for(lambda: not any(map(is_alive, workers)), "workers outlive their parent")


OFFICE = """#!/bin/sh
sleep 300 &
echo "$$ $! $PWD" > "$TOLD.new" && mv "$TOLD.new" "$TOLD"
wait
"""
READS_DOC = "from compare.extract.readers.office import convert_doc; convert_doc(b'x', 'a.doc')"


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGINT])
def test_libreoffice_and_what_it_starts_end_with_a_parent_that_is_killed(sign, tmp_path) -> None:
    program, told = tmp_path / "soffice", tmp_path / "told"
    program.write_text(OFFICE)
    program.chmod(0o755)
    search = os.pathsep.join([str(tmp_path), os.environ["PATH"]])
    own = {"PATH": search, "TOLD": str(told), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    parent = subprocess.Popen(
        [sys.executable, "-c", READS_DOC], env={**os.environ, **own}, stderr=subprocess.DEVNULL
    )
    wait_for(told.exists, "the program was not started")
    *processes, folder = told.read_text().split()
    parent.send_signal(sign)
    parent.wait()
    wait_for(lambda: not any(map(is_alive, processes)), "programs outlive their parent")
    wait_for(lambda: not Path(folder).exists(), "its folder stays")


def wait_for(happens: Callable[[], bool], problem: str) -> None:
    until = time.monotonic() + 30
    while not happens():
        assert time.monotonic() < until, problem
        time.sleep(0.05)


def is_alive(process: int | str) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
