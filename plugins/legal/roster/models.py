"""Rosters and leave, as rows; the arithmetic is in `duty` and `slots`."""

import peewee
from flask_babel import lazy_gettext as _l

from linli.database import Model
from linli.localities.models import Locality
from plugins.legal.advisers.models import Adviser
from plugins.legal.roster.duty import Pattern, Shift
from plugins.legal.roster.slots import Leave as LeaveHours

PLACES = {"room": _l("到村里当面谈"), "phone": _l("打电话"), "video": _l("视频"),
          "home": _l("上门")}
PLACE_LABELS = {"room": _l("地点"), "phone": _l("顾问的电话"), "video": _l("会议号或链接"),
                "home": _l("上门地址")}
WHAT_TO_DO = {
    "room": _l("到时间过去就行，不用排队，不用交钱。"),
    "phone": _l("到时间请等顾问的电话，没等到就打上面的号码，不用交钱。"),
    "video": _l("到时间点开上面的会议，不用交钱。"),
    "home": _l("到时间请在家等顾问上门，不用交钱。")}
HOLIDAYS = {"skip": _l("放假就不来"), "next_workday": _l("顺延到下一个工作日"),
            "keep": _l("放假照常")}


class Roster(Model):
    """When and where an adviser is there for one village.

    Which of `weekday` (0 Monday), `nth` (-1 last), `month_day` and `anchor` count is said by
    `kind`: weekly, fortnightly, nth_weekday, month_day or once. Times are Shanghai wall time.
    `version` counts its changes (toolkit.editing).
    """

    adviser = peewee.ForeignKeyField(Adviser, backref="rosters")
    locality = peewee.ForeignKeyField(Locality)
    kind = peewee.CharField(20)
    weekday = peewee.IntegerField(null=True)
    nth = peewee.IntegerField(null=True)
    month_day = peewee.IntegerField(null=True)
    anchor = peewee.DateField(null=True)
    starts = peewee.TimeField()
    ends = peewee.TimeField()
    first_day = peewee.DateField()
    last_day = peewee.DateField(null=True)
    on_holiday = peewee.CharField(20, default="skip")
    place_kind = peewee.CharField(10, default="room")
    place = peewee.CharField()
    version = peewee.IntegerField(default=0)

    class Meta:
        table_name = "legal_roster"

    @classmethod
    def visible_to(cls, scope):
        """The rosters of the place of this request, which hang in the village office too."""
        return cls.select().where(cls.locality == scope.locality)

    def shift(self):
        """This row for the arithmetic of slots."""
        return Shift(
            roster_id=self.id, adviser_id=self.adviser_id, locality_code=self.locality_id,
            pattern=Pattern(self.kind, self.weekday, self.nth, self.month_day, self.anchor),
            starts=self.starts, ends=self.ends, first_day=self.first_day, last_day=self.last_day,
            on_holiday=self.on_holiday, place_kind=self.place_kind, place=self.place)


class Leave(Model):
    """Days, or hours of each of them, on which an adviser is away: everywhere or in one village."""

    adviser = peewee.ForeignKeyField(Adviser, backref="leaves")
    locality = peewee.ForeignKeyField(Locality, null=True)
    first_day = peewee.DateField()
    last_day = peewee.DateField()
    starts = peewee.TimeField(null=True)
    ends = peewee.TimeField(null=True)

    class Meta:
        table_name = "legal_leave"

    @classmethod
    def visible_to(cls, scope):
        """What concerns the place of this request hangs in the village office."""
        return cls.concerning(scope.locality)

    @classmethod
    def concerning(cls, locality):
        """Query: leave, here or everywhere, of the advisers who serve this place."""
        return cls.select().where(
            cls.adviser.in_(Adviser.serving(locality).select(Adviser.id)),
            cls.locality.is_null() | (cls.locality == locality))

    def hours(self):
        """This row for the arithmetic of slots."""
        return LeaveHours(self.adviser_id, self.first_day, self.last_day, self.starts, self.ends,
                          self.locality_id)
