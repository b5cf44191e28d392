"""The page that follows long work on a list."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Blueprint, Response, jsonify, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.roles import Action
from stations.registry.jobs import job_store, list_jobs
from stations.registry.jobs.job_store import Job, JobKind, JobState
from stations.registry.jobs.list_jobs import JobWish
from stations.reports import import_reports
from stations.web import background, clock
from stations.web.desk.lists import preview_view as showing
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("import_job", __name__, url_prefix=f"{PREFIX}/imports/jobs")

_TITLES = {
    JobKind.JUDGE: ("正在核对名单", "核对没有完成"),
    JobKind.IMPORT: ("正在导入名单", "没有导入"),
    JobKind.UNDO: ("正在撤销导入", "没有撤销"),
}


@blueprint.get("/<job_id>")
@needs(Action.IMPORT)
def one(job_id: str) -> AnyResponse:
    """How far it is; the page of what came of it, once it is done."""
    job = _job(job_id)
    if job.state is JobState.DONE:
        return redirect(_next(job), code=303)
    if job.state is JobState.FAILED and job.outcome.get("asks"):
        return redirect(_next(job), code=303)
    page = render_template("desk/lists/job.html", job=job, next=_back(job), **_told(job))
    return Response(page, headers={"Cache-Control": "no-store"})


@blueprint.get("/<job_id>/state")
@needs(Action.IMPORT)
def state(job_id: str) -> Response:
    """The same for the script that follows it."""
    job = _job(job_id)
    told = _told(job)
    answer = jsonify(
        going=job.is_going and not told["is_silent"], words=told["words"], percent=job.percent
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post("/<job_id>/again")
@needs(Action.IMPORT)
def again(job_id: str) -> AnyResponse:
    """Starts the process again where it has died; it begins with what waits longest."""
    job = _job(job_id)
    list_jobs.again(current().connections(), job, now=_now())
    start()
    return redirect(url_for("import_job.one", job_id=job.id), code=303)


def start() -> None:
    """Lets what was asked for be done."""
    background.start(current().settings.database)


def followed(wish: JobWish) -> AnyResponse:
    """Asks for work and leads to the page that follows it."""
    job = list_jobs.ask(current().connections(), wish, by=account(), at=clock.now(), now=_now())
    start()
    return redirect(url_for("import_job.one", job_id=job), code=303)


def _job(job_id: str) -> Job:
    return list_jobs.seen(current().connections(), job_id, by=account())


def _told(job: Job) -> dict[str, Any]:
    ahead = _ahead(job) if job.state is JobState.WAITING else 0
    doing, failed = _TITLES[job.kind]
    return {
        "title": failed if job.state is JobState.FAILED else doing,
        "words": f"排队等候，前面还有 {ahead} 件" if ahead else _doing(job),
        "is_silent": not ahead and list_jobs.is_silent(job, now=_now()),
        "when": showing.when(job.at),
        "error": message(job) if job.state is JobState.FAILED else "",
    }


def _doing(job: Job) -> str:
    """What is being done, as its reader is told."""
    is_kept = job.words.startswith("{")
    said = import_reports.sentence(orjson.loads(job.words)) if is_kept else job.words
    return said or "马上开始"


def line(job: Job) -> dict[str, str]:
    """A job that goes on, in the list of them."""
    told = _told(job)
    words = "停下了，可以接着做" if told["is_silent"] else told["words"]
    return {"id": job.id, "title": told["title"], "words": words, "when": told["when"]}


def message(job: Job) -> str:
    """Why a job failed, as its reader is told."""
    return import_reports.sentence(job.outcome)


def _ahead(job: Job) -> int:
    going = [one.id for one in job_store.going(current().connections())]
    return going.index(job.id) if job.id in going else 0


def _now() -> int:
    """The clock by which processes are seen to live."""
    return current().connections().clock()


def _next(job: Job) -> str:
    """The page of what came of it."""
    if job.state is JobState.FAILED and job.kind is JobKind.UNDO:
        return url_for("import_past.asked", import_id=job.subject)
    if job.state is JobState.FAILED or job.kind is JobKind.JUDGE:
        return url_for("importing.preview", staged_id=job.subject)
    return url_for("import_past.one", import_id=job.subject)


def _back(job: Job) -> str:
    """Where one goes on after a failure."""
    if job.kind is JobKind.JUDGE:
        return url_for("importing.every")
    return _next(job)
