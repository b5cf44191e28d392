"""How does a union's list become stations: all of it, or nothing?

`planned` reads and judges a list without changing anything; `applied` stores a plan in one
transaction. A person sees the plan in between where there is something to decide.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

import orjson

from stations.areas import codes
from stations.areas.locating import Locator
from stations.db.base import Database, Row
from stations.errors import Refused
from stations.geo.point import Datum
from stations.registry import (
    columns,
    listing,
    matching,
    merging,
    placing,
    store,
    suspecting,
    vocabulary,
)
from stations.registry.listing import Entry, Listing, Remark
from stations.registry.model import Station, next_version
from stations.registry.rows import moment_text
from stations.tables import reading
from stations.tables.model import FileRefused

Outcome = Literal["accept", "accept_warn", "partial", "reject_file", "confirm"]
Progress = Callable[[str, int], None]
"""Called with what is being done and how much of it is done, in percent."""

Changes = dict[str, tuple[str, str]]
"""Column key → what it was and what it is, as text."""

MOST_REPORTED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Under which terms a list is taken: what the importer says of it, and may do."""

    datum: Datum | None = None
    area: str = ""
    """What the importer may write; '' is the operator, who may write everywhere."""
    mapping: Mapping[str, str] = field(default_factory=dict)
    sheet: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One row that can be stored: what the station was, and what it becomes."""

    row: int
    before: Station | None
    after: Station


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an import would do."""

    outcome: Outcome
    code: str = ""
    message: str = ""
    total: int = 0
    added: tuple[Change, ...] = ()
    changed: tuple[Change, ...] = ()
    unchanged: int = 0
    drafts: int = 0
    rejected: tuple[Remark, ...] = ()
    warnings: tuple[Remark, ...] = ()
    suspicions: tuple[Remark, ...] = ()
    file_name: str = ""
    sha256: str = ""
    columns: tuple[str, ...] = ()
    """Keys of the columns that the file has."""

    def report(self, *, was_applied: bool) -> dict[str, Any]:
        """The plan and what came of it, as JSON values (INTERFACE: `import --json`)."""
        return {
            "outcome": self.outcome,
            "code": self.code,
            "message": self.message,
            "applied": was_applied,
            "total": self.total,
            "added": len(self.added),
            "changed": len(self.changed),
            "unchanged": self.unchanged,
            "drafts": self.drafts,
            "rejected": [_said(remark) for remark in self.rejected[:MOST_REPORTED]],
            "rejected_total": len(self.rejected),
            "warnings": [_said(remark) for remark in self.warnings[:MOST_REPORTED]],
            "warnings_total": len(self.warnings),
            "suspicions": [_said(remark) for remark in self.suspicions],
        }


def planned(
    db: Database,
    data: bytes,
    *,
    name: str,
    terms: Terms,
    at: datetime,
    progress: Progress = lambda words, percent: None,
) -> Plan:
    """What importing this file would do. Nothing is changed, whatever the file holds."""
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        if terms.area and codes.by_code(terms.area[:6]) is None:
            raise Refused(
                f"没有区划代码“{terms.area[:20]}”。请写 370102 这样的代码。", code="bad_area"
            )
        progress("读取文件", 0)
        table = reading.read(
            data, name=name, sheet=terms.sheet, id_columns=_titles("number", terms.mapping)
        )
        progress("检查每一行", 25)
        lists = listing.listed(table, mapping=terms.mapping, operator=not terms.area)
    except Refused as refused:
        return _refused(refused, name=name, sha256=sha256)
    return _judged(db, lists, terms=terms, at=at, progress=progress, file=(name, sha256))


