"""What people are told of a database or a disk that can't do what they asked for.

Paths and addresses are for the log; what to do is for whoever reads the page.
"""

from __future__ import annotations

from stations.db.failure_reasons import FailureKind, kind_of, reason
from stations.db.sqlite import DriverError
from stations.errors import Refused, StationsError

AWAY = "数据库暂时连不上。请稍后再试。"
_NOT_SAVED = "数据库暂时连不上，没有保存。请稍后再试。"
_OF_KIND = {
    FailureKind.FULL: "服务器的磁盘满了，没有保存。请告诉管理员腾出空间，再试一次。",
    FailureKind.DENIED: "数据库现在只能读，没有保存。请告诉管理员，过一会儿再试一次。",
}
_OF_CODE = {
    "busy": "别人正在保存很多内容，例如正在导入大名单，您的这一次没有存上。请过几秒再保存一次。",
    "db_crowded": "现在访问的人太多。请过几秒再试。",
    "db_unsure": "数据库在保存的那一刻断开了，不能肯定有没有存上。"
    "请过几秒刷新看一看，没有的话再做一次。",
    "photos_away": "存放照片的地方暂时连不上，照片没有存上。请过几分钟再试。",
    "db_read_only": "数据库现在只能读，没有保存。请告诉管理员，过一会儿再试一次。",
    "db_newer": "数据库已经更新到新版本，这台服务器上的程序还是旧的：只能看，不能保存。"
    "请告诉管理员更新程序。",
}
_OF_ENGINE = {
    "SQLITE_BUSY": _OF_CODE["busy"],
    "SQLITE_LOCKED": _OF_CODE["busy"],
    "55P03": _OF_CODE["busy"],
}
_UNREADY = ("db_", "busy", "sqlite_", "photos_")
_UNSURE = "db_unsure"
_OTHER_TABLES = ("42703", "42P01")
"""PostgreSQL has no such column or table: a newer program has changed them."""


def is_unready(error: Exception) -> bool:
    """Whether it is the database, or the store of photos, that could not do what was asked."""
    if isinstance(error, Refused):
        return error.code.startswith(_UNREADY)
    return isinstance(error, DriverError) or reason(error) in _OTHER_TABLES


_OLD_PROGRAM = "这台服务器上的程序比数据库旧，这一页看不了。请告诉管理员更新程序。"


def said(error: Exception, *, changes: bool) -> str:
    """The sentence for an error of the database; `changes` where something was to be saved."""
    is_newer = isinstance(error, StationsError) and error.code == "db_newer"
    if (is_newer and not changes) or reason(error) in _OTHER_TABLES:
        return _OLD_PROGRAM
    if isinstance(error, StationsError) and error.code in _OF_CODE:
        return _OF_CODE[error.code]
    if not changes:
        return AWAY
    why = reason(error)
    return _OF_ENGINE.get(why) or _OF_KIND.get(kind_of(error)) or _NOT_SAVED


def may_be_sent_again(error: Exception) -> bool:
    """Whether it is certain that nothing has been saved."""
    return not (isinstance(error, StationsError) and error.code == _UNSURE)
