"""A form changes what was typed in it and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stations.areas.locator import Locator
from stations.geo import frames
from stations.geo.point import Datum
from stations.hours.model import LONGEST
from stations.registry.editing import form_values, station_form
from stations.registry.editing.station_form import Unfit
from stations.registry.model import Amenity, Closure, Hours, Lifecycle, Station
from stations.registry.states import AmenityState, Phase
from tests.support import make

NOWHERE = Locator(())
SAFE = st.text(st.characters(codec="utf-8"), max_size=80)


def edited(station: Station | None, **texts: str) -> Station:
    values = {key.replace("__", "-"): text for key, text in texts.items()}
    return station_form.edited(station, values, at=make.NOON, outlines=NOWHERE)


def problems(station: Station | None, **texts: str) -> dict[str, str]:
    with pytest.raises(Unfit) as caught:
        edited(station, **texts)
    return {field: problem.message for field, problem in caught.value.problems.items()}


def test_a_form_as_it_was_opened_gives_the_same_station() -> None:
    for station in (make.full_station(), make.station(), make.station(lat=None)):
        values = form_values.values(station)
        assert station_form.edited(station, values, at=make.NOON, outlines=NOWHERE) == station


def test_every_field_can_be_changed_and_read_back() -> None:
    texts = {
        "name": "新名", "aliases": "甲、乙", "number": "N-1", "kind": "clinic_point",
        "networks": "职工书屋（市级）、南湖能量站（小站）", "above": "东栅总站",
        "area_code": "370103", "street": "370103018",
        "address": "某路 2 号", "floor": "二层", "door": "西门",
        "point": "36.700000, 117.200000",
        "hours": "8:00-20:00", "entry": "face、ask_staff", "entry_note": "刷脸", "phone": "0531-1",
        "private_contact": "值班室", "floor_area_m2": "35.5", "seats": "8", "build_mode": "own",
        "host": "bank", "operator": "某公司", "keeper_role": "站长", "opened_on": "2020-01-02",
        "out_of_stock": "paper、mask",
        "closes_on": "2030-01-02", "lifecycle": "rectifying", "reason": "装修",
        "since": "2026-11-20", "until": "2026-12-01", "note": "一\n二",
        "amenity-shower-state": "unknown", "amenity-shower-note": "要预约",
        "amenity-shower-hours": "18:00-20:00", "amenity-shower-call": "按铃",
    }  # fmt: skip
    assert set(form_values.RIGHTS) - set(texts) == {"datum"}
    bare = make.station(amenities=(), hours=Hours())
    after = station_form.edited(bare, texts, at=make.NOON, outlines=NOWHERE)
    shown = form_values.values(after)
    assert {key: shown[key] for key in texts} == texts
    again = station_form.edited(
        after, {key: form_values.values(bare)[key] for key in texts
        if key not in ("point", "lifecycle", "reason", "since", "until")},
        at=make.NOON, outlines=NOWHERE,
    )  # fmt: skip
    assert replace(again, place=bare.place, lifecycle=bare.lifecycle, periods=()) == bare


def test_star_honours_checks_and_origin_are_in_no_form() -> None:
    station = make.full_station()
    forged = {"star": "5", "verified_on": "2026-11-20", "created_at": "x", "id": "other",
              "demo": "", "honours": "[]", "version": "99", "city": "北京市"}  # fmt: skip
    assert station_form.edited(station, forged, at=make.NOON, outlines=NOWHERE) == station


def test_a_pasted_point_is_turned_and_its_coordinate_kept() -> None:
    station = make.full_station()
    after = edited(station, point="117.1362, 36.6656", datum="gcj02")
    assert after.place.point == frames.point_from(36.6656, 117.1362, datum=Datum.GCJ02)
    source = after.place.source
    assert source is not None
    assert (source.lat, source.lon, source.datum) == (36.6656, 117.1362, Datum.GCJ02)
    assert source.on == date(2026, 11, 20)
    assert after.place.area_code == "370176", "who keeps it does not change with the point"


def test_a_point_cannot_be_cleared_and_a_draft_gets_one() -> None:
    assert "point" in problems(make.station(), point="")
    draft = make.station(lat=None)
    assert not edited(draft, point="36.65,117.12").is_draft
    assert edited(draft, door="东门").is_draft


def test_all_that_is_wrong_is_told_at_once_beside_its_field() -> None:
    wrong = problems(
        make.station(),
        name="", point="abc", phone="13812345678", seats="很多", opened_on="昨天",
        lifecycle="suspended", kind="castle", area_code="abc", number="中文",
        hours="8" * (LONGEST + 1), amenity__shower__note="要预约", door="\u202e门",
    )  # fmt: skip
    assert set(wrong) == {
        "name", "point", "phone", "seats", "opened_on", "reason", "kind", "area_code", "number",
        "hours", "amenity-shower-state", "door",
    }  # fmt: skip
    assert all(words.endswith("。") for words in wrong.values())


def test_what_an_amenity_says_is_kept_while_its_state_changes() -> None:
    station = make.full_station()
    after = edited(station, amenity__telemedicine__state="out_of_order")
    found = {one.id: one for one in after.amenities}
    old = next(one for one in station.amenities if one.id == "telemedicine")
    assert found["telemedicine"] == replace(
        old, state=AmenityState.OUT_OF_ORDER, checked_on=date(2026, 11, 20)
    )
    assert found["microwave"] in station.amenities
    without = edited(
        after,
        **{f"amenity__telemedicine__{part}": "" for part in form_values.AMENITY_PARTS},
    )
    assert {one.id for one in without.amenities} == {"microwave"}


def test_a_phase_begins_today_and_what_was_is_kept_as_a_period() -> None:
    paused = edited(make.station(), lifecycle="rectifying", reason="装修", until="2026-12-01")
    assert paused.lifecycle == Lifecycle(
        phase=Phase.RECTIFYING, reason="装修", since=date(2026, 11, 20), until=date(2026, 12, 1)
    )
    assert paused.periods == (Lifecycle(until=date(2026, 11, 19)),)
    again = edited(paused, lifecycle="open")
    assert again.lifecycle == Lifecycle(since=date(2026, 11, 20))
    assert problems(
        make.station(), lifecycle="rectifying", reason="x", until="2020-01-01"
    ).keys() == {"until"}


def test_a_form_that_was_opened_before_there_were_closures_makes_one() -> None:
    paused = edited(make.station(), lifecycle="suspended", reason="装修", until="2026-12-01")
    assert (paused.lifecycle, paused.periods) == (Lifecycle(), ())
    assert paused.closures == (
        Closure(since=date(2026, 11, 20), until=date(2026, 12, 1), reason="装修", expected=True),
    )


def test_hours_without_words_are_shown_as_they_are_kept_and_left_alone() -> None:
    station = make.station(hours=Hours(osm="Mo-Fr 08:00-18:00"), amenities=(Amenity(id="shower"),))
    assert form_values.values(station)["hours"] == "Mo-Fr 08:00-18:00"
    assert edited(station, door="东门").hours == station.hours
    assert edited(station, hours="").hours == Hours()
    assert edited(station, hours="看情况").hours == Hours(words="看情况")


@pytest.mark.parametrize("end", ["\n", "\r\n", " \r ", "\t", "\u2028", "\n\n"])
def test_where_a_pasted_line_ends_one_line_has_a_space(end: str) -> None:
    pasted = f"泉城路{end}1 号"
    after = edited(make.station(), name=pasted, address=pasted, entry_note=pasted)
    assert (after.name, after.place.address) == ("泉城路 1 号", "泉城路 1 号")


def test_a_new_station_needs_its_name_and_keeps_the_kind_that_was_chosen() -> None:
    assert problems(None, name="").keys() == {"name"}
    assert problems(None, name="\u200b").keys() == {"name"}, "drawn as nothing"
    made = edited(None, name="环卫公厕旁驿站", area_code="370102", point="36.65,117.12")
    assert made.kind == "rest_station"
    assert made.place.city_code == "3701"
    assert made.place.district_code == "370102"
    assert made.place.area_words == "历下区"


@given(
    st.dictionaries(
        st.sampled_from([*form_values.RIGHTS, "amenity-shower-hours"]), SAFE, max_size=6
    )
)
def test_any_text_is_taken_or_refused_with_a_sentence(texts: dict[str, str]) -> None:
    try:
        after = station_form.edited(
            make.station(), station_form.cleaned(texts), at=make.NOON, outlines=NOWHERE
        )
    except Unfit as unfit:
        wrong = unfit.problems.keys()
        after = make.station()
    else:
        wrong = set()
    assert wrong <= set(form_values.names())
    assert 1 <= len(after.name) <= 60
