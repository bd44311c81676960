"""Who lives here, who serves here, and which devices are signed in."""

import peewee
from peewee import SQL

from linli.database import Model, UtcField, utc_now
from linli.localities.models import Locality
from linli.toolkit.personal import ADDRESS, EMAIL, NAME, PHONE, declare
from linli.toolkit.pinyin import Spelled


class Household(Model):
    """A household (户), the unit of the points book. `number` is the register's, per village;
    `block` the building, staircase or micro-grid it lives in, where the village has named one.
    `closed_on` is the Shanghai day on which it left the register (merged into another); its number
    is never given anew. `version` guards what is decided over its people.
    """

    locality = peewee.ForeignKeyField(Locality, backref="households")
    block = peewee.ForeignKeyField(Locality, null=True, backref="+")
    number = peewee.CharField(20)
    address = peewee.CharField()
    closed_on = peewee.DateField(null=True)
    version = peewee.IntegerField(default=0)

    class Meta:
        table_name = "household"
        personal = declare(address=ADDRESS)
        indexes = ((("locality", "number"), True),)

    @classmethod
    def visible_to(cls, scope):
        """A resident's own household."""
        household = scope.person.household_id if scope.person else None
        return cls.select().where(cls.id == household)

    @classmethod
    def kept_by(cls, scope):
        """Those of the villages, or of the blocks, whose register one reads."""
        return cls.select().where(scope.holds("register.read", cls.place()))

    @classmethod
    def counted_by(cls, scope):
        """Those of the places whose register one sees without names."""
        return cls.select().where(scope.holds("register.masked", cls.place()))

    @classmethod
    def place(cls):
        """Expression: where it lies, its block, or the village where it has none."""
        return peewee.fn.COALESCE(cls.block, cls.locality)

    @classmethod
    def registered(cls):
        """Condition: it stands in the register. Whatever lists or counts households asks for it."""
        return cls.closed_on.is_null()

    @classmethod
    def registered_in(cls, village):
        """Query: the register of a village, numbers and addresses; for its staff."""
        return cls.select().where(cls.locality == village, cls.registered())


class Person(Spelled, Model):
    """A person. `phone` is E.164; without a password they can't sign in yet. `locality` is the
    village they live in, which makes them a resident there. `initials` is how the name is typed
    (toolkit.pinyin), `zone` the time zone they chose (Asia/Shanghai, America/Vancouver …), "" where the
    phone tells it. `language` (of `linli.languages`) is what they are told in; None: the house's. `told_by`
    is the way (delivery.ways) by which they hear outside the site that there is a notice; "" by none.
    `second_factor_at` is when they set up a second step of signing in, None where there is none. `version`
    is the guard of every rule over what one person has (open bookings …).
    """

    name = peewee.CharField(40)
    initials = peewee.TextField(default="")
    phone = peewee.CharField(20, null=True, unique=True)
    email = peewee.CharField(null=True)
    told_by = peewee.CharField(20, default="")
    language = peewee.CharField(20, null=True)
    password_hash = peewee.CharField(null=True)
    household = peewee.ForeignKeyField(Household, null=True, backref="people")
    locality = peewee.ForeignKeyField(Locality, null=True, backref="residents")
    disabled_at = UtcField(null=True)
    second_factor_at = UtcField(null=True)
    zone = peewee.CharField(40, default="")
    version = peewee.IntegerField(default=0)
    is_head = peewee.BooleanField(default=False)

    class Meta:
        table_name = "person"
        personal = declare(name=NAME, initials=NAME, phone=PHONE, email=EMAIL)

    @classmethod
    def visible_to(cls, scope):
        """Oneself: what staff see of others, each module's own rows decide."""
        return cls.select().where(cls.id == (scope.person.id if scope.person else None))

    @classmethod
    def kept_by(cls, scope):
        """Those of the households that stand in a register which one reads."""
        homes = Household.kept_by(scope).where(Household.registered()).select(Household.id)
        return cls.select().where(cls.household.in_(homes))

    @classmethod
    def found_by(cls, scope, permission="people.find"):
        """Query: those who live in a place where this permission is held: in its villages, or in the
        blocks of a grid; whose account is closed is found by nobody.
        """
        homes = Household.select(Household.id).where(
            scope.holds(permission, Household.locality) | scope.holds(permission, Household.block))
        return cls.select().where(cls.disabled_at.is_null(), scope.holds(permission, cls.locality)
                                  | cls.household.in_(homes))

    @classmethod
    def near(cls, person):
        """Query: the ids of this person and of everybody of their household. Nobody decides about
        what is theirs.
        """
        home = cls.household == person.household_id if person.household_id else SQL("(1 = 0)")
        return cls.select(cls.id).where((cls.id == person.id) | home)

    @classmethod
    def gone(cls):
        """Query: the ids of those whose account is closed: they died, or were shut out."""
        return cls.select(cls.id).where(cls.disabled_at.is_null(False))

    def is_near(self, other):
        """Whether `other` is this person, or somebody of their household; None is nobody."""
        if other is None:
            return False
        same_home = self.household_id is not None and self.household_id == other.household_id
        return self.id == other.id or same_home


Person.add_index(Person.index(Person.household, unique=True, where=Person.is_head, name="person_head"))
Person.add_index(Person.index(Person.name, name="person_name"))


class Post(Model):
    """A role (岗位) that a person holds in a locality and all below it, from a date to a date.

    Duties attach to posts: one person may hold several, and a past one keeps its history.
    """

    person = peewee.ForeignKeyField(Person, backref="posts")
    role = peewee.CharField(40)
    locality = peewee.ForeignKeyField(Locality, backref="posts")
    starts_on = peewee.DateField()
    ends_on = peewee.DateField(null=True)

    class Meta:
        table_name = "post"
        indexes = ((("person", "role", "locality", "starts_on"), True),)

    @classmethod
    def held_on(cls, day):
        """Condition: in force on this day (a Shanghai date)."""
        return (cls.starts_on <= day) & (cls.ends_on.is_null() | (cls.ends_on >= day))

    @classmethod
    def visible_to(cls, scope):
        """One's own posts."""
        return cls.select().where(cls.person == (scope.person.id if scope.person else None))


class Session(Model):
    """One signed-in device. The cookie holds the token, this table only its hash. While it is `waiting`
    for the second step it opens nothing; `proved_at` is when its person last showed who they are, by
    password or by code. `proxy_key` is the consent (people.proxies) under which it acts for somebody since
    `proxy_at`, None where it acts for its own person.
    """

    token_hash = peewee.CharField(64, unique=True)
    person = peewee.ForeignKeyField(Person, backref="sessions")
    device = peewee.CharField(80)
    started_at = UtcField(default=utc_now)
    seen_at = UtcField(default=utc_now)
    ended_at = UtcField(null=True)
    waiting = peewee.BooleanField(default=False)
    proved_at = UtcField(null=True)
    proxy_key = peewee.IntegerField(null=True, column_name="proxy_id")
    proxy_at = UtcField(null=True)

    class Meta:
        table_name = "session"

    @classmethod
    def visible_to(cls, scope):
        """One's own devices that are still signed in."""
        return cls.select().where(
            cls.person == (scope.person.id if scope.person else None), cls.ended_at.is_null(),
            ~cls.waiting)


class Guess(Model):
    """A failed sign-in, kept to limit guessing; `key` is a hash of the phone or the address."""

    key = peewee.CharField(64)
    at = UtcField(default=utc_now)

    class Meta:
        table_name = "guess"
        indexes = ((("key", "at"), False),)
