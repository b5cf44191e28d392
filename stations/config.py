"""Places of files, and settings from the environment."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from stations import outgoing, private_files, public_site, seeing, shipped
from stations.errors import Invalid
from stations.ground import base_map, tile_server
from stations.ground.base_map import OwnMap
from stations.ground.tile_server import TileServer
from stations.outgoing import Outgoing
from stations.public_site import PublicSite
from stations.seeing import Seeing

ROOT = shipped.IMPORTED_FROM
DATA = shipped.folder("data")
STATIC = shipped.folder("static")
TEMPLATES = shipped.folder("templates")

_BUCKET = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:/[A-Za-z0-9._/-]*)?")
_KEY_BYTES = 32
PEOPLE_KEY = "people_key"
"""The file of the key that encrypts who signs up."""
RULES = "rules"
"""The folder of a city's own rules inside the state, and inside a backup."""
_CONNECTIONS = range(2, 101)
_SIGNUP_DAYS = range(1, 366)
_ORIGIN = re.compile(r"https?://(?:[a-z0-9-]{1,63}\.)*[a-z0-9-]{1,63}(?::[0-9]{1,5})?")
_SERVICE = re.compile(_ORIGIN.pattern + r"(?:/[A-Za-z0-9._~-]+)*")
_GEOCODER = re.compile(rf"(?:amap|tianditu):[A-Za-z0-9]{{8,64}}(?:@{_SERVICE.pattern})?")


class FactorDemand(StrEnum):
    """Of whom a second factor is demanded, once they have signed in."""

    NOBODY = ""
    WEIGHTY = "weighty"
    """Who holds a right that two administrators give."""
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All that can be set, read once from the environment (names: STATIONS_…)."""

    database: str
    """A path of an SQLite file, or a URL postgresql://…"""
    state: Path
    """Folder of what belongs to this installation: the secret key, the demo database."""
    home_area: str = "3701"
    """Code of the city that the first page shows."""
    tiles: TileServer | None = None
    """Whose tiles lie under the maps; they are drawn without where nothing is chosen."""
    base_map: OwnMap | None = None
    """A base map of one's own, which lies there instead."""
    site: PublicSite = public_site.UNNAMED
    """What others are told of where this is, and what they may do with the data."""
    routing: str = ""
    """Address of a Valhalla server, without a slash at its end; empty: straight lines only."""
    geocoder: str = ""
    """`amap:KEY` or `tianditu:KEY`, with @ and an address where a relay stands in between."""
    dataset: Path | None = None
    """Folder of the public register as files (`stations dataset build`), offered on /data."""
    icp_number: str = ""
    embed_origins: tuple[str, ...] = ()
    """Sites that may show the map of an area in a frame; empty: none may."""
    trusted_hosts: tuple[str, ...] = ()
    proxies: int = 0
    """How many proxies stand in front and set X-Forwarded-For and -Proto."""
    https_below: bool = False
    """Whether browsers shall ask by HTTPS alone at every name below this site's as well."""
    second_factor: FactorDemand = FactorDemand.NOBODY
    demo: bool = False
    key: str = ""
    """The secret key, where it is not in its file: for several nodes."""
    signup_days: int = 30
    """How long after a session it is known who had signed up for it."""
    connections: int = 6
    """How many connections to PostgreSQL one process has at most."""
    seeing: Seeing = Seeing()  # noqa: RUF009 - frozen
    """What is logged and measured."""
    outgoing: Outgoing = outgoing.NOWHERE
    """Where messages may go: a mail server, hosts of webhooks."""

    rules_at: str = ""
    """Folder of the city's own rules; '' for the one in the state."""
    photos_at: str = ""
    """A folder of the pictures that several nodes share, or s3://bucket/prefix."""

    @property
    def photos(self) -> Path:
        """Folder of the pictures: to be backed up, and shared where several servers answer."""
        return Path(self.photos_at) if self.photos_at and not self.bucket else self.state / "photos"

    @property
    def rules(self) -> Path:
        """Folder of the city's own schemes, basics and subsidy rules."""
        return Path(self.rules_at) if self.rules_at else self.state / RULES

    @property
    def bucket(self) -> str:
        """The bucket that holds the pictures instead of the folder; '' for none."""
        return self.photos_at if "://" in self.photos_at else ""

    def tighten(self) -> None:
        """Makes private what an older version, or a copy by hand, left open to other accounts."""
        kept = ("secret_key", PEOPLE_KEY, "mail_password")
        files = [self.state, *(self.state / name for name in kept)]
        if not self.photos_at:
            files.append(self.photos)
        files += [self.rules, *self.rules.rglob("*")]
        if "://" not in self.database:
            files += [Path(self.database + end) for end in ("", "-wal", "-shm", "-journal")]
        private_files.tighten(files)

    def secret_key(self) -> bytes:
        """The key that signs what browsers hold; made on the first start, never shipped."""
        return self.key.encode() if self.key else _kept_key(self.state / "secret_key")

    def people_key(self) -> bytes:
        """The key that encrypts who signs up: beside the secret key, or made of the given one."""
        if self.key:
            return hmac.digest(self.key.encode(), b"people key", hashlib.sha256)
        return _kept_key(self.state / PEOPLE_KEY)


