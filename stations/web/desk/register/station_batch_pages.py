"""Pages to change several stations at once: shown first, done when confirmed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlencode

from flask import Blueprint, Response, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.roles import Action
from stations.errors import Invalid, NotFound
from stations.hours import holidays_ahead
from stations.registry import closure_list
from stations.registry.editing import closure_batch, verifying
from stations.registry.editing import contacts as answerables
from stations.registry.editing.closure_batch import RECTIFYING
from stations.registry.editing.contacts import TIER_WORDS, Tier
from stations.registry.editing.station_form import Unfit
from stations.registry.editing.verifying import GROUP_WORDS, VerifiedFields
from stations.registry.model import Station
from stations.registry.scoping import reach_of
from stations.registry.states import PHASE_WORDS, Phase
from stations.registry.stored import holiday_store
from stations.registry.views import desk_search_store
from stations.registry.views.desk_search import EVERY_PHASE, StationQuery
from stations.tables import text as texts
from stations.web import clock
from stations.web.acting import act
from stations.web.desk.register import list_filter
from stations.web.desk.stations.closure_pages import closure_typed
from stations.web.desk.stations.contact_pages import given_persons
from stations.web.desk.stations.form_words import messages
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("bulk", __name__, url_prefix=f"{PREFIX}/stations/bulk")

MOST = 1_000
"""More at once would hold the write lock for too long."""
_MOST_PRESETS = 6
_LONGEST = 200
_UNDO = "写错了可以整批撤销：到“修改记录”里点这一次。"
Named = list[tuple[str, str]]
"""Id and name of stations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StationBatch:
    """One thing that is done to many: what the page says, and what does it."""

    kind: str
    action: Action
    title: str
    button: str
    done: str
    do: Callable[[Sequence[str]], int]
    fits: Callable[[Station], bool] | None = None
    """Whether it can be done to a station; None: to every one."""


@blueprint.route("/verify", methods=["GET", "POST"])
@needs(Action.VERIFY)
def verify() -> AnyResponse | str:
    """Notes that many records are true."""
    return _handled(
        StationBatch(kind="verify", action=Action.VERIFY, title="信息无误", button="记为已核实",
             done="核实了 {} 个驿站。", do=_verify)
    )  # fmt: skip


@blueprint.route("/suspend", methods=["GET", "POST"])
@needs(Action.EDIT)
def suspend() -> AnyResponse | str:
    """Shuts many for a while."""
    return _handled(
        StationBatch(kind="suspend", action=Action.EDIT, title="暂停开放", button="暂停开放",
             done=f"{{}} 个驿站写上了暂停。{_UNDO}", do=_suspend, fits=closure_batch.can_be_shut)
    )  # fmt: skip


@blueprint.route("/reopen", methods=["GET", "POST"])
@needs(Action.EDIT)
def reopen() -> AnyResponse | str:
    """Opens many again."""
    return _handled(
        StationBatch(kind="reopen", action=Action.EDIT, title="恢复开放", button="恢复开放",
             done=f"{{}} 个驿站恢复了开放。{_UNDO}", do=_reopen, fits=_can_be_opened)
    )  # fmt: skip


@blueprint.route("/answerable", methods=["GET", "POST"])
@needs(Action.EDIT)
def answerable() -> AnyResponse | str:
    """Says who is answerable for many."""
    return _handled(
        StationBatch(kind="answerable", action=Action.EDIT, title="登记责任人", button="登记",
             done="{} 个驿站登记了责任人。", do=_answerable)
    )  # fmt: skip


@blueprint.route("/erase", methods=["GET", "POST"])
@needs(Action.EDIT)
def erase() -> AnyResponse | str:
    """Takes the private values of those who are answerable away."""
    return _handled(
        StationBatch(kind="erase", action=Action.EDIT, title="清除责任人的姓名和电话", do=_erase,
             button="清除，不能恢复", done="{} 个驿站的责任人姓名和电话清除了。")
    )  # fmt: skip


def _handled(deed: StationBatch) -> AnyResponse | str:
    if request.method == "GET":
        return _page(deed, _meant(deed))
    ids = list(dict.fromkeys(request.form.get("ids", "").split()))
    if not 1 <= len(ids) <= MOST:
        raise Invalid("invalid.stations_chosen", field="ids")
    named = _all_of(deed, tuple(ids))
    try:
        number = deed.do(ids)
    except Unfit as unfit:
        return Response(_page(deed, named, problems=messages(unfit)), status=400)
    except Invalid as error:
        return Response(_page(deed, named, error=error.message), status=400)
    flash(deed.done.format(number) if number else "没有什么要改的，都和原来一样。", "told")
    return redirect(list_filter.asked(request.form).address(), code=303)


def _meant(deed: StationBatch) -> Named:
    """The stations that were ticked, or all that fit; NotFound where one is not theirs."""
    asked = list_filter.asked(request.args)
    if request.args.get("all") == "1":
        found = _named(deed, asked.wanted)
        if len(found) > MOST:
            raise Invalid("invalid.batch_size_of_stations", field="all", most=MOST)
    else:
        ids = asked.wanted.ids
        if not ids:
            raise Invalid("invalid.stations_to_change", field="id")
        found = _all_of(deed, ids)
    if not found:
        raise Invalid("invalid.stations_meant", field="id")
    return found


def _all_of(deed: StationBatch, ids: tuple[str, ...]) -> Named:
    """These stations; NotFound, in the same words for none and another's, where one is missing."""
    found = _named(deed, StationQuery(ids=ids, phases=EVERY_PHASE))
    if len(found) != len(ids):
        raise NotFound("not_found.out_of_sight")
    return found


