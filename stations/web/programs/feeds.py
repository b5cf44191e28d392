"""Changes among the stations of an area as JSON Feed and Atom."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import orjson
from flask import Blueprint, Response, request

from stations.areas import codes
from stations.areas.codes import Area
from stations.errors import Invalid, NotFound
from stations.moments import utc_text
from stations.registry.views import announcements
from stations.registry.views.announcements import NEWS_WORDS, Announcement, AnnouncementPage
from stations.registry.views.change_words import ChangeLine
from stations.web import parameters, public_address
from stations.web.services import current

blueprint = Blueprint("feeds", __name__, url_prefix="/feeds")

JSON, ATOM = "application/feed+json", "application/atom+xml"
_MINUTES = 5
_CURSOR = re.compile(r"[0-9TZ:-]{20}~[A-Za-z0-9_-]{1,32}~[0-9]{1,9}")
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML cannot hold, escaped or not."""
_NAMESPACE = "http://www.w3.org/2005/Atom"
BEGINNING = "1970-01-01T00:00:00Z"
ElementTree.register_namespace("", _NAMESPACE)


@blueprint.get("/<area>.json")
def as_json(area: str) -> Response:
    """The changes of an area as JSON Feed 1.1."""
    where, page = asked(area)
    licence = current().settings.site.licence
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _title(where),
        "language": "zh-CN",
        "home_page_url": _home(where),
        "feed_url": public_address.of("feeds.as_json", area=where.code),
        "_stations": {"licence": {"name": licence.name, "url": licence.url or None}},
        "items": [_entry(item) for item in page.items],
    }
    if page.after:
        feed["next_url"] = public_address.of("feeds.as_json", area=where.code, before=page.after)
    return answer(orjson.dumps(feed), content_type=JSON)


@blueprint.get("/<area>.atom")
def as_atom(area: str) -> Response:
    """The changes of an area as Atom."""
    where, page = asked(area)
    licence = current().settings.site.licence
    address = public_address.of("feeds.as_atom", area=where.code)
    feed = atom_root()
    put(feed, "id", public_address.lasting_id("changes", where.code))
    put(feed, "title", _title(where))
    put(feed, "updated", _moment(page.items[0]) if page.items else BEGINNING)
    put(put(feed, "author"), "name", "驿站")
    put(feed, "link", rel="self", type=ATOM, href=address)
    put(feed, "rights", licence.text)
    put(feed, "link", rel="alternate", type="text/html", href=_home(where))
    if licence.url:
        put(feed, "link", rel="license", href=licence.url)
    if page.after:
        older = public_address.of("feeds.as_atom", area=where.code, before=page.after)
        put(feed, "link", rel="next", type=ATOM, href=older)
    for item in page.items:
        entry = put(feed, "entry")
        put(entry, "id", _id(item))
        put(entry, "title", _heading(item))
        put(entry, "updated", _moment(item))
        put(entry, "link", rel="alternate", type="text/html", href=_station(item))
        for news in item.news:
            put(entry, "category", term=news.value, label=NEWS_WORDS[news])
        put(entry, "content", _text(item), type="text")
    return answer(atom_bytes(feed), content_type=ATOM)


def asked(area: str) -> tuple[Area, AnnouncementPage]:
    """The area of an address and its changes, older than the cursor in it where there is one."""
    before = parameters.texts(("before",)).get("before", "")
    where = codes.by_code(area) if re.fullmatch("[0-9]{2,12}", area) else None
    if where is None:
        raise NotFound("not_found.area_of_address")
    if before and not _CURSOR.fullmatch(before):
        raise Invalid("invalid.before_cursor", field="before")
    db = current().connections()
    with db.reading():
        return where, announcements.of_area(db, where.code, before=before)


def _entry(item: Announcement) -> dict[str, Any]:
    return {
        "id": _id(item),
        "url": _station(item),
        "title": _heading(item),
        "content_text": _text(item),
        "date_published": _moment(item),
        "tags": [NEWS_WORDS[news] for news in item.news],
        "_stations": {
            "station": item.station_id,
            "news": [news.value for news in item.news],
            "changes": [
                {"title": one.title, "before": one.before, "after": one.after}
                for one in item.changes
            ],
        },
    }


def atom_root() -> Any:
    """An empty Atom feed."""
    return ElementTree.Element(f"{{{_NAMESPACE}}}feed", {"xml:lang": "zh-CN"})


def atom_bytes(feed: Any) -> bytes:
    """The document of an Atom feed."""
    return bytes(ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True))


def put(parent: ElementTree.Element, name: str, text: str = "", **given: str) -> Any:
    """A new element with a text and attributes, without what XML cannot hold."""
    clean = {key: _NO_XML.sub("", value) for key, value in given.items()}
    element = ElementTree.SubElement(parent, f"{{{_NAMESPACE}}}{name}", clean)
    element.text = _NO_XML.sub("", text) or None
    return element


def _title(where: Area) -> str:
    return f"{codes.local_name(where.code)}驿站的变化"


def _heading(item: Announcement) -> str:
    demo = "（演示数据）" if item.demo else ""
    return f"{item.name}{demo}：{'、'.join(NEWS_WORDS[news] for news in item.news)}"


def _text(item: Announcement) -> str:
    return "\n".join(map(line_of, item.changes)) or _heading(item)


def line_of(one: ChangeLine) -> str:
    """One thing that changed, from what to what."""
    note = f"（{one.note}）" if one.note else ""
    return f"{one.title}：{one.before} → {one.after}{note}"


def _station(item: Announcement) -> str:
    return public_address.of("pages.station", station_id=item.station_id)


def _home(where: Area) -> str:
    return public_address.of("pages.first", area=where.code.ljust(6, "0"))


def _id(item: Announcement) -> str:
    return public_address.lasting_id(item.station_id, item.version)


def _moment(item: Announcement) -> str:
    return utc_text(item.at)


def answer(body: bytes, *, content_type: str) -> Response:
    """A feed that may be kept for some minutes, then asked for with its ETag."""
    response = Response(body, content_type=f"{content_type}; charset=utf-8")
    response.headers["Cache-Control"] = f"public, max-age={_MINUTES * 60}"
    response.add_etag()
    response.make_conditional(request)
    return response
