"""The one page (一页纸) in Word: a file of its own, and the head of the brief."""

from __future__ import annotations

from compare.present.brief.tables import WIDTH, BriefTable
from compare.present.brief.word import NUMBER, Note
from compare.present.office.onepage import OnePage, Part
from compare.present.wording.texts import phrase

SIZE, LINE, MARGIN = 10, 13, 15  # points of the text and its lines, mm at the edges
HEAD, TITLE = 12, 16  # points


def render_page_docx(page: OnePage, lang: str = "zh") -> bytes:
    """Bytes of a .docx file of one A4 page. Needs python-docx (extra `report`)."""
    from docx import Document
    from docx.shared import Mm, Pt

    note = Note(Document(), lang)
    note.set_up()
    section = note.document.sections[0]
    section.top_margin = section.bottom_margin = Mm(MARGIN)
    normal = note.document.styles["Normal"]
    normal.font.size, normal.paragraph_format.line_spacing = Pt(SIZE), Pt(LINE)
    heading, title = (note.document.styles[name] for name in ("Heading 1", "Title"))
    heading.font.size, title.font.size = Pt(HEAD), Pt(TITLE)
    heading.paragraph_format.space_before, heading.paragraph_format.space_after = Pt(4), Pt(1)
    title.paragraph_format.space_after = Pt(4)
    note.add_title(page.title)
    note.add_text(page.subtitle, indent=False)
    add_parts(note, page)
    note.add_text(page.foot, indent=False)
    return note.pack()


def add_parts(note: Note, page: OnePage, level: int = 1) -> None:
    """Every part with its heading, its finding in bold with its place, its table and its lines.

    In a longer note (`level` 2) rows that a table of its own has in full are referred to.
    """
    for part in page.parts:
        note.add_heading(part.head, level)
        if part.finding:
            paragraph = note.add_text("")
            note.add_run(paragraph, part.finding, bold=True)
            note.add_run(paragraph, part.place)
            if part.rows and part.listed and level > 1:
                see = phrase("brief.see.table", note.lang, table=NUMBER)
                space = phrase("mark.space", note.lang)
                note.cite(paragraph, space + see, "Table", part.listed)
            note.measure(part.finding + part.place)
        if part.rows and not (part.listed and level > 1):
            note.add_table(_lay_out(part))
        for line in part.lines:
            note.add_item(line)
        if part.note:
            note.add_text(part.note, indent=False)


def _lay_out(part: Part) -> BriefTable:
    """The part's table over the width of the page, its columns in their shares."""
    whole = sum(part.widths)
    return BriefTable("", part.heads, part.rows, [WIDTH * share / whole for share in part.widths])
