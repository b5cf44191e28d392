"""Rooms that stay small, each with its sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import PurePosixPath

from stations.config import ROOT
from tests.rules.committed import committed

MOST_FILES = 20
ROOMS = ("stations", "static/js", "static/css", "templates", "tests")
"""Folders of code; decisions, data, icons, vendored copies and cases of tests are no code."""


def rooms() -> Mapping[str, int]:
    """Folder → files in it, the file that names a package not counted."""
    names = (
        PurePosixPath(path.relative_to(ROOT).as_posix())
        for path in committed(".py", ".js", ".css", ".html")
        if path.name != "__init__.py"
    )
    return Counter(
        str(name.parent)
        for name in names
        if str(name).startswith(tuple(f"{room}/" for room in ROOMS))
    )


def test_no_room_holds_more_than_twenty_files() -> None:
    assert {room: files for room, files in rooms().items() if files > MOST_FILES} == {}


def test_every_room_says_in_a_sentence_what_is_in_it() -> None:
    for path in committed("__init__.py"):
        text = path.read_text("utf-8")
        if path.is_relative_to(ROOT / "stations"):
            assert text.startswith('"""'), path
            assert len(text.splitlines()[0]) <= 100, path
