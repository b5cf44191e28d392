"""What a title alone says of its column."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from stations.folding import folded
from stations.geo import datum_words
from stations.registry.fields import (
    COLUMNS,
    coordinates,
    identity,
    life,
    memberships,
    offer,
    place,
    premises,
    trust,
)
from stations.registry.fields.field import Field
from stations.registry.lists.columns import (
    above_columns,
    amenity_lists,
    amenity_marks,
    hours_parts,
    network_levels,
)
from stations.registry.lists.columns.meaning import HOUSE, POINT, ROAD, Meaning
from stations.registry.lists.columns.title_spelling import LONGEST, Title, spelled

_STATION = (
    r"(?:户外|劳动者|职工|工会|爱心|暖心|服务)*(?:驿站|站点|服务点|服务站|点位|网点|阵地|港湾)"
)
_OWNER = re.compile(rf"^(?:{_STATION}的?)+(?=.)")
_NAME_ENDS = re.compile(rf"(?:{_STATION}|站)+(?:全称|简称|名称?|名字)(?:全称)?|(?:名称)?全称")
_WHERE = r"所在地?|所属|归属|隶属|所辖|管辖|属地|辖区|行政"
_DISTRICT = re.compile(
    rf"(?:{_WHERE})*(?:区县市?|县区|区市县|县市区|市县区|市区县|区市|县市|市区|区|县|旗县区?|区划|辖区|属地|地区|县级|区县级|县区级)"
    r"(?:名称?|单位)?"
)
_STREET_WORDS = r"(?:街道|镇街|街镇|乡街|街办|镇|乡)(?:街道|街|镇|乡|办事处|办)*"
_STREET = re.compile(rf"(?:{_WHERE})*{_STREET_WORDS}(?:社区|园区|村居?|开发区)?(?:名称?|单位)?")
_DISTRICT_AND_STREET = re.compile(
    rf"(?:{_WHERE})*(?:区县市?|县区|区市县|县市区|市县区|区)(?:{_STREET_WORDS})(?:名称?)?"
)
_WHOSE = (
    r"(?:站点|驿站)?(?:联系人员?|负责人员?|责任人|站长|管理员|管理人员?|联络员|联络人|值班人员?"
    r"|志愿者|驿站长|站管员|店长|经理)"
)
_CONTACT = re.compile(
    rf"(?:{_WHOSE}|[12一二])*(?:{_WHOSE})(?:姓名|名|[12一二])*(?:[及和与/、]?(?:联系)?(?:电话|手机|方式|号码)+)?(?:号码?)?[12一二]?"
    r"|(?:联系|个人)?手机(?:号码?)?[12一二]?|姓名(?:[及和与/、]?(?:联系)?(?:电话|手机))"
)
_PHONE = re.compile(
    r"(?:服务|咨询|联系|对外|公开|公示|值班|办公|固定|单位|监督|座机)*(?:电话|热线|座机|固话|固定电话|联系方式)(?:号码?)?[12一二三]?"
)
_ADDRESS = re.compile(
    r"(?:所在|详细|具体|建设|实际|现|门牌|坐落|准确|完整)*(?:地址|住址|位置地址|地点|坐落)|(?:具体|详细|所在|准确|地理)(?:位置|方位)|所在地(?:址|点)?"
)
_HOURS = re.compile(
    r"(?:对外|日常|每日|每天|正常|常规|全年)*(?:开放|营业|服务|运营|运行|开馆|开站)(?:使用)?(?:时间|时段|时刻|时间段)(?:段|安排|说明|表)?"
)
_AMENITIES = re.compile(
    r"(?:主要|基本|基础|服务|配套|配备|配置|硬件|功能|便民|站内|内部|现有)*"
    r"(?:设施设备|设备设施|设施|设备|物资|物品|服务项目|服务内容|服务功能|功能服务)(?:配备|配置|情况|名称|清单|明细|列表|内容)*"
    r"|配套|(?:提供|可提供)(?:的)?(?:服务|设施)(?:项目|内容)?|功能(?:配置|配备)|(?:设施设备|设施|设备|物品)(?:已|现)?有"
    r"|(?:驿站|站点|站里|站内|里面|屋内|室内|现场|目前|现在|这里|都|可以?|能|会)*(?:有|提供|配有?|配备|配置|放|做|干|用)了?些?(?:什么|啥|哪些)"
    r"(?:设施设备|设施|设备|物品|东西|服务|项目|功能)?[呢呀吗了]?"
)
_STATE = re.compile(
    r"(?:当前|目前|现|运行|运营|开放|使用|建设|营业|启用)*(?:状态|状况)|(?:运行|运营|开放|启用)情况"
    r"|[是能可]否(?:正常|已|对外|面向社会|向社会|对公众|免费)*(?:开放|运行|运营|启用|在用|投用)"
    r"|(?:对外|面向社会|向社会|对公众)(?:正常|免费)*开放(?:情况|状况|状态|与?否)?|(?:开放|运行|启用|在用)与否"
)
_OPENED = re.compile(
    r"(?:建成|启用|投用|挂牌|揭牌|建站|建立|成立|投入使用|开站|正式启用|建设|建设完成)(?:时间|日期|年月|年份)"
)
_NOTE = re.compile(r"(?:备注|其他|其它|补充)(?:说明|信息|情况|内容|事项)*|说明")
_AREA_SIZE = re.compile(r"(?:建筑|使用|场地|室内|占地|房屋|实际|总)*面积")
_SEATS = re.compile(r"(?:可)?容纳人数|(?:座位|席位|坐席)(?:数量?|个数)?|座椅(?:数量?|个数)")
_OPERATOR = re.compile(
    r"(?:运营|管理|建设|主管|责任|维护|承建|建站|运维)+(?:管理)?(?:单位|主体|机构|方)(?:名称)?"
)
_NUMBER = re.compile(r"编号|编码|代码|站号|站点号")
_CITY = re.compile(rf"(?:{_WHERE})*(?:地市|地级市|城市|设区市|市州|州市)(?:名称)?")
_LEVELS = re.compile(r"[区县旗]")
"""In the hint of 市（县、区), which is no title of a city."""
_RULES: tuple[tuple[re.Pattern[str], Field[Any]], ...] = (
    (_NAME_ENDS, identity.NAME),
    (_NUMBER, identity.NUMBER),
    (_CITY, place.CITY),
    (_CONTACT, premises.PRIVATE_CONTACT),
    (_PHONE, premises.PHONE),
    (_ADDRESS, place.ADDRESS),
    (_HOURS, offer.HOURS),
    (_AMENITIES, offer.AMENITIES),
    (_STATE, life.LIFECYCLE),
    (_OPENED, premises.OPENED_ON),
    (_NOTE, trust.NOTE),
    (_AREA_SIZE, premises.FLOOR_AREA),
    (_SEATS, premises.SEATS),
    (_OPERATOR, premises.OPERATOR),
    (_DISTRICT, place.DISTRICT),
    (_STREET, place.STREET),
    (_DISTRICT_AND_STREET, place.DISTRICT),
)
_ADDRESS_PARTS = {
    ROAD: re.compile(r"(?:所在)?(?:路名|道路|路段|街路|道路名称|街巷|路街名?|路)"),
    HOUSE: re.compile(r"(?:门牌|门牌号|门牌号码|门号|路号|号|楼牌号)"),
}
_MEASURED = re.compile(
    r"^(?:地图|地理|位置|定位|所在|点位|驿站|站点|坐标|空间)*"
    r"(?:(?P<lon>经度|东经|x坐标|x轴|坐标x|lon|lng|long|longitude)|(?P<lat>纬度|北纬|y坐标|y轴|坐标y|lat|latitude)"
    r"|(?P<pair>坐标|经纬度?|坐标点|坐标位置|经纬度坐标|坐标经纬度|定位|定位点|位置链接|定位链接|地图链接|分享链接"
    r"|导航链接|wkt|geometry|geom|shape|point|location|latlng|lnglat|lonlat|latlon|地图位置|定位信息|经度纬度|经度和纬度|gps))"
    r"(?:坐标|值|信息|数据|数值|度|[en](?![a-z]))*$"
)
_AXIS = re.compile(r"经度|纬度|东经|北纬|lon|lng|lat|longitude|latitude|[xy]")
_MEASURES = re.compile(r"坐标系统?|坐标类型|坐标标准|地图|[\s/·\-—_:]")

_BY_TITLE = {
    folded(title): field for field in COLUMNS for title in (field.title, *field.in_list.others)
}
_BY_LETTERS = {spelled(title).letters: field for title, field in _BY_TITLE.items()}


@lru_cache(maxsize=4_096)
def of_title(title: str) -> Meaning | None:
    """What a title means; None where it means nothing to us, or could mean several things."""
    one = spelled(title)
    if not one.words or len(one.words) > LONGEST:
        return None
    field = _known(one)
    found = Meaning(field=field) if field else _coordinate(one) or _by_rule(one) or _part(one)
    if found and found.field is offer.HOURS and found.is_whole and one.hints:
        return hours_parts.titled(one) or found
    return found


def by_name(name: str) -> Field[Any] | None:
    """The field with this title, as a file of columns names it."""
    return _BY_TITLE.get(folded(name))


def _known(title: Title) -> Field[Any] | None:
    """The field that is titled so, whatever marks and hints stand beside."""
    found = _BY_TITLE.get(title.words) or _BY_LETTERS.get(title.letters)
    if found or _names_datum(title) or any(_LEVELS.search(hint) for hint in title.hints):
        return found
    return _BY_LETTERS.get(title.bare)


def _names_datum(title: Title) -> bool:
    return bool(datum_words.mentioned(title.words))


def _coordinate(title: Title) -> Meaning | None:
    """A column of degrees, with the datum that its title names: 高德经度, lng_bd09."""
    words = datum_words.without(title.words)
    one = spelled(words)
    axes = [hint for hint in one.hints if _AXIS.fullmatch(hint)]
    bare = _MEASURES.sub("", one.core) or _MEASURES.sub("", one.letters)
    if len(axes) == 1 and not _AXIS.search(bare):
        bare = f"{axes[0]}坐标"  # 坐标（经度)
    if not bare and _names_datum(title) and re.search(r"坐标|经纬", title.words):
        bare = "坐标"
    match = _MEASURED.match(bare)
    if match is None:
        return None
    datum = datum_words.named(title.words)
    if match["pair"]:
        return Meaning(field=coordinates.LON, part=POINT, datum=datum)
    return Meaning(field=coordinates.LON if match["lon"] else coordinates.LAT, datum=datum)


def _by_rule(title: Title) -> Meaning | None:
    for words in dict.fromkeys((title.letters, title.bare, _OWNER.sub("", title.bare), title.last)):
        if words == title.last != title.bare and amenity_marks.titled(title):
            continue  # 空调-状态 is no state of the station.
        field = _BY_LETTERS.get(words) if words != title.last else None
        field = field or next((one for rule, one in _RULES if rule.fullmatch(words)), None)
        if field is not None:
            return Meaning(field=field)
    return None


def _part(title: Title) -> Meaning | None:
    above = above_columns.titled(title)
    if above is not None:
        return Meaning(field=memberships.ABOVE, part=above)
    if level := network_levels.titled(title):
        return Meaning(field=memberships.NETWORKS, part=level)
    if network_levels.names(title):
        return Meaning(field=memberships.NETWORKS)
    amenity = amenity_marks.titled(title) or amenity_lists.titled(title)
    if amenity:
        return Meaning(field=offer.AMENITIES, part=amenity)
    hours = hours_parts.titled(title)
    if hours:
        return hours
    for part, pattern in _ADDRESS_PARTS.items():
        if pattern.fullmatch(title.bare):
            return Meaning(field=place.ADDRESS, part=part)
    return None
