"""The list of the first page and its order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stations.db.base import Database
from stations.geo.distance import metres
from stations.geo.point import Point
from stations.nearest import nearer_unknown
from stations.places.landmark_shelf import CityLandmarks
from stations.registry.stored import search_rows
from stations.registry.stored.search_rows import SearchHit
from stations.web.public import landmark_answers, row_view
from stations.web.public.landmark_answers import NOTHING_MEANT, LandmarkAnswer
from stations.web.public.nearby import Hit, Memory
from stations.web.public.row_view import Empty, Link, Results, RowGroup
from stations.web.public.search_state import Looking
from stations.web.state_words import Teller

PAGE = 20
CITY_DIGITS = 4
MOST = 5_000
"""More stations than any one city has. A longer list is cut here, and the page says so."""
_MOST_POINTS = 2_000
UNKNOWN_TITLE = "开放时间不详的，去之前先问一声"
CLOSED_TITLE = "现在已关门的"
_NEARER_TITLE = "更近的，开放时间不详，去之前先问一声"
_FARTHER_TITLE = "更远的，开着"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPlace:
    """Where the visitor looks: the name, and the middle from which the list is ordered."""

    code: str
    name: str
    middle: Point | None
    served: str = ""
    """The cities that have any station, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultList:
    """All that answer, in order: the open ones (or all), those of unknown hours, the closed ones.

    Who names a station means that one, so words list the closed ones too; who only looks around
    hears how many are closed.
    """

    sure: tuple[Hit, ...]
    unknown: tuple[Hit, ...]
    closed: tuple[Hit, ...]
    place: SearchPlace
    elsewhere: bool = False
    """Nothing answered here, so the whole country was searched for the words."""
    strewn: bool = False
    """Nothing answered anywhere, so names were looked through that have the characters apart."""
    cut: bool = False
    named: int = 0
    """How many stations the words or the place name, whatever they offer and whether open."""
    passed: int = 0
    """How many answer but are closed, and so are not listed."""
    offers: Counter[str] | None = None
    """How many stations of the place fulfil each wish; None where words were looked for."""
    kinds: Counter[str] | None = None
    hosts: Counter[str] | None = None
    networks: Counter[str] | None = None
    belonging: str = ""
    """The networks that are asked for, in words."""
    landmark: LandmarkAnswer = NOTHING_MEANT
    """Where the list begins, where the words mean that."""
    nearer: int = 0
    """How many of unknown hours are much nearer than the first open one; the middle of a place is
    where nobody stands, and counts for none."""

    @property
    def groups(self) -> tuple[tuple[str, tuple[Hit, ...]], ...]:
        """What is listed, in order, under its titles."""
        if not self.nearer:
            return ("", self.sure), (UNKNOWN_TITLE, self.unknown), (CLOSED_TITLE, self.closed)
        return (
            ("", self.sure[:1]),
            (_NEARER_TITLE, self.unknown[: self.nearer]),
            (_FARTHER_TITLE, self.sure[1:]),
            (UNKNOWN_TITLE, self.unknown[self.nearer :]),
            (CLOSED_TITLE, self.closed),
        )

    @property
    def hits(self) -> tuple[Hit, ...]:
        return tuple(hit for _, hits in self.groups for hit in hits)


def listed(
    db: Database,
    looking: Looking,
    *,
    place: SearchPlace,
    memory: Memory,
    landmarks: CityLandmarks | None = None,
) -> ResultList:
    """The stations that answer. Words that name nothing here are looked for everywhere."""
    found, elsewhere, strewn = _named(db, looking.words, area=place.code)
    named_here = bool(found) and not elsewhere and not strewn
    landmark = landmark_answers.answer(looking.words, landmarks, stations_named=named_here)
    if landmark.start:
        found = search_rows.search(db, words="", area=place.code[:CITY_DIGITS], limit=MOST)
        found, elsewhere, strewn = _by_distance(found, landmark.start.point), False, False
    called = looking.words and not landmark.start
    if not looking.words:
        found = _by_distance(found, place.middle)
    fitting = (
        one
        for one in found
        if looking.fits(one.published, networks=memory.networks_of(one.published["id"]))
    )
    wants = looking.wished
    hits = [hit for one in fitting if (hit := memory.hit(one, wants)) is not None]
    if looking.all_day:
        hits = [hit for hit in hits if hit.all_day]
    sure, unknown, closed = grouped(hits, only_open=looking.only_open)
    return ResultList(
        sure=sure,
        unknown=unknown,
        closed=closed if called else (),
        place=place,
        elsewhere=elsewhere,
        strewn=strewn,
        cut=len(found) == MOST,
        named=len(found),
        passed=0 if called else len(closed),
        landmark=landmark,
        nearer=_nearer(sure, unknown, landmark.start.point) if landmark.start else 0,
        belonging="或".join(memory.networks.networks[one].name for one in looking.networks),
        **({} if looking.words else _counts(found, memory)),
    )


