"""Names that stand for one thing each."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Mapping

from stations.config import ROOT
from tests.rules.committed import committed

ONE_A_ROOM = frozenset({"__init__", "model", "store"})
"""Names that each room may have: what they hold follows from the room."""


def twice(found: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return {name: places for name, places in found.items() if len(places) > 1}


def test_no_module_name_stands_twice() -> None:
    found: dict[str, list[str]] = defaultdict(list)
    for path in committed(".py"):
        inside = path.relative_to(ROOT)
        if inside.parts[0] == "stations" and path.stem not in ONE_A_ROOM:
            found[path.stem].append(inside.as_posix())
    assert twice(found) == {}


def test_no_class_name_stands_twice() -> None:
    found: dict[str, list[str]] = defaultdict(list)
    for path in committed(".py"):
        inside = path.relative_to(ROOT)
        if inside.parts[0] != "stations":
            continue
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef):
                found[node.name].append(inside.as_posix())
    assert twice(found) == {}
