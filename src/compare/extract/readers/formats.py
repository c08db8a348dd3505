"""Which format a file is in, told by its first bytes; what to do with those that are not read."""

from __future__ import annotations

import io
import re
import zipfile

from compare.errors import PlanError

SAVE_AS_DOCX = "open it in Word, WPS or LibreOffice and save it as .docx"
_RECOGNISE = "recognise its text (OCR) and save that as txt or docx"
_UNPACK = "is an archive; unpack it and name the plan inside"
_SIGNATURES = (
    (b"{\\rtf", f"is rich text (RTF); {SAVE_AS_DOCX}"),
    (b"\x89PNG", f"is a picture; {_RECOGNISE}"),
    (b"\xff\xd8\xff", f"is a picture; {_RECOGNISE}"),
    (b"GIF8", f"is a picture; {_RECOGNISE}"),
    (b"II*\x00", f"is a picture; {_RECOGNISE}"),
    (b"MM\x00*", f"is a picture; {_RECOGNISE}"),
    (b"RIFF", f"is a picture or a recording; {_RECOGNISE}"),
    (b"AT&TFORM", f"is a scan (DjVu); {_RECOGNISE}"),
    (b"Rar!", _UNPACK),
    (b"7z\xbc\xaf", _UNPACK),
    (b"\x1f\x8b", _UNPACK),
    (b"BZh", _UNPACK),
    (b"\xfd7zXZ", _UNPACK),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_ZIP_KINDS = (
    ("xl/workbook", "is a spreadsheet; save the sheet with the plan as txt or docx"),
    ("ppt/presentation", "is a set of slides; save its text as txt or docx"),
    ("OFD.xml", "is an OFD file; open it in an OFD reader and save it as pdf"),
    ("META-INF/container.xml", "is an e-book; save its text as txt or docx"),
    ("content.xml", f"is an OpenDocument file; {SAVE_AS_DOCX}"),
)
_PAGE = re.compile(rb"<!doctype\s+html|<(?:html|head|body)\b", re.IGNORECASE)
_FRAGMENT = re.compile(
    rb"\s*<(?:div|p|table|article|section|span|center|font|meta|h[1-6])\b", re.IGNORECASE
)
_COMMENT = re.compile(rb"\s*<!--.*?-->", re.DOTALL)
_TAG = re.compile(rb"<[a-z!/][^<>]{0,500}>", re.IGNORECASE)
_MARKS = b"\xef\xbb\xbf\xff\xfe"
_HEAD = 4096


def tell_format(data: bytes, suffix: str, where: str) -> str:
    """`text`, `html`, `docx`, `doc` or `pdf`; PlanError says what to do with any other."""
    head = data[:_HEAD]
    # Readers of pdf allow for what mail programs put before it, and a text may speak of one.
    if head.startswith(b"%PDF-") or (b"%PDF-" in head[:1024] and b" obj" in data):
        return "pdf"
    if head.startswith(_OLE):
        return _tell_ole(data, suffix.lower(), where)
    if head.startswith(_ZIP):
        return _tell_zip(data, where)
    for signature, sentence in _SIGNATURES:
        if head.startswith(signature):
            raise PlanError(sentence, where)
    if head.startswith(b"BM") and b"\0" in head[:16]:  # two letters can open a text as well
        raise PlanError(f"is a picture; {_RECOGNISE}", where)
    if b'progid="Word.Document"' in head:
        raise PlanError(f"is a Word 2003 XML file; {SAVE_AS_DOCX}", where)
    if b"MIME-Version:" in head and b"multipart/related" in head:
        raise PlanError("is a web archive (MHTML); save the page as HTML or as text", where)
    return "html" if _is_page(data, suffix.lower()) else "text"


def _tell_ole(data: bytes, suffix: str, where: str) -> str:
    """`doc` for an old Word file; PlanError for others in the same container."""
    if _name_stream("EncryptedPackage") in data:
        raise PlanError(
            "is protected by a password; open it, remove the password and save it again", where
        )
    if suffix == ".wps":
        raise PlanError("is a WPS file (.wps); open it in WPS and save it as .docx", where)
    if _name_stream("WordDocument") in data:
        return "doc"
    raise PlanError(f"is in an old format of Word or WPS (.doc, .wps); {SAVE_AS_DOCX}", where)


def _name_stream(name: str) -> bytes:
    return name.encode("utf-16-le")


def _tell_zip(data: bytes, where: str) -> str:
    try:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except Exception as error:  # zipfile raises many kinds for a damaged archive
        raise PlanError("is a damaged docx or zip file; save it again", where) from error
    if any(re.fullmatch(r"word/document\d*\.xml", name) for name in names):
        return "docx"
    for entry, sentence in _ZIP_KINDS:
        if any(name.startswith(entry) for name in names):
            raise PlanError(sentence, where)
    raise PlanError(_UNPACK, where)


def _is_page(data: bytes, suffix: str) -> bool:
    head = data[:_HEAD].replace(b"\0", b"")  # UTF-16 as well
    if _PAGE.search(head):
        return True
    if suffix in (".html", ".htm", ".shtml", ".xhtml"):
        return bool(_TAG.search(data.replace(b"\0", b"")))
    return suffix not in (".md", ".markdown") and _is_fragment(head.lstrip(_MARKS))


def _is_fragment(head: bytes) -> bool:
    """Whether a tag comes first, after any comments: one by one, so that each is read once."""
    at = 0
    while comment := _COMMENT.match(head, at):
        at = comment.end()
    return bool(_FRAGMENT.match(head, at))
