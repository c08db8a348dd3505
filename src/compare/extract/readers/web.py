"""Web page → text: one line per paragraph or table row, cells joined by a tab.

The page is decoded here, not by its parser: pages that declare gb2312 hold characters outside it
(GB 18030 reads them all). Menus, scripts and hidden text are left out; nothing is run or fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from compare.errors import PlanError
from compare.extract.readers.numbering import format_marker
from compare.extract.readers.plain import decode_text
from compare.language.marks import find_mark, is_numbered
from compare.language.sentences import SENTENCE_END

LARGEST_PAGE = 20 * 2**20
_NOT_SHOWN = (
    "script style noscript template head nav footer aside button select option textarea input svg "
    "iframe frame object embed audio video canvas map -comment math dialog"
)
_WITHIN_LINES = (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q s samp "
    "small span strike strong sub sup time tt u var wbr img ruby rb rt rp o:p st1:chsdate"
)
_AROUND_LINES = "div article section main td form center body tbody tr table"
_DROPPED = frozenset(_NOT_SHOWN.split())
_INLINE = frozenset(_WITHIN_LINES.split())
_CONTAINERS = frozenset(_AROUND_LINES.split())
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)
_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*[\"']?([\w-]+)", re.I)
_CODECS = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5hkscs"}
_SPACES = re.compile(r"[ \t\r\n\f]+")
_EDGE = " \t\r\n\f\u00a0\u2002\u2003\u3000"
_LISTED = {"cjk-ideographic": "{}、", "simp-chinese-informal": "{}、", "decimal": "{}."}
_LARGEST_CELL = 600
_REPEATED_SHARE = 0.3


def read_web(data: bytes) -> str:
    """The text of a page; PlanError where it is too large or cannot be decoded."""
    from selectolax.lexbor import LexborHTMLParser

    if len(data) > LARGEST_PAGE:
        raise PlanError(f"the page is larger than {LARGEST_PAGE // 2**20} MB; save it as txt")
    tree = LexborHTMLParser(decode_page(data))
    if tree.body is None:
        return ""
    lines = [line for line in split_content(_find_content(tree.body)) if line]
    lines = _add_title(tree, drop_repeated(lines))
    return "".join(f"{line}\n" for line in lines)


def decode_page(data: bytes) -> str:
    """UTF-8 where it is, else what the page declares, else what `decode_text` makes of it."""
    declared = _CHARSET.search(data[:4096])
    codec = _CODECS.get(declared[1].decode("ascii").lower()) if declared else None
    if codec:
        for encoding in ("utf-8", codec):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                continue
    return decode_text(data, "")


def _is_dropped(node: Any) -> bool:
    if node.tag in _DROPPED:
        return True
    if not node.is_element_node:
        return False
    attributes = node.attributes
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or ""))


def _walk(root: Any) -> Iterator[tuple[Any, bool]]:
    """(node, whether it is being left) for all that shows under `root`, without recursion."""
    node = root
    while True:
        if not _is_dropped(node):
            yield node, False
            if node.first_child is not None:
                node = node.first_child
                continue
            yield node, True
        while node.mem_id != root.mem_id and node.next is None:
            node = node.parent
            yield node, True
        if node.mem_id == root.mem_id:
            return
        node = node.next


def _find_content(body: Any) -> Any:
    """The deepest container that holds all headings and nearly all sentences of the page."""
    weights = _weigh(body)
    node = body
    while True:
        prose, markers = weights.get(node.mem_id, (0, 0))
        inner = [
            child
            for child in node.iter(include_text=False)
            if child.tag in _CONTAINERS
            and weights.get(child.mem_id, (0, 0))[0] >= 0.95 * prose > 0
            and weights[child.mem_id][1] == markers
        ]
        if not inner:
            return node
        node = inner[0]


def _weigh(body: Any) -> dict[int, tuple[int, int]]:
    """Node → (characters of sentences, number of headings) shown under it, links left out."""
    weights: dict[int, tuple[int, int]] = {}
    stack: list[list[int]] = []
    links = 0
    for node, left in _walk(body):
        if not left:
            stack.append([0, 0])
            links += node.tag == "a"
            if node.is_text_node and not links:
                text = node.text_content or ""
                stack[-1][0] += len(text) if any(mark in text for mark in SENTENCE_END) else 0
                stack[-1][1] += bool(find_mark(text.lstrip()))
            continue
        links -= node.tag == "a"
        prose, markers = stack.pop()
        weights[node.mem_id] = (prose, markers)
        if stack:
            stack[-1][0] += prose
            stack[-1][1] += markers
    return weights


def split_content(root: Any) -> Iterator[str]:
    """The lines a reader of the page sees: blocks, `<br>`, and one line per row of a data table."""
    pieces: list[str] = []
    table: list[Any] = []  # the data table being read, if any
    lists: list[list[Any]] = []
    pre = 0
    for node, left in _walk(root):
        tag = node.tag
        if node.is_text_node:
            if not left:
                text = node.text_content or ""
                pieces.append(text if pre and not table else _SPACES.sub(" ", text))
            continue
        if tag == "table" and not table and not left and _is_data_table(node):
            table.append(node)
        if table and tag != "tr" and tag != "table":
            if tag in ("td", "th") and left:
                pieces.append("\t")
            elif tag not in _INLINE:
                pieces.append(" ")
            continue
        if tag in _INLINE:
            continue
        pre += (tag == "pre") * (-1 if left else 1)
        if tag == "br" and left:
            continue
        yield from _close_line(pieces, bool(table))
        pieces = []
        if tag in ("ol", "ul"):
            lists = lists[:-1] if left else [*lists, [_list_format(node), _list_start(node)]]
        elif tag == "li" and not left and lists and lists[-1][0]:
            pieces.append(_label_item(node, lists[-1]))
        if table and left and node.mem_id == table[0].mem_id:
            table.pop()
    yield from _close_line(pieces, False)


def _close_line(pieces: list[str], in_row: bool) -> Iterator[str]:
    text = "".join(pieces)
    if in_row:
        cells = [_SPACES.sub(" ", cell).strip(_EDGE) for cell in text.split("\t")]
        yield "\t".join(cells).strip("\t ")
        return
    for line in text.splitlines():
        yield re.sub(r" {2,}", " ", line).strip(_EDGE)


def _is_data_table(table: Any) -> bool:
    """Whether a table tabulates, rather than lays out the page: rows of several short cells."""
    if any(inner.mem_id != table.mem_id for inner in table.css("table")):
        return False
    rows = [[c for c in row.iter() if c.tag in ("td", "th")] for row in table.css("tr")]
    several = sum(len(row) > 1 for row in rows)
    cells = (cell for row in rows for cell in row)
    return several > 1 and all(len(cell.text() or "") <= _LARGEST_CELL for cell in cells)


def _list_format(node: Any) -> str:
    style = (node.attributes.get("style") or "").lower()
    for name, pattern in _LISTED.items():
        if name in style:
            return pattern
    return "{}." if node.tag == "ol" and "list-style" not in style else ""


def _list_start(node: Any) -> int:
    start = node.attributes.get("start") or ""
    return int(start) if re.fullmatch(r"\d{1,4}", start, re.ASCII) else 1


def _label_item(node: Any, state: list[Any]) -> str:
    """The number a browser shows before an item of a list, unless the text has its own."""
    pattern, number = state
    state[1] += 1
    if is_numbered((node.text() or "").lstrip()):
        return ""
    kind = "chineseCounting" if pattern.endswith("、") else "decimal"
    return str(pattern.format(format_marker(number, kind)))


def drop_repeated(lines: list[str]) -> list[str]:
    """The lines without a second, literally identical copy of the text, as some pages hold.

    A copy is a run of equal lines around the longest one, which stands in the page just twice,
    and at least 30 % of the page: `[甲, 乙, 丙, 甲, 乙, 丙]` → `[甲, 乙, 丙]`.
    """
    if not lines:
        return lines
    longest = max(lines, key=len)
    first = lines.index(longest)
    if lines.count(longest) != 2:
        return lines
    period = lines.index(longest, first + 1) - first
    start, end = first, first + 1
    while start and lines[start - 1] == lines[start - 1 + period]:
        start -= 1
    while end + period < len(lines) and end - start < period and lines[end] == lines[end + period]:
        end += 1
    start = max(start, end - period)
    size = sum(map(len, lines[start:end]))
    if size < _REPEATED_SHARE * sum(map(len, lines)):
        return lines
    return lines[: start + period] + lines[end + period :]


def _add_title(tree: Any, lines: list[str]) -> list[str]:
    """Put the page's title first where it stands outside the text."""
    meta = tree.css_first('meta[name="ArticleTitle"]')
    heading = tree.css_first("h1")
    title = (meta.attributes.get("content") if meta else "") or (heading.text() if heading else "")
    title = _SPACES.sub("", title or "").strip(_EDGE)
    head = "".join("".join(lines[:12]).split())
    return lines if not title or title in head else [title, *lines]
