"""Titles, hints, choices and values of a station's form."""

from __future__ import annotations

from collections.abc import Mapping

from stations.hours import summary
from stations.hours.model import LONGEST, Understood
from stations.hours.phrases import reading
from stations.registry import vocabulary
from stations.registry.editing import form_values
from stations.registry.editing.station_form import Unfit
from stations.registry.fields import INPUTS
from stations.registry.fields.choices import NOT_REGISTERED
from stations.registry.fields.field import Choices, Control, Input
from stations.registry.model import Hours
from stations.registry.states import AMENITY_STATE_WORDS, REACHABLE

PARTS = {
    "state": "",
    "note": "说明",
    "hours": "单独的开放时间",
    "call": "怎么叫人",
    "shut": "驿站关门时",
}
"""What the fields of one amenity are called."""
_WHEN_SHUT: Choices = (("", "不能用"), ("1", "也能用"))
_STATES: Choices = (
    ("", NOT_REGISTERED),
    *((state.value, words) for state, words in AMENITY_STATE_WORDS.items()),
)


def title(key: str) -> str:
    """What stands over a field, or names the unit of several."""
    if key.startswith(form_values.AMENITY):
        amenity_id, _, part = key.removeprefix(form_values.AMENITY).partition("-")
        return f"{vocabulary.amenities().word(amenity_id)} {PARTS.get(part, '')}".strip()
    return input_of(key).title or INPUTS[key].title


def input_of(key: str) -> Input:
    """How a field that is no amenity's stands in the form."""
    found = INPUTS[key].input
    if found is None:
        raise KeyError(key)
    return found


def choices(key: str) -> Choices:
    """What can be chosen in a field; nothing for a field of free text. Areas are not told here."""
    if key.startswith(form_values.AMENITY):
        part = key.rpartition("-")[2]
        return {"state": _STATES, "shut": _WHEN_SHUT}.get(part, ())
    found = input_of(key).choices
    return found() if found else ()


def said(key: str, text: str) -> str:
    """A field's text in words."""
    known = INPUTS.get(key)
    if known and known.input and known.input.words:
        return known.input.words(text)
    if known and known.input and known.input.control is Control.CHECKS:
        words = dict(choices(key))
        return "、".join(words.get(part, part) for part in text.split("、") if part)
    if key.endswith("-shut"):
        return REACHABLE if text else ""
    return dict(choices(key)).get(text, text) if text or key.endswith("-state") else ""


def hours_read(words: str, stored: Hours | None = None) -> dict[str, str]:
    """How words on hours are read: a page without scripts shows it after it was sent.

    Hours that are `stored` stay as they are while no one touches their words.
    """
    if not words or len(words) > LONGEST:
        return {}
    if stored is not None and stored.osm and words == (stored.words or stored.osm):
        known = summary.in_words(stored.osm, staffed=stored.staffed)
        return {"state": "kept", "said": f"劳动者看到的是：{known}。"}
    read = reading.read(words)
    known = summary.in_words(read.osm, staffed=read.staffed_osm)
    if read.understood is Understood.UNKNOWN:
        return {"state": "unknown", "said": "没有读懂，劳动者会看到“时间未知”。"}
    if read.understood is Understood.EXACT:
        return {"state": "exact", "said": f"读懂了：{known}。"}
    return {"state": "partial", "said": f"只读懂一部分：{known}。没有算进去的：{read.lost}。"}


def unit_said(unit: str, values: Mapping[str, str]) -> str:
    """All fields of a unit in words; “空” where they are empty."""
    members = [key for key in values if form_values.unit_of(key) == unit]
    if unit == "point" and not values.get("point"):
        members = []
    shown = [_phrase(key).format(said(key, values[key])) for key in members if values[key]]
    return " · ".join(shown) or (NOT_REGISTERED if unit.startswith(form_values.AMENITY) else "空")


def _phrase(key: str) -> str:
    return input_of(key).phrase if key in INPUTS else "{}"


def messages(unfit: Unfit) -> dict[str, str]:
    """What is wrong of each field."""
    return {field: problem.message for field, problem in unfit.problems.items()}
