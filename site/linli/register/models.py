"""What happened to a household, line by line."""

import peewee
from flask_babel import lazy_gettext as _l

from linli.database import Model, UtcField, utc_now
from linli.people.models import Household, Person

REGISTERED, IMPORTED, JOINED, LEFT, MOVED_IN, MOVED_AWAY = (
    "registered", "imported", "joined", "left", "moved_in", "moved_away")
SPLIT_FROM, SPLIT_OFF, MERGED_INTO, MERGED_IN, DIED, ADDRESS_CHANGED = (
    "split_from", "split_off", "merged_into", "merged_in", "died", "address_changed")
CLOSED, TAKEN_BACK, VILLAGE_MERGED, MOVED_WITHIN = "closed", "taken_back", "village_merged", "moved_within"
KINDS = {
    REGISTERED: _l("登记"), IMPORTED: _l("表格导入"), JOINED: _l("加入本户"), LEFT: _l("离开本户"),
    MOVED_IN: _l("迁入"), MOVED_AWAY: _l("迁出"), SPLIT_FROM: _l("从老户分出来"), SPLIT_OFF: _l("分出一户"),
    MERGED_INTO: _l("并到另一户"), MERGED_IN: _l("另一户并进来"), DIED: _l("过世"),
    ADDRESS_CHANGED: _l("改住址"), CLOSED: _l("注销"), TAKEN_BACK: _l("撤销导入"),
    VILLAGE_MERGED: _l("村居合并"), MOVED_WITHIN: _l("村内搬家"),
}


class HouseholdEvent(Model):
    """One line of a household's history; append-only, the database refuses anything else. `kind` is a
    key of KINDS, `day` the Shanghai day it happened, `other` the household that it has to do with,
    `words` what the one who entered it wrote. It goes only with a household or a person that an
    import made by mistake.
    """

    household = peewee.ForeignKeyField(Household, backref="events", on_delete="CASCADE")
    kind = peewee.CharField(20)
    person = peewee.ForeignKeyField(Person, null=True, backref="+", on_delete="CASCADE")
    other = peewee.ForeignKeyField(Household, null=True, backref="+")
    day = peewee.DateField()
    words = peewee.TextField(default="")
    made_by = peewee.ForeignKeyField(Person, null=True, backref="+")
    at = UtcField(default=utc_now)

    class Meta:
        table_name = "household_event"

    @classmethod
    def visible_to(cls, scope):
        """The lines of the households whose register one reads, and of one's own."""
        return cls.select().where(cls.household.in_(Household.kept_by(scope).select(Household.id))
                                  | cls.household.in_(Household.visible_to(scope).select(Household.id)))

    @property
    def kind_name(self):
        """The kind as a word."""
        return KINDS[self.kind]
