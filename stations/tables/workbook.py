"""Sheets, texts and date formats of a workbook."""

import re
from dataclasses import dataclass
from typing import Final

from stations.tables.archive import Archive
from stations.tables.model import TABLE_CHARS, FileRefused, too_large_unpacked
from stations.tables.xml_scanning import Attributes, Scan, corrupt, local, scan

_TEXTS: Final = 2_000_000
_MACROS: Final = re.compile(r"vba(?:project|data)|macrosheet", re.IGNORECASE)
"""Parts, and kinds of parts, that hold macros, those of Excel 4 among them."""
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_FORMAT_NOISE: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_DATE_LETTERS: Final = re.compile("[ymdhs]", re.IGNORECASE)
# ECMA-376 part 1, 18.8.30: the built-in formats that show dates and times, East Asian included.
_BUILT_IN_DATES: Final = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookSheet:
    """A visible sheet and the archive member that holds it."""

    name: str
    member: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbook:
    """What the sheets refer to: shared texts, styles that show dates, the epoch of dates."""

    sheets: tuple[WorkbookSheet, ...]
    hidden: tuple[str, ...]
    """Names of the sheets that are not shown."""
    texts: list[str]
    date_styles: frozenset[int]
    from_1904: bool


def open_workbook(archive: Archive) -> Workbook:
    """The workbook of a checked archive; hidden sheets are named only. Raises FileRefused."""
    main = _main_member(archive)
    if any(_MACROS.search(name) for name in archive.names):
        raise FileRefused("unsupported_type.macros")
    book = _Book()
    scan(archive.chunks(main), book)
    folder, _, file = main.rpartition("/")
    relations = _relations(archive, f"{folder}/_rels/{file}.rels".lstrip("/"))
    if any(_MACROS.search(kind) for kind, _ in relations.values()):
        raise FileRefused("unsupported_type.macros")
    sheets = []
    for name, identifier in book.sheets:
        kind, target = relations.get(identifier, ("", ""))
        if kind == "worksheet":
            sheets.append(WorkbookSheet(name=name, member=_resolved(archive, folder, target)))
    parts = {
        kind: _resolved(archive, folder, target)
        for kind, target in relations.values()
        if kind in ("sharedStrings", "styles")
    }
    texts, styles = _Texts(), _Styles()
    if "sharedStrings" in parts:
        scan(archive.chunks(parts["sharedStrings"]), texts)
    if "styles" in parts:
        scan(archive.chunks(parts["styles"]), styles)
    if not sheets:
        raise corrupt()
    return Workbook(
        sheets=tuple(sheets),
        hidden=tuple(book.hidden),
        texts=texts.found,
        date_styles=styles.dates(),
        from_1904=book.from_1904,
    )


def unescaped(text: str) -> str:
    """Text with the workbook's own escapes (_x000A_) turned into their characters."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def shows_date(number_format: str) -> bool:
    """Whether a number format shows a date or a time of day."""
    bare = _FORMAT_NOISE.sub("", number_format)
    return "general" not in bare.lower() and _DATE_LETTERS.search(bare) is not None


def _main_member(archive: Archive) -> str:
    for kind, target in _relations(archive, "_rels/.rels").values():
        if kind == "officeDocument":
            return _resolved(archive, "", target)
    raise corrupt()


def _relations(archive: Archive, member: str) -> dict[str, tuple[str, str]]:
    if member not in archive.names:
        raise corrupt()
    found = _Relations()
    scan(archive.chunks(member), found)
    return found.found


def _resolved(archive: Archive, folder: str, target: str) -> str:
    member = target[1:] if target.startswith("/") else f"{folder}/{target}".lstrip("/")
    if member not in archive.names:
        raise corrupt()
    return member


class _Relations(Scan):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, tuple[str, str]] = {}
        self.starts = {"Relationship": self._relationship}

    def _relationship(self, attributes: Attributes) -> None:
        # A target outside the archive is somebody else's address: it is never looked at.
        if attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.found[attributes.get("Id", "")] = (kind, attributes.get("Target", ""))


class _Book(Scan):
    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, str]] = []
        self.hidden: list[str] = []
        self.from_1904 = False
        self.starts = {"workbookPr": self._properties, "sheet": self._sheet}

    def _properties(self, attributes: Attributes) -> None:
        self.from_1904 = attributes.get("date1904") in ("1", "true")

    def _sheet(self, attributes: Attributes) -> None:
        state = attributes.get("state", "visible")
        if state == "hidden":
            # One that is "veryHidden" only a program can hide, and show.
            self.hidden.append(attributes.get("name", ""))
        elif state == "visible":
            prefixed = [key for key in attributes if ":" in key and local(key) == "id"]
            identifier = attributes[prefixed[0]] if prefixed else ""
            self.sheets.append((attributes.get("name", ""), identifier))


class _Texts(Scan):
    """Shared strings; runs of rich text are joined, phonetic guides left out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._pieces: list[str] = []
        self._phonetic = False
        self._chars = 0
        self.starts = {"si": self._begin, "rPh": self._begin_guide, "t": self._begin_text}
        self.ends = {"si": self._finish, "rPh": self._finish_guide, "t": self._finish_text}

    def _begin(self, _: Attributes) -> None:
        self._pieces = []

    def _begin_guide(self, _: Attributes) -> None:
        self._phonetic = True

    def _begin_text(self, _: Attributes) -> None:
        self.wants_text = not self._phonetic

    def _finish_text(self) -> None:
        self.wants_text = False

    def _finish_guide(self) -> None:
        self._phonetic = False

    def _finish(self) -> None:
        self.found.append(unescaped("".join(self._pieces)))
        if len(self.found) > _TEXTS:
            raise too_large_unpacked()

    def text(self, text: str) -> None:
        self._pieces.append(text)
        self._chars += len(text)
        if self._chars > TABLE_CHARS:
            raise too_large_unpacked()


class _Styles(Scan):
    def __init__(self) -> None:
        super().__init__()
        self._formats: dict[str, str] = {}
        self._used: list[str] = []
        self._in_cells = False
        self.starts = {"numFmt": self._format, "cellXfs": self._begin, "xf": self._style}
        self.ends = {"cellXfs": self._finish}

    def _format(self, attributes: Attributes) -> None:
        self._formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")

    def _begin(self, _: Attributes) -> None:
        self._in_cells = True

    def _finish(self) -> None:
        self._in_cells = False

    def _style(self, attributes: Attributes) -> None:
        if self._in_cells:
            self._used.append(attributes.get("numFmtId", "0"))

    def dates(self) -> frozenset[int]:
        """Indices of the cell styles that show dates."""
        return frozenset(index for index, each in enumerate(self._used) if self._is_date(each))

    def _is_date(self, identifier: str) -> bool:
        if identifier in self._formats:
            return shows_date(self._formats[identifier])
        return identifier.isdecimal() and int(identifier) in _BUILT_IN_DATES
