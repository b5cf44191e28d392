"""Words that bear on no opening time, and what is lost with them."""

from stations.hours.phrases.tokens.day_codes import REST
from stations.hours.phrases.tokens.token import Token
from stations.hours.phrases.tokens.token_words import TokenKind

TIMELY = {
    TokenKind.TIME,
    TokenKind.DOTTED,
    TokenKind.DAYS,
    TokenKind.DATE,
    TokenKind.SEASON,
    TokenKind.NTH,
    TokenKind.NEXT_DAY,
    TokenKind.ALWAYS,
    TokenKind.CLOSED,
    TokenKind.UNTIL,
    TokenKind.EXCEPT,
    TokenKind.EXCEPTED,
    TokenKind.POSTPONE,
}
TELLS_HOURS = {
    TokenKind.TIME,
    TokenKind.NUMBER,
    TokenKind.DOTTED,
    TokenKind.ALWAYS,
    TokenKind.CLOSED,
}
ENDS = {TokenKind.COMMA, TokenKind.STRONG, TokenKind.LEFT, TokenKind.RIGHT, TokenKind.SPACE}
KEYS = ("扫码", "刷卡", "刷脸", "人脸", "密码", "凭卡", "门禁", "身份证", "会员码")
AWAY = (
    "维修",
    "整修",
    "修理",
    "故障",
    "损坏",
    "撤销",
    "关停",
    "装修",
    "施工",
    "改造",
    "修缮",
    "搬",
    "迁",
    "拆",
    "停用",
)
CONTACT = ("电话", "热线", "地址", "咨询", "官网", "网址", "公众号", "微信")
RISKY = set(
    "除隔单双逢每前后约仅只不未无非若如遇另暂停闭关休限例变调延提早晚夜午年月周日天时点分期季节假班"
    "至到起止营业开放余外内温汛伏凉疫暖学峰雨雪晴热冷寒暑试验临预约忙农谢绝0123456789"
)


def without_conditions(tokens: list[Token], lost: list[str]) -> list[Token]:
    """`tokens` without clauses on how to get in; what they said goes to `lost`."""
    found: list[Token] = []
    clauses = split_clauses(tokens)
    always = any(
        {token.kind for token in clause} & TIMELY == {TokenKind.ALWAYS} for clause in clauses
    )
    for at, clause in enumerate(clauses):
        bracketed = at > 0 and clauses[at - 1][0].kind is TokenKind.LEFT
        if bracketed and always and _tells_access_alone(clause):
            lost.append("".join(token.text for token in clause))
            continue
        if _hotline(clause) and any(_tells_hours(c) for c in clauses if c is not clause):
            lost.append("".join(token.text for token in clause))
            continue
        alike = any(token.kind is TokenKind.UNKNOWN and _alike(token.text) for token in clause)
        if not alike and not any(token.kind is TokenKind.ACCESS for token in clause):
            found.extend(clause)
        elif not any(token.kind in TIMELY for token in clause):
            lost.append("".join(token.text for token in clause))
        elif _enters_alone(clause):
            found.extend((clause[0], Token(TokenKind.ALONE, None, "")))
            lost.append("".join(token.text for token in clause[1:]))
        else:
            found.extend(_without_access(clause, lost))
    return found


def _tells_access_alone(clause: list[Token]) -> bool:
    """24小时（22:00-6:00刷身份证进入）: the time says when one needs the card."""
    kinds = {token.kind for token in clause}
    return TokenKind.ACCESS in kinds and kinds & TIMELY <= {
        TokenKind.TIME,
        TokenKind.DOTTED,
        TokenKind.NEXT_DAY,
    }


def _hotline(clause: list[Token]) -> bool:
    """24小时服务热线12351: somebody answers, behind whatever door."""
    timely = {token.kind for token in clause} & TIMELY
    calls = any(
        token.kind is TokenKind.ACCESS and token.text in ("电话", "热线") for token in clause
    )
    return calls and timely == {TokenKind.ALWAYS}


def _tells_hours(clause: list[Token]) -> bool:
    return any(token.kind in (TokenKind.TIME, TokenKind.ALWAYS) for token in clause)


def _enters_alone(clause: list[Token]) -> bool:
    """其余时间刷卡进入: one helps oneself at all other times."""
    said = "".join(token.text for token in clause[1:])
    rest = clause[0].kind is TokenKind.DAYS and clause[0].value == (REST,)
    timeless = not any(token.kind in TIMELY | {TokenKind.NUMBER} for token in clause[1:])
    keys = any(key in said for key in KEYS)
    return rest and timeless and keys and said.endswith(("进入", "进出", "进门", "入内", "开门"))


def _alike(text: str) -> bool:
    """与商场营业时间一致: of use only where the hours stand beside it."""
    if any(sign in text for sign in ("一致", "同步", "相同")):
        return True
    return text[0] in "同随按" and text[-1] in "点店场厅行位楼铁馆"


def split_clauses(tokens: list[Token]) -> list[list[Token]]:
    clauses: list[list[Token]] = [[]]
    contact = False
    for token in tokens:
        contact = contact or (token.kind is TokenKind.ACCESS and token.text in CONTACT)
        if token.kind in ENDS and not (contact and token.text in (":", " ")):
            clauses.extend(([token], []))
            contact = False
        else:
            clauses[-1].append(token)
    return [clause for clause in clauses if clause]


def _without_access(clause: list[Token], lost: list[str]) -> list[Token]:
    """A clause that has times too: only the access words and harmless ones beside them go."""
    kept: list[Token] = []
    gone: list[str] = []
    for index, token in enumerate(clause):
        beside = any(
            0 <= near < len(clause) and clause[near].kind is TokenKind.ACCESS
            for near in (index - 1, index + 1)
        )
        harmless = token.kind is TokenKind.UNKNOWN and not risky(token.text)
        if token.kind is TokenKind.ACCESS and _asks(clause, index):
            kept.append(Token(TokenKind.NOTICE, None, token.text))
            gone.append(token.text)
        elif token.kind is TokenKind.ACCESS or (beside and harmless):
            gone.append(token.text)
        else:
            kept.append(token)
    lost.append("".join(gone))
    return kept


def _asks(clause: list[Token], at: int) -> bool:
    """周六周日预约开放: whether one gets in on these days is settled elsewhere."""
    before = at - 1
    while before >= 0 and clause[before].kind not in (
        TokenKind.DAYS,
        *TELLS_HOURS,
        TokenKind.NOTICE,
    ):
        before -= 1
    days = before >= 0 and clause[before].kind is TokenKind.DAYS
    return days and not any(token.kind in TELLS_HOURS for token in clause[at:])


def named(text: str) -> bool:
    """Whether risky words are the name of a room before its hours: 外借部, 学生自习室."""
    bare = text.replace("休息", "")
    room = text[-1] in "馆室区厅部间" and not text.endswith(("期间", "时间", "晚间", "日间"))
    return room and not any(char in RISKY - set("外内期学冷暖凉务假日时约") for char in bare)


def risky(text: str) -> bool:
    """Whether unknown words may bear on the time: they hold a character that often does."""
    return any(char in RISKY for char in text) or any(sign in text for sign in AWAY)
