"""What search engines, browsers and finders of weaknesses look for at fixed addresses."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from xml.sax.saxutils import escape

import numpy as np
import numpy.typing as npt
from flask import Blueprint, Response, request, send_from_directory, url_for

from stations.activities.programme import WhatsOn
from stations.areas import codes
from stations.config import STATIC
from stations.errors import NotFound
from stations.moments import china_midnight, utc_text
from stations.nearest.snapshot import Snapshot
from stations.registry.stored import search_rows
from stations.web import clock, public_address
from stations.web.services import current

blueprint = Blueprint("crawlers", __name__)

MOST_ADDRESSES = 50_000
"""Of one sitemap, as sitemaps.org allows."""
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_KEPT = (
    "/cells/", "/places/", "/said/", "/desk/", "/voice/", "/api/v1/", "/stars/objections/",
    "/stars/objected/", "/signups/",
)  # fmt: skip
"""What search engines have no use for, or are not to touch."""
_MADE_UP = b'"demo":true'
_VALID = timedelta(days=180)


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Search engines may read the pages and leave the rest."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _KEPT)]
    lines.append(f"Sitemap: {public_address.of('crawlers.sitemap')}")
    return Response("".join(f"{line}\n" for line in lines), mimetype="text/plain")


@blueprint.get("/.well-known/security.txt")
def security() -> Response:
    """Where weaknesses are reported (RFC 9116); not found where the settings name nobody."""
    contact = current().settings.site.security_contact
    if not contact:
        raise NotFound("not_found.security_contact")
    expires = china_midnight(clock.today()) + _VALID
    lines = (
        f"Contact: {contact}",
        f"Expires: {utc_text(expires)}",
        "Preferred-Languages: zh, en",
        f"Canonical: {public_address.of('crawlers.security')}",
    )
    body = "".join(f"{line}\n" for line in lines)
    return Response(body, content_type="text/plain; charset=utf-8")


@blueprint.get("/favicon.ico")
def favicon() -> Response:
    """The picture that browsers ask for where no page names one."""
    return send_from_directory(STATIC, "img/favicon.ico", max_age=86_400)


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """All public pages, or where there are too many of them the files that name them."""
    kept = _kept()
    if len(kept.rows) + len(_pages()) <= MOST_ADDRESSES:
        return _answer(kept, lambda: _urlset([*_pages(), *_stations(kept, kept.rows)]))
    files = [url_for("crawlers.part", number=number) for number in range(_parts(kept) + 1)]
    return _answer(kept, lambda: _listed("sitemapindex", "sitemap", files))


@blueprint.get("/sitemap-<int:number>.xml")
def part(number: int) -> Response:
    """A part of them: 0 the pages of areas, from 1 on the stations."""
    kept = _kept()
    if not 0 <= number <= _parts(kept):
        raise NotFound("not_found.sitemap_part")
    if number == 0:
        return _answer(kept, lambda: _urlset(_pages()))
    rows = kept.rows[(number - 1) * MOST_ADDRESSES : number * MOST_ADDRESSES]
    return _answer(kept, lambda: _urlset(_stations(kept, rows)))


def _kept() -> Snapshot:
    return current().keeper.current(clock.now())


def _parts(kept: Snapshot) -> int:
    return -(-len(kept.rows) // MOST_ADDRESSES)


def _pages() -> list[str]:
    """The pages that are not about one station."""
    counts = search_rows.counts(current().connections())
    areas = sorted({area for code in counts for area in (codes.city_of(code), code) if area})
    names = ("pages.first", "whats_on.programme", "pages.privacy", "starred.areas", "api_page.page")
    found = [url_for(name) for name in names]
    found += [url_for("whats_on.activity", activity_id=one) for one in _on()]
    for area in areas:
        found.append(url_for("pages.first", area=area.ljust(codes.DISTRICT_DIGITS, "0")))
        found.append(url_for("changes.area", area=area))
    return found


def _on() -> list[str]:
    """What is on in the next weeks; of what is made up nobody is told."""
    known = _programme()
    ahead = (one.activity for one in known.ahead(clock.now()))
    return list(dict.fromkeys(one.id for one in ahead if not known.is_made_up(one)))


def _programme() -> WhatsOn:
    return current().activities.at(clock.now())


def _stations(kept: Snapshot, rows: npt.NDArray[np.int64]) -> Iterator[str]:
    """The pages of stations; of those that are made up nobody is told."""
    ids = kept.table.ids
    for row in rows.tolist():
        if _MADE_UP not in kept.table.fragment(row):
            yield url_for("pages.station", station_id=ids[row])


def _urlset(paths: Iterable[str]) -> str:
    return _listed("urlset", "url", paths)


def _listed(name: str, each: str, paths: Iterable[str]) -> str:
    places = (escape(public_address.whole(path)) for path in paths)
    lines = "".join(f"<{each}><loc>{place}</loc></{each}>\n" for place in places)
    return f'{_HEAD}<{name} xmlns="{_NAMESPACE}">\n{lines}</{name}>\n'


def _answer(kept: Snapshot, document: Callable[[], str]) -> Response:
    """A file that is true until the stations change; it is made only if it is not known yet."""
    response = Response(content_type="application/xml; charset=utf-8")
    version = f"{public_address.origin()} {kept.revision} {kept.day} {_programme().mark}"
    response.set_etag(hashlib.sha256(version.encode()).hexdigest()[:16])
    response.headers["Cache-Control"] = "public, max-age=3600"
    response.make_conditional(request)
    if response.status_code == 200:
        response.set_data(document())
    return response
