"""A give-away made, changed, opened and closed."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import replace

from stations.accounts.model import Account, Scope, authorise
from stations.accounts.roles import Action
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database, Transaction
from stations.errors import Invalid, NotFound, Refused
from stations.giveaways import stock_store, store, time_slots
from stations.giveaways.model import GiftCategory, Giveaway, GiveawayState
from stations.registry.entries import personal_numbers
from stations.registry.scoping import scope_of
from stations.registry.stored import store as stations
from stations.tables.text import clean

MADE, CHANGED, STATE_SET = "giveaway_made", "giveaway_changed", "giveaway_state_set"
GIVER_RENAMED = "giveaway_giver_renamed"
LONGEST: Mapping[str, int] = {
    "title": 60, "season": 20, "place_name": 60, "details": 500, "word": 20, "unit": 4,
    "giver": 40, "reason": 200, "over_reason": 150,
}  # fmt: skip
MOST_CATEGORIES, MOST_PER_PERSON = 20, 1000
_NEXT: Mapping[GiveawayState, frozenset[GiveawayState]] = {
    GiveawayState.PREPARING: frozenset({GiveawayState.OPEN, GiveawayState.CLOSED}),
    GiveawayState.OPEN: frozenset({GiveawayState.CLOSED}),
    GiveawayState.CLOSED: frozenset({GiveawayState.OPEN}),
}
_CODE = re.compile(r"[a-z0-9_-]{1,20}")


def make(db: Database, given: Giveaway, *, by: Account, act: Act) -> Giveaway:
    """Makes a give-away at a station or in an area that is theirs."""
    with db.writing() as tx:
        one = _checked(tx, replace(given, id=secrets.token_hex(8), version=1))
        authorise(by, Action.EDIT, scope(tx, one))
        store.add(tx, one, at=act.at)
        note(tx, one, act=replace(act, action=MADE))
    return one


def change(db: Database, given: Giveaway, *, by: Account, act: Act) -> Giveaway:
    """Changes what it is called, its limits and what it gives; where it is stays."""
    with db.writing() as tx:
        before = found(tx, given.id, by=by, action=Action.EDIT)
        one = _checked(
            tx,
            replace(
                given, station_id=before.station_id, area_code=before.area_code,
                state=before.state, closed_at=before.closed_at, demo=before.demo,
                place_name=given.place_name if not before.station_id else "",
                version=given.version + 1,
            ),
        )  # fmt: skip
        _check_kept(tx, before, one)
        if not store.save(tx, one, at=act.at):
            raise Refused("moved.giveaway")
        note(tx, one, act=replace(act, action=CHANGED))
    return one


def set_state(
    db: Database, giveaway_id: str, state: GiveawayState, *, by: Account, act: Act
) -> bool:
    """Opens or closes it; False where it is so already."""
    with db.writing() as tx:
        before = found(tx, giveaway_id, by=by, action=Action.EDIT)
        if before.state is state:
            return False
        if state not in _NEXT[before.state]:
            raise Refused("moved.giveaway")
        if state is GiveawayState.OPEN and not before.categories:
            raise Refused("no_categories")
        closed_at = act.at if state is GiveawayState.CLOSED else None
        one = replace(before, state=state, closed_at=closed_at, version=before.version + 1)
        store.save(tx, one, at=act.at)
        note(tx, one, act=replace(act, action=STATE_SET), state=state.value)
    return True


def rename_giver(
    db: Database, giveaway_id: str, giver_id: str, *, name: str, by: Account, act: Act
) -> None:
    """Calls a giver otherwise: one who asks for it is named no more, in no row of the ledger."""
    called = words(name, field="giver")
    with db.writing() as tx:
        one = found(tx, giveaway_id, by=by, action=Action.EDIT)
        if not store.rename_giver(tx, giveaway_id, giver_id, name=called):
            raise NotFound("not_found.out_of_sight")
        note(tx, one, act=replace(act, action=GIVER_RENAMED))


def found(db: Database, giveaway_id: str, *, by: Account, action: Action) -> Giveaway:
    """A give-away with which this account may do this; NotFound or Refused else."""
    # The role first: who may not do this anywhere is not told what there is.
    authorise(by, action)
    one = store.get(db, giveaway_id)
    authorise(by, action, scope(db, one))
    return one


def scope(db: Database, one: Giveaway) -> Scope:
    """Where it is in the table of rights."""
    return scope_of(stations.get(db, one.station_id)) if one.station_id else one.scope()


def words(text: str, *, field: str, needed: bool = True) -> str:
    """Words of a form as they are kept, without personal numbers."""
    kept = clean(text, multiline=field == "details").text
    if needed and not kept:
        raise Invalid("invalid.giveaway_words", field=field, longest=LONGEST[field])
    if len(kept) > LONGEST[field]:
        raise Invalid("invalid.giveaway_words", field=field, longest=LONGEST[field])
    if personal_numbers.found(kept):
        raise Invalid("invalid.giveaway_number", field=field)
    return kept


def note(tx: Transaction, one: Giveaway, *, act: Act, **body: str | int) -> int:
    """Enters what was done in the log."""
    area = one.area_code
    return log.append(
        tx, act=act, subject=f"giveaway:{one.id}", area=area,
        body={"station": one.station_id, **body},
    )  # fmt: skip


def _checked(tx: Transaction, given: Giveaway) -> Giveaway:
    area, place = given.area_code, ""
    if given.station_id:
        area = stations.get(tx, given.station_id).place.area_code
    else:
        place = words(given.place_name, field="place_name")
    if not 1 <= len(given.categories) <= MOST_CATEGORIES:
        raise Invalid("invalid.gift_categories", field="categories", most=MOST_CATEGORIES)
    if given.activity_id and not time_slots.may_link(tx, replace(given, area_code=area)):
        raise Invalid("invalid.giveaway_activity", field="activity")
    kept = tuple(map(_category, given.categories))
    names = [one.word for one in kept]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise Invalid("invalid.gift_category_twice", field="categories", word=twice)
    return replace(
        given,
        area_code=area,
        place_name=place,
        title=words(given.title, field="title"),
        season=words(given.season, field="season"),
        details=words(given.details, field="details", needed=False),
        categories=kept,
    )


def _category(one: GiftCategory) -> GiftCategory:
    if not _CODE.fullmatch(one.code):
        raise Invalid("invalid.gift_category", field="categories")
    if one.per_person is not None and not 1 <= one.per_person <= MOST_PER_PERSON:
        raise Invalid(
            "invalid.per_person", field=f"limit-{one.code}", word=one.word, most=MOST_PER_PERSON
        )
    return replace(one, word=words(one.word, field="word"), unit=words(one.unit, field="unit"))


def _check_kept(tx: Transaction, before: Giveaway, after: Giveaway) -> None:
    """What is in the ledger stays in the list, counted as it was."""
    booked = stock_store.stock(tx, before.id)
    for one in before.categories:
        now = after.category(one.code)
        if one.code in booked and (now is None or now.unit != one.unit):
            raise Invalid("invalid.gift_category_booked", field="categories", word=one.word)
