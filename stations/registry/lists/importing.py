"""A list made into stations: all of it, or nothing.

`planned` reads and judges a list without changing anything; `applied` stores a plan in one
transaction. A person sees the plan in between where there is something to decide.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import orjson

from stations.areas import codes
from stations.areas.locator import Locator
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database, Row
from stations.errors import Refused
from stations.moments import china_day
from stations.registry import fields
from stations.registry.bulk import bulk_changes
from stations.registry.bulk.bulk_changes import ALONE, Alongside, Progress, part, silent
from stations.registry.bulk.collecting import seldom_collected
from stations.registry.entries import matching, merging, placing
from stations.registry.lists import (
    contradictions,
    import_report,
    row_answers,
    row_identity,
    row_reading,
    row_refusals,
    row_words,
    rows_above,
    suspicions,
    upload_store,
)
from stations.registry.lists.columns import column_judging, column_reading
from stations.registry.lists.import_plan import ImportPlan, PlannedRow, Terms
from stations.registry.lists.overtaking import Watch
from stations.registry.lists.row_reading import Listing
from stations.registry.lists.sheets import sheet_choice, titles
from stations.registry.model import next_version
from stations.registry.stored import store
from stations.remarks import Remark
from stations.tables import file_reading
from stations.tables.model import FileRefused

IMPORTED = "imported"


def planned(
    db: Database,
    data: bytes,
    *,
    name: str,
    terms: Terms,
    at: datetime,
    progress: Progress = silent,
) -> ImportPlan:
    """What importing this file would do. Nothing is changed, whatever the file holds."""
    with seldom_collected():
        return _planned(db, data, name=name, terms=terms, at=at, progress=progress)


def _planned(
    db: Database, data: bytes, *, name: str, terms: Terms, at: datetime, progress: Progress
) -> ImportPlan:
    revision, last = store.revision(db), log.head(db).number
    told: dict[str, Any] = {
        "file_name": name,
        "area": terms.area,
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    try:
        if terms.area and codes.by_code(terms.area[:6]) is None:
            raise Refused("bad_area", area=terms.area[:20])
        progress(Remark("step.reading"), 0)
        mapping = titles.mapped(terms.mapping)
        tables = file_reading.read(
            data, name=name, sheets=terms.sheets, id_columns=_titles("number", mapping)
        )
        told["sheets"] = tables[0].sheets
        table = sheet_choice.as_table(tables, mapping=mapping, area=terms.area, wanted=terms.sheets)
        told |= {"titles": table.columns, "sheet": table.sheet, "lists": table.lists}
        judged = column_judging.judged(table, mapping=mapping, area=terms.area)
        told["headings"] = column_reading.headings(judged)
        progress(Remark("step.checking"), 25)
        columns = column_reading.read(table, judged, datum=terms.datum)
        columns, told["skipped"] = row_answers.without_skipped(columns, terms)
        same = row_answers.same(columns, terms)
        lists = row_reading.listed(columns)
        # What a cell was is needed no more: of a long list it is a third of the memory.
        del tables, table, judged
        plan = _judged(db, lists, terms=terms, same=same, at=at, progress=progress)
    except Refused as refused:
        return replace(_refused(refused), **told)
    cells = import_report.quoted(columns.table, columns.fields, plan.rejected)
    return replace(plan, revision=revision, log=last, cells=cells, **told)


def applied(
    db: Database,
    plan: ImportPlan,
    *,
    act: Act,
    confirmed: bool,
    good_rows: bool,
    progress: Progress = silent,
) -> bool:
    """Stores a plan, all of it in one moment; true if anything was stored.

    A plan with refused rows is stored only with `good_rows`, one that asks a person only when
    `confirmed`. The import is logged whatever its outcome. Refused ('stale_plan') when what the
    plan was made against has been changed since; then nothing is stored, and planning again helps.
    """
    wanted = willing(plan, confirmed=confirmed, good_rows=good_rows)
    import_id, beside = secrets.token_hex(8), Alongside(progress=progress)
    return store_plan(db, plan, import_id=import_id, act=act, wanted=wanted, beside=beside)


def willing(plan: ImportPlan, *, confirmed: bool, good_rows: bool) -> bool:
    """Whether the importing person has agreed to all that this plan asks."""
    return {
        "accept": True,
        "accept_warn": True,
        "partial": good_rows,
        "confirm": confirmed and (good_rows or not plan.rejected),
        "reject_file": False,
    }[plan.outcome]


def store_plan(
    db: Database,
    plan: ImportPlan,
    *,
    import_id: str,
    act: Act,
    wanted: bool,
    beside: Alongside = ALONE,
) -> bool:
    """Stores a plan where it is wanted, and logs the import anyway."""
    stored = wanted and bool(plan.added or plan.changed)
    entry = {**_log_entry(plan, import_id, act=act, was_applied=stored), "area": plan.area}
    if not stored:
        with db.writing() as tx:
            beside.within(tx)
            upload_store.log_import(tx, {**entry, "log": 0})
        return False
    pairs = [(one.before, one.after) for one in (*plan.added, *plan.changed)]
    watch, subject = Watch(plan), f"import:{import_id}"
    with bulk_changes.made_ready(
        db,
        pairs,
        act=act,
        subject=subject,
        said=plan.columns,
        progress=part(beside.progress, 0, 90),
    ) as ready:
        beside.progress(Remark("step.storing"), 90)
        with db.writing(late=True) as tx:
            number = ready.take(tx, check=watch.check)
            beside.within(tx)
            upload_store.log_import(tx, {**entry, "log": number})
    return True


def _judged(
    db: Database,
    lists: Listing,
    *,
    terms: Terms,
    same: Mapping[int, str],
    at: datetime,
    progress: Progress,
) -> ImportPlan:
    entries = lists.entries
    outlines = Locator.stored(db)
    warnings = [*lists.warnings]
    warnings += placing.place(entries, datum=terms.datum, area=terms.area, outlines=outlines)
    progress(Remark("step.matching"), 45)
    good = [entry for entry in entries if not entry.problems]
    known = row_identity.known_to(db, good, same=same)
    identity = row_identity.matched(db, good, known, same=same)
    matches = identity.stations
    row_refusals.foreign(good, matches, area=terms.area)
    row_refusals.repeated(good, matches)
    row_refusals.taken(good, matches, known)
    row_refusals.backwards(good, matches, at=at)
    row_refusals.half_undone(db, good, matches)
    progress(Remark("step.doubts"), 60)
    kept = [(e, m) for e, m in zip(good, matches, strict=True) if not e.problems]
    asked = [*row_answers.emptied(kept, lists.columns), *contradictions.settle(kept)]
    gone = row_answers.removals(kept, terms.removed)
    asked += gone
    row_refusals.beyond(kept, area=terms.area)
    kept = [(entry, before) for entry, before in kept if not entry.problems]
    found = suspicions.suspicions([entry for entry, _ in kept], outlines=outlines)
    warnings += import_report.grave(found)
    found += [*lists.doubts, *asked, *identity.doubts]
    found += row_words.closing(kept, today=china_day(at))
    found += row_words.hours_in_notes(kept)
    found += row_words.without_district(kept)
    warnings += row_words.unknown_kinds(kept)
    row_words.keep_streets(kept)
    found += matching.duplicates(
        [e for e, _ in kept], [m for _, m in kept], known, candidates=identity.candidates
    )
    warnings += import_report.amenity_warnings(kept)
    progress(Remark("step.comparing"), 75)
    changes = [
        PlannedRow(row=entry.row, before=before, after=merging.merged(entry, before, at=at))
        for entry, before in kept
    ]
    stations = [one.after for one in changes]
    found += row_words.numbers_published(kept, stations)
    warnings += row_words.numbers_for_staff(kept)
    entries_kept = [entry for entry, _ in kept]
    found += rows_above.doubts(list(zip(entries_kept, stations, strict=True)), known)
    found += row_answers.without_effect(kept, stations, [*found, *warnings])
    added = tuple(change for change in changes if change.before is None)
    changed = tuple(
        PlannedRow(row=c.row, before=c.before, after=next_version(c.after, at=at))
        for c in changes
        if c.before is not None and c.after != c.before
    )
    rejected = tuple(import_report.joined(entry) for entry in entries if entry.problems)
    questions = (*lists.asked, *row_words.asked(found), *row_words.asked_for_district(kept))
    end = import_report.end_of(
        lists, terms=terms, rejected=rejected, warnings=warnings, asked=questions
    )
    return ImportPlan(
        outcome=end.outcome,
        code=end.code,
        missing=end.missing,
        total=len(entries),
        added=added,
        changed=changed,
        unchanged=len(changes) - len(added) - len(changed),
        drafts=sum(1 for change in changes if change.after.is_draft),
        rejected=rejected,
        warnings=tuple(warnings),
        suspicions=tuple(found),
        asked=questions,
        candidates=identity.candidates,
        asks_removed=bool(gone) or terms.removed is not None,
        absent=row_answers.absent(entries, matches, known, area=terms.area),
        columns=tuple(sorted(lists.columns)),
    )


def _refused(refused: Refused) -> ImportPlan:
    asks = isinstance(refused, FileRefused) and refused.code == "choose_sheet"
    return ImportPlan(
        outcome="confirm" if asks else "reject_file",
        code=refused.code,
        refused=Remark.of(refused),
    )


def _titles(key: str, mapping: Mapping[str, str]) -> frozenset[str]:
    """Every title that may stand over this column."""
    column = fields.BY_KEY[key]
    theirs = {title for title, name in mapping.items() if name in (key, column.title)}
    return frozenset({column.title, *column.in_list.others, *theirs})


def _log_entry(plan: ImportPlan, import_id: str, *, act: Act, was_applied: bool) -> Row:
    return {
        "id": import_id,
        "at": act.moment,
        "by": act.by,
        "file_name": plan.file_name[-200:].replace("\0", ""),
        "sha256": plan.sha256,
        "outcome": plan.outcome,
        "applied": int(was_applied),
        "report": orjson.dumps(plan.report(was_applied=was_applied), default=str).decode(),
    }
