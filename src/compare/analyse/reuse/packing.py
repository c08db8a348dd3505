"""Prepared texts held small: as runs of places that follow one another."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from compare.analyse.reuse.plantext import PlanText
from compare.analyse.reuse.textclauses import Ints, Places

Packed = dict[str, Any]
"""`text`, and `runs` of places that follow one another: length, first offset, block, paragraph."""


@dataclass(frozen=True, eq=False)
class PackedText:
    """A prepared text as `text` and `runs` (n × 4), a few hundred numbers for some 9,000 places.

    Two are equal where the same wording stands in the same blocks and paragraphs, wherever that is
    in their files.
    """

    text: str
    runs: Places

    @cached_property
    def digest(self) -> bytes:
        """A hash of all of it but where it stands in its file."""
        lengths, _, *parts = self.runs.T
        opens = np.ones(len(lengths), dtype=bool)
        opens[1:] = np.diff(parts, axis=1).any(axis=0)
        content = self.text.encode("utf-8", "surrogatepass")
        found = hashlib.sha256(b"%d " % len(content) + content)
        for column in (np.cumsum(lengths, dtype=np.int32) - lengths, *parts):
            found.update(column[opens].tobytes())
        return found.digest()

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PackedText) and self.digest == other.digest

    @cached_property
    def _opens(self) -> Ints:
        lengths = self.runs[:, 0]
        places: Ints = np.cumsum(lengths, dtype=np.int64) - lengths
        return places

    def locate(self, starts: Sequence[int], ends: Sequence[int]) -> tuple[Ints, Ints]:
        """Source spans of clean spans, as `PlanText.locate` has that of one."""
        first, last = np.array(starts, dtype=np.int64), np.array(ends, dtype=np.int64) - 1
        return self._find_offsets(first), self._find_offsets(last) + 1

    def _find_offsets(self, places: Ints) -> Ints:
        run = np.searchsorted(self._opens, places, "right") - 1
        offsets: Ints = self.runs[run, 1] + places - self._opens[run]
        return offsets

    def unpack(self) -> PlanText:
        """The prepared text, place by place."""
        lengths, offsets, blocks, paragraphs = self.runs.T
        places = np.repeat(offsets - self._opens, lengths) + np.arange(len(self.text))
        return PlanText(
            self.text,
            places.astype(np.int32),
            np.repeat(blocks, lengths),
            np.repeat(paragraphs, lengths),
        )


def pack_text(text: PlanText) -> Packed:
    """A prepared text in a form that can be kept."""
    size = len(text.text)
    opens = np.ones(size, dtype=bool)
    opens[1:] = (np.diff(text.offsets) != 1) | (np.diff(text.blocks) != 0)
    opens[1:] |= np.diff(text.paragraphs) != 0
    at = np.flatnonzero(opens)
    lengths = np.diff(np.append(at, size))
    columns = (lengths, text.offsets[at], text.blocks[at], text.paragraphs[at])
    runs = [list(row) for row in zip(*(c.tolist() for c in columns), strict=True)]
    return {"text": text.text, "runs": runs}


def leave_out_text(packed: Packed, source: str) -> Packed:
    """What `pack_text` made, without the text where its runs give that out of the plan's source.

    Nearly all do; where a sign was repaired, the text stands in no source.
    """
    return {**packed, "text": ""} if _read_runs(packed, source) == packed["text"] else packed


def _read_runs(packed: Packed, source: str) -> str:
    return "".join([source[first : first + length] for length, first, *_ in packed["runs"]])


def hold_packed(packed: Packed) -> PackedText:
    """What `pack_text` made, as it is held and sent."""
    return PackedText(packed["text"], np.array(packed["runs"], dtype=np.int32).reshape(-1, 4))


def unpack_text(packed: Packed) -> PlanText:
    """What `pack_text` was given."""
    return hold_packed(packed).unpack()


class PackedTexts(Mapping[str, PlanText]):
    """plan_id → prepared text, held packed and unpacked each time it is asked for.

    A place of a text takes 12 bytes, so that thousands of texts would fill half a gigabyte.
    """

    def __init__(self, texts: Mapping[str, PlanText] | None = None) -> None:
        self._packed: dict[str, PackedText] = {}
        for plan_id, text in (texts or {}).items():
            self.add(plan_id, pack_text(text))

    def add(self, plan_id: str, packed: Packed, source: str = "") -> None:
        """Take in what `pack_text` made of a text, or `leave_out_text` with this source."""
        text = packed["text"] or _read_runs(packed, source)
        self._packed[plan_id] = hold_packed({**packed, "text": text})

    def find_packed(self, plan_id: str) -> PackedText:
        """The text of a plan as it is held."""
        return self._packed[plan_id]

    def __getitem__(self, plan_id: str) -> PlanText:
        return self._packed[plan_id].unpack()

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)
