"""What makes an installation unsafe: small questions, each answered by a sentence that says what to do.

Each takes the settings (`config.read`), those of the database also an open handle; None is all well.
"""

import os
import shutil
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import peewee

from linli.config import SECRET
from linli.database import beside, pending
from linli.operations import Refused, keeping
from linli.operations.backup import secret_of
from linli.plugins import Registry, migration_folders
from linli.toolkit.calendar import SHANGHAI, holiday_list_ends, stamp_text, today

LOCAL = {"127.0.0.1", "localhost", ""}
OTHERS = 0o077  # what anybody but the owner may
BACKUP_AGE = timedelta(hours=2)
LEAST_ROOM = 1024**3
SHORTEST_SECRET, SHORTEST_WORDS = 32, 12


def findings(settings):
    """Every sentence that applies, in the order of the questions."""
    found = [sentence for question in CHECKS if (sentence := question(settings))]
    try:
        secret_of(settings)
        with beside(settings["DATABASE_URL"]) as database, database.connection_context():
            return found + [sentence for question in DATABASE_CHECKS
                            if (sentence := question(settings, database))]
    except Refused as error:
        return [*found, str(error)]
    except peewee.OperationalError:
        return [*found, "数据库没有回应：请检查 LINLI_DATABASE_URL，以及数据库是否在运行"]


def is_public(settings):
    """Whether the site answers to a name that others can reach."""
    return bool(set(settings["TRUSTED_HOSTS"]) - LOCAL)


def cookies_travel_open(settings):
    """A session cookie that goes over http can be read on the way."""
    return None if settings["SECURE_COOKIES"] else (
        "登录凭证会走不加密的 http：请去掉 LINLI_SECURE_COOKIES，或设成 1")


def debugging(settings):
    """Flask's debug mode shows the program's inside to everybody."""
    return "调试模式开着：请去掉 FLASK_DEBUG" if os.environ.get("FLASK_DEBUG", "0") not in ("", "0") else None


def no_hosts(settings):
    """Without names, a request may bear any host, and links in e-mails lead there."""
    return None if is_public(settings) else (
        "没有写明网站的域名：请设 LINLI_TRUSTED_HOSTS，如 linli.example.org")


def proxies_not_told(settings):
    """Behind a proxy that is not told, everybody has the proxy's address, and shares its limits."""
    if settings["SITE_URL"].startswith("https:") and settings["PROXIES"] == "0":
        return "https 前面有代理，网站却不知道，会把所有人当成一个地址：请设 LINLI_PROXIES=1"
    return None


def address_not_public(settings):
    """Notices and calendars name this address."""
    parts = urlsplit(settings["SITE_URL"])
    if parts.scheme != "https" or (parts.hostname or "") in LOCAL:
        return f"通知和日历里的网址是 {settings['SITE_URL']}，别人打不开：请设 LINLI_SITE_URL=https://…"
    return None


def no_mail(settings):
    """Who gave an address waits for mail."""
    missing = [f"LINLI_{name}" for name in ("MAIL_HOST", "MAIL_FROM") if not settings[name]]
    return f"邮件发不出去，通知只在站内：请设 {'、'.join(missing)}" if missing else None


def secret_lies_open(settings):
    """With the key anybody's session can be signed."""
    file = settings["DATA"] / SECRET
    if file.exists() and file.stat().st_mode & OTHERS:
        return f"密钥文件别的用户也能读：chmod 600 {file}"
    if settings["SECRET_KEY"] and len(settings["SECRET_KEY"]) < SHORTEST_SECRET:
        return f"LINLI_SECRET_KEY 太短，至少 {SHORTEST_SECRET} 位：去掉它，网站会自己做一个"
    return None


def data_lies_open(settings):
    """What people told their lawyer lies in this folder."""
    folder = settings["DATA"]
    if folder.exists() and folder.stat().st_mode & OTHERS:
        return f"数据目录别的用户也能进：chmod 700 {folder}"
    return None


def no_backup(settings):
    """The last good backup is one hour old at most, where the clock runs."""
    last = keeping.last(settings["BACKUPS"])
    if last is None:
        return f"还没有备份（{settings['BACKUPS']}）：请运行 linli backup，并看日志里每小时的备份为什么没有做"
    if datetime.now(SHANGHAI) - last > BACKUP_AGE:
        return f"最近一次备份是 {stamp_text(last)}，超过两小时了：请看日志里的 backup failed"
    return None


def backups_leave_open(settings):
    """A backup holds everything; outside the data folder it has to be encrypted."""
    words, folder = settings["BACKUP_KEY"], settings["BACKUPS"]
    if not words and settings["DATA"] not in folder.parents:
        return f"备份放到了数据目录之外（{folder}），却没有加密：请设 LINLI_BACKUP_KEY"
    if words and len(words) < SHORTEST_WORDS:
        return f"LINLI_BACKUP_KEY 太短，容易被猜中：请用一句至少 {SHORTEST_WORDS} 个字的话"
    return None


def holidays_unknown(settings):
    """Deadlines count working days by a list that ends."""
    if today().year > holiday_list_ends():
        return f"放假安排只到 {holiday_list_ends()} 年，期限按周一至周五算：请升级邻里"
    return None


def no_room(settings):
    """A full disk stops the site, and a backup before that."""
    newest = next(iter(keeping.backups(settings["BACKUPS"])), None)
    for folder, least in ((settings["DATA"], LEAST_ROOM),
                          (settings["BACKUPS"], 3 * newest.stat().st_size if newest else 0)):
        if folder.exists() and (free := shutil.disk_usage(folder).free) < least:
            return f"{folder} 所在的盘只剩 {free // 2**20} MB：请清理，或换一个大的"
    return None


def tables_behind(settings, database):
    """The tables are those of an earlier version until the site starts."""
    names = pending(database, migration_folders(Registry(settings["PLUGINS"])))
    return f"数据库还没有升级（{'、'.join(names)}）：请重新启动网站" if names else None


def not_writable(settings, database):
    """Nobody can book where nothing can be written."""
    try:
        with database.atomic() as transaction:
            database.execute_sql("UPDATE core_migration SET name = name WHERE 1 = 0")
            transaction.rollback()
    except peewee.DatabaseError as error:
        return f"数据库写不进去（{str(error).strip().splitlines()[0]}）：请检查权限和磁盘"
    return None


def demo_in_public(settings, database):
    """Everybody may sign in as anybody in a demo."""
    if is_public(settings) and "installation" in database.get_tables() and database.execute_sql(
            "SELECT 1 FROM installation WHERE name = 'demo'").fetchone():
        return "这是演示数据，谁都能登录，却有公开的域名：请换一个空的 LINLI_DATA，用 linli import 开始"
    return None


CHECKS = (cookies_travel_open, debugging, no_hosts, proxies_not_told, address_not_public, no_mail,
          secret_lies_open, data_lies_open, no_backup, backups_leave_open, holidays_unknown, no_room)
DATABASE_CHECKS = (not_writable, tables_behind, demo_in_public)
