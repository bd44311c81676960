"""The file of a case: which papers it has and lacks, who reads which, and the whole as one PDF."""

import io
from datetime import date, timedelta

import pypdfium2
import pytest
from PIL import Image
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

from linli.audit.models import AuditLine
from linli.database import utc_now
from linli.modules.services import save_settings
from linli.people.models import Post
from linli.people.services import give_post
from linli.testing import count_queries, photo, post
from linli.toolkit.uploads import store_photo
from linli.toolkit.workflow import NotAllowed
from plugins.mediation.agreements.models import Agreement, Confirmation, FollowUp, Signature, Term
from plugins.mediation.cases.models import Case, Matter, Party, Sitter
from plugins.mediation.cases.states import ACCEPTED, AGREED, CLOSED, FAILED, SITTING
from plugins.mediation.module import module
from plugins.mediation.papers import demo, lists, services
from plugins.mediation.papers.models import PAPERS, TITLES, Scan
from plugins.mediation.sessions.models import HELD, Record, Seat, Session
from plugins.mediation.tests.making import make_case

MEDIATOR, APPLICANT, RESPONDENT, ELDER, STAFF = "司徒晴", "黄美珍", "谢国强", "何永康", "方敏仪"
COMMITTEE = "宅群村人民调解委员会"
SAID = "两家一起看了墙角，滴水是从二楼的管子来的"
FOR_APPLICANT = ("application", "rights", "record", "agreement")


@pytest.fixture
def case(village, person):
    """A case in hand of 司徒晴; 何永康 sits in."""
    give_post(person(MEDIATOR), "mediator", village("宅群村"))
    made = make_case(village("宅群村"), person(APPLICANT), person(RESPONDENT), SITTING, person(MEDIATOR))
    Sitter.create(case=made, person=person(ELDER), kind="elder")
    return made


@pytest.fixture
def at(case):
    """`at("/file")`: an address below the case's."""
    def address(tail=""):
        return f"/440783108226/mediation/cases/{case.code}{tail}"
    return address


@pytest.fixture
def upload(app, person):
    """`upload(width)`: a stored picture of its own."""
    def store(width):
        return store_photo(photo(width)[0], person(MEDIATOR), app.config["DATA"])
    return store


@pytest.fixture
def agreed(case, person, upload):
    """The same case with everything that can be known of it: two sessions, an agreement signed on the
    screen and on paper, a term that was kept, a visit, the court; and an identity card that was scanned.
    """
    applicant, respondent = Party.select().where(Party.case == case).order_by(Party.id)
    Matter.update(findings="到现场看过，管子裂了").where(Matter.case == case).execute()
    for number, text in enumerate(("第一次没有谈拢", SAID), 1):
        starts = utc_now() - timedelta(days=20 - number)
        held = Session.create(locality=case.locality, case=case, place="村委二楼", mediator=person(MEDIATOR),
                              starts_at=starts, ends_at=starts + timedelta(hours=1), state=HELD)
        Record.create(session=held, text=text, minutes=60)
        for party in (applicant, respondent):
            Seat.create(session=held, party=party, came=True)
    made = Agreement.create(case=case, facts="二楼水管滴水泡了一楼的墙", liability="二楼住户负责修",
                            signed_on=date(2026, 10, 1), confirm_by=date(2026, 10, 31))
    Term.create(agreement=made, party=respondent, text="修好水管", due_on=date(2026, 10, 10),
                done_on=date(2026, 10, 8))
    Term.create(agreement=made, party=respondent, text="赔墙面钱", amount=123_450, due_on=date(2026, 10, 20),
                done_on=date(2026, 10, 19), proof=upload(61))
    Signature.create(agreement=made, party=applicant, way="screen", upload=upload(62))
    Signature.create(agreement=made, party=respondent, way="paper", upload=upload(63))
    FollowUp.create(case=case, party=applicant, day=date(2026, 10, 30), kept=True, words="两家有说有笑",
                    person=person(MEDIATOR))
    Confirmation.create(case=case, court="开平市人民法院", applied_on=date(2026, 10, 12))
    Scan.create(case=case, kind="identity", upload=upload(64), caption="正面", person=person(MEDIATOR))
    Case.update(state=AGREED, agreed_on=date(2026, 10, 1)).where(Case.id == case.id).execute()
    return Case.get_by_id(case.id)


def pages_of(answer):
    """The words of each page of a PDF, without the spaces between them, and how many pictures it has."""
    document = pypdfium2.PdfDocument(answer.data)
    return [("".join(page.get_textpage().get_text_bounded().split()),
             len(list(page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE])))) for page in document]


