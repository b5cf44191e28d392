"""Changes of an area are read from its own end, however much was done elsewhere."""

from __future__ import annotations

import random
from dataclasses import replace

from stations.db import migration
from stations.db.base import Database, Row
from stations.registry.bulk import bulk_changes
from stations.registry.model import Station, next_version
from stations.registry.scoping import Reach
from stations.registry.stored import change_store, store
from stations.registry.views import activity
from tests.registry.views.rows_read import effort
from tests.support import make

DISTRICTS = ("370102", "370104", "370102001", "370176", "440305", "")
REACHES = (
    Reach(areas=[""]), Reach(areas=["37"]), Reach(areas=["3701"]), Reach(areas=["370102"]),
    Reach(areas=["370102001"]), Reach(areas=["370102", "370176"]), Reach(areas=["44", "370104"]),
    Reach(stations=["s1", "s3"]), Reach(areas=["370104"], stations=["s1"]), Reach(),
)  # fmt: skip


def station(number: int, area: str, district: str = "") -> Station:
    one = make.station(id=f"s{number}", name=f"第 {number} 站", number=f"N-{number}")
    place = replace(one.place, area_code=area, district_code=district or area[:6])
    return replace(one, place=place)


def save(db: Database, *stations: Station) -> None:
    with db.writing() as tx:
        pairs = [(store.get(tx, one.id), next_version(one, at=make.NOON)) for one in stations]
        change_store.record(tx, pairs, act=make.act("edited"))


def held(db: Database) -> list[Row]:
    return db.rows("select * from history_areas order by area, log")


def anew(db: Database) -> list[Row]:
    """What the step that made the table would write today."""
    found = next(text for _, text in migration.steps() if "create table history_areas" in text)
    fill = migration.statements(found, db.engine)[-1]
    with db.writing() as tx:
        tx.run("delete from history_areas")
        tx.run(fill)
    return held(db)


def brute(db: Database, reach: Reach) -> list[tuple[int, int]]:
    inside, values = store.within(reach, "id")
    rows = db.rows(
        f"select h.log, count(*) as n from station_history h join ({inside}) s"
        " on s.id = h.station_id group by h.log order by h.log desc limit 50",
        **values,
    )
    return [(int(row["log"]), int(row["n"])) for row in rows]


def test_whoever_keeps_a_station_now_reads_all_of_its_past(db: Database) -> None:
    dice = random.Random(5)
    with db.writing() as tx:
        new = [station(n, DISTRICTS[n]) for n in range(len(DISTRICTS))]
        change_store.record(tx, [(None, one) for one in new], act=make.act("created"))
    for turn in range(30):
        chosen = dice.sample(range(len(DISTRICTS)), k=dice.choice((1, 1, 2, 3)))
        changed = []
        for n in chosen:
            before = store.get(db, f"s{n}")
            area = dice.choice(DISTRICTS) if dice.random() < 0.4 else before.place.area_code
            place = replace(station(n, area).place, district_code=dice.choice(DISTRICTS)[:6])
            changed.append(replace(before, name=f"第 {turn} 次", place=place))
        if turn % 5:
            save(db, *changed)
        else:
            pairs = [(store.get(db, o.id), next_version(o, at=make.NOON)) for o in changed]
            made = bulk_changes.made_ready(db, pairs, act=make.act("imported"), subject="stations")
            with made as ready, db.writing(late=True) as tx:
                ready.take(tx, check=lambda tx: None)
    for reach in REACHES:
        told = activity.of_area(db, reach)
        assert [(one.log, one.count) for one in told] == brute(db, reach), reach
        ids = {one.deed.station_id for one in told}
        assert all(store.get(db, one) for one in ids)
        inside, values = store.within(reach, "id")
        assert ids <= {row["id"] for row in db.rows(inside, **values)}
    assert held(db) == anew(db)


def test_what_was_done_elsewhere_costs_a_district_nothing(db: Database) -> None:
    with db.writing() as tx:
        mine = [station(n, "370102") for n in range(3)]
        change_store.record(tx, [(None, one) for one in mine], act=make.act("created"))
        change_store.record(tx, [(None, station(9, "370104"))], act=make.act("created"))
    save(db, replace(store.get(db, "s1"), name="新名"))
    [row] = db.rows("select * from station_history where station_id = 's9'")
    read = []
    for first, last in ((10, 200), (200, 4_000)):
        elsewhere = range(first, last)
        with db.writing() as tx:
            tx.load("station_history", [{**row, "version": n, "log": n} for n in elsewhere])
            tx.load(
                "history_areas",
                [{"area": a, "log": n, "n": 1, "first_id": "s9"}
                 for n in elsewhere for a in ("", "37", "3701", "370104")],
            )  # fmt: skip
        # As the server does by itself.
        db.run("analyze history_areas")
        told = activity.of_area(db, Reach(areas=["370102"]))
        assert [one.count for one in told] == [1, 3]
        read.append(effort(db, lambda: activity.of_area(db, Reach(areas=["370102"]))))
    assert read[1] <= read[0] * 1.1, read
    whole = effort(db, lambda: activity.of_area(db, Reach(areas=["3701"])))
    assert whole < 60 * read[0], "a page is read, and not the log"
    nearly = effort(db, lambda: activity.of_area(db, Reach(areas=["370104"]), before=60))
    assert nearly < 60 * read[0]
