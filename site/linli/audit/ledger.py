"""The audit as a ledger: who did what, when, where and what for; never the content."""

from flask_babel import lazy_gettext as _l
from peewee import fn

from linli.audit.acts import ACTS, matters
from linli.audit.models import AuditLine
from linli.localities.models import Locality
from linli.people.models import Person
from linli.toolkit.ledger import Column, Filter, Join, Ledger

Subject = Person.alias()


def ledger_of(registry):
    """The ledger, with a word for everything that the modules of this site let a line be about."""
    about, words = matters(registry), fn.TRIM(AuditLine.reason.concat(" ").concat(AuditLine.details))
    return Ledger(
        "lines", title=_l("审计"), permission="audit.read", model=AuditLine, placeless=True,
        joins=(Join(Person, AuditLine.person == Person.id), Join(Subject, AuditLine.subject == Subject.id)),
        columns=(
            Column("id", _l("序号"), AuditLine.id, "code"),
            Column("at", _l("时间"), AuditLine.at, "moment"),
            Column("person", _l("谁"), Person.name),
            Column("act", _l("做了什么"), AuditLine.act, "choice", ACTS),
            Column("what", _l("对什么"), AuditLine.what, "choice", about),
            Column("subject", _l("涉及谁"), Subject.name),
            Column("place", _l("地方"), Locality.short_name),
            Column("count", _l("条数"), fn.NULLIF(AuditLine.count, 0), "number"),
            Column("words", _l("用途、细节"), words),
        ),
        filters=(
            Filter("act", _l("做了什么"), AuditLine.act, words=ACTS),
            Filter("person", _l("谁"), AuditLine.person, "pick", label=Person.name),
            Filter("place", _l("地方"), AuditLine.locality, "pick", label=Locality.short_name),
            Filter("day", _l("日期"), AuditLine.at, "days"),
        ),
        order=(AuditLine.id.desc(),),
        empty=_l("还没有审计记录。"),
    )
