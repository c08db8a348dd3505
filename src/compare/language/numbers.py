"""Numerals ↔ numbers: `16`, `１，２００`, `一亿二千万`, `25万6千`, `伍佰`, `三点五` and back to words.

A numeral is the number alone; what stands around it (units, ranges, shares) is read by
`compare.language.quantities`.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache, lru_cache

DIGITS = {char: i for i, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
TENS = {"十": 10, "百": 100, "千": 1000}
MAGNITUDES = {"万": 10**4, "亿": 10**8}

# One character for one, so that places in a text stay what they are.
_OTHERS, _USUAL = (
    "０１２３４５６７８９％．／＋－−﹣兩萬億點負個幾餘〇",
    "0123456789%./+---两万亿点负个几余零",
)
_PLAIN = dict(zip(_OTHERS, _USUAL, strict=True))
_CAPITALS = str.maketrans(
    "壹贰叁肆伍陆柒捌玖拾佰仟貳參叄陸弍", "一二三四五六七八九十百千二三三六二"
)
# 队伍, 大陆 and 收拾 hold three of these characters and no number.
_CAPITAL = re.compile(
    r"[壹贰叁肆柒捌玖佰仟貳參叄陸弍伍陆拾](?:(?<![伍陆拾])|(?=[佰仟拾万亿一二三四五六七八九])|(?<=[十百千万亿零][陆伍]))"
)
_OTHER = re.compile(f"[{re.escape(_OTHERS)}]")
_ROUND = re.compile(r"(?<=[0-9０-９])〇+")  # a nought between figures, as in 2〇25
_NOT_PLAIN = re.compile(f"[{re.escape(_OTHERS)}{''.join(map(chr, _CAPITALS))}]")
_FORMAL = re.compile(
    r"(?<![队退入行落大登着水海内收捡])(?:[壹贰叁肆伍陆柒捌玖拾佰仟貳參叄陸弍零一二三四五六七八九十百千万亿]|分之){2,24}"
)
_PART = re.compile(r"(\d+(?:\.\d+)?|[一二两三四五六七八九])?([千百十])")
_TWENTY = (("廿", "二十"), ("卅", "三十"))
_PAIR = re.compile(
    r"(?<![一二两三四五六七八九点])([一二两三四五六七八])([二三四五六七八九])(?![一二两三四五六七八九])"
)
_PARTING = re.compile(r"[,，\s]")
_ARABIC = re.compile(r"\d+(?:\.\d+)?")


def plain_numerals(text: str) -> str:
    """The same text at the same length with one way to write numbers: `１２．５` → `12.5`, `伍佰` → `五百`."""
    if not _NOT_PLAIN.search(text):  # as of most texts
        return text
    text = _ROUND.sub(lambda found: "0" * len(found[0]), text)
    text = _OTHER.sub(lambda found: _PLAIN[found[0]], text)
    return _FORMAL.sub(_read_capitals, text) if _CAPITAL.search(text) else text


def _read_capitals(found: re.Match[str]) -> str:
    return found[0].translate(_CAPITALS) if _CAPITAL.search(found[0]) else found[0]


@lru_cache(4096)
def to_number(text: str) -> Decimal:
    """`1,200` → 1200, `二十五` → 25, `三万五千` → 35000, `3万4000` → 34000, `二〇三五` → 2035.

    ValueError where the text is no numeral.
    """
    plain = _PARTING.sub("", plain_numerals(text))
    sign = -1 if plain[:1] in ("-", "负") else 1
    try:
        return sign * _read(plain.lstrip("-负"))
    except (KeyError, ArithmeticError) as error:
        raise ValueError(f"no numeral: {text}") from error


def to_range(text: str) -> tuple[Decimal, Decimal | None]:
    """Two figures side by side are a range: `三五` → 3–5, `二三十` → 20–30, `二十七八` → 27–28; else one number."""
    if found := _find_pair(text):
        a, b = found.start(1), found.start(2)
        return to_number(text[:b] + text[b + 1 :]), to_number(text[:a] + text[b:])
    return to_number(text), None


def _find_pair(text: str) -> re.Match[str] | None:
    found = _PAIR.search(text)
    if not found:
        return None
    low, high = DIGITS[found[1]], DIGITS[found[2]]
    return found if high == low + 1 or (low, high) == (3, 5) else None


def _read(text: str) -> Decimal:
    for short, long in _TWENTY:
        text = text.replace(short, long)
    whole, point, decimals = text.partition("点")
    if point and not any(char in MAGNITUDES or char in TENS for char in decimals):
        figures = "".join(str(DIGITS[c]) for c in decimals)
        return _read(whole) + Decimal(f"0.{figures or 0}")
    for char in ("亿", "万"):
        left, found, right = text.rpartition(char)
        if found:
            size = MAGNITUDES[char]
            return (_read(left) if left else 1) * Decimal(size) + _read_rest(right, size)
    return Decimal(text) if _ARABIC.fullmatch(text) else _read_below_ten_thousand(text)


def _read_rest(text: str, size: int) -> Decimal:
    """What follows a magnitude: `五千` in 三万五千; a figure alone counts its tenths: 三万五 → 5000."""
    if not text:
        return Decimal(0)
    if len(text) == 1 and DIGITS.get(text):
        return Decimal(DIGITS[text] * size // 10)
    return _read(text if text == "零" else text.lstrip("零"))


def _read_below_ten_thousand(text: str) -> Decimal:
    if not any(char in TENS for char in text):
        return Decimal("".join(str(DIGITS[c]) for c in text) or "x")
    total, end, size = Decimal(0), 0, 1
    for part in _PART.finditer(text):
        if part.start() != end and text[end : part.start()].strip("零"):
            raise KeyError(text)
        size, figure = TENS[part[2]], (part[1] or "一")
        total += size * (Decimal(DIGITS[figure]) if figure in DIGITS else Decimal(figure))
        end = part.end()
    rest = text[end:]
    return total + (_read_rest(rest, size) if size > 10 else _read(rest) if rest else 0)


def to_chinese(number: int) -> str:
    """0 ≤ number < 10 ** 16 in words: 25 → `二十五`, 1002 → `一千零二`, 35000 → `三万五千`."""
    words = _spell(number)
    return words.removeprefix("一") if words.startswith("一十") else words


def _spell(number: int) -> str:
    for char, size in (("亿", 10**8), ("万", 10**4)):
        if number >= size:
            high, low = divmod(number, size)
            gap = "零" if 0 < low < size // 10 else ""
            return _spell(high) + char + gap + (_spell(low) if low else "")
    if number < 10:
        return "零一二三四五六七八九"[number]
    words, gap = "", ""
    for ten, char in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, ten)
        if digit:
            words += gap + "零一二三四五六七八九"[digit] + char
        gap = "零" if words and not digit else ""
    return words


@cache
def multiplier(magnitude: str) -> int:
    """`万` → 10,000, `千万` → 10,000,000, `万亿` → 10 ** 12; empty → 1."""
    product = 1
    for char in magnitude:
        product *= MAGNITUDES.get(char) or TENS.get(char) or 1
    return product
