"""A calendar reads what is on, whatever it is called, and hears of what changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any

import pytest
import vobject

from stations.activities.calendar_file import CalendarSource, calendar_file, uid
from stations.activities.model import Activity, ActivityState, Occasion, SessionState
from stations.activities.programme import Spot
from stations.geo.point import Point
from tests.activities import season

HOSTILE = (
    "逗号,分号;反斜杠\\n不是换行",
    "BEGIN:VEVENT\r\nEND:VCALENDAR\r\nSUMMARY:假的",
    "换行\n第二行\r第三行",
    '"引号" <b>&amp;</b> {{7*7}}',
    "\x00\x0b\x1f\x85\u2028\ufeff怪字符",
    "很" * 60,
    "👩‍🏭🔧" * 10,
    "ATTENDEE;CN=x:mailto:a@b.c",
)
SHAPE = Spot(name="芙蓉街口", address="芙蓉街1号；东", point=Point(lat=36.668, lon=117.02),
             area_code="370102")  # fmt: skip


def file_of(*activities: Activity, spots: tuple[Spot, ...] = (SHAPE,)) -> bytes:
    occasions = [Occasion(activity=a, session=s) for a in activities for s in a.sessions]
    return calendar_file(
        CalendarSource(
            name="历下区,驿站;活动",
            url="https://yizhan.example.cn/activities",
            occasions=occasions,
            where=lambda one: spots,
            page_of=lambda one: f"https://yizhan.example.cn/activities/{one.id}",
        )
    )


def read(body: bytes) -> list[Any]:
    calendar = vobject.readOne(body.decode())
    return list(calendar.vevent_list)


def told(body: bytes) -> Any:
    (event,) = read(body)
    return event


def clinic(title: str = "义诊", **more: Any) -> Activity:
    return season.activity("clinic", "clinic", title, season.session("c1", 1), **more)


@pytest.mark.parametrize("title", HOSTILE, ids=range(len(HOSTILE)))
def test_a_second_parser_reads_any_title_as_one_text_of_one_event(title: str) -> None:
    one = clinic(title[:60], details=title, doer=title)
    event = told(file_of(one))
    kept = title[:60].translate(dict.fromkeys(map(ord, "\x00\x0b\x1f\x85\u2028\ufeff"), " "))
    assert event.summary.value == kept.replace("\r\n", "\n").replace("\r", "\n").strip()
    assert event.uid.value == "c1@stations.invalid"
    assert {child.name for child in event.getChildren()} & {"ATTENDEE", "ORGANIZER"} == set()


def test_lines_are_as_short_as_calendars_want_them_and_end_as_they_should() -> None:
    body = file_of(clinic("很" * 60, details="很长的说明" * 300))
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    assert b"\n" not in body.replace(b"\r\n", b"")


def test_a_session_is_at_its_time_in_china_for_whoever_reads_it() -> None:
    event = told(file_of(clinic()))
    begins = event.dtstart.value
    assert begins == season.at(1)
    assert begins.utcoffset() == timedelta(hours=8)
    assert begins.astimezone(UTC).hour == 11
    assert event.dtend.value - begins == timedelta(hours=2)
    assert event.dtstart.params["X-VOBJ-ORIGINAL-TZID"] == ["Asia/Shanghai"]


def test_the_number_rises_with_each_change_and_the_name_stays() -> None:
    one = clinic(version=2)
    (session,) = one.sessions
    moved = replace(session, starts_at=season.at(1.5), moved_from=season.at(1), version=2)
    changes = [
        one,
        replace(one, version=3),
        replace(one, version=3, sessions=(moved,)),
        replace(one, version=3, sessions=(replace(moved, version=3),)),
        replace(
            one, version=4, state=ActivityState.CANCELLED, sessions=(replace(moved, version=3),)
        ),
    ]
    events = [told(file_of(each)) for each in changes]
    numbers = [int(event.sequence.value) for event in events]
    assert numbers == sorted(set(numbers))
    assert {event.uid.value for event in events} == {uid("c1")}
    assert "改期：原定 2026-11-21 19:05" in events[2].description.value


@pytest.mark.parametrize(
    "one",
    [
        clinic(state=ActivityState.CANCELLED, state_reason="医生病了"),
        replace(
            clinic(),
            sessions=(season.session("c1", 1, state=SessionState.CANCELLED, reason="医生病了"),),
        ),
    ],
)
def test_what_was_cancelled_stays_and_says_so(one: Activity) -> None:
    event = told(file_of(one))
    assert event.status.value == "CANCELLED"
    assert event.summary.value == "已取消：义诊"
    assert "已取消：医生病了" in event.description.value


def test_a_place_has_its_coordinates_and_many_places_their_names() -> None:
    event = told(file_of(clinic()))
    assert event.location.value == "芙蓉街口，芙蓉街1号；东"
    assert event.geo.value == "36.668;117.02"
    many = tuple(replace(SHAPE, name=f"{n}号驿站") for n in range(9))
    event = told(file_of(clinic(), spots=many))
    assert event.location.value == "0号驿站、1号驿站、2号驿站、3号驿站、4号驿站等 9 处"
    assert not hasattr(event, "geo")


def test_the_same_occasions_are_the_same_file() -> None:
    assert file_of(clinic()) == file_of(clinic())
    assert read(file_of(*season.activities()))
