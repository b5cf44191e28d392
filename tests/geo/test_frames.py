"""Is a place still the same place after it was written in another map's frame?"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stations.errors import Invalid
from stations.geo import distance, frames, shifted_region
from stations.geo.point import Datum, Point

SHIFTING = (Datum.GCJ02, Datum.BD09)

# Lat, lon in WGS-84, rounded to about a kilometre.
BORDER_TOWNS = {
    "丹东": (40.12, 124.39),
    "集安": (41.13, 126.19),
    "临江": (41.81, 126.91),
    "长白": (41.42, 128.20),
    "图们": (42.97, 129.84),
    "珲春": (42.87, 130.36),
    "防川": (42.43, 130.60),
    "绥芬河": (44.40, 131.15),
    "饶河": (46.80, 134.01),
    "抚远": (48.36, 134.29),
    "同江": (47.65, 132.51),
    "逊克": (49.56, 128.47),
    "黑河": (50.24, 127.49),
    "呼玛": (51.73, 126.65),
    "漠河北极村": (53.48, 122.35),
    "满洲里": (49.60, 117.43),
    "阿尔山": (47.17, 119.94),
    "二连浩特": (43.65, 111.98),
    "吉木乃": (47.43, 85.87),
    "塔城": (46.75, 82.98),
    "阿拉山口": (45.17, 82.57),
    "霍尔果斯": (44.21, 80.41),
    "喀什": (39.47, 75.99),
    "塔什库尔干": (37.77, 75.23),
    "噶尔": (32.50, 80.10),
    "普兰": (30.29, 81.18),
    "吉隆镇": (28.40, 85.33),
    "樟木": (27.99, 85.98),
    "亚东": (27.49, 88.95),
    "察隅": (28.66, 97.47),
    "片马": (26.01, 98.62),
    "瑞丽": (24.01, 97.85),
    "孟连": (22.33, 99.58),
    "打洛": (21.69, 100.04),
    "磨憨": (21.19, 101.69),
    "河口": (22.53, 103.96),
    "凭祥": (22.10, 106.76),
    "东兴": (21.55, 107.97),
    "三亚": (18.25, 109.51),
    "三沙": (16.83, 112.33),
    "香港": (22.28, 114.16),
    "澳门": (22.19, 113.54),
    "嵊泗": (30.73, 122.45),
    "威海": (37.51, 122.12),
}
ABROAD = {
    "Seoul": (37.57, 126.98),
    "Pyongyang": (39.03, 125.75),
    "Chongjin": (41.80, 129.78),
    "Vladivostok": (43.12, 131.89),
    "Ussuriysk": (43.80, 131.95),
    "Khabarovsk": (48.48, 135.08),
    "Chita": (52.03, 113.50),
    "Ulaanbaatar": (47.92, 106.92),
    "Choibalsan": (48.07, 114.53),
    "Almaty": (43.24, 76.95),
    "Zharkent": (44.17, 80.00),
    "Bishkek": (42.87, 74.59),
    "Osh": (40.53, 72.80),
    "Dushanbe": (38.56, 68.77),
    "Islamabad": (33.68, 73.05),
    "Leh": (34.15, 77.58),
    "New Delhi": (28.61, 77.21),
    "Kathmandu": (27.72, 85.32),
    "Gangtok": (27.33, 88.61),
    "Thimphu": (27.47, 89.64),
    "Dhaka": (23.81, 90.41),
    "Myitkyina": (25.38, 97.40),
    "Lashio": (22.97, 97.75),
    "Mandalay": (21.97, 96.08),
    "Hanoi": (21.03, 105.85),
    "Haiphong": (20.86, 106.68),
    "Hue": (16.46, 107.59),
    "Luang Prabang": (19.89, 102.13),
    "Bangkok": (13.76, 100.50),
    "Manila": (14.60, 120.98),
    "Tokyo": (35.68, 139.69),
    "Fukuoka": (33.59, 130.40),
    "Jeju": (33.50, 126.53),
    "Singapore": (1.35, 103.82),
    "London": (51.51, -0.13),
    "台北": (25.04, 121.56),
    "高雄": (22.62, 120.31),
    "马公": (23.57, 119.58),
}
LATS = st.floats(-90, 90, allow_nan=False)
LONS = st.floats(-180, 180, allow_nan=False)


def shift_m(lat: float, lon: float, datum: Datum) -> float:
    new_lat, new_lon = frames.from_wgs84(lat, lon, datum)
    return float(distance.metres(lat, lon, to_lat=new_lat, to_lon=new_lon))


@pytest.mark.samples
@pytest.mark.parametrize("datum", SHIFTING)
def test_public_places_agree_within_a_metre_both_ways(samples: Path, datum: Datum) -> None:
    path = samples / "coordinates" / "gcoord_china-cities_664.json"
    places = [place["coords"] for place in json.loads(path.read_text(encoding="utf-8"))]
    assert len(places) == 664
    true = np.array([place["WGS84"] for place in places])
    theirs = np.array([place[datum.name] for place in places])
    lat, lon = frames.from_wgs84(true[:, 1], true[:, 0], datum)
    assert distance.metres(lat, lon, to_lat=theirs[:, 1], to_lon=theirs[:, 0]).max() < 1.0
    lat, lon = frames.to_wgs84(theirs[:, 1], theirs[:, 0], datum)
    assert distance.metres(lat, lon, to_lat=true[:, 1], to_lon=true[:, 0]).max() < 1.0


def test_a_place_in_jinan_moves_by_what_is_known_of_jinan() -> None:
    assert 500 < shift_m(36.66, 117.05, Datum.GCJ02) < 560
    assert 1280 < shift_m(36.66, 117.05, Datum.BD09) < 1360
    for datum in SHIFTING:
        lat, lon = frames.from_wgs84(36.66, 117.05, datum)
        assert lat > 36.66
        assert lon > 117.05


@pytest.mark.parametrize("datum", SHIFTING)
def test_every_place_of_a_fine_grid_of_china_comes_back_within_a_centimetre(datum: Datum) -> None:
    lat, lon = (
        axis.ravel() for axis in np.meshgrid(np.arange(3.5, 54, 0.13), np.arange(73, 136, 0.13))
    )
    inside = shifted_region.contains(lat, lon)
    lat, lon = lat[inside], lon[inside]
    assert lat.size > 50_000
    back_lat, back_lon = frames.to_wgs84(*frames.from_wgs84(lat, lon, datum), datum)
    assert distance.metres(lat, lon, to_lat=back_lat, to_lon=back_lon).max() < 0.001


@pytest.mark.parametrize("datum", SHIFTING)
def test_a_shifted_place_beside_the_edge_comes_back(datum: Datum) -> None:
    around = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    vertices = np.array(shifted_region._VERTICES)
    for reach in (0.001, 0.01, shifted_region.OUTWARD_DEG * 0.98, shifted_region.OUTWARD_DEG):
        lat = (vertices[:, 1, None] + reach * np.sin(around)).ravel()
        lon = (vertices[:, 0, None] + reach * np.cos(around)).ravel()
        inside = shifted_region.contains(lat, lon)
        assert inside.any()
        lat, lon = lat[inside], lon[inside]
        back_lat, back_lon = frames.to_wgs84(*frames.from_wgs84(lat, lon, datum), datum)
        assert distance.metres(lat, lon, to_lat=back_lat, to_lon=back_lon).max() < 0.001


@given(lat=LATS, lon=LONS, datum=st.sampled_from(SHIFTING))
@settings(max_examples=200, deadline=None)
def test_there_and_back_is_the_same_place_wherever_no_edge_is_near(
    lat: float, lon: float, datum: Datum
) -> None:
    # Beside the edge an unshifted place may read like a shifted one: that is written down.
    near = np.array([[-1, -1], [-1, 1], [1, -1], [1, 1], [0, 0]]) * 0.05
    seen = shifted_region.contains(lat + near[:, 0], lon + near[:, 1])
    if seen.any() and not seen.all():
        return
    back_lat, back_lon = frames.to_wgs84(*frames.from_wgs84(lat, lon, datum), datum)
    assert distance.metres(lat, lon, to_lat=back_lat, to_lon=back_lon) < 0.01


@pytest.mark.parametrize("town", BORDER_TOWNS)
def test_a_town_at_the_border_is_shifted(town: str) -> None:
    lat, lon = BORDER_TOWNS[town]
    assert 100 < shift_m(lat, lon, Datum.GCJ02) < 900
    assert 500 < shift_m(lat, lon, Datum.BD09) < 2_000


@pytest.mark.parametrize("town", ABROAD)
@pytest.mark.parametrize("datum", SHIFTING)
def test_a_place_abroad_and_in_taiwan_is_left_alone_both_ways(town: str, datum: Datum) -> None:
    lat, lon = ABROAD[town]
    for new_lat, new_lon in (
        frames.from_wgs84(lat, lon, datum),
        frames.to_wgs84(lat, lon, datum),
    ):
        assert (float(new_lat), float(new_lon)) == (lat, lon)


@pytest.mark.parametrize("datum", Datum)
def test_many_at_once_and_one_by_one_agree(datum: Datum) -> None:
    places = np.array([*BORDER_TOWNS.values(), *ABROAD.values()])
    for convert in (frames.from_wgs84, frames.to_wgs84):
        lat, lon = convert(places[:, 0], places[:, 1], datum)
        for i, (one_lat, one_lon) in enumerate(places):
            alone_lat, alone_lon = convert(one_lat, one_lon, datum)
            # The others may ask for one more round of the inverse: below a tenth of a micrometre.
            assert float(alone_lat) == pytest.approx(lat[i], abs=1e-12)
            assert float(alone_lon) == pytest.approx(lon[i], abs=1e-12)


@pytest.mark.parametrize("datum", Datum)
def test_what_is_no_number_stays_none_and_spoils_no_other(datum: Datum) -> None:
    lat, lon = frames.to_wgs84([np.nan, 36.65, np.inf], [117.12, 117.12, 117.12], datum)
    assert np.isnan(lat[0])
    assert np.isinf(lat[2])
    alone_lat, alone_lon = frames.to_wgs84(36.65, 117.12, datum)
    assert (lat[1], lon[1]) == (float(alone_lat), float(alone_lon))


def test_the_given_arrays_are_never_changed() -> None:
    lat, lon = np.array([36.65, 51.5]), np.array([117.12, -0.1])
    for datum in Datum:
        for convert in (frames.from_wgs84, frames.to_wgs84):
            new_lat, _ = convert(lat, lon, datum)
            new_lat[:] = 0
    assert lat.tolist() == [36.65, 51.5]


def test_one_point_is_read_from_and_written_for_another_map() -> None:
    point = Point(lat=36.65, lon=117.12)
    lat, lon = frames.point_in(point, datum=Datum.BD09)
    back = frames.point_from(lat, lon, datum=Datum.BD09)
    assert distance.between(point, back) < 0.001
    with pytest.raises(Invalid):
        frames.point_from(91, 117, datum=Datum.GCJ02)
