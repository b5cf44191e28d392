"""Is text judged by what it is, not by how it looks?"""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stations.errors import Invalid
from stations.tables.text import clean, confusable, number

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.mark.parametrize(
    "char",
    [
        *"\x00\x01\x08\t\x0b\x1b\x7f\x85\x9f\r",
        *BIDI,
        *"\u2028\u2029\ue000\uf8ff\ufdd0\ufffe\uffff\ud800\udfff",
        *"\U000e0041\U000f0000\U0010fffd\U0001ffff",
    ],
)
def test_a_character_that_controls_or_hides_is_refused(char: str) -> None:
    for multiline in (True, False):
        with pytest.raises(Invalid) as caught:
            clean(f"驿{char}站", multiline=multiline)
        assert caught.value.code == "control_char"
        assert char not in caught.value.message


def test_a_line_feed_is_for_notes_only() -> None:
    assert clean("一\r\n二\n三", multiline=True) == ("一\n二\n三", False)
    for text in ("一\n二", "一\r\n二"):
        with pytest.raises(Invalid, match="控制符"):
            clean(text, multiline=False)


@pytest.mark.parametrize("char", ["\u200b", "\u2060", "\u00ad", "\ufeff"])
def test_an_invisible_character_is_dropped_and_told(char: str) -> None:
    assert clean(f"驿{char}站", multiline=False) == ("驿站", True)


@pytest.mark.parametrize(
    "text",
    ["👩‍👩‍👧‍👦家", "👍🏽", "1️⃣号站", "𠀀𪚥站", "क्षि", "café", "站（东门）：24h，全天。", "ﾊﾝｶｸ"],
)
def test_ordinary_text_of_any_script_is_kept(text: str) -> None:
    assert clean(text, multiline=False) == (unicodedata.normalize("NFC", text), False)


def test_a_flood_of_marks_is_refused_and_three_are_not() -> None:
    assert clean("x\u0328\u0301\u0302", multiline=False).text
    for flood in ("x" + "\u0301" * 5, "x" + "\u0301\u200b" * 5):
        with pytest.raises(Invalid):
            clean(flood, multiline=False)


@pytest.mark.parametrize(
    "text",
    ["", "  ", "\u3000\u00a0", "\u200b\u200b", "\u3164", "\u200d", "\u2800 \uffa0", "\u034f"],
)
def test_a_name_that_is_drawn_as_nothing_is_empty(text: str) -> None:
    assert clean(text, multiline=False).text == ""


def test_spaces_around_a_name_are_no_part_of_it() -> None:
    assert clean("\u3000浦东新区 ", multiline=False) == ("浦东新区", False)


@given(st.text())
def test_what_was_cleaned_is_clean(text: str) -> None:
    try:
        once = clean(text, multiline=True)
    except Invalid:
        return
    assert clean(once.text, multiline=True) == (once.text, False)
    assert unicodedata.is_normalized("NFC", once.text)
    once.text.encode()


@pytest.mark.parametrize("text", ["121.5", "+31.2", "-0.5", "0", "121." + "5" * 40])
def test_a_plain_decimal_is_a_number(text: str) -> None:
    assert number(text) == float(text)


def test_minus_nothing_is_nothing() -> None:
    assert str(number("-0.0")) == "0.0"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "NaN",
        "inf",
        "1e2",
        "1_2",
        "１２",
        "٣",
        "1,5",
        " 1",
        "1 ",
        "1\n",
        "1.",
        ".5",
        "1234",
        "0x1",
        "--1",
        "1.2.3",
        "1" * 5000,
        "121.5°",
        "1." + "5" * 41,
    ],
)
def test_what_python_or_a_person_might_take_for_a_number_is_none(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        number(text)
    assert caught.value.code == "bad_number"
    assert len(caught.value.message) < 100


@pytest.mark.parametrize("name", ["⼾外驿站", "Пудун驿站", "Рudоng站", "Ωmega", "\uf900站"])
def test_a_name_with_look_alikes_is_reported(name: str) -> None:
    assert confusable(name)


@pytest.mark.parametrize(
    "name", ["户外驿站", "戶外驛站", "KFC 餐厅", "ＫＦＣ", "Москва", "サービス站", "𠀀站"]
)
def test_a_name_of_one_mind_is_not_reported(name: str) -> None:
    assert not confusable(name)
