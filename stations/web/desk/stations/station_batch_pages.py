"""How is something done to several stations at once? Shown first, done when confirmed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.roles import Action
from stations.errors import Invalid, NotFound
from stations.registry.editing import closure_batch, verifying
from stations.registry.editing import contacts as answerables
from stations.registry.editing.closure_batch import Change
from stations.registry.editing.contacts import TIER_WORDS, Tier
from stations.registry.editing.verifying import GROUP_WORDS, Group
from stations.registry.scoping import reach_of
from stations.registry.states import Phase
from stations.registry.views import desk_search
from stations.registry.views.desk_search import EVERY_PHASE, Wanted
from stations.tables import text as texts
from stations.web import clock
from stations.web.acting import act
from stations.web.desk.stations import list_filter
from stations.web.desk.stations.contact_pages import given_persons
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("bulk", __name__, url_prefix=f"{PREFIX}/stations/bulk")

MOST = 1_000
"""More at once would hold the write lock for too long."""
_LONGEST_REASON = 200
Named = list[tuple[str, str]]
"""Id and name of stations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One thing that is done to many: what the page says, and what does it."""

    kind: str
    action: Action
    title: str
    button: str
    done: str
    do: Callable[[Sequence[str]], int]
    phase: Phase | None = None


@blueprint.route("/verify", methods=["GET", "POST"])
@needs(Action.VERIFY)
def verify() -> AnyResponse | str:
    """Notes that many records are true."""
    return _handled(
        Deed(kind="verify", action=Action.VERIFY, title="信息无误", button="记为已核实",
             done="核实了 {} 个驿站。", do=_verify)
    )  # fmt: skip


@blueprint.route("/suspend", methods=["GET", "POST"])
@needs(Action.EDIT)
def suspend() -> AnyResponse | str:
    """Shuts many for a while."""
    return _handled(
        Deed(kind="suspend", action=Action.EDIT, title="暂停开放", button="暂停开放",
             done="{} 个驿站改成了暂停开放。", do=_suspend, phase=Phase.SUSPENDED)
    )  # fmt: skip


@blueprint.route("/reopen", methods=["GET", "POST"])
@needs(Action.EDIT)
def reopen() -> AnyResponse | str:
    """Opens many again."""
    return _handled(
        Deed(kind="reopen", action=Action.EDIT, title="恢复开放", button="恢复开放",
             done="{} 个驿站恢复了开放。", do=_reopen, phase=Phase.OPEN)
    )  # fmt: skip


@blueprint.route("/answerable", methods=["GET", "POST"])
@needs(Action.EDIT)
def answerable() -> AnyResponse | str:
    """Says who is answerable for many."""
    return _handled(
        Deed(kind="answerable", action=Action.EDIT, title="登记责任人", button="登记",
             done="{} 个驿站登记了责任人。", do=_answerable)
    )  # fmt: skip


@blueprint.route("/erase", methods=["GET", "POST"])
@needs(Action.EDIT)
def erase() -> AnyResponse | str:
    """Takes the private values of those who are answerable away."""
    return _handled(
        Deed(kind="erase", action=Action.EDIT, title="清除责任人的姓名和电话", do=_erase,
             button="清除，不能恢复", done="{} 个驿站的责任人姓名和电话清除了。")
    )  # fmt: skip


def _handled(deed: Deed) -> AnyResponse | str:
    if request.method == "GET":
        return _page(deed, _meant(deed))
    ids = list(dict.fromkeys(request.form.get("ids", "").split()))
    if not 1 <= len(ids) <= MOST:
        raise Invalid("没有选中驿站。请回到列表勾选。", field="ids")
    named = _all_of(deed, tuple(ids))
    try:
        number = deed.do(ids)
    except Invalid as error:
        return Response(_page(deed, named, error=error.message), status=400)
    flash(deed.done.format(number) if number else "没有什么要改的，都和原来一样。", "told")
    return redirect(list_filter.asked(request.form).address(), code=303)


def _meant(deed: Deed) -> Named:
    """The stations that were ticked, or all that fit; NotFound where one is not theirs."""
    asked = list_filter.asked(request.args)
    if request.args.get("all") == "1":
        found = _named(deed, asked.wanted)
        if len(found) > MOST:
            raise Invalid(f"一次最多改 {MOST} 个。请先按地区或状态筛选，再分几次改。", field="all")
    else:
        ids = asked.wanted.ids
        if not ids:
            raise Invalid("还没有选中驿站。请返回列表，勾选几个再按。", field="id")
        found = _all_of(deed, ids)
    if not found:
        raise Invalid("没有可以改的驿站。请返回列表换个条件。", field="id")
    return found


def _all_of(deed: Deed, ids: tuple[str, ...]) -> Named:
    """These stations; NotFound, in the same words for none and another's, where one is missing."""
    found = _named(deed, Wanted(ids=ids, phases=EVERY_PHASE))
    if len(found) != len(ids):
        raise NotFound("没有找到，或者不在您负责的范围内。")
    return found


