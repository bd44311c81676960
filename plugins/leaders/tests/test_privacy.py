"""What a household asks for stays between it, its leader and the village: a word is planted in each
text, and everybody else looks for it on every page, in every ledger, copy, search and feed.
"""

import pytest

from linli.database import transaction
from linli.people.models import Household
from linli.testing.walking import copies, everything, seen_in
from linli.toolkit.calendar import today
from linli.toolkit.notices import Notice
from plugins.leaders.journal import lists, services
from plugins.leaders.journal.models import Appeal
from plugins.leaders.tests.addresses import plant

V, TOWN = "440783108226", "440783108000"
WORDS = {"asked at a visit": "芦花巷里", "answer to a visit": "梧桐引路", "written": "蕉岭北街",
         "answer to what was written": "榕荫之下", "written to the village": "石桥东头"}
HOME, WRITTEN = {"asked at a visit", "answer to a visit"}, {"written", "answer to what was written"}


@pytest.fixture
def planted(app, person, block, scope_of):
    """劳伟明 visits 胡月娥's household, which asks for something; 黄美珍 writes to 邓桂香, and 谢国强 to
    the village.
    """
    home = Household.get_by_id(person("胡月娥").household_id)

    def row(scope, number):
        return lists.with_people(scope, Appeal.visible_to(scope)).where(Appeal.id == number).get()
    with app.test_request_context():
        lao, deng = scope_of("劳伟明", block("祠堂边")), scope_of("邓桂香", block("1 号楼"))
        mine = lists.homes_of(lao).where(Household.id == home.id).get()
        visit = services.record_visit(lao, mine, today(), "door",
                                      [("hardship", WORDS["asked at a visit"])], "one")
        first = visit.appeals.get()
        services.answer(lao, row(lao, first.id), WORDS["answer to a visit"], "two")
        second = services.ask(scope_of("黄美珍"), block("1 号楼"), "dispute", WORDS["written"], "three")
        services.answer(deng, row(deng, second.id), WORDS["answer to what was written"], "four")
        third = services.ask(scope_of("谢国强"), block("村口"), "other", WORDS["written to the village"],
                             "five")
        with transaction():
            values = plant(app, block("祠堂边").parent, person)
    values[""].update(module="leaders", token="1-x", notice_id=Notice.select().first().id)
    return [first.id, second.id, third.id], values


def found(app, client, planted, signed_in=True):
    """The names of the planted words that this client sees."""
    numbers, values = planted
    places = [V, TOWN, *(f"{V}-{end}" for end in ("b01", "m01", "m02"))]
    return set(seen_in(everything(app, client, values, places, WORDS.values(), ["leaders"],
                                  {"appeal_id": numbers}, signed_in), WORDS))


@pytest.mark.parametrize("name", ["梁书宁", "吴国安", "张远", "陈玉莲", "方立秋", "周伯年", None])
def test_nobody_else_sees_a_word(app, client_as, planted, name):
    assert found(app, client_as(name), planted, name is not None) == set()


@pytest.mark.parametrize(("name", "theirs"), [
    ("方敏仪", set(WORDS)), ("胡月娥", HOME), ("劳伟明", HOME), ("黄美珍", WRITTEN), ("邓桂香", WRITTEN),
    ("谢国强", {"written to the village"})])
def test_each_sees_what_is_theirs(app, client_as, planted, name, theirs):
    assert found(app, client_as(name), planted) == theirs


def test_no_notice_and_no_ledger_holds_a_word(app, client_as, planted):
    said = "".join(notice.title + notice.text for notice in Notice.select())
    taken = copies(app, client_as("方敏仪"), [V], modules=["leaders"])
    copied = b"".join(data for where, data in taken if where.endswith((" xlsx", " csv")))
    assert copied and not [word for word in WORDS.values() if word in said or word.encode() in copied]
