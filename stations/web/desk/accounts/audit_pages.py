"""Pages of the log, for auditors, who change nothing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import orjson
from flask import Blueprint, Response, render_template, request

from stations.accounts import newness
from stations.accounts.roles import Action
from stations.areas import codes
from stations.audit import log
from stations.audit.model import ACTION_WORDS, Head
from stations.errors import Invalid
from stations.moments import STATION_TIME
from stations.registry.views.activity import datetime_of
from stations.subsidies import ledger_proof
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("auditing", __name__, url_prefix=f"{PREFIX}/audit")

_ELSEWHERE = "其他地区"


@blueprint.get("/")
@needs(Action.AUDIT)
def first() -> str:
    """The newest entries of the log; checked as a whole where that is asked for."""
    db = current().connections()
    before = request.args.get("before", 0, type=int)
    entries, areas = log.newest(db, before=max(before, 0)), account().areas_for(Action.AUDIT)
    new = newness.words(db, [_who_when(entry) for entry in entries])
    verdict = ledger_proof.prove(db, kept=_kept()) if "check" in request.args else None
    return render_template(
        "desk/accounts/audit.html",
        entries=[{**_row(entry, areas), "new": new.get(_who_when(entry), "")} for entry in entries],
        further=entries[-1]["number"] if entries and entries[-1]["number"] > 1 else 0,
        head=log.head(db),
        verdict=verdict,
        given=request.args,
    )


@blueprint.get("/head.json")
@needs(Action.AUDIT)
def head() -> Response:
    """The head of the log as a file, to be kept where this server cannot write."""
    found = log.head(current().connections())
    response = Response(
        orjson.dumps({"number": found.number, "hash": found.hash}) + b"\n",
        mimetype="application/json",
    )
    response.headers["Content-Disposition"] = f'attachment; filename="log-{found.number}.json"'
    return response


def _kept() -> Head | None:
    number, digest = request.args.get("number", ""), request.args.get("hash", "").strip()
    if not number and not digest:
        return None
    if not (number.isascii() and number.isdigit() and len(number) < 12 and len(digest) == 64):
        raise Invalid("invalid.kept_log_head", field="hash")
    return Head(number=int(number), hash=digest.lower())


def _who_when(entry: dict[str, object]) -> tuple[str, datetime]:
    return str(entry["actor"]), datetime_of(str(entry["at"]))


def _row(entry: dict[str, object], areas: Collection[str]) -> dict[str, object]:
    """An entry of the one log; of other areas it is told what was done and when, no more."""
    area = str(entry["area"])
    if area and not any(not own or codes.covers(own, area) for own in areas):
        entry = {**entry, "by": _ELSEWHERE, "new": "", "subject": "", "reason": ""}
    at = datetime_of(str(entry["at"])).astimezone(STATION_TIME)
    action = str(entry["action"])
    return {**entry, "words": ACTION_WORDS.get(action, action), "when": f"{at:%Y-%m-%d %H:%M:%S}"}
