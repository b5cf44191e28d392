"""Uploaded lists that wait for a look.

The id of the upload becomes the id of the import, so that a second press of the button finds the
import that the first one made.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from stations.accounts.model import Account, Scope, authorise
from stations.accounts.roles import Action
from stations.audit.model import Act
from stations.db.base import Database, Transaction
from stations.errors import Invalid, NotFound, Refused
from stations.registry.bulk.bulk_changes import ALONE, Beside
from stations.registry.lists import importing, judged_plan, upload_store
from stations.registry.lists.columns import meaning
from stations.registry.lists.import_plan import ImportPlan, Terms
from stations.registry.lists.upload_store import Staged
from stations.registry.stored import store

_LONGEST_NAME = 200
_MOST_TITLES = 200
_TAKEN = "upload_gone"
_GONE = "这份名单刚被导入或放弃了。请回到导入列表看看。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What the importing person has agreed to."""

    likeness: str
    """Of the plan that they have seen."""
    confirmed: bool = False
    good_rows: bool = False


class Changed(Refused):
    """The list would now do something else than was shown."""


def stage(
    db: Database, data: bytes, *, name: str, terms: Terms, by: Account, act: Act
) -> tuple[str, ImportPlan]:
    """Keeps an upload, and says what importing it would do; its id, '' where it can't be used.

    A file that is refused as a whole is not kept, unless naming its columns may help; that it
    was sent is logged. Columns are taken as they were matched in this area before.
    """
    name = _plain(name)
    with db.writing() as tx:
        authorise(by, Action.IMPORT, Scope(areas=(terms.area,)))
        upload_store.forget_old(tx, at=act.at)
        terms = replace(terms, mapping=upload_store.remembered(tx, terms.area))
    plan = importing.planned(db, data, name=name, terms=terms, at=act.at)
    if plan.outcome == "reject_file" and not may_help(plan):
        importing.store_plan(db, plan, import_id=secrets.token_hex(8), act=act, wanted=False)
        return "", plan
    kept = Staged(
        id=secrets.token_hex(8),
        account_id=by.id,
        at=act.at,
        file_name=name,
        content=data,
        terms=terms,
        plan=plan,
        judged_at=act.at,
    )
    with db.writing() as tx:
        upload_store.add(tx, kept)
    return kept.id, plan


def may_help(plan: ImportPlan) -> bool:
    """Whether naming columns may make a refused file usable."""
    return bool(plan.titles) and plan.code in ("missing_column", "duplicate_column", "bad_mapping")


def planned(
    db: Database, staged_id: str, *, by: Account, at: datetime
) -> tuple[Staged, ImportPlan]:
    """An upload of this account, and what importing it would do, as it was last judged.

    Nothing is read or judged anew where that is known. What has changed since is looked at when
    it is applied.
    """
    found = upload_store.get(db, staged_id, account_id=by.id, at=at)
    authorise(by, Action.IMPORT, Scope(areas=(found.terms.area,)))
    return found, found.plan or _judged_again(db, found, terms=found.terms, at=at)


def is_current(db: Database, plan: ImportPlan) -> bool:
    """Whether the registry is as it was when the plan was judged."""
    return plan.revision == store.revision(db)


def take(db: Database, staged_id: str, terms: Terms, *, by: Account, at: datetime) -> None:
    """Takes an upload under other terms; Invalid for a column that is not ours."""
    for title, key in terms.mapping.items():
        if key and meaning.of_key(key) is None:
            raise Invalid(f"“{title[:50]}”对应的列不对。请重新选。", field="mapping")
    if len(terms.mapping) > _MOST_TITLES:
        raise Invalid("列太多了。请删去用不到的列，再上传。", field="mapping")
    found = upload_store.get(db, staged_id, account_id=by.id, at=at)
    authorise(by, Action.IMPORT, Scope(areas=(found.terms.area,)))
    authorise(by, Action.IMPORT, Scope(areas=(terms.area,)))
    # What is remembered of other lists stays; what was said of this one goes before it.
    mapping = {**upload_store.remembered(db, terms.area), **terms.mapping}
    _judge_anew(db, found, terms=replace(terms, mapping=mapping), at=at)


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
    beside: Beside = ALONE,
) -> str:
    """Imports an upload, all of it in one moment; the id of the import.

    A second call gives the first one's import. Changed where the list would now do something
    else than was seen; Invalid where something has not been agreed to. Then nothing is stored.
    """
    if _done(db, staged_id, by=by):
        return staged_id
    found = upload_store.get(db, staged_id, account_id=by.id, at=act.at)
    authorise(by, Action.IMPORT, Scope(areas=(found.terms.area,)))
    plan = _still_true(db, found, at=act.at) or _judge_anew(db, found, terms=found.terms, at=act.at)
    if plan.likeness() != agreed.likeness:
        raise Changed("您看的时候，驿站被别人改过。下面是重新核对的结果，请再看一遍。")
    if not importing.willing(plan, confirmed=agreed.confirmed, good_rows=agreed.good_rows):
        raise Invalid("还没有同意要问的事，没有导入。", field="agree", code="not_agreed")
    try:
        _store(db, found, plan, act=act, beside=beside)
    except Refused as refused:
        if refused.code == _TAKEN and _done(db, staged_id, by=by):
            return staged_id
        if refused.code == "stale_plan":
            _judge_anew(db, found, terms=found.terms, at=act.at)
        raise
    return staged_id


def _store(db: Database, found: Staged, plan: ImportPlan, *, act: Act, beside: Beside) -> None:
    """Imports an upload that still waits."""

    def within(tx: Transaction) -> None:
        if not upload_store.drop(tx, found.id):
            raise Refused(_GONE, code=_TAKEN)
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


def _judge_anew(db: Database, found: Staged, *, terms: Terms, at: datetime) -> ImportPlan:
    """Judges an upload and keeps the plan with it."""
    plan = _judged_again(db, found, terms=terms, at=at)
    with db.writing() as tx:
        upload_store.set_plan(tx, found.id, terms, plan, at=at)
    return plan


def _judged_again(db: Database, found: Staged, *, terms: Terms, at: datetime) -> ImportPlan:
    return importing.planned(db, found.content, name=found.file_name, terms=terms, at=at)


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
