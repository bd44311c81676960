"""`linli …`: everything an operator does at the command line."""

import json
import os
import secrets
import sys

import click

from linli import config, create_app, demo, serving
from linli.access import RESIDENT, Scope
from linli.audit import verifying
from linli.database import db
from linli.delivery.sending import send_one
from linli.delivery.services import ways_of
from linli.gate import routes as list_routes
from linli.languages import catalogues
from linli.localities import services as localities
from linli.localities.renaming import rename
from linli.operations.commands import COMMANDS
from linli.people import services as people
from linli.people.second_factor import services as second_factor
from linli.plugins import translated_folders
from linli.register import merging
from linli.scaffold import new_plugin
from linli.toolkit import drawing
from linli.toolkit.calendar import stamp_text, today


@click.group()
def main():
    """邻里: a township runs its villages with it."""
    os.umask(0o077)  # what people wrote is for this user alone


def _app():
    try:
        app = create_app()
    except (LookupError, ValueError) as error:  # an unknown plugin, or one that oversteps
        raise click.ClickException(str(error)) from None
    db.connect(reuse_if_open=True)
    return app


def _place(code):
    place = localities.find(code)
    if place is None:
        raise click.ClickException(f"没有这个地方：{code}；要写官方代码，`linli import` 导入过的才有")
    return place


for command in COMMANDS:
    main.add_command(command)


@main.command()
@click.option("--port", default=8000, envvar="PORT", show_default=True)
def run(port):
    """Serve this machine only, web and jobs together; an empty data folder becomes a demo."""
    os.environ.setdefault("LINLI_SITE_URL", f"http://127.0.0.1:{port}")
    app = _app()
    if not localities.townships():
        click.echo("空的数据目录：正在建演示镇（塘口镇）……")
        demo.fill(app)
    db.close_all()
    serving.serve(host="127.0.0.1", port=port, workers=1)


@main.command()
@click.option("--host", default="0.0.0.0", show_default=True)
@click.option("--port", default=8000, envvar="PORT", show_default=True)
@click.option("--workers", default=2, show_default=True)
def serve(host, port, workers):
    """Serve for production, web and jobs together. Refuses a demo."""
    config.for_production()
    app = _app()
    if app.config["DEMO"]:
        raise click.ClickException("这里是演示，谁都能进：请用 `linli run`")
    if set(app.config["TRUSTED_HOSTS"]) <= {"127.0.0.1", "localhost"} and host != "127.0.0.1":
        raise click.ClickException("请把网站的域名写进 LINLI_TRUSTED_HOSTS")
    if not localities.townships():
        raise click.ClickException("还没有镇：先 `linli import CODE`，再 `linli user`")
    db.close_all()
    serving.serve(host, port, workers)


@main.command()
@click.option("--test", "to", required=True, help="A phone or an e-mail address that gets one word.")
@click.option("--way", default="mail", show_default=True, help="mail, sms …: one that is set up.")
def deliver(to, way):
    """Send one word outside the site, now, to see whether a way works."""
    app = _app()
    ways = ways_of(app)
    if way not in ways:
        raise click.ClickException(f"这里没有设好 {way}；设好的有：{'、'.join(ways) or '没有'}")
    with app.app_context():
        try:
            send_one(app, ways[way], to)
        except Exception as error:
            raise click.ClickException(f"{way}: {type(error.__cause__ or error).__name__}") from None
    click.echo("送出去了，请看看有没有收到。")


@main.command("demo")
@click.option("--seed", default=1, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print the cast and its passwords.")
def fill_demo(seed, as_json):
    """Fill 塘口镇 with a fictional cast, households and weeks of bookings."""
    app = _app()
    try:
        made = demo.fill(app, seed)
    except demo.NotEmpty:
        raise click.ClickException("这里已经有真实的人，不能再建演示镇") from None
    if as_json:
        click.echo(json.dumps(demo.credentials(), ensure_ascii=False, indent=1))
    else:
        click.echo("演示镇建好了。" if made else "演示镇已经在了，什么也没有改。")


@main.command("import")
@click.argument("what", required=False)
def import_places(what):
    """Bring in a shipped township by its CODE, or a CSV file; without either, list them."""
    _app()
    if not what:
        for code, name in localities.shipped_townships():
            click.echo(f"{code}  {name}")
        return
    try:
        chosen = localities.import_file if os.path.isfile(what) else localities.import_township
        added, changed = chosen(what)
    except (localities.UnknownPlace, ValueError) as error:
        raise click.ClickException(f"{what} 导入不了：{error}") from None
    click.echo(f"新增 {added} 个，改名 {changed} 个")


@main.command("rename")
@click.argument("code")
@click.argument("name")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="The day of the new name, by default today.")
def rename_place(code, name, since):
    """Call the place of this CODE by another official NAME; its former one is kept and still found."""
    _app()
    place, name, day = localities.find(code), name.strip(), since.date() if since else today()
    if place is None or place.successor_id:
        raise click.ClickException(f"no such place: {code}")
    if name in ("", place.name) or day > today():
        raise click.ClickException("a rename wants another name, and a day that has come")
    rename(place, name, day)
    click.echo(f"{place.name} → {name}")


