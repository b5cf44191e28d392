"""The link of somebody's ticket, and its picture for the camera at the door."""

from __future__ import annotations

import io

import segno
from flask import url_for

from stations.signups import ticket_codes
from stations.web import public_address
from stations.web.services import current


def address(signup_id: str) -> str:
    """The path of a ticket."""
    code = ticket_codes.code(current().settings.secret_key(), signup_id)
    return url_for("tickets.one", signup_id=signup_id, code=code)


def picture(signup_id: str) -> bytes:
    """The whole address as a QR code in SVG; it holds nothing of the person."""
    drawn = io.BytesIO()
    made = segno.make(public_address.whole(address(signup_id)), error="m", micro=False)
    made.save(drawn, kind="svg", scale=6, border=4, dark="#000", light="#fff")
    return drawn.getvalue()
