"""Broken and hostile input: one clear sentence, bounded time and memory, old tables untouched."""

import os
import re
import signal
import subprocess
import sys
import zipfile
import zlib
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compare import store
from compare.build.collect import tabulate
from compare.build.intake import read_sources
from compare.build.pipeline import extract_files
from compare.errors import PlanError
from compare.extract import extract_plan
from compare.extract.readers import (
    convert_source,
    package,
    plain,
    read_source,
    subprocesses,
    web,
    word,
)
from compare.extract.readers.subprocesses import read_apart, read_here
from compare.unseen import drop_unseen, is_unseen
from fixtures.documents import (
    RELATION,
    list_level,
    make_blank_pdf,
    make_docx,
    make_pdf,
    make_zip,
    paragraph,
)

PLAN = (
    "一、主要目标\n到2027年，总藏量达到30万册。\n二、重点任务\n"
    "（一）建设书屋。新建书屋12个。（责任单位：县文旅局、各镇）\n"
)


def refuse(data: bytes, name: str = "plan.txt") -> str:
    """The sentence with which a file is refused: one line that begins with the file's name."""
    with pytest.raises(PlanError) as error:
        extract_plan(convert_source(data, Path(name)), "plan")
    sentence = str(error.value)
    assert "\n" not in sentence
    assert "Traceback" not in sentence
    return sentence


def measure_child(code: str, *arguments: str) -> tuple[int, str, int]:
    """(exit code, stderr, peak memory in MB) of Python code run in a process of its own.

    ru_maxrss of the process itself would count the memory of pytest, from which it was forked.
    """
    if not Path("/proc/self/status").exists():
        pytest.skip("needs /proc")
    report = (
        "\nimport re as _re, resource as _r\n"
        "_own = int(_re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1])\n"
        "print(max(_own, _r.getrusage(_r.RUSAGE_CHILDREN).ru_maxrss))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code + report, *arguments],
        capture_output=True,
        text=True,
        timeout=100,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        check=False,
    )
    return done.returncode, done.stderr, int(done.stdout or 0) // 2**10


READ = """
import sys
from pathlib import Path
from compare.errors import PlanError
from compare.extract.readers import read_source
try:
    read_source(Path(sys.argv[1]))
except PlanError as error:
    print(error, file=sys.stderr)
"""


# files


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b" \n\t\r\n  ", "no text"),
        ("\ufeff\u3000\n".encode(), "no text"),
        (bytes(range(256)) * 99, "binary"),
        (b"\x7fELF\x02\x01\x01" + b"\0" * 99, "NUL"),
        (PLAN.replace("30", "\0").encode(), "NUL"),
        (b"hello", "no headings"),
        (b"<html><body></body></html>", "no text"),
        (b"%PDF-1.4 broken", "pdf"),
        (b"PK\x03\x04 broken", "damaged"),
    ],
)
def test_a_file_without_a_plan_is_refused_in_one_sentence(data, words):
    assert words in refuse(data)


def test_an_empty_file_is_refused(tmp_path):
    (tmp_path / "plan.txt").touch()
    with pytest.raises(PlanError, match="empty"):
        read_source(tmp_path / "plan.txt")


def test_a_device_and_a_name_with_nul_are_refused():
    with pytest.raises(PlanError, match="device"):
        read_source(Path("/dev/zero"))
    with pytest.raises(PlanError):
        read_source(Path("a\0b"))


def test_a_file_of_100_mb_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(100 * 2**20)  # takes no room on the disk
    code, stderr, memory = measure_child(READ, str(path))
    assert code == 0
    assert "larger than 50 MB" in stderr
    assert memory < 150


def test_a_text_longer_than_any_plan_is_refused():
    assert "more than any plan" in refuse((PLAN * 30_000).encode())


