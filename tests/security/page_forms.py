"""Which forms does a page hold, and what would a browser send with them?"""

from __future__ import annotations

from html.parser import HTMLParser


class Forms(HTMLParser):
    """Every form of a page that changes something: its address and what a browser would send."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self._open: dict[str, str] | None = None
        self._area = self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = {} if given.get("method", "").lower() == "post" else None
            if self._open is not None:
                self.found.append((given.get("action", ""), self._open))
        elif self._open is not None and tag in ("input", "button"):
            ticked = given.get("type") not in ("checkbox", "radio") or "checked" in given
            if given.get("name") and ticked:
                self._open.setdefault(given["name"], given.get("value", ""))
        elif self._open is not None and tag == "select":
            self._select = given.get("name", "")
        elif self._open is not None and tag == "textarea":
            self._area = given.get("name", "")
            self._open[self._area] = ""
        elif tag == "option" and self._select and self._open is not None:
            chosen = "selected" in given or self._select not in self._open
            self._open |= {self._select: given.get("value", "")} if chosen else {}

    def handle_data(self, data: str) -> None:
        if self._area and self._open is not None:
            self._open[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""
