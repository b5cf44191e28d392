"""Photos of a station, their owners and order.

They stand beside the record and not in it: a photo changes nothing that a search could find, so
no phone has to fetch its cell anew. A photo taken down is hidden and can be put back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from stations.accounts.model import Account, authorise
from stations.accounts.roles import Action
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database, Row, Transaction
from stations.errors import Invalid, NotFound, Refused
from stations.media.model import Picture
from stations.registry.entries import personal_numbers
from stations.registry.model import Station
from stations.registry.scoping import scope_of
from stations.registry.states import LISTED, Phase
from stations.registry.stored import redirects, station_photo_store, store
from stations.tables.text import clean, one_line

MOST: Final = 12
"""Photos that everybody sees of one station."""
LONGEST_CAPTION: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class StationPhoto:
    """A photo at a station; `name` is that of its picture."""

    name: str
    width: int
    height: int
    caption: str = ""
    shown: bool = True


def photos(db: Database, station_id: str) -> list[StationPhoto]:
    """What everybody sees of a station, in order."""
    return [photo for photo in _all(db, station_id) if photo.shown]


def seen(db: Database, station_id: str, *, by: Account) -> tuple[Station, list[StationPhoto]]:
    """A station that is theirs to edit, with all its photos: first the shown, then the hidden."""
    station = store.get(db, station_id)
    authorise(by, Action.EDIT, scope_of(station))
    return station, sorted(_all(db, station_id), key=lambda photo: not photo.shown)


def hang(
    db: Database, station_id: str, pictures: Sequence[Picture], *, by: Account, act: Act
) -> None:
    """Hangs pictures whose files are kept already; one that hung there before comes back."""

    def hung(found: list[StationPhoto]) -> list[StationPhoto]:
        known = {photo.name: photo for photo in found}
        for one in pictures:
            new = StationPhoto(name=one.name, width=one.width, height=one.height)
            known[one.name] = replace(known.get(one.name, new), shown=True)
        return list(known.values())

    _change(db, station_id, hung, names=[one.name for one in pictures], by=by, act=act)


def caption(db: Database, station_id: str, name: str, *, words: str, by: Account, act: Act) -> None:
    """Says below a photo what it shows."""
    said = clean(one_line(words), multiline=False).text.strip()
    if len(said) > LONGEST_CAPTION:
        raise Invalid("invalid.caption_length", field="caption", longest=LONGEST_CAPTION)
    personal_numbers.check_public(said, field="caption")
    _on_one(db, station_id, name, lambda photo: replace(photo, caption=said), by=by, act=act)


def take_down(db: Database, station_id: str, name: str, *, by: Account, act: Act) -> None:
    """Hides a photo from everybody but staff."""
    _on_one(db, station_id, name, lambda photo: replace(photo, shown=False), by=by, act=act)


def put_back(db: Database, station_id: str, name: str, *, by: Account, act: Act) -> None:
    """Shows a photo again."""
    _on_one(db, station_id, name, lambda photo: replace(photo, shown=True), by=by, act=act)


def put_forward(db: Database, station_id: str, name: str, *, by: Account, act: Act) -> None:
    """Moves a photo one place nearer to the front, past the next one that is shown."""

    def moved(found: list[StationPhoto]) -> list[StationPhoto]:
        shown = [photo for photo in found if photo.shown]
        at = _place(shown, name)
        shown[max(at - 1, 0) : at + 1] = reversed(shown[max(at - 1, 0) : at + 1])
        return [*shown, *(photo for photo in found if not photo.shown)]

    _change(db, station_id, moved, names=[name], by=by, act=act)


def is_public(db: Database, name: str) -> bool:
    """Whether everybody may see this picture at some station that they can find."""
    phases = station_photo_store.phases_of_shown(db, name)
    return any(Phase(phase) in LISTED for phase in phases)


def _on_one(
    db: Database,
    station_id: str,
    name: str,
    change: Callable[[StationPhoto], StationPhoto],
    *,
    by: Account,
    act: Act,
) -> None:
    def changed(found: list[StationPhoto]) -> list[StationPhoto]:
        at = _place(found, name)
        return [*found[:at], change(found[at]), *found[at + 1 :]]

    _change(db, station_id, changed, names=[name], by=by, act=act)


def _change(
    db: Database,
    station_id: str,
    change: Callable[[list[StationPhoto]], list[StationPhoto]],
    *,
    names: Sequence[str],
    by: Account,
    act: Act,
) -> None:
    """Replaces the photos of a station by what `change` makes of them, and logs which."""
    with db.writing() as tx:
        station, _ = seen(tx, station_id, by=by)
        redirects.check_alone(tx, station)
        before = _all(tx, station_id)
        after = change(before)
        if after == before:
            return
        if sum(photo.shown for photo in after) > MOST:
            raise Refused("too_many_photos", most=MOST)
        _save(tx, station_id, after, act=act)
        log.append(
            tx,
            act=act,
            subject=f"station:{station_id}",
            area=station.place.area_code,
            body={"photos": list(names)},
        )


def _save(tx: Transaction, station_id: str, after: Sequence[StationPhoto], *, act: Act) -> None:
    for position, photo in enumerate(after):
        station_photo_store.put(
            tx,
            {
                "station_id": station_id,
                "photo": photo.name,
                "width": photo.width,
                "height": photo.height,
                "caption": photo.caption,
                "position": position,
                "shown": photo.shown,
                "at": act.moment,
            },
        )


def _place(found: Sequence[StationPhoto], name: str) -> int:
    for at, photo in enumerate(found):
        if photo.name == name:
            return at
    raise NotFound("not_found.photo_of_station")


def _all(db: Database, station_id: str) -> list[StationPhoto]:
    return [_photo(row) for row in station_photo_store.of_station(db, station_id)]


def _photo(row: Row) -> StationPhoto:
    return StationPhoto(
        name=row["photo"],
        width=row["width"],
        height=row["height"],
        caption=row["caption"],
        shown=bool(row["shown"]),
    )
