"""A report is kept once, followed by its token, answered, and forgotten in time."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from stations.accounts.model import Account, Grant
from stations.accounts.roles import Role
from stations.audit import log
from stations.audit.verification import verify
from stations.db import opening
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused
from stations.feedback import (
    check_ins,
    daily_limits,
    erasure,
    poster_codes,
    rating,
    report_store,
    reporting,
    shut_flag,
    visitor_marks,
)
from stations.feedback.model import (
    CLOSED,
    KIND_WORDS,
    NEXT,
    STATE_WORDS,
    Near,
    Opinion,
    Report,
    ReportKind,
    ReportState,
    Said,
)
from stations.registry.editing import verifying
from stations.registry.editing.verifying import VerifiedFields
from stations.registry.model import Lifecycle
from stations.registry.states import Phase
from stations.registry.stored import history_store
from stations.registry.stored import store as stations
from tests.support import make
from tests.support.voices import SECRET, visitor

SHUT = Said(kind=ReportKind.SHUT)
POSTER: dict[str, Any] = {"poster": True}
ELSEWHERE: dict[str, Any] = {"address": "198.51.100.1"}


def report(db: Database, said: Said = SHUT, *, token: str = "", **given: Any) -> Report:
    at: datetime = given.setdefault("at", make.NOON)
    by = visitor(**given)
    token = token or visitor_marks.token(SECRET, by.device, device_id=str(at))
    return reporting.report(db, "a", said, by=by, token=token, at=at)


def ago(**given: int) -> datetime:
    return make.NOON - timedelta(**given)


def test_every_kind_and_state_has_its_words_and_its_row() -> None:
    assert set(KIND_WORDS) == set(ReportKind)
    assert set(STATE_WORDS) == set(NEXT) == set(ReportState)


def test_a_report_goes_only_where_the_table_says(stationed: Database) -> None:
    new = report(stationed)
    for start in ReportState:
        for end in ReportState:
            closed = {"closed_at": make.NOON, "reply": "好"} if start in CLOSED else {}
            one = replace(new, state=start, **closed)
            if end in NEXT[start]:
                moved = one.moved_to(end, by="clerk", at=make.NOON, reply="已经修好")
                assert moved.state is end
                assert (moved.closed_at is not None) == (end in CLOSED)
            else:
                with pytest.raises(Refused):
                    one.moved_to(end, by="clerk", at=make.NOON, reply="已经修好")


def test_whoever_reported_gets_an_answer_in_words(stationed: Database) -> None:
    with pytest.raises(Invalid):
        report(stationed).moved_to(ReportState.FIXED, by="clerk", at=make.NOON)


def test_a_report_is_followed_by_its_token_and_its_times_are_kept(stationed: Database) -> None:
    said = Said(kind=ReportKind.BROKEN, amenity="drinking_water", words="不出热水")
    made = report(stationed, said, token="t1", poster=True, near=Near.NEAR)
    assert reporting.followed(stationed, "t1") == made
    taken = made.moved_to(ReportState.TAKEN, by="clerk", at=make.NOON + timedelta(hours=1))
    done = taken.moved_to(
        ReportState.FIXED, by="other", at=make.NOON + timedelta(hours=5), reply="换了新的"
    )
    with stationed.writing():
        report_store.save(stationed, done)
    again = reporting.followed(stationed, "t1")
    assert again == done
    assert (again.taken_by, again.closed_by) == ("clerk", "other")
    with pytest.raises(NotFound):
        reporting.followed(stationed, "t2")


def test_only_the_hash_of_the_token_is_kept_and_no_device_or_address(stationed: Database) -> None:
    token = visitor_marks.token(SECRET, "key", device_id="my phone")
    report(stationed, token=token, device="my phone", address="198.51.100.7")
    tables = ("reports", "voice_counts", "log")
    everything = str([stationed.rows(f"select * from {table}") for table in tables])
    for secret in (token, "my phone", "198.51.100"):
        assert secret not in everything
    assert len(token) == 32


def test_a_form_sent_twice_is_one_report(stationed: Database) -> None:
    first = report(stationed, token="t", device="one")
    assert report(stationed, token="t", device="one", at=ago(minutes=-1)) == first
    assert len(report_store.of_station(stationed, "a")) == 1


def test_a_report_is_in_the_log_without_anything_personal(stationed: Database) -> None:
    made = report(stationed, Said(kind=ReportKind.DIRTY, words="我叫某某"))
    entry = log.newest(stationed)[0]
    assert entry["subject"] == f"report:{made.id}"
    assert entry["body"] == {"station": "a", "kind": "dirty"}
    assert verify(stationed, history_store).sound


def test_what_has_an_answer_waits_no_longer(stationed: Database) -> None:
    made = report(stationed)
    waiting = report(stationed)
    with stationed.writing():
        report_store.save(
            stationed, made.moved_to(ReportState.REFUSED, by="c", at=make.NOON, reply="那天停电")
        )
    assert report_store.open_of_station(stationed, "a") == [waiting]
    assert len(report_store.of_station(stationed, "a")) == 2
    assert report_store.of_station(stationed, "b") == []


def test_nobody_reports_of_what_workers_do_not_see(stationed: Database) -> None:
    draft = make.station(id="b", lat=None)
    closed = make.station(id="c", lifecycle=Lifecycle(phase=Phase.CLOSED))
    with stationed.writing():
        stations.add(stationed, [draft, closed], history=())
    for station_id in ("b", "c", "nowhere"):
        by = visitor(station_id=station_id)
        with pytest.raises(NotFound):
            reporting.report(stationed, station_id, SHUT, by=by, token="t", at=make.NOON)
        with pytest.raises(NotFound):
            rating.rate(stationed, station_id, Opinion(stars=5), by=by, at=make.NOON)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ([POSTER, {}, {**ELSEWHERE}], True),
        ([{}, {}, {**ELSEWHERE}], False),
        ([POSTER, {**ELSEWHERE}], False),
        ([POSTER, {}, {}], False),
        ([{"device": "x", **POSTER}, {"device": "x"}, {"device": "x", **ELSEWHERE}], False),
        ([POSTER, {}, {**ELSEWHERE, "near": Near.FAR}], False),
        ([POSTER, {}, {**ELSEWHERE, "staff": True}], False),
        ([POSTER, {"at": ago(days=7)}, {**ELSEWHERE}], False),
        ([POSTER, {"at": ago(days=6)}, {**ELSEWHERE, "at": ago(days=5)}], True),
        ([POSTER, {"at": ago(hours=14)}, {**ELSEWHERE}], False),
    ],
    ids=[
        "three on two networks", "nobody proved it", "too few", "one network", "one device",
        "from afar", "staff", "too old", "on several days", "at night",
    ],
)  # fmt: skip
def test_a_shut_door_is_believed_when_enough_independent_people_met_it(
    stationed: Database, given: list[dict[str, Any]], wanted: bool
) -> None:
    for one in given:
        report(stationed, **one)
    assert shut_flag.due(stationed, "a", at=make.NOON) is wanted


def test_the_report_that_is_one_too_many_flags_the_station_once(stationed: Database) -> None:
    before = stations.get(stationed, "a")
    for n in range(2):
        report(stationed, address=f"203.0.{n}.1")
        assert stations.get(stationed, "a") == before
    for n in range(2, 5):
        report(stationed, address=f"203.0.{n}.1", at=make.NOON + timedelta(minutes=n), poster=True)
    after = stations.get(stationed, "a")
    assert after.reported_shut == make.NOON + timedelta(minutes=2), "the first moment stays"
    assert after.record is not None
    assert after.record.version == 2
    told = history_store.of_station(stationed, "a")[0]
    assert (told["action"], told["by"]) == ("flagged", "劳动者反映")
    assert verify(stationed, history_store).sound


def test_reports_that_come_at_once_are_all_kept_and_flag_once(
    stationed: Database, address: str
) -> None:
    failed: list[Exception] = []

    def speak(n: int) -> None:
        own = opening.open_ready(address)
        try:
            report(own, address=f"203.0.{n}.1", token=f"t{n}", poster=n == 0)
        except Exception as error:
            failed.append(error)
        finally:
            own.close()

    threads = [threading.Thread(target=speak, args=(n % 8,)) for n in range(16)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert failed == []
    assert len(report_store.of_station(stationed, "a")) == 8, "each form once, though sent twice"
    history = history_store.of_station(stationed, "a")
    assert [row["action"] for row in history] == ["flagged"]
    assert verify(stationed, history_store).sound


def test_one_network_flags_no_more_than_a_few_stations_in_a_day(stationed: Database) -> None:
    places = [f"s{n}" for n in range(6)]
    with stationed.writing():
        stations.add(stationed, [make.station(id=one) for one in places], history=())

    def flagged() -> list[str]:
        return [one for one in places if stations.get(stationed, one).reported_shut]

    def speak(station_id: str, address: str, **given: Any) -> None:
        by = visitor(station_id=station_id, address=address, **given)
        token = f"{station_id} {by.device}"
        reporting.report(stationed, station_id, SHUT, by=by, token=token, at=make.NOON)

    for one in places:
        speak(one, "203.0.113.1", poster=True)
        for address in ("192.0.2.1", "192.0.2.2", "198.51.100.1", "198.51.100.2"):
            speak(one, address)
    assert flagged() == places[: shut_flag.STATIONS_BY_NETWORK]
    for n in range(3):
        speak("s4", f"203.0.{n}.1", poster=n == 2)
    for n in range(3):
        speak("s5", f"192.0.2.{n}" if n else "198.51.100.9", poster=True)
    assert flagged() == [*places[: shut_flag.STATIONS_BY_NETWORK], "s4", "s5"]


def test_whoever_saw_it_open_at_the_door_begins_the_count_anew(stationed: Database) -> None:
    for n in range(3):
        report(stationed, address=f"203.0.{n}.1", at=ago(hours=2), poster=n == 0)
    assert stations.get(stationed, "a").reported_shut
    keeper = Account(
        id="k", name="keeper", shown="站点", grants=(Grant(role=Role.KEEPER, station_id="a"),)
    )
    groups = [VerifiedFields.HOURS]
    verifying.confirm(
        stationed, ["a"], groups=groups, on_the_spot=True, by=keeper, act=make.act("verified")
    )
    assert stations.get(stationed, "a").reported_shut is None
    assert not shut_flag.due(stationed, "a", at=make.NOON)
    report(stationed, at=make.NOON + timedelta(hours=1))
    assert stations.get(stationed, "a").reported_shut is None


def test_other_reports_and_other_stations_shut_nothing(stationed: Database) -> None:
    for n in range(5):
        report(stationed, Said(kind=ReportKind.HOURS_DIFFER), address=f"203.0.{n}.1")
    assert not shut_flag.due(stationed, "a", at=make.NOON)


def test_an_answer_begins_the_count_anew(stationed: Database) -> None:
    given = [{"address": f"203.0.{n}.1", "poster": n == 0} for n in range(3)]
    made = [report(stationed, at=ago(hours=2), **one) for one in given]
    assert shut_flag.due(stationed, "a", at=make.NOON)
    answered = made[0].moved_to(ReportState.FIXED, by="c", at=ago(hours=1), reply="已经开门")
    with stationed.writing():
        report_store.save(stationed, answered)
    assert not shut_flag.due(stationed, "a", at=make.NOON)
    for n in range(3):
        report(stationed, address=f"198.51.{n}.1", poster=n == 0)
    assert shut_flag.due(stationed, "a", at=make.NOON)


def test_one_phone_and_one_network_may_only_say_so_much_in_a_day(stationed: Database) -> None:
    for n in range(daily_limits.BY_DEVICE):
        report(stationed, device="busy", address=f"10.{n}.0.1", token=f"t{n}")
    with pytest.raises(Refused, match="明天"):
        report(stationed, device="busy", address="10.99.0.1", token="t")
    for n in range(daily_limits.BY_NETWORK_AND_STATION):
        report(stationed, address=f"192.0.2.{n}")
    with pytest.raises(Refused) as refused:
        report(stationed, address="192.0.2.200")
    assert refused.value.code == "too_many"
    tomorrow = make.NOON + timedelta(days=1)
    assert report(stationed, device="busy", address="192.0.2.200", at=tomorrow)
    row = stationed.row("select count(*) as n from voice_counts where day < '2026-11-21'")
    assert row == {"n": 0}, "yesterday's counts are forgotten"


def test_no_heap_of_ratings_or_other_reports_keeps_a_shut_door_from_being_told(
    stationed: Database,
) -> None:
    for n in range(daily_limits.BY_NETWORK_AND_STATION):
        by = visitor(address=f"192.0.2.{n}")
        rating.rate(stationed, "a", Opinion(stars=1), by=by, at=make.NOON)
        busy = visitor("busy", address=f"10.{n}.0.1")
        rating.rate(stationed, "a", Opinion(stars=1), by=busy, at=make.NOON)
    for by in (visitor(address="192.0.2.100"), visitor("busy", address="10.99.0.1")):
        with pytest.raises(Refused):
            rating.rate(stationed, "a", Opinion(stars=1), by=by, at=make.NOON)
    dirty = Said(kind=ReportKind.DIRTY)
    for n in range(daily_limits.BY_NETWORK_AND_STATION):
        report(stationed, dirty, address=f"192.0.2.{n}")
    with pytest.raises(Refused):
        report(stationed, dirty, address="192.0.2.100")
    assert report(stationed, address="192.0.2.100", device="busy")


def test_no_count_tells_the_way_of_a_phone_through_the_city(stationed: Database) -> None:
    with stationed.writing():
        stations.add(stationed, [make.station(id="b")], history=())
    for station_id in ("a", "b"):
        by = visitor("one", station_id=station_id, poster=True)
        check_ins.check_in(stationed, station_id, by=by, at=make.NOON)
        rating.rate(stationed, station_id, Opinion(stars=4), by=by, at=make.NOON)
        reporting.report(stationed, station_id, SHUT, by=by, token=station_id, at=make.NOON)
    buckets = [row["bucket"].split() for row in stationed.rows("select bucket from voice_counts")]
    everywhere = {by.device_today, by.network_today}
    here = [bucket for bucket in buckets if everywhere.isdisjoint(bucket) and len(bucket) > 1]
    assert not any({"a", "b", by.device, by.network} & set(bucket) for bucket in buckets)
    assert sorted(" ".join(words[:-1]) for words in here) == sorted(
        2 * ["check-in", "arrivals", "rating here", "shut here", "shut by poster first"]
    )
    assert len({bucket[-1] for bucket in here}) == 4, "each mark belongs to one station"


def test_visits_are_counted_apart_from_what_is_said(stationed: Database) -> None:
    for _ in range(daily_limits.ARRIVALS):
        by = visitor(poster=True)
        assert check_ins.check_in(stationed, "a", by=by, at=make.NOON)
    by = visitor(poster=True)
    with pytest.raises(Refused):
        check_ins.check_in(stationed, "a", by=by, at=make.NOON)
    assert report(stationed), "a busy station can still be reported"
    assert check_ins.visits(stationed, "a", at=make.NOON).today == daily_limits.ARRIVALS


def test_networks_are_told_apart_as_providers_give_them_out() -> None:
    def same(one: str, other: str) -> bool:
        first, second = (visitor_marks.network(SECRET, it, station_id="a") for it in (one, other))
        return first == second

    assert same("203.0.113.1", "203.0.113.254")
    assert same("203.0.113.1", "::ffff:203.0.113.7")
    assert same("2001:db8:1:1::1", "2001:db8:1:2::9%eth0")
    assert not same("203.0.113.1", "203.0.114.1")
    assert not same("2001:db8:1::1", "2001:db8:2::1")
    assert same("", "nonsense")
    assert visitor_marks.network(SECRET, "203.0.113.1", station_id="a") != visitor_marks.network(
        SECRET, "203.0.113.1", station_id="b"
    )


def test_a_poster_is_good_for_its_own_station_only() -> None:
    good = poster_codes.code(SECRET, "a")
    assert poster_codes.valid(SECRET, "a", good)
    for wrong in ("", "x", "驿站", good[:-1], poster_codes.code(SECRET, "b")):
        assert not poster_codes.valid(SECRET, "a", wrong)
    assert not poster_codes.valid(b"another secret", "a", good)


def test_who_spoke_is_forgotten_and_what_was_said_stays(stationed: Database) -> None:
    old, older = ago(days=9), ago(days=91)
    kept = report(stationed, at=ago(days=7))
    networkless = report(stationed, at=old)
    refused = report(stationed, Said(kind=ReportKind.DIRTY, words="骂人的话"), at=older)
    fixed = report(stationed, Said(kind=ReportKind.BROKEN, words="不出热水"), at=older)
    with stationed.writing():
        for one, state in ((refused, ReportState.REFUSED), (fixed, ReportState.FIXED)):
            report_store.save(stationed, one.moved_to(state, by="c", at=older, reply="谢谢"))
    rating.rate(stationed, "a", Opinion(stars=2), by=visitor("x", poster=True), at=older)
    rating.rate(stationed, "a", Opinion(stars=2), by=visitor("y", poster=True), at=ago(days=366))
    act = make.act(erasure.ACTION)
    assert erasure.forget(stationed, act=act) > 0
    assert erasure.forget(stationed, act=act) == 0
    assert report_store.get(stationed, kept.id) == kept
    assert report_store.get(stationed, networkless.id) == replace(networkless, network="")
    assert report_store.get(stationed, refused.id).said.words == ""
    again = report_store.get(stationed, fixed.id)
    assert again.said.words == "不出热水"
    assert (again.device, again.network) == ("", "")
    left = stationed.rows("select device, stars from ratings")
    assert [(row["device"][0], row["stars"]) for row in left] == [("-", 2)]
    assert rating.summary(stationed, "a", at=make.NOON).count == 1
    assert log.newest(stationed)[0]["action"] == "forgotten"
