"""Are the words that lists write about a district understood, and never guessed?"""

from __future__ import annotations

import subprocess
import sys

import pytest

from stations.areas import area_words, codes
from stations.config import DATA


def said(words: str, within: str) -> str:
    """The area that is read, the areas it may be joined by a bar, '' for none."""
    found = area_words.read(words, within=within)
    return found.area.code if found.area else "|".join(area.code for area in found.several)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("济南历下区", "370102"),
        ("济南市中区", "370103"),
        ("历下区（东部）", "370102"),
        ("历下东片区", "370102"),
        ("历下区总工会", "370102"),
        ("山东济南历下", "370102"),
        ("山东省历下区", "370102"),
        ("中国山东省济南市历下区", "370102"),
        ("市历下区", "370102"),
        ("1.历下区", "370102"),
        ("历下区370102", "370102"),
        ("历下區", "370102"),
        ("莱芜区（原莱芜市）", "370116"),
        ("历下区（不含高新区）", "370102"),
        ("高新区东区", "370176"),
        ("章丘市", "370114"),
        ("济阳县", "370115"),
        ("济南市（历下区）", "370102"),
        ("历下区（济南市）", "370102"),
        ("历下区文化东路1号", "370102"),
        ("历下区（历下区文东街道）", "370102007"),
        ("市本级", "3701"),
        ("济南市直", "3701"),
    ],
)
def test_a_district_is_read_with_whatever_stands_around_it(words: str, code: str) -> None:
    assert said(words, "3701") == code


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("济南市市中区七贤街道", "370103018"),
        ("市中区七贤街道办事处", "370103018"),
        ("市中区七贤街办", "370103018"),
        ("市中区七贤", "370103018"),
        ("市中区（七贤街道）", "370103018"),
        ("市中-七贤", "370103018"),
        ("七贤街道", "370103018"),
        ("市中区党家镇", "370103021"),
        ("济南高新区舜华路街道", "370176001"),
        ("平阴县榆山街道党工委", "370124001"),
        ("历下区解放路街道历山社区", "370102001"),
    ],
)
def test_a_street_is_read_behind_its_district_however_it_is_called(words: str, code: str) -> None:
    assert said(words, "3701") == code


@pytest.mark.parametrize(
    ("words", "within", "code"),
    [
        ("市中区七贤街道", "", "370103018"),
        ("重庆渝北区龙溪街道", "", "500112011"),
        ("重庆巫山", "", "500237"),
        ("上海浦东", "", "310115"),
        ("东莞长安镇", "", "441900119"),
        ("长安", "4419", "441900119"),
        ("淳安县千岛湖镇", "3301", "330127100"),
    ],
)
def test_what_stands_behind_a_name_tells_which_one_is_meant(
    words: str, within: str, code: str
) -> None:
    assert said(words, within) == code


@pytest.mark.parametrize(
    ("words", "codes_said"),
    [
        ("历下区、市中区", "370102|370103"),
        ("历城区（高新区代管）", "370112|370176"),
        ("历城区舜华路街道", "370112|370176001"),
        ("历下区解放路街道、姚家街道", "370102001|370102011"),
        ("历下区和市中区", "370102|370103"),
        ("济南市历下区、济南市市中区", "370102|370103"),
        ("历下区+高新区", "370102|370176"),
        ("历下区与高新区", "370102|370176"),
        ("朝阳市", ""),
        ("370103历下区", "370103|370102"),
        ("市中区域", ""),
        ("城区", ""),
        ("城东", ""),
        ("七贤", ""),
        ("历下曲", ""),
        ("青岛市历下区", ""),
        ("市南区", ""),
    ],
)
def test_two_areas_or_none_are_never_one(words: str, codes_said: str) -> None:
    assert said(words, "3701") == codes_said


def test_a_street_that_is_not_in_the_table_is_kept_in_words() -> None:
    found = area_words.read("济南市天桥区北园大街街道", within="3701")
    assert found.area is not None
    assert (found.area.name, found.street_words) == ("天桥区", "北园大街街道")
    assert area_words.find("济南市天桥区北园大街街道") is None


def test_a_street_is_found_by_its_short_name_where_its_district_is_known() -> None:
    for words in ("七贤", "七贤街道", "七贤办事处", "市中区七贤街道", "七贤街道工会"):
        found = area_words.read_street(words, within="370103")
        assert found.area is not None, words
        assert found.area.code == "370103018"
    assert area_words.read_street("七贤", within="370102").area is None
    assert area_words.read_street("市中区", within="370103").area is None


def test_every_area_is_read_from_its_own_full_name() -> None:
    for city in codes.cities():
        for one in (*codes.districts(city.code), *codes.zones(city.code)):
            found = area_words.find(codes.path(one.code))
            # 嘉峪关市 is a city and its only district.
            assert found is not None
            assert found == one or found.name == one.name
        for street in codes.streets(city.code)[1::37]:
            name = codes.local_name(street.code)
            found = area_words.find(name, within=city.code)
            # 海棠区 is a street in 海棠区 too.
            assert found is not None
            assert found == street or found.name == street.name, name


def test_streets_are_known_by_their_nine_digits() -> None:
    street = codes.by_code("370103018")
    assert street is not None
    assert (street.name, street.level, street.parent) == ("七贤街道", "street", "370103")
    assert codes.path("370103018") == "山东省济南市市中区七贤街道"
    assert codes.local_name("370103018") == "市中区七贤街道"
    assert codes.full_name("370103018") == "山东省济南市市中区七贤街道"
    assert codes.full_name("370103999") == "山东省济南市市中区（代码 370103999）"
    assert codes.full_name("") == codes.full_name("999999") == ""
    assert codes.local_name("370103999") == "市中区"
    assert codes.local_name("3701") == "济南市"
    assert codes.path("441900119") == "广东省东莞市长安镇"
    assert codes.city_of("441900119") == "4419"


def test_a_city_has_the_streets_of_its_districts_and_zones() -> None:
    jinan = codes.streets("370100")
    assert len(jinan) == len({street.code for street in jinan}) == 164
    assert len(codes.streets("370103")) == 17
    assert len(codes.streets("370176")) == 5
    assert len(codes.streets("5001")) > 1_000
    assert {street.parent for street in codes.streets("4419")} == {"4419"}
    assert codes.streets("37") == codes.streets("") == codes.streets("370103018") == ()


def test_the_table_of_streets_is_whole_small_and_read_when_asked_for() -> None:
    assert (DATA / "streets.txt.gz").stat().st_size < 260_000
    assert sum(len(codes.streets(city.code)) for city in codes.cities()) == 41_340
    program = (
        "from stations.areas import codes, street_table as s;"
        "codes.path('370103'); assert not s._lines.cache_info().currsize;"
        "codes.path('370103018'); assert s._lines.cache_info().currsize"
    )
    done = subprocess.run([sys.executable, "-c", program], check=False)
    assert done.returncode == 0
