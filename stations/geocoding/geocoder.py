"""The geocoders of Amap and Tianditu by their HTTP API; what they tell is proposed, never stored.

Amap: https://lbs.amap.com/api/webservice/guide/api/georegeo, in GCJ-02. Tianditu:
http://lbs.tianditu.gov.cn/server/geocodinginterface.html, in CGCS2000, within a metre of WGS-84.
"""

from __future__ import annotations

import http.client
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from stations.geo.point import Datum

TIMEOUT_S = 4.0
_MOST_BYTES = 200_000
_MOST = 5
_LONGEST = 80
_COARSE = frozenset({"国家", "省", "市", "区县", "开发区", "乡镇", "城市", "行政区划"})
"""Levels that say no more than the area that is known already."""


class GeocodingError(Exception):
    """The service did not answer, or refused; the text says how, for the log, without the key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceProposal:
    """Where an address may be, in the datum of the service."""

    words: str
    lat: float
    lon: float
    datum: Datum
    level: str
    """How exact it is, in the service's own word."""

    @property
    def is_coarse(self) -> bool:
        return self.level in _COARSE


@dataclass(frozen=True, slots=True, kw_only=True)
class _Provider:
    word: str
    address: str
    datum: Datum


PROVIDERS: Mapping[str, _Provider] = {
    "amap": _Provider(word="高德地图", address="https://restapi.amap.com", datum=Datum.GCJ02),
    "tianditu": _Provider(word="天地图", address="https://api.tianditu.gov.cn", datum=Datum.WGS84),
}


class _OneServer(HTTPRedirectHandler):
    """Asks the server that was named, and none that it names."""

    def redirect_request(self, *_: Any) -> None:
        return None


_OPENER = build_opener(ProxyHandler({}), _OneServer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Geocoder:
    """A service with the key of the installation."""

    provider: str
    key: str
    address: str

    @classmethod
    def of(cls, setting: str) -> Geocoder:
        """As `amap:KEY` names it, or `amap:KEY@http://relay` where a relay stands in between."""
        name, _, rest = setting.partition(":")
        key, _, relay = rest.partition("@")
        return cls(provider=name, key=key, address=relay or PROVIDERS[name].address)

    @property
    def word(self) -> str:
        return PROVIDERS[self.provider].word

    @property
    def datum(self) -> Datum:
        return PROVIDERS[self.provider].datum

    def proposals(self, words: str, *, city_code: str) -> list[PlaceProposal]:
        """Where these words may be in a city, the most likely first. Raises GeocodingError."""
        asked = words.strip()[:_LONGEST]
        found = _ASKED[self.provider](self, asked, city_code)
        return [one for one in found if math.isfinite(one.lat) and math.isfinite(one.lon)][:_MOST]

    def _told(self, path: str, fields: Mapping[str, str]) -> dict[str, Any]:
        request = Request(  # noqa: S310 - the settings allow http and https only
            f"{self.address}{path}?{urlencode(fields)}", headers={"User-Agent": "stations"}
        )
        try:
            with _OPENER.open(request, timeout=TIMEOUT_S) as response:
                body = response.read(_MOST_BYTES + 1)
            told = json.loads(body) if len(body) <= _MOST_BYTES else None
        except (URLError, OSError, http.client.HTTPException, ValueError) as error:
            # The address has the key in it, and some errors tell the address.
            raise GeocodingError(
                str(error).replace(self.key, "…") or type(error).__name__
            ) from None
        if not isinstance(told, dict):
            raise GeocodingError("not an answer of a geocoder")
        return told

    def _amap(self, words: str, city_code: str) -> list[PlaceProposal]:
        city = city_code.ljust(6, "0")
        fields = {"key": self.key, "address": words, "city": city, "output": "JSON"}
        told = self._told("/v3/geocode/geo", fields)
        if str(told.get("status")) != "1":
            if str(told.get("infocode")) == "30001":
                return []  # It knows no such address.
            raise GeocodingError(f"{told.get('infocode')} {told.get('info')}"[:100])
        found = []
        for one in told.get("geocodes") or []:
            lon, _, lat = str(one.get("location") or "").partition(",")
            found += _proposal(self.datum, lat, lon, one.get("formatted_address"), one.get("level"))
        return found

    def _tianditu(self, words: str, city_code: str) -> list[PlaceProposal]:
        fields = {"ds": json.dumps({"keyWord": words}, ensure_ascii=False), "tk": self.key}
        told = self._told("/geocoder", fields)
        place = told.get("location")
        if str(told.get("status")) == "404" or (not place and told.get("msg") == "ok"):
            return []
        if not isinstance(place, dict):
            raise GeocodingError(
                f"{told.get('status') or told.get('code')} {told.get('msg')}"[:100]
            )
        said = place.get("keyWord") or words
        return _proposal(self.datum, place.get("lat"), place.get("lon"), said, place.get("level"))


_ASKED = {"amap": Geocoder._amap, "tianditu": Geocoder._tianditu}


def _proposal(datum: Datum, lat: Any, lon: Any, words: Any, level: Any) -> list[PlaceProposal]:
    """One proposal; none where the numbers are none."""
    try:
        north, east = float(lat), float(lon)
    except (TypeError, ValueError):
        return []
    if not (3 <= north <= 54 and 73 <= east <= 136):
        return []
    said, exact = str(words or "")[:100], str(level or "")[:20]
    return [PlaceProposal(words=said, lat=north, lon=east, datum=datum, level=exact)]
