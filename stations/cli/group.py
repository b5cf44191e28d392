"""What can be done from the command line?"""

from __future__ import annotations

import sys

import click

from stations.cli import converting, keeping, listing, mapping, near, output, serving


@click.group(cls=output.Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="stations")
def main() -> None:
    """驿站：离我最近的、开着的驿站在哪里？"""
    # Standard output is UTF-8 whatever the locale says, because other programs read it.
    for stream in (sys.stdout, sys.stderr, sys.stdin):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")


for command in (
    keeping.migrate,
    keeping.backup,
    keeping.restore,
    keeping.demo,
    listing.import_,
    listing.export_,
    converting.geo,
    converting.hours,
    converting.holidays_group,
    converting.areas,
    near.near,
    serving.serve,
    mapping.map_,
):
    main.add_command(command)
