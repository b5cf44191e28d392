"""Saving of the form of a station, beside the changes of others."""

from __future__ import annotations

from dataclasses import dataclass, replace

from stations.accounts.model import Account, Scope, authorise
from stations.accounts.roles import Action
from stations.areas.locator import Locator
from stations.audit.model import Act
from stations.db.base import Database
from stations.errors import Invalid, NotFound
from stations.hours.osm.schedule import Schedule
from stations.registry.editing import conflicts, duplicates, form_values, place_rules, station_form
from stations.registry.editing.duplicates import Like
from stations.registry.editing.form_values import Values
from stations.registry.editing.station_form import Problems, Unfit
from stations.registry.model import Hours, Station, next_version
from stations.registry.scoping import reach_of, scope_of
from stations.registry.stored import change_store, redirects, store
from stations.remarks import Remark

_NO_OUTLINES = Locator(())
_PLACING = ("point", "area_code")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A form as it came: what it said when it was opened, and what it says now."""

    base: Values
    mine: Values
    anyway: bool = False
    """Save it although there is one like it, or its point moves far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What became of a form."""

    station: Station
    """As it is stored now."""
    stored: bool = False
    collisions: tuple[str, ...] = ()
    """Units that somebody else changed in another way: nothing was stored."""
    taken: tuple[str, ...] = ()
    """Units that somebody else changed meanwhile, and that were kept so."""
    likes: tuple[Like, ...] = ()
    """Stations that may be the same one: nothing was stored."""
    far: Remark | None = None
    """How far the point would move, where that is hard to believe: nothing was stored."""
    warnings: tuple[Remark, ...] = ()


def save(db: Database, station_id: str, sent: Sent, *, by: Account, act: Act) -> Saved:
    """Saves the form of a station, together with what others changed since it was opened.

    Fields that are not for this person are left as they are. Unfit names what is wrong.
    """
    with db.writing() as tx:
        before = found(tx, station_id, by=by)
        theirs = form_values.values(before)
        free = form_values.open_to(by, scope_of(before))
        mine = {key: text for key, text in sent.mine.items() if key in free}
        both = conflicts.merged(sent.base, theirs, {**sent.base, **mine})
        if both.collisions:
            return Saved(station=before, collisions=both.collisions, taken=both.taken)
        wanted = {key: text for key, text in both.values.items() if key in free}
        outlines = _outlines(tx, theirs, wanted)
        after = station_form.edited(before, wanted, at=act.at, outlines=outlines)
        warnings = _checked(tx, before, after, by=by, outlines=outlines)
        if after == before:
            return Saved(station=before, taken=both.taken)
        likes = () if sent.anyway else _likes(tx, before, after, by=by)
        far = None if sent.anyway else place_rules.far(before, after)
        if likes or far:
            return Saved(station=before, likes=likes, far=far)
        after = next_version(after, at=act.at)
        change_store.record(tx, [(before, after)], act=act)
    return Saved(station=after, stored=True, taken=both.taken, warnings=warnings)


def add(db: Database, station_id: str, sent: Sent, *, by: Account, act: Act) -> Saved:
    """Makes a station from a form. Sent twice, it is made once: its id comes with the form."""
    with db.writing() as tx:
        authorise(by, Action.CREATE)
        made = _existing(tx, station_id)
        if made is not None:
            authorise(by, Action.SEE, scope_of(made))
            return Saved(station=made, stored=True)
        area = form_values.keeper(sent.mine)
        if not area or not by.may(Action.CREATE, Scope(areas=(area,))):
            raise Unfit({"area_code": Invalid("invalid.area_required")})
        free = form_values.open_to(by, Scope(areas=(area,)))
        wanted = {key: text for key, text in sent.mine.items() if key in free}
        outlines = _outlines(tx, form_values.NOTHING, wanted)
        after = station_form.edited(None, wanted, at=act.at, outlines=outlines)
        after = replace(after, id=station_id)
        warnings = _checked(tx, None, after, by=by, outlines=outlines)
        likes = () if sent.anyway else _likes(tx, None, after, by=by)
        if likes:
            return Saved(station=after, likes=likes)
        change_store.record(tx, [(None, after)], act=act)
    return Saved(station=after, stored=True, warnings=warnings)


def found(db: Database, station_id: str, *, by: Account, action: Action = Action.EDIT) -> Station:
    """The station with which this person may do this; NotFound alike for none and another's."""
    station = _existing(db, station_id)
    # The same words for both, so that ids elsewhere are not revealed.
    authorise(by, action, scope_of(station) if station else Scope(areas=()))
    if station is None:
        raise NotFound("not_found.out_of_sight")
    return station


def _existing(db: Database, station_id: str) -> Station | None:
    try:
        return store.get(db, station_id)
    except NotFound:
        return None


def _outlines(db: Database, before: Values, wanted: Values) -> Locator:
    """The outlines, where something about the place changes: to read them takes a moment."""
    moved = any(wanted.get(key, before[key]) != before[key] for key in (*_PLACING, "datum"))
    return Locator.stored(db) if moved else _NO_OUTLINES


def _checked(
    db: Database, before: Station | None, after: Station, *, by: Account, outlines: Locator
) -> tuple[Remark, ...]:
    """What a person should look at again; Unfit for what can't be right or is not theirs to say."""
    problems: Problems = {}
    warnings = []
    try:
        place_rules.check_area(before, after, by=by)
        warnings.append(place_rules.check_point(before, after, by=by, outlines=outlines))
        warnings.append(place_rules.far(before, after))
    except Invalid as error:
        problems[error.field] = error
    if redirects.half_undone(db, before, after.lifecycle.phase):
        problems["lifecycle"] = Invalid("combined.same_station")
    _check_number(db, before, after, problems=problems)
    if problems:
        raise Unfit(problems)
    if not before or before.hours != after.hours:
        warnings.append(_hours_warning(after.hours))
    return tuple(filter(None, warnings))


def _hours_warning(hours: Hours) -> Remark | None:
    if hours.words and not hours.osm:
        return Remark("hours_not_understood.in_form")
    if hours.osm and not Schedule.of(hours.osm).tells_times:
        return Remark("hours_without_times")
    return None


def _check_number(
    db: Database, before: Station | None, after: Station, *, problems: Problems
) -> None:
    place = (after.number, after.place.city_code)
    if not after.number or (before and place == (before.number, before.place.city_code)):
        return
    if store.number_taken(db, after.number, city=after.place.city_code, besides=after.id):
        problems["number"] = Invalid("invalid.number_taken")


def _likes(
    db: Database, before: Station | None, after: Station, *, by: Account
) -> tuple[Like, ...]:
    """Stations like this one, where its name or its place is new."""
    same = before is not None and (before.name, before.place.point) == (
        after.name,
        after.place.point,
    )
    if same:
        return ()
    found_likes = duplicates.like(
        db,
        name=after.name,
        point=after.place.point,
        reach=reach_of(by, Action.SEE),
        besides=after.id,
    )
    return tuple(found_likes)
