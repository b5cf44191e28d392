"""Errors and remarks carry keys and values; data/words says them."""

from __future__ import annotations

import ast
import re
import string
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from stations import sentences

ROOT = Path(__file__).resolve().parents[2]
_BASE = "StationsError"
_OF_ERRORS = {"Unfit"}
"""Made of other errors: their keys and values stand there."""
_PASSED_ON = (
    "FileRefused(_word(key), **_checked(key, values))",
    "Remark(_word(key), **_checked(key, values), **place)",
)
"""Keys that come from a child process, and are looked up before."""
_PARAMETERS = {"field", "code"}
_OF_REMARKS = {"row", "column"}
"""Of these a remark may say its row, and need not."""
_DOORS = ("cli", "demo", "reports", "web")
_KEPT = {
    "stations/errors.py",
    "stations/subsidies/payment_workbook.py",
    "stations/subsidies/proposing.py",
}
"""Beside the doors these ask for words: of a workbook, and of a payment, whose row is proved by the
log as it was written."""
_OF_THEIR_OWN = (
    "stations/hours/",
    "stations/registry/fields/",
    "stations/tables/xlsx_template.py",
)
"""What these say are phrases of hours, the hints of a declaration and the cells of a template."""
_ON_RECORD = {"stations/stars/inspections/inspecting.py"}
"""What a delivery was answered is kept, and answered again."""
_HAN = re.compile("[\u4e00-\u9fff]")
_SENTENCE = re.compile("[\u4e00-\u9fff”）]。$")


@cache
def _trees() -> dict[str, ast.Module]:
    return {
        str(path.relative_to(ROOT)): ast.parse(path.read_text("utf-8"))
        for path in sorted(ROOT.glob("stations/**/*.py"))
    }


@cache
def _error_classes() -> frozenset[str]:
    """The names of the base and all that inherit from it."""
    bases = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for tree in _trees().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    found = {_BASE}
    while more := {name for name, of in bases.items() if of & found} - found:
        found |= more
    return frozenset(found)


def _raised(tree: ast.Module) -> Iterator[ast.Call]:
    wanted = _error_classes() - _OF_ERRORS
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in wanted:
                yield node
            case ast.Call(func=ast.Name(id="Remark")):
                yield node


@cache
def _errors() -> dict[str, list[ast.Call]]:
    return {path: list(_raised(tree)) for path, tree in _trees().items()}


def _keys(call: ast.Call) -> list[str]:
    """Its key; two where it is this or that; of {code}.rows all that end so."""
    match call.args:
        case [ast.IfExp(body=ast.Constant(value=one), orelse=ast.Constant(value=other)), *_]:
            return [str(one), str(other)]
        case [ast.JoinedStr(values=[ast.FormattedValue(), ast.Constant(value=str(end))]), *_]:
            return [key for key in sentences.known() if key.endswith(end)] or [end]
        case [ast.Constant(value=key), *_]:
            return [str(key)]
    return [""]


def _values(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def _has_words(call: ast.Call) -> bool:
    """Whether a key or a value is in Chinese."""
    return any(
        isinstance(node, ast.Constant) and isinstance(node.value, str) and _HAN.search(node.value)
        for node in ast.walk(call)
    )


def _wrong(call: ast.Call, key: str) -> str:
    """What is wrong with an error as it is made; '' where it is right."""
    if key not in sentences.known():
        return f"no sentence for {key or ast.unparse(call)[:60]}"
    given = {word.arg for word in call.keywords} - _PARAMETERS
    wanted = _values(sentences.known()[key])
    if ast.unparse(call.func) == "Remark":
        given, wanted = given - _OF_REMARKS, wanted - _OF_REMARKS
    if given != wanted:
        return f"{key} is given {sorted(map(str, given))} and says {sorted(wanted)}"
    if _has_words(call):
        return f"{key}: words belong into its sentence"
    code = next((word.value for word in call.keywords if word.arg == "code"), None)
    if code is not None and not (isinstance(code, ast.Attribute) and code.attr == "code"):
        return f"{key}: a code of its own is a key; only the code of another error is passed on"
    return ""


def test_every_error_has_a_sentence_and_just_the_values_that_it_says() -> None:
    wrong = [
        f"{path}:{call.lineno} {words}"
        for path, calls in _errors().items()
        for call in calls
        for key in _keys(call)
        if ast.unparse(call) not in _PASSED_ON and (words := _wrong(call, key))
    ]
    assert not wrong


def test_every_sentence_is_said_somewhere() -> None:
    said = {key for calls in _errors().values() for call in calls for key in _keys(call)}
    assert sentences.known().keys() - said == set()


def test_a_sentence_stands_there_twice_only_for_two_codes() -> None:
    told = Counter((key.partition(".")[0], text) for key, text in sentences.known().items())
    assert [one for one, times in told.items() if times > 1] == []


def test_the_sentences_of_a_room_stand_in_the_order_of_their_keys() -> None:
    for path in sorted(sentences.FOLDER.glob("*.toml")):
        keys = [line.split(" = ")[0].strip('"') for line in path.read_text("utf-8").splitlines()]
        assert keys == sorted(set(keys)), path.name


def test_nobody_below_the_doors_asks_for_words() -> None:
    asked = {
        path
        for path, tree in _trees().items()
        if path.split("/")[1] not in _DOORS
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "message"
    }
    assert asked == _KEPT


def test_no_sentence_is_written_below_the_doors() -> None:
    written = {
        path
        for path, tree in _trees().items()
        if path.split("/")[1] not in _DOORS and not path.startswith(_OF_THEIR_OWN)
        for node in _strings(tree)
        if _SENTENCE.search(node.value)
    }
    assert written == _ON_RECORD


def _strings(tree: ast.Module) -> Iterator[ast.Constant]:
    """Its texts, those apart that say what something is."""
    notes = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in notes:
            yield node
