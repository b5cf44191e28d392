"""The table of an untrusted file."""

import re
from pathlib import Path, PurePath
from typing import Final

from stations.errors import NotFound
from stations.tables.model import FILE_BYTES, FileRefused, Table, empty_file, excerpt
from stations.tables.sandbox import parse

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ODS: Final = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
_LOCAL_HEADER: Final = 30
_KINDS: Final = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".xlsx": "xlsx",
    ".xls": "xls",
    ".et": "xls",
    ".ods": "ods",
    ".geojson": "geojson",
    ".json": "geojson",
}
_WORKBOOKS: Final = ("xlsx", "xls", "ods")
_WEB: Final = re.compile(
    rb"\s*(<!doctype\s+html|<html|<table|<head|<meta|<\?xml|MIME-Version)", re.I
)


def read(
    source: Path | bytes,
    *,
    name: str,
    sheets: tuple[str, ...] = (),
    id_columns: frozenset[str] = frozenset(),
) -> list[Table]:
    """The tables in `source`, parsed in a limited child process: one, or one for each sheet.

    `name` is the client's file name: only its suffix is looked at, it is never a path. `sheets`
    chooses among the sheets of a workbook. `id_columns` names the columns of GeoJSON that must be
    text or whole numbers. Raises FileRefused, or NotFound when a path cannot be read.
    """
    data = source if isinstance(source, bytes) else _content(source)
    kind = kind_of(data, name=name)
    options = {
        "kind": kind,
        "sheets": sheets,
        "id_columns": sorted(column.lower() for column in id_columns),
    }
    tables = parse(data, options)
    if not any(table.columns for table in tables):
        raise empty_file()
    return tables


def kind_of(data: bytes, *, name: str) -> str:
    """'csv', 'xlsx', 'xls', 'ods' or 'geojson', if name and content agree; raises FileRefused.

    Programs give workbooks each other's suffixes, so there the content decides.
    """
    suffix = PurePath(name).suffix.lower()
    if not data:
        raise empty_file()
    if len(data) > FILE_BYTES:
        limit = FILE_BYTES // 1024 // 1024
        raise FileRefused(f"文件超过 {limit} MB。请分成几个文件，逐个导入。", code="too_large")
    kind = _KINDS.get(suffix)
    if kind is None:
        shown = excerpt(suffix) or "没有扩展名"
        raise FileRefused(
            f"不支持的文件类型（{shown}）。请选择 Excel（xlsx、xls）、WPS（et）、ods、CSV 或 "
            "GeoJSON 文件。",
            code="unsupported_type",
        )
    if kind in _WORKBOOKS:
        return _workbook_kind(data, suffix=suffix, kind=kind)
    if data.startswith((_ZIP, _OLE)):
        raise _mismatch(suffix)
    return kind


def _workbook_kind(data: bytes, *, suffix: str, kind: str) -> str:
    if data.startswith(_ZIP):
        if data[_LOCAL_HEADER:].startswith(_ODS):
            return "ods"
        return "ods" if kind == "ods" else "xlsx"
    if data.startswith(_OLE):
        if suffix == ".xlsx":
            raise FileRefused(
                "这个 .xlsx 带密码，或是旧格式改了扩展名，不能读取。请去掉密码，"
                "请另存为 .xlsx 或 CSV。",
                code="unsupported_type",
            )
        return "xls"
    if kind == "xls":
        what = "其实是网页" if _WEB.match(data[:512]) else "不是 Excel 写出的表格"
        raise FileRefused(
            f"这个 {suffix} {what}，不能直接读取。请用 Excel 或 WPS 打开，请另存为 .xlsx 或 CSV "
            "再导入。",
            code="unsupported_type",
        )
    raise _mismatch(suffix)


def _mismatch(suffix: str) -> FileRefused:
    return FileRefused(
        f"文件内容与扩展名 {suffix} 不符。请用 Excel 打开，另存为 .xlsx 或 CSV 再导入。",
        code="type_mismatch",
    )


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(FILE_BYTES + 1)
    except OSError:
        raise NotFound(f"打不开文件“{excerpt(path.name)}”。请检查路径和权限。") from None
