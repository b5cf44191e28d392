"""Reviews under way in the demo city, by the real use cases, as of earlier days."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from stations import config
from stations.accounts import store as accounts
from stations.accounts.model import Account
from stations.audit.model import Act
from stations.db.base import Database
from stations.demo.review_stories import (
    BEGUN,
    FURNISHED,
    INVITED,
    KEPT,
    OPENED,
    STATIONS,
    STORIES,
    Story,
)
from stations.feedback.model import Near
from stations.media.model import Picture
from stations.media.photo_shelves import PhotoShelf
from stations.moments import china_day
from stations.rechecks import orders
from stations.registry.model import Amenity, Lifecycle, Station, next_version
from stations.registry.stored import change_store
from stations.registry.stored import store as stations
from stations.stars import review_steps
from stations.stars import store as reviews
from stations.stars.applications import applying, evidence
from stations.stars.applications.applying import Own
from stations.stars.awards import awarding, deciding, objections, publishing
from stations.stars.awards.objections import Objected
from stations.stars.cycle import cycles
from stations.stars.cycle.cycles import CyclePlan
from stations.stars.cycle_model import Cycle
from stations.stars.door_findings import DoorFindings, RecordCheck
from stations.stars.inspections import inspecting
from stations.stars.inspections.delivery import CriterionScore, DeliveredPhoto, Delivery
from stations.stars.model import Review, ReviewStep
from stations.stars.review_steps import StepRequest
from stations.stars.scheme import scoring

AREA = "370102"
_PICTURES = config.DATA / "demo" / "photos"
_SIZE = (480, 360)
_NOTE = "（演示）每周三晚上有职工夜校，社区律师每月来一次。"
_SEEN = "（演示）现场看到的情况"
_EARLY = "（演示）这一轮分两批公示和授牌。"
_OBJECTED = timedelta(hours=5)
_APART = timedelta(minutes=7)
"""Between two stations on the same day."""


def add(db: Database, shelf: PhotoShelf, at: datetime) -> int:
    """Plays the cycle up to this moment; how many reviews there are. Only for the demo city."""
    city = _City(
        db=db,
        at=at,
        people={one.name: one for one in accounts.every(db) if one.demo},
        shelf=shelf,
        shown=_pictures(shelf),
    )
    for station_id in FURNISHED:
        city.furnish(station_id)
    city.mend(KEPT)
    cycle = city.open()
    turns = [(days, n, step) for n, one in enumerate(STORIES) for days, step in one.track]
    # In the order of the days, as it would have happened; a station keeps its order.
    for days, n, step in sorted(turns, key=lambda turn: turn[0]):
        city.play(cycle, STORIES[n], step, number=n, days=days)
    for story in STORIES:
        if story.objection:
            city.object(story)
        if story.recheck:
            city.recheck(story)
    return len(STORIES)


@dataclass(frozen=True, slots=True, kw_only=True)
class _City:
    db: Database
    at: datetime
    people: Mapping[str, Account]
    shelf: PhotoShelf
    shown: Mapping[str, str]
    """Criterion → the name of a picture of it."""

    def act(self, by: Account, *, days: float, number: int = 0) -> Act:
        """An act of somebody so many days before now; stations do not act all at once."""
        moment = self.at + timedelta(days=days)
        if days:
            moment -= _APART * (len(STORIES) - number)
        return Act(actor=by.id, by=by.shown, action="demo", at=moment.replace(microsecond=0))

    def furnish(self, station_id: str) -> None:
        """Gives a station what five stars need: none of the list has it all but one."""
        before = stations.get(self.db, station_id)
        area, seats = FURNISHED[station_id]
        after = replace(before, premises=replace(before.premises, floor_area_m2=area, seats=seats))
        self._edit(before, _with(after, "aed"), reason="（演示）补登面积、座位和 AED")

    def mend(self, station_id: str) -> None:
        """Opens a station again with all that is basic, so that it can win stars."""
        before = stations.get(self.db, station_id)
        after = _with(replace(before, lifecycle=Lifecycle()), "reading_corner", "repair_tools")
        self._edit(before, after, reason="（演示）整改完成，基本设施补齐")

    def _edit(self, before: Station, after: Station, *, reason: str) -> None:
        act = self.act(self.people["demo-editor"], days=0)
        act = replace(act, action="edited", reason=reason)
        with self.db.writing() as tx:
            change_store.record(tx, [(before, next_version(after, at=act.at))], act=act)

    def open(self) -> Cycle:
        """The cycle with its invitations, and one application that somebody has begun."""
        by = self.people["demo-administrator"]
        today = china_day(self.at)
        plan = CyclePlan(
            year=today.year, area=AREA, apply_until=today + timedelta(days=20), demo=True
        )
        cycle = cycles.open_cycle(self.db, plan, by=by, act=self.act(by, days=OPENED))
        act = self.act(by, days=INVITED)
        cycles.invite(self.db, cycle.id, [KEPT, *STATIONS], by=by, act=act)
        keeper = self.people["demo-keeper-2"]
        begun = self._review(STORIES[1])
        own = Own(points={"sign": 8, "nearby": 5, "innovation": 3},
                  notes={"innovation": "（演示）夏天有冰柜，环卫工人自己拿。"})  # fmt: skip
        act = self.act(keeper, days=BEGUN)
        applying.write(self.db, begun.id, own, version=begun.version, by=keeper, act=act)
        return cycle

    def play(
        self, cycle: Cycle, story: Story, step: ReviewStep, *, number: int, days: float
    ) -> None:
        """One step of a story."""
        by = self.people[_who(step, number)]
        act = self.act(by, days=days, number=number)
        review = self._review(story)
        reason = story.appeal if step is ReviewStep.APPEAL else story.reason
        turn = StepRequest(step=step, version=review.version, reason=reason)
        if step is ReviewStep.SUBMIT:
            self._apply(cycle, review, by=by, act=act)
        elif step is ReviewStep.INSPECT:
            self._inspect(cycle, review, story, by=by, act=act)
        elif step is ReviewStep.VETO:
            deciding.veto(self.db, review.id, turn, story.veto, by=by, act=act)
        elif step is ReviewStep.APPEAL:
            deciding.appeal(self.db, review.id, turn, by=by, act=act)
        elif step is ReviewStep.PUBLISH:
            seen = publishing.shown(self.db, [review.id])
            publishing.publish(self.db, seen, by=by, act=act, reason=_EARLY)
        elif step is ReviewStep.AWARD:
            version = review.version
            awarding.award(self.db, review.id, version=version, by=by, act=act, reason=_EARLY)
        else:
            review_steps.take(self.db, review.id, turn, by=by, act=act)

    def object(self, story: Story) -> None:
        """Somebody objects while the notice runs, and waits for an answer."""
        given = Objected(
            review_id=self._review(story).id, words=story.objection, token=secrets.token_hex(16)
        )
        moment = (self.at - _OBJECTED).replace(microsecond=0)
        with self.db.writing() as tx:
            objections.file(tx, given, at=moment)

    def recheck(self, story: Story) -> None:
        """Orders that a station is looked at again, now."""
        by = self.people["demo-administrator"]
        act = self.act(by, days=0)
        orders.order(self.db, [story.station], story.recheck, by=by, act=act)

    def _apply(self, cycle: Cycle, review: Review, *, by: Account, act: Act) -> None:
        """A whole application: full points but for what nobody has in full, photos and notes."""
        criteria = cycle.scheme.criteria
        own = Own(
            points={one.id: one.points - (one.points > 5) for one in criteria},
            notes={one.id: _NOTE for one in criteria if "note" in one.evidence},
        )
        for criterion, name in self.shown.items():
            applying.add_photo(self.db, review.id, criterion, name, by=by, act=act)
        version = applying.write(
            self.db, review.id, own, version=review.version, by=by, act=act
        ).version
        applying.submit(self.db, review.id, version=version, by=by, act=act)

    def _inspect(
        self, cycle: Cycle, review: Review, story: Story, *, by: Account, act: Act
    ) -> None:
        """A visit at the door; where the reviewer gives other points than proposed, it says why."""
        station = stations.get(self.db, story.station)
        known = evidence.proposed(self.db, station, cycle.scheme, at=act.at)
        given = {}
        for one in cycle.scheme.criteria:
            scored = one.points - story.lost.get(one.id, 0)
            proposed = known[one.id].points if one.id in known else None
            other = proposed not in (None, scored)
            given[one.id] = CriterionScore(points=scored, reason=_SEEN if other else "")
        delivery = Delivery(
            id=f"demo-{cycle.year}-{story.station}",
            review_id=review.id,
            version=review.version,
            points=given,
            near=Near.NEAR,
            phone_at=act.at - timedelta(minutes=2),
            note="（演示）现场验收。",
            door=DoorFindings(gates=_at_door(cycle, station), record=RecordCheck()),
        )
        names = _pictures(self.shelf, of=delivery.id)
        photos = [
            DeliveredPhoto(criterion=one, name=name, digest=name) for one, name in names.items()
        ]
        inspecting.receive(self.db, delivery, photos, by=by, act=act)

    def _review(self, story: Story) -> Review:
        """The newest review of a station."""
        return reviews.of_station(self.db, story.station)[0]


def _who(step: ReviewStep, number: int) -> str:
    """Whose turn it is: two take turns, so that a newcomer finds some that others have begun."""
    second = "-2" if number % 2 else ""
    if step is ReviewStep.CHECK or step is ReviewStep.RETURN:
        return f"demo-editor{second}"
    if step is ReviewStep.INSPECT:
        return f"demo-reviewer{second}"
    if step in (ReviewStep.SUBMIT, ReviewStep.WITHDRAW, ReviewStep.APPEAL):
        return "demo-keeper-2"
    return "demo-approver"


def _at_door(cycle: Cycle, station: Station) -> dict[str, float]:
    """What is found to be as the register says."""
    told = scoring.registered(station)
    return {key: told.get(key, 0.0) for key in cycle.scheme.door_questions}


def _pictures(shelf: PhotoShelf, *, of: str = "") -> dict[str, str]:
    """Keeps the pictures that are drawn for the demo; criterion → name.

    Each visit has files of its own, as photos that are taken anew.
    """
    shown = {}
    for path in sorted(_PICTURES.glob("*-small.webp")):
        criterion = path.stem.removesuffix("-small")
        whole = _marked(path.with_name(f"{criterion}.webp").read_bytes(), of)
        width, height = _SIZE
        picture = Picture(width=width, height=height, photo=whole, small=path.read_bytes())
        shown[criterion] = shelf.keep(picture)
    return shown


def _with(station: Station, *amenities: str) -> Station:
    others = [one for one in station.amenities if one.id not in amenities]
    added = [Amenity(id=one) for one in amenities]
    return replace(station, amenities=tuple(sorted((*others, *added), key=lambda one: one.id)))


def _marked(webp: bytes, words: str) -> bytes:
    """The same picture as another file: with a chunk that no reader knows, and all skip."""
    if not words:
        return webp
    text = words.encode()
    chunk = b"demo" + len(text).to_bytes(4, "little") + text + b"\0" * (len(text) % 2)
    return b"RIFF" + (len(webp) - 8 + len(chunk)).to_bytes(4, "little") + webp[8:] + chunk
