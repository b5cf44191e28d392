"""Uploaded lists that wait for a look.

The id of the upload becomes the id of the import, so that a second press of the button finds the
import that the first one made.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from stations.accounts.model import Account, Scope, authorise
from stations.accounts.roles import Action
from stations.audit.model import Act
from stations.db.base import Database, Transaction
from stations.errors import Invalid, NotFound, Refused
from stations.registry.bulk.bulk_changes import ALONE, Alongside, Progress, part, silent
from stations.registry.lists import importing, judged_plan, upload_store
from stations.registry.lists.columns import meaning
from stations.registry.lists.import_plan import ImportPlan, Terms
from stations.registry.lists.row_answers import REMOVED_WORDS
from stations.registry.lists.upload_store import Staged
from stations.registry.stored import store

_LONGEST_NAME = 200
_MOST_TITLES = 200
_OVERTAKEN = frozenset({"stale_plan", "stale_version", "busy"})
_MOST_ANSWERS = 2_000
IsLarge = Callable[[bytes], bool]
SKIP, TAKE = "skip", "take"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What the importing person has agreed to."""

    likeness: str
    """Of the plan that they have seen."""
    confirmed: bool = False
    good_rows: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RowAnswers:
    """What a person says of the rows of an upload."""

    rows: Mapping[str, str]
    """Row → SKIP, TAKE, or which station it is."""
    removed: str = ""
    """One of REMOVED_WORDS; empty: as it was said before."""


class Changed(Refused):
    """The list would now do something else than was shown."""


def stage(
    db: Database, data: bytes, *, name: str, terms: Terms, by: Account, act: Act
) -> tuple[str, ImportPlan]:
    """Keeps an upload, and says what importing it would do; its id, '' where it can't be used.

    A file that is refused as a whole is not kept, unless naming its columns may help; that it
    was sent is logged. Columns are taken as they were matched in this area before.
    """
    kept = _kept(db, data, name=name, terms=terms, by=by, at=act.at)
    plan = _judged_again(db, kept, terms=kept.terms, at=act.at)
    if plan.outcome == "reject_file" and not may_help(plan):
        importing.store_plan(db, plan, import_id=kept.id, act=act, wanted=False)
        return "", plan
    with db.writing() as tx:
        upload_store.add(tx, replace(kept, plan=plan, judged_at=act.at))
    return kept.id, plan


def keep(db: Database, data: bytes, *, name: str, terms: Terms, by: Account, at: datetime) -> str:
    """Keeps an upload that is to be judged; its id."""
    kept = _kept(db, data, name=name, terms=terms, by=by, at=at)
    with db.writing() as tx:
        upload_store.add(tx, kept)
    return kept.id


def judge(
    db: Database, staged_id: str, *, by: Account, act: Act, progress: Progress = silent
) -> Refused | None:
    """Judges an upload that was kept; why it can't be used, and then it is not kept."""
    found = upload_store.get(db, staged_id, account_id=by.id, at=act.at)
    authorise(by, Action.IMPORT, Scope(areas=(found.terms.area,)))
    plan = _judged_again(db, found, terms=found.terms, at=act.at, progress=progress)
    if plan.outcome != "reject_file" or may_help(plan):
        with db.writing() as tx:
            upload_store.set_plan(tx, found.id, found.terms, plan, at=act.at)
        return None

    def within(tx: Transaction) -> None:
        upload_store.drop(tx, found.id)

    beside = Alongside(within=within)
    importing.store_plan(db, plan, import_id=found.id, act=act, wanted=False, beside=beside)
    return plan.refused.error(Refused) if plan.refused else None


def _kept(
    db: Database, data: bytes, *, name: str, terms: Terms, by: Account, at: datetime
) -> Staged:
    """An upload under these terms, its columns as they were matched in this area before."""
    with db.writing() as tx:
        authorise(by, Action.IMPORT, Scope(areas=(terms.area,)))
        upload_store.forget_old(tx, at=at)
        upload_store.check_room(tx, account_id=by.id)
        terms = replace(terms, mapping=upload_store.remembered(tx, terms.area))
    return Staged(
        id=secrets.token_hex(8),
        account_id=by.id,
        at=at,
        file_name=_plain(name),
        content=data,
        terms=terms,
    )


