"""Networks at the desk: made, filled with stations, put in order."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.model import Scope
from stations.accounts.roles import Action
from stations.areas import codes
from stations.db.base import Database
from stations.errors import Invalid, Refused
from stations.networks import enrolling, membership, network_tree, organising, store
from stations.networks.enrolling import Enrolment
from stations.networks.model import Network, NetworkMember, NetworkRoom, NetworkTeacher, counted
from stations.networks.organising import NetworkForm
from stations.registry import vocabulary
from stations.registry.scoping import reach_of
from stations.registry.stored import store as stations
from stations.web import clock
from stations.web.acting import act, areas
from stations.web.desk.whole_number import whole
from stations.web.guarding import PREFIX, account, needs
from stations.web.public.networks import network_pages
from stations.web.services import current

blueprint = Blueprint("desk_networks", __name__, url_prefix=f"{PREFIX}/networks")

PAGE = 100
_MOST_UNLINKED = 30
_ROUTE = "/<network_id>"


@blueprint.get("/")
@needs(Action.SEE)
def every() -> str:
    """The networks that have to do with one's own stations, and the form of a new one."""
    return _list()


@blueprint.post("/")
@needs(Action.CREATE)
def make() -> AnyResponse:
    """Makes a network."""
    db = current().connections()
    try:
        made = organising.make(db, _form(), by=account(), act=act(organising.MADE))
    except Invalid as error:
        return Response(_list(error=error.message), status=400)
    flash("网络建好了。把驿站加进来吧。", "told")
    return redirect(url_for("desk_networks.one", network_id=made.id), code=303)


@blueprint.get(_ROUTE)
@needs(Action.SEE)
def one(network_id: str) -> str:
    """A network with its members, rooms and teachers."""
    return _page(network_id)


@blueprint.post(_ROUTE)
@needs(Action.CREATE)
def change(network_id: str) -> AnyResponse:
    """Changes names and words of a network."""
    version = request.form.get("version", 0, type=int)

    def work(db: Database) -> None:
        organising.change(
            db, network_id, _form(), version=version, by=account(), act=act(organising.CHANGED)
        )

    return _done(network_id, work, words="保存了。")


@blueprint.post(f"{_ROUTE}/members")
@needs(Action.CREATE)
def enrol(network_id: str) -> AnyResponse:
    """Takes stations in, by their numbers."""
    numbers = [one for one in re.split(r"[\s、，,;；]+", request.form.get("stations", "")) if one]

    def work(db: Database) -> None:
        enrolling.enrol(
            db, network_id, numbers, _enrolment(), by=account(), act=act(enrolling.JOINED)
        )

    return _done(network_id, work, words="加进来了。")


@blueprint.post(f"{_ROUTE}/members/<station_id>")
@needs(Action.CREATE)
def place(network_id: str, station_id: str) -> AnyResponse:
    """Says the level of a member, the one above it, and since when."""

    def work(db: Database) -> None:
        enrolling.place(
            db, network_id, station_id, _enrolment(), by=account(), act=act(enrolling.PLACED)
        )

    return _done(network_id, work, words="保存了。")


@blueprint.post(f"{_ROUTE}/members/<station_id>/leave")
@needs(Action.CREATE)
def leave(network_id: str, station_id: str) -> AnyResponse:
    """Takes a station out of the network."""

    def work(db: Database) -> None:
        enrolling.leave(db, network_id, station_id, by=account(), act=act(enrolling.LEFT))

    return _done(network_id, work, words="退出了。它下面的站改归它的上级站。")


@blueprint.post(f"{_ROUTE}/members/<station_id>/successor")
@needs(Action.CREATE)
def succeed(network_id: str, station_id: str) -> AnyResponse:
    """Lets the proposed successor take the place of a closed member."""

    def work(db: Database) -> None:
        enrolling.succeed(db, network_id, station_id, by=account(), act=act(enrolling.LEFT))

    return _done(network_id, work, words="接替了。")


@blueprint.post(f"{_ROUTE}/rooms")
@needs(Action.CREATE)
def add_room(network_id: str) -> AnyResponse:
    """Notes a room."""
    given = request.form

    def work(db: Database) -> None:
        typed = given.get("seats", "")
        seats = whole(typed)
        if typed.strip() and seats is None:
            raise Invalid("invalid.network_seats", field="seats")
        room = NetworkRoom(
            id="", station_id="", name=given.get("room", ""),
            seats=seats, equipment=given.get("equipment", ""),
        )  # fmt: skip
        station = given.get("station", "")
        organising.add_room(db, network_id, station, room, by=account(), act=act(organising.LISTED))

    return _done(network_id, work, words="记下了。")


@blueprint.post(f"{_ROUTE}/rooms/<room_id>/drop")
@needs(Action.CREATE)
def drop_room(network_id: str, room_id: str) -> AnyResponse:
    """Takes a room from the list."""

    def work(db: Database) -> None:
        organising.drop_room(db, network_id, room_id, by=account(), act=act(organising.LISTED))

    return _done(network_id, work, words="删去了。")


@blueprint.post(f"{_ROUTE}/teachers")
@needs(Action.CREATE)
def add_teacher(network_id: str) -> AnyResponse:
    """Notes a teacher."""
    given = request.form

    def work(db: Database) -> None:
        teacher = NetworkTeacher(
            id="", name=given.get("teacher", ""), role=given.get("role", ""),
            subject=given.get("subject", ""), agreed=given.get("agreed") == "1",
        )  # fmt: skip
        organising.add_teacher(db, network_id, teacher, by=account(), act=act(organising.LISTED))

    return _done(network_id, work, words="记下了。")


