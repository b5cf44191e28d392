"""Small wishes of workers: shown without names, asked at a station, followed by a link."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response as AnyResponse

from stations.errors import Invalid, NotFound, Refused
from stations.feedback import reporting
from stations.registry.scoping import Reach
from stations.registry.stored import brief_store
from stations.signups import phone_numbers
from stations.signups.model import NAME_LONGEST, Person
from stations.signups.people_cipher import PeopleCipher
from stations.small_wishes import model, store, wish_asking, wish_erasure
from stations.small_wishes.model import KIND_WORDS, PUBLIC, STATE_WORDS, SmallWishKind
from stations.small_wishes.wish_asking import AskedWish
from stations.tables.text import clean
from stations.web import clock
from stations.web.away import trouble_words
from stations.web.error_pages import answer
from stations.web.guarding import ANYBODY, VOICE, needs, stale_form, unread
from stations.web.services import current
from stations.web.voice import visitor

blueprint = Blueprint("small_wishes", __name__)

_LONGEST_TEXT = 1_000
_STATUS = {"too_many": 429, "stale_form": 403}


@blueprint.get("/small-wishes")
def every() -> Response:
    """The published wishes of an area, those that wait for a giver first, with their counts."""
    db = current().connections()
    given, page = request.args.get("area", "")[:12], request.args.get("page", 1, type=int)
    area, page = given if given.isdigit() else "", min(max(page, 1), 10_000)
    with db.reading():
        found = store.public(db, area=area, page=page)
        counts = store.counts(db, Reach(areas=(area,)))
        names = brief_store.of(db, [one.station_id for one in found])
    response = make_response(
        render_template(
            "voice/small_wishes.html",
            rows=[
                {
                    "it": one,
                    "kind": KIND_WORDS[one.kind],
                    "state": STATE_WORDS[one.state],
                    "station": names[one.station_id].name if one.station_id in names else "",
                }
                for one in found
            ],
            counts=[(STATE_WORDS[one], counts.get(one, 0)) for one in STATE_WORDS if one in PUBLIC],
            area=area,
            page=page,
            more=len(found) == store.PAGE,
        )
    )
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get(f"{VOICE}/small-wishes/new/<station_id>")
@needs(ANYBODY)
def fresh(station_id: str) -> Response:
    """The form of a wish at a station."""
    return _form(station_id)


@blueprint.post(f"{VOICE}/small-wishes/new/<station_id>")
@needs(ANYBODY)
def ask(station_id: str) -> AnyResponse:
    """Keeps a wish, and leads to where it is followed."""
    given = request.form
    token = visitor.token_for(given.get("key", "")[:60], station_id=station_id, kind="small wish")
    try:
        wish_asking.ask(
            current().connections(),
            _wanted(station_id),
            cipher=PeopleCipher(current().settings.people_key()),
            by=visitor.visitor(station_id, code="", near=""),
            token=token,
            at=clock.now(),
        )
    except (Invalid, Refused) as error:
        if trouble_words.is_unready(error):
            raise
        return _form(station_id, error=error)
    return redirect(url_for("small_wishes.follow", token=token, new=1), code=303)


@blueprint.get(f"{VOICE}/small-wishes/<token>")
@needs(ANYBODY)
def follow(token: str) -> str:
    """What became of one's wish, for the holder of the link."""
    return _followed(token)


@blueprint.post(f"{VOICE}/small-wishes/<token>/take-back")
@needs(ANYBODY)
def take_back(token: str) -> AnyResponse:
    """Takes a wish back, and forgets who had it."""
    try:
        wish_asking.take_back(current().connections(), token, at=clock.now())
    except Refused as error:
        if trouble_words.is_unready(error):
            raise
        return Response(_followed(token, error=error.message), status=409)
    return redirect(url_for("small_wishes.follow", token=token), code=303)


@blueprint.errorhandler(CSRFError)
def unproved(_error: CSRFError) -> Response:
    """A form without the token that its page gave, back with what was written."""
    station_id = (request.view_args or {}).get("station_id", "")
    try:
        if station_id:
            return _form(station_id, error=stale_form())
    except NotFound as missing:
        return answer(404, missing.message)
    return answer(403, unread(stale_form()).message)


def _wanted(station_id: str) -> AskedWish:
    given = request.form
    try:
        kind = SmallWishKind(given.get("kind", ""))
    except ValueError:
        raise Invalid("invalid.small_wish_kind", field="kind") from None
    name = clean(" ".join(given.get("name", "")[:_LONGEST_TEXT].split()), multiline=False).text
    return AskedWish(
        station_id=station_id,
        kind=kind,
        title=given.get("title", "")[:_LONGEST_TEXT],
        details=given.get("details", "")[:_LONGEST_TEXT],
        person=Person(name=name, phone=phone_numbers.mobile(given.get("phone", "")[:60])),
    )


def _form(station_id: str, *, error: Invalid | Refused | None = None) -> Response:
    db = current().connections()
    station = reporting.listed(db, station_id)
    page = render_template(
        "voice/small_wish_form.html",
        it=station,
        kinds=[(one.value, words) for one, words in KIND_WORDS.items()],
        key=request.form.get("key", "")[:60] or visitor.new_key(),
        given=request.form,
        longest={"title": model.LONGEST_TITLE, "details": model.LONGEST_DETAILS,
                 "name": NAME_LONGEST},
        days=wish_erasure.CONTACTS_AFTER.days,
        error=error.message if error else "",
        field=error.field if isinstance(error, Invalid) else "",
    )  # fmt: skip
    status = 200 if error is None else _STATUS.get(error.code, 400)
    return visitor.greet(Response(page, status=status))


def _followed(token: str, *, error: str = "") -> str:
    db = current().connections()
    with db.reading():
        wish = wish_asking.followed(db, token)
        names = brief_store.of(db, [wish.station_id])
    return render_template(
        "voice/small_wish.html",
        it=wish,
        station=names[wish.station_id],
        state=STATE_WORDS[wish.state],
        kind=KIND_WORDS[wish.kind],
        runs=wish.ended_at is None,
        token=token,
        new=request.args.get("new") == "1",
        error=error,
    )
