"""One message handed to one receiver, by e-mail or webhook.

The id of a message goes with it, so that a receiver can tell a repeat: as Message-ID, and as
`webhook-id` with the signature of Standard Webhooks (https://www.standardwebhooks.com). The robots
of 企业微信 and 钉钉 take text; 钉钉 wants the signature of a time in the address.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import smtplib
import ssl
from contextlib import suppress
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from stations.notifying.hook_store import Hook, Preset
from stations.notifying.outbox_store import Letter
from stations.outgoing import MailServer, Outgoing, Security

TIMEOUT_S = 10.0
_MOST_ANSWER = 10_000
_MOST_TEXT = 2_000
"""Bytes that a robot of 企业微信 takes are 2,048."""
_FOR_EVER = range(500, 600)
"""Codes of SMTP of what will not be otherwise."""


class SendError(Exception):
    """It was not taken; the text says why, without what was sent or where."""

    def __init__(self, why: str, *, whole_channel: bool = False, for_ever: bool = False) -> None:
        super().__init__(why)
        self.whole_channel, self.for_ever = whole_channel, for_ever


class _NoDetour(HTTPRedirectHandler):
    """Asks the host that was allowed, and none that it names."""

    def redirect_request(self, *_: Any) -> None:
        return None


_OPENER = build_opener(ProxyHandler({}), _NoDetour)


def by_hook(hook: Hook, letter: Letter, *, allowed: Outgoing, now: int, link: str) -> None:
    """Hands it to a webhook; SendError where it is not taken."""
    if not allowed.reaches(hook.url):
        raise SendError("host not allowed")
    url, body = _asked(hook, letter, now=now, link=link)
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "stations",
        "webhook-id": letter.id,
        "webhook-timestamp": str(now),
    }
    if hook.preset is Preset.PLAIN:
        headers["webhook-signature"] = signature(hook.secret, letter.id, now, body)
    request = Request(url, data=body, headers=headers)  # noqa: S310 - hosts are those of the settings
    try:
        with _OPENER.open(request, timeout=TIMEOUT_S) as response:
            told = b"" if hook.preset is Preset.PLAIN else response.read(_MOST_ANSWER)
    except HTTPError as error:
        with error:
            raise SendError(f"HTTP {error.code}") from None
    except (URLError, OSError, http.client.HTTPException, ValueError) as error:
        raise SendError(type(getattr(error, "reason", error)).__name__) from None
    if hook.preset is not Preset.PLAIN and (code := _error_code(told)) != 0:
        raise SendError(f"errcode {code}")


def by_mail(server: MailServer, letter: Letter, address: str, *, at: datetime) -> None:
    """Hands it to the mail server; SendError where it is not taken."""
    mail = EmailMessage()
    mail["From"], mail["To"] = server.sender, address
    mail["Subject"] = " ".join(letter.title.split())
    mail["Message-ID"] = f"<{letter.id}@{server.sender.partition('@')[2]}>"
    mail["Date"] = format_datetime(at.astimezone(UTC))
    mail["Auto-Submitted"] = "auto-generated"
    # Not every server passes on eight bits.
    mail.set_content(letter.body, cte="base64")
    try:
        client = _connected(server)
    except (OSError, smtplib.SMTPException) as error:
        raise SendError(_why(error), whole_channel=True) from None
    try:
        client.send_message(mail)
    except smtplib.SMTPRecipientsRefused as error:
        code = next((code for code, _ in error.recipients.values()), 0)
        raise SendError(f"SMTP {code}", for_ever=code in _FOR_EVER) from None
    except (OSError, smtplib.SMTPException) as error:
        raise SendError(_why(error), whole_channel=True) from None
    finally:
        # It was taken, or not: what the server says to the farewell changes nothing.
        with suppress(OSError, smtplib.SMTPException):
            client.quit()
        client.close()


def signature(secret: str, message_id: str, now: int, body: bytes) -> str:
    """The signature of Standard Webhooks."""
    signed = hmac.new(key(secret), f"{message_id}.{now}.".encode() + body, hashlib.sha256)
    return "v1," + base64.b64encode(signed.digest()).decode()


def key(secret: str) -> bytes:
    """The key in a secret, which may be written as Standard Webhooks do; ValueError where not."""
    if secret.startswith("whsec_"):
        return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    return secret.encode()


def dingtalk_sign(secret: str, milliseconds: int) -> str:
    """What the robot of 钉钉 wants in the address."""
    signed = hmac.new(secret.encode(), f"{milliseconds}\n{secret}".encode(), hashlib.sha256)
    return quote(base64.b64encode(signed.digest()).decode(), safe="")


def fitted(text: str, *, most_bytes: int = _MOST_TEXT) -> str:
    """A text by whole lines, as far as it may go."""
    if len(text.encode()) <= most_bytes:
        return text
    lines, kept = text.splitlines(), ""
    for line in lines:
        if len(f"{kept}{line}\n……".encode()) > most_bytes:
            break
        kept += line + "\n"
    return kept + "……" if kept else text.encode()[:most_bytes].decode(errors="ignore")


def _asked(hook: Hook, letter: Letter, *, now: int, link: str) -> tuple[str, bytes]:
    """The address and the body of the request."""
    if hook.preset is Preset.PLAIN:
        told = {"id": letter.id, "title": letter.title, "text": letter.body, "url": link}
        return hook.url, json.dumps(told, ensure_ascii=False).encode()
    text = fitted(f"{letter.title}\n{letter.body}" if letter.title not in letter.body
                  else letter.body)  # fmt: skip
    body = json.dumps({"msgtype": "text", "text": {"content": text}}, ensure_ascii=False).encode()
    url = hook.url
    if hook.preset is Preset.DINGTALK and hook.secret:
        at = now * 1000
        joint = "&" if urlsplit(url).query else "?"
        url += f"{joint}timestamp={at}&sign={dingtalk_sign(hook.secret, at)}"
    return url, body


def _connected(server: MailServer) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.security is Security.TLS:
        client: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=TIMEOUT_S, context=context
        )
    else:
        client = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_S)
    try:
        if server.security is Security.STARTTLS:
            client.starttls(context=context)
        if server.user:
            client.login(server.user, server.password)
    except BaseException:
        client.close()
        raise
    return client


def _why(error: Exception) -> str:
    code = getattr(error, "smtp_code", None)
    return f"SMTP {code}" if code else type(error).__name__


def _error_code(told: bytes) -> int:
    """What a robot says: 0 where it has taken the message."""
    try:
        code = json.loads(told)["errcode"]
    except (ValueError, KeyError, TypeError):
        return -1
    return code if isinstance(code, int) else -1
