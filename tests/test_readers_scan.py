"""Scanned pages and old Word files: what other programs read for us, and how surely."""

import io
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest

from compare.build.intake import list_reading_doubts
from compare.errors import PlanError
from compare.extract import extract_plan
from compare.extract.readers import Recognised, convert_file, office, pdf, scan, subprocesses
from compare.extract.readers.reading import Reading, pack_reading, unpack_reading
from compare.extract.readers.subprocesses import read_apart
from fixtures.documents import make_docx, make_pdf, paragraph

PLAN = [
    "青川县文化发展三年行动方案",
    "一、主要目标",
    "到2027年，公共图书馆总藏量达到30万册。",
    "二、重点任务",
    "（一）建设书香之城。新建社区书屋12个。（责任单位：县文旅局）",
]
needs_recogniser = pytest.mark.skipif(
    subprocesses.find_spec("rapidocr") is None,
    reason="needs the extra scan: pip install '.[scan]'",
)
needs_office = pytest.mark.skipif(
    not any(map(shutil.which, office._PROGRAMS)), reason="needs LibreOffice (soffice on PATH)"
)


def photograph(lines: list[str], size: int = 30) -> bytes:
    """A JPEG of a page of A4 with these lines printed on it."""
    import zhplot  # noqa: F401  (brings the font)
    from matplotlib import font_manager
    from PIL import Image, ImageDraw, ImageFont

    path = font_manager.findfont("Noto Sans SC")
    font = ImageFont.truetype(path, size)
    page = Image.new("L", (1190, 1684), 255)
    draw = ImageDraw.Draw(page)
    for i, line in enumerate(lines):
        draw.text((144, 200 + 60 * i), line, fill=0, font=font)
    buffer = io.BytesIO()
    page.save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def box(left: float, top: float, right: float, bottom: float) -> list[list[float]]:
    return [[left, top], [right, top], [right, bottom], [left, bottom]]


class Recogniser:
    """What RapidOCR would say of a page: (text, left, top, sureness of each character)."""

    def __init__(self, *lines: tuple[str, int, int, float]) -> None:
        self.lines = lines

    def __call__(self, picture: object) -> SimpleNamespace:
        def place(text: str, left: int, top: int, sureness: float) -> list[tuple]:
            return [
                (c, sureness, box(left + 38 * i, top, left + 38 * i + 36, top + 44))
                for i, c in enumerate(text)
            ]

        found = [place(*line) for line in self.lines]
        boxes = [box(x, y, x + 38 * len(text), y + 44) for text, x, y, _ in self.lines]
        texts = tuple(text for text, *_ in self.lines)
        return SimpleNamespace(boxes=boxes, txts=texts, word_results=tuple(found))


@pytest.fixture
def recognise(monkeypatch):
    def use(*lines: tuple[str, int, int, float]) -> None:
        monkeypatch.setattr(scan, "_open_recogniser", lambda: Recogniser(*lines))

    return use


def test_lines_of_a_scan_make_paragraphs_and_say_how_sure_they_are(recognise):
    recognise(
        ("一、主要目标", 220, 300, 0.999),
        ("到2027年，公共图书馆总藏量达到三十万册，新建", 220, 360, 0.9),
        ("书屋12个。", 144, 420, 0.999),
        ("※§", 600, 900, 0.3),
    )
    reading = pdf.read_pdf(make_pdf([], picture=photograph([])), "do")
    assert reading.text.splitlines() == [
        "一、主要目标", "到2027年，公共图书馆总藏量达到三十万册，新建书屋12个。",
    ]  # fmt: skip
    assert [(line.line, line.doubtful) for line in reading.recognised] == [
        (1, ""), (2, "2027三十万"), (2, ""), (0, "※§"),
    ]  # fmt: skip
    assert [round(line.sureness, 3) for line in reading.recognised] == [0.999, 0.9, 0.999, 0.3]


def test_pages_of_text_and_scanned_pages_come_in_their_order(recognise):
    recognise((PLAN[4], 144, 300, 0.99))
    data = make_pdf([[(72, 100 + 30 * i, 12.0, text) for i, text in enumerate(PLAN[:4])]],
                    picture=photograph([]))  # fmt: skip
    reading = pdf.read_pdf(data, "do")
    assert reading.text.splitlines() == PLAN
    assert {line.page for line in reading.recognised} == {2}


def test_a_gap_within_a_scanned_line_is_a_space_again():
    characters = [
        scan.Character(text, 1.0, scan.Frame(x, 0, x + 18, 20))
        for text, x in zip("第四章完善，结构", (0, 20, 40, 80, 100, 120, 160, 180), strict=True)
    ]
    line = scan.build_piece(scan.Frame(0, 0, 198, 20), characters, 1, (595, 842))
    assert line.text == "第四章 完善，结构"