def _kept_key(path: Path) -> bytes:
    try:
        key = path.read_bytes()
    except FileNotFoundError:
        return _make_key(path)
    if len(key) < _KEY_BYTES:
        if path.name == PEOPLE_KEY:
            raise Invalid("invalid.people_key", field=PEOPLE_KEY, path=path)
        raise Invalid("invalid.secret_key", field="secret_key", path=path)
    return key


def _make_key(path: Path) -> bytes:
    private_files.make_folder(path.parent)
    key = secrets.token_bytes(_KEY_BYTES)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key)
    # link() fails where another process has been quicker: both then use the same key.
    try:
        os.link(draft, path)
    except FileExistsError:
        key = path.read_bytes()
    draft.unlink()
    return key


def from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings of this process; Invalid names the variable that is wrong."""
    given = os.environ if environment is None else environment
    state = _state(given)
    proxies = _count(given.get("STATIONS_PROXIES") or "0")
    if proxies is None:
        raise Invalid("invalid.proxies_setting", field="STATIONS_PROXIES")
    connections = _count(given.get("STATIONS_CONNECTIONS") or "6")
    if connections is None or connections not in _CONNECTIONS:
        raise Invalid("invalid.connections_setting", field="STATIONS_CONNECTIONS")
    key = given.get("STATIONS_SECRET_KEY") or ""
    if key and len(key.encode()) < _KEY_BYTES:
        raise Invalid("invalid.secret_key_setting", field="STATIONS_SECRET_KEY")
    photos = given.get("STATIONS_PHOTOS") or ""
    if "://" in photos and not _BUCKET.fullmatch(photos):
        raise Invalid("invalid.photos_setting", field="STATIONS_PHOTOS")
    tiles, own_map = _ground(given)
    embed = tuple((given.get("STATIONS_EMBED_ORIGINS") or "").lower().split())
    if not all(map(_ORIGIN.fullmatch, embed)):
        raise Invalid("invalid.embed_origins_setting", field="STATIONS_EMBED_ORIGINS")
    demo = given.get("STATIONS_DEMO") == "1"
    routing = (given.get("STATIONS_ROUTING") or "").rstrip("/")
    if routing and not _SERVICE.fullmatch(routing):
        raise Invalid("invalid.routing_setting", field="STATIONS_ROUTING", given=routing)
    geocoder = given.get("STATIONS_GEOCODER") or ""
    if geocoder and not _GEOCODER.fullmatch(geocoder):
        raise Invalid("invalid.geocoder_setting", field="STATIONS_GEOCODER")
    return Settings(
        database=given.get("STATIONS_DATABASE") or str(state / "stations.db"),
        state=state,
        home_area=given.get("STATIONS_HOME_AREA") or "3701",
        tiles=tiles,
        base_map=own_map,
        routing=routing,
        geocoder=geocoder,
        dataset=Path(given["STATIONS_DATASET"]) if given.get("STATIONS_DATASET") else None,
        icp_number=given.get("STATIONS_ICP") or "",
        embed_origins=embed,
        trusted_hosts=tuple((given.get("STATIONS_HOSTS") or "").split()),
        proxies=proxies,
        https_below=given.get("STATIONS_HSTS_SUBDOMAINS") == "1",
        second_factor=_demand(given.get("STATIONS_SECOND_FACTOR") or ""),
        demo=demo,
        site=public_site.read(
            url=given.get("STATIONS_URL") or "",
            licence=given.get("STATIONS_DATA_LICENCE") or "",
            contact=given.get("STATIONS_SECURITY_CONTACT") or "",
            demo=demo,
        ),
        key=key,
        signup_days=_signup_days(given.get("STATIONS_SIGNUP_DAYS") or "30"),
        photos_at=photos,
        rules_at=given.get("STATIONS_RULES") or "",
        connections=connections,
        seeing=seeing_from(given),
        outgoing=outgoing.read(
            server=given.get("STATIONS_MAIL") or "",
            password=given.get("STATIONS_MAIL_PASSWORD") or "",
            sender=given.get("STATIONS_MAIL_FROM") or "",
            hooks=given.get("STATIONS_HOOKS") or "",
            state=state,
        ),
    )


def rules_folder(given: Mapping[str, str]) -> Path:
    """The folder of the city's own rules, whatever else is set."""
    named = given.get("STATIONS_RULES")
    return Path(named) if named else _state(given) / RULES


