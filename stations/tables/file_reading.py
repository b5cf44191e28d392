"""The table of an untrusted file."""

from pathlib import Path, PurePath
from typing import Final

from stations.errors import NotFound
from stations.tables.model import FILE_BYTES, FileRefused, Table, empty_file, excerpt
from stations.tables.sandbox import parse

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_KINDS: Final = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".xlsx": "xlsx",
    ".geojson": "geojson",
    ".json": "geojson",
}


def read(
    source: Path | bytes,
    *,
    name: str,
    sheet: str | None = None,
    id_columns: frozenset[str] = frozenset(),
) -> Table:
    """The table in `source`, parsed in a limited child process.

    `name` is the client's file name: only its suffix is looked at, it is never a path. `sheet`
    chooses among the sheets of a workbook. `id_columns` names the columns of GeoJSON that must be
    text or whole numbers. Raises FileRefused, or NotFound when a path cannot be read.
    """
    data = source if isinstance(source, bytes) else _content(source)
    kind = kind_of(data, name=name)
    options = {
        "kind": kind,
        "sheet": sheet,
        "id_columns": sorted(column.lower() for column in id_columns),
    }
    return parse(data, options)


def sheets(data: bytes, *, name: str) -> tuple[str, ...]:
    """The sheets among which one may choose; none for a file that is no workbook."""
    if kind_of(data, name=name) != "xlsx":
        return ()
    return parse(data, {"kind": "sheets"}).sheets


def kind_of(data: bytes, *, name: str) -> str:
    """'csv', 'xlsx' or 'geojson', if name and content agree; raises FileRefused."""
    suffix = PurePath(name).suffix.lower()
    if not data:
        raise empty_file()
    if len(data) > FILE_BYTES:
        limit = FILE_BYTES // 1024 // 1024
        raise FileRefused(f"文件超过 {limit} MB。请分成几个文件，逐个导入。", code="too_large")
    if suffix == ".xls" or data.startswith(_OLE):
        raise FileRefused(
            "旧的 .xls 或带密码的表格不能读取。请另存为 .xlsx 或 CSV。",
            code="unsupported_type",
        )
    kind = _KINDS.get(suffix)
    if kind is None:
        shown = excerpt(suffix) or "没有扩展名"
        raise FileRefused(
            f"不支持的文件类型（{shown}）。请选择 CSV、xlsx 或 GeoJSON 文件。",
            code="unsupported_type",
        )
    if data.startswith(_ZIP) != (kind == "xlsx"):
        raise FileRefused(
            f"文件内容与扩展名 {suffix} 不符。请用 Excel 打开，另存为 .xlsx 或 CSV 再导入。",
            code="type_mismatch",
        )
    return kind


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(FILE_BYTES + 1)
    except OSError:
        raise NotFound(f"打不开文件“{excerpt(path.name)}”。请检查路径和权限。") from None
