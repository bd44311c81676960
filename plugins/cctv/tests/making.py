"""Programmes and applications for tests, written straight into their tables."""

from datetime import timedelta

from linli.toolkit.calendar import today
from plugins.cctv.applications.models import APPLIED, QUOTED, Application, Quote
from plugins.cctv.cameras.models import NO_FAULT, REMOVED, Camera, Fault, Point
from plugins.cctv.programmes.models import OPEN, Package, Programme


def make_programme(township, state=OPEN, budget=10_000_00, **columns):
    """An open programme of the township with one package of 399 元: returns (programme, package)."""
    count = Programme.select().count() + 1
    programme = Programme.create(**{
        "locality": township, "number": f"XM-test-{count}", "title": "雪亮工程测试", "state": state,
        "first_day": today() - timedelta(days=10), "last_day": today() + timedelta(days=80),
        "budget": budget, **columns})
    package = Package.create(
        programme=programme, key="basic", title="门口一路", camera="400 万像素", storage="64 GB 卡",
        price=399_00, telecom_permille=250, resident_permille=250, resident_least=99_00)
    return programme, package


def make_application(package, place, person, state=APPLIED, **columns):
    """An application of `person` in the village `place`, with a quote; returns it."""
    count = Application.select().count() + 1
    made = Application.create(**{
        "number": f"SB-test-{count}", "programme": package.programme_id, "package": package,
        "locality": place, "person": person, "household": person.household_id, "kind": "home",
        "place": "祠堂边 3 号门口", "state": state,
        "turn": "village_staff" if state == QUOTED else "", **columns})
    if state not in ("applied", "surveyed"):
        Quote.create(application=made, price=399_00, telecom=99_75, resident=99_75, town=199_50,
                     person=person)
    return made


def make_camera(village, person=None, **columns):
    """A camera of a village, of `person` or of the village itself; returns it."""
    count = Camera.select().count() + 1
    return Camera.create(**{
        "number": f"SXT-test-{count}", "locality": village, "person": person, "place": "村口牌坊",
        "since": today() - timedelta(days=10), "serial": f"SN-{count}", **columns})


def take_down_all():
    """Let no camera of the demo stand, with nothing of it open, and no point be listed."""
    Fault.update(state=NO_FAULT, done_on=today()).execute()
    Camera.update(state=REMOVED, removed_on=today(), file_by=None, filed_on=None).execute()
    Point.delete().execute()
