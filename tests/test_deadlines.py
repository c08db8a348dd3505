"""By when a task of the text is to be done."""

from __future__ import annotations

import pytest

from compare.extract import extract_plan

CASES = [
    (
        "安装路灯。安装路灯26盏。（2026年9月底前完成，县城管局牵头，各乡镇配合）",
        "2026年9月底前完成",
    ),
    ("改造线路。改造线路4公里。（完成时限：2026年底；责任单位：县城管局）", "2026年底"),
    ("落实维护。（长期坚持，县城管局负责）", "长期坚持"),
    ("建设冷库。新建冷库3座。\n牵头单位：县商务局\n完成时限：2026年12月", "2026年12月"),
    ("建设冷库。新建冷库3座。\n　　牵头单位　县商务局\n　　完成时限　2026年12月", "2026年12月"),
    (
        "升级平台。（5月底取得明显成效并持续推进，牵头考核单位：市审批局）",
        "5月底取得明显成效并持续推进",
    ),
    ("建设冷库。2026年底前新建冷库3座。（县商务局负责）", ""),
    ("公布清单。（责任单位：县商务局、县财政局）", ""),
]


@pytest.mark.parametrize(("text", "deadline"), CASES)
def test_deadlines(text: str, deadline: str) -> None:
    plan = extract_plan(f"一、重点任务\n（一）{text}\n二、保障措施\n（一）加强领导。", "p")
    assert plan.tasks[0]["deadline"] == deadline
