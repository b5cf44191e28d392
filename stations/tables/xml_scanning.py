"""Elements of a part of a workbook, one by one."""

from collections.abc import Callable, Iterable
from xml.parsers import expat

from stations.tables.model import DEPTH, FileRefused

Attributes = dict[str, str]


class Scan:
    """Base of the handlers: what to do at the start, at the end and at the text of elements.

    `starts` and `ends` are tables by name without prefix; elements that stand in neither cost
    next to nothing. Text is only handed over while `wants_text` is true.
    """

    def __init__(self) -> None:
        self.wants_text = False
        self.starts: dict[str, Callable[[Attributes], None]] = {}
        self.ends: dict[str, Callable[[], None]] = {}

    def text(self, text: str) -> None:
        """A piece of text while it was wanted."""


def scan(chunks: Iterable[bytes], handler: Scan) -> None:
    """Walk an XML document by expat, without a tree; at most 32 elements deep, never a DTD.

    A document type declaration is refused as such, so there is no entity to expand or to fetch;
    this is the rule of defusedxml with a third of its time. Raises FileRefused 'xml_dtd' or
    'corrupt'.
    """
    parser = _parser(handler)
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)  # noqa: FBT003 - the C function takes it by position
        parser.Parse(b"", True)  # noqa: FBT003
    except (expat.ExpatError, LookupError, ValueError):
        raise corrupt() from None


def corrupt() -> FileRefused:
    """A workbook whose parts do not fit together."""
    return FileRefused("corrupt.xlsx")


def local(name: str) -> str:
    """A name without its namespace prefix."""
    return name.rpartition(":")[2]


def _parser(handler: Scan) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    starts, ends = handler.starts, handler.ends
    depth = 0

    def start(name: str, attributes: Attributes) -> None:
        nonlocal depth
        depth += 1
        if depth > DEPTH:
            raise corrupt()
        action = starts.get(local(name) if ":" in name else name)
        if action is not None:
            action(attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        action = ends.get(local(name) if ":" in name else name)
        if action is not None:
            action()

    def text(data: str) -> None:
        if handler.wants_text:
            handler.text(data)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_dtd
    parser.EntityDeclHandler = _refuse_dtd
    parser.ExternalEntityRefHandler = _refuse_dtd
    return parser


def _refuse_dtd(*_: object) -> int:
    raise FileRefused("xml_dtd")
