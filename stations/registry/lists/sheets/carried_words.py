"""District and state that the words of a section, a sheet or a title line give to their rows."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from stations.areas import area_words, codes
from stations.areas.area_words import Naming
from stations.areas.codes import Area
from stations.registry.states import PHASE_WORDS, Phase

_NUMBERING = re.compile(
    r"^\s*(?:第[一二三四五六七八九十百]+(?:部分|批|类|章|节)?[、.．:：)）]?"
    r"|[一二三四五六七八九十百]+(?:[、.．:：)）]|\s+)"
    r"|[(（][一二三四五六七八九十\d]+[)）]|\d{1,2}[、.．)）]|[①-⑳]|[A-Za-z][、.．)）]|附件?表?\s*\d*[:：、.]?)\s*"
)
_CHINESE_NUMBER = re.compile(r"第?[一二三四五六七八九十百]+(?:部分|批|类|章|节|[、.．:：)）\s])")
_DATED = re.compile(
    r"^[(\[【《]?(?:截[至止]到?)?(?:\d{4}|\d{2}|二[○〇零][一二三四五六七八九○〇零]{2})\s*(?:年度?|-\d{1,2}月?)"
    r"\s*(?:第?[一二三四1-4]季度|[上下]半年|[初底末]|\d{1,2}\s*月(?:份|[初底末]|\d{1,2}日)?)?[)\]】》]?\s*"
)
_COUNT = re.compile(
    r"[(（\[【]?\s*(?:共计?|合计|计|已?建成)?\s*[:：]?\s*\d+\s*(?:个|家|处|座|所|站)?"
    r"\s*(?:站点|驿站|点位|服务站点?|服务点)?\s*[)）\]】]?\s*$"
)
_STATES = (
    (
        Phase.CLOSED,
        re.compile(r"撤销|撤并|拆除|取消|注销|摘牌|退出|永久(?:关闭|停用)|已?关闭|关停"),
    ),
    (Phase.RECTIFYING, re.compile(r"整改")),
    (
        Phase.PLANNED,
        re.compile(r"在建|筹建|拟建|待建|规划|计划|建设中|未建成|未启用|待启用|未投用|即将"),
    ),
    (
        Phase.SUSPENDED,
        re.compile(r"停用|暂停|停止|停业|装修|维修|改造|闭站|闭馆|未开放|不开放|未运行"),
    ),
    (
        Phase.OPEN,
        re.compile(r"建成|在用|正常|运行|运营|开放|启用|投用|投入使用|现有"),
    ),
)
_BEFORE_STATE = re.compile(r"(?:[已正未拟待在的]|处于|目前|当前|[(（])+$")
_AFTER_STATE = re.compile(r"^(?:[中的]|使用|运行|运营|开放|建设|投入|状态|站点|期间|[)）])+")
_FILL = re.compile(
    r"(?:总?工会|辖区|片区|区域|范围|部分|类|的|共|情况|名单|清单|明细|统计|列表|一览|汇总|台账|信息|登记"
    r"|户外|劳动者|职工|爱心|暖心|服务|驿站|站点|服务站|服务点|点位|网点|表|[-_—:：、,，.()（）\s\d年月版])*"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What the rows below have in common."""

    city: str = ""
    district: str = ""
    street: str = ""
    state: str = ""
    is_whole: bool = False
    """Whether these are all that the words say."""

    def __bool__(self) -> bool:
        return bool(self.city or self.district or self.state)


NOTHING = Carried()


def level(words: str) -> str:
    """How a heading is numbered, as a name of its level: those numbered alike are of one level."""
    text = unicodedata.normalize("NFKC", words).strip()
    if text.startswith("(") and re.match(r"\([一二三四五六七八九十\d]+\)", text):
        return "(一)" if not text[1:2].isdigit() else "(1)"
    if _CHINESE_NUMBER.match(text):
        return "一"
    return "1" if re.match(r"\d{1,2}[、.)]", text) else ""


def is_numbered(words: str) -> bool:
    """Whether it begins as a heading does: 一、（二）第三批."""
    return _NUMBERING.match(words) is not None and level(words) not in ("", "1")


@lru_cache(maxsize=1_024)
def read(words: str, *, area: str) -> Carried:
    """District and state that these words name, inside what the importer may write."""
    text = unicodedata.normalize("NFKC", words).strip()[:80]
    body = _COUNT.sub("", _DATED.sub("", _NUMBERING.sub("", text))).strip()
    if not body:
        return NOTHING
    phase, rest = _state(body)
    named = _named(_places(rest), area) if rest else None
    where = named.area if named else None
    several = bool(named and named.several)
    left = rest if where is None and not several else (named.rest if named else "")
    state = PHASE_WORDS[phase] if phase else ""
    is_whole = _FILL.fullmatch(left) is not None
    if where is None:
        # 市中区 of an operator who may write everywhere: the words stand, whichever it is.
        district = _FILL.sub("", rest) if several and is_whole else ""
        return Carried(district=district, state=state, is_whole=is_whole)
    return _of_area(where, state=state, is_whole=is_whole)


def _named(words: str, area: str) -> Naming:
    """The area named in the importer's own, else in the city: 文东 in a list of 历下区."""
    own = area_words.read(words, within=area)
    return own if own.area else area_words.read(words, within=codes.city_of(area) or area)


def _state(body: str) -> tuple[Phase | None, str]:
    for phase, pattern in _STATES:
        found = pattern.search(body)
        if found:
            before = _BEFORE_STATE.sub("", body[: found.start()])
            return phase, before + _AFTER_STATE.sub("", body[found.end() :])
    return None, body


def _places(rest: str) -> str:
    return rest.strip(" -_—:：、,，.()（）")


def _of_area(area: Area, *, state: str, is_whole: bool) -> Carried:
    if area.level in ("province", "city"):
        city = area.name if area.level == "city" else ""
        return Carried(city=city, state=state, is_whole=is_whole)
    if area.level == "street":
        above = codes.by_code(area.parent)
        district = above.name if above else ""
        return Carried(district=district, street=area.name, state=state, is_whole=is_whole)
    return Carried(district=area.name, state=state, is_whole=is_whole)
