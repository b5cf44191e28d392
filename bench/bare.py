"""A request where the application does nothing."""

from __future__ import annotations

from flask import Flask, Response, request

from stations.web.front.door import Door

application = Flask("bare")
TEN_STATIONS = b"x" * 6_000
"""As many bytes as an answer of ten stations has."""


@application.get("/")
def nothing() -> Response:
    """Answer at once."""
    return Response(TEN_STATIONS, content_type="application/json")


@application.post("/")
@application.post("/desk/sign-in")
def body() -> Response:
    """Wait for the body, as every form does."""
    return Response(str(len(request.get_data())))


def served() -> Door:
    """Give it to the server as our own application is given."""
    return Door(application)
