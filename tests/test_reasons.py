"""Every reason the method can give for leaving something out has a Chinese wording."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from compare import store
from compare.lookups import read_lookup
from compare.present.wording.headings import name_value
from compare.present.wording.labels import label_reason
from compare.present.wording.texts import read_phrases

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "compare"
PROCESSED = ROOT / "data" / "processed"
LATIN = re.compile("[A-Za-z]")


def list_strings(node: ast.AST) -> Iterator[str]:
    """The texts of several words in a piece of code."""
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and " " in part.value:
            yield part.value


def find_reasons(module: str) -> set[str]:
    """Reasons written in a module: values of `_REASONS`, what follows IGNORE, what is refused."""
    found: set[str] = set()
    for node in ast.walk(ast.parse((SOURCE / module).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assign) and "_REASONS" in map(ast.unparse, node.targets):
            assert isinstance(node.value, ast.Dict)
            found.update(value for item in node.value.values for value in list_strings(item))
        elif isinstance(node, ast.Return) and ast.unparse(node).startswith("return (IGNORE, "):
            found.update(list_strings(node))
        elif isinstance(node, ast.FunctionDef) and node.name == "_find_obstacle":
            returns = [part for part in ast.walk(node) if isinstance(part, ast.Return)]
            found.update(value for part in returns for value in list_strings(part))
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "_refuse":
            found.update(list_strings(node))
    return found


def list_modules() -> Iterator[str]:
    for path in [*(SOURCE / "extract").rglob("*.py"), SOURCE / "analyse" / "progress.py"]:
        yield path.relative_to(SOURCE).as_posix()


def list_reasons() -> set[str]:
    rules = {row["reason"] for row in read_lookup("number_rules") if row["verdict"] == "ignore"}
    return rules.union(*map(find_reasons, list_modules()))


def test_the_reasons_are_found_where_the_method_gives_them() -> None:
    found = list_reasons()
    assert len(found) > 25
    assert {"a bare number", "a row of a table", "the target names no year", "a formula"} <= found
    assert set(store.read_table("ignored", PROCESSED)["reason"]) <= found


def test_every_reason_has_a_chinese_wording_and_every_wording_a_reason() -> None:
    assert read_phrases("reasons").keys() == list_reasons()
    for row in read_phrases("reasons").values():
        assert row["zh"]
        assert not LATIN.search(row["zh"])


@pytest.mark.parametrize("label", [label_reason, lambda why, lang: name_value("reason", why, lang)])
def test_a_reason_in_both_languages(label: Callable[[str, str], str]) -> None:
    assert label("a bare number", "zh") == "没有单位的数字"
    assert label("a bare number", "en") == "a bare number"
    assert label("of a kind yet unknown", "zh") == "of a kind yet unknown"
