"""What a reviewer's phone sends, checked for being whole and right."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import orjson

from stations.accounts.model import Account
from stations.audit.model import Act
from stations.errors import Invalid
from stations.feedback.model import Near
from stations.media.model import is_name
from stations.stars.applications.evidence import Proposed
from stations.stars.door_findings import DoorFindings
from stations.stars.points_store import Scored
from stations.stars.scheme.scheme import Criterion, Scheme
from stations.tables.text import clean

MOST_PHOTOS = 20
"""Of one delivery."""
LONGEST_NOTE, LONGEST_REASON, LONGEST_LAST = 300, 150, 600
LONGEST_WORDS = 500
"""Of all that is kept with the points of a criterion."""
NOTHING_SHOWN = -1
_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionScore:
    """What the reviewer gives for a criterion."""

    points: int
    note: str = ""
    reason: str = ""
    """Why not the points that are proposed."""
    shown: int | None = None
    """The proposal that the phone showed, or NOTHING_SHOWN; None where it does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveredPhoto:
    """A photo of one criterion; `digest` is of the file as it was sent, `name` of our picture."""

    criterion: str
    name: str
    digest: str
    looks: str = ""
    """Of `media.model.Picture`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What the phone sends: made from the page that showed the review in this version."""

    id: str
    review_id: str
    version: int
    points: Mapping[str, CriterionScore]
    near: Near
    phone_at: datetime
    """When it was finished, by the phone's clock."""
    note: str = ""
    vetoes: Sequence[str] = field(default=())
    """Ids of veto rules that the reviewer found grounds for; somebody else decides."""
    door: DoorFindings = field(default_factory=DoorFindings)
    sent_at: datetime | None = None
    """The phone's clock while it sends; it alone may differ when the same is sent again."""

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise Invalid("invalid.delivery_id", field="id")

    def digest(self, photos: Sequence[DeliveredPhoto]) -> str:
        """What it says with its photos, in whatever order its parts come."""
        whole: dict[str, object] = {
            "review": self.review_id,
            "version": self.version,
            "points": {
                name: [one.points, one.note, one.reason, one.shown]
                for name, one in self.points.items()
            },
            "near": self.near.value,
            "phone_at": self.phone_at.isoformat(),
            "note": self.note,
            "vetoes": sorted(self.vetoes),
            "photos": sorted([one.criterion, one.digest] for one in photos),
        }
        if door := self.door.told():
            whole["door"] = door
        return hashlib.sha256(orjson.dumps(whole, option=orjson.OPT_SORT_KEYS)).hexdigest()

    def grounds(self, scheme: Scheme) -> tuple[str, ...]:
        """The veto rules that it names, in words."""
        rules = {one.id: one.words for one in scheme.vetoes}
        if not set(self.vetoes) <= set(rules):
            raise Invalid("invalid.unknown_veto", field="veto")
        return tuple(rules[one] for one in dict.fromkeys(self.vetoes))


def scored(
    scheme: Scheme,
    given: Mapping[str, CriterionScore],
    proposed: Mapping[str, Proposed],
    *,
    by: Account,
    act: Act,
) -> list[Scored]:
    """The points of every criterion as they are kept; Invalid names what lacks."""
    for name in given:
        scheme.criterion(name)
    lacking = [one.name for one in scheme.criteria if one.id not in given]
    if lacking:
        raise Invalid("incomplete.points", field="points", count=len(lacking), lacking=lacking)
    return [
        Scored(
            criterion=one.id,
            points=given[one.id].points,
            proposed=proposed[one.id].points if one.id in proposed else None,
            grounds=proposed[one.id].grounds if one.id in proposed else "",
            note=_note(one, given[one.id], proposed.get(one.id)),
            by=by.id,
            at=act.at,
        )
        for one in scheme.criteria
    ]


def check(scheme: Scheme, photos: Sequence[DeliveredPhoto]) -> None:
    """Invalid where there are too many, or one shows something that the scheme does not know."""
    if len(photos) > MOST_PHOTOS:
        raise Invalid("invalid.photos_of_inspection", field="photo", most=MOST_PHOTOS)
    for one in photos:
        scheme.criterion(one.criterion)
        if not is_name(one.name):
            raise ValueError("not the name of a picture")


def cleaned(text: str, longest: int, *, named: str) -> str:
    """Words as they are kept; Invalid where there are too many."""
    words = clean(text, multiline=True).text.strip()
    if len(words) > longest:
        raise Invalid(
            "invalid.long_note", field="note", named=named, longest=longest, count=len(words)
        )
    return words


def _note(criterion: Criterion, given: CriterionScore, proposed: Proposed | None) -> str:
    """What is kept with the points: why not those proposed, and what the reviewer notes.

    The proposal may have changed since the phone showed it: what counts is what the reviewer saw,
    and it is said that it was another one.
    """
    if not 0 <= given.points <= criterion.points:
        raise Invalid(
            "invalid.own_points", field=criterion.id, name=criterion.name, points=criterion.points
        )
    reason = cleaned(given.reason, LONGEST_REASON, named=f"“{criterion.name}”的理由")
    note = cleaned(given.note, LONGEST_NOTE, named=f"“{criterion.name}”的说明")
    now = proposed.points if proposed else None
    saw = now if given.shown is None else given.shown
    if saw not in (None, NOTHING_SHOWN, given.points) and not reason:
        raise Invalid(
            "reason.other_points",
            field=criterion.id,
            name=criterion.name,
            proposed=saw,
            points=given.points,
        )
    parts = [f"不按建议打分的理由：{reason}" if reason else "", _other(saw, now), note]
    return "\n".join(filter(None, parts))[:LONGEST_WORDS]


def _other(saw: int | None, now: int | None) -> str:
    """That the phone showed another proposal than would be made now."""
    if saw == now or (saw == NOTHING_SHOWN and now is None):
        return ""
    shown = "没有显示建议" if saw == NOTHING_SHOWN else f"显示的建议是 {saw} 分"
    return f"（打分时手机上{shown}）"
