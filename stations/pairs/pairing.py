"""Making, meeting and ending of pairs.

Rights, the tables and the entry of the log are settled here, each intention in one transaction.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import date

from stations.accounts.model import Account, authorise
from stations.accounts.roles import Action
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database, Transaction
from stations.errors import Invalid, NotFound, Refused
from stations.moments import china_day
from stations.pairs import pair_list_store, pair_store
from stations.pairs.model import Exchange, Pair, is_closed
from stations.registry.model import Station
from stations.registry.scoping import scope_of
from stations.registry.stored import store as stations
from stations.tables.text import clean

LONGEST_WORDS, LONGEST_REASON, MOST_PEOPLE = 500, 200, 10_000
PAIRED, PARTED, MET, STRUCK = "pair_begun", "pair_ended", "exchange_written", "exchange_struck"

overdue = pair_list_store.overdue


def begin(db: Database, strong_id: str, weak_id: str, *, by: Account, act: Act) -> Pair:
    """Pairs two stations that are both theirs; both are open to workers and neither is closed."""
    if strong_id == weak_id:
        raise Invalid("invalid.same_station", field="weak")
    with db.writing() as tx:
        strong, weak = stations.get(tx, strong_id), stations.get(tx, weak_id)
        for station in (strong, weak):
            authorise(by, Action.PAIR, scope_of(station))
            if not station.is_listed:
                raise Refused("not_listed", name=station.name)
        _part_from_closed(tx, weak, act=act, by=by)
        _check_free(tx, strong, weak)
        pair = Pair(
            id=secrets.token_hex(8),
            strong_id=strong_id,
            weak_id=weak_id,
            began_on=china_day(act.at),
        )
        number = _log(tx, pair, weak, act=replace(act, action=PAIRED))
        pair_store.add(tx, pair, by=by.id, log=number)
    return pair


def end(db: Database, pair_id: str, *, reason: str, by: Account, act: Act) -> Pair:
    """Ends a pair of stations that are both theirs; the reason stays with it."""
    reason = _told(
        reason, longest=LONGEST_REASON, lacking=Invalid("invalid.why_end_pair", field="reason")
    )
    with db.writing() as tx:
        pair = pair_store.get(tx, pair_id)
        strong, weak = _both(tx, pair)
        for station in (strong, weak):
            authorise(by, Action.PAIR, scope_of(station))
        if pair.ended_on is not None:
            raise Refused("moved.pair_ended")
        return _ended(tx, pair, weak, reason=reason, by=by, act=act)


def write(db: Database, pair_id: str, given: Exchange, *, by: Account, act: Act) -> Exchange:
    """Notes that the two met; the same words of the same day twice are one exchange."""
    words = _told(
        given.words, longest=LONGEST_WORDS, lacking=Invalid("invalid.meeting_words", field="words")
    )
    if given.people is not None and not 1 <= given.people <= MOST_PEOPLE:
        raise Invalid("invalid.people", field="people", most=MOST_PEOPLE)
    with db.writing() as tx:
        pair = pair_store.get(tx, pair_id)
        strong, weak = _both(tx, pair)
        if not may_write(by, strong, weak):
            raise NotFound("not_found.out_of_sight")
        _check_running(pair, strong, weak)
        _check_day(given.day, pair, today=china_day(act.at))
        for known in pair_store.exchanges(tx, pair_id):
            if (known.day, known.words) == (given.day, words) and not known.struck_why:
                return known
        number = _log(tx, pair, weak, act=replace(act, action=MET), day=given.day.isoformat())
        exchange = replace(given, id=secrets.token_hex(8), words=words, shown=act.by, at=act.at)
        pair_store.add_exchange(tx, pair_id, exchange, by=by.id, log=number)
    return exchange


def strike(
    db: Database, pair_id: str, exchange_id: str, *, reason: str, by: Account, act: Act
) -> None:
    """Takes an exchange that was written by mistake out of the count; it stays to be read."""
    reason = _told(
        reason, longest=LONGEST_REASON, lacking=Invalid("invalid.why_strike", field="reason")
    )
    with db.writing() as tx:
        pair = pair_store.get(tx, pair_id)
        strong, weak = _both(tx, pair)
        if not any(by.may(Action.PAIR, scope_of(station)) for station in (strong, weak)):
            raise NotFound("not_found.out_of_sight")
        if not pair_store.strike(tx, pair_id, exchange_id, why=reason, at=act.at):
            raise Refused("moved.meeting_struck")
        _log(tx, pair, weak, act=replace(act, action=STRUCK, reason=reason), exchange=exchange_id)


def seen(db: Database, pair_id: str, *, by: Account) -> tuple[Pair, Station, Station]:
    """A pair with its strong and its weak station, of which one is theirs; NotFound else."""
    pair = pair_store.get(db, pair_id)
    strong, weak = _both(db, pair)
    if not any(by.may(Action.SEE_REVIEWS, scope_of(station)) for station in (strong, weak)):
        raise NotFound("not_found.out_of_sight")
    return pair, strong, weak


def may_write(by: Account, strong: Station, weak: Station) -> bool:
    """Whether this account may note exchanges: who keeps one of the two, or pairs in its area."""
    return any(
        by.may(action, scope_of(station))
        for station in (strong, weak)
        for action in (Action.APPLY, Action.PAIR)
    )


def _both(db: Database, pair: Pair) -> tuple[Station, Station]:
    return stations.get(db, pair.strong_id), stations.get(db, pair.weak_id)


def _check_free(db: Database, strong: Station, weak: Station) -> None:
    """A weak station has one partner, and who is helped does not help others meanwhile."""
    if pair_store.running_with(db, weak.id):
        raise Refused("paired", name=weak.name)
    if any(pair.weak_id == strong.id for pair in pair_store.running_with(db, strong.id)):
        raise Refused("paired.is_helped", name=strong.name)


def _part_from_closed(tx: Transaction, weak: Station, *, by: Account, act: Act) -> None:
    """Writes down that earlier pairs ended where the partner was closed."""
    for pair in pair_store.open_of(tx, weak.id):
        strong, other = _both(tx, pair)
        if closed := next((s for s in (strong, other) if is_closed(s)), None):
            _ended(tx, pair, weak, reason=f"“{closed.name}”已撤销"[:LONGEST_REASON], by=by, act=act)


def _ended(
    tx: Transaction, pair: Pair, weak: Station, *, reason: str, by: Account, act: Act
) -> Pair:
    ended = replace(pair, ended_on=china_day(act.at), ended_why=reason)
    pair_store.end(tx, ended, by=by.id)
    _log(tx, pair, weak, act=replace(act, action=PARTED, reason=reason))
    return ended


def _check_running(pair: Pair, strong: Station, weak: Station) -> None:
    if pair.ended_on is not None:
        raise Refused("moved.pair_over")
    for station in (strong, weak):
        if is_closed(station):
            raise Refused("moved.station_withdrawn", name=station.name)


def _check_day(day: date, pair: Pair, *, today: date) -> None:
    if day > today:
        raise Invalid("invalid.meeting_in_future", field="day")
    if day < pair.began_on:
        raise Invalid("invalid.meeting_before_pair", field="day", day=pair.began_on)


def _told(text: str, *, longest: int, lacking: Invalid) -> str:
    """Words of a form as they are kept; without any, what is lacking is raised."""
    words = clean(" ".join(text.split())[: longest + 1], multiline=False).text
    if not words:
        raise lacking
    if len(words) > longest:
        raise Invalid("invalid.words_length", field=lacking.field, longest=longest)
    return words


def _log(tx: Transaction, pair: Pair, weak: Station, *, act: Act, **body: str) -> int:
    return log.append(
        tx,
        act=act,
        subject=f"pair:{pair.id}",
        area=weak.place.area_code,
        body={"strong": pair.strong_id, "weak": pair.weak_id, **body},
    )
