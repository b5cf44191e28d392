"""How this installation is known to others: its address, the licence of its data, a contact."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from stations.errors import Invalid

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_URL = re.compile(
    rf"https?://(?:{_LABEL}(?:\.{_LABEL})*|\[[0-9a-f:.]{{2,45}}\])(?::[0-9]{{1,5}})?", re.ASCII
)
_LINK = re.compile(r"https?://[!-~]{3,200}")
_MAIL = re.compile(r"(?:mailto:)?([A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")
_CONTACT = re.compile(r"https://[!-~]{3,200}|tel:\+?[0-9-]{5,20}")
_PRINTABLE = re.compile(r"[^\x00-\x1f\x7f\u2028\u2029]{1,200}")
_KNOWN = {
    "CC0-1.0": ("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "CC-BY-4.0": ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    "CC-BY-SA-4.0": ("CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
    "CC-BY-NC-4.0": ("CC BY-NC 4.0", "https://creativecommons.org/licenses/by-nc/4.0/"),
    "ODC-By-1.0": ("ODC-By 1.0", "https://opendatacommons.org/licenses/by/1-0/"),
    "ODbL-1.0": ("ODbL 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
    "PDDL-1.0": ("PDDL 1.0", "https://opendatacommons.org/licenses/pddl/1-0/"),
}
"""Licences for data by their SPDX names."""
_INSIDE = (".localhost", ".local", ".internal", ".lan", ".home.arpa", ".test", ".invalid")


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """What others may do with the data."""

    name: str
    url: str = ""

    @property
    def text(self) -> str:
        """In one line."""
        return f"{self.name} {self.url}".strip()


LICENCE_TITLE = "数据许可"
"""The column of it, in tables that people take along."""
NOT_STATED = Licence(name="未声明许可，转用前请先问发布单位")
"""Nothing is given away that its publisher did not give away."""
DEMO = Licence(name="演示数据，驿站是编出来的，不要当真")


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicSite:
    """What stands in everything that others take along."""

    url: str = ""
    """The address at which everybody reaches this site, without a slash at its end; '' if unset."""
    licence: Licence = NOT_STATED
    security_contact: str = ""
    """Where weaknesses are reported (RFC 9116), as a URI."""


UNNAMED = PublicSite()
"""What is known of a site whose settings say nothing."""


def read(*, url: str, licence: str, contact: str, demo: bool) -> PublicSite:
    """What these settings say; Invalid names the one that is wrong."""
    return PublicSite(
        url=_url(url), licence=_licence(licence, demo=demo), security_contact=_contact(contact)
    )


def is_inside(url: str) -> bool:
    """Whether an address means nothing, or something else, on the phones of others."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    try:
        # A bare address of the Internet leads to us until the server moves, and is no name.
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith(_INSIDE)


def _url(given: str) -> str:
    words = given.strip().rstrip("/")
    if not words:
        return ""
    try:
        parts = urlsplit(words)
        # A name in Chinese travels as Punycode: 驿站.example.cn is xn--5tz216d.example.cn.
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except ValueError:
        host, port = "", 0
    shown = f"[{host}]" if ":" in host else host
    url = f"{parts.scheme}://{shown}" if host else ""
    url += "" if port is None else f":{port}"
    alone = words.partition("//")[2] == parts.netloc and "@" not in parts.netloc
    if not (alone and _URL.fullmatch(url)) or port == 0:
        raise Invalid("invalid.url_setting", field="STATIONS_URL")
    return url


def _licence(given: str, *, demo: bool) -> Licence:
    words = given.strip()
    if not words:
        return DEMO if demo else NOT_STATED
    known = {name.lower(): it for name, it in _KNOWN.items()}.get(words.lower())
    if known:
        return Licence(name=known[0], url=known[1])
    name, _, link = words.rpartition(" ")
    if not _PRINTABLE.fullmatch(words) or _LINK.fullmatch(words):
        raise Invalid("invalid.licence_setting", field="STATIONS_DATA_LICENCE", known=[*_KNOWN])
    if name and _LINK.fullmatch(link):
        return Licence(name=name.strip(), url=link)
    return Licence(name=words)


def _contact(given: str) -> str:
    words = given.strip()
    if mail := _MAIL.fullmatch(words):
        return f"mailto:{mail[1]}"
    if words and not _CONTACT.fullmatch(words):
        raise Invalid("invalid.security_contact_setting", field="STATIONS_SECURITY_CONTACT")
    return words
