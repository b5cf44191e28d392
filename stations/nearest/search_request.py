"""Questions to the finder in words and numbers, for the API and the command line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from stations.errors import Invalid
from stations.geo import frames
from stations.geo.point import Datum
from stations.moments import STATION_TIME
from stations.nearest.question import MOST_STATIONS, Question
from stations.registry import vocabulary, wishes
from stations.registry.vocabulary import Vocabulary

T = TypeVar("T")

PARAMETERS = (
    "lat", "lon", "datum", "limit", "wants", "kind", "host", "network", "min_star", "within_m",
    "open", "unknown_hours",
)  # fmt: skip

LISTS = ("wants", "kind", "host", "network")
"""Those of them that may have several values, apart by commas."""

_DATUMS = {one.value: one for one in Datum}
_DECIMAL = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,17})?")
_METRES = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?")
_WHOLE = re.compile(r"[0-9]{1,9}")
# As programs write it: 2026-10-01T01:00:00.000Z, +0800. In a URL a plus arrives as a space.
_MOMENT = re.compile(
    r"20[0-9]{2}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?"
    r"([Zz]|[-+ ][0-9]{2}(:?[0-9]{2})?)?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """A question with the moment its states are told for, and the datum of the answer."""

    question: Question
    at: datetime
    datum: Datum


def parse(texts: Mapping[str, str], *, now: datetime) -> SearchRequest:
    """The question that parameters written as texts ask.

    Invalid names the parameter that is wrong and never repeats its value, which may be somebody's
    position.
    """
    lat, lon = _place(texts)
    datum = _one_of(texts, "datum", _DATUMS, Datum.WGS84)
    point = frames.point_from(lat, lon, datum=datum)
    open_at = _moment(texts, now)
    wanted = _wants(texts)
    question = Question(
        lat=point.lat,
        lon=point.lon,
        limit=_whole(texts, "limit", 1, MOST_STATIONS) or 10,
        wants=wanted.wants,
        any_of=wanted.any_of,
        ways_in=wanted.ways_in,
        kinds=_some_of(texts, "kind", vocabulary.kinds()),
        hosts=_some_of(texts, "host", vocabulary.hosts()),
        networks=_networks(texts),
        min_star=_whole(texts, "min_star", 0, 5) or 0,
        within_m=_metres(texts),
        open_at=open_at,
        unknown_hours=_one_of(texts, "unknown_hours", {"include": True}, False),  # noqa: FBT003
        at=open_at or now,
    )
    return SearchRequest(question=question, at=open_at or now, datum=datum)


def _place(texts: Mapping[str, str]) -> tuple[float, float]:
    lat, lon = _degrees(texts, "lat", "纬度"), _degrees(texts, "lon", "经度")
    if not -90 <= lat <= 90:
        if abs(lat) <= 180 and abs(lon) <= 90:
            raise Invalid("out_of_range.reversed", field="lat")
        raise Invalid("out_of_range", field="lat")
    if not -180 <= lon <= 180:
        raise Invalid("out_of_range.longitude", field="lon")
    return lat, lon


def _degrees(texts: Mapping[str, str], name: str, word: str) -> float:
    if name not in texts:
        raise Invalid("invalid.missing_degrees", field=name, name=name, word=word)
    wrong = Invalid("invalid.degrees", field=name, name=name, word=word)
    return _matched(texts, name, _DECIMAL, float, wrong) or 0.0


def _whole(texts: Mapping[str, str], name: str, least: int, most: int) -> int | None:
    wrong = Invalid("invalid.whole_number", field=name, name=name, least=least, most=most)
    number = _matched(texts, name, _WHOLE, int, wrong)
    if number is not None and not least <= number <= most:
        raise Invalid("out_of_range.whole_number", field=name, name=name, least=least, most=most)
    return number


def _metres(texts: Mapping[str, str]) -> float | None:
    wrong = Invalid("invalid.metres", field="within_m")
    return _matched(texts, "within_m", _METRES, float, wrong)


def _wants(texts: Mapping[str, str]) -> wishes.Masks:
    known = wishes.load()
    given = texts.get("wants")
    if given is None:
        return wishes.Masks(0, (), 0)
    wants = given.split(",")
    if not all(want in known for want in wants):
        raise Invalid("invalid.unknown_wants", field="wants", terms=known.by_id)
    return known.masks(wants)


def _moment(texts: Mapping[str, str], now: datetime) -> datetime | None:
    given = texts.get("open")
    if given is None or given == "now":
        return None if given is None else now
    wrong = Invalid("invalid.open_at", field="open")
    return _matched(texts, "open", _MOMENT, _china_moment, wrong)


def _china_moment(text: str) -> datetime:
    moment = datetime.fromisoformat((text[:11] + text[11:].replace(" ", "+")).upper())
    return moment if moment.tzinfo else moment.replace(tzinfo=STATION_TIME)


def _one_of(texts: Mapping[str, str], name: str, choices: Mapping[str, T], otherwise: T) -> T:
    given = texts.get(name)
    if given is None:
        return otherwise
    if given not in choices:
        raise Invalid("invalid.one_of", field=name, name=name, choices=choices)
    return choices[given]


def _some_of(texts: Mapping[str, str], name: str, known: Vocabulary) -> tuple[int, ...]:
    """The numbers of the terms of which one will do, in order, each once; () for whichever."""
    given = texts.get(name)
    if given is None:
        return ()
    ids = given.split(",")
    if not all(one in known for one in ids):
        raise Invalid("invalid.some_of", field=name, name=name, choices=known.terms)
    return tuple(sorted({known[one].position for one in ids}))


def _networks(texts: Mapping[str, str]) -> tuple[str, ...]:
    """The ids of which one will do; which networks there are only the stations in memory tell."""
    given = texts.get("network")
    return () if given is None else tuple(sorted(set(given.split(","))))


def _matched(
    texts: Mapping[str, str],
    name: str,
    form: re.Pattern[str],
    make: Callable[[str], T],
    wrong: Invalid,
) -> T | None:
    """The value of a text that has this form; None where the parameter is not given."""
    given = texts.get(name)
    if given is None:
        return None
    try:
        if form.fullmatch(given):
            return make(given)
    except ValueError:
        pass  # The form fits and the value does not exist, such as 25:00.
    raise wrong
