"""Where messages may go out to: a mail server, and the hosts of webhooks, as the settings say."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import unquote, urlsplit

from stations.errors import Invalid

ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}")
ROBOTS = ("https://qyapi.weixin.qq.com", "https://oapi.dingtalk.com")
"""Where the robots of 企业微信 and 钉钉 are reached."""
_ORIGIN = re.compile(
    r"https?://(?:[a-z0-9-]{1,63}\.)*[a-z0-9-]{1,63}(?::(?!0)[0-9]{1,5})?", re.ASCII
)
_LONGEST_PASSWORD = 1_000


class Security(StrEnum):
    """How a connection to a mail server is kept secret."""

    TLS = "smtps"
    STARTTLS = "smtp"
    NONE = "smtp+plain"


_PORTS = {Security.TLS: 465, Security.STARTTLS: 587, Security.NONE: 25}


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Through which mail goes out, and whose it is."""

    host: str
    port: int
    security: Security
    user: str
    password: str = field(repr=False)
    sender: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """Where messages may go."""

    mail: MailServer | None = None
    hooks: tuple[str, ...] = ROBOTS
    """Scheme, host and port of whatever a webhook may be at."""

    def reaches(self, url: str) -> bool:
        """Whether a webhook may be at this address: nothing else is ever asked."""
        try:
            parts = urlsplit(url)
            plain = parts.username is None and parts.password is None
        except ValueError:
            return False
        return plain and f"{parts.scheme}://{parts.netloc}".lower() in self.hooks


NOWHERE = Outgoing()


def read(*, server: str, password: str, sender: str, hooks: str, state: Path) -> Outgoing:
    """What these settings say; Invalid names the one that is wrong."""
    origins = tuple(one.rstrip("/") for one in hooks.lower().split())
    if not all(map(_ORIGIN.fullmatch, origins)):
        raise Invalid("invalid.hooks_setting", field="STATIONS_HOOKS")
    mail = _mail(server, password or _kept(state), sender) if server else None
    return Outgoing(mail=mail, hooks=(*ROBOTS, *origins))


def _mail(server: str, password: str, sender: str) -> MailServer:
    try:
        parts = urlsplit(server)
        security = Security(parts.scheme)
        host, port = parts.hostname or "", parts.port or _PORTS[security]
        user = unquote(parts.username or "")
    except ValueError:
        host = ""
    if not host or parts.path not in ("", "/") or parts.password is not None:
        raise Invalid("invalid.mail_setting", field="STATIONS_MAIL")
    if user and (security is Security.NONE or not password):
        raise Invalid("invalid.mail_password_setting", field="STATIONS_MAIL_PASSWORD")
    if not ADDRESS.fullmatch(sender):
        raise Invalid("invalid.mail_from_setting", field="STATIONS_MAIL_FROM")
    return MailServer(
        host=host, port=port, security=security, user=user, password=password, sender=sender
    )


def _kept(state: Path) -> str:
    """The password in a file that others cannot read, where it is not in the environment."""
    try:
        return (state / "mail_password").read_text("utf-8")[:_LONGEST_PASSWORD].strip()
    except OSError:
        return ""
