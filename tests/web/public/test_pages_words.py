"""Do the words of a state and the address of a page say what is so?"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from werkzeug.datastructures import MultiDict

from stations.errors import Invalid
from stations.hours.osm.calendar import Calendar
from stations.registry.model import Closure
from stations.registry.openness import Opening
from stations.registry.states import Phase
from stations.web.public import search_state
from stations.web.state_words import Mark, Teller

SATURDAY_1805 = datetime(2026, 11, 21, 10, 5, tzinfo=UTC)
TODAY = date(2026, 11, 21)
SPRING = Closure(since=date(2027, 2, 15), until=date(2027, 2, 22), reason="春节放假")
GUESSED = Closure(until=TODAY - timedelta(1), expected=True)


def paused(closure: Closure) -> Opening:
    return Opening(hours="24/7", closures=(closure,))


@pytest.fixture
def teller() -> Teller:
    return Teller(SATURDAY_1805, Calendar.shipped())


@pytest.mark.parametrize(
    ("opening", "mark", "words"),
    [
        (Opening(hours="Mo-Su 08:00-21:00"), Mark.OPEN, "21:00 关门"),
        (Opening(hours="Mo-Su 08:00-18:20"), Mark.SOON, "18:20 关门"),
        (Opening(hours="Mo-Fr 09:00-17:00"), Mark.CLOSED, "周一 09:00 开门"),
        (Opening(hours="24/7"), Mark.OPEN, "24 小时"),
        (Opening(hours=""), Mark.UNKNOWN, "未知"),
        (paused(Closure()), Mark.CLOSED, "暂停开放"),
        (paused(Closure(phase=Phase.RECTIFYING, until=TODAY)), Mark.CLOSED, "整改中 · 到今天为止"),
        (paused(SPRING), Mark.OPEN, "24 小时开放 · 2 月 15 日起春节放假"),
        (paused(replace(SPRING, since=TODAY + timedelta(1))), Mark.OPEN, "24:00 关门 · 明天起春"),
        (paused(replace(SPRING, since=TODAY)), Mark.CLOSED, "暂停开放 · 到2027年2月22日为止"),
        (paused(Closure(since=TODAY + timedelta(101))), Mark.OPEN, "24 小时开放"),
        (paused(GUESSED), Mark.UNKNOWN, "原定到 11-20，未确认恢复"),
        (Opening(hours="24/7", closes_on=TODAY - timedelta(1)), Mark.CLOSED, "已经结束"),
        (Opening(hours="24/7", opened_on=TODAY + timedelta(1)), Mark.CLOSED, "明天起"),
    ],
)
def test_each_state_has_its_mark_and_words(
    teller: Teller, opening: Opening, mark: Mark, words: str
) -> None:
    line = teller.line(opening)
    assert line.mark is mark
    assert words in line.words


def test_a_pause_ends_after_its_last_day(teller: Teller) -> None:
    over = paused(Closure(until=TODAY - timedelta(1)))
    assert teller.line(over).open is True


def test_only_a_known_state_counts_as_open_or_closed(teller: Teller) -> None:
    assert teller.line(Opening(hours="")).open is None
    assert teller.line(Opening(hours="Mo-Fr 09:00-17:00")).open is False
    assert teller.line(Opening(hours="Mo-Su 08:00-18:20")).open is True


def test_the_age_of_a_word_is_said_as_people_say_it(teller: Teller) -> None:
    ages = {0: "今天核实", 1: "昨天核实", 3: "3 天前核实", 800: "2 年多没核实"}
    for days, words in ages.items():
        assert teller.ago_words(TODAY - timedelta(days)) == words
    assert teller.ago_words(None) == "尚未核实"


def test_an_address_reads_back_to_the_same_wishes() -> None:
    query = "area=370102&q=泉城+路&wants=restroom&wants=drinking_water&open=any&hours=24&page=3"
    fields = MultiDict(pair.split("=") for pair in query.replace("+", " ").split("&"))
    wanted = search_state.from_fields(fields, networks=())
    assert wanted.wants == ("restroom", "drinking_water")
    assert not wanted.only_open
    assert wanted.all_day
    assert wanted.url().startswith("/?area=370102&q=")
    assert wanted.url().endswith("&wants=restroom&wants=drinking_water&open=any&hours=24&page=3")


def test_wishes_may_also_be_written_with_commas() -> None:
    fields = MultiDict([("wants", "restroom,drinking_water"), ("wants", "restroom")])
    assert search_state.from_fields(fields, networks=()).wants == ("restroom", "drinking_water")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("area", "历下"), ("area", "１２"), ("area", "1" * 13),
        ("page", "0"), ("page", "-1"), ("page", "1" * 5000), ("page", "二"), ("page", "²"),
    ],
)  # fmt: skip
def test_a_wrong_address_is_named(field: str, value: str) -> None:
    with pytest.raises(Invalid) as caught:
        search_state.from_fields(MultiDict([(field, value)]), networks=())
    assert caught.value.field == field
