"""A city's rules are a file; what is wrong with it is told with its line."""

from __future__ import annotations

from datetime import date

import pytest

from stations.errors import Invalid
from stations.stars.scheme import scheme_file
from stations.stars.scheme.scheme import for_area

JINAN = (scheme_file.FOLDER / "jinan-1.toml").read_text("utf-8")


def test_jinan_gives_three_levels_and_fuzhou_five() -> None:
    schemes = scheme_file.shipped()
    assert [level.stars for level in schemes["jinan-1"].levels] == [3, 4, 5]
    assert [level.stars for level in schemes["fuzhou-1"].levels] == [1, 2, 3, 4, 5]
    assert {scheme.total for scheme in schemes.values()} == {100}
    five = {gate.measure or gate.amenity or gate.criterion
            for gate in schemes["jinan-1"].gates if gate.stars == 5}  # fmt: skip
    assert five == {"floor_area_m2", "seats", "aed", "special"}


def test_the_newest_version_that_holds_on_a_day_is_taken() -> None:
    old = scheme_file.parse(JINAN, name="old.toml")
    text = JINAN.replace("version = 1", "version = 2").replace("2021-01-01", "2027-01-01")
    new = scheme_file.parse(text, name="new.toml")
    both = {one.key: one for one in (old, new)}
    assert for_area(both, "370102", on=date(2026, 12, 31)) is old
    assert for_area(both, "370102", on=date(2027, 1, 1)) is new
    assert for_area(both, "350102", on=date(2027, 1, 1)) is None
    assert for_area(both, "370102", on=date(2020, 12, 31)) is None


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('group = "place"', 'group = "palce"', "没有“palce”这一组"),
        ("least_points = 75", "least_points = 60", "逐级升高"),
        ("points = 15", "points = 14", "各项加起来是 15 分"),
        ('amenity = "aed"', 'amenity = "aedd"', "没有“aedd”这种设施"),
        ('criterion = "innovation"', 'criterion = "nothing"', "没有“nothing”这一项"),
        ('signal = "verified"', 'signal = "verfied"', "没有“verfied”这种信号"),
        ('evidence = ["note"]', 'evidence = ["video"]', "可写：photo、note"),
        ("quota_percent = 20", 'quota_percent = "20"', "数字或文字"),
        ("months = 36", "months = 0", "1 到 120"),
        ('check = ["editor"]', 'check = ["boss"]', "角色"),
        ('id = "clean"', 'id = "sign"', "写了两次"),
        ('words = "五星要有 AED"', "colour = 1", "不认识“colour”"),
        ("rectify = 30", "", "缺少 rectify"),
        ("stars = 5\namenity", "stars = 2\namenity", "没有 2 星这一级"),
    ],
)
def test_a_fault_is_named_with_its_line(old: str, new: str, words: str) -> None:
    assert old in JINAN
    place = JINAN.index(old)
    broken = JINAN[:place] + new + JINAN[place + len(old) :]
    with pytest.raises(Invalid, match=words) as refused:
        scheme_file.parse(broken, name="city.toml")
    told = int(refused.value.message.split("第 ")[1].split(" 行")[0])
    # At the line itself, or at the head of the table where a line is missing.
    wanted = JINAN[: place + old.rindex("\n") + 1 if "\n" in old else place].count("\n") + 1
    assert wanted - 8 <= told <= wanted
    if new and words[0] != "缺":
        assert broken.splitlines()[told - 1].split(" =")[0].strip("[] ") in new + old


def test_what_is_no_toml_is_refused_in_words() -> None:
    with pytest.raises(Invalid, match="不是完整的 TOML"):
        scheme_file.parse("id = ", name="city.toml")
