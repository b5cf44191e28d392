"""The money of a level is paid once for each rise to it, whatever is tried."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from stations.accounts.roles import Role
from stations.db import opening
from stations.db.base import Database
from stations.errors import StationsError
from stations.stars import award_store
from stations.subsidies import ledger_proof, proposing, store
from tests.subsidies import treasury
from tests.subsidies.ledger_city import copied, net, rows
from tests.subsidies.treasury import FINANCE, FIVE, YEAR, approve, pay, propose

GUARD = r"(?i)constraint|unique|duplicate"


def test_five_stars_are_paid_once_and_not_for_the_next_cycle(city: Database) -> None:
    treasury.awarded(city, "a", (5, "2025-05-04"), (5, "2026-05-04"))
    (first,) = propose(city, "a", rule=FIVE, year=2025)
    pay(city, *approve(city, first))
    with pytest.raises(StationsError) as refused:
        propose(city, "a", rule=FIVE)
    assert "2026 年评定以前已经有五星" in refused.value.message
    assert net(city) == 500_000
    assert ledger_proof.prove(city).sound


def test_a_second_rise_is_paid_again(city: Database) -> None:
    treasury.awarded(city, "a", (5, "2024-05-04"), (4, "2025-05-04"), (5, "2026-05-04"))
    risen = [propose(city, "a", rule=FIVE, year=year)[0].claim.rise for year in (2024, YEAR)]
    assert risen == [1, 3]


def test_a_rise_that_was_sent_back_may_be_proposed_anew(city: Database) -> None:
    treasury.awarded(city, "a", (5, "2026-05-04"))
    (sent,) = propose(city, "a", rule=FIVE)
    treasury.reject(city, sent)
    (again,) = propose(city, "a", rule=FIVE)
    assert (again.turn, again.claim.rise) == (2, 1)


def test_stars_that_a_list_said_before_the_review_are_no_rise(city: Database) -> None:
    treasury.awarded(city, "a", (5, "2026-05-04"), before=5)
    with pytest.raises(StationsError):
        propose(city, "a", rule=FIVE)
    assert award_store.every(city)[0].before == 5


def test_the_database_refuses_money_for_what_is_no_rise(city: Database) -> None:
    treasury.awarded(city, "a", (5, "2025-05-04"), (5, "2026-05-04"))
    treasury.awarded(city, "b", (4, "2026-05-04"))
    treasury.awarded(city, "c", (5, "2026-05-04"), before=5)
    (first,) = propose(city, "a", rule=FIVE, year=2025)
    kept = rows(city)
    other = {"payment": "another-one", "year": 2026, "period": 2026}
    for changes in (
        {**other, "rise": 2},  # applied for again
        {**other, "rise": 1},  # the rise of another year
        {**other, "rise": None},  # nothing named
        {**other, "rise": 9},  # an award that is not there
        {**other, "station_id": "b", "rise": 1},  # four stars
        {**other, "station_id": "c", "rise": 1},  # had five by its list
        {"payment": "another-one"},  # the same rise a second time
        {**other, "rule": "other_award", "rise": 2},  # a rule of another name
    ):
        with pytest.raises(Exception, match=GUARD):
            copied(city, first.id, 1, **changes)()
        assert rows(city) == kept, changes


def test_two_at_once_propose_a_rise_once(city: Database, address: str) -> None:
    treasury.awarded(city, "a", (5, "2026-05-04"))

    def attempt(n: int) -> bool:
        by, db = treasury.someone(f"f{n}", Role.FINANCE), opening.open_ready(address)
        try:
            proposing.propose(db, [("a", FIVE)], year=YEAR, by=by, act=treasury.act(by))
        except StationsError:
            return False
        finally:
            db.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(attempt, range(4))) == 1
    assert len(store.of_year(city, YEAR, "")) == 1
    assert FINANCE.id not in {one.entry.by for one in store.every(city)}
