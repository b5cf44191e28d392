"""What the pages show of occasions; templates work nothing out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from stations.activities.model import Activity, Occasion
from stations.activities.programme import Spot, WhatsOn, place_words
from stations.areas import codes
from stations.hours.osm.calendar import Calendar
from stations.moments import china_day
from stations.web.whats_on import occasion_words
from stations.web.whats_on.occasion_words import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class OccasionLine:
    """One occasion in a list."""

    activity_id: str
    session_id: str
    title: str
    kind: str
    when: str
    clock: str
    where: str
    area: str
    standing: Standing
    sign_up: str
    """What the way to its form is called; '' for none."""
    demo: bool
    begins: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeDay:
    """The occasions of a day under its words."""

    day: date
    words: str
    lines: tuple[OccasionLine, ...]


def line(one: Occasion, programme: WhatsOn, at: datetime) -> OccasionLine:
    """What a list shows of an occasion."""
    session, spots = one.session, programme.where(one.activity)
    full = session.id in programme.full
    return OccasionLine(
        activity_id=one.activity.id,
        session_id=session.id,
        title=one.activity.title,
        kind=one.activity.kind_words,
        when=occasion_words.span_words(session.starts_at, session.ends_at, at),
        clock=occasion_words.clock(session.starts_at),
        where=place_words(spots),
        area=_area(one.activity, spots),
        standing=occasion_words.standing(one, full=full, at=at),
        sign_up=occasion_words.sign_up_words(one, full=full, at=at),
        demo=programme.is_made_up(one.activity),
        begins=session.starts_at,
    )


def by_day(lines: Iterable[OccasionLine], *, today: date, calendar: Calendar) -> list[ProgrammeDay]:
    """Lines under their days; what began before today and goes on stands under today."""
    days = []
    for day, found in groupby(lines, key=lambda one: max(today, china_day(one.begins))):
        words = occasion_words.heading(day, today, calendar.name(day) or "")
        days.append(ProgrammeDay(day=day, words=words, lines=tuple(found)))
    return days


def _area(activity: Activity, spots: Iterable[Spot]) -> str:
    """The district where it is in one of them, else the area that holds them."""
    districts = {spot.area_code[: codes.DISTRICT_DIGITS] for spot in spots if spot.area_code}
    code = districts.pop() if len(districts) == 1 else activity.area_code
    return codes.local_name(code)
