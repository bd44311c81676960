"""The demo of cameras: what was accepted, what stood before, filings, faults, and points to cover."""

from datetime import date, datetime, time, timedelta

from linli.people.services import give_post
from linli.toolkit.calendar import SHANGHAI, add_working_days, local
from linli.toolkit.numbers import next_number
from linli.toolkit.workflow import History, key_of
from plugins.cctv.applications.lens import FILING, asks
from plugins.cctv.applications.models import ACCEPTED, Application
from plugins.cctv.cameras.models import (
    MOVED,
    OFF_LINE,
    REPAIRED,
    REPORTED,
    VISITED,
    WORKING,
    Camera,
    CameraChange,
    Fault,
    Point,
)
from plugins.cctv.works.installing import article_of
from plugins.cctv.works.lists import last_installation

CLERK, POLICE = "方敏仪", "谭志豪"
SINCE = date(2026, 1, 1)
FILING_DAYS = 30
# Village, where, article, days of use, days since it was filed (None: not filed).
STOOD = (("宅群村", "村委会门口", 7, 400, 380), ("宅群村", "宅群小学门口", 7, 300, 280),
         ("宅群村", "榕树头三岔路口", 7, 90, 40), ("宅群村", "老码头", 7, 34, None),
         ("宅群村", "祠堂广场", 7, 12, None), ("宅群村", "晒谷场", 7, 210, 190),
         ("强亚村", "村口牌坊", 7, 260, 240), ("强亚村", "文化楼前", 7, 120, 100),
         ("强亚村", "碉楼停车场", 7, 20, None))
# Village → where its first point lies (degrees), and the points that no camera covers yet.
MIDDLE = {"宅群村": (22.3612, 112.5586), "强亚村": (22.3731, 112.5724)}
UNCOVERED = (("宅群村", "北面鱼塘边"), ("宅群村", "旧粮仓路口"), ("强亚村", "公交站"))


def fill(town):
    """The register of two villages; 谭志豪 files for the township."""
    give_post(town.cast[POLICE], "camera_police", town.place, SINCE)
    stood = [_stood(town, *row) for row in STOOD]
    for row in Application.select().where(Application.state == ACCEPTED).order_by(Application.id):
        _accepted(town, row)
    for camera in stood:
        Point.create(locality=camera.locality_id, title=camera.place, camera=camera,
                     listed_on=town.today - timedelta(days=150))
    for village, title in UNCOVERED:
        Point.create(locality=town.villages[village], title=title, listed_on=town.today - timedelta(days=60))
    CameraChange.create(camera=stood[5], kind=MOVED, day=town.today - timedelta(days=70),
                        person=town.cast[CLERK], before="晒谷场东角电线杆",
                        words="电线杆要拆，移到仓库外墙。")
    _faults(town, stood)


def _stood(town, village, place, article, used, filed):
    """One that staff entered."""
    since = town.today - timedelta(days=used)
    filed_on = None if filed is None else town.today - timedelta(days=filed)
    due = since + timedelta(days=FILING_DAYS) if asks(article, FILING) else None
    return _camera(town, town.villages[village], since, CLERK, place=place, article=article, sees=("road",),
                   serial=f"HK{since:%y%m%d}", file_by=due, filed_on=filed_on,
                   filing_number=f"开公视备{filed_on:%Y%m%d}" if filed_on else "")


def _accepted(town, row):
    """What became of an application, on the day it was accepted."""
    day = local(History.get(History.record == key_of(row), History.target == ACCEPTED).at).date()
    fitted, article = last_installation(row), article_of(row)
    _camera(town, row.locality, day, CLERK, application=row, place=row.place, serial=fitted.serial,
            person=None if row.kind == "village" else row.person, article=article, sees=row.sees,
            file_by=day + timedelta(days=FILING_DAYS) if asks(article, FILING) else None)


def _camera(town, village, since, clerk, **columns):
    """With a place on the map near the middle of its village."""
    north, east = MIDDLE[village.short_name]
    camera = Camera.create(
        number=next_number("SXT", town.today.year), locality=village, since=since,
        latitude=round(north + town.random.uniform(-0.004, 0.004), 5),
        longitude=round(east + town.random.uniform(-0.005, 0.005), 5),
        sign=columns["article"] != 0, **columns)
    _history(camera, "begin", "", WORKING, columns.get("person") or town.cast[clerk], _at(since, 17))
    return camera


def _faults(town, cameras):
    """One repaired in time, one reported yesterday, one that waits for a part; so long it is dark."""
    _fault(town, cameras[1], 40, "晚上看不清，画面发白。", REPAIRED, "红外灯坏了，换了一个。")
    _fault(town, cameras[0], 1, "画面一卡一卡的。", REPORTED, "")
    _fault(town, cameras[2], 9, "没有画面了，灯也不亮。", VISITED, "电源烧了，等配件，下周来换。")
    _history(cameras[2], "off_line", WORKING, OFF_LINE, town.cast[CLERK],
             _at(town.today - timedelta(days=9), 9))
    Camera.update(state=OFF_LINE).where(Camera.id == cameras[2].id).execute()


def _fault(town, camera, ago, text, state, words):
    day, clerk = town.today - timedelta(days=ago), town.cast[CLERK]
    seen = add_working_days(day, 2)
    fault = Fault.create(
        number=next_number("BX", day.year), locality=camera.locality_id, camera=camera, text=text,
        reported_by=clerk, reported_at=_at(day, 8), visit_by=add_working_days(day, 3), state=state,
        words=words, done_on=seen if state == REPAIRED else None)
    _history(fault, "begin", "", REPORTED, clerk, _at(day, 8))
    if words:
        _history(fault, "repair" if state == REPAIRED else "visit", REPORTED, state, clerk, _at(seen, 15),
                 words)


def _history(row, name, source, target, person, at, note=""):
    History.create(record=key_of(row), name=name, source=source, target=target, person=person, at=at,
                   note=note)


def _at(day, hour):
    return datetime.combine(day, time(hour), SHANGHAI)