def seeing_from(given: Mapping[str, str]) -> Seeing:
    """What this process logs and tells of itself."""
    return seeing.read(
        log=given.get("STATIONS_LOG") or "",
        level=(given.get("STATIONS_LOG_LEVEL") or "").lower(),
        slow_ms=given.get("STATIONS_SLOW_MS") or "",
        metrics=given.get("STATIONS_METRICS") or "",
    )


def _demand(text: str) -> FactorDemand:
    try:
        return FactorDemand(text)
    except ValueError:
        raise Invalid(
            "invalid.second_factor_setting", field="STATIONS_SECOND_FACTOR", given=text
        ) from None


def _signup_days(text: str) -> int:
    days = _count(text)
    if days is None or days not in _SIGNUP_DAYS:
        raise Invalid("invalid.signup_days_setting", field="STATIONS_SIGNUP_DAYS")
    return days


def _count(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,4}", text) else None


def _state(given: Mapping[str, str]) -> Path:
    """The folder that is named, else `var` of the checkout, else that of the person's account."""
    if named := given.get("STATIONS_STATE"):
        return Path(named)
    if checkout := shipped.checkout():
        return checkout / "var"
    if shared := given.get("XDG_DATA_HOME"):
        return Path(shared) / "stations"
    try:
        return Path.home() / ".local" / "share" / "stations"
    except RuntimeError as error:
        raise Invalid("invalid.no_state_folder", field="STATIONS_STATE") from error


def _ground(given: Mapping[str, str]) -> tuple[TileServer | None, OwnMap | None]:
    attribution = given.get("STATIONS_TILES_ATTRIBUTION") or ""
    tiles = tile_server.read(
        given.get("STATIONS_TILES") or "",
        datum=given.get("STATIONS_TILES_DATUM") or "",
        attribution=attribution,
    )
    own = base_map.read(given.get("STATIONS_BASEMAP") or "", attribution=attribution)
    if tiles and own:
        raise Invalid("invalid.basemap_and_tiles", field="STATIONS_BASEMAP")
    return tiles, own
