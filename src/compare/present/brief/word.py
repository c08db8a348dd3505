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
from compare.present.brief.fields import ENTRY, Fields, add_control
from compare.present.brief.flow import (
    CELL_SIZE,
    INCH,
    SLACK,
    Flow,
    choose_line,
    choose_size,
    measure_picture,
)
from compare.present.brief.tables import BriefTable
from compare.present.wording.texts import phrase
from compare.unseen import drop_unseen

CREATED = datetime(2000, 1, 1)  # fixed, so that the same tables give the same bytes
ZIPPED = (1980, 1, 1, 0, 0, 0)
TEXT_FONT, HEAD_FONT, TITLE_FONT = "仿宋", "黑体", "方正小标宋简体"
HEAD_SIZES = (14, 13, 12)  # points of headings of levels 1, 2 and 3
TITLE_SIZE, CAPTION_SIZE, CONTENTS_LINE = 20, 10, 15  # points
HEAD_SPACE = 14  # points around a heading
TEXT_WIDTH = 160  # mm between the margins
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
        self.headings = self.under = 0
        self.fields, self.flow = Fields(), Flow()
        self.numbered: dict[str, list[str]] = {"Figure": [], "Table": []}
        # Bookmark, words and page of each heading of the first level.
        self.contents: list[tuple[str, str, int]] = []
        self.contents_at: Any = None
        self.after_heading = False

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
        style.paragraph_format.line_spacing = Pt(choose_line(self.lang))
        for level, size in enumerate(HEAD_SIZES, 1):
            heading = self.document.styles[f"Heading {level}"]
            self._set_fonts(heading.element.get_or_add_rPr(), HEAD_FONT)
            heading.font.size, heading.font.bold = Pt(size), self.lang == "en"
            heading.font.color.rgb = None
            heading.paragraph_format.space_before = Pt(10)
            heading.paragraph_format.space_after = Pt(4)
        self._style_title()
        self._style_captions()
        self._style_contents()
        self._number_pages(section)
        self._add_fallbacks()

    def _style_title(self) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.oxml.ns import qn
        from docx.shared import Pt

        style = self.document.styles["Title"]
        self._set_fonts(style.element.get_or_add_rPr(), TITLE_FONT)
        for edge in style.element.pPr.findall(qn("w:pBdr")):
            style.element.pPr.remove(edge)
        style.font.size, style.font.bold = Pt(TITLE_SIZE), self.lang == "en"
        style.font.color.rgb = None
        style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        style.paragraph_format.line_spacing = 1.2
        style.paragraph_format.space_after = Pt(10)

    def _style_captions(self) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Pt, RGBColor

        style = self.document.styles["Caption"]
        self._set_fonts(style.element.get_or_add_rPr(), HEAD_FONT)
        style.font.size, style.font.bold = Pt(CAPTION_SIZE), False
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER

    def _style_contents(self) -> None:
        """The style of an entry of the contents, which an empty document lacks."""
        from docx.enum.style import WD_STYLE_TYPE
        from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
        from docx.shared import Mm, Pt

        style = self.document.styles.add_style(ENTRY, WD_STYLE_TYPE.PARAGRAPH, builtin=True)
        style.base_style = self.document.styles["Normal"]
        style.paragraph_format.line_spacing = Pt(CONTENTS_LINE)
        style.paragraph_format.left_indent = Pt(2 * choose_size(self.lang))
        style.paragraph_format.tab_stops.add_tab_stop(
            Mm(TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
        )

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
        self.fields.add_field(paragraph, "PAGE", "1")
        paragraph.add_run(" —")

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
        self.document.add_paragraph(drop_unseen(text), style="Title")
        self.name_document(text)
        self.flow.add_text(text, TITLE_SIZE, TITLE_SIZE * 1.4, 10)

    def name_document(self, text: str) -> None:
        """The title among the properties of the file."""
        self.document.core_properties.title = drop_unseen(text)[:255]

    def add_signature(self) -> None:
        """Beneath the title: who writes and when, for the office to fill in."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        paragraph = self.add_text("", indent=False)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        add_control(paragraph, phrase("brief.author", self.lang), dated=False)
        paragraph.add_run("　")
        add_control(paragraph, phrase("brief.date", self.lang), dated=True)
        self.measure("")

    def add_contents(self, entries: int) -> None:
        """The place of the contents; `entries`: how many there will be, by estimate."""
        head = self.add_text("", indent=False)
        head.paragraph_format.keep_with_next = True
        self.add_run(head, phrase("brief.contents", self.lang), bold=True, east=HEAD_FONT)
        self.contents_at = self.document.add_paragraph()
        self.flow.add(choose_line(self.lang) + entries * CONTENTS_LINE)

    def add_heading(self, text: str, level: int = 1, turned: bool = False) -> None:
        """一、主要发现 or 1. Findings; of the second level （一）总体判断 or 1.1 Overall. `turned`: on a
        new page."""
        if not self.after_heading:
            self.flow.release()
        self.headings, self.under = (
            (self.headings + 1, 0) if level == 1 else (self.headings, self.under + 1)
        )
        n = self.headings if level == 1 else self.under
        key = "brief.heading" if level == 1 else "brief.heading.under"
        number = n if level == 1 else f"{self.headings}.{n}"
        heading = phrase(key, self.lang, zh=to_chinese(n), number=number, text=text)
        paragraph = self.document.add_heading(heading, level=level)
        if turned:
            paragraph.paragraph_format.page_break_before = True
            self.flow.turn_page()
        if level == 1:
            bookmark = f"_Toc{self.headings:08}"
            self.fields.mark_runs(paragraph.runs, bookmark)
        self.flow.add_heading(choose_line(self.lang) + HEAD_SPACE, choose_line(self.lang))
        if level == 1:
            self.contents.append((bookmark, heading, self.flow.page))
        self.after_heading = True

    def add_text(self, text: str, indent: bool = True) -> Any:
        """A paragraph; in Chinese its first line is set in by two characters.

        Where its runs are added one by one, the whole is to be measured (`measure`).
        """
        from docx.shared import Pt

        if not self.after_heading:
            self.flow.release()
        paragraph = self.document.add_paragraph()
        if text:
            self.add_run(paragraph, text)
            self.measure(text)
        paragraph.paragraph_format.space_after = Pt(2)
        if indent and self.lang == "zh":
            paragraph.paragraph_format.first_line_indent = Pt(2 * choose_size(self.lang))
        return paragraph

    def measure(self, text: str) -> None:
        """Count a paragraph as written, its first line set in."""
        size = choose_size(self.lang)
        self.flow.add_text("　　" + text, size, choose_line(self.lang), 2)
        self.after_heading = False

    def cite(self, paragraph: Any, text: str, kind: str, name: str) -> None:
        """A run with a reference to a figure or table that is numbered now, if it was not before.

        `text` has NUMBER where the reference stands: （见图1）.
        """
        head, _, tail = text.partition(NUMBER)
        self.add_run(paragraph, head)
        shown = phrase(f"brief.{kind.lower()}.label", self.lang, number=self._number(kind, name))
        self.fields.add_field(paragraph, rf"REF {kind}_{name} \h", shown)
        self.add_run(paragraph, tail)

    def _number(self, kind: str, name: str) -> int:
        names = self.numbered[kind]
        if name not in names:
            names.append(name)
        return names.index(name) + 1

    def add_run(self, paragraph: Any, text: str, bold: bool = False, east: str = "") -> Any:

        run = paragraph.add_run(drop_unseen(text))
        run.bold = bold or None
        if east:
            self._set_fonts(run._r.get_or_add_rPr(), east)
        return run

    def add_picture(
        self,
        png: bytes,
        name: str,
        texts: tuple[str, str],
        size: tuple[float, float],
        wait: bool = True,
    ) -> None:
        """A chart; `texts`: its finding as alternative text, the caption beneath it.

        It stands where it fits next, or here where it need not `wait`, the section being planned to
        fit the page. `size`: width and height in inches.
        """
        self._number("Figure", name)
        height = measure_picture(size[1], self.lang)
        slack = SLACK if wait else 0.0
        self.flow.hold(height, lambda: self._write_picture(png, name, texts, size[0]), slack)

    def _write_picture(self, png: bytes, name: str, texts: tuple[str, str], width: float) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Inches

        described, caption = texts
        paragraph = self.document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.line_spacing = 1.0
        shape = paragraph.add_run().add_picture(io.BytesIO(png), width=Inches(width))
        shape._inline.docPr.set("descr", drop_unseen(described))
        self._add_caption(caption, "Figure", name)

    def _add_caption(self, caption: str, kind: str, name: str) -> None:
        """A caption of Word's own style; its number is a field, and label and number a bookmark."""
        from docx.shared import Pt

        before = kind == "Table"
        paragraph = self.document.add_paragraph(style="Caption")
        paragraph.paragraph_format.keep_with_next = before
        paragraph.paragraph_format.space_before = Pt(6 if before else 0)
        paragraph.paragraph_format.space_after = Pt(2 if before else 8)
        head, _, tail = phrase(f"brief.{kind.lower()}.label", self.lang, number=NUMBER).partition(
            NUMBER
        )
        label = self.add_run(paragraph, head)
        number = self.fields.add_field(
            paragraph, f"SEQ {kind} \\* ARABIC", str(self._number(kind, name))
        )
        self.fields.mark_runs([label, number], f"{kind}_{name}")
        self.add_run(paragraph, tail + phrase("brief.caption", self.lang, caption=caption))

    def add_item(self, text: str) -> None:
        """A line of a list, behind a bullet of Word's own style."""
        paragraph = self.document.add_paragraph(style="List Bullet")
        self.add_run(paragraph, text)
        self.measure(text)

    def add_table(self, table: BriefTable, name: str = "") -> None:
        """Header row repeated on each page, rows never broken over pages; with a name a caption above."""
        from docx.shared import Inches, Pt

        self.after_heading = False
        if name:
            self._add_caption(table.caption, "Table", name)
            self.flow.add(choose_line(self.lang) + 8)
        self.flow.add_rows([table.heads, *table.rows], [width * INCH for width in table.widths])
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
            self.add_run(paragraph, table.note).font.size = Pt(CELL_SIZE)
            self.flow.add_text(table.note, CELL_SIZE, choose_line(self.lang), 3)

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
            run.font.size = Pt(CELL_SIZE)
            if head:
                shade = OxmlElement("w:shd")
                for name, value in (("val", "clear"), ("color", "auto"), ("fill", "ECECEC")):
                    shade.set(qn(f"w:{name}"), value)
                cell._tc.get_or_add_tcPr().append(shade)

    def pack(self) -> bytes:
        """The document as a zip archive whose entries carry no time of writing."""
        self.flow.release(at_the_end=True)
        if self.contents_at is not None:
            self.fields.fill_contents(self.contents_at, self.contents)
        raw, packed = io.BytesIO(), io.BytesIO()
        self.document.save(raw)
        with zipfile.ZipFile(raw) as old, zipfile.ZipFile(packed, "w") as new:
            for name in old.namelist():
                entry = zipfile.ZipInfo(name, ZIPPED)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.create_system = 0
                new.writestr(entry, old.read(name))
        return packed.getvalue()
