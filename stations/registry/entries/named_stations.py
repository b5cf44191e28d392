"""Which station is meant by a name, a number or an id that somebody wrote down?"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stations.folding import folded

_IN_BRACKETS = re.compile(r"(.+?)\(([^()]+)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A station by all that it is called."""

    id: str
    number: str
    name: str
    aliases: tuple[str, ...] = ()
    district: str = ""
    is_closed: bool = False


class NamedStations:
    """Stations of some area by what they are called."""

    def __init__(self, stations: Iterable[Named]) -> None:
        self.by_id = {one.id: one for one in stations}
        self._called: dict[str, list[Named]] = defaultdict(list)
        self._aliases: dict[str, list[Named]] = defaultdict(list)
        for one in self.by_id.values():
            for words in dict.fromkeys(map(folded, (one.id, one.number, one.name))):
                self._called[words].append(one)
            for words in dict.fromkeys(map(folded, one.aliases)):
                self._aliases[words].append(one)

    def find(self, words: str, *, district: str) -> Sequence[Named]:
        """The stations that are meant, one where it is clear.

        Another name counts where no open station has it as its name. Of several, those of the same
        district are meant, and those that are not closed.
        """
        wanted = folded(words)
        found = self._called.get(wanted, [])
        if all(one.is_closed for one in found):
            # What a closed one was combined with has its name among its other names.
            found = self._aliases.get(wanted) or found
        if not found and (match := _IN_BRACKETS.fullmatch(wanted)):
            first, second = self._called.get(match[1], []), self._called.get(match[2], [])
            found = [one for one in first if one in second] or second or first
        for kept in (
            [one for one in found if one.district == district],
            [one for one in found if not one.is_closed],
        ):
            found = kept or found
        return found
