"""Files that a page fetches and their size as they travel."""

from __future__ import annotations

import urllib.parse
from dataclasses import dataclass, field

from playwright.sync_api import CDPSession


@dataclass
class Traffic:
    """What a page fetched over the network: packed bytes by address, and those of all headers.

    Headers are told apart: HTTP/2, which a proxy in front speaks, sends the same ones only once.
    """

    bytes: dict[str, float] = field(default_factory=dict)
    headers: float = 0
    _urls: dict[str, str] = field(default_factory=dict)
    _heads: dict[str, float] = field(default_factory=dict)

    def listen(self, session: CDPSession) -> None:
        """Count from now on."""
        session.on("Network.requestWillBeSent", self._asked)
        session.on("Network.responseReceived", self._answered)
        session.on("Network.loadingFinished", self._finished)
        session.send("Network.enable")

    def _asked(self, event: dict[str, object]) -> None:
        request: dict[str, str] = event["request"]  # type: ignore[assignment]
        if request["url"].startswith("http"):
            self._urls[str(event["requestId"])] = request["url"]

    def _answered(self, event: dict[str, object]) -> None:
        response: dict[str, object] = event["response"]  # type: ignore[assignment]
        if response.get("fromDiskCache") or response.get("fromServiceWorker"):
            self._urls.pop(str(event["requestId"]), None)
        self._heads[str(event["requestId"])] = float(str(response["encodedDataLength"]))

    def _finished(self, event: dict[str, object]) -> None:
        url = self._urls.pop(str(event["requestId"]), None)
        if url:
            path = urllib.parse.urlsplit(url).path
            head = self._heads.get(str(event["requestId"]), 0)
            body = float(str(event["encodedDataLength"])) - head
            self.bytes[path] = self.bytes.get(path, 0) + max(0.0, body)
            self.headers += head