def titled(pages, words):
    """The numbers of the pages on which a paper of this title begins."""
    return [number for number, (text, _pictures) in enumerate(pages, 1) if f"{COMMITTEE}{words}" in text]


def test_the_whole_file_in_order_as_one_pdf(client_as, at, agreed):
    answer = post(client_as(MEDIATOR), at("/file"))
    assert answer.mimetype == "application/pdf"
    pages = pages_of(answer)
    order = ["人民调解卷宗", "人民调解申请书", "人民调解权利义务告知书", "调查记录",
             "人民调解记录（第1次）", "人民调解记录（第2次）", "人民调解协议书", "协议履行情况",
             "人民调解回访记录", "司法确认有关材料", "封底"]
    found = [titled(pages, words) for words in order]
    assert all(len(each) == 1 for each in found), found
    assert found == sorted(found) and found[0] == [1] and found[-1] == [len(pages)]
    assert all(agreed.number in text for text, _pictures in pages), "every page says whose file it is"
    assert all(f"第{number}页共{len(pages)}页" in text for number, (text, _) in enumerate(pages, 1))
    assert all(f"{MEDIATOR}" in text and "导出" in text for text, _pictures in pages)
    assert f"共{len(pages)}页（连封面和封底）" in pages[-1][0]


def test_its_pictures_stand_where_they_belong(client_as, at, agreed):
    """The card as a page of its own, the signature in the agreement, the signed copy and the receipt."""
    pages = pages_of(post(client_as(MEDIATOR), at("/file")))
    pictured = {number: text for number, (text, pictures) in enumerate(pages, 1) if pictures}
    assert len(pictured) == 4
    card, agreement, copy, proof = pictured.values()
    assert "当事人身份证明·正面" in card and f"{COMMITTEE}人民调解协议书" in agreement
    assert "谢国强签了字的协议书" in copy and "履行凭证：赔墙面钱" in proof


def test_the_front_tells_on_which_page_each_paper_begins(client_as, at, agreed):
    pages = pages_of(post(client_as(MEDIATOR), at("/file")))
    front = pages[0][0]
    begins = {"人民调解协议书": titled(pages, "人民调解协议书")[0],
              "回访记录": titled(pages, "人民调解回访记录")[0], "封底": len(pages)}
    for number, (_key, title, _must) in enumerate(PAPERS, 1):
        if title in begins:
            assert f"{number}{title}{begins[title]}" in front
    assert "4授权委托书—" in front and "12情况说明—" in front


def test_each_paper_says_what_is_known(client_as, at, agreed):
    reader = client_as(MEDIATOR)
    wanted = {
        "application": ("墙角滴水", "请对方修好", "身份证号"),
        "rights": ("不收费", "自愿", "向法院起诉", "30 天内"),
        "findings": ("管子裂了",), "record": (SAID, "第一次没有谈拢", "村委二楼", "何永康"),
        "agreement": ("二楼水管滴水", "1,234.50 元", "2026 年 10 月 20 日", "盖章"),
        "receipts": ("2026 年 10 月 8 日",), "follow_up": ("两家有说有笑",),
        "confirmation": ("开平市人民法院",),
        "cover": ("立卷人", MEDIATOR), "identity": ("复印件贴在这里",), "authority": ("委托人",)}
    for kind, words in wanted.items():
        html = reader.get(at(f"/papers/{kind}")).text
        assert COMMITTEE in html and agreed.number in html, kind
        assert not [each for each in words if each not in html], kind
        text = pages_of(post(reader, at(f"/papers/{kind}/pdf")))[0][0]
        assert COMMITTEE in text and "第1页" in text


def test_what_lacks_is_said(client_as, at, case):
    """A new case lacks its papers; a scan is a paper too, and where it was not agreed upon, why counts."""
    reader = client_as(MEDIATOR)
    assert "还缺 3 样：当事人身份证明、调解记录、人民调解协议书。" in reader.get(at("/papers")).text
    post(reader, at("/papers/identity/scans"), {"photos": photo()})
    assert "还缺 2 样：调解记录、人民调解协议书。" in reader.get(at("/papers")).text
    Case.update(state=FAILED).where(Case.id == case.id).execute()
    assert "还缺 1 样：情况说明。" in reader.get(at("/papers")).text
    Matter.update(ended="谈不拢").where(Matter.case == case).execute()
    assert "必须有的都齐了" in reader.get(at("/papers")).text


def test_who_is_represented_owes_an_authority(scope_of, case):
    def lacking():
        return {each.key for each in lists.of_case(scope_of(MEDIATOR), case) if each.lacks}
    assert "authority" not in lacking()
    Party.create(case=case, side="applicant", role="representative", name="李律师")
    assert "authority" in lacking()


