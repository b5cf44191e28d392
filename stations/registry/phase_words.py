"""Words that people write for the phase of a station, and words that say it is not open."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from stations.registry.states import PHASE_WORDS, Phase

_PLANNED = re.compile(
    r"(?:筹建|筹备|在建|拟建|待建|规划|建设|施工|试建)(?:中|当中|阶段)?|(?:尚?未|待|暂未)(?:正式)?"
    r"(?:启用|投用|运营|运行|建成|建设|挂牌|投入使用)|建成(?:待|未)(?:启用|投用|开放)|即将(?:开放|启用)"
)
_CLOSED = re.compile(
    r"(?:已|已经|现已|予以)?(?:撤销|撤站|撤除|拆除|拆迁|摘牌|注销|取消|关停|关闭|关站|废弃|废止|终止"
    r"|不再(?:使用|开放|运营)|永久(?:关闭|停用))"
)
_RECTIFYING = re.compile(r"(?:正在|限期|停业)?整改(?:中|提升)?")
_SUSPENDED = re.compile(
    r"(?:已|已经|现|目前|正在|临时)?(?:暂停|暂停(?:开放|使用|运营|服务|营业)|停用|停运|停业|歇业|闭馆|闭站|关门|暂时"
    r"(?:关闭|停用)|临时(?:关闭|停用)|(?:停止|暂不|暂未|未)(?:使用|开放|运营|服务|营业|运行)|不开放|闲置"
    r"|(?:因?(?:装修|维修|修缮|改造|升级|升级改造|搬迁|施工))(?:中|暂停|停用|关闭|期间|期间暂停)*)"
)
_OPEN = re.compile(
    r"(?:已|已经|现|目前|正在|均|全部|状态)?(?:正常|良好|完好|持续|对外|免费|全面)*"
    r"(?:(?:已|并|且)?(?:在用|使用|运行|运营|运转|开放|启用|营业|投用|建成|挂牌|投入使用|投入运营|开馆|在营|有效|正常))+"
    r"(?:中|正常|良好|状态|使用|运行|开放|投用|启用)*"
)
_PHASES = (
    (Phase.PLANNED, _PLANNED),
    (Phase.CLOSED, _CLOSED),
    (Phase.RECTIFYING, _RECTIFYING),
    (Phase.SUSPENDED, _SUSPENDED),
    (Phase.OPEN, _OPEN),
)
_EXACT = {word: phase for phase, word in PHASE_WORDS.items()} | {"停用": Phase.SUSPENDED}

_CLOSING = re.compile(
    r"(?:已|已经|现已|现|目前|暂|暂时|临时|长期|永久|拟|即将|计划|于.{1,12}|因.{1,12})(?:被|予以)?"
    r"(?:停用|拆除|拆迁|拆|撤销|撤站|撤除|撤|摘牌|关闭|关停|关门|停业|歇业|停运|闭馆|注销|取消|搬迁|搬走|搬离|迁走|迁移"
    r"|合并|闲置|废弃|封闭|停止)|停用|拆除|待拆|拆迁(?![办安户小])|撤销(?!路)|撤站|摘牌|关停|停业|歇业|停运|停止(?:使用|运行|开放|运营|服务)"
    r"|暂停|暂缓|推迟(?:开放|启用)|(?:暂|暂时)?(?:不|未|停止)(?:对外)?(?:开放|营业|启用|投用|运营|投入使用|建成|挂牌|完工|竣工|交付)"
    r"|(?:装修|维修|修缮|改造|升级|施工|整改|筹建|建设|搬迁|筹备)(?:中(?![路街心学央])|期间|当中|，?暂停|，?停用)|正在(?:装修|维修|修缮"
    r"|改造|升级|施工|整改|筹建|建设|搬迁|筹备)|因(?:装修|维修|改造|施工|拆迁|搬迁)|在建|拟建|待建|筹建"
    r"|待(?:启用|投用|开放|挂牌|验收|搬迁|撤销|整改)|不再(?:使用|开放|运营|对外)|(?:无法|不能|不可)(?:正常)?(?:使用|开放|进入)"
    r"|[迁搬](?:至|到|往)|原址.{0,3}(?:关闭|停用|撤销|拆除)|并入|合并[至到入]|租约到期|租期已满|人去楼空|大门紧锁"
)
_NOT_FOR_ALL = re.compile(
    r"(?:仅|只|专)(?:限|供|对|向|为|面向)?(?:.{0,8}?)(?:本单位|内部|本系统|本公司|本院|本行|本厂|本企业|单位职工|员工"
    r"|本园区|本小区|职工|自用)|不对外|对内|内部(?:使用|专用|自用|开放)|谢绝外来"
)
_DENIED = re.compile(r"(?:[未无不没]|没有|并未|从未|非|免于?|避免|如遇?|若|防止)$")
_BOUNDED = re.compile(
    r"节假日|法定|春节|国庆|元旦|五一|周[一二三四五六日末天]|星期|礼拜|每[周日天月]|夜间|晚上|午休|中午|凌晨|\d\s*[点时:：]"
    r"|雨|雪|天气|停电|停水|会议|寒暑?假|暑假|双休"
)
"""What says when a door is shut, in words that belong to hours."""
_OVER = re.compile(
    r"(?:(?:现?已)?(?:恢复|重新|再次)|现?已)(?:正常)?(?:开放|启用|使用|营业|投用|运营)"
)
_AHEAD = re.compile(r"(?:预计|将|拟|待|计划|争取|力争|未|以?后|月[底初中]?)[^，,。；;]*$")
_FORMER = re.compile(r"原(?:址|为|名)(?!.{0,3}[关停撤拆])|曾")
"""What tells of the past, where nothing says that the place of the past is the one that is shut."""
_BEGINS = re.compile(
    r"(?:(\d{4})\s*年)?\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*[日号]|初|中旬|下旬|底|份)?(?:之?前|左右)?(?:正式|拟|将|计划)*"
    r"(?:启用|开放|投用|开业|建成|运营|投入使用|完工|竣工|挂牌|交付)|(\d{4})年(?:年?底|年?内|下半年|上半年)?(?:正式|拟|将)*"
    r"(?:启用|开放|投用|建成|投入使用)"
)
_TAIL = re.compile(r"[(（\[【<《](.{2,12})[)）\]】>》]|[-—·\s](.{2,8})$")
_HINT = re.compile(
    "[停撤拆摘关闭歇注取搬迁并闲废封暂推不未装修维改造升施整筹建待无租空锁规即终永仅只专内谢月年合原已现因拟正在计]"
)
"""One of these is in whatever says that a door is shut; most names and addresses have none."""
_CLAUSES = re.compile(r"[。；;\n，,、]")


def phase(words: str) -> Phase | None:
    """The one phase that these words mean; None where they mean none, or two."""
    plain = unicodedata.normalize("NFKC", words).strip(" 。.;!")
    if plain in _EXACT:
        return _EXACT[plain]
    found = {one for part in _parts(plain) for one in [_of(part)]}
    if found == {Phase.OPEN, Phase.PLANNED}:
        return Phase.PLANNED if "建成" in plain else None
    return found.pop() if len(found) == 1 else None


def _parts(plain: str) -> Iterator[str]:
    for part in re.split(r"[,、;。()\s]+", plain):
        if part:
            yield part


def _of(part: str) -> Phase | None:
    if part in _EXACT:
        return _EXACT[part]
    return next((one for one, pattern in _PHASES if pattern.fullmatch(part)), None)


def is_not_for_all(words: str) -> bool:
    """Whether it is open to its own people alone: 仅限内部职工."""
    return _NOT_FOR_ALL.search(unicodedata.normalize("NFKC", words)) is not None


def closing(words: str, *, today: date) -> str:
    """The words of a note that say that the door is shut for now, for good or not yet open."""
    plain = unicodedata.normalize("NFKC", words).strip()
    if not _HINT.search(plain):
        return ""
    if phase(plain) not in (None, Phase.OPEN):
        return plain[:20]
    for match in _BEGINS.finditer(plain):
        if _lies_ahead(match, today=today):
            return match[0]
    return next(_closings(plain), "")


def _closings(plain: str) -> Iterator[str]:
    """What closes in each clause, where nothing behind it says that this is over."""
    for pattern in (_CLOSING, _NOT_FOR_ALL):
        for match in pattern.finditer(plain):
            clause = _CLAUSES.split(plain[: match.start()])[-1]
            if _DENIED.search(clause) or _BOUNDED.search(clause + match[0]):
                continue
            if _is_over(clause + plain[match.start() :]) or _FORMER.search(clause):
                continue
            yield match[0]


def _is_over(words: str) -> bool:
    """Whether what was shut is open again, and not only expected to be."""
    return any(
        "已" in one[0] or not _AHEAD.search(words[: one.start()]) for one in _OVER.finditer(words)
    )


def closing_name(name: str, *, today: date) -> str:
    """The words at the end of a name, or in its brackets, that say so."""
    plain = unicodedata.normalize("NFKC", name)
    if not _HINT.search(plain):
        return ""
    for match in _TAIL.finditer(name):
        words = match[1] or match[2]
        if found := closing(words, today=today):
            return found
    return next(_closings(plain), "")


def _lies_ahead(match: re.Match[str], *, today: date) -> bool:
    """Whether a station that begins then has not begun; without a year nobody knows."""
    year = int(match[1] or match[4] or 0)
    if not year:
        return True
    if match[4]:
        return year >= today.year
    month = int(match[2])
    return 1 <= month <= 12 and (year, month, int(match[3] or 31)) > (
        today.year,
        today.month,
        today.day,
    )
