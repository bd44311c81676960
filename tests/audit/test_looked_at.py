"""谁看过我的资料 where the audit names nobody: told to those it is about, and never more than they know."""

from datetime import timedelta

import pytest

from linli.audit.models import AuditLine
from linli.database import transaction, utc_now
from linli.people.models import Household, Person
from linli.testing import post
from plugins.leaders.claims.models import ACCEPTED, Claim
from plugins.mediation.cases.models import NO, RESPONDENT, Case, Party
from plugins.mediation.cases.states import APPLIED, HELD, SITTING
from plugins.mediation.tests.making import make_case
from plugins.points.accounts.models import Account

V, TOWN = "/440783108226", "/440783108000"
SEEN, MEDIATOR, SIDES = "/me/seen", "吴国安", ("黄美珍", "谢国强")


@pytest.fixture
def make(village, person):
    """`make(state)`: a case of 黄美珍 and 谢国强 that 吴国安 has in hand, or finds on his desk."""
    return lambda state, **columns: make_case(village("宅群村"), *map(person, SIDES), state,
                                              person(MEDIATOR), **columns)


def opens(client_as, case, name=MEDIATOR):
    assert client_as(name).get(f"{V}/mediation/cases/{case.code}").status_code == 200


def told(client_as, name):
    """Whether the page of this person tells of a case."""
    return "调解案件" in client_as(name).get(SEEN).text


def test_both_sides_read_who_opened_their_file_and_nobody_else_does(client_as, make):
    case = make(SITTING)
    opens(client_as, case)
    for name in SIDES:
        page = client_as(name).get(SEEN).text
        assert f"{MEDIATOR} · 查看" in page and "调解案件" in page
        assert not [other for other in SIDES if other in page and other != name], "never the other side"
        assert case.code not in page and case.number not in page
    assert not [name for name in ("陈玉莲", "方敏仪", MEDIATOR) if told(client_as, name)]


def test_a_file_taken_as_pdf_is_told_as_taken(client_as, make):
    case = make(SITTING)
    assert post(client_as(MEDIATOR), f"{V}/mediation/cases/{case.code}/file").mimetype == "application/pdf"
    assert f"{MEDIATOR} · 导出、打印" in client_as("黄美珍").get(SEEN).text


def test_the_audit_itself_never_names_a_party(client_as, make):
    opens(client_as, make(SITTING))
    line = AuditLine.get(AuditLine.what == "mediation.case")
    assert line.subject_id is None
    ledger = client_as("关启文").get(f"{TOWN}/audit/ledgers/lines?act=read").text
    assert MEDIATOR in ledger and not [name for name in SIDES if name in ledger]


@pytest.mark.parametrize("state", [APPLIED, HELD])
def test_before_the_other_side_is_asked_neither_page_tells(client_as, make, state):
    """Who came alone reads it on a phone that the other may hold."""
    opens(client_as, make(state))
    assert not [name for name in SIDES if told(client_as, name)]


def test_afterwards_nothing_tells_how_long_it_was_known_before(client_as, make):
    case = make(APPLIED)
    opens(client_as, case)
    with transaction():
        Case.update(state="asking").where(Case.id == case.id).execute()
        Party.update(told_at=utc_now() + timedelta(seconds=1)).where(
            Party.case == case, Party.side == RESPONDENT).execute()
    assert not [name for name in SIDES if told(client_as, name)]


def test_of_violence_no_page_tells_ever(client_as, make):
    opens(client_as, make(SITTING, violence=True))
    assert not [name for name in SIDES if told(client_as, name)]
    assert "不放在手机上" in client_as("陈玉莲").get(SEEN).text, "everybody reads that something may lack"


def test_who_left_by_a_no_reads_nothing_more(client_as, make, person):
    case = make(SITTING)
    opens(client_as, case)
    Party.update(answer=NO).where(Party.case == case, Party.person == person("谢国强")).execute()
    assert (told(client_as, "黄美珍"), told(client_as, "谢国强")) == (True, False)


def test_of_two_codes_that_begin_alike_each_has_its_own(client_as, make, village, person):
    longer = make_case(village("宅群村"), person("陈玉莲"), person("方立秋"), SITTING, person(MEDIATOR),
                       code="TJ-test-11")
    make(SITTING, code="TJ-test-1")
    opens(client_as, longer)
    assert told(client_as, "陈玉莲") and not told(client_as, "黄美珍")


def test_a_household_reads_who_copied_its_passbook(client_as, person):
    home = person("黄美珍").household_id
    account = Account.get(Account.household == home)
    with transaction():
        mate = Person.create(name="同户的", phone="14000009999", household=home)
    assert post(client_as("方敏仪"), f"{V}/points/accounts/{account.id}/print",
                {"purpose": "archive"}).status_code == 200
    for name in ("黄美珍", mate.name):
        page = client_as(name).get(SEEN).text
        assert "方敏仪 · 导出、打印" in page and "积分存折" in page
    other = Household.select().where(Household.id != home, Household.closed_on.is_null()).first()
    Person.update(household=other).where(Person.id == mate.id).execute()
    assert "积分存折" not in client_as(mate.name).get(SEEN).text


def test_a_certificate_that_staff_issued_is_told_to_its_leader(client_as):
    claim = Claim.select().where(Claim.state == ACCEPTED).first()
    village = f"/{claim.locality_id}"
    staff = next(name for name in ("方敏仪", "梁书宁") if client_as(name).get(
        f"{village}/leaders/people/{claim.person_id}/certificate").status_code == 200)
    period = str(claim.submitted_at.year)
    answer = post(client_as(staff), f"{village}/leaders/people/{claim.person_id}/certificate?period={period}")
    assert answer.status_code == 303
    assert AuditLine.get(AuditLine.what == "leaders.certificate").subject_id == claim.person_id
    assert "志愿服务证明" in client_as(claim.person.name).get(SEEN).text