@blueprint.post(f"{_ROUTE}/teachers/<teacher_id>/drop")
@needs(Action.CREATE)
def drop_teacher(network_id: str, teacher_id: str) -> AnyResponse:
    """Takes a teacher from the list, with the name."""

    def work(db: Database) -> None:
        organising.drop_teacher(
            db, network_id, teacher_id, by=account(), act=act(organising.LISTED)
        )

    return _done(network_id, work, words="删去了，姓名也没有了。")


def _done(network_id: str, work: Callable[[Database], None], *, words: str) -> AnyResponse:
    try:
        work(current().connections())
    except Invalid as error:
        return Response(_page(network_id, error=error.message), status=400)
    except Refused as error:
        if not error.code.startswith(("network_", "stale_version")):
            raise
        return Response(_page(network_id, error=error.message), status=409)
    flash(words, "told")
    return redirect(url_for("desk_networks.one", network_id=network_id), code=303)


def _list(*, error: str = "") -> str:
    db, who, today = current().connections(), account(), clock.today()
    with db.reading():
        own = stations.some(db, sorted(who.own_stations))
        networks = [n for n in store.every(db) if organising.in_sight(n, by=who, own=own)]
        counts = membership.counts(db, networks, today=today)
        unlinked = membership.unlinked(db, reach_of(who, Action.SEE))
    rows = [
        {
            "it": one,
            "area": codes.path(one.area_code),
            "kind": vocabulary.networks().word(one.kind),
            "total": counts[one.id].total,
        }
        for one in networks
    ]
    return render_template(
        "desk/networks/list.html",
        rows=rows,
        unlinked=unlinked[:_MOST_UNLINKED],
        may_make=who.may(Action.CREATE),
        kinds=[(one.id, one.zh) for one in vocabulary.networks().terms.values()],
        areas=areas(Action.CREATE),
        error=error,
        given=request.form or request.args,
    )


def _page(network_id: str, *, error: str = "") -> str:
    db, who, today = current().connections(), account(), clock.today()
    with db.reading():
        network = organising.seen(db, network_id, by=who)
        members = membership.members(db, network, table=membership.names(db))
        rooms, teachers = store.rooms(db, network.id), store.teachers(db, network.id)
        theirs = [one for one in members if who.may(Action.SEE, _scope(one))]
        heirs = {
            one.id: enrolling.successor(db, network, one, members)
            for one in theirs
            if not one.counts_on(today) and one.link.until is None
        }
    counts = counted(members, today=today)
    number = min(max(request.args.get("page", 1, type=int), 1), 10_000)
    named = {one.id: one for one in members}
    seen = {one.id for one in theirs}
    outline = [pair for pair in network_tree.outlined(members) if pair[1].id in seen]
    manages = organising.may_manage(network, by=who)
    return render_template(
        "desk/networks/network.html",
        it=network,
        kind=vocabulary.networks().word(network.kind),
        area=codes.path(network.area_code),
        counts=counts,
        levels=network_pages.levels(network, counts.levels),
        choices=[(one, vocabulary.network_levels().word(one)) for one in network.levels],
        rows=[
            _row(network, depth, one, named, heirs, today=today)
            for depth, one in outline[(number - 1) * PAGE :][:PAGE]
        ],
        hidden_members=len(members) - len(theirs),
        page=number,
        pages=max(-(-len(outline) // PAGE), 1),
        rooms=[
            (room, name, room.station_id in seen and who.may(Action.CREATE)) for room, name in rooms
        ],
        teachers=teachers,
        manages=manages,
        may_enrol=who.may(Action.CREATE),
        error=error,
        given=request.form,
    )


def _row(
    network: Network,
    depth: int,
    member: NetworkMember,
    named: dict[str, NetworkMember],
    heirs: dict[str, str],
    *,
    today: date,
) -> dict[str, Any]:
    parent, heir = named.get(member.parent_id), named.get(heirs.get(member.id, ""))
    return {
        **network_pages.row(network, depth, member),
        "parent": (parent.number or parent.id) if parent else "",
        "parent_name": parent.name if parent else "",
        "above": "" if parent or not network.is_tree else member.above,
        "gone": not member.counts_on(today),
        "heir": heir.name if heir else ("合并后的驿站" if heirs.get(member.id) else ""),
        "may": account().may(Action.CREATE, _scope(member)),
    }


def _scope(member: NetworkMember) -> Scope:
    return Scope(areas=member.areas, station_id=member.id)


def _form() -> NetworkForm:
    given = request.form
    return NetworkForm(
        kind=given.get("kind", ""),
        name=given.get("name", ""),
        area_code=_full(given.get("area", "")),
        other_names=given.get("other_names", ""),
        details=given.get("details", ""),
    )


def _full(code: str) -> str:
    """The code of an area as the register has it: six digits."""
    found = codes.by_code(code[:12])
    return found.code if found else ""


def _enrolment() -> Enrolment:
    given = request.form
    try:
        since = date.fromisoformat(given.get("since", "")) if given.get("since") else None
    except ValueError:
        raise Invalid("bad_date", field="since") from None
    return Enrolment(
        level=given.get("level", ""), parent=given.get("parent", "").strip(), since=since
    )
