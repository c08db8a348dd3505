"""What Word keeps up to date itself: numbers of captions, references to them, the contents."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any

ENTRY = "toc 1"  # the style of an entry of the contents
CONTENTS = r'TOC \o "1-1" \h \z'  # headings of the first level with their pages


class Fields:
    """The fields and bookmarks of one document; a bookmark bears a number that stands once."""

    def __init__(self) -> None:
        self.numbers = count(1)

    def add_field(self, paragraph: Any, code: str, shown: str = "") -> Any:
        """A field at the end of the paragraph, showing `shown` until it is updated; its run."""
        run = paragraph.add_run()
        for kind in ("begin", "", "separate"):
            run._r.append(make_mark(kind) if kind else make_code(code))
        run.add_text(shown)
        run._r.append(make_mark("end"))
        return run

    def mark_runs(self, runs: Sequence[Any], name: str) -> None:
        """A bookmark around runs that stand one after the other."""
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        number = str(next(self.numbers))
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for element in (start, end):
            element.set(qn("w:id"), number)
        start.set(qn("w:name"), name)
        runs[0]._r.addprevious(start)
        runs[-1]._r.addnext(end)

    def fill_contents(self, place: Any, entries: Sequence[tuple[str, str, int]]) -> None:
        """The field of contents in front of the empty paragraph `place`, which is taken out.

        `entries`: bookmark of a heading, its words, and its page by estimate, which is a field of its
        own that shows the true one where a program lays the pages out. The whole field begins in
        the first entry and ends behind the last, as Word writes it.
        """
        for at, (bookmark, text, page) in enumerate(entries):
            paragraph = place.insert_paragraph_before(style=ENTRY)
            if not at:
                opening = paragraph.add_run()._r
                for element in (make_mark("begin"), make_code(CONTENTS), make_mark("separate")):
                    opening.append(element)
            add_link(paragraph, bookmark, text)
            paragraph.add_run("\t")
            self.add_field(paragraph, rf"PAGEREF {bookmark} \h", str(page))
            if at == len(entries) - 1:
                paragraph.add_run()._r.append(make_mark("end"))
        place._p.getparent().remove(place._p)


def add_link(paragraph: Any, bookmark: str, text: str) -> None:
    """Words that lead to a bookmark of the same document."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), bookmark)
    link.set(qn("w:history"), "1")
    run = paragraph.add_run(text)
    paragraph._p.append(link)
    link.append(run._r)


def make_mark(kind: str) -> Any:
    """Where a field begins, where its code ends (separate), where it ends."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement("w:fldChar")
    element.set(qn("w:fldCharType"), kind)
    return element


def make_code(code: str) -> Any:
    """What a field computes."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement("w:instrText")
    element.set(qn("xml:space"), "preserve")
    element.text = f" {code} "
    return element


def add_control(paragraph: Any, shown: str, dated: bool) -> None:
    """A place to fill in, showing `shown` until then; `dated`: Word offers a calendar."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    control, settings, content = (
        OxmlElement(f"w:{name}") for name in ("sdt", "sdtPr", "sdtContent")
    )
    settings.append(OxmlElement("w:showingPlcHdr"))
    settings.append(OxmlElement("w:date" if dated else "w:text"))
    if dated:
        form = OxmlElement("w:dateFormat")
        form.set(qn("w:val"), "yyyy-MM-dd")
        settings[-1].append(form)
    run = paragraph.add_run(shown)
    paragraph._p.append(control)
    control.append(settings)
    control.append(content)
    content.append(run._r)
