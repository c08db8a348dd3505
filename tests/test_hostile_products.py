"""A hostile plan planted in everything the project makes: nothing in it runs, opens or steers."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import Counter
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest

from compare import store
from compare.api.project import Project, open_project
from compare.build.pipeline import extract_files
from compare.build.write import list_products, write_build
from compare.cli import main
from compare.cli.show import print_text
from compare.errors import PlanError
from compare.lookups import use_lookups
from compare.present.charts.draw import draw_figure, list_figures
from compare.present.fonts import render_figure
from compare.present.gallery import render_gallery
from compare.unseen import is_unseen
from hostile_material import ATTACKS, build_hostile_plans, write_folder

RUN = re.compile(r"[=+@\t\r-](?![0-9.]+%?$)")
OFFICE_LIVE = {"altChunk", "oleObject", "object", "ddeLink", "externalLink", "control"}
OFFICE_FIELDS = re.compile(
    r' (PAGE|SEQ (Figure|Table) \\\* ARABIC|REF (Figure|Table)_\w+ \\h|TOC \\o "1-1" \\h \\z|PAGEREF _Toc\d+ \\h) '
)
PDF_LIVE = (b"/JS", b"/JavaScript", b"/URI", b"/Launch", b"/OpenAction", b"/EmbeddedFile", b"/AA")
PAGE = "html head meta link title style body div noscript h1 p ul li script"
NOTEBOOK = "div p table tr td th ul li strong"
GALLERY = "a p h1 h2 ul li img table thead tbody tr th td strong code span"
CELLS = re.compile(r"(?:'[^']*'|\w+)!\$[A-Z]+\$\d+(?::\$[A-Z]+\$\d+)?")
BARS = ("0", "1")  # the ends of a bar drawn in a cell


@cache
def make(name: str) -> bytes:
    """A product of the report."""
    build = build_hostile_plans()
    with use_lookups(build.lookups):
        made = list_products(dict(build.tables), build.sources, "", "")[name]()
    return made.encode() if isinstance(made, str) else made


class Elements(HTMLParser):
    """The elements of a page, its addresses, and whether one has a handler of its own."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.addresses: list[str] = []
        self.handlers: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]
        self.handlers += [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.text += data


def list_steering(text: str) -> set[str]:
    """What nobody sees, as it would reach a reader."""
    return {ascii(char) for char in text if is_unseen(char)} - {"'\\r'"}


# What people open in an office program.


@pytest.mark.parametrize(
    "name", ["tables-zh.xlsx", "brief-zh.docx", "one-page-zh.docx", "diff.docx", "reply.xlsx"]
)
def test_an_office_file_holds_text_alone(name: str, folder: Path) -> None:
    data = (folder / name).read_bytes() if (folder / name).exists() else make(name)
    book, texts = zipfile.ZipFile(io.BytesIO(data)), ""
    for entry in book.namelist():
        if not entry.endswith((".xml", ".rels")):
            continue
        root = ElementTree.fromstring(book.read(entry))
        for element in root.iter():
            tag = element.tag.rpartition("}")[2]
            assert tag not in OFFICE_LIVE
            assert element.get("TargetMode") != "External"
            if tag == "f":  # of a chart: its cells
                assert element.text in BARS or CELLS.fullmatch(element.text or "")
            if tag == "instrText":
                assert OFFICE_FIELDS.fullmatch(element.text or "")
            texts += element.text or ""
    assert list_steering(texts) == set()
    assert ATTACKS["script"] in texts
    assert ATTACKS["formula"] in texts


def test_the_page_in_print_follows_no_markup_of_a_plan() -> None:
    data = make("one-page-zh.pdf")
    assert not [name for name in PDF_LIVE if name in data]
    pdfium = pytest.importorskip("pypdfium2")
    page = pdfium.PdfDocument(data)[0].get_textpage().get_text_range()
    assert '#sys.version#read("/etc/passwd")*粗*' in re.sub(r"\s", "", page)


# What a browser opens.


def test_the_page_has_no_element_of_a_plan() -> None:
    page = make("plans.html").decode()
    found = Elements(page)
    assert found.tags.keys() <= {*PAGE.split()}
    assert found.addresses == ["data:,"]
    assert found.handlers == []
    assert page.count("</script>") == page.count("<script") == found.tags["script"]
    assert not list_steering(page) - {"'\\u2060'", *map(ascii, "\x07\x1b\x9b\ufffe")}


@pytest.mark.parametrize("name", ["indicators", "workload", "alignment_links", "coverage"])
def test_a_chart_draws_words_as_they_stand(name: str) -> None:
    build = build_hostile_plans()
    assert name in list_figures(build.tables)
    with use_lookups(build.lookups):
        figure = draw_figure(name, build.tables, "zh")
        drawn = render_figure(figure, "svg")
    for element in ElementTree.fromstring(drawn).iter():
        assert element.tag.rpartition("}")[2] not in (
            "script",
            "image",
            "a",
            "text",
            "foreignObject",
        )
        assert not [key for key in element.attrib if key.startswith("on")]
        links = [value for key, value in element.attrib.items() if key.endswith("href")]
        assert all(link.startswith("#") for link in links)
    assert "$" in "".join(text.get_text() for text in figure.findobj(match=_has_text))
    assert not [t for t in figure.findobj(match=_has_text) if t.get_parse_math()]


def _has_text(artist: object) -> bool:
    return bool(getattr(artist, "get_text", str)())


def test_the_gallery_has_no_element_of_a_plan() -> None:
    markdown = pytest.importorskip("markdown_it").MarkdownIt("commonmark", {"html": True})
    build = build_hostile_plans()
    with use_lookups(build.lookups):
        text = render_gallery(build.tables)
    found = Elements(markdown.enable("table").render(text))
    assert found.tags.keys() <= {*GALLERY.split()}
    assert all(re.match(r"(en|zh)/\w+\.(png|svg|pdf)$|#", address) for address in found.addresses)
    assert list_steering(text) == set()
    assert not re.search(r"(?<!<span>)\$", text)
    assert ATTACKS["script"] in found.text
    assert ATTACKS["formula of maths"] in found.text


def test_what_a_notebook_shows_has_no_element_and_no_formula_of_a_plan(folder: Path) -> None:
    project = open_project(folder)
    for shown in (project, project.list_findings(), *_read_again(project)):
        text = shown._repr_html_()
        found = Elements(text)
        assert found.tags.keys() <= {*NOTEBOOK.split()}
        assert re.match(r"<\w+ class=\"mathjax_ignore tex2jax_ignore\"", text)


def _read_again(project: Project):
    from compare.api.plan import read_plan

    title = project.plans["title"][0]
    yield read_plan(project.sources["p1"], plan_id="p1", title=title, place=title)


def test_tables_in_a_notebook_show_words_as_they_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    from compare.api import notebook

    names = ("display.html.use_mathjax", "styler.html.mathjax", "styler.format.escape")
    before = [part for name in names for part in (name, pd.get_option(name))]
    with pd.option_context(*before):
        notebook.show_words_plainly()  # in no notebook nothing of pandas is touched
        assert pd.get_option(names[0])
        monkeypatch.setattr(notebook, "find_shell", lambda: "a notebook")
        notebook._set_options.cache_clear()
        notebook.show_words_plainly()
        frame = build_hostile_plans().tables["plans"][["title"]]
        for shown in (frame.to_html(), frame.style.to_html()):
            assert "mathjax_ignore" in shown
            assert "<img" not in shown


# What a spreadsheet, a terminal and a program read.


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_tables_come_back_as_they_were_and_no_cell_is_run(form: str, tmp_path: Path) -> None:
    if form == "parquet":
        pytest.importorskip("pyarrow")
    build = build_hostile_plans()
    write_build(build, tmp_path, form)
    for name, table in store.read_tables(tmp_path).items():
        written = store.format_table(build.tables[name])
        assert store.format_table(table) == written
        cells = (cell for row in csv.reader(io.StringIO(written)) for cell in row)
        assert not [cell for cell in cells if RUN.match(cell)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of the plans, their reply and what changed between the two, by the commands."""
    raw, out = tmp_path_factory.mktemp("raw"), tmp_path_factory.mktemp("out")
    write_folder(raw)
    write_build(build_hostile_plans(), out)
    one, other = sorted(raw.glob("*.txt"))
    for command in (
        ["review", "--raw", raw],
        ["outline", one, "--debug"],
        ["diff", one, other, "--out", out / "diff.docx"],
        ["reply", "p1", "--tables", out, "--out", out / "reply.xlsx"],
        ["reply", "--read", out / "reply.xlsx", "--raw", raw],
    ):
        assert main([*map(str, command)]) == 0
    return out


def test_a_terminal_is_not_steered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_folder(tmp_path)
    assert main(["review", "--raw", str(tmp_path)]) == 0
    assert main(["outline", str(min(tmp_path.glob("*.txt"))), "--debug"]) == 0
    for text in ATTACKS.values():
        print_text(text)
    told = "".join(capsys.readouterr())
    assert list_steering(told) == set()
    assert "\\x1b]0;" in told
    assert "\\u202e" in told


# Names nobody sees.


@pytest.mark.parametrize(
    "name", ["a\x0bb\x1b[31m\u202e", "c\nd\te", "\ufffe", "=1+1\x07", ".writing-x"]
)
def test_a_file_of_any_name_is_read_and_its_tables_are_opened(name: str, tmp_path: Path) -> None:
    file, out = tmp_path / f"{name}.txt", tmp_path / "out"
    text = "一、重点任务\n（一）建设书屋。新建书屋12个。\n"
    file.write_text(text, encoding="utf-8")
    assert main(["extract", str(file), "--out", str(out)]) == 0
    assert list(store.read_texts(out, store.read_table("tasks", out)["plan_id"]).values()) == [text]
    assert main(["diff", str(file), str(file), "--out", str(tmp_path / "d.docx")]) == 0


@pytest.mark.parametrize("name", ["a\u200b", ".a", "a\x07", "A"])
def test_files_that_would_be_one_plan_are_refused(name: str, tmp_path: Path) -> None:
    files = [tmp_path / f"{stem}.txt" for stem in ("a", name)]
    for file in files:
        file.write_text("一、重点任务\n（一）建设书屋。新建书屋12个。\n", encoding="utf-8")
    with pytest.raises(PlanError, match="have the same name"):
        extract_files(files, tmp_path / "out")


def test_what_add_writes_can_be_read_again(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("一、目标\n（一）建设书屋。新建书屋12个。\n", encoding="utf-8")
    issuer = "县\x1b[31m\u202e政\ufffe府\u2028"
    command = ["add", str(file), "--plan-id", "a", "--raw", str(tmp_path / "raw")]
    assert main([*command, "--issuer", issuer]) == 0
    assert store.read_catalogue(tmp_path / "raw")[0]["issuer"] == "县[31m政府"
