"""The commands and where each of them is."""

from __future__ import annotations

import importlib
import os
import sys
from contextlib import suppress
from typing import Any

import click

from stations import config, logs
from stations.cli import output
from stations.db import statements
from stations.errors import Invalid
from stations.tables.rule_files import rule_folder

COMMANDS = {
    "run": "run:run",
    "migrate": "database:migrate",
    "demo": "demo:demo",
    "import": "lists:import_",
    "export": "lists:export_",
    "areas": "convert:areas",
    "holidays": "convert:holidays_group",
    "hours": "convert:hours",
    "geo": "convert:geo",
    "near": "near:near",
    "map": "maps:map_",
    "stars": "star_commands.star_lists:stars",
    "serve": "serve:serve",
    "work": "database:work",
    "make-account": "accounts:make_account",
    "audit": "audit:audit",
    "cells": "static_cells:cells",
    "basemap": "basemap:basemap",
    "dataset": "dataset_files:dataset",
    "places": "landmarks:places",
    "forget": "erase:forget",
    "photos": "photos:photos",
    "adopt-key": "accounts:adopt_key",
    "confirm-rights": "accounts:confirm_rights",
    "personal-numbers": "erase:personal_numbers",
    "rebuild": "database:rebuild",
    "check": "database:check",
    "backup": "backup_commands:backup",
    "restore": "backup_commands:restore",
    "drill": "backup_commands:drill",
    "schemes": "rule_commands.scheme_commands:schemes",
}
"""Name → module and function. A command's module is imported when the command is asked for: some
need shapely, folium or a server, and `stations hours read` should not wait for them."""


class Commands(output.Sentences):
    """The commands of the table, and their refusals as sentences."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: Any = getattr(importlib.import_module(f"stations.cli.{module}"), name)
        return command if isinstance(command, click.Command) else None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="stations")
def main() -> None:
    """驿站：离我最近的、开着的驿站在哪里？"""
    # Standard output is UTF-8 whatever the locale says, because other programs read it.
    for stream in (sys.stdout, sys.stderr, sys.stdin):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    with suppress(Invalid):
        rule_folder.use(config.rules_folder(os.environ))
    seeing = config.seeing_from(os.environ)
    logs.configure(form=seeing.log, level=seeing.level)
    statements.log_slow(seeing.slow_s)
