"""How far the work is: what a person sees at a terminal and in a log."""

from __future__ import annotations

import gc

import pytest

from compare.cli import show


def run_nested(track, parts=(0, 1, 2)) -> list[str]:
    """Two steps, in each a loop over parts that tells no length of its own."""
    seen = []
    for step in track(["coverage", "shared_passages"], "comparisons"):
        for part in track(iter(parts), "plans", len(parts)):
            seen.append(f"{step} {part:d}")
    return seen


EVERYTHING = [f"{step} {part}" for step in ("coverage", "shared_passages") for part in range(3)]


@pytest.mark.parametrize("seconds", [0, 1000])
def test_a_log_names_the_step_and_how_far_it_is(monkeypatch, capsys, seconds):
    monkeypatch.setattr(show, "SECONDS_BETWEEN_LINES", seconds)
    assert run_nested(show.track_progress) == EVERYTHING
    said = capsys.readouterr().err
    assert ("comparisons (shared_passages): 2 of 2" in said) == (seconds == 0)
    assert ("plans: 3 of 3" in said) == (seconds == 0)


def test_a_bar_within_a_bar_is_drawn_below_it(monkeypatch, capsys):
    """The display allows one at a time: a second one would raise."""
    monkeypatch.setattr(show.sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")
    assert run_nested(show.track_progress) == EVERYTHING
    said = capsys.readouterr().err
    assert "comparisons" in said
    assert "━" in said
    assert run_nested(show.track_progress) == EVERYTHING  # and the next one opens its own


def test_a_bar_goes_where_the_work_is_broken_off(monkeypatch):
    monkeypatch.setattr(show.sys.stderr, "isatty", lambda: True, raising=False)
    with pytest.raises(ValueError, match="format"):
        run_nested(show.track_progress, parts=["no number"])
    gc.collect()  # generators left in mid-way close when they are dropped
    assert run_nested(show.track_progress) == EVERYTHING


def test_nothing_to_do_is_no_fault(capsys):
    assert list(show.track_progress(iter(()), "plans", 0)) == []
