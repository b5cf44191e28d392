"""Pages of the schemes: what there is, drafts, and the page of the format."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused
from stations.reports.rule_format import format_sections
from stations.stars.rulebook import drafting, scheme_registry
from stations.stars.rulebook.scheme_store import SchemeDraft
from stations.stars.scheme import scheme_file
from stations.web import clock, error_pages
from stations.web.acting import act, areas
from stations.web.desk.cycles import cycle_view, scheme_view
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("desk_schemes", __name__, url_prefix=f"{PREFIX}/schemes")

_MOST_BYTES = 400_000
_MOST_DRAWS = 999


def matters(db: Database, who: Account) -> list[dict[str, Any]]:
    """What the first page of the desk tells of drafts that wait for a second person."""
    if not who.may(Action.RUN_CYCLE):
        return []
    waiting = sum(scheme_view.waits_for(one, who) for one in drafting.seen(db, by=who))
    words, url = "评定办法草稿等第二位确认", url_for("desk_schemes.every")
    return [{"words": words, "count": waiting, "url": url, "pressing": False}] if waiting else []


@blueprint.get("/")
@needs(Action.RUN_CYCLE)
def every() -> str:
    """The schemes with version and source, files left out, and drafts."""
    db, who = current().connections(), account()
    with db.reading():
        known = scheme_registry.known(db)
        drafts = drafting.seen(db, by=who)
        names = scheme_view.people(db, drafts)
    return render_template(
        "desk/cycles/schemes.html",
        rows=[scheme_view.known_row(one) for _, one in sorted(known.items())],
        troubles=[one.problem.message for one in scheme_file.read().troubles],
        drafts=[scheme_view.draft_row(one, names, who=who) for one in drafts],
    )


@blueprint.get("/format")
@needs(Action.RUN_CYCLE)
def format_() -> str:
    """Every key of the files of rules."""
    title, choices = format_sections.long_choices()
    return render_template(
        "desk/cycles/scheme_format.html",
        files=format_sections.files(),
        long_title=title,
        long_choices=choices,
    )


@blueprint.get("/known/<key>")
@needs(Action.RUN_CYCLE)
def one(key: str) -> str:
    """A scheme: its rules in words, and its text to be copied."""
    db = current().connections()
    found = scheme_registry.known(db).get(key)
    if found is None:
        raise NotFound("not_found.scheme")
    return render_template(
        "desk/cycles/scheme.html",
        row=scheme_view.known_row(found),
        rules=cycle_view.rules(found.scheme),
        text=found.text,
    )


@blueprint.get("/new")
@needs(Action.RUN_CYCLE)
def new() -> str:
    """The form for a draft, with the text of a scheme to begin with."""
    return _new(
        scheme_view.beginning(
            current().connections(), request.args, by=account(), today=clock.today()
        )
    )


@blueprint.post("/")
@needs(Action.RUN_CYCLE, most_bytes=_MOST_BYTES)
def begin() -> AnyResponse:
    """Keeps a new draft."""
    db, area = current().connections(), request.form.get("area", "")[:12]
    try:
        made = drafting.write(db, _text(), area=area, by=account(), act=act("scheme_written"))
    except (Invalid, Refused) as error:
        page = _new(request.form.get("text", ""), error=error.message)
        return Response(page, status=_status(error))
    flash(scheme_view.kept_words(made), "told")
    return redirect(url_for("desk_schemes.draft", draft_id=made.id), code=303)


@blueprint.get("/drafts/<draft_id>")
@needs(Action.RUN_CYCLE)
def draft(draft_id: str) -> str:
    """A draft with its faults, what it changes, and what it comes to at three stations."""
    return _draft(draft_id)


@blueprint.post("/drafts/<draft_id>")
@needs(Action.RUN_CYCLE, most_bytes=_MOST_BYTES)
def save(draft_id: str) -> AnyResponse:
    """Keeps what its author has made of it."""

    def work(db: Database) -> SchemeDraft:
        text, version = _text(), _version()
        return drafting.rewrite(
            db, draft_id, text, version=version, by=account(), act=act("scheme_written")
        )

    return _done(draft_id, work, scheme_view.kept_words)


@blueprint.post("/drafts/<draft_id>/confirm")
@needs(Action.RUN_CYCLE)
def confirm(draft_id: str) -> AnyResponse:
    """Makes it a version that new cycles may use."""

    def work(db: Database) -> SchemeDraft:
        return drafting.confirm(
            db, draft_id, version=_version(), by=account(), act=act("scheme_confirmed")
        )

    return _done(draft_id, work, lambda one: f"确认了：{one.scheme_key}，新的一轮可以用了。")


@blueprint.post("/drafts/<draft_id>/withdraw")
@needs(Action.RUN_CYCLE)
def withdraw(draft_id: str) -> AnyResponse:
    """Gives it up."""

    def work(db: Database) -> SchemeDraft:
        return drafting.withdraw(
            db, draft_id, version=_version(), by=account(), act=act("scheme_withdrawn")
        )

    return _done(draft_id, work, lambda one: "撤掉了。写过的还看得到。")


def _done(
    draft_id: str, work: Callable[[Database], SchemeDraft], words: Callable[[SchemeDraft], str]
) -> AnyResponse:
    db = current().connections()
    drafting.seen_one(db, draft_id, by=account())
    try:
        told = words(work(db))
    except (Invalid, Refused) as error:
        typed = request.form.get("text")
        return Response(_draft(draft_id, error=error.message, typed=typed), status=_status(error))
    flash(told, "told")
    return redirect(url_for("desk_schemes.draft", draft_id=draft_id), code=303)


def _status(error: Invalid | Refused) -> int:
    status = error_pages.status_of(error)
    if status >= 500:
        raise error
    return status


def _version() -> int:
    given = request.form.get("version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 8 else 0


def _text() -> str:
    """What was typed; a file goes before it."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return request.form.get("text", "")
    content: bytes = file.read()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid("invalid.rules_encoding", field="file", file=file.filename[:40]) from error


def _new(text: str, *, error: str = "") -> str:
    return render_template(
        "desk/cycles/scheme_new.html",
        text=text,
        areas=areas(Action.RUN_CYCLE),
        given=request.values,
        error=error,
    )


def _draft(draft_id: str, *, error: str = "", typed: str | None = None) -> str:
    db, who, now = current().connections(), account(), clock.now()
    with db.reading():
        found = drafting.seen_one(db, draft_id, by=who)
        read = drafting.examined(found.text)
        known = scheme_registry.schemes(db)
        previews: list[dict[str, Any]] = []
        if read.scheme is not None and scheme_view.is_within(found, read.scheme):
            try:
                previews = scheme_view.previews(db, found, read.scheme, request.args, at=now)
            except Invalid as refused:
                error = error or refused.message
        names = scheme_view.people(db, [found])
    return render_template(
        "desk/cycles/scheme_draft.html",
        row=scheme_view.draft_row(found, names, who=who),
        it=found,
        text=found.text if typed is None else typed,
        faults=scheme_view.faults(found.text, read),
        hindrance=scheme_view.hindrance(known, found, read.scheme),
        rules=cycle_view.rules(read.scheme) if read.scheme else None,
        scheme=read.scheme,
        changes=scheme_view.changes(list(known.values()), read.scheme),
        previews=previews,
        given=request.args,
        draws=min(scheme_view.draws(request.args) + 1, _MOST_DRAWS),
        error=error,
    )
