"""Which notes say that a door is shut."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stations.registry import phase_words
from stations.registry.states import Phase

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    "note",
    [
        "搬迁至新址，原址关闭",
        "原址关闭",
        "已关闭，原址在路口",
        "装修中，预计12月恢复开放",
        "停用，12月底恢复使用",
        "装修中，待完工后重新开放",
        "暂停开放，恢复时间另行通知",
    ],
)
def test_a_note_closes_as_long_as_nothing_says_that_it_is_over(note: str) -> None:
    assert phase_words.closing(note, today=TODAY)


@pytest.mark.parametrize(
    "note",
    [
        "曾停用，已恢复使用",
        "停用整改后已恢复开放",
        "10月装修，11月已恢复开放",
        "2024年装修，现已重新开放",
        "由原址搬迁至此",
        "原为岗亭，已改造",
    ],
)
def test_a_note_of_the_past_closes_nothing(note: str) -> None:
    assert not phase_words.closing(note, today=TODAY)


SAYING = [
    phase_words._CLOSING, phase_words._NOT_FOR_ALL, phase_words._BEGINS,
    *(pattern for phase, pattern in phase_words._PHASES if phase is not Phase.OPEN),
]  # fmt: skip


@pytest.mark.parametrize("pattern", SAYING, ids=lambda pattern: pattern.pattern[:20])
@given(data=st.data())
def test_whatever_says_that_a_door_is_shut_is_looked_at_closely(
    pattern: re.Pattern[str], data: st.DataObject
) -> None:
    words = data.draw(st.from_regex(pattern, fullmatch=True))
    assert phase_words._HINT.search(words)
