"""What changed lately among the stations of an area, to read; the feeds of it are named there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from flask import Blueprint, Response, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from stations.areas import codes
from stations.areas.codes import Area
from stations.db.base import Database
from stations.moments import STATION_TIME, china_day
from stations.registry.stored import search_rows
from stations.registry.views.announcements import NEWS_WORDS, Announcement
from stations.web import clock
from stations.web.programs import feeds
from stations.web.services import current

blueprint = Blueprint("changes", __name__, url_prefix="/changes")

_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of a station on its day."""

    station_id: str
    name: str
    clock: str
    news: tuple[str, ...]
    lines: tuple[str, ...]
    demo: bool


@blueprint.get("/")
def home() -> Answer:
    """The page of the home area."""
    home_area = codes.trimmed(current().settings.home_area)
    return redirect(url_for("changes.area", area=home_area))


@blueprint.get("/<area>")
def area(area: str) -> Response:
    """The changes of an area, newest first, by day."""
    where, page = feeds.asked(area)
    db, today = current().connections(), china_day(clock.now())
    with db.reading():
        others = _others(db, where)
    days = [
        (_day_words(day, today), [_told(item) for item in items])
        for day, items in groupby(page.items, key=lambda item: china_day(item.at))
    ]
    response = make_response(
        render_template(
            "stations/changes.html", where=where, days=days, after=page.after, others=others
        )
    )
    response.headers["Cache-Control"] = "no-cache"
    return response


def _told(item: Announcement) -> Change:
    return Change(
        station_id=item.station_id,
        name=item.name,
        clock=f"{item.at.astimezone(STATION_TIME):%H:%M}",
        news=tuple(NEWS_WORDS[news] for news in item.news),
        lines=tuple(map(feeds.line_of, item.changes)),
        demo=item.demo,
    )


def _day_words(day: date, today: date) -> str:
    ahead = (today - day).days
    year = "" if day.year == today.year else f"{day.year}年"
    words = f"{year}{day.month}月{day.day}日 周{_WEEKDAYS[day.weekday()]}"
    return {0: f"今天，{words}", 1: f"昨天，{words}"}.get(ahead, words)


def _others(db: Database, where: Area) -> list[Area]:
    """The city of an area and its districts that have stations."""
    counts = search_rows.counts(db)
    city = codes.by_code(codes.city_of(where.code) or "")
    if city is None:
        return []
    return [city, *(one for one in codes.districts(city.code) if counts.get(one.code))]
