"""The parts of a Word file (docx): a zip of XML, each part named by a relation of another.

Read here rather than by python-docx, which refuses a file when one relation among hundreds leads
nowhere; Word and LibreOffice pass over such a relation, and saving again does not cure it.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from compare.errors import PlanError

LARGEST_UNPACKED = 200 * 2**20
LARGEST_PART = 40 * 2**20
MOST_ENTRIES = 10_000
_MAIN = re.compile(r"word/document\d*\.xml")
_STRICT = b"http://purl.oclc.org/ooxml/"
_STRICT_NAMES = (
    (b"wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (
        b"officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (b"officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
)


class Package:
    """A docx, its parts read when asked for; PlanError where it is unsafe or protected."""

    def __init__(self, data: bytes) -> None:
        check_archive(data)
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        self._names = set(self._archive.namelist())
        self._relations: dict[str, list[tuple[str, str, str]]] = {}

    def find_document(self) -> str:
        """The name of the main part; PlanError where there is none."""
        named = [name for _, name in self.follow("", "officeDocument")]
        usual = sorted(name for name in self._names if _MAIN.fullmatch(name))
        if not (named or usual):
            raise PlanError("the docx has no text of its own; save it again as .docx")
        return (named or usual)[0]

    def follow(self, part: str, kind: str) -> Iterator[tuple[str, str]]:
        """(id, part) of the relations of a kind (`styles`) of a part, dangling ones left out."""
        if part not in self._relations:
            self._relations[part] = list(self._read_relations(part))
        return ((key, name) for own, key, name in self._relations[part] if own == kind)

    def _read_relations(self, part: str) -> Iterator[tuple[str, str, str]]:
        """(kind, id, part) of all relations of a part, dangling ones left out."""
        folder, base = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{base}.rels")
        for relation in self.parse(relations) if relations in self._names else ():
            name = posixpath.join("/", folder, unquote(relation.get("Target") or ""))
            name = posixpath.normpath(name).lstrip("/")
            if relation.get("TargetMode") != "External" and name in self._names:
                kind = (relation.get("Type") or "").rsplit("/", 1)[-1]
                yield kind, relation.get("Id") or "", name

    def find(self, part: str, kind: str) -> Any:
        """The root of the first related part of a kind, None without one."""
        return next((self.parse(name) for _, name in self.follow(part, kind)), None)

    def read(self, name: str) -> bytes:
        """The bytes of a part."""
        return self._archive.read(name)

    def parse(self, name: str) -> Any:
        """The root element of a part; PlanError where it declares entities."""
        from lxml import etree

        data = self.read(name)
        if _STRICT in data:
            for strict, usual in _STRICT_NAMES:
                data = data.replace(_STRICT + strict, usual)
        parser = etree.XMLParser(
            encoding="utf-8" if _is_utf8(data) else None,
            resolve_entities=False,
            no_network=True,
            remove_comments=True,
            remove_pis=True,
        )
        root = etree.fromstring(data, parser)
        if root.getroottree().docinfo.doctype:
            raise PlanError("the docx declares entities, as Word never does; it is not read")
        return root


def _is_utf8(data: bytes) -> bool:
    """Whether a part is UTF-8, as Word writes it, whatever its first line declares."""
    try:
        return "\0" not in data.decode("utf-8")
    except UnicodeDecodeError:
        return False


def check_archive(data: bytes) -> None:
    """PlanError where the archive would unpack to more than a document can be, or is protected."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
    if len(entries) > MOST_ENTRIES or sum(e.file_size for e in entries) > LARGEST_UNPACKED:
        raise PlanError(
            f"the docx unpacks to more than {LARGEST_UNPACKED // 2**20} MB; it is not read"
        )
    for entry in entries:
        if entry.flag_bits & 1:
            raise PlanError("is protected by a password; remove the password and save it again")
        is_text = entry.filename.endswith((".xml", ".rels"))
        if is_text and entry.file_size > LARGEST_PART:
            raise PlanError(
                f"{entry.filename} in the docx unpacks to more than {LARGEST_PART // 2**20} MB; "
                "it is not read"
            )
