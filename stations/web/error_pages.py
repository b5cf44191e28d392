"""Errors as a client sees them: one sentence, under /api/ as problem+json, else a page."""

from __future__ import annotations

import orjson
from flask import Flask, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, SecurityError

from stations.db.failure_reasons import FailureKind, kind_of
from stations.db.sqlite import DriverError
from stations.errors import Invalid, NotFound, Refused, StationsError
from stations.web.away import kept_form, trouble_words
from stations.web.away.kept_form import KeptForm
from stations.web.error_log import ErrorLog
from stations.web.front import hosts
from stations.web.services import current

TITLES = {
    400: "请求有误",
    403: "没有权限",
    404: "没有找到",
    405: "方法不对",
    408: "等得太久",
    409: "没有完成",
    413: "内容太大",
    414: "网址太长",
    415: "格式不对",
    429: "请求太多",
    500: "程序出错",
    503: "暂时不能用",
}
_DETAILS = {
    404: "没有这个地址。请核对链接。",
    405: "这个地址不接受这种请求方法。请从页面上的按钮来做。",
    408: "提交的内容迟迟没有传完，没有处理。请换个信号好的地方再试。",
    413: "提交的内容太大。请分开提交。",
    500: "程序出错了，已经记下。请稍后再试。",
    503: trouble_words.AWAY,
}
_REFUSALS = {
    "forbidden": 403,
    "signed_out": 403,
    "second_factor_demanded": 403,
    "password_again": 403,
    "own_account": 403,
    "too_many": 429,
}
_FOR_STAFF = "/desk/"
_FOR_PROGRAMS = ("/api/", "/cells/", "/places/", "/desk/assist/")
_OF_DISK = (FailureKind.FULL, FailureKind.DENIED)
_LOG = "stations.errors"


def install(app: Flask, errors: ErrorLog) -> None:
    """Lets this module answer every error of the application."""
    app.extensions[_LOG] = errors
    app.register_error_handler(StationsError, _on_purpose)
    app.register_error_handler(HTTPException, _by_http)
    app.register_error_handler(DriverError, _by_database)
    app.register_error_handler(Exception, _by_accident)


def status_of(error: StationsError) -> int:
    """The HTTP status of each kind of error."""
    if isinstance(error, NotFound):
        return 404
    if isinstance(error, Refused):
        return _REFUSALS.get(error.code, 503 if trouble_words.is_unready(error) else 409)
    return 400


def _on_purpose(error: StationsError) -> Response:
    status = status_of(error)
    # What is wrong with the database names paths and addresses: for the log, not for visitors.
    if status == 503:
        return _by_database(error)
    detail = error.message
    if status == 404 and request.path.startswith(_FOR_STAFF):
        # What is not there and what lies in another area answer alike, to the last byte.
        detail = "没有找到，或者不在您负责的范围内。"
    return answer(status, detail, parameter=error.field if isinstance(error, Invalid) else "")


def _by_http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error.get_response()
    # What fails while another error is answered arrives here.
    original = getattr(error, "original_exception", None)
    if isinstance(original, Exception) and trouble_words.is_unready(original):
        return _by_database(original)
    if isinstance(error, SecurityError):
        # Without a trusted host no address can be made, so there is no page to show.
        return Response(hosts.REFUSAL, status=400, mimetype="text/plain")
    given = answer(status, _DETAILS.get(status, "请求不对，没有处理。"))
    if status == 405 and getattr(error, "valid_methods", None):
        given.headers["Allow"] = ", ".join(sorted(error.valid_methods))  # type: ignore[attr-defined]
    return given


def _by_database(error: Exception) -> Response:
    _note(error)
    current().connections.circuit.doubt()
    changes = request.method not in ("GET", "HEAD", "OPTIONS")
    sent_again = kept_form.of_request() if trouble_words.may_be_sent_again(error) else None
    return answer(503, trouble_words.said(error, changes=changes), kept=sent_again)


def _by_accident(error: Exception) -> Response:
    is_of_disk = isinstance(error, OSError) and kind_of(error) in _OF_DISK
    if is_of_disk or trouble_words.is_unready(error):
        return _by_database(error)
    _note(error)
    return answer(500, _DETAILS[500])


def _note(error: BaseException) -> None:
    log: ErrorLog = current_app.extensions[_LOG]
    log.note(error, where=request.endpoint)


def answer(
    status: int, detail: str, *, parameter: str = "", kept: KeptForm | None = None
) -> Response:
    """The error as its reader wants it; with what was typed, where that can be sent again."""
    title = TITLES.get(status, TITLES[400 if status < 500 else 500])
    if request.path.startswith(_FOR_PROGRAMS):
        problem = {"type": "about:blank", "title": title, "status": status, "detail": detail}
        if parameter:
            problem["parameter"] = parameter
        response = Response(
            orjson.dumps(problem), status=status, content_type="application/problem+json"
        )
    else:
        page = render_template(
            "errors/error.html",
            title=title,
            message=detail,
            desk=request.path.startswith(_FOR_STAFF),
            kept=kept,
        )
        response = Response(page, status=status)
    response.headers["Cache-Control"] = "no-store"
    if status == 503:
        response.headers["Retry-After"] = "5"
    return response
