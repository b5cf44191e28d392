"""Give-aways, their categories and their givers in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from stations.db.base import Database, Row, Transaction, Value
from stations.errors import NotFound
from stations.giveaways.model import GiftCategory, Giveaway, GiveawayState
from stations.moments import utc_text
from stations.registry.scoping import Reach
from stations.registry.stored import brief_store, redirects
from stations.registry.stored import store as stations

MOST_LISTED = 200


def add(tx: Transaction, one: Giveaway, *, at: datetime) -> None:
    """Writes a new give-away with its categories."""
    tx.load("giveaways", [{"id": one.id, "created_at": utc_text(at), **_row(one, at)}])
    _set_categories(tx, one)


def save(tx: Transaction, one: Giveaway, *, at: datetime) -> bool:
    """Writes the next version of a give-away; False where it was changed meanwhile."""
    row = _row(one, at)
    del row["station_id"]  # It stays where it was made, whatever that station becomes.
    changed = ", ".join(f"{name} = :{name}" for name in row)
    sql = f"update giveaways set {changed} where id = :id and version = :version - 1"  # noqa: S608
    if not tx.run(sql, id=one.id, **row):
        return False
    _set_categories(tx, one)
    return True


def _row(one: Giveaway, at: datetime) -> Row:
    return {
        "station_id": one.station_id or None,
        "place_name": one.place_name,
        "area_code": one.area_code,
        "season": one.season,
        "title": one.title,
        "details": one.details,
        "activity_id": one.activity_id or None,
        "needs_card": one.needs_card,
        "shows_counts": one.shows_counts,
        "state": one.state.value,
        "closed_at": utc_text(one.closed_at) if one.closed_at else None,
        "demo": one.demo,
        "version": one.version,
        "updated_at": utc_text(at),
    }


def _set_categories(tx: Transaction, one: Giveaway) -> None:
    """Writes the categories; one that is in the ledger stays, as the database sees to."""
    known = {row["code"] for row in _categories(tx, [one.id])}
    for code in sorted(known - {category.code for category in one.categories}):
        tx.run(
            "delete from giveaway_categories where giveaway_id = :id and code = :code",
            id=one.id,
            code=code,
        )
    tx.run_each(
        "insert into giveaway_categories values"
        " (:giveaway_id, :code, :word, :unit, :per_person, :disinfect, :position)"
        " on conflict (giveaway_id, code) do update set word = excluded.word,"
        " unit = excluded.unit, per_person = excluded.per_person,"
        " disinfect = excluded.disinfect, position = excluded.position",
        [
            {
                "giveaway_id": one.id,
                "code": category.code,
                "word": category.word,
                "unit": category.unit,
                "per_person": category.per_person,
                "disinfect": int(category.disinfect),
                "position": position,
            }
            for position, category in enumerate(one.categories)
        ],
    )


def get(db: Database, giveaway_id: str) -> Giveaway:
    """The give-away with this id; NotFound else."""
    found = _such(db, "g.id = :id", id=giveaway_id)
    if not found:
        raise NotFound("not_found.out_of_sight")
    return found[0]


def within(db: Database, reach: Reach, *, station_id: str = "", season: str = "") -> list[Giveaway]:
    """The give-aways within reach, the newest first; of one station and season where named."""
    reach = redirects.widened(db, reach)
    stations_within, values = stations.within(reach)
    where, _ = reach.condition()
    here = "select g.area_code as area_code, g.area_code as district_code, '' as id"
    narrowed: dict[str, Value] = {}
    sql = (
        f"(g.station_id in ({stations_within}) or (g.station_id is null"  # noqa: S608
        f" and exists (select 1 from ({here}) x where {where})))"
    )
    if station_id:
        place, narrowed = redirects.within_place(station_id)
        sql = f"{sql} and g.station_id in ({place})"
    if season:
        sql, narrowed["season"] = f"{sql} and g.season = :season", season
    return _such(db, sql, **values, **narrowed)


def open_at(db: Database, station_id: str) -> list[Giveaway]:
    """What is given away at a station just now."""
    place, values = redirects.within_place(station_id)
    return _such(db, f"g.station_id in ({place}) and g.state = 'open'", **values)


def _such(db: Database, where: str, **values: Value) -> list[Giveaway]:
    rows = db.rows(
        f"select g.* from giveaways g where {where}"  # noqa: S608
        f" order by g.created_at desc, g.id limit {MOST_LISTED}",
        **values,
    )
    by_id: dict[str, list[GiftCategory]] = {row["id"]: [] for row in rows}
    for one in _categories(db, list(by_id)):
        by_id[one["giveaway_id"]].append(
            GiftCategory(
                code=one["code"],
                word=one["word"],
                unit=one["unit"],
                per_person=one["per_person"],
                disinfect=bool(one["disinfect"]),
            )
        )
    now = redirects.now(db, (row["station_id"] for row in rows if row["station_id"]))
    return [
        _giveaway({**row, "station_id": now.get(row["station_id"])}, tuple(by_id[row["id"]]))
        for row in rows
    ]


def _categories(db: Database, ids: Sequence[str]) -> list[Row]:
    values = {f"id{n}": one for n, one in enumerate(ids)}
    marks = ", ".join(f":{name}" for name in values) or "''"
    return db.rows(
        f"select * from giveaway_categories where giveaway_id in ({marks})"  # noqa: S608
        " order by giveaway_id, position, code",
        **values,
    )


def _giveaway(row: Row, categories: tuple[GiftCategory, ...]) -> Giveaway:
    return Giveaway(
        id=row["id"],
        station_id=row["station_id"] or "",
        place_name=row["place_name"],
        area_code=row["area_code"],
        season=row["season"],
        title=row["title"],
        details=row["details"],
        activity_id=row["activity_id"] or "",
        needs_card=bool(row["needs_card"]),
        shows_counts=bool(row["shows_counts"]),
        state=GiveawayState(row["state"]),
        closed_at=datetime.fromisoformat(row["closed_at"]) if row["closed_at"] else None,
        demo=bool(row["demo"]),
        version=int(row["version"]),
        categories=categories,
    )


def giver(tx: Transaction, giveaway_id: str, name: str, *, new_id: str) -> str:
    """The id of a giver of this name, who is written where there was none."""
    row = tx.row(
        "select id from giveaway_givers where giveaway_id = :id and name = :name",
        id=giveaway_id,
        name=name,
    )
    if row is None:
        tx.load("giveaway_givers", [{"id": new_id, "giveaway_id": giveaway_id, "name": name}])
    return row["id"] if row else new_id


def rename_giver(tx: Transaction, giveaway_id: str, giver_id: str, *, name: str) -> bool:
    """Calls a giver otherwise, everywhere and for ever: the ledger holds no name itself."""
    touched = tx.run(
        "update giveaway_givers set name = :name where id = :id and giveaway_id = :of",
        name=name,
        id=giver_id,
        of=giveaway_id,
    )
    return touched == 1


def station_names(db: Database, found: Sequence[Giveaway]) -> dict[str, str]:
    """How the stations of these give-aways are called, by id."""
    brief = brief_store.of(db, [one.station_id for one in found if one.station_id])
    return {station_id: it.name for station_id, it in brief.items()}
