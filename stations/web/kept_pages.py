"""Pages that are the same for all who ask for them in one minute, made once.

What is open changes by the minute and by what people change; between, a page that nobody has signed
in for needs to be made only once, however many ask for it and however many stations there are.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from flask import Response, request

from stations.web import compression

MOST_BYTES = 8_000_000
"""Of pages that a process keeps: some 120 of them."""
_LOCKS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPage:
    """A page as it was made, and the tag by which a browser asks whether it is still so."""

    body: bytes
    packed: bytes
    tag: str

    @property
    def bytes(self) -> int:
        return len(self.body) + len(self.packed)


@dataclass(slots=True)
class _Shelf:
    """The pages of one state of the world, those asked for last at the end."""

    state: object
    pages: OrderedDict[Hashable, KeptPage] = field(default_factory=OrderedDict)
    bytes: int = 0
    making: tuple[threading.Lock, ...] = field(
        default_factory=lambda: tuple(threading.Lock() for _ in range(_LOCKS))
    )


class KeptPages:
    """The pages of this process, of the newest state alone.

    `state` is all that pages depend on besides their address: what was made in another state is
    never shown. What is asked for by many at once is made by one of them.
    """

    def __init__(self, *, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._shelf = _Shelf(state=None)
        self._lock = threading.Lock()

    def page(self, address: Hashable, state: object, make: Callable[[], str]) -> KeptPage:
        """The page of an address; what `make` raises is not kept."""
        shelf = self._at(state)
        if kept := self._found(shelf, address):
            return kept
        with shelf.making[hash(address) % _LOCKS]:
            if kept := self._found(shelf, address):
                return kept
            body = make().encode()
            tag = hashlib.blake2b(body, digest_size=16).hexdigest()
            kept = KeptPage(body=body, packed=compression.well(body), tag=tag)
            self._keep(shelf, address, kept)
        return kept

    def _at(self, state: object) -> _Shelf:
        with self._lock:
            if self._shelf.state != state:
                self._shelf = _Shelf(state=state)
            return self._shelf

    def _found(self, shelf: _Shelf, address: Hashable) -> KeptPage | None:
        with self._lock:
            kept = shelf.pages.get(address)
            if kept is not None:
                shelf.pages.move_to_end(address)
            return kept

    def _keep(self, shelf: _Shelf, address: Hashable, kept: KeptPage) -> None:
        with self._lock:
            shelf.pages[address] = kept
            shelf.bytes += kept.bytes
            while shelf.bytes > self._most_bytes:
                _, oldest = shelf.pages.popitem(last=False)
                shelf.bytes -= oldest.bytes


def answer(kept: KeptPage) -> Response:
    """A kept page, or that the browser's own is still the same (304)."""
    packs = compression.understood(request.headers.get("Accept-Encoding", ""))
    response = Response(kept.packed if packs else kept.body, mimetype="text/html")
    if packs:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Cache-Control"] = "no-cache"
    response.vary.add("Accept-Encoding")
    # Packed or not it means the same.
    response.set_etag(kept.tag, weak=True)
    response.make_conditional(request)
    return response
