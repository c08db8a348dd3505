"""Bytes of a text file → text: UTF-8, UTF-16 and GB 18030, with or without their mark.

A wrong guess reads as Chinese characters too, only as rare ones: `责任` in UTF-8 taken for GBK is
`璐ｄ换`. A guess therefore holds only where nearly all characters are among the common ones.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterable

from compare.errors import PlanError
from compare.language.sentences import LONGEST_SENTENCE, SENTENCE_END

LONGEST_TEXT = 500_000
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_GUESSES = ("gb18030", "utf-16-le", "utf-16-be", "big5hkscs")
_COMMON = (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6))  # encoding, first and last lead byte
_NAMES = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "gb18030": "GB 18030"}
_SAMPLE = 100_000
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_NO_TEXT = r"\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffd-\uffff"
_CONTROL = re.compile(f"[{_NO_TEXT}]")
_STRANGE = re.compile(
    rf"[{_NO_TEXT}\ue000-\uf8ff]"
)  # a bullet of a font, or a sign of a wrong guess
# One choice of characters, by which a search passes over all other places; of U+3000 two or more.
_SENTENCE_END = re.compile(
    rf"[{SENTENCE_END}\t\n\r\x0b\x0c\u0085\u2028\u2029\u3000](?:(?<!\u3000)|\u3000+)"
)
_COMMON_SHARE = 0.85
_CONTROL_SHARE = 0.01
_DAMAGE_SHARE = 0.01


def decode_text(data: bytes, where: str) -> str:
    """The text of `data`, nothing changed but a byte order mark left out.

    PlanError says what stands in the way: no text at all, or the place where it is damaged.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            text = _decode(data, encoding)
            if text is None and encoding == "utf-8-sig":  # a mark that some editor put before GBK
                text = _decode(data[len(mark) :], "gb18030")
                text = text if text and looks_chinese(text) else None
            if text is None:
                raise PlanError(_explain_damage(data, encoding), where)
            return _check_controls(text, where)
    plain = _decode(data, "utf-8")
    if plain is not None and "\0" not in plain:
        return _check_controls(plain, where)
    guesses = [text for text in (_decode(data, e) for e in _GUESSES) if text is not None]
    text = max(guesses, key=rate_chinese, default=None)
    if text is None or not looks_chinese(text):
        text = _detect(data)
    if text is not None:
        return text
    if plain is not None:
        return _check_controls(plain, where)
    for encoding in ("utf-8", "gb18030"):
        if _is_damaged(data, encoding):
            raise PlanError(_explain_damage(data, encoding), where)
    if b"\0" in data or _CONTROL.search(data[:_SAMPLE].decode("latin-1")):
        raise PlanError("holds binary data, not text; give a txt, md, html, docx or pdf", where)
    raise PlanError("the text is neither UTF-8, UTF-16 nor GB 18030; save it as UTF-8", where)


def _decode(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _check_controls(text: str, where: str) -> str:
    """PlanError where the text holds NUL, or so many control characters that it is none."""
    if "\0" in text:
        at = text.index("\0")
        line = text.count("\n", 0, at) + 1
        raise PlanError(f"holds NUL bytes (first in line {line}); it is no plain text", where)
    sample = text[:_SAMPLE]
    if len(_CONTROL.findall(sample)) > _CONTROL_SHARE * len(sample) + 1:
        raise PlanError("holds binary data, not text; give a txt, md, html, docx or pdf", where)
    return text


def looks_chinese(text: str) -> bool:
    """Whether a guessed decoding reads as Chinese: nearly all characters are common ones."""
    return rate_chinese(text) >= _COMMON_SHARE


def rate_chinese(text: str) -> float:
    """Share of the Chinese characters that are common ones; 0 for a text with control characters.

    Common: the first level of GB 2312 (3,755 characters by use) or, for a traditional text, of
    Big5 (5,401), whichever fits better.
    """
    sample = text[:_SAMPLE]
    if "\0" in sample or len(_STRANGE.findall(sample)) > _CONTROL_SHARE * len(sample):
        return 0.0
    han = _HAN.findall(sample)
    if len(han) < 2:
        return 0.0
    counts = Counter(han)
    return max(
        sum(n for char, n in counts.items() if first <= _lead_byte(char, encoding) <= last)
        for encoding, first, last in _COMMON
    ) / len(han)


def _lead_byte(char: str, encoding: str) -> int:
    try:
        return char.encode(encoding)[0]
    except UnicodeEncodeError:
        return 0


def _detect(data: bytes) -> str | None:
    """What charset-normalizer makes of it, where the library is there and the result reads well."""
    try:
        from charset_normalizer import from_bytes
    except ImportError:
        return None
    best = from_bytes(data[: 2**20]).best()
    text = _decode(data, best.encoding) if best else None
    return text if text is not None and looks_chinese(text) else None


def _is_damaged(data: bytes, encoding: str) -> bool:
    """Whether the bytes are this encoding but for a few."""
    text = data.decode(encoding, errors="replace")
    broken = text.count("\ufffd")
    return broken <= _DAMAGE_SHARE * len(text) + 1 and looks_chinese(text.replace("\ufffd", ""))


def _explain_damage(data: bytes, encoding: str) -> str:
    try:
        data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        name = _NAMES.get(encoding, encoding.upper())
        return f"the {name} text is damaged at byte {error.start:,} (line {line}); save it again"
    return "the text is damaged; save it again as UTF-8"


def check_shape(text: str, where: str) -> None:
    """PlanError for a text no plan can be: too long, or thousands of characters in one sentence."""
    _check_length(len(text), where)
    if max(map(len, text.split("\n"))) <= LONGEST_SENTENCE:  # as of all but texts on a line or two
        return
    start = 0
    stops = [found.span() for found in _SENTENCE_END.finditer(text)]
    for stop, after in [*stops, (len(text), len(text))]:
        if stop - start > LONGEST_SENTENCE:
            line = text.count("\n", 0, start) + 1
            raise PlanError(
                f"line {line} holds {stop - start:,} characters without a stop or a line break; "
                "put each paragraph on a line of its own",
                where,
            )
        start = after


def join_lines(lines: Iterable[str]) -> str:
    """The text of all lines; PlanError as soon as they are more than any plan.

    A few bytes of a Word file can stand for a line of any length, and for all of another document.
    """
    taken: list[str] = []
    size = 0
    for line in lines:
        size += len(line) + 1
        _check_length(size)
        taken.append(f"{line}\n")
    return "".join(taken)


def _check_length(size: int, where: str = "") -> None:
    if size > LONGEST_TEXT:
        raise PlanError(
            f"holds {size:,} characters, more than any plan ({LONGEST_TEXT:,}); "
            "give one plan per file",
            where,
        )
