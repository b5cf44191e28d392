"""How many moments of the real phrases are answered right?"""

import json
from datetime import datetime
from pathlib import Path

import pytest

from stations.hours.osm.calendar import Calendar
from stations.hours.osm.schedule import Schedule
from stations.hours.phrases.reading import read
from stations.hours.probing import probe_lines
from stations.moments import STATION_TIME


@pytest.mark.samples
def test_real_phrases_are_answered_right_and_never_wrong(samples: Path) -> None:
    lines = (samples / "hours" / "hours_gold_dev.jsonl").read_text("utf-8").splitlines()
    right = decided = 0
    wrong: list[tuple[str, str, bool]] = []
    overclaimed: list[tuple[str, str, bool]] = []
    for line in lines:
        gold = json.loads(line)
        asked = {"phrase": gold["phrase"], "at": [probe["at"] for probe in gold["probes"]]}
        answer = next(iter(probe_lines([json.dumps(asked)], Calendar.shipped())))
        for probe, given in zip(gold["probes"], answer["open"], strict=True):
            if gold["kind"] != "unknown" and probe["open"] is not None:
                decided += 1
                right += given is probe["open"]
            if given is not None and given is not probe["open"]:
                kind = overclaimed if probe["open"] is None else wrong
                kind.append((gold["phrase"], probe["at"], given))
    assert wrong == []
    assert overclaimed == []
    assert right / decided >= 0.97


@pytest.mark.samples
def test_the_readers_own_expressions_can_be_stored_and_read_back(samples: Path) -> None:
    lines = (samples / "hours" / "hours_gold_dev.jsonl").read_text("utf-8").splitlines()
    noon = datetime(2026, 7, 15, 12, tzinfo=STATION_TIME)
    for line in lines:
        osm = read(json.loads(line)["phrase"]).osm
        assert len(osm) <= 255
        if osm:
            again = Schedule(read(osm).osm).state_at(noon, Calendar.shipped())
            assert again is Schedule(osm).state_at(noon, Calendar.shipped()), osm
