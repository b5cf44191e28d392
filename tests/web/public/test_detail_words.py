"""Does the page of a station say how well what it tells is known?"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from stations.geo.point import Point
from stations.hours.osm.calendar import Calendar
from stations.registry.model import Amenity, Hours, Station, Verified
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
        ((UNCHECKED,), None, "这些内容还没有人核实过"),
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
