"""What is said in a mediation room stays there, and who sat in it (人民调解法; DOMAIN section 6): names and
words are planted in a case, and everybody else looks for them on every page of the site, in every
ledger, copy, search, figure and feed.
"""

from datetime import timedelta

import pytest

from linli.audit.models import AuditLine
from linli.database import transaction, utc_now
from linli.testing.pages import photo
from linli.testing.walking import everything, seen_in
from linli.toolkit.calendar import today
from linli.toolkit.notices import Notice
from linli.toolkit.uploads import store_photo
from plugins.mediation.agreements.models import Agreement, FollowUp, Term
from plugins.mediation.cases.models import Case, Matter, Party
from plugins.mediation.cases.states import AGREED, HELD
from plugins.mediation.papers.models import Scan
from plugins.mediation.sessions.models import HELD as OVER
from plugins.mediation.sessions.models import Record, Seat, Session
from plugins.mediation.tests.making import make_case

V, TOWN = "440783108226", "440783108000"
WORDS = {
    "applicant": "苗青竹娘", "other side": "石榴花开", "phone": "13987650002", "address": "芦花巷尾",
    "summary": "梧桐引路", "wish": "蕉岭北街", "findings": "榕荫之下", "record": "石桥东头",
    "bodies": "棉田西角", "facts": "鲤鱼门外", "liability": "雁归来处", "term": "竹影深深",
    "follow-up": "荔枝湾前", "caption": "白鹭洲边", "held": "青石板上"}
OTHERS = ("方敏仪", "梁书宁", "余海川", "关启文", "方立秋", "陈玉莲", "关淑贞", "胡月娥", "谭志豪", None)
PARTIES = ("黄美珍", "谢国强")
UNTOLD = {"held", "findings", "follow-up", "caption"}  # the second case was not told; the rest is others'


@pytest.fixture
def planted(app, village, person, values):
    """吴国安's case of 黄美珍 and 谢国强 with a word in each text, and one that is held back from 谢国强."""
    place, mediator = village("宅群村"), person("吴国安")
    with app.test_request_context(), transaction():
        case = make_case(place, *map(person, PARTIES), AGREED, mediator, agreed_on=today())
        Matter.update(summary=WORDS["summary"], wish=WORDS["wish"], findings=WORDS["findings"]).where(
            Matter.case == case).execute()
        for name, side in zip(PARTIES, ("applicant", "other side"), strict=True):
            Party.update(name=WORDS[side], phone=WORDS["phone"], address=WORDS["address"]).where(
                Party.case == case, Party.person == person(name)).execute()
        session = _session(case, mediator)
        agreement = Agreement.create(case=case, facts=WORDS["facts"], liability=WORDS["liability"],
                                     signed_on=today(), confirm_by=today() + timedelta(days=30),
                                     follow_up_by=today() + timedelta(days=30))
        Term.create(agreement=agreement, party=case.parties.first(), text=WORDS["term"],
                    due_on=today() + timedelta(days=9))
        FollowUp.create(case=case, party=case.parties.first(), day=today(), kept=True,
                        words=WORDS["follow-up"], person=mediator)
        Scan.create(case=case, kind="evidence", upload=store_photo(photo()[0], mediator, app.config["DATA"]),
                    caption=WORDS["caption"], person=mediator)
        held = make_case(place, *map(person, PARTIES), HELD, violence=True)
        Matter.update(summary=WORDS["held"]).where(Matter.case == held).execute()
    return [case.code, held.code], values, session


def _session(case, mediator):
    at = utc_now() - timedelta(days=2)
    session = Session.create(locality=case.locality, case=case, mediator=mediator, place="祠堂", state=OVER,
                             starts_at=at, ends_at=at + timedelta(hours=1), bodies=WORDS["bodies"])
    Record.create(session=session, text=WORDS["record"], minutes=60)
    for party in case.parties:
        Seat.create(session=session, party=party, came=True)
    return session


def found(app, client, planted, signed_in=True, modules=None):
    """{word: where it was seen} by this client, in the whole site."""
    codes, values, session = planted
    return seen_in(everything(app, client, values, [V, TOWN], WORDS.values(), modules,
                              {"code": codes, "session_id": [session.id]}, signed_in), WORDS)


@pytest.mark.parametrize("name", OTHERS)
def test_who_is_no_party_sees_no_name_and_no_word(app, client_as, planted, name):
    assert found(app, client_as(name), planted, name is not None,
                 modules=None if name in ("方敏仪", None) else ["mediation"]) == {}


def test_the_same_walk_finds_what_is_theirs(app, client_as, planted):
    """Or we look in the wrong places."""
    mine = found(app, client_as("吴国安"), planted, modules=["mediation"])
    assert mine.keys() == WORDS.keys()
    assert not [where for places in mine.values() for where in places if "/ledgers/" in where]
    assert found(app, client_as("黄美珍"), planted, modules=["mediation"]).keys() >= {
        "applicant", "other side", "summary", "record", "facts", "term", "held"}


def test_what_is_held_back_reaches_the_other_side_nowhere(app, client_as, planted, person):
    seen = found(app, client_as("谢国强"), planted)
    assert not UNTOLD & seen.keys() and {"record", "facts"} <= seen.keys()
    told = Notice.select().where(Notice.person == person("谢国强"))
    held = Case.get(Case.state == HELD, Case.code == planted[0][1])
    assert not [row for row in told if held.code in row.url]


def test_who_opens_a_file_as_no_party_is_written_down(client_as, planted, person):
    case = planted[0][0]
    for name in (*PARTIES, "吴国安"):
        assert client_as(name).get(f"/{V}/mediation/cases/{case}").status_code == 200
    lines = AuditLine.select().where(AuditLine.what.contains(case) | AuditLine.details.contains(case))
    assert {line.person_id for line in lines} == {person("吴国安").id}


def test_no_notice_and_no_audit_line_holds_a_word(app, client_as, planted):
    found(app, client_as("吴国安"), planted, modules=["mediation"])
    said = "".join(row.title + row.text for row in Notice.select())
    said += "".join(row.reason + row.details for row in AuditLine.select())
    assert not [word for word in WORDS.values() if word in said]
