"""Sentences for the keys of errors, in Simplified Chinese.

The program below the doors raises a key and values; data/words has one sentence for each key, with
the values in braces. Only who speaks to a person asks for the sentence.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final

from stations import row_places, shipped

FOLDER: Final = shipped.folder("data") / "words"

_MOST_STRETCHES = 20


@cache
def known() -> Mapping[str, str]:
    """Every key with its sentence. ValueError where two rooms have the same key."""
    found: dict[str, str] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        room = of_room(path.stem)
        twice = found.keys() & room.keys()
        if twice:
            raise ValueError(f"{path.name}: {', '.join(sorted(twice))} has a sentence already")
        found |= room
    return found


@cache
def of_room(room: str) -> Mapping[str, str]:
    """The keys of one room with their sentences."""
    # Loaded here: a child process that reads a file has no use for it.
    import tomllib

    return tomllib.loads((FOLDER / f"{room}.toml").read_text("utf-8"))


def filled(key: str, values: Mapping[str, Any], *, sheets: Sequence[str] = ()) -> str:
    """The sentence of a key, with its values; an error among them says its own.

    What is called `row` or `rows` are rows of a list, whose sheets have these names.
    """
    said = {name: _said(name, value, sheets) for name, value in values.items()}
    return known()[key].format_map(said)


def _said(name: str, value: Any, sheets: Sequence[str]) -> Any:
    if name == "row":
        return _Rows([] if value is None else [value], sheets)
    if name == "rows":
        return _Rows(value, sheets)
    return _Listed(value) if isinstance(value, list | tuple | dict) else value


class _Listed(list[Any]):
    """Values one after the other: `{names:5}` says five of them, and that there are more.

    Another spec stands between them: `{lacking:；}`.
    """

    def __format__(self, spec: str) -> str:
        shown = self[: int(spec)] if spec.isdecimal() else self
        between = spec if spec and not spec.isdecimal() else "、"
        return between.join(map(str, shown)) + ("等" if len(shown) < len(self) else "")


class _Rows:
    """Rows of a list: `{rows:5}` says five of them, `{rows:–}` says them in stretches.

    Another spec stands behind them, where there are any: `{row:的}`.
    """

    def __init__(self, rows: Iterable[int], sheets: Sequence[str]) -> None:
        self._rows = rows
        self._sheets = sheets

    def __format__(self, spec: str) -> str:
        if spec == "–":
            runs, most = row_places.stretches(self._rows), _MOST_STRETCHES
        else:
            runs = [(row, row) for row in self._rows]
            most = int(spec) if spec.isdecimal() else len(runs)
        more = "等" if len(runs) > most else ""
        told = row_places.told(runs[:most], self._sheets, more=more)
        return told if spec == "–" or spec.isdecimal() or not told else told + spec
