"""Settings of every test: a busy machine is no failure, every run tries the same examples (others
with FUZZ_EXAMPLES), and no test's lookups reach the next one."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator

import pytest
from hypothesis import HealthCheck, settings

from compare.errors import PlanError
from compare.extract import readers
from compare.extract.readers import Reading, subprocesses
from compare.lookups import PACKAGED, find_active, set_lookups, use_lookups
from material import OWN_LOOKUPS

settings.register_profile(
    "compare",
    deadline=None,
    derandomize="FUZZ_EXAMPLES" not in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("compare")


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """A project opened while a module is imported would be what the next module is imported with."""
    report = yield
    if find_active() is not PACKAGED:
        set_lookups(PACKAGED)
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} brings lookups into use as it is imported"
    return report


@pytest.fixture(autouse=True)
def packaged_lookups() -> Iterator[None]:
    """A project opened in a test brings its lookups into use; here they go out of use again."""
    with use_lookups(PACKAGED):
        yield


@pytest.fixture
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read in this process. That each has one of its own, `test_hostile` sees to."""

    def read(kind: str, data: bytes, where: str) -> Reading:
        try:
            return subprocesses.read_here(kind, data)
        except PlanError as error:
            raise PlanError(str(error), where) from error

    monkeypatch.setattr(readers, "read_apart", read)


@pytest.fixture
def own_lookups() -> Iterator[None]:
    """The lookups beside the published plans, for tests of what is made from these."""
    with use_lookups(OWN_LOOKUPS):
        yield
