"""The catalogue of wording: complete, used, and the same values in both languages; no code beside it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from string import Formatter

import pytest

from compare.api.findings import choose_findings
from compare.build.dependencies import find_dependencies
from compare.errors import PlanError
from compare.present.charts.draw import FIGURES as DRAWN
from compare.present.wording import texts
from compare.present.wording.findings import FIGURES, list_findings
from compare.present.wording.texts import join_sentences, list_phrases, parse_texts, phrase
from compare.schema import TABLES
from report_material import make_report_tables

PRESENT = Path(__file__).resolve().parents[1] / "src" / "compare" / "present"
WORDING = PRESENT / "wording"
CATALOGUES = sorted(path.stem for path in WORDING.glob("*.csv"))
HAN = re.compile("[\u4e00-\u9fff]{2}")


@dataclass(frozen=True)
class Use:
    """A text asked for in the code: its place, a pattern of keys, the values filled in."""

    place: str
    keys: str
    values: frozenset[str] | None  # None where they are not written out


def list_uses(source: str, place: str) -> Iterator[Use]:
    for call in ast.walk(ast.parse(source)):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        where = f"{place}:{call.lineno}"
        if name == "phrase":
            named = {keyword.arg for keyword in call.keywords}
            values = None if None in named else frozenset(str(arg) for arg in named)
            for key in list_keys(call.args[0]):
                yield Use(where, key, values)
        elif name == "list_phrases" and isinstance(call.args[0], ast.Constant):
            yield Use(where, rf"{re.escape(str(call.args[0].value))}\..+", frozenset())
        elif name in ("draw_empty", "make_finding"):  # these ask for a text that goes with a key
            key = next(a.value for a in call.args if isinstance(a, ast.Constant))
            wanted = f"{key}.empty" if name == "draw_empty" else f"caveat.{key}"
            yield Use(where, re.escape(wanted), frozenset())


def list_keys(node: ast.expr) -> Iterator[str]:
    """Patterns of the keys an argument stands for; a variable's keys stand where it is set."""
    if isinstance(node, ast.Constant):
        yield re.escape(str(node.value))
    elif isinstance(node, ast.JoinedStr):
        parts = node.values
        yield "".join(
            re.escape(str(p.value)) if isinstance(p, ast.Constant) else r"\w+" for p in parts
        )
    elif isinstance(node, ast.IfExp):
        yield from list_keys(node.body)
        yield from list_keys(node.orelse)


@cache
def list_all_uses() -> tuple[Use, ...]:
    found = []
    for path in sorted(PRESENT.rglob("*.py")):
        place, source = path.relative_to(PRESENT).as_posix(), path.read_text(encoding="utf-8")
        found += list_uses(source, place)
        # A key that is chosen first and asked for later stands in the code as it is.
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Constant) and node.value in texts.read_phrases("texts"):
                found.append(Use(f"{place}:{node.lineno}", re.escape(node.value), None))
    return tuple(found)


