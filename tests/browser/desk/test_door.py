"""Two phones at the door of a class, one of them without network: everybody counts once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from stations.app import create_app
from stations.config import Settings
from stations.db import migration, opening
from stations.db.base import Database
from stations.signups import arrival_store, store
from stations.signups.arrival_store import Turnout
from stations.signups.model import Person, SignUpState
from stations.web.desk.signups import door_view
from stations.web.voice import ticket_link
from tests.browser.visiting import Visits, objections, sign_in
from tests.signups import classes
from tests.support import deskwork, small_city
from tests.support.serving import serving

pytestmark = pytest.mark.browser
NAMES = ("欧阳小明", "李小龙", "王师傅", "周五")
DOOR = "/desk/signups/door/course"
KEPT = "caches.keys().then((names) => names.some((name) => name.startsWith('door-shell/')))"
LEFT = """async () => {
  const asked = (request) => new Promise((done) => {
    request.onsuccess = () => done(request.result);
  });
  for (;;) {
    const db = await asked(indexedDB.open('door', 1));
    const left = await asked(db.transaction('sessions').objectStore('sessions').count());
    db.close();
    if (!left) return Object.keys(localStorage).filter((key) => key.startsWith('door-unsent'));
    await new Promise((done) => { setTimeout(done, 50); });
  }
}"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small city with its staff and a class that begins now."""
    path = tmp_path_factory.mktemp("door")
    address = str(path / "stations.db")
    db = opening.connect(address, create=True)
    migration.migrate(db)
    small_city.fill(address)
    deskwork.staff(db, station_id="a-open")
    app = create_app(Settings(database=address, state=path))
    with db.writing() as tx, app.app_context():
        classes.add(tx, "course", starts_at=small_city.NOW, capacity=4)
        for n, name in enumerate(NAMES):
            person = Person(name=name, phone=f"1381234567{n // 2}")
            made = door_view.cipher().encrypted(person, id=name_of(n))
            store.add(tx, classes.signup(id=name_of(n), person=made))
    with app.test_request_context():
        (path / "ticket").write_text(ticket_link.address(name_of(1)), "utf-8")
    db.close()
    return path


def name_of(number: int) -> str:
    return f"{number:016x}"


@pytest.fixture(scope="module")
def desk(folder: Path) -> Iterator[str]:
    with serving(folder) as base:
        yield base


@pytest.fixture
def db(folder: Path) -> Iterator[Database]:
    found = opening.open_ready(str(folder / "stations.db"))
    yield found
    found.close()


def at_the_door(page: Page, desk: str) -> None:
    sign_in(page, desk, "a-editor")
    page.goto(desk + DOOR)
    expect(page.locator("#people li")).to_have_count(len(NAMES))
    page.wait_for_function(KEPT)
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")


def test_a_door_without_network_counts_everybody_once_beside_another_phone(
    visits: Visits, desk: str, db: Database, folder: Path
) -> None:
    ours, theirs = visits(base=desk), visits(base=desk)
    page, context = ours.page, ours.page.context
    at_the_door(page, desk)
    at_the_door(theirs.page, desk)
    assert objections(page) == []
    context.set_offline(True)
    page.locator("#find").fill("5670")
    expect(page.locator("#people li")).to_have_count(2)
    page.get_by_role("button", name="签到：欧**明").click()
    page.locator("#walk-in").click()
    page.locator("#find").fill("王师傅")
    expect(page.locator("#people li")).to_have_count(1)
    page.get_by_role("button", name="签到：王*傅").click()
    expect(page.locator("#waits")).to_contain_text("有 3 次签到")
    # The camera opens a ticket in a page of its own.
    page.goto(desk + (folder / "ticket").read_text("utf-8"))
    expect(page.locator("#people li")).to_have_count(1)
    page.get_by_role("button", name="签到：李*龙").click()
    expect(page.locator("#people")).to_contain_text("已签到 18:05，还没有发出")
    page.goto(desk + DOOR)
    expect(page.locator("#waits")).to_contain_text("有 4 次签到")
    expect(page.locator("#counts")).to_contain_text("已到 4 人：报了名的 3 / 4，没有报名的 1")
    assert objections(page) == []
    for path in ("/desk/activities/new", "/desk/signups/erase"):
        theirs.page.goto(desk + path)
        assert objections(theirs.page) == [], path
    theirs.page.goto(desk + DOOR)
    # Meanwhile: the other phone lets somebody in, and somebody cancels.
    theirs.page.get_by_role("button", name="签到：欧**明").click()
    expect(theirs.page.locator("#counts")).to_contain_text("已到 1 人")
    expect(theirs.page.locator("#waits")).to_be_empty()
    with db.writing() as tx:
        store.set_state(tx, store.get(db, name_of(2)), SignUpState.CANCELLED, at=small_city.NOW)
    context.set_offline(False)
    expect(page.locator("#waits")).to_be_empty()
    expect(page.locator("#told")).to_contain_text("欧**明 5670：18:05 已经签到，在另一部手机上。")
    expect(page.locator("#told")).to_contain_text("按没有报名的记了一位")
    expect(page.locator("#people")).to_contain_text("另一部手机")
    expect(page.locator("#counts")).to_contain_text("已到 4 人：报了名的 2 / 3，没有报名的 2")
    assert arrival_store.turnouts(db, ["course"])["course"] == Turnout(expected=2, others=2)
    page.goto(desk + DOOR)
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/desk/sign-in")
    assert page.evaluate(LEFT) == []
    assert [one for one in ours.complaints if "ERR_INTERNET_DISCONNECTED" not in one] == []
