"""A place, known by its official code."""

import peewee

from linli.database import Model
from linli.toolkit.pinyin import Spelled

KINDS = {
    "province": "省", "city": "市", "county": "县区", "township": "镇街", "village": "行政村",
    "community": "社区", "natural_village": "自然村", "villager_group": "村民小组",
    "cluster": "片", "grid": "网格", "micro_grid": "微网格", "building": "楼栋",
    "staircase": "楼道",
}
VILLAGE_KINDS = ("village", "community")


class PathField(peewee.CharField):
    """Compared byte by byte everywhere, so that one range is one subtree."""

    def ddl_datatype(self, ctx):
        datatype = super().ddl_datatype(ctx)
        database = self.model._meta.database  # of the table that is made: a move has two at once
        if isinstance(getattr(database, "obj", database), peewee.PostgresqlDatabase):
            datatype = peewee.SQL(f"{datatype.sql} COLLATE \"C\"")
        return datatype


class Locality(Spelled, Model):
    """One place. `code` is official and has 12 digits; below the village it has a suffix
    (-z05 a villagers' group, -g03 a grid, -b12 a building, -s03 a
    staircase, -m07 a micro-grid). `path` holds the codes from the
    root down to this place, each followed by a slash. `initials` is how the name is typed
    (toolkit.pinyin). A retired code names its successor.
    """

    code = peewee.CharField(24, primary_key=True)
    name = peewee.CharField()
    short_name = peewee.CharField()
    initials = peewee.TextField(default="")
    kind = peewee.CharField(20)
    parent = peewee.ForeignKeyField("self", null=True, backref="children")
    path = PathField(unique=True)
    successor = peewee.ForeignKeyField("self", null=True, backref="predecessors")

    class Meta:
        table_name = "locality"
        indexes = ((("kind", "code"), False),)

    @property
    def is_village(self):
        """Whether this is a self-governing unit: an administrative village or a community."""
        return self.kind in VILLAGE_KINDS

    @property
    def lineage(self):
        """The codes from the root down to this place."""
        return self.path.rstrip("/").split("/")

    @classmethod
    def within(cls, path):
        """Condition: this place and everything below it, as one range on the index."""
        return (cls.path >= path) & (cls.path < path[:-1] + "0")  # "0" is what follows "/"

    @classmethod
    def visible_to(cls, scope):
        """Places are public: their names hang at every village's gate."""
        return cls.select()


class FormerName(Spelled, Model):
    """A name that a place bore up to a Shanghai day, that day no longer. `merged`: it was another place,
    which went up in this one on that day.
    """

    locality = peewee.ForeignKeyField(Locality, backref="+")
    name = peewee.CharField()
    short_name = peewee.CharField()
    initials = peewee.TextField(default="")
    until = peewee.DateField()
    merged = peewee.BooleanField(default=False)

    class Meta:
        table_name = "former_name"
