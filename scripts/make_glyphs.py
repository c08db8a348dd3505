"""Make `src/compare/lookups/glyphs.csv`: characters a plan should not have, and what they stand for.

Sources: the dictionary TSCharacters.txt of OpenCC (Apache-2.0) as the package
opencc-python-reimplemented 0.1.7 on PyPI carries it (2023), the decompositions (NFKC) of the
Unicode blocks Kangxi Radicals and CJK Radicals Supplement, and the judgements in
`glyph_changes.csv` beside this script, each with its reason.

    pip download --no-deps --dest downloads opencc-python-reimplemented==0.1.7
    python scripts/make_glyphs.py --source downloads/opencc_python_reimplemented-0.1.7-*.whl
    python scripts/make_glyphs.py --source … --check     # compare with the file that is there

A traditional character is taken where it is outside GB 2312 and the first of its simplified ones
inside: 員 → 员, but not 乾 → 干, because 乾 is in GB 2312 and may be meant (乾县). A radical is taken
where the character it decomposes to, simplified, is in GB 2312: ⼯ → 工, ⾧ → 長 → 长.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import sys
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "src/compare/lookups/glyphs.csv"
INSIDE = "opencc/dictionary/TSCharacters.txt"
SHA256 = "6b5a0a799bea2bb22c001f635eaa3fc2904310f0c08addbff275477a80ecf09a"
RADICALS = (*range(0x2E80, 0x2EF4), *range(0x2F00, 0x2FD6))


def read_source(path: Path) -> dict[str, str]:
    """Traditional character → the first of its simplified ones; stops if it is another file."""
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as wheel:
            data = wheel.read(INSIDE)
    else:
        data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != SHA256:
        sys.exit(f"{path} has not the TSCharacters.txt of 0.1.7 (SHA-256 {SHA256})")
    lines = (line.split("\t") for line in data.decode("utf-8").splitlines())
    return {written: simplified.split(" ")[0] for written, simplified in lines}


def is_common(char: str) -> bool:
    """Whether GB 2312, the character set of simplified text, has it."""
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def list_radicals(simplified: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Each radical that stands for a whole character, and that character."""
    for radical in map(chr, RADICALS):
        char = unicodedata.normalize("NFKC", radical)
        if char != radical and is_common(repaired := simplified.get(char, char)):
            yield radical, repaired


def make_rows(
    simplified: dict[str, str], changes: list[dict[str, str]]
) -> list[tuple[str, str, str]]:
    """All rows (written, repaired, reason) by code point."""
    table = {
        written: (repaired, "traditional")
        for written, repaired in simplified.items()
        if not is_common(written) and is_common(repaired)
    }
    table |= {written: (repaired, "radical") for written, repaired in list_radicals(simplified)}
    for change in changes:
        if (change["written"] in table) != (change["change"] == "leave out"):
            sys.exit(f"glyph_changes.csv: {change['written']} changes nothing or changes a row")
        if change["change"] == "leave out":
            del table[change["written"]]
        else:
            table[change["written"]] = change["repaired"], change["reason"]
    return sorted((written, *row) for written, row in table.items())


def write_table(rows: list[tuple[str, str, str]]) -> str:
    """CSV text: UTF-8, comma, line feed."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("written", "repaired", "reason"))
    writer.writerows(rows)
    return text.getvalue()


def main() -> None:
    """Write the table, or with `--check` end with an error if the file is another."""
    parser = argparse.ArgumentParser(description="make lookups/glyphs.csv from OpenCC")
    parser.add_argument("--source", type=Path, required=True, help="the wheel, or the file in it")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    given = parser.parse_args()
    with (HERE / "glyph_changes.csv").open(encoding="utf-8", newline="") as file:
        text = write_table(make_rows(read_source(given.source), list(csv.DictReader(file))))
    if not given.check:
        TARGET.write_text(text, encoding="utf-8", newline="\n")
    elif TARGET.read_bytes() != text.encode("utf-8"):
        sys.exit(f"{TARGET.name} is not what {Path(__file__).name} makes")


if __name__ == "__main__":
    main()
