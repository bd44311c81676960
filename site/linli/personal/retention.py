"""How long things are kept, and the nightly job that lets go of what is older.

A `Retention` is a declaration, of the core below or of a plugin (`linli_retention`); how long, the township
may say otherwise (`set_term`), within what the law leaves. The job removes in bounded batches, each its own
transaction: safe to be killed between two, and to run twice.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import peewee
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from linli.audit import services as audit
from linli.audit.models import AuditLine
from linli.database import db, transaction
from linli.delivery.models import OVER
from linli.feeds.models import Feed
from linli.people.models import Session
from linli.people.proxies.models import Proxy
from linli.personal.models import RetentionRun, RetentionTerm
from linli.toolkit.calendar import local, months_later
from linli.toolkit.importer.runs import IMPORTING, ImportRun
from linli.toolkit.links import Link
from linli.toolkit.notices import Delivery, Notice
from linli.toolkit.once import Submission
from linli.toolkit.rounds import each
from linli.toolkit.uploads import Upload
from linli.toolkit.workflow import History

BATCH = 500
MOST_MONTHS, MOST_DAYS = 240, 3650


@dataclass(frozen=True)
class Retention:
    """Rows of `model` go `months` or `days` after `at` (a field with a moment or a Shanghai day), where
    `where` holds; with `empties` they stay, and these columns are emptied. `due` gives the condition from
    the limit where `at` stands in another table. The township may set another term, from `least` to `most`
    of the same unit; `why` says where the term comes from.

    With neither months nor days this job leaves them alone: they are kept for good, or their own module
    lets them go; `kept` says how long, in words. `key` names it in the register of runs.
    """

    key: str
    title: str
    why: str
    model: type
    at: peewee.Field
    kept: str = ""
    months: int = 0
    days: int = 0
    least: int = 1
    where: object = None
    empties: tuple = ()
    due: object = None

    @property
    def thinned(self):
        """Whether the job lets anything go."""
        return bool(self.default)

    @property
    def default(self):
        """The term that holds where the township says nothing; 0 where the job lets nothing go."""
        return self.months or self.days

    @property
    def most(self):
        """The longest term, in the rule's unit."""
        return MOST_MONTHS if self.months else MOST_DAYS

    def words(self, term):
        """How long, for the page: this term, or `kept`."""
        if not self.thinned:
            return self.kept
        return _("%(count)d 个月", count=term) if self.months else _("%(count)d 天", count=term)

    def over(self, now, term):
        """Condition: older at `now` (UTC) than this term."""
        limit = months_later(local(now), -term) if self.months else now - timedelta(days=term)
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


_FOR_GOOD = _l("一直保存")
_SENT = Delivery.select(Delivery.notice).where(Delivery.notice.is_null(False))
CORE = (
    Retention("core.delivery", _l("发出去的提醒"), _l("只为查有没有发到"), Delivery, Delivery.ended_at,
              days=90, where=Delivery.state.in_(OVER)),
    Retention("core.notice", _l("看过的消息"), _l("办事的记录在各项服务里"), Notice, Notice.read_at,
              months=12, where=Notice.id.not_in(_SENT)),
    Retention("core.session", _l("退出了的设备"), _l("网络安全法第二十一条：日志不少于六个月"), Session,
              Session.ended_at, months=6, least=6),
    Retention("core.feed", _l("停用了的日历地址"), _l("只为查什么时候停的"), Feed, Feed.ended_at, months=6),
    Retention("core.submission", _l("交过的表单号"), _l("防止同一张表交两次"), Submission, Submission.at,
              days=90, least=30),
    Retention("core.import", _l("导入过的表格名"), _l("导入的内容在各项服务里；三十天里还能撤销"), ImportRun,
              ImportRun.done_at, months=12, least=2),
    Retention("core.import_rows", _l("导入时没收的行"), _l("里面是别人的信息，不该放着"), ImportRun,
              ImportRun.done_at, days=1, where=ImportRun.rows != "", empties=("rows",)),
    Retention("core.import_open", _l("没导完的表格"), _l("里面是别人的信息，不该放着"), ImportRun,
              ImportRun.made_at, days=1, where=ImportRun.done_at.is_null() & (ImportRun.state != IMPORTING)),
    Retention("core.link_open", _l("没转成的事"), _l("写的话只为带到下一张表"), Link, Link.at, days=7,
              where=Link.target == ""),
    Retention("core.proxy", _l("代办时怎么说的"), _l("个人信息保护法第五十六条：不少于三年"), Proxy,
              Proxy.ended_at, months=36, least=36, where=Proxy.words != "", empties=("words",)),
    Retention("core.proxy_over", _l("到期的代办怎么说的"), _l("个人信息保护法第五十六条：不少于三年"), Proxy,
              Proxy.until, months=36, least=36, where=(Proxy.words != "") & Proxy.ended_at.is_null(),
              empties=("words",)),
    Retention("core.upload", _l("没用上的照片"), _l("表单没交完"), Upload, Upload.at, _l("7 天")),
    Retention("core.history", _l("办事的每一步"), _l("流水账只增不改"), History, History.at, _FOR_GOOD),
    Retention("core.audit", _l("查看、导出个人信息的记录"), _l("个人信息保护法第五十六条：不少于三年"),
              AuditLine, AuditLine.at, _FOR_GOOD),
)


def every(registry):
    """[(title of the module, Retention)] of the core and of every plugin, on or off."""
    answers = registry.tell("linli_retention")
    return [(_l("账号和消息"), rule) for rule in CORE] + [
        (registry.modules[name].title, rule) for name, rules in answers.items() for rule in rules]


def terms():
    """A function from a rule to the term that holds for it: the township's own, never below the least."""
    said = {row.key: row.term for row in RetentionTerm.select()}
    return lambda rule: max(said.get(rule.key, rule.default), rule.least) if rule.thinned else 0


def set_term(scope, rule, term):
    """Keep what a rule is about so long from the next night on, with a line of the audit; the rule's own
    term is left to be the rule's.
    """
    was = terms()(rule)
    assert rule.thinned and term >= rule.least, "the form asks for no less"
    with transaction():
        RetentionTerm.delete().where(RetentionTerm.key == rule.key).execute()
        if term != rule.default:
            RetentionTerm.create(key=rule.key, term=term, changed_by=scope.person)
        if term != was:
            audit.write(scope, "settings", "retention", details=f"{rule.key} {was} → {term}")


def let_go(registry, now):
    """Let everything go that is older than it may be at `now` (UTC); a rule that fails is logged and
    keeps no other.
    """
    term = terms()
    each([rule for _title, rule in every(registry) if rule.thinned],
         lambda rule: _let_go(rule, now, term(rule)))


def _let_go(rule, now, term):
    removed = 0
    while count := _batch(rule, rule.over(now, term)):
        removed += count
    with transaction():
        RetentionRun.insert(key=rule.key, ran_at=now, removed=removed).on_conflict(
            conflict_target=[RetentionRun.key], update={"ran_at": now, "removed": removed}).execute()


def _batch(rule, over):
    """One batch of what is `over` (a condition), whole; returns how many rows."""
    key = rule.model._meta.primary_key
    assert not db.in_transaction(), "a batch is a transaction of its own"
    with transaction():
        ids = [row for (row,) in rule.model.select(key).where(over).order_by(key)
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
