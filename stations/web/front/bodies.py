"""A body comes in time, or the request is refused."""

from __future__ import annotations

import asyncio
import io
import time

from granian._granian import RSGIHTTPProtocol, RSGIProtocolClosed, RSGIProtocolError
from werkzeug.exceptions import ClientDisconnected, RequestTimeout

_BROKEN = (RSGIProtocolClosed, RSGIProtocolError)
PIECE_BYTES = 65_536
PIECE_S = 10.0
"""A form comes in ten seconds, a photo of 8 MB in twenty minutes at worst."""


async def whole(channel: RSGIHTTPProtocol) -> bytes:
    """A small body; RequestTimeout where it does not come, ClientDisconnected where it ends."""
    try:
        return await asyncio.wait_for(channel(), PIECE_S)
    except TimeoutError:
        raise RequestTimeout from None
    except _BROKEN:
        raise ClientDisconnected from None


class Upload(io.RawIOBase):
    """A large body, read piece by piece in a thread while the event loop waits for the client.

    So nothing of it is taken before the application asks for it.
    """

    def __init__(self, channel: RSGIHTTPProtocol, loop: asyncio.AbstractEventLoop) -> None:
        self._pieces = aiter(channel)
        self._loop = loop
        self._ready = b""
        self._since = 0
        self._due = 0.0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        if not self._ready:
            self._ready = self._next()
        taken = self._ready[: len(buffer)]
        self._ready = self._ready[len(taken) :]
        buffer[: len(taken)] = taken
        return len(taken)

    def _next(self) -> bytes:
        """The next bytes; each 64 kB have their time, however small their pieces are."""
        now = time.monotonic()
        if not self._due or self._since >= PIECE_BYTES:
            self._since, self._due = 0, now + PIECE_S
        coming = asyncio.run_coroutine_threadsafe(
            asyncio.wait_for(self._piece(), self._due - now), self._loop
        )
        try:
            piece = coming.result()
        except TimeoutError:
            raise RequestTimeout from None
        except _BROKEN:
            raise ClientDisconnected from None
        self._since += len(piece)
        return piece

    async def _piece(self) -> bytes:
        # The server's awaitable lacks what the function anext asks for when it is cancelled.
        try:
            piece: bytes = await self._pieces.__anext__()
        except StopAsyncIteration:
            return b""
        return piece