@pytest.mark.parametrize(
    "unit", ["发", "达到10%、", "1", "（责任单位：市科协）", "“", "一、发展。"]
)
def test_a_line_of_10_mb_is_refused_with_its_number(unit):
    line = unit * (10 * 2**20 // len(unit.encode()))
    sentence = refuse(f"一、目标\n{line}\n".encode())
    assert re.search("more than any plan|line 2 holds .* without a stop", sentence)


def test_a_plan_on_one_long_line_is_read_but_not_an_endless_sentence():
    line = PLAN.replace("\n", "　　") * 3_000
    assert len(line) > 200_000
    plain.check_shape(line, "x")
    plain.check_shape("一、目标\n" + "发" * 3_000, "x")
    with pytest.raises(PlanError, match="line 2 holds 3,001 characters without a stop"):
        plain.check_shape("一、目标\n" + "发" * 3_001, "x")


# Word files


def test_a_zip_bomb_is_refused_by_the_size_it_states():
    sentence = refuse(make_docx("", **{"word/media/a.bin": b"\0" * (201 * 2**20)}), "bomb.docx")
    assert "unpacks to more than 200 MB" in sentence


def test_a_part_too_large_for_a_document_is_refused():
    body = paragraph("发" * (15 * 2**20))
    assert "word/document.xml" in refuse(make_docx(body), "bomb.docx")


def test_a_zip_bomb_that_states_a_false_size_is_refused(tmp_path):
    data = bytearray(make_docx("", **{"word/theme.xml": b" " * (150 * 2**20)}))
    true = (150 * 2**20).to_bytes(4, "little")
    assert data.count(true) == 2  # local header and directory
    path = tmp_path / "bomb.docx"
    path.write_bytes(bytes(data).replace(true, (100).to_bytes(4, "little")))
    code, _, memory = measure_child(READ, str(path))
    assert code == 0
    assert memory < 300


def test_external_entities_are_neither_read_nor_shown(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("一、机密内容")
    doctype = f'<!DOCTYPE w:document [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    sentence = refuse(make_docx(paragraph("一、目标&x;"), doctype=doctype), "xxe.docx")
    assert "entities" in sentence
    assert "机密" not in sentence


def test_entities_that_unfold_without_end_are_refused():
    chain = '<!ENTITY a0 "发发发发发发发发发发">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
    )
    data = make_docx(paragraph("&a9;"), doctype=f"<!DOCTYPE w:document [{chain}]>")
    refuse(data, "laughs.docx")
    attribute = paragraph("一、").replace("<w:p>", '<w:p w:rsidR="&a9;">')
    refuse(make_docx(attribute, doctype=f"<!DOCTYPE w:document [{chain}]>"), "laughs.docx")


@pytest.mark.parametrize("depth", [200, 100_000])
def test_tags_nested_without_end_are_refused(depth):
    body = "<w:tbl><w:tr><w:tc>" * depth + "</w:tc></w:tr></w:tbl>" * depth
    assert "nested too deeply" in refuse(make_docx(body), "deep.docx")


def test_an_encrypted_entry_is_told_to_be_unlocked():
    data = bytearray(make_docx(paragraph("一、")))
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(sign)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(sign, at + 4)
    assert "password" in refuse(bytes(data), "locked.docx")


def test_a_docx_that_links_outside_fetches_nothing():
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/numbering" Target="http://192.0.2.1/n.xml" TargetMode="External"/>'
        "</Relationships>"
    )
    data = make_docx(paragraph("一、目标"), **{"word/_rels/document.xml.rels": relations.encode()})
    assert word.read_word(data) == "一、目标\n"


def test_many_entries_are_refused():
    data = make_zip({"word/document.xml": "<x/>", **{f"word/{n}": "" for n in range(10_001)}})
    assert "not read" in refuse(data, "many.docx")


CHUNK = (
    '<w:altChunk xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'r:id="r9"/>'
)


def test_documents_embedded_in_one_another_are_each_read_once(monkeypatch):
    data = make_docx(paragraph("一、目标"))
    for _ in range(3):
        relation = RELATION.format(id="r9", kind="aFChunk", target="in.docx")
        data = make_docx(CHUNK * 5, relations=relation, **{"word/in.docx": data})
    opened = []
    real = word.Package
    monkeypatch.setattr(word, "Package", lambda data: opened.append(data) or real(data))
    assert word.read_word(data) == "一、目标\n" * 5**3
    assert len(opened) == 4


