"""Who leads the same work (分工差异) on the one page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import pandas as pd

from compare.present.office.duties import LEAD, SECTION, list_leads
from compare.present.office.part import Part
from compare.present.office.places import bracket
from compare.present.office.sheet import SideRow
from compare.present.office.viewpoint import Viewpoint, name_sides
from compare.present.wording.findings.finding import Tables
from compare.present.wording.labels import OPENING_VERB
from compare.present.wording.texts import clip, phrase
from compare.schema.grain import mask_key_tasks

MOST_LINES, MOST_TITLE, MOST_FOREMOST = 3, 18, 2


def compare_leads(
    tables: Tables, sources: Mapping[str, str], rows: Sequence[SideRow], view: Viewpoint
) -> Part:
    """Whether each plan names leads and at what grain; where both do, the same work led by others."""
    sides = name_sides(view)
    head = phrase("onepage.head.leads", view.lang, **sides)
    key = tables["tasks"][mask_key_tasks(tables["tasks"])]
    named = tables["assignments"][tables["assignments"]["task_id"].isin(key["task_id"])]
    parts = {plan: named[named["plan_id"] == plan] for plan in (view.our, view.other)}
    have = {plan: bool((part["role"] == LEAD).any()) for plan, part in parts.items()}
    if not any(have.values()):
        return Part(head, phrase("onepage.leads.none", view.lang, **sides))
    if all(have.values()):
        return _compare_same_work(head, named, rows, view)
    told = [_tell_grain(plan, parts[plan], key, have[plan], view) for plan in view_order(view)]
    finding = phrase("mark.semicolon", view.lang).join(filter(None, told))
    with_leads = view.our if have[view.our] else view.other
    without = view.other if have[view.our] else view.our
    names = {"named": view.names[with_leads], "unnamed": view.names[without]}
    short = phrase("onepage.leads.one", view.lang, **names)
    line = _tell_foremost(with_leads, parts[with_leads], key, view)
    return Part(head, finding, lines=[line] if line else [], short=short)


def view_order(view: Viewpoint) -> tuple[str, str]:
    """The other plan, then ours."""
    return view.other, view.our


def _tell_grain(
    plan: str, named: pd.DataFrame, key: pd.DataFrame, leads: bool, view: Viewpoint
) -> str:
    """太仓11节写明牵头、参加单位; 我市33项任务逐项列责任单位，未注明牵头."""
    if named.empty:
        return phrase("onepage.grain.nobody", view.lang, name=view.names[plan])
    by_section = (named["scope"] == SECTION).mean() > 1 / 2
    named = named[named["role"] == LEAD] if leads else named
    column = "section_id" if by_section else "task_id"
    shown = key[key["task_id"].isin(named["task_id"])]
    kind = f"{'section' if by_section else 'task'}_{'named' if leads else 'unnamed'}"
    count = shown[column].nunique()
    return phrase(f"onepage.grain.{kind}", view.lang, name=view.names[plan], n=count)


def _tell_foremost(plan: str, named: pd.DataFrame, key: pd.DataFrame, view: Viewpoint) -> str:
    """太仓牵头节数最多的：市科技局、市科协各8节, names as the plan writes them."""
    leads = named[named["role"] == LEAD]
    sections = leads["task_id"].map(key.set_index("task_id")["section_id"])
    pairs = {*zip(leads["department_id"], sections, strict=True)}
    counts = Counter(department for department, _ in pairs)
    most = max(counts.values())
    foremost = [name for name in dict.fromkeys(leads["department_id"]) if counts[name] == most]
    written = leads.drop_duplicates("department_id").set_index("department_id")["name_as_written"]
    if len(foremost) > MOST_FOREMOST or most < 2:
        return ""
    joined = phrase("mark.pause", view.lang).join(str(written[name]) for name in foremost)
    text = "onepage.leads.foremost.one" if len(foremost) == 1 else "onepage.leads.foremost"
    return phrase(text, view.lang, name=view.names[plan], departments=joined, n=most)


def _compare_same_work(
    head: str, named: pd.DataFrame, rows: Sequence[SideRow], view: Viewpoint
) -> Part:
    """Counterparts whose leads have no department in common, each side with its address."""
    leads = list_leads(named)
    offices = {
        str(task): set(part["department_id"])
        for task, part in named[named["role"] == LEAD].groupby("task_id", sort=False)
    }
    found: dict[str, str] = {}
    pairs = [row for row in rows if row.state == "counterpart"]
    pairs = [row for row in pairs if {row.our_task, row.their_task} <= offices.keys()]
    shared = {row.our_task for row in pairs if offices[row.our_task] & offices[row.their_task]}
    for row in pairs:
        ours, theirs = row.our_task, row.their_task
        if ours in found or ours in shared:
            continue
        names = [_join(leads[task], view) for task in (ours, theirs)]
        values = {
            "work": clip(
                OPENING_VERB.sub("", row.ours.partition("。")[0].partition("，")[0]), MOST_TITLE
            ),
            "ours": bracket(names[0], row.our_place),
            "theirs": bracket(names[1], row.their_place),
        }
        found[ours] = phrase("onepage.leads.line", view.lang, **name_sides(view), **values)
    lines = list(found.values())
    key = "differ" if lines else "same"
    finding = phrase(f"onepage.leads.{key}", view.lang, **name_sides(view), n=len(lines))
    return Part(head, finding, lines=lines[:MOST_LINES], short=finding if lines else "")


def _join(names: Sequence[str], view: Viewpoint) -> str:
    return phrase("mark.pause", view.lang).join(names)
