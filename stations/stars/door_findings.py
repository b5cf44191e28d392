"""What an inspector finds at the door, beside the points."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from stations.errors import Invalid
from stations.registry import vocabulary
from stations.registry.editing.verifying import EVERYTHING, GROUP_WORDS, VerifiedFields
from stations.registry.states import AmenityState
from stations.stars.scheme.scheme import MEASURE_WORDS, Door, Scheme
from stations.tables.text import clean

LONGEST_DIFFERENCE = 200
_MOST = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCheck:
    """Whether what the register says is so at the door.

    All groups are that nothing is said against.
    """

    differs: Mapping[VerifiedFields, str] = field(default_factory=dict)
    amenities: Mapping[str, AmenityState] = field(default_factory=dict)
    """Which ones are in another state than the register says."""

    @property
    def same(self) -> frozenset[VerifiedFields]:
        """The groups that were found true."""
        other = {*self.differs, *([VerifiedFields.AMENITIES] if self.amenities else [])}
        return EVERYTHING - other

    def cleaned(self) -> RecordCheck:
        """The same with words as they are kept; Invalid where they lack or are too many."""
        words = {
            group: clean(text, multiline=True).text.strip() for group, text in self.differs.items()
        }
        for group, text in words.items():
            if not 1 <= len(text) <= LONGEST_DIFFERENCE:
                name, longest = GROUP_WORDS[group], LONGEST_DIFFERENCE
                raise Invalid("invalid.difference", field="record", name=name, longest=longest)
        for one in self.amenities:
            if one not in vocabulary.amenities():
                raise Invalid("invalid.unknown_amenity", field="record", amenity=one[:20])
        return RecordCheck(differs=words, amenities=dict(self.amenities))


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorFindings:
    """What opens the gates of levels, and whether the record is true; None: nobody looked."""

    gates: Door = field(default_factory=dict)
    record: RecordCheck | None = None

    def told(self) -> dict[str, object]:
        """The same as it is stored and proved by a digest; nothing of what was not answered."""
        found: dict[str, object] = {}
        if self.gates:
            found["gates"] = dict(sorted(self.gates.items()))
        if self.record is not None:
            found["record"] = {
                "differs": {g.value: text for g, text in sorted(self.record.differs.items())},
                "amenities": {
                    one: state.value for one, state in sorted(self.record.amenities.items())
                },
            }
        return found

    @staticmethod
    def of(told: Mapping[str, Mapping[str, Mapping[str, str]]]) -> DoorFindings:
        """The findings of what was stored."""
        record = told.get("record")
        return DoorFindings(
            gates={key: float(value) for key, value in told.get("gates", {}).items()},  # type: ignore[arg-type]
            record=None if record is None else RecordCheck(
                differs={VerifiedFields(g): text for g, text in record["differs"].items()},
                amenities={one: AmenityState(s) for one, s in record["amenities"].items()},
            ),
        )  # fmt: skip


def check_gates(scheme: Scheme, given: Door) -> None:
    """Invalid where a question of the scheme has no answer, or one that cannot be."""
    lacking = [question_words(one) for one in scheme.door_questions if one not in given]
    if lacking:
        raise Invalid("incomplete.door", field="door", count=len(lacking), lacking=lacking)
    for key, value in given.items():
        if key not in scheme.door_questions:
            raise Invalid("invalid.door_question", field="door")
        whole = key == "floor_area_m2" or value == int(value)
        most = _MOST if key in MEASURE_WORDS else 1
        if not (math.isfinite(value) and whole and 0 <= value <= most):
            raise Invalid("invalid.door_answer", field="door", name=question_words(key))


def question_words(key: str) -> str:
    """What is asked at the door, in words."""
    return MEASURE_WORDS[key] if key in MEASURE_WORDS else vocabulary.amenities().word(key)
