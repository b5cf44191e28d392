"""A template that asks an object for what it never has is found by any test that opens its page."""

from __future__ import annotations

import pytest
from flask import Flask, render_template_string
from jinja2 import UndefinedError

from tests.support import make


def test_a_name_that_no_object_has_is_refused_and_a_missing_key_is_nothing() -> None:
    app = Flask("stations")
    with app.app_context():
        assert render_template_string("{{ it.name }}", it=make.station(name="驿站")) == "驿站"
        assert render_template_string("{{ it.name }}|{{ other }}", it={}) == "|"
        with pytest.raises(UndefinedError, match="Station has no 'nickname'"):
            render_template_string("{% if it.nickname %}{% endif %}", it=make.station())
