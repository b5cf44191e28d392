"""What is worth a second look at the visit of a review, in a few queries for many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stations.db.base import Database
from stations.feedback.model import NEAR_WORDS, Near
from stations.stars import points_store, visit_store
from stations.stars.case import Case
from stations.stars.inspections import reused_pictures
from stations.stars.inspections.reused_pictures import Reuse
from stations.stars.visit_store import Inspection


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitMarks:
    """The last visit that counts, and what is worth a second look at it."""

    visit: Inspection
    unpictured: tuple[str, ...]
    """Criteria that want a photo and have none, in words."""
    overruled: tuple[str, ...]
    """Criteria with other points than proposed, in words."""
    reused: tuple[Reuse, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """All of it in a line each, where the phone was first."""
        told = [NEAR_WORDS[self.visit.near]]
        if self.unpictured:
            told.append(f"缺照片 {len(self.unpictured)} 项：{'；'.join(self.unpictured)}")
        if self.overruled:
            told.append(f"没按建议打分 {len(self.overruled)} 项：{'；'.join(self.overruled)}")
        if self.reused:
            count = len({one.photo for one in self.reused})
            where = "；".join(dict.fromkeys(one.words for one in self.reused))
            told.append(f"{count} 张照片别处也用过：{where}")
        if self.visit.clock_off:
            told.append("手机的时间不准")
        return tuple(told)

    @property
    def is_doubtful(self) -> bool:
        """Whether there is anything but a photo of everything from somebody who was there."""
        return self.visit.near is not Near.NEAR or len(self.words) > 1


def of(db: Database, cases: Sequence[Case]) -> dict[str, VisitMarks]:
    """The marks of the last visit of each review that has one, by its id."""
    visits = visit_store.last_of(db, [one.review.id for one in cases])
    keys = [(one.review_id, one.visit) for one in visits.values()]
    pictured = points_store.pictured(db, keys)
    overruled = points_store.overruled(db, keys)
    reused = reused_pictures.of(db, keys)
    found = {}
    for case in cases:
        visit = visits.get(case.review.id)
        if visit is None:
            continue
        key = (visit.review_id, visit.visit)
        criteria = case.cycle.scheme.criteria
        found[case.review.id] = VisitMarks(
            visit=visit,
            unpictured=tuple(
                one.name
                for one in criteria
                if "photo" in one.evidence and one.id not in pictured.get(key, ())
            ),
            overruled=tuple(one.name for one in criteria if one.id in overruled.get(key, ())),
            reused=tuple(reused[key]),
        )
    return found
