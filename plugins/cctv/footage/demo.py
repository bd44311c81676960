"""The demo of requests to view footage: one that was shown, one that waits."""

from datetime import datetime, time, timedelta

from linli.toolkit.calendar import SHANGHAI, add_working_days
from linli.toolkit.numbers import next_number
from linli.toolkit.workflow import History
from plugins.cctv.cameras.models import Camera
from plugins.cctv.footage.models import ASKED, SELF, SHOWN, VIEWED, Access, FootageRequest


def fill(town):
    """As `linli_demo` wants it: 黄美珍 looked for her electric bike, 谢国强 waits for an answer about a
    scratched car; both ask about the oldest common camera of 宅群村 that sees public ground.
    """
    village = town.villages["宅群村"]
    camera = Camera.select().where(Camera.locality == village, Camera.article == 7,
                                   Camera.person.is_null()).order_by(Camera.since).get()
    shown = _request(town, village, camera, "黄美珍", 12,
                     "电动车停在这里被人推走了，想看是往哪边去的。", SHOWN)
    answered = _at(town, 10, 10)
    FootageRequest.update(decided_by=town.cast["方敏仪"], decided_on=answered.date(), masked=True,
                          decision="同意。带身份证到村委会看，别人的脸会遮住。").where(
        FootageRequest.id == shown.id).execute()
    _line(shown, "grant", ASKED, "granted", town.cast["方敏仪"], answered)
    _line(shown, "show", "granted", SHOWN, town.cast["方敏仪"], _at(town, 9, 15))
    Access.create(request=shown, day=_at(town, 9, 15).date(), name="黄美珍", how=VIEWED, masked=True,
                  content="19:10–19:25 东边路口", person=town.cast["方敏仪"], at=_at(town, 9, 15))
    _request(town, village, camera, "谢国强", 1, "车停在这里被刮了，想看是哪辆车刮的，好商量怎么修。", ASKED)


def _request(town, village, camera, who, ago, reason, state):
    asked = _at(town, ago, 9)
    made = FootageRequest.create(
        number=next_number("DY", asked.year), locality=village, camera=camera,
        person=town.cast[who], who=SELF, reason=reason, starts_at=_at(town, ago + 1, 19),
        ends_at=_at(town, ago + 1, 20), state=state, answer_by=add_working_days(asked.date(), 3),
        asked_at=asked)
    _line(made, "begin", "", ASKED, town.cast[who], asked)
    return made


def _line(made, name, source, target, person, at):
    History.create(record=f"cctv_footage_request:{made.id}", name=name, source=source, target=target,
                   person=person, at=at)


def _at(town, ago, hour):
    return datetime.combine(town.today - timedelta(days=ago), time(hour), SHANGHAI)
