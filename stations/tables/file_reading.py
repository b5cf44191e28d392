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
_WITH_MACROS: Final = (".xlsm", ".xltm", ".xlam")
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
        raise FileRefused("too_large.file", most=FILE_BYTES // 1024 // 1024)
    kind = _KINDS.get(suffix)
    if kind is None:
        if suffix in _WITH_MACROS:
            raise FileRefused("unsupported_type.macros")
        if suffix:
            raise FileRefused("unsupported_type", suffix=excerpt(suffix))
        raise FileRefused("unsupported_type.without_suffix")
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
            raise FileRefused("unsupported_type.locked")
        return "xls"
    if kind == "xls":
        if _WEB.match(data[:512]):
            raise FileRefused("unsupported_type.web_page", suffix=suffix)
        raise FileRefused("unsupported_type.no_book", suffix=suffix)
    raise _mismatch(suffix)


def _mismatch(suffix: str) -> FileRefused:
    return FileRefused("type_mismatch", suffix=suffix)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(FILE_BYTES + 1)
    except OSError:
        raise NotFound("not_found.file", name=excerpt(path.name)) from None