def name_values(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_the_search_finds_literal_composed_and_chosen_keys() -> None:
    source = 'phrase("a.b", lang, n=1)\nphrase(f"c.{x}", lang, **v)\nlist_phrases("d", lang)\n'
    source += 'phrase("e" if x else "f", lang)\ndraw_empty(ax, lang, "g", title, plans)\n'
    uses = {use.keys: use.values for use in list_uses(source, "")}
    assert uses == {
        r"a\.b": frozenset({"n"}),
        r"c\.\w+": None,
        r"d\..+": frozenset(),
        "e": frozenset(),
        "f": frozenset(),
        r"g\.empty": frozenset(),
    }
    assert len(list_all_uses()) > 150


def test_every_text_asked_for_is_in_the_catalogue() -> None:
    known = texts.read_phrases("texts")
    missing = [
        use for use in list_all_uses() if not any(re.fullmatch(use.keys, key) for key in known)
    ]
    assert missing == []


def test_every_text_of_the_catalogue_is_asked_for() -> None:
    patterns = {use.keys for use in list_all_uses()}
    unused = [
        key
        for key in texts.read_phrases("texts")
        if not any(re.fullmatch(pattern, key) for pattern in patterns)
    ]
    assert unused == []


def test_the_code_fills_in_what_the_texts_name() -> None:
    known = texts.read_phrases("texts")
    for use in list_all_uses():
        if use.values is None:
            continue
        rows = [row for key, row in known.items() if re.fullmatch(use.keys, key)]
        named = set().union(*(name_values(row["zh"]) | name_values(row["en"]) for row in rows))
        assert named == use.values, use


@pytest.mark.parametrize("name", CATALOGUES)
def test_both_languages_name_the_same_values_or_the_note_says_why_not(name: str) -> None:
    for key, row in texts.read_phrases(name).items():
        zh, en = name_values(row["zh"]), name_values(row["en"])
        noted = re.findall(r"\{(\w+)\}[^;]* only in (Chinese|English)", row["note"])
        assert zh - en == {value for value, lang in noted if lang == "Chinese"}, key
        assert en - zh == {value for value, lang in noted if lang == "English"}, key
        for text in (row["zh"], row["en"]):
            parts = list(Formatter().parse(text))
            assert all(
                name is None or name.isidentifier() or name.isdigit() for _, name, _, _ in parts
            )
            assert not any(spec or conversion for _, _, spec, conversion in parts), key


@pytest.mark.parametrize("name", CATALOGUES)
def test_no_text_is_empty_or_ends_in_an_unseen_space(name: str) -> None:
    for key, row in texts.read_phrases(name).items():
        # A mark may be nothing but a space.
        for text in (row["zh"], row["en"]):
            if re.search(r"[^\W\d_]", re.sub(r"\{\w+\}", "", text)):
                assert text == text.strip(), key
            else:
                assert text or key == "mark.space", key


def test_columns_and_sheets_that_are_worded_exist() -> None:
    columns = {column.name for table in TABLES.values() for column in table.columns}
    for key in texts.read_phrases("columns"):
        table, _, rest = key.rpartition(".")
        if table in ("sheet", "grain"):
            assert rest in TABLES, key
        elif table:
            assert rest in TABLES[table].names, key
        else:
            assert rest.partition("=")[0] in columns, key


def test_the_wording_stands_in_the_catalogue_only() -> None:
    """Modules with Chinese outside their docstrings: fonts, units, intervals, and rules about titles."""
    found = set()
    for path in PRESENT.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docs = {
            id(node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        strings = [n for n in ast.walk(tree) if isinstance(n, ast.Constant) and id(n) not in docs]
        if any(isinstance(n.value, str) and HAN.search(n.value) for n in strings):
            found.add(path.relative_to(PRESENT).as_posix())
    fonts = {"fonts.py", "brief/word.py"}
    assert found == fonts | {
        *("wording/numbers.py", "wording/labels.py", "wording/stated.py", "gallery.py"),
        "wording/subjects.py",
    }


@pytest.mark.parametrize("name", CATALOGUES)
def test_a_spreadsheet_reads_the_file_as_utf_8(name: str) -> None:
    data = (WORDING / f"{name}.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfkey,zh,en,note\n")
    assert b"\r" not in data


def test_a_file_saved_by_a_spreadsheet_is_read_alike() -> None:
    rows = 'key,zh,en,note\r\na.b,“甲”，乙,"A, B",\r\n'
    expected = {"a.b": {"key": "a.b", "zh": "“甲”，乙", "en": "A, B", "note": ""}}
    for data in (rows.encode("utf-8"), rows.encode("utf-8-sig")):
        assert parse_texts(data, "texts.csv") == expected


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("key,zh,en,note\na,甲,A,\n".encode("gbk"), "texts.csv: is not UTF-8; a spreadsheet saves"),
        ("key,zh,en,note\na,甲,A\n".encode(), "texts.csv line 2: has 3 fields instead of 4"),
        ("key,zh,en,note\na,甲,A,\na,乙,B,\n".encode(), "line 3: 'a' stands a second time"),
    ],
)
def test_a_damaged_file_is_refused_in_one_sentence(data: bytes, said: str) -> None:
    with pytest.raises(PlanError, match=said):
        parse_texts(data, "texts.csv")


def edit(monkeypatch: pytest.MonkeyPatch, zh: str) -> None:
    row = {"key": "k", "zh": zh, "en": "K", "note": ""}
    monkeypatch.setattr(texts, "read_phrases", lambda name: {"k": row})


@pytest.mark.parametrize(
    ("zh", "said"),
    [
        ("{n} 个{place}", r"k \(zh\) names {place}, which is not filled in there"),
        ("{n 个", r"k \(zh\) has a brace that encloses no name"),
        ("{} 个", r"k \(zh\) has a brace that encloses no name"),
        ("{n.x} 个", r"k \(zh\) has a brace that encloses no name"),
    ],
)
def test_a_slip_in_a_text_is_named(monkeypatch: pytest.MonkeyPatch, zh: str, said: str) -> None:
    edit(monkeypatch, zh)
    with pytest.raises(PlanError, match=said):
        phrase("k", "zh", n=3)


def test_a_text_is_filled_in_once(monkeypatch: pytest.MonkeyPatch) -> None:
    edit(monkeypatch, "{n} 个{{括号}}")
    assert phrase("k", "zh", n="{0} {n}") == "{0} {n} 个{括号}"


def test_an_unknown_text_or_language_is_refused() -> None:
    with pytest.raises(PlanError, match=r"wording/texts\.csv: there is no text no\.such"):
        phrase("no.such", "zh")
    with pytest.raises(PlanError, match="zh, en"):
        phrase("word.none", "fr")


def test_sentences_and_families_are_put_together() -> None:
    assert join_sentences(["甲。", "", "乙。"], "zh") == "甲。乙。"
    assert join_sentences(["A.", "", "B."], "en") == "A. B."
    assert len(list_phrases("method", "zh")) == len(list_phrases("method", "en")) == 8


# Findings, which stand below the charts, and what a notebook shows of them.


def test_each_finding_has_its_place_and_a_figure_that_is_drawn() -> None:
    assert {figure for figure in FIGURES.values() if figure} <= DRAWN.keys()
    caveats = [key for key in texts.read_phrases("texts") if key.startswith("caveat.")]
    assert {key.removeprefix("caveat.") for key in caveats} == FIGURES.keys()


def test_neither_findings_nor_the_workbook_load_the_charts() -> None:
    _, packages = find_dependencies(
        ("compare.present.wording.findings", "compare.present.workbook.render")
    )
    assert {"pandas", "xlsxwriter"} <= packages
    assert "matplotlib" not in packages


class Elements(HTMLParser):
    """The tags of a piece of HTML, their attributes, and its text as a reader sees it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str | None]] = set()
        self.shown = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(attrs)

    def handle_data(self, data: str) -> None:
        self.shown += data


@pytest.mark.parametrize(
    "hostile",
    [
        "<img src=x onerror=alert(1)>",
        "</strong></li><script>alert(1)</script>",
        "&lt;b&gt; $x$ `y`",
    ],
)
def test_a_plans_words_never_become_markup_in_a_notebook(hostile: str) -> None:
    tables = make_report_tables(2)
    tables["plans"]["place"] = [hostile, "乙县"]
    tables["plans"]["title"] = tables["tasks"]["title"] = hostile
    tables["distinctive_terms"]["term"] = hostile
    tables["departments"]["name_zh"] = hostile
    shown = Elements(choose_findings(tables, "zh", ())._repr_html_())
    assert shown.tags == {"ul", "li", "strong"}
    # Jupyter would set what stands between dollar signs as a formula.
    assert shown.attributes == {("class", "mathjax_ignore tex2jax_ignore")}
    for finding in list_findings(tables, "zh"):
        assert finding.sentence in shown.shown
    assert hostile in shown.shown
