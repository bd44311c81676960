"""How long things are kept, and the nightly job that lets go of what is older.

A `Retention` is a declaration, of the core below or of a plugin (`linli_retention`). The job removes in
bounded batches, each its own transaction: safe to be killed between two, and to run twice.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import peewee
from flask_babel import lazy_gettext as _l

from linli.audit.models import AuditLine
from linli.database import db, transaction
from linli.feeds.models import Feed
from linli.people.models import Session
from linli.people.proxies.models import Proxy
from linli.personal.models import RetentionRun
from linli.toolkit.calendar import local, months_later
from linli.toolkit.importer.runs import ImportRun
from linli.toolkit.links import Link
from linli.toolkit.notices import Delivery, Notice
from linli.toolkit.once import Submission
from linli.toolkit.rounds import each
from linli.toolkit.uploads import Upload
from linli.toolkit.workflow import History

BATCH = 500


@dataclass(frozen=True)
class Retention:
    """Rows of `model` go `months` or `days` after `at` (a field with a moment or a Shanghai day), where
    `where` holds; with `empties` they stay, and these columns are emptied. `due` gives the condition from
    the limit where `at` stands in another table.

    With neither months nor days this job leaves them alone: they are kept for good, or their own module
    lets them go; `kept` says how long, in words. `key` names it in the register of runs.
    """

    key: str
    title: str
    kept: str
    why: str
    model: type
    at: peewee.Field
    months: int = 0
    days: int = 0
    where: object = None
    empties: tuple = ()
    due: object = None

    @property
    def thinned(self):
        """Whether the job lets anything go."""
        return bool(self.months or self.days)

    def over(self, now):
        """Condition: older than it may be at `now` (UTC)."""
        limit = months_later(local(now), -self.months) if self.months else now - timedelta(days=self.days)
        if not isinstance(self.at, peewee.DateTimeField):
            limit = local(limit).date()
        old = self.due(limit) if self.due else self.at < limit
        return old & self.where if self.where is not None else old

    def oldest(self):
        """The Shanghai day of the oldest row, or None."""
        query = self.at.model.select(peewee.fn.MIN(self.at))
        if self.where is not None and self.at.model is self.model:
            query = query.where(self.where)
        value = self.at.python_value(query.scalar())
        return local(value).date() if isinstance(value, datetime) else value


_SENT = Delivery.select(Delivery.notice).where(Delivery.notice.is_null(False))
CORE = (
    Retention("core.delivery", _l("发出去的提醒"), _l("90 天"), _l("只为查有没有发到"), Delivery,
              Delivery.ended_at),
    Retention("core.notice", _l("看过的消息"), _l("12 个月"), _l("办事的记录在各项服务里"), Notice,
              Notice.read_at, months=12, where=Notice.id.not_in(_SENT)),
    Retention("core.session", _l("退出了的设备"), _l("6 个月"), _l("网络安全法第二十一条：日志不少于六个月"),
              Session, Session.ended_at, months=6),
    Retention("core.feed", _l("停用了的日历地址"), _l("6 个月"), _l("只为查什么时候停的"), Feed,
              Feed.ended_at, months=6),
    Retention("core.submission", _l("交过的表单号"), _l("90 天"), _l("防止同一张表交两次"), Submission,
              Submission.at, days=90),
    Retention("core.import", _l("导入过的表格名"), _l("12 个月"), _l("导入的内容在各项服务里"), ImportRun,
              ImportRun.done_at, months=12),
    Retention("core.import_open", _l("没导完的表格"), _l("1 天"), _l("里面是别人的信息，不该放着"), ImportRun,
              ImportRun.made_at, where=ImportRun.done_at.is_null()),
    Retention("core.link_open", _l("没转成的事"), _l("7 天"), _l("写的话只为带到下一张表"), Link, Link.at,
              where=Link.target == ""),
    Retention("core.proxy", _l("代办时怎么说的"), _l("3 年"),
              _l("个人信息保护法第五十六条：不少于三年"), Proxy, Proxy.ended_at, months=36,
              where=Proxy.words != "", empties=("words",)),
    Retention("core.upload", _l("没用上的照片"), _l("7 天"), _l("表单没交完"), Upload, Upload.at),
    Retention("core.history", _l("办事的每一步"), _l("一直保存"), _l("流水账只增不改"), History, History.at),
    Retention("core.audit", _l("查看、导出个人信息的记录"), _l("一直保存"),
              _l("个人信息保护法第五十六条：不少于三年"), AuditLine, AuditLine.at),
)


def every(registry):
    """[(title of the module, Retention)] of the core and of every plugin, on or off."""
    answers = registry.tell("linli_retention")
    return [(_l("账号和消息"), rule) for rule in CORE] + [
        (registry.modules[name].title, rule) for name, rules in answers.items() for rule in rules]


def let_go(registry, now):
    """Let everything go that is older than it may be at `now` (UTC); a rule that fails is logged and
    keeps no other.
    """
    each([rule for _title, rule in every(registry) if rule.thinned], lambda rule: _let_go(rule, now))


def _let_go(rule, now):
    removed = 0
    while count := _batch(rule, now):
        removed += count
    with transaction():
        RetentionRun.insert(key=rule.key, ran_at=now, removed=removed).on_conflict(
            conflict_target=[RetentionRun.key], update={"ran_at": now, "removed": removed}).execute()


def _batch(rule, now):
    """One batch, whole; returns how many rows."""
    key = rule.model._meta.primary_key
    assert not db.in_transaction(), "a batch is a transaction of its own"
    with transaction():
        ids = [row for (row,) in rule.model.select(key).where(rule.over(now)).order_by(key)
               .limit(BATCH).tuples()]
        if not ids:
            return 0
        mine = key.in_(ids)
        if rule.empties:
            rule.model.update({rule.model._meta.fields[name]: _nothing(rule.model, name)
                               for name in rule.empties}).where(mine).execute()
        else:
            rule.model.delete().where(mine).execute()
        return len(ids)


def _nothing(model, name):
    return None if model._meta.fields[name].null else ""