def _named(deed: Deed, wanted: Wanted) -> Named:
    reach = reach_of(account(), deed.action)
    today = clock.today()
    return desk_search.ids(current().connections(), reach, wanted, today=today, limit=MOST + 1)


def _page(deed: Deed, named: Named, *, error: str = "") -> str:
    """What will happen, to which, and the button that does it."""
    given = request.values
    fit, unfit = _parted(deed, named)
    asked = list_filter.asked(given)
    who = account()
    tiers = [t for t, action in answerables.RIGHTS.items() if who.may(action)]
    return render_template(
        "desk/stations/bulk.html",
        deed=deed,
        named=fit,
        unfit=[name for _, name in unfit],
        ids=" ".join(one for one, _ in fit),
        asked=asked,
        back=asked.address(),
        error=error,
        given=given,
        groups=[(group.value, words) for group, words in GROUP_WORDS.items()],
        tiers=[(tier.value, TIER_WORDS[tier]) for tier in tiers],
    )


def _parted(deed: Deed, named: Named) -> tuple[Named, Named]:
    """Those that can go into the phase, and those that can't from where they are."""
    if deed.phase is None:
        return named, []
    who, today = account(), clock.today()
    wanted = Wanted(ids=tuple(one for one, _ in named), phases=EVERY_PHASE)
    reach = reach_of(who, deed.action)
    found = desk_search.stations(current().connections(), reach, wanted, today=today)
    fitting = {one.id for one in found if closure_batch.fits(one, deed.phase, by=who)}
    fit = [pair for pair in named if pair[0] in fitting]
    return fit, [pair for pair in named if pair[0] not in fitting]


def _verify(ids: Sequence[str]) -> int:
    given = request.form.getlist("group")
    if not set(given) <= set(Group):
        raise Invalid("没有这一项内容。请重新选。", field="group")
    number = verifying.confirm(
        current().connections(),
        ids,
        groups=frozenset(map(Group, given)),
        on_the_spot=request.form.get("on_the_spot") == "1",
        by=account(),
        act=act("verified"),
    )
    return len(ids) if number else 0


def _suspend(ids: Sequence[str]) -> int:
    reason, until = _reason(), request.form.get("until", "").strip()[:40]
    change = Change(phase=Phase.SUSPENDED, reason=reason, until=until)
    db = current().connections()
    return closure_batch.change(db, ids, change, by=account(), act=act("suspended", reason=reason))


def _reopen(ids: Sequence[str]) -> int:
    db = current().connections()
    change = Change(phase=Phase.OPEN)
    return closure_batch.change(
        db, ids, change, by=account(), act=act("reopened", reason=_reason())
    )


def _reason() -> str:
    return texts.clean(request.form.get("reason", "")[:_LONGEST_REASON], multiline=False).text


def _answerable(ids: Sequence[str]) -> int:
    given = {tier: one for tier, one in given_persons().items() if not one.is_nobody}
    if not given:
        raise Invalid("请至少写一级责任人的岗位或姓名。", field="post")
    return answerables.put(
        current().connections(), ids, given, by=account(), act=act("answerable_set")
    )


def _erase(ids: Sequence[str]) -> int:
    given = request.form.getlist("tier")
    if not given or not set(given) <= set(Tier):
        raise Invalid("请选清除哪一级责任人的姓名和电话。", field="tier")
    tiers = frozenset(map(Tier, given))
    return answerables.erase(
        current().connections(), ids, tiers, by=account(), act=act("answerable_erased")
    )
