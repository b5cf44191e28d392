"""Reviews at the desk, as tests bring them about."""

from __future__ import annotations

import re
from typing import Any

from flask.testing import FlaskClient

from stations.accounts import store as accounts
from stations.accounts.model import Account
from stations.accounts.roles import Role
from stations.db.base import Database
from stations.feedback.model import Near
from stations.stars import review_steps, store
from stations.stars.applications import applying
from stations.stars.door_findings import DoorFindings
from stations.stars.inspections import inspecting
from stations.stars.inspections.delivery import CriterionScore, Delivery
from stations.stars.model import Review, ReviewStep
from stations.stars.review_steps import StepRequest
from tests.support import make
from tests.support.deskwork import token_in
from tests.support.starwork import JINAN, act, full, photo

HOSTILE = "<img src=x onerror=alert(1)>"

OTHER_KEEPER = "id-keeper-b"

AFTER_NOTICE = "2026-12-05T12:00"


def post(client: FlaskClient, path: str, **given: Any) -> tuple[int, str]:
    token = token_in(client.get("/desk/password").data)
    answer = client.post(path, data={"csrf_token": token, **given}, follow_redirects=False)
    return answer.status_code, answer.get_data(as_text=True)


def page(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.get_data(as_text=True)


def applied(db: Database, station_id: str = "a") -> Review:
    """An application that was sent by the keeper of a station."""
    by = accounts.get(db, "id-keeper" if station_id == "a" else OTHER_KEEPER)
    review = applying.begin(db, station_id, by=by, act=act(by))
    for one in JINAN.criteria:
        if "photo" in one.evidence:
            applying.add_photo(db, review.id, one.id, photo(one.id), by=by, act=act(by))
    review = applying.write(db, review.id, full(), version=review.version, by=by, act=act(by))
    return applying.submit(db, review.id, version=review.version, by=by, act=act(by))


def inspected(db: Database, people: dict[Role, Account], station_id: str = "a") -> Review:
    """The same, checked and inspected: full points, so four stars by the gates."""
    review = applied(db, station_id)
    editor, reviewer = people[Role.EDITOR], people[Role.REVIEWER]
    turn = StepRequest(step=ReviewStep.CHECK, version=review.version)
    review = review_steps.take(db, review.id, turn, by=editor, act=act(editor))
    given = {
        one.id: CriterionScore(points=one.points, reason="现场看过", note="演示")
        for one in JINAN.criteria
    }
    delivery = Delivery(
        id=f"delivery-{station_id}",
        review_id=review.id,
        version=review.version,
        points=given,
        near=Near.NEAR,
        phone_at=make.NOON,
        door=DoorFindings(gates={"floor_area_m2": 12, "seats": 6, "aed": 0}),
    )
    assert inspecting.receive(db, delivery, [], by=reviewer, act=act(reviewer)).counted
    return store.get(db, review.id)


def ticked(review: Review, stars: int = 0) -> str:
    """What a form holds of a review that it shows with these stars."""
    return f"{review.id}.{review.version}.{stars}"


def offered(text: str) -> set[str]:
    """The steps that a page has a form for."""
    return set(re.findall(r'action="/desk/reviews/\w+/steps/(\w+)"', text))
