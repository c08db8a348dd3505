"""The documents a plan says at its head that it rests on, and its aims in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

import pandas as pd

from compare.analyse.practices.literal import squeeze
from compare.language.places import PROVINCE_SIGNS, strip_ending
from compare.language.sentences import CLAUSE_END, STOPS, split_clauses
from compare.lookups import read_lookup

_NAMED = re.compile(
    r"《([^《》]{4,80})》(?:[（(]([^（）()《》]{2,12}[〔\[［(（]\d{4}[〕\]］)）]\d+号)[）)])?"
)
_LAW = re.compile(r"(?:法|条例|规定|办法)$")
_NOTICE = re.compile(r"^(?:[^《》]{0,12}关于)?(?:印发|转发)|的通知$")
_LEADS_UP = re.compile("^(?:关于|推动|推进|加快|促进|的)+")
_SIGN = re.compile(r"[^〔\[［（(]+[〔\[［（(]")
_NO_TITLE = re.compile(
    "^(?:[把将使让]|提高|提升|增强|扩大|改善|保持|推动|推进|完成|做好|取得|缩小)|以下|如下|下列|目标"
)
_BASIS = re.compile("依据|根据|按照|落实|贯彻|结合")


SHORTEST_SUBJECT = 4  # characters that two titles share


@dataclass(frozen=True)
class Basis:
    """A document of a level above that a plan rests on: title without 印发…的通知, number or ""."""

    title: str
    number: str


@dataclass(frozen=True)
class Aim:
    """An aim in words outside the key tasks: the clause as written and where it starts."""

    words: str
    start: int


def list_basis(plan: Mapping[Any, Any], head: str) -> list[Basis]:
    """The documents of higher levels named before a plan's first chapter, laws left out.

    `plan` is a row of `plans`, `head` the text before the first chapter. 《省政府关于印发江苏省…规划
    的通知》（苏政发〔2021〕75号） → (江苏省…规划, 苏政发〔2021〕75号). What bears the plan's own place,
    or a number of its own issuers, is of its own level.
    """
    own = strip_ending(str(plan["place"] or ""))
    known = squeeze(str(plan["title"] or ""))
    found: dict[str, Basis] = {}
    for sentence in re.split(f"[{STOPS}]", squeeze(head)):
        if not _BASIS.search(sentence):
            continue
        for title, number in _NAMED.findall(sentence):
            bare = _NOTICE.sub("", squeeze(title))
            if _LAW.search(bare) or bare in known or (own and own in bare):
                continue
            if not _is_own_number(number, plan, own[:1]):
                found.setdefault(bare, Basis(bare, number))
    return list(found.values())


def _is_own_number(number: str, plan: Mapping[Any, Any], initial: str) -> bool:
    """Whether a number begins as those of the plan's own place do.

    云委发〔2021〕3号 for 云溪县; where a place above has the same initial (苏州, 江苏: 苏政发), only what
    is signed as the plan's own number is.
    """
    if not initial or not number.startswith(initial):
        return False
    province, prefecture = (str(plan.get(name) or "") for name in ("province", "prefecture"))
    if initial not in (PROVINCE_SIGNS.get(strip_ending(province)), prefecture[:1]):
        return True
    sign = _SIGN.match(str(plan.get("doc_number") or ""))
    return sign is not None and number.startswith(sign[0])


def list_aims(outline: pd.DataFrame, plan: str, source: str, other: str) -> list[Aim]:
    """The clauses of a plan's aims that strive for a title (争创 …) which `other` never names.

    `outline` of all plans; `source` and `other` are texts. 全力争创全国科普示范市 → one, unless
    全国科普示范市 stands in the other text. Clauses with a number are targets and left out, and so is
    what only announces aims or wishes: 努力实现以下目标, 努力把蓝图变成现实.
    """
    words = [r["phrase"] for r in read_lookup("comparators") if r["sense"] == "aims"]
    strive = re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)))
    rows = outline[(outline["plan_id"] == plan) & (outline["part"] == "heading")]
    chapters = rows.sort_values("start").to_dict("records")
    seen, found = squeeze(other), []
    for start, end in _list_spans(chapters, len(source)):
        for at, stop in split_clauses(source, start, end):
            clause = squeeze(source[at:stop]).rstrip(CLAUSE_END)
            striven = strive.search(clause)
            if not striven or re.search(r"\d", clause):
                continue
            thing = clause[striven.end() :]
            if 4 <= len(thing) <= 24 and thing not in seen and not _NO_TITLE.search(thing):
                found.append(Aim(clause, at + len(source[at:stop]) - len(source[at:stop].lstrip())))
    return found


def _list_spans(chapters: list[dict[Any, Any]], end: int) -> Iterator[tuple[int, int]]:
    """The text under each heading of the aims, up to the next heading."""
    for number, row in enumerate(chapters):
        if row["role"] == "aims":
            after = chapters[number + 1]["start"] if number + 1 < len(chapters) else end
            yield int(row["end"]), int(after)


def find_common_subject(title: str, other: str) -> str:
    """The longest stretch two titles share, without what leads up to a subject; "" where short.

    关于推动低空经济发展的方案, 推动低空经济发展行动方案 → 低空经济发展.
    """
    match = SequenceMatcher(None, title, other, autojunk=False).find_longest_match()
    shared = _LEADS_UP.sub("", title[match.a : match.a + match.size])
    return shared if len(shared) >= SHORTEST_SUBJECT else ""
