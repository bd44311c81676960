"""Faults: who reports, by when somebody comes, what came of it, and what the camera becomes."""

from datetime import timedelta

import pytest

from linli.modules.services import save_settings
from linli.people.models import Person
from linli.testing import post
from linli.testing.pages import PageReader
from linli.toolkit.calendar import add_working_days, today
from linli.toolkit.notices import Notice
from linli.toolkit.workflow import NotAllowed, history_of
from plugins.cctv.cameras import repairs, services
from plugins.cctv.cameras.models import (
    NO_FAULT,
    OFF_LINE,
    REMOVED,
    REPAIRED,
    REPORTED,
    VISITED,
    WORKING,
    Fault,
)
from plugins.cctv.module import module
from plugins.cctv.tests.making import make_camera

V = "440783108226"
HERE = f"/{V}/cctv"


@pytest.fixture
def camera(village, person):
    """黄美珍's camera in 宅群村."""
    return make_camera(village("宅群村"), person("黄美珍"))


@pytest.fixture
def resident(client_as):
    return client_as("黄美珍")


@pytest.fixture
def clerk(client_as):
    """方敏仪, village staff of 宅群村."""
    return client_as("方敏仪")


def now(row):
    return type(row).get_by_id(row.id)


def told(person):
    return [row.title for row in Notice.select().where(Notice.person == person)]


def report(client, camera, **changed):
    """Report a fault; returns the answer and the last fault of the camera."""
    answer = post(client, f"{HERE}/cameras/{camera.number}/report", {"text": "黑屏", **changed})
    return answer, Fault.select().where(Fault.camera == camera.id).order_by(Fault.id.desc()).first()


def tell(client, fault, step, **changed):
    return post(client, f"{HERE}/faults/{fault.number}/answer",
                {"step": step, "day": str(today()), "words": "换了电源", **changed})


def test_whoever_answers_for_a_camera_reports_it(resident, clerk, camera, person, village):
    save_settings(module, village("宅群村"), {"repair_days": 2}, None)
    answer, fault = report(resident, camera)
    assert answer.location == f"{HERE}/faults/{fault.number}"
    assert fault.number.startswith(f"BX-{today().year}-")
    assert fault.visit_by == add_working_days(today(), 2)
    assert (fault.state, now(camera).state) == (REPORTED, WORKING)
    assert "有摄像头报修" in told(person("方敏仪"))
    assert fault.number in clerk.get(f"{HERE}/faults").text
    assert fault.number in clerk.get(f"/{V}/desk").text


def test_without_a_picture_the_camera_is_off_line_until_it_is_repaired(resident, clerk, camera, person):
    _answer, fault = report(resident, camera, off_line="y")
    assert now(camera).state == OFF_LINE
    assert tell(clerk, fault, "visit", words="要等配件").status_code == 303
    assert (now(fault).state, now(fault).done_on, now(camera).state) == (VISITED, None, OFF_LINE)
    tell(clerk, fault, "repair")
    assert (now(fault).state, now(fault).done_on, now(camera).state) == (REPAIRED, today(), WORKING)
    assert told(person("黄美珍")).count("报修有结果了") == 2
    page = resident.get(f"{HERE}/faults/{fault.number}").text
    assert "要等配件" in page and "换了电源" in page
    assert [line.note for line in history_of(camera)] == [fault.number, fault.number]


def test_no_fault_after_all(resident, clerk, camera):
    _answer, fault = report(resident, camera)
    tell(clerk, fault, "dismiss")
    assert (now(fault).state, now(fault).done_on) == (NO_FAULT, today())
    late = tell_again(clerk, fault)
    assert "已经办完了" in late.text


def tell_again(client, fault):
    return client.get(f"{HERE}/faults/{fault.number}/answer")


def test_whoever_is_second_is_told(resident, clerk, camera, person):
    _answer, fault = report(resident, camera)
    sent = {**PageReader(tell_again(clerk, fault).text).forms[-1].fields, "step": "repair",
            "day": str(today()), "words": "修好"}
    tell(clerk, fault, "dismiss")
    answer = clerk.post(f"{HERE}/faults/{fault.number}/answer", data=sent)
    assert answer.status_code == 409 and "慢了一步" in answer.text and now(fault).state == NO_FAULT


