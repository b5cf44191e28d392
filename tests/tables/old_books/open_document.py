"""OpenDocument spreadsheets, made by hand."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

MIME = "application/vnd.oasis.opendocument.spreadsheet"
_NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "style", "calcext")
)
_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIME}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">{}'
    "</manifest:file-entry></manifest:manifest>"
)
LOCKED = "<manifest:encryption-data/>"


def cell(value: object = "", attributes: str = "") -> str:
    """A cell; '' for a blank one."""
    if value == "":
        return f"<table:table-cell {attributes}/>"
    if isinstance(value, (int, float)):
        kind = f'office:value-type="float" office:value="{value}"'
    else:
        kind = 'office:value-type="string"'
    return f"<table:table-cell {kind} {attributes}><text:p>{value}</text:p></table:table-cell>"


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def sheet(name: str, *rows: str, columns: str = "") -> str:
    return f'<table:table table:name="{name}">{columns}{"".join(rows)}</table:table>'


def document(*sheets: str, doctype: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{doctype}<office:document-content {_NAMES}>'
        f"<office:body><office:spreadsheet>{''.join(sheets)}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )


def packed(content: str, *, entry: str = "", more: Mapping[str, str] | None = None) -> bytes:
    """The file around a content; `entry` stands in the manifest."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), MIME)
        archive.writestr("META-INF/manifest.xml", _MANIFEST.format(entry))
        if content:
            archive.writestr("content.xml", content)
        for name, text in (more or {}).items():
            archive.writestr(name, text)
    return file.getvalue()
