"""Who gives advice. Which villages they serve is a matter of posts (role "adviser")."""

import peewee
from flask_babel import lazy_gettext as _l

from linli.database import KeysField, Model
from linli.people.models import Person, Post
from linli.toolkit.calendar import today

ROLE = "adviser"
LAWYER, JUDGE, PROSECUTOR, LABOUR_OFFICER, OTHER = (
    "lawyer", "judge", "prosecutor", "labour_officer", "other")
KINDS = {LAWYER: _l("律师"), JUDGE: _l("驻村法官"), PROSECUTOR: _l("检察官"),
         LABOUR_OFFICER: _l("人社干部"), OTHER: _l("其他来访")}
ON_DUTY = (JUDGE, PROSECUTOR)  # whose days are counted against the setting duty_days
MATTERS = {
    "family": _l("婚姻家庭"), "neighbours": _l("邻里纠纷"), "homestead": _l("宅基地、房屋"),
    "land": _l("土地承包"), "wages": _l("欠薪、劳动"), "contract": _l("合同、买卖"),
    "loan": _l("借钱、担保"), "injury": _l("受伤、赔偿"), "inheritance": _l("继承、赡养"),
    "other": _l("其他"),
}
DIALECTS = {
    "mandarin": _l("普通话"), "kaiping": _l("开平话"), "cantonese": _l("广州话"),
    "hakka": _l("客家话"), "teochew": _l("潮汕话"), "hainanese": _l("海南话"), "yi": _l("彝语"),
}


class Adviser(Model):
    """An adviser. `version` is the guard of every rule over this person's hours."""

    person = peewee.ForeignKeyField(Person, unique=True)
    kind = peewee.CharField(20)
    matters = KeysField(default="")
    dialects = KeysField(default="")
    version = peewee.IntegerField(default=0)

    class Meta:
        table_name = "legal_adviser"

    @property
    def kind_name(self):
        """律师, 驻村法官 …, in a word."""
        return KINDS[self.kind]

    @classmethod
    def of(cls, person):
        """Query: the id of this person as adviser; of no row where they are none."""
        return cls.select(cls.id).where(cls.person == person.id)

    @classmethod
    def serving(cls, locality):
        """Query: advisers who hold the post in exactly this place today, with their person."""
        held = Post.select(Post.person).where(
            Post.role == ROLE, Post.locality == locality, Post.held_on(today()))
        return (cls.select(cls, Person).join(Person)
                .where(cls.person.in_(held), Person.disabled_at.is_null())
                .order_by(Person.name, cls.id))

    @classmethod
    def visible_to(cls, scope):
        """Advisers of the place of this request: their names hang in the village office."""
        return cls.serving(scope.locality)
