"""`linli backup | restore | move | check`: the operator's commands, told in docs/operating.md."""

from contextlib import contextmanager
from pathlib import Path

import click
import peewee

from linli import config
from linli.operations import Refused, keeping
from linli.operations.backup import back_up
from linli.operations.checks import findings
from linli.operations.moving import move as move_rows
from linli.operations.restore import restore as bring_back
from linli.toolkit.calendar import stamp_text


@contextmanager
def _said():
    """Tell what is refused, and a database that does not answer, in one line."""
    try:
        yield
    except Refused as error:
        raise click.ClickException(str(error)) from None
    except peewee.OperationalError as error:
        raise click.ClickException(f"数据库没有回应：{error}".strip()) from None


def _rows(tables):
    return sum(table["rows"] for table in tables.values())


@click.command()
@click.option("--to", "folder", type=click.Path(path_type=Path, file_okay=False),
              help="Folder that gets it; by default LINLI_BACKUPS, where old ones are thinned.")
def backup(folder):
    """Make a backup now, while the site goes on, and try it; print its path."""
    settings = config.read()
    with _said():
        path = back_up(settings, folder or settings["BACKUPS"])
    if not folder:
        keeping.thin(settings["BACKUPS"], int(settings["BACKUPS_HOURLY"]), int(settings["BACKUPS_DAILY"]))
    click.echo(path)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def restore(file):
    """Bring FILE, a backup, back into an empty LINLI_DATA and an empty database."""
    settings = config.read()
    with _said():
        manifest = bring_back(settings, file)
    photos = sum(name.startswith("uploads/") for name in manifest["files"])
    click.echo(f"恢复好了：{_rows(manifest['tables'])} 行，{photos} 张照片，逐行核对一致。")
    kept = (settings["DATA"] / config.SECRET).read_text()
    if settings["SECRET_KEY"] not in ("", kept):
        click.echo(f"注意：LINLI_SECRET_KEY 与备份里的不同，大家要重新登录，日历订阅会失效；"
                   f"去掉这个设置，就用回 {config.SECRET}。")


@click.command()
@click.argument("url")
def move(url):
    """Copy this SQLite installation into the empty PostgreSQL at URL, and compare every row."""
    settings = config.read()
    with _said():
        tables = move_rows(settings, url)
    click.echo(f"搬好了：{len(tables)} 张表，{_rows(tables)} 行，逐行核对一致。")
    click.echo("接下来把 LINLI_DATABASE_URL 设成刚才的地址，再启动网站；照片和密钥还在原来的目录里。")
    click.echo(f"{settings['DATABASE_URL'].removeprefix('sqlite:///')} 没有改动，"
               "看过网站都对以后，可以收起来。")


@click.command()
def check():
    """Name every unsafe setting, and what to do about it; exit code 1 where there is one."""
    config.for_production()
    settings = config.read()
    found, last = findings(settings), keeping.last(settings["BACKUPS"])
    for sentence in found:
        click.echo(f"✗ {sentence}")
    click.echo(f"最近一次备份：{stamp_text(last) if last else '没有'}")
    click.echo(f"发现 {len(found)} 个问题。" if found else "没有发现问题。")
    raise SystemExit(bool(found))


COMMANDS = (backup, restore, move, check)
