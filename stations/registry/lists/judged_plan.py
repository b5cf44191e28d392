"""The plan of an upload as bytes, kept with it so that a file is read once."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import fields as parts_of
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

import orjson

from stations import sentences
from stations.moments import china_day
from stations.registry.bulk.collecting import seldom_collected
from stations.registry.lists.columns.column_reading import Heading
from stations.registry.lists.import_plan import ImportPlan, PlannedRow
from stations.registry.model import Station
from stations.registry.stored import row_reader, row_writer, sample
from stations.remarks import Remark

_REMARKS = ("rejected", "warnings", "suspicions", "asked", "skipped")
_CHANGES = ("added", "changed")
_LISTS = ("missing", "columns", "titles", "sheets", "lists", "absent")


def pack(plan: ImportPlan) -> bytes:
    """A plan as bytes, its stations as the rows of their tables."""
    values: dict[str, Any] = {part.name: getattr(plan, part.name) for part in parts_of(ImportPlan)}
    for name in _CHANGES:
        values[name] = [
            [one.row, one.before and _laid(one.before), _laid(one.after)] for one in values[name]
        ]
    values["cells"] = list(plan.cells.items())
    values["kept_likeness"] = plan.likeness()
    values["candidates"] = list(plan.candidates.items())
    return zlib.compress(orjson.dumps([_form(), values], default=str), 1)


def unpack(packed: bytes) -> ImportPlan | None:
    """The plan; None where another version of the program has written it."""
    with seldom_collected():
        return _unpacked(packed)


def _unpacked(packed: bytes) -> ImportPlan | None:
    form, values = orjson.loads(zlib.decompress(packed))
    if form != _form():
        return None
    for name in _CHANGES:
        values[name] = tuple(
            PlannedRow(row=row, before=before and _station(before), after=_station(after))
            for row, before, after in values[name]
        )
    for name in _REMARKS:
        values[name] = tuple(map(Remark.kept, values[name]))
    values["refused"] = values["refused"] and Remark.kept(values["refused"])
    for name in _LISTS:
        values[name] = tuple(values[name])
    values["headings"] = tuple(Heading(**one) for one in values["headings"])
    candidates = {row: tuple(ids) for row, ids in values["candidates"]}
    return ImportPlan(**{**values, "cells": dict(values["cells"]), "candidates": candidates})


def renewed(plan: ImportPlan, *, judged: datetime, at: datetime) -> ImportPlan | None:
    """The plan as if judged at a later moment of the same day; None on another day."""
    if china_day(judged) != china_day(at):
        return None
    added, changed = (
        tuple(replace(one, after=_made(one.after, at=at)) for one in changes)
        for changes in (plan.added, plan.changed)
    )
    return replace(plan, added=added, changed=changed)


def _made(station: Station, *, at: datetime) -> Station:
    record = station.record
    if record is None:
        return station
    created = at if record.version == 1 else record.created_at
    return replace(station, record=replace(record, created_at=created, updated_at=at))


def _laid(station: Station) -> list[Any]:
    return list(row_writer.laid(station).tables().values())


def _station(laid: list[Any]) -> Station:
    [row], *children = laid
    return row_reader.station_of(row, *children)


@cache
def _form() -> list[Any]:
    """What a plan written by this program looks like."""
    rows = (row for table in _laid(sample.one_of_each()) for row in table)
    return [
        [part.name for part in parts_of(ImportPlan)],
        [part.name for part in parts_of(Remark)],
        sorted({name for row in rows for name in row}),
        # What is kept of a remark are the key and values of a sentence of this version.
        hashlib.sha256(orjson.dumps(sentences.known())).hexdigest(),
    ]
