"""What two people changed goes together, or one of them is asked; nothing is lost by itself."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from stations.registry.editing import conflicts, form_values

KEYS = ["door", "hours", "point", "datum", "lifecycle", "reason", "amenity-restroom-state",
        "amenity-restroom-note", "amenity-shower-state"]  # fmt: skip
forms = st.fixed_dictionaries({key: st.sampled_from(["", "a", "b", "c"]) for key in KEYS})


def test_changes_of_different_fields_go_together() -> None:
    base = {"door": "", "hours": "8-20", "note": ""}
    found = conflicts.merged(base, {**base, "door": "东门"}, {**base, "note": "已修"})
    assert found.values == {"door": "东门", "hours": "8-20", "note": "已修"}
    assert found.collisions == ()
    assert found.taken == ("door",)


def test_a_field_that_both_changed_is_asked_for_and_holds_mine() -> None:
    found = conflicts.merged({"door": "北"}, {"door": "东"}, {"door": "西"})
    assert found.collisions == ("door",)
    assert found.values == {"door": "西"}


def test_the_same_change_twice_is_no_conflict() -> None:
    found = conflicts.merged({"door": "北"}, {"door": "东"}, {"door": "东"})
    assert found.collisions == found.taken == ()
    assert found.values == {"door": "东"}


def test_a_reason_is_not_put_to_somebody_elses_phase() -> None:
    base = {"lifecycle": "open", "reason": ""}
    theirs = {"lifecycle": "suspended", "reason": "装修"}
    mine = {"lifecycle": "open", "reason": "停水"}
    assert conflicts.merged(base, theirs, mine).collisions == ("lifecycle",)


@given(forms, forms, forms)
def test_merging_is_what_a_patient_person_would_do(
    base: dict[str, str], theirs: dict[str, str], mine: dict[str, str]
) -> None:
    found = conflicts.merged(base, theirs, mine)
    assert found.values.keys() == base.keys()
    for unit in {form_values.unit_of(key) for key in KEYS}:
        members = [key for key in KEYS if form_values.unit_of(key) == unit]
        old, other, own, result = (
            [form[key] for key in members] for form in (base, theirs, mine, found.values)
        )
        both_changed = other != old and own != old
        assert (unit in found.collisions) == (both_changed and other != own)
        assert (unit in found.taken) == (other != old and own == old)
        expected = own if own != old else other
        assert result == expected, "as a unit: never half of each"


@given(forms, forms, forms)
def test_where_nothing_collides_it_does_not_matter_who_was_first(
    base: dict[str, str], theirs: dict[str, str], mine: dict[str, str]
) -> None:
    one, other = conflicts.merged(base, theirs, mine), conflicts.merged(base, mine, theirs)
    assert one.collisions == other.collisions
    if not one.collisions:
        assert one.values == other.values


@given(forms, forms)
def test_a_form_sent_again_finds_itself_and_changes_nothing(
    base: dict[str, str], mine: dict[str, str]
) -> None:
    found = conflicts.merged(base, mine, mine)
    assert found.values == mine
    assert found.collisions == found.taken == ()