def test_the_relations_of_a_part_are_read_once(monkeypatch):
    relation = RELATION.format(id="r9", kind="aFChunk", target="in.txt")
    data = make_docx(CHUNK * 5, relations=relation, **{"word/in.txt": "一、目标\n".encode()})
    parsed = []
    real = package.Package.parse
    monkeypatch.setattr(
        package.Package, "parse", lambda self, name: parsed.append(name) or real(self, name)
    )
    assert word.read_word(data) == "一、目标\n" * 5
    assert len(parsed) == len(set(parsed))


def test_few_bytes_that_stand_for_much_text_are_refused_before_it_is_made(monkeypatch):
    row = '<w:tr><w:tc/><w:tc><w:tcPr><w:gridSpan w:val="99"/></w:tcPr><w:p/></w:tc><w:tc><w:p>'
    row += "<w:r><w:t>发</w:t></w:r></w:p></w:tc></w:tr>"
    monkeypatch.setattr(plain, "LONGEST_TEXT", 500)
    with pytest.raises(PlanError, match=r"holds 5\d\d characters, more than any plan"):
        word.read_word(make_docx(f"<w:tbl>{row * 2000}</w:tbl>"))


def test_lists_that_word_never_makes_cost_little():
    item = paragraph("列。", level=0)
    with pytest.raises(PlanError, match="label as Word never makes"):
        word.read_word(make_docx(item, numbering=make_list(list_level(0, "decimal", "甲" * 256))))
    levels = "".join(list_level(level, "decimal", "%1.") for level in range(100))
    items = "".join(paragraph("列。", level=level) for level in (0, 8, 9, 99))
    assert word.read_word(make_docx(items, numbering=make_list(levels))) == (
        "1. 列。\n1. 列。\n列。\n列。\n"
    )


def make_list(levels: str) -> str:
    shape = f'<w:abstractNum w:abstractNumId="1">{levels}</w:abstractNum>'
    return shape + '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'


def test_an_item_of_nested_lists_is_not_read_for_each_around_it(monkeypatch):
    looked_at = []
    real = web.is_numbered
    monkeypatch.setattr(web, "is_numbered", lambda text: looked_at.append(text) or real(text))
    page = "<body>" + "<ol><li>" * 200 + "<b>1.1 建馆</b>" + "发" * 10_000
    assert web.read_web(page.encode()).startswith("1.\n1.\n")
    assert len(looked_at) == 200
    assert sum(map(len, looked_at)) < 200 * 10_000 / 2
    assert real(looked_at[-1])


@pytest.mark.parametrize("cut", [0.1, 0.5, 0.9, 0.99])
def test_a_docx_cut_off_is_refused(cut):
    data = make_docx(paragraph(PLAN))
    refuse(data[: int(len(data) * cut)], "cut.docx")


def test_a_docx_with_a_flipped_byte_is_read_or_refused():
    data = make_docx("".join(map(paragraph, PLAN.splitlines())))
    for at in range(0, len(data), 97):
        changed = bytearray(data)
        changed[at] ^= 0x55
        with suppress(PlanError):
            read_here("docx", bytes(changed))


# pdf


def test_a_pdf_of_thousands_of_empty_pages_is_refused():
    assert "more than 1,000 pages" in refuse(make_blank_pdf(5_000), "blank.pdf")
    assert "no text" in refuse(make_blank_pdf(300), "blank.pdf")


def test_a_pdf_page_tree_that_is_its_own_child_is_refused():
    data = make_blank_pdf(1).replace(b"/Kids[3 0 R]", b"/Kids[2 0 R]")
    refuse(data, "loop.pdf")


