"""Who asked to see what, and why, stays between them and whoever answers: a word is planted in each
field, and everybody else looks for it on every page, in every ledger, copy, search and feed.
"""

from datetime import timedelta

import pytest

from linli.database import transaction, utc_now
from linli.people.services import give_post
from linli.testing.walking import everything, seen_in
from linli.toolkit.calendar import today
from linli.toolkit.notices import Notice
from plugins.cctv.footage import lists, services
from plugins.cctv.footage.models import FootageRequest
from plugins.cctv.tests.addresses import plant
from plugins.cctv.tests.planted.footage import make_camera

V, NEXT, TOWN = "440783108226", "440783108227", "440783108000"
COMMON = {"reason": "芦花巷里", "decision": "梧桐引路", "name": "丁香嫂子", "unit": "蕉岭北街",
          "content": "榕荫之下"}
SHOP = {"reason to a shop": "石桥东头", "refusal of a shop": "棉田西角"}
POLICE = {"paper": "鲤鱼门外", "reason of the police": "雁归来处"}
WORDS = {**COMMON, **SHOP, **POLICE}
OTHERS = ("吴国安", "张远", "陈玉莲", "方立秋", "周伯年", "关启文", "邓桂香", None)


@pytest.fixture
def planted(app, person, village, scope_of):
    """谢国强 asks about a common camera and is shown it, 胡月娥 asks 黄美珍's shop and is refused,
    谭志豪 asks as the police; 陈玉莲 serves as staff of the village next door.
    """
    place, start = village("宅群村"), utc_now() - timedelta(days=1)
    give_post(person("陈玉莲"), "village_staff", village("强亚村"))
    give_post(person("谭志豪"), "camera_police", place.parent)
    minutes = start, start + timedelta(minutes=5)

    def asked(asker, camera, key, reason, **told):
        made = services.ask(scope_of(asker), camera, *minutes, [], key, reason=reason,
                            **{"who": "self", "paper": "", **told})
        return lists.with_people(scope_of(asker), FootageRequest.select()).where(
            FootageRequest.id == made.id).get()
    with app.test_request_context():
        common, shop = make_camera(place), make_camera(place, person=person("黄美珍"), article=9)
        first = asked("谢国强", common, "1", COMMON["reason"])
        services.decide(scope_of("方敏仪"), first, True, True, COMMON["decision"], "2")
        services.show(scope_of("方敏仪"), first, "3", day=today(), name=COMMON["name"], how="viewed",
                      unit=COMMON["unit"], masked=True, content=COMMON["content"])
        second = asked("胡月娥", shop, "4", SHOP["reason to a shop"])
        services.decide(scope_of("黄美珍"), second, False, False, SHOP["refusal of a shop"], "5")
        third = asked("谭志豪", common, "6", POLICE["reason of the police"], who="police",
                      paper=POLICE["paper"])
        with transaction():
            values = plant(app, place, person)
    values.setdefault("", {}).update(module="cctv", token="1-x", notice_id=Notice.select().first().id)
    return [first.id, second.id, third.id], values


def found(app, client, planted, signed_in=True):
    """The names of the planted words that this client sees."""
    numbers, values = planted
    return set(seen_in(everything(app, client, values, (V, NEXT, TOWN), WORDS.values(), ["cctv"],
                                  {"request_id": numbers}, signed_in), WORDS))


@pytest.mark.parametrize("name", OTHERS)
def test_nobody_else_sees_a_word(app, client_as, planted, name):
    assert found(app, client_as(name), planted, name is not None) == set()


@pytest.mark.parametrize(("name", "theirs"), [
    ("方敏仪", set(COMMON) | set(POLICE)), ("梁书宁", set(COMMON) | set(POLICE)), ("谢国强", set(COMMON)),
    ("胡月娥", set(SHOP)), ("黄美珍", set(SHOP)), ("谭志豪", set(POLICE))])
def test_each_sees_what_is_theirs(app, client_as, planted, name, theirs):
    assert found(app, client_as(name), planted) == theirs


def test_no_notice_holds_a_word(planted):
    said = "".join(notice.title + notice.text for notice in Notice.select())
    assert said and not [word for word in WORDS.values() if word in said]
