"""Check the page with axe-core: no serious fault in any view, light and dark, in Chromium.

axe-core (MPL-2.0) is a check tool fetched through npm into a scratch folder; nothing ships with it.
"""

import os
import subprocess
import sys
import tarfile
from pathlib import Path

AXE = "axe-core@4.14.1"
TEST = "tests/test_page_browser.py::test_axe_finds_no_serious_fault"


def fetch_script(folder: Path) -> Path:
    """axe.min.js out of the package, put into the folder."""
    packed = subprocess.run(
        ["npm", "pack", "--silent", AXE], cwd=folder, check=True, capture_output=True, text=True
    )
    with tarfile.open(folder / packed.stdout.split()[-1]) as package:
        package.extract("package/axe.min.js", folder, filter="data")
    return folder / "package" / "axe.min.js"


def main() -> int:
    """Run the browser test of the page with axe; 1 where it fails or was skipped."""
    environment = {**os.environ, "AXE_SCRIPT": str(fetch_script(Path(sys.argv[1])))}
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-rs", TEST]
    told = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True)
    print(told.stdout)
    return 1 if told.returncode or "skipped" in told.stdout else 0


if __name__ == "__main__":
    sys.exit(main())
