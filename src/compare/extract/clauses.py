"""Find and read responsibility clauses: who leads, who supports, who is responsible.

A clause is a bracket or a line of its own that hands out work: `（责任单位：A、B）`,
`（A牵头，B配合）`, `（A、B等负责）`, `工作分工：A牵头，B参加。`. Departments in running text are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

OPEN, CLOSE = "（(〔[［【", "）)〕]］】"
LEAD, SUPPORT, RESPONSIBLE = "lead", "support", "responsible"

_LEAD_WORD = r"牵头|主办|主责|总牵头|组织"
_SUPPORT_WORD = r"配合|参与|参加|协办|协同|协助|支持|指导"
_RESPONSIBLE_WORD = r"责任|负责|落实|承办|实施|完成|承担|主管|工作"
_BODY_WORD = r"单位|部门|处室|主体|机构|分工|地区|领导|科室"
_LABEL = re.compile(
    rf"(?P<words>(?:第一|共同|主要|具体|有关|考核|工作|[及和与、/]|{_LEAD_WORD}|{_SUPPORT_WORD}"
    rf"|{_RESPONSIBLE_WORD})+)(?:{_BODY_WORD}|分工)(?:[（(][^（）()]*[）)])?\s*(?:为)?[：:]"
)
_MANNER = (
    r"(?:(?:和|与|及|以及)?(?:按|按照|根据|依据)(?:各自)?(?:工作)?(?:职责|职能|分工|部门职责)*(?:和|及)?"
    r"(?:分工|职责|权限)*|共同|分别|具体|分工|联合|积极|密切|会同|协同|依职责)*"
)
_VERB = re.compile(
    rf"(?P<manner>{_MANNER})(?P<verb>牵头|主办|配合|参与|参加|协办|协同|协助|支持|指导|负责|落实|承担|实施)"
    r"(?:组织|负责|落实|实施|配合|推进|抓好)*$"
)
_FIRST_LEADS = re.compile(r"[列排](?:在)?第一位?(?:的|者)?[^，。；）)]{0,6}?(?:为|是)牵头(?:单位|部门)")
_SAME_BELOW = re.compile(r"下同|以下(?:均|同)|不再列出")
_DOCUMENT_WIDE = re.compile(r"以下均需(?P<names>.+?)(?:落实|负责|配合|参与|参加)")
_BODY = re.compile(
    r"(?:局|委|委员会|办|办公室|厅|部|署|院|会|社|处|站|所|中心|政府|单位|部门|机关|总局|总署|总社|总行|"
    r"分行|支行|银行|公司|集团|学校|大学|学院|高校|企业|机构|协会|联盟|园区|新区|开发区|街道|区镇|镇区|地区|"
    r"乡镇|镇街|区县|县区|县市区|县\(市、区\)|旗县区|各区|各市|各县|各镇|各地|省份|队|馆|科协|妇联|残联|团委|团市委|"
    r"文联|侨联|工商联|社科联|工会|关工委|供销社|海关|法院|检察院|板块|小组|专班|联席会议|台|司|行|厂|协|联)"
    r"(?:[（(〔][^（）()〔〕]*[）)〕])?$"
)
_LEVELS = r"(?:各|有关|相关)*(?:设区|县级|省辖|地级)?[省市州县区镇乡旗盟]{1,3}(?:级市)?"
_LEVEL_ITEM = re.compile(rf"^{_LEVELS}(?:[（(〔][^）)〕]*[）)〕])?$")
_LEVEL_BODY = re.compile(
    rf"^{_LEVELS}(?:[（(〔][^）)〕]*[）)〕])?(?:人民政府|政府|管委会|党委)?等?$"
)
_ETC_FILLER = re.compile(r"等?(?:部门|单位|相关部门|有关部门|相关单位|有关单位|成员单位|各部门|各单位)?$")
_EXAMPLE_PLACE = re.compile(r"[市县区镇]等(?:相关|有关|各)*[省市州县区镇乡街道]{1,3}(?:人民政府|政府|管委会)?$")
_JOINERS = ("以及", "和", "及", "与")
_LONGEST_NAME = 40


@dataclass(frozen=True)
class Named:
    """One department as it stands in a clause: role and clean span in its paragraph."""

    name: str
    role: str
    start: int
    end: int


@dataclass(frozen=True)
class Clause:
    """One clause: its span in the clean paragraph (brackets included) and the names in it.

    `own_line`: a line of its own rather than a bracket behind a task. `first_leads`: it states
    that the first name leads, here and below. `document`: names it gives to all later tasks.
    """

    start: int
    end: int
    names: tuple[Named, ...]
    own_line: bool = False
    first_leads: bool = False
    document: tuple[Named, ...] = ()

    def covers(self, text: str) -> bool:
        """Whether nothing but the clause stands in the paragraph."""
        return not (text[: self.start] + text[self.end :]).strip(" 。；，")


def find_clauses(text: str) -> list[Clause]:
    """The responsibility clauses of one clean paragraph, in order.

    `…成效。（责任单位：市教育局、市科协等）` → one clause with two names.
    """
    if own := _read_own_line(text):
        return [own]
    clauses = []
    for start, end in iterate_brackets(text):
        if clause := _read_bracket(text, start, end):
            clauses.append(clause)
    return clauses


def iterate_brackets(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the outermost brackets, nested ones inside them passed over."""
    depth, begin = 0, 0
    for found in re.finditer(r"[（(〔\[［）)〕\]］]", text):
        if found[0] in OPEN:
            if depth == 0:
                begin = found.start()
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                yield begin, found.end()


