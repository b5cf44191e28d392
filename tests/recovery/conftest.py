"""Installations to be backed up, and an empty one to be restored into."""

from __future__ import annotations

from pathlib import Path

import pytest

from stations.config import PEOPLE_KEY
from tests.recovery.installation import PICTURE, Installation
from tests.support import make


@pytest.fixture
def installation(address: str, tmp_path: Path) -> Installation:
    """Two stations, one with a picture, and a key; on each engine in turn."""
    made = Installation(address=address, state=tmp_path / "state")
    made.add(make.station(id="a", name="甲驿站"), make.station(id="b", name="乙驿站", lat=36.7))
    made.hang(PICTURE, "a")
    made.key.write_bytes(b"k" * 32)
    made.key.with_name(PEOPLE_KEY).write_bytes(b"p" * 32)
    return made


@pytest.fixture
def empty(tmp_path: Path) -> Installation:
    """A machine on which nothing is yet."""
    return Installation(address=str(tmp_path / "new" / "stations.db"), state=tmp_path / "new")