def _named(deed: StationBatch, wanted: StationQuery) -> Named:
    reach = reach_of(account(), deed.action)
    db = current().connections()
    return desk_search_store.ids(db, reach, wanted, today=clock.today(), limit=MOST + 1)


def _page(
    deed: StationBatch, named: Named, *, error: str = "", problems: Mapping[str, str] | None = None
) -> str:
    """What will happen, to which, and the button that does it."""
    given = request.values
    stations = _stations(deed, named)
    fit = [one for one in named if one[0] in stations] if deed.fits else named
    asked = list_filter.asked(given)
    who = account()
    tiers = [t for t, action in answerables.RIGHTS.items() if who.may(action)]
    apart = _apart(stations) if deed.kind == "suspend" else []
    left = {one["id"] for one in apart}
    return render_template(
        "desk/stations/bulk.html",
        deed=deed,
        named=fit,
        sure=[pair for pair in fit if pair[0] not in left],
        unfit=[name for one, name in named if deed.fits and one not in stations],
        ids=" ".join(one for one, _ in fit),
        asked=asked,
        back=asked.address(),
        error=error,
        problems=problems or {},
        given=given,
        apart=apart,
        presets=_presets() if deed.kind == "suspend" else [],
        closures=_closures(stations) if deed.kind == "reopen" else [],
        groups=[(group.value, words) for group, words in GROUP_WORDS.items()],
        tiers=[(tier.value, TIER_WORDS[tier]) for tier in tiers],
    )


def _stations(deed: StationBatch, named: Named) -> dict[str, Station]:
    """Those to which it can be done as they are, where that has to be asked of each."""
    if deed.fits is None:
        return {}
    wanted = StationQuery(ids=tuple(one for one, _ in named), phases=EVERY_PHASE)
    reach = reach_of(account(), deed.action)
    found = desk_search_store.stations(current().connections(), reach, wanted, today=clock.today())
    return {one.id: one for one in found if deed.fits(one)}


def _presets() -> list[dict[str, str]]:
    """The next holidays as closures that can be taken with one tap; the days can be changed."""
    if request.method != "GET":
        return []
    calendar = holiday_store.calendar(current().connections())
    found = []
    for one in islice(holidays_ahead.holidays(calendar, today=clock.today()), _MOST_PRESETS):
        days = {"since": one.first.isoformat(), "until": one.last.isoformat()}
        closure = {"reason": f"{one.name}放假", **days, "ends": "sure"}
        kept = [(key, text) for key, text in request.args.items(multi=True) if key not in closure]
        when = f"{one.first.month}月{one.first.day}日至{one.last.month}月{one.last.day}日"
        url = f"?{urlencode([*kept, *closure.items()])}"
        found.append({"words": f"{one.name}放假（{when}）", "url": url})
    return found


def _apart(stations: Mapping[str, Station]) -> list[dict[str, str]]:
    """Those that have closures already, with their words."""
    today = clock.today()
    return [
        {"id": one.id, "name": one.name, "words": closure_list.text(present)}
        for one in stations.values()
        if (present := closure_batch.present(one, today=today))
    ]


def _closures(stations: Mapping[str, Station]) -> list[dict[str, object]]:
    """What runs in these stations, each with the names of those that it shuts."""
    found = closure_batch.endable(stations.values(), by=account(), today=clock.today())
    return [
        {
            "value": words,
            "words": PHASE_WORDS[Phase.RECTIFYING] if words == RECTIFYING else words,
            "names": [stations[one].name for one in ids],
        }
        for words, ids in sorted(found.items(), key=lambda pair: -len(pair[1]))
    ]


def _can_be_opened(station: Station) -> bool:
    return bool(closure_batch.endable([station], by=account(), today=clock.today()))


def _verify(ids: Sequence[str]) -> int:
    given = request.form.getlist("group")
    if not set(given) <= set(VerifiedFields):
        raise Invalid("invalid.field_group", field="group")
    number = verifying.confirm(
        current().connections(),
        ids,
        groups=frozenset(map(VerifiedFields, given)),
        on_the_spot=request.form.get("on_the_spot") == "1",
        by=account(),
        act=act("verified"),
    )
    return len(ids) if number else 0


def _suspend(ids: Sequence[str]) -> int:
    given = closure_typed()
    return closure_batch.shut(
        current().connections(), ids, given, also=request.form.getlist("also"), by=account(),
        act=act("suspended", reason=given.reason),
    )  # fmt: skip


def _reopen(ids: Sequence[str]) -> int:
    return closure_batch.reopen(
        current().connections(), ids, request.form.getlist("words"), by=account(),
        act=act("reopened", reason=_reason()),
    )  # fmt: skip


def _reason() -> str:
    return texts.clean(
        texts.one_line(request.form.get("reason", "")[:_LONGEST]), multiline=False
    ).text


def _answerable(ids: Sequence[str]) -> int:
    given = {tier: one for tier, one in given_persons().items() if not one.is_nobody}
    if not given:
        raise Invalid("invalid.contact_required", field="post")
    return answerables.put(
        current().connections(), ids, given, by=account(), act=act("answerable_set")
    )


def _erase(ids: Sequence[str]) -> int:
    given = request.form.getlist("tier")
    if not given or not set(given) <= set(Tier):
        raise Invalid("invalid.tier_to_erase", field="tier")
    tiers = frozenset(map(Tier, given))
    return answerables.erase(
        current().connections(), ids, tiers, by=account(), act=act("answerable_erased")
    )
