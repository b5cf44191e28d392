"""A scheme is written by one person and confirmed by another; only then a cycle may use it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stations.accounts import store as accounts
from stations.accounts.model import Account, Grant
from stations.accounts.roles import Role
from stations.audit import log
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused
from stations.stars import store
from stations.stars.overview import scheme_preview
from stations.stars.rulebook import drafting, scheme_differences, scheme_registry
from stations.stars.rulebook.scheme_registry import SchemeSource
from stations.stars.rulebook.scheme_store import DraftState, SchemeDraft
from stations.stars.scheme import scheme_file
from tests.support import make
from tests.support.deskwork import person
from tests.support.starwork import ADMINISTRATOR, JINAN, act, opened, stationed

TEXT = (scheme_file.FOLDER / "jinan-1.toml").read_text("utf-8")
SECOND = TEXT.replace("version = 1", "version = 2").replace("notice = 5 ", "notice = 7 ")
OTHER = replace(person(Role.ADMINISTRATOR, "370100"), id="other-admin", name="other-admin")
FAR = replace(person(Role.ADMINISTRATOR, "350100"), id="far-admin", name="far-admin")


@pytest.fixture
def db(db: Database) -> Database:
    with db.writing():
        for one in (ADMINISTRATOR, OTHER, FAR):
            accounts.add(db, one, password="x", at=make.NOON)
    return db


def written(db: Database, text: str = SECOND, *, area: str = "370100") -> SchemeDraft:
    return drafting.write(db, text, area=area, by=ADMINISTRATOR, act=act(ADMINISTRATOR))


def confirmed(db: Database, draft: SchemeDraft, by: Account = OTHER) -> SchemeDraft:
    return drafting.confirm(db, draft.id, version=draft.version, by=by, act=act(by))


def test_a_second_person_makes_a_draft_the_version_that_new_cycles_use(db: Database) -> None:
    before = opened(db, area="370102")
    draft = written(db)
    assert "jinan-2" not in scheme_registry.known(db)
    with pytest.raises(Refused) as refused:
        confirmed(db, draft, ADMINISTRATOR)
    assert refused.value.code == "four_eyes"
    assert confirmed(db, draft).scheme_key == "jinan-2"
    found = scheme_registry.known(db)["jinan-2"]
    assert (found.source, found.text) == (SchemeSource.CONFIRMED, draft.text)
    after = opened(db, area="370103")
    assert (after.scheme_key, after.scheme.days.notice) == ("jinan-2", 7)
    assert store.cycle(db, before.id).scheme.days.notice == 5
    told = [row["action"] for row in log.newest(db, limit=9)]
    assert [one for one in told if one.startswith("scheme")] == [
        "scheme_confirmed",
        "scheme_written",
    ]


def test_what_was_confirmed_goes_before_a_file_and_never_changes(db: Database) -> None:
    confirmed(db, written(db))
    again = written(db, SECOND.replace("notice = 7 ", "notice = 1 "))
    with pytest.raises(Refused, match="version 改成 3"):
        confirmed(db, again)
    shipped = written(db, TEXT)
    with pytest.raises(Refused, match="jinan-1 已经有了"):
        confirmed(db, shipped)
    assert scheme_registry.known(db)["jinan-2"].scheme.days.notice == 7


def test_a_draft_with_faults_is_kept_with_them_and_cannot_be_confirmed(db: Database) -> None:
    draft = written(db, SECOND.replace("= 75", "= 10").replace("notice = 7 ", "notice = 0 "))
    read = drafting.examined(draft.text)
    assert [one.values["line"] for one in read.faults] == [12, 35]
    with pytest.raises(Refused, match="还有 2 处要改"):
        confirmed(db, draft)
    mended = drafting.rewrite(
        db, draft.id, SECOND, version=1, by=ADMINISTRATOR, act=act(ADMINISTRATOR)
    )
    with pytest.raises(Refused) as refused:
        drafting.confirm(db, draft.id, version=1, by=OTHER, act=act(OTHER))
    assert refused.value.code == "stale_step"
    assert confirmed(db, mended).state is DraftState.CONFIRMED


def test_only_the_author_rewrites_and_nothing_moves_after_the_end(db: Database) -> None:
    draft = written(db)
    with pytest.raises(Refused) as refused:
        drafting.rewrite(db, draft.id, SECOND, version=1, by=OTHER, act=act(OTHER))
    assert refused.value.code == "not_author"
    drafting.withdraw(db, draft.id, version=1, by=OTHER, act=act(OTHER))
    for deed in (drafting.confirm, drafting.withdraw):
        with pytest.raises(Refused, match="刷新"):
            deed(db, draft.id, version=1, by=OTHER, act=act(OTHER))
    assert drafting.seen_one(db, draft.id, by=OTHER).text == draft.text


def test_a_scheme_is_for_the_area_of_its_draft_and_of_those_who_may_there(db: Database) -> None:
    assert drafting.seen(db, by=FAR) == []
    elsewhere = written(db, SECOND.replace('area = "3701"', 'area = "3702"'))
    with pytest.raises(Refused, match="山东省青岛市"):
        confirmed(db, elsewhere)
    draft = written(db)
    with pytest.raises(NotFound):
        confirmed(db, draft, FAR)
    with pytest.raises(NotFound):
        drafting.seen_one(db, draft.id, by=FAR)
    with pytest.raises(NotFound):
        drafting.write(db, SECOND, area="370100", by=FAR, act=act(FAR))
    district = Account(
        id="d", name="district", shown="d", grants=(Grant(role=Role.ADMINISTRATOR, area="370102"),)
    )
    with pytest.raises(NotFound):
        drafting.write(db, SECOND, area="370100", by=district, act=act(district))
    for text in ("", " \n ", "x" * (drafting.LONGEST + 1)):
        with pytest.raises(Invalid):
            written(db, text)


def test_what_is_typed_is_kept_in_visible_letters(db: Database) -> None:
    draft = written(
        db, "\ufeff" + SECOND.replace("\n", "\r\n").replace("济南市", "济\u202e南市\x07")
    )
    assert "\u202e" not in draft.text
    assert "\r" not in draft.text


def test_the_difference_to_the_version_before_is_told_key_by_key() -> None:
    new = replace(
        JINAN,
        version=2,
        months=24,
        days=replace(JINAN.days, notice=7),
        levels=(replace(JINAN.levels[0], least_points=55), *JINAN.levels[1:]),
        vetoes=JINAN.vetoes[:-1],
        criteria=(*JINAN.criteria, replace(JINAN.criteria[0], id="new", name="有人值守")),
        steps={**JINAN.steps, "submit": frozenset({Role.KEEPER})},
    )
    told = {
        (one.subject, one.key): (one.before, one.after)
        for one in scheme_differences.differences(JINAN, new)
    }
    assert told == {
        ("", "公示几天"): ("5", "7"),
        ("", "星级管几个月"): ("36", "24"),
        ("三星", "至少多少分"): ("60", "55"),
        ("评分项", ""): ("", "有人值守"),
        ("一票否决", ""): ("发生严重影响声誉的事件", ""),
        ("", "谁可以做“申报”"): ("站点管理员、运营单位", "站点管理员"),
    }
    assert scheme_differences.differences(JINAN, replace(JINAN, version=9)) == []


def test_a_preview_tells_what_three_stations_would_reach_by_todays_records(db: Database) -> None:
    stationed(db, "a", "b", "c", "d")
    ids = scheme_preview.drawn(db, JINAN, start="c")
    assert ids == ["c", "d", "a"]
    assert scheme_preview.chosen(db, JINAN, ["b", "", "a"]) == ["b", "a"]
    with pytest.raises(Invalid, match="没有“nowhere”"):
        scheme_preview.chosen(db, JINAN, ["nowhere"])
    (one,) = scheme_preview.previewed(db, JINAN, ["a"], at=make.NOON)
    assert one.recorded + one.open_points <= JINAN.total
    assert one.least.total == one.recorded
    assert one.most.total == one.recorded + one.open_points
    assert one.least.stars <= one.most.stars
    assert scheme_preview.drawn(db, replace(JINAN, area="4201"), start="c") == []
