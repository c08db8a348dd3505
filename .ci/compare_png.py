"""Compare the PNG files in the working tree with those of the last commit.

Drawing depends a little on the machine, so pictures may differ within a tolerance: the same
size, and a root mean square difference of the pixels (0 to 255) not above the limit.
"""

import argparse
import io
import subprocess
import sys
from pathlib import Path

import numpy as np
from PIL import Image


def pixels(data: bytes) -> np.ndarray:
    """Decode a picture into an array of 8-bit RGBA values."""
    with Image.open(io.BytesIO(data)) as image:
        return np.asarray(image.convert("RGBA"), dtype=np.float64)


def git(*arguments: str) -> bytes:
    """Return the output of a git command."""
    return subprocess.run(["git", *arguments], check=True, capture_output=True).stdout


def difference(old: bytes, new: bytes) -> float:
    """Return the root mean square difference; infinite when the sizes differ."""
    if old == new:
        return 0.0
    before, after = pixels(old), pixels(new)
    if before.shape != after.shape:
        return float("inf")
    return float(np.sqrt(np.mean((before - after) ** 2)))


def main() -> int:
    """Compare all committed PNG files below the folders given; 1 when one is off."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="+", help="folders inside the repository")
    parser.add_argument("--limit", type=float, default=3.0, help="default: %(default)s")
    options = parser.parse_args()

    listing = git("ls-tree", "-r", "-z", "--name-only", "HEAD", "--", *options.folders)
    names = [name for name in listing.decode().split("\0") if name.lower().endswith(".png")]
    failures = 0
    for name in names:
        path = Path(name)
        if not path.is_file():
            print(f"{name}: missing")
            failures += 1
            continue
        value = difference(git("show", f"HEAD:{name}"), path.read_bytes())
        if value > options.limit:
            print(f"{name}: differs by {value:.2f} (limit {options.limit:g})")
            failures += 1
    print(f"{len(names)} PNG files compared, {failures} off")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
