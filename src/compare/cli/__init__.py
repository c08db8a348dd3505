"""The command line: the only place that prints or exits.

Exit codes: 0 done, 1 something is wrong with the input (one sentence on stderr), 2 wrong usage, 130
interrupted, 143 told to end (SIGTERM).
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Sequence
from typing import Any

from compare.cli.parser import build_parser
from compare.cli.show import print_notice
from compare.errors import PlanError
from compare.limits import seek_cycles_rarely

_STOPS = signal.SIGINT, signal.SIGTERM
_SECONDS_TO_LEAVE = 0.05  # a finaliser that was interrupted
_stopped: list[int] = []  # the signals that asked this run to end


def run_program() -> None:
    """Run the command line of this process and leave.

    Told to end, it clears away what it has begun, as when it is interrupted. When it is done nothing
    is left but to wait the moment in which workers end: an interrupt changes nothing there, and
    would print a traceback.
    """
    try:
        sys.unraisablehook = _stop_again
        for sign in _STOPS:
            signal.signal(sign, _stop)
        status = main()
    except KeyboardInterrupt:  # before its command had begun, or as it was done
        status = _tell_stop()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    raise SystemExit(status)


def _stop(sign: int, _: object) -> None:
    _stopped.append(sign)
    raise KeyboardInterrupt


def _stop_again(fault: Any) -> None:
    """Have an interrupt raised once more that met a finaliser, where Python drops it with a traceback."""
    if not issubclass(fault.exc_type, KeyboardInterrupt):
        sys.__unraisablehook__(fault)
        return
    again = threading.Timer(_SECONDS_TO_LEAVE, os.kill, (os.getpid(), _stopped[-1]))
    again.daemon = True
    again.start()


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # Chinese on a console set to another encoding
            stream.reconfigure(encoding="utf-8", errors="replace")
    seek_cycles_rarely()
    arguments = build_parser().parse_args(argv)
    try:
        status = arguments.run(arguments)
    except PlanError as error:
        return _fail(str(error), arguments.debug)
    except KeyboardInterrupt:
        return _tell_stop()
    except BrokenPipeError:
        return 0
    except MemoryError:
        return _fail("there is too little memory for this", arguments.debug)
    except OSError as error:
        return _fail(_tell_refusal(error), arguments.debug)
    except Exception as error:
        if _stopped:  # a package made a fault of its own of it, as pandas does while it is loaded
            return _tell_stop()
        said = f"{type(error).__name__}: {error}".splitlines()[0]
        return _fail(f"unexpected fault ({said}); --debug shows where", arguments.debug)
    return status or 0


def _tell_stop() -> int:
    print_notice(
        "interrupted; what was written before is untouched, and of many plans those read so far "
        "are kept: the same command goes on from there"
    )
    return 128 + (_stopped or [signal.SIGINT])[-1]


def _tell_refusal(error: OSError) -> str:
    """What the system refused; a folder that is gone refuses every path without naming one."""
    if error.filename:
        return f"{error.filename}: {error.strerror}"
    try:
        os.getcwd()
    except OSError:
        return "the folder this was started in is no longer there; change to another"
    return str(error)


def _fail(message: str, debug: bool) -> int:
    if debug:
        import traceback

        traceback.print_exc()
    print_notice(message)
    return 1
