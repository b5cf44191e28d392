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


NOT_MINDING = re.compile(
    r"(?:不分|不论|无论|无|没有)(?:双休日|周末|工作日|平日)?[和、及]?(?:国家)?(?:法定)?节假日(?!外)"
)
"""不分节假日: open then as on other days."""


def normalised(phrase: str) -> str:
    """One way of writing for full-width, look-alike and traditional characters."""
    text = unicodedata.normalize("NFKC", phrase.translate(ALIKE)).translate(ALIKE).lower()
    for named, day in THE_DAY_ITSELF.items():
        text = named.sub(day, text)
    text = NOT_MINDING.sub("节假日照常", text)
    return ONE_AS_DASH.sub("-", text)
