"""The commands that prove the log whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from stations.audit import log
from stations.audit.model import Head
from stations.cli import output
from stations.errors import Invalid
from stations.subsidies import ledger_proof


@click.group()
def audit() -> None:
    """审计记录。"""


@audit.command()
def head() -> None:
    """打印记录头（JSON）。请存到这台服务器改不到的地方。"""
    found = output.with_database(log.head)
    output.line({"number": found.number, "hash": found.hash})


@audit.command()
@click.option(
    "--head", "kept", type=click.Path(path_type=Path), help="以前存下的记录头，和现在的比对。"
)
@click.option("--json", "as_json", is_flag=True, help="打印一份 JSON。")
@click.pass_context
def verify(ctx: click.Context, *, kept: Path | None, as_json: bool) -> None:
    """核对全部记录有没有被改过、删过。"""
    known = _kept(kept) if kept else None
    verdict = output.with_database(lambda db: ledger_proof.prove(db, kept=known))
    if as_json:
        output.document(
            {
                "sound": verdict.sound,
                "number": verdict.head.number,
                "hash": verdict.head.hash,
                "findings": [
                    {"number": f.number, "code": f.code, "message": f.said.message}
                    for f in verdict.findings
                ],
            }
        )
    else:
        for finding in verdict.findings:
            click.echo(finding.said.message, err=True)
        if verdict.sound:
            click.echo(f"核对了 {verdict.head.number} 条记录，没有发现改动。")
    ctx.exit(output.DONE if verdict.sound else output.REFUSED)


def _kept(path: Path) -> Head:
    try:
        told: Any = json.loads(path.read_text("utf-8"))
        return Head(number=int(told["number"]), hash=str(told["hash"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Invalid("invalid.log_head_file", field="head", path=path) from error
