"""Which network do the words of a station mean?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from stations.areas import codes
from stations.networks.model import Network
from stations.registry import vocabulary


class NetworkNames:
    """Networks by what they are called; of several the one of the narrowest area is meant."""

    def __init__(self, networks: Iterable[Network]) -> None:
        self.networks = tuple(networks)
        self._named: dict[str, list[Network]] = defaultdict(list)
        self._kinds: dict[str, list[Network]] = defaultdict(list)
        for one in self.networks:
            for name in dict.fromkeys((one.name, *one.other_names)):
                self._named[name].append(one)
            self._kinds[vocabulary.networks().word(one.kind)].append(one)

    def find(self, name: str, areas: Sequence[str]) -> Network | None:
        """The network that a station of these areas means; None where it is none, or not clear."""
        return _nearest(self._named[name], areas) or _nearest(self._kinds[name], areas)


def _nearest(networks: Sequence[Network], areas: Sequence[str]) -> Network | None:
    here = [
        one for one in networks if any(codes.covers(one.area_code, area) for area in areas if area)
    ]
    depth = max((len(codes.trimmed(one.area_code)) for one in here), default=0)
    found = [one for one in here if len(codes.trimmed(one.area_code)) == depth]
    return found[0] if len(found) == 1 else None
