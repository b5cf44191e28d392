"""The report of an import in words, as it was made or as it was kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from stations import row_places
from stations.remarks import Remark

_PARTS = ("rejected", "warnings", "suspicions", "asked")


def worded(report: Mapping[str, Any]) -> dict[str, Any]:
    """The whole report, for a program."""
    said: dict[str, Any] = {"message": sentence(report["message"])}
    said |= {part: told(report, part) for part in _PARTS}
    return {name: said.get(name, value) for name, value in report.items() if name != "lists"}


def sentence(kept: Any) -> str:
    """What was kept to be said; an older version kept the sentence."""
    return kept if isinstance(kept, str) else _words(_remark(kept), ())


def told(report: Mapping[str, Any], part: str) -> list[dict[str, Any]]:
    """What is said of rows in one part of a report."""
    sheets = report.get("lists", ())
    # `field` is null where no one column is meant; of suspicions it is left out then.
    empty = {} if part == "suspicions" else {"field": None}
    return [{**empty, **_told(one, sheets)} for one in report[part]]


def _told(one: Any, sheets: Sequence[str]) -> Mapping[str, Any]:
    remark = _remark(one)
    if remark is None:
        # An older version kept the sentence.
        kept: Mapping[str, Any] = one
        return kept
    told: dict[str, Any] = {
        "row": remark.row and row_places.number(remark.row),
        "code": remark.code,
        "message": _words(remark, sheets),
    }
    if remark.row and sheets:
        told["sheet"] = row_places.sheet(remark.row, sheets)
    return told if remark.field is None else {**told, "field": remark.field}


def _remark(one: Any) -> Remark | None:
    if isinstance(one, Mapping):
        return Remark.kept(one) if "key" in one else None
    return one if isinstance(one, Remark) else None


def _words(remark: Remark | None, sheets: Sequence[str]) -> str:
    if remark is None:
        return ""
    try:
        return remark.words(sheets)
    except KeyError:  # Its sentence was of an older version.
        return f"（{remark.code}）"