def _named(db: Database, words: str, *, area: str) -> tuple[list[SearchHit], bool, bool]:
    """What the words name, whether that is elsewhere, and whether their characters lie apart."""
    if not words:
        return search_rows.search(db, words="", area=area, limit=MOST), False, False
    for strewn, within in ((False, area), (False, ""), (True, area), (True, "")):
        found = search_rows.search(db, words=words, area=within, strewn=strewn, limit=MOST)
        if found:
            return found, within != area, strewn
    return [], False, False


def _counts(found: list[SearchHit], memory: Memory) -> dict[str, Counter[str]]:
    """What the stations of a place offer and are, for the boxes that ask for it."""
    rows = [one.published for one in found]
    return {
        "offers": Counter(one for row in rows for one in row["amenities"]),
        "kinds": Counter(row["kind"] for row in rows),
        "hosts": Counter(row["host"] for row in rows),
        "networks": Counter(one for row in rows for one in memory.networks_of(row["id"])),
    }


def grouped(hits: Iterable[Hit], *, only_open: bool) -> tuple[tuple[Hit, ...], ...]:
    """Known to be open, unknown, and closed; with `only_open` off, all in one."""
    hits = tuple(hits)
    if not only_open:
        return hits, (), ()
    return tuple(tuple(hit for hit in hits if hit.usable is is_) for is_ in (True, None, False))


def results(listed: ResultList, looking: Looking, *, teller: Teller) -> Results:
    """One page of the list, with the way to the rest."""
    start = (looking.page - 1) * PAGE
    total = len(listed.hits)
    window = listed.hits[start : start + PAGE]
    rest = total - start - len(window)
    return Results(
        summary=_summary(listed, looking),
        said=_said(listed, looking) if looking.words else "",
        start=landmark_answers.said(begin) if (begin := listed.landmark.start) else "",
        found=_points(listed) if looking.words and not listed.landmark.start else (),
        groups=_groups(listed, start, looking=looking, teller=teller),
        demo=any(hit.found.published["demo"] for hit in window),
        empty=None if window else _empty(listed, looking),
        earlier=Link(url=looking.at_page(looking.page - 1).url(), words=f"前 {PAGE} 个")
        if start and window
        else None,
        more=Link(url=looking.at_page(looking.page + 1).url(), words=f"更多（还有 {rest} 个）")
        if rest > 0
        else None,
        landmarks=landmark_answers.links(listed.landmark.others, looking),
        attributions=listed.landmark.attributions,
        passed=Link(url=looking.also_closed().url(), words=f"显示已关门的 {listed.passed} 个")
        if window and listed.passed
        else None,
    )


def _groups(
    listed: ResultList, start: int, *, looking: Looking, teller: Teller
) -> tuple[RowGroup, ...]:
    """What of each group falls on the page that begins there."""
    groups: list[RowGroup] = []
    begins = 0
    for title, hits in listed.groups:
        shown = hits[max(0, start - begins) : max(0, start + PAGE - begins)]
        begins += len(hits)
        rows = tuple(row_view.row(hit, wants=looking.wants, teller=teller) for hit in shown)
        if rows:
            groups.append(RowGroup(rows=rows, title=title))
    return tuple(groups)


def _nearer(sure: Sequence[Hit], unknown: Sequence[Hit], origin: Point) -> int:
    open_m, unknown_m = (_metres((hit.found for hit in hits), origin) for hits in (sure, unknown))
    return nearer_unknown.count(open_m, unknown_m)


def _metres(found: Iterable[SearchHit], origin: Point) -> list[float]:
    places = [(one.lat, one.lon) for one in found]
    lats, lons = [lat for lat, _ in places], [lon for _, lon in places]
    return list(metres(lats, lons, to_lat=origin.lat, to_lon=origin.lon))


