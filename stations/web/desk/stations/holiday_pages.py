"""The page on which a city says what weekday hours mean on a holiday."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from stations.accounts.model import Scope, authorise
from stations.accounts.roles import Action
from stations.areas import codes
from stations.errors import Invalid, NotFound
from stations.hours.osm.calendar import Habit
from stations.moments import china_text
from stations.registry.editing import city_holidays
from stations.registry.editing.city_holidays import HABIT_WORDS
from stations.registry.stored import search_rows
from stations.web.acting import act
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("holidays", __name__, url_prefix=f"{PREFIX}/holidays")


@blueprint.get("/")
@needs(Action.SET_HOLIDAYS)
def of_city() -> str:
    """What holds in a city, for how many stations; who is in charge of all of it may change it."""
    db, named = current().connections(), request.args.get("city", "")
    cities = _cities()
    city = codes.city_of(named) if named else _first(cities)
    if city not in cities:
        raise NotFound("not_found.out_of_sight")
    with db.reading():
        found = city_holidays.of_city(db, city)
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
