"""Is what the ledger says ever other than what came in, went out and was taken back?"""

from __future__ import annotations

import io
import secrets
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from stations.db import seals
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused
from stations.giveaways import arranging, left_over, stock_store, stock_workbook, stocking
from stations.giveaways.model import Stock, StockKind, StockMove, StockStage
from stations.giveaways.stocking import Intake
from tests.giveaways import giving
from tests.giveaways.giving import CLERK, KEEPER
from tests.support import make

FORM = "f" * 16


def intake(**changes: Any) -> Intake:
    whole = {"giver": "甲公司", "counts": {"clothes": 10}, "form": secrets.token_hex(8)}
    return Intake(**{**whole, **changes})


def moved(kind: StockKind, amount: int, **changes: Any) -> StockMove:
    whole = {
        "category": "clothes", "kind": kind, "amount": amount, "source": StockStage.READY,
        "target": StockStage.READY, "form": secrets.token_hex(8),
    }  # fmt: skip
    return StockMove(**{**whole, **changes})


def there(db: Database, of: str, category: str = "clothes") -> Stock:
    return stock_store.stock_of(db, of, category)


def test_only_what_is_disinfected_and_sorted_may_be_given(db: Database) -> None:
    one = giving.begun(db)
    [card] = giving.cards(db, one, 1)
    stocking.take_in(
        db, one.id, intake(counts={"clothes": 10, "books": 4}), by=KEEPER, act=make.act("")
    )
    for code in ("clothes", "books"):
        with pytest.raises(Refused, match="不够"):
            giving.handed(db, one, card, **{code: 1})
    with pytest.raises(Refused, match="不够"):  # Nothing is clean yet.
        stocking.move(db, one.id, moved(StockKind.SORT, 1), by=KEEPER, act=make.act(""))
    stocking.move(db, one.id, moved(StockKind.DISINFECT, 6), by=KEEPER, act=make.act(""))
    stocking.move(db, one.id, moved(StockKind.SORT, 5), by=KEEPER, act=make.act(""))
    stocking.move(
        db, one.id, moved(StockKind.SORT, 4, category="books"), by=KEEPER, act=make.act("")
    )
    giving.handed(db, one, card, clothes=5, books=3)
    assert there(db, one.id) == Stock(received=4, disinfected=1, ready=0, given=5, seq=4)
    with pytest.raises(Invalid):  # Books are not disinfected here.
        stocking.move(
            db, one.id, moved(StockKind.DISINFECT, 1, category="books"), by=KEEPER,
            act=make.act(""),
        )  # fmt: skip


def test_a_form_that_is_sent_twice_is_booked_once(db: Database) -> None:
    one = giving.begun(db)
    again = intake(form=FORM, disinfected=True)
    counted = [stocking.take_in(db, one.id, again, by=KEEPER, act=make.act("")) for _ in range(2)]
    out = moved(StockKind.SORT, 3, form=FORM + "2")
    done = [stocking.move(db, one.id, out, by=KEEPER, act=make.act("")) for _ in range(2)]
    assert (counted, done) == ([10, 0], [True, False])
    assert there(db, one.id) == Stock(disinfected=7, ready=3, seq=2)


def test_a_row_is_taken_back_by_another_row_once_and_only_where_the_things_are_there(
    db: Database,
) -> None:
    one = giving.begun(db)
    giving.stocked(db, one, {"clothes": 2})
    [card] = giving.cards(db, one, 1)
    giving.handed(db, one, card, clothes=2)
    with pytest.raises(Refused, match="不够"):
        stocking.counter(db, one.id, ("clothes", 1), reason="数错", by=KEEPER, act=make.act(""))
    stocking.counter(db, one.id, ("clothes", 2), reason="退回", by=KEEPER, act=make.act(""))
    for row in (2, 3):
        with pytest.raises(Refused, match="已经冲正过"):
            stocking.counter(db, one.id, ("clothes", row), reason="再", by=CLERK, act=make.act(""))
    assert there(db, one.id) == Stock(ready=2, seq=3)
    giving.handed(db, one, card, clothes=2)  # What came back counts no more.
    kinds = [entry.move.kind.value for entry in stock_store.entries(db, [one.id])]
    assert kinds == ["in", "give", "counter", "give"]


