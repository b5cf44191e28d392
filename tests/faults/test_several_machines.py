"""Several machines: when one fails, nothing acknowledged is lost and the others go on."""

from __future__ import annotations

import functools
from collections.abc import Iterator

import pytest

from bench.faults import city as cities
from bench.faults import nodes, postgres, processes, scenarios, traffic
from bench.faults.city import City
from bench.faults.scenarios import Fault, Outcome
from stations.accounts import store as accounts
from stations.db import opening
from stations.geo.point import Datum
from stations.registry.entries import merging
from stations.registry.jobs import job_store, list_jobs
from stations.registry.jobs.job_store import JobKind, JobState
from stations.registry.lists import import_plan, uploads
from stations.web import clock

READS_S, WRITES_S = 1.0, 15.0
SLOW_S = 2.0
"""What a machine may add that is busy with other tests."""


def insist() -> None:
    if postgres.programs() is None:
        pytest.skip("faults of several machines not tried: no PostgreSQL on this machine")
    if nodes.program() is None:
        pytest.skip("faults of several machines not tried: no haproxy on this machine")


@pytest.fixture(scope="module")
def city() -> Iterator[City]:
    """One city for all faults in turn; each mends what it broke, but the last."""
    insist()
    with cities.city() as made:
        yield made


def befallen(city: City, fault: Fault) -> Outcome:
    """What a fault did, by which nothing may be lost and after which all must be back."""
    outcome = scenarios.run(city, "", fault, before_s=1)
    assert outcome.acknowledged > 0
    assert outcome.lost == 0
    assert outcome.writes_back_s < WRITES_S + SLOW_S, outcome
    assert outcome.read_gap_s < READS_S + SLOW_S, outcome
    return outcome


def test_what_is_saved_at_one_node_is_found_at_the_other_within_a_second(city: City) -> None:
    ports = [node.port for node in city.nodes]
    clerk = traffic.Clerk(ports[0])
    assert not traffic.shows(ports[1], "nothing")
    saved = merging.new_id()
    assert clerk.add(saved) == 303
    for port in reversed(ports):
        shown = functools.partial(traffic.shows, port, saved)
        processes.until(shown, within_s=1 + SLOW_S, what="the change")


def test_work_whose_node_died_is_taken_over_by_another(city: City) -> None:
    db = opening.open_ready(city.primary.url())
    by = accounts.get(db, "id-clerk")
    rows = (f"第{n}号,历下区,117.{n:04d},36.66\n" for n in range(3_000))
    data = ("名称,区县,经度,纬度\n" + "".join(rows)).encode()
    terms = import_plan.Terms(datum=Datum.WGS84, area=nodes.AREA)
    kept = uploads.keep(db, data, name="a.csv", terms=terms, by=by, at=clock.now())
    wish = list_jobs.JobWish(kind=JobKind.JUDGE, subject=kept, area=nodes.AREA)
    # On a busy machine a node that serves may look for work before the third machine is up.
    for _ in range(5):
        job = list_jobs.ask(db, wish, by=by, at=clock.now(), now=db.clock())
        dying = city.worker()
        processes.until(lambda: job_store.get(db, job).tries == 1, within_s=60, what="its begin")  # noqa: B023
        processes.kill_all(dying)
        processes.until(lambda: not job_store.get(db, job).is_going, within_s=90, what="its end")  # noqa: B023
        ended = job_store.get(db, job)
        assert ended.state is JobState.DONE
        if ended.tries > 1:
            break
    assert ended.tries == 2
    db.close()


def test_where_all_connections_are_taken_searches_go_on(city: City) -> None:
    outcome = befallen(city, functools.partial(scenarios.pool_exhausted, seconds=4))
    most = int(outcome.told.rpartition(" ")[2])
    assert most <= 2 * 6 + 2, "no node takes more than its share"


def test_a_network_that_is_cut_stops_no_search_and_loses_nothing(city: City) -> None:
    befallen(city, functools.partial(scenarios.network_cut, seconds=4))


def test_a_database_that_is_away_stops_no_search_and_loses_nothing(city: City) -> None:
    befallen(city, functools.partial(scenarios.database_away, seconds=4))


def test_without_a_standby_nothing_is_acknowledged_until_somebody_says_so(city: City) -> None:
    outcome = befallen(city, scenarios.no_standby)
    assert outcome.told.endswith(": 0")
    city.standby.start()
    city.confirm()


def test_a_node_that_dies_is_replaced_by_the_other(city: City) -> None:
    befallen(city, scenarios.node_killed)
    city.nodes[0].start()


def test_a_node_with_another_key_does_not_start(city: City) -> None:
    stranger = nodes.Node(city.primary.folder.parent / "c", city.address, key="k" * 40)
    stranger.begin()
    processes.until(lambda: stranger.ended() is not None, within_s=60, what="the node to end")
    assert stranger.ended() == 2
    assert "密钥和其他节点的不一样" in stranger.log


def test_a_standby_takes_over_with_all_that_was_acknowledged(city: City) -> None:
    befallen(city, scenarios.primary_killed)


def test_a_standby_that_confirms_nothing_loses_what_was_acknowledged() -> None:
    """The control: the same fault where commits wait for nobody."""
    insist()
    with cities.city() as made:
        outcome = scenarios.run(made, "", scenarios.without_confirmation, before_s=1)
    assert outcome.lost > 0
    assert outcome.writes_back_s < WRITES_S + SLOW_S
