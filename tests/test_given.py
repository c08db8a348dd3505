"""What stands beside plans and is no file is told in one sentence, never passed over or waited for."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from compare import store
from compare.build.intake import add_plan
from compare.build.plans import list_jobs
from compare.build.replies import read_reply
from compare.errors import PlanError
from compare.given import read_given
from compare.lookups import read_lookups, read_own_lookups
from compare.settings import Settings, read_settings

PLAN = "云溪县方案\n一、主要任务\n（一）建设书屋。新建书屋12个。（责任单位：县文旅局）\n"
KINDS: dict[str, tuple[Callable[[Path], object], str]] = {
    "folder": (Path.mkdir, "this is a folder, not a file"),
    "pipe": (os.mkfifo, "this is a device or a pipe, not a file"),
    "device": (lambda path: path.symlink_to(os.devnull), "this is a device or a pipe, not a file"),
    "link": (lambda path: path.symlink_to("nothing"), "this link leads nowhere"),
    "ring": (lambda path: path.symlink_to(path.name), "cannot be opened"),
}
READERS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "catalogue": ("plans.csv", store.read_catalogue),
    "plans": ("plans.csv", list_jobs),
    "results": ("plans.csv", store.check_results_folder),
    "corrections": ("corrections.csv", list_jobs),
    "measured": ("progress.csv", store.read_measured),
    "lookups": ("lookups/themes.csv", lambda raw: read_lookups(raw / "lookups")),
    "settings": ("settings.json", lambda raw: read_settings(raw / "settings.json")),
    "contract": ("settings.json", store.check_contract),
    "themes": ("themes.csv", lambda raw: Settings(themes=raw / "themes.csv")),
    "reply": ("reply.xlsx", lambda raw: read_reply(raw / "reply.xlsx")),
    "add": ("plans.csv", lambda raw: add_plan(raw / "new.md", raw, "b", {})),
    "taken": ("b.md", lambda raw: add_plan(raw / "new.md", raw, "b", {})),
}

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs POSIX files")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("reader", READERS)
def test_what_is_no_file_is_told(reader: str, kind: str, tmp_path: Path) -> None:
    name, read = READERS[reader]
    make, words = KINDS[kind]
    (tmp_path / "lookups").mkdir()
    (tmp_path / "new.md").write_text(PLAN, encoding="utf-8")
    make(tmp_path / name)
    with pytest.raises(PlanError, match=words) as error:
        read(tmp_path)
    assert name in str(error.value)
    assert "\n" not in str(error.value)
    assert os.path.lexists(tmp_path / name)


@pytest.mark.parametrize("kind", ["pipe", "device", "link", "ring"])
def test_lookups_that_are_no_folder_are_told(kind: str, tmp_path: Path) -> None:
    KINDS[kind][0](tmp_path / "lookups")
    with pytest.raises(PlanError, match="lookups: this is no folder"):
        read_own_lookups(tmp_path)


@pytest.mark.parametrize("kind", ["pipe", "device", "link", "ring"])
def test_a_plan_that_is_no_file_is_not_passed_over(kind: str, tmp_path: Path) -> None:
    KINDS[kind][0](tmp_path / "a.txt")
    assert [job.path.name for job in list_jobs(tmp_path)] == ["a.txt"]


def test_what_becomes_a_pipe_after_it_was_looked_at_is_not_waited_for(tmp_path, monkeypatch):
    os.mkfifo(tmp_path / "a")
    monkeypatch.setattr("compare.given._check_kind", lambda path: None)
    assert read_given(tmp_path / "a") == b""