def test_the_committee_has_the_name_that_the_village_gave_it(client_as, at, case, village, person):
    save_settings(module, village("宅群村"), {"committee": "宅群村乡情调解委员会"}, person(STAFF))
    html = client_as(MEDIATOR).get(at("/papers/rights")).text
    assert "宅群村乡情调解委员会" in html and COMMITTEE not in html


def test_who_may_read_which(client_as, at, agreed):
    """Each side what it was told or signed; the application its own; whoever sits in all but what is between
    the mediator and one side; others none."""
    allowed = {MEDIATOR: set(TITLES), ELDER: set(TITLES) - {"receipts", "follow_up"},
               APPLICANT: set(FOR_APPLICANT),
               RESPONDENT: set(FOR_APPLICANT) - {"application"}, STAFF: set(), "陈玉莲": set()}
    for name, kinds in allowed.items():
        client = client_as(name)
        opened = {kind for kind in TITLES if client.get(at(f"/papers/{kind}")).status_code == 200}
        assert opened == kinds, name
        answers = {client.get(at(tail)).status_code for tail in ("/file", "/papers/agreement/pdf")}
        assert answers == ({200} if name == MEDIATOR else {404} if name in (STAFF, "陈玉莲") else {403}), name
        assert (client.get(at("/papers")).status_code == 200) is bool(kinds)


def test_pictures_open_with_the_paper_that_shows_them(client_as, at, agreed, upload):
    pictures = {"agreement": upload(62).id, "receipts": upload(61).id, "identity": upload(64).id}
    stray = upload(65).id

    def seen(name):
        client = client_as(name)
        return {kind for kind, key in pictures.items()
                if client.get(at(f"/pictures/{key}")).status_code == 200}
    assert seen(MEDIATOR) == set(pictures) and seen(ELDER) == {"agreement", "identity"}
    assert seen(RESPONDENT) == {"agreement"}
    assert seen(STAFF) == set() and client_as(MEDIATOR).get(at(f"/pictures/{stray}")).status_code == 404


def test_the_other_side_does_not_read_a_phone_or_an_address(client_as, at, agreed):
    Party.update(phone="14000000777", address="三巷 9 号").where(
        Party.case == agreed, Party.side == "applicant").execute()
    shown = {name: "三巷 9 号" in client_as(name).get(at("/papers/agreement")).text
             for name in (MEDIATOR, APPLICANT, RESPONDENT, ELDER)}
    assert shown == {MEDIATOR: True, APPLICANT: True, RESPONDENT: False, ELDER: False}


def test_a_desk_reads_no_file_of_a_case_that_nobody_has_in_hand(client_as, at, agreed):
    Case.update(state=ACCEPTED, mediator=None).where(Case.id == agreed.id).execute()
    assert client_as(MEDIATOR).get(at("/papers")).status_code == 403


def test_whoever_no_longer_mediates_reads_no_file(client_as, scope_of, at, agreed, person):
    Post.delete().where(Post.person == person(MEDIATOR), Post.role == "mediator").execute()
    assert lists.of_case(scope_of(MEDIATOR), agreed) == []
    assert {client_as(MEDIATOR).get(at(tail)).status_code for tail in ("/papers", "/file")} <= {403, 404}


def test_reading_and_taking_leave_a_trace(client_as, at, agreed):
    def acts(name):
        return sorted((line.act, line.details) for line in AuditLine.select().where(
            AuditLine.details.startswith(agreed.code)) if line.person.name == name)
    client_as(APPLICANT).get(at("/papers/record"))
    assert acts(APPLICANT) == []
    client_as(ELDER).get(at("/papers/record"))
    assert [act for act, _details in acts(ELDER)] == ["read"]
    reader = client_as(MEDIATOR)
    for tail in ("/file", "/papers/agreement/pdf"):
        assert post(reader, at(tail)).status_code == 200
    assert [line for line in acts(MEDIATOR) if line[0] == "export"] == [
        ("export", f"{agreed.code} agreement"), ("export", f"{agreed.code} file")]


def test_a_scan_is_put_in_once_and_taken_out_after_asking(client_as, at, case):
    reader, url = client_as(MEDIATOR), at("/papers/evidence/scans")
    assert post(reader, url, {}).status_code == 422
    assert post(reader, url, {"photos": photo(), "caption": "借条"}).status_code == 303
    again = post(reader, url, {"photos": photo()})
    assert again.status_code == 422 and "已经在卷宗里了" in again.text
    scan = Scan.get(Scan.case == case)
    assert "借条" in reader.get(at("/papers/evidence")).text
    remove = at(f"/scans/{scan.id}/remove")
    assert "找不回来" in reader.get(remove).text and Scan.select().where(Scan.case == case).exists()
    post(reader, remove)
    assert not Scan.select().where(Scan.case == case).exists()
    assert AuditLine.get(AuditLine.act == "remove").details == f"{case.code} evidence"