@pytest.mark.slow
def test_a_stream_that_unpacks_without_end_is_refused(tmp_path):
    bomb = zlib.compress(b"0 0 m " * (300 * 2**20 // 6), 9)
    data = make_pdf([[(72, 72, 16.0, "一、")]])
    stream = re.search(rb"<</Length \d+>>\nstream\n.*?\nendstream", data, re.DOTALL)
    assert stream
    new = b"<</Length %d/Filter/FlateDecode>>\nstream\n%s\nendstream" % (len(bomb), bomb)
    path = tmp_path / "bomb.pdf"
    path.write_bytes(data.replace(stream[0], new))
    code, stderr, memory = measure_child(
        "import compare.extract.readers.subprocesses as a\na.TIME_LIMIT = 3\n" + READ, str(path)
    )
    assert code == 0
    assert "pdf" in stderr
    assert stderr.count("\n") == 1
    assert memory < 1100


def test_a_reader_that_takes_too_long_is_stopped(monkeypatch):
    monkeypatch.setattr(subprocesses, "TIME_LIMIT", 0.01)
    with pytest.raises(PlanError, match=r"took more than .* seconds"):
        read_apart("pdf", make_blank_pdf(10), "slow.pdf")


def test_a_reader_cannot_take_more_memory_than_its_limit():
    code = (
        "from pathlib import Path\n"
        "from compare.extract.readers import subprocesses\n"
        "from compare.limits import limit_process\n"
        "limit_process(subprocesses.MEMORY_LIMIT, 60)\n"
        "try:\n    bytearray(subprocesses.MEMORY_LIMIT)\n"
        "except MemoryError:\n    import sys; print('refused', file=sys.stderr)\n"
    )
    code, stderr, _ = measure_child(code)
    assert (code, stderr) == (0, "refused\n")


def test_a_reader_that_is_killed_is_told_as_a_refusal(monkeypatch):
    monkeypatch.setattr(
        subprocesses, "_START", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    )
    with pytest.raises(PlanError, match="damaged or too large"):
        read_apart("pdf", b"", "killed.pdf")


# web pages


def test_scripts_of_a_page_are_neither_run_nor_shown():
    body = (
        "<p onclick='x()'>一、目标</p><script>document.write('二、')</script><img src=x onerror=y>"
        "<iframe srcdoc='<p>三、</p>'></iframe><object data=x>四、</object><svg><text>五、</text></svg>"
    )
    assert web.read_web(body.encode()) == "一、目标\n"


@pytest.mark.slow
def test_a_page_of_endless_nesting_is_read_or_refused_in_bounded_time(monkeypatch):
    monkeypatch.setattr(subprocesses, "TIME_LIMIT", 5)
    shallow = "<div>" * 3_000 + "一、目标"
    assert convert_source(shallow.encode(), Path("a.html")) == "一、目标\n"
    deep = "<div>" * 300_000 + "一、目标"
    assert "seconds" in refuse(deep.encode(), "a.html")


def test_a_page_that_is_too_large_is_refused():
    assert "larger than 20 MB" in refuse(b"<p>" + b"x" * (21 * 2**20), "a.html")


def test_a_page_of_equal_lines_is_read_in_bounded_time():
    assert web.drop_repeated(["发展"] * 200_000) == ["发展"] * 200_000
    text = [f"第{n}项，发展文化事业。" for n in range(50_000)]
    assert web.drop_repeated(text * 2) == text


# characters


def test_control_and_bidi_characters_do_not_reach_the_cells():
    source = PLAN.replace("书屋", "书\u202e屋\x07").replace("县文旅局", "县文\u200b旅局")
    plan = extract_plan(source, "x")
    task = plan.tasks[0]
    assert (task["title"], task["body"]) == ("建设书屋", "新建书屋12个。")
    assert [row["name"] for row in plan.assignments] == ["县文旅局", "各镇"]


def test_lone_surrogates_are_taken_out_of_a_text_handed_over_directly():
    plan = extract_plan(PLAN.replace("书屋", "书\udc80屋"), "x")
    assert plan.tasks[0]["title"] == "建设书屋"


@pytest.mark.parametrize("sign", "=+-@")
def test_names_that_look_like_formulas_are_kept_as_text(sign, tmp_path):
    name = f"{sign}1+cmd!A0县文旅局"
    path = tmp_path / "plan.txt"
    path.write_text(PLAN.replace("县文旅局", name), encoding="utf-8")
    extract_files([path], tmp_path / "out")
    table = store.read_table("assignments", tmp_path / "out")
    assert list(table["name_as_written"]) == [name, "各镇"]


# the catalogue


@pytest.mark.parametrize(
    "source", ["../secret.txt", "/etc/passwd", "..", "a/b.txt", "", "..\\secret.txt", "a\0.txt"]
)
def test_the_catalogue_cannot_name_a_file_outside_its_folder(source, tmp_path):
    raw = tmp_path / "raw"
    raw.mkdir()
    (tmp_path / "secret.txt").write_text("一、机密")
    header = "plan_id,title,place,level,prefecture,province,doc_number,issuer,issued_on," \
        "period_start,period_end,source_file,sha256"  # fmt: skip
    (raw / "plans.csv").write_text(f"{header}\nx,t,p,county,,,,,,,,{source},0\n")
    with pytest.raises(PlanError):
        read_sources(raw)


@pytest.mark.parametrize("plan_id", ["../x", "a/b", "", "a b", "=x", "a\\b"])
def test_the_catalogue_cannot_make_a_plan_id_a_path(plan_id, tmp_path):
    header = "plan_id,title,place,level,prefecture,province,doc_number,issuer,issued_on," \
        "period_start,period_end,source_file,sha256"  # fmt: skip
    (tmp_path / "plans.csv").write_text(f"{header}\n{plan_id},t,p,county,,,,,,,,x.txt,0\n")
    with pytest.raises(PlanError):
        store.read_catalogue(tmp_path)


# writing


def kill_writer(folder: Path, at: int) -> int:
    """Write in a process of its own that is killed at its n-th opening or change of a file."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    calls = iter(range(1, 99))

    def die(real):
        def call(*args, **kwargs):
            if next(calls) == at:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args, **kwargs)

        return call

    try:
        os.fdopen, os.chmod = die(os.fdopen), die(os.chmod)
        store.write_files({folder / f"{name}.csv": f"new {name}" for name in "abc"})
    finally:
        os._exit(1)


@pytest.mark.parametrize(
    "char", ["\ufe0f", "\U000e0101", "\U000e0041", "\u034f", "\u3164", "\u180e"]
)
def test_names_that_look_alike_are_alike(char):
    assert is_unseen(char)
    assert drop_unseen(f"甲{char}县") == "甲县"
    plan = extract_plan(PLAN.replace("书屋", f"书{char}屋").replace("文旅", f"文{char}旅"), "x")
    assert "新建书屋" in {row["indicator"] for row in plan.targets}
    assert "县文旅局" in plan.assignments[0].values()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs POSIX processes")
@pytest.mark.parametrize("at", [1, 2, 4, 6])
def test_a_build_killed_while_writing_leaves_the_old_tables(at, tmp_path):
    for name in "abc":
        (tmp_path / f"{name}.csv").write_text(f"old {name}")
    assert kill_writer(tmp_path, at) == -signal.SIGKILL
    assert {p.name: p.read_text() for p in tmp_path.glob("*.csv")} == {
        f"{name}.csv": f"old {name}" for name in "abc"
    }


def test_a_full_disk_leaves_the_old_tables(tmp_path, monkeypatch):
    (tmp_path / "a.csv").write_text("old a")
    real = os.fdopen
    count = iter(range(9))

    class FullDisk:
        def __init__(self, handle: int) -> None:
            self.file = real(handle, "wb")

        def __enter__(self):
            return self

        def __exit__(self, *_: object) -> None:
            self.file.close()

        def write(self, _: bytes) -> None:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(
        os, "fdopen", lambda h, mode: real(h, mode) if next(count) < 1 else FullDisk(h)
    )
    with pytest.raises(PlanError, match="No space left"):
        store.write_files({tmp_path / "a.csv": "new a", tmp_path / "b.csv": "new b"})
    assert {p.name: p.read_text() for p in tmp_path.glob("[!.]*")} == {"a.csv": "old a"}


def test_a_file_that_is_refused_leaves_the_old_tables(tmp_path):
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_text(PLAN, encoding="utf-8")
    bad.write_bytes(b"\0\1\2")
    out = tmp_path / "out"
    extract_files([good], out)
    before = {p.name: p.read_bytes() for p in out.rglob("*") if p.is_file()}
    with pytest.raises(PlanError, match=r"bad\.txt"):
        extract_files([good, bad], out)
    assert {p.name: p.read_bytes() for p in out.rglob("*") if p.is_file()} == before


# anything

FRAGMENTS = (
    "一、 二、 （一） （二） 1. 2． 3、 （1） ① 十一、 第一章 第二节 专栏1 附件： —— 一是 重点任务 "
    "主要目标 保障措施 总体要求 责任单位： （责任单位： （牵头单位： ；配合单位： ） 市教育局、 "
    "县文旅局 各镇 牵头 配合 负责 按职责分工负责 ，下同 （A牵头，B配合） 等 和 及 到2025年 "
    "“十四五”期末 力争 达到 不低于 16% 3.5 2-3 1到2个 分别达 30%、20%和10% 万 亿元 百分点 千分之三 "
    "一次 每年 或 “ ” 《 》 （ 〔2022〕4号 12·4 5G 工作分工： 列第一位者为牵头单位 以下均需各镇落实 "
    "[bookmark: ** ## 抄送： 。 ； ， 、 ： 0 ９ ² ½ Ⅷ 〇 零 百 千 9999999999999999999"
)
MARKS = ["\n", "\n\n", "\r\n", "\u3000\u3000", "\u2003", "\u202e", "\x00", "\ud800"]
PIECES = st.sampled_from([*FRAGMENTS.split(), *MARKS])
TEXTS = st.lists(st.one_of(PIECES, PIECES, PIECES, st.text(max_size=4)), max_size=60).map("".join)
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "300"))


@settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
@given(TEXTS)
def test_extraction_of_anything_gives_sound_tables_or_a_plan_error(text):
    try:
        tables = tabulate([extract_plan(text, "x")])
    except PlanError:
        return
    for name, table in tables.items():
        store.format_table(table).encode("utf-8", "surrogatepass")
        if {"start", "end"} <= set(table.columns):
            assert ((table["start"] >= 0) & (table["end"] <= len(text))).all(), name
            assert (table["start"] < table["end"]).all(), name


@settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
@given(st.one_of(st.binary(max_size=200), TEXTS.map(lambda t: t.encode("gb18030", "ignore"))))
def test_decoding_of_anything_gives_text_or_a_plan_error(data):
    try:
        text = plain.decode_text(data, "x")
    except PlanError:
        return
    assert "\0" not in text
    text.encode("utf-8")


TAGS = (
    "<p> </p> <div> </div> <table> <tr> <td> </td> </tr> </table> <ol> <li> <br> <a> </a> <pre> 一、 "
    "发展。 &nbsp; <script> </script> <!-- --> <td><table> <svg> <p/> <h1> </body> <body> &#0;"
)
PAGES = st.lists(st.sampled_from(TAGS.split()), max_size=40).map("".join)


@settings(
    max_examples=max(EXAMPLES // 3, 1), deadline=None, derandomize=True,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(PAGES)
def test_any_page_is_read_or_its_text_stands_elsewhere(html):
    told = "by a script or in a frame"
    try:
        web.read_web(html.encode())
    except PlanError as error:
        told = error.problem
    assert "by a script or in a frame" in told


def test_the_archives_made_here_are_sound():
    assert zipfile.ZipFile(BytesIO(make_docx(paragraph("一、")))).testzip() is None
