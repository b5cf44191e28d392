"""Templates ask values for what they have: a name that is nowhere would be shown as nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask
from jinja2 import Undefined, UndefinedError
from jinja2.utils import missing


class Undeclared(Undefined):
    """Refuses the attribute that an object never has; the keys of a mapping may be there or not."""

    __slots__ = ()

    def __init__(self, hint: Any = None, obj: Any = missing, name: Any = None, *more: Any) -> None:
        super().__init__(hint, obj, name, *more)
        if obj is missing or isinstance(obj, Mapping) or not isinstance(name, str):
            return
        raise UndefinedError(f"{type(obj).__name__} has no {name!r}")


def insist() -> None:
    """Has every application that is made from now on refuse such names."""
    Flask.jinja_options = {**Flask.jinja_options, "undefined": Undeclared}