def test_the_database_itself_keeps_the_ledger_true_whoever_writes(db: Database) -> None:
    one = giving.begun(db)
    giving.stocked(db, one, {"clothes": 1})
    row = db.row("select * from giveaway_entries")
    assert row
    befores = {f"{stage}_before": row[stage] for stage in stock_store._STAGES}
    taken = {**row, **befores, "seq": 2, "previous": 1, "kind": "out", "reason": "破",
             "giver": None, "source": "ready", "target": "broken", "form": None}  # fmt: skip
    wrong: list[dict[str, Any]] = [
        {**taken, "amount": 2, "ready": -1, "broken": 2},
        {**taken, "amount": 1, "ready": 1, "broken": 1},
        {**taken, "amount": 1, "ready_before": 2, "ready": 1, "broken": 1},
        {**taken, "amount": 1, "ready": 0, "broken": 1, "seq": 3, "previous": 2},
        {**taken, "amount": 1, "ready": 0, "broken": 1, "seq": 1, "previous": None},
    ]
    for bad in wrong:
        with pytest.raises(Exception, match=r"(?i)constraint"), db.writing() as tx:
            tx.load("giveaway_entries", [bad])
    for sql in ("update giveaway_entries set amount = 9", "delete from giveaway_entries"):
        with pytest.raises(Exception, match="append-only"), db.writing() as tx:
            tx.run(sql)
    assert there(db, one.id) == Stock(ready=1, seq=1)
    assert list(seals.unlike(db, "giveaway_entries")) == []


def test_a_giver_who_asks_is_named_nowhere_any_more(db: Database) -> None:
    one = giving.begun(db)
    giving.stocked(db, one, {"books": 5}, giver="张某某")
    [entry] = stock_store.entries(db, [one.id])
    arranging.rename_giver(
        db, one.id, entry.move.giver, name="热心居民", by=KEEPER, act=make.act("")
    )
    assert left_over.givers(stock_store.entries(db, [one.id])) == [("热心居民", 5)]
    tables = ("giveaway_entries", "giveaway_givers", "log", "seals")
    assert "张某某" not in str([db.rows(f"select * from {name}") for name in tables])


def test_the_workbook_has_numbers_as_numbers_and_adds_up(db: Database) -> None:
    one = giving.begun(db)
    giving.stocked(db, one, {"clothes": 20, "books": 3}, giver="=甲公司")
    giving.stocked(db, one, {"clothes": 5}, giver="乙小区")
    [card] = giving.cards(db, one, 1)
    giving.handed(db, one, card, clothes=8, books=3)
    file = io.BytesIO()
    entries = stock_store.entries(db, [one.id])
    stock_workbook.write([one], entries, [], places={"own": "甲驿站"}, file=file)
    file.seek(0)
    book = CalamineWorkbook.from_filelike(file)
    ledger, left = (book.get_sheet_by_name(name).to_python() for name in ("台账", "剩余"))
    assert sorted(row[7] for row in ledger[1:]) == [3, 3, 5, 8, 20]
    assert left[1][2:9] == [25, 8, 0, 0, 17, 17, ""]
    [clothes, books, appliances] = left_over.table([one], entries)
    assert (clothes.stock.came, clothes.stock.left, clothes.ran_out_at) == (25, 17, None)
    assert clothes.givers == [("=甲公司", 20), ("乙小区", 5)]
    assert (books.stock.left, books.ran_out_at) == (0, make.NOON)
    assert appliances.stock == Stock()


def test_limits_and_categories_are_data_of_each_give_away(db: Database) -> None:
    one = giving.begun(db)
    giving.stocked(db, one, {"books": 9})
    [card] = giving.cards(db, one, 1)
    fewer = tuple(c for c in one.categories if c.code != "clothes")
    wider = [giving.GiftCategory(code="books", word="图书", unit="本", per_person=5), *fewer[1:]]
    changed = arranging.change(
        db, giving.given(id=one.id, version=one.version, categories=tuple(wider)), by=KEEPER,
        act=make.act(""),
    )  # fmt: skip
    giving.handed(db, changed, card, books=5)
    with pytest.raises(Invalid, match="已经有台账"):
        arranging.change(
            db,
            giving.given(id=one.id, version=changed.version, categories=fewer[1:]),
            by=KEEPER,
            act=make.act(""),
        )
    with pytest.raises(Refused, match="刚改过"):
        arranging.change(db, giving.given(id=one.id, version=1), by=KEEPER, act=make.act(""))


