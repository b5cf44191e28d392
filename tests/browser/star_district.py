"""A district of thirty demo stations with its staff, and everybody's browser for one day."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from stations import config
from stations.accounts import passwords
from stations.accounts import store as accounts
from stations.accounts.model import Account, Grant
from stations.accounts.roles import Role
from stations.audit.model import Act
from stations.db import migration, opening
from stations.db.base import Database
from stations.registry.lists import importing
from stations.registry.lists.import_plan import Terms
from stations.stars import points_store, store
from stations.stars.applications import applying
from stations.stars.applications.applying import Own
from stations.stars.scheme import scheme_file
from tests.browser.visiting import Visit, Visits
from tests.support import deskwork, make, small_city
from tests.support.serving import serving

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
SCHEME = scheme_file.shipped()["jinan-1"]
NUMBER = 30
WITH_ALL = range(6, 12)
"""The stations that have what five stars want: room, seats and an AED."""
SECOND, PAYER, OTHER = "a-approver-2", "a-finance-2", "a-reviewer-2"
_AREA, _SEATS, _AMENITIES, _DETAILS = "面积", "座位数", "设施", "设施详情"
TIMEOUT = 60_000


@dataclass(frozen=True, kw_only=True)
class District:
    """Where the database lies, the stations in the order of the list, and a photo of a door."""

    folder: Path
    stations: tuple[str, ...]
    names: Mapping[str, str]
    photo: Path

    def photo_of(self, number: int) -> Path:
        """Another photo for each visit."""
        path = self.folder / f"door-{number}.png"
        Image.new("RGB", (400, 300), (number, 90, 120)).save(path)
        return path

    @contextmanager
    def database(self) -> Iterator[Database]:
        db = opening.open_ready(str(self.folder / "stations.db"))
        yield db
        db.close()

    def review(self, number: int) -> str:
        """The newest review of the station with this number."""
        with self.database() as db:
            return store.of_station(db, self.stations[number])[0].id

    def name(self, number: int) -> str:
        return self.names[self.stations[number]]

    def applies(self, numbers: Iterable[int], *, like: int) -> None:
        """Sends whole applications of these stations, with the photos of one that was clicked."""
        kept, notes = self.review(like), "（演示）每周三晚上有职工夜校"
        own = Own(
            points={one.id: one.points for one in SCHEME.criteria},
            notes=dict.fromkeys((one.id for one in SCHEME.criteria), notes),
        )
        with self.database() as db:
            by = accounts.get(db, "id-keeper")
            act = Act(actor=by.id, by=by.shown, action="review", at=small_city.NOW)
            for number in numbers:
                it = store.of_station(db, self.stations[number])[0]
                for criterion, names in points_store.photos(
                    db, kept, visit=points_store.OWN
                ).items():
                    applying.add_photo(db, it.id, criterion, names[0], by=by, act=act)
                it = applying.write(db, it.id, own, version=it.version, by=by, act=act)
                applying.submit(db, it.id, version=it.version, by=by, act=act)


def founded(folder: Path) -> District:
    """Imports the first thirty open stations of the demo district, and gives everybody a task."""
    path = str(folder / "stations.db")
    db = opening.connect(path, create=True)
    migration.migrate(db)
    rows = _rows()
    content = io.StringIO()
    writer = csv.DictWriter(content, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    data = content.getvalue().encode("utf-8-sig")
    at = small_city.NOW
    plan = importing.planned(db, data, name="jinan.csv", terms=Terms(), at=at)
    act = Act(actor="clerk", by="测试", action=importing.IMPORTED, at=at)
    importing.applied(db, plan, act=act, confirmed=False, good_rows=False)
    ids = tuple(row["驿站标识"] for row in rows)
    _staff(db, ids)
    db.close()
    photo = folder / "door.png"
    Image.new("RGB", (400, 300), "darkred").save(photo)
    names = {row["驿站标识"]: row["名称"] for row in rows}
    return District(folder=folder, stations=ids, names=names, photo=photo)


def _rows() -> list[dict[str, str]]:
    text = (config.DATA / "demo" / "jinan.csv").read_text("utf-8-sig")
    found = [
        row
        for row in csv.DictReader(io.StringIO(text))
        if row["区划代码"].startswith(deskwork.DISTRICT) and row["状态"] == "open" and row["经度"]
    ][:NUMBER]
    for number in WITH_ALL:
        row = found[number]
        details = json.loads(row[_DETAILS])
        if not any(one["id"] == "aed" for one in details):
            row[_AMENITIES] += "、AED"
            row[_DETAILS] = json.dumps([*details, {"id": "aed"}])
        row[_AREA], row[_SEATS] = "45", "24"
    assert len(found) == NUMBER
    return found


def _staff(db: Database, ids: tuple[str, ...]) -> None:
    """One account of each role, two approvers and two of finance; the keeper keeps all thirty."""
    deskwork.staff(db, station_id=ids[0])
    grants = tuple(Grant(role=Role.KEEPER, station_id=one) for one in ids)
    seconds = [
        Account(
            id=f"id-{name}",
            name=name,
            shown=name.removeprefix("a-"),
            grants=(Grant(role=role, area=deskwork.DISTRICT),),
        )
        for name, role in ((SECOND, Role.APPROVER), (PAYER, Role.FINANCE), (OTHER, Role.REVIEWER))
    ]
    with db.writing():
        accounts.grant(db, "id-keeper", grants)
        for second in seconds:
            accounts.add(db, second, password=passwords.hashed(deskwork.PASSWORD), at=make.NOON)


class Day:
    """One day: a server whose clock stands, and a browser for each who comes to the desk."""

    def __init__(self, visits: Visits, district: District) -> None:
        self._visits, self._district = visits, district
        self._signed: dict[str, Visit] = {}
        self.everybody: list[Visit] = []

    def comes(self, name: str = "", *, to: str = "/desk/", **options: object) -> Page:
        """The page of somebody, who signs in the first time and is led on to this page."""
        if name and name in self._signed:
            return self._signed[name].page
        workers = "block" if name else "allow"
        wanted = {"service_workers": workers, "reduced_motion": "reduce", "viewport": DESK}
        visit = self._visits(base="", **{**wanted, **options})
        self.everybody.append(visit)
        page = visit.page
        page.set_default_timeout(TIMEOUT)
        page.goto(visit.base + to)
        if name:
            page.locator("#name").fill(name)
            page.locator("#password").fill(deskwork.PASSWORD)
            page.get_by_role("button", name="登录").click()
            page.wait_for_url(visit.base + to)
            self._signed[name] = visit
        return page

    def goes(self, name: str, path: str) -> Page:
        """Somebody opens a page of the site."""
        if name not in self._signed:
            return self.comes(name, to=path)
        page = self.comes(name)
        page.goto(f"{self._signed[name].base}{path}")
        return page

    def reviews(self, name: str, number: int) -> Page:
        """Somebody opens the newest review of a station."""
        return self.goes(name, f"/desk/reviews/{self._district.review(number)}")

    def sends(
        self,
        name: str,
        path: str,
        fields: Mapping[str, str],
        *,
        files: Mapping[str, Path] | None = None,
    ) -> str:
        """Somebody sends a form by their session without clicking; where it led."""
        page, base = self.comes(name), self._signed[name].base
        token = page.locator("[data-leaving] input[name=csrf_token]").input_value()
        answer = page.request.post(
            base + path,
            multipart={"csrf_token": token, **fields, **(files or {})},
            headers={"Accept": "application/json"},
            timeout=TIMEOUT,
        )
        assert answer.ok, (path, answer.status, said(answer.text()))
        return answer.text()

    def inspects(
        self, number: int, *, by: str = "a-reviewer", photo: Path | None = None, **lost: int
    ) -> None:
        """The reviewer sends full points but for those that were lost."""
        path = f"/desk/inspect/{self._district.review(number)}"
        page = self.comes(by).request.get(self._signed[by].base + path).text()
        fields = {key: _value(page, f'name="{key}" value="') for key in ("version", "delivery")}
        for one in SCHEME.criteria:
            fields[f"points-{one.id}"] = str(one.points - lost.get(one.id, 0))
            fields[f"reason-{one.id}"] = "当场看过"
        seen = ("30", "20", "1") if number in WITH_ALL else ("12", "6", "0")
        asked = ("door-floor_area_m2", "door-seats", "door-aed")
        fields |= dict(zip(asked, seen, strict=True))
        fields |= {"record": "same"}
        files = {"photo-sign": photo} if photo else {}
        assert "计入验收" in self.sends(by, path, fields, files=files)


def _value(page: str, before: str) -> str:
    found = re.search(f'{before}([^"]*)"', page)
    assert found, before
    return found[1]


def said(page: str) -> list[str]:
    """What the alerts of a page say, for a test that fails."""
    return re.findall(r'role="alert"[^>]*>(.*?)</div>', page, re.S)


EXPECTED = ("409", "ERR_INTERNET", "registration blocked by Playwright")
"""What a refused step, a cut network and a browser without workers make Chromium say."""


@contextmanager
def day(browser: Browser, district: District, now: str) -> Iterator[Day]:
    """A day of the district at this moment of China's time; nobody may see an error there."""
    with serving(district.folder, STATIONS_NOW=now) as base:
        visits = Visits(browser, base)
        one = Day(visits, district)
        yield one
        for visit in one.everybody:
            assert visit.foreign() == [], visit.foreign()
            faults = [w for w in visit.complaints if not any(part in w for part in EXPECTED)]
            assert faults == [], (visit.page.url, faults)
        visits.close()
