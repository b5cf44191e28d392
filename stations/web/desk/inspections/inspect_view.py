"""What a reviewer sees of a visit: checklist, rules, deliveries."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import orjson
from flask import url_for

from stations.areas import codes
from stations.db.base import Database
from stations.feedback.model import NEAR_WORDS
from stations.moments import china_text
from stations.registry import fields, vocabulary
from stations.registry.editing.verifying import GROUP_WORDS, VerifiedFields
from stations.registry.model import Station
from stations.stars import finding_store, points_store, visit_store
from stations.stars.applications import evidence, veto_grounds
from stations.stars.cycle_model import Cycle
from stations.stars.door_findings import question_words
from stations.stars.finding_store import VisitFinding
from stations.stars.inspections import findings, reused_pictures
from stations.stars.inspections.assignment_store import Assignment
from stations.stars.inspections.reused_pictures import Reuse
from stations.stars.model import STATE_WORDS, Review, ReviewState
from stations.stars.scheme import basics, scoring
from stations.stars.scheme.scheme import MEASURE_WORDS, Criterion, Scheme
from stations.stars.visit_store import Inspection
from stations.web import assets, clock
from stations.web.desk.reviews import review_view
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
        "rules": rules(scheme),
        "door": [_question(one, station, given) for one in scheme.door_questions],
        "record": _record(station, scheme, given),
        "reasons": review_view.reasons(db, review, judges=True),
        "again": visit_store.last(db, review.id) > 0,
        "grounds": veto_grounds.vetoes(db, station, scheme, at=at),
        "account": account().id,
        "delivery": given.get("delivery") or secrets.token_hex(16),
        "note": given.get("note", ""),
        "delivered": len(visit_store.of_review(db, review.id)),
    }


def rules(scheme: Scheme) -> str:
    """Levels and gates for the phone, as JSON."""
    gates = [
        {
            "stars": gate.stars,
            "words": gate.words,
            "criterion": gate.criterion,
            "question": gate.question,
            "least": gate.least_points if gate.criterion else gate.least if gate.measure else 1,
        }
        for gate in scheme.gates
    ]
    levels = [
        {"stars": one.stars, "name": one.name, "least": one.least_points} for one in scheme.levels
    ]
    return orjson.dumps({"levels": levels, "gates": gates, "total": scheme.total}).decode()


def _question(key: str, station: Station, given: Mapping[str, str]) -> dict[str, Any]:
    """A question of the door, beside what the record says."""
    told, measure = scoring.registered(station).get(key), key in MEASURE_WORDS
    if measure:
        known = "没有登记" if told is None else f"登记 {told:g}"
    else:
        known = "登记有，能用" if told else "没有登记能用"
    return {
        "key": key,
        "words": question_words(key),
        "measure": measure,
        "known": known,
        "value": given.get(f"door-{key}", ""),
    }


def _record(station: Station, scheme: Scheme, given: Mapping[str, str]) -> dict[str, Any]:
    """What the register says, group by group, for a comparison at the door."""
    place, premises = station.place, station.premises
    told = {
        VerifiedFields.PLACE: f"{place.address} {fields.doorway(station)}",
        VerifiedFields.HOURS: station.hours.words or station.hours.osm,
        VerifiedFields.AMENITIES: "下面逐项看",
        VerifiedFields.CONTACT: f"{premises.public_phone} {premises.keeper_role}",
    }
    asked = {one for names in basics.wanted(scheme.area) for one in names}
    held = {one.id: one for one in station.amenities}
    word = vocabulary.amenities().word
    return {
        "said": given.get("record", ""),
        "groups": [
            (one.value, GROUP_WORDS[one], told[one].strip() or "没有登记",
             given.get(f"differs-{one.value}", ""))
            for one in VerifiedFields
        ],
        "amenities": [
            (one, word(one), "登记能用" if one in station.available else "登记坏了或没有"
             if one in held else "没有登记", given.get(f"amenity-{one}", ""))
            for one in vocabulary.amenities().terms
            if one in held or one in asked
        ],
        "states": [("available", "有，能用"), ("out_of_order", "坏了"), ("unavailable", "没有")],
    }  # fmt: skip


def row(
    item: Any, station: Station, *, unannounced: bool, assigned: Assignment | None
) -> dict[str, Any]:
    """A visit that is due, in the list."""
    return {
        "it": item,
        "place": codes.path(item.area_code),
        "address": station.place.address,
        "point": _place(station),
        "unannounced": unannounced,
        "day": assigned.day if assigned else None,
        "mark": mark(item.review.version),
        "url": url_for("inspecting.one", review_id=item.review.id),
    }


def deliveries(db: Database, review: Review, scheme: Scheme) -> list[dict[str, Any]]:
    """What reviewers delivered, the newest first, with points, words and photos."""
    came = visit_store.of_review(db, review.id)
    reused = reused_pictures.of(db, [(review.id, one.visit) for one in came])
    found = finding_store.of_inspections(db, [one.id for one in came])
    return [_delivery(db, one, scheme, reused, found) for one in came]


def _found_words(key: str, value: float) -> str:
    if key in MEASURE_WORDS:
        return f"{value:g}"
    return "有，能用" if value else "没有或不能用"


def _finding(one: VisitFinding) -> str:
    told = findings.value_words(one, one.found)
    return f"{findings.field_words(one)}：{told}（{findings.STATE_WORDS[one.state]}）"


def _delivery(
    db: Database,
    one: Inspection,
    scheme: Scheme,
    reused: Mapping[tuple[str, int], Sequence[Reuse]],
    found: Sequence[VisitFinding],
) -> dict[str, Any]:
    scored = points_store.of(db, one.review_id, visit=one.visit)
    photos = points_store.photos(db, one.review_id, visit=one.visit)
    return {
        "it": one,
        "reused": list(dict.fromkeys(reuse.words for reuse in reused[one.review_id, one.visit])),
        "gates": [(question_words(key), _found_words(key, n)) for key, n in one.door.gates.items()],
        "findings": [_finding(other) for other in found if other.inspection_id == one.id],
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
