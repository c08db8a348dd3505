"""`python -m compare` is `plan-compare`."""

import signal


def start() -> None:
    """The command as a shell starts it.

    Until it is loaded and heeds an interrupt itself, one ends the process at once: nothing is begun
    yet, and a traceback through half an import tells nobody anything.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from compare.cli import run_program

    run_program()


if __name__ == "__main__":
    start()
