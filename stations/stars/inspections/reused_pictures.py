"""Pictures of a visit that were used elsewhere: at another station, or at an earlier visit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from stations.db.base import Database
from stations.registry.stored import brief_store
from stations.stars import picture_store, points_store
from stations.stars.points_store import OWN, PictureUse


@dataclass(frozen=True, slots=True, kw_only=True)
class Reuse:
    """A picture of a visit, and where it or one that looks the same stands as well."""

    photo: str
    use: PictureUse
    station: str

    @property
    def words(self) -> str:
        """Where else it was used."""
        what = "申报材料" if self.use.visit == OWN else "验收"
        return f"“{self.station}”{self.use.on} 的{what}"


def remember(db: Database, name: str, looks: str) -> None:
    """Keeps how a picture looks, so that it is known again."""
    with db.writing() as tx:
        picture_store.add(tx, [(name, looks)])


def of(db: Database, visits: Sequence[tuple[str, int]]) -> dict[tuple[str, int], list[Reuse]]:
    """What stands elsewhere as well of these visits of reviews, in three queries for all."""
    shots = points_store.names(db, visits)
    alike = picture_store.alike(db, sorted({name for names in shots.values() for name in names}))
    uses = points_store.uses(db, sorted({one for group in alike.values() for one in group}))
    named = brief_store.of(db, [use.station_id for group in uses.values() for use in group])
    found: dict[tuple[str, int], list[Reuse]] = defaultdict(list)
    for visit, names in shots.items():
        seen = {
            (name, use.review_id, use.visit): use
            for name in names
            for one in alike[name]
            for use in uses.get(one, [])
            if (use.review_id, use.visit) != visit
        }
        found[visit] = [
            Reuse(photo=key[0], use=use, station=named[use.station_id].name)
            for key, use in sorted(seen.items())
        ]
    return found
