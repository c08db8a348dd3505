"""What a result depends on, read from the import statements of the module that makes it.

Imports are followed through the package, those inside functions too; with each module goes the
data in its folder (the lookups), and with each package of others its version. An import by a name
in a string would not be seen; there is none but for the faces of packages, which are for users.
"""

from __future__ import annotations

import ast
import hashlib
import sys
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib import metadata
from pathlib import Path

PACKAGE = __name__.partition(".")[0]  # its own module is the face, which names what others make
ROOT = Path(__file__).parents[1]
DATA = (".csv", ".json", ".txt")


@cache
def hash_code(*modules: str, root: Path = ROOT) -> str:
    """A hash of all that results of these modules depend on; `root`: the package's folder."""
    found = hashlib.sha256()
    own, others = find_dependencies(modules, root)
    for file in sorted(file for name in own for file in list_parts(name, root)):
        found.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes())
    found.update(repr(find_versions(frozenset(others))).encode())
    return found.hexdigest()


def find_dependencies(modules: tuple[str, ...], root: Path = ROOT) -> tuple[set[str], set[str]]:
    """The modules of ours, and the packages of others, that are imported from these on."""
    own, others, waiting = set[str](), set[str](), list(modules)
    while waiting:
        name = waiting.pop()
        package, _, rest = name.partition(".")
        if package != PACKAGE:
            others.add(package)
        elif name not in own and (file := find_file(name, root)).is_file():
            own.add(name)
            if rest:  # the face itself is not followed
                waiting += [name.rpartition(".")[0], *list_imports(file.read_bytes())]
    return own, others - sys.stdlib_module_names


@lru_cache(maxsize=1024)
def list_imports(code: bytes) -> tuple[str, ...]:
    """Whatever import statements may mean: `from compare import store` → compare, compare.store."""
    names: list[str] = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return tuple(dict.fromkeys(names))


def find_file(name: str, root: Path) -> Path:
    """Where a module's code is, or would be."""
    path = root.joinpath(*name.split(".")[1:])
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def list_parts(name: str, root: Path) -> Iterator[Path]:
    """The code of a module, and the data of the folder it stands for."""
    yield (file := find_file(name, root))
    if file.name == "__init__.py":
        yield from (path for path in file.parent.iterdir() if path.suffix in DATA)


@cache
def find_versions(packages: frozenset[str]) -> list[tuple[str, str]]:
    """(distribution, version) of those installed: docx → [("python-docx", "1.2.0")]."""
    known = _read_distributions()
    names = {name for package in packages for name in known.get(package, ())}
    return [(name, metadata.version(name)) for name in sorted(names)]


@cache
def _read_distributions() -> Mapping[str, list[str]]:
    """package → distributions that hold it; the files of all that are installed are gone through."""
    return metadata.packages_distributions()
