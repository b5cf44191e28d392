"""Rooms that stay small: files a folder, classes with their bases, names of modules."""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from stations.config import ROOT
from tests.rules.committed import committed

MOST_FILES = 20
LONGEST_CLASS = 250
"""Lines of a class together with all its bases of our own: inheritance is no pair of scissors."""
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


def classes() -> Iterator[tuple[Path, ast.ClassDef]]:
    for path in committed(".py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef) and path.is_relative_to(ROOT / "stations"):
                yield path, node


def test_no_room_holds_more_than_twenty_files() -> None:
    assert {room: files for room, files in rooms().items() if files > MOST_FILES} == {}


def test_no_class_is_long_with_all_its_bases() -> None:
    own: dict[str, int] = {}
    bases: dict[str, list[str]] = defaultdict(list)
    for _, node in classes():
        lines = (node.end_lineno or node.lineno) - node.lineno + 1
        own[node.name] = max(lines, own.get(node.name, 0))
        bases[node.name] += [base.id for base in node.bases if isinstance(base, ast.Name)]

    def family(name: str, below: frozenset[str]) -> frozenset[str]:
        if name in below or name not in own:
            return below
        found = below | {name}
        for base in bases[name]:
            found |= family(base, found)
        return found

    sizes = {name: sum(own[one] for one in family(name, frozenset())) for name in own}
    assert {name: lines for name, lines in sizes.items() if lines > LONGEST_CLASS} == {}


def test_every_room_says_in_a_sentence_what_is_in_it() -> None:
    for path in committed("__init__.py"):
        text = path.read_text("utf-8")
        if path.is_relative_to(ROOT / "stations"):
            assert text.startswith('"""'), path
            assert len(text.splitlines()[0]) <= 100, path
