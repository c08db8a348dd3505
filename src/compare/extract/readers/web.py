"""Web page → text: one line per paragraph or table row, cells joined by a tab.

The page is decoded here, not by its parser: pages that declare gb2312 hold characters outside it
(GB 18030 reads them all). Menus, scripts and hidden text are left out; nothing is run or fetched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any

from compare.errors import PlanError
from compare.extract.readers.marks import SAME_AS_ABOVE, mark_heading
from compare.extract.readers.numbering import format_marker
from compare.extract.readers.plain import decode_text, looks_chinese
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
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(?![.\d])",
    re.I,
)
_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*[\"']?([\w-]+)", re.I)
_CODECS = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5hkscs"}
_HEADINGS = {f"h{level}": level for level in range(2, 7)}  # h1 is the title
_SPACES = re.compile(r"[ \t\r\n\f]+")
_MANY_SPACES = re.compile(r" {2,}")
_EDGE = " \t\r\n\f\u00a0\u2002\u2003\u3000"
_LISTED = {"cjk-ideographic": "{}、", "simp-chinese-informal": "{}、", "decimal": "{}."}
_LARGEST_CELL = 600
_MOST_COLUMNS = 60
_MOST_OPENING = 100  # nodes among which an item's number stands, if it has one
_SHOWN_BY_SCRIPT = 0.5  # share of the page's text in a hidden element that must be meant to show
_REPEATED_SHARE = 0.3


def read_web(data: bytes) -> str:
    """The text of a page; PlanError where it is too large or cannot be decoded."""
    from selectolax.lexbor import LexborHTMLParser

    if len(data) > LARGEST_PAGE:
        raise PlanError(f"the page is larger than {LARGEST_PAGE // 2**20} MB; save it as txt")
    tree = LexborHTMLParser(decode_page(data))
    lines = _read_tree(tree)
    if not any(map(_is_of_a_plan, lines)):
        within = max(
            map(_read_tree, map(LexborHTMLParser, _list_carried(tree))),
            key=_weigh_lines,
            default=[],
        )
        lines = max(lines, within, key=_weigh_lines)
        if _is_shown_elsewhere(tree, lines):
            raise PlanError(
                "the page shows its text by a script or in a frame and does not hold it; "
                "open it in a browser, copy the text and save it as txt or docx"
            )
    return "".join(f"{line}\n" for line in lines)


def _read_tree(tree: Any) -> list[str]:
    if tree.body is None:
        return []
    reveal_text(tree.body)
    lines = [line for line in split_content(_find_content(tree.body)) if line]
    return _add_title(tree, drop_repeated(lines))


def _weigh_lines(lines: list[str]) -> int:
    return sum(map(len, lines))


def _list_carried(tree: Any) -> list[str]:
    """Pages within the page that a script or a frame is to show: in noscript, templates, srcdoc."""
    texts = [node.text() or "" for node in tree.css("textarea")]
    for node in tree.css("noscript, template"):  # the parser gives a template whole or not at all
        whole = node.html or ""
        texts.append(whole[whole.find(">") + 1 : whole.rfind("<")])
    return texts + [node.attributes.get("srcdoc") or "" for node in tree.css("iframe")]


def _is_of_a_plan(line: str) -> bool:
    """Whether a line is a sentence or opens with a number, rather than a word of a menu."""
    return find_mark(line) is not None or any(mark in line for mark in SENTENCE_END)


def _is_shown_elsewhere(tree: Any, lines: list[str]) -> bool:
    """Whether a page has a frame beside words of menus, or a script and no words."""
    in_frame = tree.css_first("iframe, frame, embed, object") is not None
    is_bare = not any(map(_is_of_a_plan, lines))
    return (is_bare and in_frame) or (not lines and tree.css_first("script") is not None)


def decode_page(data: bytes) -> str:
    """UTF-8 where it is, else what the page declares, else what `decode_text` makes of it.

    What is declared is not taken where it gives no Chinese and `decode_text` finds some: of Big5 that
    says it is gbk every byte is a character.
    """
    declared = _CHARSET.search(data[:4096])
    codec = _CODECS.get(declared[1].decode("ascii").lower()) if declared else None
    for encoding in ("utf-8", codec) if codec else ():
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text if encoding == "utf-8" or looks_chinese(text) else _choose(text, data)
    return decode_text(data, "")


def _choose(declared: str, data: bytes) -> str:
    try:
        guessed = decode_text(data, "")
    except PlanError:
        return declared
    return guessed if looks_chinese(guessed) else declared


def reveal_text(body: Any) -> None:
    """Take the hiding off what a script is to show: the element that holds most of the text.

    Pages hide their body or article until they have loaded; with the script not run, what a
    reader sees would be empty.
    """
    sizes: list[int] = []
    hiding: list[tuple[Any, int]] = []
    for node, left in _walk(body, _is_never_shown):
        if not left:
            sizes.append(0)
            if node.is_text_node:
                sizes[-1] = len((node.text_content or "").strip())
            continue
        size = sizes.pop()
        if sizes:
            sizes[-1] += size
        if _is_hidden(node):
            hiding.append((node, size))
    for node, own in hiding:
        if own > _SHOWN_BY_SCRIPT * size:  # the last size is that of the body
            for name in ("hidden", "style"):
                if name in node.attributes:
                    del node.attrs[name]


def _is_never_shown(node: Any) -> bool:
    return node.tag in _DROPPED


def _is_hidden(node: Any) -> bool:
    if not node.is_element_node:
        return False
    attributes = node.attributes
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or ""))


def _is_dropped(node: Any) -> bool:
    return _is_never_shown(node) or _is_hidden(node)


def _walk(root: Any, is_dropped: Callable[[Any], bool] = _is_dropped) -> Iterator[tuple[Any, bool]]:
    """(node, whether it is being left) for all that shows under `root`, without recursion."""
    node = root
    while True:
        if not is_dropped(node):
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
    """The deepest container that holds all headings and nearly all sentences of the page.

    None inside a table that tabulates: its rows are read as a whole, with its caption and head.
    """
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
            and not (child.tag == "table" and _is_data_table(child))
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
    lists: list[list[Any]] = []
    table = None  # the data table being passed over, once its rows are read
    pre = 0
    level = 0
    for node, left in _walk(root):
        tag = node.tag
        if table is not None:
            table = None if left and node.mem_id == table else table
            continue
        if node.is_text_node:
            if not left:
                text = node.text_content or ""
                pieces.append(text if pre else _SPACES.sub(" ", text))
            continue
        if tag in _INLINE:
            continue
        pre += (tag == "pre") * (-1 if left else 1)
        if tag == "br" and left:
            continue
        yield from _close_line(pieces, level)
        pieces = []
        if tag in _HEADINGS:
            level = 0 if left else _HEADINGS[tag]
        if tag == "table" and not left and _is_data_table(node):
            table = node.mem_id
            yield from read_rows(node)
        elif tag in ("ol", "ul"):
            lists = lists[:-1] if left else [*lists, [_list_format(node), _list_start(node)]]
        elif tag == "li" and not left and lists and lists[-1][0]:
            pieces.append(_label_item(node, lists[-1]))
    yield from _close_line(pieces, 0)


def _close_line(pieces: list[str], level: int) -> Iterator[str]:
    for line in "".join(pieces).splitlines():
        yield mark_heading(_MANY_SPACES.sub(" ", line).strip(_EDGE), level)


def read_rows(table: Any) -> Iterator[str]:
    """A line per row; a cell that goes on from the row above is `〃`, one that is wide keeps its columns."""
    caption = table.css_first("caption")
    if caption is not None:
        yield _read_cell(caption)
    open_rows: dict[int, int] = {}  # column → rows that the cell above still covers
    for row in table.css("tr"):
        if _is_dropped(row):
            continue
        cells: list[str] = []
        below: dict[int, int] = {}
        for cell in row.iter():
            if cell.tag not in ("td", "th") or _is_dropped(cell):
                continue
            _fill_covered(cells, open_rows, below)
            if len(cells) >= _MOST_COLUMNS:
                break
            rows, columns = _read_span(cell, "rowspan"), _read_span(cell, "colspan")
            if rows > 1:
                below |= dict.fromkeys(range(len(cells), len(cells) + columns), rows - 1)
            cells += [_read_cell(cell), *[""] * (columns - 1)]
        _fill_covered(cells, open_rows, below)
        open_rows = below
        yield "\t".join(cells).rstrip("\t ")


def _fill_covered(cells: list[str], above: Mapping[int, int], below: dict[int, int]) -> None:
    """Add the cells that a cell of an earlier row covers at this place of a row."""
    while left := above.get(len(cells), 0):
        if left > 1:
            below[len(cells)] = left - 1
        cells.append(SAME_AS_ABOVE)


def _read_span(cell: Any, name: str) -> int:
    stated = cell.attributes.get(name) or ""
    return int(stated) if re.fullmatch(r"[1-9]\d?", stated, re.ASCII) else 1


def _read_cell(cell: Any) -> str:
    pieces = [
        " " if not node.is_text_node else node.text_content or "" if not left else ""
        for node, left in _walk(cell)
        if node.tag not in _INLINE
    ]
    return _SPACES.sub(" ", "".join(pieces)).strip(_EDGE)


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
    if is_numbered(_read_opening(node)):
        return ""
    kind = "chineseCounting" if pattern.endswith("、") else "decimal"
    return str(pattern.format(format_marker(number, kind)))


def _read_opening(item: Any) -> str:
    """The first words of an item: of lists in lists without end, each is not read for all around it."""
    inside = islice(_walk(item, lambda node: False), _MOST_OPENING)
    texts = [node.text_content or "" for node, left in inside if node.is_text_node and not left]
    return "".join(texts).lstrip()


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
