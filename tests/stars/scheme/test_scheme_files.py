"""A city's rules are a file; what is wrong with it is told with its line."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from stations.accounts.roles import Role
from stations.errors import Invalid
from stations.stars import case
from stations.stars.case import action_for
from stations.stars.cycle_model import Cycle
from stations.stars.model import NEXT
from stations.stars.scheme import scheme_file
from stations.stars.scheme.scheme import RIGHTS, for_area

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


FAULTS = [
    ('group = "place"', 'group = "palce"', "没有“palce”这一组，可写：place、equipment"),
    ("least_points = 75", "least_points = 60", "逐级升高"),
    ("points = 15", "points = 14", "各项加起来是 15 分"),
    ('amenity = "aed"', 'amenity = "aedd"', "没有“aedd”，可能是 aed"),
    ('amenity = "aed"', 'amenity = "体外除颤"', "没有“体外除颤”，可写："),
    ('criterion = "innovation"', 'criterion = "nothing"', "没有“nothing”这一项"),
    ('signal = "verified"', 'signal = "verfied"', "没有“verfied”，可能是 verified"),
    ('signal = "verified"', 'signal = "shut_confirmed"', "没有“shut_confirmed”"),
    ('signal = "shut_confirmed"', 'signal = "verified"', "可写：shut_confirmed（"),
    ('evidence = ["note"]', 'evidence = ["video"]', "可写：photo（照片）、note（文字说明）"),
    ('evidence = ["note"]', 'evidence = "note"', '例如 ["photo"]'),
    ("quota_percent = 20", 'quota_percent = "20"', "要写 1 到 100 的整数，不加引号"),
    ("quota_percent = 20", "quota_percent = 300", "要写 1 到 100 的整数"),
    ("quota_percent = 20", "quota_percent = 0", "要写 1 到 100 的整数"),
    ("quota_percent = 20", "quota_percent = 12.5", "要写 1 到 100 的整数"),
    ("quota_percent = 20", "quota_count = 0", "要写 1 到 100000 的整数"),
    ("quota_percent = 20", "quota_percent = 20\nquota_count = 3", "只写一个"),
    ("quota_percent = 20", 'quota_per = "district"', "这一级没有名额"),
    ("quota_percent = 20", 'quota_percent = 20\nquota_per = "distric"', "可能是 district"),
    ("months = 36", "months = 0", "1 到 120"),
    ("months = 36", "months = 6", ""),
    ("notice = 5 ", "notice = 0 ", "1 到 120"),
    ("appeal = 5 ", "appeal = 0 ", "1 到 120"),
    ("rectify = 30", "rectify = true", "1 到 365"),
    ("rectify = 30", "", "缺少 rectify，例如 rectify = 30"),
    ('check = ["editor"]', 'check = ["boss"]', "没有“boss”，可写：editor（街道和区编辑）"),
    ('publish = ["approver"]', 'publish = ["editor"]', "没有“editor”，可写：approver（审批人）"),
    ('publish = ["approver"]', 'publish = ["审批人"]', "可能是 approver"),
    ('inspect = ["reviewer"]', "inspect = []", "要写列表"),
    ('award = ["approver"]', 'award = ["approver", "finance"]', "没有“finance”"),
    ('id = "clean"', 'id = "sign"', "写了两次"),
    ('id = "clean"', 'id = "Clean it"', "小写字母开头"),
    ('name = "四星"', 'name = "三星"', "写了两次"),
    ('name = "四星"', 'name = ""', "不能是空的"),
    ('words = "五星要有 AED"', "colour = 1", "不认识“colour”"),
    ("stars = 5\namenity", "stars = 2\namenity", "没有 2 星这一级"),
    ("least = 30", "least_point = 30", "可能是 least_points"),
    ('area = "3701"', 'area = "370100"', "末尾的 00 不写"),
    ('area = "3701"', 'area = "济南"', "没有“济南”这个地区"),
    ("version = 1", "version = 0", "1 到 9999"),
    ("effective_from = 2021-01-01", 'effective_from = "2021-01-01"', "要写日期，不加引号"),
    ("\nours = true\n", '\nours = "true"\n', "要写 true 或 false"),
    ("version = 1", 'version = 1\nbasics = [["microwav"]]', "可能是 microwave"),
    ("version = 1", 'version = 1\nbasics = ["microwave"]', "要写列表，例如 [["),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "words"), FAULTS)
def test_a_fault_is_named_with_its_line(old: str, new: str, words: str) -> None:
    assert old in JINAN
    place = JINAN.index(old)
    broken = JINAN[:place] + new + JINAN[place + len(old) :]
    with pytest.raises(Invalid) as refused:
        scheme_file.parse(broken, name="city.toml")
    faults = [one for one in refused.value.values["faults"] if words in one.message]
    told = faults[0].values["line"]
    # At the line itself, or at the head of the table where a line is missing.
    wanted = JINAN[: place + old.rindex("\n") + 1 if "\n" in old else place].count("\n") + 1
    assert wanted - 8 <= told <= wanted + 1


def test_all_that_is_wrong_with_a_file_is_told_at_once() -> None:
    broken = (
        JINAN.replace("quota_percent = 20", "quota_percent = 300")
        .replace("notice = 5 ", "notice = 0 ")
        .replace('publish = ["approver"]', 'publish = ["finance"]')
        .replace("[[vetoes]]", "[[vetos]]")
    )
    with pytest.raises(Invalid) as refused:
        scheme_file.parse(broken, name="city.toml")
    told = refused.value.values["faults"]
    lines = broken.splitlines()
    assert [lines[one.values["line"] - 1].split(" =")[0] for one in told] == [
        "notice",
        "quota_percent",
        "[[vetos]]",
        "publish",
    ]
    assert "第 9 行" not in refused.value.message
    assert all(f"第 {one.values['line']} 行：" in refused.value.message for one in told)


def test_one_fault_is_not_told_as_two() -> None:
    for old, new in (
        ('id = "place"', 'id = ""'),
        ("points = 8", 'points = "8"'),
        ("least_points = 75", 'least_points = "75"'),
        ('group = "place"', "group = 1"),
    ):
        with pytest.raises(Invalid) as refused:
            scheme_file.parse(JINAN.replace(old, new, 1), name="city.toml")
        assert len(refused.value.values["faults"]) == 1, refused.value.message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("id = ", "第 1 行：等号后面的值写得不对"),
        ('id = "a"\nid = "b"', "第 2 行：同一个键或表写了两次"),
        ('id ＝ "a"', "第 1 行：有中文标点“＝”"),
        ('id = "a"\nname = “b”', "第 2 行：有中文标点““”"),
        ('id "a"', "第 1 行：键的后面要有英文的等号"),
        ('id = "a', "第 1 行：看不懂，请核对引号和方括号"),
        ('id = "a" name = "b"', "第 1 行：一行只写一个键和值"),
        ("levels = [", "第 1 行："),
        ("\n" * 6000, "太长了"),
    ],
)
def test_what_is_no_toml_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(Invalid) as refused:
        scheme_file.parse(text, name="city.toml")
    assert words in refused.value.message


def test_a_list_in_one_line_is_a_file_as_well() -> None:
    levels = '[{stars = 1, name = "达标", least_points = 500}]'
    head, _, rest = JINAN.partition("[[levels]]")
    rest = rest[rest.index("[[groups]]") :]
    text = f"levels = {levels}\n" + head + rest[: rest.index("[[gates]]")] + "[steps]"
    text += rest.partition("[steps]")[2]
    with pytest.raises(Invalid, match="第 1 行：分数线要逐级升高，最多 100 分") as refused:
        scheme_file.parse(text, name="city.toml")
    assert len(refused.value.values["faults"]) == 1
    scheme = scheme_file.parse(text.replace("500", "50"), name="city.toml")
    assert (scheme.gates, scheme.vetoes) == ((), ())


def test_every_step_may_be_taken_by_who_the_scheme_names() -> None:
    """The rights that the file is held to are those that the steps ask for."""
    for step, named in case.STEPS_OF_SCHEME.items():
        for state in NEXT[step]:
            assert action_for(step, state) is RIGHTS[named]


def test_a_cycle_goes_on_by_the_text_that_it_began_with_though_we_ask_more_by_now() -> None:
    """Stored before there were bounds: it is read as it was, and nobody is stuck for ever."""
    text = (
        JINAN.replace("quota_percent = 20", "quota_percent = 300")
        .replace('publish = ["approver"]', 'publish = ["finance"]')
        .replace("version = 1", 'version = 1\nold_key = "gone"')
    )
    with pytest.raises(Invalid):
        scheme_file.parse(text, name="city.toml")
    cycle = Cycle(
        id="c", scheme_key="jinan-1", scheme_text=text, year=2026, area="3701",
        apply_until=date(2026, 12, 1), opened_at=datetime(2026, 1, 1, tzinfo=UTC), opened_by="a",
    )  # fmt: skip
    assert cycle.scheme.levels[-1].quota_percent == 300
    assert cycle.scheme.steps["publish"] == {Role.APPROVER}
    assert cycle.scheme.steps["check"] == {Role.EDITOR}