def test_the_same_form_twice_adds_once(client_as, at, case):
    reader, url = client_as(MEDIATOR), at("/papers/evidence/scans")
    for width in (70, 71):
        assert post(reader, url, {"photos": photo(width), "nonce": "one-form"}).status_code == 303
    assert Scan.select().where(Scan.case == case).count() == 1


@pytest.mark.parametrize("name", [APPLICANT, ELDER])
def test_only_the_mediator_changes_the_file(client_as, scope_of, at, case, upload, person, name):
    scan = Scan.create(case=case, kind="record", upload=upload(70), person=person(MEDIATOR))
    client = client_as(name)
    assert client.get(at("/papers/record/scans")).status_code == 403
    assert client.get(at(f"/scans/{scan.id}/remove")).status_code == 403
    with pytest.raises(NotAllowed):
        services.add_scans(scope_of(name), case, "record", [upload(71)], "", "n")
    with pytest.raises(NotAllowed):
        services.remove_scan(scope_of(name), scan)


def test_no_address_breaks(client_as, at, case, upload, person):
    reader = client_as(MEDIATOR)
    for tail in ("/papers/nothing", "/papers/nothing/pdf", "/papers/evidence/pdf", "/pictures/2147483647",
                 "/scans/0/remove", "/papers/record%00", "/papers/application/scans/x"):
        assert reader.get(at(tail)).status_code == 404, tail
    other = make_case(case.locality, person(APPLICANT), person(RESPONDENT), SITTING, person(MEDIATOR))
    theirs = Scan.create(case=other, kind="record", upload=upload(70), person=person(MEDIATOR))
    assert reader.get(at(f"/scans/{theirs.id}/remove")).status_code == 404
    assert reader.get(at("/papers").replace("108226", "108227")).status_code == 404


def test_a_broken_picture_is_no_scan_and_no_fault(client_as, at, case):
    sent = post(client_as(MEDIATOR), at("/papers/evidence/scans"), {
        "photos": (io.BytesIO(b"x" * 100), "x.jpg"), "caption": "写过的"})
    assert sent.status_code == 422 and "写过的" in sent.text


def test_a_long_record_begins_on_its_first_page_and_goes_on(client_as, at, agreed):
    Record.update(text="\n".join(f"第{n}段，双方各说各的理，慢慢地劝。" for n in range(120))).execute()
    pages = pages_of(post(client_as(MEDIATOR), at("/papers/record/pdf")))
    assert "第0段" in pages[0][0] and len(pages) > 4
    assert any("第119段" in text for text, _pictures in pages)


def test_the_pages_ask_no_more_for_more_rows(client_as, at, agreed, upload, person):
    reader = client_as(MEDIATOR)

    def counts():
        found = []
        for tail in ("/papers", "/papers/record", "/papers/agreement", "/file"):
            with count_queries() as seen:
                assert reader.get(at(tail)).status_code == 200
            found.append(len(seen))
        return found
    reader.get(at("/papers"))
    before = counts()
    for width in range(70, 76):
        Scan.create(case=agreed, kind="evidence", upload=upload(width), person=person(MEDIATOR))
        starts = utc_now() + timedelta(days=width)
        held = Session.create(locality=agreed.locality, case=agreed, place="祠堂", mediator=person(MEDIATOR),
                              starts_at=starts, ends_at=starts + timedelta(hours=1), state=HELD)
        Record.create(session=held, text="又谈了一次", minutes=30)
        Term.create(agreement=Agreement.get(Agreement.case == agreed), due_on=date(2026, 12, 1), text="再来",
                    party=Party.get(Party.case == agreed))
    assert counts() == before and max(before) <= 15 + 3, before  # taking the file writes an audit line


def test_the_demo_draws_scans_that_open(client_as):
    mediator = client_as("吴国安")
    scan = Scan.select().join(Case).where(Case.state == CLOSED, Scan.kind == "identity").first()
    page = f"/440783108226/mediation/cases/{scan.case.code}"
    assert "必须有的都齐了" in mediator.get(f"{page}/papers").text
    with Image.open(io.BytesIO(mediator.get(f"{page}/pictures/{scan.upload_id}").data)) as image:
        assert image.size == demo.SIZE


def test_a_picture_on_a_page_is_the_picture(client_as, at, agreed, upload):
    answer = client_as(MEDIATOR).get(at(f"/pictures/{upload(64).id}"))
    with Image.open(io.BytesIO(answer.data)) as image:
        assert image.size == (64, 30)
