"""Does the page of a station say how well what it tells is known?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from stations.geo.point import Point
from stations.hours.osm.calendar import Calendar
from stations.registry.model import Amenity, Closure, Hours, Lifecycle, Station, Verified
from stations.registry.states import Phase
from stations.web.public import station_view
from stations.web.state_words import Teller
from tests.support import make

NOW = datetime(2026, 11, 21, 10, 5, tzinfo=UTC)
CHECKED = Amenity(id="drinking_water", checked_on=date(2026, 11, 18))
UNCHECKED = Amenity(id="restroom")


def _note(station: Station) -> str:
    teller = Teller(NOW, Calendar.shipped())
    point = Point(lat=36.6, lon=117.0)
    return station_view.detail(station, point=point, city="济南市", teller=teller).state_note


def _station(*amenities: Amenity, verified: date | None) -> Station:
    known = Verified(on=verified, by="工会") if verified else None
    hours = Hours(osm="24/7", words="全天")
    return make.station(hours=hours, amenities=amenities, verified=known)


@pytest.mark.parametrize(
    ("amenities", "verified", "words"),
    [
        ((UNCHECKED,), None, "这些内容尚未核实"),
        ((CHECKED, UNCHECKED), None, "只有部分设施有人核实过，其余内容还没有"),
        ((CHECKED,), date(2026, 11, 17), "（4 天前核实）；有的设施后来又核实过。"),
        ((CHECKED,), date(2026, 11, 18), "（3 天前核实）。"),
        ((CHECKED,), date(2026, 1, 2), "时间较久，可能有变；有的设施后来又核实过。"),
    ],
)
def test_checks_of_amenities_and_of_the_whole_do_not_contradict_each_other(
    amenities: tuple[Amenity, ...], verified: date | None, words: str
) -> None:
    assert words in _note(_station(*amenities, verified=verified))


BEGUN, TODAY, YESTERDAY = date(2026, 11, 1), date(2026, 11, 21), date(2026, 11, 20)
SURE = Closure(since=BEGUN, until=TODAY, reason="放假")
GUESS = replace(SURE, reason="装修", expected=True)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"closures": (SURE,)}, "原因：放假。到 2026-11-21 为止。现在请去别的驿站。"),
        ({"closures": (GUESS,)}, "原因：装修。预计到 2026-11-21 为止。现在请去别的驿站。"),
        (
            {"closures": (replace(GUESS, until=YESTERDAY),)},
            "原因：装修。原定到 2026-11-20 为止，还没有人确认恢复。去之前最好先问一声。",
        ),
        (
            {"lifecycle": Lifecycle(phase=Phase.RECTIFYING, reason="漏水", until=YESTERDAY)},
            "原因：漏水。原定到 2026-11-20 为止，还没有人确认恢复。去之前最好先问一声。",
        ),
        (
            {"lifecycle": Lifecycle(phase=Phase.RECTIFYING, reason="漏水")},
            "原因：漏水。什么时候恢复还不知道。现在请去别的驿站。",
        ),
        ({"closures": (replace(SURE, until=YESTERDAY),)}, ""),
    ],
)
def test_a_closure_says_how_sure_its_end_is(given: dict[str, Any], words: str) -> None:
    station = make.station(hours=Hours(osm="24/7", words="全天"), **given)
    teller = Teller(NOW, Calendar.shipped())
    point = Point(lat=36.6, lon=117.0)
    assert station_view.detail(station, point=point, city="济南市", teller=teller).pause == words
