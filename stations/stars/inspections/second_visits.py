"""A drawn share of visits, made again by somebody who knows nothing of the first.

What is drawn stays where it is, waiting for its visit, and what was brought from the door is shown
to nobody until it is settled: the next inspector finds the station as if nobody had been there.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace

import orjson

from stations.accounts.model import Account
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Transaction
from stations.stars import points_store, review_steps, visit_store
from stations.stars.case import Case
from stations.stars.inspections import assignment_store, findings, second_draw_store
from stations.stars.inspections.second_draw_store import SecondDraw
from stations.stars.model import ReviewStep
from stations.stars.review_steps import Outcome, StepRequest
from stations.stars.scheme import scoring
from stations.stars.visit_store import Inspection

_MOST = 3
"""The third visit decides, whatever it comes to."""


def is_lot(review_id: str, version: int, *, percent: int, seed: str) -> bool:
    """Whether the visit to a review in this version is drawn: HMAC-SHA256 under the seed, as a
    share of 2^256, lies below the per cent."""
    mark = hmac.digest(seed.encode(), f"{review_id}:{version}".encode(), "sha256")
    return int.from_bytes(mark) * 100 < percent << 256


def is_double(tx: Transaction, case: Case, *, act: Act) -> bool:
    """Whether a visit that comes now is one of several; the lot of the first is drawn here.

    A double visit that was broken off, by a return or a new applicant, is not got rid of so.
    """
    review, percent = case.review, case.cycle.scheme.second_percent
    if any(case.beside.values()):
        return True
    if not percent:
        return False
    if case.beside and visit_store.left_open(tx, review.id):
        return True
    seed = secrets.token_hex(16)
    drawn = is_lot(review.id, review.version, percent=percent, seed=seed)
    draw = SecondDraw(
        review_id=review.id, version=review.version, seed=seed, percent=percent, drawn=drawn,
        at=act.at,
    )  # fmt: skip
    body = {"station": case.station.id, "digest": digest(draw)}
    number = _note(tx, case, body, act=replace(act, action="second_visit_drawn"))
    second_draw_store.add(tx, replace(draw, log=number))
    return drawn


def digest(draw: SecondDraw) -> str:
    """What the log proves a lot by without telling who is visited again."""
    whole = [draw.review_id, draw.version, draw.seed, draw.percent, draw.drawn]
    return hashlib.sha256(orjson.dumps(whole)).hexdigest()


def settle(tx: Transaction, case: Case, *, by: Account, act: Act) -> None:
    """Takes the step once the visits agree or a third was made; else lets another person go."""
    visits = visit_store.set_aside(tx, case.review.id)
    points = [_points(tx, one) for one in visits]
    decides = _deciding([sum(one.values()) for one in points], case.cycle.scheme.second_apart)
    if decides is None:
        body = {"station": case.station.id, "visit": visits[-1].visit}
        _note(tx, case, body, act=replace(act, action="visit_set_aside"))
        assignment_store.take_back(tx, case.review.id)
        return
    one = visits[decides]
    reached = scoring.reached(case.cycle.scheme, points[decides], one.door.gates)
    turn = StepRequest(step=ReviewStep.INSPECT, version=case.review.version)
    outcome = Outcome(stars=reached.stars, points=reached.total, inspector=one.by)
    review_steps.step(tx, case, turn, by=by, act=act, outcome=outcome)
    visit_store.count(tx, one.id)
    findings.take_in(tx, case.station, one, act=replace(act, actor=one.by, by=one.shown))


def _deciding(totals: Sequence[int], apart: int) -> int | None:
    """Which visit decides: the first where the second agrees, else the third."""
    if len(totals) >= _MOST:
        return _MOST - 1
    return 0 if len(totals) > 1 and abs(totals[0] - totals[1]) <= apart else None


def _points(tx: Transaction, one: Inspection) -> dict[str, int]:
    scored = points_store.of(tx, one.review_id, visit=one.visit)
    return {name: given.points for name, given in scored.items()}


def _note(tx: Transaction, case: Case, body: Mapping[str, object], *, act: Act) -> int:
    area = case.station.place.area_code
    return log.append(tx, act=act, subject=f"review:{case.review.id}", area=area, body=body)
