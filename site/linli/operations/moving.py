"""From SQLite to PostgreSQL: a township that has outgrown one file."""

from linli.database import beside, connect_to, db, transaction
from linli.operations import Refused
from linli.operations.backup import secret_of
from linli.operations.copying import copy
from linli.operations.restore import refuse_written
from linli.operations.running import is_running


def move(settings, url):
    """Copy every row of the SQLite installation of `settings` into the empty database at `url`
    (postgresql://…), under the same keys; returns {table: {rows, digest}} as compared row for row.

    The SQLite file stays as it is, and the photos stay where they are. Raises Refused where the site
    runs, since what is written later would be lost; another writer waits until all is copied.
    """
    secret_of(settings)
    if not settings["DATABASE_URL"].startswith("sqlite:///"):
        raise Refused("现在用的已经不是 SQLite 了")
    if not url.startswith("postgresql://"):
        raise Refused("只能搬到 postgresql://用户:密码@主机/数据库")
    if is_running(settings["DATA"]):
        raise Refused("网站还在运行：请先停下（systemctl stop linli），再搬")
    connect_to(settings["DATABASE_URL"])
    with beside(url) as target:
        refuse_written(target)
        with db.connection_context(), transaction():
            return copy(db.obj, target)