def _by_distance(found: list[SearchHit], middle: Point | None) -> list[SearchHit]:
    if middle is None:
        return sorted(found, key=lambda one: (one.published["name"], one.published["id"]))
    away = _metres(found, middle)
    order = sorted(range(len(found)), key=lambda i: (away[i], found[i].published["id"]))
    return [found[i] for i in order]


def _points(listed: ResultList) -> tuple[tuple[str, float, float], ...]:
    """Where all of them are: the phone alone can tell which are near."""
    return tuple(
        (hit.found.published["id"], round(hit.found.lat, 5), round(hit.found.lon, 5))
        for hit in listed.hits[:_MOST_POINTS]
    )


def _said(listed: ResultList, looking: Looking) -> str:
    """What stands before the number of stations."""
    name, words = listed.place.name, looking.words
    if listed.strewn:
        where = "别处" if listed.elsewhere else name
        return f"没有找到“{words}”，{where}站名里依次有这几个字的有 "
    return f"{name}没有“{words}”，别处有 " if listed.elsewhere else f"{name} "


def _none(listed: ResultList, looking: Looking) -> str:
    """What is said instead of a number where nothing answers."""
    if looking.words and not listed.named:
        return f"没有找到“{looking.words}”"
    if looking.words:
        return f"“{looking.words}”有 {listed.named} 个，都不符合条件"
    if not listed.named:
        return f"{listed.place.name}还没有驿站"
    passed = f"，另有 {listed.passed} 个已关门" if listed.passed else ""
    of = f"属于{listed.belonging}、" if listed.belonging else ""
    return f"{listed.place.name}没有{of}符合条件的驿站{passed}"


def _summary(listed: ResultList, looking: Looking) -> str:
    if not listed.hits:
        return f"{_none(listed, looking)}。"
    said = _said(listed, looking)
    if listed.belonging:
        said += f"{listed.belonging}的驿站 "
    if looking.only_open:
        counts = f"{len(listed.sure)} 个开着"
        counts += f"，{len(listed.unknown)} 个开放时间不详" if listed.unknown else ""
        counts += f"，{len(listed.closed)} 个已关门" if listed.closed else ""
        counts += f"，另有 {listed.passed} 个已关门" if listed.passed else ""
    else:
        counts = f"{len(listed.sure)} 个驿站"
    if listed.landmark.start:
        return landmark_answers.summary(listed.landmark, looking.words, counts)
    order = ""
    if not looking.words and listed.hits:
        order = " · 从中心由近到远" if listed.place.middle else " · 按名称排列"
    cut = f"。太多了，只列出 {MOST} 个，请选一个区或搜索" if listed.cut else ""
    return f"{said}{counts}{order}{cut}。"


def _empty(listed: ResultList, looking: Looking) -> Empty:
    if looking.page > 1:
        first = Link(url=looking.at_page(1).url(), words="回到第一页")
        return Empty(title="后面没有了", advice="已经列完了。", links=(first,))
    if looking.words and not listed.named:
        back = Link(url=looking.in_area(looking.area).url(), words=f"看{listed.place.name}全部驿站")
        return Empty(
            title=f"没有找到“{looking.words}”",
            advice="换个短一点的词试试：路名、站名里的两个字，或者拼音首字母。",
            links=(back,),
        )
    if not looking.words and not listed.named:
        return _unserved(listed.place)
    return _nothing_open(looking, listed.passed)


def _unserved(place: SearchPlace) -> Empty:
    """Who looks where no station is hears where there are some."""
    title = f"{place.name}还没有驿站"
    if not place.served:
        return Empty(title=title, advice="这里还没有收录驿站，请过些日子再来。", links=())
    link = Link(url=Looking().url(), words=f"看{place.served}的驿站")
    return Empty(title=title, advice=f"这里只有{place.served}的驿站。", links=(link,))


def _nothing_open(looking: Looking, passed: int) -> Empty:
    links: list[Link] = []
    if passed:
        links.append(Link(url=looking.also_closed().url(), words=f"显示已关门的 {passed} 个"))
    if looking.asks:
        links.append(Link(url=looking.without_wishes().url(), words="减少条件"))
    if looking.area or looking.words:
        links.append(Link(url=Looking().url(), words="看全市"))
    return Empty(
        title="这里没有符合条件的驿站",
        advice="可以放宽条件，或者换一个区看看。",
        links=tuple(links),
    )
