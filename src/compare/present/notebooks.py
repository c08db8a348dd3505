"""Execute a notebook and drop what changes from run to run, so that outputs can be committed."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from pathlib import Path
from typing import Any

from compare.errors import PlanError, tell_install

SECONDS_PER_CELL = 300
_SECONDS_TO_END = 0.2  # of a kernel that is killed
FOLDED = "jupyter"  # the metadata that JupyterLab reads source_hidden and outputs_hidden from
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def execute_notebook(path: Path) -> str:
    """The notebook run from top to bottom in its own folder, as JSON text.

    PlanError names the cell that failed. Times, versions and what cells say of
    themselves, but for their being folded, are left out.
    """
    try:
        import nbformat
        from nbclient import NotebookClient
        from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
    except ImportError as error:
        raise PlanError(
            f"notebooks need the extra `notebooks`: {tell_install('notebooks')}"
        ) from error
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    try:
        notebook = nbformat.read(path, as_version=4)
    except (OSError, ValueError) as error:
        raise PlanError("cannot be read as a notebook", str(path)) from error
    client = NotebookClient(
        notebook,
        timeout=SECONDS_PER_CELL,
        kernel_name="python3",
        extra_arguments=["--IPKernelApp.log_level=40"],
        resources={"metadata": {"path": str(path.parent)}},
    )
    try:
        _execute(client)
    except (CellExecutionError, CellTimeoutError) as error:
        said = str(error).strip().splitlines()
        raise PlanError(
            f"a cell failed ({said[-1] if said else 'no message'})", path.name
        ) from error
    except DeadKernelError as error:
        raise PlanError(
            "the kernel died; the machine may have too little memory", path.name
        ) from error
    strip_volatile(notebook)
    return str(nbformat.writes(notebook)).rstrip("\n") + "\n"


def _execute(client: Any) -> None:
    """Run the cells in a thread, where nbclient leaves the signals to who has set what they do.

    It would take them for itself, tell an interrupt as a fault and leave no handler behind. An
    interrupt ends the kernel, by which the thread ends.
    """
    with ThreadPoolExecutor(1) as beside:
        running = beside.submit(client.execute)
        try:
            running.result()
        except KeyboardInterrupt:
            while not running.done():
                with suppress(AttributeError, OSError):  # it has not started, or has ended
                    client.km.provisioner.process.kill()
                wait([running], _SECONDS_TO_END)
            raise


def strip_volatile(notebook: Any) -> None:
    """Take out times, versions and ids that differ between runs, in place.

    That a cell is folded (an answer to an exercise) stays.
    """
    notebook.metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    for number, cell in enumerate(notebook.cells, 1):
        cell.id = f"cell-{number}"
        cell.metadata = {key: value for key, value in cell.metadata.items() if key == FOLDED}
        for output in cell.get("outputs", []):
            output.get("metadata", {}).clear()