def test_one_at_a_time_and_then_again(resident, clerk, camera):
    _answer, fault = report(resident, camera)
    page = resident.get(f"{HERE}/cameras/{camera.number}/report").text
    assert fault.number in page and "还没修好" in page and 'name="text"' not in page
    tell(clerk, fault, "repair")
    _answer, again = report(resident, camera)
    assert again != fault and "第 2 次" in clerk.get(f"{HERE}/faults/{again.number}").text


def test_the_same_form_sent_twice_is_one_fault(resident, camera):
    url = f"{HERE}/cameras/{camera.number}/report"
    sent = {**PageReader(resident.get(url).text).forms[-1].fields, "text": "黑屏"}
    assert [resident.post(url, data=sent).status_code for _each in range(2)] == [303, 303]
    assert Fault.select().where(Fault.camera == camera.id).count() == 1


def test_a_removed_camera_has_no_faults(resident, clerk, camera, person, scope_of):
    _answer, fault = report(resident, camera)
    post(clerk, f"{HERE}/cameras/{camera.number}/remove", {"day": str(today()), "words": "搬家"})
    assert (now(camera).state, now(fault).state) == (REMOVED, NO_FAULT)
    assert "报修有结果了" in told(person("黄美珍"))
    assert "已经拆除了" in resident.get(f"{HERE}/cameras/{camera.number}/report").text
    with pytest.raises(services.NotNow):
        repairs.report(scope_of("黄美珍"), camera, "黑屏", False, "x")


def test_who_may_report_and_who_may_answer(client_as, clerk, resident, camera, village, person, scope_of):
    url = f"{HERE}/cameras/{camera.number}/report"
    assert client_as("谢国强").get(url).status_code == 404
    assert client_as("张远").get(url).status_code == 404
    own = make_camera(village("宅群村"))
    assert report(clerk, own)[0].status_code == 303
    with pytest.raises(NotAllowed):
        repairs.report(scope_of("谢国强"), camera, "x", False, "x")
    _answer, fault = report(resident, camera)
    assert client_as("谢国强").get(f"{HERE}/faults/{fault.number}").status_code == 404
    assert client_as("张远").get(f"{HERE}/faults/{fault.number}").status_code == 404
    assert resident.get(f"{HERE}/faults/{fault.number}/answer").status_code == 403


def test_nobody_answers_about_their_own_camera_or_their_households(client_as, clerk, village, person,
                                                                    scope_of):
    mine = make_camera(village("宅群村"), person("方敏仪"))
    _answer, fault = report(clerk, mine)
    assert clerk.get(f"{HERE}/faults/{fault.number}/answer").status_code == 403
    with pytest.raises(NotAllowed):
        repairs.answer(scope_of("方敏仪"), fault, "repair", today(), "x", "x")
    Person.update(household=person("方敏仪").household_id or person("谢国强").household_id).where(
        Person.name << ["方敏仪", "谢国强"]).execute()
    kin = make_camera(village("宅群村"), person("谢国强"))
    _answer, fault = report(client_as("谢国强"), kin)
    with pytest.raises(NotAllowed):
        repairs.answer(scope_of("方敏仪"), fault, "repair", today(), "x", "x")
    assert tell(client_as("梁书宁"), fault, "repair").status_code == 303


@pytest.mark.parametrize(("changed", "said"), [({"text": " "}, "请写一句"), ({"text": "\0"}, "看不见的符号"),
                                               ({"text": "长" * 501}, "最多 500")])
def test_what_is_wrong_of_a_report(resident, camera, changed, said):
    answer, fault = report(resident, camera, **changed)
    assert answer.status_code == 422 and said in answer.text and fault is None


@pytest.mark.parametrize(("changed", "said"), [
    ({"step": "explode"}, "step"), ({"words": ""}, "请写一句说明"), ({"day": "x"}, "没有这一天"),
    ({"day": str(today() + timedelta(days=1))}, "还没有到")])
def test_what_is_wrong_of_an_answer(resident, clerk, camera, changed, said):
    _answer, fault = report(resident, camera)
    answer = tell(clerk, fault, **{"step": "repair", **changed})
    assert answer.status_code == 422 and said in answer.text and now(fault).state == REPORTED


def test_what_is_late_says_so(clerk, resident, camera):
    _answer, fault = report(resident, camera)
    Fault.update(visit_by=today() - timedelta(days=1)).where(Fault.id == fault.id).execute()
    assert "上门超期" in clerk.get(f"{HERE}/faults").text
    assert "已经超期了" in resident.get(f"{HERE}/faults/{fault.number}").text
