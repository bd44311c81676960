"""Talks and meetings as people say them."""

from flask_babel import lazy_gettext as _l

from linli.toolkit import zones
from linli.toolkit.calendar import date_text, to_utc
from plugins.legal.gatherings.models import MEETING, TALK

SPEAKER = {TALK: _l("谁来讲"), MEETING: _l("谁参加")}
NOTES = {TALK: _l("讲了什么"), MEETING: _l("议了什么、定了什么")}
READERS = {TALK: _l("大家都看得到，请不要写村民的姓名"), MEETING: _l("只有村委和顾问看得到")}


def held_text(gathering):
    """11 月 25 日 周三 上午 9:30, and only the day where no time was said."""
    day = date_text(gathering.day)
    if gathering.starts is None:
        return day
    return f"{day} {zones.clock(to_utc(gathering.day, gathering.starts))}"
