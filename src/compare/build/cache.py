"""Results kept from one run to the next, each under a hash of all that it depends on."""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, cast

from compare import store
from compare.errors import PlanError
from compare.parallel import Run, run_here

SUFFIX = ".json.gz"
MOST_ITEMS, MOST_BYTES = 256, 64 * 2**20  # held at once while their results are looked up
MOST_PARTED = 1024  # the same of items in parts; processes wait for one another between so many
FEW = 16  # plans with their partners: compared before other processes have started


def hash_text(text: str) -> str:
    """A name for a text of any length."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def pack(result: Any) -> bytes:
    """A result of lists, dicts, strings and numbers as bytes to keep."""
    content = json.dumps(result, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(content.encode("utf-8", "surrogatepass"), compresslevel=1, mtime=0)


def unpack(data: bytes) -> Any:
    """What was packed, tuples as lists; None where the bytes are damaged."""
    try:
        return json.loads(gzip.decompress(data).decode("utf-8", "surrogatepass"))
    except (OSError, EOFError, ValueError, RecursionError, MemoryError, zlib.error):
        return None


def keep_results(
    run: Run,
    folder: Path | None,
    name_item: Callable[[Any], str],
    pack: Callable[[Any], Any] = lambda result: result,
    unpack: Callable[[Any], Any] = lambda kept: kept,
    weigh: Callable[[Any], int] = lambda item: 0,
) -> Run:
    """`run` for a sequence of items, but one whose result `folder` has is not worked on again.

    `name_item` gives a name with a hash of all that the result depends on; an item without a name
    and a result that packs to None are not kept, and one that does not unpack (to None) is made
    anew. Each item is asked for once: what is worked on is what was named. Results that were not
    asked for are dropped at the end. Without a folder nothing is kept.

    `pack` makes lists, dicts, strings and numbers of a result, `unpack` the result of these;
    `weigh`: bytes of an item, of which MOST_BYTES are held at once.
    """
    if folder is None:
        return run
    _check_shelf(folder)

    def run_kept(function: Callable[[Any], Any], items: Sequence[Any], /) -> Iterator[Any]:
        asked: set[Path] = set()
        for part in _take_parts(items, weigh):
            shelves = [
                folder / f"{name}{SUFFIX}" if name else None for name in map(name_item, part)
            ]
            asked.update(filter(None, shelves))
            kept = [bool(shelf and shelf.is_file()) for shelf in shelves]
            fresh = [item for item, is_kept in zip(part, kept, strict=True) if not is_kept]
            results = (run if len(fresh) > 1 else run_here)(function, fresh)
            for item, shelf, is_kept in zip(part, shelves, kept, strict=True):
                result = _load(shelf, unpack) if is_kept and shelf else None
                if result is None:
                    result = function(item) if is_kept else next(results)
                    _save(shelf, pack(result))
                yield result
        _drop_others(folder, asked)

    return cast("Run", run_kept)


@dataclass(frozen=True)
class Parts:
    """Items of which each part has a result for itself, such as a plan with each of its partners.

    `name`: of an item, whatever its parts are. `name_parts`: of each part, with a hash of all that
    its result depends on besides. `take`: the item with the parts of these numbers alone. `suits`:
    whether the result kept of the part of a number is enough for this item.
    """

    name: Callable[[Any], str]
    name_parts: Callable[[Any], list[str]]
    take: Callable[[Any, list[int]], Any]
    suits: Callable[[Any, int, Any], bool] = lambda item, number, result: True

    def list_missing(self, item: Any, names: list[str], held: dict[str, Any]) -> list[int]:
        """The numbers of the parts that have to be worked on."""
        return [
            n
            for n, name in enumerate(names)
            if name not in held or not self.suits(item, n, held[name])
        ]


def keep_parts(run: Run, folder: Path | None, parts: Parts) -> Run:
    """As `keep_results`, for a function that gives a list with one result for each part of an item.

    Only parts that `folder` does not have are worked on, so that a partner more costs itself alone;
    of up to FEW items that is done here.
    """
    if folder is None:
        return run
    _check_shelf(folder)

    def run_kept(function: Callable[[Any], Any], items: Sequence[Any], /) -> Iterator[Any]:
        asked: set[Path] = set()
        rest = iter(items)
        while portion := list(islice(rest, MOST_PARTED)):
            shelves = [folder / f"{parts.name(item)}{SUFFIX}" for item in portion]
            names = [parts.name_parts(item) for item in portion]
            known: list[dict[str, Any]] = [_load(shelf, _read_dict) or {} for shelf in shelves]
            missing = list(map(parts.list_missing, portion, names, known))
            both = zip(portion, missing, strict=True)
            fresh = [parts.take(item, numbers) for item, numbers in both if numbers]
            results = (run if len(fresh) > FEW else run_here)(function, fresh)
            for shelf, own, held, numbers in zip(shelves, names, known, missing, strict=True):
                made = {}
                if numbers:
                    made = dict(zip((own[n] for n in numbers), next(results), strict=True))
                found = {name: made[name] if name in made else held[name] for name in own}
                if made or found.keys() != held.keys():
                    _save(shelf, found)
                yield [found[name] for name in own]
            asked.update(shelves)
        _drop_others(folder, asked)

    return cast("Run", run_kept)


@dataclass(frozen=True)
class Drawer:
    """A file with one result in bytes, which whoever reads it knows to be whole or damaged.

    `mark`: of all that the result depends on besides what it says itself; another one's is foreign.
    """

    path: Path
    mark: str

    def read(self) -> bytes | None:
        """What is kept, None where nothing is or it is foreign."""
        try:
            mark, _, content = self.path.read_bytes().partition(b"\n")
        except OSError:
            return None
        return content if mark == self.mark.encode() else None

    def write(self, content: bytes) -> None:
        """Keep this instead."""
        _check_shelf(self.path.parent)
        store.write_files({self.path: self.mark.encode() + b"\n" + content})
        store.sweep_abandoned(self.path.parent)


def _read_dict(kept: Any) -> dict[str, Any] | None:
    return kept if isinstance(kept, dict) else None


def _take_parts(items: Sequence[Any], weigh: Callable[[Any], int]) -> Iterator[list[Any]]:
    part: list[Any] = []
    size = 0
    for item in items:
        part.append(item)
        size += weigh(item)
        if len(part) == MOST_ITEMS or size > MOST_BYTES:
            yield part
            part, size = [], 0
    yield part


def _check_shelf(folder: Path) -> None:
    """PlanError for a link: results would be written, and others dropped, wherever it leads."""
    if folder.is_symlink():
        raise PlanError("is a link, not a folder of kept results; take it away", str(folder))


def _drop_others(folder: Path, asked: Set[Path]) -> None:
    for path in sorted(set(folder.glob(f"*{SUFFIX}")) - asked):
        path.unlink(missing_ok=True)
    store.sweep_abandoned(folder)


def clear_shelf(folder: Path) -> None:
    """Drop the results kept in a folder that nothing asks for any more, and the folder itself."""
    _check_shelf(folder)
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        path.unlink(missing_ok=True)
    with suppress(OSError):  # there is none, or something else stands in it
        folder.rmdir()


def _save(shelf: Path | None, packed: Any) -> None:
    """The result with its own name: a file that came to have another one is foreign."""
    if shelf and packed is not None:
        store.write_files({shelf: pack([shelf.name, packed])})


def _load(shelf: Path, read: Callable[[Any], Any]) -> Any:
    """The result kept there, None where it is damaged or that of something else."""
    try:
        found = unpack(shelf.read_bytes())
    except OSError:
        return None
    if not (isinstance(found, list) and len(found) == 2 and found[0] == shelf.name):
        return None
    return read(found[1])
