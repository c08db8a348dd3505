"""Settings of every test: a busy machine is no failure, and no test's lookups reach the next one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from compare.lookups import PACKAGED, use_lookups

settings.register_profile("compare", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("compare")


@pytest.fixture(autouse=True)
def packaged_lookups() -> Iterator[None]:
    """A project opened in a test brings its lookups into use; here they go out of use again."""
    with use_lookups(PACKAGED):
        yield