def _read_own_line(text: str) -> Clause | None:
    label = _LABEL.match(text)
    if not label:
        return None
    end = len(text.rstrip())
    names, first_leads, document = _read_content(text, 0, end)
    return Clause(0, end, tuple(names), True, first_leads, document) if names else None


def _read_bracket(text: str, start: int, end: int) -> Clause | None:
    inner = text[start + 1 : end - 1]
    labelled = _LABEL.search(inner)
    if not labelled and not _hands_out(text, start, end):
        return None
    names, first_leads, document = _read_content(text, start + 1, end - 1)
    if not names or not (labelled or all(is_body(n.name) for n in names)):
        return None
    return Clause(start, end, tuple(names), False, first_leads, document)


def _hands_out(text: str, start: int, end: int) -> bool:
    """Whether an unlabelled bracket can be a clause: it closes a sentence and ends like one."""
    before = text[:start].rstrip()
    after = text[end:].lstrip()
    closes = not before or not after or before[-1] in "。；！”）" or after[0] in "。；"
    if not closes:
        return False
    inner = text[start + 1 : end - 1].rstrip("。；， ")
    first = re.split(r"[。；]", inner)[0]
    segments = [s for s in re.split(r"[，,]", first) if s]
    if any(_VERB.search(segment) for segment in segments):
        return True
    return before[-1:] in ("", "。") and all(is_body(item) for item in re.split(r"[、，,]", inner))


def _read_content(
    text: str, start: int, end: int
) -> tuple[list[Named], bool, tuple[Named, ...]]:
    """Names with roles in `text[start:end]`, whether the first leads, and document-wide names."""
    first_leads = bool(_FIRST_LEADS.search(text, start, end))
    document: tuple[Named, ...] = ()
    groups: list[tuple[str, int, int]] = []
    role = ""
    for a, b in _split(text, start, end, "。；;，,"):
        segment = text[a:b]
        if wide := _DOCUMENT_WIDE.search(segment):
            begin = a + wide.start("names")
            document = tuple(_read_names(text, begin, a + wide.end("names"), RESPONSIBLE))
            continue
        if _FIRST_LEADS.search(segment) or _SAME_BELOW.match(segment):
            continue
        if label := _LABEL.search(segment):
            if not role:  # what stands before the first label is a deadline or a remark
                groups = [g for g in groups if is_list_of_bodies(text[g[1] : g[2]])]
            role = _role_of(label["words"])
            a += label.end()
        groups += _read_segment(text, a, b, role)
    names = [n for role, a, b in groups for n in _read_names(text, a, b, role)]
    return _settle_roles(names, first_leads), first_leads, document


def _read_segment(text: str, a: int, b: int, role: str) -> list[tuple[str, int, int]]:
    """The part of a segment that lists names, with the role its verb or label gives."""
    segment = text[a:b].rstrip()
    b = a + len(segment)
    if inner := re.match(r"由(?=.)", segment):
        a += inner.end()
    if verb := _VERB.search(text, a, b):
        said = verb["verb"]
        found = LEAD if said in ("牵头", "主办") else SUPPORT if re.match(_SUPPORT_WORD, said) else RESPONSIBLE
        if verb.start() > a:
            return [(found, a, verb.start())]
        return []
    return [(role, a, b)] if b > a else []