@main.command("merge")
@click.argument("old")
@click.argument("new")
@click.confirmation_option(prompt="OLD 的一切都归到 NEW，不能再分开。备份好了吗？")
def merge_villages(old, new):
    """Merge the village of code OLD into NEW: all that is kept there moves, the old address leads on."""
    _app()
    try:
        moved = merging.merge(_place(old), _place(new))
    except merging.CannotMerge as error:
        raise click.ClickException(f"不能合并：{error}") from None
    for table, count in sorted(moved.items()):
        click.echo(f"{table:28} {count}")


@main.command()
@click.option("--name", required=True)
@click.option("--phone", required=True)
@click.option("--role", default="administrator", show_default=True,
              help="administrator, township_staff, village_staff, resident, adviser …")
@click.option("--locality", required=True, help="Official code of the place.")
@click.option("--disable", is_flag=True, help="Close the account instead; records stay.")
@click.option("--end-second-factor", is_flag=True, help="The phone with the codes and the paper are lost.")
def user(name, phone, role, locality, disable, end_second_factor):
    """Let a person sign in: one with a post, such as the first administrator, or a resident.

    Prints a new password once; run again, it is the way back for somebody who forgot theirs.
    """
    app = _app()
    place, roles = _place(locality), app.extensions["linli"].roles
    if role not in roles:
        raise click.ClickException(f"没有这个岗位：{role}；有的是：{'、'.join(sorted(roles))}")
    try:
        person = people.person_by_phone(people.normal_phone(phone), name)
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    if disable:
        people.disable(person)
        click.echo(f"{person.name} {person.phone} 已停用")
        return
    if role == RESIDENT:
        people.settle(person, place)
    else:
        people.give_post(person, role, place, today())
    if end_second_factor:
        with app.app_context():
            second_factor.end(Scope({}, person))
    password = secrets.token_urlsafe(9)
    people.set_password(person, password)
    click.echo(f"{person.name} {person.phone} {role} {place.short_name}")
    click.echo(f"密码（只显示这一次）：{password}")


@main.command()
@click.option("--json", "as_json", is_flag=True)
def routes(as_json):
    """List every route with its method, module and permission."""
    rows = list_routes(_app())
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for row in rows:
            click.echo("{method:6} {rule:60} {module:10} {permission}".format(**row))


@main.command()
def workflows():
    """Draw the states of every record, for docs/workflows.md."""
    _app()
    click.echo(drawing.document(), nl=False)


@main.command()
def translations():
    """Bring the catalogues in step with the code; list what waits for a translation."""
    for folder, roots in translated_folders(_app().extensions["linli"]).items():
        messages = catalogues.sources(roots)
        for language in catalogues.TRANSLATED:
            for message in catalogues.update(folder, language, messages):
                click.echo(f"{language}  {messages[message]}  {message}")


@main.group()
def audit():
    """The audit: who did what, as a chain that shows every change."""


@audit.command()
@click.option("--head", help="The hash that `linli audit head` printed once: the chain must still hold it.")
def verify(head):
    """Walk the chain from its first line; the first that is not as it was written is named, with exit 1."""
    _app()
    try:
        walk = verifying.verify(head)
    except verifying.Broken as broken:
        raise click.ClickException(f"审计记录被动过：{broken}") from None
    click.echo(f"审计记录完整：共 {walk.count} 条")
    if walk.count:
        click.echo(f"从 {stamp_text(walk.first_at)} 到 {stamp_text(walk.last_at)}")


@audit.command("head")
def audit_head():
    """Print the hash of the last line. Kept on paper, it proves that no line before was written anew."""
    _app()
    click.echo(verifying.last_digest())


@main.group()
def plugins():
    """The plugins of this installation."""


@plugins.command("list")
def list_plugins():
    """Name, title and summary of every plugin that is loaded."""
    for module in _app().extensions["linli"].modules.values():
        click.echo(f"{module.name:16} {module.title}  {module.summary}")


@plugins.command("new")
@click.argument("name")
@click.option("--into", default="plugins", show_default=True, help="Folder that gets it.")
@click.option("--distribution", is_flag=True, help="A package of its own, with an entry point.")
def new(name, into, distribution):
    """Write a working plugin with its tests."""
    try:
        made = new_plugin(name, into, distribution)
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{made}：写好了。打开 README.md 从那里开始。")


if __name__ == "__main__":
    sys.exit(main())
