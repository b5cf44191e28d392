"""A site that publishes releases, for tests of what a phone keeps."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.offline.visits import Release, passing_on


@pytest.fixture
def releasing(site: str) -> Iterator[tuple[str, type[Release]]]:
    """The address of the small city through a proxy that can publish another release."""
    with passing_on(site) as proxied:
        yield proxied
