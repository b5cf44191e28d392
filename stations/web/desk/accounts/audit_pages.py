"""Pages of the log, for auditors, who change nothing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import orjson
from flask import Blueprint, Response, render_template, request

from stations.accounts import newness
from stations.accounts.roles import Action
from stations.areas import codes
from stations.audit import log, search_store
from stations.audit.model import ACTION_WORDS, Head
from stations.errors import Invalid
from stations.moments import STATION_TIME
from stations.registry.views.activity import datetime_of
from stations.subsidies import ledger_proof
from stations.web import clock
from stations.web.desk.accounts import audit_filter, audit_subjects
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("auditing", __name__, url_prefix=f"{PREFIX}/audit")

_ELSEWHERE = "其他地区"


@blueprint.get("/")
@needs(Action.AUDIT)
def first() -> str:
    """The newest entries of the log; checked as a whole where that is asked for."""
    db = current().connections()
    asked = audit_filter.asked(db, request.args, by=account(), today=clock.today())
    areas = account().areas_for(Action.AUDIT)
    page = search_store.search(db, asked.query)
    entries = page.entries
    if asked.query.asks:
        # That somebody did something elsewhere is not told by looking for that person.
        entries = [entry for entry in entries if _is_own(entry, areas)]
    about = audit_subjects.words(db, (str(one["subject"]) for one in entries), by=account())
    new = newness.words(db, [_who_when(entry) for entry in entries])
    verdict = ledger_proof.prove(db, kept=_kept()) if "check" in request.args else None
    return render_template(
        "desk/accounts/audit.html",
        entries=[
            {
                **_row(entry, areas),
                "new": new.get(_who_when(entry), "") if _is_own(entry, areas) else "",
                "about": about[str(entry["subject"])] if _is_own(entry, areas) else None,
            }
            for entry in entries
        ],
        further=page.further if page.further > 1 else 0,
        asked=asked,
        actions=sorted(ACTION_WORDS.items(), key=lambda pair: pair[1]),
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
    if not _is_own(entry, areas):
        entry = {**entry, "by": _ELSEWHERE, "subject": "", "reason": ""}
    at = datetime_of(str(entry["at"])).astimezone(STATION_TIME)
    action = str(entry["action"])
    return {
        **entry,
        "words": ACTION_WORDS.get(action, action),
        "when": f"{at:%Y-%m-%d %H:%M:%S}",
        "place": codes.full_name(str(entry["area"])),
    }


def _is_own(entry: dict[str, object], areas: Collection[str]) -> bool:
    area = str(entry["area"])
    return not area or any(not own or codes.covers(own, area) for own in areas)
