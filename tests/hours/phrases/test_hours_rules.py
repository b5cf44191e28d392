"""Each rule of the reader has an example that needs it, and the example's reading."""

from collections.abc import Iterator
from typing import Any

import pytest

from stations.hours.phrases.items.bracket_rules import BRACKET_RULES
from stations.hours.phrases.items.item_rules import ITEM_RULES
from stations.hours.phrases.phrase_rules import ITEM_STEPS, ORDER_STEPS, TOKEN_STEPS
from stations.hours.phrases.reading import explained
from stations.hours.phrases.reading_rule import ReadingRule
from stations.hours.phrases.statements.day_rules import DAY_RULES
from stations.hours.phrases.statements.hour_rules import HOUR_RULES
from stations.hours.phrases.statements.verb_rules import VERB_RULES
from stations.hours.probing import explain_lines, read_lines


def rules() -> Iterator[ReadingRule[Any]]:
    yield from (*TOKEN_STEPS, *ITEM_RULES, *ITEM_STEPS, *BRACKET_RULES, *ORDER_STEPS, *DAY_RULES)
    for table in (HOUR_RULES, VERB_RULES):
        for kind in table.values():
            yield from kind


@pytest.mark.parametrize("rule", list(rules()), ids=lambda rule: rule.name)
def test_a_rule_reads_its_example(rule: ReadingRule[Any]) -> None:
    reading, why = explained(rule.example)
    assert reading.osm == rule.reading
    assert rule.name in why.rules
    assert why.gave_up == ""


def test_no_two_rules_have_one_name() -> None:
    names = [rule.name for rule in rules()]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize(
    ("phrase", "gave_up", "words"),
    [
        ("9:00-17:00，周一至周五，6-9月", "没有用上的日子", ""),
        ("每天", "没有时间", ""),
        ("9:00-17:00 12:00-14:00", "时段", "12:00-14:00"),
        ("9:00-17:00，每天另有安排", "房间名称", "另有安排"),
        ("8:00-25:00", "不认识的写法", "8:00"),
        ("夏季8:00-18:00，5月-9月8:00-19:00", "一周的时间", ""),
    ],
)
def test_what_is_not_understood_names_the_rule_that_gave_up(
    phrase: str, gave_up: str, words: str
) -> None:
    reading, why = explained(phrase)
    assert (reading.osm, why.gave_up, why.words) == ("", gave_up, words)


def test_an_explanation_stands_beside_the_reading_and_changes_nothing() -> None:
    phrases = ["周一至周五 8:30-17:00", "08:00-18:00; PH off", "每天", "9:00-17:00，需预约"]
    shown = list(explain_lines(phrases))
    plain = list(read_lines(phrases))
    assert [{key: one[key] for key in two} for one, two in zip(shown, plain, strict=True)] == plain
    assert shown[0]["rules"] == ["星期和节假日", "时段", "时段前面的日子", "开放时段"]
    assert shown[1]["rules"] == ["OSM 表达式"]
    assert shown[2]["gave_up"] == "没有时间"
