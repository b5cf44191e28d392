"""What a reviewer sees of a visit: checklist, rules, deliveries."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import orjson
from flask import url_for

from stations.areas import codes
from stations.db.base import Database
from stations.feedback.model import NEAR_WORDS
from stations.moments import china_text
from stations.registry.model import Station
from stations.stars import points_store, visit_store
from stations.stars.applications import evidence, veto_grounds
from stations.stars.cycle_model import Cycle
from stations.stars.model import STATE_WORDS, Review, ReviewState
from stations.stars.scheme import scoring
from stations.stars.scheme.scheme import Criterion, Scheme
from stations.stars.visit_store import Inspection
from stations.web import assets, clock
from stations.web.guarding import account

_EVIDENCE_WORDS = {"photo": "要照片", "note": "要说明"}


def mark(review_version: int) -> str:
    """Changes whenever a page that a phone keeps should be fetched anew."""
    today = clock.today()
    return f"{review_version}-{today}-{assets.release()}"


def page(
    db: Database, review: Review, cycle: Cycle, station: Station, *, given: Mapping[str, str]
) -> dict[str, Any]:
    """All that the checklist shows; `given` is what was written into it before."""
    scheme, at = cycle.scheme, clock.now()
    proposed = evidence.proposed(db, station, scheme, at=at)
    own = points_store.of(db, review.id, visit=points_store.OWN)
    return {
        "review": review,
        "station": station,
        "place": codes.path(station.place.area_code),
        "point": _place(station),
        "scheme": scheme,
        "open": review.state is ReviewState.CHECKED,
        "state": STATE_WORDS[review.state],
        "cards": [
            {
                "it": one,
                "group": next(g.name for g in scheme.groups if g.id == one.group),
                "evidence": [_EVIDENCE_WORDS[wanted] for wanted in one.evidence],
                "proposed": proposed.get(one.id),
                "own": own.get(one.id),
                **_written(one, given),
            }
            for one in scheme.criteria
        ],
        "rules": rules(scheme, station),
        "grounds": veto_grounds.vetoes(db, station, scheme, at=at),
        "account": account().id,
        "delivery": given.get("delivery") or secrets.token_hex(16),
        "note": given.get("note", ""),
        "delivered": len(visit_store.of_review(db, review.id)),
    }


def rules(scheme: Scheme, station: Station) -> str:
    """Levels and gates for the phone, as JSON; what the points do not move is settled here."""
    nothing = {one.id: 0 for one in scheme.criteria}
    gates = [
        {
            "stars": gate.stars,
            "words": gate.words,
            "criterion": gate.criterion,
            "least": gate.least_points,
            "open": scoring.is_open(gate, nothing, station),
        }
        for gate in scheme.gates
    ]
    levels = [
        {"stars": one.stars, "name": one.name, "least": one.least_points} for one in scheme.levels
    ]
    return orjson.dumps({"levels": levels, "gates": gates, "total": scheme.total}).decode()


def row(item: Any, station: Station, *, unannounced: bool) -> dict[str, Any]:
    """A visit that is due, in the list."""
    return {
        "it": item,
        "place": codes.path(item.area_code),
        "address": station.place.address,
        "point": _place(station),
        "unannounced": unannounced,
        "mark": mark(item.review.version),
        "url": url_for("inspecting.one", review_id=item.review.id),
    }


def deliveries(db: Database, review: Review, scheme: Scheme) -> list[dict[str, Any]]:
    """What reviewers delivered, the newest first, with points, words and photos."""
    return [_delivery(db, one, scheme) for one in visit_store.of_review(db, review.id)]


def _delivery(db: Database, one: Inspection, scheme: Scheme) -> dict[str, Any]:
    scored = points_store.of(db, one.review_id, visit=one.visit)
    photos = points_store.photos(db, one.review_id, visit=one.visit)
    return {
        "it": one,
        "at": china_text(one.at),
        "phone_at": china_text(one.phone_at),
        "clock": _clock(one),
        "near": NEAR_WORDS[one.near],
        "total": sum(given.points for given in scored.values()),
        "lines": [
            {"it": c, "given": scored[c.id], "photos": photos.get(c.id, [])}
            for c in scheme.criteria
            if c.id in scored
        ],
    }


def _clock(one: Inspection) -> str:
    """That the phone's clock was wrong, or that it was long without network."""
    if one.clock_off:
        minutes = round(abs(one.ahead) / timedelta(minutes=1))
        named = f"{minutes} 分钟" if minutes < 120 else f"{round(minutes / 60)} 小时"
        return f"手机时钟{'快' if one.ahead > timedelta(0) else '慢'}了约 {named}"
    return ""


def _written(criterion: Criterion, given: Mapping[str, str]) -> dict[str, str]:
    return {name: given.get(f"{name}-{criterion.id}", "") for name in ("points", "note", "reason")}


def _place(station: Station) -> str:
    point = station.place.point
    return f"{point.lat:.6f},{point.lon:.6f}" if point else ""
