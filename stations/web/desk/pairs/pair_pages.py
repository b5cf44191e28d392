"""Pages of pairs and their exchanges."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.activities import listing_store
from stations.db.base import Database
from stations.errors import Invalid, Refused
from stations.moments import china_day
from stations.pairs import pair_list_store, pair_store, pairing, suggestions
from stations.pairs.model import (
    STANDING_WORDS,
    Exchange,
    PairStanding,
    due,
    is_closed,
    standing,
)
from stations.registry.scoping import reach_of, scope_of
from stations.registry.stored import store as stations
from stations.web import clock
from stations.web.acting import act
from stations.web.desk.pairs import pair_words
from stations.web.desk.pairs.pair_words import STRONG, WEAK
from stations.web.desk.whole_number import whole
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("desk_pairs", __name__, url_prefix=f"{PREFIX}/pairs")

_LAST_PAGE = 10_000


def matters(db: Database, who: Account, *, today: date) -> list[dict[str, Any]]:
    """What the first page of the desk tells of pairs."""
    late = pairing.overdue(db, reach_of(who, Action.SEE_REVIEWS), today=today)
    url = url_for("desk_pairs.every", standing=PairStanding.OVERDUE.value)
    return [{"words": "结对该交流了", "count": late, "url": url, "pressing": True}] if late else []


@blueprint.get("/")
@needs(Action.SEE_REVIEWS)
def every() -> str:
    """The pairs with a station of one's own, who met longest ago first."""
    db, who = current().connections(), account()
    reach, today = reach_of(who, Action.SEE_REVIEWS), china_day(clock.now())
    shown = _standing(request.args.get("standing", ""))
    station_id = request.args.get("station", "")[:32]
    wanted = pair_list_store.PairQuery(standing=shown, station_id=station_id, page=_number())
    with db.reading():
        counted = pair_list_store.count(db, reach, today=today, station_id=station_id)
        found = pair_list_store.page(db, reach, wanted, today=today)
    return render_template(
        "desk/pairs/list.html",
        rows=[pair_words.row(one, today=today) for one in found],
        picks=[(one, STANDING_WORDS[one], counted[one], one is shown) for one in PairStanding],
        chosen={"standing": shown.value, "station": station_id or None},
        page=wanted.page,
        pages=-(-counted[shown] // pair_list_store.PAGE),
        may_pair=who.may(Action.PAIR),
    )


@blueprint.get("/suggested")
@needs(Action.PAIR)
def suggested() -> str:
    """The weak stations without a partner, each with its nearest strong one."""
    return _suggestions()


@blueprint.post("/")
@needs(Action.PAIR)
def begin() -> AnyResponse:
    """Pairs two stations, by id or number."""
    db, given, who = current().connections(), request.form, account()
    try:
        strong = _called(db, given.get("strong", ""), field="strong", by=who)
        weak = _called(db, given.get("weak", ""), field="weak", by=who)
        pair = pairing.begin(db, strong, weak, by=who, act=act(pairing.PAIRED))
    except (Invalid, Refused) as error:
        status = 400 if isinstance(error, Invalid) else 409
        return Response(_suggestions(error=error.message), status=status)
    flash("结对了。请记下第一次交流。", "told")
    return redirect(url_for("desk_pairs.one", pair_id=pair.id), code=303)


@blueprint.get("/<pair_id>")
@needs(Action.SEE_REVIEWS)
def one(pair_id: str) -> str:
    """The two stations, how they stand, and every exchange."""
    return _page(pair_id)


@blueprint.post("/<pair_id>/exchanges")
@needs(Action.SEE_REVIEWS)
def write(pair_id: str) -> AnyResponse:
    """Notes an exchange; who keeps one of the two may, which is found out with the pair."""

    def work(db: Database) -> None:
        given = _exchange()
        pairing.write(db, pair_id, given, by=account(), act=act(pairing.MET))

    return _done(pair_id, work, words="记下了。")


@blueprint.post("/<pair_id>/exchanges/<exchange_id>/strike")
@needs(Action.PAIR)
def strike(pair_id: str, exchange_id: str) -> AnyResponse:
    """Takes an exchange out of the count."""
    reason = request.form.get("reason", "")

    def work(db: Database) -> None:
        pairing.strike(
            db, pair_id, exchange_id, reason=reason, by=account(), act=act(pairing.STRUCK)
        )

    return _done(pair_id, work, words="划掉了，不再算数。")


@blueprint.post("/<pair_id>/end")
@needs(Action.PAIR)
def end(pair_id: str) -> AnyResponse:
    """Ends a pair."""
    reason = request.form.get("reason", "")

    def work(db: Database) -> None:
        pairing.end(db, pair_id, reason=reason, by=account(), act=act(pairing.PARTED))

    return _done(pair_id, work, words="这一对结束了。")


def _done(pair_id: str, work: Callable[[Database], None], *, words: str) -> AnyResponse:
    try:
        work(current().connections())
    except Invalid as error:
        return Response(_page(pair_id, error=error.message), status=400)
    except Refused as error:
        if error.code != "moved":
            raise
        return Response(_page(pair_id, error=error.message), status=409)
    flash(words, "told")
    return redirect(url_for("desk_pairs.one", pair_id=pair_id), code=303)


def _suggestions(*, error: str = "") -> str:
    db, who, number = current().connections(), account(), _number()
    reach, today = reach_of(who, Action.PAIR), china_day(clock.now())
    with db.reading():
        found, total = suggestions.suggested(db, reach, today=today, page=number)
    return render_template(
        "desk/pairs/suggested.html",
        rows=[pair_words.offer(one) for one in found],
        total=total,
        page=number,
        pages=-(-total // suggestions.PAGE),
        error=error,
        given=request.form,
    )


def _page(pair_id: str, *, error: str = "") -> str:
    db, who, today = current().connections(), account(), china_day(clock.now())
    with db.reading():
        pair, strong, weak = pairing.seen(db, pair_id, by=who)
        exchanges = pair_store.exchanges(db, pair_id)
        together = listing_store.at_all(db, (strong.id, weak.id))
    last = max((one.day for one in exchanges if not one.struck_why), default=None)
    closed = [station.name for station in (strong, weak) if is_closed(station)]
    now = standing(pair, closed=bool(closed), last_on=last, today=today)
    scopes = [scope_of(station) for station in (strong, weak)]
    return render_template(
        "desk/pairs/pair.html",
        it=pair,
        sides=[(STRONG, pair_words.side(strong, who)), (WEAK, pair_words.side(weak, who))],
        standing=now.value,
        words=pair_words.stands(pair, now, closed, today=today, last=last),
        due_on=due(last or pair.began_on),
        exchanges=exchanges,
        together=together,
        may_plan=pair.ended_on is None and all(who.may(Action.ORGANISE, scope) for scope in scopes),
        may_write=now is not PairStanding.OVER and pairing.may_write(who, strong, weak),
        may_strike=any(who.may(Action.PAIR, scope) for scope in scopes),
        may_end=pair.ended_on is None and all(who.may(Action.PAIR, scope) for scope in scopes),
        longest=pairing.LONGEST_WORDS,
        most=pairing.MOST_PEOPLE,
        today=today,
        error=error,
        given=request.form,
    )


def _called(db: Database, words: str, *, field: str, by: Account) -> str:
    """The id of the one station of theirs that has this id or number."""
    found = [
        station
        for station in stations.called(db, words.strip()[:32])
        if by.may(Action.PAIR, scope_of(station))
    ]
    if len(found) != 1:
        which = STRONG if field == "strong" else WEAK
        raise Invalid("invalid.station_number", field=field, which=which)
    return found[0].id


def _exchange() -> Exchange:
    given = request.form
    try:
        day = date.fromisoformat(given.get("day", "").strip())
    except ValueError:
        raise Invalid("invalid.meeting_day", field="day") from None
    typed = given.get("people", "")
    people = whole(typed)
    if typed.strip() and people is None:
        raise Invalid("invalid.people_digits", field="people")
    return Exchange(day=day, words=given.get("words", ""), people=people)


def _standing(given: str) -> PairStanding:
    if given and given not in set(PairStanding):
        raise Invalid("invalid.pair_filter", field="standing")
    return PairStanding(given) if given else PairStanding.RUNNING


def _number() -> int:
    return min(max(request.args.get("page", 1, type=int), 1), _LAST_PAGE)
