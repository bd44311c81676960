"""What lies in an installation, and what it shows, for comparing two."""

import re

from linli import config, create_app
from linli.database import beside, snapshot
from linli.operations.counting import count
from linli.testing import CheckedClient
from linli.testing.databases import close

PAGES = ("/440783108226/", "/me/", "/me/inbox", "/440783108226/legal/", "/440783108226/desk",
         "/440783108226/points/", "/440783108226/cctv/", "/440783108226/leaders/")
ANEW = re.compile(r'(?<=type="hidden")[^>]* value="[^"]*"|data-token="[^"]*"')
OF_POSTGRES = (
    "SELECT table_name, column_name, data_type, is_nullable, column_default, collation_name "
    "FROM information_schema.columns WHERE table_schema = 'public'",
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE connamespace = 'public'::regnamespace",
    "SELECT indexdef, '' FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal")
OF_SQLITE = ("SELECT type, name, coalesce(sql, '') FROM sqlite_master",)


def schema(url):
    """Everything a database knows of its tables, but for the clock's own."""
    with beside(url) as database, database.connection_context():
        return [sorted(row for row in database.execute_sql(question).fetchall() if "huey" not in str(row))
                for question in (OF_SQLITE if url.startswith("sqlite") else OF_POSTGRES)]


def counted(settings):
    """{table: {rows, digest}} of an installation."""
    url = config.read({name: settings[name] for name in ("DATA", "DATABASE_URL")})["DATABASE_URL"]
    with beside(url) as database, snapshot(database):
        return count(database)


def pages(app, cookie):
    """{address: (status, page)} as they are shown to whoever bears this session cookie; but for what is
    drawn anew for each form.
    """
    client = CheckedClient(app, app.response_class)
    client.set_cookie("linli", cookie)
    shown = {}
    for address in PAGES:
        answer = client.get(address)
        shown[address] = answer.status_code, ANEW.sub("", answer.text)
    return shown


def app_on(settings):
    """Linli on these settings, in this process."""
    close()
    return create_app(**settings)
