"""What the pages show on which people sign up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from stations.moments import STATION_TIME
from stations.signups.model import ACTIVE, SignUpState, SignUpTerms
from stations.signups.own_signup import OwnSignUp
from stations.signups.session_places import SessionPlaces
from stations.signups.signing_up import to_the_second

KEPT_FOR = timedelta(days=60)
"""How long a phone finds its sign-up by the form; its link holds good as long as there is one."""


class SignUpPhase(StrEnum):
    """What a session is to those who want to sign up."""

    OFF = "off"
    NOT_NEEDED = "not_needed"
    BEFORE = "before"
    OPEN = "open"
    FULL = "full"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionView:
    """A session as its form shows it."""

    id: str
    activity_url: str
    title: str
    when: str
    moved_from: str
    reason: str
    phase: SignUpPhase
    members_only: bool
    opens: str
    opens_in_ms: int
    """By the server: the phone's own clock may be wrong."""
    closes: str
    places: str


def session_view(terms: SignUpTerms, *, at: datetime) -> SessionView:
    """The session at a moment."""
    return SessionView(
        id=terms.session_id,
        activity_url=f"/activities/{terms.activity_id}",
        title=terms.title,
        when=span(terms.starts_at, terms.ends_at),
        moved_from=moment(terms.moved_from) if terms.moved_from else "",
        reason=terms.reason,
        phase=_phase(terms, at=at),
        members_only=terms.members_only,
        opens=to_the_second(terms.opens_at) if terms.opens_at else "",
        opens_in_ms=round(terms.opens_in(at) / timedelta(milliseconds=1)),
        closes=moment(terms.closes_at),
        places=_places(terms),
    )


def _phase(terms: SignUpTerms, *, at: datetime) -> SignUpPhase:
    if terms.cancelled:
        return SignUpPhase.OFF
    if terms.capacity is None:
        return SignUpPhase.NOT_NEEDED
    if at >= terms.closes_at:
        return SignUpPhase.CLOSED
    if terms.opens_in(at):
        return SignUpPhase.BEFORE
    return SignUpPhase.FULL if terms.full else SignUpPhase.OPEN


def _places(terms: SignUpTerms) -> str:
    if terms.capacity is None:
        return ""
    return SessionPlaces(
        capacity=terms.capacity, taken=terms.taken, line=terms.line, waiting=terms.waiting
    ).words


def state_words(it: OwnSignUp, *, at: datetime) -> str:
    """How it stands: 已报上, 候补第 3 位, 请在 11月20日 18:00 前确认."""
    signup, due = it.signup, it.signup.confirm_by
    if it.terms.cancelled and signup.state in ACTIVE:
        return "活动已取消"
    if signup.state is SignUpState.OFFERED and due:
        return f"请在 {moment(due)} 前确认" if at < due else "确认的时间过了"
    if signup.state is SignUpState.WAITING:
        # Nobody moves up any more.
        return f"候补第 {it.place} 位" if at < it.terms.starts_at else "没有排到"
    if signup.state is SignUpState.LAPSED:
        return "确认的时间过了"
    return "已取消" if signup.state is SignUpState.CANCELLED else "已报上"


def may_confirm(it: OwnSignUp, *, at: datetime) -> bool:
    """Whether a place is kept until it is confirmed."""
    due = it.signup.confirm_by
    return due is not None and at < due and not it.terms.cancelled


def moment(at: datetime) -> str:
    """11月20日 18:00."""
    local = at.astimezone(STATION_TIME)
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def span(begin: datetime, end: datetime) -> str:
    """11月20日（周五）19:00–21:00."""
    first, last = begin.astimezone(STATION_TIME), end.astimezone(STATION_TIME)
    day = f"{first.month}月{first.day}日（周{'一二三四五六日'[first.weekday()]}）"
    until = f"{last:%H:%M}" if first.date() == last.date() else moment(end)
    return f"{day}{first:%H:%M}–{until}"