def may_help(plan: ImportPlan) -> bool:
    """Whether naming columns may make a refused file usable."""
    return bool(plan.titles) and plan.code in ("missing_column", "duplicate_column", "bad_mapping")


def planned(
    db: Database, staged_id: str, *, is_large: IsLarge, by: Account, at: datetime
) -> tuple[Staged, ImportPlan]:
    """An upload of this account, and what importing it would do, as it was last judged.

    Nothing is read or judged anew where that is known. What has changed since is looked at when
    it is applied.
    """
    found = upload_store.get(db, staged_id, account_id=by.id, at=at)
    authorise(by, Action.IMPORT, Scope(areas=(found.terms.area,)))
    if found.plan is None and is_large(found.content):
        # The process that should have judged it has given up.
        raise Refused("upload_unjudged")
    return found, found.plan or _judged_again(db, found, terms=found.terms, at=at)


def is_current(db: Database, plan: ImportPlan) -> bool:
    """Whether the registry is as it was when the plan was judged."""
    return plan.revision == store.revision(db)


def take(
    db: Database, staged_id: str, terms: Terms, *, is_large: IsLarge, by: Account, at: datetime
) -> bool:
    """Takes an upload under other terms; Invalid for a column that is not ours.

    False where it is large and still to be judged.
    """
    for title, key in terms.mapping.items():
        if key and meaning.of_key(key) is None:
            raise Invalid("invalid.mapped_column", field="mapping", title=title[:50])
    if len(terms.mapping) > _MOST_TITLES:
        raise Invalid("invalid.too_many_titles", field="mapping")
    found = upload_store.get(db, staged_id, account_id=by.id, at=at)
    authorise(by, Action.IMPORT, Scope(areas=(found.terms.area,)))
    authorise(by, Action.IMPORT, Scope(areas=(terms.area,)))
    # What is remembered of other lists stays; what was said of this one goes before it.
    mapping = {**upload_store.remembered(db, terms.area), **terms.mapping}
    terms = replace(terms, mapping=mapping)
    if terms.sheets == found.terms.sheets:
        old = found.terms
        terms = replace(terms, skip=old.skip, same=old.same, removed=old.removed)
    if not is_large(found.content):
        _judge_anew(db, found, terms=terms, at=at)
        return True
    with db.writing() as tx:
        upload_store.set_plan(tx, found.id, terms, None, at=at)
    return False


def answer(
    db: Database,
    staged_id: str,
    answers: RowAnswers,
    *,
    is_large: IsLarge,
    by: Account,
    at: datetime,
) -> bool:
    """Takes what a person says of rows.

    What is not spoken of stays as it was said before. False where the list is large and still to be
    judged.
    """
    found = upload_store.get(db, staged_id, account_id=by.id, at=at)
    authorise(by, Action.IMPORT, Scope(areas=(found.terms.area,)))
    skip, same = set(found.terms.skip), dict(found.terms.same)
    for row, said in answers.rows.items():
        skip.discard(row)
        same.pop(row, None)
        if said == SKIP:
            skip.add(row)
        elif said != TAKE:
            same[row] = said
    if len(skip) + len(same) > _MOST_ANSWERS:
        raise Invalid("invalid.too_many_answers", field="rows", most=_MOST_ANSWERS)
    state = REMOVED_WORDS.get(answers.removed, found.terms.removed)
    terms = replace(found.terms, skip=frozenset(skip), same=same, removed=state)
    if is_large(found.content):
        with db.writing() as tx:
            upload_store.set_plan(tx, found.id, terms, None, at=at)
        return False
    plan = _judged_again(db, found, terms=terms, at=at)
    if plan.refused and plan.code in ("bad_row", "bad_same"):
        raise plan.refused.error(Invalid, field="rows")
    with db.writing() as tx:
        upload_store.set_plan(tx, found.id, terms, plan, at=at)
    return True