def applied(
    db: Database, plan: Plan, *, by: str, at: datetime, confirmed: bool, good_rows: bool
) -> bool:
    """Stores a plan in one transaction; was anything stored?

    A plan with refused rows is stored only with `good_rows`, one that asks a person only when
    `confirmed`. The import is logged whatever its outcome. Refused when a station of the plan
    has been changed since; then nothing is stored.
    """
    willing = {
        "accept": True,
        "accept_warn": True,
        "partial": good_rows,
        "confirm": confirmed and (good_rows or not plan.rejected),
        "reject_file": False,
    }[plan.outcome]
    stored = willing and bool(plan.added or plan.changed)
    with db.writing():
        if stored:
            _store(db, plan, by=by, at=at)
        store.log_import(db, _log_entry(plan, by=by, at=at, was_applied=stored))
    return stored


def _judged(
    db: Database,
    lists: Listing,
    *,
    terms: Terms,
    at: datetime,
    progress: Progress,
    file: tuple[str, str],
) -> Plan:
    entries = lists.entries
    outlines = Locator.stored(db)
    warnings = [*lists.warnings]
    warnings += placing.place(entries, datum=terms.datum, area=terms.area, outlines=outlines)
    progress("和已有的驿站核对", 45)
    good = [entry for entry in entries if not entry.problems]
    known = store.in_cities(db, [*{entry.city for entry in good}])
    matches = matching.matched(good, known)
    _refuse_foreign(good, matches, area=terms.area)
    progress("查找可疑之处", 60)
    kept = [(e, m) for e, m in zip(good, matches, strict=True) if not e.problems]
    found = suspecting.suspicions([entry for entry, _ in kept], outlines=outlines)
    warnings += _hours_warnings(found)
    found += matching.duplicates([e for e, _ in kept], [m for _, m in kept], known)
    warnings += _amenity_warnings(kept)
    progress("比较内容", 75)
    changes = [
        Change(row=entry.row, before=before, after=merging.merged(entry, before, at=at))
        for entry, before in kept
    ]
    added = tuple(change for change in changes if change.before is None)
    changed = tuple(
        Change(row=c.row, before=c.before, after=next_version(c.after, at=at))
        for c in changes
        if c.before is not None and c.after != c.before
    )
    rejected = tuple(_joined(entry) for entry in entries if entry.problems)
    outcome, code, message = _outcome(lists, terms=terms, rejected=rejected, warnings=warnings)
    return Plan(
        outcome=outcome,
        code=code,
        message=message,
        total=len(entries),
        added=added,
        changed=changed,
        unchanged=len(changes) - len(added) - len(changed),
        drafts=sum(1 for change in changes if change.after.is_draft),
        rejected=rejected,
        warnings=tuple(warnings),
        suspicions=tuple(found),
        file_name=file[0],
        sha256=file[1],
        columns=tuple(sorted(lists.columns)),
    )


def _outcome(
    lists: Listing, *, terms: Terms, rejected: Sequence[Remark], warnings: Sequence[Remark]
) -> tuple[Outcome, str, str]:
    if placing.undeclared(lists.entries, datum=terms.datum):
        return (
            "confirm",
            "crs_undeclared",
            "没有说明坐标系。请用 --datum wgs84、gcj02 或 bd09 说明；"
            "确认是 WGS-84 也可以加 --yes。",
        )
    if not lists.has_coordinates:
        return (
            "confirm",
            "missing_column",
            "没有经度、纬度两列，所有驿站都会先存为草稿。确认这样导入，请加 --yes。",
        )
    if "number" not in lists.columns:
        return (
            "confirm",
            "missing_column",
            "没有站点编号这一列，只能按名称和位置认驿站。确认这样导入，请加 --yes。",
        )
    if rejected:
        return (
            "partial",
            "rows_rejected",
            f"有 {len(rejected)} 行不能导入，什么都还没有保存。改好后再试，"
            "或加 --accept-good-rows 只导入没有问题的行。",
        )
    return ("accept_warn" if warnings else "accept"), "", ""


def _refused(refused: Refused, *, name: str, sha256: str) -> Plan:
    asks = isinstance(refused, FileRefused) and refused.code == "choose_sheet"
    return Plan(
        outcome="confirm" if asks else "reject_file",
        code=refused.code,
        message=refused.message,
        file_name=name,
        sha256=sha256,
    )


