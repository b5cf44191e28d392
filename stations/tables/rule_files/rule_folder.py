"""Files of rules: those that come with the program, and the city's own, which go before them.

A file that cannot be used is left out and told; the rest holds. One of the city's own keeps the
shipped file of its name out even so: nothing is judged by rules that the city has replaced.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Generic, TypeVar

from stations import config
from stations.errors import Invalid, StationsError

T = TypeVar("T")
Parse = Callable[..., T]
_ENDING = ".toml"
_MOST_BYTES = 200_000
_log = logging.getLogger(__name__)
_chosen: list[Path] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleText(Generic[T]):
    """A file of rules and what it says; `own`: of the city, not of the program."""

    name: str
    own: bool
    text: str
    value: T


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTrouble:
    """A file that is left out."""

    path: Path
    problem: StationsError


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesRead(Generic[T]):
    """All files of one kind: those that hold, and those left out."""

    held: tuple[RuleText[T], ...]
    troubles: tuple[RuleTrouble, ...]

    @property
    def values(self) -> tuple[T, ...]:
        return tuple(one.value for one in self.held)


def use(folder: Path) -> None:
    """Takes the city's own rules from this folder from now on."""
    _chosen[:] = [folder]


def place() -> Path:
    """The folder of the city's own rules; it need not be there."""
    return _chosen[0] if _chosen else config.rules_folder(os.environ)


def read(
    shipped: Path, parse: Parse[T], *, key: Callable[[T], str], inside: str = ""
) -> RulesRead[T]:
    """The files of a folder that comes with the program, and of the own one of the same name."""
    own = place() / (inside or shipped.name)
    return _read(_signed(shipped), _signed(own), parse, key)


def own_file(name: str, parse: Parse[T]) -> RulesRead[T]:
    """A file of the city's own rules that stands alone."""
    own = tuple(one for one in _signed(place()) if one[0].name == name)
    return _read((), own, parse, str)


@lru_cache(maxsize=16)
def _read(
    shipped: tuple[_Signed, ...], own: tuple[_Signed, ...], parse: Parse[Any], key: Any
) -> RulesRead[Any]:
    held: dict[str, RuleText[Any]] = {}
    troubles: list[RuleTrouble] = []
    names = {path.name for path, *_ in own}
    for path, *_ in (*own, *shipped):
        is_own = (path, *_) in own
        if not is_own and path.name in names:
            continue
        try:
            text = text_of(path)
            value = parse(text, name=path.name)
            if is_own and key(value) in held:
                other = held[key(value)].name
                raise Invalid("invalid.rules_twice", file=path.name, key=key(value), other=other)
        except StationsError as error:
            _log.error("rules: %s is left out: %s", path, error)
            troubles.append(RuleTrouble(path=path, problem=error))
            continue
        found = RuleText(name=path.name, own=is_own, text=text, value=value)
        held.setdefault(key(value), found)
    return RulesRead(held=tuple(held.values()), troubles=tuple(troubles))


def text_of(path: Path) -> str:
    """The text of a file of rules; Invalid where it cannot be read."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Invalid(
            "invalid.rules_unreadable", field="file", file=path.name, reason=error.strerror
        ) from error
    if len(content) > _MOST_BYTES:
        raise Invalid("invalid.rules_large", field="file", file=path.name, most=_MOST_BYTES // 1000)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid("invalid.rules_encoding", field="file", file=path.name) from error


_Signed = tuple[Path, int, int]


def _signed(folder: Path) -> tuple[_Signed, ...]:
    """The files of a folder, with what changes when they are written."""
    try:
        entries = [one for one in os.scandir(folder) if _is_rules(one.name)]
    except OSError:
        return ()
    found = []
    for one in sorted(entries, key=lambda entry: entry.name):
        try:
            state = one.stat()
        except OSError:
            # A link that leads nowhere: reading it tells why.
            found.append((Path(one.path), 0, 0))
            continue
        found.append((Path(one.path), state.st_mtime_ns, state.st_size))
    return tuple(found)


def _is_rules(name: str) -> bool:
    return name.endswith(_ENDING) and not name.startswith(".")
