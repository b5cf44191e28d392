"""One way of writing for all phrases."""

import re
import unicodedata

ALIKE = str.maketrans(
    {
        **dict.fromkeys("—–―‐‑‒−﹣ー━─", "-"),
        **dict.fromkeys("∼〜～﹏˜", "~"),
        **dict.fromkeys("：﹕∶︰ː", ":"),
        **dict.fromkeys("週", "周"),
        "開": "开",
        "閉": "闭",
        "館": "馆",
        "時": "时",
        "點": "点",
        "間": "间",
        "號": "号",
        "節": "节",
        "營": "营",
        "業": "业",
        "﹑": "、",
        "､": "、",
        "․": ".",
        "．": ".",
        "×": "*",
        "分": "分",
    }
)


ONE_AS_DASH = re.compile(r"(?<=\d)一+(?=\d)|(?<=[周期][一二三四五六日天])一+(?=每?周|每?星期)")
"""The numeral one where a dash was meant: 9:00一17:30, 周二一周日."""

THE_DAY_ITSELF = {
    re.compile(r"国庆节?(?:当天|当日)"): "10月1日",
    re.compile(r"元旦节?(?:当天|当日)"): "1月1日",
    re.compile(r"(?:五一劳动节|五一节|五一|劳动节)(?:当天|当日)"): "5月1日",
    re.compile(r"春节(?:当天|当日)"): "正月初一",
}
"""A holiday's name means all its days off, unless the day itself is meant."""


_FESTIVAL = r"(?:国庆|元旦|五一劳动|五一|劳动|春|清明|端午|中秋|除夕)节?"
_SHUT = r"休息|闭馆|休馆|闭站|关门|关闭|放假|停业|不开放|不营业|不开门"
THEIR_OWN_DAYS = re.compile(
    rf"(?P<all>{_FESTIVAL}(?:[、和及与]{_FESTIVAL})+)(?P<day>当天|当日)(?P<verb>{_SHUT})"
)
"""清明节、端午节当天休息: what stands behind the last one is said of each."""

NUMBERED_DOOR = re.compile(
    r"(?<![\d月每逢])(?P<number>10|[1-9])号(?=门(?![店市票诊厅])|楼(?!层)|厅|窗口|出入口|出口|入口)"
)
"""1号门: no day of a month."""
_NUMERALS = dict(zip(map(str, range(1, 11)), "一二三四五六七八九十", strict=True))

STAFFED_THEN = re.compile(r"(?<=[\d点时分半])有人(?=$|[,;。.)])")
"""8:30-17:30有人: somebody is there then; elsewhere the word speaks of anybody."""

ALONE_THEN = re.compile(
    r"(?P<then>(?:其他|其余|其它)(?:时间|时段)|下班后|非工作时间|非值守时间)(?P<how>扫码|刷脸|刷卡)(?=$|[,;。.)])"
)
"""其他时间扫码: one gets in by oneself then; elsewhere the word is a condition."""

HALVED = {
    re.compile(r"(?<![\d.:])0\.5个?小时"): "半小时",
    re.compile(
        r"(?<![\d.:])(?:1\.5个?|1个半|一个半)小时|(?<![\d.:])(?:1|一)小时半|(?<![\d.:])90分钟"
    ): ("一个半小时"),
}

NOT_MINDING = re.compile(
    r"(?:不分|不论|无论|无|没有)(?:双休日|周末|工作日|平日)?[和、及]?(?:国家)?(?:法定)?节假日(?!外)"
)
"""不分节假日: open then as on other days."""


def normalised(phrase: str) -> str:
    """One way of writing for full-width, look-alike and traditional characters."""
    text = unicodedata.normalize("NFKC", phrase.translate(ALIKE)).translate(ALIKE).lower()
    text = THEIR_OWN_DAYS.sub(_each_on_its_day, text)
    for named, day in THE_DAY_ITSELF.items():
        text = named.sub(day, text)
    text = NOT_MINDING.sub("节假日照常", text)
    text = NUMBERED_DOOR.sub(lambda door: f"{_NUMERALS[door['number']]}号", text)
    text = STAFFED_THEN.sub("有人值守", text)
    text = ALONE_THEN.sub(r"\g<then>\g<how>进入", text)
    for written, meant in HALVED.items():
        text = written.sub(meant, text)
    return ONE_AS_DASH.sub("-", text)


def _each_on_its_day(said: re.Match[str]) -> str:
    """清明节当天休息,端午节当天休息"""
    each = re.split("[、和及与]", said["all"])
    return ",".join(f"{festival}{said['day']}{said['verb']}" for festival in each)
