"""The versions of a village's rules, and the row that guards them."""

import peewee
from flask_babel import lazy_gettext as _l
from peewee import Check

from linli.database import Model, UtcField, utc_now
from linli.localities.models import Locality
from linli.people.models import Person

LAW = "law"
ASPECTS = {"environment": _l("环境"), "taking_part": _l("参与"), "safety": _l("平安"), "customs": _l("乡风"),
           "neighbours": _l("邻里"), LAW: _l("守法"), "charity": _l("公益")}
OCCASION, MONTH, QUARTER = "occasion", "month", "quarter"
PERS = {OCCASION: _l("每次"), MONTH: _l("每月"), QUARTER: _l("每季度")}
PLUS, MINUS = "plus", "minus"
SIGNS = {PLUS: _l("加分"), MINUS: _l("扣分")}
# Kinds of activities (toolkit.activities) of other plugins, by the word that they write into
# `Activity.kind`: a rule may count them wherever such a plugin is on.
KINDS = {"": _l("不按任务算"), "leaders.task": _l("完成的任务")}


class Book(Model):
    """A village keeps a book of rules; `version` is the guard of all its rules."""

    locality = peewee.ForeignKeyField(Locality, unique=True)
    version = peewee.IntegerField(default=0)

    class Meta:
        table_name = "points_book"


class Rule(Model):
    """One version of one rule: `number` is the rule's own in its village, and stays; this version
    holds from `starts_on` to `ends_on` (Shanghai days, both included; None: still).

    A deed is worth `least` to `most` points, taken away where `minus`. `per` is how often it
    may count: each time, or at most `cap` points a month or quarter and household (0: no cap).
    `offence`: only what an authority has decided for good may be entered, with its number.
    `activity` is the kind of activity of another plugin (leaders.task) that it counts, or "".
    """

    locality = peewee.ForeignKeyField(Locality)
    number = peewee.IntegerField()
    aspect = peewee.CharField(20)
    title = peewee.CharField(80)
    minus = peewee.BooleanField(default=False)
    least = peewee.IntegerField()
    most = peewee.IntegerField()
    per = peewee.CharField(10, default=OCCASION)
    cap = peewee.IntegerField(default=0)
    proof = peewee.BooleanField(default=False)
    offence = peewee.BooleanField(default=False)
    activity = peewee.CharField(40, default="")
    source = peewee.CharField(120, default="")  # where the rule comes from: 村规民约第 5 条
    starts_on = peewee.DateField()
    ends_on = peewee.DateField(null=True)
    made_by = peewee.ForeignKeyField(Person, null=True)
    made_at = UtcField(default=utc_now)

    class Meta:
        table_name = "points_rule"
        indexes = ((("locality", "number", "starts_on"), False), (("locality", "starts_on"), False))
        constraints = (Check("least > 0 AND most >= least AND cap >= 0"),)

    @classmethod
    def visible_to(cls, scope):
        """The book hangs on the village's wall: everybody's."""
        return cls.select()

    @classmethod
    def on(cls, day):
        """Condition: in force on this Shanghai day."""
        return (cls.starts_on <= day) & (cls.ends_on.is_null() | (cls.ends_on >= day))

    @classmethod
    def between(cls, first, last):
        """Condition: in force on a day from `first` to `last`."""
        until = cls.ends_on.is_null() | ((cls.ends_on >= first) & (cls.ends_on >= cls.starts_on))
        return (cls.starts_on <= last) & until

    @classmethod
    def open_on(cls, day):
        """Condition: in force on this day or coming into force after it."""
        return cls.ends_on.is_null() | ((cls.ends_on >= day) & (cls.ends_on >= cls.starts_on))

    def holds_on(self, day):
        """Whether it is in force on this Shanghai day."""
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)

    @property
    def void(self):
        """Whether it was replaced before it came into force, or on the very day."""
        return self.ends_on is not None and self.ends_on < self.starts_on

    @property
    def version(self):
        """What a form that changes it carries along: another version or another end is a stale one."""
        return f"{self.id}-{self.ends_on or ''}"

    @property
    def sign(self):
        """A key of SIGNS."""
        return MINUS if self.minus else PLUS

    @property
    def how_often(self):
        """每次, or 每季度最多 5 分."""
        limit = _l("%(per)s最多 %(cap)d 分", per=PERS[self.per], cap=self.cap)
        return limit if self.cap else PERS[self.per]

    @property
    def evidence(self):
        """What a deed under it has to rest on, in words."""
        if self.offence:
            return _l("主管部门生效的处理决定")
        if self.activity:
            return _l("任务验收后自动算")
        return _l("照片") if self.proof else _l("收集的人写明情况")

    @property
    def worth(self):
        """What it gives or takes, as it is printed: +3, −10, +2 至 +10."""
        sign = "−" if self.minus else "+"
        least, most = f"{sign}{self.least}", f"{sign}{self.most}"
        return least if least == most else str(_l("%(least)s 至 %(most)s", least=least, most=most))

    @property
    def full_title(self):
        """Aspect and title, as they stand on a line of the passbook."""
        return f"{ASPECTS[self.aspect]} · {self.title}"


Rule.add_index(Rule.index(Rule.locality, Rule.number, unique=True, where=Rule.ends_on.is_null(),
                          name="points_rule_current"))
