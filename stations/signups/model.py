"""A sign-up: who comes to a session, in which state, until when a place is kept for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from stations.errors import Invalid
from stations.moments import STATION_TIME
from stations.tables.text import clean

NAME_LONGEST = 20
CONFIRM_WITHIN = timedelta(hours=12)
"""How long a place that has become free is kept for the next one, at most."""
SHORTEST_OFFER = timedelta(minutes=15)
_DAY_BEGINS, _DAY_ENDS = time(9), time(21)
"""Nobody loses a place at night: what ends then ends in the morning."""


class SignUpState(StrEnum):
    IN = "in"
    WAITING = "waiting"
    OFFERED = "offered"
    """A place has become free and is kept until it is confirmed."""
    CANCELLED = "cancelled"
    LAPSED = "lapsed"
    """An offer that was not confirmed in time."""


STATE_WORDS = {
    SignUpState.IN: "已报上",
    SignUpState.WAITING: "候补",
    SignUpState.OFFERED: "等待确认",
    SignUpState.CANCELLED: "已取消",
    SignUpState.LAPSED: "没有按时确认",
}
ACTIVE = frozenset({SignUpState.IN, SignUpState.WAITING, SignUpState.OFFERED})
SEATED = frozenset({SignUpState.IN, SignUpState.OFFERED})
"""States in which a place is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who comes: a name or nickname, and a mobile number in its eleven digits."""

    name: str
    phone: str

    def __post_init__(self) -> None:
        if not self.name:
            raise Invalid("invalid.signup_name_missing", field="name")
        if len(self.name) > NAME_LONGEST:
            raise Invalid("invalid.signup_name_length", field="name", longest=NAME_LONGEST)

    @property
    def masked_phone(self) -> str:
        """As it is shown: 138****1234."""
        return f"{self.phone[:3]}****{self.phone[-4:]}"


def cleaned_name(given: str) -> str:
    """A name as it may be kept: one line, without invisible characters."""
    return " ".join(clean(given, multiline=False).text.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class SignUp:
    """One sign-up as the database keeps it; the person is encrypted."""

    id: str
    session_id: str
    number: int
    """The order in which they came."""
    state: SignUpState
    receipt: str
    """The digest of the token by which its person finds it."""
    phone_mark: str
    tail_mark: str
    device: str
    """The mark of the phone that sent it, another one for each session; '' where unknown."""
    person: bytes
    at: datetime
    state_at: datetime
    confirm_by: datetime | None = None
    reason: str = ""
    """Why the desk cancelled it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignUpTerms:
    """A session as those who sign up meet it, and how full it is."""

    session_id: str
    activity_id: str
    title: str
    area_code: str
    published: bool
    members_only: bool
    code_digest: str
    starts_at: datetime
    ends_at: datetime
    capacity: int | None
    line: int
    """Places of the waiting list."""
    opens_at: datetime | None
    closes_at: datetime
    cancelled: bool
    reason: str
    """Why it was cancelled or moved."""
    moved_from: datetime | None
    taken: int
    waiting: int
    overdue: bool = False
    """Whether an offer was not confirmed in time and is still kept."""

    @property
    def free(self) -> int:
        """Places that nobody has; those who wait come first."""
        return max(0, (self.capacity or 0) - self.taken)

    @property
    def full(self) -> bool:
        """Whether nobody more can be taken, not even to wait."""
        seated = self.free and not self.waiting
        return not seated and self.waiting >= self.line and not self.overdue

    def opens_in(self, at: datetime) -> timedelta:
        """How long until it opens; none once it is open."""
        return max(timedelta(), (self.opens_at or at) - at)


def confirm_by(at: datetime, *, starts_at: datetime) -> datetime | None:
    """Until when a place offered now is kept; None where it is too late to ask.

    At most half the time that is left, so that the next one has a chance as well; at night nothing
    ends unless the session itself begins.
    """
    half = (starts_at - at) / 2
    if half < SHORTEST_OFFER:
        return None
    due = at + min(CONFIRM_WITHIN, half)
    local = due.astimezone(STATION_TIME)
    morning = local.replace(hour=_DAY_BEGINS.hour, minute=0, second=0, microsecond=0)
    if local.time() >= _DAY_ENDS:
        morning += timedelta(days=1)
    elif local.time() >= _DAY_BEGINS:
        morning = local
    latest = starts_at - SHORTEST_OFFER
    return min(morning, latest).astimezone(at.tzinfo).replace(microsecond=0)
