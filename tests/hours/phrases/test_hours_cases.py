"""Phrases with what is right at some moments, one case each."""

import json
from pathlib import Path
from typing import Any

import pytest

from stations.hours.osm.calendar import Calendar
from stations.hours.probing import probe_lines

HERE = Path(__file__).parent


def cases(name: str) -> list[dict[str, Any]]:
    """Each with `phrase`, moments `at`, and for each of them the answers that are right."""
    return [json.loads(line) for line in (HERE / name).read_text("utf-8").splitlines()]


WRITTEN = [*cases("list_phrases.jsonl"), *cases("union_phrases.jsonl")]


def answers(case: dict[str, Any]) -> list[bool | None]:
    asked = json.dumps({"phrase": case["phrase"], "at": case["at"]})
    return next(iter(probe_lines([asked], Calendar.shipped())))["open"]


@pytest.mark.parametrize("case", WRITTEN, ids=lambda case: case["phrase"])
def test_a_phrase_never_misleads(case: dict[str, Any]) -> None:
    given = zip(case["at"], answers(case), case["allowed"], strict=True)
    assert [(at, answer) for at, answer, right in given if answer not in (None, *right)] == []


@pytest.mark.parametrize("case", WRITTEN, ids=lambda case: case["phrase"])
def test_a_phrase_is_answered_at_every_moment(case: dict[str, Any]) -> None:
    """Cases marked `unread` are not answered in full yet; the mark goes when they are."""
    given = zip(case["at"], answers(case), case["allowed"], strict=True)
    missed = [(at, answer) for at, answer, right in given if answer not in right]
    assert bool(missed) is case.get("unread", False), missed


@pytest.mark.samples
def test_the_real_phrases_are_answered_right_one_by_one(
    samples: Path, subtests: pytest.Subtests
) -> None:
    lines = (samples / "hours" / "hours_gold_dev.jsonl").read_text("utf-8").splitlines()
    for gold in map(json.loads, lines):
        case = {"phrase": gold["phrase"], "at": [probe["at"] for probe in gold["probes"]]}
        with subtests.test(gold["phrase"]):
            for probe, answer in zip(gold["probes"], answers(case), strict=True):
                right = (None,) if probe["open"] is None else (None, probe["open"])
                assert answer in right, probe["at"]
