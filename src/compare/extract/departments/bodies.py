"""What a body is called: the ends of its name, kept in `lookups/body_endings.csv`, and what they tell.

The longest end that fits decides: 产业园区 is a park by 园区, not a district by 区.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from compare.lookups import cache_by_lookups, read_lookup

OPEN, CLOSE = "（(〔[［【", "）)〕]］】"
LONGEST_NAME = 40
_LONGEST_PLACE = 8
_LONGEST_ENDING = 8  # no ending of the lookup is longer
_CLOSING_BRACKET = re.compile(r"[（(〔\[［][^（()）〔〕\[\]]*[）)〕\]］]$")
_PLACE_LETTERS = frozenset("省市县区州盟旗镇乡街道村社")
_WITHOUT_NAME = ("各", "有关", "相关", "其他", "其它")
_LEVEL_START = re.compile(r"[省市县区州旗盟镇乡各国]|自治区|中[国共央]|有关|相关|驻")


@cache_by_lookups()
def load_endings() -> dict[str, Mapping[str, str]]:
    """Rows of the lookup by ending: 园区 → {kind: township, department_id: zone_committee, …}."""
    return {row["ending"]: row for row in read_lookup("body_endings")}


def read_ending(name: str) -> Mapping[str, str] | None:
    """The row of the longest ending a name has: 青浦工业园区 → that of 园区; none for no body."""
    endings = load_endings()
    for length in range(min(len(name), _LONGEST_ENDING), 0, -1):
        if row := endings.get(name[-length:]):
            return row
    return None


@cache_by_lookups(maxsize=16384)
def is_body(name: str) -> bool:
    """Whether a name ends as names of bodies do: `市教育局`, `各区镇`, `华新镇`, `市委宣传部（市文明办）`."""
    bare = strip_bracket(name.strip().removesuffix("等"))
    if not 1 < len(bare) <= LONGEST_NAME or not (row := read_ending(bare)):
        return False
    return not _is_bare_place(bare, row) or len(bare) <= _LONGEST_PLACE


@cache_by_lookups(maxsize=16384)
def is_firm_body(name: str) -> bool:
    """Whether a name can be nothing but a body: 华新镇 alone may be a place that is spoken of."""
    bare = strip_bracket(name.strip().removesuffix("等"))
    row = read_ending(bare)
    return is_body(name) and row is not None and not _is_bare_place(bare, row)


def strip_bracket(name: str) -> str:
    """A name without the bracket behind it: 市委宣传部（市文明办） → 市委宣传部."""
    found = _CLOSING_BRACKET.search(name) if name[-1:] in CLOSE else None
    return name[: found.start()] if found and found.start() else name


def starts_with_level(name: str) -> bool:
    """Whether a name opens as those of public bodies do: 市…, 各…, 中央…."""
    return bool(_LEVEL_START.match(name))


def _is_bare_place(name: str, row: Mapping[str, str]) -> bool:
    return _PLACE_LETTERS.issuperset(row["ending"]) and not name.startswith(_WITHOUT_NAME)
