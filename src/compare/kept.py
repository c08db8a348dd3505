"""Results kept from one run to the next, each under a hash of all that it depends on."""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import compare
from compare import store
from compare.machines import Run

SUFFIX = ".json.gz"


@cache
def hash_code(code: tuple[str, ...], packages: tuple[str, ...]) -> str:
    """A hash of these files and folders of ours (code and lookups) and versions of packages."""
    folder = Path(compare.__file__).parent
    found = hashlib.sha256()
    for name in code:
        path = folder / name
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.suffix in (".py", ".csv"):
                found.update(str(file.relative_to(folder)).encode() + b"\0" + file.read_bytes())
    for package in packages:
        try:
            found.update(f"{package} {metadata.version(package)}".encode())
        except metadata.PackageNotFoundError:
            continue
    return found.hexdigest()


def pack(result: Any) -> bytes:
    """A result of lists, dicts, strings and numbers as bytes to keep."""
    content = json.dumps(result, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(content.encode("utf-8", "surrogatepass"), compresslevel=1, mtime=0)


def unpack(data: bytes) -> Any:
    """What was packed, tuples as lists; None where the bytes are damaged."""
    try:
        return json.loads(gzip.decompress(data).decode("utf-8", "surrogatepass"))
    except (OSError, EOFError, ValueError, zlib.error):
        return None


def drop_stale(folder: Path, wanted: Iterable[Path | None]) -> None:
    """Drop kept results that this run did not have: earlier versions, plans taken out."""
    for path in sorted(set(folder.glob(f"*{SUFFIX}")) - set(wanted)):
        path.unlink(missing_ok=True)


def keep_results(run: Run, folder: Path | None, name_item: Callable[[Any], str]) -> Run:
    """`run`, but an item whose result `folder` has is not worked on again.

    `name_item` gives a name that holds a hash of all its result depends on. Without a folder
    nothing is kept. Results that were not asked for are dropped at the end.
    """
    if folder is None:
        return run

    def run_kept(function: Callable[[Any], Any], items: Iterable[Any], /) -> Iterator[Any]:
        order: deque[tuple[Path, bytes]] = deque()  # ahead of the results; no bytes: still to come
        shelves = []

        def leave_fresh() -> Iterator[Any]:
            for item in items:
                shelf = folder / f"{name_item(item)}{SUFFIX}"
                shelves.append(shelf)
                data = shelf.read_bytes() if shelf.is_file() else b""
                if unpack(data) is None:
                    data = b""
                order.append((shelf, data))
                if not data:
                    yield item

        for result in run(function, leave_fresh()):
            shelf, data = order.popleft()
            while data:
                yield unpack(data)
                shelf, data = order.popleft()
            store.write_files({shelf: pack(result)})
            yield result
        yield from (unpack(data) for _, data in order)
        drop_stale(folder, shelves)

    return run_kept
