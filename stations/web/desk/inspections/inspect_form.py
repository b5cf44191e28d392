"""The form of an inspection."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime

from flask import request
from werkzeug.datastructures import FileStorage

from stations.errors import Invalid, Refused
from stations.feedback.model import Near
from stations.media import intake
from stations.media.model import MOST_BYTES, Picture
from stations.registry import vocabulary
from stations.registry.editing.verifying import VerifiedFields
from stations.registry.states import AmenityState
from stations.stars.door_findings import DoorFindings, RecordCheck, question_words
from stations.stars.inspections.delivery import (
    MOST_PHOTOS,
    NOTHING_SHOWN,
    CriterionScore,
    DeliveredPhoto,
    Delivery,
)
from stations.stars.scheme.scheme import Criterion, Scheme
from stations.web import clock
from stations.web.services import current

_MOST_DIGITS = 9


def delivery(review_id: str, scheme: Scheme) -> Delivery:
    """The delivery of this request, without its photos; Invalid says what is wrong with it."""
    given = request.form
    near = given.get("near", Near.UNKNOWN.value)
    scored = [one for one in scheme.criteria if given.get(f"points-{one.id}")]
    return Delivery(
        id=given.get("delivery", ""),
        review_id=review_id,
        version=_number(given.get("version", ""), field="version"),
        points={one.id: _given(one, given) for one in scored},
        near=Near(near) if near in set(Near) else Near.UNKNOWN,
        phone_at=_moment(given.get("phone_at", "")) or clock.now(),
        note=given.get("note", ""),
        vetoes=tuple(given.getlist("veto")),
        door=DoorFindings(gates=_gates(scheme), record=_record()),
        sent_at=_moment(given.get("sent_at", "")),
    )


def photos(scheme: Scheme) -> list[DeliveredPhoto]:
    """The photos of this request, their files kept; one that is none refuses them all."""
    sent = [(one, n, file) for one in scheme.criteria for n, file in enumerate(_files(one), 1)]
    if len(sent) > MOST_PHOTOS:
        raise Invalid("invalid.photos_of_inspection", field="photo", most=MOST_PHOTOS)
    taken = [(one, *_picture(one, n, file)) for one, n, file in sent]
    return [
        DeliveredPhoto(
            criterion=one.id,
            name=current().photos.keep(picture),
            digest=digest,
            looks=picture.looks,
        )
        for one, picture, digest in taken
    ]


def _gates(scheme: Scheme) -> dict[str, float]:
    """What was answered to the questions of the door; Invalid where it is no answer to one."""
    found = {}
    for key in scheme.door_questions:
        if text := request.form.get(f"door-{key}", "").strip():
            try:
                found[key] = float(text)
            except ValueError:
                name = question_words(key)
                raise Invalid("invalid.door_answer", field="door", name=name) from None
    return found


def _record() -> RecordCheck | None:
    """What was said of the record; None where nobody looked at it."""
    given = request.form
    if given.get("record") not in ("same", "differs"):
        return None
    if given["record"] == "same":
        return RecordCheck()
    known = {state.value: state for state in AmenityState}
    return RecordCheck(
        differs={
            group: given[f"differs-{group.value}"]
            for group in VerifiedFields
            if given.get(f"differs-{group.value}", "").strip()
        },
        amenities={
            one: known[state]
            for one in vocabulary.amenities().terms
            if (state := given.get(f"amenity-{one}", "")) in known
        },
    )


def _given(criterion: Criterion, given: Mapping[str, str]) -> CriterionScore:
    shown = given.get(f"shown-{criterion.id}")
    return CriterionScore(
        points=_number(given[f"points-{criterion.id}"], field=criterion.id, named=criterion.name),
        note=given.get(f"note-{criterion.id}", ""),
        reason=given.get(f"reason-{criterion.id}", ""),
        shown=None if shown is None else _shown(shown, criterion),
    )


def _shown(text: str, criterion: Criterion) -> int:
    return _number(text, field=criterion.id) if text else NOTHING_SHOWN


def _number(text: str, *, field: str, named: str = "") -> int:
    plain = text.strip()
    if not (plain.isascii() and plain.isdigit() and len(plain) <= _MOST_DIGITS):
        if named:
            raise Invalid("invalid.score", field=field, name=named)
        raise Invalid("invalid.number_of_page", field=field)
    return int(plain)


def _moment(text: str) -> datetime | None:
    """A moment of the phone's clock, however wrong; None where it tells none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _files(criterion: Criterion) -> list[FileStorage]:
    return [file for file in request.files.getlist(f"photo-{criterion.id}") if file.filename]


def _picture(criterion: Criterion, number: int, file: FileStorage) -> tuple[Picture, str]:
    # One byte more than allowed tells that it is too large.
    data = file.stream.read(MOST_BYTES + 1)
    try:
        return intake.intake(data), hashlib.sha256(data).hexdigest()
    except Invalid as error:
        raise Invalid(
            "invalid.photo_of_inspection",
            field="photo",
            code=error.code,
            criterion=criterion.name,
            number=number,
            error=error,
        ) from None
    except Refused as error:
        raise Refused(
            "refused.photo_of_inspection",
            code=error.code,
            criterion=criterion.name,
            number=number,
            error=error,
        ) from None
