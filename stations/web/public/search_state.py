"""The state of the first page, all of it in the URL."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from stations.errors import Invalid
from stations.registry import vocabulary

LONGEST_WORDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """A district, words, wishes, and whether closed stations are wanted too; never a position."""

    area: str = ""
    """Code of a city or district; empty: the home city."""
    words: str = ""
    wants: tuple[str, ...] = ()
    only_open: bool = True
    all_day: bool = False
    """Open the whole day, today and tomorrow."""
    page: int = 1
    ignored: bool = False
    """The address names unknown wishes, which a page leaves out and says so."""

    def __post_init__(self) -> None:
        if self.area and not (self.area.isascii() and self.area.isdigit() and len(self.area) <= 12):
            raise Invalid("invalid.area_filter", field="area")
        vocabulary.amenities().bits(self.wants)

    def url(self, *, path: str = "/") -> str:
        """The address of the page that shows this."""
        fields: list[tuple[str, str]] = []
        if self.area:
            fields.append(("area", self.area))
        if self.words:
            fields.append(("q", self.words))
        fields.extend(("wants", want) for want in self.wants)
        if not self.only_open:
            fields.append(("open", "any"))
        if self.all_day:
            fields.append(("hours", "24"))
        if self.page > 1:
            fields.append(("page", str(self.page)))
        return f"{path}?{urlencode(fields)}" if fields else path

    def at_page(self, page: int) -> Looking:
        return replace(self, page=page)

    def in_area(self, area: str) -> Looking:
        """The same wishes elsewhere; words belong to the place where they were typed."""
        return replace(self, area=area, words="", page=1)

    def everywhere(self) -> Looking:
        return replace(self, area="", page=1)

    def also_closed(self) -> Looking:
        return replace(self, only_open=False, page=1)

    def without_wishes(self) -> Looking:
        return replace(self, wants=(), all_day=False, page=1)


def from_fields(fields: MultiDict[str, str]) -> Looking:
    """What the fields of a form or a query ask for; Invalid names the field that is wrong."""
    given = dict.fromkeys(
        want for value in fields.getlist("wants") for want in value.split(",") if want
    )
    wants = tuple(want for want in given if want in vocabulary.amenities())
    page = fields.get("page", "1")
    if not (page.isascii() and page.isdigit() and len(page) <= 5 and int(page) > 0):
        raise Invalid("invalid.page_number", field="page")
    return Looking(
        area=fields.get("area", "").strip(),
        words=" ".join(fields.get("q", "").split())[:LONGEST_WORDS],
        wants=wants,
        only_open=fields.get("open", "now") != "any",
        all_day=fields.get("hours") == "24",
        page=int(page),
        ignored=len(wants) < len(given),
    )
