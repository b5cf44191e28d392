"""The page of the format as a document."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from stations.reports.rule_format import format_sections
from stations.reports.rule_format.format_sections import FormatRow, FormatTable

HEAD = Path(__file__).with_name("format_head.md")


def page() -> str:
    """The document, whole."""
    return "\n".join([HEAD.read_text("utf-8"), *_files(), *_amenities()]) + "\n"


def _files() -> Iterator[str]:
    for file in format_sections.files():
        yield f"## {file.title} `{file.place}`\n\n{file.words}\n"
        for table in file.tables:
            yield from _table(table)


def _table(table: FormatTable) -> Iterator[str]:
    title = f"### `{table.head}` {table.words}" if table.head else f"### {table.words}"
    yield f"{title}\n\n| 键 | 是什么 | 写什么 | 例 |\n|---|---|---|---|"
    for row in table.rows:
        need = "" if row.required else "（可以不写）"
        example = f"`{row.name} = {row.example}`" if row.example else ""
        yield f"| `{row.name}` | {row.words}{need} | {_values(row)} | {example} |"
    yield ""


def _values(row: FormatRow) -> str:
    told = [f"`{one}` {words}".strip() for one, words in row.choices.items()]
    return "；".join(filter(None, (row.bounds, "、".join(told))))


def _amenities() -> Iterator[str]:
    title, choices = format_sections.long_choices()
    yield f"## {title}\n"
    yield "、".join(f"`{one}` {words}" for one, words in choices.items())
