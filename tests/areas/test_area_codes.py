"""Are areas found by code and by the words that lists use, and never guessed?"""

from __future__ import annotations

import pytest

from stations.areas import area_words, codes
from stations.config import DATA


def name_of(words: str, within: str = "") -> str:
    area = area_words.find(words, within=within)
    return area.name if area else ""


@pytest.mark.parametrize("code", ["370100", "3701"])
def test_a_code_is_known_with_and_without_its_trailing_zeros(code: str) -> None:
    area = codes.by_code(code)
    assert area is not None
    assert (area.code, area.name, area.level, area.parent) == ("3701", "济南市", "city", "37")


def test_an_unknown_code_is_no_area() -> None:
    assert [codes.by_code(c) for c in ("", "99", "370199", "三七", "٣٧", "370102999")] == [None] * 6


def test_every_city_centre_lies_in_china_and_jinan_where_jinan_is() -> None:
    centres = [city.centre for city in codes.cities() if city.centre]
    assert len(centres) >= 300
    assert all(3 < c.lat < 54 and 73 < c.lon < 135 for c in centres)
    jinan = codes.by_code("3701")
    assert jinan is not None
    assert jinan.centre is not None
    assert abs(jinan.centre.lat - 36.65) < 0.1
    assert abs(jinan.centre.lon - 117.0) < 0.2


def test_every_area_but_a_province_hangs_on_one_that_exists() -> None:
    for city in codes.cities():
        assert codes.by_code(city.parent) is not None
        for district in (*codes.districts(city.code), *codes.zones(city.code)):
            assert codes.city_of(district.code) == city.code


@pytest.mark.parametrize(
    ("words", "within", "name"),
    [
        ("历下区", "", "历下区"),
        ("历下", "", "历下区"),
        (" 济南 ", "", "济南市"),
        ("市中区", "3701", "市中区"),
        ("市中区", "370100", "市中区"),
        ("济南市历下区", "", "历下区"),
        ("山东省济南市市中区", "", "市中区"),
        ("济南市市中区", "3701", "市中区"),
        ("长沙", "", "长沙市"),
        ("长沙", "4301", "长沙县"),
        ("巫山县", "5001", "巫山县"),
        ("内蒙古", "", "内蒙古自治区"),
        ("济源", "", "济源市"),
    ],
)
def test_a_name_is_found_in_full_and_without_its_suffix(words: str, within: str, name: str) -> None:
    assert name_of(words, within) == name


@pytest.mark.parametrize(
    ("words", "within"),
    [("市中区", ""), ("朝阳", ""), ("吉林", ""), ("火星区", ""), ("", ""), ("历下区", "4101")],
)
def test_what_is_ambiguous_or_elsewhere_is_not_guessed(words: str, within: str) -> None:
    assert area_words.find(words, within=within) is None


@pytest.mark.parametrize(
    ("words", "within", "code"),
    [
        ("高新区", "3701", "370176"),
        ("济南高新区", "3701", "370176"),
        ("高新区", "4101", "410172"),
        ("经开区", "4101", "410171"),
        ("航空港区", "4101", "410173"),
        ("郑州市高新区", "", "410172"),
        ("高新区", "3401", "340176"),
        ("新站区", "3401", "340178"),
        ("济南高新技术产业开发区", "", "370176"),
    ],
)
def test_the_short_form_of_a_zone_means_the_zone_of_that_city(
    words: str, within: str, code: str
) -> None:
    area = area_words.find(words, within=within)
    assert area is not None
    assert (area.code, area.level) == (code, "zone")


@pytest.mark.parametrize(
    ("words", "within"), [("高新区", ""), ("高新区", "41"), ("郑东新区", "4101"), ("新区", "4101")]
)
def test_a_zone_without_a_code_or_without_a_city_stays_words(words: str, within: str) -> None:
    assert area_words.find(words, within=within) is None


def test_a_municipality_is_one_city_whichever_way_it_is_asked() -> None:
    for words, code in (("上海", "3101"), ("北京市", "1101"), ("重庆", "5001")):
        area = area_words.find(words)
        assert area is not None
        assert (area.code, area.level) == (code, "city")
    assert codes.city_of("31") == "3101"
    assert codes.city_of("500237") == "5001"
    assert codes.path("310115") == "上海市浦东新区"


def test_districts_of_a_city_are_without_its_zones() -> None:
    names = [district.name for district in codes.districts("370100")]
    assert len(names) == 12
    assert "历下区" in names
    assert [zone.code for zone in codes.zones("3701")] == ["370176"]
    assert codes.districts("4419") == ()


def test_the_path_names_every_level_once() -> None:
    assert codes.path("370102") == "山东省济南市历下区"
    assert codes.path("370102001") == "山东省济南市历下区解放路街道"
    assert codes.path("370102999") == "山东省济南市历下区"
    assert codes.path("419001") == "河南省济源市"
    assert codes.path("999999") == ""


def test_the_city_of_an_area_is_its_first_four_digits() -> None:
    assert (
        codes.city_of("370102001") == codes.city_of("370102") == codes.city_of("370100") == "3701"
    )
    assert codes.city_of("37") == codes.city_of("") == codes.city_of("9999") == ""


@pytest.mark.parametrize(
    ("prefix", "code", "inside"),
    [
        ("37", "370102", True),
        ("370000", "370102", True),
        ("370100", "370102", True),
        ("3701", "370102001", True),
        ("370102", "370102001", True),
        ("370102001", "370102001", True),
        ("370102001", "370102", False),
        ("370102100", "370102101", False),
        ("370102", "370103", False),
        ("370100", "3702", False),
        ("", "370102", False),
        ("37", "", False),
        ("37%", "370102", False),
    ],
)
def test_a_prefix_covers_what_lies_in_its_area(prefix: str, code: str, inside: bool) -> None:
    assert codes.covers(prefix, code) is inside


def test_the_table_of_areas_stays_small() -> None:
    assert (DATA / "areas.csv").stat().st_size < 150_000