def discard(db: Database, staged_id: str, *, by: Account, at: datetime) -> None:
    """Gives an upload up."""
    with db.writing() as tx:
        upload_store.get(tx, staged_id, account_id=by.id, at=at)
        upload_store.drop(tx, staged_id)


def apply(
    db: Database,
    staged_id: str,
    agreed: Agreed,
    *,
    by: Account,
    act: Act,
    beside: Alongside = ALONE,
) -> str:
    """Imports an upload, all of it in one moment; the id of the import.

    A second call gives the first one's import. Changed where the list would now do something
    else than was seen; Invalid where something has not been agreed to. Then nothing is stored.
    """
    if _done(db, staged_id, by=by):
        return staged_id
    found = upload_store.get(db, staged_id, account_id=by.id, at=act.at)
    authorise(by, Action.IMPORT, Scope(areas=(found.terms.area,)))
    plan = _still_true(db, found, at=act.at)
    for is_last in (False, True):
        if plan is None:
            told = part(beside.progress, 0, 40)
            plan = _judge_anew(db, found, terms=found.terms, at=act.at, progress=told)
        _check_agreed(plan, agreed)
        try:
            _store(db, found, plan, act=act, beside=beside)
            break
        except Refused as refused:
            if refused.code == "upload_gone" and _done(db, staged_id, by=by):
                break
            if is_last or refused.code not in _OVERTAKEN:
                raise
        # Somebody was quicker: judged again, it may still do what was agreed to.
        plan = None
    return staged_id


def _check_agreed(plan: ImportPlan, agreed: Agreed) -> None:
    if plan.likeness() != agreed.likeness:
        raise Changed("changed_since")
    if not importing.willing(plan, confirmed=agreed.confirmed, good_rows=agreed.good_rows):
        raise Invalid("not_agreed", field="agree")


def _store(db: Database, found: Staged, plan: ImportPlan, *, act: Act, beside: Alongside) -> None:
    """Imports an upload that still waits."""

    def within(tx: Transaction) -> None:
        if not upload_store.drop(tx, found.id):
            raise Refused("upload_gone")
        titles = set(plan.titles)
        said = found.terms.mapping.items()
        mapping = {title: meaning.undated(key) for title, key in said if title in titles}
        upload_store.remember(tx, found.terms.area, mapping)
        beside.within(tx)

    beside_too = replace(beside, within=within)
    importing.store_plan(db, plan, import_id=found.id, act=act, wanted=True, beside=beside_too)


def _still_true(db: Database, found: Staged, *, at: datetime) -> ImportPlan | None:
    """The plan that was seen, where judging again would give the same."""
    if found.plan is None or found.judged_at is None or not is_current(db, found.plan):
        return None
    return judged_plan.renewed(found.plan, judged=found.judged_at, at=at)


def _judge_anew(
    db: Database, found: Staged, *, terms: Terms, at: datetime, progress: Progress = silent
) -> ImportPlan:
    """Judges an upload and keeps the plan with it."""
    plan = _judged_again(db, found, terms=terms, at=at, progress=progress)
    with db.writing() as tx:
        upload_store.set_plan(tx, found.id, terms, plan, at=at)
    return plan


def _judged_again(
    db: Database, found: Staged, *, terms: Terms, at: datetime, progress: Progress = silent
) -> ImportPlan:
    data, name = found.content, found.file_name
    return importing.planned(db, data, name=name, terms=terms, at=at, progress=progress)


def _done(db: Database, staged_id: str, *, by: Account) -> bool:
    try:
        row = upload_store.import_of(db, staged_id)
    except NotFound:
        return False
    authorise(by, Action.IMPORT, Scope(areas=(row["area"],)))
    return True


def _plain(name: str) -> str:
    """The name of a file without its folders and without what is no character."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in last if c.isprintable())[-_LONGEST_NAME:] or "名单"
