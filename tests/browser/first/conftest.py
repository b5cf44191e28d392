"""Pages without a service worker, for tests of the first page."""

from __future__ import annotations

import pytest


@pytest.fixture
def worker() -> str:
    return "block"