def test_scanned_pages_are_left_out_and_named_without_the_recogniser(monkeypatch):
    monkeypatch.setattr(subprocesses, "find_spec", lambda name: None)
    text = [(72, 100 + 30 * i, 12.0, text) for i, text in enumerate(PLAN)]
    reading = read_apart("pdf", make_pdf([text], picture=photograph([])), "plan.pdf")
    assert reading.text.splitlines() == PLAN
    assert reading.recognised == (Recognised(0, 2, "", 0.0),)
    with pytest.raises(PlanError, match=r"plan\.pdf: the pdf is scanned.*\[scan\]"):
        read_apart("pdf", make_pdf([], picture=photograph([])), "plan.pdf")


def test_a_scan_of_hundreds_of_pages_is_refused(monkeypatch):
    monkeypatch.setattr(subprocesses, "MOST_SCANS", 0)
    with pytest.raises(PlanError, match="1 pages of the pdf are scanned"):
        read_apart("pdf", make_pdf([], picture=photograph([])), "plan.pdf")


def test_a_reading_goes_from_process_to_process_unchanged():
    reading = Reading("一、目标\n", (Recognised(1, 1, "一、目标", 0.875, "一"),))
    assert unpack_reading(pack_reading(reading)) == reading


def test_review_names_what_was_recognised_with_doubt():
    from dataclasses import replace

    lines = (
        Recognised(1, 1, "一、目标", 0.99), Recognised(2, 1, "新增30个", 0.97, "3"),
        Recognised(3, 2, "斑驳", 0.7), Recognised(0, 2, "※", 0.2), Recognised(0, 3, "", 0.0),
    )  # fmt: skip
    plan = replace(extract_plan("一、目标\n新增30个。\n坏\ufffd字\n", "x"), recognised=lines)
    assert [(d.kind, d.text, d.place) for d in list_reading_doubts(plan)] == [
        ("recognised with doubt", "新增30个 (0.97: 3)", "line 2"),
        ("recognised with doubt", "斑驳 (0.70)", "line 3"),
        ("picture of text that could not be read", "※ (0.20)", "page 2"),
        ("page that is a picture, not read", "page 3", ""),
        ("characters that could not be read", "坏\ufffd字", "line 3"),
    ]


def test_signs_beside_chinese_are_wide():
    characters = [
        scan.Character(c, 1.0, scan.Frame(20 * i, 0, 20 * i + 18, 20))
        for i, c in enumerate("(一)A(b)")
    ]
    assert (
        scan.build_piece(scan.Frame(0, 0, 140, 20), characters, 1, (595, 842)).text == "（一）A(b)"
    )


@pytest.mark.slow
@needs_recogniser
def test_a_scanned_plan_is_read_for_real():
    reading = convert_file(make_pdf([], picture=photograph(PLAN)), Path("scan.pdf"))
    assert "".join(reading.text.split()) == "".join(PLAN)
    assert all(line.sureness > 0.9 for line in reading.recognised)


# old Word files


def make_doc(tmp_path: Path) -> bytes:
    source = tmp_path / "plan.docx"
    source.write_bytes(make_docx("".join(map(paragraph, PLAN))))
    program = next(filter(None, map(shutil.which, office._PROGRAMS)))
    profile = (tmp_path / "profile").as_uri()
    command = [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to"]
    command += ["doc:MS Word 97", "--outdir", str(tmp_path), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=100)
    return (tmp_path / "plan.doc").read_bytes()


@pytest.mark.slow
@needs_office
def test_an_old_word_file_is_read_through_libreoffice(tmp_path):
    data = make_doc(tmp_path)
    assert convert_file(data, Path("plan.doc")).text.splitlines() == PLAN


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
DOC = OLE + "WordDocument".encode("utf-16-le")


def test_an_old_word_file_without_libreoffice_is_told_what_to_do(monkeypatch):
    monkeypatch.setattr(office.shutil, "which", lambda name: None)
    with pytest.raises(PlanError, match=r"plan\.doc: .*LibreOffice.*save it as \.docx"):
        convert_file(DOC, Path("plan.doc"))


def test_a_wps_file_is_told_what_to_do():
    with pytest.raises(PlanError, match=r"WPS file.*save it as \.docx"):
        convert_file(DOC, Path("plan.wps"))


@pytest.mark.parametrize(
    ("script", "words", "limit"), [("sleep 60", "more than", 0.3), ("exit 1", "cannot read", 60)]
)
def test_a_conversion_that_hangs_or_fails_is_a_refusal(script, words, limit, tmp_path, monkeypatch):
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setattr(office.shutil, "which", lambda name: str(program))
    monkeypatch.setattr(office, "TIME_LIMIT", limit)
    with pytest.raises(PlanError, match=words) as error:
        convert_file(DOC, Path("plan.doc"))
    assert "\n" not in str(error.value)
