"""An activity, its sessions and where it happens."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from stations.folding import folded
from stations.geo.point import Point
from stations.registry import vocabulary
from stations.registry.model import SourcePoint
from stations.registry.vocabulary import Vocabulary

OTHER = "other"
"""Supplies that are none of the vocabulary."""


class ActivityState(StrEnum):
    """Whether everybody sees it, and whether it will be."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class SessionState(StrEnum):
    PLANNED = "planned"
    CANCELLED = "cancelled"


class Audience(StrEnum):
    """Who may come."""

    EVERYBODY = "everybody"
    MEMBERS = "members"
    """Those who know the code."""


STATE_WORDS = {
    ActivityState.DRAFT: "未发布",
    ActivityState.PUBLISHED: "已发布",
    ActivityState.CANCELLED: "已取消",
}
AUDIENCE_WORDS = {Audience.EVERYBODY: "谁都可以来", Audience.MEMBERS: "凭口令参加"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Venue:
    """A place that is no station: a plant, a market. A draft may lack the point."""

    name: str = ""
    address: str = ""
    point: Point | None = None
    source: SourcePoint | None = None
    """The coordinate as it was given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One time at which it happens. Without a capacity nobody signs up: one just comes."""

    id: str
    starts_at: datetime
    ends_at: datetime
    capacity: int | None = None
    waiting: int = 0
    """Places of the waiting list."""
    opens_at: datetime | None = None
    """From when one signs up; None: from publication on."""
    closes_at: datetime | None = None
    """Until when; None: until it starts."""
    state: SessionState = SessionState.PLANNED
    reason: str = ""
    """Why it was moved or cancelled, as everybody reads it."""
    moved_from: datetime | None = None
    """When it was first announced for, where that is another time."""
    version: int = 1

    @property
    def closing(self) -> datetime:
        """The moment from which nobody signs up any more."""
        return self.closes_at or self.starts_at

    @property
    def cancelled(self) -> bool:
        return self.state is SessionState.CANCELLED


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of a session, as one line says; the newest line of a session counts."""

    id: str
    number: int
    people: int | None
    """How many came; None: nobody counted them."""
    words: str = ""
    supplies: tuple[tuple[str, int], ...] = ()
    """What was given out: a term of `supplies()` and how many."""
    shown: str = ""
    """What others read of who wrote it."""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What took place at a station in a span of time, by what was written of it."""

    sessions: int = 0
    people: int = 0
    """Of a session at several stations each has its equal part."""
    pictured: int = 0
    """Sessions of activities with a photo that everybody sees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityPhoto:
    """A photo of an activity; `name` is that of its picture."""

    name: str
    width: int
    height: int
    caption: str = ""
    shown: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """What happens at stations, or at a venue of its own: one of the two."""

    id: str
    kind: str
    title: str
    area_code: str
    """Of the area that holds all of its stations, or that runs it at its venue; '': the country."""
    stations: tuple[str, ...] = ()
    venue: Venue | None = None
    details: str = ""
    doer: str = ""
    """Who does it, or teaches."""
    needs: str = ""
    """What has to be there: a projector, a doctor."""
    who: Audience = Audience.EVERYBODY
    code_digest: str = ""
    state: ActivityState = ActivityState.DRAFT
    state_reason: str = ""
    """Why it was cancelled."""
    version: int = 1
    created_at: datetime
    updated_at: datetime
    sessions: tuple[Session, ...] = ()
    """By their beginning."""

    @property
    def kind_words(self) -> str:
        return kinds().word(self.kind) if self.kind in kinds() else kinds().word("other")

    @property
    def cancelled(self) -> bool:
        return self.state is ActivityState.CANCELLED

    def session(self, session_id: str) -> Session | None:
        """Its session with this id."""
        return next((one for one in self.sessions if one.id == session_id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """One session together with its activity: a line of a programme."""

    activity: Activity
    session: Session

    @property
    def off(self) -> bool:
        """Whether it does not take place."""
        return self.activity.cancelled or self.session.cancelled

    @property
    def reason(self) -> str:
        """Why it does not take place, or takes place at another time."""
        return self.session.reason or self.activity.state_reason


def kinds() -> Vocabulary:
    """The kinds of activities."""
    return vocabulary.load("activity_kinds")


def supplies() -> dict[str, str]:
    """What can be given out, each with its word."""
    known = vocabulary.supplies().terms
    return {**{key: term.zh for key, term in known.items()}, OTHER: "其他物品"}


def code_digest(activity_id: str, code: str) -> str:
    """What is kept of the code of members: slow to guess from, another one for each activity."""
    salt = f"stations activity {activity_id}".encode()
    return hashlib.scrypt(folded(code).encode(), salt=salt, n=4096, r=8, p=1, dklen=16).hex()


def admits(activity: Activity, code: str) -> bool:
    """Whether this code lets in; to what is for everybody, any does."""
    if activity.who is Audience.EVERYBODY:
        return True
    return hmac.compare_digest(code_digest(activity.id, code), activity.code_digest)