def _titles(key: str, mapping: Mapping[str, str]) -> frozenset[str]:
    """Every title that may stand over this column."""
    column = columns.BY_KEY[key]
    theirs = {title for title, name in mapping.items() if name in (key, column.title)}
    return frozenset({column.title, *column.others, *theirs})


def _refuse_foreign(
    entries: Sequence[Entry], matches: Sequence[Station | None], *, area: str
) -> None:
    """A row may not reach a station that somebody else keeps."""
    for entry, station in zip(entries, matches, strict=True):
        if station and area and not codes.covers(area, station.place.area_code):
            entry.problems.append(
                Remark(
                    row=entry.row,
                    field="站点编号",
                    code="foreign_district",
                    message="这个编号的驿站由别的区域管理，不能在这里修改。请核对编号。",
                )
            )


def _hours_warnings(found: Sequence[Remark]) -> list[Remark]:
    return [
        Remark(row=r.row, field="开放时间", code="hours_not_parsed", message=r.message)
        for r in found
        if r.code == "hours_not_understood"
    ]


def _amenity_warnings(kept: Sequence[tuple[Entry, Station | None]]) -> Iterator[Remark]:
    word = vocabulary.amenities().word
    for entry, _ in kept:
        named = entry.values.get("amenities")
        if named is None or not (named.unknown or named.guessed):
            continue
        said = [f"没认出：{'、'.join(w[:20] for w in named.unknown[:10])}"] if named.unknown else []
        said += [f"“{part[:20]}”读作{word(i)}" for part, i in list(named.guessed.items())[:10]]
        yield Remark(
            row=entry.row,
            field="设施",
            code="amenity_unknown" if named.unknown else "amenity_guessed",
            message=f"第 {entry.row} 行的设施，{'；'.join(said)}。",
        )


def _joined(entry: Entry) -> Remark:
    """One refusal for a row: the first problem, with the others in its message."""
    first, *others = entry.problems
    if not others:
        return first
    more = "；".join(other.message for other in others[:5])
    return listing.Remark(
        row=first.row, field=first.field, code=first.code, message=f"{first.message}另外：{more}"
    )


def _said(remark: Remark) -> dict[str, Any]:
    said: dict[str, Any] = {"row": remark.row, "code": remark.code, "message": remark.message}
    return said if remark.field is None else {**said, "field": remark.field}


def _store(db: Database, plan: Plan, *, by: str, at: datetime) -> None:
    if plan.added:
        store.add(
            db,
            [change.after for change in plan.added],
            history=(_history(c, _first(c, plan), by=by, at=at) for c in plan.added),
        )
    if plan.changed:
        store.save(
            db,
            [change.after for change in plan.changed],
            history=(
                _history(c, differences(c.before, c.after), by=by, at=at) for c in plan.changed
            ),
        )


def _history(change: Change, changes: Changes, *, by: str, at: datetime) -> Row:
    record = change.after.record
    return {
        "station_id": change.after.id,
        "version": record.version if record else 1,
        "at": moment_text(at),
        "by": by,
        "action": "imported",
        "reason": "",
        "changes": orjson.dumps(changes).decode(),
    }


def differences(before: Station | None, after: Station) -> Changes:
    """Column by column, what it was and what it is, as text."""
    new = columns.texts(after)
    old = columns.texts(before) if before else dict.fromkeys(new, "")
    return {key: (old[key], text) for key, text in new.items() if old[key] != text}


def _first(change: Change, plan: Plan) -> Changes:
    """What a list said of a new station: the columns that the file has."""
    texts = columns.texts(change.after, plan.columns)
    return {key: ("", text) for key, text in texts.items() if text}


def _log_entry(plan: Plan, *, by: str, at: datetime, was_applied: bool) -> Row:
    return {
        "id": secrets.token_hex(8),
        "at": moment_text(at),
        "by": by,
        "file_name": plan.file_name[-200:].replace("\0", ""),
        "sha256": plan.sha256,
        "outcome": plan.outcome,
        "applied": int(was_applied),
        "report": orjson.dumps(plan.report(was_applied=was_applied)).decode(),
    }
