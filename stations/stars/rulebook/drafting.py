"""A scheme made at the desk: written by one person, confirmed by another, then used.

A draft with faults is kept, so that nothing typed is lost; it cannot be confirmed. A confirmed
version never changes: whoever wants other rules writes the next version.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from stations.accounts.model import Account, Scope, authorise
from stations.accounts.roles import Action
from stations.areas import codes
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database, Transaction
from stations.errors import Invalid, NotFound, Refused
from stations.stars.rulebook import scheme_registry, scheme_store
from stations.stars.rulebook.scheme_store import DraftState, SchemeDraft
from stations.stars.scheme import scheme_file
from stations.stars.scheme.scheme import Scheme

NAME = "草稿"
LONGEST = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What a text says, or what is wrong with it."""

    scheme: Scheme | None = None
    faults: tuple[Invalid, ...] = ()


def examined(text: str) -> Examined:
    """Reads a text as it is typed."""
    try:
        return Examined(scheme=scheme_file.parse(text, name=NAME))
    except Invalid as error:
        return Examined(faults=tuple(error.values["faults"]))


def seen(db: Database, *, by: Account) -> list[SchemeDraft]:
    """What was written for areas of theirs, the newest first."""
    return [one for one in scheme_store.every(db) if _may(by, one.area)]


def seen_one(db: Database, draft_id: str, *, by: Account) -> SchemeDraft:
    """One of them; NotFound else."""
    draft = scheme_store.get(db, draft_id)
    if not _may(by, draft.area):
        raise NotFound("not_found.scheme_draft")
    return draft


def write(db: Database, text: str, *, area: str, by: Account, act: Act) -> SchemeDraft:
    """Keeps a new draft for an area."""
    plain, area = _plain(text), codes.trimmed(area)
    if codes.by_code(area) is None:
        raise Invalid("invalid.cycle_area", field="area")
    draft = SchemeDraft(
        id=secrets.token_hex(8), area=area, text=plain, author=by.id, written_at=act.at
    )
    with db.writing() as tx:
        authorise(by, Action.RUN_CYCLE, Scope(areas=(area,)))
        _keep(tx, draft, act=replace(act, action="scheme_written"))
    return draft


def rewrite(
    db: Database, draft_id: str, text: str, *, version: int, by: Account, act: Act
) -> SchemeDraft:
    """Keeps what its author has made of a draft since that version."""
    plain = _plain(text)
    with db.writing() as tx:
        old = _open(tx, draft_id, version=version, by=by)
        if old.author != by.id:
            raise Refused("not_author")
        draft = replace(old, text=plain, written_at=act.at, version=version + 1)
        _keep(tx, draft, act=replace(act, action="scheme_written"))
    return draft


def confirm(db: Database, draft_id: str, *, version: int, by: Account, act: Act) -> SchemeDraft:
    """Makes a draft a version that new cycles may use; never by its author."""
    with db.writing() as tx:
        draft = _open(tx, draft_id, version=version, by=by)
        if draft.author == by.id:
            raise Refused("four_eyes.scheme")
        found = examined(draft.text)
        if found.scheme is None:
            raise Refused("faulty_scheme", count=len(found.faults))
        scheme = found.scheme
        if error := hindrance(scheme_registry.schemes(tx), draft, scheme):
            raise error
        authorise(by, Action.RUN_CYCLE, Scope(areas=(scheme.area,)))
        done = replace(
            draft,
            state=DraftState.CONFIRMED,
            scheme_key=scheme.key,
            decided_by=by.id,
            decided_at=act.at,
        )
        _keep(tx, done, act=replace(act, action="scheme_confirmed"))
    return done


def withdraw(db: Database, draft_id: str, *, version: int, by: Account, act: Act) -> SchemeDraft:
    """Gives a draft up; what was written stays to be read."""
    with db.writing() as tx:
        draft = _open(tx, draft_id, version=version, by=by)
        done = replace(draft, state=DraftState.WITHDRAWN, decided_by=by.id, decided_at=act.at)
        _keep(tx, done, act=replace(act, action="scheme_withdrawn"))
    return done


def earlier(known: Sequence[Scheme], scheme: Scheme) -> Scheme | None:
    """The version that a scheme follows: the last of its id, else what its area has now."""
    same = [one for one in known if one.id == scheme.id and one.version < scheme.version]
    if same:
        return max(same, key=lambda one: one.version)
    fitting = [one for one in known if scheme.area.startswith(one.area) and one != scheme]
    return max(fitting, key=lambda one: (len(one.area), one.effective_from), default=None)


def hindrance(known: Mapping[str, Scheme], draft: SchemeDraft, scheme: Scheme) -> Refused | None:
    """Why a draft without faults cannot be confirmed by anybody as it is."""
    if not codes.covers(draft.area, scheme.area):
        return Refused("scheme_elsewhere", area=codes.path(scheme.area))
    if scheme.key not in known:
        return None
    last = max(one.version for one in known.values() if one.id == scheme.id)
    return Refused("scheme_exists", key=scheme.key, next=last + 1)


def _open(tx: Transaction, draft_id: str, *, version: int, by: Account) -> SchemeDraft:
    """A draft that is theirs to go on with, as they have seen it."""
    draft = scheme_store.get(tx, draft_id)
    authorise(by, Action.RUN_CYCLE, Scope(areas=(draft.area,)))
    if draft.state is not DraftState.DRAFT or draft.version != version:
        raise Refused("stale_step.scheme")
    return draft


def _may(by: Account, area: str) -> bool:
    return by.may(Action.RUN_CYCLE, Scope(areas=(area,)))


def _plain(text: str) -> str:
    """The text in lines of visible letters only."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    seen = ["".join(one if one.isprintable() else " " for one in line).rstrip() for line in lines]
    plain = "\n".join(seen).strip("\n") + "\n"
    if not plain.strip() or len(text) > LONGEST:
        raise Invalid("invalid.scheme_text", field="text", longest=LONGEST // 10_000)
    return plain


def _keep(tx: Transaction, draft: SchemeDraft, *, act: Act) -> None:
    scheme_store.put(tx, draft)
    body = {"version": draft.version, "scheme": draft.scheme_key or ""}
    log.append(tx, act=act, subject=f"scheme:{draft.id}", area=draft.area, body=body)
