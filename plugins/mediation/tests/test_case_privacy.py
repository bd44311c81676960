"""What is told stays here: words are planted, and everybody else looks for them on every page, in every
register, copy, notice and feed. While violence is held back, the other side is everybody else.
"""

import pytest

from linli.testing.walking import everything, seen_in
from linli.toolkit.notices import Notice
from plugins.mediation.cases.models import Matter, Party
from plugins.mediation.cases.states import HELD, LOOKING
from plugins.mediation.tests.addresses import plant
from plugins.mediation.tests.making import make_case

PLACES = ("440783108226", "440783108000")
WORDS = {"summary": "芦花巷里", "wish": "梧桐引路", "findings": "蕉岭北街", "applicant": "丁香嫂子",
         "phone": "13987650001"}


@pytest.fixture
def values(app, place, person, mediators):
    """What fills addresses."""
    with app.test_request_context():
        found = plant(app, place, person)
    notice = Notice.create(person=person("吴国安"), title="x", text="x", url="/me/")
    found.setdefault("", {}).update(module="mediation", notice_id=notice.id, token="1-x")
    return found


@pytest.fixture
def secret(place, person, mediators):
    """`secret(state)`: a case with WORDS in it; 邓桂香 applied, 谢国强 is the other side."""
    def make(state):
        case = make_case(place, person("邓桂香"), person("谢国强"), state, mediators[0],
                         violence=state == HELD)
        Matter.update(summary=WORDS["summary"], wish=WORDS["wish"], findings=WORDS["findings"]).where(
            Matter.case == case).execute()
        Party.update(name=WORDS["applicant"], phone=f"+86{WORDS['phone']}").where(
            Party.case == case, Party.side == "applicant").execute()
        return case
    return make


@pytest.mark.parametrize("name", ["谢国强", "方敏仪", "梁书宁", "方立秋", "黄美珍", None])
def test_nobody_else_finds_a_word_of_what_is_held(app, client_as, values, secret, name):
    case = secret(HELD)
    words = {**WORDS, "code": case.code} if name else WORDS  # the way to sign-in repeats the address
    found = everything(app, client_as(name), values, PLACES, WORDS.values(), {"mediation"},
                       {"code": [case.code]}, signed_in=name is not None)
    found = ((where.replace(case.code, ""), data) for where, data in found)
    assert seen_in(found, words) == {}


@pytest.mark.parametrize("name", ["方敏仪", "关淑贞", "胡月娥"])
def test_nor_of_a_case_in_a_mediators_hands(app, client_as, values, secret, name):
    case = secret(LOOKING)
    found = everything(app, client_as(name), values, PLACES, WORDS.values(), {"mediation"},
                       {"code": [case.code]})
    assert seen_in(found, WORDS) == {}


def test_the_walk_would_find_them(app, client_as, values, secret):
    """Whoever has it in hand sees every word: the walk looks where they stand."""
    case = secret(LOOKING)
    found = everything(app, client_as("吴国安"), values, PLACES[:1], WORDS.values(), {"mediation"},
                       {"code": [case.code]})
    assert seen_in(found, {key: word for key, word in WORDS.items() if key != "phone"}).keys() == {
        "summary", "wish", "findings", "applicant"}
