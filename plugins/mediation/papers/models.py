"""Which papers a file has, which it must have, and the scans that were put into it."""

import peewee
from flask_babel import lazy_gettext as _l

from linli.database import Model, UtcField, utc_now
from linli.people.models import Person
from linli.toolkit.uploads import Upload
from plugins.mediation.cases.models import Case

# In the order of the file. (key, title, compulsory)
PAPERS = (
    ("application", _l("人民调解申请书 / 受理登记表"), True),
    ("rights", _l("权利义务告知书"), True),
    ("identity", _l("当事人身份证明"), True),
    ("authority", _l("授权委托书"), False),
    ("findings", _l("调查记录"), False),
    ("evidence", _l("证据材料"), False),
    ("record", _l("调解记录"), True),
    ("agreement", _l("人民调解协议书"), True),
    ("receipts", _l("履行凭证"), False),
    ("follow_up", _l("回访记录"), False),
    ("confirmation", _l("司法确认有关材料"), False),
    ("explanation", _l("情况说明"), False),
    ("cover", _l("封底"), True),
)
TITLES = {key: title for key, title, _must in PAPERS}


class Scan(Model):
    """A page of paper that was photographed and lies in the file under `kind`."""

    case = peewee.ForeignKeyField(Case, backref="scans")
    kind = peewee.CharField(14)
    upload = peewee.ForeignKeyField(Upload, backref="+")
    caption = peewee.CharField(80, default="")
    person = peewee.ForeignKeyField(Person, backref="+")
    at = UtcField(default=utc_now)

    class Meta:
        table_name = "mediation_scan"
        indexes = ((("case", "kind", "upload"), True),)

    @classmethod
    def visible_to(cls, scope):
        """Whoever reads all of its case."""
        if scope.person is None:
            return cls.select().where(cls.id.is_null())
        return cls.select().where(cls.case.in_(Case.select(Case.id).where(Case.read_whole_by(scope))))
