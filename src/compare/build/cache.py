"""Results kept from one run to the next, each under a hash of all that it depends on."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, cast

from compare import store
from compare.parallel import Run, run_here

SUFFIX = ".json.gz"


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


def keep_results(
    run: Run,
    folder: Path | None,
    name_item: Callable[[Any], str],
    pack: Callable[[Any], bytes] = pack,
    unpack: Callable[[bytes], Any] = unpack,
) -> Run:
    """`run` for a sequence of items, but one whose result `folder` has is not worked on again.

    `name_item` gives a name with a hash of all that the result depends on; an item without a name
    and a result that packs to nothing are not kept, and one that does not unpack is made anew.
    Results that were not asked for are dropped at the end. Without a folder nothing is kept.
    """
    if folder is None:
        return run

    def run_kept(function: Callable[[Any], Any], items: Sequence[Any], /) -> Iterator[Any]:
        names = [name_item(item) for item in items]
        shelves = [folder / f"{name}{SUFFIX}" if name else None for name in names]
        fresh = [not (shelf and shelf.is_file()) for shelf in shelves]
        waiting = (items[i] for i, is_fresh in enumerate(fresh) if is_fresh)
        results = (run if sum(fresh) > 1 else run_here)(function, waiting)
        for i, (shelf, is_fresh) in enumerate(zip(shelves, fresh, strict=True)):
            result = None if is_fresh or not shelf else unpack(shelf.read_bytes())
            if result is None:
                result = next(results) if is_fresh else function(items[i])
                if shelf and (data := pack(result)):
                    store.write_files({shelf: data})
            yield result
        for path in sorted(set(folder.glob(f"*{SUFFIX}")) - set(shelves)):
            path.unlink(missing_ok=True)

    return cast("Run", run_kept)
