"""Sentences for the keys of errors, in Simplified Chinese.

The program below the doors raises a key and values; data/words has one sentence for each key, with
the values in braces. Only who speaks to a person asks for the sentence.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).resolve().parents[1] / "data" / "words"


@cache
def known() -> Mapping[str, str]:
    """Every key with its sentence. ValueError where two rooms have the same key."""
    found: dict[str, str] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        room = tomllib.loads(path.read_text("utf-8"))
        twice = found.keys() & room.keys()
        if twice:
            raise ValueError(f"{path.name}: {', '.join(sorted(twice))} has a sentence already")
        found |= room
    return found


def filled(key: str, values: Mapping[str, Any]) -> str:
    """The sentence of a key. Lists are joined, an error among the values says its own."""
    return known()[key].format_map({name: _said(value) for name, value in values.items()})


def _said(value: Any) -> Any:
    if isinstance(value, list | tuple | dict | set | frozenset):
        return "、".join(map(str, value))
    return value
