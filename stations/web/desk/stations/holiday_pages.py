"""The page on which a city says what weekday hours mean on a holiday."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from stations.accounts import operators
from stations.accounts.model import Account, Scope, authorise
from stations.accounts.roles import Action
from stations.areas import codes
from stations.db.base import Database
from stations.errors import Invalid, NotFound
from stations.hours.osm import holiday_notice
from stations.hours.osm.calendar import DayKind, Habit
from stations.moments import china_text
from stations.registry.editing import city_holidays, holiday_table
from stations.registry.editing.city_holidays import HABIT_WORDS
from stations.registry.stored import holiday_store, search_rows
from stations.web import clock
from stations.web.acting import act
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("holidays", __name__, url_prefix=f"{PREFIX}/holidays")


@blueprint.get("/")
@needs(Action.SET_HOLIDAYS)
def of_city() -> str:
    """What holds in a city, for how many stations; who is in charge of all of it may change it."""
    return _page()


def _page(*, error: str = "", notice: str = "") -> str:
    db, named = current().connections(), request.args.get("city", "")
    cities = _cities()
    city = codes.city_of(named) if named else _first(cities)
    if city not in cities:
        raise NotFound("not_found.out_of_sight")
    today = clock.today()
    with db.reading():
        found = city_holidays.of_city(db, city)
        known = holiday_store.calendar(db)
    return render_template(
        "desk/stations/holidays.html",
        city=city,
        name=codes.path(city),
        cities=[(code, codes.path(code)) for code in cities],
        found=found,
        now=HABIT_WORDS[found.habit],
        when=china_text(found.at),
        choices=[(habit.value, words) for habit, words in HABIT_WORDS.items()],
        may=account().may(Action.SET_HOLIDAYS, Scope(areas=(city,))),
        until=known.known_until(today),
        missing=known.missing_year(today),
        operates=operators.operates(account()),
        error=error,
        notice=notice,
    )


@blueprint.post("/")
@needs(Action.SET_HOLIDAYS)
def settle() -> Response:
    """Sets what holds in a city."""
    city = codes.city_of(request.form.get("city", ""))
    authorise(account(), Action.SET_HOLIDAYS, Scope(areas=(city,)))
    habit = _habit(request.form.get("habit", ""))
    name, words = codes.path(city), HABIT_WORDS[habit]
    note = act("holiday_habit_set", reason=f"{name}：{words}")
    city_holidays.settle(current().connections(), city, habit, act=note)
    flash(f"记下了：{name}只写周几开的驿站，节假日按“{words}”算。", "told")
    return redirect(url_for("holidays.of_city", city=city), code=303)


@blueprint.post("/notice")
@needs(Action.OPERATE)
def take_notice() -> Response:
    """Takes in the days of a notice, for all cities; what can't be read stays in the form."""
    operators.check(account())
    text = request.form.get("notice", "")
    try:
        notice = holiday_notice.parse(text)
    except Invalid as refused:
        return Response(_page(error=refused.message, notice=text), status=400, mimetype="text/html")
    reason = f"{notice.year} 年"
    note = act(holiday_table.TAKEN_IN, reason=reason)
    holiday_table.take_notice(current().connections(), notice, act=note)
    rest = sum(special.kind is DayKind.HOLIDAY for special in notice.days)
    worked = len(notice.days) - rest
    flash(f"记下了 {notice.year} 年：放假 {rest} 天，调休上班 {worked} 天。", "told")
    return redirect(url_for("holidays.of_city"), code=303)


def matters(db: Database, who: Account, *, today: date) -> list[dict[str, Any]]:
    """What the first page of the desk tells of the table of days off."""
    year = None
    if who.may(Action.SET_HOLIDAYS):
        year = holiday_store.calendar(db).missing_year(today)
    if year is None:
        return []
    words = f"节假日表还缺 {year} 年"
    return [{"words": words, "count": 1, "url": url_for("holidays.of_city"), "pressing": True}]


def _habit(given: str) -> Habit:
    try:
        return Habit(given)
    except ValueError as error:
        raise Invalid("invalid.holiday_habit", field="habit") from error


def _cities() -> list[str]:
    """The cities in one's own areas or around them, by code."""
    ours = account().areas_for(Action.SET_HOLIDAYS)
    around = set(map(codes.city_of, ours))
    return [
        city.code
        for city in codes.cities()
        if city.code in around or any(not own or codes.covers(own, city.code) for own in ours)
    ]


def _first(cities: Sequence[str]) -> str:
    """The first of these cities that has stations, else the first; '' of none."""
    filled = {codes.city_of(code) for code in search_rows.counts(current().connections())}
    return next((city for city in cities if city in filled), next(iter(cities), ""))
