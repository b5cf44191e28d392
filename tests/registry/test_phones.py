"""Which numbers of a cell may everybody read, and which can nobody call?"""

import pytest

from stations.registry.entries import phones


@pytest.mark.parametrize(
    "words",
    [
        "0531-80000011",
        "(0531)80000011",
        "0531 8000 0011",
        "053180000011",
        "+86 531 80000011",
        "010-80000011",
        "80000011",
        "8000014转801",
        "0531-80000011-801",
        "0531-80000011分机6",
        "值班室0531-80000001",
        "0531-80000011/12",
        "400-800-0011",
        "4008000011",
        "12351",
        "12345",
        "95588",
        "0543-8000011",
        "５３１－８００００１１",
    ],
)
def test_a_number_that_can_be_called_is_read_by_everybody(words: str) -> None:
    found = phones.parted(words)
    assert (len(found.public), found.private, found.wrong) == (1, [], {})


@pytest.mark.parametrize(
    ("words", "slip"),
    [
        ("1380000002", "bad_phone.short"),
        ("138000002", "bad_phone.short"),
        ("138 0000 002", "bad_phone.short"),
        ("138000000021", "bad_phone.long"),
        ("1380000000212", "bad_phone.long"),
        ("0531-8888", "bad_phone"),
        ("0531-800000111", "bad_phone"),
        ("6688", "bad_phone"),
        ("010-8000011", "bad_phone"),
    ],
)
def test_a_slip_is_no_number_for_anybody(words: str, slip: str) -> None:
    found = phones.parted(words)
    assert (found.public, found.private, [one.key for one in found.wrong.values()]) == (
        [],
        [],
        [slip],
    )


def test_several_numbers_in_a_cell_are_told_apart() -> None:
    found = phones.parted("0531-80000011、王芳13800000011；1380000002 无")
    assert found.public == ["0531-80000011"]
    assert found.private == ["王芳13800000011"]
    assert [one.key for one in found.wrong.values()] == ["bad_phone.short"]


@pytest.mark.parametrize(
    ("words", "dialled"),
    [
        ("0531-80000011", "053180000011"),
        ("0531-80000011；0531-80000012", "053180000011"),
        ("8000014转801", "8000014,801"),
        ("值班室（0531）80000011", "053180000011"),
        ("", ""),
    ],
)
def test_a_telephone_dials_the_first_number(words: str, dialled: str) -> None:
    assert phones.dialled(words) == dialled
