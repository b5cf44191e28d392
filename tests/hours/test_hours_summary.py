"""A reading is told in words that a clerk checks at a glance."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stations.hours import summary
from stations.hours.osm.schedule import Schedule
from stations.hours.phrases.reading import read

CASES = Path(__file__).parent / "phrases" / "union_phrases.jsonl"


def in_words(phrase: str) -> str:
    reading = read(phrase)
    return summary.in_words(reading.osm, staffed=reading.staffed_osm)


@pytest.mark.parametrize(
    ("phrase", "words"),
    [
        (
            "8:30-17:30（周一至周五，节假日除外）",
            "周一至周五 8:30–17:30；法定节假日关门；周六周日关门",
        ),
        ("周一闭馆", "周二至周日不确定；周一关门"),
        ("24小时", "每天 24 小时"),
        ("全天24小时（春节除外）", "每天 24 小时；春节假期关门"),
        ("22:00-6:00", "每天 22:00–次日 6:00"),
        ("6:45起", "每天 6:45 起（几点关门没有说）"),
        ("周一、三、五9:00-11:00", "周一、周三、周五 9:00–11:00；周二、周四、周六周日关门"),
        (
            "5月-9月8:00-19:00，10月-4月8:30-17:30，周一闭馆",
            "5月至9月周二至周日 8:00–19:00；10月至4月周二至周日 8:30–17:30；周一关门",
        ),
        ("6月1日至9月30日8:00-20:00", "6月至9月 8:00–20:00；其他日期关门"),
        ("6月15日至9月15日8:00-20:00", "6月15日至9月15日 8:00–20:00；其他日期关门"),
        ("每月15日闭馆，其余9:00-17:00", "每天 9:00–17:00；每月15日关门"),
        ("每月第一个周一闭馆，8:30-20:00", "每天 8:30–20:00；每月第一个周一关门"),
        ("除夕至初二休息，其余8:00-20:00", "每天 8:00–20:00；除夕至初二关门"),
        (
            "工作日8:30-17:30，周五9:00-15:00",
            "工作日（含调休上班日） 8:30–17:30；周五 9:00–15:00；法定节假日关门；周六周日关门",
        ),
        ("8:00-20:00，可延长至22:00", "每天 8:00–20:00；20:00–22:00 不确定"),
        ("2026年5月1日起 9:00-18:00", "每天 9:00–18:00；2026年4月30日以前不确定"),
        ("8:00-22:00有人值守，其余时间扫码进入", "每天 24 小时；有人值守：每天 8:00–22:00"),
        (
            "周一闭馆（节假日顺延），9:00-17:00",
            "周二至周日 9:00–17:00；闭馆日遇节假日顺延，顺延到哪天不确定；"
            "法定节假日 9:00–17:00；周一关门",
        ),
        ("不知道", ""),
    ],
)
def test_a_reading_is_told_sentence_by_sentence(phrase: str, words: str) -> None:
    assert in_words(phrase) == words


def test_every_reading_has_words_without_a_word_of_the_expression() -> None:
    for line in CASES.read_text("utf-8").splitlines():
        phrase = json.loads(line)["phrase"]
        osm = read(phrase).osm
        words = in_words(phrase)
        assert bool(words) is bool(osm), phrase
        assert not any(char.isalpha() and char.isascii() for char in words), words


def test_an_expression_beyond_our_words_is_told_as_it_stands() -> None:
    assert summary.in_words("sunrise-sunset") == "sunrise-sunset"


@pytest.mark.parametrize(
    ("osm", "told"),
    [
        ("", False),
        ("Tu-Su 00:00-24:00 unknown", False),
        ("PH off", False),
        ("Mo-Fr unknown", False),
        ("09:00-17:00 unknown", True),
        ("24/7", True),
        ("Tu-Su 09:00-17:00", True),
        ("00:00-24:00; Su 00:00-24:00 unknown", True),
    ],
)
def test_days_that_are_shut_alone_tell_no_times(osm: str, *, told: bool) -> None:
    assert Schedule.of(osm).tells_times is told
