"""A sign-up that counts first and writes afterwards, as one writes it who thinks of one person.

The control of `bench.rush`: if the script does not see this one oversell, it sees nothing.
"""

from __future__ import annotations

import os
import time

from flask import Flask, Response, request

from stations.db.opening import Connections
from stations.web.front.door import Door

ADDRESS, PLACES = "NAIVE_DATABASE", "NAIVE_PLACES"
TABLE = "create table naive (session text not null, person text not null)"
_COUNT = "select count(*) as taken from naive where session = :session"
_ADD = "insert into naive (session, person) values (:session, :person)"

_BETWEEN_S = 0.005
"""What a page does between looking and writing, at the least."""

application = Flask("naive")
_connections = Connections(os.environ.get(ADDRESS, ""))


@application.get("/")
def ready() -> str:
    """Answer whoever waits for the start."""
    return "ready"


@application.post("/")
def sign_up() -> Response:
    """Count, decide, write; between the first and the last others do the same."""
    session, person, db = request.form["session"], request.form["person"], _connections()
    [found] = db.rows(_COUNT, session=session)
    free = int(found["taken"]) < int(os.environ[PLACES])
    time.sleep(_BETWEEN_S)
    if free:
        with db.writing() as tx:
            tx.run(_ADD, session=session, person=person)
    return Response("place" if free else "full", mimetype="text/plain")


def served() -> Door:
    """Give it to the server as our own application is given."""
    return Door(application)
