"""Lists of small records as one cell that people read: 荣誉：最美驿站，级别：省级；荣誉：…"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

Record = Mapping[str, str]
_SPECIAL = re.compile("[；，：“”\\s]")
_PART = re.compile(
    "(?P<label>[^；，：“”]+)：(?P<value>“(?:[^”]|””)*”|[^；，：“”]*)(?P<end>[；，]|$)"
)


def _nothing() -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLabel:
    """What a value of a record is called, and how the ids among its values are said."""

    word: str
    words: Callable[[], Mapping[str, str]] = field(default=_nothing)


def text(records: Iterable[Record], labels: Mapping[str, RecordLabel]) -> str:
    """The records in words; what is empty is left out. Texts with marks in them are quoted."""
    return "；".join(
        "，".join(
            f"{labels[key].word}：{_quoted(labels[key].words().get(value, value))}"
            for key, value in record.items()
            if value
        )
        for record in records
    )


def read(words: str, labels: Mapping[str, RecordLabel]) -> list[dict[str, str]]:
    """The records that `text` wrote; ValueError for what it does not write."""
    keys = {label.word: key for key, label in labels.items()}
    found: list[dict[str, str]] = [{}]
    at = 0
    while at < len(words):
        part = _PART.match(words, at)
        if part is None or part["label"].strip() not in keys:
            raise ValueError(words[at : at + 20])
        key = keys[part["label"].strip()]
        said = _bare(part["value"])
        ids = {word: value for value, word in labels[key].words().items()}
        if ids and said not in ids:
            raise ValueError(said)
        found[-1][key] = ids.get(said, said)
        if part["end"] == "；":
            found.append({})
        at = part.end()
    return found


def _quoted(value: str) -> str:
    return f"“{value.replace('”', '””')}”" if _SPECIAL.search(value) else value


def _bare(value: str) -> str:
    return value[1:-1].replace("””", "”") if value.startswith("“") else value.strip()
