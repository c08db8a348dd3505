"""A name says which function is meant: each public one stands once in the package."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import compare

SOURCE = Path(compare.__file__).parent


def test_each_public_function_and_class_has_a_name_of_its_own():
    homes = defaultdict(list)
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                homes[node.name].append(path.relative_to(SOURCE).as_posix())
    assert {name: found for name, found in homes.items() if len(found) > 1} == {}