def test_nobody_touches_the_stock_of_a_station_that_is_not_theirs(db: Database) -> None:
    one = giving.begun(db, station_id="other")
    with pytest.raises(NotFound):
        giving.stocked(db, one, {"books": 1})
    with pytest.raises(NotFound):
        giving.cards(db, one, 1)
    with pytest.raises(NotFound):
        giving.handed(db, one, "0001-8", books=1)
    with pytest.raises(NotFound):
        arranging.make(db, giving.given(station_id="", place_name="广场"), by=KEEPER,
                       act=make.act(""))  # fmt: skip


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["in", "raw", "disinfect", "sort", "out", "give", "back"]),
        st.integers(1, 5),
    ),
    max_size=14,
)


@pytest.fixture(scope="module")
def oracle_db(tmp_path_factory: pytest.TempPathFactory, migrated_file: Any) -> Any:
    import shutil

    from stations.db import opening

    path = tmp_path_factory.mktemp("oracle") / "stations.db"
    shutil.copyfile(migrated_file, path)
    database = opening.open_ready(str(path))
    giving.begun(database)
    yield database
    database.close()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_the_stock_is_what_a_second_count_says_after_any_moves(
    oracle_db: Database, moves: list[tuple[str, int]]
) -> None:
    db = oracle_db
    one = arranging.make(
        db,
        giving.given(categories=(giving.GiftCategory(code="clothes", word="衣", unit="件",
                                                     disinfect=True),), needs_card=False),
        by=CLERK, act=make.act(""),
    )  # fmt: skip
    arranging.set_state(db, one.id, arranging.GiveawayState.OPEN, by=CLERK, act=make.act(""))
    piles = dict.fromkeys(("received", "disinfected", "ready", "given", "broken"), 0)
    rows: list[tuple[str, str, int]] = []
    for deed, amount in moves:
        source, target = {
            "in": ("outside", "ready"), "raw": ("outside", "received"),
            "disinfect": ("received", "disinfected"), "sort": ("disinfected", "ready"),
            "out": ("ready", "broken"), "give": ("ready", "given"),
            "back": (rows[-1][1], rows[-1][0]) if rows else ("", ""),
        }[deed]  # fmt: skip
        amount = rows[-1][2] if deed == "back" and rows else amount
        possible = source == "outside" or piles.get(source, -1) >= amount
        try:
            _do(db, one.id, deed, amount, len(rows))
        except (Refused, NotFound):
            last_is_counter = deed == "back" and (not rows or rows[-1][2] < 0)
            assert not possible or last_is_counter
            continue
        assert possible
        for pile, sign in ((source, -1), (target, 1)):
            if pile != "outside":
                piles[pile] += sign * amount
        rows.append((source, target, -1 if deed == "back" else amount))
    now = there(db, one.id)
    assert {pile: getattr(now, pile) for pile in piles} == piles
    assert now.seq == len(rows)


def _do(db: Database, of: str, deed: str, amount: int, last: int) -> None:
    act = make.act("")
    one = arranging.found(db, of, by=CLERK, action=arranging.Action.EDIT)
    if deed in ("in", "raw"):
        clean = deed == "in"
        given = intake(counts={"clothes": amount}, disinfected=clean, sorted_=clean)
        stocking.take_in(db, of, given, by=CLERK, act=act)
    elif deed == "give":
        giving.handed(db, one, "", clothes=amount)
    elif deed == "back":
        stocking.counter(db, of, ("clothes", last), reason="错", by=CLERK, act=act)
    else:
        wanted = moved(StockKind(deed), amount, reason="破")
        stocking.move(db, of, wanted, by=CLERK, act=act)
