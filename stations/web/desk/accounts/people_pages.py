"""Accounts from a list of people: a look first, then a slip for each first sign-in.

Nothing of the list is kept here between the two: the page that shows it sends it back, and all is
checked again.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta

import orjson
import segno
from flask import Blueprint, Response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts import management
from stations.accounts.management import NewAccount
from stations.accounts.roles import APART, ROLE_WORDS, Action, Role
from stations.errors import Invalid, StationsError
from stations.moments import china_day
from stations.staffing import naming, people_list, people_plan
from stations.staffing.people_list import COLUMNS, MOST, ListedPerson
from stations.staffing.people_plan import PeoplePlan, PlannedAccount
from stations.tables.model import FILE_BYTES
from stations.web import clock, public_address
from stations.web.acting import act
from stations.web.desk.accounts.managing import manager
from stations.web.guarding import PREFIX, needs
from stations.web.services import current

blueprint = Blueprint("people", __name__, url_prefix=f"{PREFIX}/accounts/list")

LETS_IN = timedelta(days=14)
"""So long a slip lets in: it goes from hand to hand before it is used."""
_MOST_BYTES = FILE_BYTES + 500_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """What is printed for one person, once: the code is kept nowhere in clear."""

    person: str
    shown: str
    login: str
    code: str
    rights: tuple[str, ...]
    weighty: bool


@blueprint.get("/")
@needs(Action.MANAGE_ACCOUNTS)
def form() -> str:
    """What such a list looks like, and the form to send one."""
    return _form()


@blueprint.post("/")
@needs(Action.MANAGE_ACCOUNTS, most_bytes=_MOST_BYTES)
def look() -> AnyResponse:
    """What a list comes to; nothing is made yet."""
    try:
        sent = request.files.get("file")
        if sent is None or not sent.filename:
            raise Invalid("invalid.file_required", field="file")
        people = people_list.read(sent.stream.read(FILE_BYTES + 1), name=sent.filename)
        usual = _usual()
    except StationsError as error:
        return Response(_form(error=error.message), status=400)
    return Response(_preview(people, usual))


@blueprint.post("/make")
@needs(Action.MANAGE_ACCOUNTS, most_parts=MOST + 50)
def make() -> AnyResponse:
    """Makes the accounts that were ticked, and shows their slips, once."""
    people, usual = _sent_back(), _usual()
    ticked = frozenset(request.form.getlist("make"))
    planned = _planned(people, usual)
    wanted = [one for one in planned.accounts if one.login in ticked]
    if not wanted:
        return Response(_preview(people, usual, error=_nothing()), status=400)
    slips, failed = [], []
    for one in wanted:
        try:
            slips.append(_made(one))
        except StationsError as error:
            failed.append((one.shown, error.message))
    gone = ticked - {one.login for one in planned.accounts}
    failed += [(login, "名单里的这一行现在不能用了，没有建。") for login in sorted(gone)]
    page = render_template(
        "desk/accounts/slips.html",
        slips=slips,
        failed=failed,
        address=public_address.of("signing.form"),
        picture=_picture(public_address.of("signing.form")),
        until=china_day(clock.now() + LETS_IN),
    )
    return Response(page, status=201 if slips else 409)


def _form(error: str = "") -> str:
    return render_template(
        "desk/accounts/list.html", error=error, roles=_roles(), usual=request.form.get("usual", "")
    )


def _preview(people: Sequence[ListedPerson], usual: str, error: str = "") -> str:
    db, planned = current().connections(), _planned(people, usual)
    words = naming.words_of(db, [grant for one in planned.accounts for grant in one.grants])
    return render_template(
        "desk/accounts/list_preview.html",
        error=error,
        accounts=[
            {
                "it": one,
                "where": "、".join(row.where for row in one.rows),
                "rights": [words[grant] for grant in one.grants],
            }
            for one in planned.accounts
        ],
        refused=planned.refused,
        rows=orjson.dumps([asdict(one) for one in people]).decode(),
        usual=usual,
        days=LETS_IN.days,
        phones=any(one.phone for one in people),
    )


def _planned(people: Sequence[ListedPerson], usual: str) -> PeoplePlan:
    return people_plan.plan(
        current().connections(), people, usual=usual, by=manager(), today=clock.today()
    )


def _made(one: PlannedAccount) -> Slip:
    db = current().connections()
    _, code = management.make(
        db,
        NewAccount(name=one.login, shown=one.shown, grants=one.grants, lets_in=LETS_IN),
        act=act("account_made"),
        by=manager(),
    )
    words = naming.words_of(db, one.grants)
    return Slip(
        person=one.person,
        shown=one.shown,
        login=one.login,
        code=code,
        rights=tuple(words[grant] for grant in one.grants),
        weighty=one.weighty,
    )


def _sent_back() -> list[ListedPerson]:
    """The rows as the page sends them back; what is no list of ours is refused."""
    try:
        rows = orjson.loads(request.form.get("rows", ""))
        people = [
            ListedPerson(
                row=int(row["row"]),
                sheet=str(row["sheet"])[:80],
                **{key: str(row[key])[:80] for key in COLUMNS},
            )
            for row in rows
        ]
    except (ValueError, KeyError, TypeError):
        raise Invalid("invalid.people_sent_back", field="rows") from None
    if not 0 < len(people) <= MOST:
        raise Invalid("invalid.people_sent_back", field="rows")
    return people


def _usual() -> str:
    given = request.form.get("usual", "")
    if given and (given not in set(Role) or Role(given) in APART):
        raise Invalid("invalid.grant_role", field="usual")
    return given


def _roles() -> list[tuple[str, str]]:
    return [(role.value, word) for role, word in ROLE_WORDS.items() if role not in APART]


def _nothing() -> str:
    return Invalid("invalid.nobody_ticked", field="make").message


def _picture(address: str) -> str:
    """The QR code of the page to sign in at, as a data URL."""
    drawn = io.BytesIO()
    segno.make(address, error="m").save(drawn, kind="png", scale=4, border=2)
    return "data:image/png;base64," + base64.b64encode(drawn.getvalue()).decode()
