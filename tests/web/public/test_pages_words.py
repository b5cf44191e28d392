"""Do the words of a state and the address of a page say what is so?"""

from datetime import UTC, date, datetime, timedelta

import pytest
from werkzeug.datastructures import MultiDict

from stations.errors import Invalid
from stations.hours.osm.calendar import Calendar
from stations.registry.states import Phase
from stations.web.public import search_state
from stations.web.state_words import Mark, Standing, Teller

SATURDAY_1805 = datetime(2026, 11, 21, 10, 5, tzinfo=UTC)
TODAY = date(2026, 11, 21)


@pytest.fixture
def teller() -> Teller:
    return Teller(SATURDAY_1805, Calendar.shipped())


@pytest.mark.parametrize(
    ("standing", "mark", "words"),
    [
        (Standing(osm="Mo-Su 08:00-21:00"), Mark.OPEN, "21:00 关门"),
        (Standing(osm="Mo-Su 08:00-18:20"), Mark.SOON, "18:20 关门"),
        (Standing(osm="Mo-Fr 09:00-17:00"), Mark.CLOSED, "周一 09:00 开门"),
        (Standing(osm="24/7"), Mark.OPEN, "24 小时"),
        (Standing(osm=""), Mark.UNKNOWN, "未知"),
        (Standing(osm="24/7", phase=Phase.SUSPENDED), Mark.CLOSED, "暂停开放"),
        (Standing(osm="24/7", phase=Phase.RECTIFYING, until=TODAY), Mark.CLOSED, "到今天为止"),
        (Standing(osm="24/7", closes_on=TODAY - timedelta(1)), Mark.CLOSED, "已经结束"),
        (Standing(osm="24/7", opened_on=TODAY + timedelta(1)), Mark.CLOSED, "明天起"),
    ],
)
def test_each_state_has_its_mark_and_words(
    teller: Teller, standing: Standing, mark: Mark, words: str
) -> None:
    line = teller.line(standing)
    assert line.mark is mark
    assert words in line.words


def test_a_pause_ends_after_its_last_day(teller: Teller) -> None:
    over = Standing(osm="24/7", phase=Phase.SUSPENDED, until=TODAY - timedelta(1))
    assert teller.line(over).open is True


def test_only_a_known_state_counts_as_open_or_closed(teller: Teller) -> None:
    assert teller.line(Standing(osm="")).open is None
    assert teller.line(Standing(osm="Mo-Fr 09:00-17:00")).open is False
    assert teller.line(Standing(osm="Mo-Su 08:00-18:20")).open is True


def test_the_age_of_a_word_is_said_as_people_say_it(teller: Teller) -> None:
    ages = {0: "今天核实", 1: "昨天核实", 3: "3 天前核实", 800: "2 年多没核实"}
    for days, words in ages.items():
        assert teller.ago_words(TODAY - timedelta(days)) == words
    assert teller.ago_words(None) == "还没有人核实"


def test_an_address_reads_back_to_the_same_wishes() -> None:
    query = "area=370102&q=泉城+路&wants=restroom&wants=drinking_water&open=any&hours=24&page=3"
    fields = MultiDict(pair.split("=") for pair in query.replace("+", " ").split("&"))
    wanted = search_state.from_fields(fields)
    assert wanted.wants == ("restroom", "drinking_water")
    assert not wanted.only_open
    assert wanted.all_day
    assert wanted.url().startswith("/?area=370102&q=")
    assert wanted.url().endswith("&wants=restroom&wants=drinking_water&open=any&hours=24&page=3")


def test_wishes_may_also_be_written_with_commas() -> None:
    fields = MultiDict([("wants", "restroom,drinking_water"), ("wants", "restroom")])
    assert search_state.from_fields(fields).wants == ("restroom", "drinking_water")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("area", "历下"), ("area", "１２"), ("area", "1" * 13),
        ("page", "0"), ("page", "-1"), ("page", "1" * 5000), ("page", "二"), ("page", "²"),
    ],
)  # fmt: skip
def test_a_wrong_address_is_named(field: str, value: str) -> None:
    with pytest.raises(Invalid) as caught:
        search_state.from_fields(MultiDict([(field, value)]))
    assert caught.value.field == field
