"""A Word document in the form of an official note: page, fonts, headings, pictures, tables.

Latin and Chinese text each have a font (仿宋 for text, 黑体 for headings), with names to fall
back on where a machine lacks them.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from compare.language.numbers import to_chinese
from compare.present.brief.tables import BriefTable
from compare.present.wording.texts import phrase
from compare.unseen import drop_unseen

__all__ = ["Note"]

CREATED = datetime(2000, 1, 1)  # fixed, so that the same tables give the same bytes
ZIPPED = (1980, 1, 1, 0, 0, 0)
TEXT_FONT, HEAD_FONT, TITLE_FONT = "仿宋", "黑体", "方正小标宋简体"
HEAD_SIZES = (14, 13, 12)  # points of headings of levels 1, 2 and 3
LATIN = "Times New Roman"
NUMBER = "\N{OBJECT REPLACEMENT CHARACTER}"  # where a caption has its number
FALLBACKS = {
    "仿宋": "FangSong;仿宋_GB2312;STFangsong;Noto Serif CJK SC",
    "黑体": "SimHei;STHeiti;Noto Sans CJK SC",
    "方正小标宋简体": "FZXiaoBiaoSong-B05S;宋体;SimSun;STSong;Noto Serif CJK SC",
}
LOCALES = {"zh": "zh-CN", "en": "en-GB"}


class Note:
    """A Word document being written in one language."""

    def __init__(self, document: Any, lang: str) -> None:
        self.document, self.lang = document, lang
        self.headings = self.pictures = self.tables = 0

    def set_up(self) -> None:
        """A4 with the margins and page number of an official document; styles with both fonts."""
        from docx.oxml.ns import qn
        from docx.shared import Mm, Pt

        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(30), Mm(26)
        section.left_margin = section.right_margin = Mm(25)
        properties = self.document.core_properties
        properties.created = properties.modified = CREATED
        properties.author = properties.last_modified_by = "compare"
        properties.comments, properties.language = "", LOCALES[self.lang]
        for language in self.document.styles.element.iter(qn("w:lang")):
            language.set(qn("w:eastAsia"), "zh-CN")  # else marks sit in mid-cell as in Taiwan
            language.set(qn("w:val"), "en-US" if self.lang == "zh" else "en-GB")
        style = self.document.styles["Normal"]
        style.font.size = Pt(choose_size(self.lang))
        self._set_fonts(style.element.get_or_add_rPr(), TEXT_FONT)
        style.paragraph_format.space_after = Pt(0)
        # A fixed distance, as official documents have it, keeps pages alike whatever the font.
        style.paragraph_format.line_spacing = Pt(18 if self.lang == "zh" else 14.5)
        for level, size in enumerate(HEAD_SIZES, 1):
            heading = self.document.styles[f"Heading {level}"]
            self._set_fonts(heading.element.get_or_add_rPr(), HEAD_FONT)
            heading.font.size, heading.font.bold = Pt(size), self.lang == "en"
            heading.font.color.rgb = None
            heading.paragraph_format.space_before = Pt(10)
            heading.paragraph_format.space_after = Pt(4)
        self._number_pages(section)
        self._add_fallbacks()

    def _set_fonts(self, properties: Any, east: str, latin: str = LATIN) -> None:
        from docx.oxml.ns import qn

        fonts = properties.get_or_add_rFonts()
        for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{name}"), None)
        for name in ("ascii", "hAnsi", "cs"):
            fonts.set(qn(f"w:{name}"), latin)
        fonts.set(qn("w:eastAsia"), east)

    def _number_pages(self, section: Any) -> None:
        """— 1 — at the foot, as official documents have it."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        paragraph = section.footer.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run("— ")
        self._add_field(paragraph, "PAGE")
        paragraph.add_run(" —")

    @staticmethod
    def _add_field(paragraph: Any, code: str, shown: str = "") -> Any:
        """A field that Word keeps up to date, showing `shown` until it does; its run."""
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        run = paragraph.add_run()
        for kind, text in (
            ("begin", ""),
            ("", code),
            ("separate", ""),
            ("shown", shown),
            ("end", ""),
        ):
            if kind == "shown":
                run.add_text(text)
                continue
            element = OxmlElement("w:fldChar" if kind else "w:instrText")
            if kind:
                element.set(qn("w:fldCharType"), kind)
            else:
                element.text = text
            run._r.append(element)
        return run

    def _add_fallbacks(self) -> None:
        """Other names of each font in the document's font table."""
        rows = "".join(
            f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/></w:font>'
            for name, others in FALLBACKS.items()
        )
        for relation in self.document.part.rels.values():
            if relation.reltype.endswith("/fontTable"):
                part = relation.target_part
                blob = part.blob.decode("utf-8").replace("</w:fonts>", rows + "</w:fonts>")
                part._blob = blob.encode("utf-8")

    def add_title(self, text: str) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Pt

        paragraph = self.document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.line_spacing = 1.2
        paragraph.paragraph_format.space_after = Pt(10)
        run = self.add_run(paragraph, text, east=TITLE_FONT)
        run.font.size, run.font.bold = Pt(20), self.lang == "en"
        self.name_document(text)

    def name_document(self, text: str) -> None:
        """The title among the properties of the file."""
        self.document.core_properties.title = drop_unseen(text)[:255]

    def add_heading(self, text: str) -> None:
        """一、主要发现 or 1. Findings"""
        self.headings += 1
        n = self.headings
        heading = phrase("brief.heading", self.lang, zh=to_chinese(n), number=n, text=text)
        self.document.add_heading(heading, level=1)

    def add_text(self, text: str, indent: bool = True) -> Any:
        """A paragraph; in Chinese its first line is set in by two characters."""
        from docx.shared import Pt

        paragraph = self.document.add_paragraph()
        self.add_run(paragraph, text)
        paragraph.paragraph_format.space_after = Pt(2)
        if indent and self.lang == "zh":
            paragraph.paragraph_format.first_line_indent = Pt(2 * choose_size(self.lang))
        return paragraph

    def add_run(
        self, paragraph: Any, text: str, bold: bool = False, colour: str = "", east: str = ""
    ) -> Any:
        from docx.shared import RGBColor

        run = paragraph.add_run(drop_unseen(text))
        run.bold = bold or None
        if colour:
            run.font.color.rgb = RGBColor.from_string(colour)
        if east:
            self._set_fonts(run._r.get_or_add_rPr(), east)
        return run

    def add_picture(self, png: bytes, caption: str, described: str, width: float) -> None:
        """A chart with its caption beneath and its finding as alternative text."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Inches

        self.pictures += 1
        paragraph = self.document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.line_spacing = 1.0
        shape = paragraph.add_run().add_picture(io.BytesIO(png), width=Inches(width))
        shape._inline.docPr.set("descr", drop_unseen(described))
        said = phrase("brief.figure", self.lang, number=NUMBER, caption=caption)
        self._add_caption(said, "SEQ Figure", self.pictures)

    def _add_caption(self, text: str, code: str, number: int, before: bool = False) -> None:
        """A caption of Word's own style; its number is a field, so that a list of figures finds it."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Pt, RGBColor

        paragraph = self.document.add_paragraph(style="Caption")
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next = before
        paragraph.paragraph_format.space_before = Pt(6 if before else 0)
        paragraph.paragraph_format.space_after = Pt(2 if before else 8)
        head, _, tail = text.partition(NUMBER)
        runs = [self.add_run(paragraph, head), self._add_field(paragraph, code, str(number))]
        for run in [*runs, self.add_run(paragraph, tail)]:
            self._set_fonts(run._r.get_or_add_rPr(), HEAD_FONT)
            run.font.size, run.font.bold = Pt(10), False
            run.font.color.rgb = RGBColor(0, 0, 0)

    def add_item(self, text: str) -> None:
        """A line of a list, behind a bullet of Word's own style."""
        paragraph = self.document.add_paragraph(style="List Bullet")
        self.add_run(paragraph, text)

    def add_table(self, table: BriefTable, numbered: bool = True) -> None:
        """Caption above, header row repeated on each page, rows never broken over pages."""
        from docx.shared import Inches, Pt

        if numbered:
            self.tables += 1
            said = phrase("brief.table", self.lang, number=NUMBER, caption=table.caption)
            self._add_caption(said, "SEQ Table", self.tables, before=True)
        grid = self.document.add_table(rows=0, cols=len(table.heads), style="Table Grid")
        grid.autofit = False
        for column, width in zip(grid.columns, table.widths, strict=True):
            column.width = Inches(width)
        self._pad_cells(grid)
        for number, texts in enumerate([table.heads, *table.rows]):
            self._add_row(grid, texts, table.widths, head=number == 0)
        if table.note:
            paragraph = self.document.add_paragraph()
            paragraph.paragraph_format.space_before = Pt(3)
            self._shrink(self.add_run(paragraph, table.note, colour="5F5F5F"), 9)

    @staticmethod
    def _pad_cells(grid: Any) -> None:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        margins = OxmlElement("w:tblCellMar")
        for side, twips in (("top", 30), ("left", 80), ("bottom", 30), ("right", 80)):
            element = OxmlElement(f"w:{side}")
            element.set(qn("w:w"), str(twips))
            element.set(qn("w:type"), "dxa")
            margins.append(element)
        grid._tbl.tblPr.append(margins)

    def _add_row(
        self, grid: Any, texts: Sequence[str], widths: Sequence[float], head: bool
    ) -> None:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn
        from docx.shared import Inches, Pt

        row = grid.add_row()
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if head:
            properties.append(OxmlElement("w:tblHeader"))
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width = Inches(width)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.line_spacing = Pt(12)
            run = self.add_run(
                paragraph, text, bold=head and self.lang == "en", east=HEAD_FONT if head else ""
            )
            self._shrink(run, 9)
            if head:
                shade = OxmlElement("w:shd")
                for name, value in (("val", "clear"), ("color", "auto"), ("fill", "ECECEC")):
                    shade.set(qn(f"w:{name}"), value)
                cell._tc.get_or_add_tcPr().append(shade)

    @staticmethod
    def _shrink(run: Any, size: float) -> None:
        from docx.shared import Pt

        run.font.size = Pt(size)

    def pack(self) -> bytes:
        """The document as a zip archive whose entries carry no time of writing."""
        raw, packed = io.BytesIO(), io.BytesIO()
        self.document.save(raw)
        with zipfile.ZipFile(raw) as old, zipfile.ZipFile(packed, "w") as new:
            for name in old.namelist():
                entry = zipfile.ZipInfo(name, ZIPPED)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.create_system = 0
                new.writestr(entry, old.read(name))
        return packed.getvalue()


def choose_size(lang: str) -> float:
    """Points of the running text: 小四 in Chinese."""
    return 12.0 if lang == "zh" else 10.0