def _role_of(words: str) -> str:
    if re.search(_LEAD_WORD, words) and not re.search(_SUPPORT_WORD, words):
        return LEAD
    return SUPPORT if re.search(_SUPPORT_WORD, words) else RESPONSIBLE


def _settle_roles(names: list[Named], first_leads: bool) -> list[Named]:
    """Beside a lead the others support; names before a verb share the role it gives."""
    if first_leads and names:
        names = [Named(names[0].name, LEAD, names[0].start, names[0].end), *names[1:]]
    has_lead = any(n.role == LEAD for n in names)
    rest = SUPPORT if has_lead else RESPONSIBLE
    return [
        n if n.role in (LEAD, SUPPORT) else Named(n.name, rest, n.start, n.end) for n in names
    ]


def _split(text: str, start: int, end: int, marks: str) -> Iterator[tuple[int, int]]:
    """Spans between `marks` that stand outside inner brackets."""
    depth, begin = 0, start
    for i in range(start, end):
        char = text[i]
        if char in OPEN:
            depth += 1
        elif char in CLOSE:
            depth -= 1
        elif depth == 0 and char in marks:
            if i > begin:
                yield begin, i
            begin = i + 1
    if end > begin:
        yield begin, end


def _read_names(text: str, start: int, end: int, role: str) -> Iterator[Named]:
    """The names of a list, `各市、州、县人民政府` kept whole, 等 and fillers dropped."""
    items = list(_merge_levels(text, list(_split(text, start, end, "、/"))))
    for a, b in items:
        for c, d in _split_joined(text, a, b):
            yield from _read_name(text, c, d, role)


def _merge_levels(text: str, items: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Join `各市` + `州` + `县人民政府` into one unit; bare levels alone are no department."""
    i = 0
    while i < len(items):
        a, b = items[i]
        if text[a:b].startswith("各") and _LEVEL_ITEM.match(text[a:b]):
            while i + 1 < len(items) and _LEVEL_BODY.match(text[slice(*items[i + 1])]) and not text[
                slice(*items[i + 1])
            ].startswith("各"):
                i += 1
                b = items[i][1]
        yield a, b
        i += 1


def _split_joined(text: str, a: int, b: int) -> Iterator[tuple[int, int]]:
    """Split `A等和B`, `A以及B`, `A和B` where both sides are bodies; `自然资源和规划局` stays."""
    item = text[a:b]
    for joiner in _JOINERS:
        at = item.find(joiner, 1)
        while at > 0:
            left, right = item[:at], item[at + len(joiner) :]
            if right and (left.endswith("等") or is_body(left)) and is_body(right.removesuffix("等")):
                yield from _split_joined(text, a, a + at)
                yield from _split_joined(text, a + at + len(joiner), b)
                return
            at = item.find(joiner, at + 1)
    etc = re.search(r"等(?=.)", item)
    if etc and is_body(item[: etc.start()]) and not _EXAMPLE_PLACE.search(item):
        yield a, a + etc.start()
        if not _ETC_FILLER.fullmatch(item, etc.start()):
            yield a + etc.end(), b
        return
    yield a, b


def _read_name(text: str, a: int, b: int, role: str) -> Iterator[Named]:
    name = text[a:b]
    stripped = name.lstrip(" 由会同")
    a += len(name) - len(stripped)
    name = stripped.rstrip(" 。；，")
    if lead := re.search(r"[（(](牵头|主办|配合)[^（）()]*[）)]$", name):
        role = LEAD if lead[1] != "配合" else SUPPORT
        name = name[: lead.start()]
    for suffix in ("等", "按职责分工", "分工"):
        name = name.removesuffix(suffix)
    if name and not _ETC_FILLER.fullmatch(name) and len(name) <= _LONGEST_NAME:
        yield Named(name, role, a, a + len(name))


def is_list_of_bodies(text: str) -> bool:
    return all(is_body(text[a:b]) for a, b in _split(text, 0, len(text), "、"))


def is_body(name: str) -> bool:
    """Whether a name ends as names of bodies do: `市教育局`, `各区镇`, `市委宣传部（市文明办）`."""
    name = name.strip().removesuffix("等")
    return 1 < len(name) <= _LONGEST_NAME and bool(_BODY.search(name))
