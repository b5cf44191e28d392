"""Activities of an area as JSON Feed and Atom, those that changed last first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from flask import Blueprint, Response

from stations.activities import programme_store
from stations.activities.model import AUDIENCE_WORDS, Activity, Occasion
from stations.activities.programme import Spot, WhatsOn, is_moved, place_words
from stations.areas import codes
from stations.errors import NotFound
from stations.moments import china_text, utc_text
from stations.web import clock, parameters, public_address
from stations.web.programs import feeds
from stations.web.services import current

blueprint = Blueprint("activity_feeds", __name__, url_prefix="/feeds/activities")

_MOST = 50
_MOST_SESSIONS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityFeed:
    """What a feed is made of."""

    area: codes.Area
    activities: Sequence[Activity]
    spots: dict[str, tuple[Spot, ...]]
    at: datetime


@blueprint.get("/<area>.json")
def as_json(area: str) -> Response:
    """The activities of an area as JSON Feed 1.1."""
    feed = _read(area)
    address = public_address.of("activity_feeds.as_json", area=feed.area.code)
    body = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _title(feed),
        "language": "zh-CN",
        "home_page_url": _home(feed),
        "feed_url": address,
        "items": [
            {
                "id": public_address.lasting_id("activities", one.id),
                "url": _page(one),
                "title": _heading(one, feed),
                "content_text": _text(one, feed),
                "date_published": utc_text(one.created_at),
                "date_modified": utc_text(one.updated_at),
                "tags": [one.kind_words],
            }
            for one in feed.activities
        ],
    }
    return feeds.answer(orjson.dumps(body), content_type=feeds.JSON)


@blueprint.get("/<area>.atom")
def as_atom(area: str) -> Response:
    """The activities of an area as Atom."""
    feed = _read(area)
    address = public_address.of("activity_feeds.as_atom", area=feed.area.code)
    newest = utc_text(feed.activities[0].updated_at) if feed.activities else feeds.BEGINNING
    root = feeds.atom_root()
    feeds.put(root, "id", public_address.lasting_id("activities-of", feed.area.code))
    feeds.put(root, "title", _title(feed))
    feeds.put(root, "updated", newest)
    feeds.put(feeds.put(root, "author"), "name", "驿站")
    feeds.put(root, "link", rel="self", type=feeds.ATOM, href=address)
    feeds.put(root, "link", rel="alternate", type="text/html", href=_home(feed))
    for one in feed.activities:
        _entry(feeds.put(root, "entry"), one, feed)
    return feeds.answer(feeds.atom_bytes(root), content_type=feeds.ATOM)


def _entry(entry: Any, one: Activity, feed: ActivityFeed) -> None:
    feeds.put(entry, "id", public_address.lasting_id("activities", one.id))
    feeds.put(entry, "title", _heading(one, feed))
    feeds.put(entry, "published", utc_text(one.created_at))
    feeds.put(entry, "updated", utc_text(one.updated_at))
    feeds.put(entry, "link", rel="alternate", type="text/html", href=_page(one))
    feeds.put(entry, "category", term=one.kind, label=one.kind_words)
    feeds.put(entry, "content", _text(one, feed), type="text")


def _read(area: str) -> ActivityFeed:
    parameters.texts(())
    digits = area.isascii() and area.isdigit() and 2 <= len(area) <= 12
    where = codes.by_code(area) if digits else None
    if where is None:
        raise NotFound("not_found.area_of_address")
    db = current().connections()
    with db.reading():
        found = programme_store.changed_last(db, area=where.code, limit=_MOST)
        spots = programme_store.spots_of(db, found)
    return ActivityFeed(area=where, activities=found, spots=spots, at=clock.now())


def _heading(one: Activity, feed: ActivityFeed) -> str:
    spots = feed.spots[one.id]
    demo = "（演示数据）" if _programme(one, spots, feed.at).is_made_up(one) else ""
    return f"{'已取消：' if one.cancelled else ''}{one.kind_words}：{one.title}{demo}"


def _text(one: Activity, feed: ActivityFeed) -> str:
    """Each session that is not over with how it stands, where it is, and for whom."""
    occasions = [Occasion(activity=one, session=each) for each in one.sessions]
    lines = [_line(each) for each in occasions if each.session.ends_at > feed.at]
    more = len(lines) - _MOST_SESSIONS
    rest = [f"还有 {more} 场"] if more > 0 else []
    where = place_words(feed.spots[one.id])
    return "\n".join(
        filter(None, (*lines[:_MOST_SESSIONS], *rest, where, AUDIENCE_WORDS[one.who], one.details))
    )


def _line(one: Occasion) -> str:
    """A session by its date: who reads it may do so on another day."""
    said = ""
    if one.off:
        said = "已取消"
    elif is_moved(one):
        said = f"改期：原定 {china_text(one.session.moved_from)}"
    why = one.reason if said else ""
    return " ".join(filter(None, (china_text(one.session.starts_at), said, why)))


def _programme(one: Activity, spots: tuple[Spot, ...], at: datetime) -> WhatsOn:
    return WhatsOn(mark="", begin=at, end=at, spots={one.id: spots})


def _title(feed: ActivityFeed) -> str:
    return f"{codes.local_name(feed.area.code)}驿站的活动"


def _home(feed: ActivityFeed) -> str:
    return public_address.of("whats_on.programme", area=feed.area.code)


def _page(one: Activity) -> str:
    return public_address.of("whats_on.activity", activity_id=one.id)
