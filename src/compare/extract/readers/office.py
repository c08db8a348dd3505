"""Old Word files (.doc) → docx, by LibreOffice where it is installed.

It runs without a window, with a profile of its own in a folder that goes again, so that it neither
sees nor changes the user's, and runs no macro. A file that keeps it too long is given up; the
program ends with the process that asked, however that ends.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from compare.errors import PlanError

TIME_LIMIT, MEMORY_LIMIT = 120, 4 * 2**30
_GUARD = (
    "import sys; from compare.limits import guard_program; folder, *limits = sys.argv[1:5]; "
    "sys.exit(guard_program(sys.argv[5:], folder, int(limits[0]), int(limits[1]), float(limits[2])))"
)
_PROGRAMS = ("soffice", "libreoffice")
_SAVE = "open it in Word, WPS or LibreOffice and save it as .docx"
# The strictest of LibreOffice's four levels: no macro is run, whoever signed it.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" \
oor:op="fuse"><value>3</value></prop><prop oor:name="DisableMacrosExecution" oor:op="fuse">\
<value>true</value></prop></item>
</oor:items>
"""


def convert_doc(data: bytes, where: str) -> bytes:
    """The docx that LibreOffice makes of a .doc; PlanError where it is missing or cannot read it."""
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        raise PlanError(
            f"is in the old Word format (.doc), which LibreOffice reads where it is installed; or {_SAVE}",
            where,
        )
    with tempfile.TemporaryDirectory(prefix="plan-") as name:
        folder = Path(name)
        profile = folder / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        (folder / "plan.doc").write_bytes(data)
        _run(_build_command(program, folder, profile), folder, where)
        made = folder / "plan.docx"
        if not made.is_file():
            raise PlanError(f"LibreOffice cannot read the .doc; {_SAVE}", where)
        return made.read_bytes()


def _build_command(program: str, folder: Path, profile: Path) -> list[str]:
    return [
        program,
        f"-env:UserInstallation={profile.as_uri()}",
        *("--headless", "--norestore", "--nologo", "--nodefault"),
        "--infilter=MS Word 97",
        *("--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder)),
        str(folder / "plan.doc"),
    ]


def _run(command: list[str], folder: Path, where: str) -> None:
    """Run it under a guard, with which it ends: the program starts another one, which must go too."""
    guarded = [str(folder), str(os.getpid()), str(MEMORY_LIMIT), str(TIME_LIMIT), *command]
    quiet = subprocess.DEVNULL
    search = os.pathsep.join(entry for entry in sys.path if entry)
    environment = {**os.environ, "HOME": str(folder), "PYTHONPATH": search}
    try:
        with subprocess.Popen(
            [sys.executable, "-P", "-c", _GUARD, *guarded],
            stdin=quiet,
            stdout=quiet,
            stderr=quiet,
            env=environment,
        ) as guard:
            try:
                guard.wait(TIME_LIMIT)
            except BaseException as error:
                guard.terminate()
                guard.wait()
                if not isinstance(error, subprocess.TimeoutExpired):
                    raise
                raise PlanError(
                    f"LibreOffice took more than {TIME_LIMIT} seconds to read the .doc; {_SAVE}",
                    where,
                ) from error
    except OSError as error:
        raise PlanError(
            f"LibreOffice cannot be started ({error.strerror}); {_SAVE}", where
        ) from error
