"""Are phrases of our own, labelled before the reader saw them, answered right?"""

import json
from pathlib import Path

from stations.hours.osm.calendar import Calendar
from stations.hours.probing import probe_lines

PHRASES = Path(__file__).with_name("blind.jsonl")


def test_phrases_labelled_beforehand_are_answered_right_and_never_wrong() -> None:
    right = decided = 0
    wrong = []
    for line in PHRASES.read_text("utf-8").splitlines():
        gold = json.loads(line)
        asked = {"phrase": gold["phrase"], "at": [probe["at"] for probe in gold["probes"]]}
        answer = next(iter(probe_lines([json.dumps(asked)], Calendar.shipped())))
        for probe, given in zip(gold["probes"], answer["open"], strict=True):
            if gold["kind"] != "unknown" and probe["open"] is not None:
                decided += 1
                right += given is probe["open"]
            if given is not None and given is not probe["open"]:
                wrong.append((gold["phrase"], probe["at"], given))
    assert wrong == []
    assert right / decided >= 0.96
