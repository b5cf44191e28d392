"""What people type names what they wish for, or a station."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from stations.registry import vocabulary, wish_words, wishes

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "wish_word_cases.json").read_text("utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["words"]))
def test_words_are_taken_for_what_the_table_says(case: dict[str, Any]) -> None:
    heard = wish_words.heard(case["words"])
    assert [one.id for one in heard.things] == case.get("things", [])
    assert [other.id for _, other in heard.others] == case.get("others", [])
    if "things" in case:
        assert heard.rest == case.get("rest", "")
        return
    assert heard.rest == case["words"]
    parted = wish_words.split(case["words"])
    assert [one.id for one in parted.things] == case.get("split", [])
    assert parted.rest == case["rest"]


def test_each_wish_kind_and_host_is_found_by_its_own_word() -> None:
    kinds, hosts = vocabulary.kinds().terms, vocabulary.hosts().terms
    terms = [one for one in (*kinds.values(), *hosts.values()) if one.searched]
    for one in (*wishes.load(), *terms):
        heard = wish_words.heard(one.zh)
        meant = {thing.id for thing in heard.things} | {other.id for _, other in heard.others}
        # Whose word is that of a set which holds it, is wished for with the set.
        sets = {wish.id for wish in wishes.load() if one.id in wish.amenities}
        assert meant & ({one.id} | sets), one.zh
        assert heard.rest == ""


def test_a_word_means_the_set_and_not_its_parts_again() -> None:
    assert wish_words.heard("厕所").others == ()
    assert wish_words.heard("就近卫生间").things == (wish_words.Tick("wants", "restroom_nearby"),)
