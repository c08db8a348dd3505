"""Compare the committed sample of a report with one that was just made, by what is in the files.

Packed files (docx, xlsx) are compared part by part, a pdf by the text of its pages, and pictures
within the tolerance of compare_png.py; everything else has to be the same byte for byte.
"""

import io
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
from compare_png import difference

LIMIT = 3.0


def read_parts(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """Every part of a file under a name of its own."""
    if name.endswith((".docx", ".xlsx")):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for part in packed.namelist():
                yield f"{name}/{part}", packed.read(part)
    elif name.endswith(".pdf"):
        for number, page in enumerate(pypdfium2.PdfDocument(data), 1):
            yield f"{name}/page {number}", page.get_textpage().get_text_range().encode()
    else:
        yield name, data


def is_same(name: str, old: bytes, new: bytes) -> bool:
    """Equal, or pictures that differ by no more than another machine's drawing."""
    return difference(old, new) <= LIMIT if name.endswith(".png") else old == new


def main() -> int:
    """Compare every file of the first folder with its namesake in the second; 1 when one is off."""
    sample, made = map(Path, sys.argv[1:3])
    count, off = 0, []
    for path in sorted(sample.iterdir()):
        other = made / path.name
        if not other.is_file():
            off.append(f"{path.name}: is not made any more")
            continue
        old, new = (dict(read_parts(path.name, p.read_bytes())) for p in (path, other))
        count += 1
        off += [
            f"{part}: differs"
            for part in old.keys() & new.keys()
            if not is_same(part, old[part], new[part])
        ]
        off += [f"{part}: on one side only" for part in old.keys() ^ new.keys()]
    print(*sorted(off), sep="\n", end="\n" if off else "")
    print(f"{count} files of the sample compared, {len(off)} parts off (make sample)")
    return 1 if off or not count else 0


if __name__ == "__main__":
    sys.exit(main())
