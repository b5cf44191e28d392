"""Commands for the worst day: backup, restore, drill."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from stations import config
from stations.cli import output
from stations.config import Settings
from stations.db import migration, opening
from stations.db.base import Database
from stations.db.limits import UNLIMITED
from stations.db.sqlite import DriverError
from stations.errors import Invalid, Refused, StationsError
from stations.moments import china_day
from stations.recovery import daily_files, run_store
from stations.recovery.run_store import Run, RunKind
from stations.registry.stored import store
from stations.registry.upkeep import row_upgrade
from stations.web import clock

if TYPE_CHECKING:
    from stations.recovery.drill import Drilled

T = TypeVar("T")
_log = logging.getLogger(__name__)
_PATH = click.Path(path_type=Path)
_IN_A_BUCKET = "照片在 STATIONS_PHOTOS 的对象存储里，不随数据库备份。请用它自己的版本和备份功能。"
_IDENTITY = click.option(
    "--identity",
    type=_PATH,
    help="age 的私钥文件（age-keygen 写的，或 SSH 私钥），读加密的备份要用。",
)


@click.command()
@click.argument("target", metavar="FILE", type=_PATH)
@click.option(
    "--keep",
    type=click.IntRange(1, 3660),
    help="FILE 是文件夹：按日期起名，一天一份，同一种的留最近这么多份，更早的删掉。",
)
@click.option("--photos", is_flag=True, help="把照片、密钥和本地的规则也放进去（存为 .tar）。")
@click.option("--recipient", "to", multiple=True, help="用 age 加密给这个公钥（age1… 或 ssh-…）。")
@click.option("--recipients-file", "to_file", type=_PATH, help="同上，公钥在文件里，一行一个。")
def backup(
    *, target: Path, keep: int | None, photos: bool, to: Sequence[str], to_file: Path | None
) -> None:
    """给正在使用的数据库做一份核对过的备份，存为 FILE。"""
    from stations.recovery import backing_up

    settings = config.from_environment()
    if photos and settings.bucket:
        raise click.UsageError(_IN_A_BUCKET)
    wanted = backing_up.Wanted(
        state=settings.state,
        photos=settings.photos if photos else None,
        rules=settings.rules,
        key=settings.key.encode(),
        people_key=settings.people_key() if settings.key else b"",
        recipients=_recipients(to, to_file),
    )
    if keep:
        private = daily_files.prepare(target)
        if not private:
            click.echo(f"别的账号也能看到 {target} 里有哪些备份（备份本身读不到）。", err=True)
        target = daily_files.path_of(target, china_day(clock.now()), ending=wanted.ending)

    def work(database: Database) -> backing_up.BackupFile:
        try:
            made = backing_up.back_up(database, target, wanted, replace=keep is not None)
        except StationsError as error:
            _note(database, RunKind.BACKUP, target, words=error.message)
            raise
        _note(database, RunKind.BACKUP, target, size_bytes=made.size_bytes, good=True)
        return made

    made = _with_any_version(settings.database, work)
    if made.held.foreign:
        click.echo(f"没有备份不属于本程序的：{'、'.join(made.held.foreign)}。", err=True)
    removed = daily_files.remove_oldest(target, keep=keep) if keep else []
    with_photos = f"，{made.photo_files} 个照片文件" if photos else ""
    click.echo(
        f"已备份到 {target}：{made.held.counts['stations']} 个驿站{with_photos}，已核对完整。"
        + (f"删去了 {len(removed)} 份更早的。" if removed else "")
    )


@click.command()
@click.argument("file", type=_PATH)
@click.option("--yes", is_flag=True, help="覆盖现有的数据。")
@_IDENTITY
def restore(file: Path, *, yes: bool, identity: Path | None) -> None:
    """用备份 FILE 恢复数据库；里面有照片和密钥的，一起恢复。"""
    from stations.recovery import restoring

    settings = config.from_environment()
    before = _revision(settings.database)
    place = restoring.InstallationPaths(
        address=settings.database,
        photos=settings.photos,
        key=settings.state / "secret_key",
        rules=settings.rules,
    )
    act = output.act(row_upgrade.UPGRADED, at=output.now())
    done = restoring.restore(file, place, identities=_identities(identity), replace=yes, act=act)
    output.with_database(lambda database: _renew(database, above=before))
    with_photos = f"，添上 {done.photo_files} 个照片文件" if done.photo_files else ""
    click.echo(f"已从 {file} 恢复：{done.counts['stations']} 个驿站{with_photos}。")
    if done.rule_files:
        click.echo(f"放回了 {done.rule_files} 个规则文件；原来不同的存为 …{restoring.KEPT}。")
    if done.new_people_key and not done.new_key:
        click.echo("报名资料的密钥换成了备份里的；请重新启动服务。", err=True)
    if done.new_key and settings.key:
        click.echo(
            f"备份里的密钥存为 {place.key}；现在用的是 STATIONS_SECRET_KEY，请核对。", err=True
        )
    elif done.new_key:
        click.echo(
            f"密钥换成了备份里的，原来的存为 {restoring.KEPT_KEY}；请重新启动服务。", err=True
        )


@click.command()
@click.argument("file", type=_PATH)
@_IDENTITY
@click.pass_context
def drill(ctx: click.Context, file: Path, *, identity: Path | None) -> None:
    """演练：把备份 FILE（或文件夹里最近的一份）恢复到旁边，核对、提问，然后删掉。"""
    from stations.recovery import drill as drills

    settings = config.from_environment()
    source = daily_files.newest(file) if file.is_dir() else file
    if source is None:
        raise Invalid("invalid.no_daily_backup", field="file", folder=file)
    act = output.act(row_upgrade.UPGRADED, at=output.now())
    try:
        found = drills.drill(
            source,
            identities=_identities(identity),
            beside=settings.state,
            at=clock.now(),
            act=act,
        )
    except StationsError as error:
        _note_here(settings, source, words=error.message)
        raise
    words = "".join(one.message for one in found.findings)
    _note_here(settings, source, words=words, good=found.good)
    _tell(source, found)
    ctx.exit(output.DONE if found.good else output.REFUSED)


def _with_any_version(address: str, work: Callable[[Database], T]) -> T:
    """Does something with the database, of this version or an older one, however long it takes."""
    database = opening.connect(address, limits=UNLIMITED)
    try:
        return work(database)
    finally:
        database.close()


def _tell(source: Path, found: Drilled) -> None:
    counts = found.counts
    click.echo(f"演练：{source} 恢复到旁边，再删掉。")
    click.echo(
        f"  有 {counts['stations']} 个驿站、{counts['reports']} 条反映、"
        f"{counts['ratings']} 个评价、{counts['accounts']} 个账号；核对"
        f"了 {found.log_entries} 条记录。"
    )
    if found.photos is not None:
        click.echo(f"  有 {found.photos} 张照片。")
    for answer in found.answers:
        click.echo(f"  {answer.message}")
    for finding in found.findings:
        click.echo(finding.message, err=True)
    click.echo(
        "演练通过，这份备份能用。" if found.good else "演练没有通过，请换一份备份，并查明原因。"
    )


def _recipients(texts: Sequence[str], path: Path | None) -> list[Any]:
    if not (texts or path):
        return []
    from stations.recovery import age_files

    return [*age_files.recipients(texts), *(age_files.recipients_of(path) if path else ())]


def _identities(path: Path | None) -> list[Any]:
    if path is None:
        return []
    from stations.recovery import age_files

    return age_files.identities_of(path)


def _note_here(settings: Settings, source: Path, *, words: str, good: bool = False) -> None:
    """Notes a drill in the database of this installation, where there is one."""
    try:
        database = opening.open_ready(settings.database)
    except StationsError:
        return
    try:
        size = source.stat().st_size if source.is_file() else 0
        _note(database, RunKind.DRILL, source, size_bytes=size, good=good, words=words)
    finally:
        database.close()


def _note(
    database: Database,
    kind: RunKind,
    file: Path,
    *,
    size_bytes: int = 0,
    good: bool = False,
    words: str = "",
) -> None:
    if migration.version(database) != migration.steps()[-1][0]:
        return
    run = Run(
        kind=kind,
        at=output.now(),
        file=file.name,
        size_bytes=size_bytes,
        good=good,
        words=words,
    )
    try:
        with database.writing() as tx:
            run_store.add(tx, run)
    except (StationsError, DriverError) as error:
        # A backup is a backup where nothing can be written beside it.
        _log.warning("the %s of %s could not be noted (%s)", kind, file, error)


def _revision(address: str) -> int:
    """The revision that running servers may know; 0 where there is no database yet."""
    try:
        database = opening.open_ready(address)
    except Refused:
        return 0
    try:
        return store.revision(database)
    finally:
        database.close()


def _renew(database: Database, *, above: int) -> None:
    with database.writing() as tx:
        store.renew(tx, above=above)
